//! What applications call: metadata, keys, tokens, what became of tokens, userinfo.

mod client_request;
mod discovery;
mod endpoint;
mod introspection;
mod key_ring;
mod mint;
mod refresh;
mod revocation;
mod state;
mod userinfo;

pub use discovery::{jwks, openid_configuration};
pub use endpoint::token;
pub use introspection::introspect;
pub use key_ring::{KeyRing, LEAD, Succession, succeed};
pub use revocation::revoke;
pub use userinfo::{get as userinfo_get, post as userinfo_post};
