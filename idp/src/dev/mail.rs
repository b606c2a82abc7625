//! `/dev/mail`: the mails that would have been sent. Elsewhere than on a developer's machine there is no such page,
//! because there is no folder that mail goes to.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use store::mail::{Folder, KeptMail};
use web::controls::{definitions, links};
use web::{LanguageChoice, Service, Site, View};

use super::texts;
use crate::App;
use crate::boundary::Failure;

/// So many mails are listed, the newest first.
const LISTED: usize = 100;

/// Mail programs read styles at the element, where our own pages have none.
const POLICY_OF_A_MAIL: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/// The list.
///
/// # Errors
/// When the folder cannot be read.
pub async fn list(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Failure> {
    let Some(folder) = app.transport.folder() else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let mut mails = Vec::new();
    for name in folder.names().await?.into_iter().take(LISTED) {
        mails.extend(folder.read(&name).await?);
    }
    Ok(page(&app, (&uri, &headers), |view| list_page(view, &mails)))
}

/// One mail as text.
///
/// # Errors
/// When the file cannot be read.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    match read(app.transport.folder(), &name).await? {
        Some(mail) => Ok(page(&app, (&uri, &headers), |view| mail_page(view, &mail))),
        None => Ok(StatusCode::NOT_FOUND.into_response()),
    }
}

/// One mail as HTML.
///
/// # Errors
/// When the file cannot be read.
pub async fn show_html(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Response, Failure> {
    match read(app.transport.folder(), &name).await? {
        Some(mail) => Ok(([(CONTENT_SECURITY_POLICY, POLICY_OF_A_MAIL)], Html(mail.html)).into_response()),
        None => Ok(StatusCode::NOT_FOUND.into_response()),
    }
}

async fn read(folder: Option<&Folder>, name: &str) -> std::io::Result<Option<KeptMail>> {
    match folder {
        Some(folder) => folder.read(name).await,
        None => Ok(None),
    }
}

fn page(app: &App, (uri, headers): (&Uri, &HeaderMap), content: impl FnOnce(View<'_>) -> Markup) -> Response {
    let site = Site::of_no_society(Service::Provider, app.provider_url.clone());
    let choice = LanguageChoice::of_page(&site.cookies, uri, headers, None);
    let page = content(View { site: &site, language: choice.language, uri });
    match choice.cookie {
        Some(cookie) => (cookie, page).into_response(),
        None => page.into_response(),
    }
}

fn list_page(view: View<'_>, mails: &[KeptMail]) -> Markup {
    let entries: Vec<(String, String)> = mails.iter().map(|mail| (address(mail), label(view, mail))).collect();
    let entries: Vec<(&str, &str)> = entries.iter().map(|(address, label)| (&**address, &**label)).collect();
    view.page(view.say(texts::MAIL)).wide(html! {
        @if entries.is_empty() { p { (view.say(texts::NONE)) } }
        (links(&entries))
    })
}

fn mail_page(view: View<'_>, mail: &KeptMail) -> Markup {
    let as_html = format!("{}/html", address(mail));
    view.page(subject(view, mail)).below(view.say(texts::MAIL), "/dev/mail").wide(html! {
        (definitions(&[(view.say(texts::FROM), html! { (mail.from) }), (view.say(texts::TO), html! { (mail.to) })]))
        pre {
            @for line in mail.text.lines() {
                @if line.starts_with("http://") || line.starts_with("https://") { a href=(line) { (line) } }
                @else { (line) }
                "\n"
            }
        }
        (links(&[(&as_html, view.say(texts::AS_HTML))]))
    })
}

fn address(mail: &KeptMail) -> String {
    format!("/dev/mail/{}", mail.name)
}

fn label(view: View<'_>, mail: &KeptMail) -> String {
    format!("{} → {}", subject(view, mail), mail.to)
}

fn subject<'a>(view: View<'_>, mail: &'a KeptMail) -> &'a str {
    if mail.subject.is_empty() { view.say(texts::NO_SUBJECT) } else { &mail.subject }
}
