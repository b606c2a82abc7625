//! MY mails as they were sent: which text stands under which name, and what became of its letters.

use chrono::{DateTime, Utc};
use realm::MyMail;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use store::Tx;

use super::{AttachedTo, InRealm};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "my_mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    id: String,
    sha256: String,
    title: String,
    sent_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// A MY mail that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMail {
    /// Its name.
    pub id: String,
    /// The hash of its file.
    pub sha256: String,
    /// Its title, with its placeholders.
    pub title: String,
    /// When it was sent first.
    pub sent_at: DateTime<Utc>,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The MY mail of a name, if one was sent.
    pub async fn sent_mail(&self, id: &str) -> Result<Option<SentMail>, DbErr> {
        let row = Entity::find_by_id((self.realm.to_string(), id.to_owned())).one(self.connection).await?;
        Ok(row.map(SentMail::from))
    }

    /// All MY mails of the realm, the newest first: for its administrator.
    pub async fn sent_mails(&self) -> Result<Vec<SentMail>, DbErr> {
        let all = Entity::find().filter(Column::Realm.eq(self.realm.as_str())).order_by_desc(Column::SentAt);
        Ok(all.order_by_asc(Column::Id).all(self.connection).await?.into_iter().map(SentMail::from).collect())
    }
}

impl InRealm<'_, Tx> {
    /// Notes that a MY mail is being sent, and keeps the files that go with it. `false` when another text was sent under
    /// this name: then nothing changed.
    pub async fn begin_my_mail(&self, mail: &MyMail, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let row = ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(mail.id.clone()),
            sha256: Set(mail.sha256.clone()),
            title: Set(mail.title().to_owned()),
            sent_at: Set(now),
        };
        let once = OnConflict::columns([Column::Realm, Column::Id]).do_nothing().to_owned();
        let inserted = Entity::insert(row).on_conflict(once).exec_without_returning(self.connection).await?;
        if inserted == 1 {
            self.replace_attachments(AttachedTo::MyMail(&mail.id), &mail.attachments).await?;
        }
        Ok(self.sent_mail(&mail.id).await?.is_some_and(|sent| sent.sha256 == mail.sha256))
    }
}

impl InRealm<'_, Tx> {
    /// Deletes the letters from before a moment, with the files of those MY mails of which no letter is left. Says how many
    /// letters there were.
    pub async fn delete_letters_before(&self, moment: DateTime<Utc>) -> Result<u64, DbErr> {
        let old = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::SentAt.lt(moment))
            .all(self.connection)
            .await?;
        let mut deleted = 0;
        for mail in old {
            deleted += self.delete_letters_of(&mail.id, moment).await?;
            if self.letter_counts(&mail.id).await?.sent == 0 {
                self.replace_attachments(AttachedTo::MyMail(&mail.id), &[]).await?;
                mail.delete(self.connection).await?;
            }
        }
        Ok(deleted)
    }
}

impl From<Model> for SentMail {
    fn from(Model { id, sha256, title, sent_at, .. }: Model) -> Self {
        Self { id, sha256, title, sent_at }
    }
}
