//! The words for the files of `clients/`.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

pub(in crate::rules) const ID_IS_NOT_FILE_NAME: Finding = Finding::error(
    "id-is-not-file-name",
    Text {
        ja: "client_idがファイル名「{file}」と違います", en: "client_id is not the file's name, `{file}`"
    },
    Text {
        ja: "client_id = \"{file}\"とするか、ファイル名を変えてください。",
        en: "Write client_id = \"{file}\", or rename the file.",
    },
);

pub(in crate::rules) const NO_WAY_BACK: Finding = Finding::error(
    "no-way-back",
    Text {
        ja: "ログイン後に戻るアドレスがありません", en: "there is no address to return to after a sign-in"
    },
    Text { ja: "redirect_urisを書いてください。", en: "Write redirect_uris." },
);

pub(in crate::rules) const USELESS_WAY_BACK: Finding = Finding::error(
    "useless-way-back",
    Text {
        ja: "会員のログインに使わないアプリに、戻るアドレスは書けません",
        en: "an application that signs nobody in has no address to return to",
    },
    Text {
        ja: "grant_typesに\"authorization_code\"を加えるか、アドレスを消してください。",
        en: "Add \"authorization_code\" to grant_types, or remove the address.",
    },
);

pub(in crate::rules) const NO_SECRET: Finding = Finding::error(
    "no-secret",
    Text { ja: "シークレットの在りかがありません", en: "it does not say where the secret is" },
    Text {
        ja: "secret = { file = \"…\" }かsecret = { env = \"…\" }を書いてください。公開クライアントならtoken_endpoint_auth_method = \"none\"です。",
        en: "Write secret = { file = \"…\" } or secret = { env = \"…\" }; for a public client, token_endpoint_auth_method = \"none\".",
    },
);

pub(in crate::rules) const USELESS_SECRET: Finding = Finding::error(
    "useless-secret",
    Text {
        ja: "この認証方法のアプリにシークレットは書けません",
        en: "with this way of authentication there is no secret",
    },
    Text { ja: "secretとnext_secretを消してください。", en: "Remove secret and next_secret." },
);

pub(in crate::rules) const PUBLIC_MACHINE: Finding = Finding::error(
    "public-machine",
    Text {
        ja: "client_credentialsには、シークレットを持つアプリが必要です",
        en: "client_credentials needs an application with a secret",
    },
    Text { ja: "token_endpoint_auth_methodを見直してください。", en: "Change token_endpoint_auth_method." },
);

pub(in crate::rules) const PUBLIC_WITHOUT_PKCE: Finding = Finding::error(
    "public-without-pkce",
    Text { ja: "公開クライアントではPKCEを省けません", en: "a public client cannot do without PKCE" },
    Text { ja: "require_pkceを消してください。", en: "Remove require_pkce." },
);

pub(in crate::rules) const NOT_OPENID: Finding = Finding::error(
    "not-openid",
    Text { ja: "scopesに\"openid\"がありません", en: "scopes lacks \"openid\"" },
    Text { ja: "会員のログインには\"openid\"が必要です。", en: "Signing members in needs \"openid\"." },
);

pub(in crate::rules) const REFRESH_ALONE: Finding = Finding::error(
    "refresh-alone",
    Text {
        ja: "refresh_tokenはauthorization_codeと一緒に使います",
        en: "refresh_token works together with authorization_code only",
    },
    NO_HELP,
);

pub(in crate::rules) const UNREACHABLE_ACR: Finding = Finding::error(
    "unreachable-acr",
    Text {
        ja: "選べる認証方法では、minimum_acrに届きません", en: "no method offered reaches this minimum_acr"
    },
    Text {
        ja: "realm.tomlのsign_in.methodsを増やすか、minimum_acrを下げてください。",
        en: "Add to sign_in.methods in realm.toml, or lower minimum_acr.",
    },
);

pub(in crate::rules) const NO_PORTAL_CLIENT: Finding = Finding::warning(
    "no-portal-client",
    Text {
        ja: "clients/portal.tomlがないため、ポータルにログインできません",
        en: "without clients/portal.toml nobody signs in to the portal",
    },
    NO_HELP,
);
