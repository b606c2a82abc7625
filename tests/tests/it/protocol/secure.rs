//! A provider that does TLS itself: that of the conformance realm, with the applications that a test adds.

use std::fs;

use account::HashCost;
use anyhow::Context as _;
use base::Clock;
use reqwest::{Client, ClientBuilder, redirect};
use serde_json::Value;
use tempfile::TempDir;
use tests::certificates::Identity;
use tests::conformance::{Conformance, Identities, REALM};
use tests::site::{Folder, free_port, ready};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::application::{Application, Reply};
use super::world::answer_everybody;

/// It, serving until dropped, and a page for all its applications.
pub struct Secure {
    pub run: Conformance,
    pub identities: Identities,
    /// An application's port, on which every address answers.
    pub port: u16,
    serving: Option<(oneshot::Sender<()>, JoinHandle<anyhow::Result<()>>)>,
    applications: JoinHandle<()>,
    _folder: TempDir,
}

impl Secure {
    /// With applications besides those of the realm: their ids, and what their files say besides the id and the name.
    /// `{port}` stands for that of their pages.
    pub async fn with(applications: &[(&str, String)]) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let run = Conformance {
            folder: Folder::at(folder.path())?,
            suite_base: "https://localhost:9443".parse()?,
            suite_authority: None,
            alias: "warifu".to_owned(),
            host: "localhost".to_owned(),
            port: free_port()?,
            mtls_port: free_port()?,
            clock: Clock::system(),
            hash_cost: HashCost::LEAST,
        };
        let identities = run.write()?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        for (id, settings) in applications {
            let named = format!("client_id = \"{id}\"\nname = {{ ja = \"アプリ\", en = \"Application\" }}\n");
            let file = format!("{named}{}", settings.replace("{port}", &port.to_string()));
            fs::write(run.realm_config().join(format!("{REALM}/clients/{id}.toml")), file)?;
        }
        run.folder.make_client_secrets(&run.realm_config())?;
        let app = run.open().await?;
        let (stop, stopped) = oneshot::channel();
        let served = run.clone();
        let serving = tokio::spawn(async move { served.serve(app, async { drop(stopped.await) }).await });
        ready(run.port).await?;
        ready(run.mtls_port).await?;
        let applications = tokio::spawn(answer_everybody(listener));
        Ok(Self { run, identities, port, serving: Some((stop, serving)), applications, _folder: folder })
    }

    /// Stops it as a service manager would, and waits until it has.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        let (stop, serving) = self.serving.take().context("it does not serve")?;
        drop(stop);
        serving.await?
    }

    /// An HTTP client that trusts the provider's authority and follows no redirects.
    pub fn http(&self) -> anyhow::Result<ClientBuilder> {
        let authority = reqwest::Certificate::from_pem(self.identities.authority.as_bytes())?;
        Ok(Client::builder().add_root_certificate(authority).redirect(redirect::Policy::none()))
    }

    /// One that shows a certificate where it is asked for one.
    pub fn showing(&self, identity: &Identity) -> anyhow::Result<Client> {
        let pem = format!("{}{}", identity.certificate, identity.key);
        Ok(self.http()?.identity(reqwest::Identity::from_pem(pem.as_bytes())?).build()?)
    }

    /// What the realm says of itself.
    pub async fn metadata(&self) -> anyhow::Result<Value> {
        let address = format!("{}/.well-known/openid-configuration", self.run.issuer());
        Ok(self.http()?.build()?.get(address).send().await?.json().await?)
    }

    /// An application that a test added, as its program would ask.
    pub fn application(&self, id: &str) -> Application {
        Application {
            id: id.to_owned(),
            secret: None,
            in_body: false,
            issuer: self.run.issuer(),
            redirect_uri: format!("http://localhost:{}/callback", self.port),
            home: String::new(),
        }
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        if let Some((_, serving)) = &self.serving {
            serving.abort();
        }
        self.applications.abort();
    }
}

/// Posts a form and reads what comes.
pub async fn post(http: &Client, address: &str, form: &[(&str, &str)]) -> anyhow::Result<Reply> {
    Reply::of(http.post(address).form(form).send().await?).await
}

/// Asks the userinfo endpoint at an address of the realm.
pub async fn userinfo(http: &Client, realm: &str, token: &str) -> anyhow::Result<Reply> {
    Reply::of(http.get(format!("{realm}/userinfo")).bearer_auth(token).send().await?).await
}
