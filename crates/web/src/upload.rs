//! Posted forms with one file (`multipart/form-data`, RFC 7578), bounded, and closed until their token is checked.
//!
//! A file that is too large is read to its end and dropped on the way: a browser that is cut off while it sends shows an
//! error of its own, and nobody would learn what was wrong.

use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};

use crate::FormGuard;
use crate::form::{BadForm, Unbound};
use crate::form_token::FIELD;

/// The most bytes of a request that are read, and dropped beyond the file's own limit: 32 MiB.
const MOST: usize = 32 * 1024 * 1024;
/// The longest field beside the file, in bytes: a form's token.
const LONGEST_FIELD: usize = 1024;

/// A form with a file of at most so many bytes, still closed.
#[derive(Debug)]
pub struct Uploaded<const LARGEST: usize> {
    token: String,
    file: File,
}

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// None was chosen.
    None,
    /// More bytes than are taken.
    TooLarge,
    /// What it holds. Its name and kind are what a stranger says, and are not looked at.
    Content(Vec<u8>),
}

impl<const LARGEST: usize> Uploaded<LARGEST> {
    /// The file, if the form's token was made by this guard for this form.
    ///
    /// # Errors
    /// [`Unbound`]: perhaps forged, mostly a lost cookie.
    pub fn open(self, guard: &FormGuard<'_>, form: &str) -> Result<File, Unbound<()>> {
        if guard.accepts(form, &self.token) { Ok(self.file) } else { Err(Unbound(())) }
    }
}

impl<S: Send + Sync, const LARGEST: usize> FromRequest<S> for Uploaded<LARGEST> {
    type Rejection = BadForm;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, BadForm> {
        DefaultBodyLimit::max(MOST).apply(&mut request);
        let mut form = Multipart::from_request(request, state).await.map_err(|_| BadForm::NotAForm)?;
        let (mut token, mut file) = (None, None);
        while let Some(field) = form.next_field().await.map_err(|error| BadForm::of(&error))? {
            let twice = if field.name() == Some(FIELD) {
                let File::Content(text) = read(field, LONGEST_FIELD).await? else { return Err(BadForm::Malformed) };
                token.replace(String::from_utf8(text).map_err(|_| BadForm::Malformed)?).is_some()
            } else {
                file.replace(read(field, LARGEST).await?).is_some()
            };
            if twice {
                return Err(BadForm::Malformed);
            }
        }
        let file = file.filter(|file| *file != File::Content(Vec::new())).unwrap_or(File::None);
        Ok(Self { token: token.unwrap_or_default(), file })
    }
}

async fn read(mut field: Field<'_>, largest: usize) -> Result<File, BadForm> {
    let (mut content, mut too_large) = (Vec::new(), false);
    while let Some(chunk) = field.chunk().await.map_err(|error| BadForm::of(&error))? {
        too_large |= content.len() + chunk.len() > largest;
        if too_large {
            content = Vec::new();
        } else {
            content.extend_from_slice(&chunk);
        }
    }
    Ok(if too_large { File::TooLarge } else { File::Content(content) })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::HeaderMap;
    use axum::http::header::CONTENT_TYPE;
    use base::KeyEncryptionKey;

    use super::*;
    use crate::{Browser, Cookies, Service};

    fn part(name: &str, content: &str) -> String {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n{content}\r\n")
    }

    async fn post(kind: &str, body: String) -> Result<Uploaded<100>, BadForm> {
        let request = Request::post("/").header(CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
        Uploaded::from_request(request, &()).await
    }

    const FORM: &str = "multipart/form-data; boundary=x";

    #[tokio::test]
    async fn a_file_opens_with_its_forms_token_only() {
        let (key, realm) = (KeyEncryptionKey::generate(), "minato".parse().unwrap());
        let browser = Browser::recognise(&Cookies::new(Service::Portal, &realm, false), &HeaderMap::new());
        let guard = FormGuard { key: &key, realm: &realm, browser: &browser, member: None };
        let token = guard.token("picture");
        let sent = |content: &str| format!("{}{}--x--\r\n", part(FIELD, token.value()), part("picture", content));
        for (content, file) in [
            ("", File::None),
            ("abc", File::Content(b"abc".to_vec())),
            (&*"a".repeat(100), File::Content(vec![b'a'; 100])),
            (&*"a".repeat(101), File::TooLarge),
        ] {
            assert_eq!(post(FORM, sent(content)).await.unwrap().open(&guard, "picture").unwrap(), file);
        }
        assert!(post(FORM, sent("abc")).await.unwrap().open(&guard, "another").is_err());
        let without = format!("{}--x--\r\n", part("picture", "abc"));
        assert!(post(FORM, without).await.unwrap().open(&guard, "picture").is_err());
    }

    #[tokio::test]
    async fn what_is_no_sound_form_is_refused() {
        let two = format!("{}{}--x--\r\n", part("a", "1"), part("b", "2"));
        let long = format!("{}--x--\r\n", part(FIELD, &"a".repeat(2000)));
        for (kind, body, expected) in [
            ("application/x-www-form-urlencoded", "a=b".to_owned(), BadForm::NotAForm),
            ("multipart/form-data", String::new(), BadForm::NotAForm),
            (FORM, two, BadForm::Malformed),
            (FORM, long, BadForm::Malformed),
            (FORM, part("a", "never ends"), BadForm::Malformed),
            (FORM, format!("{}--x--\r\n", part("a", &"a".repeat(MOST))), BadForm::TooLarge),
        ] {
            assert_eq!(post(kind, body).await.unwrap_err(), expected, "{kind}");
        }
    }
}
