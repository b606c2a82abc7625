//! `realm plan`: what the files as they are now would change, key by key, and what that does to people.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::process::ExitCode;

use base::{Clock, Language, RealmName, Text, japan_date};
use chrono::{DateTime, Utc};
use clap::Args;
use realm::{Change, Format, Method, Plan, PlanKind, Realm, Step, TermsVersion};
use serde::Serialize;
use serde_json::{Value, json};
use store::{Database, nodes};
use web::service::Settings;

use super::super::exit;
use super::{Common, nodes::open, print};
use crate::rows::{DbErr, People, in_realm, issuers};
use crate::start::process_settings;

/// The arguments of `realm plan`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The realms; all of them if none is named.
    pub(super) realms: Vec<RealmName>,
    /// Methods may go that some members have nothing else than.
    #[arg(long)]
    allow_lockout: bool,
    /// Realms may be retired.
    #[arg(long)]
    allow_retire: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What a change does to people.
#[derive(Debug, Serialize)]
struct Consequence {
    /// A stable name.
    code: &'static str,
    /// How many it concerns.
    count: u64,
    /// In words.
    message: Text<String>,
    /// Whether it is refused.
    refused: bool,
    /// The option that allows it, if any does.
    refused_unless: Option<&'static str>,
}

const TERMS: Text = Text {
    ja: "規約が {before} から {after} に変わります：{count}人が、次のログインで同意を求められます。",
    en: "Terms {before} → {after}: {count} member(s) will be asked at their next sign-in.",
};
const TERMS_BACK: Text = Text {
    ja: "効力のある規約が {before} から {after} に戻ります：{count}人が {before} に同意しています。前の文に戻すときは、今日以後の日付の版として加えてください。",
    en: "The terms in force go back from {before} to {after}: {count} member(s) agreed to {before}. To return to former words, add them as a version of today or later.",
};
const LATER: Text = Text {
    ja: "規約 {after} は、その日になると{count}人に同意を求めます。",
    en: "Terms {after}: on that day {count} member(s) will be asked.",
};
const METHOD_GONE: Text = Text {
    ja: "認証方法 {method} がなくなります：選んでいる{count}人が、別の方法を選びます。",
    en: "Method {method} removed: {count} member(s) chose it and will choose another one.",
};
const LOCKED_OUT: Text = Text {
    ja: "{count}人は、なくなる認証方法しか登録していません。次のログインで、パスワードだけで別の方法を登録します。",
    en: "{count} member(s) have nothing but what is removed: at their next sign-in they register another with their password alone.",
};
const CLIENT_GONE: Text = Text {
    ja: "アプリ {client} がなくなります：リフレッシュトークン{count}個が使えなくなります。",
    en: "Client {client} removed: {count} refresh token(s) end.",
};
const RETIRES: Text = Text {
    ja: "利用を終了します：{count}人がログインできなくなります。データは残ります。",
    en: "Retired: {count} member(s) can no longer sign in. The data is kept.",
};
const STEP_NEW: Text = Text {
    ja: "手順 {step} が加わります：まだ済ませていない人は、次のログインで求められます（加入者{count}人）。",
    en: "Step {step} added: whoever has not done it will be asked at the next sign-in ({count} member(s) in all).",
};
const NOTHING: Text = Text { ja: "変更はありません。", en: "No changes." };
const NOT_RUNNING: Text = Text {
    ja: "（サーバーは動いていません。最後に配信していた設定と比べました。）",
    en: "(No server is running; this is compared with what was served last.)",
};
const REFUSED: Text =
    Text { ja: "安全のため、このままでは反映されません。", en: "Refused for safety." };
const REFUSED_UNLESS: Text = Text {
    ja: "安全のため、このままでは反映されません。意図したとおりなら {option} を付けてください。",
    en: "Refused for safety. If it is meant, add {option}.",
};

/// Plans. Exit code 0: no change; 1: files are broken; 2: changes; 5: refused for safety.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let database = open(settings).await?;
    let now = Clock::system().now();
    let root = arguments.common.realm_config.as_ref().unwrap_or(&settings.realm_config);
    let names: BTreeSet<RealmName> = arguments.realms.iter().cloned().collect();
    let issuers = issuers(database.reader()).await?;
    let plans = realm::plan((root, &settings.state_dir), &names, &issuers, &process_settings(settings))?;
    let running = !nodes::running(&database, now).await?.is_empty();
    let mut told = Vec::new();
    for plan in plans {
        let consequences = Judge { database: &database, now, arguments }.consequences(&plan).await?;
        told.push((plan, consequences));
    }
    print(&match arguments.common.format() {
        Format::Json => as_json(&told, running),
        Format::Text => in_words(&told, running, arguments.common.language()),
    })?;
    Ok(ExitCode::from(exit_code(&told)))
}

fn exit_code(told: &[(Plan, Vec<Consequence>)]) -> u8 {
    if told.iter().any(|(plan, _)| plan.kind == PlanKind::Broken) {
        exit::INVALID
    } else if told.iter().flat_map(|(_, consequences)| consequences).any(|one| one.refused) {
        exit::REFUSED
    } else if told.iter().any(|(plan, _)| plan.kind != PlanKind::Unchanged) {
        exit::DIFFERENCES
    } else {
        0
    }
}

/// What is needed to say what a plan does to people.
struct Judge<'a> {
    database: &'a Database,
    now: DateTime<Utc>,
    arguments: &'a Arguments,
}

impl Judge<'_> {
    async fn consequences(&self, plan: &Plan) -> Result<Vec<Consequence>, DbErr> {
        let mut found = Vec::new();
        if matches!(plan.kind, PlanKind::Retired | PlanKind::Gone) {
            let count = self.count(&plan.realm, &People::Members).await?;
            let retires = told(("retires", RETIRES), count, &[]);
            found.push(retires.refused_unless(self.arguments.allow_retire, "--allow-retire"));
            return Ok(found);
        }
        let (Some(before), Some(after)) = (&plan.before, &plan.after) else { return Ok(found) };
        self.terms((before, after), &mut found).await?;
        self.methods((before, after), &mut found).await?;
        for client in before.clients.keys().filter(|id| !after.clients.contains_key(*id)) {
            let rows = in_realm(self.database.reader(), &plan.realm);
            let count = rows.count_refresh_tokens(client, self.now).await?;
            found.push(told(("client-removed", CLIENT_GONE), count, &[("client", client)]));
        }
        for step in after.sign_in.steps.iter().filter(|step| !before.sign_in.steps.contains(step)) {
            let name = serde_json::to_value(step).unwrap_or_default();
            let count = self.count(&plan.realm, &People::Members).await?;
            found.push(told(("step-added", STEP_NEW), count, &[("step", &name.as_str().unwrap_or_default())]));
        }
        Ok(found)
    }

    async fn count(&self, realm: &RealmName, people: &People) -> Result<u64, DbErr> {
        in_realm(self.database.reader(), realm).count_people(people, japan_date(self.now)).await
    }

    /// Whom another version in force asks, and whom one that is to come will ask.
    async fn terms(&self, (before, after): (&Realm, &Realm), found: &mut Vec<Consequence>) -> Result<(), DbErr> {
        if !after.sign_in.steps.contains(&Step::Terms) {
            return Ok(());
        }
        let today = japan_date(self.now);
        if let Some((old, new)) = after.terms_gone_since(before, today) {
            let count = self.count(&after.name, &People::WhoAgreed(old.to_owned())).await?;
            let goes_back = told(("terms-go-back", TERMS_BACK), count, &[("before", &old), ("after", &new)]);
            found.push(Consequence { refused: true, ..goes_back });
            return Ok(());
        }
        let old = before.terms_in_force(today).map_or("-", |terms| terms.version.as_str());
        if let Some(new) = after.terms_in_force(today).filter(|terms| terms.version != old) {
            let count = self.count(&after.name, &People::ToAgree(new.version.clone())).await?;
            found.push(told(("terms", TERMS), count, &[("before", &old), ("after", &new.version)]));
        }
        let is_new = |version: &&TermsVersion| !before.terms.iter().any(|old| old.version == version.version);
        for coming in after.terms.iter().filter(is_new).filter(|version| version.effective_from > today) {
            let count = self.count(&after.name, &People::ToAgree(coming.version.clone())).await?;
            found.push(told(("terms-to-come", LATER), count, &[("after", &coming.version)]));
        }
        Ok(())
    }

    async fn methods(&self, (before, after): (&Realm, &Realm), found: &mut Vec<Consequence>) -> Result<(), DbErr> {
        let left = &after.sign_in.methods;
        let removed: Vec<Method> = before.sign_in.methods.iter().copied().filter(|one| !left.contains(one)).collect();
        for method in &removed {
            let count = self.count(&after.name, &People::WhoChose(vec![*method])).await?;
            found.push(told(("method-removed", METHOD_GONE), count, &[("method", &method.name())]));
        }
        if removed.is_empty() {
            return Ok(());
        }
        let count = self.count(&after.name, &People::WithNothingBut(removed, left.clone())).await?;
        if count > 0 {
            let locks_out = told(("locks-out", LOCKED_OUT), count, &[]);
            found.push(locks_out.refused_unless(self.arguments.allow_lockout, "--allow-lockout"));
        }
        Ok(())
    }
}

fn told((code, text): (&'static str, Text), count: u64, values: &[(&str, &dyn Display)]) -> Consequence {
    let mut all: Vec<(&str, &dyn Display)> = vec![("count", &count)];
    all.extend(values);
    let said = |language| text.with(language, &all);
    Consequence {
        code,
        count,
        message: Text { ja: said(Language::Ja), en: said(Language::En) },
        refused: false,
        refused_unless: None,
    }
}

impl Consequence {
    /// The same, refused unless it is allowed by an option.
    fn refused_unless(self, allowed: bool, option: &'static str) -> Self {
        Self { refused: !allowed, refused_unless: (!allowed).then_some(option), ..self }
    }
}

fn as_json(told: &[(Plan, Vec<Consequence>)], running: bool) -> String {
    let realms = told.iter().filter(|(plan, _)| plan.kind != PlanKind::Unchanged).map(|(plan, consequences)| {
        json!({
            "realm": plan.realm,
            "kind": plan.kind,
            "changes": plan.changes,
            "consequences": consequences,
            "findings": plan.findings,
        })
    });
    let realms: Vec<Value> = realms.collect();
    format!("{:#}\n", json!({ "server_is_running": running, "realms": realms }))
}

fn in_words(told: &[(Plan, Vec<Consequence>)], running: bool, language: Language) -> String {
    let mut text = String::new();
    for (plan, consequences) in told.iter().filter(|(plan, _)| plan.kind != PlanKind::Unchanged) {
        text += &format!("{}: {}\n", plan.realm, kind(plan.kind).get(language));
        for change in &plan.changes {
            text += &change_in_words(change);
        }
        for one in consequences {
            let mark = if one.refused { "!" } else { "→" };
            text += &format!("  {mark} {}\n", one.message.in_language(language));
            if one.refused {
                let unless = one.refused_unless.map(|option| REFUSED_UNLESS.with(language, &[("option", &option)]));
                text += &format!("    {}\n", unless.unwrap_or_else(|| REFUSED.get(language).to_owned()));
            }
        }
        if plan.kind == PlanKind::Broken {
            for found in &plan.findings {
                let (line, column) = found.location.line_and_column();
                let message = found.message.in_language(language);
                text += &format!("  {}:{line}:{column} {message}\n", found.location.path());
            }
        }
    }
    if text.is_empty() {
        text = format!("{}\n", NOTHING.get(language));
    }
    if !running {
        text += &format!("{}\n", NOT_RUNNING.get(language));
    }
    text
}

const fn kind(kind: PlanKind) -> Text {
    match kind {
        PlanKind::Unchanged => NOTHING,
        PlanKind::Changed => Text { ja: "変わります", en: "changes" },
        PlanKind::New => Text { ja: "新しく配信されます", en: "is new" },
        PlanKind::Retired => Text { ja: "利用を終了します", en: "is retired" },
        PlanKind::Gone => Text { ja: "フォルダがありません", en: "its folder is gone" },
        PlanKind::Broken => {
            Text { ja: "誤りがあり、反映されません", en: "its files are broken and will not be served" }
        }
    }
}

/// `  ~ realm.toml sign_in.lockout.failures: 11 → 5`, `  + terms/2027-04-01.ja.md`.
fn change_in_words(change: &Change) -> String {
    let Some(key) = &change.key else {
        let mark = match (change.before == true, change.after == true) {
            (false, true) => "+",
            (true, false) => "-",
            _ => "~",
        };
        return format!("  {mark} {}\n", change.file);
    };
    let [before, after] = change.as_toml().map(|value| value.unwrap_or_else(|| "-".to_owned()));
    format!("  ~ {} {key}: {before} → {after}\n", change.file)
}
