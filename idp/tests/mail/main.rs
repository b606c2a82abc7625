//! A mail on its way: left in the outbox, delivered by the serving provider, seen at `/dev/mail`; and the previews.
#![cfg(test)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use account::EmailAddress;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use base::{Clock, KeyEncryptionKey, Language};
use idp::mail::{self, Message};
use idp::{App, router, start};
use realm::Lookup;
use store::outbox::{State, progress};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower::ServiceExt;
use uuid::Uuid;
use web::TrustedProxies;
use web::service::Settings;

const REALM_CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../realm-config");

struct Provider {
    app: Arc<App>,
    _folder: TempDir,
}

impl Provider {
    /// A provider with the sample societies, whose mail leaves so; `{}` stands for a folder of its own.
    async fn with_mail(mail: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let settings = Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            provider_url: "http://localhost:8080".parse().unwrap(),
            portal_url: "http://localhost:8081".parse().unwrap(),
            database_url: format!("sqlite:{}", path("idp.sqlite").display()),
            mail: mail.replace("{}", &path("mail").display().to_string()).into(),
            redis_url: None,
            realm_config: Path::new(REALM_CONFIG).to_owned(),
            state_dir: path("state"),
            secrets_dir: path("secrets"),
            key_encryption_key: KeyEncryptionKey::generate(),
            password_hashing: base::HashEngine::default(),
            trusted_proxies: TrustedProxies::default(),
            outbound_ca: None,
            development: true,
            tls: None,
            metrics_listen: None,
            log: web::service::LogFormat::default(),
            otlp_endpoint: None,
            mutual_tls: None,
        };
        let app = Arc::new(start::open(&settings, Clock::system()).await.unwrap());
        Self { app, _folder: folder }
    }

    /// Leaves a mail with a member's user ID, and returns its id.
    async fn leave(&self, language: Language) -> Uuid {
        let Lookup::Serving(realm) = self.app.realms.find("minato") else { panic!("minato is broken") };
        let to = EmailAddress::read("misaki@example.jp").unwrap();
        let message = Message::ForgottenUserId { user_ids: &["misaki.tanaka"] };
        let mail = mail::prepare(&self.app, &realm, (language, &to), &message).unwrap();
        let id = mail.id();
        self.app.database.write(move |tx| Box::pin(async move { mail.enqueue(tx).await })).await.unwrap();
        id
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header("host", "localhost:8080").body(Body::empty()).unwrap();
        let response = router(&self.app).oneshot(request).await.unwrap();
        let status = response.status();
        (status, String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap())
    }
}

#[tokio::test]
async fn a_developer_sees_the_mails_that_would_have_been_sent() {
    let provider = Provider::with_mail("folder:{}").await;
    assert!(provider.get("/dev/mail").await.1.contains("まだメールはありません。"));
    provider.leave(Language::Ja).await;
    provider.leave(Language::En).await;
    assert_eq!(start::delivery(&provider.app).deliver_due().await.unwrap(), 2);

    let (status, list) = provider.get("/dev/mail").await;
    assert_eq!(status, StatusCode::OK);
    assert!(list.contains("ユーザIDのお知らせ → misaki@example.jp") && list.contains("Your user ID"));
    let name = list.split("href=\"/dev/mail/").nth(1).unwrap().split('"').next().unwrap();
    let (_, english) = provider.get(&format!("/dev/mail/{name}?lang=en")).await;
    assert!(english.contains("Here is the user ID that you asked for.") && english.contains("Show the HTML version"));
    assert!(english.contains("<a href=\"http://localhost:8081/minato/\">"), "links can be followed");
    let (status, html) = provider.get(&format!("/dev/mail/{name}/html")).await;
    assert!(status == StatusCode::OK && html.starts_with("<!DOCTYPE html>") && html.contains("misaki.tanaka"));
    for absent in ["/dev/mail/none.eml", "/dev/mail/..%2Fidp.sqlite", "/dev/mail/none.eml/html"] {
        assert_eq!(provider.get(absent).await.0, StatusCode::NOT_FOUND, "{absent}");
    }
}

#[tokio::test]
async fn where_mail_is_really_sent_there_is_no_page_of_it() {
    let provider = Provider::with_mail("smtp://127.0.0.1:1").await;
    for path in ["/dev/mail", "/dev/mail/2026.eml", "/dev/mail/2026.eml/html"] {
        assert_eq!(provider.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_serving_provider_sends_what_is_left_with_it() {
    let provider = Provider::with_mail("folder:{}").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(start::serve(Arc::clone(&provider.app), listener, async { drop(stopped.await) }));
    let realm = "minato".parse().unwrap();
    let id = provider.leave(Language::Ja).await;
    let sent = async {
        while progress(&provider.app.database, &realm, id).await.unwrap().unwrap().state != State::Sent {
            tokio::task::yield_now().await;
        }
    };
    sent.await;
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    assert_eq!(provider.app.transport.folder().unwrap().names().await.unwrap().len(), 1);
}

#[test]
fn the_preview_writes_every_mail_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let preview = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
        command.current_dir(folder.path()).env_clear().args(["mail", "preview", "--realm-config", REALM_CONFIG]);
        command.args(arguments).output().unwrap()
    };
    let text = preview(&["minato", "--lang", "ja"]);
    let shown = String::from_utf8(text.stdout).unwrap();
    assert!(text.status.success() && shown.contains("ワンタイムパスワード") && !shown.contains("One-time code"));

    assert!(preview(&["minato", "--output", "previews"]).status.success());
    let files = std::fs::read_dir(folder.path().join("previews")).unwrap().count();
    assert_eq!(files, 14 * 2 * 2, "fourteen mails, two languages, text and HTML");
    let english = std::fs::read_to_string(folder.path().join("previews/02-one-time-code.en.txt")).unwrap();
    assert!(english.contains("Subject: [") && english.contains("Nobody at your society will ever ask you"));

    let unknown = preview(&["minatoo", "--lang", "en"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("minato"));
}
