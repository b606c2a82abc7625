//! Listening with TLS of our own, for a service without a proxy in front of it.
//!
//! TLS 1.2 and 1.3 with the suites of rustls and ring, nothing older (RFC 9325 §3.1). Certificate and key are read from
//! their files again when these change, at the next handshake: a renewed certificate needs no restart, and one that
//! cannot be read leaves the old one in use.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

use super::client_certificate::AnyCertificate;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How many handshakes may be under way: more connections wait in the system's queue.
const HANDSHAKES: usize = 1024;
/// How long nothing is accepted when the system has no more to give, such as file descriptors.
const BREATH: Duration = Duration::from_secs(1);

/// The files of a TLS listener, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by those that lead to its authority.
    pub certificate: PathBuf,
    /// Its private key (PKCS #8, PKCS #1 or SEC 1).
    pub key: PathBuf,
}

/// Whether a listener asks for a client's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskClients {
    /// It does not.
    Nothing,
    /// It takes one when the client has one (RFC 8705 §2).
    ForACertificate,
}

/// The certificates that a client sent in the handshake, in DER, its own first. It has proved that it holds the key of
/// the first one; nothing else was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerCertificates(pub Arc<[Vec<u8>]>);

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    /// The address.
    pub address: SocketAddr,
    /// The certificates, if it sent any.
    pub certificates: Option<PeerCertificates>,
}

/// A listener whose connections have finished their handshake.
#[derive(Debug)]
pub struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, Peer)>,
    accepting: JoinHandle<()>,
}

impl TlsListener {
    /// Puts TLS on a listener. To be called within the runtime.
    ///
    /// # Errors
    /// Whatever is wrong with the files, with the name of the file.
    pub fn new(listener: TcpListener, files: TlsFiles, ask: AskClients) -> anyhow::Result<Self> {
        let address = listener.local_addr()?;
        let identity = Identity::read(files, ask)?;
        let (send, ready) = mpsc::channel(1);
        Ok(Self { address, ready, accepting: tokio::spawn(accept(listener, identity, send)) })
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = Peer;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The task that accepts ends with this value only.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(Peer { address: self.address, certificates: None })
    }
}

/// Accepts for ever. Each handshake has a task of its own: a slow client keeps nobody waiting.
async fn accept(listener: TcpListener, identity: Identity, ready: mpsc::Sender<(TlsStream<TcpStream>, Peer)>) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    loop {
        let Ok(permit) = Arc::clone(&handshakes).acquire_owned().await else { return };
        let (connection, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "no connection could be accepted");
                sleep(BREATH).await;
                continue;
            }
        };
        let acceptor = TlsAcceptor::from(identity.current());
        let ready = ready.clone();
        tokio::spawn(async move {
            // Scanners and clients of older TLS fail here by the thousand: that is nothing for a log.
            if let Ok(Ok(stream)) = timeout(HANDSHAKE, acceptor.accept(connection)).await {
                let certificates = certificates_of(&stream);
                drop(permit);
                drop(ready.send((stream, Peer { address, certificates })).await);
            }
        });
    }
}

fn certificates_of(stream: &TlsStream<TcpStream>) -> Option<PeerCertificates> {
    let (_, connection) = stream.get_ref();
    let certificates = connection.peer_certificates().filter(|certificates| !certificates.is_empty())?;
    Some(PeerCertificates(certificates.iter().map(|certificate| certificate.to_vec()).collect()))
}

/// What the listener shows, as its files were when they were last read.
struct Identity {
    files: TlsFiles,
    ask: AskClients,
    loaded: Mutex<(Stamp, Arc<ServerConfig>)>,
}

/// By which a changed file is recognised: when it was written, and its length.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl Identity {
    fn read(files: TlsFiles, ask: AskClients) -> anyhow::Result<Self> {
        let loaded = (files.stamp(), Arc::new(configuration(&files, ask)?));
        Ok(Self { files, ask, loaded: Mutex::new(loaded) })
    }

    /// The configuration of the next handshake. Looking at two files takes microseconds, so it is done each time.
    fn current(&self) -> Arc<ServerConfig> {
        let stamp = self.files.stamp();
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.0 != stamp {
            loaded.0 = stamp;
            match configuration(&self.files, self.ask) {
                Ok(configuration) => loaded.1 = Arc::new(configuration),
                Err(error) => tracing::warn!(error = format!("{error:#}"), "the former TLS certificate stays in use"),
            }
        }
        Arc::clone(&loaded.1)
    }
}

impl TlsFiles {
    fn stamp(&self) -> Stamp {
        [&self.certificate, &self.key].map(|path| {
            let metadata = fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        })
    }
}

fn configuration(files: &TlsFiles, ask: AskClients) -> anyhow::Result<ServerConfig> {
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let builder = match ask {
        AskClients::Nothing => builder.with_no_client_auth(),
        AskClients::ForACertificate => builder.with_client_cert_verifier(Arc::new(AnyCertificate::new(&provider))),
    };
    let named = |path: &Path| format!("{}", path.display());
    let certificates: Vec<_> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .with_context(|| named(&files.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).with_context(|| named(&files.key))?;
    let mut configuration = builder.with_single_cert(certificates, key).with_context(|| named(&files.certificate))?;
    configuration.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(configuration)
}
