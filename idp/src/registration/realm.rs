//! A realm with the applications that registered.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::rows::DbErr;
use ::realm::{Lookup, Realm};
use base::{RealmName, Secret};

use super::access::Secrets;
use crate::App;
use crate::rows::in_realm;

/// Realms with their registered applications, each made once for each snapshot of its files and each change of its rows.
#[derive(Debug, Default)]
pub struct RegisteredClients(RwLock<HashMap<RealmName, Known>>);

#[derive(Clone, Debug)]
struct Known {
    /// The snapshot of the files, and the number of the rows.
    of: (Arc<Realm>, i64),
    realm: Arc<Realm>,
}

impl Known {
    /// Another snapshot of the same files may have other secrets.
    fn is_of(&self, realm: &Arc<Realm>, version: i64) -> bool {
        Arc::ptr_eq(&self.of.0, realm) && self.of.1 == version
    }
}

impl RegisteredClients {
    /// The realm with its registered applications; as it is, where none may register.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn with_clients(app: &App, realm: Arc<Realm>) -> Result<Arc<Realm>, DbErr> {
        if realm.registration.is_none() {
            return Ok(realm);
        }
        let version = in_realm(app.database.reader(), &realm.name).registrations_version().await?;
        let known = app.registered.0.read().unwrap_or_else(PoisonError::into_inner).get(&realm.name).cloned();
        if let Some(known) = known.filter(|known| known.is_of(&realm, version)) {
            return Ok(known.realm);
        }
        let of = (Arc::clone(&realm), version);
        let realm = Arc::new(merged(app, &realm).await?);
        let known = Known { of, realm: Arc::clone(&realm) };
        app.registered.0.write().unwrap_or_else(PoisonError::into_inner).insert(realm.name.clone(), known);
        Ok(realm)
    }

    /// The same by a realm's name.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn find(app: &App, name: &str) -> Result<Lookup, DbErr> {
        match app.realms.find(name) {
            Lookup::Serving(realm) => Ok(Lookup::Serving(Self::with_clients(app, realm).await?)),
            other => Ok(other),
        }
    }
}

/// A file's application stands before one that registered.
async fn merged(app: &App, realm: &Realm) -> Result<Realm, DbErr> {
    let mut merged = realm.clone();
    let Some(rules) = &realm.registration else { return Ok(merged) };
    for row in in_realm(app.database.reader(), &realm.name).registered_clients().await? {
        let accepted = row.accepted()?;
        let secrets = Secrets::open(app, &realm.name, (&row.client_id, &row.sealed_secrets()));
        let secret = secrets.and_then(|secrets| secrets.client_secret().map(|secret| Secret::from(secret.to_owned())));
        let client = Arc::new(accepted.client(&row.client_id, secret, rules));
        merged.clients.entry(row.client_id).or_insert(client);
    }
    Ok(merged)
}
