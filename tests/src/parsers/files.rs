//! What administrators and members bring as files: realms, notices, imports, claims, pictures.

use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, bail, ensure};
use base::{Clock, Language, Text};
use idp::admin::member_import::{self, MemberFile};
use portal::{ConvertClaims, ImportFile, ImportKind};
use realm::{Format, Lookup, MyMail, Notice, NoticeCategory, ProcessSettings, Realm, Unpublishable};
use store::import::{Encoding, ImportError, Report};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::{once, parts};
use crate::site::{Folder, Plan};

/// The realm whose files are the usual ones.
const SAMPLE: &str = "minato";
const KINDS: [ImportKind; 8] = [
    ImportKind::Expenses,
    ImportKind::Benefits,
    ImportKind::EligibilityNotices,
    ImportKind::EligibilityCertificates,
    ImportKind::Objections,
    ImportKind::Checkups,
    ImportKind::Prescriptions,
    ImportKind::Decisions,
];

/// A folder for this process, removed by nobody: its parent is the system's for such things.
fn scratch() -> anyhow::Result<&'static Path> {
    static SCRATCH: OnceLock<TempDir> = OnceLock::new();
    Ok(once(&SCRATCH, || Ok(tempfile::tempdir()?))?.path())
}

fn sample_files() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../realm-config").join(SAMPLE)
}

/// A folder of files is served or refused with places that can be shown.
pub(super) fn realm(data: &[u8]) -> anyhow::Result<()> {
    let root = scratch()?.join("realms");
    let folder = root.join("fuzzed");
    let own = sample_files();
    let [realm, portal, client, logo, terms] = parts(data);
    let files =
        [("realm.toml", realm), ("portal.toml", portal), ("clients/portal.toml", client), ("brand/logo.svg", logo)];
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        match text {
            [] => drop(fs::copy(own.join(name), path)?),
            text => fs::write(path, text)?,
        }
    }
    fs::create_dir_all(folder.join("terms"))?;
    let usual = b"# \xE8\xA6\x8F\xE7\xB4\x84\n\nx\n";
    fs::write(folder.join("terms/2026-04-01.ja.md"), if terms.is_empty() { usual } else { terms })?;
    let settings = ProcessSettings {
        provider_url: "http://localhost:8080".parse()?,
        portal_url: "http://localhost:8081".parse()?,
        development: true,
        secrets_dir: root.join("secrets"),
    };
    match realm::read(&root, "fuzzed", &settings)? {
        Ok(realm) => ensure!(realm.name.as_str() == "fuzzed" && !realm.issuer.contains(char::is_whitespace)),
        Err(report) => {
            ensure!(!report.diagnostics.is_empty(), "refused without a reason");
            for language in Language::ALL {
                ensure!(!report.render(Format::Text, language).is_empty());
            }
            drop(serde_json::from_str::<serde_json::Value>(&report.render(Format::Json, Language::En))?);
        }
    }
    for (_, text) in realm::format(&root, &["fuzzed".to_owned()])? {
        drop(text);
    }
    Ok(())
}

/// A notice and a MY mail are read, or refused with places that can be shown.
pub(super) fn publication(data: &[u8]) -> anyhow::Result<()> {
    let path = scratch()?.join("published.md");
    fs::write(&path, data)?;
    let shown = |refused: Unpublishable| {
        ensure!(!refused.diagnostics().is_empty(), "refused without a reason");
        ensure!(Language::ALL.iter().all(|language| !refused.render(*language).is_empty()));
        Ok(())
    };
    let categories = [NoticeCategory { id: "society".to_owned(), label: Text::default() }];
    match Notice::read(&path, &categories) {
        Ok(notice) => ensure!(!notice.ja.html.contains("<script")),
        Err(refused) => shown(refused)?,
    }
    match MyMail::read(&path) {
        Ok(mail) => ensure!(!mail.letter(|_| "<script>").ja.html.contains("<script")),
        Err(refused) => shown(refused)?,
    }
    Ok(())
}

/// Both services' state for dry runs, and what runs them.
struct Services {
    plan: Plan,
    provider: idp::App,
    realm: Arc<Realm>,
    portal: portal::App,
    runtime: Runtime,
}

fn services() -> anyhow::Result<&'static Services> {
    static SERVICES: OnceLock<Services> = OnceLock::new();
    once(&SERVICES, || {
        let plan = Plan::in_folder(Folder::at(&scratch()?.join("site"))?)?;
        plan.folder.make_client_secrets(&plan.realm_config)?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (provider, portal) = runtime.block_on(async {
            let provider = idp::start::open(&plan.provider_settings()?, plan.clock.clone()).await?;
            portal::migrate(&plan.portal_settings()?).await?;
            let portal = portal::App::open(&plan.portal_settings()?, plan.clock.clone()).await?;
            anyhow::Ok((provider, portal))
        })?;
        let Lookup::Serving(realm) = provider.realms.find(SAMPLE) else { bail!("{SAMPLE} is not served") };
        Ok(Services { plan, provider, realm, portal, runtime })
    })
}

/// The first byte says what it is about and how it is encoded; the rest is the file.
fn file(data: &[u8], name: &str) -> anyhow::Result<(usize, Encoding, std::path::PathBuf)> {
    let (first, rest) = data.split_first().map_or((0, data), |(first, rest)| (usize::from(*first), rest));
    let path = scratch()?.join(name);
    fs::write(&path, rest)?;
    Ok((first, if first & 0x10 == 0 { Encoding::Utf8 } else { Encoding::ShiftJis }, path))
}

/// An import counts every line, and only a file that is none is refused as a whole.
fn counted(report: Result<Report, ImportError>) -> anyhow::Result<()> {
    match report {
        Ok(report) => {
            ensure!(report.lines == report.bad + report.left_out + report.outcomes.values().sum::<u64>(), "{report:?}");
            Ok(())
        }
        Err(ImportError::Unusable(problems)) => {
            ensure!(!problems.is_empty(), "refused without a reason");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// The portal's files, tried and taken back.
pub(super) fn import(data: &[u8]) -> anyhow::Result<()> {
    let services = services()?;
    let (first, encoding, file) = file(data, "import.csv")?;
    let kind = *KINDS.get(first % KINDS.len()).context("a kind")?;
    let file = ImportFile { realm: SAMPLE.parse()?, file, encoding, dry_run: true };
    let clock: &Clock = &services.plan.clock;
    counted(services.runtime.block_on(portal::import(&services.portal.database, (kind, &file), clock, &mut |_| {})))
}

/// Members, tried and taken back.
pub(super) fn members(data: &[u8]) -> anyhow::Result<()> {
    let services = services()?;
    let (_, encoding, path) = file(data, "members.csv")?;
    let file = MemberFile { path, encoding, dry_run: true };
    let mut unheard = |_| {};
    let import = member_import::import(&services.provider, &services.realm, &file, &mut unheard);
    counted(services.runtime.block_on(import))
}

/// Claims become a file or a reason each.
pub(super) fn claims_format(data: &[u8]) -> anyhow::Result<()> {
    let [claims, members] = parts(data);
    let place = |name: &str| anyhow::Ok(scratch()?.join(name));
    let convert = ConvertClaims { file: place("claims.uke")?, members: place("insured.csv")?, to: place("lines.csv")? };
    fs::write(&convert.file, claims)?;
    let usual = crate::samples::members(SAMPLE).context("sample members")?;
    fs::write(&convert.members, if members.is_empty() { usual.as_bytes() } else { members })?;
    drop(fs::remove_file(&convert.to));
    let (mut heard, mut reasons) = (0, 0);
    let done = convert.convert(&mut |_, reason, _| {
        heard += 1;
        reasons += u64::from(reason.is_some());
    });
    if let Ok(done) = done {
        ensure!(reasons >= done.left_out && heard >= done.left_out, "{done:?}: {heard}, {reasons}");
    }
    Ok(())
}

/// A picture is written anew, small, with nothing of what the file brought along.
pub(super) fn picture(data: &[u8]) -> anyhow::Result<()> {
    if let Ok(written) = portal::picture::prepare(data) {
        ensure!(written.starts_with(&[0xFF, 0xD8, 0xFF]) && written.len() < 256 * 1024);
        ensure!(
            !written.windows(4).any(|bytes| bytes == b"Exif") && !written.windows(4).any(|bytes| bytes == b"GPS\0")
        );
    }
    Ok(())
}
