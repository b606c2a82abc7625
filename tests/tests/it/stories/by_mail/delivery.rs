//! Mail servers as they are: dead, slow, and knowing nobody; and the mails themselves as others read them.

use std::fs;

use anyhow::Context as _;
use mailparse::{MailAddr, MailHeaderMap as _, addrparse_header, parse_mail};
use store::outbox;
use tempfile::TempDir;
use tests::site::{Plan, Site, prepare, ready_when};

use super::super::first_sign_in::{answer, screen};
use super::super::member::{Member, OwnSite, plan};
use super::{STATED, asked_for_a_code, show_the_password, waiting_for_mail};
use crate::smtp_server::{Manner, SmtpServer};

/// A site whose mail goes to a server, and its folder, which goes with the test.
async fn site_with(address: String) -> anyhow::Result<(Site, TempDir)> {
    let (plan, folder) = plan()?;
    let plan = Plan { mail: Some(address), ..plan };
    prepare(&plan).await?;
    Ok((Site::serve(&plan).await?, folder))
}

/// Waits until no mail is on its way.
async fn delivered(site: &Site) -> anyhow::Result<()> {
    ready_when("mail has left", || async { Ok(outbox::on_their_way(&site.idp.database).await? == 0) }).await
}

/// The code in the newest mail that a server took.
fn newest_code(server: &SmtpServer) -> anyhow::Result<String> {
    let received = server.received();
    let mail = parse_mail(received.last().context("a mail")?.mail.as_bytes())?.subparts[0].get_body()?;
    let code = mail.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6);
    code.map(str::to_owned).with_context(|| mail.clone())
}

#[tokio::test]
async fn a_server_that_says_no_word_holds_up_no_page() -> anyhow::Result<()> {
    let server = SmtpServer::start([Manner::Silent, Manner::Silent]).await;
    let (site, _folder) = site_with(server.address()).await?;
    let mut yoshida = asked_for_a_code(&site).await?;
    server.until_connected().await;
    assert!(yoshida.reads()?.contains("m***@example.jp"));
    let url = yoshida.browser.page()?.url.clone();
    yoshida.browser.open(url.as_str()).await?;
    assert_eq!(outbox::on_their_way(&site.idp.database).await?, 1, "every page came while the server kept silent");
    Ok(())
}

#[tokio::test]
async fn a_dead_server_holds_up_no_page() -> anyhow::Result<()> {
    let (site, _folder) = site_with(format!("smtp://127.0.0.1:{}", tests::site::free_port()?)).await?;
    let nakamura = waiting_for_mail(&site).await?;
    assert!(nakamura.reads()?.contains("h***@example.jp"));
    assert!(outbox::on_their_way(&site.idp.database).await? >= 1, "it waits for the server");
    Ok(())
}

#[tokio::test]
async fn an_address_that_nobody_has_is_told_at_the_next_look_until_mail_arrives() -> anyhow::Result<()> {
    let server = SmtpServer::start([Manner::Answers("RCPT", "550 5.1.1 unknown")]).await;
    let (site, _folder) = site_with(server.address()).await?;
    let mut yoshida = asked_for_a_code(&site).await?;
    delivered(&site).await?;
    let url = yoshida.browser.page()?.url.clone();
    let page = yoshida.browser.open(url.as_str()).await?;
    assert!(page.text().contains("メールが届きませんでした"), "{}", page.text());

    let mut again = Member::named("minato", "mail-member")?;
    show_the_password(&site, &mut again).await?;
    assert!(again.reads()?.contains("メールが届きませんでした"));
    delivered(&site).await?;
    answer(&mut again, "login-submit", &[("code", &newest_code(&server)?)]).await?;
    assert_eq!(again.browser.page()?.url.path(), "/minato/expenses", "{}", again.reads()?);
    show_the_password(&site, &mut yoshida).await?;
    assert!(screen(&yoshida)? == "mail-code" && !yoshida.reads()?.contains("メールが届きませんでした"));
    Ok(())
}

#[tokio::test]
async fn a_stated_address_that_nobody_has_can_be_changed() -> anyhow::Result<()> {
    let refusing = Manner::Answers("RCPT", "550 5.1.1 unknown");
    let server = SmtpServer::start([refusing.clone(), refusing]).await;
    let (site, _folder) = site_with(server.address()).await?;
    let mut nakamura = waiting_for_mail(&site).await?;
    delivered(&site).await?;
    nakamura.browser.follow("更新").await?;
    assert!(nakamura.reads()?.contains("メールが届きませんでした"), "{}", nakamura.reads()?);
    nakamura.browser.follow("メールアドレスを変更する").await?;
    assert!(nakamura.reads()?.contains("このアドレスにはメールが届いていません"));
    answer(&mut nakamura, "email-submit", &[("email", "hayato@example.jp")]).await?;
    assert!(!nakamura.reads()?.contains("メールが届きませんでした"));
    delivered(&site).await?;
    answer(&mut nakamura, "email-verify-submit", &[("code", &newest_code(&server)?)]).await?;
    assert_eq!(screen(&nakamura)?, "user-id");
    Ok(())
}

#[tokio::test]
async fn a_mail_has_one_recipient_and_a_link_that_works_in_its_text() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let nakamura = waiting_for_mail(&own.site).await?;
    let letter = own.site.newest_mail(STATED).await?;
    let folder = own.folder().join("mail");
    let names = fs::read_dir(&folder)?.map(|entry| Ok(entry?.file_name())).collect::<anyhow::Result<Vec<_>>>()?;
    let name = names.iter().find(|name| name.to_string_lossy().contains("email-verification"));
    let bytes = fs::read(folder.join(name.context("the mail as a file")?))?;
    let mail = parse_mail(&bytes)?;
    let to = addrparse_header(mail.headers.get_first_header("To").context("To")?)?;
    let [MailAddr::Single(to)] = &to[..] else { anyhow::bail!("one recipient: {to:?}") };
    assert_eq!(to.addr, STATED);
    for other in ["Cc", "Bcc"] {
        assert!(mail.headers.get_first_header(other).is_none(), "{other}");
    }
    let kinds: Vec<_> = mail.subparts.iter().map(|part| part.ctype.mimetype.as_str()).collect();
    assert_eq!(kinds, ["text/plain", "text/html"]);
    let (text, link) = (mail.subparts[0].get_body()?, letter.link()?);
    let in_text = text.lines().map(str::trim_end).find(|line| line.starts_with("http"));
    assert_eq!(in_text, Some(link.as_str()));
    assert!(mail.subparts[1].get_body()?.contains(&format!("href=\"{link}\"")));
    let host = own.site.provider("/minato/email/verify?token=");
    assert!(link.starts_with(&host) && link.len() > host.len() + 40, "{link}");
    assert!(super::elsewhere(&link).await?.page()?.offers("email-confirm"));
    drop(nakamura);
    Ok(())
}
