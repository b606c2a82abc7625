//! The words for what is wrong between keys.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

// --- addresses ---

pub(super) const NOT_AN_ADDRESS: Finding = Finding::error(
    "not-an-address",
    Text {
        ja: "「{value}」はアドレスとして正しくありません", en: "`{value}` is not a complete address"
    },
    Text { ja: "\"https://…\"の形で書いてください。", en: "Write it as \"https://…\"." },
);

pub(super) const NOT_HTTPS: Finding = Finding::error(
    "not-https",
    Text { ja: "「{value}」はhttpsのアドレスではありません", en: "`{value}` is not an https address" },
    Text {
        ja: "https://で始まるアドレスにしてください。httpが使えるのは開発環境のlocalhostだけです。",
        en: "Use an https:// address. Plain http works on localhost only, in development only.",
    },
);

pub(super) const INEXACT_ADDRESS: Finding = Finding::error(
    "inexact-address",
    Text { ja: "「{value}」には{what}を含められません", en: "`{value}` must not contain {what}" },
    Text {
        ja: "アドレスは1文字も違わずに照合されます。そのままの形で書いてください。",
        en: "Addresses are compared character by character: write each exactly as it is used.",
    },
);

/// What an exact address has none of.
pub(super) mod inexact {
    use base::Text;

    pub const FRAGMENT: Text = Text { ja: "「#」", en: "a fragment (#)" };
    pub const USERINFO: Text = Text { ja: "「@」で区切った利用者名", en: "a user name (@)" };
    pub const WILDCARD: Text = Text { ja: "「*」", en: "a wildcard (*)" };
    pub const DOT_SEGMENTS: Text = Text { ja: "「.」や「..」だけの区切り", en: "the path segments . or .." };
    pub const ODD_CHARACTERS: Text =
        Text { ja: "空白・全角文字・「\\」", en: "spaces, backslashes or characters outside ASCII" };
    pub const QUERY: Text = Text { ja: "「?」", en: "a query (?)" };
    pub const TRAILING_SLASH: Text = Text { ja: "末尾の「/」", en: "a slash at the end" };
    pub const PLACEHOLDER: Text = Text {
        ja: "先頭の{provider}・{portal}以外の波括弧",
        en: "braces other than {provider} or {portal} in front",
    };
}

pub(super) const SAME_ISSUER: Finding = Finding::error(
    "same-issuer",
    Text {
        ja: "issuer「{value}」は「{other}」と同じです", en: "the issuer `{value}` is also that of `{other}`"
    },
    Text { ja: "組合ごとに別のissuerにしてください。", en: "Give each realm an issuer of its own." },
);

pub(super) const SAME_HOST: Finding = Finding::error(
    "same-host",
    Text {
        ja: "ホスト名「{value}」は「{other}」でも使われています",
        en: "the host `{value}` is also used by `{other}`",
    },
    Text {
        ja: "パスキーとCookieはホスト名ごとのものです。本番では、issuerとportal_urlに組合ごとのホスト名を書いてください。",
        en: "Passkeys and cookies belong to hosts: in production, give each realm hosts of its own in issuer and portal_url.",
    },
);

// --- realm.toml ---

pub(super) const UNREACHABLE_CONTACT: Finding = Finding::error(
    "unreachable-contact",
    Text {
        ja: "お問い合わせ先に電話番号もメールもありません", en: "the contact has neither phone nor e-mail"
    },
    Text { ja: "phoneかemailを書いてください。", en: "Write phone or email." },
);

pub(super) const PALE_COLOUR: Finding = Finding::error(
    "pale-colour",
    Text {
        ja: "色「{value}」は白との明暗差が{ratio}しかなく、読みにくい人がいます",
        en: "the colour `{value}` has a contrast of only {ratio} with white, too little for many readers",
    },
    Text {
        ja: "4.5以上になる、より濃い色にしてください。",
        en: "Choose a darker colour, with a contrast of 4.5 or more.",
    },
);

pub(super) const NOT_RECOMMENDABLE: Finding = Finding::error(
    "not-recommendable",
    Text {
        ja: "すすめる認証方法が、選べる認証方法の中にありません",
        en: "the recommended method is not among the methods offered",
    },
    Text {
        ja: "methodsに加えるか、別の方法をすすめてください。", en: "Add it to methods, or recommend another one."
    },
);

pub(super) const NO_ADDRESS_FOR_CODES: Finding = Finding::error(
    "no-address-for-codes",
    Text {
        ja: "mail-otpを選べるのに、Eメールを登録する手順がありません",
        en: "mail-otp is offered, but no step asks for an e-mail address",
    },
    Text { ja: "stepsに\"email\"を加えてください。", en: "Add \"email\" to steps." },
);

pub(super) const VERIFICATION_BEFORE_EMAIL: Finding = Finding::error(
    "verification-before-email",
    Text {
        ja: "email-verificationより前にemailがありません", en: "no email step comes before email-verification"
    },
    Text {
        ja: "\"email\"を\"email-verification\"の前に置いてください。",
        en: "Put \"email\" before \"email-verification\".",
    },
);

pub(super) const NO_WAY_TO_CHOOSE: Finding = Finding::error(
    "no-way-to-choose",
    Text {
        ja: "認証方法が複数あるのに、選ぶ手順も、すすめる方法もありません",
        en: "there are several methods, but neither a step to choose one nor a recommended one",
    },
    Text {
        ja: "stepsに\"method\"を加えるか、recommended_methodを書いてください。",
        en: "Add \"method\" to steps, or write recommended_method.",
    },
);

pub(super) const NOTHING_TO_CHOOSE: Finding = Finding::warning(
    "nothing-to-choose",
    Text {
        ja: "認証方法が1つなので、手順\"method\"は表示されません",
        en: "there is one method only, so the step \"method\" is never shown",
    },
    Text { ja: "stepsから\"method\"を除いてください。", en: "Take \"method\" out of steps." },
);

pub(super) const NO_TERMS: Finding = Finding::error(
    "no-terms",
    Text {
        ja: "手順\"terms\"があるのに、規約のファイルがありません", en: "there is a step \"terms\", but no terms"
    },
    Text {
        ja: "terms/2026-04-01.ja.mdとterms/2026-04-01.en.mdのように置いてください。",
        en: "Add files such as terms/2026-04-01.ja.md and terms/2026-04-01.en.md.",
    },
);

pub(super) const UNASKED_TERMS: Finding = Finding::warning(
    "unasked-terms",
    Text {
        ja: "規約のファイルがあるのに、手順\"terms\"がありません",
        en: "there are terms, but no step \"terms\" asks for them",
    },
    Text { ja: "stepsに\"terms\"を加えてください。", en: "Add \"terms\" to steps." },
);

pub(super) const LENGTHS_REVERSED: Finding = Finding::error(
    "lengths-reversed",
    Text {
        ja: "最短（{min}）が最長（{max}）より長くなっています", en: "min ({min}) is longer than max ({max})"
    },
    NO_HELP,
);

pub(super) const WEAKER: Finding = Finding::error(
    "weaker-than-standard",
    Text { ja: "標準より弱い決まりです：{what}", en: "this is weaker than the standard: {what}" },
    Text {
        ja: "標準に合わせるか、承知のうえで選ぶ理由をaccept_weaker = \"…\"と並べて書いてください。",
        en: "Follow the standard, or write beside it why you accept this: accept_weaker = \"…\".",
    },
);

pub(super) const NOTHING_WEAKER: Finding = Finding::warning(
    "nothing-weaker",
    Text {
        ja: "accept_weakerがありますが、弱い決まりはありません",
        en: "accept_weaker is written, but nothing is weaker",
    },
    Text { ja: "accept_weakerを消してください。", en: "Remove accept_weaker." },
);

/// What is weaker than the standard, and why.
pub(super) mod weaker {
    use base::Text;

    pub const SHORT_MAXIMUM: Text = Text {
        ja: "パスワードの最長が64文字未満（長い合言葉が使えない。NIST SP 800-63B-4）",
        en: "a maximum under 64 keeps members from passphrases (NIST SP 800-63B-4)",
    };
    pub const COMPOSITION: Text = Text {
        ja: "文字の種類の強制（推測しやすいパスワードを招く。NIST SP 800-63B-4）",
        en: "composition rules lead to guessable passwords (NIST SP 800-63B-4)",
    };
    pub const IGNORE_CASE: Text =
        Text { ja: "大文字と小文字を区別しない", en: "upper and lower case count as the same" };
    pub const ADMINISTRATOR_UNLOCK: Text = Text {
        ja: "管理者だけがロックを解除（他人がわざとロックさせられる）",
        en: "only an administrator unlocks, so strangers can lock members out on purpose",
    };
    pub const DERIVED_PASSWORD: Text = Text {
        ja: "記号・番号・生年月日から作る最初のパスワード（家族や勤め先が推測できる）",
        en: "initial passwords made of insurance number and birth date, which family and employer can guess",
    };
}

pub(super) const NO_DERIVATION: Finding = Finding::error(
    "no-derivation",
    Text {
        ja: "kind = \"derived\"なのに、passwordの作り方がありません", en: "kind = \"derived\" needs password"
    },
    Text {
        ja: "password = \"{kigo:2}{bango:4}{birth_date}\"のように書いてください。",
        en: "Write something like password = \"{kigo:2}{bango:4}{birth_date}\".",
    },
);

pub(super) const USELESS_DERIVATION: Finding = Finding::error(
    "useless-derivation",
    Text {
        ja: "passwordの作り方は、kind = \"derived\"のときだけ書けます",
        en: "password may be written with kind = \"derived\" only",
    },
    NO_HELP,
);

pub(super) const TIME_OUT_OF_BOUNDS: Finding = Finding::error(
    "time-out-of-bounds",
    Text { ja: "「{key}」が範囲の外です", en: "`{key}` is out of bounds" },
    Text { ja: "{min}から{max}までにしてください。", en: "Write {min} to {max}." },
);

pub(super) const UNREAL_TIME: Finding = Finding::error(
    "unreal-time",
    Text { ja: "この日時は{what}", en: "this moment {what}" },
    Text {
        ja: "毎月ならevery = \"3rd thursday\"とfrom = \"19:00\"、1回だけならfrom = \"2026-12-30T22:00\"のように書いてください。",
        en: "Monthly: every = \"3rd thursday\", from = \"19:00\". Once: from = \"2026-12-30T22:00\" without every.",
    },
);

/// What is wrong with a moment of a maintenance window.
pub(super) mod unreal {
    use base::Text;

    pub const NO_SUCH_DAY: Text = Text { ja: "暦にありません", en: "does not exist" };
    pub const DATE_WITH_EVERY: Text =
        Text { ja: "毎月なので日付を書けません", en: "is monthly and must not have a date" };
    pub const NO_DATE: Text =
        Text { ja: "1回だけなので日付が必要です", en: "happens once and needs a date" };
    pub const NOT_AFTER: Text =
        Text { ja: "始まりより後ではありません", en: "is not later than the beginning" };
}

// --- clients ---

pub(super) const ID_IS_NOT_FILE_NAME: Finding = Finding::error(
    "id-is-not-file-name",
    Text {
        ja: "client_idがファイル名「{file}」と違います", en: "client_id is not the file's name, `{file}`"
    },
    Text {
        ja: "client_id = \"{file}\"とするか、ファイル名を変えてください。",
        en: "Write client_id = \"{file}\", or rename the file.",
    },
);

pub(super) const NO_WAY_BACK: Finding = Finding::error(
    "no-way-back",
    Text {
        ja: "ログイン後に戻るアドレスがありません", en: "there is no address to return to after a sign-in"
    },
    Text { ja: "redirect_urisを書いてください。", en: "Write redirect_uris." },
);

pub(super) const USELESS_WAY_BACK: Finding = Finding::error(
    "useless-way-back",
    Text {
        ja: "会員のログインに使わないアプリに、戻るアドレスは書けません",
        en: "an application that signs nobody in has no address to return to",
    },
    Text {
        ja: "grant_typesに\"authorization_code\"を加えるか、アドレスを消してください。",
        en: "Add \"authorization_code\" to grant_types, or remove the address.",
    },
);

pub(super) const NO_SECRET: Finding = Finding::error(
    "no-secret",
    Text { ja: "シークレットの在りかがありません", en: "it does not say where the secret is" },
    Text {
        ja: "secret = { file = \"…\" }かsecret = { env = \"…\" }を書いてください。公開クライアントならtoken_endpoint_auth_method = \"none\"です。",
        en: "Write secret = { file = \"…\" } or secret = { env = \"…\" }; for a public client, token_endpoint_auth_method = \"none\".",
    },
);

pub(super) const USELESS_SECRET: Finding = Finding::error(
    "useless-secret",
    Text { ja: "公開クライアントにシークレットは書けません", en: "a public client has no secret" },
    Text { ja: "secretとnext_secretを消してください。", en: "Remove secret and next_secret." },
);

pub(super) const ONE_PLACE_FOR_A_SECRET: Finding = Finding::error(
    "one-place-for-a-secret",
    Text { ja: "fileとenvは、どちらか1つだけを書きます", en: "write exactly one of file and env" },
    NO_HELP,
);

pub(super) const ABSENT_SECRET: Finding = Finding::warning(
    "absent-secret",
    Text {
        ja: "シークレットが見つかりません。置かれるまで、このアプリは認証できません（{cause}）",
        en: "the secret is not there; until it is, this application cannot authenticate ({cause})",
    },
    NO_HELP,
);

/// Why a secret cannot be used.
pub(super) mod absent {
    use base::Text;

    pub const NO_FILE: Text = Text { ja: "ファイルを読めません", en: "the file cannot be read" };
    pub const NO_VARIABLE: Text = Text { ja: "環境変数がありません", en: "the variable is not set" };
    pub const SHORT: Text = Text { ja: "16文字より短い", en: "it is shorter than 16 characters" };
}

pub(super) const PUBLIC_MACHINE: Finding = Finding::error(
    "public-machine",
    Text {
        ja: "client_credentialsには、シークレットを持つアプリが必要です",
        en: "client_credentials needs an application with a secret",
    },
    Text { ja: "token_endpoint_auth_methodを見直してください。", en: "Change token_endpoint_auth_method." },
);

pub(super) const PUBLIC_WITHOUT_PKCE: Finding = Finding::error(
    "public-without-pkce",
    Text { ja: "公開クライアントではPKCEを省けません", en: "a public client cannot do without PKCE" },
    Text { ja: "require_pkceを消してください。", en: "Remove require_pkce." },
);

pub(super) const NOT_OPENID: Finding = Finding::error(
    "not-openid",
    Text { ja: "scopesに\"openid\"がありません", en: "scopes lacks \"openid\"" },
    Text { ja: "会員のログインには\"openid\"が必要です。", en: "Signing members in needs \"openid\"." },
);

pub(super) const REFRESH_ALONE: Finding = Finding::error(
    "refresh-alone",
    Text {
        ja: "refresh_tokenはauthorization_codeと一緒に使います",
        en: "refresh_token works together with authorization_code only",
    },
    NO_HELP,
);

pub(super) const UNREACHABLE_ACR: Finding = Finding::error(
    "unreachable-acr",
    Text {
        ja: "選べる認証方法では、minimum_acrに届きません", en: "no method offered reaches this minimum_acr"
    },
    Text {
        ja: "realm.tomlのsign_in.methodsを増やすか、minimum_acrを下げてください。",
        en: "Add to sign_in.methods in realm.toml, or lower minimum_acr.",
    },
);

pub(super) const NO_PORTAL_CLIENT: Finding = Finding::warning(
    "no-portal-client",
    Text {
        ja: "clients/portal.tomlがないため、ポータルにログインできません",
        en: "without clients/portal.toml nobody signs in to the portal",
    },
    NO_HELP,
);

// --- portal.toml ---

pub(super) const TILE_WITHOUT_ONE_GOAL: Finding = Finding::error(
    "tile-without-one-goal",
    Text {
        ja: "service・client・linkのどれか1つだけを書きます", en: "write exactly one of service, client, link"
    },
    NO_HELP,
);

pub(super) const TILE_WITHOUT_LABEL: Finding = Finding::error(
    "tile-without-label",
    Text { ja: "表示名（label）がありません", en: "it has no label" },
    Text {
        ja: "label = { ja = \"…\", en = \"…\" }を書いてください。",
        en: "Write label = { ja = \"…\", en = \"…\" }.",
    },
);

pub(super) const DANGLING_CLIENT: Finding = Finding::error(
    "dangling-client",
    Text { ja: "clients/{client}.tomlがありません", en: "there is no clients/{client}.toml" },
    Text {
        ja: "ファイルを置くか、名前を直してください。", en: "Add the file, or correct the name."
    },
);

pub(super) const NO_DOOR: Finding = Finding::error(
    "no-door",
    Text {
        ja: "「{client}」にはログインを始めるアドレスがありません",
        en: "`{client}` has no address where a sign-in begins",
    },
    Text {
        ja: "clients/{client}.tomlにinitiate_login_uriを書いてください。",
        en: "Write initiate_login_uri in clients/{client}.toml.",
    },
);

pub(super) const REPEATED_TILE: Finding = Finding::error(
    "repeated-tile",
    Text { ja: "同じサービスが2回並んでいます", en: "this service stands there twice" },
    Text { ja: "どちらか1つを残してください。", en: "Keep one of them." },
);

pub(super) const REPEATED_CATEGORY: Finding = Finding::error(
    "repeated-category",
    Text { ja: "分類「{id}」が2回書かれています", en: "the category `{id}` is written twice" },
    Text { ja: "どちらか1つを残してください。", en: "Keep one of them." },
);

pub(super) const DELETED_TOO_EARLY: Finding = Finding::error(
    "deleted-too-early",
    Text {
        ja: "表示する年数（{shown}）より前に明細が消えます",
        en: "lines are deleted before the {shown} years in which they are shown",
    },
    Text {
        ja: "retention_yearsを{shown}以上にしてください。", en: "Write {shown} or more for retention_years."
    },
);
