//! Every address with every id of somebody else: another member's, another society's, nobody's. The answers are the same.

use idp::routes::{Caller, routes};
use reqwest::{Method, StatusCode};
use tests::visitor::{Page, Visitor};

use crate::protocol::world::{Person, World};

/// Ids that are there, of members of one society and of another, by the table that they stand in.
const TABLES: [&str; 4] = ["accounts", "authenticators", "sessions", "passkeys"];

async fn signed_in(world: &World, mut person: Person) -> anyhow::Result<Person> {
    let realm = person.persona.realm.clone();
    person.browser.open(&world.site.provider(&format!("/{realm}/account"))).await?;
    for _ in 0..3 {
        person.answer_one_question().await?;
    }
    assert_eq!(person.browser.page()?.url.path(), format!("/{realm}/account"), "{}", person.browser.page()?.text());
    Ok(person)
}

/// What of a page must not differ: its status, and its text without the id.
fn seen(page: &Page, id: &str) -> (StatusCode, String) {
    (page.status, page.text().replace(id, "ID"))
}

async fn open(browser: &mut Visitor, address: &str) -> anyhow::Result<Page> {
    browser.open(address).await.cloned()
}

/// Of every object of the provider that has an id in its address: whoever is signed in freshly gets the same for an id of
/// another member, of another society's member and of nobody.
#[tokio::test]
async fn cve_2026_4630_an_id_of_somebody_else_is_an_id_of_nobody() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut member = signed_in(&world, world.person("two-devices")?).await?;
    let others = [world.person("returning-member")?, world.person_of("kusunoki", "member")?];
    for other in others {
        signed_in(&world, other).await?;
    }
    let own = world.account(&member.persona.user_id).await?.account_id().uuid().simple().to_string();
    let mut foreign = Vec::new();
    for table in TABLES {
        let owner = if table == "accounts" { "id" } else { "account" };
        let query = format!(
            "SELECT coalesce(group_concat(lower(hex(id))), '') FROM {table} WHERE lower(hex({owner})) <> '{own}'"
        );
        for id in world.value::<String>(&query).await?.split(',').filter(|id| !id.is_empty()) {
            foreign.push(uuid::Uuid::parse_str(id)?.to_string());
        }
    }
    assert!(foreign.len() > 4, "{foreign:?}");
    let nobody = uuid::Uuid::now_v7().to_string();
    let with_ids: Vec<_> = routes()
        .into_iter()
        .filter(|route| route.path.contains("{id}") && matches!(route.caller, Caller::Member | Caller::FreshAuth))
        .collect();
    assert!(with_ids.len() >= 8, "the walk meets the objects");
    for route in with_ids.iter().filter(|route| route.method == Method::GET) {
        let at = |id: &str| world.site.provider(&route.path.replace("{realm}", "minato").replace("{id}", id));
        let expected = seen(&open(&mut member.browser, &at(&nobody)).await?, &nobody);
        for id in &foreign {
            let page = open(&mut member.browser, &at(id)).await?;
            assert_eq!(seen(&page, id), expected, "{} {id}", route.path);
        }
    }
    Ok(())
}

/// A session of one society carried to every address of another is no session there: the answer is the one that a
/// stranger gets.
#[tokio::test]
async fn cve_2026_94215_no_address_of_another_society_knows_the_session() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut member = signed_in(&world, world.person("returning-member")?).await?;
    let mut stranger = Visitor::new()?.speaking("en");
    let nobody = uuid::Uuid::now_v7().to_string();
    for route in routes().iter().filter(|route| route.method == Method::GET && route.caller != Caller::Client) {
        let path = route.path.replace("{realm}", "kusunoki").replace("{id}", &nobody).replace(['{', '}'], "");
        let address = world.site.provider(&path);
        let theirs = member.browser.peek(&address).await?;
        let nobodys = stranger.peek(&address).await?;
        assert_eq!(theirs.status, nobodys.status, "{path}");
        let leads = |page: &Page| page.location().ok().map(|url| url.path().to_owned());
        assert_eq!(leads(&theirs), leads(&nobodys), "{path}");
        assert!(!theirs.body.contains(&member.persona.user_id), "{path}");
        assert!(!theirs.body.contains(&member.persona.full_name), "{path}");
    }
    Ok(())
}
