//! The documents that every client reads: where they are, and that a client which has one is not sent it again.

use reqwest::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use reqwest::{Client, StatusCode};
use serde_json::Value;

use super::world::World;

#[tokio::test]
async fn both_addresses_of_the_metadata_say_the_same() -> anyhow::Result<()> {
    let world = World::build().await?;
    let issuer = world.app().issuer;
    let connect: Value = reqwest::get(format!("{issuer}/.well-known/openid-configuration")).await?.json().await?;
    let own_place = issuer.replacen("/minato", "/.well-known/oauth-authorization-server/minato", 1);
    let answer = reqwest::get(&own_place).await?;
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    let oauth: Value = answer.json().await?;
    assert_eq!(oauth["issuer"], issuer.as_str());
    assert_eq!(oauth, connect);
    assert_eq!(reqwest::get(own_place.replace("minato", "nobody")).await?.status(), StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn a_document_that_has_not_changed_is_not_sent_again() -> anyhow::Result<()> {
    let world = World::build().await?;
    let issuer = world.app().issuer;
    let http = Client::new();
    for path in ["/.well-known/openid-configuration", "/jwks"] {
        let address = format!("{issuer}{path}");
        let first = http.get(&address).send().await?;
        let tag = first.headers()[ETAG].to_str()?.to_owned();
        for known in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
            let again = http.get(&address).header(IF_NONE_MATCH, &known).send().await?;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path} {known}");
            assert_eq!(again.headers()[ETAG].to_str()?, tag, "{path}");
            assert!(again.bytes().await?.is_empty(), "{path}");
        }
        let other = http.get(&address).header(IF_NONE_MATCH, "\"other\"").send().await?;
        assert_eq!((other.status(), other.headers()[CONTENT_TYPE].to_str()?), (StatusCode::OK, "application/json"));
    }
    Ok(())
}
