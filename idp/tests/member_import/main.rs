//! `member import` over both databases: what a file changes, what it leaves, what it is told.

mod again;
mod command;
mod mistakes;
mod support;
