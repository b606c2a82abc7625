//! `realm fmt`: one way to lay a file out, so that histories show what changed and nothing else.
//!
//! Comments stay where they are, and so do the keys: their order is the administrator's own way of telling things.

use std::path::{Path, PathBuf};

use toml_edit::{Array, Decor, DocumentMut, InlineTable, Item, KeyMut, RawString, Table, Value};

use crate::examine;

/// The longest line that a list is written on, full-width characters counted twice.
const WIDEST: usize = 100;

/// Lays the TOML files of realms out anew: of those named, or of all, and what they are based on. Returns the files that
/// are laid out otherwise, and their new texts. A file that is no TOML is left alone: `realm check` says why.
///
/// # Errors
/// When the folder of all realms itself cannot be read.
pub fn format(root: &Path, names: &[String]) -> std::io::Result<Vec<(PathBuf, String)>> {
    let (known, _) = examine::realm_names(root)?;
    let wanted = known.iter().filter(|name| names.is_empty() || names.iter().any(|wanted| wanted == name.as_str()));
    let mut folders: Vec<PathBuf> =
        wanted.flat_map(|name| [root.join(name.as_str()), root.join(name.as_str()).join("clients")]).collect();
    if names.is_empty() {
        folders.push(root.to_owned());
    }
    let mut changed = Vec::new();
    for folder in folders {
        let entries = folder.read_dir().into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "toml")) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            changed.extend(laid_out(&text).filter(|new| *new != text).map(|new| (path, new)));
        }
    }
    changed.sort();
    Ok(changed)
}

/// A file's text as it should be laid out; `None` when it is no TOML.
fn laid_out(text: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let trailing = comments(&format!("{}\n", document.trailing().as_str().unwrap_or_default()));
    document.set_trailing(format!("\n{}", trailing.trim_start()));
    table(document.as_table_mut());
    let text = document.to_string();
    Some(format!("{}\n", text.trim()))
}

fn table(table: &mut Table) {
    for (mut key, item) in table.iter_mut() {
        match item {
            Item::Value(value) if value.as_inline_table().is_some_and(InlineTable::is_dotted) => {
                if let Some(dotted) = value.as_inline_table_mut() {
                    inline_table(dotted);
                }
                before(key.leaf_decor_mut());
            }
            Item::Value(value) => entry(&mut key, value),
            Item::Table(below) if below.is_dotted() => self::table(below),
            Item::Table(below) => {
                header(below);
                self::table(below);
            }
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|below| {
                header(below);
                self::table(below);
            }),
            Item::None => {}
        }
    }
}

fn entry(key: &mut KeyMut<'_>, value: &mut Value) {
    before(key.leaf_decor_mut());
    key.leaf_decor_mut().set_suffix(" ");
    key.dotted_decor_mut().clear();
    let width = key.get().chars().count() + 3;
    let behind = trailing(value.decor());
    laid_out_value(value, width);
    value.decor_mut().set_prefix(" ");
    value.decor_mut().set_suffix(behind);
}

/// One empty line before each header; its comments belong to it.
fn header(table: &mut Table) {
    let comments = comments(raw(table.decor().prefix()));
    let behind = trailing(table.decor());
    table.decor_mut().set_prefix(format!("\n{}", comments.trim_start_matches('\n')));
    table.decor_mut().set_suffix(behind);
}

/// The comments before a key, and at most one empty line.
fn before(decor: &mut Decor) {
    let comments = comments(raw(decor.prefix()));
    decor.set_prefix(comments);
}

fn raw(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or_default()
}

/// The comment behind a value or a header, after one space.
fn trailing(decor: &Decor) -> String {
    let comment = raw(decor.suffix()).trim();
    if comment.is_empty() { String::new() } else { format!(" {comment}") }
}

/// Whole lines of comments without what stands around them; several empty lines become one.
fn comments(text: &str) -> String {
    let (mut laid_out, mut empty) = (String::new(), false);
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    // What follows the last line feed stands on the key's own line.
    for line in lines.split_last().map_or(&[][..], |(_, whole)| whole) {
        if line.is_empty() {
            empty = true;
            continue;
        }
        if empty {
            laid_out.push('\n');
        }
        empty = false;
        laid_out.push_str(line);
        laid_out.push('\n');
    }
    if empty {
        laid_out.push('\n');
    }
    laid_out
}

fn laid_out_value(value: &mut Value, width: usize) {
    match value {
        Value::Array(array) => list(array, width),
        Value::InlineTable(table) => inline_table(table),
        _ => {}
    }
}

/// A list that is longer than a line, or was written on several, has an item a line. One with comments inside stays.
fn list(array: &mut Array, width: usize) {
    if is_commented(array.trailing()) || array.iter().any(has_comments) {
        return;
    }
    array.iter_mut().for_each(|item| {
        item.decor_mut().clear();
        laid_out_value(item, 0);
    });
    array.set_trailing("");
    array.set_trailing_comma(false);
    let last = array.len().saturating_sub(1);
    array
        .iter_mut()
        .enumerate()
        .for_each(|(index, item)| item.decor_mut().set_prefix(if index > 0 { " " } else { "" }));
    if width + columns(&array.to_string()) <= WIDEST || last == 0 && array.is_empty() {
        return;
    }
    array.iter_mut().for_each(|item| item.decor_mut().set_prefix("\n  "));
    array.set_trailing("\n");
    array.set_trailing_comma(true);
}

fn is_commented(raw: &RawString) -> bool {
    raw.as_str().is_some_and(|text| text.contains('#'))
}

/// Whether there are comments within a value or around it.
fn has_comments(value: &Value) -> bool {
    let decorated =
        |decor: &Decor| decor.prefix().is_some_and(is_commented) || decor.suffix().is_some_and(is_commented);
    decorated(value.decor())
        || match value {
            Value::Array(array) => is_commented(array.trailing()) || array.iter().any(has_comments),
            Value::InlineTable(table) => commented_table(table),
            _ => false,
        }
}

fn commented_table(table: &InlineTable) -> bool {
    let keys = table.iter().filter_map(|(name, _)| table.key(name));
    let commented =
        |decor: &Decor| decor.prefix().is_some_and(is_commented) || decor.suffix().is_some_and(is_commented);
    is_commented(table.trailing())
        || keys.into_iter().any(|key| commented(key.leaf_decor()))
        || table.iter().any(|(_, value)| has_comments(value))
}

fn inline_table(table: &mut InlineTable) {
    if commented_table(table) {
        return;
    }
    let (last, dotted) = (table.len().saturating_sub(1), table.is_dotted());
    for (index, (mut key, value)) in table.iter_mut().enumerate() {
        key.leaf_decor_mut().set_prefix(if dotted { "" } else { " " });
        key.leaf_decor_mut().set_suffix(" ");
        laid_out_value(value, 0);
        value.decor_mut().set_prefix(" ");
        value.decor_mut().set_suffix(if index == last && !dotted { " " } else { "" });
    }
    table.set_trailing("");
}

/// How wide a text is in a terminal, roughly: what is not ASCII takes two columns.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_laid_out_and_keeps_its_comments() {
        let text = "#:schema ../x.json\r\n\r\n\r\na=1   # why\n\n\n\n  # about b\nb   =  {x=1,y = \"2\"}\n[t]   # t\n# about c\nc=[1,2 ,3,]\n\
                    # about u\n[[u]]\nd.e=  1\n[[u]]\n\n# the end\n";
        let expected = "#:schema ../x.json\n\na = 1 # why\n\n# about b\nb = { x = 1, y = \"2\" }\n\n[t] # t\n# about c\n\
                        c = [1, 2, 3]\n\n# about u\n[[u]]\nd.e = 1\n\n[[u]]\n\n# the end\n";
        let new = laid_out(text).unwrap();
        assert_eq!(new, expected);
        assert_eq!(laid_out(&new).unwrap(), new);
    }

    #[test]
    fn long_lists_have_an_item_a_line_and_commented_ones_stay() {
        let items = (0..20).map(|number| format!("\"item number {number}\"")).collect::<Vec<_>>().join(",");
        let new = laid_out(&format!("a = [{items}]")).unwrap();
        assert!(new.starts_with("a = [\n  \"item number 0\",\n") && new.ends_with("\"item number 19\",\n]\n"), "{new}");
        assert_eq!(laid_out(&new).unwrap(), new);
        let commented = "a = [\n    1, # one\n    2,\n]\n";
        assert_eq!(laid_out(commented).unwrap(), commented);
    }

    #[test]
    fn what_is_no_toml_is_left_alone() {
        assert_eq!(laid_out("a = "), None);
    }
}
