//! The one integration-test binary.
//!
//! One binary links once; its modules mirror what they are about. No test depends on another, on an order, or on
//! what ran before: each that needs a site builds its own on free ports.
#[cfg(test)]
mod chromium;
#[cfg(test)]
mod house;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod smoke {
    #[tokio::test]
    async fn t() {
        let c = super::chromium::Chromium::open("smoke", super::chromium::PHONE).await.unwrap();
        c.window.goto("data:text/html,<html><body><h1>港</h1><input id=a></body></html>").await.unwrap();
        c.type_into("a", "x").await.unwrap();
        c.picture("x").await.unwrap();
        println!("{}", c.text().await.unwrap());
        c.close().await.unwrap();
    }
}
