//! Codes sent by mail: six digits, and the two letters by which a member finds the right mail.
//!
//! A code is worked out from who asked, for what and to which address, and is never stored: sent again it is the same,
//! so of several mails none is the wrong one. Whoever reads the database finds no code, and without the key cannot work
//! one out. The letters stand on the page and in the mail's subject; they come from other bits and tell nothing of it.

use std::fmt;

use base::{AccountId, KeyEncryptionKey, Purpose, RealmName, SealedFor, Secret};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{EmailAddress, Factor, Proof};

/// The letters of a tag: none that is easily taken for another or for a digit.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many digits of the digest, in hexadecimal, make one number: 60 bits, beside which a million is small.
const DIGITS: usize = 15;

/// What a code is a code of.
#[derive(Clone, Copy, Debug)]
pub struct MailCodeOf<'a> {
    /// The realm.
    pub realm: &'a RealmName,
    /// The sign-in or session that asked, by its id.
    pub asked_by: Uuid,
    /// What it is good for.
    pub use_for: MailCodeUse,
    /// Where it is sent.
    pub address: &'a EmailAddress,
    /// Counts the codes of this kind within the sign-in: another number, another code.
    pub counter: u32,
}

/// What a code is good for. A code for one thing is no code for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailCodeUse {
    /// To show that an address is the member's own.
    EmailVerification,
    /// As a second factor.
    OneTimeCode,
}

/// A code with its tag.
#[derive(Clone, Debug)]
pub struct MailCode {
    /// Six digits.
    pub code: Secret,
    /// What the mail is found by.
    pub tag: Tag,
}

/// A code that is right but not yet used up.
///
/// It becomes a proof only once the store has noted the use, so that one code typed twice at the same moment counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailCodeMatch(());

impl MailCodeMatch {
    /// The proof, once the use is noted.
    #[must_use]
    pub const fn used(self, account: AccountId, now: DateTime<Utc>) -> Proof {
        Proof::new(account, Factor::MailCode, now)
    }
}

/// Two letters shown on the page and in the subject (「確認番号」). No secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag([char; 2]);

impl MailCodeOf<'_> {
    /// The code.
    #[must_use]
    pub fn work_out(self, key: &KeyEncryptionKey) -> MailCode {
        let digest = self.digest(key, self.use_for.name());
        let (first, rest) = (number(&digest, 0), number(&digest, DIGITS));
        MailCode { code: Secret::new(format!("{:06}", first % 1_000_000)), tag: Tag::of(rest) }
    }

    /// The secret of the link that stands in the same mail: 256 bits in hexadecimal. It too is the same when the mail is
    /// sent again, and of it too only the hash is stored.
    #[must_use]
    pub fn link(self, key: &KeyEncryptionKey) -> Secret {
        Secret::new(self.digest(key, "link"))
    }

    fn digest(self, key: &KeyEncryptionKey, what: &str) -> String {
        let place = SealedFor { purpose: Purpose::MailCode, realm: self.realm, row: &self.asked_by.to_string() };
        // The counter is digits only and the address comes last, so no two inputs read alike.
        let value = format!("{what}|{}|{}", self.counter, self.address.as_str());
        key.digest(place, value.as_bytes())
    }
}

impl MailCodeUse {
    /// A short name, in rows and keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmailVerification => "email-verification",
            Self::OneTimeCode => "one-time-code",
        }
    }
}

impl MailCode {
    /// Judges what somebody typed, folded to half width before.
    #[must_use]
    pub fn judge(&self, typed: &Secret) -> Option<MailCodeMatch> {
        self.code.matches(typed).then_some(MailCodeMatch(()))
    }
}

impl Tag {
    fn of(number: u64) -> Self {
        let letters = LETTERS.len() as u64;
        let letter = |number: u64| {
            let index = usize::try_from(number % letters).unwrap_or_default();
            LETTERS.get(index).map_or('A', |letter| char::from(*letter))
        };
        Self([letter(number), letter(number / letters)])
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([first, second]) = self;
        write!(f, "{first}{second}")
    }
}

/// A number out of a digest in hexadecimal.
fn number(digest: &str, from: usize) -> u64 {
    digest.get(from..from + DIGITS).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use base::SignInId;

    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::read(text).unwrap()
    }

    #[test]
    fn a_code_is_the_same_again_and_of_one_thing_only() {
        let key = KeyEncryptionKey::generate();
        let (minato, hikari): (RealmName, RealmName) = ("minato".parse().unwrap(), "hikari".parse().unwrap());
        let (misaki, makoto) = (address("misaki@example.jp"), address("makoto@example.jp"));
        let of = MailCodeOf {
            realm: &minato,
            asked_by: SignInId::generate().uuid(),
            use_for: MailCodeUse::OneTimeCode,
            address: &misaki,
            counter: 0,
        };
        let code = of.work_out(&key);
        assert!(code.judge(&of.work_out(&key).code).is_some() && code.tag == of.work_out(&key).tag);
        assert!(code.code.expose().len() == 6 && code.code.expose().bytes().all(|b| b.is_ascii_digit()));
        assert!(!format!("{code:?}").contains(code.code.expose()));

        let others = [
            MailCodeOf { realm: &hikari, ..of },
            MailCodeOf { asked_by: SignInId::generate().uuid(), ..of },
            MailCodeOf { use_for: MailCodeUse::EmailVerification, ..of },
            MailCodeOf { address: &makoto, ..of },
            MailCodeOf { counter: 1, ..of },
        ];
        // One in 576 million pairs of code and tag is the same by chance.
        let differs = |other: MailCode| other.judge(&code.code).is_none() || other.tag != code.tag;
        let link = of.link(&key);
        assert!(link.matches(&of.link(&key)) && link.expose().len() == 64);
        for other in others {
            assert!(differs(other.work_out(&key)), "{other:?}");
            assert!(!other.link(&key).matches(&link) || other.use_for != of.use_for, "{other:?}");
        }
        assert!(differs(of.work_out(&KeyEncryptionKey::generate())));
        assert!(!of.link(&KeyEncryptionKey::generate()).matches(&link));
    }

    #[test]
    fn a_tag_has_two_letters_that_are_not_mistaken() {
        let all: HashSet<String> = (0..24 * 24).map(|number| Tag::of(number).to_string()).collect();
        assert_eq!(all.len(), 24 * 24);
        assert!(all.iter().all(|tag| tag.len() == 2 && !tag.contains(['I', 'O', '0', '1'])));
    }

    #[test]
    fn no_first_digit_is_preferred() {
        let key = KeyEncryptionKey::generate();
        let (minato, misaki) = ("minato".parse().unwrap(), address("misaki@example.jp"));
        let mut counts = [0_u32; 10];
        for counter in 0..10_000 {
            let (asked_by, use_for) = (Uuid::nil(), MailCodeUse::OneTimeCode);
            let of = MailCodeOf { realm: &minato, asked_by, use_for, address: &misaki, counter };
            let first = of.work_out(&key).code.expose().as_bytes()[0] - b'0';
            counts[usize::from(first)] += 1;
        }
        assert!(counts.iter().all(|count| (800..1200).contains(count)), "{counts:?}");
    }
}
