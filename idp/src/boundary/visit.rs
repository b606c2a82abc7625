//! One request of one browser to one realm: what every screen needs to know before it does anything.
//!
//! The realm comes from the path and must be served under the host it is configured for; nothing is derived from
//! the `Host` header.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base::{AccountId, Language, TokenHash};
use chrono::{DateTime, Utc};
use maud::Markup;
use oidc::certificate::ClientCertificate;
use realm::{Lookup, Realm};
use url::form_urlencoded;
use web::service::PeerCertificates;
use web::{Browser, FormGuard, LanguageChoice, Site, View};

use crate::App;
use crate::registration::RegisteredClients;
use crate::rows::Seen;

/// The name of the cookie that a session is recognised by.
const SESSION: &str = "session";

/// Where RFC 8414 §3.1 has the metadata of an issuer whose address has a path: in front of that path.
const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";

/// The longest form, in bytes, that is turned into an address: addresses end at 16 KiB.
const LONGEST_QUERY: usize = 15 * 1024;

/// A request to a realm.
#[derive(Clone, Debug)]
pub struct Visit {
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
    /// From which address the visitor really comes, proxies left out.
    pub address: Option<IpAddr>,
    /// Whose own page it is, if it is one.
    member: Option<AccountId>,
    /// The certificate that an application showed at the door for certificates.
    pub certificate: Option<ClientCertificate>,
}

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

impl IntoResponse for BadRealm {
    fn into_response(self) -> Response {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND.into_response(),
            Self::OutOfService => (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "120")]).into_response(),
            Self::Retired => StatusCode::GONE.into_response(),
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST.into_response(),
        }
    }
}

impl Visit {
    /// The page that is being made: for which society, in which language.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View { site: &self.site, language: self.language.language, uri: &self.uri }
    }

    /// Takes into account the language that the application asked for.
    #[must_use]
    pub fn asked_in(mut self, application: Option<Language>) -> Self {
        let tag = application.map(Language::tag);
        self.language = LanguageChoice::of_page(&self.site.cookies, &self.uri, &self.headers, tag);
        self
    }

    /// From now on in the language that the visitor chose just now, which their browser remembers.
    #[must_use]
    pub fn in_language(mut self, chosen: Language) -> Self {
        self.language = LanguageChoice::chosen(&self.site.cookies, chosen);
        self
    }

    /// The same on a page of this member's own, whose forms are theirs alone.
    #[must_use]
    pub fn of_member(self, member: AccountId) -> Self {
        Self { member: Some(member), ..self }
    }

    /// The path that was asked for.
    #[must_use]
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// What protects this browser's forms.
    #[must_use]
    pub fn guard<'a>(&'a self, app: &'a App) -> FormGuard<'a> {
        FormGuard { key: &app.sealing_key, realm: &self.realm.name, browser: &self.browser, member: self.member }
    }

    /// From where this browser asks, as far as its owner recognises it.
    #[must_use]
    pub fn seen(&self) -> Seen {
        let name = web::browser_name(&self.headers);
        Seen { browser: Some(name), network: self.address.map(web::network_of) }
    }

    /// The hash of the session cookie that the browser sent.
    #[must_use]
    pub fn session_cookie(&self) -> Option<TokenHash> {
        self.site.cookies.read(&self.headers, SESSION).map(TokenHash::of)
    }

    /// The cookie of a session, until the browser closes or for as long as the member wished.
    pub fn set_session(&self, token: &base::RandomToken, until: Option<DateTime<Utc>>) -> web::SetCookie {
        self.site.cookies.set(SESSION, token.expose(), until.map(|until| until - self.now))
    }

    /// Makes the browser forget its session.
    pub fn clear_session(&self) -> web::SetCookie {
        self.site.cookies.clear(SESSION)
    }

    /// A response to this browser: it is given what it needs to be recognised again.
    #[must_use]
    pub fn respond(&self, response: impl IntoResponse) -> Response {
        let remembered = (self.browser.cookie(), self.language.cookie.clone());
        match remembered {
            (Some(browser), Some(language)) => (browser, language, response).into_response(),
            (Some(cookie), None) | (None, Some(cookie)) => (cookie, response).into_response(),
            (None, None) => response.into_response(),
        }
    }

    /// Asks for what a form asked for again, as a GET of the same address. A form on an application's page reaches us
    /// without our cookies, which are `SameSite=Lax`; the redirect brings them along. So it must set none: they would
    /// take the place of those that the browser has. `None` where a GET would change nothing: the cookies came, or the
    /// form is too long for an address.
    #[must_use]
    pub fn again_by_get(&self, form: &[u8]) -> Option<Response> {
        let pairs = web::pairs(form).ok().filter(|_| self.browser.is_new() && form.len() <= LONGEST_QUERY)?;
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let location = format!("{}?{query}", self.uri.path());
        Some((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
    }

    /// A page for this browser.
    #[must_use]
    pub fn page(&self, page: Markup) -> Response {
        self.respond(page)
    }
}

impl Visit {
    /// A request to the realm that the first part of the path names, or the part behind the place of RFC 8414 §3.1.
    ///
    /// # Errors
    /// [`BadRealm`] when there is no such realm to visit here.
    pub fn new(app: &App, uri: Uri, headers: HeaderMap) -> Result<Self, BadRealm> {
        let path = uri.path().strip_prefix(OAUTH_METADATA).unwrap_or(uri.path());
        let name = path.split('/').nth(1).unwrap_or_default();
        let realm = match app.realms.find(name) {
            Lookup::Serving(realm) => realm,
            Lookup::Unknown => return Err(BadRealm::Unknown),
            Lookup::OutOfService => return Err(BadRealm::OutOfService),
            Lookup::Retired => return Err(BadRealm::Retired),
        };
        let site = app.site(&realm);
        web::check_host(&uri, &headers, &site.address).map_err(|_| BadRealm::OtherHost)?;
        Ok(Self {
            browser: Browser::recognise(&site.cookies, &headers),
            language: LanguageChoice::of_page(&site.cookies, &uri, &headers, None),
            now: app.clock.now(),
            uri,
            headers,
            address: None,
            member: None,
            certificate: None,
            realm,
            site,
        })
    }
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = BadRealm;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, BadRealm> {
        let visit = Self::new(app, parts.uri.clone(), parts.headers.clone())?;
        let realm = RegisteredClients::with_clients(app, Arc::clone(&visit.realm)).await.map_err(|error| {
            tracing::error!(%error, "the applications that registered could not be read");
            BadRealm::OutOfService
        })?;
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let address = peer.map(|peer| app.trusted_proxies.client(peer, &visit.headers));
        let shown = parts.extensions.get::<PeerCertificates>();
        let certificate = shown.and_then(|PeerCertificates(chain)| ClientCertificate::read(Arc::clone(chain)));
        Ok(Self { realm, address, certificate, ..visit })
    }
}
