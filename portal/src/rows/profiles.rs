//! What members say of themselves, by the hash of what the provider calls them.

use base::TokenHash;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::QuerySelect as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use store::Tx;

use super::InRealm;
use crate::profile::Profile;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profiles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    subject_hash: String,
    nickname: Option<String>,
    introduction: String,
    picture: Option<Vec<u8>>,
    picture_version: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The picture of a member: which one it is, and the JPEG.
pub type Picture = (String, Vec<u8>);

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// What a member says of themselves. The picture itself stays where it is: every page asks this.
    pub async fn profile(&self, subject: &TokenHash) -> Result<Profile, DbErr> {
        let row = Entity::find_by_id(self.profile_key(subject))
            .select_only()
            .columns([Column::Nickname, Column::Introduction, Column::PictureVersion])
            .into_tuple::<(Option<String>, String, Option<String>)>();
        let told = row.one(self.connection).await?;
        Ok(told.map_or_else(Profile::default, |(nickname, introduction, picture)| Profile {
            nickname,
            introduction,
            picture,
        }))
    }

    /// A member's picture, if it is still this one.
    pub async fn picture(&self, subject: &TokenHash, version: &str) -> Result<Option<Vec<u8>>, DbErr> {
        let row = Entity::find_by_id(self.profile_key(subject)).filter(Column::PictureVersion.eq(version));
        let found = row.select_only().column(Column::Picture).into_tuple::<Option<Vec<u8>>>();
        Ok(found.one(self.connection).await?.flatten())
    }

    fn profile_key(&self, subject: &TokenHash) -> (String, String) {
        (self.realm.to_string(), subject.as_str().to_owned())
    }
}

impl InRealm<'_, Tx> {
    /// Keeps what a member says in words.
    pub async fn put_words(
        &self,
        subject: &TokenHash,
        nickname: Option<String>,
        introduction: String,
    ) -> Result<(), DbErr> {
        let row =
            ActiveModel { nickname: Set(nickname), introduction: Set(introduction), ..self.empty_profile(subject) };
        self.put_profile(row, [Column::Nickname, Column::Introduction]).await
    }

    /// Keeps a member's picture in place of the one before; `None` deletes it.
    pub async fn put_picture(&self, subject: &TokenHash, picture: Option<Picture>) -> Result<(), DbErr> {
        let (version, picture) = picture.unzip();
        let row = ActiveModel {
            introduction: Set(String::new()),
            picture: Set(picture),
            picture_version: Set(version),
            ..self.empty_profile(subject)
        };
        self.put_profile(row, [Column::Picture, Column::PictureVersion]).await
    }

    fn empty_profile(&self, subject: &TokenHash) -> ActiveModel {
        let (realm, subject_hash) = self.profile_key(subject);
        ActiveModel {
            realm: Set(realm),
            subject_hash: Set(subject_hash),
            nickname: NotSet,
            introduction: NotSet,
            picture: NotSet,
            picture_version: NotSet,
        }
    }

    /// A new row, or these columns of the one that is there.
    async fn put_profile(&self, row: ActiveModel, columns: [Column; 2]) -> Result<(), DbErr> {
        let there = OnConflict::columns([Column::Realm, Column::SubjectHash]).update_columns(columns).to_owned();
        Entity::insert(row).on_conflict(there).exec_without_returning(self.connection).await.map(drop)
    }
}
