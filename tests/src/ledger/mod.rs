//! How fast receipt lines come in and are read, with as many of them as a large society has.
//!
//! The file is imported by the code of the command, and the pages are asked for over HTTP by a member who signed in: what
//! is measured is what people wait for. One household has far more lines than any real one, so that a query which reads
//! all of them for one month is found out.

mod file;

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use base::japan_date;
use chrono::Datelike as _;
use portal::{App, ImportFile, ImportKind};
use serde::Serialize;
use store::import::{Encoding, Report};

use crate::authenticator::Phone;
use crate::load::PersonalPage;
use crate::load::server::processor_time;
use crate::samples::{Persona, personas};
use crate::site::{Folder, Plan, Servers, Site, prepare};
use crate::visitor::Visitor;

pub use file::{Ledger, write};

/// The realm and the member whose household is the large one.
const READER: (&str, &str) = ("minato", "member");
/// The large household: that member's.
const HOUSEHOLD: &str = "H0001024";
/// So many years the pages show here, and so many the lines reach back.
const YEARS: u32 = 10;
/// How often each page is asked for.
const TIMES: usize = 200;

/// What is measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// How many lines there are in all.
    pub lines: u64,
    /// How many of them are the large household's.
    pub of_household: u64,
    /// The portal's database instead of a SQLite file.
    pub database: Option<String>,
    /// Whether the file comes in once only, and not again as it is and again with every line changed.
    pub once: bool,
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// The lines of the file.
    pub lines: u64,
    /// How many came in a second into an empty table.
    pub new_per_second: f64,
    /// How many were compared a second, when the file came again.
    pub unchanged_per_second: Option<f64>,
    /// How many were replaced a second, when every line had changed.
    pub changed_per_second: Option<f64>,
    /// The pages, and how long each took.
    pub pages: Vec<Page>,
}

/// A page, and how long it took from the request to the last byte, with the sign-in's check and the network of one machine.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// Its address within the realm.
    pub page: String,
    /// Half of the answers came within this, in milliseconds.
    pub p50_ms: f64,
    /// 99 of a hundred came within this, in milliseconds.
    pub p99_ms: f64,
    /// The processor time of an answer, in milliseconds: of portal and visitor, and with SQLite of the database.
    pub cpu_ms: f64,
}

/// Fills a database in a folder and measures.
///
/// # Errors
/// When an import is not whole, or a page is not what was asked for.
pub async fn run(folder: &Path, measured: &Measured) -> anyhow::Result<Figures> {
    let mut plan = plan(folder)?;
    plan.servers = measured.database.clone().map(|portal_database| Servers {
        provider_database: plan.folder.sqlite("idp.sqlite"),
        portal_database,
        redis: None,
    });
    prepare(&plan).await?;
    let (new, unchanged, changed) = import_three_times(&plan, measured).await?;
    let pages = read_pages(&plan).await?;
    let lines = measured.lines;
    Ok(Figures { lines, new_per_second: new, unchanged_per_second: unchanged, changed_per_second: changed, pages })
}

fn plan(folder: &Path) -> anyhow::Result<Plan> {
    let mut plan = Plan::in_folder(Folder::at(folder)?)?;
    plan.hash_cost = account::HashCost::LEAST;
    plan.realm_config = folder.join("realm-config");
    file::copy_realm(READER.0, YEARS, &plan.realm_config)?;
    Ok(plan)
}

/// Fills a database in a folder and serves both sites: they, the issuer, and a month of the large household as its member
/// sees it.
///
/// # Errors
/// When the import is not whole, or the member cannot sign in.
pub async fn serve_a_month(folder: &Path) -> anyhow::Result<(Site, String, PersonalPage)> {
    let plan = plan(folder)?;
    prepare(&plan).await?;
    let app = App::open(&plan.portal_settings()?, plan.clock.clone()).await?;
    let (path, ledger) =
        ledger_file(&plan, &Measured { lines: 200_000, of_household: 40_000, database: None, once: true });
    write(&ledger, BufWriter::new(File::create(&path)?))?;
    import(&app, &path, ("new", ledger.lines)).await?;
    let site = Site::serve(&plan).await?;
    let visitor = sign_in(&site).await?;
    let last_year = japan_date(site.clock.now()).year() - 1;
    let address = site.portal(&format!("/{}/expenses/{last_year}/06", READER.0));
    let cookie = visitor.cookies(&address)?.context("a session at the portal")?;
    let issuer = site.provider(&format!("/{}", READER.0));
    Ok((site, issuer, PersonalPage { address, cookie }))
}

fn ledger_file(plan: &Plan, measured: &Measured) -> (PathBuf, Ledger) {
    let ledger = Ledger {
        lines: measured.lines,
        household: HOUSEHOLD.to_owned(),
        of_household: measured.of_household,
        years: YEARS,
        today: japan_date(plan.clock.now()),
        note: "",
    };
    (plan.folder.join("ledger.csv"), ledger)
}

/// Lines a second: into an empty table, again as they are, and again with every line changed.
async fn import_three_times(plan: &Plan, measured: &Measured) -> anyhow::Result<(f64, Option<f64>, Option<f64>)> {
    let app = App::open(&plan.portal_settings()?, plan.clock.clone()).await?;
    let (path, mut ledger) = ledger_file(plan, measured);
    write(&ledger, BufWriter::new(File::create(&path)?))?;
    let new = import(&app, &path, ("new", measured.lines)).await?;
    let (mut unchanged, mut changed) = (None, None);
    if !measured.once {
        unchanged = Some(import(&app, &path, ("unchanged", measured.lines)).await?);
        ledger.note = "訂正";
        write(&ledger, BufWriter::new(File::create(&path)?))?;
        changed = Some(import(&app, &path, ("changed", measured.lines)).await?);
    }
    std::fs::remove_file(path)?;
    Ok((new, unchanged, changed))
}

async fn import(app: &App, path: &Path, (outcome, lines): (&str, u64)) -> anyhow::Result<f64> {
    let file = ImportFile { realm: READER.0.parse()?, file: path.to_owned(), encoding: Encoding::Utf8, dry_run: false };
    let began = Instant::now();
    let report: Report = portal::import(&app.database, (ImportKind::Expenses, &file), &app.clock, &mut |_| {}).await?;
    let seconds = began.elapsed().as_secs_f64();
    ensure!(report.outcomes.get(outcome) == Some(&lines), "all lines are {outcome}: {report:?}");
    Ok(f64::from(u32::try_from(lines)?) / seconds)
}

async fn read_pages(plan: &Plan) -> anyhow::Result<Vec<Page>> {
    let mut site = Site::serve(plan).await?;
    let mut visitor = sign_in(&site).await?;
    let year = japan_date(site.clock.now()).format("%Y").to_string();
    let (this_year, last_year): (i32, i32) = (year.parse()?, year.parse::<i32>()? - 1);
    let mut pages = Vec::new();
    for page in [
        "/expenses".to_owned(),
        format!("/expenses/{last_year}/06"),
        format!("/expenses/{}/06", this_year - 9),
        format!("/expenses/{last_year}"),
        format!("/expenses/find?from={last_year}-06&to={last_year}-07"),
    ] {
        pages.push(measure(&mut visitor, &site, page).await?);
    }
    site.stop().await?;
    Ok(pages)
}

async fn measure(visitor: &mut Visitor, site: &Site, page: String) -> anyhow::Result<Page> {
    let address = site.portal(&format!("/{}{page}", READER.0));
    let mut took = Vec::with_capacity(TIMES);
    let used = processor_time(std::process::id())?;
    for _ in 0..TIMES {
        let began = Instant::now();
        let answer = visitor.peek(&address).await?;
        took.push(began.elapsed());
        ensure!(answer.status.is_success() && answer.body.contains("円"), "{page}: {}", answer.status);
    }
    let used = processor_time(std::process::id())?.saturating_sub(used);
    took.sort_unstable();
    let at =
        |share: usize| took.get(took.len() * share / 100).map_or(f64::NAN, |took: &Duration| took.as_secs_f64() * 1e3);
    let cpu_ms = used.as_secs_f64() * 1e3 / f64::from(u32::try_from(TIMES)?);
    Ok(Page { p50_ms: at(50), p99_ms: at(99), cpu_ms, page })
}

/// Signs the reader in at the portal.
async fn sign_in(site: &Site) -> anyhow::Result<Visitor> {
    let persona: Persona = personas()?
        .into_iter()
        .find(|persona| (persona.realm.as_str(), persona.name.as_str()) == READER)
        .context("no such persona")?;
    let mut phone = Phone::with(persona.authenticators.first().map_or("", |device| &device.secret));
    let mut visitor = Visitor::keeping_connections()?;
    visitor.open(&site.portal(&format!("/{}/expenses", READER.0))).await?;
    for _ in 0..4 {
        let page = visitor.page()?;
        if page.offers("password") {
            let typed = [("username", persona.user_id.as_str()), ("password", persona.password.as_str())];
            visitor.submit("login-submit", &typed).await?;
        } else if page.offers("code") {
            let code = phone.code(&site.clock)?;
            visitor.submit("login-submit", &[("code", &code)]).await?;
        } else if page.offers("terms-agree") {
            visitor.submit("terms-agree", &[]).await?;
        }
    }
    let page = visitor.page()?;
    ensure!(page.url.path().ends_with("/expenses"), "not signed in: {}", page.text());
    Ok(visitor)
}
