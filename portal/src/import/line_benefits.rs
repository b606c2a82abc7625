//! `expenses benefits`: what was paid back for receipt lines, each benefit linked to its line.

use std::collections::HashSet;
use std::sync::Arc;

use base::{RealmName, Text};
use expenses::BenefitId;
use expenses::row::benefit::{self, Entry};
use futures::future::BoxFuture;
use store::Tx;
use store::import::{Applied, Fault, Importer, Line, Problem, Record};

use super::{done, faults};
use crate::rows::{DbErr, in_realm};

const NO_SUCH_LINE: Text = Text {
    ja: "このIDの明細がありません。先に明細を取り込んでください。",
    en: "There is no receipt line with this ID: import the lines first.",
};

/// What a file of benefits means.
pub(super) struct BenefitFile {
    pub(super) realm: RealmName,
}

impl Importer for BenefitFile {
    const COLUMNS: &'static [&'static str] = &benefit::COLUMNS;
    const OPTIONAL: &'static [&'static str] = &benefit::OPTIONAL_COLUMNS;
    const UNIQUE: &'static [&'static str] = &["benefit_id"];
    type Row = Entry;

    fn kind(&self) -> &'static str {
        "line-benefits"
    }

    fn parse(&self, record: &Record<'_>) -> Result<Entry, Vec<Fault>> {
        benefit::parse(|column| record.get(column)).map_err(faults)
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Entry>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move {
            let rows = in_realm(tx, &self.realm);
            let (mut numbers, mut stated, mut withdrawn) = (Vec::new(), Vec::new(), Vec::new());
            for line in lines {
                match line.value {
                    Entry::Benefit(benefit) => {
                        numbers.push(line.number);
                        stated.push(benefit);
                    }
                    Entry::Withdrawn(id) => withdrawn.push(id),
                }
            }
            let homeless: HashSet<&BenefitId> = rows.benefits_without_line(&stated).await?.into_iter().collect();
            if !homeless.is_empty() {
                let bad = numbers.iter().zip(&stated).filter(|(_, benefit)| homeless.contains(&benefit.id));
                let problem = |number: &u64| Problem::at(*number, Fault::new("line_id", NO_SUCH_LINE));
                return Ok(Applied::Refused(bad.map(|(number, _)| problem(number)).collect()));
            }
            let mut stored = rows.put_line_benefits(&stated).await?;
            stored.extend(rows.withdraw_line_benefits(&withdrawn).await?);
            Ok(done(stored))
        })
    }
}
