//! Notices: what stands in force for a reader, found by moment and audience.
//!
//! Which notices somebody may read is one condition, [`Readable`], that every query of a page takes.

use chrono::{DateTime, Utc};
use realm::{Audience, Document, Notice};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect};
use store::Tx;

use super::{AttachedTo, InRealm, Stored, damaged, notice_readings};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    id: String,
    category: String,
    audience: String,
    from_at: DateTime<Utc>,
    until_at: Option<DateTime<Utc>>,
    title_ja: String,
    html_ja: String,
    title_en: Option<String>,
    html_en: Option<String>,
    sha256: String,
    published_at: DateTime<Utc>,
    withdrawn_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// A notice as it was published.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    /// Its name.
    pub id: String,
    /// Its category.
    pub category: String,
    /// Who reads it.
    pub audience: Audience,
    /// From when on it is shown.
    pub from_at: DateTime<Utc>,
    /// From when on it no longer is.
    pub until_at: Option<DateTime<Utc>>,
    /// The Japanese text.
    pub ja: Document,
    /// The English text, where there is one.
    pub en: Option<Document>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// What a reader may read now.
#[derive(Clone, Debug)]
pub struct Readable<'a> {
    /// The audiences that the reader belongs to.
    pub audiences: &'a [Audience],
    /// The moment.
    pub now: DateTime<Utc>,
    /// One category alone.
    pub category: Option<&'a str>,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Notices that somebody may read, the newest first: at most `most`, after passing over `skipped`.
    pub async fn notices(&self, of: &Readable<'_>, (skipped, most): (u64, u64)) -> Result<Vec<NoticeRow>, DbErr> {
        let newest_first = self.readable(of).order_by_desc(Column::FromAt).order_by_asc(Column::Id);
        let rows = newest_first.offset(skipped).limit(most).all(self.connection).await?;
        rows.into_iter().map(Model::into_row).collect()
    }

    /// How many notices somebody may read and has not opened.
    pub async fn unread_notices(&self, of: &Readable<'_>, subject: &str) -> Result<u64, DbErr> {
        let read = notice_readings::opened_by(self.realm, subject);
        self.readable(of).filter(Column::Id.not_in_subquery(read)).count(self.connection).await
    }

    /// How many of them came into force since a moment.
    pub async fn new_notices(&self, of: &Readable<'_>, subject: &str, since: DateTime<Utc>) -> Result<u64, DbErr> {
        let read = notice_readings::opened_by(self.realm, subject);
        let new = self.readable(of).filter(Column::Id.not_in_subquery(read)).filter(Column::FromAt.gt(since));
        new.count(self.connection).await
    }

    /// A notice, whoever may read it and whenever.
    pub async fn notice(&self, id: &str) -> Result<Option<NoticeRow>, DbErr> {
        let row = Entity::find_by_id((self.realm.to_string(), id.to_owned())).one(self.connection).await?;
        row.map(Model::into_row).transpose()
    }

    /// All notices of the realm, the newest first: for its administrator.
    pub async fn all_notices(&self) -> Result<Vec<NoticeRow>, DbErr> {
        let rows = Entity::find().filter(Column::Realm.eq(self.realm.as_str())).order_by_desc(Column::FromAt);
        rows.order_by_asc(Column::Id).all(self.connection).await?.into_iter().map(Model::into_row).collect()
    }

    fn readable(&self, of: &Readable<'_>) -> Select<Entity> {
        let all = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::WithdrawnAt.is_null())
            .filter(Column::FromAt.lte(of.now))
            .filter(Condition::any().add(Column::UntilAt.is_null()).add(Column::UntilAt.gt(of.now)))
            .filter(Column::Audience.is_in(of.audiences.iter().map(|audience| audience.name())));
        match of.category {
            Some(category) => all.filter(Column::Category.eq(category)),
            None => all,
        }
    }
}

impl InRealm<'_, Tx> {
    /// Publishes a notice: a new one, or in the place of the one with its name. It is in force again if that one had been
    /// withdrawn. Who has read it has read it.
    pub async fn put_notice(&self, notice: &Notice, now: DateTime<Utc>) -> Result<Stored, DbErr> {
        let id = (self.realm.to_string(), notice.id.clone());
        let former = Entity::find_by_id(id).one(self.connection).await?;
        // What is published once keeps its place in lists when it is corrected.
        let from_at = notice.from.unwrap_or_else(|| former.as_ref().map_or(now, |former| former.from_at));
        let row = Model {
            realm: self.realm.to_string(),
            id: notice.id.clone(),
            category: notice.category.clone(),
            audience: notice.audience.name().to_owned(),
            from_at,
            until_at: notice.until,
            title_ja: notice.ja.title.clone(),
            html_ja: notice.ja.html.to_string(),
            title_en: notice.en.as_ref().map(|en| en.title.clone()),
            html_en: notice.en.as_ref().map(|en| en.html.to_string()),
            sha256: notice.ja.sha256.clone(),
            published_at: now,
            withdrawn_at: None,
        };
        let stored = if former.is_some() { Stored::Changed } else { Stored::New };
        let replace = OnConflict::columns([Column::Realm, Column::Id]).update_columns(REPLACED).to_owned();
        let row = row.into_active_model().reset_all();
        Entity::insert(row).on_conflict(replace).exec_without_returning(self.connection).await?;
        self.replace_attachments(AttachedTo::Notice(&notice.id), &notice.attachments).await?;
        Ok(stored)
    }

    /// Withdraws a notice. `false` when there is none of this name, or it is withdrawn already.
    pub async fn withdraw_notice(&self, id: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let withdrawn = Entity::update_many()
            .set(ActiveModel { withdrawn_at: Set(Some(now)), ..Default::default() })
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::Id.eq(id))
            .filter(Column::WithdrawnAt.is_null());
        Ok(withdrawn.exec(self.connection).await?.rows_affected == 1)
    }
}

/// All columns but the key.
const REPLACED: [Column; 11] = [
    Column::Category,
    Column::Audience,
    Column::FromAt,
    Column::UntilAt,
    Column::TitleJa,
    Column::HtmlJa,
    Column::TitleEn,
    Column::HtmlEn,
    Column::Sha256,
    Column::PublishedAt,
    Column::WithdrawnAt,
];

impl Model {
    fn into_row(self) -> Result<NoticeRow, DbErr> {
        let audience = Audience::from_name(&self.audience).ok_or_else(|| damaged("notices.audience"))?;
        let document = |title, html: String| Document { title, html: html.into(), sha256: self.sha256.clone() };
        Ok(NoticeRow {
            id: self.id,
            category: self.category,
            audience,
            from_at: self.from_at,
            until_at: self.until_at,
            ja: document(self.title_ja, self.html_ja),
            en: self.title_en.zip(self.html_en).map(|(title, html)| document(title, html)),
            withdrawn_at: self.withdrawn_at,
        })
    }
}
