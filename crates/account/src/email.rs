//! E-mail addresses, as far as anybody can judge them without sending mail.
//!
//! The plain form of RFC 5321 §4.1.2 (Dot-string, at, Domain) and no other: no quoted local part, no address literal,
//! nothing beyond ASCII, so that an address cannot carry a line break or a second recipient into a mail's header.
//! Upper and lower case are one address; a Japanese domain is read as the ASCII name that mail servers know it by
//! (RFC 5890 §2.3.2.1).

use std::fmt;

use base::fold_width;

/// The longest address, in characters.
const LONGEST: usize = 255;
/// The longest local part (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;
/// The longest label of a domain (RFC 1035 §2.3.4).
const LONGEST_LABEL: usize = 63;

/// An e-mail address in its one spelling: half width, small letters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

/// What is wrong with an e-mail address; at least one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailFault {
    /// It is no address: an unusable symbol, a dot before the at sign, no domain.
    pub malformed: bool,
    /// It has more than 255 characters.
    pub too_long: bool,
}

impl EmailAddress {
    /// Reads an address as somebody wrote it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, EmailFault> {
        let address = in_ascii(fold_width(text).to_ascii_lowercase());
        let fault = EmailFault { malformed: !is_address(&address), too_long: address.chars().count() > LONGEST };
        if fault.malformed || fault.too_long { Err(fault) } else { Ok(Self(address)) }
    }

    /// An address that reaches nobody (RFC 6761 §6.4): for a mail that is written only to take the time.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self("nobody@example.invalid".to_owned())
    }

    /// The address as its row keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as its owner recognises it and nobody else reads it: `m***@example.jp`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}***@{domain}")
    }
}

/// Shows nothing: an address is personal data.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// The address with its domain in ASCII, or as it is when the domain has no such form.
fn in_ascii(address: String) -> String {
    let Some((local, domain)) = address.split_once('@').filter(|(_, domain)| !domain.is_ascii()) else {
        return address;
    };
    match idna::domain_to_ascii_strict(domain) {
        Ok(domain) => format!("{local}@{domain}"),
        Err(_) => address,
    }
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain))
}

/// `Dot-string` of RFC 5321: atoms of RFC 5322 §3.2.3 with single dots between them.
fn is_local_part(text: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    text.len() <= LONGEST_LOCAL_PART && text.split('.').all(is_atom)
}

/// Two labels or more, of which the last is no number: an IP address is nobody's mailbox.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = text.rsplit_once('.').map(|(_, top)| top);
    text.split('.').all(is_label) && top.is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_has_one_spelling() {
        for (text, spelling) in [
            ("misaki.tanaka@example.jp", "misaki.tanaka@example.jp"),
            (" Misaki+kenpo@Example.CO.JP ", "misaki+kenpo@example.co.jp"),
            ("ｍｉｓａｋｉ＠ｅｘａｍｐｌｅ．ｊｐ", "misaki@example.jp"),
            ("a@xn--wgv71a.jp", "a@xn--wgv71a.jp"),
            ("a@日本.jp", "a@xn--wgv71a.jp"),
        ] {
            assert_eq!(EmailAddress::read(text).map(|address| address.0), Ok(spelling.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_masked_address_shows_its_first_letter_and_its_domain() {
        for (text, masked) in [("misaki.tanaka@example.jp", "m***@example.jp"), ("m@example.jp", "m***@example.jp")] {
            assert_eq!(EmailAddress::read(text).unwrap().masked(), masked);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "misaki",
            "@example.jp",
            "misaki@",
            "misaki@example",
            "misaki.@example.jp",
            ".misaki@example.jp",
            "mi..saki@example.jp",
            "misaki@@example.jp",
            "mi saki@example.jp",
            "misaki@example..jp",
            "misaki@-example.jp",
            "misaki@192.0.2.1",
            "misaki@[192.0.2.1]",
            "\"misaki\"@example.jp",
            "misaki@example.jp\r\nBcc: all@example.jp",
            "misaki@example.jp,makoto@example.jp",
            "Misaki <misaki@example.jp>",
            "美咲@example.jp",
            "misaki@日本..jp",
            "misaki@日 本.jp",
            "misaki@日本,makoto@example.jp",
        ] {
            assert_eq!(EmailAddress::read(text), Err(EmailFault { malformed: true, too_long: false }), "{text}");
        }
    }

    #[test]
    fn too_long_and_malformed_are_told_apart() {
        let domain = format!("{}.example.jp", ["a"; 100].join("."));
        let long = format!("{}@{domain}", "m".repeat(64));
        assert_eq!(EmailAddress::read(&long), Err(EmailFault { malformed: false, too_long: true }));
        let both = format!("{}.@{domain}", "m".repeat(63));
        assert_eq!(EmailAddress::read(&both), Err(EmailFault { malformed: true, too_long: true }));
        assert!(EmailAddress::read(&format!("{}@example.jp", "m".repeat(64))).is_ok());
        assert!(EmailAddress::read(&format!("{}@example.jp", "m".repeat(65))).is_err());
    }

    proptest! {
        #[test]
        fn an_address_is_one_line_for_one_recipient(text in ".{0,30}@.{0,30}") {
            if let Ok(address) = EmailAddress::read(&text) {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic() && !b",;:<>()[]\"\\".contains(&b)));
                prop_assert_eq!(EmailAddress::read(address.as_str()), Ok(address));
            }
        }
    }
}
