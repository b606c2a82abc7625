//! A member whose password comes from the system that the society had before, as a hash.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use idp::admin::member_import::{MemberFile, import};
use realm::Lookup;
use store::import::Encoding;

use super::world::World;

/// みなと-2026, hashed by the argon2 program of the reference implementation: not as we hash.
const HASH: &str = "$argon2i$v=19$m=64,t=2,p=2$c2FsdCBvZiBhIHNvY2lldHk$aWb13I0Sd0IFWcNPEys5N0j8UY/chq5ygW76jsK+75U";

#[tokio::test]
async fn the_password_goes_on_and_its_cost_tells_strangers_nothing() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    let file = world.plan.realm_config.join("minato/realm.toml");
    let mut settings: toml::Table = fs::read_to_string(&file)?.parse()?;
    let initial = settings.get_mut("sign_in").and_then(|table| table.get_mut("initial_credentials"));
    initial
        .and_then(toml::Value::as_table_mut)
        .context("the sample's")?
        .insert("password_hashes".to_owned(), true.into());
    fs::write(&file, toml::to_string(&settings)?)?;
    world.restart().await?;

    let path = world.plan.folder.join("former.csv");
    let header = tests::samples::members("minato").and_then(|file| file.lines().next().map(str::to_owned));
    let line = "F1,former-1,,H-F1,130,1,00,森,葵,モリ,アオイ,1980-02-03,aoi.mori@example.jp,2020-04-01,";
    fs::write(&path, format!("{},password_hash\n{line},\"{HASH}\"\n", header.unwrap_or_default()))?;
    let Lookup::Serving(realm) = world.site.idp.realms.find("minato") else { anyhow::bail!("minato is not served") };
    let file = MemberFile { path, encoding: Encoding::Utf8, dry_run: false };
    let report = import(&world.site.idp, &realm, &file, &mut |_| {}).await?;
    assert_eq!((report.bad, report.left_out), (0, 0), "{report:?}");

    let mut browser = world.person("returning-member")?.browser;
    for user_id in ["former-1", "nobody"] {
        let page = browser.open(&world.app().address()).await?;
        assert!(page.offers("password"));
        let asked = Instant::now();
        let page = browser.submit("login-submit", &[("username", user_id), ("password", "みなと-2027")]).await?;
        assert!(page.offers("password") && asked.elapsed() >= Duration::from_secs(1), "{user_id}");
    }
    browser.submit("login-submit", &[("username", "former-1"), ("password", "みなと-2026")]).await?;
    assert!(browser.page()?.offers("birth_date"), "{}", browser.page()?.text());
    let sealed: String = world.value("SELECT password_hash FROM accounts WHERE user_id = 'former-1'").await?;
    browser.open(&format!("{}&prompt=login", world.app().address())).await?;
    browser.submit("login-submit", &[("username", "former-1"), ("password", "みなと-2026")]).await?;
    let again: String = world.value("SELECT password_hash FROM accounts WHERE user_id = 'former-1'").await?;
    assert_eq!(sealed, again, "made anew once, at the first sign-in");
    Ok(())
}
