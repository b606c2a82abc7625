//! The words everything else is said in: ids, languages, secrets, time.
//!
//! This crate stands below all others and knows none of them. A type belongs here only when several crates
//! must mean exactly the same thing by it; what one crate alone needs stays in that crate.
#![deny(missing_docs)]

mod clock;
mod figures;
mod fold;
mod hash_engine;
mod id;
mod language;
mod realm_name;
mod reference;
mod seal;
mod secret;
mod token;

pub use clock::{Clock, from_japan_standard_time, japan_date, japan_standard_time};
pub use figures::{Figures, Goes};
pub use fold::{fold_digits, fold_width, is_visible};
pub use hash_engine::{HashEngine, UnknownHashEngine};
pub use id::{AccountId, AuthenticatorId, GrantId, PasskeyId, SessionId, SignInId};
pub use language::{Language, Text};
pub use realm_name::{NotARealmName, RealmName};
pub use reference::Reference;
pub use seal::{KeyEncryptionKey, NotAKey, Purpose, Sealed, SealedFor, Unsealable};
pub use secret::Secret;
pub use token::{RandomToken, TokenHash, random_bytes, random_typable};
