//! What `doctor` says.

use base::Text;

use super::{Finding, Level};

/// No advice: the message says it all.
pub(super) const NONE: Text = Text { ja: "", en: "" };

pub(super) const fn finding(level: Level, message: Text, help: Text) -> Finding {
    Finding { level, message, help }
}

pub(super) const SUMMARY: Text =
    Text { ja: "誤り{errors}件、注意{warnings}件。", en: "{errors} error(s), {warnings} warning(s)." };
/// How other clocks are called.
pub(super) const DATABASE_CLOCK: Text = Text { ja: "データベース", en: "the database" };
pub(super) const REDIS_CLOCK: Text = Text { ja: "Redis", en: "Redis" };
pub(super) const PUBLIC_CLOCK: Text =
    Text { ja: "公開アドレスのサーバ", en: "the server at the public address" };

pub(super) const UNUSABLE: Finding = finding(
    Level::Error,
    Text { ja: "{problem}", en: "{problem}" },
    Text {
        ja: "warifu.tomlか、WARIFU_で始まる環境変数を直してください。",
        en: "Correct warifu.toml, or the variable that begins with WARIFU_.",
    },
);
pub(super) const DEVELOPMENT: Finding = finding(
    Level::Warning,
    Text {
        ja: "開発用の設定です（development = true）。", en: "This is a developer's machine (development = true)."
    },
    Text {
        ja: "会員が使うサーバでは、この設定を外してください。",
        en: "On a server for members, remove that setting.",
    },
);
pub(super) const NO_PROXY: Finding =
    finding(Level::Ok, Text { ja: "プロキシを介さない設定です。", en: "No proxy stands in front." }, NONE);
pub(super) const PROXIES: Finding = finding(
    Level::Ok,
    Text {
        ja: "信頼するプロキシが設定されています。", en: "The proxies that are believed are named."
    },
    NONE,
);
pub(super) const NOBODY_IS_BELIEVED: Finding = finding(
    Level::Warning,
    Text {
        ja: "TLSを使わず、信頼するプロキシもありません。利用者がみな、プロキシのアドレスから来たように数えられます。",
        en: "Without TLS of its own and without trusted proxies, all visitors count as coming from the proxy's address.",
    },
    Text {
        ja: "trusted_proxiesにプロキシのネットワークを書いてください。",
        en: "Name the proxy's network in trusted_proxies.",
    },
);
pub(super) const EVERYBODY_IS_BELIEVED: Finding = finding(
    Level::Error,
    Text {
        ja: "どの接続元も信頼する設定です。誰でもアドレスを偽れます。",
        en: "Whoever connects is believed, so anybody chooses the address that counts.",
    },
    Text {
        ja: "trusted_proxiesには、プロキシのネットワークだけを書いてください。",
        en: "Name only the proxy's network in trusted_proxies.",
    },
);
pub(super) const STATE: Finding =
    finding(Level::Ok, Text { ja: "{path} に書き込めます。", en: "{path} can be written." }, NONE);
pub(super) const NO_STATE: Finding = finding(
    Level::Error,
    Text { ja: "{path} に書き込めません：{cause}", en: "{path} cannot be written: {cause}" },
    Text {
        ja: "state_dirの場所と権限を確認してください。", en: "See where state_dir is and who may write there."
    },
);
pub(super) const NO_REALMS: Finding = finding(
    Level::Error,
    Text {
        ja: "組合の設定フォルダ {path} を読めません：{cause}",
        en: "The folder of realms {path} cannot be read: {cause}",
    },
    Text { ja: "realm_configを確認してください。", en: "See realm_config." },
);
pub(super) const NO_REALM: Finding = finding(
    Level::Error,
    Text { ja: "{path} に組合がありません。", en: "There is no realm in {path}." },
    Text {
        ja: "realm_configを確認するか、warifu-idp realm newで作ってください。",
        en: "See realm_config, or make one with warifu-idp realm new.",
    },
);
pub(super) const REALMS: Finding = finding(
    Level::Ok,
    Text {
        ja: "組合{realms}つのファイルに誤りはありません。",
        en: "Nothing is wrong with the files of {realms} realm(s).",
    },
    NONE,
);
pub(super) const REALMS_WITH_WARNINGS: Finding = finding(
    Level::Warning,
    Text {
        ja: "組合{realms}つのファイルに注意が{warnings}件あります。",
        en: "{warnings} warning(s) in the files of {realms} realm(s).",
    },
    Text { ja: "warifu-idp realm checkで確かめてください。", en: "See warifu-idp realm check." },
);
pub(super) const BROKEN_REALMS: Finding = finding(
    Level::Error,
    Text {
        ja: "組合{realms}つのファイルに誤りが{errors}件、注意が{warnings}件あります。",
        en: "{errors} error(s) and {warnings} warning(s) in the files of {realms} realm(s).",
    },
    Text {
        ja: "warifu-idp realm checkが、ファイルと行を示します。",
        en: "warifu-idp realm check names file and line.",
    },
);
pub(super) const NO_SECRET: Finding = finding(
    Level::Error,
    Text {
        ja: "{path}:{line} のシークレットがありません。", en: "The secret of {path}:{line} is not there."
    },
    Text {
        ja: "secrets_dirにファイルを置くか、環境変数を設定してください。",
        en: "Put the file into secrets_dir, or set the variable.",
    },
);
pub(super) const SECRETS: Finding =
    finding(Level::Ok, Text { ja: "シークレットはすべてあります。", en: "All secrets are there." }, NONE);
pub(super) const NO_DATABASE: Finding = finding(
    Level::Unreachable,
    Text { ja: "データベースにつながりません：{cause}", en: "The database does not answer: {cause}" },
    Text {
        ja: "database_urlを確認してください。はじめてなら、migrateを実行してください。",
        en: "See database_url. The first time, run migrate.",
    },
);
pub(super) const NOT_MIGRATED: Finding = finding(
    Level::Error,
    Text {
        ja: "データベースが古いままです（変更{count}件）。", en: "The database is behind by {count} change(s)."
    },
    Text {
        ja: "migrateを実行してください（serveも起動のときに行います）。",
        en: "Run migrate (serve does it too, when it starts).",
    },
);
pub(super) const NEWER_DATABASE: Finding = finding(
    Level::Warning,
    Text {
        ja: "データベースに、このプログラムの知らない変更が{count}件あります。",
        en: "The database has seen {count} change(s) that this program does not know.",
    },
    Text {
        ja: "新しい版のプログラムに入れ替えてください。", en: "Replace this program by the newer version."
    },
);
pub(super) const READ_ONLY: Finding = finding(
    Level::Error,
    Text {
        ja: "データベースに書き込めないか、表を作れません。",
        en: "The database cannot be written, or tables cannot be made.",
    },
    Text {
        ja: "使用者の権限を確認してください（PostgreSQLではCREATE ON SCHEMAも）。",
        en: "See the user's rights (on PostgreSQL also CREATE ON SCHEMA).",
    },
);
pub(super) const DATABASE: Finding = finding(
    Level::Ok,
    Text {
        ja: "データベースは最新で、書き込めます。", en: "The database is up to date and can be written."
    },
    NONE,
);
pub(super) const REDIS_IS_NOT_USED: Finding = finding(
    Level::Ok,
    Text {
        ja: "Redisは使わない設定です（サーバ1台のとき）。", en: "Redis is not used, as with one node."
    },
    NONE,
);
pub(super) const NO_REDIS: Finding = finding(
    Level::Unreachable,
    Text { ja: "Redisにつながりません：{cause}", en: "Redis does not answer: {cause}" },
    Text { ja: "redis_urlを確認してください。", en: "See redis_url." },
);
pub(super) const FORGETFUL: Finding = finding(
    Level::Error,
    Text {
        ja: "Redisが変更をディスクに書いていません。再起動すると、ログインの途中の状態や使用済みの記録が失われます。",
        en: "Redis does not write changes to the disk: a restart loses sign-ins under way and what was spent.",
    },
    Text {
        ja: "redis.confに appendonly yes と書いてください。", en: "Write appendonly yes into redis.conf."
    },
);
pub(super) const EVICTS: Finding = finding(
    Level::Error,
    Text {
        ja: "Redisは、メモリが足りないとデータを捨てます。", en: "Redis throws data away when its memory is full."
    },
    Text {
        ja: "redis.confに maxmemory-policy noeviction と書いてください。",
        en: "Write maxmemory-policy noeviction into redis.conf.",
    },
);
pub(super) const REDIS: Finding = finding(
    Level::Ok,
    Text {
        ja: "Redisは変更をディスクに書き、データを捨てません。",
        en: "Redis writes changes to the disk and throws nothing away.",
    },
    NONE,
);
pub(super) const MAIL_FOLDER: Finding = finding(
    Level::Ok,
    Text {
        ja: "メールはフォルダに入り、どこにも送られません。", en: "Mail goes into a folder and nowhere else."
    },
    NONE,
);
pub(super) const MAIL: Finding =
    finding(Level::Ok, Text { ja: "メールサーバが受け付けます。", en: "The mail server takes mail." }, NONE);
pub(super) const MAIL_IS_REFUSED: Finding = finding(
    Level::Error,
    Text {
        ja: "メールサーバに断られました（応答{code}）。", en: "The mail server refused (reply {code})."
    },
    Text {
        ja: "mailの利用者名とパスワードを確認してください。", en: "See user name and password in mail."
    },
);
pub(super) const NO_MAIL_SERVER: Finding = finding(
    Level::Unreachable,
    Text {
        ja: "メールサーバにつながらないか、TLSで接続できません。",
        en: "The mail server does not answer, or not in TLS.",
    },
    Text {
        ja: "mailのホスト、ポートと証明書を確認してください。", en: "See host, port and certificate of mail."
    },
);
pub(super) const CLOCK: Finding =
    finding(Level::Ok, Text { ja: "時計は{other}と合っています。", en: "The clock agrees with {other}." }, NONE);
pub(super) const CLOCK_IS_OFF: Finding = finding(
    Level::Warning,
    Text {
        ja: "時計が{other}と{seconds}秒ずれています。", en: "The clock is {seconds} s apart from {other}."
    },
    Text {
        ja: "時刻の同期（NTP）を確認してください。", en: "See whether time is synchronised (NTP)."
    },
);
pub(super) const CLOCK_IS_WRONG: Finding = finding(
    Level::Error,
    Text {
        ja: "時計が{other}と{seconds}秒ずれています。認証アプリのコードやトークンが正しくても断られます。",
        en: "The clock is {seconds} s apart from {other}: right codes and tokens are refused.",
    },
    Text { ja: "時刻の同期（NTP）を直してください。", en: "Mend the synchronisation of time (NTP)." },
);
pub(super) const NO_OTHER_CLOCK: Finding = finding(
    Level::Warning,
    Text { ja: "比べられる時計がありませんでした。", en: "There was no other clock to compare with." },
    Text {
        ja: "時刻の同期（NTP）を確認してください。", en: "See whether time is synchronised (NTP)."
    },
);
pub(super) const PUBLIC_ADDRESS: Finding =
    finding(Level::Ok, Text { ja: "{address} に応答があります。", en: "{address} answers." }, NONE);
pub(super) const NOT_READY: Finding = finding(
    Level::Warning,
    Text {
        ja: "{address} は、まだ使えないと答えています。", en: "{address} says that it is not ready."
    },
    Text { ja: "サーバのログを確認してください。", en: "See the server's log." },
);
pub(super) const LEADS_ELSEWHERE: Finding = finding(
    Level::Warning,
    Text {
        ja: "{address} は、このサービスではないものにつながるようです（応答{status}）。",
        en: "{address} seems to lead elsewhere (status {status}).",
    },
    Text {
        ja: "公開アドレスの設定と、プロキシの転送先を確認してください。",
        en: "See the public address in the settings, and where the proxy leads.",
    },
);
pub(super) const NOBODY_AT_THE_ADDRESS: Finding = finding(
    Level::Warning,
    Text { ja: "{address} に応答がありません。", en: "Nobody answers at {address}." },
    Text {
        ja: "サービスが動いていれば、DNS、プロキシ、証明書を確認してください。",
        en: "If the service runs, see DNS, proxy and certificate.",
    },
);
pub(super) const PROVIDER: Finding = finding(
    Level::Ok,
    Text { ja: "認証サーバ {address} に応答があります。", en: "The provider at {address} answers." },
    NONE,
);
pub(super) const NO_PROVIDER: Finding = finding(
    Level::Error,
    Text {
        ja: "認証サーバ {address} につながりません（応答{status}）。会員はログインできません。",
        en: "The provider at {address} does not answer (status {status}): nobody can sign in.",
    },
    Text {
        ja: "provider_urlと、認証サーバの状態を確認してください。",
        en: "See provider_url and how the provider does.",
    },
);
