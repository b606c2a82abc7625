//! The provider's rows: the only place in the service that knows the database's tables.
//!
//! Every query is a method of [`InRealm`], which cannot be had without naming a realm, so a query that forgets the
//! realm does not exist. Methods that write stand on `InRealm<'_, Tx>` alone, and a `Tx` exists only inside
//! `store::Database::write`; but for those that are one statement and a write of their own, which stand on
//! `InRealm<'_, Database>`.

mod account_facts;
mod accounts;
mod addresses;
mod attempts;
mod authenticators;
mod consents;
mod devices;
mod epoch;
mod events;
mod first_failures;
mod grants;
mod held;
mod known_browsers;
mod members;
mod passkeys;
mod people;
mod realm_identities;
mod refresh_tokens;
mod registered_clients;
mod sealed;
mod sessions;
mod signing_keys;
mod terms_acceptances;

pub use audit::{Details, Filter as AuditFilter, Moment, Row as AuditRow, Seen};
use base::RealmName;
pub use sea_orm::DbErr;

pub use accounts::{AccountRow, NamedBy, NotRenamed};
pub use addresses::{NotTheirs, Reached};
pub use attempts::{Attempt, AttemptRow, Counter, Guessed, Lane, Whose};
pub use authenticators::AuthenticatorRow;
pub use consents::ConsentRow;
pub use devices::Registered;
pub use epoch::Forgotten;
pub use events::{Actor, Event};
pub use grants::GrantRow;
pub use held::Held;
pub use members::{FiledMember, Holder, Insured, KnownMember};
pub use passkeys::PasskeyRow;
pub use people::People;
pub use realm_identities::issuers;
pub use refresh_tokens::{RefreshTokenRow, Rotated};
pub use registered_clients::RegisteredClientRow;
pub use sealed::SEALED;
pub use sessions::{EndedSession, SessionRow};
pub use signing_keys::{NewSigningKey, SigningKeyRow};
pub use terms_acceptances::Acceptance;

/// Every table that has rows of realms: what is removed with one. What says that it may be removed goes last.
pub const TABLES: [&str; 21] = [
    "accounts",
    "attempts",
    "audit_events",
    "audit_segments",
    "authenticators",
    "consents",
    "error_references",
    "expiring",
    "first_failures",
    "grants",
    "imports",
    "known_browsers",
    "outbox",
    "passkeys",
    "refresh_tokens",
    "registered_clients",
    "registrations",
    "sessions",
    "signing_keys",
    "terms_acceptances",
    "realm_identities",
];

/// The rows of one realm, by one connection or inside one write.
#[derive(Clone, Copy, Debug)]
pub struct InRealm<'c, C> {
    connection: &'c C,
    realm: &'c RealmName,
}

/// The one way to the rows: through a realm.
pub const fn in_realm<'c, C>(connection: &'c C, realm: &'c RealmName) -> InRealm<'c, C> {
    InRealm { connection, realm }
}

/// The rows of all realms, for the housekeeping that concerns none in particular.
#[derive(Clone, Copy, Debug)]
pub struct AcrossRealms<'c>(&'c store::Tx);

/// The way to the rows of all realms, inside a write: for housekeeping only, and one statement for all of them.
pub const fn across_realms(tx: &store::Tx) -> AcrossRealms<'_> {
    AcrossRealms(tx)
}
