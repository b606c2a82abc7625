//! No sequence of requests gets a code past a gate.
//!
//! Two members, two browsers, several sign-ins at once; every form and address that was ever seen may be used again,
//! by whichever browser, in whatever order, with right and wrong passwords and codes, over restarts and hours. What
//! is demanded of every code that comes out is judged by [`oracle`], which knows nothing of how the provider works.

mod oracle;
mod world;

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use world::{Template, World};

/// One thing that somebody does. Numbers are taken modulo what there is.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// A browser begins a sign-in.
    Authorize { browser: usize, fresh: bool, max_age: Option<u16> },
    /// A browser does what the page in front of it asks, as one of the members would.
    Proceed { browser: usize, member: usize },
    /// A browser opens an address that anybody has seen.
    Open { browser: usize, address: usize },
    /// A browser sends a form that anybody has seen, filled in for a member, rightly or wrongly.
    Send { browser: usize, form: usize, member: usize, right: bool },
    /// A browser sends its newest form once more, as it was.
    Repeat { browser: usize },
    /// Time passes.
    Wait { minutes: u16 },
    /// The provider is stopped and started.
    Restart,
}

fn act() -> impl Strategy<Value = Act> {
    let max_age = prop_oneof![3 => Just(None), 1 => Just(Some(0)), 1 => Just(Some(600))];
    prop_oneof![
        3 => (0..2_usize, prop::bool::weighted(0.2), max_age)
            .prop_map(|(browser, fresh, max_age)| Act::Authorize { browser, fresh, max_age }),
        12 => (0..2_usize, 0..2_usize).prop_map(|(browser, member)| Act::Proceed { browser, member }),
        3 => (0..2_usize, any::<usize>()).prop_map(|(browser, address)| Act::Open { browser, address }),
        5 => (0..2_usize, any::<usize>(), 0..2_usize, prop::bool::weighted(0.8))
            .prop_map(|(browser, form, member, right)| Act::Send { browser, form, member, right }),
        1 => (0..2_usize).prop_map(|browser| Act::Repeat { browser }),
        1 => (1..50_u16).prop_map(|minutes| Act::Wait { minutes }),
        1 => Just(Act::Restart),
    ]
}

#[test]
fn no_sequence_of_requests_gets_a_code_past_a_gate() {
    let runtime = Runtime::new().unwrap();
    let template = runtime.block_on(Template::prepare()).unwrap();
    let issued = AtomicUsize::new(0);
    let mut runner =
        TestRunner::new(Config { cases: 40, max_shrink_iters: 200, failure_persistence: None, ..Config::default() });
    let told = runner.run(&prop::collection::vec(act(), 1..60), |acts| {
        let codes =
            runtime.block_on(play(&template, &acts)).map_err(|wrong| TestCaseError::fail(format!("{wrong:#}")))?;
        issued.fetch_add(codes, Ordering::SeqCst);
        Ok(())
    });
    told.unwrap();
    assert!(issued.into_inner() > 0, "no sequence got as far as a code: this test would show nothing");
}

/// Plays a sequence in a world of its own. The number of codes that were issued, all of them rightly.
async fn play(template: &Template, acts: &[Act]) -> anyhow::Result<usize> {
    let mut world = World::from(template).await?;
    for act in acts {
        match *act {
            Act::Authorize { browser, fresh, max_age } => world.authorize(browser, fresh, max_age).await?,
            Act::Proceed { browser, member } => world.proceed(browser, member).await?,
            Act::Open { browser, address } => world.open(browser, address).await?,
            Act::Send { browser, form, member, right } => world.send_any(browser, form, (member, right)).await?,
            Act::Repeat { browser } => world.repeat(browser).await?,
            Act::Wait { minutes } => world.wait(minutes),
            Act::Restart => world.restart().await?,
        }
    }
    Ok(world.codes())
}

#[tokio::test]
async fn the_straight_way_gets_a_code_and_the_session_gets_the_next() -> anyhow::Result<()> {
    let template = Template::prepare().await?;
    let mut world = World::from(&template).await?;
    world.authorize(0, false, None).await?;
    for _ in 0..8 {
        world.proceed(0, 0).await?;
    }
    assert_eq!(world.codes(), 1);
    world.authorize(0, false, None).await?;
    for _ in 0..3 {
        world.proceed(0, 0).await?;
    }
    assert_eq!(world.codes(), 2, "single sign-on");
    Ok(())
}
