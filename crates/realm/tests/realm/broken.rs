//! Broken folders and what an administrator reads about them, in both languages.
//!
//! Each case spoils a folder that is right; the snapshot is the whole output of `realm check`.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use realm::{ReloadResult, Which};

use super::site::Site;

/// Spoils a site and returns what is printed about `asahi`.
fn printed(spoil: impl FnOnce(&Site)) -> String {
    let site = Site::new();
    spoil(&site);
    let report = site.check(&["asahi"]);
    assert_eq!(report.exit_code(), u8::from(!report.is_fine()));
    site.printed(&["asahi"])
}

#[test]
fn nothing_is_wrong() {
    assert_snapshot!(printed(|_| ()));
}

#[test]
fn unknown_key() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "steps =", "step =");
        site.append("asahi", "realm.toml", "favourite = 1\n");
    }));
}

#[test]
fn wrong_type() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "\"03-0000-0000\"", "3_0000_0000");
        site.append("asahi", "realm.toml", "\n[sign_in.lockout]\nfailures = \"eleven\"\n");
    }));
}

#[test]
fn duplicate_key() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "[brand]", "phone = \"03-0000-0001\"\n[brand]");
    }));
}

#[test]
fn missing_keys() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "domain = \"asahi.example.jp\"", "");
        site.replace("asahi", "clients/booking.toml", ", en = \"Booking\"", "");
    }));
}

#[test]
fn not_a_choice() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "\"passkey\"", "\"pass-key\"");
        site.append("asahi", "clients/booking.toml", "minimum_acr = \"gold\"\n");
    }));
}

#[test]
fn out_of_range_and_unreadable() {
    assert_snapshot!(printed(|site| {
        site.append(
            "asahi",
            "realm.toml",
            "\n[lifetimes]\nsession = \"24 hours\"\nauthorization_code = \"10min\"\n\n[sign_in.password]\nmin = 4\n",
        );
    }));
}

#[test]
fn broken_syntax() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "phone = \"03-0000-0000\"", "phone = 03-0000-0000");
        site.replace("asahi", "realm.toml", "domain = \"asahi.example.jp\"", "domain = \"asahi.example.jp");
        site.replace("asahi", "realm.toml", "primary_colour =", "primary_colour");
    }));
}

#[test]
fn full_width_characters_and_tabs() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "phone = ", "\tphone　=\u{3000}");
        site.replace("asahi", "realm.toml", "domain", "ｄｏｍａｉｎ");
    }));
}

#[test]
fn invalid_utf8() {
    assert_snapshot!(printed(|site| {
        let shift_jis = b"client_id = \"booking\"\nname = { ja = \"\x97\x5c\x96\xf1\", en = \"Booking\" }\n";
        site.write("asahi", "clients/booking.toml", shift_jis);
    }));
}

#[test]
fn missing_language() {
    assert_snapshot!(printed(|site| {
        site.remove("asahi", "terms/2026-04-01.en.md");
        site.write("asahi", "help/faq.en.md", "# FAQ\n\nNone yet.\n");
    }));
}

#[test]
fn terms_out_of_order() {
    assert_snapshot!(printed(|site| {
        site.write("asahi", "terms/2026-10-1.ja.md", "# 規約\n\n新しい約束。\n");
        site.write("asahi", "terms/2026-13-01.ja.md", "# 規約\n\n新しい約束。\n");
        site.write("asahi", "terms/2027-04-01.ja.md", "# 利用規約\n\n約束です。\n");
        site.write("asahi", "terms/2027-04-01.en.md", "# Terms\n\nA promise.\n");
    }));
}

#[test]
fn plain_secret() {
    let printed = printed(|site| {
        site.replace("asahi", "clients/booking.toml", "{ file = \"asahi.secret\" }", "\"hunter2-hunter2-hunter2\"");
    });
    assert!(!printed.contains("hunter2"), "a finding must not repeat a secret");
    assert_snapshot!(printed);
}

#[test]
fn secrets_nowhere_and_twice() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "clients/booking.toml", "asahi.secret", "absent.secret");
        site.replace("asahi", "clients/portal.toml", "{ file", "{ env = \"NO_SUCH_SECRET\", file");
        site.append("asahi", "clients/portal.toml", "next_secret = { env = \"NO_SUCH_SECRET\" }\n");
    }));
}

/// Whoever may write one society's files must not have the server's own secrets sent to where they please.
#[test]
fn secrets_of_the_server() {
    let spoilt = |site: &Site| {
        let key = site.settings.secrets_dir.with_file_name("key-encryption-key");
        std::fs::write(&key, "a secret of the server").unwrap();
        std::os::unix::fs::symlink(key, site.settings.secrets_dir.join("link")).unwrap();
        site.replace("asahi", "clients/portal.toml", "asahi.secret", "/etc/warifu/key-encryption-key");
        site.append("asahi", "clients/portal.toml", "next_secret = { file = \"../key-encryption-key\" }\n");
        site.replace("asahi", "clients/booking.toml", "asahi.secret", "link");
        let provider = "\n[provider]\nissuer = \"https://evil.example\"\nclient_id = \"portal\"\n\
                        secret = { env = \"WARIFU_DATABASE_URL\" }\n";
        site.append("asahi", "portal.toml", provider);
        site.append("asahi", "realm.toml", "\n[registration]\ninitial_access_token = { env = \"WARIFU_REDIS_URL\" }\n");
    };
    assert_snapshot!(printed(spoilt));
}

/// Those that are no regular file, or too large, are as if they were not there.
#[test]
fn secrets_that_are_none() {
    assert_snapshot!(printed(|site| {
        std::fs::create_dir(site.settings.secrets_dir.join("folder")).unwrap();
        std::fs::write(site.settings.secrets_dir.join("large"), vec![b'a'; 64 * 1024 + 1]).unwrap();
        site.replace("asahi", "clients/booking.toml", "asahi.secret", "folder");
        site.replace("asahi", "clients/portal.toml", "asahi.secret", "large");
    }));
}

#[test]
fn redirects() {
    assert_snapshot!(printed(|site| {
        site.replace(
            "asahi",
            "clients/booking.toml",
            "[\"https://booking.example.jp/callback\"]",
            "[\n  \"http://booking.example.jp/callback\",\n  \"https://booking.example.jp/*\",\n  \
             \"https://a@booking.example.jp/#b\",\n  \"{portals}/callback\",\n]",
        );
    }));
}

#[test]
fn addresses_without_the_realms_name() {
    assert_snapshot!(printed(|site| {
        let own =
            "issuer = \"https://id.example.jp\"\nportal_url = \"https://kenpo.example.jp/member/asahi\"\n\n[contact]";
        site.replace("asahi", "realm.toml", "[contact]", own);
    }));
}

#[test]
fn loopback_outside_development() {
    let mut site = Site::new();
    site.settings.development = false;
    site.settings.provider_url = "https://id.example.jp".parse().unwrap();
    site.settings.portal_url = "https://kenpo.example.jp".parse().unwrap();
    std::fs::remove_dir_all(site.root().join("kogane")).unwrap();
    site.replace("asahi", "clients/booking.toml", "https://booking.example.jp/callback", "http://localhost/callback");
    assert_snapshot!(site.printed(&[]));
}

#[test]
fn pale_colour() {
    assert_snapshot!(printed(|site| site.replace("asahi", "realm.toml", "#0b4f8a", "#777777")));
}

#[test]
fn methods_and_steps() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "[\"passkey\", \"app-otp\", \"mail-otp\"]", "[\"app-otp\", \"mail-otp\"]");
        let steps = "[\"email-verification\", \"user-id\", \"user-id\"]\nrecommended_method = \"passkey\"";
        let before =
            "[\"birth-date\", \"terms\", \"email\", \"email-verification\", \"user-id\", \"method\", \"password\"]";
        site.replace("asahi", "realm.toml", before, steps);
        site.append("asahi", "clients/booking.toml", "minimum_acr = \"passkey\"\n");
    }));
}

#[test]
fn steps_nobody_can_take() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "\"email\", \"email-verification\", ", "\"email-verification\", ");
        site.remove("asahi", "terms/2026-04-01.ja.md");
        site.remove("asahi", "terms/2026-04-01.en.md");
    }));
}

#[test]
fn weaker_than_the_standard() {
    assert_snapshot!(printed(|site| {
        site.append(
            "asahi",
            "realm.toml",
            r#"
[sign_in.password]
min = 20
max = 13
composition = ["letter", "digit", "symbol"]
ignore_case = true

[sign_in.lockout]
unlock = "administrator"

[sign_in.initial_credentials]
kind = "derived"
"#,
        );
    }));
}

#[test]
fn weaker_and_accepted() {
    assert_snapshot!(printed(|site| {
        site.append(
            "asahi",
            "realm.toml",
            r#"
[sign_in.password]
max = 13
accept_weaker = "理由"

[sign_in.lockout]
accept_weaker = "理由"
"#,
        );
    }));
}

#[test]
fn reference_dates() {
    let with = |kind: &str, date: &str| {
        let table = format!("\n[sign_in.initial_credentials]\nkind = \"{kind}\"\nreference_date = \"{date}\"\n");
        let derivation = "password = \"{bango}{birth_date}\"\naccept_weaker = \"理由\"\n";
        move |site: &Site| {
            site.append("asahi", "realm.toml", &table);
            if table.contains("derived") {
                site.append("asahi", "realm.toml", derivation);
            }
        }
    };
    assert_snapshot!("reference_date_written_badly", printed(with("derived", "2026年4月1日")));
    assert_snapshot!("reference_date_that_never_comes", printed(with("derived", "2026-02-30")));
    assert_snapshot!("reference_date_of_nothing", printed(with("issued", "2026-04-01")));
    let site = Site::new();
    with("derived", "2026-04-01")(&site);
    assert!(site.check(&["asahi"]).is_fine());
}

#[test]
fn maintenance() {
    assert_snapshot!(printed(|site| {
        site.append(
            "asahi",
            "realm.toml",
            r#"
[[maintenance]]
every = "5th thursday"
from = "19:00"
until = "22:00"

[[maintenance]]
every = "3rd thursday"
from = "22:00"
until = "19:00"

[[maintenance]]
from = "2026-02-30T22:00"
until = "2026-03-01T06:00"

[[maintenance]]
from = "19:00"
until = "22:00"
"#,
        );
    }));
}

#[test]
fn dangling_references() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "portal.toml", "client = \"booking\"", "client = \"bookings\"");
        site.append(
            "asahi",
            "portal.toml",
            "\n[[tile]]\nservice = \"expenses\"\nlink = \"https://example.jp/\"\n\n[[tile]]\nlink = \"http://example.jp/\"\n",
        );
        site.replace("asahi", "clients/booking.toml", "client_id = \"booking\"", "client_id = \"reservation\"");
    }));
}

#[test]
fn public_clients() {
    assert_snapshot!(printed(|site| {
        site.append(
            "asahi",
            "clients/booking.toml",
            "token_endpoint_auth_method = \"none\"\nrequire_pkce = false\nscopes = [\"profile\"]\n\
             grant_types = [\"client_credentials\", \"refresh_token\"]\n",
        );
    }));
}

#[test]
fn unknown_files() {
    assert_snapshot!(printed(|site| {
        site.write("asahi", "realm.tml", "");
        site.write("asahi", "terms/2026-04-01.md", "# 規約\n");
        site.write("asahi", "help/fag.ja.md", "# よくある質問\n");
        site.write("asahi", "brand/logo.png", "");
        site.write("asahi", "README.md", "覚え書き");
        site.write("asahi", ".realm.toml.swp", "");
        site.write("asahi", "realm.toml~", "");
    }));
}

#[test]
fn absent_files() {
    assert_snapshot!(printed(|site| {
        site.remove("asahi", "realm.toml");
        site.remove("asahi", "portal.toml");
        site.remove("asahi", "clients/portal.toml");
    }));
}

#[test]
fn unsafe_documents_and_logo() {
    assert_snapshot!(printed(|site| {
        site.write("asahi", "terms/2026-04-01.ja.md", "規約\n\n<script>alert(1)</script>\n");
        site.write("asahi", "terms/2026-04-01.en.md", "# Terms\n\n[here](javascript:alert(1)) ![x](a.png)\n");
        let logo =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">\n  <script>alert(1)</script>\n</svg>";
        site.write("asahi", "brand/logo.svg", logo);
    }));
}

#[test]
fn too_large_and_outside() {
    assert_snapshot!(printed(|site| {
        site.write("asahi", "terms/2026-04-01.ja.md", vec![b'a'; 10 * 1024 * 1024]);
        std::os::unix::fs::symlink("/etc/hostname", site.root().join("asahi/help")).unwrap();
    }));
}

#[test]
fn nobody_waits_for_a_pipe() {
    let site = Site::new();
    site.write("asahi", "help/guide.ja.md", "");
    site.remove("asahi", "help/guide.ja.md");
    let pipe = site.root().join("asahi/help/guide.ja.md");
    assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let codes: Vec<_> = site.check(&["asahi"]).diagnostics.into_iter().map(|found| found.code).collect();
    assert_eq!(codes, ["absent-language", "unreadable-file"]);
}

/// Whatever is wrong is found in one run, and the server goes on serving what was right.
#[test]
fn everything_at_once() {
    let site = Site::new();
    let realms = site.load();
    site.replace("asahi", "realm.toml", "phone =", "fone =");
    site.replace("asahi", "realm.toml", "domain =", "domain = 1\ndomain =");
    site.replace("asahi", "realm.toml", "#0b4f8a", "#eeeeee");
    site.replace("asahi", "realm.toml", "[contact]", "issuer = \"https://id.example.jp\"\n[contact]");
    site.replace("asahi", "clients/booking.toml", "asahi.secret", "../asahi.secret");
    site.append(
        "asahi",
        "portal.toml",
        "\n[[tile]]\nclient = \"nobody\"\nlabel = { ja = \"予約\", en = \"Booking\" }\n",
    );
    site.replace(
        "asahi",
        "clients/booking.toml",
        "https://booking.example.jp/callback",
        "http://booking.example.jp/callback",
    );
    site.replace("asahi", "clients/portal.toml", "{ file = \"asahi.secret\" }", "\"hunter2-hunter2-hunter2\"");
    site.remove("asahi", "terms/2026-04-01.en.md");
    site.write("asahi", "notes.txt", "?");
    site.write("asahi", "help/guide.ja.md", [0x83, 0x4b]);
    site.write("asahi", "help/faq.ja.md", vec![b'a'; 10 * 1024 * 1024]);
    std::os::unix::fs::symlink("/etc/hostname", site.root().join("asahi/brand")).unwrap();
    let codes: BTreeSet<_> = site.check(&[]).diagnostics.into_iter().map(|found| found.code).collect();
    let expected = [
        "absent-language",
        "dangling-client",
        "duplicate-key",
        "not-https",
        "not-utf-8",
        "outside",
        "pale-colour",
        "path-is-not-the-name",
        "plain-secret",
        "secret-outside",
        "too-large-file",
        "unknown-file",
        "unknown-key",
        "wrong-type",
    ];
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), expected);
    let (candidates, _) = realms.read(&Which::default()).unwrap();
    let results: Vec<_> = candidates.into_iter().map(|candidate| realms.settle(candidate).result).collect();
    assert_eq!(results, [ReloadResult::Broken, ReloadResult::Unchanged]);
    assert_eq!(realms.serving().len(), 2, "what was right is served");
}

#[test]
fn several_mistakes_at_once() {
    assert_snapshot!(printed(|site| {
        site.replace("asahi", "realm.toml", "en = \"Asahi Health Insurance Society\"", "en = \"\"");
        site.replace("asahi", "realm.toml", "phone =", "fone =");
        site.replace("asahi", "realm.toml", "#0b4f8a", "#eeeeee");
        site.append("asahi", "realm.toml", "kinds = [\"notice\", \"my-mail\"]\n");
        site.append("asahi", "portal.toml", "\n[expenses]\nyears_shown = 50\nretention_years = 2\n");
        site.replace("asahi", "clients/portal.toml", "client_id", "clientid");
        site.replace("asahi", "clients/booking.toml", "https://booking.example.jp/login", "booking.example.jp/login");
        site.remove("asahi", "terms/2026-04-01.en.md");
    }));
}

#[test]
fn two_realms_with_one_issuer() {
    let site = Site::new();
    for realm in ["asahi", "kogane"] {
        let text = "issuer = \"https://id.example.jp/one\"\n\n[contact]";
        site.replace(realm, "realm.toml", "[contact]", text);
    }
    assert_snapshot!(site.printed(&[]));
}

#[test]
fn two_realms_on_one_host_in_production() {
    let mut site = Site::new();
    site.settings.development = false;
    site.settings.provider_url = "https://id.example.jp".parse().unwrap();
    site.settings.portal_url = "https://kenpo.example.jp".parse().unwrap();
    let own = concat!(
        "issuer = \"https://id.asahi.example.jp/asahi\"\n",
        "portal_url = \"https://kenpo.example.jp/asahi/\"\n\n[contact]"
    );
    site.replace("asahi", "realm.toml", "[contact]", own);
    assert_snapshot!(site.printed(&[]));
}

#[test]
fn no_such_realm() {
    let site = Site::new();
    std::fs::create_dir(site.root().join("Bad Name")).unwrap();
    assert_snapshot!(format!("{}\n==========\n\n{}", site.printed(&["asahii", "minato"]), site.printed(&[])));
}

#[test]
fn as_json() {
    let site = Site::new();
    site.replace("asahi", "realm.toml", "steps =", "step =");
    site.replace("asahi", "clients/booking.toml", "asahi.secret", "absent.secret");
    let json = site.check(&[]).render(realm::Format::Json, base::Language::Ja);
    assert_snapshot!(site.anonymous(&json));
}

#[test]
fn keys_and_profiles() {
    assert_snapshot!(printed(|site| {
        site.append(
            "asahi",
            "clients/booking.toml",
            concat!(
                "profile = \"fapi2\"\nauthorization_signed_response_alg = \"RS256\"\n",
                "jwks_uri = \"http://keys.example.jp/jwks\"\nsubject_type = \"pairwise\"\n",
                "tls_client_auth_subject_dn = \"CN=booking\"\ndpop_bound_access_tokens = true\n",
                "tls_client_certificate_bound_access_tokens = true\n",
                "jwks = { keys = [{ kty = \"OKP\", crv = \"Ed25519\", x = \"AA\", d = \"AA\" }] }\n",
                "lifetimes = { refresh_token = \"91d\" }\n",
            ),
        );
    }));
}

#[test]
fn keys_nowhere() {
    assert_snapshot!(printed(|site| {
        site.append(
            "asahi",
            "clients/booking.toml",
            "require_signed_request_object = true\nsector_identifier_uri = \"https://sector.example.jp/list\"\n",
        );
    }));
}

#[test]
fn open_doors_outside_development() {
    let mut site = Site::new();
    site.settings.development = false;
    site.append("asahi", "realm.toml", "\n[registration]\nhosts = [\"app.example.jp\"]\n");
    site.replace("asahi", "realm.toml", "[sign_in]", "[sign_in]\nsecond_factor = \"off\"");
    let printed = site.printed(&["asahi"]);
    for code in ["[open-registration]", "[weaker-than-standard]"] {
        assert_eq!(printed.matches(code).count(), 2, "{code}: {printed}");
    }
    site.settings.development = true;
    let printed = site.printed(&["asahi"]);
    assert!(!printed.contains("open-registration") && !printed.contains("weaker"), "{printed}");
}
