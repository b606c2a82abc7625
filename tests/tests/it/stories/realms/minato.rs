//! `minato`: three methods, the recommended one last; the mailed code is asked from the second sign-in on.

use realm::Method;

use super::newcomer::told;
use super::{APP_OTP, MAIL_OTP, PASSKEY, offered};
use crate::chromium::PHONE;

#[tokio::test]
async fn a_new_member_of_minato_chooses_codes_by_mail() -> anyhow::Result<()> {
    told(("minato", "new-member"), PHONE, async |nakamura| {
        nakamura.signs_in().await?;
        nakamura.states_the_birth_date().await?;
        nakamura.agrees_to_the_terms().await?;
        nakamura.reads(&["「minato.example.jp」からのメールを受け取れるように"]).await?;
        nakamura.keeps_the_address().await?;
        nakamura.confirms_the_address().await?;
        nakamura.reads(&["3文字以上255文字以内", "次回のログインのときに行います"]).await?;
        assert_eq!(nakamura.methods().await?, offered(&[PASSKEY, APP_OTP, MAIL_OTP], Some(MAIL_OTP)));
        nakamura.chooses(Some("hayato.2003"), Some(Method::MailOtp)).await?;
        nakamura.reads(&["8文字以上64文字以内", "大文字と小文字は区別されます"]).await?;
        nakamura.chooses_the_password("umi-to-27yama").await?;
        nakamura.is_at_the_top(true).await?;
        nakamura.is_asked_before_the_expenses("mail-code").await?;
        nakamura.signs_out().await?;

        nakamura.signs_in().await?;
        nakamura.enters_the_mailed_code().await?;
        nakamura.is_at_the_top(false).await?;
        nakamura.reads_the_expenses("医療費情報").await?;
        nakamura.reads(&["医療費控除の申告にはお使いいただけません"]).await
    })
    .await
}
