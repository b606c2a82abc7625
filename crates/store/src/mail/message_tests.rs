//! Messages as an independent parser reads them: one sender, one recipient, no header that was not meant.

use mailparse::{MailAddr, MailHeaderMap, addrparse_header, dateparse, parse_mail};
use proptest::prelude::*;

use super::*;

fn mail() -> Mail {
    Mail {
        sender: Sender { name: "港健康保険組合".to_owned(), address: "no-reply@minato.example.jp".to_owned() },
        recipient: "misaki@example.jp".to_owned(),
        subject: "【AB】ワンタイムパスワード".to_owned(),
        text: "確認番号：AB\n".to_owned(),
        html: "<p>確認番号：AB</p>".to_owned(),
        unsubscribe: None,
    }
}

fn posted(mail: Mail) -> Posted {
    Posted {
        id: "0193f0a0-0000-7000-8000-000000000001".parse().unwrap(),
        realm: "minato".parse().unwrap(),
        kind: "one-time-code".to_owned(),
        written_at: "2026-11-20T03:00:00.5Z".parse().unwrap(),
        mail,
    }
}

fn bytes(mail: Mail) -> Vec<u8> {
    posted(mail).message().unwrap().formatted()
}

#[test]
fn a_mail_says_in_ascii_what_it_says() {
    let bytes = bytes(mail());
    assert!(
        bytes.is_ascii() && bytes.split(|b| *b == b'\n').all(|line| line.len() <= 78 && line.last() != Some(&b' '))
    );
    let parsed = parse_mail(&bytes).unwrap();
    let header = |name: &str| parsed.headers.get_first_value(name).unwrap();
    assert_eq!(header("Subject"), "【AB】ワンタイムパスワード");
    assert_eq!(header("From"), "港健康保険組合 <no-reply@minato.example.jp>");
    assert_eq!(header("To"), "misaki@example.jp");
    assert_eq!(header("Message-ID"), "<0193f0a0-0000-7000-8000-000000000001@minato.example.jp>");
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(dateparse(&header("Date")).unwrap(), 1_795_143_600);
    assert_eq!(parsed.ctype.mimetype, "multipart/alternative");
    let bodies: Vec<_> =
        parsed.subparts.iter().map(|part| (part.ctype.mimetype.as_str(), part.get_body().unwrap())).collect();
    assert_eq!(bodies.len(), 2);
    assert_eq!((bodies[0].0, bodies[0].1.trim_end()), ("text/plain", "確認番号：AB"));
    assert_eq!((bodies[1].0, bodies[1].1.trim_end()), ("text/html", "<p>確認番号：AB</p>"));
}

#[test]
fn a_mail_says_where_it_is_switched_off_and_that_one_press_does_it() {
    let address = format!("https://portal.example.jp/minato/mail-off/{}", "a".repeat(43));
    let bytes = bytes(Mail { unsubscribe: Some(address.clone()), ..mail() });
    let parsed = parse_mail(&bytes).unwrap();
    let header = |name: &str| parsed.headers.get_first_value(name).unwrap();
    assert_eq!(header("List-Unsubscribe"), format!("<{address}>"));
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
}

#[test]
fn a_mail_is_the_same_whenever_it_is_sent() {
    assert_eq!(bytes(mail()), bytes(mail()));
}

#[test]
fn what_is_no_address_is_no_recipient() {
    for recipient in [
        "",
        "misaki",
        "misaki@example.jp, makoto@example.jp",
        "Misaki <misaki@example.jp>",
        "misaki@example.jp\r\nBcc: makoto@example.jp",
        "misaki@example.jp>\r\nRCPT TO:<makoto@example.jp",
        "misaki\0@example.jp",
    ] {
        let bad = Mail { recipient: recipient.to_owned(), ..mail() };
        assert_eq!(bad.check(), Err(Unsendable::Recipient), "{recipient:?}");
        assert_eq!(posted(bad).message().map(drop), Err(Unsendable::Recipient));
    }
    let bad = Mail { sender: Sender { address: "no-reply".to_owned(), ..mail().sender }, ..mail() };
    assert_eq!(bad.check(), Err(Unsendable::Sender));
}

#[test]
fn a_mail_shows_nothing_of_itself_to_a_log() {
    let shown = format!("{:?}", posted(mail()));
    assert!(!shown.contains("misaki") && !shown.contains("AB"));
}

/// Texts as an attacker would write them: pieces of headers and line ends among anything else.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("\r\n.\r\n".to_owned()),
        Just("\nBcc: makoto@example.jp\n".to_owned()),
        Just("To: makoto@example.jp".to_owned()),
        Just("=?utf-8?b?QmNjOg==?=".to_owned()),
        Just("=0D=0A".to_owned()),
        Just("\"".to_owned()),
        Just("<makoto@example.jp>,".to_owned()),
        Just("\u{2028}".to_owned()),
        Just("\0".to_owned()),
        "\\PC{0,12}",
        "[ぁ-ん一-龠]{0,20}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_adds_a_header_or_a_recipient(name in hostile(), subject in hostile(), text in hostile()) {
        let sender = Sender { name: name.clone(), ..mail().sender };
        let html = format!("<p>{text}</p>");
        let bytes = bytes(Mail { sender, subject: subject.clone(), text: text.clone(), html, ..mail() });
        let parsed = parse_mail(&bytes).unwrap();

        let mut names: Vec<_> = parsed.headers.iter().map(|header| header.get_key()).collect();
        names.sort();
        let meant = ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"];
        prop_assert_eq!(names, meant);

        let addresses = |name: &str| addrparse_header(parsed.headers.get_first_header(name).unwrap()).unwrap();
        let to = addresses("To");
        let [MailAddr::Single(to)] = &to[..] else { panic!("one recipient") };
        prop_assert_eq!(&to.addr, "misaki@example.jp");
        let from = parsed.headers.get_first_value("From").unwrap();
        prop_assert!(from.ends_with("<no-reply@minato.example.jp>") || name.trim().is_empty());

        prop_assert_eq!(parsed.subparts.len(), 2);
        prop_assert!(bytes.is_ascii());
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned();
        prop_assert_eq!(lines(&parsed.subparts[0].get_body().unwrap()), lines(&text));
    }
}
