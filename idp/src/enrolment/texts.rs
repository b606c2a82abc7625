//! What the pages for registering a device say.

use base::Text;

pub(super) const REGISTER: Text = Text { ja: "登録する", en: "Register" };
pub(super) const NAME: Text = Text { ja: "端末の名前", en: "Name of the device" };
pub(super) const NAME_HINT: Text = Text {
    ja: "あとで見分けるための名前です。漢字やかなも使えます。このままでもかまいません。",
    en: "It helps you to tell your devices apart later. You may leave it as it is.",
};
pub(super) const NAME_EMPTY: Text =
    Text { ja: "端末の名前を入力してください。", en: "Please enter a name for the device." };
pub(super) const NAME_TOO_LONG: Text = Text {
    ja: "端末の名前は{longest}文字以内で入力してください。",
    en: "The name may have at most {longest} characters.",
};
pub(super) const NAME_TAKEN: Text = Text {
    ja: "この名前の端末はすでに登録されています。別の名前を入力してください。",
    en: "You have a device of this name already. Please choose another name.",
};
pub(super) const OVERTAKEN: Text = Text {
    ja: "ほかの画面でサインインの方法が変更されたため、登録できませんでした。はじめからもう一度お試しください。",
    en: "It was not registered, because the ways to sign in were changed elsewhere. Please start over.",
};
pub(super) const TOO_MANY: Text = Text {
    ja: "これ以上の端末は登録できません。使わなくなった端末を削除してから登録してください。",
    en: "You cannot register more devices. Please delete one that you no longer use first.",
};

pub(super) const APP_ON_IPHONE: Text = Text { ja: "iPhone の認証アプリ", en: "App on my iPhone" };
pub(super) const APP_ON_IPAD: Text = Text { ja: "iPad の認証アプリ", en: "App on my iPad" };
pub(super) const APP_ON_ANDROID: Text = Text { ja: "Android の認証アプリ", en: "App on my Android" };
pub(super) const APP_ON_PHONE: Text = Text { ja: "スマートフォンの認証アプリ", en: "App on my phone" };
pub(super) const PASSKEY_ON_IPHONE: Text = Text { ja: "iPhone のパスキー", en: "Passkey on my iPhone" };
pub(super) const PASSKEY_ON_IPAD: Text = Text { ja: "iPad のパスキー", en: "Passkey on my iPad" };
pub(super) const PASSKEY_ON_ANDROID: Text = Text { ja: "Android のパスキー", en: "Passkey on my Android" };
pub(super) const PASSKEY_ON_WINDOWS: Text = Text { ja: "Windows のパスキー", en: "Passkey on my Windows PC" };
pub(super) const PASSKEY_ON_MAC: Text = Text { ja: "Mac のパスキー", en: "Passkey on my Mac" };
pub(super) const PASSKEY: Text = Text { ja: "パスキー", en: "Passkey" };

pub(super) const APP: Text = Text { ja: "認証アプリの登録", en: "Register an authenticator app" };
pub(super) const APP_LEAD: Text = Text {
    ja: "安全のため、ログインのときにスマートフォンの「認証アプリ」に表示される6桁の数字（認証コード）を入力していただきます。次の順に登録してください。",
    en: "For your safety, signing in takes a six-digit code that an “authenticator app” on your phone shows. Please register one in these steps.",
};
pub(super) const APP_STEP_1: Text = Text {
    ja: "スマートフォンに認証アプリを用意します",
    en: "Get an authenticator app on your phone",
};
pub(super) const APP_ABOUT: Text = Text {
    ja: "認証アプリは、30秒ごとに変わる6桁の数字を表示する無料のアプリです。すでにお持ちの場合は、それをお使いください。",
    en: "An authenticator app is a free app that shows six digits which change every 30 seconds. If you have one already, use it.",
};
pub(super) const APPS_IPHONE: Text = Text {
    ja: "iPhone・iPad：App Storeから「Google Authenticator」または「Microsoft Authenticator」（iOS 18以降は付属の「パスワード」アプリでも使えます）",
    en: "iPhone, iPad: Google Authenticator or Microsoft Authenticator from the App Store (from iOS 18 the built-in Passwords app does as well)",
};
pub(super) const APPS_ANDROID: Text = Text {
    ja: "Android：Google Playから「Google Authenticator」または「Microsoft Authenticator」",
    en: "Android: Google Authenticator or Microsoft Authenticator from Google Play",
};
pub(super) const APP_STEP_2: Text = Text { ja: "認証アプリに登録します", en: "Add this site to the app" };
pub(super) const SCAN: Text = Text {
    ja: "認証アプリで「＋」などを押して「QRコードをスキャン」を選び、下の図を読み取ります。アプリに「{page}：{user_id}」と表示されます。",
    en: "In the app press “+”, choose to scan a QR code, and scan the picture below. The app then lists “{page}: {user_id}”.",
};
pub(super) const QR: Text =
    Text { ja: "認証アプリに登録するためのQRコード", en: "QR code for your authenticator app" };
pub(super) const ON_THIS_DEVICE: Text =
    Text { ja: "この端末の認証アプリを開く", en: "Open the app on this device" };
pub(super) const ON_THIS_DEVICE_HINT: Text = Text {
    ja: "このスマートフォンに認証アプリがある場合は、ボタンを押すとアプリが開き、登録できます。",
    en: "If your app is on this very device, the button opens it to add this site.",
};
pub(super) const CANNOT_SCAN: Text = Text { ja: "スキャンできませんか？", en: "Can't scan it?" };
pub(super) const KEY: Text = Text {
    ja: "認証アプリで「セットアップキーを入力」などを選び、次のキーを入力してください。大文字と小文字はどちらでもかまいません。",
    en: "In the app choose to enter a setup key, and type this one, in capitals or small letters.",
};
pub(super) const KEY_ACCOUNT: Text = Text { ja: "アカウント名", en: "Account" };
pub(super) const KEY_KEY: Text = Text { ja: "キー", en: "Key" };
pub(super) const KEY_KIND: Text = Text { ja: "種類", en: "Type" };
pub(super) const KEY_TIME: Text = Text { ja: "時間ベース", en: "Time-based" };
pub(super) const APP_STEP_3: Text =
    Text { ja: "表示された認証コードを入力します", en: "Enter the code that the app shows" };
pub(super) const CODE: Text = Text { ja: "認証コード", en: "Code" };
pub(super) const CODE_HINT: Text = Text {
    ja: "アプリに表示された6桁の数字です。30秒ごとに変わります。",
    en: "The six digits that the app shows. They change every 30 seconds.",
};
pub(super) const CODE_MALFORMED: Text =
    Text { ja: "認証コードは6桁の数字で入力してください。", en: "A code has six digits." };
pub(super) const CODE_WRONG: Text = Text {
    ja: "認証コードが異なります。アプリに表示されている最新の数字を入力してください。",
    en: "The code is not right. Please enter the digits that the app shows now.",
};
pub(super) const CLOCK_OFF: Text = Text {
    ja: "スマートフォンの時刻がずれています。日付と時刻の自動設定をオンにしてから（iPhoneは「設定」→「一般」→「日付と時刻」、Androidは「設定」→「システム」→「日付と時刻」）、新しい認証コードを入力してください。",
    en: "The clock of your phone is off. Please let it set its date and time automatically (iPhone: Settings, General, Date & Time; Android: Settings, System, Date & time), then enter a new code.",
};
pub(super) const CODE_TOO_OFTEN: Text = Text {
    ja: "認証コードの間違いが続きました。{minutes}分ほど待ってから、もう一度お試しください。",
    en: "Too many wrong codes in a row. Please wait about {minutes} minutes and try again.",
};
pub(super) const APP_HELP: Text = Text {
    ja: "スマートフォンをお持ちでないなど、登録できない場合は、ページ下部の組合の窓口にお問い合わせください。",
    en: "If you cannot register an app, perhaps because you have no phone, please contact your society; its contact is at the foot of this page.",
};

pub(super) const NEW_PASSKEY: Text = Text { ja: "パスキーの登録", en: "Register a passkey" };
pub(super) const NEW_PASSKEY_LEAD: Text = Text {
    ja: "パスキー（生体認証）は、スマートフォンやパソコンの顔認証、指紋認証、画面ロックでログインするための鍵です。顔や指紋の情報が端末の外に送られることはありません。",
    en: "A passkey lets you sign in with the face, the fingerprint or the screen lock of your phone or computer. Your face and fingerprint never leave the device.",
};
pub(super) const NEW_PASSKEY_HOW: Text = Text {
    ja: "ボタンを押すと端末の確認画面が表示されます。画面の案内に従って登録してください。",
    en: "The button opens the device's dialog. Please follow what it says.",
};
pub(super) const MAKE_PASSKEY: Text = Text { ja: "パスキーを登録する", en: "Register a passkey" };
pub(super) const PASSKEY_MADE: Text = Text {
    ja: "端末にパスキーができました。あとは名前を決めるだけです。",
    en: "The passkey is on your device. It only needs a name.",
};
