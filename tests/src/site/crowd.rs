//! As many members of every kind as a measurement wants, beside the sample people.

use std::fs;

use chrono::NaiveDate;
use idp::admin::member_import::{self, MemberFile};
use realm::Lookup;
use realm::Method;
use sea_orm::ConnectionTrait as _;
use store::import::Encoding;

use super::{Plan, Site, seed};
use crate::samples::{Persona, write_many_members};

/// The realm in which they are.
const REALM: &str = "minato";

/// The kinds of members that are brought in, in the order of their numbers.
const KINDS: [&str; 4] = ["a member's", "a locked member's", "a disabled member's", "that of somebody never there"];

/// The user IDs of everybody, by kind.
#[derive(Clone, Debug)]
pub struct Crowd(Vec<(&'static str, Vec<String>)>);

impl Crowd {
    /// Brings so many of each kind into a site.
    ///
    /// # Errors
    /// When the import or the database fails.
    pub async fn bring_in(site: &Site, plan: &Plan, of_each: usize) -> anyhow::Result<Self> {
        let (app, cost) = (&site.idp, plan.hash_cost);
        let Lookup::Serving(realm) = app.realms.find(REALM) else { anyhow::bail!("{REALM} is not served") };
        let path = plan.folder.join("crowd.csv");
        write_many_members(u32::try_from(of_each * KINDS.len())?, fs::File::create(&path)?)?;
        let file = MemberFile { path, encoding: Encoding::Utf8, dry_run: false };
        member_import::import(app, &realm, &file, &mut |_| {}).await?;

        let id = |number: usize| format!("load-{number:07}");
        let of_kind = |kind: usize| (kind * of_each..(kind + 1) * of_each).map(id).collect::<Vec<_>>();
        for kind in 0..3 {
            for user_id in of_kind(kind) {
                seed::activate(app, &realm, &persona(user_id, kind == 1), cost).await?;
            }
        }
        let disabled = of_kind(2).join("', '");
        let change = format!(
            "UPDATE accounts SET disabled = TRUE WHERE realm = '{REALM}' AND user_id IN ('{disabled}');
             UPDATE accounts SET email = user_id || '@example.jp' WHERE realm = '{REALM}' AND email IS NULL"
        );
        app.database.write(move |tx| Box::pin(async move { tx.execute_unprepared(&change).await.map(drop) })).await?;

        let nobody = (0..of_each).map(|number| format!("none-{number:07}")).collect();
        let kinds = KINDS.iter().enumerate().map(|(kind, name)| (*name, of_kind(kind)));
        Ok(Self(std::iter::once(("nobody's", nobody)).chain(kinds).collect()))
    }

    /// Whose IDs they are, and the IDs: first those that nobody has.
    #[must_use]
    pub fn kinds(&self) -> &[(&'static str, Vec<String>)] {
        &self.0
    }
}

/// One of them, as one who has signed in before.
fn persona(user_id: String, locked: bool) -> Persona {
    Persona {
        realm: REALM.to_owned(),
        name: "crowd".to_owned(),
        about: String::new(),
        member_number: String::new(),
        user_id,
        password: "Asagao-2026-tally".to_owned(),
        activated: true,
        full_name: String::new(),
        birth_date: NaiveDate::default(),
        email: None,
        method: Method::AppOtp,
        authenticators: Vec::new(),
        locked,
        accepted_terms: true,
    }
}
