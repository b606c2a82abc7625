//! Listening, and stopping without dropping anybody who is being answered.

use std::future::Future;
use std::net::SocketAddr;

use anyhow::Context as _;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Extensions;
use futures::FutureExt as _;
use tokio::net::{TcpListener, TcpSocket};

use super::connections::{PATIENCE, serve_at};
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
        let listener = listen(settings.listen)?;
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
        let listener = listen(mutual.listen)?;
        Ok(Self::Tls(TlsListener::new(listener, files.clone(), AskClients::ForACertificate)?))
    }
}

/// How many connections may wait to be accepted: those that come beyond are lost without a word, and 128, the usual
/// number, come in a moment when a whole society gets a mail.
const WAITING: u32 = 4096;

fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let open = || -> std::io::Result<TcpListener> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // So that a service may start again while connections of the former one are not yet forgotten.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(WAITING)
    };
    open().with_context(|| address.to_string())
}

/// Serves until `stop` completes, then answers what is under way and returns. Handlers find the peer's address as
/// `ConnectInfo<SocketAddr>`, and its certificates, where it sent some, as the extension `PeerCertificates`.
pub async fn serve(door: impl Into<Door>, router: Router, stop: impl Future<Output = ()> + Send) {
    match door.into() {
        Door::Plain(listener) => serve_at(listener, router, (PATIENCE, introduce), stop).await,
        Door::Tls(listener) => serve_at(listener, router, (PATIENCE, introduce_with_certificates), stop).await,
    }
}

/// Serves at several doors, each with its router, and stops all of them together.
pub async fn serve_all(doors: impl IntoIterator<Item = (Door, Router)>, stop: impl Future<Output = ()> + Send) {
    let stop = stop.shared();
    futures::future::join_all(doors.into_iter().map(|(door, router)| serve(door, router, stop.clone()))).await;
}

fn introduce(peer: SocketAddr, to: &mut Extensions) {
    to.insert(ConnectInfo(peer));
}

/// Says to the handlers what TLS knows of the peer.
fn introduce_with_certificates(peer: Peer, to: &mut Extensions) {
    introduce(peer.address, to);
    if let Some(certificates) = peer.certificates {
        to.insert(certificates);
    }
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
