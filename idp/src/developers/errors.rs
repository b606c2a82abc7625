//! What each error means, and why a request fails.

use base::Text;
use maud::{Markup, html};
use web::View;
use web::controls::{Column, Table};

use super::{code, texts};

/// Where an error is answered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Where {
    /// At the redirect URI.
    Callback,
    /// At the endpoints for programs.
    Endpoint,
    /// At both.
    Both,
}

impl Where {
    const fn text(self) -> Text {
        match self {
            Self::Callback => texts::AT_THE_CALLBACK,
            Self::Endpoint => texts::AT_AN_ENDPOINT,
            Self::Both => texts::AT_BOTH,
        }
    }
}

pub(super) fn section(view: View<'_>) -> Markup {
    let columns = [texts::ERROR, texts::WHERE, texts::REASONS].map(|text| Column::text(view.say(text)));
    let mut table = Table::new(view.say(texts::ERRORS_CAPTION), columns.into());
    for (error, place, reasons) in ERRORS {
        table.row(vec![code(error), html! { (view.say(place.text())) }, html! { (view.say(reasons)) }]);
    }
    html! {
        p { (view.say(texts::NO_REDIRECT)) }
        ul { @for reason in texts::NO_REDIRECT_BECAUSE { li { (view.say(reason)) } } }
        p { (view.say(texts::DESCRIPTION)) }
        (table)
    }
}

/// Every error that the provider answers (a test reads them from the protocol's rules), and what to look at.
pub(super) const ERRORS: [(&str, Where, Text); 22] = [
    (
        "access_denied",
        Where::Callback,
        Text {
            ja: "加入者がログインや連携をやめたか、規約に同意しなかったか、利用期間が終わっています。",
            en: "The member gave up, did not allow the connection or the terms, or may no longer use the service.",
        },
    ),
    (
        "login_required",
        Where::Callback,
        Text {
            ja: "prompt=none ですが、ログインが必要です。別の加入者の id_token_hint のときもこれになります。prompt を付けずにやり直してください。",
            en: "prompt=none, and a sign-in is needed, or id_token_hint is about somebody else. Ask again without prompt.",
        },
    ),
    (
        "consent_required",
        Where::Callback,
        Text {
            ja: "prompt=none ですが、加入者の許可がまだか、前より多くの情報を求めています。prompt を付けずにやり直してください。",
            en: "prompt=none, and the member has not allowed this, or not as much. Ask again without prompt.",
        },
    ),
    (
        "interaction_required",
        Where::Callback,
        Text {
            ja: "prompt=none ですが、加入者に手続き（新しい規約など）が残っています。prompt を付けずにやり直してください。",
            en: "prompt=none, and the member has something to do first, such as new terms. Ask again without prompt.",
        },
    ),
    (
        "unmet_authentication_requirements",
        Where::Callback,
        Text {
            ja: "claims で必須とした acr に、この組合の認証方法では届きません。上の表の値を確かめてください。",
            en: "The acr that claims makes essential is out of reach here. See the ladder above.",
        },
    ),
    (
        "invalid_request",
        Where::Both,
        Text {
            ja: "パラメータの不足・重複・長すぎ、PKCE（S256）なし、prompt=none と他の値の併用、PAR が必須なのに使っていない、など。",
            en: "A parameter is missing, repeated or too long; PKCE with S256 is missing; prompt=none stands beside another value; the request should have been pushed (PAR).",
        },
    ),
    (
        "invalid_scope",
        Where::Both,
        Text {
            ja: "scope がないか書き方が違うか、アプリの設定にないものだけを求めています。更新では、はじめより多くは求められません。",
            en: "scope is missing or malformed, or names only what the application's file does not list. A renewal cannot ask for more than was granted.",
        },
    ),
    (
        "invalid_target",
        Where::Both,
        Text {
            ja: "resource が、アプリの設定の resources にありません。",
            en: "resource is not among the resources of the application's file.",
        },
    ),
    (
        "unsupported_response_type",
        Where::Callback,
        Text {
            ja: "response_type は code だけです。implicit と hybrid はありません。",
            en: "response_type is code and nothing else. There is no implicit and no hybrid flow.",
        },
    ),
    (
        "request_not_supported",
        Where::Callback,
        Text {
            ja: "リクエストオブジェクト（request）は、このアプリからは受け付けられません。",
            en: "A request object is not accepted from this application.",
        },
    ),
    (
        "request_uri_not_supported",
        Where::Callback,
        Text {
            ja: "request_uri は、PAR で受け取ったものか、アプリの設定にあるものだけです。",
            en: "request_uri is one that PAR answered, or one of the application's file.",
        },
    ),
    (
        "invalid_request_object",
        Where::Both,
        Text {
            ja: "リクエストオブジェクトの署名、iss、aud、期限のどれかが違います。",
            en: "The signature, iss, aud or the times of the request object are wrong.",
        },
    ),
    (
        "invalid_request_uri",
        Where::Both,
        Text {
            ja: "request_uri の先を読み取れないか、期限が切れています。",
            en: "What request_uri names cannot be read, or is over.",
        },
    ),
    (
        "server_error",
        Where::Callback,
        Text {
            ja: "こちらの不具合です。時刻を添えて、組合にお知らせください。",
            en: "We failed. Please tell the society, with the time.",
        },
    ),
    (
        "temporarily_unavailable",
        Where::Callback,
        Text {
            ja: "メンテナンス中か、混み合っています。しばらくしてからやり直してください。",
            en: "There is maintenance, or too much to do. Ask again after a while.",
        },
    ),
    (
        "invalid_client",
        Where::Endpoint,
        Text {
            ja: "アプリの認証に失敗しました。シークレット、送り方（Basicでは％エンコード）、署名の aud・期限・鍵を確かめてください。",
            en: "The application did not prove itself: the secret, how it is sent (percent-encoded in Basic), or the aud, times and key of its assertion.",
        },
    ),
    (
        "invalid_grant",
        Where::Endpoint,
        Text {
            ja: "コードや更新トークンが期限切れ、使用済み、取り消し済みか、redirect_uri や code_verifier が認可リクエストと違います。",
            en: "The code or refresh token is over, was used before or was revoked; or redirect_uri or code_verifier is not that of the authorization request.",
        },
    ),
    (
        "unauthorized_client",
        Where::Endpoint,
        Text {
            ja: "この grant_type は、アプリの設定の grant_types にありません。",
            en: "This grant_type is not among the grant_types of the application's file.",
        },
    ),
    (
        "unsupported_grant_type",
        Where::Endpoint,
        Text { ja: "この grant_type はありません。", en: "There is no such grant_type." },
    ),
    (
        "invalid_dpop_proof",
        Where::Endpoint,
        Text {
            ja: "DPoP の証明の htm・htu・iat・ath・鍵のどれかが違うか、同じものを2回送っています。",
            en: "The htm, htu, iat, ath or key of the DPoP proof is wrong, or the proof was sent twice.",
        },
    ),
    (
        "invalid_token",
        Where::Endpoint,
        Text {
            ja: "アクセストークンの期限が切れたか、加入者がログアウトしたか、連携が取り消されました。",
            en: "The access token is over, the member has signed out, or the application was disconnected.",
        },
    ),
    (
        "insufficient_scope",
        Where::Endpoint,
        Text {
            ja: "このアクセストークンには openid がありません。",
            en: "The access token has no openid in its scope.",
        },
    ),
];
