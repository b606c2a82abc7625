//! `hikari`: codes by mail first, under the society's own names of the methods; passwords made of kigo, bango and birth
//! date.

use realm::Method;

use super::newcomer::told;
use super::offered;
use crate::chromium::PHONE;

#[tokio::test]
async fn a_new_member_of_hikari_meets_her_societys_own_words() -> anyhow::Result<()> {
    told(("hikari", "new-member"), PHONE, async |mori| {
        assert_eq!(mori.persona.password, "012602119580305", "kigo 012, bango 6021, the birth date");
        mori.signs_in().await?;
        mori.states_the_birth_date().await?;
        mori.agrees_to_the_terms().await?;
        mori.reads(&["退職した後も使えるアドレスをおすすめします", "hikari.example.jp"]).await?;
        mori.keeps_the_address().await?;
        mori.confirms_the_address().await?;
        assert_eq!(mori.methods().await?, offered(&["メール認証", "アプリ認証"], Some("メール認証")));
        mori.chooses(None, Some(Method::MailOtp)).await?;
        mori.chooses_the_password("asagao-no-8gatsu").await?;
        mori.is_at_the_top(true).await?;
        mori.is_asked_before_the_expenses("mail-code").await?;
        mori.signs_out().await?;

        mori.signs_in().await?;
        mori.enters_the_mailed_code().await?;
        mori.is_at_the_top(false).await?;
        mori.reads_the_expenses("医療費の明細").await
    })
    .await
}
