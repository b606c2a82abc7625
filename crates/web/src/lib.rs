//! What both sites show and accept: layout, controls, language, form protection, headers, error pages.
//!
//! The provider and the portal are two programs and one face. Whatever a visitor sees or sends passes through
//! here, so that a page cannot forget its language, its security headers or the label of a field, and a form
//! cannot be read before its token is checked. A screen is one short maud function over [`View`].
#![deny(missing_docs)]

pub mod assets;
pub mod controls;
pub mod format;
pub mod service;

mod address;
mod boundary;
mod brand;
mod browser;
mod cookies;
mod error_page;
mod form;
mod form_token;
mod headers;
mod language;
mod origin;
mod page;
mod site;
mod texts;
mod upload;
mod visitor;

pub use address::{NotANetwork, TrustedProxies};
pub use boundary::{FindSite, Panic, boundary, caught, keep_panics_quiet};
pub use brand::Brand;
pub use browser::Browser;
pub use cookies::{Cookies, Service, SetCookie};
pub use error_page::{ErrorPage, Onward, OutOfService, SOON, away};
pub use form::{BadForm, FORM_LIMIT, Posted, Unbound, pairs};
pub use form_token::{FormGuard, FormToken};
pub use headers::{CONTENT_SECURITY_POLICY, content_security_policy_with_pictures_of};
pub use language::{LanguageChoice, Wishes};
pub use origin::{ForeignOrigin, MisdirectedHost, check_host, check_origin};
pub use page::{Menu, MenuItem, MenuMember, Page, View};
pub use site::Site;
pub use upload::{File, Uploaded};
pub use visitor::{browser_name, network_of, say_browser, say_network};
