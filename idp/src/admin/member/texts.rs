//! What the desk's commands say, in both languages.

use base::Text;

pub(super) const EMPTY: Text = Text { ja: "値がありません。", en: "The value is missing." };
pub(super) const NOBODY: Text = Text { ja: "この値の加入者はいません。", en: "There is no such member." };
pub(super) const NO_MEMBER: Text = Text { ja: "その加入者はいません。", en: "There is no such member." };

pub(super) const COUNTS: Text = Text {
    ja: "{lines}件：実施 {done}、対象なし {unchanged}、エラー {bad}、見送り {left_out}",
    en: "{lines} lines: {done} done, {unchanged} with nothing to do, {bad} bad, {left_out} left out",
};
pub(super) const LEFT_OUT: Text = Text {
    ja: "1,000件ごとにまとめて行います。エラーのある組の{left_out}件には行っていません。訂正したファイル全体を、もう一度指定してください。",
    en: "Lines are dealt with a thousand at a time; {left_out} good lines beside bad ones were left out. Give the whole corrected file again.",
};

/// What is said of one member.
pub(super) const OF_MEMBER: Text = Text { ja: "{member}：{what}", en: "{member}: {what}" };
pub(super) const AND: Text = Text { ja: "、", en: ", " };
pub(super) const NOTHING: Text = Text { ja: "対象がありません", en: "nothing to do" };
pub(super) const ATTEMPTS: Text =
    Text { ja: "{secret}の誤り {failures}回を消去", en: "{failures} wrong attempts at the {secret} forgotten" };
pub(super) const AUTHENTICATORS: Text =
    Text { ja: "認証アプリ {count}台を削除", en: "authenticator apps removed: {count}" };
pub(super) const PASSKEYS: Text = Text { ja: "パスキー {count}個を削除", en: "passkeys removed: {count}" };
pub(super) const SESSIONS: Text = Text { ja: "セッション {count}件を終了", en: "sessions ended: {count}" };
pub(super) const GRANTS: Text =
    Text { ja: "連携アプリへの許可 {count}件を取消", en: "grants of applications revoked: {count}" };
pub(super) const INITIAL_PASSWORD: Text =
    Text { ja: "初期パスワードに戻す", en: "password set back to an initial one" };
pub(super) const TOLD: Text = Text { ja: "加入者にメールで通知", en: "the member is told by mail" };
pub(super) const NOT_TOLD: Text =
    Text { ja: "メールアドレスがないため通知なし", en: "no mail: there is no address" };

pub(super) const NEW_PASSWORD: Text =
    Text { ja: "初期パスワード: {password}", en: "Initial password: {password}" };
pub(super) const SHOWN_ONCE: Text = Text {
    ja: "この表示は一度だけです。通知書に印刷するときは `warifu-idp letters` を使ってください。",
    en: "It is shown this once. To put it into a letter, use `warifu-idp letters`.",
};
pub(super) const DERIVED_PASSWORD: Text =
    Text { ja: "初期パスワード: {parts}", en: "Initial password: {parts}" };
pub(super) const IN_LETTERS: Text = Text {
    ja: "新しい初期パスワードは表示しません。`warifu-idp letters` で通知書に印刷してください。",
    en: "The new initial passwords are not shown. Print them into letters with `warifu-idp letters`.",
};

/// What a secret in the table of attempts is called.
pub(super) fn secret(name: &str) -> Text {
    match name {
        "password" => Text { ja: "パスワード", en: "password" },
        "app-code" => Text { ja: "認証アプリの数字", en: "code of the authenticator app" },
        "passkey" => Text { ja: "パスキー", en: "passkey" },
        "birth-date" => Text { ja: "生年月日", en: "birth date" },
        "mail-code" => Text { ja: "メールの数字", en: "code by mail" },
        _ => Text { ja: "その他", en: "other secrets" },
    }
}
