//! What a node of one version handed out is good at one of the other, asked directly at each.

use anyhow::Context as _;
use reqwest::Client;
use reqwest::header::HOST;
use serde_json::Value;
use tokio::sync::Mutex;

use super::town::{REALM, SIGN_IN, target};
use super::work::Work;
use crate::load::Application;
use crate::site::{Plan, Program};
use crate::verdict::Findings;

/// An application whose tokens go from version to version.
pub(super) struct Crossing {
    application: Application,
    host: String,
    http: Client,
    refresh_token: Mutex<String>,
}

impl Crossing {
    /// Signs a member in while there are nodes of one version alone.
    pub(super) async fn begin(plan: &Plan, work: &Work) -> anyhow::Result<Self> {
        let application = target(plan, "application")?.application.context("an application")?;
        let tokens = work.tokens_of(*SIGN_IN.end()).await?;
        Ok(Self {
            application,
            host: format!("localhost:{}", plan.provider_port),
            http: Client::builder().pool_max_idle_per_host(0).build()?,
            refresh_token: Mutex::new(tokens.refresh_token.context("a refresh token")?),
        })
    }

    /// There and back: what the old node gives is shown to the new one, and what that gives to the old one.
    pub(super) async fn cross(
        &self,
        findings: &mut Findings,
        (old, new): (&Program, &Program),
        work: &Work,
    ) -> anyhow::Result<()> {
        let mut refresh_token = self.refresh_token.lock().await;
        for (name, from, to) in [("old_to_new", old, new), ("new_to_old", new, old)] {
            let given = self.renew(from, &refresh_token).await?;
            let text = |tokens: &Value, key: &str| tokens.get(key).and_then(Value::as_str).map(str::to_owned);
            let access_token = text(&given, "access_token").context("an access token")?;
            let userinfo = self.http.get(format!("http://127.0.0.1:{}/{REALM}/userinfo", to.port()));
            let answer = userinfo.header(HOST, &self.host).bearer_auth(access_token).send().await?;
            findings.counted(&format!("{name}_userinfo"), answer.status().as_u16().into(), |status| status == 200);
            let renewed = self.renew(to, &text(&given, "refresh_token").context("a refresh token")?).await?;
            *refresh_token = text(&renewed, "refresh_token").context("a refresh token")?;
            findings.counted(&format!("{name}_renewed"), 1, |_| true);
            let redeemed = self.redeem_elsewhere(to, work).await?;
            findings.counted(&format!("{name}_code"), redeemed.into(), |status| status == 200);
        }
        Ok(())
    }

    async fn renew(&self, at: &Program, refresh_token: &str) -> anyhow::Result<Value> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        Ok(self.token(at, &form).await?.error_for_status()?.json().await?)
    }

    /// A code of any node is redeemed at this one.
    async fn redeem_elsewhere(&self, at: &Program, work: &Work) -> anyhow::Result<u16> {
        let arrival = work.arrival(*SIGN_IN.end()).await?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", arrival.code.as_str()),
            ("redirect_uri", self.application.redirect_uri.as_str()),
            ("code_verifier", arrival.request.verifier.as_str()),
        ];
        Ok(self.token(at, &form).await?.status().as_u16())
    }

    async fn token(&self, at: &Program, form: &[(&str, &str)]) -> anyhow::Result<reqwest::Response> {
        let request = self.http.post(format!("http://127.0.0.1:{}/{REALM}/token", at.port())).header(HOST, &self.host);
        let request = request.basic_auth(&self.application.id, Some(&self.application.secret));
        Ok(request.form(form).send().await?)
    }
}
