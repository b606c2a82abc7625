//! The sample realms of the repository are right, and say what their societies' manuals say.

use base::Language;
use chrono::{NaiveDate, TimeDelta, Weekday};
use realm::{
    Acr, CharacterClass, ClientAuthentication, DerivedPart, Document, Enrolment, GrantType, HouseholdRule,
    InitialCredentials, Lookup, MaintenanceWindow, Method, ProcessSettings, Realm, Realms, Service, SigningAlgorithm,
    Step, TileTarget, Unlock,
};
use std::sync::Arc;

use super::site::samples;

const REALMS: [&str; 6] = ["asahi", "hikari", "kogane", "kusunoki", "minato", "tsubaki"];

const SECRETS: [&str; 11] = [
    "asahi-checkup-booking",
    "asahi-e-application",
    "asahi-portal",
    "asahi-travel-service",
    "hikari-portal",
    "kogane-portal",
    "kusunoki-portal",
    "minato-checkup-booking",
    "minato-claims-batch",
    "minato-portal",
    "tsubaki-portal",
];

/// The first sign-in of the societies that do not have an order of their own.
const USUAL_STEPS: [Step; 7] =
    [Step::BirthDate, Step::Terms, Step::Email, Step::EmailVerification, Step::UserId, Step::Method, Step::Password];

fn load() -> (Realms, Vec<realm::Diagnostic>) {
    let directory = tempfile::tempdir().unwrap();
    let secrets_dir = directory.path().join("secrets");
    std::fs::create_dir(&secrets_dir).unwrap();
    for name in SECRETS {
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
    assert_eq!(names, REALMS);
}

#[test]
fn a_usual_society_needs_few_lines() {
    for name in REALMS {
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
    assert_eq!(sign_in.steps, USUAL_STEPS);
    assert_eq!(sign_in.enrolment, Enrolment::SecondSignIn);
    assert_eq!((sign_in.user_id.min, sign_in.user_id.max), (3, 255));
    assert_eq!((sign_in.password.min, sign_in.password.max), (8, 64));
    assert_eq!(sign_in.initial_credentials, InitialCredentials::Issued);
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
fn hikari_is_as_its_manual_says() {
    let hikari = sample("hikari");
    let sign_in = &hikari.sign_in;
    assert_eq!(sign_in.methods, [Method::MailOtp, Method::AppOtp]);
    assert_eq!(sign_in.recommended_method, Some(Method::MailOtp));
    let label = |method| {
        let (_, label) = sign_in.method_labels.iter().find(|(known, _)| *known == method).unwrap();
        label.ja.as_str()
    };
    assert_eq!([label(Method::AppOtp), label(Method::MailOtp)], ["アプリ認証", "メール認証"]);
    assert_eq!(sign_in.steps, USUAL_STEPS);
    assert_eq!((sign_in.user_id.min, sign_in.user_id.max), (3, 255));
    assert_eq!((sign_in.password.min, sign_in.password.max), (8, 64));
    assert_eq!(
        sign_in.initial_credentials,
        InitialCredentials::Derived(vec![
            DerivedPart::Kigo { width: 3 },
            DerivedPart::Bango { width: 0 },
            DerivedPart::BirthDate
        ])
    );
    assert_eq!(sign_in.initial_reference_date, NaiveDate::from_ymd_opt(2026, 4, 1));
    assert_eq!(sign_in.years_after_eligibility, 2);
    assert!(hikari.portal.offers(Service::Expenses) && hikari.portal.offers(Service::Benefits));
    let portal = hikari.client("portal").unwrap();
    assert!(portal.initiate_login_uri.is_some(), "the expired page has a goal to name and to link");
}

#[test]
fn tsubaki_is_as_its_manual_says() {
    let tsubaki = sample("tsubaki");
    let sign_in = &tsubaki.sign_in;
    assert_eq!(sign_in.methods, [Method::MailOtp, Method::AppOtp, Method::Passkey]);
    assert_eq!(sign_in.recommended_method, Some(Method::MailOtp));
    assert_eq!((&sign_in.steps[..], sign_in.enrolment), (&USUAL_STEPS[..], Enrolment::SecondSignIn));
    assert_eq!((sign_in.user_id.min, sign_in.user_id.max), (3, 255));
    assert_eq!((sign_in.password.min, sign_in.password.max), (8, 64));
    assert_eq!(
        sign_in.initial_credentials,
        InitialCredentials::Derived(vec![
            DerivedPart::Kigo { width: 0 },
            DerivedPart::Bango { width: 0 },
            DerivedPart::BirthDate
        ])
    );
    assert_eq!(sign_in.initial_reference_date, None);
    assert_eq!(tsubaki.portal.household, HouseholdRule::EachPatient);
    assert_eq!(tsubaki.mail.info, "tayori@tsubaki.example.jp");
}

#[test]
fn kogane_is_as_its_manual_says() {
    let kogane = sample("kogane");
    let sign_in = &kogane.sign_in;
    assert_eq!(sign_in.methods, [Method::Passkey, Method::AppOtp, Method::MailOtp]);
    assert_eq!(sign_in.recommended_method, Some(Method::Passkey));
    assert_eq!(sign_in.steps, [Step::BirthDate, Step::Terms, Step::UserId, Step::Method, Step::Password, Step::Email]);
    assert_eq!(sign_in.enrolment, Enrolment::SecondSignIn);
    assert_eq!((sign_in.user_id.min, sign_in.user_id.max), (3, 255));
    assert_eq!((sign_in.password.min, sign_in.password.max), (8, 13));
    assert_eq!(sign_in.password.composition, [CharacterClass::Letter, CharacterClass::Digit, CharacterClass::Symbol]);
    assert!(sign_in.password.ignore_case);
    assert_eq!(sign_in.initial_credentials, InitialCredentials::Issued);
    let hint = sign_in.email_hint.as_ref().unwrap();
    assert!(hint.ja.contains("個人アドレス") && hint.en.contains("private address"), "{hint:?}");
}

#[test]
fn asahi_is_as_its_manual_says() {
    let asahi = sample("asahi");
    let sign_in = &asahi.sign_in;
    assert_eq!(sign_in.methods, Method::ALL);
    assert_eq!((&sign_in.steps[..], sign_in.enrolment), (&USUAL_STEPS[..], Enrolment::AtOnce));
    assert_eq!((sign_in.user_id.min, sign_in.user_id.max), (3, 255));
    assert_eq!((sign_in.password.min, sign_in.password.max), (8, 64));
    assert_eq!(sign_in.initial_credentials, InitialCredentials::Issued);
    let every_service = [
        Service::Expenses,
        Service::TaxData,
        Service::Benefits,
        Service::Prescriptions,
        Service::Checkups,
        Service::EligibilityInformation,
        Service::EligibilityCertificate,
        Service::Applications,
    ];
    assert!(every_service.into_iter().all(|service| asahi.portal.offers(service)));
    let applications = asahi.portal.tiles.iter().filter_map(|tile| match &tile.target {
        TileTarget::Client(id) => Some((tile.label.ja.as_str(), asahi.client(id).unwrap())),
        TileTarget::Service(_) | TileTarget::Link(_) => None,
    });
    let (labels, clients): (Vec<_>, Vec<_>) = applications.unzip();
    assert_eq!(labels, ["人間ドック等予約", "電子申請", "Travel Service"]);
    assert!(clients.iter().all(|client| client.initiate_login_uri.is_some() && client.secrets.len() == 1));
    let authentications: Vec<_> = clients.iter().map(|client| client.authentication).collect();
    use ClientAuthentication::{SecretBasic, SecretPost};
    assert_eq!(authentications, [SecretBasic, SecretPost, SecretBasic]);
    assert!(!asahi.client("travel-service").unwrap().scopes.contains(&"kenpo".to_owned()));
}

#[test]
fn the_six_manuals_agree_on_some_things() {
    for realm in load().0.serving() {
        let sign_in = &realm.sign_in;
        let lockout = (sign_in.lockout.failures, sign_in.lockout.unlock);
        assert_eq!(lockout, (11, Unlock::Administrator), "{}", realm.name);
        assert!(sign_in.remember_me.is_some_and(|kept| kept <= TimeDelta::days(7)), "{}", realm.name);
        assert!(sign_in.email_hint.is_some() && realm.brand.logo_svg.is_some(), "{}", realm.name);
    }
}

/// The levels of a document's headings, in their order.
fn outline(document: &Document) -> Vec<&str> {
    document
        .html
        .split("<h")
        .skip(1)
        .filter_map(|rest| rest.get(..1))
        .filter(|level| level.parse::<u8>().is_ok())
        .collect()
}

#[test]
fn both_languages_have_the_same_articles_and_questions() {
    for realm in load().0.serving() {
        let help = [realm.help.guide.as_ref().unwrap(), realm.help.faq.as_ref().unwrap()];
        for document in realm.terms.iter().map(|version| &version.documents).chain(help) {
            let (ja, en) = (outline(&document.ja), outline(&document.en));
            assert_eq!(ja, en, "{}: {}", realm.name, document.en.title);
        }
        let questions = outline(&realm.help.faq.as_ref().unwrap().ja).into_iter().filter(|level| *level == "3").count();
        assert!(questions >= 20, "{}: {questions}", realm.name);
    }
}

#[test]
fn the_help_says_what_the_settings_say() {
    for realm in load().0.serving() {
        let (guide, faq) = (realm.help.guide.as_ref().unwrap(), realm.help.faq.as_ref().unwrap());
        for (guide, faq) in [(&guide.ja.html, &faq.ja.html), (&guide.en.html, &faq.en.html)] {
            let phone = realm.contact.phone.as_deref().unwrap();
            assert!(guide.contains(phone) && faq.contains(phone), "{}: {phone}", realm.name);
            for sender in [&realm.mail.no_reply, &realm.mail.info, &realm.mail.webmaster] {
                assert!(faq.contains(sender.as_str()), "{}: {sender}", realm.name);
            }
        }
        let lengths = format!("{} to {}", realm.sign_in.password.min, realm.sign_in.password.max);
        assert!(faq.en.html.contains(&lengths), "{}: {lengths}", realm.name);
    }
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
