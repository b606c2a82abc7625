//! What an application learns, in words that need no other explanation.

use maud::{Markup, html};
use oidc::consent::Disclosure;
use web::View;
use web::controls::definitions;

use super::texts;

/// All of it, one line a scope and one a single claim: who it is, what is known of them, and last for how long.
/// `application` is what the application is called.
pub fn disclosed(view: View<'_>, disclosure: &Disclosure, application: &str) -> Markup {
    let wanted = texts::SCOPES.iter().filter(|(scope, ..)| disclosure.scope.contains(scope));
    let wanted = wanted.map(|(scope, label, meaning)| (*scope, (view.say(*label), html! { (view.say(*meaning)) })));
    let (lasting, known): (Vec<_>, Vec<_>) = wanted.partition(|(scope, _)| *scope == "offline_access");
    let other = disclosure.scope.iter().filter(|scope| texts::SCOPES.iter().all(|(known, ..)| known != scope));
    let other =
        other.map(|scope| (scope, html! { (view.say_with(texts::OTHER_SCOPE, &[("application", &application)])) }));
    let claims = disclosure.claims.iter().map(|claim| match texts::CLAIMS.iter().find(|(known, _)| known == claim) {
        Some((_, label)) => (view.say(*label), html! { (view.say(texts::CLAIM_ALONE)) }),
        None => (claim.as_str(), html! { (view.say(texts::OTHER_CLAIM)) }),
    });
    let scopes = known.into_iter().map(|(_, said)| said);
    let all = scopes.chain(claims).chain(other).chain(lasting.into_iter().map(|(_, said)| said));
    definitions(&all.collect::<Vec<_>>())
}

/// What a scope gives, in a few words; its own name where it means something elsewhere.
pub fn scope_label<'a>(view: View<'_>, scope: &'a str) -> &'a str {
    texts::SCOPES.iter().find(|(known, ..)| *known == scope).map_or(scope, |(_, label, _)| view.say(*label))
}
