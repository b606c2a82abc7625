//! What applications call: metadata, keys, tokens, what became of tokens, userinfo.

mod client_keys;
mod client_request;
mod cross_origin;
mod discovery;
mod endpoint;
mod fetched_objects;
mod introspection;
mod key_proof;
mod key_ring;
mod mint;
mod mutual_tls;
mod pushed;
mod refresh;
mod request_object;
mod revocation;
mod state;
mod subject;
mod userinfo;

pub use client_keys::FetchedKeys;
pub use cross_origin::{preflight, readable};
pub use discovery::{Document, jwks, metadata, openid_configuration};
pub use endpoint::token;
pub use fetched_objects::FetchedObjects;
pub use introspection::introspect;
pub use key_ring::{KeyRing, LEAD, Order, Succession, opens, succeed};
pub use mutual_tls::{MutualTls, at_this_door};
pub use pushed::{PushedRequests, push};
pub use request_object::open_object_of;
pub use revocation::revoke;
pub use subject::subject_for;
pub use userinfo::{get as userinfo_get, post as userinfo_post};
