//! By which name a client knows a member (OpenID Connect Core §8).

use base::TokenHash;
use realm::{Client, Subject};

use crate::rows::AccountRow;

/// The member's own subject; or one for the client's sector alone, which leads nobody outside to that of another sector:
/// it is the hash of what the sector is called and of the account's id, which has 122 random bits and is told to no
/// client (§8.1). There is no salt beside it that somebody could lose or change: of what an administrator writes only the
/// sector counts, and that is the client's own host.
#[must_use]
pub fn subject_for(client: &Client, account: &AccountRow) -> String {
    match &client.subject {
        Subject::Public => account.subject.clone(),
        Subject::Pairwise { sector, .. } => {
            TokenHash::of(&format!("pairwise {} {sector} {}", account.realm, account.account_id())).as_str().to_owned()
        }
    }
}
