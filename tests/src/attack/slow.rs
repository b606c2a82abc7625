//! Peers who open connections and take their time (slowloris): they are left, and everybody else is answered meanwhile.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use reqwest::Url;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::raw::p99;
use super::{Findings, Verdict};
use crate::load::{Own, State};

/// Longer than any of them is borne with.
const AT_MOST: Duration = Duration::from_secs(120);

/// Opens so many connections of each kind: silent ones, heads that never end, and, unless it is to be `quick`, bodies that
/// never end.
///
/// # Errors
/// What keeps the provider from being asked.
pub async fn slow(connections: usize, quick: bool) -> anyhow::Result<Verdict> {
    let own = Own::start(State::Small).await?;
    let issuer: Url = own.target.issuer.parse()?;
    let host = format!("localhost:{}", issuer.port().context("a port")?);
    let mut findings = Findings::of("slow");
    let head = "GET /load/jwks HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".to_owned();
    let body = format!(
        "POST /load/token HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 5000\r\n\r\n"
    );
    let kinds = [("silent", String::new(), 15), ("head", head, 15), ("body", body, 75)];
    let mut dribbling = JoinSet::new();
    for (kind, text, _) in kinds.iter().filter(|(kind, ..)| !quick || *kind != "body") {
        for _ in 0..connections {
            let (host, text, kind) = (host.clone(), text.clone(), *kind);
            dribbling.spawn(async move { dribble(&host, &text, kind == "silent").await.map(|after| (kind, after)) });
        }
    }
    let (mut latencies, asked_until) = (Vec::new(), Instant::now() + Duration::from_secs(5));
    let client = reqwest::Client::new();
    while Instant::now() < asked_until {
        let asked = Instant::now();
        client.get(format!("{issuer}/jwks")).send().await?.error_for_status()?;
        latencies.push(asked.elapsed());
    }
    findings.figure("others_answered", f64::from(u32::try_from(latencies.len())?));
    findings.figure("others_p99_ms", p99(latencies));
    let mut left = 0;
    for ended in dribbling.join_all().await {
        let (kind, after) = ended?;
        left += 1;
        let most = kinds.iter().find(|(name, ..)| *name == kind).map_or(0, |(.., most)| *most);
        if after > Duration::from_secs(most) {
            findings.broken(format!("{kind}: {after:?}"));
        }
    }
    findings.counted("left", left, |count| count >= connections * 2);
    Ok(findings.verdict())
}

/// Says a text at once and then a letter a second, and waits until it is hung up on.
async fn dribble(host: &str, text: &str, silent: bool) -> anyhow::Result<Duration> {
    let mut connection = TcpStream::connect(host).await?;
    let began = Instant::now();
    connection.write_all(text.as_bytes()).await?;
    let mut answer = [0; 4096];
    while began.elapsed() < AT_MOST {
        match timeout(Duration::from_secs(1), connection.read(&mut answer)).await {
            // An answer is the end of it, as is a closed connection.
            Ok(_) => break,
            Err(_) if silent => {}
            Err(_) if connection.write_all(b"a").await.is_err() => break,
            Err(_) => {}
        }
    }
    Ok(began.elapsed())
}
