//! The words for `realm.toml`.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

pub(in crate::rules) const UNREACHABLE_CONTACT: Finding = Finding::error(
    "unreachable-contact",
    Text {
        ja: "お問い合わせ先に電話番号もメールもありません", en: "the contact has neither phone nor e-mail"
    },
    Text { ja: "phoneかemailを書いてください。", en: "Write phone or email." },
);

pub(in crate::rules) const PALE_COLOUR: Finding = Finding::error(
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

pub(in crate::rules) const NOT_RECOMMENDABLE: Finding = Finding::error(
    "not-recommendable",
    Text {
        ja: "すすめる認証方法が、選べる認証方法の中にありません",
        en: "the recommended method is not among the methods offered",
    },
    Text {
        ja: "methodsに加えるか、別の方法をすすめてください。", en: "Add it to methods, or recommend another one."
    },
);

pub(in crate::rules) const NO_ADDRESS_FOR_CODES: Finding = Finding::error(
    "no-address-for-codes",
    Text {
        ja: "mail-otpを選べるのに、Eメールを登録する手順がありません",
        en: "mail-otp is offered, but no step asks for an e-mail address",
    },
    Text { ja: "stepsに\"email\"を加えてください。", en: "Add \"email\" to steps." },
);

pub(in crate::rules) const VERIFICATION_BEFORE_EMAIL: Finding = Finding::error(
    "verification-before-email",
    Text {
        ja: "email-verificationより前にemailがありません", en: "no email step comes before email-verification"
    },
    Text {
        ja: "\"email\"を\"email-verification\"の前に置いてください。",
        en: "Put \"email\" before \"email-verification\".",
    },
);

pub(in crate::rules) const NO_WAY_TO_CHOOSE: Finding = Finding::error(
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

pub(in crate::rules) const NOTHING_TO_CHOOSE: Finding = Finding::warning(
    "nothing-to-choose",
    Text {
        ja: "認証方法が1つなので、手順\"method\"は表示されません",
        en: "there is one method only, so the step \"method\" is never shown",
    },
    Text { ja: "stepsから\"method\"を除いてください。", en: "Take \"method\" out of steps." },
);

pub(in crate::rules) const NO_TERMS: Finding = Finding::error(
    "no-terms",
    Text {
        ja: "手順\"terms\"があるのに、規約のファイルがありません", en: "there is a step \"terms\", but no terms"
    },
    Text {
        ja: "terms/2026-04-01.ja.mdとterms/2026-04-01.en.mdのように置いてください。",
        en: "Add files such as terms/2026-04-01.ja.md and terms/2026-04-01.en.md.",
    },
);

pub(in crate::rules) const UNASKED_TERMS: Finding = Finding::warning(
    "unasked-terms",
    Text {
        ja: "規約のファイルがあるのに、手順\"terms\"がありません",
        en: "there are terms, but no step \"terms\" asks for them",
    },
    Text { ja: "stepsに\"terms\"を加えてください。", en: "Add \"terms\" to steps." },
);

pub(in crate::rules) const LENGTHS_REVERSED: Finding = Finding::error(
    "lengths-reversed",
    Text {
        ja: "最短（{min}）が最長（{max}）より長くなっています", en: "min ({min}) is longer than max ({max})"
    },
    NO_HELP,
);

pub(in crate::rules) const WEAKER: Finding = Finding::error(
    "weaker-than-standard",
    Text { ja: "標準より弱い決まりです：{what}", en: "this is weaker than the standard: {what}" },
    Text {
        ja: "標準に合わせるか、承知のうえで選ぶ理由をaccept_weaker = \"…\"と並べて書いてください。",
        en: "Follow the standard, or write beside it why you accept this: accept_weaker = \"…\".",
    },
);

pub(in crate::rules) const NOTHING_WEAKER: Finding = Finding::warning(
    "nothing-weaker",
    Text {
        ja: "accept_weakerがありますが、弱い決まりはありません",
        en: "accept_weaker is written, but nothing is weaker",
    },
    Text { ja: "accept_weakerを消してください。", en: "Remove accept_weaker." },
);

/// What is weaker than the standard, and why.
pub(in crate::rules) mod weaker {
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
    pub const ONE_FACTOR: Text =
        Text { ja: "2つ目の認証を求めない", en: "members sign in with a password alone" };
    pub const DERIVED_PASSWORD: Text = Text {
        ja: "記号・番号・生年月日から作る最初のパスワード（家族や勤め先が推測できる）",
        en: "initial passwords made of insurance number and birth date, which family and employer can guess",
    };
}

pub(in crate::rules) const NO_DERIVATION: Finding = Finding::error(
    "no-derivation",
    Text {
        ja: "kind = \"derived\"なのに、passwordの作り方がありません", en: "kind = \"derived\" needs password"
    },
    Text {
        ja: "password = \"{kigo:2}{bango:4}{birth_date}\"のように書いてください。",
        en: "Write something like password = \"{kigo:2}{bango:4}{birth_date}\".",
    },
);

pub(in crate::rules) const USELESS_DERIVATION: Finding = Finding::error(
    "useless-derivation",
    Text {
        ja: "passwordの作り方は、kind = \"derived\"のときだけ書けます",
        en: "password may be written with kind = \"derived\" only",
    },
    NO_HELP,
);

pub(in crate::rules) const USELESS_REFERENCE_DATE: Finding = Finding::error(
    "useless-reference-date",
    Text {
        ja: "reference_date（基準日）は、kind = \"derived\"のときだけ書けます",
        en: "reference_date may be written with kind = \"derived\" only",
    },
    NO_HELP,
);

pub(in crate::rules) const UNREAL_DAY: Finding = Finding::error(
    "unreal-day",
    Text { ja: "「{value}」は暦にありません", en: "the day `{value}` does not exist" },
    NO_HELP,
);

pub(in crate::rules) const TIME_OUT_OF_BOUNDS: Finding = Finding::error(
    "time-out-of-bounds",
    Text { ja: "「{key}」が範囲の外です", en: "`{key}` is out of bounds" },
    Text { ja: "{min}から{max}までにしてください。", en: "Write {min} to {max}." },
);

pub(in crate::rules) const UNREAL_TIME: Finding = Finding::error(
    "unreal-time",
    Text { ja: "この日時は{what}", en: "this moment {what}" },
    Text {
        ja: "毎月ならevery = \"3rd thursday\"とfrom = \"19:00\"、1回だけならfrom = \"2026-12-30T22:00\"のように書いてください。",
        en: "Monthly: every = \"3rd thursday\", from = \"19:00\". Once: from = \"2026-12-30T22:00\" without every.",
    },
);

/// What is wrong with a moment of a maintenance window.
pub(in crate::rules) mod unreal {
    use base::Text;

    pub const NO_SUCH_DAY: Text = Text { ja: "暦にありません", en: "does not exist" };
    pub const DATE_WITH_EVERY: Text =
        Text { ja: "毎月なので日付を書けません", en: "is monthly and must not have a date" };
    pub const NO_DATE: Text =
        Text { ja: "1回だけなので日付が必要です", en: "happens once and needs a date" };
    pub const NOT_AFTER: Text =
        Text { ja: "始まりより後ではありません", en: "is not later than the beginning" };
}

pub(in crate::rules) const OPEN_REGISTRATION: Finding = Finding::error(
    "open-registration",
    Text { ja: "だれでもアプリを登録できてしまいます", en: "anybody could register an application" },
    Text {
        ja: "initial_access_token = { file = \"…\" }を書いてください。",
        en: "Write initial_access_token = { file = \"…\" }.",
    },
);
