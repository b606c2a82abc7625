//! Saving a file takes a member who showed a moment ago that it is they: a browser that lies open on a table must not hand
//! out a family's years of care.
//!
//! What was chosen is kept on the way to the provider and back, and stands on the page again with one button to go on. The
//! same holds after the session has ended.

use std::collections::{BTreeMap, HashMap};

use axum::response::Response;
use maud::{Markup, html};
use web::View;
use web::controls::{Button, Notice, actions};

use super::super::super::{draft, sign_in};
use super::{Format, choice, texts};
use crate::boundary::{Failure, Visit};
use crate::member::Household;
use crate::relying_party::Goal;
use crate::routes::SECOND_FACTOR;

/// The longest value of a field of these forms, in bytes.
const LONGEST: usize = 32;

/// What was chosen before the member was sent away.
pub struct Kept {
    pub fields: HashMap<String, String>,
    /// The kind of file that they wanted.
    format: Format,
}

/// Keeps what was chosen, and sends the member to the provider: to sign in, or to show anew that it is they.
pub async fn first(visit: &Visit, fields: &HashMap<String, String>, anew: bool) -> Result<Response, Failure> {
    let whose = fields.get("owner").map_or("", String::as_str);
    let ours = |name: &str| name == "format" || choice::is_field(name);
    let chosen: BTreeMap<&str, &str> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, value)| ours(name) && name.len() <= LONGEST && value.len() <= LONGEST)
        .collect();
    draft::keep(visit, (whose, visit.path()), &serde_json::to_string(&chosen)?).await?;
    let within = anew.then_some(visit.realm.lifetimes.step_up);
    sign_in::begin(visit, Goal { within, ..Goal::page(visit.path(), SECOND_FACTOR) }).await
}

/// What a member had chosen on this page, once.
pub async fn kept(visit: &Visit, household: &Household) -> Result<Option<Kept>, Failure> {
    let Some(json) = draft::take(visit, household, visit.path()).await? else { return Ok(None) };
    let fields: HashMap<String, String> = serde_json::from_str(&json)?;
    let format = fields.get("format").and_then(|format| format.parse().ok());
    Ok(format.map(|format| Kept { fields, format }))
}

/// Says whose form it is, without saying who.
pub fn owner(visit: &Visit, household: &Household) -> Markup {
    html! { input type="hidden" name="owner" value=(draft::owner(visit, household)); }
}

/// The button that goes on with what was chosen.
pub fn go_on(view: View<'_>, kept: Option<&Kept>) -> Markup {
    let Some(Kept { format, fields }) = kept else { return html! {} };
    let value = fields.get("format").map_or("", String::as_str);
    let label = view.say_with(texts::GO_ON, &[("what", &view.say(format.kind()))]);
    let content = html! {
        p { (view.say(texts::KEPT)) }
        (actions(&html! { (Button::primary("download-go-on", &label).sends("format", value)) }))
    };
    html! { (Notice::success(view.say(texts::KEPT_TITLE), content)) }
}
