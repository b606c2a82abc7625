//! What a client asks for and is granted: a set of scope tokens (RFC 6749 §3.3).

use std::collections::BTreeSet;
use std::fmt;

use realm::Client;
use serde::{Deserialize, Serialize};

/// A set of scope tokens, at most 20. Their order means nothing (RFC 6749 §3.3); ours is the alphabet's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(BTreeSet<String>);

/// A text that is no list of scope tokens, or one of more than 20.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("scope is not a list of at most 20 tokens, separated by single spaces")]
pub struct MalformedScope;

const MOST_TOKENS: usize = 20;

impl Scope {
    /// Reads `scope-token *( SP scope-token )`.
    ///
    /// # Errors
    /// [`MalformedScope`] for doubled spaces, characters outside RFC 6749 Appendix A.4 and more than 20 tokens.
    pub fn parse(text: &str) -> Result<Self, MalformedScope> {
        let tokens: Vec<&str> = text.split(' ').take(MOST_TOKENS + 1).collect();
        if tokens.len() > MOST_TOKENS || !tokens.iter().all(|token| is_scope_token(token)) {
            return Err(MalformedScope);
        }
        Ok(Self(tokens.into_iter().map(str::to_owned).collect()))
    }

    /// Whether a token is in the set.
    #[must_use]
    pub fn contains(&self, token: &str) -> bool {
        self.0.contains(token)
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tokens.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The part of this set that a client's file lists.
    #[must_use]
    pub(crate) fn permitted_to(&self, client: &Client) -> Self {
        self.iter().filter(|token| client.scopes.iter().any(|listed| listed == token)).collect()
    }
}

impl<'a> FromIterator<&'a str> for Scope {
    fn from_iter<I: IntoIterator<Item = &'a str>>(tokens: I) -> Self {
        Self(tokens.into_iter().map(str::to_owned).collect())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, token) in self.iter().enumerate() {
            let separator = if position == 0 { "" } else { " " };
            write!(f, "{separator}{token}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Scope {
    type Error = MalformedScope;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.is_empty() { Ok(Self::default()) } else { Self::parse(&text) }
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

/// `1*( %x21 / %x23-5B / %x5D-7E )` (RFC 6749 Appendix A.4): visible ASCII without `"` and `\`.
fn is_scope_token(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_sets_of_visible_ascii_tokens() {
        let scope = Scope::parse("profile openid openid").unwrap();
        assert_eq!(scope.to_string(), "openid profile");
        assert_eq!(Scope::try_from(String::new()).unwrap(), Scope::default());
        for bad in ["", " ", "openid ", " openid", "openid  email", "openid\temail", "\"openid\"", "open\\id", "開く"]
        {
            assert_eq!(Scope::parse(bad), Err(MalformedScope), "{bad:?}");
        }
        assert_eq!(Scope::parse(&vec!["a"; 21].join(" ")), Err(MalformedScope));
        assert_eq!(Scope::parse(&vec!["a"; 10_000].join(" ")), Err(MalformedScope));
    }
}
