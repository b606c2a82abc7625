//! Making a site: databases, secrets, people, receipts, and what else the societies’ files say.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use base::japan_date;
use idp::admin::member_import::{self, MemberFile};
use portal::{ImportFile, ImportKind};
use realm::Lookup;
use store::import::{Encoding, Report};

use super::{Plan, messages, seed};
use crate::samples::{REALMS, Services, members, personas, receipts};

/// Makes the databases and secrets of a site and brings the sample people and their receipts in, the way an
/// administrator's commands do.
///
/// # Errors
/// Whatever of it fails: the samples are meant to fit.
pub async fn prepare(plan: &Plan) -> anyhow::Result<()> {
    plan.folder.make_client_secrets(&plan.realm_config)?;
    tokio::try_join!(prepare_provider(plan), prepare_portal(plan))?;
    Ok(())
}

async fn prepare_provider(plan: &Plan) -> anyhow::Result<()> {
    let app = idp::start::open(&plan.provider_settings()?, plan.clock.clone()).await?;
    for name in REALMS {
        let Lookup::Serving(realm) = app.realms.find(name) else { anyhow::bail!("{name} is not served") };
        let file = write_sample(plan, &format!("{name}-members.csv"), members(name).context("sample members")?)?;
        let file = MemberFile { path: file, encoding: Encoding::Utf8, dry_run: false };
        complete(&member_import::import(&app, &realm, &file, &mut |_| {}).await?)?;
        for persona in personas()?.iter().filter(|persona| persona.realm == name) {
            seed::activate(&app, &realm, persona, plan.hash_cost).await?;
        }
    }
    Ok(())
}

async fn prepare_portal(plan: &Plan) -> anyhow::Result<()> {
    let settings = plan.portal_settings()?;
    portal::migrate(&settings).await?;
    let app = portal::App::open(&settings, plan.clock.clone()).await?;
    let today = japan_date(plan.clock.now());
    for name in REALMS {
        let Lookup::Serving(realm) = app.realms.find(name) else { anyhow::bail!("{name} is not served") };
        bring_in(plan, &app, name, (ImportKind::Expenses, "receipts", &receipts(name, today)?)).await?;
        for (service, kind, text) in Services::of(name, today)?.files()? {
            if realm.portal.offers(service) {
                bring_in(plan, &app, name, (kind, &format!("{service:?}").to_lowercase(), &text)).await?;
            }
        }
        messages::publish(plan, &app, name).await?;
    }
    Ok(())
}

/// Imports a sample file into the portal.
async fn bring_in(
    plan: &Plan,
    app: &portal::App,
    name: &str,
    (kind, about, text): (ImportKind, &str, &str),
) -> anyhow::Result<()> {
    let file = write_sample(plan, &format!("{name}-{about}.csv"), text)?;
    let file = ImportFile { realm: name.parse()?, file, encoding: Encoding::Utf8, dry_run: false };
    complete(&portal::import(&app.database, (kind, &file), &plan.clock, &mut |_| {}).await?)
}

/// Keeps a sample file in the site's folder: the import commands can be tried on it.
fn write_sample(plan: &Plan, name: &str, text: &str) -> anyhow::Result<PathBuf> {
    let folder = plan.folder.join("samples");
    fs::create_dir_all(&folder)?;
    let path = folder.join(name);
    fs::write(&path, text)?;
    Ok(path)
}

fn complete(report: &Report) -> anyhow::Result<()> {
    ensure!(report.bad == 0 && report.left_out == 0, "the samples do not fit: {report:?}");
    Ok(())
}
