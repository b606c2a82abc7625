//! A cable to a server that can be pulled out: what a restart of the server, or of the network, looks like from here.

use std::net::Ipv4Addr;

use anyhow::Context as _;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

/// A port of this machine that leads to a server, as long as it is plugged in.
#[derive(Debug)]
pub struct Switch {
    port: u16,
    plugged_in: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl Switch {
    /// A way to the server of an address such as `redis://127.0.0.1:6379/15`.
    ///
    /// # Errors
    /// When the address names no host and port.
    pub async fn before(server: &Url) -> anyhow::Result<Self> {
        let host = server.host_str().context("a host")?.to_owned();
        let to = (host, server.port().context("a port")?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let (plugged_in, state) = watch::channel(true);
        let running = tokio::spawn(async move {
            while let Ok((visitor, _)) = listener.accept().await {
                tokio::spawn(carry(visitor, to.clone(), state.clone()));
            }
        });
        Ok(Self { port, plugged_in, running })
    }

    /// The server's address, by this way.
    ///
    /// # Errors
    /// When the address takes no port.
    pub fn address(&self, server: &Url) -> anyhow::Result<String> {
        let mut address = server.clone();
        address.set_host(Some("127.0.0.1"))?;
        address.set_port(Some(self.port)).map_err(|()| anyhow::anyhow!("no port in {server}"))?;
        Ok(address.into())
    }

    /// Pulls the cable out: what is connected is cut off, and whoever comes is hung up on.
    pub fn pull(&self) {
        self.plugged_in.send_replace(false);
    }

    /// Puts the cable back.
    pub fn plug_in(&self) {
        self.plugged_in.send_replace(true);
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn carry(mut visitor: TcpStream, to: (String, u16), mut plugged_in: watch::Receiver<bool>) {
    if !*plugged_in.borrow_and_update() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    tokio::select! {
        _ended = copy_bidirectional(&mut visitor, &mut server) => {}
        _pulled = plugged_in.wait_for(|plugged_in| !plugged_in) => {}
    }
}
