//! What running processes say about the societies' files, for the person at the terminal: `realm status`, `realm reload`.
//!
//! Both services have these commands, each over its own processes, and speak in the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use base::{Language, RealmName, Text, japan_standard_time};
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use realm::{RealmReport, ReloadResult};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Exit codes, as realm-config/README.md lists them for all commands.
mod exit {
    pub const FINE: u8 = 0;
    pub const INVALID: u8 = 1;
    pub const DIFFERENCES: u8 = 2;
    pub const UNREACHABLE: u8 = 4;
    pub const REFUSED: u8 = 5;
}

/// How a command writes, and in which language.
#[derive(Clone, Copy, Debug, Args)]
pub struct Manner {
    /// How to write what is found: for people or for programs. 書き方
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub format: Output,
    /// In which language. 言語
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub lang: Words,
}

/// How a command writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people. 人が読む形
    Text,
    /// For programs. プログラムが読む形
    Json,
}

/// The language in which a command speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Words {
    /// 日本語
    Ja,
    /// English
    En,
}

impl Manner {
    /// The language.
    #[must_use]
    pub const fn language(&self) -> Language {
        match self.lang {
            Words::Ja => Language::Ja,
            Words::En => Language::En,
        }
    }
}

/// The arguments of `realm status`.
#[derive(Clone, Debug, Args)]
pub struct StatusArguments {
    /// The realms; all of them if none is named. 組合
    pub realms: Vec<RealmName>,
    /// The folder of the societies' files. 設定フォルダ
    #[arg(long, value_name = "DIR")]
    pub realm_config: Option<PathBuf>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment would stand in the help as another option's")]
    pub manner: Manner,
}

/// The arguments of `realm reload`.
#[derive(Clone, Debug, Args)]
pub struct ReloadArguments {
    /// The realms; all of them if none is named. 組合
    pub realms: Vec<RealmName>,
    /// Retire this realm, whose folder is gone: nobody signs in any more, its data is kept. フォルダのない組合の利用を終了する
    #[arg(long, value_name = "REALM")]
    pub allow_retire: Vec<RealmName>,
    /// Let methods go that some members have nothing else than: they register another one at their next sign-in, with
    /// their password alone. ほかの方法を登録していない加入者がいても、認証方法をなくす
    #[arg(long)]
    pub allow_lockout: bool,
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment would stand in the help as another option's")]
    pub manner: Manner,
}

/// What one process says.
#[derive(Clone, Debug, Serialize)]
pub struct NodeReport {
    /// The machine and the process.
    pub host: String,
    /// The program's version.
    pub build: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// What it serves. `None` when it is of another version and says it otherwise.
    pub realms: Option<BTreeMap<RealmName, RealmReport>>,
}

/// What became of one realm at one process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToldOutcome {
    name: RealmName,
    result: ReloadResult,
    findings: Vec<ToldFinding>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct ToldFinding {
    code: String,
    severity: String,
    path: String,
    line: usize,
    column: usize,
    message: Text<String>,
    help: Option<Text<String>>,
}

const NOBODY: Text = Text { ja: "動いているサーバーがありません。", en: "No server is running." };
const IN_SYNC: Text = Text {
    ja: "組合{realms}つ：すべてのサーバーが、今のファイルのとおりに動いています。",
    en: "{realms} realm(s): every server serves the files as they are.",
};
const DIFFER: Text = Text {
    ja: "ファイルと違うものがあります。warifu-idp realm planで違いを、realm checkで誤りを確かめられます。",
    en: "Some differ from the files: warifu-idp realm plan shows how, realm check what is wrong.",
};
const NODE: Text = Text {
    ja: "{host}　版 {build}　起動 {started}　組合 {realms}",
    en: "{host}  version {build}  started {started}  realms {realms}",
};
const SERVES: Text = Text {
    ja: "  {realm}：{result}（配信中 {served}、ファイル {file}）",
    en: "  {realm}: {result} (serving {served}, files {file})",
};
const OTHER_VERSION: Text =
    Text { ja: "  ほかの版のプログラムです。", en: "  It is another version of the program." };
const UNANSWERED: Text = Text {
    ja: "{host} から返事がありません。realm statusで確かめてください。",
    en: "{host} has not answered: see realm status.",
};
const NOTHING: Text = Text { ja: "変わったものはありません。", en: "Nothing has changed." };

const fn word(result: ReloadResult) -> Text {
    match result {
        ReloadResult::Served => Text { ja: "今のファイルで動いています", en: "served as the files are" },
        ReloadResult::Unchanged => Text { ja: "変わっていません", en: "unchanged" },
        ReloadResult::Retired => Text { ja: "利用を終了しています", en: "retired" },
        ReloadResult::Broken => Text {
            ja: "ファイルに誤りがあり、前の設定で動いています",
            en: "the files are broken; served as before",
        },
        ReloadResult::OutOfService => Text {
            ja: "ファイルに誤りがあり、止まっています",
            en: "the files are broken; out of service",
        },
        ReloadResult::Gone => Text {
            ja: "フォルダがなく、前の設定で動いています",
            en: "the folder is gone; served as before",
        },
        ReloadResult::Refused => Text {
            ja: "安全のため断り、前の設定で動いています",
            en: "refused for safety; served as before",
        },
    }
}

/// What the processes serve beside what the files hash to, in words, and the exit code: 0 in sync, 2 differences, 4 no
/// process runs.
#[must_use]
pub fn render_status(
    nodes: &[NodeReport],
    files: &BTreeMap<RealmName, String>,
    wanted: &BTreeSet<RealmName>,
    manner: Manner,
) -> (String, u8) {
    let wanted = |name: &&RealmName| wanted.is_empty() || wanted.contains(*name);
    let differs = |node: &NodeReport, name: &RealmName| {
        let served = node.realms.as_ref().and_then(|realms| realms.get(name));
        match served {
            Some(report) if report.last == ReloadResult::Retired => false,
            Some(report) => report.hash.as_ref() != files.get(name) || report.last == ReloadResult::Broken,
            None => true,
        }
    };
    let names = |node: &NodeReport| {
        let known = node.realms.iter().flat_map(BTreeMap::keys).chain(files.keys()).filter(wanted);
        known.cloned().collect::<BTreeSet<_>>()
    };
    let different = |node: &NodeReport| names(node).into_iter().filter(|name| differs(node, name)).collect::<Vec<_>>();
    let in_sync = nodes.iter().all(|node| node.realms.is_some() && different(node).is_empty());
    let code = match (nodes.is_empty(), in_sync) {
        (true, _) => exit::UNREACHABLE,
        (false, true) => exit::FINE,
        (false, false) => exit::DIFFERENCES,
    };
    let text = match manner.format {
        // Whoever asks for one society learns of no other.
        Output::Json => {
            let mut nodes = nodes.to_vec();
            nodes
                .iter_mut()
                .flat_map(|node| &mut node.realms)
                .for_each(|realms| realms.retain(|name, _| wanted(&name)));
            let files: BTreeMap<_, _> = files.iter().filter(|(name, _)| wanted(name)).collect();
            format!("{:#}\n", json!({ "in_sync": code == exit::FINE, "nodes": nodes, "files": files }))
        }
        Output::Text => {
            let mut text = String::new();
            for node in nodes {
                text += &node_in_words(node, &different(node), files, manner.language());
            }
            let count = files.keys().filter(wanted).count();
            let last = match code {
                exit::UNREACHABLE => NOBODY.get(manner.language()).to_owned(),
                exit::FINE => IN_SYNC.with(manner.language(), &[("realms", &count)]),
                _ => DIFFER.get(manner.language()).to_owned(),
            };
            text + &last + "\n"
        }
    };
    (text, code)
}

fn node_in_words(
    node: &NodeReport,
    different: &[RealmName],
    files: &BTreeMap<RealmName, String>,
    language: Language,
) -> String {
    let started = japan_standard_time(node.started_at).format("%Y-%m-%d %H:%M:%S");
    let count = node.realms.as_ref().map_or(0, BTreeMap::len);
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("host", &node.host), ("build", &node.build), ("started", &started), ("realms", &count)];
    let mut text = NODE.with(language, &values) + "\n";
    let Some(realms) = &node.realms else { return text + OTHER_VERSION.get(language) + "\n" };
    for name in different {
        let report = realms.get(name);
        let short = |hash: Option<&String>| hash.and_then(|hash| hash.get(..12)).unwrap_or("-").to_owned();
        let served = short(report.and_then(|report| report.hash.as_ref()));
        let result = report.map_or("-", |report| word(report.last).get(language));
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("realm", name), ("result", &result), ("served", &served), ("file", &short(files.get(name)))];
        text += &(SERVES.with(language, &values) + "\n");
    }
    text
}

/// What became of an order at each process (its host, and `None` while it has not answered), in words, and the exit code:
/// 0 done, 1 some files are broken, 4 a process did not answer or none runs, 5 refused for safety.
#[must_use]
pub fn render_reload(answers: &[(String, Option<Vec<ToldOutcome>>)], manner: Manner) -> (String, u8) {
    let results = || answers.iter().filter_map(|(_, answer)| answer.as_ref()).flatten().map(|outcome| outcome.result);
    let any = |wanted: &[ReloadResult]| results().any(|result| wanted.contains(&result));
    let code = if answers.is_empty() || answers.iter().any(|(_, answer)| answer.is_none()) {
        exit::UNREACHABLE
    } else if any(&[ReloadResult::Refused, ReloadResult::Gone]) {
        exit::REFUSED
    } else if any(&[ReloadResult::Broken, ReloadResult::OutOfService]) {
        exit::INVALID
    } else {
        exit::FINE
    };
    let text = match manner.format {
        Output::Json => {
            let nodes = answers.iter().map(|(host, realms)| json!({ "host": host, "realms": realms }));
            format!("{:#}\n", json!({ "ok": code == exit::FINE, "nodes": nodes.collect::<Vec<_>>() }))
        }
        Output::Text if answers.is_empty() => format!("{}\n", NOBODY.get(manner.language())),
        Output::Text => answers.iter().map(|answer| answer_in_words(answer, manner.language())).collect(),
    };
    (text, code)
}

fn answer_in_words((host, answer): &(String, Option<Vec<ToldOutcome>>), language: Language) -> String {
    let Some(outcomes) = answer else { return UNANSWERED.with(language, &[("host", host)]) + "\n" };
    let mut text = format!("{host}\n");
    if outcomes.is_empty() {
        text += &format!("  {}\n", NOTHING.get(language));
    }
    for ToldOutcome { name, result, findings } in outcomes {
        text += &format!("  {name}: {}\n", word(*result).get(language));
        for found in findings {
            let (path, line, column) = (&found.path, found.line, found.column);
            let help = found.help.as_ref().map_or("", |help| help.in_language(language));
            text += &format!("    {path}:{line}:{column} {} {help}\n", found.message.in_language(language));
        }
    }
    text
}
