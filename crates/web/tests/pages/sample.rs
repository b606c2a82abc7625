//! A society and its pages, as the tests compare them and the gallery shows them.
#![expect(clippy::unwrap_used, reason = "samples are constants")]

use base::{KeyEncryptionKey, Text};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use realm::{Contact, Document, Interruption};
use web::controls::{
    Button, Checkbox, Column, Field, Figure, LinkButton, Notice, Problems, Radios, Table, Tile, actions, definitions,
    document, figures, form, links, tiles,
};
use web::{Brand, Browser, Cookies, FormGuard, Menu, MenuItem, MenuMember, Service, Site, View, format};

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="8" fill="#0b5fa5"/><path d="M8 26c4 0 4-4 8-4s4 4 8 4 4-4 8-4M20 8v12" stroke="#fff" stroke-width="3" fill="none" stroke-linecap="round"/></svg>"##;

const TERMS: Text = Text {
    ja: "<h2>第1条（目的）</h2><p>この規約は、港健康保険組合（以下「当組合」といいます。）が提供する会員サービスの利用について定めます。</p>\
         <h2>第2条（利用者）</h2><ol><li>サービスを利用できるのは、当組合の被保険者に限ります。</li>\
         <li>利用者は、ログインに使う情報を他人に知らせてはなりません。</li></ol>",
    en: "<h2>Article 1 (Purpose)</h2><p>These terms govern the use of the member services of the society.</p>\
         <h2>Article 2 (Users)</h2><ol><li>The services are for persons insured by the society.</li>\
         <li>Users must not tell others what they sign in with.</li></ol>",
};

fn own(ja: &str, en: &str) -> Text<String> {
    Text { ja: ja.to_owned(), en: en.to_owned() }
}

/// The society of the samples.
pub fn site(service: Service) -> Site {
    let brand = realm::Brand { logo_svg: Some(LOGO.into()), primary_colour: "#0b5fa5".parse().unwrap() };
    Site {
        society: own("港健康保険組合", "Minato Health Insurance Society"),
        contact: Some(Contact {
            name: own("港健康保険組合 適用課", "Minato Health Insurance Society, Membership Desk"),
            phone: Some("03-0000-0000".to_owned()),
            hours: Some(own("平日 9時～17時", "Weekdays, 9:00 to 17:00")),
            email: Some("info@minato.example.jp".to_owned()),
        }),
        address: "http://localhost:8080/minato".parse().unwrap(),
        home: Some("http://localhost:8081/minato/".to_owned()),
        help: Some("http://localhost:8081/minato/help".to_owned()),
        brand: Some(Brand::new("/minato/brand".to_owned(), &brand)),
        cookies: Cookies::new(service, &"minato".parse().unwrap(), false),
    }
}

/// A page by its name.
type Sample = (&'static str, fn(View<'_>) -> Markup);

/// Every sample page.
pub const PAGES: [Sample; 9] = [
    ("login", |view| login(view, &Problems::none())),
    ("login-refused", |view| {
        login(
            view,
            &Problems::of_form(view.say(Text {
                ja: "無効なユーザIDまたはパスワードです。",
                en: "The user ID or the password is not valid.",
            })),
        )
    }),
    ("code", code),
    ("method", method),
    ("email", email),
    ("terms", terms),
    ("top", top),
    ("expenses", expenses),
    ("profile", profile),
];

fn token() -> web::FormToken {
    let (key, realm) = (KeyEncryptionKey::generate(), "minato".parse().unwrap());
    let browser = Browser::recognise(&site(Service::Provider).cookies, &axum::http::HeaderMap::new());
    FormGuard { key: &key, realm: &realm, browser: &browser, member: None }.token("sample")
}

fn t(view: View<'_>, ja: &'static str, en: &'static str) -> &'static str {
    view.say(Text { ja, en })
}

fn login(view: View<'_>, problems: &Problems) -> Markup {
    let content = html! {
        (Field::user_id("username", t(view, "ユーザID", "User ID")).value("tanaka-01").check(problems))
        (Field::password("password", t(view, "パスワード", "Password"), view.language).check(problems))
        (Checkbox::new("remember", t(view, "ログイン状態の保存", "Keep me signed in")))
        (actions(&html! {
            (Button::primary("login-submit", t(view, "ログイン", "Sign in")))
            (LinkButton::secondary("/", t(view, "ポータルに戻る", "Back to the portal")))
        }))
    };
    let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let coming = Interruption { from: moment("2026-11-19T10:00:00Z"), until: moment("2026-11-19T13:00:00Z") };
    view.page(t(view, "ログイン", "Sign in")).problems(problems).card(html! {
        @if problems.is_empty() {
            (Notice::maintenance(view.language, &coming))
        }
        (form("/minato/login", &token(), &content))
        (links(&[
            ("#", t(view, "パスワードを忘れた方はこちら", "Forgotten your password?")),
            ("#", t(view, "ユーザIDを忘れた方はこちら", "Forgotten your user ID?")),
        ]))
    })
}

fn code(view: View<'_>) -> Markup {
    let problems = Problems::of_field("code", t(view, "認証コードが異なります。", "The code is not right."));
    let content = html! {
        (Radios::new("device", t(view, "使用する端末", "Device"))
            .option("1", t(view, "iPhone の認証アプリ", "Authenticator on the iPhone"))
            .option("2", t(view, "会社のパソコン", "Office PC"))
            .chosen(Some("1")))
        (Field::code("code", t(view, "アプリに表示された6桁", "The 6 digits shown in the app"))
            .hint(t(view, "30秒ごとに新しい番号に変わります。", "They change every 30 seconds."))
            .check(&problems))
        (actions(&html! { (Button::primary("login-submit", t(view, "ログイン", "Sign in"))) }))
    };
    let title = t(view, "ワンタイムパスワード（OTP）アプリ認証", "Code from the authenticator app");
    view.page(title).problems(&problems).card(form("/minato/login/otp", &token(), &content))
}

fn method(view: View<'_>) -> Markup {
    let content = html! {
        (Radios::new("method", t(view, "認証方法", "Second factor"))
            .hint(t(view, "ログインのたびに、パスワードのほかに使います。", "Used besides the password at each sign-in."))
            .option("passkey", t(view, "生体認証", "Passkey"))
            .explained(t(view, "この端末の顔または指紋で確認します。", "Your face or fingerprint on this device."))
            .option("app-otp", t(view, "ワンタイムパスワード（OTP）アプリ認証", "Authenticator app"))
            .explained(t(view, "アプリに表示された6桁を入力します。", "You enter the 6 digits shown in the app."))
            .option("mail-otp", t(view, "ワンタイムパスワード（OTP）メール認証", "Code by e-mail"))
            .explained(t(view, "メールに届いた6桁を入力します。", "You enter the 6 digits sent by e-mail."))
            .recommended(view.language)
            .chosen(Some("mail-otp")))
        (actions(&html! { (Button::primary("method-submit", t(view, "次へ", "Continue"))) }))
    };
    view.page(t(view, "認証方法の選択", "Choose your second factor")).card(form("#", &token(), &content))
}

fn email(view: View<'_>) -> Markup {
    let mut problems = Problems::none();
    problems.add("email", t(view, "@の前に「.」は使えません。", "There must be no dot before the @."));
    problems.add("birth_date", t(view, "生年月日を8桁で入力してください。", "Enter the birth date with 8 digits."));
    let content = html! {
        (Field::digits("birth_date", t(view, "生年月日", "Birth date"))
            .hint(t(view, "西暦の年月日を続けて8桁で（例：1990年11月1日は19901101）", "Year, month, day, 8 digits: 19901101"))
            .value("1990")
            .check(&problems))
        (Field::email("email", t(view, "メールアドレス", "E-mail address")).value("hanako.@example.jp").check(&problems))
        (Field::user_id("user_id", t(view, "ユーザID", "User ID")).value("tanaka-01").read_only())
        (Field::area("remark", t(view, "ご要望", "Remarks")).optional(view.language))
        (actions(&html! {
            (Button::primary("email-submit", t(view, "次へ", "Continue")))
            (Button::secondary("email-back", t(view, "キャンセル", "Cancel")))
        }))
    };
    view.page(t(view, "ご本人の確認", "Please confirm who you are")).problems(&problems).card(form(
        "#",
        &token(),
        &content,
    ))
}

fn terms(view: View<'_>) -> Markup {
    let content = html! {
        (actions(&html! {
            (Button::primary("terms-agree", t(view, "同意する", "I agree")).sends("answer", "agree"))
            (Button::secondary("terms-decline", t(view, "同意しない", "I do not agree")).sends("answer", "decline"))
        }))
    };
    let text = Document {
        title: t(view, "利用規約", "Terms of use").to_owned(),
        html: t(view, TERMS.ja, TERMS.en).into(),
        sha256: String::new(),
    };
    view.page(&text.title).card(html! {
        p { (t(view, "サービスのご利用には、次の規約への同意が必要です。", "To use the service, please agree to these terms.")) }
        (document(&text))
        (form("#", &token(), &content))
    })
}

fn menu(view: View<'_>, current: usize) -> Menu {
    let labels = [
        t(view, "ホーム", "Home"),
        t(view, "医療費情報", "Medical expenses"),
        t(view, "プロフィール変更", "Profile"),
        t(view, "ログイン方法変更", "Sign-in methods"),
        t(view, "よくある質問", "Questions"),
    ];
    let items = labels.iter().enumerate();
    Menu {
        items: items
            .map(|(index, label)| MenuItem {
                label: (*label).to_owned(),
                href: "#".to_owned(),
                current: index == current,
                own_tab: false,
            })
            .collect(),
        member: Some(MenuMember {
            name: t(view, "田中 花子", "Hanako Tanaka").to_owned(),
            picture: None,
            sign_out: "#".to_owned(),
        }),
    }
}

fn top(view: View<'_>) -> Markup {
    let menu = menu(view, 0);
    view.page(t(view, "ホーム", "Home")).menu(&menu).wide(html! {
        (Notice::success(t(view, "ログインしました", "You are signed in"), html! {
            p { (t(view, "認証方法の登録は、次回のログインのときに行います。", "You will set up your second factor at the next sign-in.")) }
        }))
        (figures(&[
            Figure { label: t(view, "直近のあなたが支払った額", "Your latest own payment"), value: &format::yen(12_340, view.language),
                remark: Some(&format::month(NaiveDate::from_ymd_opt(2026, 8, 1).unwrap(), view.language)) },
            Figure { label: t(view, "今年のあなたが支払った額", "Your own payment this year"), value: &format::yen(1_098_760, view.language), remark: None },
        ]))
        h2 { "Service" }
        (tiles(&[
            Tile { label: t(view, "医療費情報", "Medical expenses"), href: "#", about: Some(t(view, "ご家族の医療費を確認できます。", "What your family's care cost.")) },
            Tile { label: t(view, "医療費控除", "Tax return"), href: "#", about: Some(t(view, "確定申告用のデータを取得できます。", "Data for your tax return.")) },
            Tile { label: t(view, "お知らせ", "Notices"), href: "#", about: None },
            Tile { label: t(view, "人間ドック等予約", "Medical check-ups"), href: "#", about: Some(t(view, "別のサイトが開きます。", "Opens another site.")) },
        ]))
        h2 { "Information" }
        p { (t(view, "お知らせはありません。", "There are no notices.")) }
    })
}

fn expenses(view: View<'_>) -> Markup {
    let menu = menu(view, 1);
    let month = format::month(NaiveDate::from_ymd_opt(2026, 8, 1).unwrap(), view.language);
    let paid = format::yen(142_803, view.language);
    view.page(t(view, "2026年8月の医療費", "Medical expenses of August 2026"))
        .menu(&menu)
        .below(t(view, "ホーム", "Home"), "#")
        .below(t(view, "医療費情報", "Medical expenses"), "#")
        .wide(html! {
            (figures(&[Figure { label: t(view, "あなたが支払った額", "What you paid"), value: &paid, remark: Some(&month) }]))
            (lines(view, &month))
            (Notice::information(t(view, "この明細について", "About these lines"), html! {
                ul {
                    li { (t(view, "1行は、1つの医療機関での1か月分です。", "A line is one month at one institution.")) }
                    li { (t(view, "この明細は確定申告（医療費控除）には使用できません。", "These lines do not serve the tax return.")) }
                }
            }))
        })
}

fn lines<'a>(view: View<'a>, month: &str) -> Table<'a> {
    let yen = |amount: i64| html! { (format::yen(amount, view.language)) };
    let columns = vec![
        Column::text(t(view, "診療年月", "Month of care")),
        Column::text(t(view, "受診者", "Patient")),
        Column::text(t(view, "医療機関", "Institution")),
        Column::text(t(view, "診療区分/日数(回数)", "Kind / days")),
        Column::number(t(view, "医療費総額", "Total")),
        Column::number(t(view, "保険者負担額", "Paid by insurer")),
        Column::number(t(view, "公費負担額", "Public funds")),
        Column::number(t(view, "自己負担額", "Own payment")),
        Column::text(t(view, "備考", "Remarks")),
    ];
    let mut table = Table::new(t(view, "医療費明細", "Lines"), columns);
    for (institution, kind, total) in [
        ("みなと中央病院", t(view, "通院 2日", "Out-patient, 2 days"), 12_340),
        ("さくら薬局 港南口店", t(view, "調剤 1回", "Pharmacy, once"), 5_670),
        ("--", t(view, "歯科 1日", "Dental, 1 day"), 458_000),
    ] {
        let insurer = total * 7 / 10;
        let words = [month, t(view, "田中 花子", "Hanako Tanaka"), institution, kind].map(|word| html! { (word) });
        let amounts = [total, insurer, 0, total - insurer].map(yen);
        table.row(words.into_iter().chain(amounts).chain([html! {}]).collect());
    }
    let total = html! { (t(view, "合計", "Total")) };
    let blank = || html! {};
    table.total(vec![total, blank(), blank(), blank(), yen(476_010), yen(333_207), yen(0), yen(142_803), blank()]);
    table
}

fn profile(view: View<'_>) -> Markup {
    let menu = menu(view, 2);
    view.page(t(view, "プロフィール変更", "Profile")).menu(&menu).below(t(view, "ホーム", "Home"), "#").wide(html! {
        (definitions(&[
            (t(view, "ユーザID", "User ID"), html! { "tanaka-01" }),
            (t(view, "Eメール", "E-mail"), html! { "hanako@example.jp" }),
            (t(view, "氏名", "Name"), html! { (t(view, "田中 花子", "Hanako Tanaka")) }),
        ]))
        (Notice::warning(t(view, "この端末を削除しますか？", "Delete this device?"), html! {
            p { (t(view, "次回のログインで、もう一度登録が必要になります。", "At the next sign-in you will have to enrol again.")) }
        }))
        (actions(&html! {
            (Button::danger("delete", t(view, "削除する", "Delete")))
            (LinkButton::secondary("#", t(view, "キャンセル", "Cancel")))
        }))
    })
}
