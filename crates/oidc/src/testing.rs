//! A society and its applications for this crate's tests.

use std::sync::{Arc, OnceLock};

use base::{AccountId, GrantId, RealmName, Secret, SessionId, Text};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use realm::{
    Acr, Brand, Client, ClientAuthentication, ClientKeys, ClientLifetimes, Colour, Consent, Contact, Enrolment,
    ExpenseSettings, GrantType, Help, HouseholdRule, InitialCredentials, LengthRange, Lifetimes, Lockout, MailSenders,
    Method, PasswordPolicy, PortalSettings, Profile, Realm, RequestObjects, SecondFactor, SignInPolicy,
    SigningAlgorithm, Subject, Unlock,
};

use crate::Parameters;
use crate::authorize::{TrustedClient, check};
use crate::claims::{
    AccessTokenClaims, Amr, Authentication, Email, IdTokenClaims, Insurance, Name, Person, StandardClaims,
};
use crate::code::IssuedCode;
use crate::jose::{SigningKey, TokenType};
use crate::keys::{ACCESS_TOKEN_ALGORITHM, KeptKey, KeySet};
use crate::token::{AuthenticatedClient, ClientCredentials, authenticate};

pub(crate) const ISSUER: &str = "https://id.minato.example/minato";
pub(crate) const CALLBACK: &str = "https://portal.example/cb";

/// Noon of a day in autumn.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

pub(crate) fn parameters(pairs: &[(&str, &str)]) -> Parameters {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Parameters::parse(&pairs)
}

/// Keys of the algorithms that the realm needs, made once: RSA keys are slow to make.
pub(crate) fn keys() -> KeySet {
    static KEYS: OnceLock<Vec<KeptKey>> = OnceLock::new();
    let make = || {
        let key = |algorithm| KeptKey {
            key: Arc::new(SigningKey::generate(algorithm).unwrap()),
            signs_from: now() - TimeDelta::days(30),
            retired_at: None,
        };
        crate::keys::needed_algorithms(&realm()).into_iter().map(key).collect()
    };
    KeySet::new(KEYS.get_or_init(make).clone())
}

fn text(text: &str) -> Text<String> {
    Text { ja: text.to_owned(), en: text.to_owned() }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A confidential client that signs members in.
fn client(id: &str, scopes: &[&str]) -> Client {
    Client {
        id: id.to_owned(),
        name: text(id),
        profile: Profile::Oidc,
        authentication: ClientAuthentication::SecretBasic,
        secrets: vec![Secret::new(format!("{id}-secret")), Secret::new(format!("{id}-secret-to-come"))],
        authentication_signing_alg: None,
        keys: ClientKeys::None,
        certificate_subject: None,
        sender_constraint: None,
        redirect_uris: strings(&[CALLBACK, "https://portal.example/cb?x=1"]),
        post_logout_redirect_uris: strings(&["https://portal.example/bye"]),
        initiate_login_uri: None,
        frontchannel_logout: None,
        backchannel_logout: None,
        grant_types: vec![GrantType::AuthorizationCode],
        scopes: strings(scopes),
        resources: Vec::new(),
        serves: Vec::new(),
        consent: Consent::Implicit,
        subject: Subject::Public,
        minimum_acr: Acr::MailCode,
        default_max_age: None,
        id_token_signed_response_alg: SigningAlgorithm::ES256,
        userinfo_signed_response_alg: None,
        authorization_signed_response_alg: SigningAlgorithm::ES256,
        request_objects: RequestObjects::default(),
        pushed_requests_required: false,
        lifetimes: ClientLifetimes::default(),
        pkce_required: true,
        client_uri: None,
        logo_uri: None,
        policy_uri: None,
        tos_uri: None,
    }
}

fn clients() -> [Client; 4] {
    [
        Client { minimum_acr: Acr::Password, ..client("portal", &["openid", "profile", "email", "kenpo"]) },
        Client {
            authentication: ClientAuthentication::SecretPost,
            id_token_signed_response_alg: SigningAlgorithm::RS256,
            pkce_required: false,
            ..client("booking", &["openid", "profile"])
        },
        Client {
            authentication: ClientAuthentication::None,
            secrets: Vec::new(),
            grant_types: vec![GrantType::AuthorizationCode, GrantType::ClientCredentials],
            pkce_required: false,
            ..client("phone-app", &["openid"])
        },
        Client {
            grant_types: vec![GrantType::ClientCredentials],
            redirect_uris: Vec::new(),
            ..client("batch", &["openid", "receipts:write", "kenpo"])
        },
    ]
}

fn sign_in_policy() -> SignInPolicy {
    SignInPolicy {
        methods: vec![Method::AppOtp, Method::MailOtp],
        second_factor: SecondFactor::Required,
        recommended_method: None,
        method_labels: Vec::new(),
        steps: Vec::new(),
        enrolment: Enrolment::AtOnce,
        user_id: LengthRange { min: 3, max: 255 },
        password: PasswordPolicy {
            min: 8,
            max: 64,
            composition: Vec::new(),
            ignore_case: false,
            symbols: String::new(),
        },
        lockout: Lockout { failures: 11, unlock: Unlock::Administrator },
        remember_me: None,
        initial_credentials: InitialCredentials::Issued,
        initial_reference_date: None,
        imports_password_hashes: false,
        email_hint: None,
        years_after_eligibility: 0,
    }
}

fn lifetimes() -> Lifetimes {
    Lifetimes {
        session: TimeDelta::hours(24),
        sign_in: TimeDelta::hours(72),
        proofs: TimeDelta::minutes(30),
        authorization_code: TimeDelta::seconds(60),
        access_token: TimeDelta::minutes(5),
        id_token: TimeDelta::minutes(5),
        refresh_token: TimeDelta::days(30),
        step_up: TimeDelta::minutes(5),
        mail_code: TimeDelta::minutes(5),
        email_verification: TimeDelta::minutes(30),
        password_reset: TimeDelta::minutes(5),
    }
}

fn portal_settings() -> PortalSettings {
    PortalSettings {
        title: text("portal"),
        provider: None,
        tiles: Vec::new(),
        documents: Vec::new(),
        notice_categories: Vec::new(),
        household: HouseholdRule::InsuredPerson,
        expenses: ExpenseSettings {
            years_shown: 2,
            published_after_months: 3,
            tax_years: 5,
            tax_statement: false,
            tax_note: None,
            notes: Vec::new(),
            retention_years: 5,
        },
        tax_file: None,
    }
}

pub(crate) fn realm() -> Realm {
    Realm {
        name: "minato".parse::<RealmName>().unwrap(),
        display_name: text("港健康保険組合"),
        issuer: ISSUER.to_owned(),
        portal_url: "https://portal.example".to_owned(),
        retired: false,
        contact: Contact { name: text("desk"), phone: None, hours: None, email: None },
        sign_in: sign_in_policy(),
        lifetimes: lifetimes(),
        terms_grace: None,
        audit_retention_years: 5,
        terms: Vec::new(),
        clients: clients().into_iter().map(|client| (client.id.clone(), Arc::new(client))).collect(),
        registration: None,
        maintenance: Vec::new(),
        mail: MailSenders { no_reply: String::new(), info: String::new(), webmaster: String::new(), kinds: Vec::new() },
        brand: Brand { logo_svg: None, primary_colour: Colour::WHITE },
        help: Help::default(),
        portal: portal_settings(),
        development: false,
        content_hash: String::new(),
    }
}

pub(crate) fn change_client(realm: &mut Realm, id: &str, change: impl FnOnce(&mut Client)) {
    change(Arc::make_mut(realm.clients.get_mut(id).unwrap()));
}

/// A client that has just proved itself.
pub(crate) fn authenticated(realm: &Realm, id: &str) -> AuthenticatedClient {
    let (client_id, secret) = (id.to_owned(), Secret::new(format!("{id}-secret")));
    let credentials = match realm.client(id).unwrap().authentication {
        ClientAuthentication::SecretBasic => ClientCredentials::Basic { client_id, secret },
        ClientAuthentication::SecretPost => ClientCredentials::Post { client_id, secret },
        _ => ClientCredentials::Public { client_id },
    };
    authenticate(realm, &credentials).unwrap()
}

pub(crate) fn person() -> Person {
    let name = |family: &str, given: &str| Name { family: family.to_owned(), given: given.to_owned() };
    Person {
        name: name("田中", "花子"),
        kana: Some(name("タナカ", "ハナコ")),
        email: Some(Email { address: "hanako@example.jp".to_owned(), verified: true }),
        birth_date: NaiveDate::from_ymd_opt(1990, 11, 1),
        language: None,
        standard: StandardClaims::default(),
        updated_at: now(),
        insurance: Insurance {
            member_number: "1001".to_owned(),
            household_number: "501".to_owned(),
            kigo: "30".to_owned(),
            bango: "12345".to_owned(),
            branch: "00".to_owned(),
            eligible_from: NaiveDate::from_ymd_opt(2020, 4, 1).unwrap(),
            eligible_until: None,
        },
    }
}

/// A code as it is issued to a client for a member who signed in with an authenticator app.
pub(crate) fn issued_code(client_id: &str, subject: &str) -> IssuedCode {
    let asked = parameters(&[
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile email kenpo"),
        ("nonce", "the-nonce"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ]);
    let realm = realm();
    let trusted = TrustedClient::find(&realm, &asked).unwrap();
    IssuedCode {
        request: check(&realm, &keys(), &trusted, &asked).unwrap(),
        subject: subject.to_owned(),
        account: AccountId::generate(),
        session: SessionId::generate(),
        grant: GrantId::generate(),
        authentication: Authentication { at: now(), acr: Acr::AppCode, amr: vec![Amr::Pwd, Amr::Otp, Amr::Mfa] },
        expires_at: now() + TimeDelta::seconds(60),
    }
}

/// An ID token from a code.
pub(crate) fn id_token_of(code: &IssuedCode) -> String {
    let (realm, keys) = (realm(), keys());
    let algorithm = realm.client(code.request.client_id()).unwrap().id_token_signed_response_alg;
    let client = realm.client(code.request.client_id()).unwrap();
    let granted = code.granted();
    let claims = IdTokenClaims::new(&realm, client, &granted, (&person(), now()));
    keys.signing(algorithm, now()).unwrap().sign(TokenType::IdToken, &claims).unwrap().expose().to_owned()
}

pub(crate) fn id_token(client_id: &str, subject: &str) -> String {
    id_token_of(&issued_code(client_id, subject))
}

pub(crate) fn access_token(client_id: &str, subject: &str) -> String {
    let realm = realm();
    let granted = issued_code(client_id, subject).granted();
    let claims = AccessTokenClaims::for_member(&realm, realm.client(client_id).unwrap(), &granted, now());
    let keys = keys();
    let key = keys.signing(ACCESS_TOKEN_ALGORITHM, now()).unwrap();
    key.sign(TokenType::AccessToken, &claims).unwrap().expose().to_owned()
}
