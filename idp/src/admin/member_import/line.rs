//! A line of a member file: the cells of one insured person, checked without a look at the database.
//!
//! All cells are looked at even when one is bad, so that an administrator mends a file once. Digits, letters and dates
//! may be full width; a date may be written as spreadsheets write it. Nothing else is guessed.

use account::{EmailAddress, PasswordHash, UserId, UserIdFault, derived_password};
use base::{Secret, Text, fold_width};
use chrono::{Datelike, NaiveDate};
use oidc::claims::{StandardClaimFault, StandardClaims};
use realm::InitialCredentials;
use serde_json::json;
use store::import::Fault;

use super::texts;
use crate::rows::Insured;

/// The columns of every file.
const REQUIRED: [&str; 15] = [
    "member_number",
    "user_id",
    "initial_password",
    "household_number",
    "kigo",
    "bango",
    "branch",
    "family_name",
    "given_name",
    "family_name_kana",
    "given_name_kana",
    "birth_date",
    "email",
    "eligible_from",
    "eligible_until",
];

/// The columns that a file may have beside them.
pub(super) const OPTIONAL: [&str; 1 + StandardClaims::NAMES.len()] = {
    let mut columns = [PASSWORD_HASH; 1 + StandardClaims::NAMES.len()];
    columns.split_at_mut(1).1.copy_from_slice(&StandardClaims::NAMES);
    columns
};

/// All of them.
pub(super) const COLUMNS: [&str; REQUIRED.len() + OPTIONAL.len()] = {
    let mut columns = [""; REQUIRED.len() + OPTIONAL.len()];
    let (required, optional) = columns.split_at_mut(REQUIRED.len());
    required.copy_from_slice(&REQUIRED);
    optional.copy_from_slice(&OPTIONAL);
    columns
};

const PASSWORD_HASH: &str = "password_hash";

/// The longest number, in characters. The portal reads household numbers by the same limit.
const LONGEST_NUMBER: usize = 64;
/// The longest part of a name, in characters.
const LONGEST_NAME: usize = 100;
/// The longest password that any form takes, in characters.
const LONGEST_PASSWORD: usize = 128;

/// One insured person, as a line has them.
pub(super) struct MemberLine {
    pub(super) insured: Insured,
    pub(super) user_id: UserId,
    pub(super) email: Option<EmailAddress>,
    pub(super) password: InitialPassword,
}

/// What the society gives a member to sign in with for the first time.
pub(super) enum InitialPassword {
    /// The file says it.
    Stated(Secret),
    /// The realm's rule makes it of what the file says.
    Derived(Secret),
    /// None: the member goes on with the password of a former system, whose hash the file brings.
    CarriedOver(PasswordHash),
    /// The file says none, and the realm's rule makes none.
    Absent,
}

impl MemberLine {
    /// Reads a line. `cell` gives the text of a column; `today` is Japan's date.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn read<'a>(
        cell: impl Fn(&'static str) -> &'a str,
        (initial, hashes): (&InitialCredentials, bool),
        today: NaiveDate,
    ) -> Result<Self, Vec<Fault>> {
        let mut cells = Cells { cell, faults: Vec::new() };
        let user_id = cells.user_id();
        let stated = cells.password();
        let carried_over = cells.password_hash(stated.is_some(), hashes);
        let email = cells.email();
        let insured = cells.insured(today);
        match (insured, user_id) {
            (Some(insured), Some(user_id)) if cells.faults.is_empty() => {
                let password = InitialPassword::of((stated, carried_over), initial, &insured);
                Ok(Self { insured, user_id, email, password })
            }
            _ => Err(cells.faults),
        }
    }

    /// Everything that the line says, so that two lines say the same when their texts are the same. Control characters
    /// are refused before, so none can stand for a separator.
    pub(super) fn text(&self) -> Secret {
        let Insured { member_number, household_number, kigo, bango, branch, .. } = &self.insured;
        let Insured { family_name, given_name, family_name_kana, given_name_kana, .. } = &self.insured;
        let Insured { birth_date, eligible_from, eligible_until, .. } = &self.insured;
        let password = match &self.password {
            InitialPassword::Stated(password) => password.expose().as_str(),
            InitialPassword::CarriedOver(hash) => hash.as_str(),
            InitialPassword::Derived(_) | InitialPassword::Absent => "",
        };
        let email = self.email.as_ref().map_or("", EmailAddress::as_str);
        let until = eligible_until.map(|until| until.to_string()).unwrap_or_default();
        let (birth_date, from) = (birth_date.to_string(), eligible_from.to_string());
        let said: [&str; 15] = [
            member_number,
            self.user_id.as_str(),
            password,
            household_number,
            kigo,
            bango,
            branch,
            family_name,
            given_name,
            family_name_kana,
            given_name_kana,
            &birth_date,
            email,
            &from,
            &until,
        ];
        let mut said = said.join("\u{1f}");
        // Nothing at all where there is none, so that lines of before these columns are known again.
        if !self.insured.standard.is_empty() {
            said.push_str(&json!(self.insured.standard).to_string());
        }
        Secret::new(said)
    }
}

impl InitialPassword {
    fn of(
        (stated, carried_over): (Option<Secret>, Option<PasswordHash>),
        initial: &InitialCredentials,
        insured: &Insured,
    ) -> Self {
        if let Some(hash) = carried_over {
            return Self::CarriedOver(hash);
        }
        match (stated, initial) {
            (Some(password), _) => Self::Stated(password),
            (None, InitialCredentials::Derived(parts)) => {
                derived_password(parts, (&insured.kigo, &insured.bango), insured.birth_date)
                    .map_or(Self::Absent, Self::Derived)
            }
            (None, InitialCredentials::Issued | InitialCredentials::ActivationCode) => Self::Absent,
        }
    }
}

/// The cells of a line, with what was found wrong so far.
struct Cells<F> {
    cell: F,
    faults: Vec<Fault>,
}

impl<'a, F: Fn(&'static str) -> &'a str> Cells<F> {
    fn insured(&mut self, today: NaiveDate) -> Option<Insured> {
        let member_number = self.number("member_number");
        let household_number = self.number("household_number");
        let (kigo, bango) = (self.number("kigo"), self.number("bango"));
        let branch = self.branch();
        let [family_name, given_name, family_name_kana, given_name_kana] =
            ["family_name", "given_name", "family_name_kana", "given_name_kana"].map(|column| self.name(column));
        if family_name.is_empty() {
            self.fault("family_name", texts::NAME_MISSING);
        }
        let birth_date = self.birth_date(today);
        let (eligible_from, eligible_until) = self.eligibility(birth_date);
        let standard = self.standard();
        Some(Insured {
            member_number: member_number?,
            household_number: household_number?,
            kigo: fold_width(&kigo?),
            bango: fold_width(&bango?),
            branch: branch?,
            family_name,
            given_name,
            family_name_kana,
            given_name_kana,
            birth_date: birth_date?,
            eligible_from: eligible_from?,
            eligible_until,
            standard: standard?,
        })
    }

    fn standard(&mut self) -> Option<StandardClaims> {
        let read = StandardClaims::read(|column| self.text(column));
        read.map_err(|faults| {
            for (column, fault) in faults {
                match fault {
                    StandardClaimFault::TooLong => {
                        self.faults.push(Fault::with(column, texts::LONG, &[("max", &StandardClaims::LONGEST)]));
                    }
                    StandardClaimFault::NotAWebAddress => self.fault(column, texts::WEB_ADDRESS),
                    StandardClaimFault::NotATelephoneNumber => self.fault(column, texts::TELEPHONE_NUMBER),
                    StandardClaimFault::NotATimeZone => self.fault(column, texts::TIME_ZONE),
                    StandardClaimFault::NotALanguage => self.fault(column, texts::LANGUAGE),
                    StandardClaimFault::NotTrueOrFalse => self.fault(column, texts::TRUE_OR_FALSE),
                }
            }
        })
        .ok()
    }

    fn text(&self, column: &'static str) -> &'a str {
        (self.cell)(column).trim()
    }

    fn fault(&mut self, column: &'static str, reason: Text) {
        self.faults.push(Fault::new(column, reason));
    }

    fn number(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column);
        let plain = (1..=LONGEST_NUMBER).contains(&text.chars().count()) && !text.contains(char::is_whitespace);
        if !plain {
            self.fault(column, texts::NUMBER);
        }
        plain.then(|| text.to_owned())
    }

    /// `0` and `00` alike: spreadsheets drop leading zeros.
    fn branch(&mut self) -> Option<String> {
        let text = fold_width(self.text("branch"));
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if !digits {
            self.fault("branch", texts::BRANCH);
        }
        digits.then(|| format!("{text:0>2}"))
    }

    fn name(&mut self, column: &'static str) -> String {
        let text = self.text(column);
        if text.chars().count() > LONGEST_NAME {
            self.faults.push(Fault::with(column, texts::LONG, &[("max", &LONGEST_NAME)]));
        }
        text.to_owned()
    }

    fn user_id(&mut self) -> Option<UserId> {
        let read = UserId::issued(self.text("user_id"));
        if let Err(fault) = read {
            let reason = match fault {
                UserIdFault::Empty => texts::USER_ID_MISSING,
                UserIdFault::Character => texts::USER_ID_CHARACTER,
                UserIdFault::TooLong => texts::USER_ID_LONG,
            };
            self.fault("user_id", reason);
        }
        read.ok()
    }

    fn email(&mut self) -> Option<EmailAddress> {
        let text = self.text("email");
        if text.is_empty() {
            return None;
        }
        let read = EmailAddress::read(text);
        if let Err(fault) = read {
            if fault.malformed {
                self.fault("email", texts::EMAIL_MALFORMED);
            }
            if fault.too_long {
                self.fault("email", texts::EMAIL_LONG);
            }
        }
        read.ok()
    }

    /// The password in the file, where every character counts: white space in it would lock out whoever reads it off a
    /// letter.
    fn password(&mut self) -> Option<Secret> {
        let text = (self.cell)("initial_password");
        if text.contains(char::is_whitespace) {
            self.fault("initial_password", texts::PASSWORD_SPACE);
        }
        if text.chars().count() > LONGEST_PASSWORD {
            self.fault("initial_password", texts::PASSWORD_LONG);
        }
        (!text.is_empty()).then(|| Secret::new(text.to_owned()))
    }

    /// The hash of a password that the member knows already.
    fn password_hash(&mut self, beside_a_password: bool, allowed: bool) -> Option<PasswordHash> {
        let text = self.text(PASSWORD_HASH);
        if text.is_empty() {
            return None;
        }
        let hash = PasswordHash::imported(text);
        match &hash {
            _ if !allowed => self.fault(PASSWORD_HASH, texts::HASHES_NOT_ALLOWED),
            _ if beside_a_password => self.fault(PASSWORD_HASH, texts::PASSWORD_AND_HASH),
            None => self.fault(PASSWORD_HASH, texts::NO_HASH),
            Some(_) => {}
        }
        hash
    }

    fn birth_date(&mut self, today: NaiveDate) -> Option<NaiveDate> {
        let date = self.date("birth_date")?;
        if date > today {
            self.fault("birth_date", texts::NOT_BORN_YET);
            return None;
        }
        if date.year() < 1900 {
            self.fault("birth_date", texts::BORN_LONG_AGO);
            return None;
        }
        Some(date)
    }

    fn eligibility(&mut self, born: Option<NaiveDate>) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let from = self.date("eligible_from");
        let until = if self.text("eligible_until").is_empty() { None } else { self.date("eligible_until") };
        if let (Some(born), Some(from)) = (born, from)
            && from < born
        {
            self.fault("eligible_from", texts::BEFORE_BIRTH);
        }
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.fault("eligible_until", texts::ENDS_BEFORE_IT_BEGINS);
        }
        (from, until)
    }

    fn date(&mut self, column: &'static str) -> Option<NaiveDate> {
        let date = read_date(self.text(column));
        if date.is_none() {
            self.fault(column, texts::DATE);
        }
        date
    }
}

/// Reads `1984-06-12`, `1984/6/12` as spreadsheets save it, and `19840612`.
fn read_date(text: &str) -> Option<NaiveDate> {
    let text = fold_width(text);
    let number = |digits: &str, lengths: std::ops::RangeInclusive<usize>| {
        let plain = lengths.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse::<u32>().ok()).flatten()
    };
    let separator = ['-', '/'].into_iter().find(|separator| text.contains(*separator));
    let (year, month, day) = match separator {
        Some(separator) => {
            let mut parts = text.splitn(3, separator);
            (number(parts.next()?, 4..=4)?, number(parts.next()?, 1..=2)?, number(parts.next()?, 1..=2)?)
        }
        None => {
            let number = number(&text, 8..=8)?;
            (number / 10_000, number / 100 % 100, number % 100)
        }
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests;
