//! The questions that members of every society ask, for a society that has not written its own (`help/faq.*.md`).
//!
//! They are answered from the realm's files, so that the length of a password or a sender's address is never wrong.

use base::{Language, Text};
use realm::{Realm, Unlock};

use super::questions::{Category, Questions};

type Question = (Text, Text);

const SIGN_IN: (Text, &[Question]) = (
    Text { ja: "ログインできないとき", en: "When you cannot sign in" },
    &[
        (
            Text {
                ja: "ユーザIDまたはパスワードがわかりません", en: "I do not know my user ID or password"
            },
            Text {
                ja: "ログイン画面の「ユーザIDを忘れた方はこちら」「パスワードを忘れた方はこちら」からお手続きください。登録したメールアドレスにご案内を送ります。\nメールアドレスを登録していないときや、受け取れなくなったときは、{desk}にお問い合わせください。",
                en: "Use “Forgot your user ID?” or “Forgot your password?” on the sign-in page: we write to your registered e-mail address.\nIf none is registered, or you no longer receive mail there, please ask {desk}.",
            },
        ),
        (
            Text { ja: "アカウントがロックされました", en: "My account is locked" },
            Text {
                ja: "パスワードや認証コードを{failures}回間違えると、安全のためロックされます。{unlock}",
                en: "After {failures} wrong passwords or codes an account is locked for safety. {unlock}",
            },
        ),
        (
            Text {
                ja: "「ページの有効期限が切れました」と表示されます", en: "It says that the page has expired"
            },
            Text {
                ja: "時間がたったか、別の画面で手続きが進んだためです。表示されているボタンを押すと、はじめからやり直せます。入力済みの登録内容は失われません。",
                en: "Too much time has passed, or you went on in another window. The button on the page begins anew; nothing that was registered is lost.",
            },
        ),
    ],
);

const PROOFS: (Text, &[Question]) = (
    Text { ja: "パスワードと認証方法", en: "Passwords and ways to sign in" },
    &[
        (
            Text { ja: "パスワードに使える文字は何ですか", en: "What may a password consist of?" },
            Text {
                ja: "半角の英字・数字・記号で、{min}文字から{max}文字です。ユーザIDと同じものや、現在と同じものは使えません。",
                en: "Half-width letters, digits and signs, {min} to {max} of them. It must differ from your user ID and from the present password.",
            },
        ),
        (
            Text { ja: "認証コードが正しくないと表示されます", en: "My code is refused" },
            Text {
                ja: "コードは一度しか使えません。認証アプリのときは、スマートフォンの日時を自動設定にして、次に表示されるコードを入力してください。メールのときは、いちばん新しいメールのコードを入力してください。",
                en: "A code works once. With an app, let the phone set its clock by itself and type the next code. With mail, type the code of the newest mail.",
            },
        ),
        (
            Text { ja: "端末を2台使えますか", en: "Can I use two devices?" },
            Text {
                ja: "はい。「ログイン方法変更」で端末ごとに登録し、見分けられる名前をつけてください。",
                en: "Yes. Register each of them under “Ways to sign in”, with a name that you will recognise.",
            },
        ),
        (
            Text { ja: "機種変更をします", en: "I am getting a new phone" },
            Text {
                ja: "古い端末が使えるうちにログインし、「ログイン方法変更」で新しい端末を登録してから、古い端末を削除してください。",
                en: "While the old phone still works, sign in, register the new one under “Ways to sign in”, then delete the old one.",
            },
        ),
        (
            Text { ja: "スマートフォンをなくしました", en: "I lost my phone" },
            Text {
                ja: "{desk}にご連絡ください。本人確認のあと認証の登録を初期化します。次のログインで新しい端末を登録できます。",
                en: "Please tell {desk}. After checking who you are they reset your registration, and you register a new device at the next sign-in.",
            },
        ),
        (
            Text { ja: "認証方法を変えたい", en: "I want another way to sign in" },
            Text {
                ja: "「プロフィール変更」で選び直せます。まだ登録していない方法を選ぶと、続けて登録の画面が表示されます。",
                en: "Choose it on the “Profile” page. If nothing is registered for it yet, the page for that follows.",
            },
        ),
        (
            Text {
                ja: "パスキーやQRコードがうまくいきません", en: "A passkey or QR code does not work"
            },
            Text {
                ja: "端末に画面ロックと、顔または指紋が登録されているかご確認ください。iOS 13以降、Android 9以降が必要です。パソコンとスマートフォンを組み合わせるときは、両方のBluetoothを有効にしてください。\n認証アプリのQRコードを読み取れないときは、「スキャンできませんか？」で表示されるキーを入力してください。",
                en: "See whether the device has a screen lock and knows your face or finger; it needs iOS 13 or Android 9, or newer. To use a phone for a computer, switch Bluetooth on in both.\nIf an app cannot read the QR code, type the key behind “Can't scan it?”.",
            },
        ),
    ],
);

const MAIL: (Text, &[Question]) = (
    Text { ja: "メール", en: "Mail" },
    &[
        (
            Text { ja: "メールが届きません", en: "No mail arrives" },
            Text {
                ja: "迷惑メールのフォルダと、受信拒否の設定をご確認ください。{domain}からのメールを受信できるようにしてから、「再送信」を押してください。",
                en: "Please look into the junk folder and at your filters. Allow mail from {domain}, then press “Send again”.",
            },
        ),
        (
            Text {
                ja: "どのアドレスからメールが届きますか", en: "From which addresses do you write?"
            },
            Text {
                ja: "確認や認証コードは {no_reply}、お知らせは {info}、登録内容の変更の通知は {webmaster} からお送りします。パスワードをメールでおたずねすることはありません。",
                en: "Codes and confirmations come from {no_reply}, news from {info}, and what changed in your account from {webmaster}. We never ask for a password by mail.",
            },
        ),
    ],
);

const EXPENSES: (Text, &[Question]) = (
    Text { ja: "医療費の表示", en: "Medical expenses" },
    &[
        (
            Text { ja: "窓口で支払った額と違います", en: "The amount differs from what I paid" },
            Text {
                ja: "窓口では10円未満を四捨五入するため、端数が異なります。市区町村などの助成を受けたときは、自己負担額に助成された分が含まれていることがあります。",
                en: "At the counter amounts are rounded to ten yen. Where your city helped to pay, its part may be included in your own payment.",
            },
        ),
        (
            Text { ja: "医療機関の名前が空欄です", en: "The institution has no name" },
            Text {
                ja: "医療機関からの請求に名称がないときは、表示できません。「--」と表示しています。",
                en: "If the institution’s claim does not say its name, we cannot show it, and “--” stands there.",
            },
        ),
        (
            Text {
                ja: "家族に自分の明細を見られたくありません", en: "I do not want my family to see my lines"
            },
            Text {
                ja: "ご自分の明細を被保険者に見せたくないご家族は、{desk}にお申し出ください。組合での登録が済んだ後は、被保険者の画面にもファイルにも、その方の明細は含まれません。\n連絡先は、このページの下部にあります。",
                en: "A family member who does not want the insured person to see their lines may tell {desk}. Once the society has registered this, those lines are neither on the insured person’s pages nor in the files.\nThe contact is at the foot of this page.",
            },
        ),
    ],
);

const MEMBERSHIP: (Text, &[Question]) = (
    Text { ja: "登録内容と資格", en: "Registration and eligibility" },
    &[
        (
            Text { ja: "名前が間違っています", en: "My name is wrong" },
            Text {
                ja: "このサイトでは直せません。{desk}にお申し出ください。",
                en: "It cannot be corrected here. Please tell {desk}.",
            },
        ),
        (
            Text { ja: "記号・番号が変わりました", en: "My insurance number has changed" },
            Text {
                ja: "今までのユーザIDとパスワードを、そのままお使いください。",
                en: "Keep using the same user ID and password.",
            },
        ),
        (Text { ja: "退職しました", en: "I have left the company" }, Text { ja: "{eligibility}", en: "{eligibility}" }),
    ],
);

const DEVICES: (Text, &[Question]) = (
    Text { ja: "ご利用の環境", en: "Devices" },
    &[
        (
            Text { ja: "パソコンでも使えますか", en: "Can I use a computer?" },
            Text {
                ja: "はい。最新のChrome、Edge、Safariでご利用ください。",
                en: "Yes, with a current Chrome, Edge or Safari.",
            },
        ),
        (
            Text { ja: "インターネットを使えません", en: "I cannot use the internet" },
            Text {
                ja: "書面でのご案内について、{desk}にお問い合わせください。",
                en: "Please ask {desk} about information on paper.",
            },
        ),
    ],
);

const UNLOCKED_BY_DESK: Text =
    Text { ja: "解除は、{desk}にお申し出ください。", en: "To have it unlocked, please ask {desk}." };
const UNLOCKED_BY_TIME: Text = Text {
    ja: "しばらくたつと解除されます。お急ぎのときは、{desk}にお申し出ください。",
    en: "It is unlocked after a while. If you cannot wait, please ask {desk}.",
};
const OVER_AT_ONCE: Text = Text {
    ja: "資格を喪失すると、ご利用いただけなくなります。必要なデータは、その前に保存してください。",
    en: "Once your eligibility has ended you cannot use this site. Please save what you need before.",
};
const READABLE_AFTER: Text = Text {
    ja: "資格を喪失してから{years}年間は、在籍していた期間の情報をご覧いただけます。",
    en: "For {years} years after your eligibility ended you can read what concerns the insured time.",
};

/// The usual questions with this realm's answers.
#[must_use]
pub fn questions(realm: &Realm, language: Language) -> Questions {
    let desk = realm.contact.name.in_language(language);
    let policy = &realm.sign_in;
    let unlock = match policy.lockout.unlock {
        Unlock::Administrator => UNLOCKED_BY_DESK,
        Unlock::After(_) => UNLOCKED_BY_TIME,
    };
    let unlock = unlock.with(language, &[("desk", &desk)]);
    let eligibility = match policy.years_after_eligibility {
        0 => OVER_AT_ONCE.get(language).to_owned(),
        years => READABLE_AFTER.with(language, &[("years", &years)]),
    };
    let domain = realm.mail.no_reply.split_once('@').map_or(realm.mail.no_reply.as_str(), |(_, domain)| domain);
    let values: [(&str, &dyn std::fmt::Display); 10] = [
        ("unlock", &unlock),
        ("eligibility", &eligibility),
        ("desk", &desk),
        ("failures", &policy.lockout.failures),
        ("min", &policy.password.min),
        ("max", &policy.password.max),
        ("domain", &domain),
        ("no_reply", &realm.mail.no_reply),
        ("info", &realm.mail.info),
        ("webmaster", &realm.mail.webmaster),
    ];
    let category = |(name, questions): (Text, &[Question])| {
        let answered: Vec<_> = questions
            .iter()
            .map(|(question, answer)| (question.get(language), answer.with(language, &values)))
            .collect();
        Category::plain(name.get(language), &answered)
    };
    Questions { categories: [SIGN_IN, PROOFS, MAIL, EXPENSES, MEMBERSHIP, DEVICES].map(category).into() }
}
