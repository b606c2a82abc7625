//! What applications call: metadata, keys, tokens, userinfo.

mod discovery;
mod endpoint;
mod key_ring;
mod state;
mod userinfo;

pub use discovery::{jwks, openid_configuration};
pub use endpoint::token;
pub use key_ring::KeyRing;
pub use userinfo::{get as userinfo_get, post as userinfo_post};
