//! A session that ends at the provider ends on the portal too, without the browser's help.

use std::time::Duration;

use idp::admin::member::{Deed, Named, Order, order_for_one};
use idp::rows::NamedBy;
use realm::Lookup;

use super::member::{Member, OwnSite};

/// Opens the portal's top page again and again until nobody is signed in there.
pub async fn until_signed_out(own: &OwnSite, realm: &str, member: &mut Member) -> anyhow::Result<()> {
    let top = own.site.portal(&format!("/{realm}/"));
    let looking = async {
        while member.browser.open(&top).await?.text().contains(&member.persona.full_name) {
            tokio::task::yield_now().await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(30), looking).await?
}

#[tokio::test]
async fn whoever_is_signed_out_at_the_desk_is_signed_out_of_the_portal() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    member.open(&own.site.portal("/minato/expenses"), &own.site.clock).await?;
    assert!(member.browser.open(&own.site.portal("/minato/")).await?.text().contains(&member.persona.full_name));

    let Lookup::Serving(realm) = own.site.idp.realms.find("minato") else { anyhow::bail!("minato is not served") };
    let order = Order {
        deed: Deed::SignOut,
        administrator: "desk".to_owned(),
        reason: Some("電話で本人確認".parse()?),
        dry_run: false,
    };
    let named = Named::new(NamedBy::MemberNumber, &member.persona.member_number);
    order_for_one(&own.site.idp, &realm, &order, &named).await?;
    until_signed_out(&own, "minato", &mut member).await?;
    assert!(member.browser.open(&own.site.portal("/minato/expenses")).await?.offers("password"));
    Ok(())
}
