//! Expiring state in Redis, for nodes that share nothing but it and the database.
//!
//! A value is a hash with its version, its JSON and the moment it expires; each verb is one script over one key,
//! which Redis runs undisturbed (and a cluster could place anywhere). Redis's own expiry only frees memory: it comes
//! later than ours by [`SLACK`], because our clock judges, and it may stand elsewhere than the server's.

use std::sync::Arc;
use std::time::Duration;

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{AsyncCommands, Client, FromRedisValue, Script, ScriptInvocation};
use chrono::{DateTime, TimeDelta, Utc};

use super::{Address, ExpiringError, New, Version};

/// How much longer than its life Redis keeps a value.
const SLACK: TimeDelta = TimeDelta::minutes(10);

/// Keys of the hash. Every script begins with this: `now` comes first, then the new value, if there is one.
const PREAMBLE: &str = "
local key, now = KEYS[1], tonumber(ARGV[1])
local function lives()
    local expires = redis.call('HGET', key, 'expires_at')
    return expires and tonumber(expires) > now
end
local function set()
    redis.call('HSET', key, 'version', ARGV[2], 'value', ARGV[3], 'expires_at', ARGV[4])
    redis.call('PEXPIRE', key, ARGV[5])
end
";

const PUT: &str = "
if lives() then return 0 end
set()
return 1";

const REPLACE: &str = "
if not lives() or redis.call('HGET', key, 'version') ~= ARGV[6] then return 0 end
set()
return 1";

const TAKE: &str = "
if not lives() then return false end
if ARGV[2] and redis.call('HGET', key, 'version') ~= ARGV[2] then return false end
local value = redis.call('HGET', key, 'value')
redis.call('DEL', key)
return value";

const COUNT: &str = "
if not lives() then
    if tonumber(ARGV[6]) < 1 then return false end
    set()
    return 1
end
if tonumber(redis.call('HGET', key, 'value')) >= tonumber(ARGV[6]) then return false end
redis.call('HSET', key, 'version', ARGV[2])
return redis.call('HINCRBY', key, 'value', 1)";

/// Expiring state in Redis.
#[derive(Clone)]
pub(super) struct Redis {
    connection: ConnectionManager,
    shared: Arc<Shared>,
}

struct Shared {
    namespace: String,
    put: Script,
    replace: Script,
    take: Script,
    count: Script,
}

impl Redis {
    pub(super) async fn connect(url: &str, namespace: &str) -> Result<Self, ExpiringError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_secs(2)))
            .set_response_timeout(Some(Duration::from_secs(2)))
            .set_number_of_retries(3);
        let connection = ConnectionManager::new_with_config(Client::open(url)?, config).await?;
        let script = |body: &str| Script::new(&format!("{PREAMBLE}{body}"));
        let shared = Shared {
            namespace: namespace.to_owned(),
            put: script(PUT),
            replace: script(REPLACE),
            take: script(TAKE),
            count: script(COUNT),
        };
        Ok(Self { connection, shared: Arc::new(shared) })
    }

    pub(super) async fn put(&self, at: &Address, new: New, now: DateTime<Utc>) -> Result<bool, ExpiringError> {
        let mut call = self.call(&self.shared.put, at, now);
        self.run(new.arguments(&mut call, now)).await
    }

    pub(super) async fn ping(&self) -> Result<(), ExpiringError> {
        let _: String = ::redis::cmd("PING").query_async(&mut self.connection.clone()).await?;
        Ok(())
    }

    pub(super) async fn get(
        &self,
        at: &Address,
        now: DateTime<Utc>,
    ) -> Result<Option<(Version, String)>, ExpiringError> {
        type Fields = (Option<i64>, Option<String>, Option<i64>);
        let fields = ["version", "value", "expires_at"].as_slice();
        let found: Fields = self.connection.clone().hmget(self.key(at), fields).await?;
        let (Some(version), Some(json), Some(expires_at)) = found else { return Ok(None) };
        Ok((expires_at > now.timestamp_millis()).then_some((Version(version), json)))
    }

    pub(super) async fn replace(
        &self,
        at: &Address,
        version: Version,
        new: New,
        now: DateTime<Utc>,
    ) -> Result<bool, ExpiringError> {
        let mut call = self.call(&self.shared.replace, at, now);
        self.run(new.arguments(&mut call, now).arg(version.0)).await
    }

    pub(super) async fn take(
        &self,
        at: &Address,
        version: Option<Version>,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, ExpiringError> {
        let mut call = self.call(&self.shared.take, at, now);
        if let Some(version) = version {
            call.arg(version.0);
        }
        self.run(&call).await
    }

    pub(super) async fn count(
        &self,
        at: &Address,
        limit: u32,
        first: New,
        now: DateTime<Utc>,
    ) -> Result<Option<u32>, ExpiringError> {
        let mut call = self.call(&self.shared.count, at, now);
        self.run(first.arguments(&mut call, now).arg(limit)).await
    }

    fn call<'s>(&self, script: &'s Script, at: &Address, now: DateTime<Utc>) -> ScriptInvocation<'s> {
        let mut call = script.key(self.key(at));
        call.arg(now.timestamp_millis());
        call
    }

    async fn run<T: FromRedisValue>(&self, call: &ScriptInvocation<'_>) -> Result<T, ExpiringError> {
        Ok(call.invoke_async(&mut self.connection.clone()).await?)
    }

    /// Names of realms and kinds have no colon, so two addresses never share a key.
    fn key(&self, at: &Address) -> String {
        format!("{}:{}:{}:{}", self.shared.namespace, at.realm, at.kind, at.id)
    }
}

impl New {
    /// The arguments that `set()` reads.
    fn arguments<'c, 's>(
        &self,
        call: &'c mut ScriptInvocation<'s>,
        now: DateTime<Utc>,
    ) -> &'c mut ScriptInvocation<'s> {
        let kept_for = (self.expires_at - now).max(TimeDelta::zero()) + SLACK;
        call.arg(self.version.0)
            .arg(&self.json)
            .arg(self.expires_at.timestamp_millis())
            .arg(kept_for.num_milliseconds())
    }
}

impl std::fmt::Debug for Redis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redis({})", self.shared.namespace)
    }
}
