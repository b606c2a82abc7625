//! `doctor`: an operator's first question when something does not work, asked of the real programs. Each fault is made,
//! found and named; what is right stays right beside it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;
use tests::site::{Plan, Program, free_port, prepare};

use super::member::{plan, servers};

/// What a program's doctor finds: its exit code, and each check with its level.
async fn examined(program: &Program) -> anyhow::Result<(Option<i32>, Vec<(String, String)>)> {
    let told = program.run(&["doctor", "--format", "json"]).await?;
    let json: Value = serde_json::from_slice(&told.stdout)
        .map_err(|error| anyhow::anyhow!("{error}: {}", String::from_utf8_lossy(&told.stderr)))?;
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let checks = json["checks"].as_array().into_iter().flatten();
    Ok((told.status.code(), checks.map(|line| (text(line, "check"), text(line, "level"))).collect()))
}

fn level<'c>(checks: &'c [(String, String)], check: &str) -> Vec<&'c str> {
    checks.iter().filter(|(name, _)| name == check).map(|(_, level)| level.as_str()).collect()
}

fn provider(plan: &Plan) -> anyhow::Result<Program> {
    Program::new("warifu-idp", &plan.provider_settings()?, &plan.folder)
}

fn portal(plan: &Plan) -> anyhow::Result<Program> {
    Program::new("warifu-portal", &plan.portal_settings()?, &plan.folder)
}

#[tokio::test]
async fn a_site_that_serves_is_well() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    prepare(&plan).await?;
    let (mut provider, mut portal) = (provider(&plan)?, portal(&plan)?);
    provider.start().await?;
    portal.start().await?;
    let (code, checks) = examined(&provider).await?;
    assert_eq!(code, Some(0), "{checks:?}");
    for (check, expected) in [
        ("development", "warning"),
        ("proxies", "ok"),
        ("key-encryption-key", "ok"),
        ("state", "ok"),
        ("realms", "ok"),
        ("secrets", "ok"),
        ("database", "ok"),
        ("signing-keys", "ok"),
        ("redis", "ok"),
        ("mail", "ok"),
        ("public-address", "ok"),
        ("clock", "ok"),
    ] {
        assert_eq!(level(&checks, check), [expected], "{check}: {checks:?}");
    }
    let (code, checks) = examined(&portal).await?;
    assert_eq!(code, Some(0), "{checks:?}");
    assert_eq!((level(&checks, "provider"), level(&checks, "public-address")), (vec!["ok"], vec!["ok"]));

    // In words, for the person at the terminal.
    for (language, said) in [("ja", "注意  development: "), ("en", "warning  development: ")] {
        let told = String::from_utf8(provider.run(&["doctor", "--lang", language]).await?.stdout)?;
        assert!(told.contains(said) && told.contains("      → "), "{told}");
    }

    provider.kill().await?;
    let (code, checks) = examined(&portal).await?;
    assert_eq!((code, level(&checks, "provider")), (Some(1), vec!["error"]), "nobody can sign in");
    Ok(())
}

#[tokio::test]
async fn files_that_are_not_as_they_should_be_are_named() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    let doctor = provider(&plan)?;
    plan.folder.make_client_secrets(&plan.realm_config)?;

    // Before anything was set up: no database, and it is not made by asking.
    let (code, checks) = examined(&doctor).await?;
    assert_eq!((code, level(&checks, "database")), (Some(4), vec!["unreachable"]), "{checks:?}");
    assert!(!plan.folder.join("idp.sqlite").exists());
    assert_eq!(level(&checks, "public-address"), ["warning"], "nobody listens");

    // A database of an older version, or of none.
    fs::write(plan.folder.join("idp.sqlite"), "")?;
    let (code, checks) = examined(&doctor).await?;
    assert_eq!((code, level(&checks, "database")), (Some(1), vec!["error"]), "{checks:?}");
    assert!(doctor.run(&["migrate"]).await?.status.success());
    assert_eq!(level(&examined(&doctor).await?.1, "database"), ["ok"]);

    // A secret that is not there, a key that others read, realm files with a mistake, a state folder that is a file.
    fs::remove_file(plan.folder.join("secrets/minato-portal.secret"))?;
    fs::set_permissions(plan.folder.join("key-encryption-key"), fs::Permissions::from_mode(0o644))?;
    let file = plan.realm_config.join("asahi/realm.toml");
    fs::write(&file, fs::read_to_string(&file)? + "\noops")?;
    fs::write(plan.folder.join("state-idp"), "")?;
    let (code, checks) = examined(&doctor).await?;
    assert_eq!(code, Some(1));
    let found = ["secrets", "key-encryption-key", "realms", "state"].map(|check| level(&checks, check).join(" "));
    assert_eq!(found, ["error", "warning", "error", "error"], "{checks:?}");
    let told = String::from_utf8(doctor.run(&["doctor"]).await?.stdout)?;
    assert!(told.contains("minato/clients/portal.toml:"), "the file that names the secret: {told}");
    Ok(())
}

#[tokio::test]
async fn a_key_of_another_database_opens_nothing() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    prepare(&plan).await?;
    let mut doctor = provider(&plan)?;
    doctor.start().await?;
    let jwks = plan.provider_url()?.join("/minato/jwks")?;
    assert!(reqwest::get(jwks).await?.status().is_success(), "the first to ask has the keys made");
    assert_eq!(level(&examined(&doctor).await?.1, "signing-keys"), ["ok"]);
    let another = base::KeyEncryptionKey::generate().to_base64();
    fs::write(plan.folder.join("key-encryption-key"), another.expose())?;
    let (code, checks) = examined(&doctor).await?;
    assert_eq!((code, level(&checks, "signing-keys")), (Some(1), vec!["error"]), "{checks:?}");
    Ok(())
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_all_named() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    let settings = plan.folder.join("broken.toml");
    fs::write(&settings, "listne = \"127.0.0.1:1\"\nprovider_url = \"nowhere\"\n")?;
    let file = settings.display().to_string();
    for program in [provider(&plan)?, portal(&plan)?] {
        let told = program.run(&["doctor", "--settings", &file, "--lang", "en"]).await?;
        let text = String::from_utf8(told.stdout)?;
        assert_eq!(told.status.code(), Some(1), "{text}");
        assert!(text.contains("error    settings: listne: there is no such setting"), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn a_mail_server_that_is_dead_and_one_that_lives() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    let plan = Plan { mail: Some(format!("smtp://127.0.0.1:{}", free_port()?)), ..plan };
    prepare(&plan).await?;
    for program in [provider(&plan)?, portal(&plan)?] {
        let (code, checks) = examined(&program).await?;
        assert_eq!((code, level(&checks, "mail")), (Some(4), vec!["unreachable"]), "{checks:?}");
    }
    Ok(())
}

/// A Redis of this test alone, set up as a cache: it would lose and forget what several nodes rely on.
#[tokio::test]
async fn a_redis_that_forgets_is_refused_and_a_right_one_is_not() -> anyhow::Result<()> {
    let (plan, folder) = plan()?;
    let port = free_port()?;
    let careless = ["--appendonly", "no", "--save", "", "--maxmemory-policy", "allkeys-lru"];
    let mut redis = tokio::process::Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(careless)
        .current_dir(folder.path())
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    tests::site::ready(port).await?;
    let mut servers = servers().await?;
    servers.redis = Some(format!("redis://127.0.0.1:{port}"));
    let plan = Plan { servers: Some(servers), ..plan };
    prepare(&plan).await?;
    let doctor = provider(&plan)?;
    let (code, checks) = examined(&doctor).await?;
    assert_eq!((code, level(&checks, "redis")), (Some(1), vec!["error", "error"]), "{checks:?}");
    assert_eq!(level(&checks, "clock"), ["ok", "ok"], "PostgreSQL's and Redis's");
    for (key, value) in [("appendonly", "yes"), ("maxmemory-policy", "noeviction")] {
        let set = ["-p", &port.to_string(), "CONFIG", "SET", key, value].map(str::to_owned);
        let told = tokio::process::Command::new("redis-cli").args(set).output().await?;
        assert!(told.status.success(), "{told:?}");
    }
    assert_eq!(level(&examined(&doctor).await?.1, "redis"), ["ok"]);
    redis.kill().await?;
    let (code, checks) = examined(&doctor).await?;
    assert_eq!((code, level(&checks, "redis")), (Some(4), vec!["unreachable"]), "{checks:?}");
    Ok(())
}
