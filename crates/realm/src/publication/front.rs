//! The settings at the head of a published file, as they are written.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::files::pattern;

/// 誰が読むお知らせか
/// Who reads a notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// 誰でも（ログイン前のトップページにも）
    /// Everybody, before sign-in too.
    Public,
    /// ログインした人
    /// Whoever is signed in.
    #[default]
    Members,
    /// ログインした被保険者本人（枝番00）
    /// Insured persons (branch 00) who are signed in.
    Insured,
}

impl Audience {
    /// How files and rows name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Members => "members",
            Self::Insured => "insured",
        }
    }

    /// The audience with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Public, Self::Members, Self::Insured].into_iter().find(|audience| audience.name() == name)
    }
}

/// お知らせの設定
/// The settings of a notice.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeFront {
    /// お知らせの名前（同じ名前でもう一度公開すると差し替わる）。省略時はファイル名
    /// The notice's name: published again under the same one, it is replaced. Usual: the file's name.
    #[schemars(regex(pattern = pattern::PUBLICATION))]
    pub id: Option<String>,
    /// 題
    /// The title.
    pub title: TitleTable,
    /// 分類
    /// The category.
    #[schemars(regex(pattern = pattern::ID))]
    pub category: String,
    /// 誰が読むか
    /// Who reads it.
    #[serde(default)]
    pub audience: Audience,
    /// 掲載の始まり（日本時間）。省略時は公開した時
    /// From when it is shown, Japan time. Usual: from its publication on.
    #[schemars(regex(pattern = pattern::MOMENT))]
    pub from: Option<String>,
    /// 掲載の終わり（日本時間。日付だけならその日の終わり）。省略時は期限なし
    /// Until when it is shown, Japan time; a day means to its end. Usual: for good.
    #[schemars(regex(pattern = pattern::MOMENT))]
    pub until: Option<String>,
    /// 添付ファイル（このファイルと同じフォルダか、その下）
    /// Attached files, in the folder of this file or below.
    #[serde(default)]
    #[schemars(length(max = 5), inner(regex(pattern = pattern::LINE)), extend("uniqueItems" = true))]
    pub attachments: Vec<String>,
}

/// MYメールの設定
/// The settings of a MY mail.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MyMailFront {
    /// MYメールの名前（同じ名前では、まだ届いていない人にだけ届く）。省略時はファイル名
    /// The message's name: sent again under the same one, it goes to those alone who do not have it. Usual: the file's
    /// name.
    #[schemars(regex(pattern = pattern::PUBLICATION))]
    pub id: Option<String>,
    /// 題
    /// The title.
    pub title: TitleTable,
    /// 返信を求めるか
    /// Whether a reply is wanted.
    #[serde(default)]
    pub reply: bool,
    /// 返信の期限（その日の終わりまで、日本時間）
    /// The last day on which a reply is taken, Japan time.
    #[schemars(regex(pattern = pattern::DAY))]
    pub reply_by: Option<String>,
    /// 添付ファイル（このファイルと同じフォルダか、その下）
    /// Attached files, in the folder of this file or below.
    #[serde(default)]
    #[schemars(length(max = 5), inner(regex(pattern = pattern::LINE)), extend("uniqueItems" = true))]
    pub attachments: Vec<String>,
}

/// 題（英語は、英語の本文があるときに書く）
/// The title; the English one is written where there is an English text.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TitleTable {
    /// 日本語
    /// Japanese.
    #[schemars(regex(pattern = pattern::LINE), length(max = 120))]
    pub ja: String,
    /// 英語
    /// English.
    #[schemars(regex(pattern = pattern::LINE), length(max = 120))]
    pub en: Option<String>,
}

/// Which end of a day is meant where only the day is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Beginning,
    End,
}

/// The moment that a text names: `2026-12-01`, `2026-12-01 09:00`, `2026-12-01T09:00:00`, in Japan. `None` for a day
/// that no calendar has.
pub(super) fn moment(text: &str, edge: Edge) -> Option<DateTime<Utc>> {
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, NaiveTime::parse_from_str(time.get(..5)?, "%H:%M").ok()?),
        None => (text, NaiveTime::MIN),
    };
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    let day = if edge == Edge::End && text.len() == 10 { day.checked_add_days(Days::new(1))? } else { day };
    base::from_japan_standard_time(NaiveDateTime::new(day, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_japan_and_a_day_reaches_to_its_end() {
        for (text, edge, expected) in [
            ("2026-12-01", Edge::Beginning, Some("2026-11-30T15:00:00Z")),
            ("2026-12-01", Edge::End, Some("2026-12-01T15:00:00Z")),
            ("2026-12-01 09:00", Edge::End, Some("2026-12-01T00:00:00Z")),
            ("2026-12-01T09:00:00", Edge::Beginning, Some("2026-12-01T00:00:00Z")),
            ("2026-02-30", Edge::Beginning, None),
        ] {
            assert_eq!(moment(text, edge), expected.map(|text| text.parse().unwrap()), "{text}");
        }
    }
}
