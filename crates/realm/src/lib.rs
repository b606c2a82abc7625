//! realm.
