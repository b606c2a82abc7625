//! What a letter says to one member: the society's words, the member's ID, and the steps in the realm's own order.

use base::{Language, Secret, Text, japan_date};
use chrono::{DateTime, Utc};
use print::Colour;
use qrcodegen::{QrCode, QrCodeEcc};
use realm::{Enrolment, Method, Realm, Step, Unlock};
use web::format;

use super::texts;
use crate::admin::initial_password;
use crate::rows::AccountRow;
use crate::steps::method::label_in;

/// The margin of a QR code, in its modules (ISO/IEC 18004 §9.1).
const MARGIN: i32 = 4;

/// A letter, before it has a place on paper.
pub(super) struct Letter {
    /// Its running number.
    pub(super) number: usize,
    pub(super) date: String,
    pub(super) society: String,
    pub(super) addressee: String,
    pub(super) member_number: String,
    pub(super) user_id: String,
    pub(super) password: Password,
    /// Where the member begins.
    pub(super) address: String,
    /// The same as a QR code, its margin included, row by row.
    pub(super) code: Vec<Vec<bool>>,
    /// The society's colour.
    pub(super) colour: Colour,
    pub(super) words: Words,
    /// The same in English, where the society has words of its own in it.
    pub(super) english: Option<Words>,
}

/// What stands for the password.
pub(super) enum Password {
    /// The one that waits for its first use.
    Shown(Secret),
    /// Of what it is made, or that the member has it already.
    Told(String),
}

/// What the letters of a society say in one language, the same for everybody.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) introduction: String,
    pub(super) user_id: String,
    pub(super) password: String,
    pub(super) address: String,
    pub(super) code: String,
    pub(super) how: String,
    pub(super) steps: Vec<String>,
    pub(super) care: String,
    pub(super) notes: String,
    pub(super) contact_heading: String,
    pub(super) contact: String,
}

/// What all letters of a society have in common.
pub(super) struct Stationery<'r> {
    realm: &'r Realm,
    date: String,
    address: String,
    code: Vec<Vec<bool>>,
    words: Words,
    english: Option<Words>,
}

impl<'r> Stationery<'r> {
    pub(super) fn of(realm: &'r Realm, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let address = format!("{}/", realm.portal_url);
        let code = QrCode::encode_text(&address, QrCodeEcc::Medium)?;
        let places = || -MARGIN..code.size() + MARGIN;
        let rows = places().map(|y| places().map(|x| code.get_module(x, y)).collect()).collect();
        let bilingual = realm.display_name.ja != realm.display_name.en;
        Ok(Self {
            realm,
            date: format::date(japan_date(now), Language::Ja),
            address,
            code: rows,
            words: Words::of(realm, Language::Ja),
            english: bilingual.then(|| Words::of(realm, Language::En)),
        })
    }

    /// The title of a file of letters.
    pub(super) fn title(&self) -> &str {
        &self.words.title
    }

    /// A member's letter. `issued` is the password that waits for its first use, if one does.
    pub(super) fn letter(&self, number: usize, account: &AccountRow, issued: Option<Secret>) -> Letter {
        let name = format!("{} {}", account.family_name, account.given_name);
        Letter {
            number,
            date: self.date.clone(),
            society: self.realm.display_name.ja.clone(),
            addressee: texts::ADDRESSEE.with(Language::Ja, &[("name", &name.trim_end())]),
            member_number: texts::MEMBER_NUMBER.with(Language::Ja, &[("number", &account.member_number)]),
            user_id: account.user_id.clone(),
            password: self.password(account, issued),
            address: self.address.clone(),
            code: self.code.clone(),
            colour: colour(self.realm),
            words: self.words.clone(),
            english: self.english.clone(),
        }
    }

    fn password(&self, account: &AccountRow, issued: Option<Secret>) -> Password {
        let Some(issued) = issued else {
            let text = if account.password_chosen_at.is_some() { texts::CHOSEN_PASSWORD } else { texts::USED_PASSWORD };
            return Password::Told(both(text));
        };
        let derived = initial_password::derived(self.realm, account).is_some_and(|derived| derived.matches(&issued));
        match Language::ALL.map(|language| initial_password::parts(self.realm, language)) {
            [Some(ja), Some(en)] if derived => Password::Told(format!("{ja}\n{en}")),
            _ => Password::Shown(issued),
        }
    }
}

fn both(text: Text) -> String {
    format!("{}\n{}", text.ja, text.en)
}

fn colour(realm: &Realm) -> Colour {
    let (red, green, blue) = realm.brand.primary_colour.channels();
    Colour(red, green, blue)
}

impl Words {
    fn of(realm: &Realm, language: Language) -> Self {
        let say = |text: Text| text.get(language).to_owned();
        let portal = realm.portal.title.in_language(language);
        let locks = match realm.sign_in.lockout.unlock {
            Unlock::Administrator => texts::LOCKS,
            Unlock::After(_) => texts::RESTS,
        };
        let locks = locks.with(language, &[("failures", &realm.sign_in.lockout.failures)]);
        Self {
            title: say(texts::TITLE),
            introduction: texts::INTRODUCTION.with(language, &[("portal", &portal)]),
            user_id: say(texts::USER_ID),
            password: say(texts::PASSWORD),
            address: say(texts::ADDRESS),
            code: say(texts::CODE),
            how: say(texts::HOW),
            steps: steps(realm, language),
            care: say(texts::CARE),
            notes: format!("{}{}{locks}", say(texts::KEEP), texts::BETWEEN_SENTENCES.get(language)),
            contact_heading: say(texts::CONTACT),
            contact: contact(realm, language),
        }
    }
}

/// What the member does, from the address to the second factor, in the realm's order.
fn steps(realm: &Realm, language: Language) -> Vec<String> {
    let say = |text: Text| Some(text.get(language).to_owned());
    let (id, password) = (realm.sign_in.user_id, &realm.sign_in.password);
    let step = |step: &Step| match step {
        Step::BirthDate => say(texts::BIRTH_DATE),
        Step::Terms => say(texts::TERMS),
        Step::Email => say(texts::EMAIL),
        Step::EmailVerification => say(texts::EMAIL_VERIFICATION),
        Step::UserId => Some(texts::CHOOSE_USER_ID.with(language, &[("min", &id.min), ("max", &id.max)])),
        Step::Method => method(realm, language),
        Step::Password => {
            Some(texts::CHOOSE_PASSWORD.with(language, &[("min", &password.min), ("max", &password.max)]))
        }
    };
    let only = match realm.sign_in.methods.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let end = match (realm.sign_in.enrolment, only) {
        (Enrolment::AtOnce, Some(Method::MailOtp)) => None,
        (Enrolment::AtOnce, _) => say(texts::SET_UP),
        (Enrolment::SecondSignIn, _) => say(texts::SIGN_IN_AGAIN),
    };
    let begin = [say(texts::OPEN), say(texts::SIGN_IN)];
    begin.into_iter().chain(realm.sign_in.steps.iter().map(step)).chain([end]).flatten().collect()
}

/// The choice of a method, where there is one.
fn method(realm: &Realm, language: Language) -> Option<String> {
    let names: Vec<String> = realm
        .sign_in
        .methods
        .iter()
        .map(|method| texts::QUOTED.with(language, &[("name", &label_in(language, realm, *method))]))
        .collect();
    if names.len() < 2 {
        return None;
    }
    let names = names.join(texts::OR.get(language));
    let choose = texts::CHOOSE_METHOD.with(language, &[("methods", &names)]);
    let recommended = realm
        .sign_in
        .recommended_method
        .map(|method| texts::RECOMMENDED.with(language, &[("method", &label_in(language, realm, method))]));
    Some(choose + &recommended.unwrap_or_default())
}

fn contact(realm: &Realm, language: Language) -> String {
    let contact = &realm.contact;
    let hours = contact.hours.as_ref().map(|hours| hours.in_language(language).to_owned());
    let lines = [(texts::PHONE, contact.phone.clone()), (texts::HOURS, hours), (texts::MAIL, contact.email.clone())];
    let lines = lines.into_iter().filter_map(|(name, value)| {
        Some(texts::PAIR.with(language, &[("name", &name.get(language)), ("value", &value?)]))
    });
    let name = contact.name.in_language(language).to_owned();
    std::iter::once(name).chain(lines).collect::<Vec<_>>().join("\n")
}
