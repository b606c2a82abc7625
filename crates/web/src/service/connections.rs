//! Connections and the requests on them, within time: who opens one and says nothing, or says it letter by letter, takes
//! a place from nobody for long.
//!
//! `axum::serve` waits for ever, so this is what it does, with limits. What a request's own body and answer may take is
//! limited at the [boundary](crate::boundary).

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Extensions;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::sleep;
use tower::ServiceExt as _;

/// How long peers may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// From the opening of a connection until the head of its first request is here.
    first_request: Duration,
    /// For silence after a request, and the head of the next.
    next_request: Duration,
    /// For saying that one is still there, when one speaks HTTP/2.
    sign_of_life: Duration,
}

/// Proxies keep a connection open for a minute: they are to close it, not we, so that no request meets a closed door.
pub(super) const PATIENCE: Patience = Patience {
    first_request: Duration::from_secs(10),
    next_request: Duration::from_secs(75),
    sign_of_life: Duration::from_secs(10),
};

/// How much of a connection is held in memory at once: room for the longest head that the [boundary](crate::boundary)
/// lets in, which is judged only when all of it is here. Bodies of any length go through it piece by piece.
const HELD: usize = 64 * 1024;
/// The longest head in HTTP/2, of which a connection carries many at a time.
const HEAD_IN_HTTP2: u32 = 16 * 1024;

/// Serves at a listener until `stop` completes; then answers what is under way, and returns. `introduce` says to the
/// handlers whom a request comes from.
pub(super) async fn serve_at<L: Listener>(
    mut listener: L,
    router: Router,
    (patience, introduce): (Patience, fn(L::Addr, &mut Extensions)),
    stop: impl Future<Output = ()> + Send,
) {
    let (stopping, stopped) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let (connection, peer) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.as_mut() => break,
        };
        let mut extensions = Extensions::new();
        introduce(peer, &mut extensions);
        tokio::spawn(attend(connection, (router.clone(), patience), extensions, stopped.clone()));
    }
    drop((listener, stopped));
    stopping.send_replace(true);
    stopping.closed().await;
}

/// Answers the requests of one connection.
async fn attend(
    connection: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    (router, patience): (Router, Patience),
    extensions: Extensions,
    mut stopped: watch::Receiver<bool>,
) {
    let asked = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&asked);
    let service = router.map_request(move |request: Request<Incoming>| {
        note.store(true, Ordering::Relaxed);
        let mut request = request.map(Body::new);
        request.extensions_mut().extend(extensions.clone());
        request
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience.next_request).max_buf_size(HELD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(HEAD_IN_HTTP2)
        .keep_alive_interval(patience.next_request)
        .keep_alive_timeout(patience.sign_of_life);
    let mut served = pin!(builder.serve_connection(TokioIo::new(connection), TowerToHyperService::new(service)));
    let mut first_request = pin!(sleep(patience.first_request));
    let (mut waiting, mut told) = (true, false);
    loop {
        tokio::select! {
            // What ends a connection early is the peer's affair.
            _ = served.as_mut() => return,
            () = first_request.as_mut(), if waiting => {
                if !asked.load(Ordering::Relaxed) {
                    return;
                }
                waiting = false;
            }
            _ = stopped.changed(), if !told => {
                told = true;
                served.as_mut().graceful_shutdown();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::oneshot;
    use tokio::time::{Instant, timeout};

    use super::*;

    const SHORT: Patience = Patience {
        first_request: Duration::from_millis(300),
        next_request: Duration::from_millis(900),
        sign_of_life: Duration::from_millis(300),
    };
    const REQUEST: &[u8] = b"GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n";

    async fn service(stop: impl Future<Output = ()> + Send + 'static) -> TcpStream {
        service_with(SHORT, stop).await
    }

    async fn service_with(patience: Patience, stop: impl Future<Output = ()> + Send + 'static) -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let length = |body: Body| async {
            axum::body::to_bytes(body, usize::MAX)
                .await
                .map_or_else(|_| "cut off".to_owned(), |all| all.len().to_string())
        };
        let router = Router::new().route("/page", get(|| async { "here" }).post(length));
        tokio::spawn(async move { serve_at(listener, router, (patience, |_, _| {}), stop).await });
        TcpStream::connect(address).await.unwrap()
    }

    /// Sends a text letter by letter until the service hangs up; what it said before, and after how long.
    async fn dribble(mut stream: TcpStream, text: &[u8]) -> (String, Duration) {
        let began = Instant::now();
        let (mut said, mut letters) = (Vec::new(), text.iter());
        loop {
            let mut buffer = [0; 1024];
            match timeout(Duration::from_millis(20), stream.read(&mut buffer)).await {
                Ok(Ok(0) | Err(_)) => return (String::from_utf8_lossy(&said).into_owned(), began.elapsed()),
                Ok(Ok(read)) => said.extend_from_slice(&buffer[..read]),
                Err(_) => {
                    if let Some(letter) = letters.next() {
                        // Whether it arrives shows when the next answer is read.
                        drop(stream.write_all(&[*letter]).await);
                    }
                }
            }
            assert!(began.elapsed() < Duration::from_secs(60), "it never hangs up");
        }
    }

    #[tokio::test]
    async fn who_says_nothing_or_never_ends_a_head_is_left() {
        let long_head = [b"GET /page HTTP/1.1\r\nX: ".as_slice(), &[b'a'; 10_000]].concat();
        let silent_in_http2 = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &[0; 10_000]].concat();
        for text in [b"".as_slice(), b"GET /page HTTP/1.1\r\n", &long_head, &silent_in_http2, b"\x16\x03\x01"] {
            let (said, after) = dribble(service(pending()).await, text).await;
            assert!(after >= SHORT.first_request || said.contains("400"), "{after:?}");
            assert!(!said.contains("here"), "{said}");
        }
    }

    /// Nobody waits here for the time to be up: what ends the connection is that it is held no longer.
    #[tokio::test]
    async fn a_head_is_not_held_without_end() {
        let mut stream = service_with(PATIENCE, pending()).await;
        let began = Instant::now();
        stream.write_all(b"GET /page HTTP/1.1\r\nHost: localhost\r\nX: ").await.unwrap();
        for _ in 0..100 {
            // The service may have hung up already.
            drop(stream.write_all(&[b'a'; 1024]).await);
        }
        let mut answer = Vec::new();
        let read = timeout(PATIENCE.first_request, stream.read_to_end(&mut answer)).await;
        assert!(read.is_ok() && began.elapsed() < PATIENCE.first_request, "it is still held");
        let said = String::from_utf8_lossy(&answer);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    }

    #[tokio::test]
    async fn a_body_is_as_long_as_it_likes() {
        const LENGTH: usize = 8 << 20;
        let mut stream = service_with(PATIENCE, pending()).await;
        let head =
            format!("POST /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {LENGTH}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&vec![b'a'; LENGTH]).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(&LENGTH.to_string()), "{answer}");
    }

    #[tokio::test]
    async fn who_asked_once_may_be_silent_for_longer_and_not_for_ever() {
        let mut stream = service(pending()).await;
        stream.write_all(REQUEST).await.unwrap();
        let (said, after) = dribble(stream, b"").await;
        assert!(said.contains("200 OK") && said.ends_with("here"), "{said}");
        assert!(after >= SHORT.next_request, "{after:?}");
    }

    #[tokio::test]
    async fn stopping_answers_what_is_asked_and_lets_the_silent_go() {
        let (stop, stopped) = oneshot::channel::<()>();
        let mut stream = service(async { drop(stopped.await) }).await;
        stream.write_all(REQUEST).await.unwrap();
        let mut answer = [0; 512];
        let read = stream.read(&mut answer).await.unwrap();
        assert!(String::from_utf8_lossy(&answer[..read]).contains("here"));
        drop(stop);
        let (said, after) = dribble(stream, b"").await;
        assert_eq!(said, "");
        assert!(after < SHORT.next_request, "{after:?}");
    }
}
