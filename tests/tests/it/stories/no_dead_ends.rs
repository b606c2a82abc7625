//! Whatever a member does to their browser in the middle of a sign-in, and whatever happens to the server: the right page
//! comes, or the same application's sign-in begins anew.

use chrono::TimeDelta;
use reqwest::StatusCode;
use tempfile::TempDir;
use tests::site::{Plan, Program, Site, prepare};
use tests::visitor::{BeforeEach, Form};
use tokio::sync::Mutex;

use std::sync::Arc;

use super::first_sign_in::{minato_that_asks_for, screen};
use super::member::{Member, OwnSite};
use super::screens::{in_a_window, no_sideways_scrolling};
use crate::chromium::{COMPUTER, Device, PHONE};

const STEPS: [&str; 5] = ["birth-date", "terms", "user-id", "method", "password"];
const NEW_PASSWORD: &str = "umi-to-27yama";

/// Every button by which a screen of a sign-in is answered, and what a new member types there.
const ANSWERS: [(&str, &[(&str, &str)]); 6] = [
    ("login-submit", &[]),
    ("birth-date-submit", &[("birth_date", "2003-01-17")]),
    ("terms-agree", &[]),
    ("user-id-submit", &[("method", "app-otp")]),
    ("password-submit", &[("new_password", NEW_PASSWORD), ("new_password_again", NEW_PASSWORD)]),
    ("switch-confirm", &[]),
];

/// A new member in the middle of the first sign-in at `minato`.
struct Newcomer {
    plan: Plan,
    site: Site,
    member: Member,
    _folder: TempDir,
}

impl Newcomer {
    async fn arrive() -> anyhow::Result<Self> {
        let (plan, folder) = minato_that_asks_for(&STEPS)?;
        prepare(&plan).await?;
        let site = Site::serve(&plan).await?;
        let mut member = Member::named("minato", "new-member")?;
        member.browser.open(&site.portal("/minato/sign-in")).await?;
        Ok(Self { plan, site, member, _folder: folder })
    }

    /// The form of the screen in front, filled in. `None` on a page that asks nothing.
    fn answer(&self) -> anyhow::Result<Option<Form>> {
        answer(&self.member)
    }

    /// Sends the answer of the screen in front.
    async fn go_on(&mut self) -> anyhow::Result<()> {
        let Some(form) = self.answer()? else { anyhow::bail!("nothing is asked: {}", self.member.reads()?) };
        // The password is the new one from the moment it was chosen.
        let chosen = form.fields.iter().any(|(name, _)| name == "new_password");
        self.member.browser.send(form).await?;
        if chosen && !self.member.browser.page()?.offers("password-submit") {
            NEW_PASSWORD.clone_into(&mut self.member.persona.password);
        }
        Ok(())
    }

    /// Answers until nothing is asked any more, and stands on the portal's top page, signed in.
    async fn goes_to_the_end(&mut self) -> anyhow::Result<()> {
        for _ in 0..14 {
            if self.answer()?.is_none() {
                return self.arrives().await;
            }
            self.go_on().await?;
        }
        anyhow::bail!("the questions never end: {}", self.member.reads()?)
    }

    async fn arrives(&mut self) -> anyhow::Result<()> {
        // Whoever deleted the portal's cookies on the way has one button, which leads in.
        if self.member.browser.page()?.status == StatusCode::BAD_REQUEST {
            self.member.browser.follow("もう一度ログインする").await?;
        }
        let page = self.member.browser.page()?;
        assert!(page.status.is_success() && page.url.path() == "/minato/", "{} {}", page.url, page.text());
        assert!(page.text().contains("ログアウト"), "signed in: {}", page.text());
        Ok(())
    }

    fn address(&self) -> anyhow::Result<String> {
        Ok(self.member.browser.page()?.url.to_string())
    }
}

fn answer(member: &Member) -> anyhow::Result<Option<Form>> {
    let page = member.browser.page()?;
    let Some((button, typed)) = ANSWERS.into_iter().find(|(button, _)| page.offers(button)) else { return Ok(None) };
    let persona = &member.persona;
    let login = [("username", persona.user_id.as_str()), ("password", persona.password.as_str())];
    let form = page.form(button)?;
    Ok(Some(if button == "login-submit" { form.fill_in(&login)? } else { form.fill_in(typed)? }))
}

#[tokio::test]
async fn reload_and_back_at_every_step_show_the_step_that_is_due() -> anyhow::Result<()> {
    let mut newcomer = Newcomer::arrive().await?;
    let (mut seen, mut sent): (Vec<String>, Vec<Form>) = (Vec::new(), Vec::new());
    while let Some(form) = newcomer.answer()? {
        let (here, asked) = (newcomer.address()?, screen(&newcomer.member)?);
        seen.push(here.clone());
        for address in &seen {
            newcomer.member.browser.open(address).await?;
            assert_eq!(screen(&newcomer.member)?, asked, "{address}");
        }
        for former in &sent {
            newcomer.member.browser.send(former.clone()).await?;
            assert_eq!(screen(&newcomer.member)?, asked, "{} sent once more", former.action.path());
        }
        newcomer.member.browser.open(&here).await?;
        newcomer.go_on().await?;
        sent.push(form);
    }
    assert_eq!(sent.len(), 5, "password, birth date, terms, ID with method, password");
    newcomer.arrives().await?;
    for address in seen {
        newcomer.member.browser.open(&address).await?;
        newcomer.arrives().await?;
    }
    Ok(())
}

#[tokio::test]
async fn cookies_deleted_between_any_two_steps_cost_a_password_and_no_step() -> anyhow::Result<()> {
    for step in 0..5 {
        for by_form in [false, true] {
            let mut newcomer = Newcomer::arrive().await?;
            for _ in 0..step {
                newcomer.go_on().await?;
            }
            let (here, form) = (newcomer.address()?, newcomer.answer()?);
            newcomer.member.browser.forget_cookies()?;
            match form.filter(|_| by_form) {
                Some(form) => newcomer.member.browser.send(form).await?,
                None => newcomer.member.browser.open(&here).await?,
            };
            assert_eq!(screen(&newcomer.member)?, "login", "step {step}, {by_form}");
            newcomer.goes_to_the_end().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_restart_between_any_two_steps_is_not_noticed() -> anyhow::Result<()> {
    let mut newcomer = Newcomer::arrive().await?;
    while newcomer.answer()?.is_some() {
        newcomer.site.stop().await?;
        newcomer.site = Site::serve(&newcomer.plan).await?;
        newcomer.go_on().await?;
        assert_ne!(screen(&newcomer.member)?, "login");
    }
    newcomer.arrives().await
}

#[tokio::test]
async fn a_form_left_open_for_a_day_is_accepted_or_comes_back_filled() -> anyhow::Result<()> {
    let mut newcomer = Newcomer::arrive().await?;
    // The password's form itself is as good as on its first day.
    newcomer.site.clock.advance(TimeDelta::hours(25));
    newcomer.go_on().await?;
    let mut filled = 0;
    while let Some(form) = newcomer.answer()? {
        let asked = screen(&newcomer.member)?;
        newcomer.site.clock.advance(TimeDelta::hours(25));
        newcomer.member.browser.send(form.clone()).await?;
        assert_eq!(screen(&newcomer.member)?, "login", "{asked}: what was shown a day ago counts no more");
        newcomer.go_on().await?;
        assert_eq!(screen(&newcomer.member)?, asked);
        let again = newcomer.member.browser.page()?.body.clone();
        for (name, value) in form.fields.iter().filter(|(name, _)| ["birth_date", "username"].contains(&name.as_str()))
        {
            assert!(again.contains(&format!("value=\"{value}\"")), "{name} was lost: {again}");
            filled += 1;
        }
        assert!(!again.contains(NEW_PASSWORD), "a password never comes back");
        newcomer.go_on().await?;
        // A sign-in lives for three days; the next one takes over what was done.
        if newcomer.member.browser.page()?.status == StatusCode::GONE {
            newcomer.member.browser.follow("「みなとけんぽポータル」へ進む").await?;
            newcomer.go_on().await?;
        }
    }
    assert_eq!(filled, 2, "the birth date and the user ID");
    newcomer.arrives().await
}

#[tokio::test]
async fn an_expired_sign_in_leads_to_the_same_applications_sign_in() -> anyhow::Result<()> {
    for step in 0..5 {
        let mut newcomer = Newcomer::arrive().await?;
        for _ in 0..step {
            newcomer.go_on().await?;
        }
        let (here, form) = (newcomer.address()?, newcomer.answer()?);
        newcomer.site.clock.advance(TimeDelta::hours(73));
        newcomer.member.browser.open(&here).await?;
        assert_eq!(screen(&newcomer.member)?, "login", "whoever only opens a page is taken there at once");
        let Some(form) = form else { anyhow::bail!("step {step} asks nothing") };
        newcomer.member.browser.send(form).await?;
        let page = newcomer.member.browser.page()?;
        assert_eq!(page.status, StatusCode::GONE, "step {step}: {}", page.text());
        assert_eq!(page.texts("main .button")?, ["「みなとけんぽポータル」へ進む"], "one button, which names its goal");
        newcomer.member.browser.follow("「みなとけんぽポータル」へ進む").await?;
        assert_eq!(screen(&newcomer.member)?, "login");
        newcomer.goes_to_the_end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn killed_between_every_two_requests_a_first_sign_in_loses_nothing() -> anyhow::Result<()> {
    let (plan, _folder) = minato_that_asks_for(&STEPS)?;
    prepare(&plan).await?;
    let provider = Program::new("warifu-idp", &plan.provider_settings()?, &plan.folder)?;
    let mut portal = Program::new("warifu-portal", &plan.portal_settings()?, &plan.folder)?;
    let provider = Arc::new(Mutex::new(provider));
    provider.lock().await.start().await?;
    portal.start().await?;
    let kill: BeforeEach = Arc::new(move || {
        let provider = Arc::clone(&provider);
        Box::pin(async move {
            let mut provider = provider.lock().await;
            provider.kill().await?;
            provider.start().await
        })
    });
    let mut member = Member::named("minato", "new-member")?;
    member.browser = member.browser.disturbed_by(kill);
    member.browser.open(&format!("{}minato/sign-in", plan.portal_url()?)).await?;
    let mut answers = 0;
    while let Some(form) = answer(&member)? {
        member.browser.send(form).await?;
        answers += 1;
    }
    assert_eq!(answers, 5, "no step twice");
    let page = member.browser.page()?;
    assert!(page.url.path() == "/minato/" && page.text().contains("ログアウト"), "{} {}", page.url, page.text());
    Ok(())
}

/// Twenty tabs of a returning member, each with a sign-in of its own.
async fn twenty_tabs(own: &OwnSite) -> anyhow::Result<(Member, Vec<(String, Form)>)> {
    let mut member = Member::named("minato", "returning-member")?;
    let mut tabs = Vec::new();
    for _ in 0..20 {
        member.browser.open(&own.site.portal("/minato/expenses")).await?;
        let typed = [("username", member.persona.user_id.as_str()), ("password", member.persona.password.as_str())];
        let page = member.browser.page()?;
        tabs.push((page.url.to_string(), page.form("login-submit")?.fill_in(&typed)?));
    }
    Ok((member, tabs))
}

#[tokio::test]
async fn twenty_tabs_end_at_their_application_in_whatever_order() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let (mut member, tabs) = twenty_tabs(&own).await?;
    // Five tabs have the password behind them when a sixth gets to its end.
    let mut at_the_code = Vec::new();
    for (address, form) in &tabs[..5] {
        member.browser.send(form.clone()).await?;
        assert!(member.browser.page()?.offers("code"), "{address}");
        at_the_code.push((member.browser.page()?.url.to_string(), member.browser.page()?.form("login-submit")?));
    }
    member.browser.send(tabs[11].1.clone()).await?;
    assert!(member.answer_one_question(&own.site.clock).await?);
    assert_eq!(member.browser.page()?.url.path(), "/minato/expenses");

    // Every other tab goes on from where it stands: reloaded, or with the form that was filled in.
    for (number, (address, form)) in tabs.iter().enumerate().rev() {
        match number {
            11 => {}
            0..5 if number % 2 == 0 => drop(member.browser.open(&at_the_code[number].0).await?),
            0..5 => drop(member.browser.send(at_the_code[number].1.clone().fill_in(&[("code", "000000")])?).await?),
            _ if number % 2 == 0 => drop(member.browser.open(address).await?),
            _ => drop(member.browser.send(form.clone()).await?),
        }
        let page = member.browser.page()?;
        assert!(
            page.status.is_success() && page.url.path() == "/minato/expenses",
            "tab {number}: {} {}",
            page.url,
            page.text()
        );
    }
    // And once more, now that each of them is done.
    for (number, (address, form)) in tabs.iter().enumerate() {
        member.browser.open(address).await?;
        let page = member.browser.page()?;
        assert!(
            page.status.is_success() && page.url.path() == "/minato/",
            "tab {number}: {} {}",
            page.url,
            page.text()
        );
        member.browser.send(form.clone()).await?;
        let page = member.browser.page()?;
        assert_eq!(page.texts("main .button")?, ["「みなとけんぽポータル」へ進む"], "tab {number}: {}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn signed_out_in_one_tab_the_other_begins_its_own_sign_in() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    let other_tab = member.browser.page()?.url.to_string();
    member.answer_what_is_asked(&own.site.clock).await?;
    let year = own.site.portal("/minato/expenses/2026");
    member.browser.open(&own.site.portal("/minato/sign-out")).await?;
    let question = member.browser.page()?.form("logout-confirm")?;
    member.browser.submit("logout-confirm", &[]).await?;
    member.browser.send(question).await?;
    assert_eq!(member.browser.page()?.url.path(), "/minato/", "signing out twice does no harm");

    own.site.clock.advance(TimeDelta::minutes(1));
    for address in [&year, &other_tab] {
        member.browser.open(address).await?;
        assert_eq!(screen(&member)?, "login", "{address}: {}", member.reads()?);
    }
    member.browser.open(&year).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    assert_eq!(member.browser.page()?.url.as_str(), year);
    Ok(())
}

/// An application's request for a fresh sign-in, without the portal's own part in it.
fn fresh_request(site: &Site) -> String {
    format!(
        "{}?client_id=portal&response_type=code&scope=openid&prompt=login&code_challenge_method=S256\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri={}",
        site.provider("/minato/authorize"),
        site.portal("/minato/callback")
    )
}

#[tokio::test]
async fn whoever_signs_in_beside_another_member_decides_with_both_names_in_view() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let (site, clock) = (&own.site, &own.site.clock);
    let mut first = Member::named("minato", "returning-member")?;
    first.browser.open(&site.portal("/minato/expenses")).await?;
    first.answer_what_is_asked(clock).await?;
    let mut second = Member::named("minato", "second-member")?;
    second.browser = first.browser;
    second.browser.open(&fresh_request(site)).await?;
    second.answer_what_is_asked(clock).await?;
    assert_eq!(screen(&second)?, "switch", "{}", second.reads()?);
    for name in ["伊藤 さくら", "佐藤 誠"] {
        assert!(second.reads()?.contains(&format!("{name} さん")), "{}", second.reads()?);
    }
    second.browser.follow("English").await?;
    assert!(second.reads()?.contains("伊藤 さくら is signed in in this browser"), "{}", second.reads()?);

    // Staying tells the application, and the first member is signed in as before.
    let stay = second.browser.page()?.form("login-cancel")?;
    let refused = second.browser.send_once(stay).await?.location()?;
    assert!(refused.as_str().contains("error=access_denied"), "{refused}");
    let silent = fresh_request(site).replace("prompt=login", "prompt=none");
    let code = second.browser.peek(&silent).await?.location()?;
    assert!(code.as_str().contains("code="), "{code}");

    // Confirmed, it is the second member's browser.
    clock.advance(TimeDelta::minutes(1));
    second.browser.open(&fresh_request(site)).await?;
    second.answer_what_is_asked(clock).await?;
    let confirm = second.browser.page()?.form("switch-confirm")?;
    let code = second.browser.send_once(confirm).await?.location()?;
    assert!(code.as_str().contains("code="), "{code}");
    clock.advance(TimeDelta::minutes(1));
    second.browser.open(&fresh_request(site)).await?;
    assert!(second.answer_one_question(clock).await?);
    assert_eq!(screen(&second)?, "otp");
    let code = second.phone.code(clock)?;
    let form = second.browser.page()?.form("login-submit")?.fill_in(&[("code", &code)])?;
    let code = second.browser.send_once(form).await?.location()?;
    assert!(code.as_str().contains("code="), "nobody is there to be asked about: {code}");
    Ok(())
}

#[tokio::test]
async fn another_user_id_in_a_tab_left_open_is_not_taken_for_whoever_is_signed_in() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut first = Member::named("minato", "returning-member")?;
    first.browser.open(&own.site.portal("/minato/expenses")).await?;
    let left_open = first.browser.page()?.form("login-submit")?;
    first.browser.open(&own.site.portal("/minato/expenses")).await?;
    first.answer_what_is_asked(&own.site.clock).await?;

    let mut second = Member::named("minato", "second-member")?;
    second.browser = first.browser;
    let wrong = left_open.clone().fill_in(&[("username", &second.persona.user_id), ("password", "wrong")])?;
    second.browser.send(wrong).await?;
    assert!(second.reads()?.contains("無効なユーザIDまたはパスワードです"), "{}", second.reads()?);
    let typed = [("username", second.persona.user_id.as_str()), ("password", second.persona.password.as_str())];
    second.browser.send(left_open.fill_in(&typed)?).await?;
    second.answer_what_is_asked(&own.site.clock).await?;
    assert_eq!(screen(&second)?, "switch", "{}", second.reads()?);
    second.browser.submit("switch-confirm", &[]).await?;
    let page = second.browser.page()?;
    assert!(page.url.path() == "/minato/expenses" && page.text().contains("佐藤 誠 さん"), "{}", page.text());
    Ok(())
}

#[tokio::test]
async fn at_the_second_factor_somebody_else_may_sign_in() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut first = Member::named("minato", "returning-member")?;
    first.browser.open(&own.site.portal("/minato/expenses")).await?;
    assert!(first.answer_one_question(&own.site.clock).await?);
    assert_eq!(screen(&first)?, "otp");
    let mut second = Member::named("minato", "second-member")?;
    second.browser = first.browser;
    second.browser.submit("login-another", &[]).await?;
    assert_eq!(screen(&second)?, "login");
    second.answer_what_is_asked(&own.site.clock).await?;
    let page = second.browser.page()?;
    assert!(page.url.path() == "/minato/expenses" && page.text().contains("佐藤 誠 さん"), "{}", page.text());
    Ok(())
}

/// Pictures of the question.
async fn pictures(device: Device) -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let clock = &own.site.clock;
    let (mut first, mut second) =
        (Member::named("minato", "returning-member")?, Member::named("minato", "second-member")?);
    in_a_window("switch", device, async |chromium| {
        for member in [&mut first, &mut second] {
            chromium.window.goto(fresh_request(&own.site)).await?;
            chromium.type_into("username", &member.persona.user_id).await?;
            chromium.type_into("password", &member.persona.password).await?;
            chromium.picture("1-password").await?;
            chromium.press("login-submit").await?;
            chromium.picture("2-code").await?;
            chromium.type_into("code", &member.phone.code(clock)?).await?;
            chromium.press("login-submit").await?;
        }
        chromium.press("terms-agree").await?;
        chromium.picture("3-switch").await?;
        no_sideways_scrolling(chromium).await?;
        assert!(chromium.text().await?.contains("佐藤 誠 さんとしてログインする"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_question_reads_well_on_a_phone_and_on_a_computer() -> anyhow::Result<()> {
    pictures(PHONE).await?;
    pictures(COMPUTER).await
}
