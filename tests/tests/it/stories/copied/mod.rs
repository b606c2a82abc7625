//! Applications by other vendors, set up with what their developers copy from the page for integrators.
//!
//! The text is taken off the page as it stands there and changed in nothing but what a developer must change, so that
//! what is called tested there was run here.

mod apache;
mod browser_alone;
mod node;

use std::fs;

use anyhow::Context as _;
use base::RandomToken;
use tests::site::{Site, free_port, prepare};
use tests::visitor::Visitor;
use thirtyfour::By;

use super::member::{Member, OwnSite, plan};
use crate::chromium::Chromium;

/// Another vendor, whose application `minato` knows and who is about to start it.
struct Vendor {
    own: OwnSite,
    port: u16,
    secret: String,
}

impl Vendor {
    /// `keys` are more lines of the application's file. A `secret` there means the vendor's.
    async fn known_by(keys: &str) -> anyhow::Result<Self> {
        let (plan, folder) = plan()?;
        let (port, secret) = (free_port()?, RandomToken::generate().expose().to_owned());
        fs::create_dir_all(plan.folder.join("secrets"))?;
        fs::write(plan.folder.join("secrets/vendor"), &secret)?;
        let file = format!(
            "client_id = \"vendor\"\nname = {{ ja = \"他社のアプリ\", en = \"A vendor's application\" }}\n\
             redirect_uris = [\"http://localhost:{port}/callback\"]\nscopes = [\"openid\", \"profile\", \"email\"]\n{keys}\n"
        );
        fs::write(plan.realm_config.join("minato/clients/vendor.toml"), file)?;
        prepare(&plan).await?;
        let site = Site::serve(&plan).await?;
        Ok(Self { own: OwnSite::over(site, folder), port, secret })
    }

    fn page(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// The set-up that the page shows for a library, for this application.
    async fn copied(&self, library: &str) -> anyhow::Result<String> {
        let mut visitor = Visitor::new()?;
        let page = visitor.open(&self.own.site.provider("/minato/developers")).await?;
        let shown = page.exact_text(&format!("#{library} pre"))?;
        for placeholder in ["your-client-id", "https://app.example.jp/callback"] {
            anyhow::ensure!(shown.contains(placeholder), "{library} lacks {placeholder}: {shown}");
        }
        let shown = shown.replace("your-client-id", "vendor");
        Ok(shown.replace("https://app.example.jp/callback", &self.page("/callback")))
    }

    /// Opens the application on a screen and signs in at the provider, to which it leads.
    async fn signs_in(&self, chromium: &Chromium) -> anyhow::Result<()> {
        let Member { persona, mut phone, .. } = Member::named("minato", "member")?;
        chromium.window.goto(self.page("/")).await?;
        // An application that lives in the page leads there by script, after the page has come.
        tests::site::ready_when("the provider asks who it is", || async {
            Ok(chromium.window.find(By::Id("username")).await.is_ok())
        })
        .await?;
        chromium.type_into("username", &persona.user_id).await?;
        chromium.type_into("password", &persona.password).await?;
        chromium.press("login-submit").await?;
        chromium.type_into("code", &phone.code(&self.own.site.clock)?).await?;
        chromium.press("login-submit").await?;
        chromium.press("terms-agree").await
    }
}

/// What a page of an application says, once it says something of the member.
async fn says(chromium: &Chromium, expected: &str) -> anyhow::Result<String> {
    tests::site::ready_when(&format!("the page says {expected}"), || async {
        Ok(chromium.text().await?.contains(expected))
    })
    .await?;
    chromium.text().await.context("the page")
}
