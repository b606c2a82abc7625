//! Members who are past their first sign-in: what they would have done on the screens, written as its outcome.
//!
//! It goes through the provider's own rows, so that a seeded member cannot be one that the provider would not know.

use account::{HashCost, PasswordHasher, TypedPassword};
use anyhow::Context as _;
use base::{AccountId, AuthenticatorId, Language, Purpose, Sealed, SealedFor, Secret, japan_date};
use data_encoding::BASE32_NOPAD;
use idp::App;
use idp::rows::{Acceptance, Counter, Guessed, Lane, Whose, in_realm};
use idp::stored_password::seal_hash;
use realm::{Lockout, Realm, Step};

use crate::samples::Persona;

/// What a write needs of a persona, prepared before it: hashing and sealing do not belong into a transaction.
struct Prepared {
    password: Sealed,
    authenticators: Vec<(AuthenticatorId, String, Sealed)>,
    accepted: Option<(String, String)>,
    lockout: Option<Lockout>,
}

/// Makes an imported member the persona that the samples describe.
///
/// # Errors
/// When the member was not imported, or the database fails.
pub async fn activate(app: &App, realm: &Realm, persona: &Persona, cost: HashCost) -> anyhow::Result<()> {
    if !persona.activated {
        return Ok(());
    }
    let now = app.clock.now();
    let name = realm.name.clone();
    let row = in_realm(app.database.reader(), &name).account_by_user_id(&persona.user_id).await?;
    let account = row.with_context(|| format!("{} was not imported", persona.user_id))?.account_id();
    let (prepared, method) = (prepare(app, realm, (persona, account), cost)?, persona.method);
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &name);
                rows.store_password_hash(account, &prepared.password).await?;
                for step in [Step::BirthDate, Step::Email, Step::EmailVerification, Step::UserId, Step::Password] {
                    rows.mark_step_done(account, step, now).await?;
                }
                rows.mark_signed_in(account, now).await?;
                rows.choose_method(account, method).await?;
                for (id, device, seed) in &prepared.authenticators {
                    rows.add_authenticator(account, (*id, device), seed, now).await?;
                }
                if let Some((version, text_sha256)) = &prepared.accepted {
                    let acceptance = Acceptance { version, language: Language::Ja, text_sha256, at: now };
                    rows.accept_terms(account, &acceptance).await?;
                }
                if let Some(lockout) = prepared.lockout {
                    let whose = Whose::Account(account);
                    let counter = Counter { guessed: Guessed::Password, whose, lane: Lane::Strangers };
                    for _ in 0..lockout.failures {
                        rows.reserve_attempt(counter.clone(), lockout, now).await?;
                    }
                    rows.note_lock(&counter, lockout, now).await?;
                }
                Ok(())
            })
        })
        .await
}

fn prepare(
    app: &App,
    realm: &Realm,
    (persona, account): (&Persona, AccountId),
    cost: HashCost,
) -> anyhow::Result<Prepared> {
    let typed = TypedPassword::new(&Secret::new(persona.password.clone()), realm.sign_in.password.ignore_case);
    let seal = |secret: &str, id: AuthenticatorId| -> anyhow::Result<Sealed> {
        let row = id.to_string();
        let place = SealedFor { purpose: Purpose::AuthenticatorSeed, realm: &realm.name, row: &row };
        Ok(app.sealing_key.seal(place, &BASE32_NOPAD.decode(secret.as_bytes())?))
    };
    let authenticators = persona.authenticators.iter().map(|authenticator| {
        let id = AuthenticatorId::generate();
        Ok((id, authenticator.name.clone(), seal(&authenticator.secret, id)?))
    });
    let terms = realm.terms_in_force(japan_date(app.clock.now())).filter(|_| persona.accepted_terms);
    let hash = typed.hash(&mut PasswordHasher::new(cost)).context("a password of sane length")?;
    Ok(Prepared {
        password: seal_hash(&app.sealing_key, &realm.name, account, &hash),
        authenticators: authenticators.collect::<anyhow::Result<_>>()?,
        accepted: terms.map(|terms| (terms.version.clone(), terms.documents.ja.sha256.clone())),
        lockout: persona.locked.then_some(realm.sign_in.lockout),
    })
}
