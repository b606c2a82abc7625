//! `member import`: a society's members into accounts, again and again.
//!
//! A file is the society's whole list or a part of it; members whom it does not name stay as they are. Lines find
//! their accounts by member number, and a line that says what it said last time changes nothing: it is recognised by a
//! keyed digest, without opening anything. What may follow the file in a member's row is decided in `rows/members.rs`.
//!
//! Initial passwords are sealed, not hashed. Argon2id costs 19 MiB and about ten milliseconds by design, so hashing a
//! hundred thousand passwords, most of which are replaced at the first sign-in, would keep a core busy for twenty
//! minutes; and the society needs them again for its letters. AES-256-GCM under the key outside the database takes
//! microseconds, and the first sign-in replaces the sealed password by its hash at the same cost as any other sign-in.

mod command;
mod line;
mod names;
mod texts;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use base::{AccountId, Clock, KeyEncryptionKey, Purpose, RealmName, SealedFor, Secret, japan_date};
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use realm::{InitialCredentials, Realm};
use store::Tx;
use store::import::{
    Applied, Encoding, Event, Fault, Import, ImportError, Importer, Line, Outcomes, Problem, Record, Report,
};

pub(super) use self::command::{Arguments, run};
use self::line::{InitialPassword, MemberLine};
use self::names::{Claim, conflicts};
use super::initial_password;
use crate::App;
use crate::rows::{self, Actor, DbErr, Details, FiledMember, KnownMember, in_realm};
use crate::stored_password::seal_hash;

/// A file of members.
#[derive(Clone, Debug)]
pub struct MemberFile {
    /// Where it is.
    pub path: PathBuf,
    /// How its text is encoded.
    pub encoding: Encoding,
    /// Whether everything is tried and nothing kept. Names are then compared with what is there and within each
    /// thousand lines, so a user ID that another thousand has for an e-mail address is found by the real run only.
    pub dry_run: bool,
}

/// Imports a file, without a word to anybody: `listener` hears what happens.
///
/// # Errors
/// [`ImportError`], after which the same file may be imported again: it goes on where it was.
pub async fn import(
    app: &App,
    realm: &Realm,
    file: &MemberFile,
    listener: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, ImportError> {
    let importer = Members {
        realm: realm.name.clone(),
        initial: realm.sign_in.initial_credentials.clone(),
        hashes: realm.sign_in.imports_password_hashes,
        reference_date: realm.sign_in.initial_reference_date,
        today: japan_date(app.clock.now()),
        clock: app.clock.clone(),
        key: app.sealing_key.clone(),
    };
    let MemberFile { path, encoding, dry_run } = file.clone();
    let import = Import { realm: realm.name.clone(), path, encoding, dry_run };
    import.run(&app.database, importer, &app.clock, listener).await
}

/// What a member file means in one realm.
struct Members {
    realm: RealmName,
    initial: InitialCredentials,
    /// Whether passwords of a former system may come as hashes.
    hashes: bool,
    /// Until when derived passwords follow kigo and bango.
    reference_date: Option<NaiveDate>,
    /// Nobody can have been born after this day.
    today: NaiveDate,
    clock: Clock,
    key: KeyEncryptionKey,
}

/// A line, and by what it is recognised when it comes again: under the key that seals first, then under the others.
struct Filed {
    line: MemberLine,
    fingerprints: Vec<String>,
}

impl Filed {
    /// Whether the line was the last that came for a member.
    fn is_known(&self, member: &KnownMember) -> bool {
        member.import_fingerprint.as_ref().is_some_and(|known| self.fingerprints.contains(known))
    }

    /// What the member's row is to recognise it by, where it does so by another key.
    fn refreshed(self, member: Option<&KnownMember>) -> Option<(AccountId, String)> {
        let member = member.filter(|member| self.is_known(member))?;
        let fingerprint = self.fingerprints.into_iter().next()?;
        (member.import_fingerprint.as_ref() != Some(&fingerprint)).then(|| (member.account_id(), fingerprint))
    }
}

/// What became of a line, in the report's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    New,
    Changed,
    Unchanged,
    /// A change that ends the member's eligibility, or ends it sooner than was known.
    LostEligibility,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::LostEligibility => "lost_eligibility",
        }
    }
}

impl Importer for Members {
    const COLUMNS: &'static [&'static str] = &line::COLUMNS;
    const OPTIONAL: &'static [&'static str] = &line::OPTIONAL;
    const UNIQUE: &'static [&'static str] = &["member_number", "user_id"];
    type Row = Filed;

    fn kind(&self) -> &'static str {
        "members"
    }

    fn parse(&self, record: &Record<'_>) -> Result<Filed, Vec<Fault>> {
        let line = MemberLine::read(|column| record.get(column), (&self.initial, self.hashes), self.today)?;
        let row = &line.insured.member_number;
        let place = SealedFor { purpose: Purpose::ImportFingerprint, realm: &self.realm, row };
        let fingerprints = self.key.digests(place, line.text().expose().as_bytes()).collect();
        Ok(Filed { line, fingerprints })
    }

    /// User IDs as a sign-in compares them; member numbers as they stand.
    fn spelling(&self, column: &str, text: &str) -> String {
        if column == "user_id" { account::UserId::spell(text) } else { text.trim().to_owned() }
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Filed>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move { self.put(tx, lines).await })
    }

    fn begin<'t>(self: Arc<Self>, tx: &'t Tx, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { self.note(tx, rows::Event::MembersImportBegun, at).await })
    }

    fn finish<'t>(self: Arc<Self>, tx: &'t Tx, _done: Report, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { self.note(tx, rows::Event::MembersImported, at).await })
    }
}

impl Members {
    async fn note(&self, tx: &Tx, event: rows::Event, at: DateTime<Utc>) -> Result<(), DbErr> {
        let details = Details { administrator: Some(audit::administrator()), ..Details::default() };
        in_realm(tx, &self.realm).record_with((Actor::Administrator, event), details, at).await
    }

    /// Writes a thousand lines, or says why not.
    async fn put(&self, tx: &Tx, lines: Vec<Line<Filed>>) -> Result<Applied, DbErr> {
        let rows = in_realm(tx, &self.realm);
        let numbers = lines.iter().map(|line| line.value.line.insured.member_number.as_str());
        let known = rows.known_members(numbers).await?.into_iter();
        let known: HashMap<String, KnownMember> = known.map(|member| (member.member_number.clone(), member)).collect();
        let find = |line: &Line<Filed>| known.get(&line.value.line.insured.member_number);

        let (mut outcomes, mut differing, mut refreshed) = (Outcomes::new(), Vec::new(), Vec::new());
        for line in lines {
            let known = find(&line);
            let outcome = self.outcome(&line.value, known);
            *outcomes.entry(outcome.name().to_owned()).or_default() += 1;
            if outcome == Outcome::Unchanged {
                refreshed.extend(line.value.refreshed(known));
            } else {
                differing.push((line, known));
            }
        }

        let mut problems: Vec<Problem> =
            differing.iter().filter_map(|(line, known)| self.lacks_a_password(line, *known)).collect();
        let claims: Vec<Claim<'_>> = differing.iter().map(|(line, known)| claim(line, *known)).collect();
        let names = claims.iter().flat_map(Claim::names).collect();
        let addresses = claims.iter().filter_map(Claim::id_like_an_address).collect();
        problems.extend(conflicts(&claims, &rows.holders(names, addresses).await?));
        if !problems.is_empty() {
            return Ok(Applied::Refused(problems));
        }
        let members = differing.into_iter().map(|(line, known)| self.file(line.value, known)).collect();
        rows.put_members(members, self.clock.now()).await?;
        rows.put_fingerprints(refreshed).await?;
        Ok(Applied::Done(outcomes))
    }

    /// A new member could never sign in without a password, unless the realm sends an activation code by letter.
    fn lacks_a_password(&self, line: &Line<Filed>, known: Option<&KnownMember>) -> Option<Problem> {
        let reason = match (&line.value.line.password, known, &self.initial) {
            (InitialPassword::Absent, None, InitialCredentials::Issued) => texts::PASSWORD_MISSING,
            (InitialPassword::Absent, None, InitialCredentials::Derived(_)) => texts::PASSWORD_NOT_DERIVED,
            _ => return None,
        };
        Some(Problem::at(line.number, Fault::new("initial_password", reason)))
    }

    fn outcome(&self, filed: &Filed, known: Option<&KnownMember>) -> Outcome {
        let Some(known) = known else { return Outcome::New };
        let brings_one = self.issued(&filed.line, Some(known)).is_some()
            || matches!(filed.line.password, InitialPassword::CarriedOver(_));
        let left_without_password = known.has_no_password() && brings_one;
        if filed.is_known(known) && !left_without_password {
            return Outcome::Unchanged;
        }
        let sooner = |until| known.eligible_until.is_none_or(|before| until < before);
        if filed.line.insured.eligible_until.is_some_and(sooner) { Outcome::LostEligibility } else { Outcome::Changed }
    }

    /// The password that a line issues, if it issues one to this member.
    ///
    /// A derived one is made for the letter that the member gets: a later change of kigo and bango does not alter it,
    /// unless the realm's reference date is still to come. A corrected birth date does, because members know theirs.
    fn issued<'l>(&self, line: &'l MemberLine, known: Option<&KnownMember>) -> Option<&'l Secret> {
        match (&line.password, known) {
            (_, Some(known)) if known.owns_password => None,
            (InitialPassword::Stated(password), _) | (InitialPassword::Derived(password), None) => Some(password),
            (InitialPassword::Derived(password), Some(known)) => {
                let follows = self.reference_date.is_some_and(|date| self.today <= date);
                let corrected = known.birth_date != line.insured.birth_date;
                (known.has_no_password() || corrected || follows).then_some(password)
            }
            (InitialPassword::Absent | InitialPassword::CarriedOver(_), _) => None,
        }
    }

    fn file(&self, filed: Filed, known: Option<&KnownMember>) -> FiledMember {
        let Filed { line, fingerprints } = filed;
        let fingerprint = fingerprints.into_iter().next().unwrap_or_default();
        let id = known.map_or_else(AccountId::generate, KnownMember::account_id);
        let issued_password =
            self.issued(&line, known).map(|password| initial_password::seal(&self.key, &self.realm, id, password));
        let MemberLine { insured, user_id, email, password } = line;
        let password_hash = match password {
            InitialPassword::CarriedOver(hash) => Some(seal_hash(&self.key, &self.realm, id, &hash)),
            _ => None,
        };
        FiledMember { id, insured, user_id, email, issued_password, password_hash, fingerprint }
    }
}

/// What a line would give a member, without what the member has made their own.
fn claim<'a>(line: &'a Line<Filed>, known: Option<&KnownMember>) -> Claim<'a> {
    let MemberLine { insured, user_id, email, .. } = &line.value.line;
    let (owns_user_id, owns_email) = known.map_or((false, false), |known| (known.owns_user_id, known.owns_email));
    Claim {
        line: line.number,
        member: &insured.member_number,
        user_id: (!owns_user_id).then_some(user_id.as_str()),
        email: email.as_ref().filter(|_| !owns_email).map(account::EmailAddress::as_str),
    }
}
