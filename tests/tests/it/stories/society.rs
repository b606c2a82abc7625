//! A society's administrator at a terminal, on the machine of a site: the real commands of the portal.

use std::fs;
use std::process::Output;

use tests::site::{Plan, Program, Site, prepare};

use super::member::{OwnSite, plan};

/// An administrator of `minato`.
pub struct Society {
    pub portal: Program,
    pub plan: Plan,
}

impl Society {
    /// With the sample people, their site in this process.
    pub async fn open() -> anyhow::Result<(Self, OwnSite)> {
        Self::with(|_| Ok(())).await
    }

    /// The same after the site's files were changed.
    pub async fn with(change: impl FnOnce(&Plan) -> anyhow::Result<()>) -> anyhow::Result<(Self, OwnSite)> {
        let (plan, folder) = plan()?;
        change(&plan)?;
        prepare(&plan).await?;
        let own = OwnSite::over(Site::serve(&plan).await?, folder);
        let portal = Program::new("warifu-portal", &plan.portal_settings()?, &plan.folder)?;
        Ok((Self { portal, plan }, own))
    }

    /// Gives a command about a file of this name and text: `["notice", "publish"]`, then what follows the file.
    pub async fn gives(&self, command: &[&str], (name, text): (&str, &str), more: &[&str]) -> anyhow::Result<Output> {
        let path = self.plan.folder.join(name);
        fs::write(&path, text)?;
        let file = path.display().to_string();
        self.portal.run(&[command, &["minato", &file], more].concat()).await
    }
}

/// All that a command wrote.
pub fn says(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
