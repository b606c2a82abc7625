//! Who is signed out, who is asked first, and where the browser may go on.

use super::*;
use crate::testing::{self, parameters};

const BYE: &str = "https://portal.example/bye";

struct Scene {
    realm: Realm,
    session: SessionId,
    hint: String,
}

impl Scene {
    /// A member signed in through the portal.
    fn new() -> Self {
        let code = testing::issued_code("portal", "member-1");
        Self { realm: testing::realm(), session: code.session, hint: testing::id_token_of(&code) }
    }

    fn decide(&self, session: Option<SessionId>, pairs: &[(&str, &str)]) -> String {
        match decide(&self.realm, &testing::keys(), &parameters(pairs), session) {
            Ok(Logout::AtOnce { then }) => format!("at once → {}", shown(then.as_ref())),
            Ok(Logout::AskConfirmation { client, then }) => {
                let client = client.map_or("somebody".to_owned(), |client| client.id.clone());
                format!("ask for {client} → {}", shown(then.as_ref()))
            }
            Ok(Logout::AlreadyOut { then }) => format!("out → {}", shown(then.as_ref())),
            Err(refused) => format!("{refused:?}"),
        }
    }
}

fn shown(then: Option<&RedirectUrl>) -> String {
    then.map_or("page".to_owned(), |then| then.as_str().to_owned())
}

#[test]
fn a_hint_of_this_session_signs_out_at_once() {
    let scene = Scene::new();
    let (session, hint) = (Some(scene.session), ("id_token_hint", scene.hint.as_str()));
    let bye = ("post_logout_redirect_uri", BYE);
    assert_eq!(scene.decide(session, &[hint, bye]), format!("at once → {BYE}"));
    assert_eq!(scene.decide(session, &[hint, bye, ("state", "~!(a)")]), format!("at once → {BYE}?state=%7E%21%28a%29"));
    assert_eq!(scene.decide(session, &[hint, bye, ("client_id", "portal")]), format!("at once → {BYE}"));
    assert_eq!(scene.decide(session, &[hint]), "at once → page");
    assert_eq!(scene.decide(session, &[hint, ("state", "s")]), "at once → page");
}

#[test]
fn without_such_a_hint_the_member_is_asked() {
    let scene = Scene::new();
    let session = Some(scene.session);
    let bye = ("post_logout_redirect_uri", BYE);
    let (front, back) = scene.hint.split_at(scene.hint.len() - 8);
    let modified = format!("{front}AAAA{}", &back[4..]);
    let of_another_session = testing::id_token("portal", "member-1");
    let an_access_token = testing::access_token("portal", "member-1");

    assert_eq!(scene.decide(session, &[]), "ask for somebody → page");
    assert_eq!(scene.decide(session, &[("state", "s")]), "ask for somebody → page");
    assert_eq!(scene.decide(session, &[bye]), "ask for somebody → page");
    assert_eq!(scene.decide(session, &[bye, ("client_id", "nobody")]), "ask for somebody → page");
    assert_eq!(scene.decide(session, &[bye, ("client_id", "portal")]), format!("ask for portal → {BYE}"));
    assert_eq!(
        scene.decide(session, &[bye, ("id_token_hint", &of_another_session)]),
        format!("ask for portal → {BYE}")
    );
    for bad in [modified.as_str(), "x", "eyJhbGciOiJub25lIn0.e30.", &an_access_token] {
        assert_eq!(scene.decide(session, &[bye, ("id_token_hint", bad)]), "ask for somebody → page", "{bad}");
        let with_client = [bye, ("id_token_hint", bad), ("client_id", "portal")];
        assert_eq!(scene.decide(session, &with_client), "ask for somebody → page", "{bad}");
    }
    let contradicting = [bye, ("id_token_hint", scene.hint.as_str()), ("client_id", "booking")];
    assert_eq!(scene.decide(session, &contradicting), "ask for somebody → page");
}

#[test]
fn an_address_that_is_not_registered_is_an_error_page() {
    let scene = Scene::new();
    for bad in [
        "https://portal.example/bye/",
        "https://portal.example/bye?x=1",
        "https://portal.example/bye#",
        "https://portal.example/cb",
        "https://evil.example/",
        "https://portal.example@evil.example/bye",
        "//portal.example/bye",
        "javascript:alert(1)",
    ] {
        for session in [Some(scene.session), None] {
            let by_hint = [("post_logout_redirect_uri", bad), ("id_token_hint", scene.hint.as_str())];
            assert_eq!(scene.decide(session, &by_hint), "RedirectUriUnregistered", "{bad}");
            let by_id = [("post_logout_redirect_uri", bad), ("client_id", "portal")];
            assert_eq!(scene.decide(session, &by_id), "RedirectUriUnregistered", "{bad}");
        }
    }
    let repeated = [("post_logout_redirect_uri", BYE), ("post_logout_redirect_uri", BYE)];
    assert_eq!(scene.decide(None, &repeated), "Malformed(Repeated)");
}

#[test]
fn nobody_signed_in_goes_on_only_with_a_hint() {
    let scene = Scene::new();
    let bye = ("post_logout_redirect_uri", BYE);
    assert_eq!(scene.decide(None, &[bye, ("id_token_hint", &scene.hint)]), format!("out → {BYE}"));
    assert_eq!(scene.decide(None, &[bye, ("client_id", "portal")]), "out → page");
    assert_eq!(scene.decide(None, &[]), "out → page");
}

#[test]
fn hints_of_another_issuer_are_none() {
    let scene = Scene::new();
    let mut elsewhere = Scene::new();
    elsewhere.realm.issuer = "https://id.hikari.example/hikari".to_owned();
    let hint = [("id_token_hint", scene.hint.as_str())];
    assert_eq!(elsewhere.decide(Some(scene.session), &hint), "ask for somebody → page");
}
