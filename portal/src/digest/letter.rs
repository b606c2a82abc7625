//! The shape of the mail, as text and as HTML that fetches nothing: what is new, where to read it, how to switch it off.

use base::{Language, Text};
use maud::{DOCTYPE, Markup, html};
use realm::{MailKind, Realm};

use super::texts;

/// What is new for a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// So many notices.
    pub notices: u64,
    /// So many letters of MY mail.
    pub letters: u64,
    /// Of which kinds of records something has come in.
    pub arrived: Vec<MailKind>,
}

impl News {
    /// Whether nothing is.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.notices == 0 && self.letters == 0 && self.arrived.is_empty()
    }
}

/// The mail to one member.
pub(super) struct Letter<'a> {
    pub(super) realm: &'a Realm,
    pub(super) language: Language,
    pub(super) news: News,
    /// The address at which these mails are switched off.
    pub(super) off: &'a str,
}

impl<'a> Letter<'a> {
    pub(super) fn society(&self) -> &'a str {
        self.realm.display_name.in_language(self.language)
    }

    pub(super) fn subject(&self) -> String {
        texts::SUBJECT.with(self.language, &[("portal", &self.portal())])
    }

    pub(super) fn text(&self) -> String {
        let top = self.top();
        let news: String = self.lines().iter().map(|line| format!("・{line}\n")).collect();
        let say = |text| self.say(text);
        format!(
            "{}\n\n{}\n\n{news}\n{}\n{top}\n\n{}\n{}\n\n{}\n",
            self.society(),
            self.lead(),
            say(texts::READ),
            say(texts::OFF),
            self.off,
            say(texts::DO_NOT_REPLY),
        )
    }

    pub(super) fn html(&self) -> Markup {
        let top = self.top();
        html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.subject()) }
                }
                body {
                    p { strong { (self.society()) } }
                    p { (self.lead()) }
                    ul { @for line in self.lines() { li { (line) } } }
                    p { a href=(top) { (self.say(texts::READ)) } br; (top) }
                    p { a href=(self.off) { (self.say(texts::OFF)) } br; (self.off) }
                    p { (self.say(texts::DO_NOT_REPLY)) }
                }
            }
        }
    }

    fn lines(&self) -> Vec<String> {
        let News { notices, letters, arrived } = &self.news;
        let count = |text: Text, n: u64| (n > 0).then(|| text.with(self.language, &[("n", &n)]));
        let counted = [count(texts::NOTICES, *notices), count(texts::LETTERS, *letters)].into_iter().flatten();
        let arrived = arrived.iter().filter_map(|kind| texts::arrived(*kind)).map(|text| self.say(text).to_owned());
        counted.chain(arrived).collect()
    }

    fn lead(&self) -> String {
        texts::LEAD.with(self.language, &[("portal", &self.portal())])
    }

    fn portal(&self) -> &'a str {
        self.realm.portal.title.in_language(self.language)
    }

    fn top(&self) -> String {
        format!("{}/", self.realm.portal_url)
    }

    fn say(&self, text: Text) -> &'static str {
        text.get(self.language)
    }
}
