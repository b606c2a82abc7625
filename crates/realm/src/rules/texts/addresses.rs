//! The words for addresses, of one realm and across realms.

use base::Text;

use crate::diagnostic::Finding;

pub(in crate::rules) const NOT_AN_ADDRESS: Finding = Finding::error(
    "not-an-address",
    Text {
        ja: "「{value}」はアドレスとして正しくありません", en: "`{value}` is not a complete address"
    },
    Text { ja: "\"https://…\"の形で書いてください。", en: "Write it as \"https://…\"." },
);

pub(in crate::rules) const NOT_HTTPS: Finding = Finding::error(
    "not-https",
    Text { ja: "「{value}」はhttpsのアドレスではありません", en: "`{value}` is not an https address" },
    Text {
        ja: "https://で始まるアドレスにしてください。httpが使えるのは開発環境のlocalhostだけです。",
        en: "Use an https:// address. Plain http works on localhost only, in development only.",
    },
);

pub(in crate::rules) const INEXACT_ADDRESS: Finding = Finding::error(
    "inexact-address",
    Text { ja: "「{value}」には{what}を含められません", en: "`{value}` must not contain {what}" },
    Text {
        ja: "アドレスは1文字も違わずに照合されます。そのままの形で書いてください。",
        en: "Addresses are compared character by character: write each exactly as it is used.",
    },
);

/// What an exact address has none of.
pub(in crate::rules) mod inexact {
    use base::Text;

    pub const FRAGMENT: Text = Text { ja: "「#」", en: "a fragment (#)" };
    pub const USERINFO: Text = Text { ja: "「@」で区切った利用者名", en: "a user name (@)" };
    pub const WILDCARD: Text = Text { ja: "「*」", en: "a wildcard (*)" };
    pub const DOT_SEGMENTS: Text = Text { ja: "「.」や「..」だけの区切り", en: "the path segments . or .." };
    pub const ODD_CHARACTERS: Text =
        Text { ja: "空白・全角文字・「\\」", en: "spaces, backslashes or characters outside ASCII" };
    pub const QUERY: Text = Text { ja: "「?」", en: "a query (?)" };
    pub const PLACEHOLDER: Text = Text {
        ja: "先頭の{provider}・{portal}以外の波括弧",
        en: "braces other than {provider} or {portal} in front",
    };
}

pub(in crate::rules) const PATH_IS_NOT_THE_NAME: Finding = Finding::error(
    "path-is-not-the-name",
    Text {
        ja: "「{value}」のパスが「/{name}」ではありません。この組合のページはどれも「/{name}/」の下にあるので、見つからなくなります",
        en: "the path of `{value}` is not `/{name}`: all pages of this realm are below it and would not be found",
    },
    Text {
        ja: "\"{right}\"と書いてください（最後に「/」は付けません）。動き始めた組合のissuerは変えられません。",
        en: "Write \"{right}\", without a slash at the end. The issuer of a realm in use cannot be changed.",
    },
);

pub(in crate::rules) const SAME_ISSUER: Finding = Finding::error(
    "same-issuer",
    Text {
        ja: "issuer「{value}」は「{other}」と同じです", en: "the issuer `{value}` is also that of `{other}`"
    },
    Text { ja: "組合ごとに別のissuerにしてください。", en: "Give each realm an issuer of its own." },
);

pub(in crate::rules) const SAME_HOST: Finding = Finding::error(
    "same-host",
    Text {
        ja: "ホスト名「{value}」は「{other}」でも使われています",
        en: "the host `{value}` is also used by `{other}`",
    },
    Text {
        ja: "パスキーとCookieはホスト名ごとのものです。本番では、issuerとportal_urlに組合ごとのホスト名を書いてください。",
        en: "Passkeys and cookies belong to hosts: in production, give each realm hosts of its own in issuer and portal_url.",
    },
);

pub(in crate::rules) const ISSUER_CHANGED: Finding = Finding::error(
    "issuer-changed",
    Text {
        ja: "issuerが「{before}」から「{value}」に変わっています",
        en: "the issuer was `{before}` and is now `{value}`",
    },
    Text {
        ja: "加入者のパスキーと連携アプリは、これまでのissuerに結びついています。もとに戻すか、issuer = \"{before}\"と書いてください。",
        en: "Members' passkeys and the applications hold on to the former one: put it back, or write issuer = \"{before}\".",
    },
);
