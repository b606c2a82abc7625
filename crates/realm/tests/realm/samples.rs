//! The sample realms of the repository are right, and say what their societies' manuals say.

use base::Language;
use chrono::{NaiveDate, TimeDelta, Weekday};
use realm::{
    Acr, DerivedPart, Enrolment, GrantType, HouseholdRule, InitialCredentials, Lookup, MaintenanceWindow, Method,
    ProcessSettings, Realm, Realms, SigningAlgorithm, Step, TileTarget, Unlock,
};
use std::sync::Arc;

use super::site::samples;

fn load() -> (Realms, Vec<realm::Diagnostic>) {
    let directory = tempfile::tempdir().unwrap();
    let secrets_dir = directory.path().join("secrets");
    std::fs::create_dir(&secrets_dir).unwrap();
    for name in ["minato-portal", "minato-checkup-booking", "minato-claims-batch", "kusunoki-portal"] {
        std::fs::write(secrets_dir.join(format!("{name}.secret")), format!("the secret of {name}\n")).unwrap();
    }
    let settings = ProcessSettings {
        provider_url: "http://localhost:8080".parse().unwrap(),
        portal_url: "http://localhost:8081".parse().unwrap(),
        development: true,
        secrets_dir,
    };
    Realms::load(samples(), &directory.path().join("state"), &settings).unwrap()
}

fn sample(name: &str) -> Arc<Realm> {
    let (realms, _) = load();
    let Lookup::Serving(realm) = realms.find(name) else { panic!("{name} is not served") };
    realm
}

#[test]
fn nothing_is_wrong_with_them() {
    let (realms, findings) = load();
    assert!(findings.is_empty(), "{findings:#?}");
    let names: Vec<_> = realms.serving().iter().map(|realm| realm.name.to_string()).collect();
    assert_eq!(names, ["kusunoki", "minato"]);
}

#[test]
fn a_usual_society_needs_few_lines() {
    for name in ["minato", "kusunoki"] {
        let lines = std::fs::read_to_string(samples().join(name).join("realm.toml")).unwrap().lines().count();
        assert!(lines <= 40, "{name}: {lines}");
    }
}

#[test]
fn minato_is_as_its_manual_says() {
    let minato = sample("minato");
    assert_eq!(minato.issuer, "http://localhost:8080/minato");
    assert_eq!(minato.portal_url, "http://localhost:8081/minato");
    let sign_in = &minato.sign_in;
    assert_eq!(sign_in.methods, [Method::Passkey, Method::AppOtp, Method::MailOtp]);
    assert_eq!(sign_in.recommended_method, Some(Method::MailOtp));
    assert_eq!(
        sign_in.steps,
        [
            Step::BirthDate,
            Step::Terms,
            Step::Email,
            Step::EmailVerification,
            Step::UserId,
            Step::Method,
            Step::Password
        ]
    );
    assert_eq!(sign_in.enrolment, Enrolment::SecondSignIn);
    assert_eq!((sign_in.user_id.min, sign_in.user_id.max), (3, 255));
    assert_eq!((sign_in.password.min, sign_in.password.max), (8, 64));
    assert_eq!((sign_in.lockout.failures, sign_in.lockout.unlock), (11, Unlock::Administrator));
    assert_eq!(sign_in.initial_credentials, InitialCredentials::Issued);
    assert_eq!(sign_in.remember_me, Some(TimeDelta::days(7)));
    let [MaintenanceWindow::Monthly { week: 3, weekday: Weekday::Thu, from, until }] = minato.maintenance[..] else {
        panic!("every third Thursday");
    };
    assert_eq!((from.to_string(), until.to_string()), ("19:00:00".to_owned(), "22:00:00".to_owned()));
    assert!(!minato.portal.expenses.tax_statement);
    assert!(minato.portal.expenses.tax_note.is_some());
    assert!(minato.portal.tiles.iter().any(|tile| tile.target == TileTarget::Client("checkup-booking".to_owned())));
}

#[test]
fn kusunoki_is_as_its_manual_says() {
    let kusunoki = sample("kusunoki");
    let sign_in = &kusunoki.sign_in;
    assert_eq!(sign_in.methods, [Method::AppOtp]);
    assert_eq!(sign_in.steps, [Step::BirthDate, Step::Terms, Step::UserId, Step::Password, Step::Email]);
    assert_eq!((sign_in.user_id.min, sign_in.user_id.max), (8, 13));
    assert_eq!(
        sign_in.initial_credentials,
        InitialCredentials::Derived(vec![
            DerivedPart::Kigo { width: 2 },
            DerivedPart::Bango { width: 4 },
            DerivedPart::BirthDate
        ])
    );
    assert_eq!(kusunoki.portal.household, HouseholdRule::InsuredPerson);
    let labels: Vec<_> = kusunoki.portal.tiles.iter().map(|tile| tile.label.in_language(Language::Ja)).collect();
    assert_eq!(
        labels,
        [
            "医療費のお知らせ",
            "医療費控除用データ",
            "現金給付支給決定通知",
            "資格情報のお知らせ",
            "インフルエンザ予防接種補助金の申請"
        ]
    );
}

#[test]
fn the_terms_in_force_are_those_of_the_day() {
    let minato = sample("minato");
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert!(minato.terms_in_force(day("2026-03-31")).is_none());
    let terms = minato.terms_in_force(day("2026-04-01")).unwrap();
    assert_eq!(terms.version, "2026-04-01");
    assert_eq!(terms.documents.ja.title, "みなとけんぽポータル 利用規約");
    assert!(terms.documents.en.html.contains("<h2>Article 1 (Purpose and scope)</h2>"));
}

#[test]
fn clients_have_their_addresses_and_secrets() {
    let minato = sample("minato");
    let portal = minato.client("portal").unwrap();
    assert_eq!(portal.redirect_uris, ["http://localhost:8081/minato/callback"]);
    assert_eq!(portal.post_logout_redirect_uris, ["http://localhost:8081/minato/signed-out"]);
    assert_eq!(portal.initiate_login_uri.as_deref(), Some("http://localhost:8081/minato/sign-in"));
    assert_eq!(portal.secrets[0].expose(), "the secret of minato-portal");
    assert_eq!((portal.minimum_acr, portal.id_token_signed_response_alg), (Acr::Password, SigningAlgorithm::ES256));
    assert!(portal.pkce_required);
    let booking = minato.client("checkup-booking").unwrap();
    assert_eq!((booking.minimum_acr, booking.id_token_signed_response_alg), (Acr::AppCode, SigningAlgorithm::RS256));
    assert_eq!(minato.client("claims-batch").unwrap().grant_types, [GrantType::ClientCredentials]);
    assert!(minato.client("stranger").is_none());
    assert!(!format!("{minato:?}").contains("the secret of"), "secrets stay out of debug output");
}
