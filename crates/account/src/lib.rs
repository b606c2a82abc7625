//! Who a member is, what they have shown, and what they must still do.
//!
//! Everything here is a pure function of facts and `now`: the provider loads the facts, asks [`next`], shows the
//! screen of the gate that is still closed, and comes back. No screen knows which comes after it, so no order of
//! requests, no second tab and no restart can lead past a gate.
#![deny(missing_docs)]

mod app_code;
mod birth_date;
mod device_name;
mod email;
mod facts;
mod forgotten;
mod fresh_auth;
mod gate;
mod initial_password;
mod lockout;
mod mail_code;
mod mailing;
mod new_authenticator;
mod new_password;
mod new_user_id;
mod passkey;
mod password;
mod proof;
mod spray;
mod terms;
mod user_id;

pub use app_code::{AppCodeMatch, Authenticator, CODES_PER_STEP, JudgedCode, judge_app_code, new_seed, time_step};
pub use birth_date::read_birth_date;
pub use device_name::{BadDeviceName, DeviceName};
pub use email::{EmailAddress, EmailFault};
pub use facts::{AccountFacts, Renewal, Standing};
pub use forgotten::HelpByMail;
pub use fresh_auth::{FreshAuth, fresh_auth};
pub use gate::{Ask, Authenticated, Evidence, Gate, Lasting, Next, Refusal, Wishes, next, other_ways};
pub use initial_password::{derived_password, issued_password};
pub use lockout::lock_opens_at;
pub use mail_code::{MailCode, MailCodeMatch, MailCodeOf, MailCodeUse, Tag};
pub use mailing::Mailing;
pub use new_authenticator::NewAuthenticator;
pub use new_password::{NewPasswordRules, PasswordRule, password_rules};
pub use new_user_id::{NewUserId, NewUserIdFault, USER_ID_REFUSED, USER_ID_SIGNS, new_user_id};
pub use passkey::{
    BrowserOptions, EnrolmentChallenge, NewPasskey, NoHostName, PasskeyAnswer, PasskeyHolder, PasskeyMatch,
    PasskeyRefusal, RelyingParty, SignInChallenge, StoredPasskey, UserHandle,
};
pub use password::{HashCost, PasswordHash, PasswordHasher, PasswordMatch, StoredPassword, TypedPassword};
pub use proof::{Factor, Proof, Proofs};
pub use spray::{HOURS_REMEMBERED, most_first_failures, wait_under_spray};
pub use user_id::{UserId, UserIdFault};

#[cfg(test)]
mod gate_tests;
#[cfg(test)]
mod passkey_tests;
