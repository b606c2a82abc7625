//! What the store is keyed by: nobody who reads it can try out whose user ID or address something was kept for.

use base::TokenHash;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::world::World;

/// A text and its hashes without a key, as they may stand in a row.
fn guessable(text: &str) -> [String; 3] {
    [text.to_owned(), TokenHash::of(text).as_str().to_owned(), HEXLOWER.encode(&Sha256::digest(text))]
}

#[tokio::test]
async fn ids_that_nobody_has_and_addresses_are_kept_as_keyed_digests() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("mail-member")?;
    person.browser.open(&world.site.portal("/minato/expenses")).await?;
    // An address typed in the wrong field is the likeliest of all.
    let nobody = "yoshida.taro@example.jp";
    for wrong in ["wrong-1", "wrong-2"] {
        person.browser.submit("login-submit", &[("username", nobody), ("password", wrong)]).await?;
    }
    let counted = "SELECT failures FROM attempts WHERE secret = 'password-of-nobody'";
    assert_eq!(world.value::<i64>(counted).await?, 2, "counted under one digest");
    person.type_password().await?;
    assert!(person.browser.page()?.offers("code"), "{}", person.browser.page()?.text());

    let keys = "SELECT (SELECT group_concat(subject) FROM attempts) || (SELECT group_concat(id) FROM expiring)";
    let keys: String = world.value(keys).await?;
    let address = person.persona.email.clone().unwrap_or_default();
    for kind in ["mailing", "mails"] {
        let kept = format!("SELECT count(*) FROM expiring WHERE kind = '{kind}'");
        assert!(world.value::<i64>(&kept).await? > 0, "{kind}");
    }
    for text in [nobody, &address, &person.persona.user_id] {
        for told in guessable(text) {
            assert!(!told.is_empty() && !keys.contains(&told), "“{told}” of “{text}” in {keys}");
        }
    }
    Ok(())
}
