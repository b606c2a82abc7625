//! One request of one browser to one realm: what every screen needs to know before it does anything.
//!
//! The realm comes from the path and must be served under the host it is configured for; nothing is derived from
//! the `Host` header. Who is signed in is not part of a visit: a screen for members takes [`SignedIn`], which only
//! the guard of its route makes.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base::{Language, RandomToken, TokenHash, japan_date};
use chrono::{DateTime, NaiveDate, Utc};
use realm::{Acr, Lookup, Realm};
use web::{Browser, FormGuard, LanguageChoice, SetCookie, Site, View};

use crate::App;
use crate::member::{Household, Member};
use crate::rows::DbErr;
use crate::session::Session;

/// The name of the cookie that a session is recognised by.
const SESSION: &str = "session";
/// The longest address that a member comes back to after a sign-in, in bytes.
const LONGEST_ADDRESS: usize = 512;

/// A request to a realm.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The process.
    pub app: Arc<App>,
    /// The realm, as its files were when the request arrived.
    pub realm: Arc<Realm>,
    /// What its pages have in common.
    pub site: Arc<Site>,
    /// The browser.
    pub browser: Browser,
    /// When the request arrived.
    pub now: DateTime<Utc>,
    language: LanguageChoice,
    uri: Uri,
    headers: HeaderMap,
}

/// The session of the member who asks, found good enough for the route.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Session);

/// Why there is no such realm to visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRealm {
    /// No realm has this name.
    Unknown,
    /// The realm's files are broken and no good copy is left.
    OutOfService,
    /// The society has left.
    Retired,
    /// The realm is served under another host.
    OtherHost,
}

impl Visit {
    /// A request to the realm that the first part of the path names.
    ///
    /// # Errors
    /// [`BadRealm`] when there is no such realm to visit here.
    pub fn new(app: &Arc<App>, uri: Uri, headers: HeaderMap) -> Result<Self, BadRealm> {
        let name = uri.path().split('/').nth(1).unwrap_or_default();
        let realm = match app.realms.find(name) {
            Lookup::Serving(realm) => realm,
            Lookup::Unknown => return Err(BadRealm::Unknown),
            Lookup::OutOfService => return Err(BadRealm::OutOfService),
            Lookup::Retired => return Err(BadRealm::Retired),
        };
        let site = app.site(&realm);
        web::check_host(&uri, &headers, &site.address).map_err(|_| BadRealm::OtherHost)?;
        Ok(Self {
            app: Arc::clone(app),
            browser: Browser::recognise(&site.cookies, &headers),
            language: LanguageChoice::of_page(&site.cookies, &uri, &headers, None),
            now: app.clock.now(),
            uri,
            headers,
            realm,
            site,
        })
    }

    /// The page that is being made: for which society, in which language.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View { site: &self.site, language: self.language.language, uri: &self.uri }
    }

    /// The visitor's language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language.language
    }

    /// The path of the page that was asked for.
    #[must_use]
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The page that was asked for, to come back to: with its query, unless that is longer than any of ours.
    #[must_use]
    pub fn address(&self) -> &str {
        let whole = self.uri.path_and_query().map_or("", |whole| whole.as_str());
        if whole.len() <= LONGEST_ADDRESS { whole } else { self.path() }
    }

    /// The query of the request.
    #[must_use]
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// The path of a page of this realm: `link("/expenses")` is `/minato/expenses`.
    #[must_use]
    pub fn link(&self, page: &str) -> String {
        format!("/{}{page}", self.realm.name)
    }

    /// The day in Japan.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        japan_date(self.now)
    }

    /// What protects this browser's forms. The provider's account ids are not known here, so whose page a form stands on is
    /// part of the form's name: [`SignedIn::own_form`].
    #[must_use]
    pub fn guard(&self) -> FormGuard<'_> {
        FormGuard { key: &self.app.sealing_key, realm: &self.realm.name, browser: &self.browser, member: None }
    }

    /// Whether another site's page sent this request.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        web::check_origin(&self.headers, &self.site.address).is_err()
    }

    /// The hash of the session cookie that the browser sent.
    #[must_use]
    pub fn session_cookie(&self) -> Option<TokenHash> {
        self.site.cookies.read(&self.headers, SESSION).map(TokenHash::of)
    }

    /// The session of the member who asks, if somebody is signed in.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn session(&self) -> Result<Option<Session>, DbErr> {
        match self.session_cookie() {
            Some(token) => Session::find(&self.app, &self.realm.name, token).await,
            None => Ok(None),
        }
    }

    /// The session of the member who asks, if their sign-in proved this much. Who is not insured here has nothing to be
    /// guarded, and is told so at once.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn signed_in(&self, acr: Acr) -> Result<Option<SignedIn>, DbErr> {
        let session = self.session().await?;
        Ok(session.filter(|session| session.member.acr >= acr || session.member.insured.is_none()).map(SignedIn))
    }

    /// The cookie of a session, until the browser closes.
    pub fn set_session(&self, token: &RandomToken) -> SetCookie {
        self.site.cookies.set(SESSION, token.expose(), None)
    }

    /// Makes the browser forget its session.
    pub fn clear_session(&self) -> SetCookie {
        self.site.cookies.clear(SESSION)
    }

    /// A response to this browser: it is given what it needs to be recognised again.
    #[must_use]
    pub fn respond(&self, response: impl IntoResponse) -> Response {
        match (self.browser.cookie(), self.language.cookie.clone()) {
            (Some(browser), Some(language)) => (browser, language, response).into_response(),
            (Some(cookie), None) | (None, Some(cookie)) => (cookie, response).into_response(),
            (None, None) => response.into_response(),
        }
    }
}

impl SignedIn {
    /// Who is signed in.
    #[must_use]
    pub const fn member(&self) -> &Member {
        &self.0.member
    }

    /// The name of a form of the member's own page in its token: at a shared browser nobody sends a page that somebody else
    /// left open.
    #[must_use]
    pub fn own_form(&self, form: &str) -> String {
        format!("{form}.{}", TokenHash::of(&self.member().subject).as_str())
    }

    /// Whether the member showed a moment ago that it is they: within the realm's limit (`lifetimes.step_up`).
    #[must_use]
    pub fn is_fresh(&self, visit: &Visit) -> bool {
        let shown = self.0.member.authenticated_at;
        shown.is_some_and(|at| visit.now - at <= visit.realm.lifetimes.step_up)
    }

    /// The household whose lines the member may see, under the society's rule.
    #[must_use]
    pub fn household(&self, realm: &Realm) -> Option<Household> {
        self.0.member.household(realm.portal.household)
    }
}

impl IntoResponse for BadRealm {
    /// A bare status: the boundary makes a page of it.
    fn into_response(self) -> Response {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND.into_response(),
            Self::OutOfService => (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "120")]).into_response(),
            Self::Retired => StatusCode::GONE.into_response(),
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST.into_response(),
        }
    }
}

/// The visit that the route's guard has opened.
impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The session that the route's guard has let through. On a route for everybody there is none.
impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
