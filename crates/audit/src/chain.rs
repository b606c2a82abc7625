//! What of an entry is sealed, and with what.
//!
//! A seal is the SHA-256 of the seal before and the entry as JSON, so anybody who has the entries can follow the chain
//! without a key. Whoever may write into the database could make such a chain anew: that it is ours is said by the month's
//! [`Segment`], which is sealed with the key-encryption key.

use base::{KeyEncryptionKey, Purpose, RealmName, Sealed, SealedFor};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::log::Log;

/// An entry of the log. What it is as JSON, in this order, is what is sealed: a field that is added later must be left out
/// where it is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its place in the chain of its realm, the first being 1.
    pub number: i64,
    /// Its row.
    pub id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub event: String,
    /// The account or person it is about, by an id that tells nothing of them.
    pub account: Option<Uuid>,
    /// The client it is about.
    pub client: Option<String>,
    /// The administrator's name.
    pub administrator: Option<String>,
    /// Why the administrator did it.
    pub reason: Option<String>,
    /// With which browser.
    pub browser: Option<String>,
    /// From which network.
    pub network: Option<String>,
    /// Which of several things.
    pub object: Option<String>,
}

impl Entry {
    /// The seal of the entry after another's.
    #[must_use]
    pub fn seal_after(&self, previous: &str) -> String {
        hash(previous, &json(self))
    }
}

/// The entries of a realm that were sealed in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// The month, in UTC: `2026-11`.
    pub month: String,
    /// The number of its first entry.
    pub first: i64,
    /// The number of its last entry until now.
    pub last: i64,
    /// The seal before its first entry.
    pub opening: String,
    /// The seal of its last entry.
    pub head: String,
    /// The month of the segment before; `None` of the realm's first.
    pub previous: Option<String>,
}

impl Segment {
    /// The first segment of a realm in a program's log, or the one that follows another, with nothing in it yet.
    #[must_use]
    pub fn after(former: Option<&Self>, (log, realm): (Log, &RealmName), month: String) -> Self {
        let opening = former.map_or_else(|| log.opening_of(realm), |former| former.head.clone());
        let last = former.map_or(0, |former| former.last);
        let previous = former.map(|former| former.month.clone());
        Self { month, first: last + 1, last, head: opening.clone(), opening, previous }
    }

    /// What proves that the segment is ours.
    #[must_use]
    pub fn prove(&self, key: &KeyEncryptionKey, realm: &RealmName) -> Sealed {
        key.seal(self.place(realm), json(self).as_bytes())
    }

    /// Whether this is the proof of this very segment.
    #[must_use]
    pub fn is_proved_by(&self, proof: &Sealed, key: &KeyEncryptionKey, realm: &RealmName) -> bool {
        key.open(self.place(realm), proof).is_ok_and(|proved| *proved.expose() == json(self).into_bytes())
    }

    const fn place<'a>(&'a self, realm: &'a RealmName) -> SealedFor<'a> {
        SealedFor { purpose: Purpose::AuditSegment, realm, row: self.month.as_str() }
    }
}

pub(super) fn hash(previous: &str, content: &str) -> String {
    let digest = Sha256::new().chain_update(previous).chain_update("\n").chain_update(content).finalize();
    HEXLOWER.encode(&digest)
}

fn json(value: &impl Serialize) -> String {
    #[expect(clippy::expect_used, reason = "a struct of texts and numbers is always written as JSON")]
    serde_json::to_string(value).expect("texts and numbers as JSON")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub const LOG: Log = Log { name: "test audit log", program: "program" };

    pub fn entry(number: i64, event: &str, object: Option<&str>) -> Entry {
        Entry {
            number,
            id: Uuid::from_u128(u128::from(number.unsigned_abs())),
            at: "2026-11-20T03:00:00.123456Z".parse().unwrap(),
            actor: "member".to_owned(),
            event: event.to_owned(),
            account: None,
            client: None,
            administrator: None,
            reason: Some("電話で\"確認\"".to_owned()),
            browser: None,
            network: None,
            object: object.map(str::to_owned),
        }
    }

    /// Whoever checks an export with a program of their own relies on this.
    #[test]
    fn what_is_sealed_is_said_byte_for_byte() {
        let sealed = r#"{"number":7,"id":"00000000-0000-0000-0000-000000000007","at":"2026-11-20T03:00:00.123456Z","actor":"member","event":"signed-in","account":null,"client":null,"administrator":null,"reason":"電話で\"確認\"","browser":null,"network":null,"object":null}"#;
        let entry = entry(7, "signed-in", None);
        assert_eq!(json(&entry), sealed);
        assert_eq!(serde_json::from_str::<Entry>(sealed).unwrap(), entry);
        let by_hand = HEXLOWER.encode(&Sha256::digest(format!("abc\n{sealed}")));
        assert_eq!(entry.seal_after("abc"), by_hand);
    }

    #[test]
    fn a_segment_is_proved_by_its_key_in_its_realm_alone() {
        let (minato, hikari) = ("minato".parse().unwrap(), "hikari".parse().unwrap());
        let key = KeyEncryptionKey::generate();
        let segment = Segment::after(None, (LOG, &minato), "2026-11".to_owned());
        let proof = segment.prove(&key, &minato);
        assert!(segment.is_proved_by(&proof, &key, &minato));
        assert!(!segment.is_proved_by(&proof, &key, &hikari));
        assert!(!segment.is_proved_by(&proof, &KeyEncryptionKey::generate(), &minato));
        assert!(!Segment { last: 1, ..segment }.is_proved_by(&proof, &key, &minato));
    }
}
