//! A load balancer in front of several nodes: the least that a real one does. Each request goes to the next node,
//! whoever sends it, and to the one after it where nobody listens.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONNECTION, FORWARDED, TRANSFER_ENCODING};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// More than any form of either service holds, in bytes.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// The balancer, listening until it is dropped.
#[derive(Debug)]
pub struct Balancer {
    ports: watch::Sender<Vec<u16>>,
    running: JoinHandle<()>,
}

struct Nodes {
    client: Client,
    ports: watch::Receiver<Vec<u16>>,
    turn: AtomicUsize,
}

impl Balancer {
    /// Listens on a port of this machine, before nodes on others.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn listen(port: u16, nodes: Vec<u16>) -> anyhow::Result<Self> {
        // A connection of its own for each request: one that was kept may lead to a node that died meanwhile.
        let client = Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(0).build()?;
        let (sender, ports) = watch::channel(nodes);
        let nodes = Arc::new(Nodes { client, ports, turn: AtomicUsize::new(0) });
        let router = Router::new().fallback(pass_on).with_state(nodes);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        let running = tokio::spawn(async move {
            let _stopped_with_the_balancer = axum::serve(listener, router).await;
        });
        Ok(Self { ports: sender, running })
    }

    /// Leads to these nodes from now on. Requests under way end where they are.
    pub fn lead_to(&self, nodes: Vec<u16>) {
        self.ports.send_replace(nodes);
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn pass_on(
    State(nodes): State<Arc<Nodes>>,
    ConnectInfo(visitor): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (mut head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    if let Ok(forwarded) = HeaderValue::from_str(&format!("for={}", visitor.ip())) {
        head.headers.insert(FORWARDED, forwarded);
    }
    head.headers.remove(CONNECTION);
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let ports = nodes.ports.borrow().clone();
    for _ in &ports {
        let turn = nodes.turn.fetch_add(1, Ordering::Relaxed) % ports.len();
        let Some(port) = ports.get(turn) else { break };
        let sent = nodes.client.request(head.method.clone(), format!("http://127.0.0.1:{port}{path}"));
        match sent.headers(head.headers.clone()).body(body.clone()).send().await {
            Ok(answer) => return back(answer).await,
            // What reached a node that then died may have been done: only what changes nothing is sent again.
            Err(error) if error.is_connect() || head.method == Method::GET => {}
            Err(_) => return StatusCode::BAD_GATEWAY.into_response(),
        }
    }
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

async fn back(answer: reqwest::Response) -> Response {
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    for of_one_connection in [CONNECTION, TRANSFER_ENCODING] {
        headers.remove(of_one_connection);
    }
    match answer.bytes().await {
        Ok(body) => (status, headers, Body::from(body)).into_response(),
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}
