//! What a service's stores, its mail server and its keys are found to be.

use std::collections::BTreeMap;

use base::KeyEncryptionKey;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Line, key_texts, texts};

/// After this time a signing key should have been replaced: the provider does so after ninety days, when it is used.
const OLD: TimeDelta = TimeDelta::days(100);

/// A database that answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// How many changes of this program's its tables have not seen.
    pub missing_changes: usize,
    /// How many they have seen that this program does not know.
    pub unknown_changes: usize,
    /// Whether rows can be written and tables made.
    pub can_be_written: bool,
}

/// What there is to say about the database; `Err`: why it does not answer.
#[must_use]
pub fn database(found: &Result<DatabaseFacts, String>) -> Vec<Line> {
    let facts = match found {
        Ok(facts) => facts,
        Err(cause) => return vec![texts::NO_DATABASE.about("database", &[("cause", cause)])],
    };
    let mut lines = Vec::new();
    if facts.missing_changes > 0 {
        lines.push(texts::NOT_MIGRATED.about("database", &[("count", &facts.missing_changes)]));
    }
    if facts.unknown_changes > 0 {
        lines.push(texts::NEWER_DATABASE.about("database", &[("count", &facts.unknown_changes)]));
    }
    if !facts.can_be_written {
        lines.push(texts::READ_ONLY.about("database", &[]));
    }
    if lines.is_empty() {
        lines.push(texts::DATABASE.about("database", &[]));
    }
    lines
}

/// A Redis that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedisFacts {
    /// Whether it writes each change to the disk.
    pub appends_to_disk: bool,
    /// Whether it would rather refuse than forget.
    pub forgets_nothing: bool,
}

/// What there is to say about Redis; `None`: the settings name none, `Err`: why it does not answer.
#[must_use]
pub fn redis(found: Option<&Result<RedisFacts, String>>) -> Vec<Line> {
    let facts = match found {
        None => return vec![texts::REDIS_IS_NOT_USED.about("redis", &[])],
        Some(Err(cause)) => return vec![texts::NO_REDIS.about("redis", &[("cause", cause)])],
        Some(Ok(facts)) => facts,
    };
    let mut lines = Vec::new();
    if !facts.appends_to_disk {
        lines.push(texts::FORGETFUL.about("redis", &[]));
    }
    if !facts.forgets_nothing {
        lines.push(texts::EVICTS.about("redis", &[]));
    }
    if lines.is_empty() {
        lines.push(texts::REDIS.about("redis", &[]));
    }
    lines
}

/// Whether mail would be taken; `Err`: the server's reply code, if it replied. `None`: mail goes into a folder.
#[must_use]
pub fn mail(found: Option<Result<(), Option<u16>>>) -> Line {
    match found {
        None => texts::MAIL_FOLDER.about("mail", &[]),
        Some(Ok(())) => texts::MAIL.about("mail", &[]),
        Some(Err(Some(code))) => texts::MAIL_IS_REFUSED.about("mail", &[("code", &code)]),
        Some(Err(None)) => texts::NO_MAIL_SERVER.about("mail", &[]),
    }
}

/// The societies' signing keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigningKeys {
    /// How many sign now.
    pub current: usize,
    /// The societies of which some cannot be opened with the key-encryption key.
    pub unreadable: Vec<String>,
    /// Since when the oldest that signs does so.
    pub oldest: Option<DateTime<Utc>>,
}

/// What there is to say about signing keys.
#[must_use]
pub fn signing_keys(keys: &SigningKeys, now: DateTime<Utc>) -> Line {
    let check = "signing-keys";
    if !keys.unreadable.is_empty() {
        return key_texts::UNREADABLE_KEYS.about(check, &[("realms", &keys.unreadable.join(", "))]);
    }
    let Some(oldest) = keys.oldest else { return key_texts::NO_SIGNING_KEYS.about(check, &[]) };
    let age = now - oldest;
    let finding = if age > OLD { &key_texts::OLD_SIGNING_KEYS } else { &key_texts::SIGNING_KEYS };
    finding.about(check, &[("count", &keys.current), ("days", &age.num_days())])
}

/// What there is to say about values that are sealed in the database: how many each key has sealed, by its id.
#[must_use]
pub fn sealed_values(key: &KeyEncryptionKey, by_sealer: &BTreeMap<String, u64>) -> Line {
    let at_hand = |id: &str| key.each().any(|key| key.id() == id);
    let others = || by_sealer.iter().filter(|(id, _)| *id != key.id());
    let unknown: Vec<_> = others().filter(|(id, _)| !at_hand(id)).collect();
    let (finding, told) = match (unknown.is_empty(), others().next()) {
        (false, _) => (&key_texts::SEALED_BY_NOBODY, unknown),
        (true, Some(_)) => (&key_texts::SEALED_BY_ANOTHER, others().collect()),
        (true, None) => (&key_texts::SEALED, by_sealer.iter().collect()),
    };
    let values: u64 = told.iter().map(|(_, values)| **values).sum();
    let keys: Vec<&str> = told.iter().map(|(id, _)| id.as_str()).collect();
    finding.about("sealed-values", &[("values", &values), ("keys", &keys.join(", ")), ("key", &key.id())])
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn each_fault_of_a_store_has_its_line() {
        let levels = |lines: Vec<Line>| lines.into_iter().map(|line| line.level).collect::<Vec<_>>();
        let right = DatabaseFacts { can_be_written: true, ..DatabaseFacts::default() };
        assert_eq!(levels(database(&Ok(right))), [Level::Ok]);
        assert_eq!(levels(database(&Err("refused".to_owned()))), [Level::Unreachable]);
        let wrong = DatabaseFacts { missing_changes: 2, unknown_changes: 1, can_be_written: false };
        assert_eq!(levels(database(&Ok(wrong))), [Level::Error, Level::Warning, Level::Error]);
        let wrong = RedisFacts { appends_to_disk: false, forgets_nothing: false };
        assert_eq!(levels(redis(Some(&Ok(wrong)))), [Level::Error, Level::Error]);
        assert_eq!(levels(redis(None)), [Level::Ok]);
        assert_eq!(mail(Some(Err(Some(535)))).level, Level::Error);
        assert_eq!(mail(Some(Err(None))).level, Level::Unreachable);
    }

    #[test]
    fn values_of_a_key_that_is_not_at_hand_come_before_those_of_a_former_one() {
        let (current, former, lost) =
            (KeyEncryptionKey::generate(), KeyEncryptionKey::generate(), KeyEncryptionKey::generate());
        let both = current.clone().opening_with([former.clone()]);
        let found = |sealers: &[(&KeyEncryptionKey, u64)]| {
            let by_sealer = sealers.iter().map(|(key, values)| (key.id().to_owned(), *values)).collect();
            let line = sealed_values(&both, &by_sealer);
            (line.level, line.message.en)
        };
        assert_eq!(found(&[]).0, Level::Ok);
        assert_eq!(found(&[(&current, 7)]).0, Level::Ok);
        let (level, told) = found(&[(&current, 7), (&former, 2)]);
        assert!(level == Level::Warning && told.contains("2 value(s)") && told.contains(former.id()), "{told}");
        let (level, told) = found(&[(&current, 7), (&former, 2), (&lost, 1)]);
        assert!(level == Level::Error && told.contains("1 value(s)") && told.contains(lost.id()), "{told}");
    }

    #[test]
    fn keys_that_cannot_be_opened_come_before_old_ones() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let keys = |days, unreadable: &[&str]| SigningKeys {
            current: 3,
            unreadable: unreadable.iter().map(|name| (*name).to_owned()).collect(),
            oldest: Some(now - TimeDelta::days(days)),
        };
        assert_eq!(signing_keys(&keys(90, &[]), now).level, Level::Ok);
        assert_eq!(signing_keys(&keys(101, &[]), now).level, Level::Warning);
        let line = signing_keys(&keys(101, &["minato"]), now);
        assert!(line.level == Level::Error && line.message.en.contains("minato"));
        assert_eq!(signing_keys(&SigningKeys::default(), now).level, Level::Ok);
    }
}
