//! realm-config/README.md, the administrators' handbook, leaves no key out, and what it shows works.

use std::fmt::Write;

use realm::Lookup;
use serde_json::Value;

use super::site::{Site, samples};

const MARKER: &str = "<!-- keys: generated from the program, do not edit below -->\n";

fn handbook() -> String {
    std::fs::read_to_string(samples().join("README.md")).unwrap()
}

/// One kind of file, and its keys written down as table rows.
struct Keys<'s> {
    schema: &'s Value,
    rows: String,
}

impl<'s> Keys<'s> {
    fn resolved(&self, schema: &'s Value) -> &'s Value {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        target.map_or(schema, |pointer| self.schema.pointer(pointer).unwrap())
    }

    fn table(&mut self, table: &'s Value, prefix: &str) {
        let required: Vec<&str> =
            table["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (key, written) in table["properties"].as_object().unwrap() {
            let mark = if required.contains(&key.as_str()) { " ●" } else { "" };
            self.key(&format!("{prefix}{key}"), mark, written);
        }
    }

    fn key(&mut self, name: &str, mark: &str, written: &'s Value) {
        let schema = self.resolved(written);
        let items = schema.get("items").map(|items| self.resolved(items));
        let (ja, en) = in_two_languages(written);
        let name = match items {
            Some(items) if items.get("properties").is_some() => format!("[[{name}]]"),
            _ => name.to_owned(),
        };
        writeln!(self.rows, "| `{name}`{mark} | {ja} | {en} |").unwrap();
        for (value, ja, en) in choices(items.unwrap_or(schema)) {
            writeln!(self.rows, "| ┗ `\"{value}\"` | {ja} | {en} |").unwrap();
        }
        let below = items.unwrap_or(schema);
        let is_text = below.pointer("/properties/ja").is_some();
        if below.get("properties").is_some() && !is_text {
            self.table(below, &format!("{}.", name.trim_matches(['[', ']'])));
        }
    }
}

/// A description's Japanese first line and its English rest.
fn in_two_languages(schema: &Value) -> (String, String) {
    let (ja, en) = schema["description"].as_str().unwrap().split_once('\n').unwrap();
    (ja.to_owned(), en.replace('\n', " "))
}

fn choices(schema: &Value) -> Vec<(String, String, String)> {
    let options = schema["oneOf"].as_array().into_iter().flatten();
    options
        .map(|option| {
            let (ja, en) = in_two_languages(option);
            (option["const"].as_str().unwrap().to_owned(), ja, en)
        })
        .collect()
}

#[test]
fn every_key_is_explained_in_both_languages() {
    let mut generated = String::new();
    for (_, schema) in realm::schema_files() {
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let (ja, en) = in_two_languages(&schema);
        let mut keys = Keys { schema: &schema, rows: String::new() };
        keys.table(&schema, "");
        let title = schema["title"].as_str().unwrap();
        writeln!(generated, "\n### {title}: {ja} / {en}\n\n| キー / key | 意味 | meaning |\n| --- | --- | --- |")
            .unwrap();
        generated += &keys.rows;
    }
    let handbook = handbook();
    let (by_hand, keys) = handbook.split_once(MARKER).unwrap();
    if keys != generated {
        std::fs::write(samples().join("README.md"), format!("{by_hand}{MARKER}{generated}")).unwrap();
        panic!("the keys in realm-config/README.md were outdated and have been written anew: look and commit");
    }
}

/// The files shown in code blocks whose first line is `# realm-config/REALM/FILE`, and with a `+` before the path, what is
/// to be added to one: whether it is, path below realm-config, content.
fn examples(handbook: &str) -> Vec<(bool, String, String)> {
    let blocks = handbook.split("\n```").skip(1).step_by(2);
    blocks
        .filter_map(|block| {
            let (_, content) = block.split_once('\n')?;
            let (first, rest) = content.split_once('\n')?;
            let (added, file) = match first.strip_prefix("# + realm-config/") {
                Some(file) => (true, file),
                None => (false, first.strip_prefix("# realm-config/")?),
            };
            Some((added, file.to_owned(), format!("{rest}\n")))
        })
        .collect()
}

#[test]
fn the_societies_of_the_handbook_are_served() {
    let site = Site::new();
    let examples = examples(&handbook());
    assert_eq!(examples.len(), 9, "{examples:#?}");
    for (added, path, content) in &examples {
        let (realm, file) = path.split_once('/').unwrap();
        match added {
            true => site.append(realm, file, &format!("\n{content}")),
            false => site.write(realm, file, content),
        }
    }
    // What the second one is not shown with is like that of the first.
    for file in ["portal.toml", "clients/portal.toml", "terms/2026-04-01.ja.md", "terms/2026-04-01.en.md"] {
        site.write("ume", file, std::fs::read(site.root().join("sakura").join(file)).unwrap());
    }
    for secret in ["sakura-portal.secret", "sakura-booking.secret"] {
        std::fs::write(site.settings.secrets_dir.join(secret), "a secret of the handbook").unwrap();
    }
    let report = site.check(&["sakura", "ume"]);
    assert!(report.diagnostics.is_empty(), "{}", report.render(realm::Format::Text, base::Language::En));
    let Lookup::Serving(ume) = site.load().find("ume") else { panic!("served") };
    assert_eq!((ume.mail.info.as_str(), ume.maintenance.len()), ("info@ume.example.jp", 1));
}
