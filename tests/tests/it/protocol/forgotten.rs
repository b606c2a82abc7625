//! Forgotten passwords and user IDs against takeover, enumeration and flooding (security.md S6, S8, S14, S15, S16; P18).

use anyhow::Context as _;
use chrono::TimeDelta;
use reqwest::header::SET_COOKIE;
use reqwest::{Method, StatusCode};
use tests::visitor::{Page, Visitor};
use tokio::task::JoinSet;

use super::raw::{Raw, sent};
use super::world::{Person, World};

const NEW: &str = "kawa-7no-hotori";

/// Somebody whose account is in some state, with what the society's list says of them.
struct Somebody {
    what: &'static str,
    user_id: &'static str,
    birth_date: &'static str,
    email: &'static str,
    /// Whether a link may be sent, and whether the user ID may.
    helped: (bool, bool),
}

const EVERYBODY: [Somebody; 7] = [
    Somebody {
        what: "active",
        user_id: "mnt-0001511",
        birth_date: "19950330",
        email: "sakura.ito@example.jp",
        helped: (true, true),
    },
    Somebody {
        what: "locked",
        user_id: "mnt-0001455",
        birth_date: "19730819",
        email: "tsuyoshi.takahashi@example.jp",
        helped: (true, true),
    },
    Somebody {
        what: "disabled",
        user_id: "mnt-0001187",
        birth_date: "19791103",
        email: "makoto.sato@example.jp",
        helped: (false, false),
    },
    Somebody {
        what: "no longer eligible",
        user_id: "mnt-0001302",
        birth_date: "19680227",
        email: "yumiko.suzuki@example.jp",
        helped: (false, false),
    },
    Somebody {
        what: "never activated",
        user_id: "mnt-0001977",
        birth_date: "20030117",
        email: "hayato.nakamura@example.jp",
        helped: (false, true),
    },
    Somebody {
        what: "at an unproven address",
        user_id: "mnt-0001024",
        birth_date: "19840612",
        email: "misaki.tanaka@example.jp",
        helped: (false, true),
    },
    Somebody {
        what: "unknown",
        user_id: "mnt-9999999",
        birth_date: "19990101",
        email: "nobody@example.jp",
        helped: (false, false),
    },
];

/// A world in which everybody is what they are said to be.
async fn world_of_everybody() -> anyhow::Result<World> {
    let world = World::build().await?;
    world.execute("UPDATE accounts SET disabled = TRUE WHERE member_number = 'M0001187'").await?;
    world.execute("UPDATE accounts SET eligible_until = '2015-03-31' WHERE member_number = 'M0001302'").await?;
    world.execute("UPDATE accounts SET email_verified_at = NULL WHERE member_number = 'M0001024'").await?;
    Ok(world)
}

/// Goes to the sign-in page, says that the password is forgotten, and asks for a link.
async fn ask<'b>(world: &World, browser: &'b mut Visitor, user_id: &str) -> anyhow::Result<&'b Page> {
    browser.open(&world.app().address()).await?;
    browser.follow("Forgot your password?").await?;
    browser.submit("forgotten-submit", &[("username", user_id)]).await
}

/// The link that a persona gets.
async fn link_for(world: &World, person: &mut Person) -> anyhow::Result<String> {
    let (user_id, email) = (person.persona.user_id.clone(), person.persona.email.clone().context("an address")?);
    ask(world, &mut person.browser, &user_id).await?;
    world.site.newest_mail(&email).await?.link()
}

async fn set<'b>(browser: &'b mut Visitor, password: &str) -> anyhow::Result<&'b Page> {
    browser.submit("password-submit", &[("new_password", password), ("new_password_again", password)]).await
}

#[tokio::test]
async fn a_mail_leads_to_a_new_password_and_an_ordinary_sign_in() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    let page = ask(&world, &mut person.browser, "MNT-0001511").await?;
    assert!(page.url.path().ends_with("/login"), "{}", page.url);
    assert!(page.text().contains("Please look at your e-mail"), "{}", page.text());
    let kept = ("username".to_owned(), "MNT-0001511".to_owned());
    assert!(page.form("login-submit")?.fields.contains(&kept), "the ID is kept");
    let (address, again) = (page.url.to_string(), page.text());
    assert_eq!(person.browser.open(&address).await?.text(), again, "Reload says it again");

    let mail = world.site.newest_mail("sakura.ito@example.jp").await?;
    assert!(mail.link()?.starts_with(&world.site.provider("/minato/password/reset?token=")), "{}", mail.text());
    let page = person.browser.open(&mail.link()?).await?;
    assert!(page.form("password-submit")?.fields.contains(&("username".to_owned(), "mnt-0001511".to_owned())));
    for (password, said) in [("", "enter a new password"), ("mnt-0001511", "not your user ID"), ("12345678", "common")]
    {
        let page = set(&mut person.browser, password).await?;
        assert!(page.texts("#problems")?.concat().contains(said), "{password}: {}", page.text());
    }
    let current = person.persona.password.clone();
    assert!(set(&mut person.browser, &current).await?.texts("#problems")?.concat().contains("present password"));
    let page = set(&mut person.browser, NEW).await?;
    assert!(page.url.path().ends_with("/login") && page.text().contains("Your new password is set"), "{}", page.text());

    person.persona.password = NEW.to_owned();
    person.type_password().await?;
    assert!(person.browser.page()?.offers("code"), "the second factor stays");
    person.type_code().await?;
    person.arrived()?.code()?;
    let mails = world.site.mails("sakura.ito@example.jp").await?;
    let subjects: Vec<_> = mails.iter().map(|mail| mail.subject().to_owned()).collect();
    assert!(subjects.iter().any(|subject| subject == "Your password was changed"), "{subjects:?}");
    let page = person.browser.open(&mail.link()?).await?;
    assert!(page.text().contains("Your new password is set") && !page.offers("password-submit"), "{}", page.text());
    Ok(())
}

#[tokio::test]
async fn a_reset_ends_what_the_former_password_opened() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (mut elsewhere, mut attacker) = (world.person("returning-member")?, world.person("returning-member")?);
    let code = elsewhere.sign_in(&world.app().address()).await?.code()?.to_owned();
    let tokens = world.app().redeem(&code).await?;
    let token = tokens.text("access_token")?;
    assert_eq!(world.app().userinfo(token).await?.status, StatusCode::OK);
    attacker.browser.open(&world.app().address()).await?;
    attacker.type_password().await?;
    assert!(attacker.browser.page()?.offers("code"), "halfway in");

    let mut person = world.person("returning-member")?;
    let link = link_for(&world, &mut person).await?;
    // On another device, which knows nothing of the sign-in.
    let mut phone = Visitor::new()?.speaking("en");
    phone.open(&link).await?;
    let page = set(&mut phone, NEW).await?;
    assert!(page.text().contains("Your new password is set"), "{}", page.text());
    assert_eq!(world.app().userinfo(token).await?.status, StatusCode::UNAUTHORIZED);
    elsewhere.browser.open(&world.app().address()).await?;
    assert!(elsewhere.browser.page()?.offers("password"), "the other session is over");
    world.site.clock.advance(TimeDelta::seconds(31));
    attacker.type_code().await?;
    assert!(
        attacker.browser.page()?.offers("password"),
        "what was half done is undone: {}",
        attacker.browser.page()?.url
    );
    phone.open(&world.app().address()).await?;
    assert!(phone.page()?.offers("password"), "no session came of it");
    Ok(())
}

#[tokio::test]
async fn opening_a_link_does_nothing_and_of_two_forms_one_counts() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    let link = link_for(&world, &mut person).await?;
    let scanner = Raw::new()?;
    for _ in 0..3 {
        assert_eq!(sent(scanner.request(Method::GET, &link)).await?.status, StatusCode::OK);
        sent(scanner.request(Method::HEAD, &link)).await?;
    }
    let mut opened = Vec::new();
    for number in 0..4 {
        let browser = Raw::new()?;
        let password = format!("{NEW}-{number}");
        let typed = [("new_password", password.as_str()), ("new_password_again", password.as_str())];
        let form = browser.open(&link).await?.form("password-submit")?.fill_in(&typed)?;
        opened.push(browser.form(&form));
    }
    let mut forms = JoinSet::new();
    for form in opened {
        forms.spawn(sent(form));
    }
    let pages = forms.join_all().await.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let done = pages.iter().filter(|page| page.status == StatusCode::SEE_OTHER).count();
    assert_eq!(done, 1, "{:?}", pages.iter().map(|page| page.status).collect::<Vec<_>>());
    assert_eq!(world.value::<i64>("SELECT count(*) FROM audit_events WHERE event = 'password-reset'").await?, 1);
    Ok(())
}

/// Whether a link opens its page.
async fn opens(link: &str) -> anyhow::Result<bool> {
    let page = sent(Raw::new()?.request(Method::GET, link)).await?;
    assert_eq!(page.status == StatusCode::OK, page.offers("password-submit"), "{}", page.text());
    Ok(page.offers("password-submit"))
}

#[tokio::test]
async fn a_link_is_good_for_five_minutes_and_the_next_is_one_button_away() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    let link = link_for(&world, &mut person).await?;
    person.browser.open(&link).await?;
    let late = person.browser.page()?.form("password-submit")?;
    world.site.clock.advance(TimeDelta::minutes(5));
    let late = late.fill_in(&[("new_password", NEW), ("new_password_again", NEW)])?;
    let page = person.browser.send(late).await?;
    assert_eq!(page.status, StatusCode::GONE, "{}", page.text());
    let page = person.browser.open(&link).await?;
    assert!(page.text().contains("This link cannot be used"), "{}", page.text());
    let page = person.browser.submit("forgotten-submit", &[]).await?;
    assert!(page.url.path().ends_with("/login"), "back at the sign-in: {}", page.url);
    let next = world.site.newest_mail("sakura.ito@example.jp").await?.link()?;
    assert!(next != link && opens(&next).await? && !opens(&link).await?);
    Ok(())
}

#[tokio::test]
async fn a_link_opens_nothing_after_a_change_or_anywhere_else() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    let (first, second) = (link_for(&world, &mut person).await?, link_for(&world, &mut person).await?);
    assert!(first != second && opens(&first).await? && opens(&second).await?);
    assert!(!opens(&first.replace("/minato/", "/kusunoki/")).await?, "another realm");
    let mut changed = first.clone();
    let last = if changed.pop() == Some('A') { 'B' } else { 'A' };
    changed.push(last);
    assert!(!opens(&changed).await? && !opens(&world.site.provider("/minato/password/reset")).await?);

    person.browser.open(&first).await?;
    set(&mut person.browser, NEW).await?;
    assert!(!opens(&second).await?, "another link was used");

    let third = link_for(&world, &mut person).await?;
    world.execute("UPDATE accounts SET email = 'other@example.jp' WHERE member_number = 'M0001511'").await?;
    assert!(!opens(&third).await?, "it went to an address that is no longer theirs");
    Ok(())
}

#[tokio::test]
async fn a_link_opens_nothing_once_the_account_is_closed() -> anyhow::Result<()> {
    for (what, change) in [
        ("disabled", "UPDATE accounts SET disabled = TRUE WHERE member_number = 'M0001511'"),
        ("no longer eligible", "UPDATE accounts SET eligible_until = '2015-03-31' WHERE member_number = 'M0001511'"),
        ("initial again", "UPDATE accounts SET password_chosen_at = NULL WHERE member_number = 'M0001511'"),
    ] {
        let world = World::build().await?;
        let mut person = world.person("returning-member")?;
        let link = link_for(&world, &mut person).await?;
        person.browser.open(&link).await?;
        world.execute(change).await?;
        assert_eq!(set(&mut person.browser, NEW).await?.status, StatusCode::GONE, "{what}");
        assert!(!opens(&link).await?, "{what}");
        assert_eq!(world.value::<i64>("SELECT count(*) FROM audit_events WHERE event = 'password-reset'").await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn a_reset_opens_no_lock_that_only_the_administrator_opens() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("locked")?;
    let link = link_for(&world, &mut person).await?;
    person.browser.open(&link).await?;
    let page = set(&mut person.browser, NEW).await?;
    assert!(page.text().contains("If you were locked out after wrong entries, you still are."), "{}", page.text());
    person.persona.password = NEW.to_owned();
    assert!(person.type_password().await?.offers("password"), "still locked");
    Ok(())
}

/// An answer without what differs each time: form tokens, the sign-in's id, and what was typed.
fn masked(page: &Page, typed: &[&str]) -> String {
    let id = page.url.query_pairs().find(|(name, _)| name == "sign_in").map(|(_, id)| id.into_owned());
    let mut parts = page.body.split("name=\"form_token\" value=\"");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.trim_start_matches(|c| c != '"'));
    }
    let headers: Vec<_> = page
        .headers
        .iter()
        .filter(|(name, _)| !["date", "content-length"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    text.push_str(&headers.join("\n"));
    // Each page puts a question of its own to a passkey.
    let mut parts = text.split("&quot;challenge&quot;:&quot;");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked.push_str(part.split_once("&quot;").map_or(part, |(_, rest)| rest));
    }
    let text = masked;
    typed.iter().copied().chain(id.as_deref()).fold(text, |text, typed| text.replace(typed, "TYPED"))
}

/// The two answers to a form: what the POST says, and the page that it leads to.
async fn answers(browser: &Raw, page: &Page, typed: &[(&str, &str)]) -> anyhow::Result<String> {
    let posted = sent(browser.form(&page.form("forgotten-submit")?.fill_in(typed)?)).await?;
    assert!(posted.status == StatusCode::SEE_OTHER && posted.headers.get(SET_COOKIE).is_none(), "{}", posted.text());
    let shown = sent(browser.request(Method::GET, posted.location()?.as_str())).await?;
    let values: Vec<_> = typed.iter().map(|(_, value)| *value).collect();
    Ok(format!("{}\n{}\n{}", posted.location()?.path(), masked(&posted, &[]), masked(&shown, &values))
        .replace(posted.location()?.query().unwrap_or_default(), "QUERY"))
}

#[tokio::test]
async fn nobody_learns_whom_there_is_and_only_who_may_be_helped_gets_mail() -> anyhow::Result<()> {
    let world = world_of_everybody().await?;
    let (mut to_password, mut to_user_id) = (Vec::new(), Vec::new());
    for somebody in &EVERYBODY {
        let browser = Raw::new()?;
        let login = browser.open(&world.app().address()).await?;
        let page = browser.open(login.link("Forgot your password?")?.as_str()).await?;
        to_password.push((somebody.what, answers(&browser, &page, &[("username", somebody.user_id)]).await?));
        let mails = world.site.mails(somebody.email).await?.len();
        assert_eq!(mails, usize::from(somebody.helped.0), "{}: a link", somebody.what);

        let page = browser.open(login.link("Forgot your user ID?")?.as_str()).await?;
        let typed = [("birth_date", somebody.birth_date), ("email", somebody.email)];
        to_user_id.push((somebody.what, answers(&browser, &page, &typed).await?));
        let mails = world.site.mails(somebody.email).await?;
        assert_eq!(mails.len(), usize::from(somebody.helped.0) + usize::from(somebody.helped.1), "{}", somebody.what);
        if somebody.helped.1 {
            assert!(mails.iter().any(|mail| mail.text().contains(somebody.user_id)), "{}: the ID", somebody.what);
        }
    }
    for answers in [to_password, to_user_id] {
        let mut answers = answers.into_iter();
        let (_, first) = answers.next().context("an answer")?;
        for (what, answer) in answers {
            assert_eq!(answer, first, "{what}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_id_is_told_to_the_address_and_the_birth_date_on_record_only() -> anyhow::Result<()> {
    let world = World::build().await?;
    // Who shares an address has not shown that it is theirs alone.
    let shared = "UPDATE accounts SET email = 'sakura.ito@example.jp', email_verified_at = NULL WHERE member_number = 'M0001302'";
    world.execute(shared).await?;
    let mut browser = Visitor::new()?.speaking("en");
    for (birth_date, email, said) in [
        ("", "", "enter your birth date"),
        ("19950330", "", "enter your e-mail address"),
        ("1995", "sakura.ito@example.jp", "not a date"),
        ("19950330", "sakura.ito.@example.jp", "not an e-mail address"),
    ] {
        browser.open(&world.app().address()).await?;
        browser.follow("Forgot your user ID?").await?;
        let typed = [("birth_date", birth_date), ("email", email)];
        let page = browser.submit("forgotten-submit", &typed).await?;
        assert!(page.texts("#problems")?.concat().contains(said), "{birth_date} {email}: {}", page.text());
        let fields = page.form("forgotten-submit")?.fields;
        assert!(typed.iter().all(|(name, value)| fields.contains(&((*name).to_owned(), (*value).to_owned()))));
    }
    for (birth_date, mails) in [("19950331", 0), ("H7.3.30", 1), ("1968-02-27", 2)] {
        browser.open(&world.app().address()).await?;
        browser.follow("Forgot your user ID?").await?;
        let typed = [("birth_date", birth_date), ("email", " Sakura.ITO@example.jp")];
        let page = browser.submit("forgotten-submit", &typed).await?;
        assert!(page.text().contains("“sakura.ito@example.jp”"), "repeated: {}", page.text());
        assert_eq!(world.site.mails("sakura.ito@example.jp").await?.len(), mails, "{birth_date}");
    }
    let told = world.site.newest_mail("sakura.ito@example.jp").await?;
    assert!(told.text().contains("mnt-0001302") && !told.text().contains("mnt-0001511"), "{}", told.text());
    Ok(())
}

#[tokio::test]
async fn the_mailbox_of_a_member_is_not_flooded() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut pages = Vec::new();
    for _ in 0..7 {
        let mut browser = Visitor::new()?.speaking("en");
        pages.push(ask(&world, &mut browser, "mnt-0001511").await?.text());
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "over the budget the page is the same");
    assert_eq!(world.site.mails("sakura.ito@example.jp").await?.len(), 5);
    world.site.clock.advance(TimeDelta::hours(1));
    ask(&world, &mut Visitor::new()?.speaking("en"), "mnt-0001511").await?;
    assert_eq!(world.site.mails("sakura.ito@example.jp").await?.len(), 6);
    Ok(())
}

#[tokio::test]
async fn no_header_reaches_the_link_in_a_mail() -> anyhow::Result<()> {
    let world = World::build().await?;
    let browser = Raw::new()?;
    let login = browser.open(&world.app().address()).await?;
    let page = browser.open(login.link("Forgot your password?")?.as_str()).await?;
    let form = page.form("forgotten-submit")?.fill_in(&[("username", "mnt-0001511")])?;
    let refused = sent(browser.form(&form).header("host", "evil.example")).await?;
    assert_eq!(refused.status, StatusCode::MISDIRECTED_REQUEST);
    for (name, value) in [
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=https;for=a"),
        ("x-forwarded-proto", "evil.example"),
        ("x-original-url", "https://evil.example/"),
        ("x-forwarded-for", "a, evil.example"),
    ] {
        let sent = sent(browser.form(&form).header(name, value)).await?;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}");
    }
    let mails = world.site.mails("sakura.ito@example.jp").await?;
    assert_eq!(mails.len(), 5);
    for mail in mails {
        assert!(mail.link()?.starts_with(&world.site.provider("/minato/password/reset?token=")), "{}", mail.text());
        assert!(!mail.text().contains("evil.example") && !mail.html().contains("evil.example"));
    }
    Ok(())
}

#[tokio::test]
async fn without_a_sign_in_the_pages_stand_by_themselves() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut browser = Visitor::new()?.speaking("en");
    browser.open(&world.site.provider("/minato/forgotten/password")).await?;
    let page = browser.submit("forgotten-submit", &[("username", "mnt-0001511")]).await?;
    assert!(page.text().contains("Please look at your e-mail"), "{}", page.text());
    assert!(page.link("Go to the portal")?.as_str().starts_with(&world.site.portal("/minato")));
    browser.open(&world.site.provider("/minato/forgotten/user-id?client_id=app")).await?;
    let onward = browser.page()?.link("Go to the sign-in page")?;
    let begun = browser.peek(onward.as_str()).await?.location()?;
    assert_eq!(begun.path(), "/begin", "the application begins anew");
    let typed = [("birth_date", "19950330"), ("email", "sakura.ito@example.jp")];
    let page = browser.submit("forgotten-submit", &typed).await?;
    assert!(page.text().contains("“sakura.ito@example.jp”"), "{}", page.text());
    assert_eq!(world.site.mails("sakura.ito@example.jp").await?.len(), 2);

    let page = browser.peek(&world.site.provider("/minato/.well-known/change-password")).await?;
    assert_eq!((page.status, page.location()?.path()), (StatusCode::SEE_OTHER, "/minato/account/password"));
    Ok(())
}
