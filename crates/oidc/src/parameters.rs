//! The parameters of a request, within bounds and each at most once.
//!
//! Parsing never fails: a problem is remembered, and what is sound stays readable. Only so can a request with a
//! doubled `scope` still be answered at its client by `invalid_request`, while one with a doubled `redirect_uri`
//! has no redirect URI at all and ends on a page.

use std::collections::{BTreeMap, BTreeSet};

/// The parameters of one request to a protocol endpoint, from its query or its form.
///
/// Of a parameter that was repeated or too long, no value is kept.
#[derive(Clone, Default)]
pub struct Parameters {
    values: BTreeMap<String, String>,
    resources: Vec<String>,
    problem: Option<ParameterError>,
    signed: bool,
}

/// What is wrong with a request's parameters as such, whatever they mean. Never quotes the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// More than 100 parameters.
    #[error("the request has too many parameters")]
    TooMany,
    /// A parameter occurs twice (RFC 6749 §3.1: parameters MUST NOT be included more than once).
    #[error("a parameter occurs more than once")]
    Repeated,
    /// A value is longer than its parameter may be.
    #[error("a parameter is too long")]
    TooLong,
    /// The value of `scope` is too long.
    #[error("the scope is too long")]
    ScopeTooLong,
}

/// How many parameters a request may have.
const MOST_PARAMETERS: usize = 100;

/// How many bytes a parameter's value may have.
fn longest(name: &str) -> usize {
    match name {
        // Signed or structured values: request objects, the claims parameter, JSON Web Tokens.
        "request" | "claims" | "client_assertion" | "id_token_hint" | "access_token" => 16 * 1024,
        // Clients keep their own state in these, and the certification suite sends long ones.
        "state" | "nonce" => 4 * 1024,
        _ => 2 * 1024,
    }
}

impl Parameters {
    /// Reads decoded pairs of names and values in the order of the request.
    #[must_use]
    pub fn parse(pairs: &[(String, String)]) -> Self {
        let mut parameters = Self::default();
        let mut seen = BTreeSet::new();
        for (name, value) in pairs.iter().take(MOST_PARAMETERS) {
            // RFC 8707 §2: `resource` alone may be repeated.
            if name == "resource" && value.len() <= longest(name) {
                parameters.resources.push(value.clone());
                continue;
            }
            if !seen.insert(name) {
                parameters.refuse(name, ParameterError::Repeated);
            } else if value.len() > longest(name) {
                let too_long = if name == "scope" { ParameterError::ScopeTooLong } else { ParameterError::TooLong };
                parameters.refuse(name, too_long);
            } else {
                parameters.values.insert(name.clone(), value.clone());
            }
        }
        if pairs.len() > MOST_PARAMETERS {
            parameters.problem.get_or_insert(ParameterError::TooMany);
        }
        parameters
    }

    fn refuse(&mut self, name: &str, problem: ParameterError) {
        self.values.remove(name);
        self.problem.get_or_insert(problem);
    }

    /// A parameter's value. One without a value counts as omitted (RFC 6749 §3.1).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The values of `resource`, in the order of the request (RFC 8707 §2).
    #[must_use]
    pub fn resources(&self) -> &[String] {
        &self.resources
    }

    /// The same as what a client signed: only what opens request objects says so.
    pub(crate) fn signed(self) -> Self {
        Self { signed: true, ..self }
    }

    /// Whether all of them stood in one object that the client signed (RFC 9101).
    #[must_use]
    pub const fn are_signed(&self) -> bool {
        self.signed
    }

    /// Whether every parameter kept to the bounds.
    ///
    /// # Errors
    /// The first [`ParameterError`] in the order of the request.
    pub fn well_formed(&self) -> Result<(), ParameterError> {
        self.problem.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::parameters;

    #[test]
    fn a_repeated_parameter_has_no_value_and_spoils_the_request() {
        let doubled = parameters(&[("scope", "openid"), ("state", "a"), ("scope", "openid")]);
        assert_eq!(doubled.get("scope"), None);
        assert_eq!(doubled.get("state"), Some("a"));
        assert_eq!(doubled.well_formed(), Err(ParameterError::Repeated));

        let tripled = parameters(&[("scope", "a"), ("scope", "b"), ("scope", "c")]);
        assert_eq!(tripled.get("scope"), None);
    }

    #[test]
    fn resource_may_be_repeated_and_unknown_names_do_no_harm() {
        let request = parameters(&[("resource", "a"), ("resource", "b"), ("extra", "x"), ("empty", "")]);
        assert_eq!(request.well_formed(), Ok(()));
        assert_eq!(request.get("empty"), None);
    }

    #[test]
    fn every_parameter_has_its_bound() {
        for (name, bound) in [("scope", 2048), ("state", 4096), ("nonce", 4096), ("claims", 16384), ("x", 2048)] {
            assert_eq!(parameters(&[(name, &"a".repeat(bound))]).well_formed(), Ok(()), "{name}");
            let over = parameters(&[(name, &"a".repeat(bound + 1))]);
            assert!(over.well_formed().is_err() && over.get(name).is_none(), "{name}");
        }
        let many: Vec<_> = (0..101).map(|n| (format!("p{n}"), String::new())).collect();
        assert_eq!(Parameters::parse(&many).well_formed(), Err(ParameterError::TooMany));
        assert_eq!(Parameters::parse(&many[..100]).well_formed(), Ok(()));
    }
}
