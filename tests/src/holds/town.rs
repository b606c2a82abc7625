//! The society whose members sign in while things happen to the services: its files, its members, its applications.
//!
//! Nothing here asks for more than both a version of the services and the one before it know, because both serve it.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, Statement};

use super::check::Limits;
use crate::load::{Application, Target};
use crate::site::{Folder, Plan, Program, Servers};

/// The realm.
pub(super) const REALM: &str = "holds";
/// Everybody's password.
pub(super) const PASSWORD: &str = "kx7Tq-29mWf";
/// How many members there are, numbered from 1.
const MEMBERS: u64 = 1_000;
/// Those at whose passwords is guessed: fewer than make a provider suspect that one password is tried at everybody.
pub(super) const GUESSED_AT: std::ops::RangeInclusive<u64> = 1..=40;
/// Those who ask for mails, a few each.
pub(super) const MAILED: std::ops::RangeInclusive<u64> = 41..=400;
/// Those who sign in and agree to the terms.
pub(super) const SIGN_IN: std::ops::RangeInclusive<u64> = 401..=MEMBERS;

/// What the society's files and the provider's own limits say.
pub(super) const LIMITS: Limits = Limits { wrong_passwords: 5, mails: 5 };

/// The user ID of a member.
pub(super) fn user_id(member: u64) -> String {
    format!("holds-{member}")
}

fn address(member: u64) -> String {
    format!("{}@example.jp", user_id(member))
}

/// Writes the society's files into a folder, and plans a cluster around them.
pub(super) fn plan(folder: Folder, servers: Servers) -> anyhow::Result<Plan> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("holds/realm");
    let realm_config = folder.join("realm-config");
    for part in ["", "clients", "terms"] {
        let to = realm_config.join(REALM).join(part);
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(from.join(part))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), to.join(entry.file_name()))?;
            }
        }
    }
    folder.make_client_secrets(&realm_config)?;
    folder.key_encryption_key()?;
    Ok(Plan { realm_config, servers: Some(servers), ..Plan::in_folder(folder)? })
}

/// Makes the databases and brings the members in by the programs' own commands, whichever version they are of.
pub(super) async fn settle(plan: &Plan, (provider, portal): (&Program, &Program)) -> anyhow::Result<()> {
    run(provider, &["migrate"]).await?;
    run(portal, &["migrate"]).await?;
    let file = plan.folder.join("members.csv");
    let columns = "member_number,user_id,initial_password,household_number,kigo,bango,branch,family_name,given_name,\
                   family_name_kana,given_name_kana,birth_date,email,eligible_from,eligible_until\n";
    let line = |n| {
        let (id, email) = (user_id(n), address(n));
        format!("L{n},{id},{PASSWORD},H{n},1,{n},00,計測,太郎,ケイソク,タロウ,1990-01-02,{email},2020-04-01,\n")
    };
    fs::write(&file, format!("{columns}{}", (1..=MEMBERS).map(line).collect::<String>()))?;
    run(provider, &["member", "import", REALM, &file.display().to_string()]).await?;
    // Who may be helped by mail has chosen a password and shown that the address is theirs.
    let members: Vec<String> = MAILED.map(|n| format!("'{}'", user_id(n))).collect();
    let change = format!(
        "UPDATE accounts SET password_chosen_at = CURRENT_TIMESTAMP, email_confirmed_at = CURRENT_TIMESTAMP, \
         email_verified_at = CURRENT_TIMESTAMP WHERE realm = '{REALM}' AND user_id IN ({})",
        members.join(", ")
    );
    database(plan).await?.execute_unprepared(&change).await?;
    Ok(())
}

/// Runs a command that must succeed.
pub(super) async fn run(program: &Program, arguments: &[&str]) -> anyhow::Result<()> {
    let output = program.run(arguments).await?;
    ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// The provider's database, past the provider.
pub(super) async fn database(plan: &Plan) -> anyhow::Result<DatabaseConnection> {
    let servers = plan.servers.as_ref().context("servers")?;
    Ok(Database::connect(&servers.provider_database).await?)
}

/// All rows of two columns that a query gives: a text and a count.
pub(super) async fn counts(plan: &Plan, query: &str) -> anyhow::Result<Vec<(String, usize)>> {
    let database = database(plan).await?;
    let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), query)).await?;
    let pair = |row: &sea_orm::QueryResult| {
        anyhow::Ok((row.try_get_by_index::<String>(0)?, usize::try_from(row.try_get_by_index::<i64>(1)?)?))
    };
    rows.iter().map(pair).collect()
}

/// The member of a user ID or an address.
pub(super) fn member(of: &str) -> Option<u64> {
    of.strip_prefix("holds-")?.trim_end_matches("@example.jp").parse().ok()
}

/// How an application is used: `application`, which shows who it is, or `phone`, which cannot.
pub(super) fn target(plan: &Plan, id: &str) -> anyhow::Result<Target> {
    let secret = plan.folder.join("secrets").join(REALM).join(id);
    let application = Application {
        id: id.to_owned(),
        secret: fs::read_to_string(secret).unwrap_or_default().trim().to_owned(),
        redirect_uri: "http://localhost/callback".to_owned(),
        scope: "openid offline_access".to_owned(),
    };
    Ok(Target {
        issuer: format!("{}{REALM}", plan.provider_url()?),
        application: Some(application),
        ..Target::default()
    })
}
