//! Everything that reaches a member by mail during a sign-in.

mod address;
mod code;
mod delivery;
mod link;
mod screens;
mod unverified;

use anyhow::Context as _;
use tests::site::Site;
use tests::visitor::{Form, Page, Visitor};

use super::first_sign_in::{answer, at_the_first_step, screen};
use super::member::Member;

/// The address that the society has on record for the new member.
const ON_RECORD: &str = "hayato.nakamura@example.jp";
/// The one that he states instead.
const STATED: &str = "hayato.n@example.jp";

/// A new member of minato as far as the e-mail address.
async fn at_the_address(site: &Site) -> anyhow::Result<Member> {
    let mut member = at_the_first_step(site, "minato", "new-member").await?;
    answer(&mut member, "birth-date-submit", &[("birth_date", "20030117")]).await?;
    answer(&mut member, "terms-agree", &[]).await?;
    assert_eq!(screen(&member)?, "email");
    Ok(member)
}

/// The same, waiting for the mail to the address that he stated.
async fn waiting_for_mail(site: &Site) -> anyhow::Result<Member> {
    let mut member = at_the_address(site).await?;
    answer(&mut member, "email-submit", &[("email", STATED)]).await?;
    assert_eq!(screen(&member)?, "email-verification");
    Ok(member)
}

/// A member who has the code sent by mail, in front of the page that asks for it.
async fn asked_for_a_code(site: &Site) -> anyhow::Result<Member> {
    let mut member = Member::named("minato", "mail-member")?;
    show_the_password(site, &mut member).await?;
    assert_eq!(screen(&member)?, "mail-code", "{}", member.reads()?);
    Ok(member)
}

async fn show_the_password(site: &Site, member: &mut Member) -> anyhow::Result<()> {
    member.browser.open(&site.portal("/minato/expenses")).await?;
    let typed = [("username", member.persona.user_id.as_str()), ("password", member.persona.password.as_str())];
    member.browser.submit("login-submit", &typed).await?;
    Ok(())
}

/// The member's address.
fn address(member: &Member) -> anyhow::Result<String> {
    member.persona.email.clone().context("an address")
}

/// Another browser, in which the link of a mail was opened.
async fn elsewhere(link: &str) -> anyhow::Result<Visitor> {
    let mut browser = Visitor::new()?;
    browser.open(link).await?;
    Ok(browser)
}

/// The heading of a page.
fn heading(page: &Page) -> anyhow::Result<String> {
    Ok(page.texts("h1")?.concat())
}

/// A code that is not this one.
fn another(code: &str, number: usize) -> String {
    let right: usize = code.parse().unwrap_or_default();
    format!("{:06}", (right + 1 + number) % 1_000_000)
}

/// The form of a code, filled in.
fn filled(member: &Member, button: &str, code: &str) -> anyhow::Result<Form> {
    member.browser.page()?.form(button)?.fill_in(&[("code", code)])
}
