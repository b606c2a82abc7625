//! What `client check` says, in both languages.

use base::Text;

pub(super) const GOOD: Text = Text { ja: "良好　", en: "good     " };
pub(super) const BAD: Text = Text { ja: "問題　", en: "bad      " };
pub(super) const NOT_TRIED: Text = Text { ja: "未確認", en: "not tried" };

pub(super) const NO_SECRET: Text = Text {
    ja: "シークレットのファイルか環境変数がありません。このままでは認証できません。",
    en: "Its file or variable is missing, so nobody can authenticate.",
};
pub(super) const OUT_OF_REACH: Text = Text {
    ja: "この組合のログイン方法では、この強さに届きません。",
    en: "No method of this society proves that much.",
};
pub(super) const NEEDS_A_BROWSER: Text =
    Text { ja: "会員のブラウザでしか試せません。", en: "Only a member's browser can try it." };
pub(super) const NEEDS_ITS_CERTIFICATE: Text = Text {
    ja: "アプリの証明書がなければ試せません。",
    en: "It takes the application's certificate to try it.",
};
pub(super) const NO_ANSWER: Text = Text {
    ja: "応答がありません。アドレスと、公開のサーバであることを確認してください。",
    en: "There is no answer. See whether the address is right and its server public.",
};
pub(super) const NO_KEY_SET: Text =
    Text { ja: "応答が鍵の一覧（JWK Set）ではありません。", en: "The answer is no JWK Set." };
pub(super) const NO_USABLE_KEY: Text = Text {
    ja: "使える署名用の鍵（RS256、PS256、ES256、EdDSA）がありません。",
    en: "It has no key for signatures that can be used (RS256, PS256, ES256, EdDSA).",
};
pub(super) const NO_LIST: Text = Text {
    ja: "リダイレクトURIの一覧（JSONの配列）を取得できません。",
    en: "There is no list of redirect URIs (a JSON array).",
};
pub(super) const NOT_IN_THE_LIST: Text = Text {
    ja: "一覧に、このアプリのリダイレクトURIの一部がありません。",
    en: "The list lacks some of the application's redirect URIs.",
};
pub(super) const BELIEVES_ANYTHING: Text = Text {
    ja: "無効なログアウトトークンが受け入れられました。アプリがトークンを検証していません。",
    en: "A logout token that is none was accepted: the application does not verify them.",
};
pub(super) const UNEXPECTED: Text = Text {
    ja: "予期しない応答です（404、リダイレクト、サーバエラーなど）。400が正しい応答です。",
    en: "The answer is unexpected (404, a redirect or a server error, say). It should be 400.",
};
