//! Questions with their answers under categories: read out of a society's document, and searched.
//!
//! A search is forgiving: full-width, half-width and letter case are one (Unicode NFKC), hiragana and katakana too, so
//! that whoever types ぱすわーど finds パスワード. All words must be there, in whatever order.

use maud::{Markup, PreEscaped, html};

/// The questions of a society.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    /// The categories, in their order.
    pub categories: Vec<Category>,
}

/// Questions that belong together.
#[derive(Clone, Debug)]
pub struct Category {
    /// What they are about; empty for those that stand before the first heading.
    pub name: Markup,
    /// What is said before the first question.
    pub preface: Markup,
    /// The questions.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// The question.
    pub title: Markup,
    /// Its answer.
    pub answer: Markup,
    /// All that is searched, folded.
    folded: String,
}

impl Questions {
    /// Reads a document's HTML, which the realm's loader has made harmless and plain: `h2` opens a category, `h3` a
    /// question, neither with attributes.
    #[must_use]
    pub fn read(document: &str) -> Self {
        let mut parts = document.split("<h2>");
        let before = parts.next().map(|rest| Category::read("", rest));
        let named = parts.map(|part| {
            let (name, rest) = part.split_once("</h2>").unwrap_or((part, ""));
            Category::read(name, rest)
        });
        let told = |category: &Category| !category.questions.is_empty() || !category.preface.0.trim().is_empty();
        Self { categories: before.into_iter().chain(named).filter(told).collect() }
    }

    /// The questions that have every word of a search in them, in their order.
    #[must_use]
    pub fn search(&self, wanted: &str) -> Vec<&Question> {
        let wanted = fold(wanted);
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let questions = self.categories.iter().flat_map(|category| &category.questions);
        questions.filter(|question| words.iter().all(|word| question.folded.contains(word))).collect()
    }
}

impl Category {
    fn read(name: &str, rest: &str) -> Self {
        let mut parts = rest.split("<h3>");
        let preface = parts.next().unwrap_or_default().to_owned();
        let questions = parts.map(|part| {
            let (title, answer) = part.split_once("</h3>").unwrap_or((part, ""));
            Question::new(name, title, answer)
        });
        Self { name: PreEscaped(name.to_owned()), preface: PreEscaped(preface), questions: questions.collect() }
    }

    /// A category of questions that stand in the program: plain texts, whose lines are paragraphs.
    #[must_use]
    pub fn plain(name: &str, questions: &[(&str, String)]) -> Self {
        let name = html! { (name) }.into_string();
        let paragraphs = |text: &str| html! { @for line in text.lines() { p { (line) } } }.into_string();
        let questions = questions
            .iter()
            .map(|(title, answer)| Question::new(&name, &html! { (title) }.into_string(), &paragraphs(answer)))
            .collect();
        Self { name: PreEscaped(name), preface: html! {}, questions }
    }
}

impl Question {
    fn new(category: &str, title: &str, answer: &str) -> Self {
        let folded = fold(&[category, title, answer].map(plain).join(" "));
        Self { title: PreEscaped(title.to_owned()), answer: PreEscaped(answer.to_owned()), folded }
    }
}

/// What a reader sees of HTML that the loader wrote.
fn plain(html: &str) -> String {
    let pieces = html.split('<').enumerate();
    let shown = pieces.map(|(index, piece)| match index {
        0 => piece,
        _ => piece.split_once('>').map_or("", |(_, text)| text),
    });
    let text: String = shown.collect();
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")];
    signs.into_iter().fold(text, |text, (entity, sign)| text.replace(entity, sign))
}

fn fold(text: &str) -> String {
    /// From small ァ to ヶ each katakana stands this far behind its hiragana.
    const APART: u32 = 'ァ' as u32 - 'ぁ' as u32;
    let hiragana = |letter: char| match letter {
        'ァ'..='ヶ' => char::from_u32(letter as u32 - APART).unwrap_or(letter),
        other => other,
    };
    base::fold_width(text).to_lowercase().chars().map(hiragana).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faq() -> Questions {
        let html = "<p>前書き</p>\n<h2>ログイン</h2>\n<h3>ＩＤを忘れた</h3>\n<p>「ユーザID」を<strong>メール</strong>で</p>\n\
                    <h3>A &amp; B?</h3>\n<p>&lt;x&gt;</p>\n<h2>パスワード</h2>\n<p>規則</p>\n<h3>何文字？</h3>\n<p>8文字</p>\n";
        Questions::read(html)
    }

    #[test]
    fn a_document_is_read_as_it_was_written() {
        let faq = faq();
        let read: Vec<_> = faq
            .categories
            .iter()
            .map(|category| (category.name.0.as_str(), category.preface.0.trim(), category.questions.len()))
            .collect();
        assert_eq!(read, [("", "<p>前書き</p>", 0), ("ログイン", "", 2), ("パスワード", "<p>規則</p>", 1)]);
        assert_eq!(faq.categories[1].questions[1].title.0, "A &amp; B?");
        assert!(Questions::read("").categories.is_empty());
    }

    #[test]
    fn a_search_is_forgiving() {
        let found =
            |wanted: &str| faq().search(wanted).iter().map(|question| question.title.0.clone()).collect::<Vec<_>>();
        for (wanted, titles) in [
            ("id", &["ＩＤを忘れた"][..]),
            ("ｕｓｅｒ", &[]),
            ("ゆーざid メール", &["ＩＤを忘れた"]),
            ("メール　ログイン", &["ＩＤを忘れた"]),
            ("ﾊﾟｽﾜｰﾄﾞ", &["何文字？"]),
            ("ぱすわーど ８", &["何文字？"]),
            ("a & b", &["A &amp; B?"]),
            ("<X>", &["A &amp; B?"]),
            ("strong", &[]),
            ("amp", &[]),
        ] {
            assert_eq!(found(wanted), titles, "{wanted}");
        }
        assert_eq!(found("").len(), 3, "nothing asked, everything found");
    }
}
