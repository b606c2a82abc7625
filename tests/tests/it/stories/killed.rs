//! The provider is killed before every request of a sign-in, as a power cut would, and the story still ends well.
//!
//! Real programs in real time: nothing but what was on the disk survives.

use std::sync::Arc;

use tests::samples::Persona;
use tests::site::{Program, prepare};
use tests::visitor::BeforeEach;
use tokio::sync::Mutex;

use super::member::{Member, plan};

#[tokio::test]
async fn a_provider_killed_between_every_two_requests_loses_nothing() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    prepare(&plan).await?;
    let provider = Program::new("warifu-idp", &plan.provider_settings()?, &plan.folder)?;
    let mut portal = Program::new("warifu-portal", &plan.portal_settings()?, &plan.folder)?;
    let provider = Arc::new(Mutex::new(provider));
    provider.lock().await.start().await?;
    portal.start().await?;

    let killed = Arc::clone(&provider);
    let kill: BeforeEach = Arc::new(move || {
        let provider = Arc::clone(&killed);
        Box::pin(async move {
            let mut provider = provider.lock().await;
            provider.kill().await?;
            provider.start().await
        })
    });
    let mut member = Member::named("minato", "member")?;
    member.browser = member.browser.disturbed_by(kill);
    member.open(&format!("{}minato/expenses", plan.portal_url()?), &plan.clock).await?;
    let page = member.browser.page()?;
    assert!(page.status.is_success() && page.url.path().starts_with("/minato/expenses"), "{}", page.text());
    assert!(page.text().contains("田中"), "the family's expenses: {}", page.text());
    assert!(member.browser.trail.len() >= 10, "many requests, each after a kill: {:?}", member.browser.trail);

    member.browser.open("/minato/sign-out").await?;
    member.browser.submit("logout-confirm", &[]).await?;
    member.browser.open("/minato/expenses").await?;
    assert!(member.browser.page()?.offers("password"), "signed out at both: {}", member.reads()?);
    logs_know_nobody(&member.persona, &format!("{}{}", provider.lock().await.log()?, portal.log()?))
}

/// Personal data and secrets are never logged: not by a service that was killed in the middle either.
fn logs_know_nobody(persona: &Persona, log: &str) -> anyhow::Result<()> {
    assert!(log.contains("serving"), "the services log at all");
    let birth_date = persona.birth_date.to_string();
    let email = persona.email.as_deref().unwrap_or("-no-address-");
    let known =
        [&persona.user_id, &persona.password, &persona.member_number, email, &birth_date, "田中", "美咲", "H0001024"];
    for word in known {
        assert!(!log.contains(word), "“{word}” stands in a log");
    }
    Ok(())
}
