//! `warifu-idp client check`: what would keep an application from working, before its first member finds out.
//!
//! Only what can be tried without a member and without telling the application's server anything: its addresses are
//! looked up and asked as anybody may ask them. What needs a browser is named as not tried, so that nobody takes
//! silence for a yes.

mod texts;

use std::fmt::Display;
use std::process::ExitCode;

use base::{Language, RealmName, Text};
use clap::Args;
use oidc::authorize::reachable_acrs;
use oidc::jose::ClientKeySet;
use realm::{Client, ClientAuthentication, ClientKeys, GrantType, Realm, Subject};
use web::service::Settings;

use super::client_logouts::NO_CLIENT;
use super::society::refuse;
use super::{Words, exit, society};
use crate::App;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society.
    pub(super) realm: RealmName,
    /// The application: its client id.
    client: String,
    /// In which language to speak.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

/// What came of one try.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// It works.
    Good,
    /// It does not.
    Bad(Text),
    /// Nobody tried.
    NotTried(Text),
}

/// What was tried, and what came of it.
type Tried = (String, Outcome);

/// Tries, a line each. Exit code 0: nothing is in the way; 1: something is; 3: no such realm or application.
///
/// # Errors
/// When the settings are unusable.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let language: Language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let Some(client) = realm.client(&arguments.client) else {
        return Ok(refuse((NO_CLIENT, &[("client", &arguments.client)]), language, exit::USAGE));
    };
    let mut tried = by_its_file(&realm, client);
    tried.extend(by_asking(&app, client).await);
    for (what, outcome) in &tried {
        println!("{}", line(what, outcome, language));
    }
    let bad = tried.iter().any(|(_, outcome)| matches!(outcome, Outcome::Bad(_)));
    Ok(if bad { ExitCode::from(exit::INVALID) } else { ExitCode::SUCCESS })
}

fn line(what: &dyn Display, outcome: &Outcome, language: Language) -> String {
    match outcome {
        Outcome::Good => format!("{}  {what}", texts::GOOD.get(language)),
        Outcome::Bad(why) => format!("{}  {what}: {}", texts::BAD.get(language), why.get(language)),
        Outcome::NotTried(why) => format!("{}  {what}: {}", texts::NOT_TRIED.get(language), why.get(language)),
    }
}

/// What its file says, as far as that can be of no use even where each line is right.
fn by_its_file(realm: &Realm, client: &Client) -> Vec<Tried> {
    let good_if = |good: bool, why: Text| if good { Outcome::Good } else { Outcome::Bad(why) };
    let mut tried = Vec::new();
    if client.authentication.is_by_secret() {
        tried.push(("secret".to_owned(), good_if(!client.secrets.is_empty(), texts::NO_SECRET)));
    }
    if client.grant_types.contains(&GrantType::AuthorizationCode) {
        let reachable = reachable_acrs(realm).contains(&client.minimum_acr);
        tried.push((format!("minimum_acr {}", client.minimum_acr.urn()), good_if(reachable, texts::OUT_OF_REACH)));
        for uri in &client.redirect_uris {
            tried.push((format!("redirect_uris {uri}"), Outcome::NotTried(texts::NEEDS_A_BROWSER)));
        }
    }
    let by_certificate = [ClientAuthentication::TlsClientAuth, ClientAuthentication::SelfSignedTlsClientAuth];
    if by_certificate.contains(&client.authentication) {
        tried.push(("token_endpoint_auth_method".to_owned(), Outcome::NotTried(texts::NEEDS_ITS_CERTIFICATE)));
    }
    if let ClientKeys::Inline(keys) = &client.keys {
        tried.push(("jwks".to_owned(), good_if(!ClientKeySet::of(keys).is_empty(), texts::NO_USABLE_KEY)));
    }
    tried
}

/// What its servers answer.
async fn by_asking(app: &App, client: &Client) -> Vec<Tried> {
    let mut tried = Vec::new();
    if let ClientKeys::Url(address) = &client.keys {
        let outcome = match app.outbound.get(address).await {
            Err(_) => Outcome::Bad(texts::NO_ANSWER),
            Ok(document) => match ClientKeySet::read(&document) {
                None => Outcome::Bad(texts::NO_KEY_SET),
                Some(keys) if keys.is_empty() => Outcome::Bad(texts::NO_USABLE_KEY),
                Some(_) => Outcome::Good,
            },
        };
        tried.push((format!("jwks_uri {address}"), outcome));
    }
    if let Subject::Pairwise { sector_identifier_uri: Some(address), .. } = &client.subject {
        let listed = app.outbound.get(address).await.ok();
        let listed = listed.and_then(|document| serde_json::from_slice::<Vec<String>>(&document).ok());
        let outcome = match listed {
            None => Outcome::Bad(texts::NO_LIST),
            Some(listed) if client.redirect_uris.iter().all(|uri| listed.contains(uri)) => Outcome::Good,
            Some(_) => Outcome::Bad(texts::NOT_IN_THE_LIST),
        };
        tried.push((format!("sector_identifier_uri {address}"), outcome));
    }
    // A logout token that means nothing is refused by every server that looks at it; one that answers is there.
    if let Some(logout) = &client.backchannel_logout {
        let outcome = match app.outbound.post_form(&logout.uri, &[("logout_token", "warifu-client-check")]).await {
            Err(_) => Outcome::Bad(texts::NO_ANSWER),
            Ok(status) if status.is_client_error() && status.as_u16() != 404 => Outcome::Good,
            Ok(status) if status.is_success() => Outcome::Bad(texts::BELIEVES_ANYTHING),
            Ok(_) => Outcome::Bad(texts::UNEXPECTED),
        };
        tried.push((format!("backchannel_logout_uri {}", logout.uri), outcome));
    }
    let pages = [
        ("logo_uri", &client.logo_uri),
        ("client_uri", &client.client_uri),
        ("policy_uri", &client.policy_uri),
        ("tos_uri", &client.tos_uri),
        ("initiate_login_uri", &client.initiate_login_uri),
    ];
    for (name, address) in pages.into_iter().filter_map(|(name, address)| Some((name, address.as_ref()?))) {
        let there = app.outbound.is_there(address).await;
        tried.push((format!("{name} {address}"), if there { Outcome::Good } else { Outcome::Bad(texts::NO_ANSWER) }));
    }
    tried
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::society;

    #[test]
    fn each_outcome_is_said_in_both_languages() {
        let all = [Outcome::Good, Outcome::Bad(texts::NO_ANSWER), Outcome::NotTried(texts::NEEDS_A_BROWSER)];
        let said = |language| all.each_ref().map(|outcome| line(&"jwks_uri", outcome, language)).join("\n");
        insta::assert_snapshot!(format!("{}\n{}", said(Language::Ja), said(Language::En)), @r"
        良好　  jwks_uri
        問題　  jwks_uri: 応答がありません。アドレスと、公開のサーバであることを確認してください。
        未確認  jwks_uri: 会員のブラウザでしか試せません。
        good       jwks_uri
        bad        jwks_uri: There is no answer. See whether the address is right and its server public.
        not tried  jwks_uri: Only a member's browser can try it.
        ");
    }

    #[test]
    fn a_file_without_what_it_needs_is_told_so() {
        let realm = society("minato");
        let portal = realm.client("portal").unwrap();
        let outcomes = |client: &Client| by_its_file(&realm, client).into_iter().map(|(_, outcome)| outcome).collect();
        let good: Vec<Outcome> = outcomes(portal);
        assert!(good.iter().any(|outcome| matches!(outcome, Outcome::NotTried(_))), "{good:?}");
        let empty = Client {
            secrets: Vec::new(),
            keys: ClientKeys::Inline(Vec::new()),
            minimum_acr: realm::Acr::Passkey,
            ..Client::clone(portal)
        };
        let bad: Vec<Outcome> = outcomes(&empty);
        for why in [texts::NO_SECRET, texts::NO_USABLE_KEY] {
            assert!(bad.contains(&Outcome::Bad(why)), "{bad:?}");
        }
    }
}
