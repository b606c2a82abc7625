//! The file tree of the container, run as a container would: a root of its own, nothing else in it, no privileges. And the
//! process from outside, as a supervisor sees it: probes, metrics, a clean end.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base::KeyEncryptionKey;
use serde_json::Value;

use crate::support::Provider;

const USER: &str = "10001:10001";

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// `chroot` as root, or as root of a namespace of one's own.
fn in_tree(tree: &Path) -> Command {
    let root = rootless().is_none();
    let mut command = Command::new(if root { "chroot" } else { "unshare" });
    if root {
        command.arg(format!("--userspec={USER}"));
    } else {
        command.args(["--map-root-user", "chroot"]);
    }
    command.arg(tree);
    command
}

fn rootless() -> Option<()> {
    let output = Command::new("id").arg("-u").output().unwrap();
    (output.stdout != b"0\n").then_some(())
}

async fn get(port: u16, path: &str) -> Option<(u16, String)> {
    let response = reqwest::get(format!("http://127.0.0.1:{port}{path}")).await.ok()?;
    Some((response.status().as_u16(), response.text().await.unwrap()))
}

/// The tree with a provider's files, as a container would mount them.
fn lay_out(site: &Provider) -> PathBuf {
    let tree = site.folder.path().join("tree");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    succeed(Command::new(workspace.join(".deploy/file-tree")).arg(&tree).arg(env!("CARGO_BIN_EXE_warifu-idp")));
    let realms = site.folder.path().join("realms");
    succeed(Command::new("cp").arg("-r").arg(&realms).arg(tree.join("etc/warifu/realm-config")));
    std::fs::write(tree.join("etc/warifu/key"), KeyEncryptionKey::generate().to_base64().expose()).unwrap();
    // A temporary folder is its owner's alone, and the service is somebody else.
    succeed(Command::new("chmod").arg("755").arg(site.folder.path()));
    tree
}

fn serve(tree: &Path, port: u16, metrics: u16) -> Process {
    let started = in_tree(tree)
        .args(["/usr/bin/warifu-idp", "serve"])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("WARIFU_DEVELOPMENT", "true")
        .env("WARIFU_LISTEN", format!("127.0.0.1:{port}"))
        .env("WARIFU_METRICS_LISTEN", format!("127.0.0.1:{metrics}"))
        .env("WARIFU_PROVIDER_URL", format!("http://127.0.0.1:{port}"))
        .env("WARIFU_DATABASE_URL", "sqlite:/var/lib/warifu/idp.sqlite")
        .env("WARIFU_STATE_DIR", "/var/lib/warifu/state")
        .env("WARIFU_MAIL", "folder:/var/lib/warifu/mail")
        .env("WARIFU_REALM_CONFIG", "/etc/warifu/realm-config")
        .env("WARIFU_KEY_ENCRYPTION_KEY_FILE", "/etc/warifu/key")
        .stderr(Stdio::piped())
        .spawn();
    Process(started.unwrap())
}

#[tokio::test]
async fn the_deployed_file_tree_serves_and_ends_when_it_is_asked_to() {
    let site = Provider::on_sqlite().await;
    let (port, metrics) = (free_port(), free_port());
    let mut serve = serve(&lay_out(&site), port, metrics);
    let gives_up = Instant::now() + Duration::from_secs(60);
    let (status, body) = loop {
        if let Some(answer) = get(port, "/health/ready").await {
            break answer;
        }
        let ended = serve.0.try_wait().unwrap();
        assert!(ended.is_none() && Instant::now() < gives_up, "{}", log_of(serve));
        tokio::task::yield_now().await;
    };
    assert_eq!((status, body.as_str()), (200, r#"{"ready":true,"missing":[]}"#));
    for (port, path, status) in [
        (port, "/health/live", 200),
        (port, "/minato/jwks", 200),
        // Metrics are on a port of their own, and nothing else is there.
        (port, "/metrics", 404),
        (metrics, "/minato/jwks", 404),
    ] {
        assert_eq!(get(port, path).await.unwrap().0, status, "{path}");
    }
    let (_, told) = get(metrics, "/metrics").await.unwrap();
    for line in [
        r#"warifu_request_duration_seconds_count{method="GET",route="/{realm}/jwks",status="2xx"} 1"#,
        r#"warifu_realms{state="served"} 3"#,
        r#"warifu_sign_ins_total{outcome="signed-in"} 0"#,
        "warifu_mails_waiting 0",
        "# EOF",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} in\n{told}");
    }

    succeed(Command::new("kill").args(["-TERM", &serve.0.id().to_string()]));
    let ended = loop {
        match serve.0.try_wait().unwrap() {
            Some(status) => break status,
            None => assert!(Instant::now() < gives_up, "it does not end"),
        }
        tokio::task::yield_now().await;
    };
    assert!(ended.success(), "{ended}");
    for line in log_of(serve).lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}

fn log_of(mut process: Process) -> String {
    use std::io::Read;
    drop(process.0.kill());
    let mut log = String::new();
    process.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    log
}
