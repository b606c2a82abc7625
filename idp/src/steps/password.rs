//! 「パスワードの変更」: the member's own password in place of the one that the society issued.
//!
//! The rules stand above the fields in words. What is wrong is told all at once; what was typed is never put back.

use std::sync::Arc;

use account::{Gate, NewPasswordRules, PasswordHash, PasswordRule, password_rules};
use axum::extract::State;
use axum::response::Response;
use base::{AccountId, Secret};
use maud::{Markup, html};
use realm::{PasswordPolicy, Realm, Step};
use serde::Deserialize;
use web::controls::{Button, Field, Problems};
use web::{Posted, View};

use super::texts::password as texts;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, Actor, Event, in_realm};
use crate::sign_in::frame::{Frame, unbound};
use crate::sign_in::password::stored_password;
use crate::sign_in::{Current, Due, Screen};

const FORM: &str = "new-password";
const FIELD: &str = "new_password";
const AGAIN: &str = "new_password_again";

/// The name of the product, which is no password.
const PRODUCT: [&str; 2] = ["warifu", "割符"];

/// The screen of a new password.
#[derive(Debug)]
pub enum ChoosePassword {}

impl Screen for ChoosePassword {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Step(Step::Password)
    }
}

/// What is typed.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    new_password: Secret,
    #[serde(default)]
    new_password_again: Secret,
}

/// What the page shows.
pub(super) struct Shown<'a> {
    pub policy: &'a PasswordPolicy,
    pub user_id: &'a str,
    /// The rules that the password broke, once one was sent.
    pub broken: Option<&'a [PasswordRule]>,
    pub problems: &'a Problems,
    pub frame: Frame,
}

pub(super) fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let problems = shown.problems;
    view.page(view.say(texts::TITLE)).problems(problems).card(html! {
        p.lead { (view.say(texts::LEAD)) }
        (rules_part(view, &rules(view, shown.policy, shown.broken)))
        p.hint { (view.say(if shown.policy.ignore_case { texts::EITHER_CASE } else { texts::CASE_MATTERS })) }
        (shown.frame.around(view, &html! {
            // Password managers learn from it whose password this is.
            (Field::user_id("username", view.say(texts::USER_ID)).value(shown.user_id).read_only())
            (Field::new_password(FIELD, view.say(texts::PASSWORD), view.language).check(problems))
            (Field::new_password(AGAIN, view.say(texts::AGAIN), view.language).check(problems))
            p.actions { (Button::primary("password-submit", view.say(texts::SUBMIT))) }
        }))
    })
}

/// The rules in words, and whether the password that was sent keeps each; `None` before one was sent.
fn rules(view: View<'_>, policy: &PasswordPolicy, broken: Option<&[PasswordRule]>) -> Vec<(String, Option<bool>)> {
    let kept = |rule| broken.map(|broken| !broken.contains(&rule));
    password_rules(policy).into_iter().map(|rule| (say_rule(view, policy, rule), kept(rule))).collect()
}

fn rules_part(view: View<'_>, rules: &[(String, Option<bool>)]) -> Markup {
    html! {
        ul {
            @for (rule, kept) in rules {
                li {
                    (rule)
                    @if *kept == Some(false) { " " span.tag { (view.say(texts::NOT_KEPT)) } }
                }
            }
        }
    }
}

fn say_rule(view: View<'_>, policy: &PasswordPolicy, rule: PasswordRule) -> String {
    match rule {
        PasswordRule::Length => view.say_with(texts::LENGTH, &[("min", &policy.min), ("max", &policy.max)]),
        PasswordRule::Alphabet => view.say_with(texts::ALPHABET, &[("symbols", &policy.symbols)]),
        PasswordRule::Contains(class) => view.say(texts::contains(class)).to_owned(),
        PasswordRule::NotUserId => view.say(texts::NOT_USER_ID).to_owned(),
        PasswordRule::NotCurrent => view.say(texts::NOT_CURRENT).to_owned(),
        PasswordRule::NotPersonal => view.say(texts::NOT_PERSONAL).to_owned(),
        PasswordRule::NotCommon => view.say(texts::NOT_COMMON).to_owned(),
    }
}

/// `GET /REALM/login/new-password`
pub async fn show(State(app): State<Arc<App>>, due: Due<ChoosePassword>) -> Response {
    again(&app, &due, None, &Problems::none())
}

/// `POST /REALM/login/new-password`
pub async fn submit(
    State(app): State<Arc<App>>,
    due: Due<ChoosePassword>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let (view, realm) = (due.visit.view(), &due.visit.realm);
    let Ok(typed) = form.open(&due.visit.guard(&app), FORM) else { return Ok(again(&app, &due, None, &unbound(view))) };
    let Some(account) = &due.standing.account else { return due.look_again(&app).await };
    if typed.new_password.expose().is_empty() {
        return Ok(again(&app, &due, None, &Problems::of_field(FIELD, view.say(texts::EMPTY))));
    }
    let same = typed.new_password.matches(&typed.new_password_again);
    let current = stored_password(&app, &due.visit, account)?.map(|(_, current)| current);
    let judged = app.passwords.choose(rules_for(realm, account), typed.new_password, current).await?;
    match judged {
        Ok(hash) if same => {
            keep(&app, &due.visit, account.account_id(), hash).await?;
            due.look_again(&app).await
        }
        judged => {
            let broken = judged.err().unwrap_or_default();
            let mut problems = Problems::none();
            for rule in &broken {
                problems.add(FIELD, say_rule(view, &realm.sign_in.password, *rule));
            }
            if !same {
                problems.add(AGAIN, view.say(texts::DIFFERENT));
            }
            Ok(again(&app, &due, Some(&broken), &problems))
        }
    }
}

async fn keep(app: &App, visit: &Visit, account: AccountId, hash: PasswordHash) -> Result<(), Failure> {
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm.name);
                rows.store_password_hash(account, &hash).await?;
                rows.mark_step_done(account, Step::Password, now).await?;
                rows.record((Actor::Member, Event::PasswordChosen), Some(account), None, now).await
            })
        })
        .await?;
    Ok(())
}

fn again(app: &App, due: &Current, broken: Option<&[PasswordRule]>, problems: &Problems) -> Response {
    let shown = Shown {
        policy: &due.visit.realm.sign_in.password,
        user_id: due.standing.account.as_ref().map_or("", |account| &account.user_id),
        broken,
        problems,
        frame: Frame::of(app, due, FORM),
    };
    due.visit.page(page(due.visit.view(), &shown))
}

/// The rules for a member: what their papers say of them is no password.
fn rules_for(realm: &Realm, account: &AccountRow) -> NewPasswordRules {
    let dates = ["%Y%m%d", "%y%m%d", "%Y", "%m%d"].map(|form| account.birth_date.format(form).to_string());
    let local_part = account.email.as_deref().and_then(|address| address.split('@').next());
    let names = [&account.family_name, &account.given_name, &account.family_name_kana, &account.given_name_kana];
    let numbers = [&account.kigo, &account.bango, &account.branch, &account.member_number, &account.household_number];
    let society = [realm.name.as_str(), &realm.display_name.ja, &realm.display_name.en];
    let known = dates.iter().chain(names).chain(numbers).map(String::as_str);
    let known = known.chain(society).chain(PRODUCT).chain(local_part);
    NewPasswordRules::new(&realm.sign_in.password, &account.user_id, known)
}
