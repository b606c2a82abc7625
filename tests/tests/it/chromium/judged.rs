//! What a page must stand whoever reads it: WCAG 2.2 AA, as far as axe-core and a few rules of our own can tell.
//!
//! They come into the page through the driver, which the pages' own Content-Security-Policy does not bind.

use std::fs;
use std::sync::LazyLock;

use anyhow::{Context as _, ensure};
use serde_json::json;

use super::{COMPUTER, Chromium, PHONE};
use crate::settings;

static AXE: LazyLock<String> = LazyLock::new(|| {
    let path = settings::file("WARIFU_TEST_AXE");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
});
const JUDGE: &str = include_str!("judge.js");

/// A way in which somebody has set up their screen.
struct Setting {
    name: &'static str,
    size: (u32, u32),
    /// Media features with their values.
    wishes: &'static [(&'static str, &'static str)],
    /// Whether letters, words, lines and paragraphs are set wider by the reader (WCAG 2.2, 1.4.12).
    spaced: bool,
    /// Whether axe looks at it too, which takes its time.
    axe: bool,
    /// Whether a picture of it is kept for people to look at.
    pictured: bool,
}

const SETTINGS: [Setting; 6] = {
    const PLAIN: Setting = Setting { name: "", size: (0, 0), wishes: &[], spaced: false, axe: false, pictured: false };
    [
        Setting { name: "on a phone", size: (PHONE.width, PHONE.height), axe: true, pictured: true, ..PLAIN },
        Setting { name: "on a computer", size: (COMPUTER.width, COMPUTER.height), axe: true, pictured: true, ..PLAIN },
        // A window of 1280 pixels, enlarged to 200 % and to 400 % (1.4.4, 1.4.10).
        Setting { name: "at 200 %", size: (640, 450), ..PLAIN },
        Setting { name: "at 400 %", size: (320, 256), ..PLAIN },
        Setting { name: "widely spaced", size: (PHONE.width, PHONE.height), spaced: true, ..PLAIN },
        Setting {
            name: "in the reader's own colours, without motion",
            size: (PHONE.width, PHONE.height),
            wishes: &[("forced-colors", "active"), ("prefers-reduced-motion", "reduce")],
            axe: true,
            ..PLAIN
        },
    ]
};

/// The widest spacing that a page must bear (1.4.12), in a stylesheet that the Content-Security-Policy lets be; and back.
const SPACE: &str = "const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = arguments[0] ? [sheet] : [];";

impl Chromium {
    /// Fails unless the page, in the state that it is in, is accessible on the screen that it is on.
    pub async fn is_accessible(&self, state: &str) -> anyhow::Result<()> {
        self.judge(state, true).await
    }

    /// Fails unless the page, in the state that it is in, is accessible however its readers set up their screens.
    pub async fn is_accessible_to_everybody(&self, state: &str) -> anyhow::Result<()> {
        for setting in &SETTINGS {
            self.set_up(setting.size, setting.wishes, setting.spaced).await?;
            if setting.pictured {
                self.keep_picture(&format!("{state}-{}", setting.size.0)).await?;
            }
            self.judge(&format!("{state} {}", setting.name), setting.axe).await?;
        }
        self.set_up((self.device.width, self.device.height), &[], false).await
    }

    async fn set_up(&self, size: (u32, u32), wishes: &[(&str, &str)], spaced: bool) -> anyhow::Result<()> {
        self.resize(size.0, size.1).await?;
        let features: Vec<_> = wishes.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.window.cdp().send_raw("Emulation.setEmulatedMedia", json!({ "features": features })).await?;
        self.window.execute(SPACE, vec![json!(spaced)]).await?;
        Ok(())
    }

    async fn judge(&self, state: &str, with_axe: bool) -> anyhow::Result<()> {
        let script = if with_axe { format!("{}\n{JUDGE}", *AXE) } else { JUDGE.to_owned() };
        let judged = self.window.execute_async(script, vec![json!(with_axe)]).await?;
        let wrong: Vec<String> = serde_json::from_value(judged.json().clone()).context("a judgement")?;
        ensure!(wrong.is_empty(), "{}, {state}:\n{}", self.name, wrong.join("\n"));
        Ok(())
    }
}

/// Pages each of which somebody cannot use, and what is said of it.
const BAD: [(&str, &str); 8] = [
    ("<h1>題</h1><main>内容</main>", "region ("),
    ("<main><h1>題</h1><input name=nickname autocomplete=off></main>", "label ("),
    ("<main><h1>題</h1><p style=color:silver>薄い</p></main>", "color-contrast ("),
    (
        "<main><h1>題</h1><a href=a style=display:block;height:9px>一</a><a href=b style=display:block;height:9px>二</a></main>",
        "target-size (",
    ),
    ("<main><h1>題</h1><p style=width:999px>広い</p></main>", "px wide on a screen of 375 px"),
    ("<main><h1>題</h1><p style=width:4em;height:1em;overflow:hidden>切れている</p></main>", "p cuts off"),
    ("<main><h1>題</h1><p>please do go on</p></main>", "is said to be “ja”: please do go on"),
    ("<main><h1>題</h1><label>コード<input name=code></label></main>", "input has autocomplete="),
];

#[tokio::test]
async fn a_page_that_somebody_cannot_use_is_told() -> anyhow::Result<()> {
    let chromium = Chromium::open("judged", PHONE).await?;
    let mut missed = Vec::new();
    for (body, said) in BAD {
        let head = "<!DOCTYPE html><html lang=ja><title>題</title><meta name=viewport content='width=device-width'>";
        chromium.window.goto(format!("data:text/html;charset=utf-8,{head}{body}")).await?;
        let found = chromium.is_accessible("bad").await.err().map(|error| error.to_string()).unwrap_or_default();
        if !found.contains(said) {
            missed.push((said, found));
        }
    }
    chromium.close().await?;
    assert!(missed.is_empty(), "{missed:#?}");
    Ok(())
}
