//! Whether a failure means that a server is away: the database or Redis, which restart now and then.
//!
//! Such a failure passes by itself. Whoever meets it is asked to come back in a moment, and nobody is given a reference
//! to read to the help desk.

use std::error::Error;

use sea_orm::sqlx::Error as SqlxError;
use sea_orm::{DbErr, RuntimeErr};

use crate::expiring::{ExpiringError, PutError};

/// What PostgreSQL says while it stops or starts: admin_shutdown, crash_shutdown, cannot_connect_now, and more
/// connections than it has.
const PASSING: [&str; 4] = ["57P01", "57P02", "57P03", "53300"];

/// Whether an error, or what caused it, is a server that is away.
#[must_use]
pub fn is_unreachable(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source()).any(|error| {
        let expiring = error.downcast_ref::<ExpiringError>().or_else(|| match error.downcast_ref::<PutError>()? {
            PutError::Store(error) => Some(error),
            PutError::Exists => None,
        });
        let database = error.downcast_ref::<DbErr>().or_else(|| match expiring? {
            ExpiringError::Database(error) => Some(error),
            ExpiringError::Redis(_) | ExpiringError::Value(_) => None,
        });
        let redis = matches!(expiring, Some(ExpiringError::Redis(error)) if is_redis_away(error));
        redis || database.is_some_and(is_database_away)
    })
}

fn is_redis_away(error: &::redis::RedisError) -> bool {
    use ::redis::{ErrorKind, ServerErrorKind};
    error.is_io_error()
        || error.is_timeout()
        || error.is_connection_dropped()
        || error.is_connection_refusal()
        || error.kind() == ErrorKind::Server(ServerErrorKind::BusyLoading)
}

fn is_database_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            match cause.as_ref() {
                SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => true,
                SqlxError::Database(said) => said.code().is_some_and(|code| PASSING.contains(&code.as_ref())),
                _ => false,
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("around it")]
    struct Around(#[source] ExpiringError);

    fn sqlx(error: SqlxError) -> RuntimeErr {
        RuntimeErr::SqlxError(error.into())
    }

    #[test]
    fn a_server_that_is_away_is_told_from_a_mistake() {
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        assert!(is_unreachable(&DbErr::Conn(sqlx(SqlxError::Protocol("hung up".to_owned())))));
        assert!(is_unreachable(&DbErr::Exec(sqlx(SqlxError::Io(refused())))));
        assert!(is_unreachable(&DbErr::Query(sqlx(SqlxError::PoolTimedOut))));
        assert!(is_unreachable(&Around(ExpiringError::Redis(refused().into()))));
        assert!(is_unreachable(&Around(ExpiringError::Database(DbErr::Exec(sqlx(SqlxError::WorkerCrashed))))));
        assert!(is_unreachable(&PutError::Store(ExpiringError::Redis(refused().into()))));
        assert!(!is_unreachable(&PutError::Exists));
        assert!(!is_unreachable(&DbErr::Query(sqlx(SqlxError::RowNotFound))));
        assert!(!is_unreachable(&DbErr::RecordNotFound("a row".to_owned())));
        assert!(!is_unreachable(&refused()), "somebody else's server");
    }
}
