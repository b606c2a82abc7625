//! `cargo load`: how fast a provider answers.
fn main() {}
