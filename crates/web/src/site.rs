//! One society's site: what every page of it shows around its content.
//!
//! Built once for each realm snapshot and shared by all its requests, so that no page works out a name, an
//! address or a colour again.

use base::Text;
use realm::{Contact, Realm};
use url::Url;

use crate::{Brand, Cookies, Service, texts};

/// What the pages of one realm have in common, at the provider or on the portal.
#[derive(Clone, Debug)]
pub struct Site {
    /// The society's name, in the header and in every title.
    pub society: Text<String>,
    /// Whom a member asks, in the footer.
    pub contact: Option<Contact>,
    /// The site's own address, from the configuration.
    pub address: Url,
    /// Where the name in the header leads: the portal's top page.
    pub home: Option<String>,
    /// Where help is, at the foot of every page: on the portal, open to everybody.
    pub help: Option<String>,
    /// Colour and logo; without them the stylesheet's own colour is used.
    pub brand: Option<Brand>,
    /// The names of the site's cookies.
    pub cookies: Cookies,
}

impl Site {
    /// The site of a realm.
    #[must_use]
    pub fn of(realm: &Realm, program: Service) -> Self {
        let address = match program {
            Service::Provider => &realm.issuer,
            Service::Portal => &realm.portal_url,
        };
        #[expect(clippy::expect_used, reason = "a realm whose addresses do not parse is refused when it is loaded")]
        let address = Url::parse(address).expect("a realm's own address");
        let path = address.path().trim_end_matches('/');
        Self {
            society: realm.display_name.clone(),
            contact: Some(realm.contact.clone()),
            home: Some(format!("{}/", realm.portal_url)),
            help: Some(format!("{}/help", realm.portal_url)),
            brand: Some(Brand::new(format!("{path}/brand"), &realm.brand)),
            cookies: Cookies::new(program, &realm.name, address.scheme() == "https"),
            address,
        }
    }
    /// The site around what belongs to no society: an address without a realm, an unknown realm.
    #[must_use]
    pub fn of_no_society(service: Service, address: Url) -> Self {
        Self {
            society: Text { ja: texts::SERVICE.ja.to_owned(), en: texts::SERVICE.en.to_owned() },
            contact: None,
            home: None,
            help: None,
            brand: None,
            cookies: Cookies::without_realm(service, address.scheme() == "https"),
            address,
        }
    }
}
