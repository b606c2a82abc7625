//! The society's signature of the file for e-Tax, as its files name it.
//!
//! A key that cannot sign is no reason to keep the file back: it goes out unsigned and the page says so, while the log says
//! what is wrong.

use std::error::Error;

use expenses::export::Signer;

use crate::boundary::Visit;

/// Who signs, if the society named a key and a certificate that can.
pub fn of(visit: &Visit) -> Option<Signer> {
    let settings = visit.realm.portal.tax_file.as_ref()?;
    let (key, certificate) = settings.key.as_ref().zip(settings.certificate.as_ref())?;
    Signer::from_pem(key.expose(), certificate.expose())
        .inspect_err(|error| {
            let error: &dyn Error = error;
            tracing::error!(realm = %visit.realm.name, error, "the file for e-Tax is not signed");
        })
        .ok()
}
