//! Whether a member is asked before a client learns of them, and what of (OpenID Connect Core §3.1.2.4).
//!
//! What was agreed to once stands for all that it covers: a request is asked about again only when it wants more.

use realm::{Client, Consent};
use serde::{Deserialize, Serialize};

use crate::authorize::{AuthorizeRequest, ClaimNames, Prompt};
use crate::{Scope, claims};

/// What a client learns of a member: by its scope, and by claims that it names one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// The scopes.
    pub scope: Scope,
    /// Claims that none of the scopes covers.
    pub claims: ClaimNames,
}

impl Disclosure {
    /// What a request wants, as far as its client's file lets it have that at this moment.
    #[must_use]
    pub fn wanted(request: &AuthorizeRequest, client: &Client) -> Self {
        let named = &request.claims().id_token | &request.claims().userinfo;
        let permitted = named.into_iter().filter(|name| claims::is_covered(name, &client.scopes));
        Self::of(request.scope().permitted_to(client), permitted.collect())
    }

    /// Some scopes and claims; a claim that a scope covers is not named twice.
    #[must_use]
    pub fn of(scope: Scope, mut claims: ClaimNames) -> Self {
        claims.retain(|name| !is_covered(name, &scope));
        Self { scope, claims }
    }

    /// Whether it holds all that another one does.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let covered = |name: &String| self.claims.contains(name) || is_covered(name, &self.scope);
        other.scope.iter().all(|token| self.scope.contains(token)) && other.claims.iter().all(covered)
    }

    /// Both together.
    #[must_use]
    pub fn joined_with(&self, other: &Self) -> Self {
        let scope = self.scope.iter().chain(other.scope.iter()).collect();
        Self::of(scope, &self.claims | &other.claims)
    }
}

fn is_covered(claim: &str, scope: &Scope) -> bool {
    claims::of_scopes(|token| scope.contains(token)).any(|covered| covered == claim)
}

/// Whether the member is asked before this request is granted. `remembered` is what they agreed to before.
///
/// A client that wants them asked is obeyed whatever its file says (OpenID Connect Core §3.1.2.1, `prompt=consent`).
/// Access while the member is away stands among the scopes, so it takes the same agreement (§11); for an application of
/// the society itself it is part of the society's terms.
#[must_use]
pub fn is_asked(client: &Client, request: &AuthorizeRequest, remembered: Option<&Disclosure>) -> bool {
    request.prompts(Prompt::Consent)
        || match client.consent {
            Consent::Implicit => false,
            Consent::EveryTime => true,
            Consent::Remembered => {
                !remembered.is_some_and(|agreed| agreed.covers(&Disclosure::wanted(request, client)))
            }
        }
}

#[cfg(test)]
mod tests {
    use realm::Realm;

    use super::*;
    use crate::authorize::{TrustedClient, check};
    use crate::testing::{self, CALLBACK, change_client, keys, parameters};

    fn request(realm: &Realm, changes: &[(&str, &str)]) -> AuthorizeRequest {
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", "portal"),
            ("redirect_uri", CALLBACK),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ];
        pairs.extend(changes);
        let asked = parameters(&pairs);
        let trusted = TrustedClient::find(realm, &asked).unwrap();
        check(realm, &keys(), &trusted, &asked).unwrap()
    }

    fn realm(consent: Consent) -> Realm {
        let mut realm = testing::realm();
        change_client(&mut realm, "portal", |client| {
            client.consent = consent;
            client.scopes.extend(["offline_access", "bookings:write"].map(str::to_owned));
        });
        realm
    }

    fn disclosure(scope: &str, claims: &[&str]) -> Disclosure {
        Disclosure::of(Scope::parse(scope).unwrap(), claims.iter().map(|claim| (*claim).to_owned()).collect())
    }

    #[test]
    fn the_file_says_whether_a_member_is_asked_and_the_request_may_insist() {
        let all = disclosure("openid profile email kenpo", &[]);
        for (consent, prompt, remembered, asked) in [
            (Consent::Implicit, "", None, false),
            (Consent::Implicit, "login", None, false),
            (Consent::Implicit, "consent", None, true),
            (Consent::Implicit, "login consent", Some(&all), true),
            (Consent::Remembered, "", None, true),
            (Consent::Remembered, "none", None, true),
            (Consent::Remembered, "", Some(&all), false),
            (Consent::Remembered, "none", Some(&all), false),
            (Consent::Remembered, "consent", Some(&all), true),
            (Consent::EveryTime, "", Some(&all), true),
        ] {
            let realm = realm(consent);
            let request = request(&realm, &[("scope", "openid profile"), ("prompt", prompt)]);
            let found = is_asked(realm.client("portal").unwrap(), &request, remembered);
            assert_eq!(found, asked, "{consent:?} {prompt} {remembered:?}");
        }
    }

    #[test]
    fn what_is_wanted_beyond_what_was_agreed_to_is_asked() {
        let realm = realm(Consent::Remembered);
        let name = r#"{"userinfo":{"name":null}}"#;
        let both = r#"{"userinfo":{"name":null},"id_token":{"email":{"essential":true},"acr":null}}"#;
        for (agreed, scope, claims, asked) in [
            (("openid profile", &[][..]), "profile openid", "{}", false),
            (("openid profile", &[]), "openid", "{}", false),
            (("openid", &[]), "openid profile", "{}", true),
            (("openid profile", &[]), "openid profile offline_access", "{}", true),
            (("openid profile offline_access", &[]), "openid offline_access", "{}", false),
            (("openid", &[]), "openid bookings:write", "{}", true),
            (("openid", &[]), "openid", name, true),
            (("openid", &["name"]), "openid", name, false),
            (("openid profile", &[]), "openid", name, false),
            // The other way round a scope tells more than one of its claims.
            (("openid", &["name"]), "openid profile", "{}", true),
            (("openid profile", &[]), "openid", both, true),
            (("openid profile", &["email"]), "openid", both, false),
            (("openid profile email", &[]), "openid", both, false),
            // What the client may not have is not asked for, and so not missing.
            (("openid", &[]), "openid phone unheard-of", "{}", false),
        ] {
            let request = request(&realm, &[("scope", scope), ("claims", claims)]);
            let remembered = disclosure(agreed.0, agreed.1);
            let found = is_asked(realm.client("portal").unwrap(), &request, Some(&remembered));
            assert_eq!(found, asked, "{agreed:?} {scope} {claims}");
        }
    }

    #[test]
    fn a_client_that_lost_a_scope_is_not_asked_about_it() {
        let mut realm = realm(Consent::Remembered);
        let claims = r#"{"userinfo":{"email":null}}"#;
        let request = request(&realm, &[("scope", "openid profile kenpo"), ("claims", claims)]);
        change_client(&mut realm, "portal", |client| {
            client.scopes.retain(|scope| !["kenpo", "email"].contains(&scope.as_str()));
        });
        let client = realm.client("portal").unwrap();
        assert_eq!(Disclosure::wanted(&request, client), disclosure("openid profile", &[]));
    }

    #[test]
    fn agreements_add_up() {
        let both = disclosure("openid", &["name", "email"]).joined_with(&disclosure("openid profile", &["email"]));
        assert_eq!(both, disclosure("openid profile", &["email"]));
        for part in [disclosure("profile", &["name", "email"]), Disclosure::default()] {
            assert!(both.covers(&part), "{part:?}");
        }
        assert!(!both.covers(&disclosure("email", &[])));
    }
}
