//! What the page for integrators says.

use base::Text;
use realm::Acr;

pub(super) const TITLE: Text = Text { ja: "アプリ開発者向けの情報", en: "For developers of applications" };
pub(super) const LEAD: Text = Text {
    ja: "この組合の加入者がログインするアプリを、OpenID Connect で接続するための情報です。",
    en: "What you need to let this society's members sign in to an application, by OpenID Connect.",
};

pub(super) const BEGIN: Text = Text { ja: "はじめに", en: "How to begin" };
pub(super) const STEPS: [Text; 3] = [
    Text {
        ja: "アプリの名前、ログイン後に戻るアドレス（redirect URI、完全一致）、ログアウト後に戻るアドレス、必要な scope を、ページ下部の窓口にお知らせください。",
        en: "Tell the desk at the foot of this page your application's name, the address to return to after signing in (redirect URI, compared exactly), that after signing out, and the scopes that you need.",
    },
    Text {
        ja: "組合がアプリを登録し、クライアントIDと、必要ならシークレットをお渡しします。",
        en: "The society registers the application, and gives you a client id and, where you need one, a secret.",
    },
    Text {
        ja: "下の「設定例」を写し、クライアントID、アドレス、シークレットを入れます。シークレットはプログラムに書かず、環境変数などに置いてください。",
        en: "Copy one of the set-ups below and fill in the client id, the address and the secret. Keep the secret out of the program, in the environment for example.",
    },
];
pub(super) const DISCOVERY: Text = Text {
    ja: "ライブラリに必要なのは、たいてい次のアドレス（またはその前半の issuer）だけです。",
    en: "Most libraries need nothing but this address, or the issuer that it begins with:",
};
pub(super) const TRUST_THE_LIBRARY: Text = Text {
    ja: "state、nonce、PKCE、応答の iss、IDトークンの署名・iss・aud・期限は、必ず確かめてください。下の設定例のライブラリは確かめます（iss を確かめないものは、接続先が1つなら問題ありません）。",
    en: "Always check state, nonce, PKCE, iss of the answer, and the ID token's signature, iss, aud and times. The libraries below do so (those that skip iss of the answer are safe with a single provider).",
};

pub(super) const ENDPOINTS: Text = Text { ja: "アドレス", en: "Endpoints" };
pub(super) const ENDPOINTS_CAPTION: Text =
    Text { ja: "メタデータにあるアドレス", en: "Addresses, as the metadata names them" };
pub(super) const NAME: Text = Text { ja: "名前", en: "Name" };
pub(super) const ADDRESS: Text = Text { ja: "アドレス", en: "Address" };

pub(super) const SUPPORTED: Text = Text { ja: "使えるもの", en: "What is supported" };
pub(super) const SUPPORTED_CAPTION: Text =
    Text { ja: "メタデータにある値", en: "Values, as the metadata names them" };
pub(super) const VALUES: Text = Text { ja: "値", en: "Values" };
pub(super) const RULES: [Text; 4] = [
    Text {
        ja: "PKCE（S256）は、シークレットを持つアプリにも必須です（組合の設定で外せます）。",
        en: "PKCE (S256) is required, of applications with a secret too, unless the society's files say otherwise.",
    },
    Text {
        ja: "IDトークンは、組合の設定に書かなければRS256で署名します。鍵は定期的に変わるので、jwks_uri から読み、知らない kid のときは読み直してください。",
        en: "ID tokens are signed with RS256 unless the society's files say otherwise. Keys change: read them from jwks_uri, and again at an unknown kid.",
    },
    Text {
        ja: "コードは1回だけ使えます。2回目に使われると、そのコードから出たトークンはすべて無効になります。",
        en: "A code is good once. If it is used a second time, all tokens that came of it end.",
    },
    Text {
        ja: "更新トークンは使うたびに新しいものに変わります。最後に受け取ったものを使ってください。",
        en: "A refresh token changes each time that it is used. Use the one that you got last.",
    },
];
pub(super) const LIFETIMES: Text = Text { ja: "有効期間", en: "How long things last" };
pub(super) const WHAT: Text = Text { ja: "対象", en: "What" };
pub(super) const LASTS: Text = Text { ja: "期間", en: "For" };
pub(super) const CODE: Text = Text { ja: "認可コード", en: "Authorization code" };
pub(super) const ACCESS_TOKEN: Text = Text { ja: "アクセストークン", en: "Access token" };
pub(super) const ID_TOKEN: Text = Text { ja: "IDトークン", en: "ID token" };
pub(super) const REFRESH_TOKEN: Text =
    Text { ja: "更新トークン（offline_access）", en: "Refresh token (offline_access)" };
pub(super) const SESSION: Text =
    Text { ja: "ログイン（ほかの更新トークンも）", en: "Session (and other refresh tokens)" };
pub(super) const OWN_LIFETIMES: Text = Text {
    ja: "トークンの期間は、アプリごとに変えられます。",
    en: "Those of tokens may differ for an application.",
};

pub(super) const SCOPES: Text = Text { ja: "scope と claim", en: "Scopes and claims" };
pub(super) const SCOPES_CAPTION: Text = Text {
    ja: "求められる情報（アプリの設定にあるものだけ）",
    en: "What may be asked for, as far as the application's file lists it",
};
pub(super) const SCOPE: Text = Text { ja: "scope", en: "Scope" };
pub(super) const LEARNS: Text = Text { ja: "内容", en: "What it gives" };
pub(super) const CLAIMS: Text = Text { ja: "claim", en: "Claims" };
pub(super) const RULES_OF_CLAIMS: [Text; 4] = [
    Text {
        ja: "scope の claim は userinfo にあります。IDトークンには、claims パラメータで名前を挙げたものだけが入ります。",
        en: "The claims of a scope are at userinfo. The ID token has only those that the claims parameter names.",
    },
    Text {
        ja: "加入者を見分けるには sub を使ってください。変わることも、別の人に使われることもありません。メールアドレスや記号・番号は変わります。",
        en: "Recognise members by sub: it never changes and is never given to somebody else. E-mail addresses and insurance numbers change.",
    },
    Text {
        ja: "登録のない項目は、空ではなく、ありません。",
        en: "A detail that is not on record is left out, never empty or null.",
    },
    Text {
        ja: "設定にない scope は無視します。何が許されたかは、トークンの応答の scope で分かります。",
        en: "Scopes that the application's file does not list are ignored: the scope of the token response says what was granted.",
    },
];

pub(super) const ACR: Text = Text { ja: "認証の強さ（acr）", en: "How strongly somebody signed in (acr)" };
pub(super) const ACR_CAPTION: Text = Text { ja: "弱い順", en: "The weakest first" };
pub(super) const ACR_VALUE: Text = Text { ja: "acr の値", en: "Value of acr" };
pub(super) const PROVES: Text = Text { ja: "確かめたこと", en: "What was shown" };
pub(super) const HERE: Text = Text { ja: "この組合", en: "Here" };
pub(super) const REACHABLE: Text = Text { ja: "使える", en: "in reach" };
pub(super) const OUT_OF_REACH: Text = Text { ja: "届かない", en: "out of reach" };
pub(super) const RULES_OF_ACR: [Text; 3] = [
    Text {
        ja: "強い認証は、弱い値も満たします。どこまで必要かは、アプリの設定（minimum_acr）で決まり、リクエストで強められます。",
        en: "A stronger sign-in covers the weaker values. The application's file says what is needed at least (minimum_acr); a request may ask for more.",
    },
    Text {
        ja: "acr_values は希望です。届かないときも、実際の acr でログインします。必ず必要なときは、claims で acr を essential にしてください。",
        en: "acr_values is a wish: where it cannot be met, the sign-in goes on and acr says what was reached. To insist, make acr essential in claims.",
    },
    Text {
        ja: "IDトークンの acr と auth_time は、必要なアプリが自分で確かめてください。",
        en: "An application that depends on acr or auth_time checks them in the ID token itself.",
    },
];

/// What a sign-in of this class has shown.
pub(super) const fn proved(acr: Acr) -> Text {
    match acr {
        Acr::Password => Text { ja: "パスワードだけ", en: "The password alone" },
        Acr::MailCode => Text {
            ja: "パスワードと、メールに届いたコード",
            en: "The password and a code that was sent by e-mail",
        },
        Acr::AppCode => Text {
            ja: "パスワードと、認証アプリのコード",
            en: "The password and a code of an authenticator app",
        },
        Acr::Passkey => Text {
            ja: "パスキー（端末での本人確認つき）",
            en: "A passkey, whose device made sure of its user",
        },
    }
}

pub(super) const ERRORS: Text = Text { ja: "エラーの意味", en: "What errors mean" };
pub(super) const ERRORS_CAPTION: Text =
    Text { ja: "error の値と、よくある原因", en: "Values of error, and what to look at" };
pub(super) const ERROR: Text = Text { ja: "error", en: "Error" };
pub(super) const WHERE: Text = Text { ja: "届く先", en: "Where" };
pub(super) const REASONS: Text = Text { ja: "意味と原因", en: "Meaning and cause" };
pub(super) const AT_THE_CALLBACK: Text = Text { ja: "戻り先", en: "redirect URI" };
pub(super) const AT_AN_ENDPOINT: Text = Text { ja: "応答", en: "response" };
pub(super) const AT_BOTH: Text = Text { ja: "戻り先・応答", en: "both" };
pub(super) const NO_REDIRECT: Text = Text {
    ja: "アプリに戻らず、こちらのエラーページで止まるのは、次のときだけです。ページの「お問い合わせ番号」を窓口にお知らせいただくと、原因をお調べします。",
    en: "The browser stays at an error page of ours, and does not return, only in these cases. The desk finds the cause by the reference number on the page.",
};
pub(super) const NO_REDIRECT_BECAUSE: [Text; 3] = [
    Text {
        ja: "client_id がないか、登録されていない。", en: "client_id is missing, or is not registered."
    },
    Text {
        ja: "redirect_uri がないか、登録されたものと1文字でも違う（末尾の / や、http と https にもご注意ください）。",
        en: "redirect_uri is missing, or differs from the registered ones by a single character: mind a / at the end, and http for https.",
    },
    Text {
        ja: "PAR の request_uri が、期限切れか、使用済みか、別のアプリのもの。",
        en: "A request_uri of PAR is over, was used, or belongs to another application.",
    },
];
pub(super) const DESCRIPTION: Text = Text {
    ja: "それ以外は、error と error_description がアプリに届きます。error_description は開発者向けの英語の1文です。加入者には見せないでください。",
    en: "Otherwise the application gets error and error_description. The latter is a sentence for you, not for members.",
};

pub(super) const SETUPS: Text = Text { ja: "設定例", en: "Set-ups to copy" };
pub(super) const SETUPS_LEAD: Text = Text {
    ja: "「動作確認済み」のものは、このサービスの試験で、実際に加入者をログインさせています。「未確認」のものは、資料をもとに書いたものです。",
    en: "With those called tested, members are signed in by this service's own tests. Those called untested are written by the libraries' papers.",
};
pub(super) const TO_REPLACE: Text =
    Text { ja: "は、お使いのものに置き換えてください。", en: "stand for your own." };
pub(super) const TESTED: Text = Text { ja: "動作確認済み", en: "Tested" };
pub(super) const UNTESTED: Text = Text { ja: "未確認", en: "Untested" };
