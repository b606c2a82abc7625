//! The tables of an audit log (the crate `audit`): its entries, and the segments of their chain.
//!
//! The provider's came to be little by little, in migrations of its own; the portal's is made at once. Both are the same in
//! the end, and what stands here is part of migrations that were released: it is never edited.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big_integer, big_integer_null, moment, realm, short, short_null, text, text_null, uuid, uuid_null,
};

/// What happened, for those who must answer for it: append only, no personal data beyond an id. An entry is written without
/// `number` and `seal`, which the sealer fills in within seconds.
pub(crate) fn events() -> TableCreateStatement {
    Table::create()
        .table("audit_events")
        .col(realm())
        .col(uuid("id"))
        .col(moment("at"))
        .col(short("actor"))
        .col(short("event"))
        .col(uuid_null("account"))
        .col(short_null("client"))
        .col(short_null("administrator"))
        .col(text_null("reason"))
        .col(short_null("browser"))
        .col(short_null("network"))
        .col(short_null("object"))
        .col(big_integer_null("number"))
        .col(short_null("seal"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

/// The index by which the log is read.
pub(crate) fn by_moment() -> IndexCreateStatement {
    Index::create().name("audit_events_at").table("audit_events").col("realm").col("at").take()
}

/// The index by which is found what is about an account.
pub(crate) fn by_account() -> IndexCreateStatement {
    Index::create().name("audit_events_account").table("audit_events").col("realm").col("account").col("at").take()
}

/// The index by which the chain is followed.
pub(crate) fn by_number() -> IndexCreateStatement {
    Index::create().name("audit_events_number").table("audit_events").col("realm").col("number").unique().take()
}

/// The index of what waits for its seal: an entry stands in it no longer than that.
pub(crate) fn waiting() -> IndexCreateStatement {
    Index::create()
        .name("audit_events_waiting")
        .table("audit_events")
        .col("realm")
        .col("at")
        .col("id")
        .and_where(Expr::col("number").is_null())
        .take()
}

/// One row a month in which entries of a realm were sealed: the numbers of the first and the last of them, the seals before
/// the first and of the last, the month before, and all of it sealed with the key-encryption key.
pub(crate) fn segments() -> TableCreateStatement {
    Table::create()
        .table("audit_segments")
        .col(realm())
        .col(short("month"))
        .col(big_integer("first"))
        .col(big_integer("last"))
        .col(short("opening"))
        .col(short("head"))
        .col(short_null("previous"))
        .col(text("proof"))
        .primary_key(Index::create().col("realm").col("month"))
        .take()
}
