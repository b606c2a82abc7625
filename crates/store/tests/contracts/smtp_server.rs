//! A mail server for tests: speaks SMTP on a port of its own, takes what it is told to take, and keeps it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How the server treats one connection. After the last of a script it takes everything.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Takes the mail.
    Takes,
    /// Answers a command (`MAIL`, `RCPT`, `DATA`, or `.` for the end of the mail) with this reply.
    Answers(&'static str, &'static str),
    /// Accepts the connection and never says a word.
    Silent,
    /// Takes the mail and hangs up before saying so.
    TakesAndHangsUp,
}

/// What came in one connection's envelope, and the mail itself.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub mail: String,
}

impl Received {
    pub fn header(&self, name: &str) -> String {
        let line = self.mail.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("{name} in {}", self.mail)).to_owned()
    }
}

#[derive(Clone, Default)]
struct Shared {
    script: Arc<Mutex<VecDeque<Manner>>>,
    received: Arc<Mutex<Vec<Received>>>,
    came: Arc<Notify>,
    connected: Arc<Notify>,
}

pub struct SmtpServer {
    port: u16,
    shared: Shared,
    listening: JoinHandle<()>,
}

impl SmtpServer {
    pub async fn start(script: impl IntoIterator<Item = Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shared = Shared { script: Arc::new(Mutex::new(script.into_iter().collect())), ..Shared::default() };
        let port = listener.local_addr().unwrap().port();
        let for_all = shared.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                for_all.connected.notify_one();
                let manner = for_all.script.lock().unwrap().pop_front().unwrap_or(Manner::Takes);
                tokio::spawn(converse(stream, manner, for_all.clone()));
            }
        });
        Self { port, shared, listening }
    }

    pub fn address(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The same server under an address that is not known to be this machine's.
    pub fn address_elsewhere(&self) -> String {
        format!("smtp://0.0.0.0:{}", self.port)
    }

    /// Waits for the next connection, unless one has come that was not waited for.
    pub async fn until_connected(&self) {
        self.shared.connected.notified().await;
    }

    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// Waits until so many mails have come.
    pub async fn until(&self, count: usize) -> Vec<Received> {
        loop {
            let came = self.shared.came.notified();
            if self.received().len() >= count {
                return self.received();
            }
            came.await;
        }
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// One connection. A client that goes away ends it.
async fn converse(stream: TcpStream, manner: Manner, shared: Shared) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if matches!(manner, Manner::Silent) {
        line(&mut stream).await?;
        return None;
    }
    say(&mut stream, "220 mail.example.jp ready").await?;
    let mut envelope = Received { from: String::new(), to: Vec::new(), mail: String::new() };
    loop {
        let line = line(&mut stream).await?;
        let command = line.get(..4)?.to_ascii_uppercase();
        let reply = match (command.as_str(), &manner) {
            (command, Manner::Answers(when, reply)) if *when == command => reply,
            ("EHLO", _) => "250-mail.example.jp\r\n250 8BITMIME",
            ("MAIL", _) => {
                line.split(['<', '>']).nth(1)?.clone_into(&mut envelope.from);
                "250 ok"
            }
            ("RCPT", _) => {
                envelope.to.push(line.split(['<', '>']).nth(1)?.to_owned());
                "250 ok"
            }
            ("DATA", _) => {
                say(&mut stream, "354 go on").await?;
                envelope.mail = data(&mut stream).await?;
                take(&shared, &manner, &envelope)?
            }
            ("QUIT", _) => return say(&mut stream, "221 bye").await,
            _ => "250 ok",
        };
        say(&mut stream, reply).await?;
    }
}

/// What a server does with a whole mail; `None` when it hangs up.
fn take<'m>(shared: &Shared, manner: &'m Manner, received: &Received) -> Option<&'m str> {
    if let Manner::Answers(".", reply) = manner {
        return Some(reply);
    }
    shared.received.lock().unwrap().push(received.clone());
    shared.came.notify_waiters();
    (!matches!(manner, Manner::TakesAndHangsUp)).then_some("250 queued")
}

async fn say(stream: &mut BufReader<TcpStream>, reply: &str) -> Option<()> {
    stream.get_mut().write_all(format!("{reply}\r\n").as_bytes()).await.ok()
}

async fn line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}

/// A mail up to the line that is a dot alone, without the dots that were doubled for the journey (RFC 5321 §4.5.2).
async fn data(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut mail = String::new();
    loop {
        let line = line(stream).await?;
        if line == "." {
            return Some(mail);
        }
        mail.push_str(line.strip_prefix('.').unwrap_or(&line));
        mail.push('\n');
    }
}
