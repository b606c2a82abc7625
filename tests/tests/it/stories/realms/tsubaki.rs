//! `tsubaki`: codes by mail recommended, and listed first. Earlier members keep their ID and have a password made of
//! kigo, bango and birth date; new ones have both by notice.

use realm::Method;

use super::newcomer::told;
use super::{APP_OTP, MAIL_OTP, PASSKEY, offered};
use crate::chromium::PHONE;

#[tokio::test]
async fn an_earlier_member_of_tsubaki_comes_back_with_the_id_used_so_far() -> anyhow::Result<()> {
    told(("tsubaki", "earlier-member"), PHONE, async |hashimoto| {
        assert_eq!(hashimoto.persona.password, "301234519901101", "kigo 30, bango 12345, the birth date");
        hashimoto.signs_in().await?;
        hashimoto.states_the_birth_date().await?;
        hashimoto.agrees_to_the_terms().await?;
        hashimoto.keeps_the_address().await?;
        hashimoto.confirms_the_address().await?;
        assert_eq!(hashimoto.methods().await?, offered(&[MAIL_OTP, APP_OTP, PASSKEY], Some(MAIL_OTP)));
        hashimoto.chooses(None, Some(Method::MailOtp)).await?;
        hashimoto.chooses_the_password("yuki-no-12asa").await?;
        hashimoto.is_at_the_top(true).await?;
        hashimoto.is_asked_before_the_expenses("mail-code").await?;
        hashimoto.signs_out().await?;

        hashimoto.signs_in().await?;
        hashimoto.enters_the_mailed_code().await?;
        hashimoto.is_at_the_top(false).await?;
        hashimoto.reads_the_expenses("医療費のひかえ").await
    })
    .await
}

#[tokio::test]
async fn a_new_member_of_tsubaki_may_choose_the_app_instead() -> anyhow::Result<()> {
    told(("tsubaki", "new-member"), PHONE, async |yamashita| {
        yamashita.signs_in().await?;
        yamashita.states_the_birth_date().await?;
        yamashita.agrees_to_the_terms().await?;
        yamashita.keeps_the_address().await?;
        yamashita.confirms_the_address().await?;
        yamashita.chooses(Some("chihiro-y"), Some(Method::AppOtp)).await?;
        yamashita.chooses_the_password("hotaru-bukuro-6").await?;
        yamashita.is_at_the_top(true).await?;
        yamashita.signs_out().await?;

        yamashita.signs_in().await?;
        yamashita.enrols_the_app().await?;
        yamashita.is_at_the_top(false).await?;
        yamashita.reads_the_expenses("医療費のひかえ").await
    })
    .await
}
