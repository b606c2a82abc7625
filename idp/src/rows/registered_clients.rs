//! Applications that registered themselves, and the number that tells nodes that they are others now.

use base::Sealed;
use chrono::{DateTime, Utc};
use oidc::registration::ClientMetadata;
use sea_orm::ActiveValue::Set;
use sea_orm::PaginatorTrait;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use store::Tx;

use super::InRealm;

/// An application, as the migration describes it.
pub type RegisteredClientRow = entity::Model;

impl RegisteredClientRow {
    /// What was accepted.
    ///
    /// # Errors
    /// When it is not what was written.
    pub fn accepted(&self) -> Result<ClientMetadata, DbErr> {
        serde_json::from_str(&self.metadata).map_err(|error| DbErr::Json(error.to_string()))
    }

    /// Its secrets, sealed.
    #[must_use]
    pub fn sealed_secrets(&self) -> Sealed {
        self.secrets.clone().into()
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// A number that is another one after every change.
    pub async fn registrations_version(&self) -> Result<i64, DbErr> {
        let row = version::Entity::find_by_id(self.realm.to_string()).one(self.connection).await?;
        Ok(row.map_or(0, |row| row.version))
    }

    /// All applications that registered.
    pub async fn registered_clients(&self) -> Result<Vec<RegisteredClientRow>, DbErr> {
        self.these_registered_clients().all(self.connection).await
    }

    /// How many there are.
    pub async fn count_registered_clients(&self) -> Result<u64, DbErr> {
        self.these_registered_clients().count(self.connection).await
    }

    /// One of them.
    pub async fn registered_client(&self, id: &str) -> Result<Option<RegisteredClientRow>, DbErr> {
        self.these_registered_clients().filter(entity::Column::ClientId.eq(id)).one(self.connection).await
    }

    fn these_registered_clients(&self) -> Select<entity::Entity> {
        entity::Entity::find().filter(entity::Column::Realm.eq(self.realm.as_str()))
    }
}

impl InRealm<'_, Tx> {
    /// Registers an application.
    pub async fn put_registered_client(
        &self,
        id: &str,
        (accepted, secrets): (&ClientMetadata, &Sealed),
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            client_id: Set(id.to_owned()),
            metadata: Set(written(accepted)?),
            secrets: Set(secrets.as_str().to_owned()),
            issued_at: Set(now),
        };
        entity::Entity::insert(row).exec_without_returning(self.connection).await?;
        self.registrations_changed().await
    }

    /// Puts other metadata in the place of an application's. `false` when it is gone.
    pub async fn change_registered_client(
        &self,
        id: &str,
        (accepted, secrets): (&ClientMetadata, &Sealed),
    ) -> Result<bool, DbErr> {
        let changed = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::ClientId.eq(id))
            .col_expr(entity::Column::Metadata, Expr::value(written(accepted)?))
            .col_expr(entity::Column::Secrets, Expr::value(secrets.as_str()))
            .exec(self.connection)
            .await?;
        self.registrations_changed().await?;
        Ok(changed.rows_affected == 1)
    }

    /// Forgets an application. `false` when it was gone.
    pub async fn delete_registered_client(&self, id: &str) -> Result<bool, DbErr> {
        let deleted = entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::ClientId.eq(id))
            .exec(self.connection)
            .await?;
        self.registrations_changed().await?;
        Ok(deleted.rows_affected == 1)
    }

    async fn registrations_changed(&self) -> Result<(), DbErr> {
        let first = version::ActiveModel { realm: Set(self.realm.to_string()), version: Set(1) };
        let next = Expr::col((version::Entity, version::Column::Version)).add(1);
        let counted = OnConflict::column(version::Column::Realm).value(version::Column::Version, next).to_owned();
        version::Entity::insert(first).on_conflict(counted).exec_without_returning(self.connection).await?;
        Ok(())
    }
}

fn written(accepted: &ClientMetadata) -> Result<String, DbErr> {
    serde_json::to_string(accepted).map_err(|error| DbErr::Json(error.to_string()))
}

mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "registered_clients")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub client_id: String,
        pub metadata: String,
        pub secrets: String,
        pub issued_at: chrono::DateTime<chrono::Utc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod version {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "registrations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
