//! A password that a member chooses: the realm's policy, and what must not be guessed.
//!
//! All rules are judged at once, so that nobody is sent back for a second reason after mending the first. What is
//! compared with lists is folded on both sides in one way (NFKC, small letters): `Ｐａｓｓｗｏｒｄ` is no better than
//! `password`. Sources: NIST SP 800-63B-4 §3.1.1.2, OWASP ASVS 5.0 §6.2.

use std::collections::{BTreeSet, HashSet};

use base::Secret;
use realm::{CharacterClass, PasswordPolicy};
use unicode_normalization::UnicodeNormalization;

use crate::password::{PasswordHash, PasswordHasher, StoredPassword, TypedPassword};

/// Passwords found within so many guesses are refused. The 30,000 passwords that are used most, words of a
/// dictionary, runs of the keyboard and repetitions lie below, with the variations that everybody tries.
const GUESSES: u64 = 100_000;

/// The longest text whose guesses are counted, in characters: counting takes longer than linear time, and hardly
/// anything that is tried first is as long.
const LONGEST_COUNTED: usize = 20;

/// One rule of a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRule {
    /// As many characters as the realm allows.
    Length,
    /// Half-width letters, digits and the realm's symbols, nothing else.
    Alphabet,
    /// At least one character of a class, where the realm asks for it.
    Contains(CharacterClass),
    /// Another than the user ID.
    NotUserId,
    /// Another than the password that is in use, or that the society issued.
    NotCurrent,
    /// Not made up of what the member's papers and the society's letters say.
    NotPersonal,
    /// Not one of those that are tried first.
    NotCommon,
}

/// What a new password of one member is judged by.
#[derive(Clone, Debug)]
pub struct NewPasswordRules {
    policy: PasswordPolicy,
    user_id: String,
    personal: Vec<String>,
}

/// The rules of a realm, in the order in which a page shows them.
#[must_use]
pub fn password_rules(policy: &PasswordPolicy) -> Vec<PasswordRule> {
    use PasswordRule::{Alphabet, Contains, Length, NotCommon, NotCurrent, NotPersonal, NotUserId};
    let contains = policy.composition.iter().map(|class| Contains(*class));
    [Length, Alphabet].into_iter().chain(contains).chain([NotUserId, NotCurrent, NotPersonal, NotCommon]).collect()
}

impl NewPasswordRules {
    /// The rules for a member with this user ID. `known` is what others may know of the member and the society:
    /// numbers, dates, names, the address before its at sign.
    pub fn new<'k>(policy: &PasswordPolicy, user_id: &'k str, known: impl IntoIterator<Item = &'k str>) -> Self {
        let words = known.into_iter().chain([user_id]).flat_map(words).collect::<BTreeSet<_>>();
        Self { policy: policy.clone(), user_id: fold(user_id), personal: words.into_iter().collect() }
    }

    /// The rules that a password breaks, in the order of [`password_rules`]. Takes the time of one hash where there
    /// is a current password.
    fn broken_by(
        &self,
        password: &Secret,
        current: Option<&StoredPassword>,
        hasher: &mut PasswordHasher,
    ) -> Vec<PasswordRule> {
        let typed = TypedPassword::new(password, self.policy.ignore_case);
        let is_current = current.is_some_and(|current| current.is(&typed, hasher));
        let rules = password_rules(&self.policy).into_iter();
        rules.filter(|rule| !self.is_kept(*rule, &typed, is_current)).collect()
    }

    /// Hashes a password that breaks no rule.
    ///
    /// # Errors
    /// The rules that it breaks, at least one.
    pub fn accept(
        &self,
        password: &Secret,
        current: Option<&StoredPassword>,
        hasher: &mut PasswordHasher,
    ) -> Result<PasswordHash, Vec<PasswordRule>> {
        let broken = self.broken_by(password, current, hasher);
        if !broken.is_empty() {
            return Err(broken);
        }
        TypedPassword::new(password, self.policy.ignore_case).hash(hasher).ok_or_else(|| vec![PasswordRule::Length])
    }

    fn is_kept(&self, rule: PasswordRule, typed: &TypedPassword, is_current: bool) -> bool {
        let password = typed.expose();
        match rule {
            PasswordRule::Length => (self.policy.min..=self.policy.max).contains(&password.chars().count()),
            PasswordRule::Alphabet => password.chars().all(|c| self.class(c).is_some()),
            PasswordRule::Contains(class) => password.chars().any(|c| self.class(c) == Some(class)),
            PasswordRule::NotUserId => fold(password) != self.user_id,
            PasswordRule::NotCurrent => !is_current,
            PasswordRule::NotPersonal => !is_made_of(&self.personal, &words(password).concat()),
            PasswordRule::NotCommon => !is_guessed_early(&fold(password), &self.personal),
        }
    }

    fn class(&self, c: char) -> Option<CharacterClass> {
        match c {
            'a'..='z' | 'A'..='Z' => Some(CharacterClass::Letter),
            '0'..='9' => Some(CharacterClass::Digit),
            // As everywhere in a typed password, ¥ is written \ here.
            _ => (self.policy.symbols.contains(c) || c == '\\' && self.policy.symbols.contains('¥'))
                .then_some(CharacterClass::Symbol),
        }
    }
}

fn fold(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// The runs of letters and digits in a text.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a text is one of some words or several of them in a row. Linear in the text for each word.
fn is_made_of(words: &[String], text: &str) -> bool {
    let (mut rests, mut seen) = (vec![text], HashSet::new());
    while let Some(rest) = rests.pop() {
        if rest.is_empty() {
            return !text.is_empty();
        }
        if seen.insert(rest.len()) {
            rests.extend(words.iter().filter_map(|word| rest.strip_prefix(word.as_str())));
        }
    }
    false
}

/// Whether somebody who knows the words would find the password within the first guesses.
fn is_guessed_early(password: &str, words: &[String]) -> bool {
    let part = repeated_part(password);
    if part.chars().count() > LONGEST_COUNTED {
        return false;
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    zxcvbn::zxcvbn(part, &words).guesses() < GUESSES
}

/// The shortest text of which a text is a repetition, mostly itself.
fn repeated_part(text: &str) -> &str {
    // A text first stands again in two copies of itself after its repeated part.
    let twice = text.repeat(2);
    let after_first = text.chars().next().map_or(0, char::len_utf8);
    let found = twice.get(after_first..).and_then(|rest| rest.find(text));
    found.and_then(|at| text.get(..after_first + at)).unwrap_or(text)
}

#[cfg(test)]
mod tests;
