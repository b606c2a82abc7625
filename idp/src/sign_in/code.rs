//! Authorization codes in the store of what expires: each under its hash, issued once and spent once.

use oidc::code::CodeState;
use store::expiring::Kind;

/// The kind under which codes are kept.
#[derive(Debug)]
pub enum Codes {}

impl Kind for Codes {
    const NAME: &'static str = "authorization-code";
    type Value = CodeState;
}
