//! The applications of the plans.

/// An application of the OpenID Connect plans: its client id and how it authenticates.
pub(super) const OIDC: [(&str, &str); 3] = [
    ("oidc-client", "client_secret_basic"),
    ("oidc-client2", "client_secret_basic"),
    ("oidc-client-post", "client_secret_post"),
];

/// An application that is told by hidden frames when a session ends.
pub(super) const FRONT_CHANNEL: &str = "oidc-front-channel";
/// An application that is told by logout tokens.
pub(super) const BACK_CHANNEL: &str = "oidc-back-channel";

/// How an application of the FAPI 2.0 plans authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FapiAuthentication {
    /// By an assertion.
    PrivateKeyJwt,
    /// By its certificate.
    Mtls,
}

/// What the tokens of an application of the FAPI 2.0 plans are bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FapiBinding {
    /// A DPoP key.
    Dpop,
    /// Its certificate.
    Mtls,
}

/// The applications of one FAPI 2.0 plan: two, as the suite asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fapi {
    /// How they authenticate.
    pub authentication: FapiAuthentication,
    /// What their tokens are bound to.
    pub binding: FapiBinding,
    /// Whether they sign their requests (Message Signing).
    pub signs: bool,
}

impl FapiAuthentication {
    /// The value of the suite's `client_auth_type`.
    #[must_use]
    pub const fn variant(self) -> &'static str {
        match self {
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::Mtls => "mtls",
        }
    }
}

impl FapiBinding {
    /// The value of the suite's `sender_constrain`.
    #[must_use]
    pub const fn variant(self) -> &'static str {
        match self {
            Self::Dpop => "dpop",
            Self::Mtls => "mtls",
        }
    }
}

impl Fapi {
    /// Of every plan.
    pub fn all() -> impl Iterator<Item = Self> {
        [false, true].into_iter().flat_map(|signs| {
            [FapiAuthentication::PrivateKeyJwt, FapiAuthentication::Mtls].into_iter().flat_map(move |authentication| {
                [FapiBinding::Dpop, FapiBinding::Mtls].map(|binding| Self { authentication, binding, signs })
            })
        })
    }

    /// What distinguishes the plan in names of files and applications.
    #[must_use]
    pub fn name(self) -> String {
        let authentication = match self.authentication {
            FapiAuthentication::PrivateKeyJwt => "pkjwt",
            FapiAuthentication::Mtls => "mtls",
        };
        format!("{authentication}-{}{}", self.binding.variant(), if self.signs { "-signed" } else { "" })
    }

    /// The client ids of both applications.
    #[must_use]
    pub fn client_ids(self) -> [String; 2] {
        [1, 2].map(|number| format!("fapi-{}-{number}", self.name()))
    }
}
