//! The table of entries.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    /// Whose log it stands in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub realm: String,
    /// Its own id, in the order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When it happened.
    pub at: chrono::DateTime<chrono::Utc>,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub event: String,
    /// The account or person it is about.
    pub account: Option<Uuid>,
    /// The client it is about.
    pub client: Option<String>,
    /// The administrator's name.
    pub administrator: Option<String>,
    /// Why the administrator did it.
    pub reason: Option<String>,
    /// With which browser.
    pub browser: Option<String>,
    /// From which network.
    pub network: Option<String>,
    /// Which of several things.
    pub object: Option<String>,
    /// Its place in the chain, once it is sealed.
    pub number: Option<i64>,
    /// Its seal.
    pub seal: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
