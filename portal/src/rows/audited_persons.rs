//! Whom entries of the audit log are about.
//!
//! The log outlives what is known of a person, so it names them by an id of its own, which tells nothing. Whose it is stands
//! here alone, for as long as an entry has it.

use base::AccountId;
use expenses::Branch;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use store::Tx;

use super::{Addressee, InRealm};

const FORGET: &str = "NOT EXISTS (SELECT 1 FROM audit_events WHERE audit_events.realm = audited_persons.realm \
    AND audit_events.account = audited_persons.id)";

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audited_persons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    household_number: String,
    branch: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// A person's id in the log, if an entry was ever about them.
    pub async fn audited_person(&self, person: &Addressee) -> Result<Option<AccountId>, DbErr> {
        let found = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.eq(person.household.as_str()))
            .filter(Column::Branch.eq(person.branch.to_string()))
            .one(self.connection)
            .await?;
        Ok(found.map(|row| row.id.into()))
    }

    /// Who has these ids, as a society names them: the household's number, and the person's own if it is not the insured
    /// person's.
    pub async fn audited_persons(&self, ids: &[AccountId]) -> Result<Vec<(AccountId, String)>, DbErr> {
        let found = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .all(self.connection)
            .await?;
        Ok(found.into_iter().map(|row| (row.id.into(), row.name())).collect())
    }
}

impl InRealm<'_, Tx> {
    /// A person's id in the log, which they get now if they have none.
    pub async fn note_audited_person(&self, person: &Addressee) -> Result<AccountId, DbErr> {
        let row = ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(AccountId::generate().uuid()),
            household_number: Set(person.household.as_str().to_owned()),
            branch: Set(person.branch.to_string()),
        };
        let once =
            OnConflict::columns([Column::Realm, Column::HouseholdNumber, Column::Branch]).do_nothing().to_owned();
        Entity::insert(row).on_conflict(once).exec_without_returning(self.connection).await?;
        let missing = || DbErr::RecordNotFound("audited_persons".to_owned());
        self.audited_person(person).await?.ok_or_else(missing)
    }

    /// Forgets whose ids these were that no entry has any more, and says how many they were.
    pub async fn forget_audited_persons(&self) -> Result<u64, DbErr> {
        let forgotten = Entity::delete_many()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Expr::cust(FORGET))
            .exec(self.connection)
            .await?;
        Ok(forgotten.rows_affected)
    }
}

impl Model {
    fn name(self) -> String {
        if self.branch == Branch::INSURED.to_string() {
            self.household_number
        } else {
            format!("{}:{}", self.household_number, self.branch)
        }
    }
}
