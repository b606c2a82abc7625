//! A real Chromium, for what only a screen and a browser's own rules can show.

mod judged;
mod keyboard;

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use thirtyfour::common::config::WebDriverConfig;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::settings;

/// How long a page may take on a machine that runs every other test beside it, and how often it is looked at.
const PATIENCE: Duration = Duration::from_secs(90);
const GLANCE: Duration = Duration::from_millis(50);

/// A window of a real browser, on a driver of its own.
pub struct Chromium {
    /// The WebDriver session.
    pub window: WebDriver,
    driver: Child,
    device: Device,
    name: String,
}

/// How large a window is and which language its owner reads.
#[derive(Clone, Copy, Debug)]
pub struct Device {
    /// What screenshots call it.
    pub name: &'static str,
    /// The width of the page in CSS pixels.
    pub width: u32,
    /// The height of the window.
    pub height: u32,
    /// The preferred language, a BCP 47 tag.
    pub language: &'static str,
}

/// A phone of a member in Japan.
pub const PHONE: Device = Device { name: "phone-ja", width: 375, height: 812, language: "ja" };
/// A computer of a member in Japan.
pub const COMPUTER: Device = Device { name: "computer-ja", width: 1280, height: 900, language: "ja" };
/// A phone set to English.
pub const PHONE_IN_ENGLISH: Device = Device { name: "phone-en", width: 375, height: 812, language: "en" };
/// A computer set to English.
pub const COMPUTER_IN_ENGLISH: Device = Device { name: "computer-en", width: 1280, height: 900, language: "en" };

impl Chromium {
    /// Opens a window. `name` begins the names of its screenshots.
    pub async fn open(name: &str, device: Device) -> anyhow::Result<Self> {
        let (driver, address) = start_driver().await?;
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(&settings::program("WARIFU_TEST_CHROMIUM", "chromium").to_string_lossy())?;
        for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"] {
            capabilities.add_arg(argument)?;
        }
        capabilities
            .add_experimental_option("prefs", serde_json::json!({ "intl.accept_languages": device.language }))?;
        let window = WebDriver::new(&address, capabilities).await?;
        window.set_script_timeout(PATIENCE).await?;
        let poller = Arc::new(ElementPollerWithTimeout::new(PATIENCE, GLANCE));
        window.set_config(WebDriverConfig::builder().poller(poller).build()?);
        let chromium = Self { window, driver, device, name: format!("{name}-{}", device.name) };
        chromium.resize(device.width, device.height).await?;
        Ok(chromium)
    }

    /// Makes the screen another size, in CSS pixels; a narrow one is a phone's.
    async fn resize(&self, width: u32, height: u32) -> anyhow::Result<()> {
        let metrics = serde_json::json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600
        });
        self.window.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Keeps a picture of the page for people to look at, and fails unless the page is accessible in this state: what is
    /// worth a picture is worth that.
    pub async fn picture(&self, name: &str) -> anyhow::Result<()> {
        self.keep_picture(name).await?;
        self.is_accessible(name).await
    }

    /// Keeps a picture of the whole page under `target/screenshots/`.
    pub async fn keep_picture(&self, name: &str) -> anyhow::Result<()> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
        std::fs::create_dir_all(&folder)?;
        let options = serde_json::json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.window.cdp().send_raw("Page.captureScreenshot", options).await?;
        let data = picture.get("data").and_then(serde_json::Value::as_str).context("a screenshot")?;
        let bytes = data_encoding::BASE64.decode(data.as_bytes())?;
        std::fs::write(folder.join(format!("{}-{name}.png", self.name)), bytes)?;
        Ok(())
    }

    /// The element with this id.
    pub async fn by_id(&self, id: &str) -> anyhow::Result<WebElement> {
        self.window.find(By::Id(id)).await.with_context(|| format!("no “{id}” on this page"))
    }

    /// Types into a field.
    pub async fn type_into(&self, id: &str, text: &str) -> anyhow::Result<()> {
        let field = self.by_id(id).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Presses a button or follows a link by its id, and waits until the page it stood on is gone: WebDriver alone
    /// may return before the next page has begun.
    pub async fn press(&self, id: &str) -> anyhow::Result<()> {
        let pressed = self.by_id(id).await?;
        pressed.click().await?;
        Ok(pressed.wait_until().stale().await?)
    }

    /// Follows the link that says this, and waits until the page it stood on is gone.
    pub async fn follow(&self, text: &str) -> anyhow::Result<()> {
        let link = self.window.find(By::LinkText(text)).await.with_context(|| format!("no link “{text}” here"))?;
        link.click().await?;
        Ok(link.wait_until().stale().await?)
    }

    /// Chooses an answer of a group of radio buttons.
    pub async fn choose(&self, name: &str, value: &str) -> anyhow::Result<()> {
        let radio = format!("input[name='{name}'][value='{value}']");
        Ok(self.window.find(By::Css(&*radio)).await?.click().await?)
    }

    /// What the page says.
    pub async fn text(&self) -> anyhow::Result<String> {
        Ok(self.window.find(By::Tag("body")).await?.text().await?)
    }

    /// Closes the window and its driver.
    pub async fn close(mut self) -> anyhow::Result<()> {
        self.window.quit().await?;
        Ok(self.driver.kill().await?)
    }
}

/// Starts a driver on a port of its choice and reads from it which.
async fn start_driver() -> anyhow::Result<(Child, String)> {
    let mut driver = Command::new(settings::program("WARIFU_TEST_CHROMEDRIVER", "chromedriver"))
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(driver.stdout.take().context("the driver's output")?).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(port) = line.strip_prefix("ChromeDriver was started successfully on port ") {
            return Ok((driver, format!("http://127.0.0.1:{}", port.trim_end_matches('.'))));
        }
    }
    anyhow::bail!("chromedriver ended before it listened")
}
