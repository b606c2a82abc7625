//! What the pages of the steps say, a file a page.

pub mod birth_date;
pub mod email;
pub mod email_verification;
pub mod method;
pub mod password;
pub mod terms;
pub mod user_id;
