//! What is wrong with a line of a member file, in both languages. Never with what stands in it.

use base::Text;

pub(super) const NUMBER: Text = Text {
    ja: "1〜64文字で、空白を含めずに記入してください。",
    en: "Must have 1 to 64 characters and no white space.",
};
pub(super) const BRANCH: Text = Text {
    ja: "枝番を1〜2桁の数字で記入してください。",
    en: "Must be a branch number of one or two digits.",
};
pub(super) const NAME_MISSING: Text =
    Text { ja: "氏名の姓を記入してください。", en: "The family name is missing." };
pub(super) const LONG: Text =
    Text { ja: "{max}文字以内で記入してください。", en: "Must have no more than {max} characters." };
pub(super) const WEB_ADDRESS: Text = Text {
    ja: "https:// または http:// で始まるアドレスを記入してください。",
    en: "Must be an address that begins with https:// or http://.",
};
pub(super) const TELEPHONE_NUMBER: Text = Text {
    ja: "電話番号を国番号から（例 +81 3-1234-5678）記入してください。",
    en: "Must be a telephone number with its country's code, such as +81 3-1234-5678.",
};
pub(super) const TIME_ZONE: Text = Text {
    ja: "タイムゾーンをIANAの名前（例 Asia/Tokyo）で記入してください。",
    en: "Must be a time zone by its IANA name, such as Asia/Tokyo.",
};
pub(super) const LANGUAGE: Text = Text {
    ja: "言語を ja、en のような記号で記入してください。",
    en: "Must be the tag of a language, such as ja or en.",
};
pub(super) const TRUE_OR_FALSE: Text = Text {
    ja: "電話番号があるときだけ、true または false を記入してください。",
    en: "Must be true or false, and only where there is a telephone number.",
};
pub(super) const HASHES_NOT_ALLOWED: Text = Text {
    ja: "realm.tomlでsign_in.initial_credentials.password_hashes = trueとしたときだけ記入できます。",
    en: "Is allowed only where realm.toml has sign_in.initial_credentials.password_hashes = true.",
};
pub(super) const PASSWORD_AND_HASH: Text = Text {
    ja: "initial_passwordと同時には記入できません。どちらかを空欄にしてください。",
    en: "Cannot stand beside initial_password; leave one of the two empty.",
};
pub(super) const NO_HASH: Text = Text {
    ja: "$argon2id$…または$pbkdf2-sha512$…、$pbkdf2-sha256$…、$pbkdf2-sha1$…の形（PHC文字列）で記入してください。",
    en: "Must be a PHC string: $argon2id$…, $pbkdf2-sha512$…, $pbkdf2-sha256$… or $pbkdf2-sha1$….",
};
pub(super) const DATE: Text = Text {
    ja: "実在する日付を YYYY-MM-DD の形（例 1984-06-12）で記入してください。",
    en: "Must be a day that exists, written YYYY-MM-DD, such as 1984-06-12.",
};
pub(super) const NOT_BORN_YET: Text =
    Text { ja: "生年月日が未来の日付です。", en: "The birth date is in the future." };
pub(super) const BORN_LONG_AGO: Text =
    Text { ja: "生年月日は1900年以降の日付です。", en: "Nobody living was born before 1900." };
pub(super) const BEFORE_BIRTH: Text =
    Text { ja: "資格取得日が生年月日より前です。", en: "Eligibility begins before the birth date." };
pub(super) const ENDS_BEFORE_IT_BEGINS: Text =
    Text { ja: "資格喪失日が資格取得日より前です。", en: "Eligibility ends before it begins." };
pub(super) const USER_ID_MISSING: Text = Text {
    ja: "ユーザIDがありません。このファイルには被保険者だけを記入してください（被扶養者にはアカウントがありません）。",
    en: "The user ID is missing. Dependants have no account and do not belong into this file.",
};
pub(super) const USER_ID_CHARACTER: Text = Text {
    ja: "ユーザIDに使えない文字があります。半角の英数字と記号だけが使えます（空白と < > & \" ' ` \\ は使えません）。",
    en: "A user ID has half-width letters, digits and symbols only: no white space and none of < > & \" ' ` \\.",
};
pub(super) const USER_ID_LONG: Text = Text {
    ja: "ユーザIDは255文字以内で記入してください。",
    en: "A user ID has no more than 255 characters.",
};
pub(super) const USER_ID_TAKEN: Text = Text {
    ja: "このユーザIDは、別の加入者が使っています。",
    en: "Another member has this user ID.",
};
pub(super) const USER_ID_IS_ANOTHERS_EMAIL: Text = Text {
    ja: "このユーザIDは、別の加入者のメールアドレスと同じです。",
    en: "This user ID is another member's e-mail address.",
};
pub(super) const EMAIL_MALFORMED: Text = Text {
    ja: "メールアドレスの形式が正しくありません（使えない記号や、@の直前のピリオドなど）。",
    en: "This is no e-mail address: an unusable symbol, for instance, or a dot before the @.",
};
pub(super) const EMAIL_LONG: Text = Text {
    ja: "メールアドレスは255文字以内で記入してください。",
    en: "An e-mail address has no more than 255 characters.",
};
pub(super) const EMAIL_IS_ANOTHERS_USER_ID: Text = Text {
    ja: "このメールアドレスは、別の加入者のユーザIDと同じです。",
    en: "This e-mail address is another member's user ID.",
};
pub(super) const PASSWORD_MISSING: Text = Text {
    ja: "新しい加入者には初期パスワードが必要です。",
    en: "A new member needs an initial password.",
};
pub(super) const PASSWORD_NOT_DERIVED: Text = Text {
    ja: "記号・番号が数字ではないため、初期パスワードを作れません。初期パスワードを記入してください。",
    en: "Kigo and bango are not digits, so no initial password can be made of them: write one.",
};
pub(super) const PASSWORD_LONG: Text = Text {
    ja: "初期パスワードは128文字以内で記入してください。",
    en: "An initial password has no more than 128 characters.",
};
pub(super) const PASSWORD_SPACE: Text = Text {
    ja: "初期パスワードに空白があります（前後の空白も含みます）。",
    en: "An initial password has no white space, nor has the cell around it.",
};
