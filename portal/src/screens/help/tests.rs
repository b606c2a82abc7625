//! Help as visitors meet it: open to everybody, in both languages, searched without a script.

use crate::testing::{Site, member};

#[tokio::test]
async fn help_is_open_before_a_sign_in_and_after_it() {
    let site = Site::open().await;
    let mut stranger = site.browser();
    let mut known = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    for (page, heading) in [
        ("help", "ヘルプ・サポート"),
        ("help/guide", "ご利用案内"),
        ("help/faq", "よくある質問"),
        ("terms", "利用規約"),
        ("", "ヘルプ・サポート"),
    ] {
        let address = format!("/minato/{page}");
        let text = stranger.get(&address).await.text;
        assert!(text.contains(heading) && !text.contains("港 花子"), "{page}: {text}");
        for entry in ["/minato/help/guide", "/minato/help/faq", "/minato/terms", "/minato/help\""] {
            assert!(text.contains(&format!("href=\"{}", entry)) || text.contains(entry), "{page}: {entry}");
        }
        assert!(known.get(&address).await.text.contains("港 花子"), "{page}: the member's own menu");
    }
}

/// All that a member must find answered.
const TOPICS: [(&str, &str); 18] = [
    ("わかりません ユーザID", "know my user ID"),
    ("メール 届きません", "No mail arrives"),
    ("no-reply@minato.example.jp", "webmaster@minato.example.jp"),
    ("ロック", "locked"),
    ("パスワード 使える文字", "password Half-width"),
    ("コード 正しくない", "code refused"),
    ("2台", "two devices"),
    ("機種変更", "new phone"),
    ("なくしました", "lost my phone"),
    ("名前 間違って", "name is wrong"),
    ("認証方法を変えたい", "another way to sign in"),
    ("パスキー QRコード", "passkey QR"),
    ("パソコン", "computer"),
    ("有効期限", "page has expired"),
    ("退職 2年間", "left 2 years"),
    ("記号・番号", "insurance number"),
    ("四捨五入", "rounded"),
    ("インターネットを使えません", "cannot use the internet"),
];

#[tokio::test]
async fn a_society_without_questions_of_its_own_answers_the_usual_ones() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let mut missing = Vec::new();
    for language in ["ja", "en"] {
        let all = browser.get(&format!("/minato/help/faq?lang={language}")).await.text;
        assert!(all.matches("<details class=\"question\">").count() >= TOPICS.len(), "{language}");
        assert!(!all.contains('{'), "a place that nothing filled");
        for (ja, en) in TOPICS {
            let wanted = if language == "ja" { ja } else { en };
            let query = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect::<String>();
            let text = browser.get(&format!("/minato/help/faq?q={query}&lang={language}")).await.text;
            let found = text.matches("<details class=\"question\">").count();
            if !(1..=6).contains(&found) {
                missing.push(format!("{language} {wanted}: {found}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn a_society_may_answer_in_its_own_words() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let faq = browser.get("/hikari/help/faq").await.text;
    assert!(faq.contains("<h2>メール</h2>") && faq.contains("<summary>差出人は？</summary>"), "{faq}");
    assert!(!faq.contains("機種変更をします"), "not the usual ones besides");
    let found = browser.get("/hikari/help/faq?q=%E3%81%B1%E3%81%99%E3%82%8F%E3%83%BC%E3%81%A9").await.text;
    assert!(found.contains("検索結果：1件") && found.contains("<strong>迷惑</strong>メール"), "{found}");
    assert!(!found.contains("差出人は？") && found.contains("value=\"ぱすわーど\""), "what was typed stays");
    assert!(browser.get("/hikari/help/guide").await.text.contains("開くだけです。"));
    let english = browser.get("/hikari/help/faq?lang=en&q=JUNK").await.text;
    assert!(english.contains("Results: 1") && english.contains("No mail?"), "{english}");
}

#[tokio::test]
async fn a_search_repeats_nothing_unescaped_and_never_leads_nowhere() {
    let site = Site::open().await;
    let mut browser = site.browser();
    let long = "あ".repeat(300);
    for (query, kept) in [("%3Cscript%3E%22", "value=\"&lt;script&gt;&quot;\""), (&*long, &*"あ".repeat(100))] {
        let text = browser.get(&format!("/minato/help/faq?q={query}")).await.text;
        assert!(text.contains("あてはまる質問が見つかりませんでした") && text.contains(kept), "{text}");
        assert!(!text.contains("<script>\"") && !text.contains(&"あ".repeat(101)), "{text}");
        assert!(text.contains("すべての質問を見る") && text.contains("03-0000-0000"));
    }
    for query in ["q=%FF", "q=a&q=b", "q=", "q"] {
        assert_eq!(browser.get(&format!("/minato/help/faq?{query}")).await.status, 200, "{query}");
    }
}
