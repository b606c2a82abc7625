//! Every mail as it reads, in both languages, and what must hold for all of them.

use std::path::Path;

use base::Text;
use chrono::{DateTime, TimeDelta, Utc};
use insta::assert_snapshot;
use realm::{ProcessSettings, Unlock};
use store::outbox::Outbox;

use super::*;

fn now() -> DateTime<Utc> {
    "2026-11-20T08:05:00Z".parse().unwrap()
}

/// 港健保 as its files describe it.
fn minato() -> Realm {
    let settings = ProcessSettings {
        provider_url: "https://id.minato.example.jp".parse().unwrap(),
        portal_url: "https://portal.minato.example.jp".parse().unwrap(),
        development: true,
        secrets_dir: Path::new("/").to_owned(),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../realm-config");
    std::sync::Arc::unwrap_or_clone(realm::read(&folder, "minato", &settings).unwrap().unwrap())
}

fn all(language: Language) -> Vec<(&'static str, Mail)> {
    samples(&minato(), language, now()).unwrap()
}

#[test]
fn the_mails_as_text() {
    for language in Language::ALL {
        let mails: Vec<String> = all(language)
            .iter()
            .map(|(kind, mail)| {
                format!("#### {kind}\nFrom: {}\nSubject: {}\n\n{}", mail.sender, mail.subject, mail.text)
            })
            .collect();
        assert_snapshot!(format!("text_{}", language.tag()), mails.join("\n"));
    }
}

#[test]
fn a_mail_as_html() {
    for language in Language::ALL {
        let (_, mail) = &all(language)[0];
        assert_snapshot!(format!("html_{}", language.tag()), mail.html.replace("><", ">\n<"));
    }
}

#[test]
fn both_parts_say_the_same() {
    for language in Language::ALL {
        for (kind, mail) in all(language) {
            let shown = |paragraph: &str| mail.html.contains(paragraph);
            let lines = mail.text.lines().filter(|line| !line.is_empty());
            for line in lines.map(|line| line.trim_start_matches(['■', '*', ' '])) {
                let parts =
                    line.split_once('：').or_else(|| line.split_once(": ")).map_or(vec![line], |(a, b)| vec![a, b]);
                assert!(shown(line) || parts.iter().all(|part| shown(part)), "{kind}: {line}");
            }
        }
    }
}

#[test]
fn every_mail_names_the_society_and_its_desk_and_links_stand_alone() {
    let realm = minato();
    for language in Language::ALL {
        for (kind, mail) in all(language) {
            let text = &mail.text;
            assert!(text.starts_with(realm.display_name.in_language(language)), "{kind}");
            assert!(text.contains(realm.contact.phone.as_ref().unwrap()), "{kind}");
            assert!(text.contains(texts::NOT_YOU.get(language)), "{kind}");
            assert_eq!(mail.sender.name, realm.display_name.in_language(language));
            for line in text.lines().filter(|line| line.contains("https://")) {
                assert!(line.starts_with("https://") && !line.contains(char::is_whitespace), "{kind}: {line}");
                assert!(mail.html.contains(&format!("href=\"{line}\"")), "{kind}");
            }
            assert!(!mail.html.contains("src=") && !mail.html.contains("url("), "{kind} fetches nothing");
        }
    }
}

#[test]
fn codes_are_found_by_the_tag_in_the_subject_and_do_not_stand_there() {
    for (kind, mail) in all(Language::Ja) {
        let six_digits = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 6);
        assert!(!six_digits(&mail.subject), "{kind}");
        assert_eq!(six_digits(&mail.text), matches!(kind, "email-verification" | "one-time-code"), "{kind}");
        if kind == "one-time-code" {
            let tag: String = mail.subject.chars().skip(1).take(2).collect();
            assert!(mail.text.contains(&format!("確認番号：{tag}")));
        }
    }
}

#[test]
fn a_realm_that_unlocks_by_itself_says_so() {
    let mut realm = minato();
    realm.sign_in.lockout.unlock = Unlock::After(TimeDelta::minutes(30));
    let to = EmailAddress::read("misaki@example.jp").unwrap();
    let mail = write(&realm, (Language::Ja, &to), &Message::Locked { at: now() });
    assert!(mail.text.contains("しばらくのあいだ") && !mail.text.contains("窓口にお問い合わせください"));
}

#[test]
fn a_name_that_a_member_chose_is_one_line_and_no_markup() {
    let to = EmailAddress::read("misaki@example.jp").unwrap();
    let message = Message::CredentialChanged {
        at: now(),
        change: CredentialChange::Added,
        credential: Credential::Passkey,
        name: "<b>私</b>\n\n■お問い合わせ先\nhttps://evil.example",
    };
    let mail = write(&minato(), (Language::Ja, &to), &message);
    assert!(mail.text.contains("パスキー：<b>私</b> ■お問い合わせ先 https://evil.example\n"));
    assert!(mail.html.contains("&lt;b&gt;私&lt;/b&gt;") && !mail.html.contains("<b>"));
}

#[test]
fn every_address_that_a_member_may_have_can_be_written_to() {
    let mut realm = minato();
    realm.display_name = Text { ja: "\r\nBcc: all@example.jp".to_owned(), en: String::new() };
    let outbox = Outbox::new(base::KeyEncryptionKey::generate());
    let long = format!("{}@{}.example.jp", "m".repeat(64), ["a".repeat(60), "b".repeat(60)].join("."));
    for address in ["a@b.jp", "misaki+kenpo@example.co.jp", "!#$%&'*+-/=?^_`{|}~@example.jp", "a@日本.jp", &long] {
        let to = EmailAddress::read(address).unwrap();
        let mail = write(&realm, (Language::Ja, &to), &Message::MfaReset { at: now() });
        assert!(outbox.prepare(&realm.name, ("mfa-reset", &mail), None, now()).is_ok(), "{address}");
    }
}
