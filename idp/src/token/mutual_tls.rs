//! The door at which applications show certificates (RFC 8705).
//!
//! It has an address of its own, because a browser that were asked for a certificate would ask the member for one. Only
//! what applications call is served there; from this file on such a request is like any other to its realm.

use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use oidc::certificate::CertificateAuthorities;
use oidc::token::{AuthenticatedClient, ClientCredentials, TokenError, authenticate, authenticate_by_certificate};
use realm::{Lookup, Realm};
use url::{Position, Url};
use web::service::Settings;

use crate::App;
use crate::boundary::Visit;

/// That door.
#[derive(Clone, Debug)]
pub struct MutualTls {
    /// Its public address.
    url: Url,
    /// Whose certificates it accepts beside those that clients registered.
    authorities: CertificateAuthorities,
}

impl MutualTls {
    /// The door that the settings describe, if they describe one.
    ///
    /// # Errors
    /// When the authorities cannot be read.
    pub fn open(settings: &Settings) -> anyhow::Result<Option<Self>> {
        let Some(mutual_tls) = &settings.mutual_tls else { return Ok(None) };
        let authorities = match &mutual_tls.authorities {
            Some(file) => {
                let named = || format!("mtls_ca: {}", file.display());
                CertificateAuthorities::from_pem(&std::fs::read(file).with_context(named)?).with_context(named)?
            }
            None => CertificateAuthorities::default(),
        };
        Ok(Some(Self { url: mutual_tls.url.clone(), authorities }))
    }

    /// The address of a realm at this door: its issuer's path at another host or port.
    #[must_use]
    pub fn address_of(&self, realm: &Realm) -> String {
        let origin = self.url.origin().ascii_serialization();
        let path = Url::parse(&realm.issuer).map(|issuer| issuer[Position::BeforePath..].to_owned());
        format!("{origin}{}", path.unwrap_or_default().trim_end_matches('/'))
    }
}

/// A client that proves itself, by the certificate of its connection or by another way.
///
/// # Errors
/// As [`authenticate`].
pub fn prove(app: &App, visit: &Visit, credentials: &ClientCredentials) -> Result<AuthenticatedClient, TokenError> {
    let by_certificate = app.mutual_tls.as_ref().zip(visit.certificate.as_ref()).and_then(|(door, certificate)| {
        authenticate_by_certificate(&visit.realm, credentials, certificate, (&door.authorities, visit.now))
    });
    by_certificate.map_or_else(|| authenticate(&visit.realm, credentials), Ok)
}

/// Lets requests for this door's host in, and no others.
pub fn at_this_door(router: Router, app: &Arc<App>) -> Router {
    router.layer(from_fn_with_state(Arc::clone(app), enter))
}

async fn enter(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let name = request.uri().path().split('/').nth(1).unwrap_or_default();
    let meant = app.mutual_tls.as_ref();
    let meant = meant.filter(|door| web::check_host(request.uri(), request.headers(), &door.url).is_ok());
    let (Some(_), Lookup::Serving(realm)) = (meant, app.realms.find(name)) else {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    };
    let own = app.site(&realm).address[Position::BeforeHost..Position::AfterPort].to_owned();
    let Ok(own) = HeaderValue::from_str(&own) else { return StatusCode::MISDIRECTED_REQUEST.into_response() };
    request.headers_mut().insert(HOST, own);
    next.run(request).await
}
