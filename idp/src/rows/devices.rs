//! What authenticator apps and passkeys have in common when one is registered.

/// What became of a device that a member registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// It is theirs now.
    Now,
    /// It was registered before: the same form came twice.
    Before,
    /// The member has a device of this name.
    NameTaken,
    /// The member has as many devices as anybody may have.
    TooMany,
    /// The account was closed, or its means of signing in became others, since the form was judged.
    Overtaken,
}
