//! Which columns hold values that are sealed with the key-encryption key.

use base::Purpose;
use store::outbox;
use store::sealed::{RowName, SealedColumn};

/// All of them. A column that is not in this list stays under a former key, and is lost with it.
pub const SEALED: [SealedColumn; 7] = [
    sealed("signing_keys", (RowName::Text("kid"), "private_key"), Purpose::SigningKey),
    sealed("registered_clients", (RowName::Text("client_id"), "secrets"), Purpose::RegisteredClient),
    audit::SEALED,
    sealed("accounts", (RowName::Uuid("id"), "password_hash"), Purpose::PasswordHash),
    sealed("accounts", (RowName::Uuid("id"), "issued_password"), Purpose::InitialPassword),
    sealed("authenticators", (RowName::Uuid("id"), "seed"), Purpose::AuthenticatorSeed),
    outbox::SEALED,
];

const fn sealed(table: &'static str, (row, column): (RowName, &'static str), purpose: Purpose) -> SealedColumn {
    SealedColumn { table, row, column, purpose, digest: None }
}
