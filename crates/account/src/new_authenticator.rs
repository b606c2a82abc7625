//! An authenticator app on its way to being registered: what the app has to know, and the first code that it shows.

use base::{AuthenticatorId, Secret};
use chrono::{DateTime, Utc};

use crate::{Authenticator, JudgedCode, judge_app_code};

/// A secret that was shown to a member and of which no code was seen yet.
#[derive(Clone, Debug)]
pub struct NewAuthenticator {
    /// The device that it will be.
    pub id: AuthenticatorId,
    /// The shared secret.
    pub seed: Secret<Vec<u8>>,
}

impl NewAuthenticator {
    /// The secret as a member types it into an app: 32 letters and digits (base 32, RFC 4648 §6). Apps take capitals
    /// and small letters alike.
    #[must_use]
    pub fn key(&self) -> String {
        totp_rs::Secret::new(self.seed.expose().clone().into_boxed_slice()).to_base32()
    }

    /// The `otpauth://` link that apps open and that their QR code says, for an entry "`page`:`user_id`". `None` when
    /// the user ID is empty.
    #[must_use]
    pub fn link(&self, page: &str, user_id: &str) -> Option<String> {
        // A colon separates the two, so neither has one.
        let app = totp_rs::Builder::new()
            .with_secret(self.seed.expose().clone())
            .with_issuer(Some(page.replace(':', "：")))
            .with_account_name(user_id.replace(':', "："));
        app.build().ok()?.to_url().ok()
    }

    /// Judges the first code, six digits. To tell that a clock is off gives nothing away: whoever sees the page has the
    /// secret before their eyes.
    #[must_use]
    pub fn judge(&self, code: &str, now: DateTime<Utc>) -> JudgedCode {
        let device = Authenticator { id: self.id, seed: self.seed.clone(), last_step: 0, refused_step: None };
        judge_app_code(&[device], None, code, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AppCodeMatch;

    /// RFC 6238 appendix B: the SHA-1 secret and a moment with its code.
    fn rfc() -> NewAuthenticator {
        NewAuthenticator { id: AuthenticatorId::generate(), seed: Secret::new(b"12345678901234567890".to_vec()) }
    }

    #[test]
    fn the_link_names_page_and_member() {
        let link = rfc().link("港健康保険組合", "tanaka.hanako").unwrap();
        let url = url::Url::parse(&link).unwrap();
        assert_eq!((url.scheme(), url.host_str()), ("otpauth", Some("totp")));
        assert!(link.contains(":tanaka.hanako?"), "{link}");
        let parameter = |name| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        assert_eq!(parameter("issuer").as_deref(), Some("港健康保険組合"));
        assert_eq!(parameter("secret").as_deref(), Some("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        assert_eq!(parameter("secret"), Some(rfc().key()));
    }

    #[test]
    fn a_colon_does_not_break_the_entry() {
        let link = rfc().link("港: 健保", "a:b").unwrap();
        assert_eq!(totp_rs::Totp::from_url(&link).unwrap().account_name(), "a：b");
    }

    #[test]
    fn the_first_code_shows_the_secret_and_the_clock() {
        let at = |seconds: i64| DateTime::from_timestamp(1_234_567_890 + seconds, 0).unwrap();
        let new = rfc();
        let shown = AppCodeMatch { authenticator: new.id, step: 1_234_567_890 / 30 };
        let right = JudgedCode::Right(shown);
        for (seconds, judged) in [
            (0, right),
            (30, right),
            (-30, right),
            (60, JudgedCode::ClockOff(shown)),
            (-300, JudgedCode::ClockOff(shown)),
            (330, JudgedCode::Wrong),
        ] {
            assert_eq!(new.judge("005924", at(seconds)), judged, "{seconds} s");
        }
        assert_eq!(new.judge("005925", at(0)), JudgedCode::Wrong);
    }
}
