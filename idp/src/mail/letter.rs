//! The shape of every mail, once as text and once as HTML: the society, what is to be done, what to do if it is not for
//! you, whom to ask.
//!
//! Mail programs for which HTML is off, and many old phones, show the text; so nothing stands in the HTML alone, and an
//! address has a line of its own, which every program turns into a link. The HTML fetches nothing: no picture, no font.

use base::{Language, Text};
use maud::{DOCTYPE, Markup, html};
use realm::Realm;

use super::message::{Content, Message};
use super::texts::{self, Words};

/// A mail in one language, before it is text or HTML.
pub(super) struct Letter<'a> {
    realm: &'a Realm,
    language: Language,
    mark: Option<String>,
    words: Words,
    content: Content,
}

impl<'a> Letter<'a> {
    pub(super) fn new(realm: &'a Realm, language: Language, message: &Message<'_>) -> Self {
        Self {
            realm,
            language,
            mark: message.subject_mark(language),
            words: message.words(realm),
            content: message.content(realm, language),
        }
    }

    pub(super) fn subject(&self) -> String {
        format!("{}{}", self.mark.as_deref().unwrap_or_default(), self.say(self.words.subject))
    }

    pub(super) fn text(&self) -> String {
        let mut paragraphs = vec![self.society().to_owned(), self.say(self.words.lead).to_owned()];
        let facts = self.content.code.iter().chain(&self.content.facts);
        paragraphs.push(self.lines(facts.map(|(name, value)| (*name, one_line(value)))));
        if let Some((does, address)) = &self.content.link {
            paragraphs.push(format!("{}\n{address}", self.say(*does)));
        }
        paragraphs.extend(self.content.note.map(|note| self.say(note).to_owned()));
        paragraphs.push(format!("{}\n{}", self.heading(texts::NOT_YOU), self.say(self.words.if_not_you)));
        let contact = self.lines(self.contact().into_iter());
        paragraphs.push(format!("{}\n{}\n{contact}", self.heading(texts::CONTACT), self.desk()));
        paragraphs.push(self.say(texts::DO_NOT_REPLY).to_owned());
        paragraphs.join("\n\n") + "\n"
    }

    pub(super) fn html(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="format-detection" content="telephone=no";
                    title { (self.subject()) }
                }
                body style=(BODY) {
                    div style=(SHEET) {
                        p style=(self.society_style()) { (self.society()) }
                        p { (self.say(self.words.lead)) }
                        (self.facts())
                        @if let Some((does, address)) = &self.content.link { (self.link(*does, address)) }
                        @if let Some(note) = self.content.note { p { (self.say(note)) } }
                        h2 style=(HEADING) { (self.say(texts::NOT_YOU)) }
                        p { (self.say(self.words.if_not_you)) }
                        h2 style=(HEADING) { (self.say(texts::CONTACT)) }
                        p {
                            (self.desk())
                            @for (name, value) in self.contact() { br; (self.pair(name, &value)) }
                        }
                        p style=(SMALL) { (self.say(texts::DO_NOT_REPLY)) }
                    }
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        html! {
            @if let Some((name, code)) = &self.content.code {
                p style=(CODE) { (self.say(*name)) br; strong style=(DIGITS) { (code) } }
            }
            p {
                @for (index, (name, value)) in self.content.facts.iter().enumerate() {
                    @if index > 0 { br; }
                    (self.pair(*name, value))
                }
            }
        }
    }

    /// A button, and below it the address itself for those whose program shows no buttons.
    fn link(&self, does: Text, address: &str) -> Markup {
        let colour = &self.realm.brand.primary_colour;
        html! {
            p { a href=(address) style={ "background:" (colour) ";" (BUTTON) } { (self.say(does)) } }
            p style=(SMALL) { a href=(address) style=(ADDRESS) { (address) } }
        }
    }

    fn society(&self) -> &'a str {
        self.realm.display_name.in_language(self.language)
    }

    fn society_style(&self) -> String {
        format!("border-bottom:3px solid {};padding-bottom:8px;font-weight:bold;", self.realm.brand.primary_colour)
    }

    fn desk(&self) -> &'a str {
        self.realm.contact.name.in_language(self.language)
    }

    fn contact(&self) -> Vec<(Text, String)> {
        let contact = &self.realm.contact;
        let hours = contact.hours.as_ref().map(|hours| hours.in_language(self.language).to_owned());
        let given =
            [(texts::PHONE, contact.phone.clone()), (texts::HOURS, hours), (texts::EMAIL, contact.email.clone())];
        given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    fn say(&self, text: Text) -> &'static str {
        text.get(self.language)
    }

    fn heading(&self, text: Text) -> String {
        texts::HEADING.with(self.language, &[("heading", &self.say(text))])
    }

    fn pair(&self, name: Text, value: &str) -> String {
        texts::PAIR.with(self.language, &[("name", &self.say(name)), ("value", &value)])
    }

    fn lines(&self, pairs: impl Iterator<Item = (Text, String)>) -> String {
        pairs.map(|(name, value)| self.pair(name, &value)).collect::<Vec<_>>().join("\n")
    }
}

/// A value that a member chose cannot look like a further line of the letter.
fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

// Mail programs read styles only where they stand at the element.
const BODY: &str = "margin:0;padding:16px;background:#ffffff;color:#1a1a1c;\
    font-family:'Hiragino Sans','Noto Sans JP',Meiryo,sans-serif;font-size:16px;line-height:1.7;";
const SHEET: &str = "max-width:600px;margin:0 auto;";
const HEADING: &str = "font-size:16px;margin:24px 0 0;";
const CODE: &str = "margin:24px 0;padding:16px;background:#f2f2f2;text-align:center;";
const DIGITS: &str = "font-size:32px;letter-spacing:4px;";
const BUTTON: &str = "display:inline-block;padding:12px 24px;border-radius:8px;color:#ffffff;font-weight:bold;\
    text-decoration:none;";
const SMALL: &str = "font-size:14px;color:#4d4d4d;";
const ADDRESS: &str = "color:#0017c1;word-break:break-all;";
