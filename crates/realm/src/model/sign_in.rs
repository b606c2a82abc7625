//! What a society demands of a sign-in: methods, first-login steps, user ID, password, lock.

use base::Text;
use chrono::{Months, NaiveDate, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Acr;

/// The rules of a realm's sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInPolicy {
    /// The second factors a member may choose from, in the order of the page; at least one.
    pub methods: Vec<Method>,
    /// Whether members show one at all.
    pub second_factor: SecondFactor,
    /// The method the society recommends; one of `methods`.
    pub recommended_method: Option<Method>,
    /// The society's own names of methods, where it does not use the usual ones.
    pub method_labels: Vec<(Method, Text<String>)>,
    /// What a member does at the first sign-in, in this order; no step twice.
    pub steps: Vec<Step>,
    /// When the chosen second factor is enrolled.
    pub enrolment: Enrolment,
    /// The length of a user ID that a member chooses, in characters.
    pub user_id: LengthRange,
    /// The rules of a password that a member chooses.
    pub password: PasswordPolicy,
    /// When an account is locked, and who opens it again.
    pub lockout: Lockout,
    /// How long 「ログイン状態の保存」 keeps a member signed in, at most 7 days; `None`: not offered.
    pub remember_me: Option<TimeDelta>,
    /// What a new member holds in hands before the first sign-in.
    pub initial_credentials: InitialCredentials,
    /// The day, in Japan, whose kigo and bango make a derived password: up to it, an unused one follows them; after
    /// it, no change alters it. `None`: those of the member's first import, and for passwords that are not derived.
    pub initial_reference_date: Option<NaiveDate>,
    /// Whether the member file may carry over passwords of a former system, as hashes.
    pub imports_password_hashes: bool,
    /// The society's hint beside the e-mail field.
    pub email_hint: Option<Text<String>>,
    /// For how many years a member who lost eligibility still reads what concerns the insured period.
    pub years_after_eligibility: u32,
}

impl SignInPolicy {
    /// The last day on which a member whose last insured day is given may still read what concerns the insured period.
    /// `None` beyond all calendars.
    #[must_use]
    pub fn readable_until(&self, last_insured_day: NaiveDate) -> Option<NaiveDate> {
        last_insured_day.checked_add_months(Months::new(self.years_after_eligibility.checked_mul(12)?))
    }
}

/// Whether a second factor is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// 求める
    /// It is.
    #[default]
    Required,
    /// 求めない（開発・試験用）
    /// It is not: for development and conformance tests.
    Off,
}

/// A second factor (認証方法).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// 生体認証（パスキー）
    /// A passkey (WebAuthn).
    Passkey,
    /// ワンタイムパスワード（OTP）アプリ認証
    /// A code of an authenticator app (RFC 6238).
    AppOtp,
    /// ワンタイムパスワード（OTP）メール認証
    /// A code sent by e-mail.
    MailOtp,
}

impl Method {
    /// All methods.
    pub const ALL: [Self; 3] = [Self::Passkey, Self::AppOtp, Self::MailOtp];

    /// The class that a sign-in reaches with this method after the password.
    #[must_use]
    pub const fn acr(self) -> Acr {
        match self {
            Self::Passkey => Acr::Passkey,
            Self::AppOtp => Acr::AppCode,
            Self::MailOtp => Acr::MailCode,
        }
    }

    /// The method's name in realm files and rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::AppOtp => "app-otp",
            Self::MailOtp => "mail-otp",
        }
    }
}

/// Something a member must do before a sign-in completes (a required action).
///
/// 「ユーザID・認証方法」 on one page is [`Step::UserId`] directly followed by [`Step::Method`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// 生年月日の確認
    /// State the birth date on record.
    BirthDate,
    /// 利用規約への同意
    /// Agree to the terms in force.
    Terms,
    /// Eメールアドレスの登録
    /// State an e-mail address.
    Email,
    /// Eメールアドレスの確認
    /// Prove that the address is one's own.
    EmailVerification,
    /// ユーザIDの変更
    /// Choose a user ID.
    UserId,
    /// 認証方法の選択
    /// Choose a second factor.
    Method,
    /// パスワードの変更
    /// Choose a password.
    Password,
}

/// When a passkey or an authenticator app is enrolled, or the first code by mail asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Enrolment {
    /// 初回ログインの中で登録する
    /// Within the first sign-in.
    #[default]
    AtOnce,
    /// 2回目のログインで登録する
    /// At the second sign-in; the first ends with the password alone.
    SecondSignIn,
}

/// How long a text may be, in characters, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthRange {
    /// The fewest characters.
    pub min: usize,
    /// The most characters.
    pub max: usize,
}

impl LengthRange {
    /// Whether a length lies within.
    #[must_use]
    pub const fn contains(&self, length: usize) -> bool {
        self.min <= length && length <= self.max
    }
}

/// The rules of a password that a member chooses. Initial passwords are exempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The fewest characters; at least 8.
    pub min: usize,
    /// The most characters; at most 128.
    pub max: usize,
    /// Kinds of character of which at least one must occur; empty as NIST SP 800-63B-4 demands, unless waived.
    pub composition: Vec<CharacterClass>,
    /// Whether upper and lower case count as the same; only by waiver.
    pub ignore_case: bool,
    /// The symbols accepted beside half-width letters and digits. ¥ and \ are one character.
    pub symbols: String,
}

/// A kind of character in a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CharacterClass {
    /// 英字
    /// A letter.
    Letter,
    /// 数字
    /// A digit.
    Digit,
    /// 記号
    /// A symbol.
    Symbol,
}

/// When an account is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lockout {
    /// The failure that locks: 11 means the eleventh wrong password in a row.
    pub failures: u32,
    /// Who or what opens it again.
    pub unlock: Unlock,
}

/// What ends a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlock {
    /// The society's administrator, on the member's request.
    Administrator,
    /// Time.
    After(TimeDelta),
}

/// What a new member holds in hands before the first sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InitialCredentials {
    /// A random activation code by letter.
    ActivationCode,
    /// A user ID and a password that the society issued (the import file has both).
    Issued,
    /// A user ID, and a password made of the insurance number and the birth date.
    Derived(Vec<DerivedPart>),
}

/// A part of a derived initial password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DerivedPart {
    /// 記号, filled with zeros on the left up to `width` digits (0: as it is).
    Kigo {
        /// The fewest digits.
        width: usize,
    },
    /// 番号, filled with zeros on the left up to `width` digits (0: as it is).
    Bango {
        /// The fewest digits.
        width: usize,
    },
    /// The birth date as YYYYMMDD.
    BirthDate,
}
