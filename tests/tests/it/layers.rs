//! The house's levels: which crate may know which.
//!
//! Cargo itself enforces nothing but the absence of cycles, so this reads what Cargo knows of the workspace and
//! refuses every edge that the table below does not draw. Adding an edge means arguing for it here.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Each crate of ours and the crates of ours that it may depend on.
const LEVELS: [(&str, &[&str]); 14] = [
    ("base", &[]),
    ("realm", &["base"]),
    ("store", &["base"]),
    ("audit", &["base", "store"]),
    ("expenses", &["base"]),
    ("records", &["base", "expenses"]),
    ("migrations", &["base"]),
    ("print", &[]),
    ("account", &["base", "realm"]),
    ("oidc", &["base", "realm"]),
    ("web", &["base", "realm"]),
    ("idp", &["base", "realm", "store", "audit", "migrations", "print", "account", "oidc", "web"]),
    ("portal", &["base", "realm", "store", "audit", "migrations", "print", "expenses", "records", "web", "oidc"]),
    (
        "tests",
        &["base", "realm", "store", "migrations", "expenses", "records", "account", "oidc", "web", "idp", "portal"],
    ),
];

/// Libraries that decide how a crate is written, and the only crates of ours that may name them.
const KEEPERS: [(&str, &[&str]); 13] = [
    ("axum", &["web", "idp", "portal", "tests"]),
    ("maud", &["web", "idp", "portal"]),
    ("sea-orm", &["store", "audit", "migrations", "idp", "portal", "tests"]),
    ("sea-orm-migration", &["store", "migrations"]),
    ("redis", &["store"]),
    ("lettre", &["store"]),
    ("josekit", &["oidc"]),
    ("argon2", &["account"]),
    ("argon2-rust", &["account"]),
    ("krilla", &["print"]),
    ("webauthn-rs", &["account", "idp"]),
    ("openidconnect", &["portal", "tests"]),
    ("toml", &["realm", "web", "tests"]),
];

/// What a crate may know besides, in its tests only.
const IN_TESTS: [(&str, &str, &str); 1] =
    [("store", "migrations", "its contracts run against the tables that the services have")];

/// What must not come in at all, by whichever road.
const BANNED: [(&str, &str); 2] = [
    ("aws-lc-rs", "two rustls providers in one process panic at the first connection; ours is ring"),
    ("native-tls", "needs the system's OpenSSL; ours is rustls with ring"),
];

fn workspace() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).other_options(["--locked".to_owned()]).exec().unwrap()
}

/// What each member asks for outside its tests: the names of its dependencies.
fn dependencies(workspace: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let wanted = |kind| kind == DependencyKind::Normal || kind == DependencyKind::Build;
    workspace
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let names = package.dependencies.iter().filter(|d| wanted(d.kind)).map(|d| d.name.to_string());
            (package.name.to_string(), names.collect())
        })
        .collect()
}

#[test]
fn the_workspace_has_exactly_the_crates_of_the_table() {
    let found: BTreeSet<String> = dependencies(&workspace()).into_keys().collect();
    let table: BTreeSet<String> = LEVELS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, table);
}

#[test]
fn no_crate_knows_one_of_ours_that_the_table_does_not_allow() {
    let ours: BTreeSet<&str> = LEVELS.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for (name, wanted) in dependencies(&workspace()) {
        let allowed = LEVELS.iter().find(|(crate_name, _)| *crate_name == name).map_or(&[][..], |(_, allowed)| allowed);
        for other in wanted.iter().filter(|other| ours.contains(other.as_str()) && !allowed.contains(&other.as_str())) {
            wrong.push(format!("{name} → {other}"));
        }
    }
    assert!(wrong.is_empty(), "edges that the table of levels does not draw: {wrong:?}");
}

#[test]
fn tests_of_a_crate_stay_within_its_levels_too() {
    let ours: BTreeSet<&str> = LEVELS.iter().map(|(name, _)| *name).collect();
    for package in workspace().workspace_packages() {
        let allowed = LEVELS.iter().find(|(name, _)| package.name == *name).map_or(&[][..], |(_, allowed)| allowed);
        for other in package.dependencies.iter().filter(|d| d.kind == DependencyKind::Development) {
            let excepted = IN_TESTS.iter().any(|(of, on, _)| package.name == *of && other.name == *on);
            let fine = !ours.contains(other.name.as_str()) || allowed.contains(&other.name.as_str()) || excepted;
            assert!(fine, "{} → {} in its tests", package.name, other.name);
        }
    }
}

#[test]
fn libraries_that_shape_code_stay_with_their_keepers() {
    let mut wrong = Vec::new();
    for (name, wanted) in dependencies(&workspace()) {
        for (library, keepers) in KEEPERS {
            if wanted.contains(library) && !keepers.contains(&name.as_str()) {
                wrong.push(format!("{name} → {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "libraries outside the crates that keep them: {wrong:?}");
}

#[test]
fn banned_libraries_come_in_by_no_road() {
    let workspace = workspace();
    for (library, reason) in BANNED {
        assert!(workspace.packages.iter().all(|p| p.name != library), "{library} is in the build: {reason}");
    }
}
