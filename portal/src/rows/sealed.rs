//! Which columns hold values that are sealed with the key-encryption key.

use base::Purpose;
use store::outbox;
use store::sealed::{RowName, SealedColumn};

use crate::acquaintance;

/// All of them. A column that is not in this list stays under a former key, and is lost with it.
pub const SEALED: [SealedColumn; 4] = [
    SealedColumn {
        table: "known_members",
        row: RowName::Text("subject"),
        column: "address",
        purpose: Purpose::MemberAddress,
        digest: Some(("address_digest", |key, realm, address| acquaintance::digest(key, realm, address.expose()))),
    },
    SealedColumn {
        table: "sessions",
        row: RowName::Text("token_hash"),
        column: "member",
        purpose: Purpose::PortalToken,
        digest: None,
    },
    audit::SEALED,
    outbox::SEALED,
];
