//! What the page of the e-mail address says.

use base::Text;

pub const TITLE: Text = Text { ja: "メールアドレスの登録", en: "Your e-mail address" };
pub const LEAD: Text = Text {
    ja: "お知らせや、ログインのときの確認に使うメールアドレスを入力してください。表示されているアドレスのままでよい場合は、変えずに進んでください。",
    en: "Please enter the e-mail address for notices and for confirming your sign-ins. If the one shown is right, just go on.",
};
pub const ALLOW: Text = Text {
    ja: "「{domain}」からのメールを受け取れるように設定してください。",
    en: "Please make sure that e-mail from {domain} can reach you.",
};
pub const EMAIL: Text = Text { ja: "メールアドレス", en: "E-mail address" };
pub const HINT: Text = Text {
    ja: "半角で入力してください。大文字は小文字として登録されます。例：hanako@example.jp",
    en: "Capital letters are kept as small ones. Example: hanako@example.jp",
};
pub const SUBMIT: Text = Text { ja: "次へ進む", en: "Go on" };
pub const CAME_BACK: Text =
    Text { ja: "このアドレスにはメールが届いていません", en: "E-mail does not reach this address" };
pub const CAME_BACK_WHY: Text = Text {
    ja: "前にお送りしたメールが、宛先不明で戻ってきました。正しいアドレスを入力してください。",
    en: "An e-mail that we sent came back as undeliverable. Please enter the right address.",
};
pub const EMPTY: Text =
    Text { ja: "メールアドレスを入力してください。", en: "Please enter your e-mail address." };
pub const TAKEN: Text = Text {
    ja: "このメールアドレスは、ほかの方が使っています。別のメールアドレスを入力してください。",
    en: "This e-mail address is in use for another account. Please enter another one.",
};
pub const TOO_MANY: Text = Text {
    ja: "何度も変更されたため、しばらくのあいだ別のメールアドレスは登録できません。1時間ほどたってから、もう一度お試しください。",
    en: "The address was changed too many times. Please wait for about an hour and try again.",
};
pub const MALFORMED: Text = Text {
    ja: "メールアドレスの形が正しくありません。使えない文字が入っていないか、「@」のすぐ前に「.」がないか、お確かめください。",
    en: "This is not an e-mail address. Please check it for characters that cannot be used, and for a dot directly before the @.",
};
pub const TOO_LONG: Text = Text {
    ja: "メールアドレスは255文字以内で入力してください。",
    en: "An e-mail address has at most 255 characters.",
};
pub const MALFORMED_AND_TOO_LONG: Text = Text {
    ja: "メールアドレスの形が正しくなく、255文字を超えています。使えない文字が入っていないか、お確かめのうえ、255文字以内で入力してください。",
    en: "This is not an e-mail address, and it is longer than 255 characters. Please check it.",
};
