//! Members who have signed in before, for demonstrations and tests.
//!
//! An imported member still has the whole first sign-in before them. This writes what that would have written, through
//! the same rows, so that a demonstration can begin with members at any point of their journey. No command and no
//! address leads here.

use account::TypedPassword;
use anyhow::{Context, anyhow};
use base::{AuthenticatorId, Purpose, RealmName, SealedFor, Secret};
use realm::{Lookup, Method, Step};

use crate::App;
use crate::rows::in_realm;

/// What a member did before the demonstration begins.
#[derive(Debug)]
pub struct Past {
    /// The password they chose.
    pub password: Secret,
    /// Their authenticator apps, by the names they gave them, with the shared secret of each.
    pub authenticators: Vec<(String, Secret<Vec<u8>>)>,
    /// The steps they did. (Terms are agreed to in the browser.)
    pub steps: Vec<Step>,
}

/// Gives an imported member a past, once: a member who has one keeps it.
///
/// # Errors
/// An unknown realm or user ID, or the database's failure.
pub async fn remember(app: &App, realm: &RealmName, user_id: &str, past: Past) -> anyhow::Result<()> {
    let Lookup::Serving(snapshot) = app.realms.find(realm.as_str()) else { return Err(anyhow!("no realm {realm}")) };
    let rows = in_realm(app.database.reader(), realm);
    let account = rows.account_by_user_id(user_id).await?.context("no member has this user ID")?;
    let id = account.account_id();
    if account.password_hash.is_some() {
        return Ok(());
    }
    let typed = TypedPassword::new(&past.password, snapshot.sign_in.password.ignore_case);
    let hash = app.passwords.hash(typed).await?.context("the password is too long")?;
    let sealed: Vec<_> = past
        .authenticators
        .iter()
        .map(|(name, seed)| {
            let device = AuthenticatorId::generate();
            let row = device.to_string();
            let place = SealedFor { purpose: Purpose::AuthenticatorSeed, realm, row: &row };
            (device, name.clone(), app.sealing_key.seal(place, seed.expose()))
        })
        .collect();
    let (realm, now) = (realm.clone(), app.clock.now());
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm);
                rows.store_password_hash(id, &hash).await?;
                for step in past.steps {
                    rows.mark_step_done(id, step, now).await?;
                }
                for (device, name, seed) in &sealed {
                    rows.add_authenticator(id, (*device, name), seed, now).await?;
                }
                rows.mark_signed_in(id, now).await?;
                if !sealed.is_empty() {
                    rows.choose_method(id, Method::AppOtp).await?;
                }
                Ok::<_, crate::rows::DbErr>(())
            })
        })
        .await?;
    Ok(())
}
