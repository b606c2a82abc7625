//! Of which kind a failure is: what the advice to the help desk depends on.

use std::error::Error;

use base::Unsealable;
use sea_orm::DbErr;

use crate::expiring::ExpiringError;

/// Where a failure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The database could not be reached, or had no connection to give.
    DatabaseAway,
    /// The database refused a statement.
    Database,
    /// Redis failed.
    Redis,
    /// Something sealed does not open: another key-encryption key, or another database.
    Key,
    /// A server elsewhere did not answer as it must.
    OtherServer,
    /// The program has a mistake.
    Bug,
    /// Anything else.
    Other,
}

impl Kind {
    pub(super) const ALL: [Self; 7] =
        [Self::DatabaseAway, Self::Database, Self::Redis, Self::Key, Self::OtherServer, Self::Bug, Self::Other];

    /// The kind of an error, by what it or one of its causes is.
    #[must_use]
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<DbErr>() {
                return Self::of_database(error);
            }
            match error.downcast_ref::<ExpiringError>() {
                Some(ExpiringError::Database(error)) => return Self::of_database(error),
                Some(ExpiringError::Redis(_)) => return Self::Redis,
                Some(ExpiringError::Value(_)) | None => {}
            }
            if error.is::<Unsealable>() {
                return Self::Key;
            }
            cause = error.source();
        }
        Self::Other
    }

    const fn of_database(error: &DbErr) -> Self {
        match error {
            DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => Self::DatabaseAway,
            _ => Self::Database,
        }
    }

    /// The kind as its row and the metrics name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DatabaseAway => "database-away",
            Self::Database => "database",
            Self::Redis => "redis",
            Self::Key => "key",
            Self::OtherServer => "other-server",
            Self::Bug => "bug",
            Self::Other => "other",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether an error, or one of its causes, is of a type.
#[must_use]
pub fn is_caused_by<E: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer<E: Error + 'static>(#[source] E);

    #[test]
    fn a_kind_is_known_by_any_cause() {
        assert_eq!(Kind::of(&Outer(DbErr::RecordNotInserted)), Kind::Database);
        let away = sea_orm::ConnAcquireErr::Timeout;
        assert_eq!(Kind::of(&ExpiringError::Database(DbErr::ConnectionAcquire(away))), Kind::DatabaseAway);
        assert_eq!(Kind::of(&Outer(Outer(Unsealable))), Kind::Key);
        assert_eq!(Kind::of(&std::fmt::Error), Kind::Other);
        assert!(is_caused_by::<std::fmt::Error>(&Outer(Outer(std::fmt::Error))));
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
    }
}
