//! `realm.toml`: who the society is and what a sign-in demands.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothLanguages, Duration, pattern};
use crate::model::{CharacterClass, Enrolment, MailKind, Method, Step};

/// 健康保険組合1つ分の設定（realm.toml）
/// The settings of one society (realm.toml).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "realm.toml")]
pub(crate) struct RealmFile {
    /// 組合の名称（加入者に表示される名前）
    /// The society's name as its members know it.
    pub display_name: BothLanguages,
    /// 認証サイトのアドレス（OpenID Connectのissuer）。省略時は、サーバの設定のprovider_urlに「/フォルダ名」を付けたもの
    /// The provider's address: the OpenID Connect issuer. Usual: the process's provider_url + "/" + the folder's name.
    pub issuer: Option<String>,
    /// ポータルサイトのアドレス。省略時は、サーバの設定のportal_urlに「/フォルダ名」を付けたもの
    /// The portal's address. Usual: the process's portal_url + "/" + the folder's name.
    pub portal_url: Option<String>,
    /// お問い合わせ先（ロックされたときなど、画面に表示される）
    /// Whom a member asks; shown wherever a member cannot go on alone.
    pub contact: ContactTable,
    /// 見た目（ロゴはbrand/logo.svgに置く）
    /// Looks. The logo is the file brand/logo.svg.
    #[serde(default)]
    pub brand: BrandTable,
    /// ログインの決まり
    /// What a sign-in demands.
    #[serde(default)]
    pub sign_in: SignInTable,
    /// 有効期間
    /// How long things last.
    #[serde(default)]
    pub lifetimes: LifetimesTable,
    /// メールの差出人と種類
    /// Senders and kinds of mail.
    pub mail: MailTable,
    /// 計画停止（事前に告知し、その間は案内ページを表示する）
    /// Maintenance: announced before, a page with the end time during.
    #[serde(default)]
    pub maintenance: Vec<MaintenanceTable>,
}

/// お問い合わせ先
/// The help desk.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactTable {
    /// 窓口の名称。省略時は組合の名称
    /// The desk's name. Usual: the society's name.
    pub name: Option<BothLanguages>,
    /// 電話番号（電話番号かメールのどちらかは必要）
    /// Telephone number. Either a number or an e-mail address is needed.
    #[schemars(regex(pattern = pattern::PHONE))]
    pub phone: Option<String>,
    /// 受付時間
    /// When the desk answers.
    pub hours: Option<BothLanguages>,
    /// メールアドレス
    /// E-mail address.
    #[schemars(regex(pattern = pattern::EMAIL))]
    pub email: Option<String>,
}

/// 見た目
/// Looks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BrandTable {
    /// 見出し・リンク・ボタンの色（#rrggbb）。白との明暗差が4.5以上の色。省略時は#0017c1
    /// Colour of headings, links and buttons (#rrggbb). Contrast with white at least 4.5. Usual: #0017c1.
    #[schemars(regex(pattern = pattern::COLOUR))]
    pub primary_colour: String,
}

impl Default for BrandTable {
    fn default() -> Self {
        Self { primary_colour: "#0017c1".to_owned() }
    }
}

/// ログインの決まり
/// What a sign-in demands.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SignInTable {
    /// 選べる認証方法（この順に表示）。省略時は3つとも
    /// The second factors offered, in this order. Usual: all three.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub methods: Vec<Method>,
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
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LockoutTable {
    /// 何回目の失敗でロックするか。省略時は11
    /// The failure that locks. Usual: 11.
    #[schemars(range(min = 3, max = 100))]
    pub failures: u32,
    /// 解除のしかた：時間（30minなど）か、administrator（組合の管理者だけが解除。accept_weakerが必要）。省略時は30min
    /// What unlocks: a time such as 30min, or administrator (which needs accept_weaker). Usual: 30min.
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
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct InitialCredentialsTable {
    /// 種類。省略時はactivation-code
    /// The kind. Usual: activation-code.
    pub kind: InitialKind,
    /// derivedのときのパスワードの作り方。{kigo}{bango}{birth_date}の組み合わせ。{kigo:2}は左を0で埋めて2桁
    /// How a derived password is made of {kigo}, {bango}, {birth_date}; {kigo:2} is filled with zeros to two digits.
    #[schemars(regex(pattern = pattern::DERIVED))]
    pub password: Option<String>,
    /// 推測できるパスワード（derived）を使う理由
    /// Why guessable (derived) passwords are accepted.
    #[schemars(regex(pattern = pattern::LINE))]
    pub accept_weaker: Option<String>,
}

/// 最初に渡すものの種類
/// A kind of initial credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
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

/// 有効期間（例：30min、24h）
/// How long things last, such as 30min or 24h.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LifetimesTable {
    /// ログインの状態（最長24h）。省略時は24h
    /// A session at the provider, at most 24h. Usual: 24h.
    pub session: Duration,
    /// 途中のログイン（最長72h）。省略時は72h
    /// A sign-in begun and not finished, at most 72h. Usual: 72h.
    pub sign_in: Duration,
    /// 途中のログインの中で確かめたパスワードやコード（最長1h）。省略時は30min
    /// A password or code that was right, within an unfinished sign-in, at most 1h. Usual: 30min.
    pub proofs: Duration,
    /// 認可コード（最長60s）。省略時は60s
    /// An authorization code, at most 60s. Usual: 60s.
    pub authorization_code: Duration,
    /// アクセストークン（最長1h）。省略時は5min
    /// An access token, at most 1h. Usual: 5min.
    pub access_token: Duration,
    /// IDトークン（最長1h）。省略時は5min
    /// An ID token, at most 1h. Usual: 5min.
    pub id_token: Duration,
    /// 大切な操作の前の再認証（最長15min）。省略時は5min
    /// A fresh authentication before sensitive changes, at most 15min. Usual: 5min.
    pub step_up: Duration,
    /// メールで送るコード（最長10min）。省略時は5min
    /// A code sent by mail, at most 10min. Usual: 5min.
    pub mail_code: Duration,
    /// Eメール確認のリンク（最長24h）。省略時は30min
    /// A link that proves an e-mail address, at most 24h. Usual: 30min.
    pub email_verification: Duration,
    /// パスワード再設定のリンク（5min〜60min）。省略時は5min
    /// A link that sets a forgotten password anew, 5min to 60min. Usual: 5min.
    pub password_reset: Duration,
}

impl Default for LifetimesTable {
    fn default() -> Self {
        use chrono::TimeDelta;
        let minutes = |n| Duration(TimeDelta::minutes(n));
        let hours = |n| Duration(TimeDelta::hours(n));
        Self {
            session: hours(24),
            sign_in: hours(72),
            proofs: minutes(30),
            authorization_code: minutes(1),
            access_token: minutes(5),
            id_token: minutes(5),
            step_up: minutes(5),
            mail_code: minutes(5),
            email_verification: minutes(30),
            password_reset: minutes(5),
        }
    }
}

/// メールの差出人と種類
/// Senders and kinds of mail.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailTable {
    /// 差出人のドメイン（加入者が受信を許可するもの）
    /// The senders' domain, which members allow in their mail settings.
    #[schemars(regex(pattern = pattern::DOMAIN))]
    pub domain: String,
    /// 確認・コード・ID/パスワード忘れの差出人。省略時はno-reply@ドメイン
    /// Sender of verification, codes, forgotten ID or password. Usual: no-reply@ the domain.
    #[schemars(regex(pattern = pattern::EMAIL))]
    pub no_reply: Option<String>,
    /// お知らせ類の差出人。省略時はinfo@ドメイン
    /// Sender of messages about the portal's content. Usual: info@ the domain.
    #[schemars(regex(pattern = pattern::EMAIL))]
    pub info: Option<String>,
    /// 初回ログイン完了や設定変更の差出人。省略時はwebmaster@ドメイン
    /// Sender of "first sign-in done" and of changed credentials. Usual: webmaster@ the domain.
    #[schemars(regex(pattern = pattern::EMAIL))]
    pub webmaster: Option<String>,
    /// お知らせ類のうち送る種類。省略時はnoticesとmy-mail
    /// The kinds of message sent from info. Usual: notices and my-mail.
    #[serde(default = "usual_kinds")]
    #[schemars(extend("uniqueItems" = true))]
    pub kinds: Vec<MailKind>,
}

fn usual_kinds() -> Vec<MailKind> {
    vec![MailKind::Notices, MailKind::MyMail]
}

/// 計画停止1つ分（日本時間）
/// One maintenance window, Japan time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MaintenanceTable {
    /// 毎月のいつか（例："3rd thursday"＝第3木曜日）。1回だけなら書かない
    /// Which day of every month, such as "3rd thursday". Not written for a single window.
    #[schemars(regex(pattern = pattern::EVERY))]
    pub every: Option<String>,
    /// 始まり：毎月なら"19:00"、1回だけなら"2026-12-30T22:00"
    /// The beginning: "19:00" when monthly, "2026-12-30T22:00" when once.
    #[schemars(regex(pattern = pattern::WHEN))]
    pub from: String,
    /// 終わり（始まりより後）
    /// The end, later than the beginning.
    #[schemars(regex(pattern = pattern::WHEN))]
    pub until: String,
}
