//! Files that are published as they are, and files of which every mistake is shown.

use std::fs;
use std::path::PathBuf;

use base::{Language, Text};

use super::*;
use crate::model::NoticeCategory;

const PDF: &[u8] = b"%PDF-1.7\n";

/// A folder with one file to publish and files to attach, and the file's path within it.
fn folder(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("files")).unwrap();
    for (file, content) in
        [("leaflet.pdf", PDF), ("files/leaflet.pdf", PDF), ("map.png", b"GIF89a"), ("macro.xlsm", b"PK\x03\x04")]
    {
        fs::write(folder.path().join(file), content).unwrap();
    }
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn categories() -> Vec<NoticeCategory> {
    ["society", "service"].map(|id| NoticeCategory { id: id.to_owned(), label: Text::default() }).to_vec()
}

fn notice(text: &str) -> Result<Notice, Unpublishable> {
    let (_folder, path) = folder("flu-2026.md", text);
    Notice::read(&path, &categories())
}

/// The mistakes as they are printed, without the folder's name, which is another each time.
fn mistakes<T: std::fmt::Debug>(text: &str, read: impl Fn(&std::path::Path) -> Result<T, Unpublishable>) -> String {
    let (folder, path) = folder("flu-2026.md", text);
    let found = read(&path).unwrap_err();
    let shown = Language::ALL.map(|language| found.render(language)).concat();
    shown.replace(&format!("{}/", folder.path().display()), "")
}

fn my_mail(text: &str) -> Result<MyMail, Unpublishable> {
    let (_folder, path) = folder("checkup.md", text);
    MyMail::read(&path)
}

#[test]
fn a_notice_is_read_with_all_that_it_says() {
    let read = notice(
        "\u{feff}+++\r\ntitle = { ja = \"予防接種\", en = \"Vaccination\" }\r\ncategory = \"society\"\r\naudience = \"public\"\r\n\
         from = 2026-12-01\r\nuntil = \"2026-12-31\"\r\nattachments = [\"leaflet.pdf\"]\r\n+++\r\n\
         **費用**を補助します。\r\n+++\r\nWe pay for it.\r\n",
    )
    .unwrap();
    assert_eq!((read.id.as_str(), read.category.as_str(), read.audience), ("flu-2026", "society", Audience::Public));
    assert_eq!(read.from.unwrap().to_rfc3339(), "2026-11-30T15:00:00+00:00");
    assert_eq!(read.until.unwrap().to_rfc3339(), "2026-12-31T15:00:00+00:00");
    assert_eq!(
        (read.ja.title.as_str(), read.ja.html.trim()),
        ("予防接種", "<p><strong>費用</strong>を補助します。</p>")
    );
    assert_eq!(read.en.unwrap().html.trim(), "<p>We pay for it.</p>");
    assert_eq!((read.attachments[0].media_type, &*read.attachments[0].content), (MediaType::Pdf, PDF));

    let read = notice("+++\nid = \"other\"\ntitle.ja = \"題\"\ncategory = \"service\"\n+++\n本文").unwrap();
    assert_eq!((read.id.as_str(), read.audience, read.en), ("other", Audience::Members, None));
}

#[test]
fn every_mistake_of_a_notice_has_its_place() {
    let read = |path: &std::path::Path| Notice::read(path, &categories());
    insta::assert_snapshot!(
        "notice_settings",
        mistakes(
            "+++\ntitle = { ja = \"題\", en = \"Title\" }\ncategory = \"servise\"\naudiense = \"public\"\n\
             from = 2026-02-30\nuntil = \"明日\"\nattachments = [\"../leaflet.pdf\", \"absent.pdf\", \"map.png\", \
             \"macro.xlsm\", \"leaflet.pdf\"]\n+++\n本文\n",
            read
        )
    );
    insta::assert_snapshot!(
        "notice_text",
        mistakes(
            "+++\ntitle = { ja = \"題\", en = \"Title\" }\ncategory = \"society\"\nfrom = \"2026-12-02\"\n\
             until = \"2026-12-01\"\nattachments = [\"leaflet.pdf\", \"files/leaflet.pdf\"]\n+++\n# 題\n\n本文\n+++\n\
             Text <script>alert(1)</script>\n\n![picture](https://example.jp/a.png) [press](javascript:alert(1))\n",
            read
        )
    );
    insta::assert_snapshot!("notice_without_settings", mistakes("# 題\n\n本文\n", read));
    insta::assert_snapshot!("notice_unclosed", mistakes("+++\ntitle.ja = \"題\"\n", read));
    insta::assert_snapshot!(
        "notice_extra_part",
        mistakes("+++\ntitle.ja = \"題\"\ncategory = \"society\"\n+++\n本文\n+++\nText\n+++\n", read)
    );
    insta::assert_snapshot!(
        "notice_without_english_title",
        mistakes("+++\ntitle.ja = \"題\"\ncategory = \"society\"\n+++\n本文\n+++\nText\n", read)
    );
}

#[test]
fn a_my_mail_is_filled_for_each_member() {
    let mail = my_mail(
        "+++\ntitle = { ja = \"{{氏名}}様へ\", en = \"For {{氏名}}\" }\nreply = true\nreply_by = \"2026-12-31\"\n+++\n\
         健診の結果： **{{result}}** です。\n+++\nYour result: {{result}}.\n",
    )
    .unwrap();
    assert_eq!(mail.placeholders, ["result", "氏名"]);
    assert!(mail.reply && mail.reply_until.unwrap().to_rfc3339() == "2026-12-31T15:00:00+00:00");
    let letter = mail.letter(|name| if name == "氏名" { "港 & <花子>" } else { "<b>{{氏名}}</b>" });
    assert_eq!(letter.ja.title, "港 & <花子>様へ", "a title is text");
    assert!(letter.ja.html.contains("<strong>&lt;b&gt;{{氏名}}&lt;/b&gt;</strong>"), "{}", letter.ja.html);
    assert!(letter.en.unwrap().html.contains("Your result: &lt;b&gt;"));
}

#[test]
fn every_mistake_of_a_my_mail_has_its_place() {
    let read = |path: &std::path::Path| MyMail::read(path);
    insta::assert_snapshot!(
        "my_mail",
        mistakes(
            "+++\ntitle.ja = \"題\"\nreply_by = \"2026-12-31\"\n+++\n[予約](https://example.jp/{{number}}) {{氏名}}\n",
            read
        )
    );
    insta::assert_snapshot!("my_mail_keys", mistakes("+++\nreply = \"yes\"\ncategory = \"society\"\n+++\n", read));
}
