//! `kogane`: the passkey recommended, enrolled at the second sign-in on the phone; a short password with a letter, a
//! digit and a symbol, whatever the case; the private address last.

use realm::Method;

use super::newcomer::told;
use super::{APP_OTP, MAIL_OTP, PASSKEY, offered};
use crate::chromium::PHONE;
use crate::stories::passkey::Authenticator;

#[tokio::test]
async fn a_new_member_of_kogane_enrols_a_passkey_on_her_phone() -> anyhow::Result<()> {
    told(("kogane", "new-member"), PHONE, async |ishii| {
        let _phone = Authenticator::of(ishii.chromium).await?;
        ishii.signs_in().await?;
        ishii.states_the_birth_date().await?;
        ishii.agrees_to_the_terms().await?;
        assert_eq!(ishii.methods().await?, offered(&[PASSKEY, APP_OTP, MAIL_OTP], Some(PASSKEY)));
        ishii.reads(&["顔認証または指紋認証が使える端末をお持ちの方だけ"]).await?;
        ishii.chooses(Some("fumi1951"), Some(Method::Passkey)).await?;
        ishii
            .reads(&[
                "8文字以上13文字以内",
                "英字を1文字以上",
                "数字を1文字以上",
                "記号を1文字以上",
                "大文字と小文字は区別されません",
            ])
            .await?;
        ishii.chooses_the_password("Hana-no8mi").await?;
        ishii.reads(&["会社のアドレスではなく"]).await?;
        ishii.keeps_the_address().await?;
        ishii.is_at_the_top(true).await?;
        ishii.is_asked_before_the_expenses("enrol/passkey").await?;
        ishii.signs_out().await?;

        ishii.persona.password = "hANA-NO8MI".to_owned();
        ishii.signs_in().await?;
        ishii.enrols_the_passkey().await?;
        ishii.is_at_the_top(false).await?;
        ishii.reads_the_expenses("医療費をみる").await
    })
    .await
}
