//! Who may have which address, in whatever order it is asked.

use account::{Renewal, UserId};
use base::{Clock, RealmName};
use chrono::{NaiveDate, TimeDelta};
use futures::future::join_all;
use oidc::claims::StandardClaims;
use store::Database;
use tempfile::TempDir;

use super::super::{FiledMember, Insured, NotRenamed, in_realm};
use super::*;

/// Members who all have one address on record.
struct World {
    database: Database,
    realm: RealmName,
    members: Vec<AccountId>,
    now: DateTime<Utc>,
    sign_in: SignInId,
    _folder: TempDir,
}

impl World {
    async fn with(count: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("idp.sqlite").display());
        let database = Database::connect(&url).await.unwrap();
        crate::start::migrate(&database).await.unwrap();
        let (realm, now): (RealmName, _) = ("minato".parse().unwrap(), Clock::system().now());
        let members: Vec<AccountId> = (0..count).map(|_| AccountId::generate()).collect();
        let filed: Vec<_> = members.iter().enumerate().map(|(number, id)| filed(number, *id)).collect();
        let within = realm.clone();
        let imported = database
            .write(move |tx| Box::pin(async move { in_realm(tx, &within).put_members(filed, now).await }))
            .await;
        imported.expect("an address twice in a file is no obstacle");
        Self { database, realm, members, now, sign_in: SignInId::generate(), _folder: folder }
    }

    async fn state(&self, member: usize, address: EmailAddress) -> Result<(), NotTheirs> {
        let (realm, account, now) = (self.realm.clone(), self.members[member], self.now);
        self.database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm).state_address(account, &address, now).await }))
            .await
    }

    async fn verify(&self, member: usize, address: EmailAddress) -> Result<bool, NotTheirs> {
        self.verify_in(member, address, self.sign_in).await
    }

    async fn verify_in(&self, member: usize, address: EmailAddress, sign_in: SignInId) -> Result<bool, NotTheirs> {
        let (realm, account, now) = (self.realm.clone(), self.members[member], self.now);
        self.database
            .write(move |tx| {
                Box::pin(async move {
                    let reached = Reached { account, address: &address, sent_at: now, at: now };
                    in_realm(tx, &realm).verify_address(reached, sign_in).await
                })
            })
            .await
    }

    async fn change(&self, member: usize, address: EmailAddress) -> Result<bool, NotTheirs> {
        let (realm, account, now) = (self.realm.clone(), self.members[member], self.now);
        self.database
            .write(move |tx| {
                Box::pin(async move {
                    let reached = Reached { account, address: &address, sent_at: now, at: now };
                    in_realm(tx, &realm).change_address(reached).await
                })
            })
            .await
    }

    async fn rename(&self, member: usize, user_id: &str) -> Result<(), NotRenamed> {
        let (realm, account, now) = (self.realm.clone(), self.members[member], self.now);
        let user_id = UserId::issued(user_id).unwrap();
        self.database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm).rename(account, &user_id, now).await }))
            .await
    }

    async fn renew(&self, member: usize, kept: Option<SignInId>) {
        let (realm, account) = (self.realm.clone(), self.members[member]);
        let renewal = Renewal { at: self.now + TimeDelta::seconds(1), kept };
        let renewed =
            self.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).renew(account, renewal).await }));
        renewed.await.unwrap();
    }

    async fn bounce(&self, address: &str) {
        let (realm, address, now) = (self.realm.clone(), address.to_owned(), self.now);
        let noted = self
            .database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm).mark_unreachable(&address, now).await }));
        noted.await.unwrap();
    }

    async fn row(&self, member: usize) -> super::super::AccountRow {
        in_realm(self.database.reader(), &self.realm).account(self.members[member]).await.unwrap().unwrap()
    }
}

const SHARED: &str = "kazoku@example.jp";

fn filed(number: usize, id: AccountId) -> FiledMember {
    let day = NaiveDate::from_ymd_opt(2020, 4, 1).unwrap();
    let text = || "1".to_owned();
    FiledMember {
        id,
        insured: Insured {
            member_number: format!("M{number}"),
            household_number: text(),
            kigo: text(),
            bango: text(),
            branch: text(),
            family_name: text(),
            given_name: text(),
            family_name_kana: text(),
            given_name_kana: text(),
            birth_date: day,
            eligible_from: day,
            eligible_until: None,
            standard: StandardClaims::default(),
        },
        user_id: UserId::issued(&format!("member-{number}")).unwrap(),
        email: Some(address(SHARED)),
        issued_password: None,
        password_hash: None,
        fingerprint: String::new(),
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::read(text).unwrap()
}

#[tokio::test]
async fn of_all_who_have_an_address_on_record_one_shows_that_it_is_theirs() {
    let world = &World::with(16).await;
    let verified = join_all((0..16).map(|member| world.verify(member, address(SHARED)))).await;
    let first = verified.iter().filter(|verified| matches!(verified, Ok(true))).count();
    let taken = verified.iter().filter(|verified| matches!(verified, Err(NotTheirs::Taken))).count();
    assert_eq!((first, taken), (1, 15));
    let owner = verified.iter().position(|verified| matches!(verified, Ok(true))).unwrap();
    assert!(matches!(world.verify(owner, address(SHARED)).await, Ok(false)), "it happens once");

    let other = (owner + 1) % 16;
    assert!(matches!(world.state(other, address(SHARED)).await, Err(NotTheirs::Taken)));
    assert!(matches!(world.change(other, address(SHARED)).await, Err(NotTheirs::Taken)));
    assert!(matches!(world.rename(other, SHARED).await, Err(NotRenamed::Taken)));
    world.state(owner, address("other@example.jp")).await.unwrap();
    assert_eq!(world.row(owner).await.verified_address(), Some(address(SHARED)), "what is shown stays");
}

#[tokio::test]
async fn an_id_that_is_an_address_is_nobody_elses_address() {
    let world = World::with(2).await;
    world.rename(0, "koji@example.jp").await.unwrap();
    assert!(matches!(world.state(1, address("koji@example.jp")).await, Err(NotTheirs::Taken)));
    assert!(matches!(world.change(1, address("koji@example.jp")).await, Err(NotTheirs::Taken)));
    assert!(world.change(0, address("koji@example.jp")).await.unwrap(), "but one's own");
}

#[tokio::test]
async fn an_address_that_was_given_up_is_free() {
    let world = World::with(2).await;
    assert!(world.verify(0, address(SHARED)).await.unwrap());
    assert!(world.change(0, address("new@example.jp")).await.unwrap());
    assert!(!world.change(0, address("new@example.jp")).await.unwrap(), "it happens once");
    assert!(world.verify(1, address(SHARED)).await.unwrap());
}

#[tokio::test]
async fn what_left_before_a_renewal_confirms_nothing_but_in_the_sign_in_that_goes_on() {
    let world = World::with(2).await;
    world.renew(0, None).await;
    assert!(!world.verify(0, address(SHARED)).await.unwrap());
    assert!(!world.change(0, address("new@example.jp")).await.unwrap());
    world.renew(1, Some(world.sign_in)).await;
    assert!(!world.verify_in(1, address(SHARED), SignInId::generate()).await.unwrap());
    assert!(world.verify(1, address(SHARED)).await.unwrap());
}

#[tokio::test]
async fn an_address_that_is_no_longer_on_record_is_not_verified() {
    let world = World::with(1).await;
    world.state(0, address("new@example.jp")).await.unwrap();
    assert!(!world.verify(0, address(SHARED)).await.unwrap());
    assert!(world.verify(0, address("new@example.jp")).await.unwrap());
    let row = world.row(0).await;
    assert!(row.email_verified_at.is_some() && row.email_confirmed_at.is_some());
}

#[tokio::test]
async fn a_bounce_is_noted_until_mail_arrives_or_another_address_is_stated() {
    let world = World::with(2).await;
    world.bounce(SHARED).await;
    assert!(world.row(0).await.email_bounced_at.is_some() && world.row(1).await.email_bounced_at.is_some());
    world.state(0, address(SHARED)).await.unwrap();
    assert!(world.row(0).await.email_bounced_at.is_some(), "the same address again is no news");
    world.state(1, address("new@example.jp")).await.unwrap();
    assert!(world.row(1).await.email_bounced_at.is_none());
    assert!(world.verify(0, address(SHARED)).await.unwrap());
    assert!(world.row(0).await.email_bounced_at.is_none());
}
