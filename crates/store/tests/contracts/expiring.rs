//! Expiring state: what may happen once happens once, whatever keeps it.

use std::collections::BTreeSet;

use base::RealmName;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use serde::{Deserialize, Serialize};
use store::expiring::{Count, Expiring, Key, Kind, PutError};

use crate::support::{Fresh, FreshExpiring, on_every_store, redis_url};

on_every_store!(
    what_is_put_is_read_and_taken_once,
    a_key_of_another_kind_realm_or_id_finds_nothing,
    the_given_now_decides_what_has_expired,
    a_clock_may_stand_anywhere,
    what_changed_since_it_was_read_is_not_replaced,
    a_value_put_again_is_not_the_one_that_was_read,
    only_the_named_version_is_taken,
    of_64_who_put_one_succeeds,
    of_64_who_replace_one_succeeds,
    of_64_who_take_one_succeeds,
    of_64_attempts_at_once_only_the_limit_is_reserved,
    a_window_of_attempts_ends,
    taking_a_counter_gives_its_attempts_back,
    long_and_japanese_values_survive,
);

struct Code;
impl Kind for Code {
    const NAME: &'static str = "code";
    type Value = Issued;
}

struct Link;
impl Kind for Link {
    const NAME: &'static str = "link";
    type Value = Issued;
}

struct Attempts;
impl Kind for Attempts {
    const NAME: &'static str = "attempts";
    type Value = u32;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Issued {
    Issued { client: String },
    Spent,
}

fn issued(client: &str) -> Issued {
    Issued::Issued { client: client.to_owned() }
}

fn minato() -> RealmName {
    "minato".parse().unwrap()
}

fn code(id: &str) -> Key<Code> {
    Key::new(&minato(), id)
}

fn attempts() -> Key<Attempts> {
    Key::new(&minato(), "198.51.100.7")
}

fn noon() -> DateTime<Utc> {
    "2026-11-20T03:00:00Z".parse().unwrap()
}

fn later(seconds: i64) -> DateTime<Utc> {
    noon() + TimeDelta::seconds(seconds)
}

async fn what_is_put_is_read_and_taken_once(store: &Expiring) {
    store.put(&code("a"), &issued("portal"), later(60), noon()).await.unwrap();
    let taken = store.put(&code("a"), &issued("other"), later(60), noon()).await;
    assert!(matches!(taken, Err(PutError::Exists)));
    assert_eq!(store.get(&code("a"), noon()).await.unwrap().unwrap().value, issued("portal"));
    assert_eq!(store.take(&code("a"), None, noon()).await.unwrap(), Some(issued("portal")));
    assert_eq!(store.take(&code("a"), None, noon()).await.unwrap(), None);
    assert!(store.get(&code("a"), noon()).await.unwrap().is_none());
}

async fn a_key_of_another_kind_realm_or_id_finds_nothing(store: &Expiring) {
    store.put(&code("a"), &issued("portal"), later(60), noon()).await.unwrap();
    let (link, elsewhere) = (Key::<Link>::new(&minato(), "a"), Key::<Code>::new(&"hikari".parse().unwrap(), "a"));
    assert!(store.get(&link, noon()).await.unwrap().is_none());
    assert!(store.take(&link, None, noon()).await.unwrap().is_none());
    assert!(store.get(&elsewhere, noon()).await.unwrap().is_none());
    assert!(store.take(&elsewhere, None, noon()).await.unwrap().is_none());
    for id in ["A", "a ", "code:a", "", "a'; DROP TABLE expiring; --", "%"] {
        assert!(store.get(&code(id), noon()).await.unwrap().is_none(), "{id}");
    }
    store.put(&link, &issued("mail"), later(60), noon()).await.unwrap();
    store.put(&elsewhere, &issued("other society"), later(60), noon()).await.unwrap();
    assert_eq!(store.take(&code("a"), None, noon()).await.unwrap(), Some(issued("portal")));
}

async fn the_given_now_decides_what_has_expired(store: &Expiring) {
    store.put(&code("a"), &issued("first"), later(60), noon()).await.unwrap();
    let just_before = later(60) - TimeDelta::milliseconds(1);
    let read = store.get(&code("a"), just_before).await.unwrap().unwrap();
    assert!(store.get(&code("a"), later(60)).await.unwrap().is_none());
    assert!(!store.replace(&read, &Issued::Spent, later(90), later(60)).await.unwrap());
    assert!(store.take(&code("a"), None, later(60)).await.unwrap().is_none());
    store.put(&code("a"), &issued("second"), later(120), later(60)).await.unwrap();
    assert_eq!(store.get(&code("a"), later(60)).await.unwrap().unwrap().value, issued("second"));
    assert!(!store.replace(&read, &Issued::Spent, later(90), later(60)).await.unwrap());
}

async fn a_clock_may_stand_anywhere(store: &Expiring) {
    for now in ["1999-12-31T23:59:59.999Z", "2026-11-20T03:00:00.000001Z", "2099-01-01T00:00:00Z"] {
        let now: DateTime<Utc> = now.parse().unwrap();
        let key = code(&now.to_string());
        store.put(&key, &Issued::Spent, now + TimeDelta::milliseconds(1), now).await.unwrap();
        assert!(store.get(&key, now).await.unwrap().is_some(), "{now}");
        assert!(store.get(&key, now + TimeDelta::hours(25)).await.unwrap().is_none(), "{now}");
    }
}

async fn what_changed_since_it_was_read_is_not_replaced(store: &Expiring) {
    store.put(&code("a"), &issued("portal"), later(60), noon()).await.unwrap();
    let read = store.get(&code("a"), noon()).await.unwrap().unwrap();
    assert!(store.replace(&read, &Issued::Spent, later(600), noon()).await.unwrap());
    assert!(!store.replace(&read, &issued("late"), later(600), noon()).await.unwrap());
    let spent = store.get(&code("a"), later(599)).await.unwrap().unwrap();
    assert_eq!(spent.value, Issued::Spent, "the new value has its own expiry");
    assert!(store.replace(&spent, &issued("again"), later(700), later(599)).await.unwrap());
    store.take(&code("a"), None, noon()).await.unwrap().unwrap();
    assert!(!store.replace(&spent, &issued("gone"), later(700), later(599)).await.unwrap());
}

async fn a_value_put_again_is_not_the_one_that_was_read(store: &Expiring) {
    store.put(&code("a"), &issued("portal"), later(60), noon()).await.unwrap();
    let read = store.get(&code("a"), noon()).await.unwrap().unwrap();
    store.take(&code("a"), None, noon()).await.unwrap().unwrap();
    store.put(&code("a"), &issued("portal"), later(60), noon()).await.unwrap();
    assert!(!store.replace(&read, &Issued::Spent, later(60), noon()).await.unwrap());
    assert!(store.take(&code("a"), Some(read.version), noon()).await.unwrap().is_none());
}

async fn only_the_named_version_is_taken(store: &Expiring) {
    store.put(&code("a"), &issued("portal"), later(60), noon()).await.unwrap();
    let read = store.get(&code("a"), noon()).await.unwrap().unwrap();
    assert!(store.replace(&read, &issued("changed"), later(60), noon()).await.unwrap());
    assert!(store.take(&code("a"), Some(read.version), noon()).await.unwrap().is_none());
    let now_there = store.get(&code("a"), noon()).await.unwrap().unwrap();
    assert_eq!(store.take(&code("a"), Some(now_there.version), noon()).await.unwrap(), Some(issued("changed")));
}

async fn of_64_who_put_one_succeeds(store: &Expiring) {
    let key = code("a");
    let values: Vec<_> = (0..64).map(|n| issued(&n.to_string())).collect();
    let puts = join_all(values.iter().map(|value| store.put(&key, value, later(60), noon()))).await;
    let winners: Vec<_> = puts.iter().zip(&values).filter(|(put, _)| put.is_ok()).collect();
    assert_eq!(winners.len(), 1);
    assert!(puts.iter().filter(|put| matches!(put, Err(PutError::Exists))).count() == 63);
    assert_eq!(store.get(&key, noon()).await.unwrap().unwrap().value, *winners[0].1);
}

async fn of_64_who_replace_one_succeeds(store: &Expiring) {
    store.put(&code("a"), &issued("portal"), later(60), noon()).await.unwrap();
    let read = store.get(&code("a"), noon()).await.unwrap().unwrap();
    let replaced = join_all((0..64).map(|_| store.replace(&read, &Issued::Spent, later(60), noon()))).await;
    assert_eq!(replaced.into_iter().filter(|replaced| *replaced.as_ref().unwrap()).count(), 1);
}

async fn of_64_who_take_one_succeeds(store: &Expiring) {
    store.put(&code("a"), &issued("portal"), later(60), noon()).await.unwrap();
    let key = code("a");
    let taken = join_all((0..64).map(|_| store.take(&key, None, noon()))).await;
    assert_eq!(taken.into_iter().filter(|taken| taken.as_ref().unwrap().is_some()).count(), 1);
}

async fn of_64_attempts_at_once_only_the_limit_is_reserved(store: &Expiring) {
    let key = attempts();
    let counted = join_all((0..64).map(|_| store.count(&key, 11, TimeDelta::minutes(5), noon()))).await;
    let counted: Vec<_> = counted.into_iter().map(Result::unwrap).collect();
    let reserved: BTreeSet<u32> =
        counted.iter().filter_map(|count| if let Count::Reserved(n) = count { Some(*n) } else { None }).collect();
    assert_eq!(reserved, (1..=11).collect());
    assert_eq!(counted.iter().filter(|count| **count == Count::LimitReached).count(), 53);
    assert_eq!(store.get(&key, noon()).await.unwrap().unwrap().value, 11);
}

async fn a_window_of_attempts_ends(store: &Expiring) {
    let (key, window) = (attempts(), TimeDelta::seconds(60));
    assert_eq!(store.count(&key, 2, window, noon()).await.unwrap(), Count::Reserved(1));
    assert_eq!(store.count(&key, 2, window, later(59)).await.unwrap(), Count::Reserved(2));
    assert_eq!(store.count(&key, 2, window, later(59)).await.unwrap(), Count::LimitReached);
    assert_eq!(store.count(&key, 2, window, later(60)).await.unwrap(), Count::Reserved(1), "a new window");
    assert_eq!(store.count(&key, 2, window, later(119)).await.unwrap(), Count::Reserved(2));
    assert_eq!(store.count(&key, 3, window, later(119)).await.unwrap(), Count::Reserved(3), "a raised limit");
    assert_eq!(store.count(&key, 0, window, later(600)).await.unwrap(), Count::LimitReached);
}

async fn taking_a_counter_gives_its_attempts_back(store: &Expiring) {
    let (key, window) = (attempts(), TimeDelta::seconds(60));
    assert_eq!(store.count(&key, 1, window, noon()).await.unwrap(), Count::Reserved(1));
    assert_eq!(store.count(&key, 1, window, noon()).await.unwrap(), Count::LimitReached);
    assert_eq!(store.take(&key, None, noon()).await.unwrap(), Some(1));
    assert_eq!(store.count(&key, 1, window, noon()).await.unwrap(), Count::Reserved(1));
}

async fn long_and_japanese_values_survive(store: &Expiring) {
    let value = issued(&"𠮷野家の髙﨑さん \\ \" ' \u{0} {} \n".repeat(3000));
    store.put(&code("港"), &value, later(60), noon()).await.unwrap();
    assert_eq!(store.take(&code("港"), None, noon()).await.unwrap(), Some(value));
}

#[tokio::test]
async fn purging_removes_what_has_expired_and_nothing_else() {
    let fresh = FreshExpiring::sqlite().await;
    let store = &fresh.expiring;
    for n in 0..1500 {
        store.put(&code(&n.to_string()), &Issued::Spent, later(n), noon()).await.unwrap();
    }
    assert_eq!(store.purge(later(1200)).await.unwrap(), 1201);
    assert_eq!(store.purge(later(1200)).await.unwrap(), 0);
    assert!(store.get(&code("1201"), later(1200)).await.unwrap().is_some());
    assert!(store.get(&code("1200"), noon()).await.unwrap().is_none(), "the row itself is gone");
}

#[tokio::test]
async fn state_in_the_database_survives_its_process() {
    let fresh = Fresh::sqlite().await;
    let before = Expiring::in_database(fresh.database.clone());
    before.put(&code("a"), &Issued::Spent, later(60), noon()).await.unwrap();
    let after = Expiring::in_database(store::Database::connect(&fresh.url).await.unwrap());
    assert!(after.get(&code("a"), noon()).await.unwrap().is_some());
}

#[tokio::test]
async fn redis_forgets_later_than_our_clock_does() {
    use ::redis::AsyncCommands;
    let namespace = uuid::Uuid::new_v4().to_string();
    let store = Expiring::in_redis(&redis_url(), &namespace).await.unwrap();
    let mut server = ::redis::Client::open(redis_url()).unwrap().get_multiplexed_async_connection().await.unwrap();
    for now in [noon() - TimeDelta::days(9000), noon(), noon() + TimeDelta::days(9000)] {
        let key = code(&now.timestamp().to_string());
        store.put(&key, &Issued::Spent, now + TimeDelta::seconds(60), now).await.unwrap();
        let left: i64 = server.pttl(format!("{namespace}:minato:code:{}", now.timestamp())).await.unwrap();
        assert!((600_000..=660_000).contains(&left), "{left} ms");
    }
}
