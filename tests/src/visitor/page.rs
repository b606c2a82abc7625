//! A page as its reader finds it: text, links, forms.
//!
//! The parsed document is made anew for each question because it cannot cross threads; pages are small.

use anyhow::Context as _;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use scraper::{ElementRef, Html, Selector};
use url::Url;
use url::form_urlencoded;

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its address.
    pub url: Url,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: String,
}

/// A form about to be sent.
#[derive(Clone, Debug)]
pub struct Form {
    /// The page that it stands on, whichever is in front when it is sent.
    pub(super) page: Url,
    /// Where it goes.
    pub action: Url,
    /// How it goes.
    pub method: Method,
    /// Its fields with their values, hidden ones and the pressed button among them.
    pub fields: Vec<(String, String)>,
    /// Boxes and radio buttons that are not ticked but could be, by name.
    unticked: Vec<String>,
}

impl Page {
    /// The text of the page without its markup, white space as single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        let html = Html::parse_document(&self.body);
        let text: String = html.root_element().text().collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The texts of all elements that a CSS selector finds.
    ///
    /// # Errors
    /// When the selector is none.
    pub fn texts(&self, selector: &str) -> anyhow::Result<Vec<String>> {
        let html = Html::parse_document(&self.body);
        Ok(html.select(&css(selector)?).map(text_of).collect())
    }

    /// The text of the first element that a CSS selector finds, as it would be copied.
    ///
    /// # Errors
    /// When the selector is none or finds nothing.
    pub fn exact_text(&self, selector: &str) -> anyhow::Result<String> {
        let html = Html::parse_document(&self.body);
        let found = html.select(&css(selector)?).next().with_context(|| format!("nothing is {selector}"))?;
        Ok(found.text().collect())
    }

    /// Whether the page has a button or link with this id.
    #[must_use]
    pub fn offers(&self, id: &str) -> bool {
        css(&format!("[id='{id}']"))
            .is_ok_and(|selector| Html::parse_document(&self.body).select(&selector).next().is_some())
    }

    /// The radio buttons of a name: each value with its label.
    ///
    /// # Errors
    /// When the name cannot stand in a selector.
    pub fn options(&self, name: &str) -> anyhow::Result<Vec<(String, String)>> {
        let html = Html::parse_document(&self.body);
        let mut options = Vec::new();
        for radio in html.select(&css(&format!("input[type='radio'][name='{name}']"))?) {
            let label = css(&format!("label[for='{}']", radio.attr("id").unwrap_or_default()))?;
            let label = html.select(&label).next().map(text_of).unwrap_or_default();
            options.push((radio.attr("value").unwrap_or_default().to_owned(), label));
        }
        Ok(options)
    }

    /// Where the link leads that has this text or this `id`.
    ///
    /// # Errors
    /// When the page has no such link.
    pub fn link(&self, name: &str) -> anyhow::Result<Url> {
        let html = Html::parse_document(&self.body);
        let link = html
            .select(&css("a[href]")?)
            .find(|a| a.attr("id") == Some(name) || [text_of(*a), seen_of(*a)].contains(&name.to_owned()))
            .with_context(|| format!("no link “{name}” on {}: {}", self.url.path(), self.text()))?;
        Ok(self.url.join(link.attr("href").unwrap_or_default())?)
    }

    /// The form that a submit button belongs to, found by the button's id, as it would be sent untouched.
    ///
    /// # Errors
    /// When the page has no such button.
    pub fn form(&self, button: &str) -> anyhow::Result<Form> {
        let html = Html::parse_document(&self.body);
        let pressed = html
            .select(&css(&format!("[id='{button}']"))?)
            .next()
            .with_context(|| format!("no button “{button}” on {} {}: {}", self.status, self.url.path(), self.text()))?;
        let form = pressed.ancestors().filter_map(ElementRef::wrap).find(|element| element.value().name() == "form");
        let form = form.with_context(|| format!("“{button}” is in no form"))?;
        let (mut fields, mut unticked) = (Vec::new(), Vec::new());
        for control in form.select(&css("input[name], select[name], textarea[name]")?) {
            let name = control.attr("name").unwrap_or_default().to_owned();
            match value_of(control)? {
                Value::Sent(value) => fields.push((name, value)),
                Value::Unticked => unticked.push(name),
                Value::Never => {}
            }
        }
        if let Some(name) = pressed.attr("name") {
            fields.push((name.to_owned(), pressed.attr("value").unwrap_or_default().to_owned()));
        }
        let action = self.url.join(pressed.attr("formaction").or(form.attr("action")).unwrap_or_default())?;
        let method = if form.attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post")) {
            Method::POST
        } else {
            Method::GET
        };
        Ok(Form { page: self.url.clone(), action, method, fields, unticked })
    }
}

impl Form {
    /// The form with values typed or chosen; a checkbox or radio button is ticked by naming its value.
    ///
    /// # Errors
    /// When the form has no such field: a typing mistake of the story's, or a page that lost it.
    pub fn fill_in(mut self, typed: &[(&str, &str)]) -> anyhow::Result<Self> {
        for (name, value) in typed {
            match self.fields.iter_mut().find(|(field, _)| field == name) {
                Some((_, old)) => *old = (*value).to_owned(),
                None if self.unticked.iter().any(|field| field == name) => {
                    self.fields.push(((*name).to_owned(), (*value).to_owned()));
                }
                None => anyhow::bail!("no field “{name}” in the form of {}: {:?}", self.action.path(), self.names()),
            }
        }
        Ok(self)
    }

    /// The form with a field that the page did not offer, as a forger would send it.
    #[must_use]
    pub fn forge(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    fn names(&self) -> Vec<&str> {
        self.fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The request that sends this form.
    pub(super) fn into_request(mut self) -> (Method, Url, Option<String>) {
        if self.method == Method::GET {
            self.action.query_pairs_mut().clear().extend_pairs(&self.fields);
            return (self.method, self.action, None);
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish();
        (self.method, self.action, Some(body))
    }
}

/// What a control contributes to its form as it stands.
enum Value {
    Sent(String),
    Unticked,
    Never,
}

fn value_of(control: ElementRef<'_>) -> anyhow::Result<Value> {
    Ok(match (control.value().name(), control.attr("type").unwrap_or("text")) {
        (_, "submit" | "button" | "image") => Value::Never,
        ("textarea", _) => Value::Sent(control.text().collect()),
        ("select", _) => {
            let options: Vec<_> = control.select(&css("option")?).collect();
            let chosen = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
            Value::Sent(chosen.and_then(|option| option.attr("value")).unwrap_or_default().to_owned())
        }
        (_, "checkbox" | "radio") if control.attr("checked").is_none() => Value::Unticked,
        (_, "checkbox" | "radio") => Value::Sent(control.attr("value").unwrap_or("on").to_owned()),
        _ => Value::Sent(control.attr("value").unwrap_or_default().to_owned()),
    })
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without what is there for those alone who have the page read to them.
fn seen_of(element: ElementRef<'_>) -> String {
    let spoken = |above: ElementRef<'_>| above.attr("class") == Some("spoken");
    let seen = element.descendants().filter(|node| !node.ancestors().filter_map(ElementRef::wrap).any(spoken));
    let texts = seen.filter_map(|node| node.value().as_text().map(|text| text.to_string()));
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn css(selector: &str) -> anyhow::Result<Selector> {
    Selector::parse(selector).map_err(|error| anyhow::anyhow!("{selector}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Page {
        let url = Url::parse("http://localhost:8080/minato/login?sign_in=1").unwrap();
        Page { url, status: StatusCode::OK, headers: HeaderMap::new(), body: body.to_owned() }
    }

    #[test]
    fn a_form_is_sent_as_a_browser_would() {
        let page = page(
            r#"<form method="post" action="/minato/login?x=1"><input type="hidden" name="form" value="t&amp;k">
               <input name="username" value="old"><input type="radio" name="device" value="a">
               <input type="radio" name="device" value="b" checked><input type="checkbox" name="keep" value="on">
               <button id="login-submit" name="go" value="1">ログイン</button></form>"#,
        );
        let form = page.form("login-submit").unwrap().fill_in(&[("username", "田中")]).unwrap();
        let (method, url, body) = form.into_request();
        assert_eq!((method, url.as_str()), (Method::POST, "http://localhost:8080/minato/login?x=1"));
        assert_eq!(body.unwrap(), "form=t%26k&username=%E7%94%B0%E4%B8%AD&device=b&go=1");
        assert!(page.form("login-submit").unwrap().fill_in(&[("usrname", "")]).is_err());
    }

    #[test]
    fn links_are_found_by_text_or_id() {
        let page = page(r#"<a href="../minato/expenses" id="all"> すべて <b>見る</b></a>"#);
        assert_eq!(page.link("すべて 見る").unwrap(), page.link("all").unwrap());
        assert_eq!(page.text(), "すべて 見る");
        assert!(page.link("nothing").is_err());
        let spoken = self::page(r#"<a href="../minato/delete">削除<span class="spoken"> 電話</span></a>"#);
        assert_eq!(spoken.link("削除").unwrap(), spoken.link("削除 電話").unwrap());
    }
}
