//! An order for all members whom a file names: a thousand together or none of them, and every line that names nobody
//! told by its number.
//!
//! It is the import's engine, so what holds there holds here: bounded memory, an interrupted run goes on where it was,
//! the same file again is a new order.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use realm::Realm;
use store::Tx;
use store::import::{
    Applied, Encoding, Event, Fault, Import, ImportError, Importer, Line, Outcomes, Problem, Record, Report,
};

use super::order::Desk;
use super::{Effect, Named, NotDone, Order, texts};
use crate::App;
use crate::rows::{AccountRow, DbErr, NamedBy, in_realm};

/// Something was done.
pub(super) const DONE: &str = "done";
/// There was nothing to do.
pub(super) const UNCHANGED: &str = "unchanged";

/// Carries an order out for all members of a file. `listener` hears what happens, and `of_each` the effect on each
/// member once it is certain; on a dry run, once it was tried.
///
/// # Errors
/// [`ImportError`], after which the same order may be given again.
pub async fn order_for_file(
    (app, realm): (&Arc<App>, &Arc<Realm>),
    order: &Order,
    path: &Path,
    listener: &mut (dyn FnMut(Event) + Send),
    of_each: &mut (dyn FnMut(&Effect) + Send),
) -> Result<Report, ImportError> {
    let import =
        Import { realm: realm.name.clone(), path: path.to_owned(), encoding: Encoding::Utf8, dry_run: order.dry_run };
    let desk = Desk { app: Arc::clone(app), realm: Arc::clone(realm), order: order.clone() };
    let effects = Arc::new(Mutex::new(Vec::new()));
    let tried = Arc::clone(&effects);
    let mut stayed = true;
    let mut hear = |event: Event| {
        // The problems of a thousand lines come before their progress: then nothing of them was done.
        let effects = std::mem::take(&mut *tried.lock().unwrap_or_else(PoisonError::into_inner));
        match &event {
            Event::Problem(_) => stayed = false,
            Event::Progress { .. } if std::mem::replace(&mut stayed, true) => effects.iter().for_each(&mut *of_each),
            Event::Progress { .. } => {}
        }
        listener(event);
    };
    let (database, clock) = (&app.database, &app.clock);
    match named_by(path)? {
        NamedBy::UserId => import.run(database, Listed::<UserIds>::new(desk, effects), clock, &mut hear).await,
        NamedBy::MemberNumber => import.run(database, Listed::<Numbers>::new(desk, effects), clock, &mut hear).await,
    }
}

/// By what a file names members: its header row says it. One that says neither is told what it should say.
fn named_by(path: &Path) -> Result<NamedBy, ImportError> {
    let mut header = Vec::new();
    BufReader::new(File::open(path)?).take(1024).read_until(b'\n', &mut header)?;
    let says = |column: &str| header.windows(column.len()).any(|part| part == column.as_bytes());
    Ok(if says(UserIds::COLUMN) && !says(Numbers::COLUMN) { NamedBy::UserId } else { NamedBy::MemberNumber })
}

/// The one column of a file.
trait Column: Send + Sync + 'static {
    const BY: NamedBy;
    const COLUMN: &'static str;
    const COLUMNS: &'static [&'static str];
}

/// A file of user IDs.
enum UserIds {}

/// A file of member numbers.
enum Numbers {}

impl Column for UserIds {
    const BY: NamedBy = NamedBy::UserId;
    const COLUMN: &'static str = "user_id";
    const COLUMNS: &'static [&'static str] = &[Self::COLUMN];
}

impl Column for Numbers {
    const BY: NamedBy = NamedBy::MemberNumber;
    const COLUMN: &'static str = "member_number";
    const COLUMNS: &'static [&'static str] = &[Self::COLUMN];
}

/// A list of members to carry an order out for.
struct Listed<C> {
    desk: Desk,
    /// What the lines at hand came to.
    effects: Arc<Mutex<Vec<Effect>>>,
    column: PhantomData<C>,
}

impl<C> Listed<C> {
    const fn new(desk: Desk, effects: Arc<Mutex<Vec<Effect>>>) -> Self {
        Self { desk, effects, column: PhantomData }
    }
}

impl<C: Column> Importer for Listed<C> {
    const COLUMNS: &'static [&'static str] = C::COLUMNS;
    const UNIQUE: &'static [&'static str] = C::COLUMNS;
    type Row = Named;

    fn kind(&self) -> &'static str {
        self.desk.order.deed.kind()
    }

    fn parse(&self, record: &Record<'_>) -> Result<Named, Vec<Fault>> {
        let named = Named::new(C::BY, record.get(C::COLUMN));
        if named.name.is_empty() { Err(vec![Fault::new(C::COLUMN, texts::EMPTY)]) } else { Ok(named) }
    }

    fn spelling(&self, _column: &str, text: &str) -> String {
        Named::new(C::BY, text).name
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Named>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move { self.carry_out(tx, lines).await })
    }
}

impl<C: Column> Listed<C> {
    async fn carry_out(&self, tx: &Tx, lines: Vec<Line<Named>>) -> Result<Applied, DbErr> {
        let names: Vec<String> = lines.iter().map(|line| line.value.name.clone()).collect();
        let found = in_realm(tx, &self.desk.realm.name).accounts_named((C::BY, &names)).await?;
        let accounts: HashMap<&str, &AccountRow> = found.iter().map(|account| (name::<C>(account), account)).collect();
        let nobody = |line: &Line<Named>| Problem::at(line.number, Fault::new(C::COLUMN, texts::NOBODY));
        let problems: Vec<Problem> =
            lines.iter().filter(|line| !accounts.contains_key(&*line.value.name)).map(nobody).collect();
        if !problems.is_empty() {
            return Ok(Applied::Refused(problems));
        }
        let (mut outcomes, mut effects) = (Outcomes::new(), Vec::with_capacity(lines.len()));
        for account in lines.iter().filter_map(|line| accounts.get(&*line.value.name)) {
            let effect = self.desk.carry_out(tx, account).await.map_err(in_the_database)?;
            let outcome = if effect.changed { DONE } else { UNCHANGED };
            *outcomes.entry(outcome.to_owned()).or_default() += 1;
            effects.push(effect);
        }
        *self.effects.lock().unwrap_or_else(PoisonError::into_inner) = effects;
        Ok(Applied::Done(outcomes))
    }
}

const fn name<C: Column>(account: &AccountRow) -> &str {
    match C::BY {
        NamedBy::UserId => account.user_id.as_str(),
        NamedBy::MemberNumber => account.member_number.as_str(),
    }
}

fn in_the_database(error: NotDone) -> DbErr {
    match error {
        NotDone::Database(error) => error,
        other => DbErr::Custom(other.to_string()),
    }
}
