//! Who is helped by mail when they have forgotten their password or their user ID, and who has to ask the society.

use chrono::{DateTime, Utc};

use crate::Refusal;

/// What decides whether a member is helped by mail.
#[derive(Clone, Copy, Debug)]
pub struct HelpByMail {
    /// Why the account is let in nowhere, if it is.
    pub refusal: Option<Refusal>,
    /// When the member replaced the initial password.
    pub password_chosen_at: Option<DateTime<Utc>>,
    /// When the member proved that mail to the address reaches them.
    pub email_verified_at: Option<DateTime<Utc>>,
}

impl HelpByMail {
    /// Whether a link may be sent by which the password is set anew.
    ///
    /// Not to an address that nobody has shown to be theirs: a letter wrong in the society's list, or in what the
    /// member typed, would hand the account to a stranger. And not before the initial password has been replaced: that
    /// password came by letter, and whoever only has a mailbox must not do without it.
    ///
    /// A lock is no reason against it. It stays where only the administrator opens it, and says nothing of the mailbox.
    #[must_use]
    pub const fn may_reset_password(&self) -> bool {
        self.refusal.is_none() && self.password_chosen_at.is_some() && self.email_verified_at.is_some()
    }

    /// Whether the user ID may be sent to whoever knows the birth date and reads the address on record.
    ///
    /// Those who never signed in are told as well, because they may have used their ID elsewhere for years, and it opens
    /// nothing without the password.
    #[must_use]
    pub const fn may_be_told_user_id(&self) -> bool {
        self.refusal.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_goes_to_active_members_at_proven_addresses_and_an_id_to_all_who_may_sign_in() {
        let (never, once) = (None, Some(DateTime::UNIX_EPOCH));
        let (disabled, left) = (Some(Refusal::Disabled), Some(Refusal::NoLongerEligible));
        for (refusal, password_chosen_at, email_verified_at, link, id) in [
            (None, once, once, true, true),
            (None, never, once, false, true),
            (None, once, never, false, true),
            (None, never, never, false, true),
            (disabled, once, once, false, false),
            (left, once, once, false, false),
            (disabled, never, never, false, false),
        ] {
            let facts = HelpByMail { refusal, password_chosen_at, email_verified_at };
            assert_eq!((facts.may_reset_password(), facts.may_be_told_user_id()), (link, id), "{facts:?}");
        }
    }
}
