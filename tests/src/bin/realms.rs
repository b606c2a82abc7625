//! `cargo run --release -p tests --bin realms -- --count 1400 --measure DIR`: as many societies as a measurement wants.
//!
//! Each has hosts, terms, help and a logo of its own, as real ones do, so that nothing is cheaper than in production. What
//! is measured with them: the start of a server, its memory, and reading one society anew.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use base::{Language, RealmName};
use chrono::NaiveDate;
use clap::Parser;

/// Writes the files of many societies.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many societies.
    #[arg(long, default_value_t = 1400)]
    count: usize,
    /// How many applications each has, beside its portal.
    #[arg(long, default_value_t = 20)]
    clients: usize,
    /// Measure a provider that serves them: its start, its memory, one society's change, a request. The program
    /// `warifu-idp` must be built beside this one.
    #[arg(long)]
    measure: bool,
    /// The folder; `realms` and `secrets` are written into it. One that is there already can only be measured.
    folder: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { count, clients, measure, folder } = Arguments::parse();
    if !(measure && folder.exists()) {
        write(count, clients, &folder)?;
    }
    if measure {
        println!("{:#}", serde_json::to_value(tests::scale::measure(&folder).await?)?);
    }
    Ok(())
}

fn write(count: usize, clients: usize, folder: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(!folder.exists(), "{} is there already", folder.display());
    let (realms, secrets) = (folder.join("realms"), folder.join("secrets"));
    fs::create_dir_all(&realms)?;
    fs::create_dir_all(&secrets)?;
    let day = NaiveDate::from_ymd_opt(2026, 4, 1).context("a day")?;
    for number in 0..count {
        let name: RealmName = format!("kenpo-{number:05}").parse()?;
        realm::make(&realms, &name, Language::Ja, day)?;
        fs::write(secrets.join(format!("{name}-portal.secret")), "the secret of a portal\n")?;
        let society = realms.join(name.as_str());
        let file = society.join("realm.toml");
        // What `realm new` writes as a comment: hosts of the society's own.
        let text = fs::read_to_string(&file)?.replace("# issuer", "issuer").replace("# portal_url", "portal_url");
        fs::write(file, text)?;
        for language in Language::ALL {
            let tag = language.tag();
            fs::write(society.join(format!("terms/{day}.{tag}.md")), document(&name, "terms", 8))?;
            fs::create_dir_all(society.join("help"))?;
            fs::write(society.join(format!("help/faq.{tag}.md")), document(&name, "questions", 8))?;
            fs::write(society.join(format!("help/guide.{tag}.md")), document(&name, "guide", 5))?;
        }
        fs::create_dir_all(society.join("brand"))?;
        fs::write(society.join("brand/logo.svg"), logo(number))?;
        for client in 0..clients {
            fs::write(society.join(format!("clients/app-{client:02}.toml")), application(&name, client))?;
            fs::write(secrets.join(format!("{name}-app-{client:02}.secret")), "the secret of an application\n")?;
        }
    }
    println!("{count} realms with {clients} applications each in {}", realms.display());
    Ok(())
}

/// A document of so many sections; all of a society's together are as long as those of the sample societies.
fn document(name: &RealmName, what: &str, sections: usize) -> String {
    let sentence = "加入者のみなさまに、医療費などの情報を正確にお届けするための決まりです。";
    let section = |number| format!("## 第{number}条 {what}\n\n{}\n\n- {sentence}\n- {sentence}\n", sentence.repeat(3));
    format!("# {name} {what}\n\n{}", (1..=sections).map(section).collect::<String>())
}

fn logo(number: usize) -> String {
    let path = (0..40).map(|step| format!("L{} {}", step * 3 % 64, (step * number) % 64)).collect::<String>();
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><path d=\"M0 0{path}z\"/></svg>\n")
}

fn application(realm: &RealmName, number: usize) -> String {
    format!(
        "client_id = \"app-{number:02}\"\nname = {{ ja = \"連携アプリ{number}\", en = \"Application {number}\" }}\n\
         secret = {{ file = \"{realm}-app-{number:02}.secret\" }}\nredirect_uris = [\"https://app-{number}.example.jp/callback\"]\n\
         post_logout_redirect_uris = [\"https://app-{number}.example.jp/\"]\n\
         initiate_login_uri = \"https://app-{number}.example.jp/login\"\nscopes = [\"openid\", \"profile\", \"email\"]\n\
         minimum_acr = \"app-code\"\npolicy_uri = \"https://app-{number}.example.jp/privacy\"\n"
    )
}
