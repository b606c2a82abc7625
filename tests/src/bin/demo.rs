//! `cargo demo`: both services on this machine with sample people, to look at and to try out.
//!
//! It needs nothing but what cargo built: the databases are SQLite files, expiring state lives in them, secrets are
//! made. The people and their receipts come in through the code of the import commands.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use account::HashCost;
use anyhow::{Context as _, ensure};
use base::{Clock, japan_date};
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use realm::Method;
use serde::Serialize;
use tests::conformance::{Conformance, MEMBER};
use tests::samples::{self, Persona};
use tests::site::{Cluster, Folder, Plan, Servers, Site, empty_schema, prepare};
use tracing_subscriber::EnvFilter;
use url::Url;
use web::TrustedProxies;
use web::service::stop_signal;

#[derive(Parser)]
#[command(name = "cargo demo --", about = "Runs the provider and the portal with sample people.")]
struct Arguments {
    #[command(subcommand)]
    write: Option<Write>,
    /// Where the databases and secrets are kept.
    #[arg(long, default_value = "var/demo")]
    data: PathBuf,
    /// The societies' files.
    #[arg(long, default_value = "realm-config")]
    realm_config: PathBuf,
    /// Forgets what the folder holds and starts over.
    #[arg(long)]
    fresh: bool,
    /// The provider's port.
    #[arg(long, default_value_t = 8080)]
    provider_port: u16,
    /// The portal's port.
    #[arg(long, default_value_t = 8081)]
    portal_port: u16,
    /// Starts so many nodes of each service behind a small balancer, over a PostgreSQL and a Redis that come and go with
    /// the demonstration: it starts over each time.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=9))]
    nodes: Option<u8>,
    /// The database of a PostgreSQL server for the nodes, instead of one that comes and goes with them.
    #[arg(long, value_name = "URL", env = "WARIFU_TEST_POSTGRES")]
    postgres: Option<String>,
    /// The Redis for the nodes, likewise.
    #[arg(long, value_name = "URL", env = "WARIFU_TEST_REDIS")]
    redis: Option<String>,
    /// Serves the provider alone, over https, with the realm for the OpenID Foundation's certification suite.
    #[arg(long)]
    conformance: bool,
    /// The suite's address.
    #[arg(long, default_value = "https://localhost.emobix.co.uk:8443")]
    suite_base: Url,
    /// The authority of the suite's certificates (PEM), where it is none of the world's.
    #[arg(long, value_name = "FILE")]
    suite_ca: Option<PathBuf>,
    /// The alias of the suite's configurations.
    #[arg(long, default_value = "warifu")]
    alias: String,
    /// The name under which the suite reaches this machine.
    #[arg(long, default_value = "localhost")]
    host: String,
    /// The port at which applications show certificates.
    #[arg(long, default_value_t = 8444)]
    mtls_port: u16,
}

/// Files for trying the import commands, written to the standard output.
#[derive(Subcommand)]
enum Write {
    /// A file of so many invented members.
    WriteMembers {
        /// How many.
        count: u32,
    },
    /// A file of at least so many receipt lines of theirs.
    WriteReceipts {
        /// How many.
        count: u64,
    },
}

/// A line of `sign-in.json`.
#[derive(Serialize)]
struct SignIn<'a> {
    realm: &'a str,
    persona: &'a str,
    user_id: &'a str,
    password: &'a str,
    birth_date: NaiveDate,
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totp_secret: Option<&'a str>,
}

impl<'a> From<&'a Persona> for SignIn<'a> {
    fn from(persona: &'a Persona) -> Self {
        Self {
            realm: &persona.realm,
            persona: &persona.name,
            user_id: &persona.user_id,
            password: &persona.password,
            birth_date: persona.birth_date,
            email: persona.email.as_deref(),
            totp_secret: persona.authenticators.first().map(|device| device.secret.as_str()),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let clock = Clock::system();
    match arguments.write {
        Some(Write::WriteMembers { count }) => Ok(samples::write_many_members(count, std::io::stdout().lock())?),
        Some(Write::WriteReceipts { count }) => {
            samples::write_many_receipts(count, japan_date(clock.now()), std::io::stdout().lock())
        }
        None => {
            write_log();
            match arguments.nodes {
                _ if arguments.conformance => certify(&arguments, clock).await,
                Some(nodes) => demonstrate_nodes(&arguments, (nodes, clock)).await,
                None => demonstrate(&arguments, clock).await,
            }
        }
    }
}

/// Only what went wrong, unless RUST_LOG asks for more: the terminal belongs to the sign-in data.
fn write_log() {
    let filter = EnvFilter::builder().with_default_directive(tracing::Level::WARN.into()).from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

async fn demonstrate(arguments: &Arguments, clock: Clock) -> anyhow::Result<()> {
    if arguments.fresh {
        forget(&arguments.data)?;
    }
    let plan = plan(arguments, Folder::at(&arguments.data)?, clock)?;
    let ready = plan.folder.join("ready");
    if !ready.exists() {
        prepare(&plan).await?;
        fs::write(&ready, "The sample people are in. Without this file the folder is not used again.\n")?;
    }
    let personas = samples::personas()?;
    write_sign_in(&plan, &personas)?;
    let mut site = Site::serve(&plan).await?;
    announce(&plan, &personas)?;
    stop_signal().await;
    site.stop().await
}

fn plan(arguments: &Arguments, folder: Folder, clock: Clock) -> anyhow::Result<Plan> {
    Ok(Plan {
        realm_config: fs::canonicalize(&arguments.realm_config).context("realm-config")?,
        provider_port: arguments.provider_port,
        portal_port: arguments.portal_port,
        clock,
        hash_cost: HashCost::default(),
        trusted_proxies: TrustedProxies::default(),
        mail: None,
        servers: None,
        folder,
    })
}

/// Several nodes of both services, in the folder `nodes` of the demonstration's. Without servers it starts itself once
/// more below the test command, which brings them.
async fn demonstrate_nodes(arguments: &Arguments, (nodes, clock): (u8, Clock)) -> anyhow::Result<()> {
    let (Some(postgres), Some(redis)) = (&arguments.postgres, &arguments.redis) else {
        // Its path, before a build puts another program there.
        let this = std::env::current_exe()?;
        build_programs().await?;
        let test = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/test");
        let mut again = tokio::process::Command::new(test);
        again.arg("servers").arg(this).args(std::env::args_os().skip(1));
        let mut servers = again.spawn().context(".ci/test brings PostgreSQL and Redis")?;
        // Ctrl-C reaches the other process too; it stops what it started.
        let (_asked, ended) = tokio::join!(stop_signal(), servers.wait());
        ensure!(ended?.success(), "the nodes did not stop in order");
        return Ok(());
    };
    let data = arguments.data.join("nodes");
    forget(&data)?;
    let servers = Servers {
        provider_database: empty_schema(postgres, "warifu_idp").await?,
        portal_database: empty_schema(postgres, "warifu_portal").await?,
        redis: Some(redis.to_string()),
    };
    let plan = Plan { servers: Some(servers), ..plan(arguments, Folder::at(&data)?, clock)? };
    prepare(&plan).await?;
    let personas = samples::personas()?;
    write_sign_in(&plan, &personas)?;
    let cluster = Cluster::start(&plan, nodes.into()).await?;
    announce(&plan, &personas)?;
    println!("{nodes} nodes of each service; each request goes to the next.");
    stop_signal().await;
    drop(cluster);
    Ok(())
}

/// Builds the services' programs, as this one was built: the nodes are processes of their own.
async fn build_programs() -> anyhow::Result<()> {
    let mut cargo = tokio::process::Command::new("cargo");
    cargo.args(["build", "--quiet", "--workspace", "--bins"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    ensure!(cargo.status().await?.success(), "the services could not be built");
    Ok(())
}

/// The provider as the certification suite wants it, in the folder `conformance` of the demonstration's.
async fn certify(arguments: &Arguments, clock: Clock) -> anyhow::Result<()> {
    let data = arguments.data.join("conformance");
    if arguments.fresh {
        forget(&data)?;
    }
    let run = Conformance {
        folder: Folder::at(&data)?,
        suite_base: arguments.suite_base.clone(),
        suite_authority: arguments.suite_ca.clone(),
        alias: arguments.alias.clone(),
        host: arguments.host.clone(),
        port: arguments.provider_port,
        mtls_port: arguments.mtls_port,
        clock,
        hash_cost: HashCost::default(),
    };
    run.write()?;
    let app = run.open().await?;
    let (user_id, password) = MEMBER;
    println!("{}   certificates at {}", run.issuer(), run.mtls_address());
    println!("ユーザID {user_id}   パスワード {password}");
    println!("For the suite: {}", run.folder.join("plans.json").display());
    run.serve(app, stop_signal()).await
}

/// Removes a folder that a demonstration made, and no other.
fn forget(data: &Path) -> anyhow::Result<()> {
    if !data.exists() {
        return Ok(());
    }
    let ours = data.join("key-encryption-key").is_file()
        && ["idp.sqlite", "sign-in.json"].iter().any(|name| data.join(name).is_file());
    let empty = fs::read_dir(data)?.next().is_none();
    ensure!(ours || empty, "{} is no demonstration's folder: remove it yourself", data.display());
    Ok(fs::remove_dir_all(data)?)
}

fn write_sign_in(plan: &Plan, personas: &[Persona]) -> anyhow::Result<()> {
    let entries: Vec<SignIn<'_>> = personas.iter().map(SignIn::from).collect();
    Ok(fs::write(plan.folder.join("sign-in.json"), serde_json::to_string_pretty(&entries)? + "\n")?)
}

fn announce(plan: &Plan, personas: &[Persona]) -> anyhow::Result<()> {
    let (provider, portal) = (plan.provider_url()?, plan.portal_url()?);
    let mut out = std::io::stdout().lock();
    for realm in samples::REALMS {
        writeln!(out, "\n{realm}: portal {portal}{realm}/   provider {provider}{realm}")?;
        for persona in personas.iter().filter(|persona| persona.realm == realm) {
            writeln!(out, "  {}: {}", persona.name, persona.about)?;
            writeln!(
                out,
                "    ユーザID {}   パスワード {}   生年月日 {}",
                persona.user_id, persona.password, persona.birth_date
            )?;
            if let (Method::MailOtp, true, Some(email)) = (persona.method, persona.activated, &persona.email) {
                writeln!(out, "    コードはメールで {email}   {provider}dev/mail")?;
            }
            for device in &persona.authenticators {
                writeln!(out, "    認証アプリ「{}」 {}", device.name, device.secret)?;
            }
        }
    }
    writeln!(out, "\nThe same for programs: {}", plan.folder.join("sign-in.json").display())?;
    writeln!(out, "A code without a phone: oathtool --totp --base32 SECRET")?;
    writeln!(out, "Ctrl-C stops; --fresh starts over.")?;
    Ok(out.flush()?)
}
