//! An authenticator app, as a member holds it beside the browser.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;

/// The six digits that an app shows at a moment for a secret in base 32.
///
/// # Errors
/// When the secret is not base 32.
pub fn code(secret: &str, at: DateTime<Utc>) -> anyhow::Result<String> {
    let seed = BASE32_NOPAD.decode(secret.as_bytes()).context("a secret in base 32")?;
    let app = totp_rs::Builder::new().with_secret(seed).build().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(app.generate(u64::try_from(at.timestamp())?).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_shows_what_rfc_6238_says() {
        // Appendix B: the SHA-1 secret at 59 s, the last six of its eight digits.
        let at = DateTime::from_timestamp(59, 0).unwrap();
        assert_eq!(code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at).unwrap(), "287082");
    }
}
