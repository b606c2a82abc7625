//! Registering what a method needs, in the middle of a sign-in or on the account pages: an authenticator app or a
//! passkey.
//!
//! What a member registers in a sign-in was shown to be theirs by the same act: the first code and the new passkey count
//! as its second factor, so nobody is asked twice.

pub mod app_otp;
mod device;
mod enroller;
pub mod passkey;
mod qr;
#[cfg(test)]
mod tests;
mod texts;

use account::{BadDeviceName, DeviceName};
use base::{Text, japan_date};
use chrono::{DateTime, Utc};
use web::View;
use web::controls::{Field, Problems};

use device::Device;
pub use enroller::{Around, Enroller};

use crate::App;
use crate::boundary::Failure;
use crate::mail::{self, Credential, CredentialChange, Message};
use crate::renewal::Renewed;
use crate::rows::Event;

/// The field of a device's name.
const NAME: &str = "device_name";

/// The field of a device's name, with what it may be called.
fn name_field<'a>(view: View<'_>, name: &'a str, problems: &'a Problems) -> Field<'a> {
    Field::text(NAME, view.say(texts::NAME)).hint(view.say(texts::NAME_HINT)).value(name).check(problems)
}

/// A name to propose: what kind of device it is, and since when, because the next phone is of the same kind.
fn dated(view: View<'_>, device: Text, now: DateTime<Utc>) -> String {
    format!("{} {}", view.say(device), japan_date(now).format("%Y/%m"))
}

/// The name that was typed, if it is one and no other device of the member has it.
fn named(view: View<'_>, typed: &str, taken: &[&str]) -> Result<DeviceName, Problems> {
    let text = match DeviceName::new(typed) {
        Ok(name) if taken.contains(&name.as_str()) => view.say(texts::NAME_TAKEN).to_owned(),
        Ok(name) => return Ok(name),
        Err(BadDeviceName::Empty) => view.say(texts::NAME_EMPTY).to_owned(),
        Err(BadDeviceName::TooLong) => view.say_with(texts::NAME_TOO_LONG, &[("longest", &DeviceName::LONGEST)]),
    };
    Err(Problems::of_field(NAME, text))
}

/// What follows from a new device, and the mail that tells the member of it: somebody else's device must not go
/// unnoticed, not even in a first sign-in.
fn added(
    app: &App,
    enroller: &Enroller<'_>,
    (event, credential, name): (Event, Credential, &DeviceName),
    everywhere: bool,
) -> Result<Renewed, Failure> {
    let Enroller { visit, account, in_use, .. } = enroller;
    let message =
        Message::CredentialChanged { at: visit.now, change: CredentialChange::Added, credential, name: name.as_str() };
    let told = mail::tell(app, (&visit.realm, visit.view().language), account, &message)?;
    let (account, in_use, seen) = (account.account_id(), *in_use, visit.seen());
    Ok(Renewed { account, in_use, everywhere, event, seen, told })
}
