//! Signed tokens as an application looks at them: verified by a library that is not the provider's.

use anyhow::Context as _;
use data_encoding::BASE64URL_NOPAD;
use openidconnect::JsonWebKey as _;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use serde_json::Value;

/// The realm's key set as it is published now.
pub async fn key_set(issuer: &str) -> anyhow::Result<CoreJsonWebKeySet> {
    Ok(reqwest::get(format!("{issuer}/jwks")).await?.json().await?)
}

/// Header and claims of a token, after its signature was verified with the realm's published key of that id.
pub async fn verified(issuer: &str, token: &str) -> anyhow::Result<(Value, Value)> {
    verified_with(&key_set(issuer).await?, token)
}

/// The same with keys that were fetched before.
pub fn verified_with(keys: &CoreJsonWebKeySet, token: &str) -> anyhow::Result<(Value, Value)> {
    let (signed, signature) = token.rsplit_once('.').context("no signature")?;
    let (header, claims) = signed.split_once('.').context("no claims")?;
    let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes());
    let header: Value = serde_json::from_slice(&decode(header)?)?;
    let key = keys.keys().iter().find(|key| key.key_id().is_some_and(|id| header["kid"] == ***id));
    let algorithm: CoreJwsSigningAlgorithm = serde_json::from_value(header["alg"].clone())?;
    let key = key.context("the key is not published")?;
    key.verify_signature(&algorithm, signed.as_bytes(), &decode(signature)?).map_err(|_| anyhow::anyhow!("forged"))?;
    Ok((header, serde_json::from_slice(&decode(claims)?)?))
}
