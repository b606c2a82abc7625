//! A prepared site at work.

use std::sync::Arc;

use anyhow::Context as _;
use base::{Clock, RealmName};
use idp::rows::in_realm;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Plan;

/// Both services, serving until the value is stopped or dropped.
#[derive(Debug)]
pub struct Site {
    /// The time, which a test may move.
    pub clock: Clock,
    /// The provider behind the address.
    pub idp: Arc<idp::App>,
    provider_url: String,
    portal_url: String,
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<anyhow::Result<()>>>,
}

impl Site {
    /// Starts both services over what [`prepare`](super::prepare) made.
    ///
    /// # Errors
    /// Whatever keeps a service from serving.
    pub async fn serve(plan: &Plan) -> anyhow::Result<Self> {
        let (provider_settings, portal_settings) = (plan.provider_settings()?, plan.portal_settings()?);
        let idp = idp::start::open(&provider_settings, plan.clock.clone()).await?.with_hash_cost(plan.hash_cost);
        let idp = Arc::new(idp);
        let portal = Arc::new(portal::App::open(&portal_settings, plan.clock.clone()).await?);
        let provider_listener = listen(plan.provider_port).await?;
        let portal_listener = listen(plan.portal_port).await?;
        let (stop, stopped) = watch::channel(false);
        let running = vec![
            tokio::spawn(idp::start::serve(Arc::clone(&idp), provider_listener, until(stopped.clone()))),
            tokio::spawn(async { Ok(portal::serve(portal, portal_listener, until(stopped)).await?) }),
        ];
        Ok(Self {
            clock: plan.clock.clone(),
            idp,
            provider_url: format!("http://localhost:{}", plan.provider_port),
            portal_url: format!("http://localhost:{}", plan.portal_port),
            stop,
            running,
        })
    }

    /// An address of the provider.
    #[must_use]
    pub fn provider(&self, path: &str) -> String {
        format!("{}{path}", self.provider_url)
    }

    /// An address of the portal.
    #[must_use]
    pub fn portal(&self, path: &str) -> String {
        format!("{}{path}", self.portal_url)
    }

    /// What clients see as the `sub` of a member.
    ///
    /// # Errors
    /// When there is no such member.
    pub async fn subject(&self, realm: &str, user_id: &str) -> anyhow::Result<String> {
        let realm: RealmName = realm.parse()?;
        let row = in_realm(self.idp.database.reader(), &realm).account_by_user_id(user_id).await?;
        Ok(row.with_context(|| format!("no member {user_id}"))?.subject)
    }

    /// Stops both services, as a service manager would, and waits until they have.
    ///
    /// # Errors
    /// What a service ended with.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        for service in self.running.drain(..) {
            service.await??;
        }
        Ok(())
    }
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], port));
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Completes when the site is stopped or gone.
async fn until(mut stopped: watch::Receiver<bool>) {
    drop(stopped.wait_for(|stopped| *stopped).await);
}
