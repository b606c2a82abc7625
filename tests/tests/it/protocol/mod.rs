//! The protocol over HTTP, area by area: what applications and browsers may send, and what they get.
//!
//! Each test has a provider of its own on real ports, with SQLite below it and a clock that the test may move.

mod application;
mod assertions;
mod authorize;
mod back_channel;
mod basic_plan;
mod conformance_demo;
mod cors;
mod digests;
mod dpop;
mod forged;
mod forgotten;
mod form_post;
mod fresh_auth;
mod front_channel;
mod introspection;
mod jar;
mod jarm;
mod jws;
mod limits;
mod logout;
mod mtls;
mod nodes;
mod overtaken;
mod par;
mod raw;
mod realms;
mod refresh;
mod refresh_race;
mod registration;
mod renewal;
mod resource;
mod revocation;
mod rotation;
mod routes;
mod secure;
mod sign_in;
mod sign_on;
mod stock;
mod subjects;
mod tls;
mod token;
mod userinfo;
mod world;
