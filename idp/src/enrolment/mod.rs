//! Registering what a method needs, in the middle of a sign-in: an authenticator app or a passkey.
//!
//! What a member registers here was shown to be theirs by the same act: the first code and the new passkey count as
//! this sign-in's second factor, so nobody is asked twice.

pub mod app_otp;
mod device;
pub mod passkey;
mod qr;
#[cfg(test)]
mod tests;
mod texts;

use account::{BadDeviceName, DeviceName};
use web::View;
use web::controls::{Field, Problems};

use device::Device;

/// The field of a device's name.
const NAME: &str = "device_name";

/// The field of a device's name, with what it may be called.
fn name_field<'a>(view: View<'_>, name: &'a str, problems: &'a Problems) -> Field<'a> {
    Field::text(NAME, view.say(texts::NAME)).hint(view.say(texts::NAME_HINT)).value(name).check(problems)
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
