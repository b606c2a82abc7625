//! `cargo demo`: both services on one machine with sample people.
fn main() {}
