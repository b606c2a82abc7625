//! The six reference societies, each as its manual has it: from the first sign-in with the initial credentials to the
//! portal's top page, and by the second sign-in to the medical expenses.

mod asahi;
mod hikari;
mod kogane;
mod kusunoki;
mod minato;
mod newcomer;
mod tsubaki;

const PASSKEY: &str = "生体認証";
const APP_OTP: &str = "ワンタイムパスワード（OTP）アプリ認証";
const MAIL_OTP: &str = "ワンタイムパスワード（OTP）メール認証";

/// The methods on a page: each label, and which of them is recommended, and therefore chosen when the page opens.
fn offered(labels: &[&str], recommended: Option<&str>) -> Vec<newcomer::Offered> {
    let is_recommended = |label: &str| recommended == Some(label);
    labels.iter().map(|label| ((*label).to_owned(), is_recommended(label), is_recommended(label))).collect()
}
