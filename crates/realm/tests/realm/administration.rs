//! `realm new`, `explain`, `audit` and `plan` over folders as administrators have them.

use base::Language;
use insta::assert_snapshot;
use realm::{
    Format, Issuers, Lookup, NotMade, PlanKind, Realms, ReloadResult, Which, audit, explain, make, render_audit,
    render_explained,
};

use super::site::Site;

#[test]
fn a_new_society_is_served_as_it_stands() {
    let site = Site::new();
    let (sakura, ume) = ("sakura".parse().unwrap(), "ume".parse().unwrap());
    let today = "2026-11-26".parse().unwrap();
    assert_eq!(make(&site.root(), &sakura, Language::Ja, today).unwrap().len(), 5);
    make(&site.root(), &ume, Language::En, today).unwrap();
    for name in ["sakura", "ume"] {
        std::fs::write(site.settings.secrets_dir.join(format!("{name}-portal.secret")), "a secret of a new one")
            .unwrap();
        let text = std::fs::read_to_string(site.root().join(name).join("realm.toml")).unwrap();
        assert!(text.lines().count() <= 40 && !text.contains("{name}") && !text.contains("[ja]"), "{text}");
    }
    let fine = || {
        let report = site.check(&["sakura", "ume"]);
        assert!(report.diagnostics.is_empty(), "{}", report.render(Format::Text, Language::En));
    };
    fine();
    // The addresses that stand there as comments are right as well.
    for name in ["sakura", "ume"] {
        for key in ["issuer", "portal_url"] {
            site.replace(name, "realm.toml", &format!("# {key} ="), &format!("{key} ="));
        }
    }
    fine();
    assert_eq!(realm::format(&site.root(), &["sakura".to_owned(), "ume".to_owned()]).unwrap(), []);
    assert!(matches!(make(&site.root(), &ume, Language::En, today), Err(NotMade::Exists(_))));
}

/// Two societies based on one file.
fn based() -> Site {
    let site = Site::new();
    let base = "[sign_in.lockout]\nfailures = 7\n[sign_in.password]\nmin = 12\n[mail]\ndomain = \"all.example.jp\"\n";
    std::fs::write(site.root().join("base.toml"), base).unwrap();
    for realm in ["asahi", "kogane"] {
        site.replace(realm, "realm.toml", "display_name", "extends = \"../base.toml\"\ndisplay_name");
    }
    site.append("asahi", "realm.toml", "\n[sign_in.lockout]\nunlock = \"1h\"\n");
    site.replace("kogane", "realm.toml", "\n[mail]\ndomain = \"asahi.example.jp\"\n", "");
    site
}

#[test]
fn what_is_not_said_here_is_said_by_the_base() {
    let site = based();
    let realms = site.load();
    assert_eq!(site.codes_of_load(), [""; 0]);
    let Lookup::Serving(asahi) = realms.find("asahi") else { panic!("served") };
    let Lookup::Serving(kogane) = realms.find("kogane") else { panic!("served") };
    assert_eq!((asahi.sign_in.lockout.failures, asahi.sign_in.password.min), (7, 12));
    assert_eq!((asahi.mail.info.as_str(), kogane.mail.info.as_str()), ("info@asahi.example.jp", "info@all.example.jp"));
    // A base that breaks breaks all, and is named once.
    std::fs::write(site.root().join("base.toml"), "[sign_in.lockout]\nfailures = 1\nunlok = 1\n").unwrap();
    assert_snapshot!("broken_base", site.printed(&[]));
    assert_eq!(site.codes_of_load().iter().filter(|code| **code == "served-as-before").count(), 2);
    let base = site.root().join("base.toml");
    assert_eq!(realms.touched_by(&base).len(), 2);
    assert_eq!(realms.touched_by(&site.root().join("asahi/clients/booking.toml")).len(), 1);
    assert_eq!(realms.touched_by(&site.settings.secrets_dir.join("asahi.secret")).len(), 2);
}

#[test]
fn bases_in_a_circle_elsewhere_and_nowhere() {
    let site = based();
    std::fs::write(site.root().join("base.toml"), "extends = \"./other.toml\"\n").unwrap();
    std::fs::write(site.root().join("other.toml"), "extends = \"../base.toml\"\n").unwrap();
    site.replace("kogane", "portal.toml", "household", "extends = \"../absent.toml\"\nhousehold");
    assert_snapshot!("bases_elsewhere", site.printed(&[]));
    std::fs::write(site.root().join("base.toml"), "extends = \"../realm-config/base.toml\"\n").unwrap();
    assert_snapshot!("bases_in_a_circle", site.printed(&["asahi"]));
}

#[test]
fn keys_are_explained() {
    let site = based();
    let explained = |key: Option<&str>, format| {
        let all = explain(&site.root(), "asahi", key).unwrap();
        let said = |language| match &all {
            Ok(all) => render_explained(all, format, language),
            Err(report) => report.render(format, language),
        };
        site.anonymous(&format!("{}---\n{}", said(Language::Ja), said(Language::En)))
    };
    let keys = ["sign_in.lockout", "sign_in.lockout.failures", "remember_me", "household", "clients/booking:scopes"];
    let text = keys.map(|key| format!("== {key}\n{}", explained(Some(key), Format::Text)));
    assert_snapshot!("explained", text.concat());
    let json = explained(Some("sign_in.lockout"), Format::Json);
    let (once, again) = json.split_once("---\n").unwrap();
    assert_eq!(once, again, "both languages at once");
    assert_snapshot!("explained_as_json", once);
    assert!(explained(None, Format::Text).lines().count() > 100);
    site.append("asahi", "realm.toml", "oops");
    assert!(explained(Some("sign_in.lockout.failures"), Format::Text).contains("= 7"), "as far as it can be read");
}

#[test]
fn weaker_choices_are_listed() {
    let site = Site::new();
    assert_eq!(
        render_audit(&audit(&site.root(), &[]).unwrap(), Format::Text, Language::En),
        "Nothing is weaker than the standard.\n"
    );
    let weaker = "\n[sign_in.password]\nmax = 20\nignore_case = true\naccept_weaker = \"理由\"\n\n[sign_in.lockout]\nunlock = \"administrator\"\n";
    site.append("asahi", "realm.toml", weaker);
    site.replace("kogane", "realm.toml", "[sign_in]", "[sign_in]\nsecond_factor = \"off\"");
    let found = audit(&site.root(), &[]).unwrap();
    let said = |format, language| site.anonymous(&render_audit(&found, format, language));
    let both = [said(Format::Text, Language::Ja), said(Format::Text, Language::En), said(Format::Json, Language::Ja)];
    assert_snapshot!("audit", both.join("---\n"));
    assert_eq!(audit(&site.root(), &["kogane".to_owned()]).unwrap().len(), 1);
}

/// The plans of all realms: kind, and changes in short.
fn planned(site: &Site) -> Vec<(PlanKind, Vec<String>)> {
    let plans = realm::plan((&site.root(), &site.state()), &[].into(), &Issuers::default(), &site.settings).unwrap();
    let in_short = |change: &realm::Change| {
        let [before, after] = change.as_toml().map(Option::unwrap_or_default);
        format!("{} {} {before} → {after}", change.file, change.key.as_deref().unwrap_or("-"))
    };
    plans.iter().map(|plan| (plan.kind, plan.changes.iter().map(in_short).collect())).collect()
}

#[test]
fn a_plan_says_what_would_change_and_nothing_else() {
    let site = Site::new();
    assert!(planned(&site).iter().all(|(kind, _)| *kind == PlanKind::New));
    site.load();
    let unchanged = (PlanKind::Unchanged, Vec::new());
    assert_eq!(planned(&site), [unchanged.clone(), unchanged.clone()]);
    // Comments and defaults that are written out change nothing.
    site.append("asahi", "realm.toml", "# a note\n\n[sign_in.lockout]\nfailures = 11\n");
    assert_eq!(planned(&site), [unchanged.clone(), unchanged.clone()]);
    site.replace("asahi", "realm.toml", "failures = 11", "failures = 5");
    site.write("asahi", "terms/2027-04-01.ja.md", "# 利用規約\n\n新しい約束です。\n");
    site.write("asahi", "terms/2027-04-01.en.md", "# Terms\n\nA new promise.\n");
    site.replace("asahi", "clients/booking.toml", "asahi.secret", "./asahi.secret");
    site.remove("asahi", "clients/portal.toml");
    std::fs::remove_dir_all(site.root().join("kogane")).unwrap();
    let changes = [
        "clients/booking.toml secret.file \"asahi.secret\" → \"./asahi.secret\"",
        "clients/portal.toml - true → false",
        "realm.toml sign_in.lockout.failures 11 → 5",
        "terms/2027-04-01.en.md - false → true",
        "terms/2027-04-01.ja.md - false → true",
    ];
    assert_eq!(planned(&site)[0].0, PlanKind::Changed);
    assert_eq!(planned(&site)[0].1, changes);
    assert_eq!(planned(&site)[1], (PlanKind::Gone, Vec::new()));
}

/// Reads and settles: results by name.
fn reload(realms: &Realms, which: &Which) -> Vec<(String, ReloadResult)> {
    let (candidates, _) = realms.read(which).unwrap();
    let outcomes = candidates.into_iter().map(|candidate| realms.settle(candidate));
    let results = outcomes.map(|outcome| (outcome.name.to_string(), outcome.result)).collect();
    realms.keep_last_good();
    results
}

fn only(name: &str) -> Which {
    Which { names: Some([name.parse().unwrap()].into()), ..Which::default() }
}

#[test]
fn one_realm_is_reloaded_and_the_others_do_not_notice() {
    use ReloadResult::{Broken, Gone, Retired, Served, Unchanged};
    let site = Site::new();
    let realms = site.load();
    let name = |of: &str| match realms.find(of) {
        Lookup::Serving(realm) => realm.display_name.ja.clone(),
        other => panic!("{other:?}"),
    };
    let all = |asahi, kogane| vec![("asahi".to_owned(), asahi), ("kogane".to_owned(), kogane)];
    assert_eq!(reload(&realms, &Which::default()), all(Unchanged, Unchanged));
    for realm in ["asahi", "kogane"] {
        site.replace(realm, "realm.toml", "朝日健康保険組合", "夕日健康保険組合");
    }
    assert_eq!(reload(&realms, &only("asahi")), [("asahi".to_owned(), Served)]);
    assert_eq!((name("asahi").as_str(), name("kogane").as_str()), ("夕日健康保険組合", "朝日健康保険組合"));
    site.replace("asahi", "realm.toml", "夕日", "月夜");
    site.append("asahi", "realm.toml", "oops");
    assert_eq!(reload(&realms, &Which::default()), all(Broken, Served));
    assert_eq!(name("asahi"), "夕日健康保険組合");
    // Gone by accident; retired on purpose, for good; and back.
    std::fs::rename(site.root().join("kogane"), site.root().join(".kogane")).unwrap();
    assert_eq!(reload(&realms, &Which::default()), all(Broken, Gone));
    assert_eq!(name("kogane"), "夕日健康保険組合");
    assert!(matches!(site.load().find("kogane"), Lookup::Serving(_)), "from its copy");
    let retire = Which { may_retire: ["kogane".parse().unwrap()].into(), ..Which::default() };
    assert_eq!(reload(&realms, &retire), all(Broken, Retired));
    assert!(matches!(realms.find("kogane"), Lookup::Retired));
    assert!(matches!(site.load().find("kogane"), Lookup::Retired), "a restart remembers");
    std::fs::rename(site.root().join(".kogane"), site.root().join("kogane")).unwrap();
    assert_eq!(reload(&realms, &Which::default()), all(Broken, Served));
    site.replace("kogane", "realm.toml", "display_name", "retired = true\ndisplay_name");
    assert_eq!(reload(&realms, &Which::default()), all(Broken, Retired));
    assert!(matches!(realms.find("kogane"), Lookup::Retired) && realms.serving().len() == 1);
    // A folder that is new is served; without any folder the process goes on.
    site.write("hikari", "realm.toml", "");
    assert_eq!(reload(&realms, &only("hikari")), [("hikari".to_owned(), ReloadResult::OutOfService)]);
    std::fs::rename(site.root(), site.root().with_extension("away")).unwrap();
    assert_eq!(reload(&realms, &Which::default())[0], ("asahi".to_owned(), Gone));
    assert_eq!(site.load().serving().len(), 1, "at a cold start too");
}

#[test]
fn realms_that_wait_for_each_other_are_judged_again() {
    let site = Site::new();
    let own = |realm: &str| format!("issuer = \"http://localhost:8080/{realm}\"\n\n[contact]");
    site.replace("kogane", "realm.toml", "[contact]", &own("asahi"));
    let realms = site.load();
    assert!(realms.serving().is_empty());
    site.replace("kogane", "realm.toml", &own("asahi"), &own("kogane"));
    let both = [("asahi".to_owned(), ReloadResult::Served), ("kogane".to_owned(), ReloadResult::Served)];
    assert_eq!(reload(&realms, &only("kogane")), both);
}

#[test]
fn an_issuer_does_not_change() {
    let mut site = Site::new();
    site.settings.development = false;
    site.settings.provider_url = "https://id.example.jp".parse().unwrap();
    site.settings.portal_url = "https://kenpo.example.jp".parse().unwrap();
    std::fs::remove_dir_all(site.root().join("kogane")).unwrap();
    let realms = site.load();
    let Lookup::Serving(asahi) = realms.find("asahi") else { panic!("served") };
    realms.remember(&asahi.name, &asahi.issuer);
    site.replace("asahi", "realm.toml", "[contact]", "issuer = \"https://id2.example.jp/asahi\"\n[contact]");
    assert_eq!(reload(&realms, &Which::default()), [("asahi".to_owned(), ReloadResult::Broken)]);
    let issuers: Issuers = [(asahi.name.clone(), asahi.issuer.clone())].into();
    let plans = realm::plan((&site.root(), &site.state()), &[].into(), &issuers, &site.settings).unwrap();
    assert_eq!(plans[0].kind, PlanKind::Broken);
    assert_eq!(plans[0].findings.iter().map(|found| found.code).collect::<Vec<_>>(), ["issuer-changed"]);
}
