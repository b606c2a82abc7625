//! Whom a command is about: a member by their user ID or member number, or all whom a file names.

use std::path::PathBuf;

use account::UserId;
use clap::Args;

use crate::rows::NamedBy;

/// One member, by the one name or the other.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct OneMember {
    /// The member with this user ID.
    #[arg(long = "id", value_name = "USER_ID")]
    user_id: Option<String>,
    /// The member with this member number.
    #[arg(long, value_name = "MEMBER_NUMBER")]
    number: Option<String>,
}

/// One member, or all of a file.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Members {
    /// The member with this user ID.
    #[arg(long = "id", value_name = "USER_ID")]
    user_id: Option<String>,
    /// The member with this member number.
    #[arg(long, value_name = "MEMBER_NUMBER")]
    number: Option<String>,
    /// All members of this file: CSV with one column, whose header row says member_number or user_id.
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

/// What a member is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// By which of their names.
    pub by: NamedBy,
    /// The name, in the form in which the row keeps it.
    pub name: String,
}

impl Named {
    /// A name as somebody typed it or a file has it: user IDs are compared as a sign-in compares them.
    #[must_use]
    pub fn new(by: NamedBy, typed: &str) -> Self {
        let name = match by {
            NamedBy::UserId => UserId::spell(typed.trim()),
            NamedBy::MemberNumber => typed.trim().to_owned(),
        };
        Self { by, name }
    }

    /// The one name or the other, as somebody typed it.
    pub(in crate::admin) fn of(user_id: Option<&String>, number: Option<&String>) -> Option<Self> {
        let user_id = user_id.map(|id| Self::new(NamedBy::UserId, id));
        user_id.or_else(|| number.map(|number| Self::new(NamedBy::MemberNumber, number)))
    }
}

impl OneMember {
    pub(super) fn named(&self) -> Option<Named> {
        Named::of(self.user_id.as_ref(), self.number.as_ref())
    }
}

impl Members {
    pub(super) fn named(&self) -> Option<Named> {
        Named::of(self.user_id.as_ref(), self.number.as_ref())
    }
}
