//! Mail leaves if and only if its write is kept, survives everything, and tells nobody what it says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base::{Clock, KeyEncryptionKey, RealmName};
use chrono::TimeDelta;
use futures::future::join_all;
use sea_orm::{ConnectionTrait, DbErr};
use store::Database;
use store::mail::{Mail, Sender, Transport, Unsendable};
use store::outbox::{self, Delivery, Outbox, Outgoing, Progress, State};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::smtp_server::{Manner, SmtpServer};
use crate::support::{Fresh, on_both_databases};

on_both_databases!(
    a_mail_leaves_when_its_write_is_kept_and_only_then,
    what_a_mail_says_is_sealed_and_erased_once_sent,
    a_mail_refused_for_now_keeps_its_message_id,
    a_mail_refused_for_good_is_given_up,
    an_address_that_no_mail_reaches_is_told_once_and_in_the_same_write,
    our_own_wrong_password_loses_no_mail,
    a_dead_server_is_asked_again_for_a_day,
    a_silent_server_holds_up_nothing,
    a_mail_whose_code_has_run_out_is_not_sent,
    a_killed_process_loses_nothing,
    a_mail_taken_without_a_word_is_sent_again_as_the_same,
    many_nodes_send_each_mail_once,
    one_pass_serves_all_realms,
    a_mail_sealed_with_another_key_waits_for_it,
    what_is_settled_is_removed_in_time,
    the_mails_to_an_address_are_found_without_it,
);

/// One process: an outbox over a database, and where its mail goes.
struct Node {
    outbox: Outbox,
    database: Database,
    delivery: Delivery,
    clock: Clock,
}

impl Node {
    fn new(fresh: &Fresh, address: &str) -> Self {
        Self::with_key(fresh, address, &KeyEncryptionKey::generate(), &Clock::system())
    }

    fn with_key(fresh: &Fresh, address: &str, key: &KeyEncryptionKey, clock: &Clock) -> Self {
        let transport = Transport::open(address).unwrap().with_patience(Duration::from_millis(300));
        let outbox = Outbox::new(key.clone());
        let delivery = Delivery::new(outbox.clone(), fresh.database.clone(), transport, clock.clone());
        Self { outbox, database: fresh.database.clone(), delivery, clock: clock.clone() }
    }

    fn prepare(&self, realm: &RealmName, lives: Option<TimeDelta>) -> Outgoing {
        let now = self.clock.now();
        self.outbox.prepare(realm, ("one-time-code", &mail()), lives.map(|lives| now + lives), now).unwrap()
    }

    async fn leave(&self, lives: Option<TimeDelta>) -> Uuid {
        self.leave_in(&minato(), lives).await
    }

    async fn leave_in(&self, realm: &RealmName, lives: Option<TimeDelta>) -> Uuid {
        let mail = self.prepare(realm, lives);
        let id = mail.id();
        self.database.write(move |tx| Box::pin(async move { mail.enqueue(tx).await })).await.unwrap();
        id
    }

    async fn progress(&self, id: Uuid) -> Progress {
        outbox::progress(&self.database, &minato(), id).await.unwrap().unwrap()
    }
}

fn minato() -> RealmName {
    "minato".parse().unwrap()
}

fn mail() -> Mail {
    Mail {
        sender: Sender { name: "港健康保険組合".to_owned(), address: "no-reply@minato.example.jp".to_owned() },
        recipient: "misaki@example.jp".to_owned(),
        subject: "【AB】ワンタイムパスワード".to_owned(),
        text: "314159".to_owned(),
        html: "<p>314159</p>".to_owned(),
        unsubscribe: None,
    }
}

const fn progress(state: State, attempts: u32, reply_code: Option<u16>) -> Progress {
    Progress { state, attempts, reply_code }
}

async fn a_mail_leaves_when_its_write_is_kept_and_only_then(fresh: Fresh) {
    let server = SmtpServer::start([]).await;
    let node = Node::new(&fresh, &server.address());
    let (stop, stopped) = oneshot::channel::<()>();
    let delivering = tokio::spawn(node.delivery.clone().run(async { drop(stopped.await) }));

    let dropped = node.prepare(&minato(), None);
    let refused: Result<(), DbErr> = node
        .database
        .write(move |tx| {
            Box::pin(async move {
                dropped.enqueue(tx).await?;
                Err(DbErr::Custom("refused".to_owned()))
            })
        })
        .await;
    assert!(refused.is_err());
    let kept = node.leave(None).await;

    let received = server.until(1).await;
    stop.send(()).unwrap();
    delivering.await.unwrap();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].from, "no-reply@minato.example.jp");
    assert_eq!(received[0].to, ["misaki@example.jp"]);
    assert_eq!(received[0].header("Message-ID"), format!("<{kept}@minato.example.jp>"));
    assert_eq!(node.progress(kept).await, progress(State::Sent, 1, None));
}

async fn what_a_mail_says_is_sealed_and_erased_once_sent(fresh: Fresh) {
    let server = SmtpServer::start([]).await;
    let node = Node::new(&fresh, &server.address());
    node.leave(None).await;
    let body = fresh.column("SELECT body FROM outbox").await.concat();
    assert!(body.starts_with("v1.") && !body.contains("314159") && !body.contains("misaki"));
    assert_eq!(node.delivery.deliver_due().await.unwrap(), 1);
    assert_eq!(fresh.column("SELECT COALESCE(body, 'erased') FROM outbox").await, ["erased"]);
    assert_eq!(node.delivery.deliver_due().await.unwrap(), 0);
    let bad = Mail { recipient: "nobody".to_owned(), ..mail() };
    let refused = node.outbox.prepare(&minato(), ("one-time-code", &bad), None, node.clock.now());
    assert_eq!(refused.map(drop), Err(Unsendable::Recipient));
}

async fn a_mail_refused_for_now_keeps_its_message_id(fresh: Fresh) {
    let script = [Manner::Answers(".", "451 not now"), Manner::Answers("RCPT", "450 greylisted")];
    let server = SmtpServer::start(script).await;
    let node = Node::new(&fresh, &server.address());
    let id = node.leave(None).await;

    node.delivery.deliver_due().await.unwrap();
    assert_eq!(node.progress(id).await, progress(State::Queued, 1, Some(451)));
    assert_eq!(node.delivery.deliver_due().await.unwrap(), 0, "not before the pause is over");
    node.clock.advance(TimeDelta::seconds(11));
    node.delivery.deliver_due().await.unwrap();
    assert_eq!(node.progress(id).await, progress(State::Queued, 2, Some(450)));
    node.clock.advance(TimeDelta::seconds(21));
    node.delivery.deliver_due().await.unwrap();
    assert_eq!(node.progress(id).await, progress(State::Sent, 3, None));

    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].header("Message-ID"), format!("<{id}@minato.example.jp>"));
}

async fn a_mail_refused_for_good_is_given_up(fresh: Fresh) {
    let server = SmtpServer::start([Manner::Answers("RCPT", "550 5.1.1 <misaki@example.jp> unknown")]).await;
    let node = Node::new(&fresh, &server.address());
    let id = node.leave(None).await;
    node.delivery.deliver_due().await.unwrap();
    assert_eq!(node.progress(id).await, progress(State::Failed, 1, Some(550)));
    assert_eq!(fresh.column("SELECT COALESCE(body, 'erased') FROM outbox").await, ["erased"]);
    node.clock.advance(TimeDelta::days(2));
    assert_eq!(node.delivery.deliver_due().await.unwrap(), 0);
}

async fn an_address_that_no_mail_reaches_is_told_once_and_in_the_same_write(fresh: Fresh) {
    let script =
        ["550 5.7.1 not wanted", "550 5.1.1 unknown", "451 not now"].map(|reply| Manner::Answers("RCPT", reply));
    let server = SmtpServer::start(script).await;
    let node = Node::new(&fresh, &server.address());
    let told = Arc::new(Mutex::new(Vec::new()));
    let noting = Arc::clone(&told);
    let delivery = node.delivery.clone().telling(Arc::new(move |tx, no_recipient| {
        noting.lock().unwrap().push((no_recipient.realm.to_string(), no_recipient.address));
        Box::pin(async move {
            tx.execute_unprepared("UPDATE outbox SET kind = 'told' WHERE state = 'failed'").await.map(drop)
        })
    }));
    for _ in 0..3 {
        node.leave(None).await;
        delivery.deliver_due().await.unwrap();
    }
    assert_eq!(*told.lock().unwrap(), [("minato".to_owned(), "misaki@example.jp".to_owned())]);
    assert_eq!(
        fresh.column("SELECT kind FROM outbox WHERE kind = 'told'").await.len(),
        2,
        "both that had failed by then"
    );
}

async fn our_own_wrong_password_loses_no_mail(fresh: Fresh) {
    let server = SmtpServer::start([Manner::Answers("MAIL", "530 authentication required")]).await;
    let node = Node::new(&fresh, &server.address());
    let id = node.leave(None).await;
    node.delivery.deliver_due().await.unwrap();
    assert_eq!(node.progress(id).await, progress(State::Queued, 1, Some(530)));
}

async fn a_dead_server_is_asked_again_for_a_day(fresh: Fresh) {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let node = Node::new(&fresh, &address);
    let id = node.leave(None).await;
    for attempt in 1..=8 {
        assert_eq!(node.delivery.deliver_due().await.unwrap(), 1);
        assert_eq!(node.progress(id).await, progress(State::Queued, attempt, None));
        node.clock.advance(TimeDelta::hours(1));
    }
    node.clock.advance(TimeDelta::hours(17));
    assert_eq!(node.delivery.deliver_due().await.unwrap(), 1);
    assert_eq!(node.progress(id).await.state, State::Failed);
}

async fn a_silent_server_holds_up_nothing(fresh: Fresh) {
    let server = SmtpServer::start([Manner::Silent]).await;
    let node = Node::new(&fresh, &server.address());
    let (stop, stopped) = oneshot::channel::<()>();
    let delivering = tokio::spawn(node.delivery.clone().run(async { drop(stopped.await) }));
    let stuck = node.leave(None).await;
    server.until_connected().await;
    let next = node.leave(None).await;
    let received = server.until(1).await;
    assert_eq!(received[0].header("Message-ID"), format!("<{next}@minato.example.jp>"), "another mail passes by");
    stop.send(()).unwrap();
    delivering.await.unwrap();
    assert_eq!(node.progress(stuck).await, progress(State::Queued, 1, None), "its patience was awaited");
    assert_eq!(node.progress(next).await.state, State::Sent);
}

async fn a_mail_whose_code_has_run_out_is_not_sent(fresh: Fresh) {
    let server = SmtpServer::start([Manner::Answers("MAIL", "451 not now")]).await;
    let node = Node::new(&fresh, &server.address());
    let id = node.leave(Some(TimeDelta::minutes(5))).await;
    node.delivery.deliver_due().await.unwrap();
    node.clock.advance(TimeDelta::minutes(6));
    node.delivery.deliver_due().await.unwrap();
    assert_eq!(node.progress(id).await, progress(State::Failed, 2, Some(451)));
    assert!(server.received().is_empty());
}

async fn a_killed_process_loses_nothing(fresh: Fresh) {
    let (key, clock) = (KeyEncryptionKey::generate(), Clock::system());
    let server = SmtpServer::start([Manner::Silent]).await;
    let killed = Node::with_key(&fresh, &server.address(), &key, &clock);
    let id = killed.leave(None).await;
    let delivering = tokio::spawn(killed.delivery.clone().run(std::future::pending()));
    server.until_connected().await;
    delivering.abort();
    assert!(delivering.await.unwrap_err().is_cancelled());

    let restarted = Node::with_key(&fresh, &server.address(), &key, &clock);
    assert_eq!(restarted.delivery.deliver_due().await.unwrap(), 0, "the lease still stands");
    clock.advance(TimeDelta::minutes(2));
    assert_eq!(restarted.delivery.deliver_due().await.unwrap(), 1);
    assert_eq!(restarted.progress(id).await, progress(State::Sent, 2, None));
    assert_eq!(server.received()[0].header("Message-ID"), format!("<{id}@minato.example.jp>"));
}

async fn a_mail_taken_without_a_word_is_sent_again_as_the_same(fresh: Fresh) {
    let server = SmtpServer::start([Manner::TakesAndHangsUp]).await;
    let node = Node::new(&fresh, &server.address());
    node.leave(None).await;
    node.delivery.deliver_due().await.unwrap();
    node.clock.advance(TimeDelta::seconds(11));
    node.delivery.deliver_due().await.unwrap();
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].mail, received[1].mail);
}

async fn many_nodes_send_each_mail_once(fresh: Fresh) {
    let (key, clock) = (KeyEncryptionKey::generate(), Clock::system());
    let server = SmtpServer::start([]).await;
    let nodes: Vec<_> = (0..4).map(|_| Node::with_key(&fresh, &server.address(), &key, &clock)).collect();
    join_all((0..40).map(|n| nodes[n % 4].leave(None))).await;
    let tried = join_all(nodes.iter().map(|node| node.delivery.deliver_due())).await;
    assert_eq!(tried.into_iter().map(Result::unwrap).sum::<usize>(), 40);
    let mut ids: Vec<_> = server.received().iter().map(|mail| mail.header("Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((server.received().len(), ids.len()), (40, 40));
}

async fn one_pass_serves_all_realms(fresh: Fresh) {
    let server = SmtpServer::start([]).await;
    let node = Node::new(&fresh, &server.address());
    let hikari: RealmName = "hikari".parse().unwrap();
    node.leave(None).await;
    let theirs = node.leave_in(&hikari, None).await;
    assert_eq!(node.delivery.deliver_due().await.unwrap(), 2);
    assert_eq!(outbox::progress(&node.database, &minato(), theirs).await.unwrap(), None, "each realm sees its own");
}

async fn a_mail_sealed_with_another_key_waits_for_it(fresh: Fresh) {
    let server = SmtpServer::start([]).await;
    let (key, clock) = (KeyEncryptionKey::generate(), Clock::system());
    let right = Node::with_key(&fresh, &server.address(), &key, &clock);
    let wrong = Node::with_key(&fresh, &server.address(), &KeyEncryptionKey::generate(), &clock);
    let id = right.leave(None).await;
    wrong.delivery.deliver_due().await.unwrap();
    assert_eq!(right.progress(id).await, progress(State::Queued, 1, None));
    clock.advance(TimeDelta::seconds(11));
    right.delivery.deliver_due().await.unwrap();
    assert_eq!(right.progress(id).await.state, State::Sent);
}

async fn what_is_settled_is_removed_in_time(fresh: Fresh) {
    let server = SmtpServer::start([]).await;
    let node = Node::new(&fresh, &server.address());
    node.leave(None).await;
    let waiting = node.leave(None).await;
    node.delivery.deliver_due().await.unwrap();
    let waits = node.leave(None).await;
    assert_eq!(outbox::on_their_way(&node.database).await.unwrap(), 1);
    node.clock.advance(TimeDelta::days(31));
    assert_eq!(outbox::purge(&node.database, node.clock.now() - TimeDelta::days(30)).await.unwrap(), 2);
    assert_eq!(outbox::progress(&node.database, &minato(), waiting).await.unwrap(), None);
    assert_eq!(node.progress(waits).await.state, State::Queued);
}

async fn the_mails_to_an_address_are_found_without_it(fresh: Fresh) {
    let server = SmtpServer::start([]).await;
    let node = Node::new(&fresh, &server.address());
    node.leave(None).await;
    node.delivery.deliver_due().await.unwrap();
    node.clock.advance(TimeDelta::minutes(1));
    node.leave(None).await;
    let last_to = async |realm: &str, address: &str, most: usize| {
        let realm = realm.parse().unwrap();
        let found = node.outbox.last_to(&node.database, (&realm, address), most).await.unwrap();
        found.into_iter().map(|mail| (mail.kind, mail.progress.state)).collect::<Vec<_>>()
    };
    let (queued, sent) = (("one-time-code".to_owned(), State::Queued), ("one-time-code".to_owned(), State::Sent));
    assert_eq!(last_to("minato", "misaki@example.jp", 5).await, [queued.clone(), sent]);
    assert_eq!(last_to("minato", "misaki@example.jp", 1).await, [queued]);
    assert_eq!(last_to("minato", "sato@example.jp", 5).await, []);
    assert_eq!(last_to("kusunoki", "misaki@example.jp", 5).await, []);
    let rows = fresh.column("SELECT recipient FROM outbox").await;
    assert!(rows.iter().all(|recipient| !recipient.contains("misaki")), "{rows:?}");
}

#[tokio::test]
async fn a_folder_keeps_mail_that_can_be_read() {
    let fresh = Fresh::sqlite().await;
    let path = fresh.folder.as_ref().unwrap().path().join("mail");
    let node = Node::new(&fresh, &format!("folder:{}", path.display()));
    let transport = Transport::open(&format!("folder:{}", path.display())).unwrap();
    let folder = transport.folder().unwrap();
    assert!(folder.names().await.unwrap().is_empty());
    node.leave(None).await;
    let newest = node.leave(None).await;
    node.delivery.deliver_due().await.unwrap();

    let names = folder.names().await.unwrap();
    assert_eq!(names.len(), 2);
    assert!(
        names[0].contains("-minato-one-time-code-") && names[0].contains(&newest.simple().to_string()),
        "{names:?}"
    );
    let kept = folder.read(&names[0]).await.unwrap().unwrap();
    assert_eq!((kept.subject.as_str(), kept.to.as_str()), ("【AB】ワンタイムパスワード", "misaki@example.jp"));
    assert_eq!(kept.from, "港健康保険組合 <no-reply@minato.example.jp>");
    assert_eq!((kept.text.trim_end(), kept.html.trim_end()), ("314159", "<p>314159</p>"));
    for elsewhere in ["../state.db", "/etc/passwd", ".x.eml", "no.eml", "a/b.eml"] {
        assert_eq!(folder.read(elsewhere).await.unwrap(), None, "{elsewhere}");
    }
}

#[tokio::test]
async fn a_server_elsewhere_that_does_not_encrypt_gets_no_mail() {
    let fresh = Fresh::sqlite().await;
    let server = SmtpServer::start([]).await;
    let node = Node::new(&fresh, &server.address_elsewhere());
    let id = node.leave(None).await;
    node.delivery.deliver_due().await.unwrap();
    assert_eq!(node.progress(id).await, progress(State::Queued, 1, None));
    assert!(server.received().is_empty());
}

#[test]
fn an_address_of_no_way_out_is_refused() {
    for wrong in ["", "folder:", "smtp:", "imap://localhost", "var/mail"] {
        assert!(Transport::open(wrong).is_err(), "{wrong}");
    }
}
