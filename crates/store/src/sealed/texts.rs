//! What is said of values that were sealed anew, in both services.

use base::{KeyEncryptionKey, Language, Text};

use super::Resealed;

const RESEALED: Text = Text {
    ja: "{count}件を鍵 {key} で封印し直しました。",
    en: "{count} value(s) were sealed anew with the key {key}.",
};
const WOULD_RESEAL: Text = Text {
    ja: "{count}件を鍵 {key} で封印し直します。検査のみです。何も変更していません。",
    en: "{count} value(s) would be sealed anew with the key {key}. A dry run: nothing was changed.",
};
const NOTHING_LEFT: Text = Text {
    ja: "ほかの鍵で封印されたものは、データベースにもうありません。すべてのサーバーで {key} が封印に使われてから72時間たてば、ほかの鍵を設定から外せます。",
    en: "Nothing in the database is sealed by another key any more. 72 hours after {key} seals on all servers, the others may be taken out of the settings.",
};
const LEFT: Text = Text {
    ja: "鍵 {key} で封印されたものが{count}件残っています。まだその鍵で封印しているサーバーがないか確かめて、もう一度実行してください。",
    en: "{count} value(s) are still sealed by the key {key}. See whether a server still seals with it, and run this once more.",
};
const NOT_AT_HAND: Text = Text {
    ja: "鍵 {key} で封印されたものが{count}件あり、その鍵は設定にありません。other_key_encryption_key_filesに加えて、もう一度実行してください。",
    en: "{count} value(s) are sealed by the key {key}, which is not in the settings. Name it in other_key_encryption_key_files, and run this once more.",
};
const DAMAGED: Text = Text {
    ja: "{table} の{count}件は、鍵があっても開けません。ほかの行から写されたか、書き換えられています。",
    en: "{count} value(s) of {table} do not open although their key is at hand: they are of another row, or were changed.",
};

impl Resealed {
    /// What an operator is told, a line each. `key` is the settings' key, with the others there.
    #[must_use]
    pub fn lines(&self, key: &KeyEncryptionKey, dry_run: bool, language: Language) -> Vec<String> {
        let known: Vec<String> = key.each().map(|key| key.id().to_owned()).collect();
        let done = if dry_run { WOULD_RESEAL } else { RESEALED };
        let mut lines = vec![done.with(language, &[("count", &self.resealed), ("key", &self.key)])];
        for (table, count) in &self.damaged {
            lines.push(DAMAGED.with(language, &[("table", table), ("count", count)]));
        }
        for (key, count) in &self.left {
            if !known.contains(key) {
                lines.push(NOT_AT_HAND.with(language, &[("key", key), ("count", count)]));
            } else if !dry_run {
                lines.push(LEFT.with(language, &[("key", key), ("count", count)]));
            }
        }
        if self.left.is_empty() {
            lines.push(NOTHING_LEFT.with(language, &[("key", &self.key)]));
        }
        lines
    }
}
