//! The words that stand on every page, whatever its content.

use base::Text;

pub(crate) const SKIP: Text = Text { ja: "本文へ進む", en: "Skip to the content" };
pub(crate) const LANGUAGE: Text = Text { ja: "言語（Language）", en: "Language (言語)" };
pub(crate) const MENU: Text = Text { ja: "メニュー", en: "Menu" };
pub(crate) const IN_OWN_TAB: Text =
    Text { ja: "{label}（新しいタブで開きます）", en: "{label} (opens in a new tab)" };
pub(crate) const SIGN_OUT: Text = Text { ja: "ログアウト", en: "Sign out" };
pub(crate) const SIGNED_IN_AS: Text = Text { ja: "{name} さん", en: "{name}" };
pub(crate) const BREADCRUMB: Text = Text { ja: "現在の位置", en: "You are here" };
pub(crate) const HELP: Text = Text {
    ja: "ヘルプ・サポート（ご利用案内、よくある質問、利用規約）",
    en: "Help and support: how to use this site, questions and answers, terms of use",
};
pub(crate) const CONTACT: Text = Text { ja: "お問い合わせ", en: "Contact" };
pub(crate) const PHONE: Text = Text { ja: "電話", en: "Telephone" };
pub(crate) const HOURS: Text = Text { ja: "受付時間", en: "Hours" };
pub(crate) const EMAIL: Text = Text { ja: "メール", en: "E-mail" };

pub(crate) const ERROR_IN_TITLE: Text = Text { ja: "エラー：", en: "Error: " };
pub(crate) const PROBLEMS: Text =
    Text { ja: "入力内容をご確認ください", en: "Please check what you entered" };
pub(crate) const MAINTENANCE: Text = Text { ja: "メンテナンスのお知らせ", en: "Maintenance" };
pub(crate) const MAINTENANCE_COMES: Text = Text {
    ja: "{period}は、メンテナンスのためご利用いただけません。",
    en: "The service will not be available on {period} because of maintenance.",
};
pub(crate) const OPTIONAL: Text = Text { ja: "任意", en: "optional" };
pub(crate) const RECOMMENDED: Text = Text { ja: "おすすめ", en: "Recommended" };
pub(crate) const SHOW_PASSWORD: Text = Text { ja: "パスワードを表示する", en: "Show the password" };
pub(crate) const REFERENCE: Text = Text { ja: "お問い合わせ番号", en: "Reference number" };
pub(crate) const REFERENCE_HINT: Text = Text {
    ja: "お問い合わせの際は、この番号をお伝えください。",
    en: "Please give this number when you contact us.",
};

/// What a page without a society calls the service.
pub(crate) const SERVICE: Text = Text { ja: "会員サービス", en: "Member services" };

pub(crate) const BAD_REQUEST: Text =
    Text { ja: "送信内容を読み取れませんでした", en: "We could not read what was sent" };
pub(crate) const BAD_REQUEST_WHY: Text = Text {
    ja: "お手数ですが、ブラウザの「戻る」で前の画面に戻り、もう一度お試しください。",
    en: "Please go back with your browser's Back button and try again.",
};
pub(crate) const FORBIDDEN: Text =
    Text { ja: "この操作は受け付けられません", en: "This request is not accepted" };
pub(crate) const FORBIDDEN_WHY: Text = Text {
    ja: "ほかのサイトから送られたか、表示する権限がありません。お手数ですが、最初の画面からやり直してください。",
    en: "It came from another site, or you may not see this page. Please start again from the first page.",
};
pub(crate) const NOT_FOUND: Text = Text { ja: "ページが見つかりません", en: "Page not found" };
pub(crate) const NOT_FOUND_WHY: Text = Text {
    ja: "アドレスが間違っているか、ページが移動または削除された可能性があります。",
    en: "The address may be wrong, or the page has been moved or removed.",
};
pub(crate) const CLOSED: Text = Text { ja: "このサイトは終了しました", en: "This site has been closed" };
pub(crate) const CLOSED_WHY: Text = Text {
    ja: "ご利用いただき、ありがとうございました。ご不明な点は、健康保険組合にお問い合わせください。",
    en: "Thank you for using it. If you have a question, please ask your health insurance society.",
};
pub(crate) const NOT_ALLOWED: Text =
    Text { ja: "この方法では表示できません", en: "This page cannot be opened in this way" };
pub(crate) const NOT_ALLOWED_WHY: Text = Text {
    ja: "お手数ですが、最初の画面からやり直してください。",
    en: "Please start again from the first page.",
};
pub(crate) const TOO_SLOW: Text =
    Text { ja: "時間内に受け取れませんでした", en: "It did not arrive in time" };
pub(crate) const TOO_SLOW_WHY: Text = Text {
    ja: "通信の状態を確かめて、もう一度お試しください。",
    en: "Please check your connection and try again.",
};
pub(crate) const TOO_LARGE: Text = Text { ja: "送信された内容が大きすぎます", en: "Too much was sent" };
pub(crate) const TOO_LARGE_WHY: Text = Text {
    ja: "入力内容を短くして、もう一度お試しください。",
    en: "Please shorten what you entered and try again.",
};
pub(crate) const TOO_MANY: Text =
    Text { ja: "しばらくしてからお試しください", en: "Please try again later" };
pub(crate) const TOO_MANY_WHY: Text = Text {
    ja: "短い時間に多くの操作がありました。数分待ってから、もう一度お試しください。",
    en: "There were too many requests in a short time. Please wait a few minutes and try again.",
};
pub(crate) const FAILURE: Text = Text { ja: "処理を完了できませんでした", en: "Something went wrong" };
pub(crate) const FAILURE_WHY: Text = Text {
    ja: "システムに問題が発生しました。ご迷惑をおかけして申し訳ございません。時間をおいて、もう一度お試しください。",
    en: "There is a problem on our side. We are sorry for the trouble. Please try again after a while.",
};
pub(crate) const OUT_OF_SERVICE: Text =
    Text { ja: "ただいまご利用いただけません", en: "The service is not available now" };
pub(crate) const OUT_OF_SERVICE_WHY: Text = Text {
    ja: "ご迷惑をおかけして申し訳ございません。時間をおいて、もう一度お試しください。",
    en: "We are sorry for the trouble. Please try again after a while.",
};
pub(crate) const MAINTENANCE_UNTIL: Text = Text {
    ja: "ただいまメンテナンスを行っています。{end}に終了する予定です。",
    en: "We are carrying out maintenance. It should end on {end}.",
};
pub(crate) const MAINTENANCE_AFTER: Text = Text {
    ja: "ご迷惑をおかけします。終了後に、下のボタンからもう一度お試しください。ログインの途中だった場合は、続きからご利用いただけます。",
    en: "We are sorry for the trouble. Please try again with the button below once it is over. A sign-in that you had begun goes on where it was.",
};
pub(crate) const TRY_AGAIN: Text = Text { ja: "もう一度表示する", en: "Try again" };
pub(crate) const TO_TOP: Text = Text { ja: "トップページへ", en: "To the top page" };
