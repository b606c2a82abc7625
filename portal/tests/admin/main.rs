//! The administrator's commands over both databases: what they write, and the trace that they leave.
#![cfg(test)] // tells clippy that the helpers below are tests too

mod audit;
mod bound;
mod print;
mod support;
