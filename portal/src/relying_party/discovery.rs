//! What the provider says about itself (OpenID Connect Discovery), kept between sign-ins.
//!
//! One description a realm. It is fetched again when it is old, and its keys when a token is signed with a key that
//! is not among them, but not more often than once in a while: a stranger who sends made-up tokens must not make
//! us hammer the provider. While one visitor's request fetches, the others wait for its outcome, good or bad.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base::{Clock, RealmName};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::IssuerUrl;
use openidconnect::core::CoreJsonWebKeySet;
use realm::Realm;

use super::http::Http;
use super::library::Metadata;
use super::registration::issuer;

/// How long a description is used before it is fetched again.
const FRESH_FOR: TimeDelta = TimeDelta::minutes(15);
/// How long after a failure nothing is asked again.
const PAUSE_AFTER_FAILURE: TimeDelta = TimeDelta::seconds(3);
/// How often keys may be fetched again for an unknown one.
const PAUSE_BETWEEN_KEYS: TimeDelta = TimeDelta::seconds(30);

/// The provider could not be asked, or gave no usable answer.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the identity provider's description is out of reach: {0}")]
pub struct OutOfReach(Arc<str>);

/// The descriptions of all realms' providers.
#[derive(Debug)]
pub struct Discovery {
    http: Http,
    clock: Clock,
    /// One entry for each realm that was ever served: bounded by the realm files.
    realms: Mutex<HashMap<RealmName, Arc<tokio::sync::Mutex<Known>>>>,
}

/// What is known of one realm's provider.
#[derive(Debug, Default)]
struct Known {
    description: Option<Description>,
    failure: Option<(DateTime<Utc>, OutOfReach)>,
    keys_fetched_at: Option<DateTime<Utc>>,
}

#[derive(Debug)]
struct Description {
    metadata: Arc<Metadata>,
    issuer: String,
    fetched_at: DateTime<Utc>,
}

impl Discovery {
    /// Nothing is known yet, and nothing is fetched before it is needed.
    #[must_use]
    pub fn new(http: Http, clock: Clock) -> Self {
        Self { http, clock, realms: Mutex::default() }
    }

    /// The description of a realm's provider. An old one serves while a newer one cannot be had.
    pub async fn of(&self, realm: &Realm) -> Result<Arc<Metadata>, OutOfReach> {
        let entry = self.entry(&realm.name);
        let mut known = entry.lock().await;
        let now = self.clock.now();
        let kept = known.description.as_ref().filter(|description| description.issuer == issuer(realm));
        let kept_metadata = kept.map(|description| Arc::clone(&description.metadata));
        if let Some(metadata) = kept_metadata.clone().filter(|_| kept.is_some_and(|kept| kept.is_fresh(now))) {
            return Ok(metadata);
        }
        let failed_lately = known.failure.as_ref().filter(|(at, _)| now - *at < PAUSE_AFTER_FAILURE);
        if let Some((_, failure)) = failed_lately {
            return kept_metadata.ok_or_else(|| failure.clone());
        }
        match self.fetch(realm).await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                let issuer = issuer(realm).to_owned();
                known.description = Some(Description { metadata: Arc::clone(&metadata), issuer, fetched_at: now });
                known.failure = None;
                Ok(metadata)
            }
            Err(failure) => {
                tracing::warn!(realm = %realm.name, cause = %failure, "discovery failed");
                known.failure = Some((self.clock.now(), failure.clone()));
                kept_metadata.ok_or(failure)
            }
        }
    }

    /// The description with keys fetched just now, because a token is signed with one that is not among them.
    /// `None` when they were fetched a moment ago: then the key does not exist.
    pub async fn with_new_keys(&self, realm: &Realm) -> Result<Option<Arc<Metadata>>, OutOfReach> {
        let metadata = self.of(realm).await?;
        let entry = self.entry(&realm.name);
        let mut known = entry.lock().await;
        let now = self.clock.now();
        if known.keys_fetched_at.is_some_and(|at| now - at < PAUSE_BETWEEN_KEYS) {
            return Ok(None);
        }
        known.keys_fetched_at = Some(now);
        let keys =
            CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &self.http).await.map_err(OutOfReach::because)?;
        let metadata = Arc::new(Metadata::clone(&metadata).set_jwks(keys));
        if let Some(description) = &mut known.description {
            description.metadata = Arc::clone(&metadata);
        }
        Ok(Some(metadata))
    }

    async fn fetch(&self, realm: &Realm) -> Result<Metadata, OutOfReach> {
        let issuer = IssuerUrl::new(issuer(realm).to_owned()).map_err(OutOfReach::because)?;
        Metadata::discover_async(issuer, &self.http).await.map_err(OutOfReach::because)
    }

    fn entry(&self, realm: &RealmName) -> Arc<tokio::sync::Mutex<Known>> {
        let mut realms = self.realms.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(realms.entry(realm.clone()).or_default())
    }
}

impl Description {
    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.fetched_at < FRESH_FOR
    }
}

impl OutOfReach {
    /// The cause with all that lies behind it: "request failed" alone helps no operator.
    pub(super) fn because(cause: impl std::error::Error) -> Self {
        let mut text = cause.to_string();
        let mut behind = cause.source();
        while let Some(cause) = behind {
            text = format!("{text}: {cause}");
            behind = cause.source();
        }
        Self(text.into())
    }
}
