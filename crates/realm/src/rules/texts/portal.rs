//! The words for `portal.toml`.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

pub(in crate::rules) const TILE_WITHOUT_ONE_GOAL: Finding = Finding::error(
    "tile-without-one-goal",
    Text {
        ja: "service・client・linkのどれか1つだけを書きます", en: "write exactly one of service, client, link"
    },
    NO_HELP,
);

pub(in crate::rules) const TILE_WITHOUT_LABEL: Finding = Finding::error(
    "tile-without-label",
    Text { ja: "表示名（label）がありません", en: "it has no label" },
    Text {
        ja: "label = { ja = \"…\", en = \"…\" }を書いてください。",
        en: "Write label = { ja = \"…\", en = \"…\" }.",
    },
);

pub(in crate::rules) const DANGLING_CLIENT: Finding = Finding::error(
    "dangling-client",
    Text { ja: "clients/{client}.tomlがありません", en: "there is no clients/{client}.toml" },
    Text {
        ja: "ファイルを置くか、名前を直してください。", en: "Add the file, or correct the name."
    },
);

pub(in crate::rules) const NO_DOOR: Finding = Finding::error(
    "no-door",
    Text {
        ja: "「{client}」にはログインを始めるアドレスがありません",
        en: "`{client}` has no address where a sign-in begins",
    },
    Text {
        ja: "clients/{client}.tomlにinitiate_login_uriを書いてください。",
        en: "Write initiate_login_uri in clients/{client}.toml.",
    },
);

pub(in crate::rules) const REPEATED_TILE: Finding = Finding::error(
    "repeated-tile",
    Text { ja: "同じサービスが2回並んでいます", en: "this service stands there twice" },
    Text { ja: "どちらか1つを残してください。", en: "Keep one of them." },
);

pub(in crate::rules) const REPEATED_CATEGORY: Finding = Finding::error(
    "repeated-category",
    Text { ja: "分類「{id}」が2回書かれています", en: "the category `{id}` is written twice" },
    Text { ja: "どちらか1つを残してください。", en: "Keep one of them." },
);

pub(in crate::rules) const DELETED_TOO_EARLY: Finding = Finding::error(
    "deleted-too-early",
    Text {
        ja: "表示する年数（{shown}）より前に明細が消えます",
        en: "lines are deleted before the {shown} years in which they are shown",
    },
    Text {
        ja: "retention_yearsを{shown}以上にしてください。", en: "Write {shown} or more for retention_years."
    },
);

pub(in crate::rules) const PORTAL_BY_SECRET: Finding = Finding::error(
    "portal-by-secret",
    Text { ja: "ポータルはシークレットで認証します", en: "the portal authenticates by a secret" },
    Text {
        ja: "client_secret_basicかclient_secret_postを書いてください。",
        en: "Write client_secret_basic or client_secret_post.",
    },
);
