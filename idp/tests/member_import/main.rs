//! `member import` over both databases: what a file changes, what it leaves, what it is told.
#![cfg(test)] // tells clippy that the helpers below are tests too

mod again;
mod command;
mod mistakes;
mod support;
