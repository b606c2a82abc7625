//! A failure in the words of the help desk: when, where, why, and what to tell the member.

use base::{Language, Text, japan_standard_time};
use serde_json::json;

use super::{Failure, Kind};

const LINES: Text = Text {
    ja: "受付番号：{reference}\n日時：{at}\n組合：{realm}\n画面：{place}\n原因：{cause}\n対応：{advice}",
    en: "Reference: {reference}\nTime: {at}\nRealm: {realm}\nPage: {place}\nCause: {cause}\nAdvice: {advice}",
};

impl Failure {
    /// What the help desk is told.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        let at = japan_standard_time(self.at).format("%Y-%m-%d %H:%M:%S");
        let realm = self.realm.as_ref().map_or("-", |realm| realm.as_str());
        let advice = advice(self.kind).get(language);
        LINES.with(
            language,
            &[
                ("reference", &self.reference),
                ("at", &at),
                ("realm", &realm),
                ("place", &self.place),
                ("cause", &self.cause),
                ("advice", &advice),
            ],
        )
    }

    /// The same for programs.
    #[must_use]
    pub fn as_json(&self, language: Language) -> serde_json::Value {
        json!({
            "reference": self.reference.to_string(),
            "at": self.at,
            "realm": self.realm,
            "place": self.place,
            "kind": self.kind.map(Kind::name),
            "cause": self.cause,
            "advice": advice(self.kind).get(language),
        })
    }
}

const fn advice(kind: Option<Kind>) -> Text {
    match kind {
        Some(Kind::DatabaseAway) => Text {
            ja: "データベースにつながりませんでした。会員には、少し待ってからやり直すようお伝えください。続くときは、データベースと接続数を確かめてください。",
            en: "The database could not be reached. Ask the member to try again in a moment. If it goes on, look at the database and its connections.",
        },
        Some(Kind::Database) => Text {
            ja: "データベースが処理を断りました。会員には、もう一度やり直すようお伝えください。繰り返すときは、この番号を添えて開発者にお知らせください。",
            en: "The database refused a statement. Ask the member to try once more. If it happens again, report it to the developers with this number.",
        },
        Some(Kind::Redis) => Text {
            ja: "Redisにつながりませんでした。会員には、少し待ってからやり直すようお伝えください。続くときは、Redisを確かめてください。",
            en: "Redis could not be reached. Ask the member to try again in a moment. If it goes on, look at Redis.",
        },
        Some(Kind::Key) => Text {
            ja: "封印されたデータを開けません。このデータベースの鍵がすべて設定にあるかを、doctorで確かめてください（key_encryption_key_file、other_key_encryption_key_files）。それまで、やり直しても直りません。",
            en: "Something sealed does not open. Ask doctor whether the settings name all of this database's keys (key_encryption_key_file, other_key_encryption_key_files): until then trying again does not help.",
        },
        Some(Kind::OtherServer) => Text {
            ja: "ほかのサーバーから正しい返事がありませんでした。会員には、少し待ってからやり直すようお伝えください。続くときは、そのサーバーと、そこまでの通信を確かめてください。",
            en: "A server elsewhere did not answer as it must. Ask the member to try again in a moment. If it goes on, look at that server and the way to it.",
        },
        Some(Kind::Bug) => Text {
            ja: "プログラムの誤りです。会員には、別の方法をご案内ください。この番号と原因を、開発者にお知らせください。",
            en: "The program has a mistake. Offer the member another way, and report number and cause to the developers.",
        },
        Some(Kind::Other) | None => Text {
            ja: "会員には、もう一度やり直すようお伝えください。繰り返すときは、この番号でログを調べてください。",
            en: "Ask the member to try once more. If it happens again, look into the log for this number.",
        },
    }
}
