//! A window whose owner has no mouse: Tab, Enter, Space, the arrows.

use anyhow::{Context as _, ensure};
use thirtyfour::prelude::*;

use super::Chromium;

/// More presses of Tab than any page of ours needs to come around.
const MOST_TABS: usize = 80;

/// What has the focus, and whether its reader sees that it has. A place to begin reading at is nothing to act on.
const FOCUSED: &str = "
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const onScreen = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
    const isPlace = one === document.body || one.tabIndex < 0;
    return [one.id, one.textContent.trim(), isPlace || (outlined && onScreen)];";

/// What the keyboard acts on.
#[derive(Clone, Debug)]
pub struct Focused {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
}

impl Chromium {
    /// Presses keys, whatever has the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> anyhow::Result<()> {
        Ok(self.window.action_chain().send_keys(keys).perform().await?)
    }

    /// What has the focus. Fails when it has and nobody can see it (WCAG 2.2, 2.4.7 and 2.4.11).
    pub async fn focused(&self) -> anyhow::Result<Focused> {
        let (id, text, seen): (String, String, bool) = self.window.execute(FOCUSED, Vec::new()).await?.convert()?;
        ensure!(seen, "the focus on “{id}” “{text}” is not to be seen");
        Ok(Focused { id, text })
    }

    /// Goes on by Tab until this has the focus, by its id or by what it says.
    pub async fn tab_to(&self, wanted: &str) -> anyhow::Result<()> {
        for _ in 0..MOST_TABS {
            let Focused { id, text } = self.focused().await?;
            if id == wanted || text == wanted {
                return Ok(());
            }
            self.keys(Key::Tab).await?;
        }
        anyhow::bail!("Tab never comes to “{wanted}”: {}", self.text().await?)
    }

    /// Goes on to a button or link by Tab and presses Enter; waits for the page that comes.
    pub async fn enter(&self, wanted: &str) -> anyhow::Result<()> {
        self.tab_to(wanted).await?;
        let pressed = self.window.active_element().await?;
        self.keys(Key::Enter).await?;
        pressed.wait_until().stale().await.with_context(|| format!("“{wanted}” led nowhere"))
    }

    /// Goes on to a field by Tab and types.
    pub async fn enter_text(&self, field: &str, text: &str) -> anyhow::Result<()> {
        self.tab_to(field).await?;
        self.keys(text).await
    }
}
