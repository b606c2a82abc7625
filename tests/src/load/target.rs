//! Which provider is measured, and as whom. A small file names any other, so that all are measured the same way.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// A provider, and who asks it. What a scenario does not need may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The issuer; everything else is found from it.
    pub issuer: String,
    /// The client of the client-credentials grant, which also introspects.
    pub client: Option<Credentials>,
    /// The application that members sign in to.
    pub application: Option<Application>,
    /// The members.
    pub members: Option<Members>,
    /// A page of a portal.
    pub page: Option<PersonalPage>,
}

/// A confidential client (`client_secret_basic`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The client's id.
    pub id: String,
    /// Its secret.
    pub secret: String,
}

/// An application of the authorization-code grant, confidential too unless its secret is left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The client's id.
    pub id: String,
    /// Its secret; empty for an application that cannot keep one.
    #[serde(default)]
    pub secret: String,
    /// Where it takes the code; nobody needs to answer there.
    pub redirect_uri: String,
    /// What it asks for; with what the provider wants for refresh tokens.
    #[serde(default = "usual_scope")]
    pub scope: String,
}

/// Members who sign in with a password alone, each at most once at the same time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    /// The user ID, in which `{n}` stands for a number from 1.
    pub user_id: String,
    /// Everybody's password.
    pub password: String,
    /// How many there are.
    pub count: usize,
    /// The id of the button of the sign-in form.
    #[serde(default = "usual_button")]
    pub button: String,
    /// The names of the form's fields.
    #[serde(default = "usual_fields")]
    pub fields: [String; 2],
}

/// A page of a portal, as somebody sees it who is signed in there.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalPage {
    /// Its address.
    pub address: String,
    /// What that person's browser sends in the `Cookie` header.
    pub cookie: String,
}

fn usual_scope() -> String {
    "openid offline_access".to_owned()
}

fn usual_button() -> String {
    "login-submit".to_owned()
}

fn usual_fields() -> [String; 2] {
    ["username", "password"].map(str::to_owned)
}

impl Target {
    /// Reads a file (TOML).
    ///
    /// # Errors
    /// When it is not there, or says something else.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
        toml::from_str(&text).with_context(|| format!("{}", file.display()))
    }
}

impl Members {
    /// The user ID of a member; the numbers go round.
    pub(super) fn user_id(&self, number: usize) -> String {
        self.user_id.replace("{n}", &(number % self.count.max(1) + 1).to_string())
    }
}
