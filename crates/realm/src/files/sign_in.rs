//! `[sign_in]` of `realm.toml`: methods, first-login steps, user ID, password, lock.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BothLanguages, Duration, pattern};
use crate::model::{CharacterClass, Enrolment, Method, SecondFactor, Step};

/// ログインの決まり
/// What a sign-in demands.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SignInTable {
    /// 選べる認証方法（この順に表示）。省略時は3つとも
    /// The second factors offered, in this order. Usual: all three.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub methods: Vec<Method>,
    /// 2つ目の認証を求めるか。省略時はrequired。offは開発用（それ以外ではaccept_weakerに理由が必要）
    /// Whether a second factor is asked. Usual: required. off is for development; elsewhere accept_weaker says why.
    pub second_factor: SecondFactor,
    /// second_factor = "off"を承知のうえで選ぶ理由
    /// Why second_factor = "off" is accepted.
    #[schemars(regex(pattern = pattern::LINE))]
    pub accept_weaker: Option<String>,
    /// 組合がすすめる認証方法（methodsのどれか）
    /// The method the society recommends; one of methods.
    pub recommended_method: Option<Method>,
    /// 認証方法の呼び名を変えるとき
    /// The society's own names of methods.
    pub method_labels: MethodLabelsTable,
    /// 初回ログインで行うこと（この順に）。省略時は生年月日・規約・Eメール・その確認・ユーザID・認証方法・パスワード
    /// What a member does at the first sign-in, in this order.
    /// Usual: birth-date, terms, email, email-verification, user-id, method, password.
    #[schemars(extend("uniqueItems" = true))]
    pub steps: Vec<Step>,
    /// 認証方法を登録する時期。省略時はat-once（初回ログインの中）
    /// When the second factor is enrolled. Usual: at-once.
    pub enrolment: Enrolment,
    /// 加入者が選ぶユーザIDの長さ
    /// The length of a user ID that a member chooses.
    pub user_id: UserIdTable,
    /// 加入者が選ぶパスワードの決まり（最初に渡したパスワードには適用しない）
    /// The rules of a password that a member chooses; initial passwords are exempt.
    pub password: PasswordTable,
    /// ロックの決まり
    /// When an account is locked.
    pub lockout: LockoutTable,
    /// 「ログイン状態の保存」の期間（最長7d）。省略時は使えない
    /// How long a member may stay signed in, at most 7d. Usual: not offered.
    pub remember_me: Option<Duration>,
    /// 新しい加入者に最初に渡すもの
    /// What a new member holds in hands before the first sign-in.
    pub initial_credentials: InitialCredentialsTable,
    /// Eメール入力欄の横に出す案内（受信を許可するドメインなど）
    /// The society's hint beside the e-mail field.
    pub email_hint: Option<BothLanguages>,
    /// 資格喪失後も、加入していた期間の情報を見られる年数。省略時は0
    /// For how many years after losing eligibility a member may still read what concerns the insured period. Usual: 0.
    #[schemars(range(max = 10))]
    pub years_after_eligibility: u32,
}

impl Default for SignInTable {
    fn default() -> Self {
        Self {
            methods: vec![Method::Passkey, Method::AppOtp, Method::MailOtp],
            second_factor: SecondFactor::Required,
            accept_weaker: None,
            recommended_method: None,
            method_labels: MethodLabelsTable::default(),
            steps: vec![
                Step::BirthDate,
                Step::Terms,
                Step::Email,
                Step::EmailVerification,
                Step::UserId,
                Step::Method,
                Step::Password,
            ],
            enrolment: Enrolment::AtOnce,
            user_id: UserIdTable::default(),
            password: PasswordTable::default(),
            lockout: LockoutTable::default(),
            remember_me: None,
            initial_credentials: InitialCredentialsTable::default(),
            email_hint: None,
            years_after_eligibility: 0,
        }
    }
}

/// 認証方法の呼び名
/// Names of methods.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct MethodLabelsTable {
    /// 「生体認証」に代わる名前
    /// Instead of "Passkey".
    pub passkey: Option<BothLanguages>,
    /// 「ワンタイムパスワード（OTP）アプリ認証」に代わる名前
    /// Instead of "Authenticator app".
    pub app_otp: Option<BothLanguages>,
    /// 「ワンタイムパスワード（OTP）メール認証」に代わる名前
    /// Instead of "Code by e-mail".
    pub mail_otp: Option<BothLanguages>,
}

/// ユーザIDの長さ
/// The length of a user ID.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct UserIdTable {
    /// 最短の文字数。省略時は3
    /// The fewest characters. Usual: 3.
    #[schemars(range(min = 3, max = 255))]
    pub min: usize,
    /// 最長の文字数。省略時は255
    /// The most characters. Usual: 255.
    #[schemars(range(min = 3, max = 255))]
    pub max: usize,
}

impl Default for UserIdTable {
    fn default() -> Self {
        Self { min: 3, max: 255 }
    }
}

/// パスワードの決まり
/// The rules of a password.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PasswordTable {
    /// 最短の文字数（8以上）。省略時は8
    /// The fewest characters, 8 or more. Usual: 8.
    #[schemars(range(min = 8, max = 128))]
    pub min: usize,
    /// 最長の文字数。64より短くするにはaccept_weakerが必要。省略時は128
    /// The most characters; fewer than 64 needs accept_weaker. Usual: 128.
    #[schemars(range(min = 8, max = 128))]
    pub max: usize,
    /// 必ず含める文字の種類（accept_weakerが必要）。省略時はなし
    /// Kinds of character that must occur; needs accept_weaker. Usual: none.
    #[schemars(extend("uniqueItems" = true))]
    pub composition: Vec<CharacterClass>,
    /// 大文字と小文字を区別しない（accept_weakerが必要）。省略時はfalse
    /// Take upper and lower case as the same; needs accept_weaker. Usual: false.
    pub ignore_case: bool,
    /// 半角英数字のほかに使える記号。省略時は一般的な記号すべて
    /// Symbols accepted beside half-width letters and digits. Usual: all common ones.
    #[schemars(regex(pattern = pattern::SYMBOLS))]
    pub symbols: String,
    /// 標準より弱い決まりを選ぶ理由
    /// Why weaker rules than the standard are accepted.
    #[schemars(regex(pattern = pattern::LINE))]
    pub accept_weaker: Option<String>,
}

impl Default for PasswordTable {
    fn default() -> Self {
        Self {
            min: 8,
            max: 128,
            composition: Vec::new(),
            ignore_case: false,
            symbols: r##"!"#$%&'()*~`{+}<>?_-^\@[:;],./=|"##.to_owned(),
            accept_weaker: None,
        }
    }
}

/// ロックの決まり
/// When an account is locked.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LockoutTable {
    /// 何回目の失敗でロックするか。省略時は11
    /// The failure that locks. Usual: 11.
    #[schemars(range(min = 3, max = 100))]
    pub failures: u32,
    /// 解除のしかた：時間（30minなど。続けてロックするたびに倍になり、最長1日。失敗が続けて100回に達する前に管理者だけが解除できるようになる）か、administrator（組合の管理者だけが解除。accept_weakerが必要）。省略時は30min
    /// What unlocks: a time such as 30min, twice as long for each further lock in a row, up to a day, until before a hundred failures in a row only the administrator does; or administrator at once (which needs accept_weaker). Usual: 30min.
    #[schemars(regex(pattern = pattern::UNLOCK))]
    pub unlock: String,
    /// 管理者だけが解除できるようにする理由（他人がわざとロックさせられるため）
    /// Why only the administrator unlocks, although strangers can lock members out on purpose.
    #[schemars(regex(pattern = pattern::LINE))]
    pub accept_weaker: Option<String>,
}

impl Default for LockoutTable {
    fn default() -> Self {
        Self { failures: 11, unlock: "30min".to_owned(), accept_weaker: None }
    }
}

/// 新しい加入者に最初に渡すもの
/// What a new member holds in hands.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct InitialCredentialsTable {
    /// 種類。省略時はactivation-code。加入者ファイルに最初のパスワードがある人には、それを渡す
    /// The kind. Usual: activation-code. Whoever has an initial password in the member file holds that one.
    pub kind: InitialKind,
    /// derivedのときのパスワードの作り方。{kigo}{bango}{birth_date}の組み合わせ。{kigo:2}は左を0で埋めて2桁
    /// How a derived password is made of {kigo}, {bango}, {birth_date}; {kigo:2} is filled with zeros to two digits.
    #[schemars(regex(pattern = pattern::DERIVED))]
    pub password: Option<String>,
    /// derivedのときの基準日（例："2026-04-01"）。この日の記号・番号で作り、その後の変更では変えない。省略時は取り込んだ日
    /// The day whose kigo and bango make a derived password; changes after it do not alter it.
    /// Usual: the day of the member's first import.
    #[schemars(regex(pattern = pattern::DAY))]
    pub reference_date: Option<String>,
    /// 加入者ファイルのpassword_hash列で、前のシステムのパスワードを引き継ぐか。trueの間、誤ったパスワードへの答えは1秒に揃える
    /// Whether the member file's column password_hash may carry over passwords of a former system.
    /// While true, wrong passwords are answered after one second, all alike. Usual: false.
    pub password_hashes: bool,
    /// 推測できるパスワード（derived）を使う理由
    /// Why guessable (derived) passwords are accepted.
    #[schemars(regex(pattern = pattern::LINE))]
    pub accept_weaker: Option<String>,
}

/// 最初に渡すものの種類
/// A kind of initial credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum InitialKind {
    /// 郵送する使い捨ての登録コード
    /// A random activation code by letter.
    #[default]
    ActivationCode,
    /// 組合が発行したIDとパスワード
    /// An ID and a password that the society issued.
    Issued,
    /// 組合が発行したIDと、記号・番号・生年月日から作るパスワード（accept_weakerが必要）
    /// An issued ID and a password made of insurance number and birth date; needs accept_weaker.
    Derived,
}
