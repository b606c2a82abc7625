//! `kusunoki`: the app alone, enrolled at the second sign-in, on a computer with the phone scanning; IDs used so far,
//! passwords made of kigo, bango and birth date.

use super::newcomer::told;
use crate::chromium::{COMPUTER, PHONE};

#[tokio::test]
async fn a_new_member_of_kusunoki_enrols_the_app_at_her_second_sign_in() -> anyhow::Result<()> {
    told(("kusunoki", "new-member"), COMPUTER, async |kato| {
        assert_eq!(kato.persona.password, "21084219921215", "kigo 21, bango 0842, the birth date");
        kato.signs_in().await?;
        kato.states_the_birth_date().await?;
        kato.agrees_to_the_terms().await?;
        kato.reads(&["8文字以上13文字以内"]).await?;
        kato.chooses(Some("nozomi_92"), None).await?;
        kato.chooses_the_password("kawa-7no-hotori").await?;
        kato.keeps_the_address().await?;
        kato.is_at_the_top(true).await?;
        kato.is_asked_before_the_expenses("enrol/otp").await?;
        kato.signs_out().await?;

        kato.signs_in().await?;
        kato.reads(&["スキャンできませんか？", "くすのき健康保険組合：nozomi_92"]).await?;
        kato.enrols_the_app().await?;
        kato.is_at_the_top(false).await?;
        kato.reads(&["医療費のお知らせ", "けんぽのしおり"]).await?;
        kato.reads_the_expenses("医療費のお知らせ").await
    })
    .await
}

#[tokio::test]
async fn who_continues_voluntarily_keeps_an_id_longer_than_the_rule() -> anyhow::Result<()> {
    told(("kusunoki", "continued-member"), PHONE, async |kimura| {
        assert_eq!(kimura.persona.user_id, "9010900419640830", "kigo 901, bango 09004, the birth date");
        kimura.signs_in().await?;
        kimura.states_the_birth_date().await?;
        kimura.agrees_to_the_terms().await?;
        kimura.chooses(None, None).await?;
        kimura.chooses_the_password("matsu-kaze-64").await?;
        // The society has no address of hers.
        kimura.persona.email = None;
        kimura.is_asked("email").await?;
        kimura.chromium.type_into("email", "Chieko.Kimura@example.jp").await?;
        kimura.chromium.press("email-submit").await?;
        kimura.is_at_the_top(true).await?;
        kimura.signs_out().await?;

        kimura.signs_in().await?;
        kimura.enrols_the_app().await?;
        kimura.is_at_the_top(false).await?;
        kimura.reads_the_expenses("医療費のお知らせ").await
    })
    .await
}
