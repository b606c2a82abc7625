//! What the sheet of a member says, in both languages.

use base::Text;
use realm::Step;

pub(super) const FACT: Text = Text { ja: "{name}：{value}", en: "{name}: {value}" };
pub(super) const NOTED: Text = Text { ja: "{value}（{note}）", en: "{value} ({note})" };
pub(super) const BETWEEN: Text = Text { ja: "、", en: ", " };
pub(super) const NONE: Text = Text { ja: "なし", en: "none" };
pub(super) const NOT_YET: Text = Text { ja: "未", en: "not yet" };

pub(super) const MEMBER_NUMBER: Text = Text { ja: "加入者番号", en: "Member number" };
pub(super) const NAME: Text = Text { ja: "氏名", en: "Name" };
pub(super) const USER_ID: Text = Text { ja: "ユーザID", en: "User ID" };
pub(super) const PROVISIONAL: Text = Text { ja: "仮ID", en: "provisional" };
pub(super) const CHOSEN: Text = Text { ja: "本人が設定", en: "chosen by the member" };
pub(super) const STANDING: Text = Text { ja: "状態", en: "Standing" };
pub(super) const ELIGIBILITY: Text = Text { ja: "資格期間", en: "Eligibility" };
pub(super) const FROM_UNTIL: Text = Text { ja: "{from}〜{until}", en: "{from} – {until}" };
pub(super) const PASSWORD: Text = Text { ja: "パスワード", en: "Password" };
pub(super) const METHOD: Text = Text { ja: "認証方法", en: "Second factor" };
pub(super) const EMAIL: Text = Text { ja: "メールアドレス", en: "E-mail address" };
pub(super) const BOUNCED: Text = Text { ja: "{at}から届いていません", en: "mail comes back since {at}" };
pub(super) const FIRST_SIGN_IN: Text = Text { ja: "初回ログイン", en: "First sign-in" };

pub(super) const STEPS: Text = Text { ja: "初回ログインの手続き", en: "Steps" };
pub(super) const VERSION: Text = Text { ja: "{version}版に同意", en: "agreed to version {version}" };
pub(super) const DEVICES: Text = Text { ja: "登録端末", en: "Devices" };
pub(super) const AUTHENTICATOR_APP: Text = Text { ja: "認証アプリ", en: "Authenticator app" };
pub(super) const PASSKEY: Text = Text { ja: "パスキー", en: "Passkey" };
pub(super) const REGISTERED: Text = Text { ja: "{at}に登録", en: "registered {at}" };
pub(super) const USED: Text = Text { ja: "{at}に使用", en: "last used {at}" };
pub(super) const WRONG_ATTEMPTS: Text = Text { ja: "続けて間違えた入力", en: "Wrong attempts in a row" };
pub(super) const WRONG: Text = Text { ja: "{secret} {failures}回", en: "{secret}: {failures}" };
pub(super) const KNOWN_BROWSER: Text =
    Text { ja: "以前ログインした端末から", en: "from a browser the member had signed in with" };
pub(super) const LOCKED: Text = Text { ja: "ロック中", en: "LOCKED" };
pub(super) const LAST: Text = Text { ja: "最後は{at}", en: "last {at}" };
pub(super) const SESSIONS: Text = Text { ja: "ログイン中の端末", en: "Signed in" };
pub(super) const SINCE: Text = Text { ja: "{at}から", en: "since {at}" };
pub(super) const SIGN_INS: Text = Text { ja: "最近のログイン", en: "Last sign-ins" };

pub(super) const MAILS: Text =
    Text { ja: "このアドレスへの最近のメール", en: "Last mails to this address" };
pub(super) const TRIED: Text = Text { ja: "送信{attempts}回", en: "tried {attempts} times" };
pub(super) const REPLY: Text = Text { ja: "メールサーバの応答 {code}", en: "the mail server replied {code}" };

pub(super) fn mail_state(name: &str) -> Text {
    match name {
        "queued" => Text { ja: "送信待ち", en: "waiting" },
        "sent" => Text { ja: "送信済み", en: "sent" },
        _ => Text { ja: "届かず", en: "not delivered" },
    }
}

pub(super) fn standing(name: &str) -> Text {
    match name {
        "active" => Text { ja: "利用できます", en: "active" },
        "disabled" => Text { ja: "停止中", en: "disabled" },
        _ => Text { ja: "資格喪失により利用できません", en: "no longer eligible" },
    }
}

pub(super) fn password(name: &str) -> Text {
    match name {
        "chosen" => Text { ja: "本人が設定", en: "chosen by the member" },
        "used" => Text { ja: "初期パスワード（使用済み）", en: "the initial one, used" },
        "issued" => Text { ja: "初期パスワード（未使用）", en: "the initial one, not yet used" },
        _ => Text { ja: "なし", en: "none" },
    }
}

pub(super) const fn step(step: Step) -> Text {
    match step {
        Step::BirthDate => Text { ja: "生年月日の確認", en: "Birth date" },
        Step::Terms => Text { ja: "利用規約への同意", en: "Terms" },
        Step::Email => Text { ja: "Eメールアドレスの登録", en: "E-mail address" },
        Step::EmailVerification => Text { ja: "Eメールアドレスの確認", en: "E-mail address verified" },
        Step::UserId => Text { ja: "ユーザIDの設定", en: "User ID" },
        Step::Method => Text { ja: "認証方法の選択", en: "Second factor chosen" },
        Step::Password => Text { ja: "パスワードの設定", en: "Password" },
    }
}
