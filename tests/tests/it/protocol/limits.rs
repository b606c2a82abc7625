//! The limits from the members' side: who is locked out and who is not, what they are told, and what an address may ask
//! for (security.md S2, S3, S5, S6, S16).

use std::fs;

use anyhow::Context as _;
use base::RealmName;
use chrono::TimeDelta;
use idp::admin::member_import::{MemberFile, import};
use idp::rows::{Counter, Guessed, Lane, Whose, in_realm};
use realm::{Lockout, Lookup, Unlock};
use reqwest::header::{ACCEPT, RETRY_AFTER};
use reqwest::{Client, Method, StatusCode};
use store::import::Encoding;
use tests::samples::write_many_members;
use tests::visitor::{Form, Page};
use tokio::task::JoinSet;

use super::raw::{Raw, sent};
use super::sign_in::{code_form, masked};
use super::world::World;

/// Sends one form many times at once, filled in differently.
async fn at_once(browser: &Raw, forms: impl Iterator<Item = anyhow::Result<Form>>) -> anyhow::Result<Vec<Page>> {
    let mut sending = JoinSet::new();
    for form in forms {
        sending.spawn(sent(browser.form(&form?)));
    }
    sending.join_all().await.into_iter().collect()
}

/// Different wrong passwords at a user ID, from a browser of its own: more than are judged, because of two in 65,536 the
/// provider takes one for the other and counts them once.
async fn attack(stranger: &Raw, form: &Form, user_id: &str) -> anyhow::Result<()> {
    let guess = |n| form.clone().fill_in(&[("username", user_id), ("password", &format!("wrong-{n}"))]);
    at_once(stranger, (0..13).map(guess)).await.map(drop)
}

/// Imports a hundred members who have their letters and never signed in, and returns their user IDs.
async fn a_hundred_members(world: &World) -> anyhow::Result<Vec<String>> {
    let path = world.plan.folder.join("hundred.csv");
    write_many_members(100, fs::File::create(&path)?)?;
    let Lookup::Serving(realm) = world.site.idp.realms.find("minato") else { anyhow::bail!("minato is not served") };
    let file = MemberFile { path, encoding: Encoding::Utf8, dry_run: false };
    let report = import(&world.site.idp, &realm, &file, &mut |_| {}).await?;
    assert_eq!((report.bad, report.left_out), (0, 0), "{report:?}");
    Ok((0..100).map(|number| format!("load-{number:07}")).collect())
}

#[tokio::test]
async fn a_stranger_locks_out_strangers_and_nobody_who_was_here_before() -> anyhow::Result<()> {
    let world = World::build().await?;
    let names = ["returning-member", "second-member", "two-devices", "member"];
    let mut owners = Vec::new();
    for name in names {
        let mut owner = world.person(name)?;
        owner.sign_in(&world.app().address()).await?.code()?;
        owners.push(owner);
    }

    let stranger = Raw::new()?;
    let form = stranger.open(&world.app().address()).await?.form("login-submit")?;
    for user_id in a_hundred_members(&world).await? {
        attack(&stranger, &form, &user_id).await?;
    }
    for owner in &owners {
        attack(&stranger, &form, &owner.persona.user_id).await?;
        let right = [("username", owner.persona.user_id.as_str()), ("password", &owner.persona.password)];
        let refused = sent(stranger.form(&form.clone().fill_in(&right)?)).await?;
        assert!(refused.offers("password"), "a stranger who knows the password comes too late: {}", refused.text());
    }
    let locked = world.value::<i64>("SELECT count(*) FROM audit_events WHERE event = 'locked'").await?;
    assert_eq!(locked, 104, "each lock is recorded once");

    for owner in &mut owners {
        let again = world.app().request().with("prompt", "login").address();
        owner.sign_in(&again).await?.code().context("where they signed in before, owners get in")?;
        let told = world.site.mails(owner.persona.email.as_deref().unwrap_or_default()).await?;
        let told: Vec<_> = told.iter().filter(|mail| mail.subject().contains("ロック")).collect();
        assert_eq!(told.len(), 1, "the owner is told once");
    }
    Ok(())
}

#[tokio::test]
async fn the_same_wrong_password_counts_once_whether_or_not_somebody_has_the_id() -> anyhow::Result<()> {
    let world = World::build().await?;
    let persona = world.person("returning-member")?.persona;
    let browser = Raw::new()?;
    let form = browser.open(&world.app().address()).await?.form("login-submit")?;
    let typed = |user_id: &str, password: &str| form.clone().fill_in(&[("username", user_id), ("password", password)]);
    for id in [persona.user_id.as_str(), "mnt-9999999"] {
        for _ in 0..15 {
            sent(browser.form(&typed(id, "the password of last year")?)).await?;
        }
    }
    let counted = "SELECT count(*) FROM attempts WHERE failures = 1 AND secret LIKE 'password%'";
    assert_eq!(world.value::<i64>(counted).await?, 2, "one attempt at each");

    // At once no more are judged than the limit, whatever they are; and when they were judged, they were one.
    let at_once = at_once(&browser, (0..60).map(|_| typed(&persona.user_id, "the password of last year"))).await?;
    assert!(at_once.iter().all(|page| page.offers("password") || page.status == StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(world.value::<i64>(counted).await?, 2);
    let right = sent(browser.form(&typed(&persona.user_id, &persona.password)?)).await?;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text());
    Ok(())
}

#[tokio::test]
async fn a_lock_holds_wherever_the_password_is_asked_for_until_it_is_opened() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    person.sign_in(&world.app().address()).await?.code()?;
    let account = world.account(&person.persona.user_id).await?.account_id();

    // Eleven wrong ones where a signed-in member is asked again.
    let again = world.app().request().with("max_age", "0").address();
    person.browser.open(&again).await?;
    for n in 0..11 {
        let typed = [("username", person.persona.user_id.as_str()), ("password", &format!("wrong-{n}"))];
        person.browser.submit("login-submit", &typed).await?;
    }
    let refused = masked(person.type_password().await?);
    assert!(refused.contains("is not valid"), "{refused}");
    for address in [again, world.app().request().with("prompt", "login").address()] {
        person.browser.open(&address).await?;
        assert!(person.type_password().await?.offers("password"), "locked in every sign-in of this browser");
    }
    let mut elsewhere = world.person("returning-member")?;
    elsewhere.browser.open(&world.app().address()).await?;
    assert!(elsewhere.type_password().await?.offers("code"), "another browser has a count of its own");

    let realm: RealmName = "minato".parse()?;
    let unlocked = world.site.idp.database.write(move |tx| {
        Box::pin(async move { in_realm(tx, &realm).forget_attempts_at(account, &Guessed::OF_AN_ACCOUNT).await })
    });
    unlocked.await?;
    assert!(person.type_password().await?.offers("code"), "unlocked: {}", person.browser.page()?.text());
    Ok(())
}

#[tokio::test]
async fn a_sign_in_from_a_new_browser_is_told_but_not_the_first_one() -> anyhow::Result<()> {
    let world = World::build().await?;
    let told = async || {
        let persona = world.person("returning-member")?.persona;
        let mails = world.site.mails(persona.email.as_deref().unwrap_or_default()).await?;
        anyhow::Ok(mails.iter().filter(|mail| mail.subject() == "A sign-in from a new device").count())
    };
    world.execute("UPDATE accounts SET first_signed_in_at = NULL WHERE user_id = 'mnt-0001511'").await?;
    let mut person = world.person("returning-member")?;
    person.sign_in(&world.app().address()).await?.code()?;
    assert_eq!(told().await?, 0, "the very first sign-in");
    person.sign_in(&world.app().request().with("prompt", "login").address()).await?.code()?;
    assert_eq!(told().await?, 0, "the same browser");
    world.site.clock.advance(TimeDelta::minutes(2));
    let mut elsewhere = world.person("returning-member")?;
    elsewhere.sign_in(&world.app().address()).await?.code()?;
    assert_eq!(told().await?, 1, "another browser");
    Ok(())
}

#[tokio::test]
async fn three_codes_are_judged_in_thirty_seconds_and_a_fourth_counts_for_nothing() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    let (browser, page) = code_form(&world, &person.persona).await?;
    let form = page.form("login-submit")?;
    // To the beginning of a time step, so that all of them are in one.
    let into_step = world.site.clock.now().timestamp().rem_euclid(30);
    world.site.clock.advance(TimeDelta::seconds(30 - into_step));
    let typed = |code: &str| form.clone().fill_in(&[("code", code)]);
    let wrong = at_once(&browser, (0..8).map(|n| typed(&format!("{n}{n}{n}{n}{n}{n}")))).await?;
    let judged = wrong.iter().filter(|page| page.text().contains("The code is not right.")).count();
    let early = wrong.iter().filter(|page| page.text().contains("wait for about 30 seconds")).count();
    assert_eq!((judged, early), (3, 5));
    assert_eq!(world.value::<i64>("SELECT failures FROM attempts WHERE secret = 'app-code'").await?, 3);

    world.site.clock.advance(TimeDelta::seconds(30));
    let code = person.phone.code(&world.site.clock)?;
    assert_eq!(sent(browser.form(&typed(&code)?)).await?.status, StatusCode::SEE_OTHER);
    Ok(())
}

#[tokio::test]
async fn a_code_that_tells_of_a_clock_that_is_off_never_signs_in() -> anyhow::Result<()> {
    let world = World::build().await?;
    let person = world.person("returning-member")?;
    let (browser, page) = code_form(&world, &person.persona).await?;
    let form = page.form("login-submit")?;
    let secret = &person.persona.authenticators[0].secret;
    let now = world.site.clock.now().timestamp();
    for minutes in [-3, 3] {
        let code = tests::authenticator::code_at(secret, now + minutes * 60)?;
        let said = sent(browser.form(&form.clone().fill_in(&[("code", &code)])?)).await?;
        assert!(said.text().contains("The clock of your device is off."), "{minutes} min: {}", said.text());
    }
    assert_eq!(world.value::<i64>("SELECT failures FROM attempts WHERE secret = 'app-code'").await?, 2, "they count");

    // Three minutes later the second of them would be right, had it not been shown to whoever guessed it.
    world.site.clock.advance(TimeDelta::minutes(3));
    let code = tests::authenticator::code_at(secret, now + 180)?;
    let refused = sent(browser.form(&form.clone().fill_in(&[("code", &code)])?)).await?;
    assert!(refused.text().contains("The code is not right."), "{}", refused.text());
    let code = tests::authenticator::code_at(secret, now + 210)?;
    assert_eq!(sent(browser.form(&form.fill_in(&[("code", &code)])?)).await?.status, StatusCode::SEE_OTHER);
    Ok(())
}

#[tokio::test]
async fn an_address_that_begins_too_many_sign_ins_waits_and_no_other_does() -> anyhow::Result<()> {
    let world = World::build_behind_a_proxy().await?;
    let (browser, address) = (Raw::new()?, world.app().address());
    let from = |visitor: &str| browser.request(Method::GET, &address).header("x-forwarded-for", visitor);
    for _ in 0..20 {
        let mut beginning = JoinSet::new();
        for _ in 0..50 {
            beginning.spawn(sent(from("198.51.100.7")));
        }
        for begun in beginning.join_all().await {
            assert_eq!(begun?.status, StatusCode::SEE_OTHER);
        }
    }
    let page = sent(from("198.51.100.7")).await?;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.headers.get(RETRY_AFTER).context("Retry-After")?, "600");
    assert!(page.text().contains("Please try again later"), "in the reader's language: {}", page.text());
    let program = Client::new().get(&address).header(ACCEPT, "application/json");
    let program = sent(program.header("x-forwarded-for", "198.51.100.7")).await?;
    assert_eq!((program.status, program.headers.contains_key(RETRY_AFTER)), (StatusCode::TOO_MANY_REQUESTS, true));
    let json: serde_json::Value = serde_json::from_str(program.body.trim()).context("JSON for programs")?;
    assert_eq!(json["error"], "temporarily_unavailable");

    assert_eq!(sent(from("198.51.100.8")).await?.status, StatusCode::SEE_OTHER, "another address");
    world.site.clock.advance(TimeDelta::minutes(10));
    assert_eq!(sent(from("198.51.100.7")).await?.status, StatusCode::SEE_OTHER, "ten minutes later");
    Ok(())
}

#[tokio::test]
async fn an_address_that_guesses_too_much_waits_and_no_other_does() -> anyhow::Result<()> {
    let world = World::build_behind_a_proxy().await?;
    let persona = world.person("returning-member")?.persona;
    let browser = Raw::new()?;
    let form = browser.open(&world.app().address()).await?.form("login-submit")?;
    let typed = |user_id: &str| form.clone().fill_in(&[("username", user_id), ("password", &persona.password)]);
    for round in 0..6 {
        let mut guessing = JoinSet::new();
        for n in 0..50 {
            let guess = browser.form(&typed(&format!("nobody-{round}-{n}"))?);
            guessing.spawn(sent(guess.header("x-forwarded-for", "198.51.100.7")));
        }
        for guess in guessing.join_all().await {
            assert_eq!(guess?.status, StatusCode::OK);
        }
    }
    let from =
        async |visitor: &str| sent(browser.form(&typed(&persona.user_id)?).header("x-forwarded-for", visitor)).await;
    assert_eq!(from("198.51.100.7").await?.status, StatusCode::TOO_MANY_REQUESTS, "not even a right one is judged");
    assert_eq!(from("198.51.100.8").await?.status, StatusCode::SEE_OTHER, "another address");
    Ok(())
}

/// What no screen waits for: many reservations in one moment, on both databases.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixty_four_attempts_at_once_each_lane_has_its_limit() -> anyhow::Result<()> {
    for world in [World::build().await?, World::build_on_servers().await?] {
        let lockout = Lockout { failures: 11, unlock: Unlock::Administrator };
        let account = world.account("mnt-0001511").await?.account_id();
        let known = Lane::KnownBrowser(base::TokenHash::of("a browser"));
        let mut reserving = JoinSet::new();
        for n in 0..128 {
            let lane = if n % 2 == 0 { Lane::Strangers } else { known.clone() };
            let counter = Counter { guessed: Guessed::Password, whose: Whose::Account(account), lane };
            let (database, now) = (world.site.idp.database.clone(), world.site.clock.now());
            let realm: RealmName = "minato".parse()?;
            reserving.spawn(async move {
                let reserved = database.write(move |tx| {
                    Box::pin(async move { in_realm(tx, &realm).reserve_attempt(counter, lockout, now).await })
                });
                reserved.await.map(|reserved| Some((n % 2, reserved?.number)))
            });
        }
        let mut numbers: Vec<_> =
            reserving.join_all().await.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        numbers.sort_unstable();
        let expected: Vec<_> = (0..2).flat_map(|lane| (1..=11).map(move |number| (lane, number))).collect();
        assert_eq!(numbers, expected, "each number once in each lane");
    }
    Ok(())
}
