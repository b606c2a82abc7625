//! A sign-in that ends in the very moment in which its member gets other means of signing in, or withdraws what they had
//! agreed to: it does not overtake that.

use idp::rows::DbErr;
use sea_orm::ConnectionTrait as _;
use tokio::sync::oneshot;

use super::application::Answer;
use super::consent::{allow, as_far_as_the_question};
use super::world::{Person, World};

/// On PostgreSQL, where two writes run side by side: the one has run a statement and is not committed yet, the other is
/// the single sign-on of a browser, which waits for it.
async fn open_while(world: &World, statement: &'static str, person: &mut Person, address: &str) -> anyhow::Result<()> {
    let ((begun, has_begun), (commit, committed)) = (oneshot::channel(), oneshot::channel());
    let database = world.site.idp.database.clone();
    let first = tokio::spawn(async move {
        let write = database.write(move |tx| {
            Box::pin(async move {
                tx.execute_unprepared(statement).await?;
                begun.send(()).map_err(|()| DbErr::Custom("the test is over".to_owned()))?;
                drop(committed.await);
                Ok::<_, DbErr>(())
            })
        });
        write.await
    });
    has_begun.await?;
    let waiting =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    let release = async {
        while world.value::<i64>(waiting).await? == 0 {
            tokio::task::yield_now().await;
        }
        commit.send(()).map_err(|()| anyhow::anyhow!("the first write is over"))
    };
    let (page, released) = tokio::join!(person.browser.open(address), release);
    released?;
    first.await??;
    page.map(drop)
}

const GRANTS: &str = "SELECT COUNT(*) FROM grants";

const RENEWAL: &str = "UPDATE accounts SET renewed_at = '2100-01-01T00:00:00Z' WHERE realm = 'minato'; \
    UPDATE sessions SET ended_at = created_at WHERE realm = 'minato'";
const SIGN_OUT: &str = "UPDATE sessions SET ended_at = created_at WHERE realm = 'minato'";

#[tokio::test]
async fn a_renewed_account_is_not_overtaken_by_a_single_sign_on() -> anyhow::Result<()> {
    not_overtaken(RENEWAL).await
}

#[tokio::test]
async fn an_ended_session_is_not_overtaken_by_a_single_sign_on() -> anyhow::Result<()> {
    not_overtaken(SIGN_OUT).await
}

/// Whatever ends the session, its browser is asked who it is.
async fn not_overtaken(ending: &'static str) -> anyhow::Result<()> {
    let world = World::build_on_servers().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    assert!(person.sign_in(&app.address()).await?.code().is_ok());
    assert_eq!(world.value::<i64>(GRANTS).await?, 1);

    open_while(&world, ending, &mut person, &app.address()).await?;
    let page = person.browser.page()?;
    assert!(page.offers("password"), "{} {}", page.url, page.text());
    assert_eq!(world.value::<i64>(GRANTS).await?, 1, "nothing was granted");

    // An application that may show no page is told so.
    let silent = person.browser.peek(&app.request().with("prompt", "none").address()).await?;
    assert_eq!(Answer::at(&silent.location()?).error(), Some("login_required"));
    Ok(())
}

#[tokio::test]
async fn an_agreement_that_is_withdrawn_is_not_overtaken_by_a_single_sign_on() -> anyhow::Result<()> {
    let mut world = World::build_on_servers().await?;
    world.extend("minato", "app", "consent = \"remembered\"").await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    as_far_as_the_question(&mut person, &app.address()).await?;
    assert!(allow(&mut person).await?.code().is_ok());

    let withdrawal = "SELECT id FROM accounts WHERE realm = 'minato' FOR NO KEY UPDATE; DELETE FROM consents";
    let silent = app.request().with("prompt", "none").address();
    open_while(&world, withdrawal, &mut person, &silent).await?;
    assert_eq!(person.arrived()?.error(), Some("consent_required"));
    assert_eq!(world.value::<i64>(GRANTS).await?, 1, "nothing was granted");
    person.browser.open(&app.address()).await?;
    assert_eq!(person.browser.page()?.url.path(), "/minato/login/consent");
    Ok(())
}
