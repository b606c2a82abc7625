//! The words for an application's keys.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

pub(in crate::rules) const NOT_YET: Finding = Finding::error(
    "not-yet",
    Text { ja: "この設定は、まだ使えません", en: "this cannot be used yet" },
    Text { ja: "使えるようになるまで、消してください。", en: "Remove it until it can be." },
);

pub(in crate::rules) const KEYS_IN_TWO_PLACES: Finding = Finding::error(
    "keys-in-two-places",
    Text { ja: "jwksとjwks_uriは、どちらか1つだけを書きます", en: "write one of jwks and jwks_uri" },
    NO_HELP,
);

pub(in crate::rules) const PRIVATE_KEY: Finding = Finding::error(
    "private-key",
    Text { ja: "秘密鍵が書かれています", en: "this is a private key" },
    Text {
        ja: "公開鍵だけを残し、この鍵はもう使わないでください。",
        en: "Leave the public members only, and use this key no more.",
    },
);

pub(in crate::rules) const NO_KEYS: Finding = Finding::error(
    "no-keys",
    Text { ja: "アプリの公開鍵がありません", en: "the application's public keys are missing" },
    Text { ja: "jwksかjwks_uriを書いてください。", en: "Write jwks or jwks_uri." },
);

pub(in crate::rules) const CERTIFICATE_SUBJECT: Finding = Finding::error(
    "certificate-subject",
    Text {
        ja: "tls_client_auth_subject_dnは、token_endpoint_auth_method = \"tls_client_auth\"と一緒に書きます",
        en: "tls_client_auth_subject_dn belongs with token_endpoint_auth_method = \"tls_client_auth\"",
    },
    NO_HELP,
);

pub(in crate::rules) const BOUND_TWICE: Finding = Finding::error(
    "bound-twice",
    Text {
        ja: "トークンを結びつけるのは、DPoPの鍵か証明書のどちらか1つです",
        en: "tokens are bound to a DPoP key or to a certificate, not to both",
    },
    NO_HELP,
);

pub(in crate::rules) const FAPI_AUTHENTICATION: Finding = Finding::error(
    "fapi-authentication",
    Text {
        ja: "fapi2のアプリは、鍵か証明書で認証します",
        en: "an application of fapi2 authenticates by a key or a certificate",
    },
    Text {
        ja: "private_key_jwtかtls_client_authにしてください。", en: "Use private_key_jwt or tls_client_auth."
    },
);

pub(in crate::rules) const FAPI_UNBOUND: Finding = Finding::error(
    "fapi-unbound",
    Text {
        ja: "fapi2のアプリのトークンは、鍵か証明書に結びつけます", en: "tokens of fapi2 are bound to their sender"
    },
    Text {
        ja: "dpop_bound_access_tokens = trueかtls_client_certificate_bound_access_tokens = trueを書いてください。",
        en: "Write dpop_bound_access_tokens = true or tls_client_certificate_bound_access_tokens = true.",
    },
);

pub(in crate::rules) const FAPI_ALGORITHM: Finding = Finding::error(
    "fapi-algorithm",
    Text { ja: "fapi2ではRS256を使えません", en: "fapi2 does not allow RS256" },
    Text { ja: "PS256、ES256、EdDSAのどれかを書いてください。", en: "Write PS256, ES256 or EdDSA." },
);

pub(in crate::rules) const USELESS_SECTOR: Finding = Finding::error(
    "useless-sector",
    Text {
        ja: "sector_identifier_uriは、subject_type = \"pairwise\"と一緒に書きます",
        en: "sector_identifier_uri belongs with subject_type = \"pairwise\"",
    },
    NO_HELP,
);

pub(in crate::rules) const SECTOR_OF_MANY_HOSTS: Finding = Finding::error(
    "sector-of-many-hosts",
    Text { ja: "redirect_urisのホストが2つ以上あります", en: "redirect_uris have more than one host" },
    Text {
        ja: "pairwiseでは、sector_identifier_uriを書いてください。",
        en: "With pairwise, write sector_identifier_uri.",
    },
);
