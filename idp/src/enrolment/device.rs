//! Which device a browser runs on, as far as it says so: to propose a name, and to offer what works on a phone.
//!
//! Browsers say little and some say something else (an iPad calls itself a Mac). So nothing depends on it.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use base::Text;

use super::texts;

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A phone with iOS.
    Iphone,
    /// A tablet with iPadOS.
    Ipad,
    /// A phone or tablet with Android.
    Android,
    /// A computer with Windows.
    Windows,
    /// A computer with macOS.
    Mac,
    /// Anything else.
    Other,
}

impl Device {
    /// What a request's `User-Agent` says.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        // In this order: an Android's agent also says Linux, and an iPhone's says "like Mac OS X".
        let marks = [
            ("iPhone", Self::Iphone),
            ("iPad", Self::Ipad),
            ("Android", Self::Android),
            ("Windows", Self::Windows),
            ("Macintosh", Self::Mac),
        ];
        marks.into_iter().find(|(mark, _)| agent.contains(mark)).map_or(Self::Other, |(_, device)| device)
    }

    /// Whether an authenticator app would be on the same device as the page.
    #[must_use]
    pub const fn is_handheld(self) -> bool {
        matches!(self, Self::Iphone | Self::Ipad | Self::Android)
    }

    /// A name for an authenticator app. Whoever sits at a computer holds a phone that we know nothing of.
    #[must_use]
    pub const fn app_name(self) -> Text {
        match self {
            Self::Iphone => texts::APP_ON_IPHONE,
            Self::Ipad => texts::APP_ON_IPAD,
            Self::Android => texts::APP_ON_ANDROID,
            Self::Windows | Self::Mac | Self::Other => texts::APP_ON_PHONE,
        }
    }

    /// A name for a passkey.
    #[must_use]
    pub const fn passkey_name(self) -> Text {
        match self {
            Self::Iphone => texts::PASSKEY_ON_IPHONE,
            Self::Ipad => texts::PASSKEY_ON_IPAD,
            Self::Android => texts::PASSKEY_ON_ANDROID,
            Self::Windows => texts::PASSKEY_ON_WINDOWS,
            Self::Mac => texts::PASSKEY_ON_MAC,
            Self::Other => texts::PASSKEY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_say_where_they_run() {
        for (agent, device) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
                Device::Iphone,
            ),
            ("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", Device::Ipad),
            ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile", Device::Android),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0", Device::Windows),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15", Device::Mac),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Device::Other),
            ("", Device::Other),
        ] {
            let headers = [(USER_AGENT, agent.parse().unwrap())].into_iter().collect();
            assert_eq!(Device::of(&headers), device, "{agent}");
        }
        assert_eq!(Device::of(&HeaderMap::new()), Device::Other);
    }
}
