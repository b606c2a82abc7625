//! `asahi`: all three methods, and what the chosen one needs is enrolled in the first sign-in.

use realm::Method;

use super::newcomer::{Newcomer, told};
use super::{APP_OTP, MAIL_OTP, PASSKEY, offered};
use crate::chromium::{COMPUTER, PHONE};
use crate::stories::passkey::Authenticator;

/// As far as the choice of the method has been made and the password chosen.
async fn as_far_as_the_last_step(member: &mut Newcomer<'_>, method: Method) -> anyhow::Result<()> {
    member.signs_in().await?;
    member.states_the_birth_date().await?;
    member.agrees_to_the_terms().await?;
    member.keeps_the_address().await?;
    member.confirms_the_address().await?;
    assert_eq!(member.methods().await?, offered(&[PASSKEY, APP_OTP, MAIL_OTP], None));
    member.reads(&["このあと続けて行います"]).await?;
    member.chooses(None, Some(method)).await?;
    member.chooses_the_password("kitaguni-3haru").await
}

#[tokio::test]
async fn in_asahi_the_passkey_is_enrolled_at_once() -> anyhow::Result<()> {
    told(("asahi", "new-member"), PHONE, async |ogawa| {
        let phone = Authenticator::of(ogawa.chromium).await?;
        as_far_as_the_last_step(ogawa, Method::Passkey).await?;
        ogawa.enrols_the_passkey().await?;
        ogawa.is_at_the_top(false).await?;
        ogawa.signs_out_by_the_menu().await?;

        // Somebody at the phone would take what the browser offers in the field of the user ID.
        phone.is_attended(false).await?;
        ogawa.signs_in().await?;
        phone.is_attended(true).await?;
        ogawa.uses_the_passkey().await?;
        ogawa.is_at_the_top(false).await?;
        ogawa.reads_the_expenses("医療費情報").await
    })
    .await
}

#[tokio::test]
async fn in_asahi_the_app_is_enrolled_at_once() -> anyhow::Result<()> {
    told(("asahi", "second-new-member"), COMPUTER, async |okada| {
        as_far_as_the_last_step(okada, Method::AppOtp).await?;
        okada.enrols_the_app().await?;
        okada.is_at_the_top(false).await?;
        okada.reads(&["人間ドック等予約", "電子申請", "Travel Service"]).await?;
        okada.reads_the_expenses("医療費情報").await?;
        okada.signs_out_by_the_menu().await?;

        okada.signs_in().await?;
        okada.enters_the_apps_code().await?;
        okada.is_at_the_top(false).await
    })
    .await
}

#[tokio::test]
async fn in_asahi_codes_by_mail_need_nothing_enrolled() -> anyhow::Result<()> {
    told(("asahi", "third-new-member"), PHONE, async |hasegawa| {
        as_far_as_the_last_step(hasegawa, Method::MailOtp).await?;
        hasegawa.is_at_the_top(false).await?;
        hasegawa.is_asked_before_the_expenses("mail-code").await?;
        hasegawa.signs_out_by_the_menu().await?;

        hasegawa.signs_in().await?;
        hasegawa.enters_the_mailed_code().await?;
        hasegawa.is_at_the_top(false).await?;
        hasegawa.reads_the_expenses("医療費情報").await
    })
    .await
}
