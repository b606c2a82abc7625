//! Files that go with notices and MY mail, each under the kind and the id of what it goes with.

use realm::{Attachment, MediaType};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};
use store::Tx;

use super::{InRealm, damaged};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    owner: String,
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    position: i32,
    media_type: String,
    size: i64,
    content: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a file goes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachedTo<'a> {
    /// A notice, by its id.
    Notice(&'a str),
    /// A MY mail, by its id.
    MyMail(&'a str),
}

/// What a page says of a file.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
struct Listed {
    name: String,
    media_type: String,
    size: i64,
}

/// A file as pages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its name.
    pub name: String,
    /// What it is.
    pub media_type: MediaType,
    /// How many bytes it has.
    pub size: i64,
}

impl AttachedTo<'_> {
    /// The kind and the id, as rows have them.
    const fn key(&self) -> (&'static str, &str) {
        match self {
            Self::Notice(id) => ("notice", id),
            Self::MyMail(id) => ("my-mail", id),
        }
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The files that go with something, in their order, without what is in them.
    pub async fn attachments(&self, to: AttachedTo<'_>) -> Result<Vec<AttachedFile>, DbErr> {
        let listed = self
            .attached_to(to)
            .select_only()
            .columns([Column::Name, Column::MediaType, Column::Size])
            .order_by_asc(Column::Position)
            .into_model::<Listed>()
            .all(self.connection)
            .await?;
        let file = |Listed { name, media_type, size }| {
            let media_type = MediaType::from_name(&media_type).ok_or_else(|| damaged("attachments.media_type"))?;
            Ok(AttachedFile { name, media_type, size })
        };
        listed.into_iter().map(file).collect()
    }

    /// What is in one of the files.
    pub async fn attachment(&self, to: AttachedTo<'_>, name: &str) -> Result<Option<(MediaType, Vec<u8>)>, DbErr> {
        let Some(row) = self.attached_to(to).filter(Column::Name.eq(name)).one(self.connection).await? else {
            return Ok(None);
        };
        let media_type = MediaType::from_name(&row.media_type).ok_or_else(|| damaged("attachments.media_type"))?;
        Ok(Some((media_type, row.content)))
    }

    fn attached_to(&self, to: AttachedTo<'_>) -> Select<Entity> {
        let (kind, owner) = to.key();
        Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::Kind.eq(kind))
            .filter(Column::Owner.eq(owner))
    }
}

impl InRealm<'_, Tx> {
    /// Puts files in the place of those that went with something.
    pub async fn replace_attachments(&self, to: AttachedTo<'_>, files: &[Attachment]) -> Result<(), DbErr> {
        let (kind, owner) = to.key();
        let former = Entity::delete_many()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::Kind.eq(kind))
            .filter(Column::Owner.eq(owner));
        former.exec(self.connection).await?;
        for (position, file) in (0..).zip(files) {
            let row = ActiveModel {
                realm: Set(self.realm.to_string()),
                kind: Set(kind.to_owned()),
                owner: Set(owner.to_owned()),
                name: Set(file.name.clone()),
                position: Set(position),
                media_type: Set(file.media_type.name().to_owned()),
                size: Set(i64::try_from(file.content.len()).unwrap_or(i64::MAX)),
                content: Set(file.content.to_vec()),
            };
            Entity::insert(row).exec_without_returning(self.connection).await?;
        }
        Ok(())
    }
}
