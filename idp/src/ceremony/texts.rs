//! What is said around a passkey's dialog.

use base::Text;

pub(super) const RETRY: Text = Text { ja: "再試行", en: "Try again" };

pub(super) const NO_SCRIPT: Text =
    Text { ja: "このページではJavaScriptが必要です", en: "This page needs JavaScript" };
pub(super) const NO_SCRIPT_WHY: Text = Text {
    ja: "パスキーはブラウザのJavaScriptを使って確認します。ブラウザの設定でJavaScriptを有効にしてから、このページをもう一度開いてください。",
    en: "Passkeys are checked by a script in your browser. Please turn JavaScript on in your browser's settings and open this page again.",
};
pub(super) const WITHOUT_ANSWER: Text = Text {
    ja: "パスキーの画面を開けませんでした。ブラウザの設定でJavaScriptを有効にし、このページをもう一度開いてからお試しください。",
    en: "The passkey dialog could not be opened. Please turn JavaScript on in your browser's settings, open this page again and retry.",
};

pub(super) const UNSUPPORTED: Text = Text {
    ja: "このブラウザではパスキーを使えません。最新のChrome、Safari、Edgeなどで開き直してください。LINEなどのアプリの中で開いているときは、アプリのメニューの「ブラウザで開く」をお使いください。",
    en: "This browser cannot use passkeys. Please open the page in a current Chrome, Safari or Edge. If you are inside another app, use “Open in browser” in its menu.",
};
pub(super) const INSECURE: Text = Text {
    ja: "安全な接続（https）ではないため、パスキーを使えません。アドレスが「https://」で始まるページを開いてください。",
    en: "Passkeys need a secure connection. Please open the page at its address beginning with “https://”.",
};
pub(super) const NOT_USED: Text = Text {
    ja: "パスキーの画面が閉じられたか、時間切れになりました。または、この端末には使えるパスキーがありません。",
    en: "The passkey dialog was closed or timed out, or this device has no passkey to use.",
};
pub(super) const NOT_MADE: Text = Text {
    ja: "パスキーの画面が閉じられたか、時間切れになりました。または、この端末の画面ロックやパスワードマネージャー（iCloudキーチェーン、Googleパスワードマネージャーなど）がオンになっていません。",
    en: "The passkey dialog was closed or timed out, or this device's screen lock or password manager (such as iCloud Keychain or Google Password Manager) is turned off.",
};
pub(super) const HAS_ONE: Text = Text {
    ja: "この端末には、すでにパスキーが登録されています。別の端末で登録するか、登録済みのパスキーでログインしてください。",
    en: "This device has a passkey for this site already. Please register another device, or sign in with the one you have.",
};
pub(super) const NO_DEVICE: Text = Text {
    ja: "この端末はパスキーに対応していません。顔認証や指紋認証のあるスマートフォンなど、別の端末をお使いください。",
    en: "This device does not support passkeys. Please use another one, such as a phone with face or fingerprint recognition.",
};
pub(super) const NO_SCREEN_LOCK: Text = Text {
    ja: "この端末の画面ロック（顔、指紋、暗証番号）またはパスワードマネージャー（iCloudキーチェーン、Googleパスワードマネージャーなど）がオンになっていません。端末の設定でオンにしてからお試しください。",
    en: "This device's screen lock (face, fingerprint or PIN) or its password manager (such as iCloud Keychain or Google Password Manager) is turned off. Please turn both on in its settings first.",
};
pub(super) const NO_PASSWORD_MANAGER: Text = Text {
    ja: "この端末のパスワードマネージャーを使えませんでした。端末の設定でパスワードマネージャー（iCloudキーチェーン、Googleパスワードマネージャーなど）をオンにしてからお試しください。",
    en: "This device's password manager could not be used. Please turn it on in the device's settings (such as iCloud Keychain or Google Password Manager) first.",
};
pub(super) const WRONG_ADDRESS: Text = Text {
    ja: "このアドレスではパスキーを使えません。ポータルのトップページからログインをやり直してください。",
    en: "Passkeys cannot be used at this address. Please sign in again from the portal's top page.",
};
pub(super) const OTHER: Text = Text {
    ja: "端末のエラーでパスキーを使えませんでした。しばらく待ってからお試しください。",
    en: "The passkey could not be used because of an error on the device. Please wait a little and try again.",
};
pub(super) const OTHER_WAY: Text = Text {
    ja: "「再試行」を押すともう一度お試しいただけます。うまくいかないときは、このページの下の案内をご覧ください。",
    en: "Press “Try again” to retry. If it does not work, see the help further down this page.",
};
pub(super) const BY_PASSWORD: Text = Text {
    ja: "「再試行」を押すともう一度お試しいただけます。うまくいかないときは、ユーザIDとパスワードでログインしてください。",
    en: "Press “Try again” to retry. If it does not work, please sign in with your user ID and password.",
};

pub(super) const ANOTHER_DEVICE: Text = Text { ja: "別の端末を使う", en: "Using another device" };
pub(super) const ANOTHER_DEVICE_HOW: Text = Text {
    ja: "ボタンを押して表示される画面で「別のデバイスを使う」「スマートフォンまたはタブレット」などを選ぶと、QRコードが表示されます。使いたいスマートフォンのカメラで読み取り、スマートフォンの画面の案内に従ってください。",
    en: "Press the button and choose “Use another device” or “Phone or tablet” in the dialog. It shows a QR code: scan it with the camera of the phone you want to use, and follow what the phone says.",
};
pub(super) const NEEDS_BLUETOOTH: Text = Text {
    ja: "両方の端末のBluetoothをオンにし、近くに置いてください。",
    en: "Turn Bluetooth on in both devices and keep them close together.",
};
pub(super) const NEEDS_VERSION: Text = Text {
    ja: "スマートフォンは、AndroidはAndroid 9以降、iPhoneはiOS 13以降が必要です（最新の版をおすすめします）。",
    en: "The phone needs Android 9 or later, or iOS 13 or later (the newest version is best).",
};
pub(super) const NEEDS_INTERNET: Text = Text {
    ja: "両方の端末がインターネットにつながっている必要があります。",
    en: "Both devices must be online.",
};
pub(super) const WAY_OUT: Text = Text {
    ja: "途中でやめるときは、その画面の「キャンセル」または「×」を押してください。このページに戻ります。",
    en: "To stop, press “Cancel” or “×” in the dialog. You are back on this page.",
};

pub(super) const TROUBLE: Text = Text { ja: "うまくいかないとき", en: "If it does not work" };
pub(super) const TROUBLE_LOCK: Text = Text {
    ja: "端末の画面ロック（顔、指紋、暗証番号）がオンになっているかご確認ください。",
    en: "Check that the device's screen lock (face, fingerprint or PIN) is on.",
};
pub(super) const TROUBLE_MANAGER: Text = Text {
    ja: "端末のパスワードマネージャー（iCloudキーチェーン、Googleパスワードマネージャーなど）がオンになっているかご確認ください。",
    en: "Check that the device's password manager (such as iCloud Keychain or Google Password Manager) is on.",
};
pub(super) const TROUBLE_BROWSER: Text = Text {
    ja: "ブラウザと端末を最新の版に更新してください。",
    en: "Update the browser and the device to their newest versions.",
};
pub(super) const TROUBLE_DEVICE: Text = Text {
    ja: "「別の端末を使う」の手順で、お持ちのほかのスマートフォンをお試しください。",
    en: "Try another phone of yours as described under “Using another device”.",
};
pub(super) const TROUBLE_CONTACT: Text = Text {
    ja: "端末を紛失した、機種変更した、対応する端末がないときは、ページ下部の組合の窓口にお問い合わせください。",
    en: "If you have lost or changed your device, or have none that works, please contact your society; its contact is at the foot of this page.",
};

pub(super) const NOT_VERIFIED: Text = Text {
    ja: "端末で本人の確認（顔、指紋、暗証番号）が行われませんでした。もう一度お試しください。",
    en: "The device did not check that it is you (face, fingerprint or PIN). Please try again.",
};
pub(super) const NOT_THEIRS: Text = Text {
    ja: "このパスキーは登録されていません。登録した端末のパスキーをお使いください。",
    en: "This passkey is not registered. Please use a passkey that you have registered.",
};
pub(super) const OF_ANOTHER_SOCIETY: Text = Text {
    ja: "このパスキーは「{society}」で登録されたものです。この組合で登録したパスキーをお使いください。",
    en: "This passkey was registered with {society}. Please use one that you have registered with this society.",
};
pub(super) const MAYBE_COPIED: Text = Text {
    ja: "このパスキーは複製されたおそれがあるため、使用できません。ページ下部の組合の窓口にお問い合わせください。",
    en: "This passkey may have been copied and cannot be used. Please contact your society; its contact is at the foot of this page.",
};
pub(super) const NOT_BELIEVED: Text = Text {
    ja: "パスキーを確認できませんでした。もう一度お試しください。",
    en: "The passkey could not be checked. Please try again.",
};
pub(super) const TOO_LATE: Text = Text {
    ja: "時間が経ったため、パスキーを確認できませんでした。もう一度お試しください。",
    en: "Too much time has passed, so the passkey could not be checked. Please try again.",
};
