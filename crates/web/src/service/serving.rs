//! Listening, and stopping without dropping anybody who is being answered.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::map_request;
use futures::FutureExt as _;
use tokio::net::TcpListener;

use super::tls::{AskClients, Peer, TlsFiles, TlsListener};
use super::{MutualTls, Settings};

/// A place at which a service listens.
#[derive(Debug)]
pub enum Door {
    /// Without TLS: for development, and behind a proxy.
    Plain(TcpListener),
    /// With TLS of our own.
    Tls(TlsListener),
}

impl From<TcpListener> for Door {
    fn from(listener: TcpListener) -> Self {
        Self::Plain(listener)
    }
}

impl Door {
    /// Opens the service's own door.
    ///
    /// # Errors
    /// When the address is taken or the TLS files cannot be used.
    pub async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let listener = listen(settings.listen).await?;
        match &settings.tls {
            Some(files) => Ok(Self::Tls(TlsListener::new(listener, files.clone(), AskClients::Nothing)?)),
            None => Ok(Self::Plain(listener)),
        }
    }

    /// Opens the door at which clients show their certificates.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_for_certificates(mutual: &MutualTls, files: &TlsFiles) -> anyhow::Result<Self> {
        let listener = listen(mutual.listen).await?;
        Ok(Self::Tls(TlsListener::new(listener, files.clone(), AskClients::ForACertificate)?))
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| address.to_string())
}

/// Serves until `stop` completes, then answers what is under way and returns. Handlers find the peer's address as
/// `ConnectInfo<SocketAddr>`, and its certificates, where it sent some, as the extension `PeerCertificates`.
///
/// # Errors
/// The listener's own failure.
pub async fn serve(
    door: impl Into<Door>,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    match door.into() {
        Door::Plain(listener) => {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).with_graceful_shutdown(stop).await
        }
        Door::Tls(listener) => {
            let service = router.layer(map_request(tell_of_peer)).into_make_service_with_connect_info::<Peer>();
            axum::serve(listener, service).with_graceful_shutdown(stop).await
        }
    }
}

/// Serves at several doors, each with its router, and stops all of them together.
///
/// # Errors
/// The first failure of a listener.
pub async fn serve_all(
    doors: impl IntoIterator<Item = (Door, Router)>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let stop = stop.shared();
    let served = doors.into_iter().map(|(door, router)| serve(door, router, stop.clone()));
    futures::future::try_join_all(served).await.map(drop)
}

/// Says to the handlers what TLS knows of the peer.
async fn tell_of_peer(ConnectInfo(peer): ConnectInfo<Peer>, mut request: Request) -> Request {
    request.extensions_mut().insert(ConnectInfo(peer.address));
    if let Some(certificates) = peer.certificates {
        request.extensions_mut().insert(certificates);
    }
    request
}

/// Completes when the process is asked to stop: Ctrl-C, or SIGTERM from a service manager.
pub async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}
