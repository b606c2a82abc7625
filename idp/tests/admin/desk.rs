//! What is done at the desk for members: what changes, what stays, what is noted and who is told.

use account::Proofs;
use base::{AuthenticatorId, Language, RandomToken, Sealed, SessionId};
use chrono::TimeDelta;
use idp::admin::member::{Deed, Effect, Named, NotDone, Order, look, order_for_file, order_for_one};
use idp::rows::{AuditFilter, NamedBy, Seen, in_realm};
use realm::Step;
use store::import::{Event, Report};

use crate::support::{Member, Provider, minato, on_both_databases};

on_both_databases!(
    an_unlock_forgets_every_wrong_attempt_and_nothing_else,
    a_reset_of_mfa_leaves_no_device_no_session_and_no_proof,
    a_reset_password_is_the_societys_again,
    a_derived_password_is_derived_again,
    a_sign_out_ends_sessions_and_leaves_secrets,
    a_dry_run_says_the_same_and_leaves_nothing,
    a_file_stands_or_falls_by_the_thousand,
    the_sheet_says_what_the_desk_needs,
    the_log_is_read_in_order_and_by_member,
);

fn order(deed: Deed) -> Order {
    let reason = "電話で本人確認".parse().unwrap();
    Order { deed, administrator: "desk".to_owned(), reason: Some(reason), dry_run: false }
}

fn number(number: u32) -> Named {
    Named::new(NamedBy::MemberNumber, &format!("M{number}"))
}

async fn carry_out(site: &Provider, deed: Deed, named: &Named) -> Effect {
    order_for_one(&site.app, &site.realm("minato"), &order(deed), named).await.unwrap()
}

/// Gives `mnt-1` of `minato` a password of their own, an authenticator app and a session.
async fn activate(site: &Provider) {
    let (account, now) = (site.account("mnt-1").await.account_id(), site.app.clock.now());
    let hash = Sealed::from("a hash".to_owned());
    let device = AuthenticatorId::generate();
    let write = site.app.database.write(move |tx| {
        Box::pin(async move {
            let realm = minato();
            let rows = in_realm(tx, &realm);
            rows.store_password_hash(account, &hash).await?;
            rows.mark_step_done(account, Step::Password, now).await?;
            rows.add_authenticator(account, (device, "わたしのスマホ"), &"sealed".to_owned().into(), now).await?;
            let (cookie, proofs) = (RandomToken::generate().hash(), Proofs::default());
            let seen = Seen { browser: Some("Chrome/Windows".to_owned()), network: Some("203.0.113.0/24".to_owned()) };
            let session = (SessionId::generate(), account);
            rows.put_session(session, &cookie, (&proofs, &seen), (now, now + TimeDelta::hours(1))).await
        })
    });
    let done: Result<(), idp::rows::DbErr> = write.await;
    done.unwrap();
}

async fn an_unlock_forgets_every_wrong_attempt_and_nothing_else(mut site: Provider) {
    site.import(&[1, 2].map(Member::number)).await;
    activate(&site).await;
    let (locked, other) = (site.account("mnt-1").await.account_id(), site.account("mnt-2").await.account_id());
    site.guess("password", locked, 11).await;
    site.guess("app-code", locked, 3).await;
    site.guess("password", other, 2).await;

    let effect = carry_out(&site, Deed::Unlock, &Named::new(NamedBy::UserId, " MNT-1 ")).await;
    assert!(effect.changed && effect.told);
    let forgotten: Vec<(&str, i64)> = effect.attempts.iter().map(|row| (row.secret.as_str(), row.failures)).collect();
    assert_eq!(forgotten, [("app-code", 3), ("password", 11)]);
    assert_eq!(site.count("SELECT count(*) FROM attempts").await, 1, "the other member's stay");
    let account = site.account("mnt-1").await;
    assert!(account.password_hash.is_some() && account.renewed_at.is_none(), "the password stays");
    assert_eq!(site.count("SELECT count(*) FROM sessions WHERE ended_at IS NULL").await, 1);
    assert_eq!(site.count("SELECT count(*) FROM outbox WHERE kind = 'unlocked'").await, 1);

    let again = carry_out(&site, Deed::Unlock, &number(1)).await;
    assert!(!again.changed && !again.told);
    let noted = "SELECT count(*) FROM audit_events WHERE event = 'unlocked' AND actor = 'administrator' \
        AND administrator = 'desk' AND reason = '電話で本人確認' AND account IS NOT NULL";
    assert_eq!(site.count(noted).await, 1, "what changes nothing is not noted");
}

async fn a_reset_of_mfa_leaves_no_device_no_session_and_no_proof(mut site: Provider) {
    site.import(&[1, 2].map(|member| Member::number(member).with("email", ""))).await;
    activate(&site).await;
    let account = site.account("mnt-1").await.account_id();
    for secret in ["app-code", "passkey", "password"] {
        site.guess(secret, account, 11).await;
    }
    let effect = carry_out(&site, Deed::ResetMfa, &number(1)).await;
    assert_eq!((effect.authenticators, effect.passkeys, effect.sessions, effect.told), (1, 0, 1, false));
    let row = site.account("mnt-1").await;
    assert_eq!(row.renewal().unwrap().kept, None);
    assert!(row.password_hash.is_some(), "the password stays");
    assert_eq!(site.count("SELECT count(*) FROM authenticators").await, 0);
    assert_eq!(site.count("SELECT count(*) FROM sessions WHERE ended_at IS NULL").await, 0);
    let left = "SELECT count(*) FROM attempts WHERE secret <> 'password'";
    assert_eq!(site.count(left).await, 0, "guesses at what is gone do not lock what comes");
    assert_eq!(site.count("SELECT count(*) FROM attempts").await, 1);
    assert_eq!(site.count("SELECT count(*) FROM outbox").await, 0, "there is no address");
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'mfa-reset'").await, 1);
}

async fn a_reset_password_is_the_societys_again(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    activate(&site).await;
    site.guess("password", site.account("mnt-1").await.account_id(), 11).await;
    let mut found = Vec::new();
    for _ in 0..2 {
        let effect = carry_out(&site, Deed::ResetPassword, &number(1)).await;
        let (password, derived) = effect.password.expect("a new password");
        assert!(effect.told && !derived);
        assert_eq!(password.expose().len(), 13);
        let row = site.account("mnt-1").await;
        assert_eq!(site.issued_password("minato", &row).as_ref(), Some(password.expose()));
        assert!(row.password_hash.is_none() && row.password_chosen_at.is_none() && row.renewed_at.is_some());
        found.push(password.expose().clone());
    }
    assert_ne!(found[0], found[1]);
    assert_eq!(site.count("SELECT count(*) FROM attempts").await, 0);
    assert_eq!(site.count("SELECT count(*) FROM sessions WHERE ended_at IS NULL").await, 0);
    assert_eq!(site.count("SELECT count(*) FROM authenticators").await, 1, "the second factor stays");
    assert_eq!(site.count("SELECT count(*) FROM outbox WHERE kind = 'initial-password-again'").await, 2);
}

async fn a_derived_password_is_derived_again(mut site: Provider) {
    let file = site.file(crate::support::file_of(&[
        Member::number(1).with("initial_password", ""),
        Member::number(2).with("kigo", "健"),
    ]));
    site.try_import("tsubaki", &file).await.unwrap();
    let reset = |named: Named| {
        let (app, realm, order) = (site.app.clone(), site.realm("tsubaki"), order(Deed::ResetPassword));
        async move { order_for_one(&app, &realm, &order, &named).await.unwrap().password.unwrap() }
    };
    let (password, derived) = reset(number(1)).await;
    assert_eq!((password.expose().as_str(), derived), ("120000119840612", true));
    let (password, derived) = reset(number(2)).await;
    assert_eq!((password.expose().len(), derived), (13, false), "a kigo that is no digits gives none");
}

async fn a_sign_out_ends_sessions_and_leaves_secrets(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    activate(&site).await;
    let effect = carry_out(&site, Deed::SignOut, &number(1)).await;
    assert_eq!((effect.sessions, effect.changed, effect.told), (1, true, false));
    let row = site.account("mnt-1").await;
    assert!(row.password_hash.is_some() && row.renewed_at.is_none());
    assert!(!carry_out(&site, Deed::SignOut, &number(1)).await.changed);
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'sessions-ended'").await, 1);
}

async fn a_dry_run_says_the_same_and_leaves_nothing(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    activate(&site).await;
    let tried = Order { dry_run: true, ..order(Deed::ResetMfa) };
    let Err(NotDone::Tried(effect)) = order_for_one(&site.app, &site.realm("minato"), &tried, &number(1)).await else {
        panic!("a dry run is taken back");
    };
    assert_eq!((effect.authenticators, effect.sessions, effect.told), (1, 1, true));
    let (report, effects) = for_file(&site, &tried, "member_number\nM1\n").await;
    assert_eq!((report.lines, effects.len()), (1, 1));
    assert_eq!(site.count("SELECT count(*) FROM authenticators").await, 1);
    assert_eq!(site.count("SELECT count(*) FROM sessions WHERE ended_at IS NULL").await, 1);
    assert_eq!(site.count("SELECT count(*) FROM outbox").await, 0);
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'mfa-reset'").await, 0);
    let nobody = order_for_one(&site.app, &site.realm("minato"), &tried, &number(9)).await;
    assert!(matches!(nobody, Err(NotDone::Unknown)));
}

async fn for_file(site: &Provider, order: &Order, text: &str) -> (Report, Vec<String>) {
    let path = site.folder.path().join("list.csv");
    std::fs::write(&path, text).unwrap();
    let (mut problems, mut effects) = (Vec::new(), Vec::new());
    let mut listener = |event| {
        if let Event::Problem(problem) = event {
            problems.push(problem.in_file("list.csv", Language::En));
        }
    };
    let mut of_each = |effect: &Effect| effects.push(effect.account.member_number.clone());
    let society = (&site.app, &site.realm("minato"));
    let report = order_for_file(society, order, &path, &mut listener, &mut of_each).await.unwrap();
    (report, problems.into_iter().chain(effects).collect())
}

async fn a_file_stands_or_falls_by_the_thousand(mut site: Provider) {
    let members: Vec<Member> = (1..=1002).map(|member| Member::number(member).with("email", "")).collect();
    site.import(&members).await;
    let list = |numbers: &mut dyn Iterator<Item = u32>| -> String {
        std::iter::once("member_number\n".to_owned()).chain(numbers.map(|number| format!("M{number}\n"))).collect()
    };
    for member in ["mnt-1", "mnt-1001"] {
        site.guess("password", site.account(member).await.account_id(), 11).await;
    }
    let wrong = format!("{}M9999\n", list(&mut (1..=1002)));
    let (report, told) = for_file(&site, &order(Deed::Unlock), &wrong).await;
    assert_eq!((report.lines, report.bad, report.left_out), (1003, 1, 2));
    assert_eq!((report.outcomes.get("done"), report.outcomes.get("unchanged")), (Some(&1), Some(&999)));
    assert_eq!(told[0], "list.csv:1004:member_number: There is no such member.");
    assert_eq!(told.len(), 1 + 1000, "of the last lines nothing was done");
    assert_eq!(site.count("SELECT count(*) FROM attempts").await, 1);
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'unlocked'").await, 1);

    let (report, told) = for_file(&site, &order(Deed::Unlock), "user_id\nmnt-1\nMNT-2\n").await;
    assert_eq!((report.lines, report.outcomes.get("unchanged")), (2, Some(&2)));
    assert_eq!(told, ["M1", "M2"]);
    for (text, said) in [
        ("user_id\nmnt-1\nMNT-1\n", "list.csv:3:user_id: Line 2 has the same value"),
        ("user_id\n \n", "list.csv:2:user_id: The value is missing."),
    ] {
        let (_, told) = for_file(&site, &order(Deed::Unlock), text).await;
        assert!(told[0].starts_with(said), "{told:?}");
    }
}

async fn the_sheet_says_what_the_desk_needs(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    activate(&site).await;
    site.guess("password", site.account("mnt-1").await.account_id(), 11).await;
    let look = |named: Named| {
        let (app, realm) = (site.app.clone(), site.realm("minato"));
        async move { look(&app, &realm, &named, "desk".to_owned()).await.unwrap() }
    };
    let shown = look(number(1)).await.unwrap();
    assert_eq!((shown.standing, shown.password, shown.user_id_is_provisional), ("active", "chosen", true));
    assert_eq!(shown.devices[0].name, "わたしのスマホ");
    assert_eq!((shown.wrong_attempts[0].failures, shown.wrong_attempts[0].locked), (11, true));
    assert_eq!(shown.sessions[0].browser.as_deref(), Some("Chrome/Windows"));
    let json = serde_json::to_string(&shown).unwrap();
    assert!(!json.contains("argon2") && !json.contains("sealed") && !json.contains("issued-1"), "{json}");
    assert_eq!(look(number(9)).await, None);
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'member-shown'").await, 1);
}

async fn the_log_is_read_in_order_and_by_member(mut site: Provider) {
    site.import(&[1, 2].map(Member::number)).await;
    for member in [2, 1, 2] {
        carry_out(&site, Deed::ResetMfa, &number(member)).await;
    }
    let realm = minato();
    let rows = in_realm(site.app.database.reader(), &realm);
    let all = rows.log().audit_events(&AuditFilter::default(), None).await.unwrap();
    let events: Vec<&str> = all.iter().map(|row| row.event.as_str()).collect();
    assert_eq!(events, ["members-imported", "mfa-reset", "mfa-reset", "mfa-reset"]);
    let after = rows.log().audit_events(&AuditFilter::default(), all.get(1)).await.unwrap();
    assert_eq!(after, all[2..]);
    let one = site.account("mnt-1").await.account_id();
    for (filter, expected) in [
        (AuditFilter { account: Some(one), ..AuditFilter::default() }, 1),
        (AuditFilter { event: Some("mfa-reset".to_owned()), ..AuditFilter::default() }, 3),
        (AuditFilter { until: Some(all[0].at), ..AuditFilter::default() }, 0),
        (AuditFilter { since: Some(site.app.clock.now() + TimeDelta::hours(1)), ..AuditFilter::default() }, 0),
    ] {
        assert_eq!(rows.log().audit_events(&filter, None).await.unwrap().len(), expected, "{filter:?}");
    }
}
