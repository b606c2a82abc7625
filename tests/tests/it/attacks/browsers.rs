//! What a request says of where it came to, and by which way.

use reqwest::{Method, StatusCode};
use url::Url;

use crate::protocol::raw::{Raw, sent};
use crate::protocol::world::World;

/// Headers with which somebody says that this is another host, and values of them.
const ELSEWHERE: [(&str, &str); 9] = [
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "javascript"),
    ("x-forwarded-for", "a"),
    ("x-forwarded-for", "127.0.0.1, evil.example"),
    ("x-forwarded-port", "1"),
    ("x-original-host", "evil.example"),
    ("forwarded", "host=evil.example;proto=http;for=unknown"),
    ("forwarded", "for=\";host=evil.example"),
    ("x-original-url", "https://evil.example/"),
];

/// A link in a mail went where a header said (CVE-2023-49097, and again as CVE-2025-48936 and CVE-2025-64101), and a header
/// that could not be read let a policy be passed over (CVE-2024-47070).
#[tokio::test]
async fn cve_2023_49097_no_header_changes_an_address_in_a_mail() -> anyhow::Result<()> {
    for world in [World::build().await?, World::build_behind_a_proxy().await?] {
        let own = Url::parse(&world.site.provider(""))?;
        let names = ["returning-member", "second-member", "member"];
        for (n, (name, value)) in ELSEWHERE.into_iter().enumerate() {
            let persona = world.person(names[n % names.len()])?.persona;
            let email = persona.email.clone().unwrap_or_default();
            let before = world.site.mails(&email).await?.len();
            let browser = Raw::new()?;
            let page = browser.open(&world.site.provider("/minato/forgotten/password")).await?;
            let form = page.form("forgotten-submit")?.fill_in(&[("username", &persona.user_id)])?;
            let answer = sent(browser.form(&form).header(name, value)).await?;
            assert!(answer.status.is_success() || answer.status.is_redirection(), "{name}: {}", answer.status);
            assert!(!answer.body.contains("evil.example"), "{name}: {value}");
            let mails = world.site.mails(&email).await?;
            assert_eq!(mails.len(), before + 1, "{name}: {value}");
            let letter = &mails[before];
            assert_eq!(Url::parse(&letter.link()?)?.origin(), own.origin(), "{name}: {value}");
            assert!(!format!("{}{}", letter.text(), letter.html()).contains("evil.example"), "{name}: {value}");
        }
        // Who is locked stays so, whatever a header says of whence they come.
        let locked = world.person("locked")?.persona;
        for (name, value) in ELSEWHERE {
            let browser = Raw::new()?;
            let login = browser.open(&world.app().address()).await?.form("login-submit")?;
            let typed = [("username", locked.user_id.as_str()), ("password", &locked.password)];
            let page = sent(browser.form(&login.fill_in(&typed)?).header(name, value)).await?;
            assert!(page.offers("password") && page.status == StatusCode::OK, "{name}: {value}");
        }
    }
    Ok(())
}

/// A language for every request once filled the memory (CVE-2026-79651): here there are two, whatever is asked for.
#[tokio::test]
async fn cve_2026_79651_there_are_two_languages_whatever_is_asked_for() -> anyhow::Result<()> {
    let world = World::build().await?;
    let browser = Raw::new()?;
    for n in 0..200 {
        let tag = format!("x-{n}-{}", "a".repeat(n));
        let address = world.app().request().with("ui_locales", &tag).address();
        let request = browser.request(Method::GET, &address).header("accept-language", &tag);
        let mut page = sent(request).await?;
        while page.status.is_redirection() {
            page =
                sent(browser.request(Method::GET, page.location()?.as_str()).header("accept-language", &tag)).await?;
        }
        assert_eq!(page.status, StatusCode::OK, "{tag}");
        assert!(["ja", "en"].iter().any(|language| page.body.contains(&format!("<html lang=\"{language}\""))), "{tag}");
    }
    Ok(())
}
