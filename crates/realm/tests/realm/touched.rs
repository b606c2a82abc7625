//! Which realms a changed path touches, and what is served of those that have left.

use std::fs;
use std::os::unix::fs::symlink;

use realm::{Issuers, Lookup, Realms, Which};

use crate::site::Site;

const TAX_FILE: &str = "\n[tax_file]\nkey = { file = \"tax.key\" }\ncertificate = { file = \"tax.pem\" }\n";

#[test]
fn a_secret_that_is_swapped_with_its_folder_touches_its_realms() {
    let site = Site::new();
    let secrets = &site.settings.secrets_dir;
    let realms = site.load();
    assert_eq!(realms.touched_by(&secrets.join("..data")).len(), 2);
    assert_eq!(realms.touched_by(&secrets.join("..2026_11_27/asahi.secret")).len(), 0, "the link to it is told too");
    assert_eq!(realms.touched_by(secrets).len(), 2);
    assert_eq!(realms.touched_by(&secrets.join("asahi.secret")).len(), 2);
}

#[test]
fn keys_of_tax_files_are_depended_on() {
    let site = Site::new();
    site.append("kogane", "portal.toml", TAX_FILE);
    let realms = site.load();
    for file in ["tax.key", "tax.pem"] {
        let touched = realms.touched_by(&site.settings.secrets_dir.join(file));
        assert_eq!(touched.into_iter().collect::<Vec<_>>(), ["kogane".parse().unwrap()], "{file}");
    }
}

#[test]
fn a_link_among_the_realms_and_their_folder_touch_all() {
    let site = Site::new();
    let realms = site.load();
    site.write("ebisu", "realm.toml", "");
    symlink("asahi", site.root().join("..data")).unwrap();
    assert_eq!(realms.touched_by(&site.root().join("..data")).len(), 3);
    assert_eq!(realms.touched_by(&site.root()).len(), 3);
    fs::create_dir(site.root().join(".git")).unwrap();
    for nobodys in [".git", ".git/index", "schema", "schema/realm.schema.json", "README.md"] {
        assert_eq!(realms.touched_by(&site.root().join(nobodys)).len(), 0, "{nobodys}");
    }
}

#[test]
fn what_is_kept_of_a_realm_that_has_left_is_not_served() {
    let site = Site::new();
    drop(site.load());
    fs::rename(site.root().join("asahi"), site.root().join(".asahi")).unwrap();
    site.append("kogane", "realm.toml", "oops");
    let start = || {
        let realms = Realms::unread(&site.root(), &site.state(), &site.settings, Issuers::default());
        realms.have_retired(["asahi", "kogane"].map(|name| name.parse().unwrap()));
        for candidate in realms.read(&Which::default()).unwrap().0 {
            realms.settle(candidate);
        }
        realms
    };
    let realms = start();
    assert!(["asahi", "kogane"].iter().all(|name| matches!(realms.find(name), Lookup::Retired)));
    site.replace("kogane", "realm.toml", "oops", "");
    let realms = start();
    assert!(matches!(realms.find("kogane"), Lookup::Serving(_)), "its files are right and say so");
}
