//! Which authentication context classes a realm can reach, and which one a request needs.

use realm::{Acr, Client, Method, Realm};

use super::AuthorizeRequest;

/// The classes that some method of the realm reaches, the weakest first. A stronger method covers a weaker class.
#[must_use]
pub fn reachable_acrs(realm: &Realm) -> Vec<Acr> {
    let reached_by = |method: &Method| match method {
        Method::MailOtp => Acr::MailCode,
        Method::AppOtp => Acr::AppCode,
        Method::Passkey => Acr::Passkey,
    };
    let strongest = realm.sign_in.methods.iter().map(reached_by).max().unwrap_or(Acr::Password);
    Acr::ALL.into_iter().filter(|acr| *acr <= strongest).collect()
}

/// What a sign-in for a request must at least prove: the client's minimum, or what the request makes essential.
#[must_use]
pub fn required_acr(request: &AuthorizeRequest, client: &Client) -> Acr {
    let essential = request.essential_acr.iter().min().copied();
    essential.map_or(client.minimum_acr, |essential| essential.max(client.minimum_acr))
}
