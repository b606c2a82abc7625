//! `applications import`: what the society decided about applications.

use std::sync::Arc;

use base::{RealmName, Text, japan_date};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use realm::MailKind;
use records::{Decided, Line as _};
use store::Tx;
use store::import::{Applied, Fault, Importer, Line, Problem, Record, Report};

use super::{done, note, note_begun};
use crate::rows::{DbErr, Event, in_realm};

/// What a file of decisions means.
pub(super) struct DecisionFile {
    pub(super) realm: RealmName,
    /// When the decisions come in. None can have been made after this day in Japan.
    pub(super) now: DateTime<Utc>,
}

const UNKNOWN: Text =
    Text { ja: "この番号の申請はありません。", en: "There is no application with this number." };

impl Importer for DecisionFile {
    const COLUMNS: &'static [&'static str] = Decided::COLUMNS;
    const OPTIONAL: &'static [&'static str] = Decided::OPTIONAL;
    const UNIQUE: &'static [&'static str] = &[Decided::ID];
    type Row = Decided;

    fn kind(&self) -> &'static str {
        "decisions"
    }

    fn parse(&self, record: &Record<'_>) -> Result<Decided, Vec<Fault>> {
        let fault = |problem: records::Problem| Fault::new(problem.column, problem.reason);
        let field = |column| record.get(column);
        records::parse(&field, japan_date(self.now)).map_err(|found| found.into_iter().map(fault).collect())
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Decided>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move {
            let (numbers, decided): (Vec<u64>, Vec<Decided>) =
                lines.into_iter().map(|line| (line.number, line.value)).unzip();
            let rows = in_realm(tx, &self.realm);
            let (outcomes, told) = rows.decide_applications(&decided).await?;
            rows.note_arrivals(MailKind::Applications, &told, self.now).await?;
            let unknown = numbers.iter().zip(&outcomes).filter(|(_, outcome)| outcome.is_none());
            let unknown: Vec<Problem> =
                unknown.map(|(line, _)| Problem::at(*line, Fault::new("application_id", UNKNOWN))).collect();
            Ok(if unknown.is_empty() {
                done(outcomes.into_iter().flatten().collect())
            } else {
                Applied::Refused(unknown)
            })
        })
    }

    fn begin<'t>(self: Arc<Self>, tx: &'t Tx, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note_begun(tx, &self.realm, self.kind(), at).await })
    }

    fn finish<'t>(self: Arc<Self>, tx: &'t Tx, done: Report, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note(tx, (&self.realm, Event::ApplicationsDecided), (self.kind(), &done), at).await })
    }
}
