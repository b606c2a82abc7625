//! Tables of what is a household's, by month: how old rows are found and deleted, a few households at a time.

use expenses::CareMonth;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use store::Tx;

use super::InRealm;
use super::imported::{Columns, Imported};

/// The columns by which rows are a household's.
pub(super) struct Whose<C> {
    pub(super) realm: C,
    pub(super) household: C,
    pub(super) branch: C,
    /// The month of care, or of what else the row is about: `YYYY-MM`.
    pub(super) month: C,
}

/// A table of what is a household's, by month and person.
pub(super) trait OfHousehold: EntityTrait {
    const WHOSE: Whose<Self::Column>;
}

impl<E: Imported> OfHousehold for E {
    const WHOSE: Whose<E::Column> = {
        let Columns { realm, household, branch, month, .. } = E::COLUMNS;
        Whose { realm, household, branch, month }
    };
}

/// What is kept by month, and deleted when a society's time for it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    ReceiptLines,
    Benefits,
    Checkups,
    Prescriptions,
}

impl Kept {
    /// All of it.
    pub const ALL: [Self; 4] = [Self::ReceiptLines, Self::Benefits, Self::Checkups, Self::Prescriptions];
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Some of the households that have something from before a month, in the order of their numbers after `after`. It is
    /// read from an index alone, so a society's whole table is gone through once a day without being touched.
    pub async fn households_before(
        &self,
        kept: Kept,
        (month, after): (CareMonth, &str),
        limit: u64,
    ) -> Result<Vec<String>, DbErr> {
        match kept {
            Kept::ReceiptLines => self.households_of::<super::receipt_lines::Entity>(month, after, limit).await,
            Kept::Benefits => self.households_of::<super::benefits::Entity>(month, after, limit).await,
            Kept::Checkups => self.households_of::<super::checkups::Entity>(month, after, limit).await,
            Kept::Prescriptions => self.households_of::<super::prescriptions::Entity>(month, after, limit).await,
        }
    }

    async fn households_of<E: OfHousehold>(
        &self,
        before: CareMonth,
        after: &str,
        limit: u64,
    ) -> Result<Vec<String>, DbErr> {
        let Whose { realm, household, month, .. } = E::WHOSE;
        let households = E::find()
            .filter(realm.eq(self.realm.as_str()))
            .filter(household.gt(after))
            .filter(month.lt(before.to_string()))
            .select_only()
            .column(household)
            .distinct()
            .order_by_asc(household)
            .limit(limit);
        households.into_tuple().all(self.connection).await
    }
}

impl InRealm<'_, Tx> {
    /// Deletes what some households have from before a month, and says how much there was.
    pub async fn delete_before(&self, kept: Kept, month: CareMonth, households: &[String]) -> Result<u64, DbErr> {
        match kept {
            Kept::ReceiptLines => self.delete_lines_before(month, households).await,
            Kept::Benefits => self.delete_of::<super::benefits::Entity>(month, households).await,
            Kept::Checkups => self.delete_of::<super::checkups::Entity>(month, households).await,
            Kept::Prescriptions => self.delete_of::<super::prescriptions::Entity>(month, households).await,
        }
    }

    pub(super) async fn delete_of<E: OfHousehold>(
        &self,
        before: CareMonth,
        households: &[String],
    ) -> Result<u64, DbErr> {
        let Whose { realm, household, month, .. } = E::WHOSE;
        let deletion = E::delete_many()
            .filter(realm.eq(self.realm.as_str()))
            .filter(household.is_in(households))
            .filter(month.lt(before.to_string()));
        deletion.exec(self.connection).await.map(|deleted| deleted.rows_affected)
    }
}
