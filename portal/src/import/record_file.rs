//! Files of records: one importer for every kind, because they differ in what a row means and where it is kept alone.

use std::marker::PhantomData;
use std::sync::Arc;

use base::{RealmName, japan_date};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use realm::MailKind;
use records::{
    BenefitDecision, CheckupResult, Eligibility, EligibilityCertificate, EligibilityNotice, Entry, Line, Person,
    Prescription,
};
use store::Tx;
use store::import::{Applied, Fault, Importer, Line as At, Record, Report};

use super::{done, note, note_begun};
use crate::rows::{Addressee, DbErr, DocumentKind, Event, InRealm, Stored, in_realm};

/// What becomes of each record.
type Outcomes<'t> = BoxFuture<'t, Result<Vec<Stored>, DbErr>>;

/// A kind of record that the portal keeps.
pub(super) trait Kept: Line {
    /// The kind of file, as the `imports` table names it.
    const KIND: &'static str;

    /// What the audit log calls the import of such a file.
    const EVENT: Event;

    /// The kind of mail that tells of new ones.
    const MAIL: MailKind;

    /// Whom it is about.
    fn person(&self) -> &Person;

    /// Keeps records, and says for each what became of it.
    fn put<'t>(rows: InRealm<'t, Tx>, lines: Vec<Self>) -> Outcomes<'t>;

    /// Removes records by their ids, and says for each what became of it.
    fn withdraw<'t>(rows: InRealm<'t, Tx>, ids: Vec<String>) -> Outcomes<'t>;
}

impl Kept for BenefitDecision {
    const KIND: &'static str = "benefits";
    const EVENT: Event = Event::BenefitsImported;
    const MAIL: MailKind = MailKind::Benefits;

    fn person(&self) -> &Person {
        &self.person
    }

    fn put<'t>(rows: InRealm<'t, Tx>, lines: Vec<Self>) -> Outcomes<'t> {
        Box::pin(async move { rows.put_benefits(&lines).await })
    }

    fn withdraw<'t>(rows: InRealm<'t, Tx>, ids: Vec<String>) -> Outcomes<'t> {
        Box::pin(async move { rows.withdraw_benefits(&ids).await })
    }
}

impl Kept for EligibilityNotice {
    const KIND: &'static str = "eligibility-notices";
    const EVENT: Event = Event::EligibilityInformationImported;
    const MAIL: MailKind = MailKind::EligibilityInformation;

    fn person(&self) -> &Person {
        &self.0.person
    }

    fn put<'t>(rows: InRealm<'t, Tx>, lines: Vec<Self>) -> Outcomes<'t> {
        let documents: Vec<Eligibility> = lines.into_iter().map(|notice| notice.0).collect();
        Box::pin(async move { rows.put_eligibility(&documents, DocumentKind::Notice).await })
    }

    fn withdraw<'t>(rows: InRealm<'t, Tx>, ids: Vec<String>) -> Outcomes<'t> {
        Box::pin(async move { rows.withdraw_eligibility(&ids, DocumentKind::Notice).await })
    }
}

impl Kept for EligibilityCertificate {
    const KIND: &'static str = "eligibility-certificates";
    const EVENT: Event = Event::EligibilityCertificatesImported;
    const MAIL: MailKind = MailKind::EligibilityCertificate;

    fn person(&self) -> &Person {
        &self.0.person
    }

    fn put<'t>(rows: InRealm<'t, Tx>, lines: Vec<Self>) -> Outcomes<'t> {
        let documents: Vec<Eligibility> = lines.into_iter().map(|certificate| certificate.0).collect();
        Box::pin(async move { rows.put_eligibility(&documents, DocumentKind::Certificate).await })
    }

    fn withdraw<'t>(rows: InRealm<'t, Tx>, ids: Vec<String>) -> Outcomes<'t> {
        Box::pin(async move { rows.withdraw_eligibility(&ids, DocumentKind::Certificate).await })
    }
}

impl Kept for CheckupResult {
    const KIND: &'static str = "checkups";
    const EVENT: Event = Event::CheckupsImported;
    const MAIL: MailKind = MailKind::Checkups;

    fn person(&self) -> &Person {
        &self.person
    }

    fn put<'t>(rows: InRealm<'t, Tx>, lines: Vec<Self>) -> Outcomes<'t> {
        Box::pin(async move { rows.put_checkup_results(&lines).await })
    }

    fn withdraw<'t>(rows: InRealm<'t, Tx>, ids: Vec<String>) -> Outcomes<'t> {
        Box::pin(async move { rows.withdraw_checkup_results(&ids).await })
    }
}

impl Kept for Prescription {
    const KIND: &'static str = "prescriptions";
    const EVENT: Event = Event::PrescriptionsImported;
    const MAIL: MailKind = MailKind::Prescriptions;

    fn person(&self) -> &Person {
        &self.person
    }

    fn put<'t>(rows: InRealm<'t, Tx>, lines: Vec<Self>) -> Outcomes<'t> {
        Box::pin(async move { rows.put_prescriptions(&lines).await })
    }

    fn withdraw<'t>(rows: InRealm<'t, Tx>, ids: Vec<String>) -> Outcomes<'t> {
        Box::pin(async move { rows.withdraw_prescriptions(&ids).await })
    }
}

/// What a file of one kind of record means.
pub(super) struct RecordFile<L> {
    realm: RealmName,
    /// When the records come in. Nothing can have happened after this day in Japan.
    now: DateTime<Utc>,
    kind: PhantomData<fn() -> L>,
}

impl<L> RecordFile<L> {
    pub(super) const fn new(realm: RealmName, now: DateTime<Utc>) -> Self {
        Self { realm, now, kind: PhantomData }
    }
}

impl<L: Kept> Importer for RecordFile<L> {
    const COLUMNS: &'static [&'static str] = L::COLUMNS;
    const OPTIONAL: &'static [&'static str] = L::OPTIONAL;
    const UNIQUE: &'static [&'static str] = &[L::ID];
    type Row = Entry<L>;

    fn kind(&self) -> &'static str {
        L::KIND
    }

    fn parse(&self, record: &Record<'_>) -> Result<Entry<L>, Vec<Fault>> {
        let fault = |problem: records::Problem| Fault::new(problem.column, problem.reason);
        let field = |column| record.get(column);
        records::parse_entry(&field, japan_date(self.now)).map_err(|found| found.into_iter().map(fault).collect())
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<At<Entry<L>>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move {
            let (mut kept, mut withdrawn) = (Vec::new(), Vec::new());
            for line in lines {
                match line.value {
                    Entry::Kept(record) => kept.push(record),
                    Entry::Withdrawn(id) => withdrawn.push(id.as_str().to_owned()),
                }
            }
            let people: Vec<Addressee> = kept.iter().map(|record| addressee(record.person())).collect();
            let mut outcomes = L::put(in_realm(tx, &self.realm), kept).await?;
            let new = people.into_iter().zip(&outcomes).filter(|(_, outcome)| **outcome == Stored::New);
            let new: Vec<Addressee> = new.map(|(who, _)| who).collect();
            in_realm(tx, &self.realm).note_arrivals(L::MAIL, &new, self.now).await?;
            outcomes.extend(L::withdraw(in_realm(tx, &self.realm), withdrawn).await?);
            Ok(done(outcomes))
        })
    }

    fn begin<'t>(self: Arc<Self>, tx: &'t Tx, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note_begun(tx, &self.realm, self.kind(), at).await })
    }

    fn finish<'t>(self: Arc<Self>, tx: &'t Tx, done: Report, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note(tx, (&self.realm, L::EVENT), (self.kind(), &done), at).await })
    }
}

fn addressee(person: &Person) -> Addressee {
    Addressee { household: person.household.clone(), branch: person.branch }
}
