//! The words of the top page, of signing in and out, and of whoever has nothing to read here.

use base::Text;

pub const HOME: Text = Text { ja: "ホーム", en: "Home" };
pub const PROFILE: Text = Text { ja: "プロフィール変更", en: "Profile" };
pub const SIGN_IN_METHODS: Text = Text { ja: "ログイン方法変更", en: "Ways to sign in" };
/// In place of a name that the provider does not know.
pub const NAMELESS: Text = Text { ja: "ログイン中", en: "Signed in" };
pub const SIGN_IN: Text = Text { ja: "ログイン", en: "Sign in" };
pub const SIGN_IN_AGAIN: Text = Text { ja: "もう一度ログインする", en: "Sign in again" };
pub const TRY_AGAIN: Text = Text { ja: "もう一度試す", en: "Try again" };
pub const TO_TOP: Text = Text { ja: "トップページへ戻る", en: "Back to the top page" };
pub const CANCEL: Text = Text { ja: "キャンセル", en: "Cancel" };

pub const ENTRANCE: Text = Text {
    ja: "{society}の加入者のみなさまが、ご家族の医療費などをご確認いただけるサイトです。ログインしてご利用ください。",
    en: "Here members of {society} can see what their family's medical care cost, and more. Please sign in.",
};
pub const WELCOME: Text = Text { ja: "{name} さん", en: "Welcome, {name}" };
pub const SECOND_FACTOR_WAITS: Text =
    Text { ja: "はじめてのログインが完了しました", en: "Your first sign-in is complete" };
pub const SECOND_FACTOR_WAITS_WHY: Text = Text {
    ja: "医療費などの大切な情報は、二要素認証のあとにご覧いただけます。一度ログアウトして、もう一度ログインしてください。お選びの認証方法に進みます。",
    en: "Sensitive information such as medical expenses opens after two-step verification. Please sign out and sign in again: you are then taken through the method that you chose.",
};
pub const TO_SIGN_OUT: Text = Text { ja: "ログアウトへ進む", en: "Go on to sign out" };
pub const SERVICE: Text = Text { ja: "Service", en: "Service" };
pub const INFORMATION: Text = Text { ja: "Information", en: "Information" };
pub const MENU: Text = Text { ja: "MENU", en: "MENU" };
pub const TO_HELP: Text = Text { ja: "お問い合わせ先を見る", en: "See whom to ask" };
pub const DOCUMENTS: Text = Text { ja: "資料・マニュアル", en: "Documents and manuals" };

pub const SIGN_OUT: Text = Text { ja: "ログアウト", en: "Sign out" };
pub const SIGN_OUT_QUESTION: Text = Text {
    ja: "ログアウトしますか？　この組合のほかのサービスからもログアウトします。",
    en: "Do you want to sign out? You will be signed out of this society's other services too.",
};
pub const SIGN_OUT_YES: Text = Text { ja: "ログアウトする", en: "Sign out" };
pub const SIGNED_OUT: Text = Text { ja: "ログアウト", en: "Signed out" };
pub const SIGNED_OUT_DONE: Text = Text { ja: "ログアウトしました", en: "You are signed out" };
pub const SIGNED_OUT_HINT: Text = Text {
    ja: "ほかの方と共用のパソコンやスマートフォンでは、ブラウザも閉じてください。",
    en: "On a computer or phone that others use too, please close the browser as well.",
};
pub const SIGNED_OUT_HERE: Text =
    Text { ja: "ログアウトが完了していません", en: "You are not signed out everywhere" };
pub const SIGNED_OUT_HERE_WHY: Text = Text {
    ja: "このサイトからはログアウトしましたが、ログインのサービスにつながらず、そちらのログアウトが完了していません。共用のパソコンやスマートフォンでは、ブラウザをすべて閉じてください。",
    en: "You are signed out of this site, but the sign-in service could not be reached to sign you out there too. On a shared computer or phone, please close all windows of the browser.",
};

pub const OUT_OF_REACH: Text =
    Text { ja: "ログイン画面につながりません", en: "The sign-in page cannot be reached" };
pub const OUT_OF_REACH_WHY: Text = Text {
    ja: "ただいまログインのサービスにつながりません。ご迷惑をおかけして申し訳ございません。しばらくしてから、もう一度お試しください。",
    en: "The sign-in service cannot be reached at the moment. We are sorry for the trouble. Please try again in a little while.",
};
pub const NO_COOKIES: Text = Text { ja: "ログインを続けられません", en: "The sign-in cannot go on" };
pub const NO_COOKIES_WHY: Text = Text {
    ja: "ログインを始めたブラウザと異なるか、ブラウザのCookie（クッキー）が無効になっています。Cookieを有効にして、もう一度ログインしてください。",
    en: "This is not the browser in which the sign-in began, or it does not keep cookies. Please allow cookies and sign in again.",
};
pub const DECLINED: Text = Text { ja: "ログインを中止しました", en: "The sign-in was cancelled" };
pub const DECLINED_WHY: Text = Text {
    ja: "ログインは行われていません。ご利用になるときは、トップページからログインしてください。",
    en: "You are not signed in. To use the services, please sign in from the top page.",
};
pub const MORE_NEEDED: Text = Text { ja: "追加の認証が必要です", en: "One more proof is needed" };
pub const MORE_NEEDED_WHY: Text = Text {
    ja: "医療費などの大切な情報を表示するには、パスワードに加えて、もう一つの認証（二要素認証）が必要です。",
    en: "To show sensitive information such as medical expenses, a second proof besides the password is needed.",
};
pub const NOT_SIGNED_IN: Text = Text { ja: "ログインできませんでした", en: "You could not be signed in" };
pub const NOT_SIGNED_IN_WHY: Text = Text {
    ja: "ログインの手続きが完了しませんでした。時間がたちすぎたか、別の画面で手続きが進んだ可能性があります。お手数ですが、もう一度ログインしてください。",
    en: "The sign-in was not completed. It may have taken too long, or gone on in another window. Please sign in again.",
};

pub const NOT_INSURED: Text = Text {
    ja: "お客様のアカウントには、この組合の記号・番号が登録されていないため、ご覧いただける情報がありません。お心当たりのない場合は、組合へお問い合わせください。",
    en: "Your account has no insurance number of this society, so there is nothing to show here. If you think this is wrong, please contact the society.",
};

pub const FORMER: Text = Text { ja: "資格を喪失された方へ", en: "You are no longer insured here" };
pub const FORMER_WHY: Text = Text {
    ja: "加入されていた{last}までの分を、{until}までご覧いただけます。必要な明細は、それまでにお控えください。",
    en: "What concerns the time until {last}, when you were insured, can be read here until {until}. Please keep what you need by then.",
};
pub const OVER: Text = Text { ja: "ご利用期間が終わりました", en: "Your time of use has ended" };
pub const OVER_WHY: Text = Text {
    ja: "資格喪失後のご利用期間が終わったため、医療費などの情報はご覧いただけません。ご不明な点は、ページ下部の組合の窓口にお問い合わせください。",
    en: "You are no longer insured here, and the time during which you could still read this is over. If you have questions, please contact the society; its contact is at the foot of this page.",
};
pub const TO_TOP_OF: Text = Text { ja: "「{portal}」のトップページへ", en: "To the top page of {portal}" };
pub const ONESELF: Text = Text { ja: "本人", en: "Yourself" };
pub const RELATIVE: Text = Text { ja: "ご家族（枝番 {branch}）", en: "Family member (branch {branch})" };
