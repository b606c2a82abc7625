//! A new password, on whichever page it is chosen: its rules in words, its two fields, and the judgement.
//!
//! The rules stand above the fields. What is wrong is told all at once; what was typed is never put back.

mod texts;

use account::{NewPasswordRules, PasswordRule, password_rules};
use base::{Sealed, Secret};
use maud::{Markup, html};
use realm::{PasswordPolicy, Realm};
use web::View;
use web::controls::{Field, Problems};

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::AccountRow;
use crate::stored_password;

const FIELD: &str = "new_password";
const AGAIN: &str = "new_password_again";

/// The name of the product, which is no password.
const PRODUCT: [&str; 2] = ["warifu", "割符"];

/// What was wrong with the passwords that were sent. By default nothing: none was sent yet.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// The rules that the password broke, once one was sent.
    pub broken: Option<Vec<PasswordRule>>,
    /// What the page says.
    pub problems: Problems,
}

impl Refused {
    /// The whole form was not accepted; nothing was judged.
    #[must_use]
    pub fn form(problems: Problems) -> Self {
        Self { broken: None, problems }
    }
}

/// The rules in words, each with a mark where the password that was sent breaks it.
#[must_use]
pub fn rules(view: View<'_>, policy: &PasswordPolicy, refused: &Refused) -> Markup {
    let broken = refused.broken.as_deref().unwrap_or_default();
    html! {
        ul {
            @for rule in password_rules(policy) {
                li {
                    (say_rule(view, policy, rule))
                    @if broken.contains(&rule) { " " span.tag.broken { (view.say(texts::NOT_KEPT)) } }
                }
            }
        }
        p.hint { (view.say(if policy.ignore_case { texts::EITHER_CASE } else { texts::CASE_MATTERS })) }
    }
}

/// The two fields, below the user ID, from which password managers learn whose password it is.
#[must_use]
pub fn fields(view: View<'_>, user_id: &str, problems: &Problems) -> Markup {
    html! {
        (Field::user_id("username", view.say(texts::USER_ID)).value(user_id).read_only())
        (Field::new_password(FIELD, view.say(texts::PASSWORD), view.language).check(problems))
        (Field::new_password(AGAIN, view.say(texts::AGAIN), view.language).check(problems))
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

/// Judges what was typed into the two fields for an account: the sealed hash to keep, or all that is wrong.
///
/// # Errors
/// When the hashing is overcrowded, or the issued password does not open.
pub async fn judge(
    app: &App,
    visit: &Visit,
    account: &AccountRow,
    (typed, again): (Secret, Secret),
) -> Result<Result<Sealed, Refused>, Failure> {
    let (view, realm) = (visit.view(), &visit.realm);
    if typed.expose().is_empty() {
        return Ok(Err(Refused::form(Problems::of_field(FIELD, view.say(texts::EMPTY)))));
    }
    let same = typed.matches(&again);
    let current = stored_password::open(&app.sealing_key, realm, account)?.map(|(_, current)| current);
    let broken = match app.passwords.choose(rules_for(realm, account), typed, current).await? {
        Ok(hash) if same => {
            return Ok(Ok(stored_password::seal_hash(&app.sealing_key, &realm.name, account.account_id(), &hash)));
        }
        judged => judged.err().unwrap_or_default(),
    };
    let mut problems = Problems::none();
    for rule in &broken {
        problems.add(FIELD, say_rule(view, &realm.sign_in.password, *rule));
    }
    if !same {
        problems.add(AGAIN, view.say(texts::DIFFERENT));
    }
    Ok(Err(Refused { broken: Some(broken), problems }))
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
