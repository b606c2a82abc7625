//! Fields to type into.

use base::Language;
use maud::{Markup, Render, html};

use super::Problems;
use crate::texts;

/// One field with its label, hint and error.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    name: &'a str,
    label: &'a str,
    kind: Kind,
    value: &'a str,
    hint: Option<&'a str>,
    problem: Option<&'a str>,
    autocomplete: &'a str,
    optional: Option<Language>,
    read_only: bool,
    focused: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    UserId,
    Email,
    Digits,
    Code,
    Password(Language),
    Area,
}

/// The id of a field's input, which is its name.
pub(crate) const fn id_of(name: &str) -> &str {
    name
}

impl<'a> Field<'a> {
    const fn new(name: &'a str, label: &'a str, kind: Kind, autocomplete: &'a str) -> Self {
        Self {
            name,
            label,
            kind,
            value: "",
            hint: None,
            problem: None,
            autocomplete,
            optional: None,
            read_only: false,
            focused: false,
        }
    }

    /// A line of text.
    #[must_use]
    pub const fn text(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Kind::Text, "off")
    }

    /// A user ID: never capitalised, corrected or checked for spelling. Password managers know it as the user name.
    #[must_use]
    pub const fn user_id(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Kind::UserId, "username")
    }

    /// An e-mail address.
    #[must_use]
    pub const fn email(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Kind::Email, "email")
    }

    /// Digits, such as a birth date: a phone shows its number pad.
    #[must_use]
    pub const fn digits(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Kind::Digits, "off")
    }

    /// A one-time code: phones and password managers offer to fill it in.
    #[must_use]
    pub const fn code(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Kind::Code, "one-time-code")
    }

    /// A password that exists. With a script at hand it can be shown. A password is never put back into the page.
    #[must_use]
    pub const fn password(name: &'a str, label: &'a str, language: Language) -> Self {
        Self::new(name, label, Kind::Password(language), "current-password")
    }

    /// A password to be chosen.
    #[must_use]
    pub const fn new_password(name: &'a str, label: &'a str, language: Language) -> Self {
        Self::new(name, label, Kind::Password(language), "new-password")
    }

    /// Several lines of text.
    #[must_use]
    pub const fn area(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Kind::Area, "off")
    }

    /// What the field holds already. Passwords and codes are never put back.
    #[must_use]
    pub const fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// How to fill it in, below the label.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Takes what is wrong with it from the form's problems.
    #[must_use]
    pub fn check(mut self, problems: &'a Problems) -> Self {
        self.problem = problems.on(self.name);
        self
    }

    /// The `autocomplete` tokens (HTML, "autofill"), where the usual ones are not right.
    #[must_use]
    pub const fn autocomplete(mut self, tokens: &'a str) -> Self {
        self.autocomplete = tokens;
        self
    }

    /// It may be left empty, and the label says so.
    #[must_use]
    pub const fn optional(mut self, language: Language) -> Self {
        self.optional = Some(language);
        self
    }

    /// It is shown and sent but cannot be changed.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// The cursor stands here when the page opens: only for a page's single field.
    #[must_use]
    pub const fn focused(mut self) -> Self {
        self.focused = true;
        self
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.name));
        let problem = self.problem.map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = [hint, problem].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn control(&self) -> Markup {
        let (kind, mode) = match self.kind {
            Kind::Text | Kind::UserId | Kind::Area => ("text", None),
            // Not type=email: browsers would rewrite the address and refuse it in their own words.
            Kind::Email => ("text", Some("email")),
            Kind::Digits | Kind::Code => ("text", Some("numeric")),
            Kind::Password(_) => ("password", None),
        };
        let plain = matches!(self.kind, Kind::UserId | Kind::Email | Kind::Digits | Kind::Code | Kind::Password(_));
        let value = match self.kind {
            Kind::Password(_) | Kind::Code => None,
            _ => Some(self.value).filter(|value| !value.is_empty()),
        };
        let invalid = self.problem.map(|_| "true");
        let required = self.optional.is_none().then_some("true");
        html! {
            @if self.kind == Kind::Area {
                textarea #(id_of(self.name)) name=(self.name) rows="8" autocomplete=(self.autocomplete)
                    aria-describedby=[self.described_by()] aria-invalid=[invalid] aria-required=[required]
                    readonly[self.read_only] { (self.value) }
            } @else {
                input #(id_of(self.name)) type=(kind) name=(self.name) value=[value] inputmode=[mode]
                    autocomplete=(self.autocomplete) autocapitalize=[plain.then_some("none")]
                    spellcheck=[plain.then_some("false")] aria-describedby=[self.described_by()]
                    aria-invalid=[invalid] aria-required=[required] readonly[self.read_only]
                    autofocus[self.focused];
            }
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let shape = match self.kind {
            Kind::Code => Some("code"),
            Kind::Digits => Some("digits"),
            _ => None,
        };
        html! {
            div.field.invalid[self.problem.is_some()] {
                label for=(id_of(self.name)) {
                    (self.label)
                    @if let Some(language) = self.optional { span.tag { (texts::OPTIONAL.get(language)) } }
                }
                @if let Some(hint) = self.hint { p.hint #{ (self.name) "-hint" } { (hint) } }
                @if let Some(problem) = self.problem { p.error #{ (self.name) "-error" } { (problem) } }
                @if let Kind::Password(language) = self.kind {
                    div data-show=(texts::SHOW_PASSWORD.get(language)) { (self.control()) }
                } @else {
                    div class=[shape] { (self.control()) }
                }
            }
        }
    }
}
