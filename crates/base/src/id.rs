//! Ids of rows, one type for each kind of thing.
//!
//! A session's id passed where an account's is due does not compile. The ids are UUIDs: version 7, whose order
//! follows time and keeps indexes compact, except where the id travels in a URL and must not tell its age.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $generate:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, never given out before.
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::$generate())
            }

            /// The id as its row keeps it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// One member's account at the identity provider. Stable, never reused, never shown to clients (they see `sub`).
    AccountId,
    now_v7
);
id!(
    /// One authenticator app that a member registered (a TOTP device).
    AuthenticatorId,
    now_v7
);
id!(
    /// One passkey that a member registered (a WebAuthn credential).
    PasskeyId,
    now_v7
);
id!(
    /// What one client was granted by one sign-in: the family of all tokens issued from it.
    GrantId,
    now_v7
);
id!(
    /// One browser's session at the identity provider.
    SessionId,
    new_v4
);
id!(
    /// One sign-in under way. It stands in URLs, useless without the browser's cookie.
    SignInId,
    new_v4
);
