//! A folder that stops being right takes nothing down.

use base::Language;
use realm::{Lookup, Severity};

use super::site::Site;

#[test]
fn both_are_served_and_others_are_unknown() {
    let realms = Site::new().load();
    assert_eq!(realms.serving().len(), 2);
    assert!(matches!(realms.find("asahi"), Lookup::Serving(_)));
    for unknown in ["minato", "", "Asahi", "../asahi", "schema"] {
        assert!(matches!(realms.find(unknown), Lookup::Unknown), "{unknown}");
    }
}

#[test]
fn a_realm_broken_from_the_start_is_out_of_service_alone() {
    let site = Site::new();
    site.append("asahi", "realm.toml", "oops");
    let realms = site.load();
    assert!(matches!(realms.find("asahi"), Lookup::OutOfService));
    assert!(matches!(realms.find("kogane"), Lookup::Serving(_)));
    assert_eq!(site.codes_of_load(), ["syntax", "not-served"]);
}

#[test]
fn a_realm_broken_later_is_served_as_it_was() {
    let site = Site::new();
    let Lookup::Serving(before) = site.load().find("asahi") else { panic!("served") };
    site.replace("asahi", "realm.toml", "朝日健康保険組合", "夕日健康保険組合");
    site.append("asahi", "realm.toml", "oops");
    let Lookup::Serving(after) = site.load().find("asahi") else { panic!("still served") };
    assert_eq!(after.display_name.in_language(Language::Ja), "朝日健康保険組合");
    assert_eq!(after.content_hash, before.content_hash);
    assert_eq!(site.codes_of_load(), ["syntax", "served-as-before"]);
}

#[test]
fn a_mended_realm_is_served_anew() {
    let site = Site::new();
    let Lookup::Serving(before) = site.load().find("asahi") else { panic!("served") };
    site.replace("asahi", "realm.toml", "朝日健康保険組合", "夕日健康保険組合");
    let Lookup::Serving(after) = site.load().find("asahi") else { panic!("served") };
    assert_eq!(after.display_name.in_language(Language::Ja), "夕日健康保険組合");
    assert_ne!(after.content_hash, before.content_hash);
}

#[test]
fn the_copy_kept_holds_no_secret_and_may_be_damaged() {
    let site = Site::new();
    site.load();
    let kept = site.state().join("realms/asahi.json");
    assert!(!std::fs::read_to_string(&kept).unwrap().contains("a secret of the tests"));
    std::fs::write(&kept, "half a fi").unwrap();
    site.append("asahi", "realm.toml", "oops");
    assert!(matches!(site.load().find("asahi"), Lookup::OutOfService));
}

#[test]
fn a_state_directory_that_cannot_be_written_is_only_a_warning() {
    let site = Site::new();
    std::fs::write(site.state(), "a file where a directory should be").unwrap();
    assert_eq!(site.load().serving().len(), 2);
    assert_eq!(site.codes_of_load(), ["not-kept", "not-kept"]);
}

#[test]
fn two_realms_with_one_issuer_are_both_held_back() {
    let site = Site::new();
    site.load();
    site.replace("kogane", "realm.toml", "[contact]", "issuer = \"http://localhost:8080/asahi\"\n[contact]");
    let realms = site.load();
    // Both go on as they were, each under its own issuer.
    let issuers: Vec<_> = realms.serving().iter().map(|realm| realm.issuer.clone()).collect();
    assert_eq!(issuers, ["http://localhost:8080/asahi", "http://localhost:8080/kogane"]);
}

#[test]
fn a_secret_that_is_not_there_yet_is_a_warning() {
    let site = Site::new();
    site.replace("asahi", "clients/booking.toml", "asahi.secret", "absent.secret");
    let Lookup::Serving(realm) = site.load().find("asahi") else { panic!("served") };
    assert!(realm.client("booking").unwrap().secrets.is_empty());
    let report = site.check(&[]);
    assert!(report.is_fine());
    assert_eq!(report.diagnostics[0].severity, Severity::Warning);
    assert_eq!(report.diagnostics[0].location.line_and_column(), (3, 10));
}

#[test]
fn two_secrets_overlap() {
    let site = Site::new();
    std::fs::write(site.settings.secrets_dir.join("next"), "the next secret of the tests").unwrap();
    site.append("asahi", "clients/booking.toml", "next_secret = { file = \"next\" }\n");
    let Lookup::Serving(realm) = site.load().find("asahi") else { panic!("served") };
    let secrets = &realm.client("booking").unwrap().secrets;
    assert_eq!(secrets.iter().map(|secret| secret.expose().as_str()).collect::<Vec<_>>().len(), 2);
}

#[test]
fn placeholders_follow_the_realms_own_addresses() {
    let site = Site::new();
    let own = concat!(
        "issuer = \"https://id.asahi.example.jp/asahi\"\n",
        "portal_url = \"https://kenpo.asahi.example.jp/asahi\"\n\n[contact]"
    );
    site.replace("asahi", "realm.toml", "[contact]", own);
    site.append("asahi", "clients/portal.toml", "policy_uri = \"{provider}/privacy\"\n");
    let Lookup::Serving(realm) = site.load().find("asahi") else { panic!("served") };
    let portal = realm.client("portal").unwrap();
    assert_eq!(portal.redirect_uris, ["https://kenpo.asahi.example.jp/asahi/callback"]);
    assert_eq!(portal.policy_uri.as_deref(), Some("https://id.asahi.example.jp/asahi/privacy"));
}

#[test]
fn no_folder_at_all_is_an_error() {
    let site = Site::new();
    let absent = site.root().join("absent");
    let error = realm::Realms::load(&absent, &site.state(), &site.settings).unwrap_err();
    assert!(error.to_string().contains("absent"));
}
