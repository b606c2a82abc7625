//! How applications, and what they learn, are spoken of.

use base::Text;

pub(super) const ABOUT: Text = Text { ja: "「{application}」について", en: "About {application}" };
pub(super) const POLICY: Text = Text { ja: "個人情報の取り扱い", en: "Privacy policy" };
pub(super) const TERMS: Text = Text { ja: "利用規約", en: "Terms of service" };
pub(super) const IN_OWN_TAB: Text = Text { ja: "（新しいタブで開きます）", en: " (opens in a new tab)" };

/// Each scope that means something here, what it is called, and what an application learns or may do by it.
pub(super) const SCOPES: [(&str, Text, Text); 7] = [
    (
        "openid",
        Text { ja: "ログインの確認", en: "That it is you" },
        Text {
            ja: "ご本人がログインしたことと、このアプリでご本人を見分けるための番号。組合の記号・番号ではありません。",
            en: "That you have signed in, and a number by which the application recognises you. It is not your insurance number.",
        },
    ),
    (
        "profile",
        Text { ja: "お名前など", en: "Your name and the like" },
        Text {
            ja: "お名前（漢字とカナ）、生年月日、言語など、登録されている基本の情報。",
            en: "Your name in kanji and kana, your birth date, your language and other basic details on record.",
        },
    ),
    (
        "email",
        Text { ja: "メールアドレス", en: "Your e-mail address" },
        Text {
            ja: "登録されているメールアドレスと、確認が済んでいるかどうか。",
            en: "Your e-mail address on record, and whether it has been confirmed.",
        },
    ),
    (
        "phone",
        Text { ja: "電話番号", en: "Your telephone number" },
        Text {
            ja: "登録されている電話番号と、確認が済んでいるかどうか。",
            en: "Your telephone number on record, and whether it has been confirmed.",
        },
    ),
    (
        "address",
        Text { ja: "住所", en: "Your address" },
        Text { ja: "登録されている住所。", en: "Your postal address on record." },
    ),
    (
        "kenpo",
        Text { ja: "健康保険の情報", en: "Your health insurance" },
        Text {
            ja: "記号・番号・枝番、会員番号、世帯番号と、資格の期間。",
            en: "Your insurance symbol, number and branch, your member and household numbers, and since and until when you are insured.",
        },
    ),
    (
        "offline_access",
        Text { ja: "ログインしていない間の利用", en: "Access while you are away" },
        Text {
            ja: "ログアウトしたあとも、ここに書かれた情報を受け取り続けます。",
            en: "The application goes on receiving what is listed here after you have signed out.",
        },
    ),
];
pub(super) const OTHER_SCOPE: Text = Text {
    ja: "このサービスの外で使う権限です。内容は「{application}」の提供元にお問い合わせください。",
    en: "A permission that is used outside this service. Please ask the provider of {application} what it means.",
};

/// Single claims, by what they tell.
pub(super) const CLAIMS: [(&str, Text); 23] = [
    ("name", Text { ja: "お名前", en: "Your name" }),
    ("family_name", Text { ja: "姓", en: "Your family name" }),
    ("given_name", Text { ja: "名", en: "Your given name" }),
    ("middle_name", Text { ja: "ミドルネーム", en: "Your middle name" }),
    ("nickname", Text { ja: "ニックネーム", en: "Your nickname" }),
    ("preferred_username", Text { ja: "呼び名", en: "The name you go by" }),
    ("profile", Text { ja: "紹介ページのアドレス", en: "Your profile page" }),
    ("picture", Text { ja: "写真", en: "Your picture" }),
    ("website", Text { ja: "ホームページのアドレス", en: "Your website" }),
    ("name#ja-Kana-JP", Text { ja: "お名前（カナ）", en: "Your name in kana" }),
    ("family_name#ja-Kana-JP", Text { ja: "姓（カナ）", en: "Your family name in kana" }),
    ("given_name#ja-Kana-JP", Text { ja: "名（カナ）", en: "Your given name in kana" }),
    ("birthdate", Text { ja: "生年月日", en: "Your birth date" }),
    ("gender", Text { ja: "性別", en: "Your gender" }),
    ("zoneinfo", Text { ja: "タイムゾーン", en: "Your time zone" }),
    ("locale", Text { ja: "言語", en: "Your language" }),
    ("updated_at", Text { ja: "登録情報の更新日時", en: "When your details last changed" }),
    ("email", Text { ja: "メールアドレス", en: "Your e-mail address" }),
    ("email_verified", Text { ja: "メールアドレスが確認済みか", en: "Whether your e-mail address is confirmed" }),
    ("phone_number", Text { ja: "電話番号", en: "Your telephone number" }),
    ("phone_number_verified", Text { ja: "電話番号が確認済みか", en: "Whether your telephone number is confirmed" }),
    ("address", Text { ja: "住所", en: "Your address" }),
    ("kenpo", Text { ja: "健康保険の記号・番号など", en: "Your insurance number and the like" }),
];
pub(super) const CLAIM_ALONE: Text =
    Text { ja: "登録されている、この項目だけ。", en: "This single detail on record." };
pub(super) const OTHER_CLAIM: Text = Text {
    ja: "登録されている、この名前の項目だけ。",
    en: "The single detail on record that has this name.",
};
