//! Three hundred passwords at one member in one moment, over three nodes that share PostgreSQL and Redis (S2).

use anyhow::Context as _;
use reqwest::StatusCode;
use reqwest::header::HOST;
use tokio::task::JoinSet;

use super::raw::{browser, form, open, page};
use super::{Findings, Verdict};
use crate::samples::personas;
use crate::site::{Folder, Plan, Program, Servers, Site, free_port, prepare};

const GUESSES: usize = 300;
const NODES: usize = 3;

/// Guesses; the right password is the hundredth of them. Eleven are judged, on all nodes together.
///
/// # Errors
/// When the nodes cannot be started: their programs are to be built, and the databases to be empty.
pub async fn guesses(servers: Servers) -> anyhow::Result<Verdict> {
    let folder = tempfile::tempdir()?;
    let plan = Plan { servers: Some(servers), ..Plan::in_folder(Folder::at(folder.path())?)? };
    prepare(&plan).await?;
    let site = Site::serve(&plan).await?;
    let mut programs = Vec::new();
    for _ in 0..NODES {
        let (mut settings, port) = (plan.provider_settings()?, free_port()?);
        settings.listen.set_port(port);
        let mut program = Program::new("warifu-idp", &settings, &plan.folder)?;
        program.start().await?;
        programs.push((program, port));
    }
    let persona = personas()?.into_iter().find(|persona| persona.name == "returning-member").context("a persona")?;
    let mut findings = Findings::of("guesses");
    let browser = browser()?;
    let login = open(&browser, &site.provider("/minato/account")).await?.form("login-submit")?;
    let host = format!("localhost:{}", plan.provider_port);
    let mut sending = JoinSet::new();
    for n in 0..GUESSES {
        let wrong = format!("wrong-{n}");
        let password = if n == 100 { persona.password.as_str() } else { wrong.as_str() };
        let mut filled = login.clone().fill_in(&[("username", &persona.user_id), ("password", password)])?;
        let port = programs.get(n % NODES).map(|(_, port)| *port);
        filled.action.set_port(port).map_err(|()| anyhow::anyhow!("no port"))?;
        let request = form(&browser, &filled).header(HOST, &host);
        sending.spawn(async move { page(request.send().await?).await });
    }
    let pages = sending.join_all().await.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let status = |wanted| pages.iter().filter(|page| page.status == wanted).count();
    findings.counted("answered", pages.len(), |count| count == GUESSES);
    findings.counted("let_in", status(StatusCode::SEE_OTHER), |count| count <= 1);
    findings.counted("turned_away_unjudged", status(StatusCode::SERVICE_UNAVAILABLE), |_| true);
    let rows = site.idp.database.reader();
    let count = async |query: &str| {
        use sea_orm::{ConnectionTrait as _, Statement};
        let row = rows.query_one_raw(Statement::from_string(rows.get_database_backend(), query)).await?;
        anyhow::Ok(usize::try_from(row.context("no row")?.try_get_by_index::<i64>(0)?)?)
    };
    let judged = count("SELECT coalesce(max(failures), 0)::bigint FROM attempts WHERE secret = 'password'").await?;
    findings.counted("judged_wrong", judged, |count| count <= 11);
    let locks = count("SELECT count(*) FROM audit_events WHERE event = 'locked'").await?;
    findings.counted("locks_recorded", locks, |count| count <= 1);
    for (program, _) in &mut programs {
        program.kill().await?;
    }
    Ok(findings.verdict())
}
