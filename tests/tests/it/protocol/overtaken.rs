//! A sign-in that ends in the very moment in which its member gets other means of signing in: it does not overtake that.

use idp::rows::DbErr;
use sea_orm::ConnectionTrait as _;
use tokio::sync::oneshot;

use super::application::Answer;
use super::world::World;

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

/// On PostgreSQL, where two writes run side by side: the one ends the session and is not committed yet, the other is
/// the single sign-on of the session's browser.
async fn not_overtaken(ending: &'static str) -> anyhow::Result<()> {
    let world = World::build_on_servers().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    assert!(person.sign_in(&app.address()).await?.code().is_ok());
    let grants = "SELECT COUNT(*) FROM grants";
    assert_eq!(world.value::<i64>(grants).await?, 1);

    let ((renewed, is_renewed), (commit, committed)) = (oneshot::channel(), oneshot::channel());
    let database = world.site.idp.database.clone();
    let renewing = tokio::spawn(async move {
        let write = database.write(move |tx| {
            Box::pin(async move {
                tx.execute_unprepared(ending).await?;
                renewed.send(()).map_err(|()| DbErr::Custom("the test is over".to_owned()))?;
                drop(committed.await);
                Ok::<_, DbErr>(())
            })
        });
        write.await
    });
    is_renewed.await?;
    let waiting =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    let release = async {
        while world.value::<i64>(waiting).await? == 0 {
            tokio::task::yield_now().await;
        }
        commit.send(()).map_err(|()| anyhow::anyhow!("the renewal is over"))
    };
    let address = app.address();
    let (page, released) = tokio::join!(person.browser.open(&address), release);
    released?;
    renewing.await??;
    let page = page?;
    assert!(page.offers("password"), "{} {}", page.url, page.text());
    assert_eq!(world.value::<i64>(grants).await?, 1, "nothing was granted");

    // An application that may show no page is told so.
    let silent = person.browser.peek(&app.request().with("prompt", "none").address()).await?;
    assert_eq!(Answer::at(&silent.location()?).error(), Some("login_required"));
    Ok(())
}
