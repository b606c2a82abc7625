//! Running processes and their orders, on both databases.

use base::Clock;
use chrono::TimeDelta;
use store::nodes::{Heart, Order, give, running};

use crate::support::{Fresh, on_both_databases};

async fn an_order_reaches_every_process_that_runs_and_none_twice(fresh: Fresh) {
    let database = fresh.database;
    let clock = Clock::system();
    let serves = serde_json::json!({ "minato": "a" });
    let start = |host: &'static str| Heart::start((database.clone(), clock.clone()), (host.to_owned(), "1.0"), &serves);
    give(&database, Order::default(), clock.now()).await.unwrap();
    let (mut one, mut other) = (start("one").await.unwrap(), start("other").await.unwrap());
    assert_eq!(one.order().await.unwrap(), None, "orders given before concern others");
    let minato = "minato".parse().unwrap();
    let order = Order { realms: Some(vec![minato]), may_retire: vec!["asahi".parse().unwrap()], may_lock_out: true };
    let number = give(&database, order.clone(), clock.now()).await.unwrap();
    for heart in [&mut one, &mut other] {
        assert_eq!(heart.order().await.unwrap(), Some((number, order.clone())));
        heart.followed(number, &["served"]).await.unwrap();
        assert_eq!(heart.order().await.unwrap(), None);
    }
    let nodes = running(&database, clock.now()).await.unwrap();
    let said = nodes.iter().map(|node| (node.host.as_str(), node.followed, node.outcome::<Vec<String>>().unwrap()));
    let served = || vec!["served".to_owned()];
    assert_eq!(said.collect::<Vec<_>>(), [("one", number, served()), ("other", number, served())]);

    // Who falls silent is taken for stopped; who stops says so.
    clock.advance(TimeDelta::seconds(20));
    one.beat(&serves).await.unwrap();
    clock.advance(TimeDelta::seconds(20));
    let hosts =
        async |now| running(&database, now).await.unwrap().into_iter().map(|node| node.host).collect::<Vec<_>>();
    assert_eq!(hosts(clock.now()).await, ["one"]);
    other.beat(&serde_json::json!({ "minato": "b" })).await.unwrap();
    assert_eq!(hosts(clock.now()).await, ["one", "other"]);
    let nodes = running(&database, clock.now()).await.unwrap();
    assert_eq!(nodes[1].realms::<serde_json::Value>().unwrap()["minato"], "b");
    one.stop().await.unwrap();
    assert_eq!(hosts(clock.now()).await, ["other"]);
    clock.advance(TimeDelta::days(2));
    start("third").await.unwrap();
    assert_eq!(hosts(clock.now()).await, ["third"]);
    assert_eq!(give(&database, Order::default(), clock.now()).await.unwrap(), number + 1, "numbers go on");
}

on_both_databases! {
    an_order_reaches_every_process_that_runs_and_none_twice
}
