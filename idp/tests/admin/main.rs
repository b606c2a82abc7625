//! The administrator's commands over both databases: what they change, what they leave, what they say.
#![cfg(test)] // tells clippy that the helpers below are tests too

mod again;
mod audit;
mod command;
mod deployed;
mod desk;
mod desk_command;
mod keeping;
mod letters;
mod mistakes;
mod realm_command;
mod reseal;
mod retired;
mod support;
