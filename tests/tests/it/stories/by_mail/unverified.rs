//! Members whose method is the code by mail, and whose address nobody has verified: their realm did not ask.

use anyhow::Context as _;
use idp::rows::in_realm;
use realm::{Method, Step};
use tests::site::Site;

use super::super::first_sign_in::{answer, screen};
use super::super::member::{Member, OwnSite};
use super::{ON_RECORD, STATED, elsewhere, heading, show_the_password};

const STEPS: [Step; 4] = [Step::BirthDate, Step::Email, Step::UserId, Step::Password];

/// Somebody who has been here before, with an issued ID and password.
async fn returning(site: &Site, user_id: &str, password: &str) -> anyhow::Result<Member> {
    let mut member = Member::named("minato", "new-member")?;
    (member.persona.user_id, member.persona.password) = (user_id.to_owned(), password.to_owned());
    let (realm, now) = ("minato".parse()?, site.clock.now());
    let row = in_realm(site.idp.database.reader(), &realm).account_by_user_id(user_id).await?;
    let account = row.context("the member was imported")?.account_id();
    let written = site.idp.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            for step in STEPS {
                rows.mark_step_done(account, step, now).await?;
            }
            rows.mark_signed_in(account, now).await?;
            rows.choose_method(account, Method::MailOtp).await
        })
    });
    written.await?;
    show_the_password(site, &mut member).await?;
    Ok(member)
}

#[tokio::test]
async fn the_code_that_verifies_counts_as_the_second_factor() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut nakamura = returning(site, "mnt-0001977", "e4Xj=35kRzD").await?;
    assert_eq!(screen(&nakamura)?, "email-verification", "{}", nakamura.reads()?);
    let code = site.newest_mail(ON_RECORD).await?.code()?;
    answer(&mut nakamura, "email-verify-submit", &[("code", &code)]).await?;
    answer(&mut nakamura, "terms-agree", &[]).await?;
    assert_eq!(nakamura.browser.page()?.url.path(), "/minato/expenses", "{}", nakamura.reads()?);
    Ok(())
}

#[tokio::test]
async fn the_link_verifies_and_is_no_second_factor() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut nakamura = returning(site, "mnt-0001977", "e4Xj=35kRzD").await?;
    let mut reader = elsewhere(&site.newest_mail(ON_RECORD).await?.link()?).await?;
    assert_eq!(heading(reader.submit("email-confirm", &[]).await?)?, "確認しました");
    nakamura.browser.follow("更新").await?;
    assert_eq!(screen(&nakamura)?, "mail-code", "whoever pressed the button may know nothing of this sign-in");
    Ok(())
}

#[tokio::test]
async fn whoever_has_no_address_states_one_first() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut kobayashi = returning(site, "mnt-0001620", "b8Nq-43vXsT").await?;
    assert_eq!(screen(&kobayashi)?, "email", "{}", kobayashi.reads()?);
    answer(&mut kobayashi, "email-submit", &[("email", STATED)]).await?;
    assert_eq!(screen(&kobayashi)?, "email-verification");
    let code = site.newest_mail(STATED).await?.code()?;
    answer(&mut kobayashi, "email-verify-submit", &[("code", &code)]).await?;
    assert_eq!(screen(&kobayashi)?, "terms");
    Ok(())
}
