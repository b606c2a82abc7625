//! What stands sealed in the database: by which keys, and how it is sealed anew when one key makes room for another.
//!
//! A service names its columns, and here they are gone through, those of all realms: the key is not a realm's. That is
//! safe while services run, and may be interrupted and done again: values are read in pieces, each piece is a write of its
//! own, and a value is put in the place of the one that was read and of no other.

mod texts;

use std::collections::BTreeMap;

use base::{KeyEncryptionKey, Purpose, RealmName, Sealed, SealedFor, Secret, Unsealable};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::{Database, Tx};

/// How many values are sealed anew in one write: on SQLite everybody waits while one is written.
const PIECE: usize = 256;
/// How often a column is gone through, where somebody else was changing what was to be sealed anew.
const PASSES: usize = 3;

/// A column whose values are sealed for their rows ([`SealedFor`]), in a table that has a column `realm`.
#[derive(Clone, Copy, Debug)]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The column that names the row within its realm, and is the row that values are sealed for.
    pub row: RowName,
    /// The column with the sealed values. What does not begin with `v1.` is none, and stays as it is.
    pub column: &'static str,
    /// What the values are for.
    pub purpose: Purpose,
    /// A column beside it with a keyed digest of the value, and how that is made: it follows the key too.
    pub digest: Option<(&'static str, DigestOf)>,
}

/// How the digest of an opened value is made.
pub type DigestOf = fn(&KeyEncryptionKey, &RealmName, &Secret<Vec<u8>>) -> String;

/// By which column a row is named, and what stands in it.
#[derive(Clone, Copy, Debug)]
pub enum RowName {
    /// A UUID.
    Uuid(&'static str),
    /// A text.
    Text(&'static str),
}

impl RowName {
    const fn column(self) -> &'static str {
        match self {
            Self::Uuid(column) | Self::Text(column) => column,
        }
    }
}

/// How many values each key has sealed, by the key's id.
pub type BySealer = BTreeMap<String, u64>;

/// What sealing anew came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resealed {
    /// The id of the key that seals.
    pub key: String,
    /// How many values it has sealed anew; where it was only tried, how many it would.
    pub resealed: u64,
    /// How many values stand sealed by other keys now.
    pub left: BySealer,
    /// Of how many the key is at hand and they do not open all the same: of another row, or changed. By table.
    pub damaged: BTreeMap<&'static str, u64>,
}

/// How many values each key has sealed. Reads the columns from end to end.
///
/// # Errors
/// The database's own failure.
pub async fn by_sealer(database: &Database, columns: &[SealedColumn]) -> Result<BySealer, DbErr> {
    let mut all = BySealer::new();
    for SealedColumn { table, column, .. } in columns {
        let sql = format!(
            "SELECT SUBSTR({column}, 4, 8) AS sealer, COUNT(*) AS sealed FROM {table} WHERE {column} LIKE 'v1.%' GROUP BY 1"
        );
        let reader = database.reader();
        for row in reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await? {
            let sealed = u64::try_from(row.try_get_by::<i64, _>("sealed")?).unwrap_or_default();
            *all.entry(row.try_get_by("sealer")?).or_default() += sealed;
        }
    }
    Ok(all)
}

/// Seals anew whatever another key than the one that seals has sealed; with `dry_run` only counts it.
///
/// # Errors
/// The database's own failure. What was done until then stays done.
pub async fn reseal(
    database: &Database,
    key: &KeyEncryptionKey,
    columns: &[SealedColumn],
    dry_run: bool,
) -> Result<Resealed, DbErr> {
    let (mut resealed, mut damaged) = (0, BTreeMap::new());
    for column in columns {
        let mut last = Pass::default();
        for _ in 0..PASSES {
            last = pass(database, key, column, dry_run).await?;
            resealed += last.resealed;
            if last.busy == 0 {
                break;
            }
        }
        if last.damaged > 0 {
            *damaged.entry(column.table).or_default() += last.damaged;
        }
    }
    let mut left = by_sealer(database, columns).await?;
    left.remove(key.id());
    Ok(Resealed { key: key.id().to_owned(), resealed, left, damaged })
}

/// What going through a column once came to, in values.
#[derive(Default)]
struct Pass {
    resealed: u64,
    /// What somebody else was changing, or had changed.
    busy: u64,
    damaged: u64,
}

async fn pass(
    database: &Database,
    key: &KeyEncryptionKey,
    column: &SealedColumn,
    dry_run: bool,
) -> Result<Pass, DbErr> {
    let (mut pass, mut after) = (Pass::default(), None);
    loop {
        let piece = piece(database, key.id(), column, after.as_ref()).await?;
        let Some(last) = piece.last() else { return Ok(pass) };
        after = Some((last.realm.clone(), last.id.clone()));
        let mut opened = Vec::new();
        for read in piece {
            let at_hand = key.each().any(|key| Some(key.id()) == read.sealed.key_id());
            match read.anew(key, column) {
                Ok(anew) => opened.push(anew),
                Err(Unsealable) => pass.damaged += u64::from(at_hand),
            }
        }
        let all = opened.len() as u64;
        let put = if dry_run || opened.is_empty() { all } else { put(database, *column, opened).await? };
        pass.resealed += put;
        pass.busy += all - put;
    }
}

/// A value as it was read.
struct Read {
    realm: String,
    id: Value,
    /// The row's name, as values are sealed for it.
    name: String,
    sealed: Sealed,
}

/// A value sealed anew in the place of the one that was read, and the digest beside it.
struct Anew {
    read: Read,
    sealed: Sealed,
    digest: Option<String>,
}

/// The next values of a column that another key has sealed.
async fn piece(
    database: &Database,
    key_id: &str,
    column: &SealedColumn,
    after: Option<&(String, Value)>,
) -> Result<Vec<Read>, DbErr> {
    let (SealedColumn { table, column, row, .. }, id) = (column, column.row.column());
    let mut values = vec![Value::from(format!("v1.{key_id}.%"))];
    let later = if after.is_some() { format!("AND (realm, {id}) > ($2, $3)") } else { String::new() };
    values.extend(after.into_iter().flat_map(|(realm, id)| [realm.as_str().into(), id.clone()]));
    let sql = format!(
        "SELECT realm, {id} AS id, {column} AS sealed FROM {table} \
        WHERE {column} LIKE 'v1.%' AND {column} NOT LIKE $1 {later} ORDER BY realm, {id} LIMIT {PIECE}"
    );
    let reader = database.reader();
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), sql, values);
    reader.query_all_raw(statement).await?.iter().map(|found| Read::of(found, *row)).collect()
}

impl Read {
    fn of(found: &QueryResult, row: RowName) -> Result<Self, DbErr> {
        let (id, name) = match row {
            RowName::Uuid(_) => {
                let id: Uuid = found.try_get_by("id")?;
                (id.into(), id.to_string())
            }
            RowName::Text(_) => {
                let name: String = found.try_get_by("id")?;
                (name.clone().into(), name)
            }
        };
        Ok(Self {
            realm: found.try_get_by("realm")?,
            id,
            name,
            sealed: found.try_get_by::<String, _>("sealed")?.into(),
        })
    }

    /// The value under the key that seals.
    fn anew(self, key: &KeyEncryptionKey, column: &SealedColumn) -> Result<Anew, Unsealable> {
        let realm: RealmName = self.realm.parse().map_err(|_| Unsealable)?;
        let place = SealedFor { purpose: column.purpose, realm: &realm, row: &self.name };
        let opened = key.open(place, &self.sealed)?;
        let digest = column.digest.map(|(_, of)| of(key, &realm, &opened));
        Ok(Anew { sealed: key.seal(place, opened.expose()), digest, read: self })
    }
}

/// Puts values in the places of those that were read, and says in how many still stood what was read.
async fn put(database: &Database, column: SealedColumn, anew: Vec<Anew>) -> Result<u64, DbErr> {
    let write = database.write(move |tx| {
        Box::pin(async move {
            let mut put = 0;
            for anew in anew {
                put += put_one(tx, &column, anew).await?;
            }
            Ok::<_, DbErr>(put)
        })
    });
    write.await
}

/// Waits for nobody: whoever waits and holds rows may be waited for by an import that came from the other side.
async fn put_one(tx: &Tx, column: &SealedColumn, anew: Anew) -> Result<u64, DbErr> {
    let (SealedColumn { table, column, digest, .. }, id) = (column, column.row.column());
    let Anew { read, sealed, digest: its_digest } = anew;
    let beside = digest.map_or_else(String::new, |(digest, _)| format!(", {digest} = $5"));
    let skip = if tx.get_database_backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE {table} SET {column} = $1{beside} WHERE (realm, {id}) IN \
        (SELECT realm, {id} FROM {table} WHERE realm = $2 AND {id} = $3 AND {column} = $4 {skip})"
    );
    let mut values: Vec<Value> = vec![sealed.as_str().into(), read.realm.into(), read.id, read.sealed.as_str().into()];
    values.extend(its_digest.map(Value::from));
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}
