//! What the suite's robot does on the provider's pages, in the suite's own words.
//!
//! Pages are told apart by their addresses and by the ids of their buttons, never by words that another language
//! changes. Where a person would judge a picture of a page, the robot takes it.

use serde_json::{Map, Value, json};

use super::{Conformance, MEMBER};

/// Modules whose request may not be answered with a redirect: an error page stands at the request's own address.
const ERROR_PAGES: [&str; 12] = [
    "oidcc-ensure-registered-redirect-uri",
    "oidcc-ensure-redirect-uri-in-authorization-request",
    "oidcc-redirect-uri-query-mismatch",
    "oidcc-redirect-uri-query-added",
    "oidcc-ensure-request-object-with-redirect-uri",
    "fapi2-security-profile-final-plain-fapi-tolerate-unregistered-redirect-uri",
    "fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails",
    "fapi2-security-profile-final-par-attempt-reuse-request_uri",
    "fapi2-security-profile-final-par-attempt-to-use-expired-request_uri",
    "fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client",
    "fapi2-security-profile-final-ensure-different-state-inside-and-outside-request-object",
    "fapi2-security-profile-final-state-only-outside-request-object-not-used",
];

/// Modules that want a picture of the page on which the member signs in a second time.
const SIGN_IN_AGAIN: [&str; 2] = ["oidcc-prompt-login", "oidcc-max-age-1"];

/// Modules that want a picture of what the sign-in page shows of the application.
const SIGN_IN_SHOWS: [&str; 3] =
    ["oidcc-registration-logo-uri", "oidcc-registration-policy-uri", "oidcc-registration-tos-uri"];

/// Modules in which the member is not sent on after signing out.
const STAYS_SIGNED_OUT: [&str; 8] = [
    "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-modified-id-token-hint",
    "oidcc-rp-initiated-logout-bad-id-token-hint",
    "oidcc-rp-initiated-logout-no-id-token-hint",
    "oidcc-rp-initiated-logout-no-params",
    "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-only-state",
];

/// The module in which the member declines.
const DECLINES: &str = "fapi2-security-profile-final-user-rejects-authentication";

/// The robot's work: what it does in general, and in modules that are different.
pub(super) fn robot(run: &Conformance) -> Map<String, Value> {
    let pages = Pages(run.issuer());
    let usual = [pages.signs_in(), pages.signs_out()];
    let mut modules = Map::new();
    let mut module = |names: &[&str], browser: Value| {
        modules.extend(names.iter().map(|name| ((*name).to_owned(), json!({ "browser": browser }))));
    };
    module(&ERROR_PAGES, json!([pages.meets_an_error()]));
    let again = [once(pages.signs_in()), pages.signs_in_before_a_camera()];
    module(&SIGN_IN_AGAIN, json!(again));
    module(&SIGN_IN_SHOWS, json!([pages.signs_in_before_a_camera()]));
    module(&STAYS_SIGNED_OUT, json!([pages.signs_in(), pages.signs_out_before_a_camera()]));
    module(&[DECLINES], json!([pages.declines()]));
    Map::from_iter([("browser".to_owned(), json!(usual)), ("override".to_owned(), Value::Object(modules))])
}

/// The provider's pages, by the issuer that all their addresses begin with.
struct Pages(String);

impl Pages {
    fn at(&self, path: &str) -> String {
        format!("{}/{path}*", self.0)
    }

    fn task(&self, name: &str, path: &str, commands: &Value) -> Value {
        json!({ "task": name, "optional": true, "match": self.at(path), "commands": commands })
    }

    fn login(&self) -> Value {
        let (user_id, password) = MEMBER;
        let commands = json!([
            ["text", "id", "username", user_id],
            ["text", "id", "password", password],
            ["click", "id", "login-submit"],
        ]);
        self.task("Sign in", "login?", &commands)
    }

    fn consent(&self) -> Value {
        self.task("Allow", "login/consent", &json!([["click", "id", "consent-allow"]]))
    }

    fn signs_in(&self) -> Value {
        json!({ "match": self.at("authorize"), "tasks": [self.login(), self.consent(), arrived("callback")] })
    }

    fn signs_in_before_a_camera(&self) -> Value {
        let picture = self.task("Picture of the page", "login?", &json!([picture("//*[@id='login-submit']")]));
        json!({ "match": self.at("authorize"), "tasks": [picture, self.login(), self.consent(), arrived("callback")] })
    }

    fn declines(&self) -> Value {
        let leave = self.task("Leave", "login?", &json!([["click", "id", "login-cancel"]]));
        json!({ "match": self.at("authorize"), "tasks": [leave, arrived("callback")] })
    }

    fn meets_an_error(&self) -> Value {
        let commands = json!([picture("//h1")]);
        let error = json!({ "task": "Error page", "match": self.at("authorize"), "commands": commands });
        json!({ "match": self.at("authorize"), "tasks": [error] })
    }

    fn signs_out(&self) -> Value {
        let confirm = self.task("Confirm", "logout", &json!([["click", "id", "logout-confirm"]]));
        json!({ "match": self.at("logout"), "tasks": [confirm, arrived("post_logout_redirect")] })
    }

    fn signs_out_before_a_camera(&self) -> Value {
        let commands = json!([picture("//h1")]);
        let page = json!({ "task": "Picture of the page", "match": self.at("logout"), "commands": commands });
        json!({ "match": self.at("logout"), "tasks": [page] })
    }
}

/// The suite's own page, at which the browser ends.
fn arrived(page: &str) -> Value {
    let commands = json!([["wait", "id", "submission_complete", 10]]);
    json!({ "task": "Arrived", "match": format!("*/test/*/{page}*"), "commands": commands })
}

/// The first time only; then the next entry that matches.
fn once(mut entry: Value) -> Value {
    if let Some(entry) = entry.as_object_mut() {
        entry.insert("match-limit".to_owned(), json!(1));
    }
    entry
}

fn picture(of: &str) -> Value {
    json!(["wait", "xpath", of, 10, ".*", "update-image-placeholder"])
}
