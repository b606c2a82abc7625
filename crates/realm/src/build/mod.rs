//! From checked files to the model: defaults filled in, addresses expanded, secrets found.
//!
//! Runs only when no rule found an error, so what is parsed here was parsed by a rule before; `None` would mean a
//! rule is missing, and the realm is then refused rather than guessed at.

mod client;
mod portal;

use base::{Text, from_japan_standard_time};
use chrono::{NaiveDate, Weekday};

use crate::ProcessSettings;
use crate::addresses::Addresses;
use crate::files::{
    ContactTable, Duration, InitialCredentialsTable, InitialKind, LifetimesTable, LockoutTable, MailTable,
    MaintenanceTable, RealmFile, RegisteredPkce, RegistrationTable, SignInTable,
};
use crate::folder::{Bundle, Folder};
use crate::model::{
    Brand, Contact, DerivedPart, InitialCredentials, LengthRange, Lifetimes, Lockout, MailSenders, MaintenanceWindow,
    Method, PasswordPolicy, Realm, Registration, SignInPolicy, Unlock,
};
use crate::rules::{day_and_time, time_of_day};
use crate::secrets::Secrets;

/// The realm of a folder in which no rule found an error.
pub(crate) fn realm(
    folder: &Folder,
    bundle: Bundle,
    addresses: Addresses,
    (settings, secrets): (&ProcessSettings, &Secrets<'_>),
) -> Option<Realm> {
    let file = bundle.realm?.file;
    let display_name: Text<String> = file.display_name.clone().into();
    let clients = bundle.clients.into_values().map(|client| {
        let client = client::client(client.file, &addresses, secrets);
        (client.id.clone(), client.into())
    });
    Some(Realm {
        name: folder.name.clone(),
        contact: contact(&file.contact, &display_name),
        sign_in: sign_in(&file)?,
        lifetimes: lifetimes(&file.lifetimes),
        terms: bundle.terms,
        terms_grace: file.terms.grace.map(|duration| duration.0),
        audit_retention_years: file.audit.retention_years,
        clients: clients.collect(),
        registration: file.registration.as_ref().map(|table| registration(table, secrets)),
        maintenance: file.maintenance.iter().map(maintenance).collect::<Option<_>>()?,
        mail: mail(&file.mail),
        brand: Brand { logo_svg: bundle.logo, primary_colour: file.brand.primary_colour.parse().ok()? },
        help: bundle.help,
        portal: portal::settings(bundle.portal?.file, &display_name, secrets)?,
        display_name,
        issuer: addresses.issuer,
        portal_url: addresses.portal_url,
        retired: file.retired,
        development: settings.development,
        content_hash: folder.content_hash().to_owned(),
    })
}

fn contact(table: &ContactTable, display_name: &Text<String>) -> Contact {
    Contact {
        name: table.name.clone().map_or_else(|| display_name.clone(), Into::into),
        phone: table.phone.clone(),
        hours: table.hours.clone().map(Into::into),
        email: table.email.clone(),
    }
}

fn sign_in(file: &RealmFile) -> Option<SignInPolicy> {
    let table = &file.sign_in;
    Some(SignInPolicy {
        methods: table.methods.clone(),
        second_factor: table.second_factor,
        recommended_method: table.recommended_method,
        method_labels: method_labels(table),
        steps: table.steps.clone(),
        enrolment: table.enrolment,
        user_id: LengthRange { min: table.user_id.min, max: table.user_id.max },
        password: PasswordPolicy {
            min: table.password.min,
            max: table.password.max,
            composition: table.password.composition.clone(),
            ignore_case: table.password.ignore_case,
            symbols: table.password.symbols.clone(),
        },
        lockout: lockout(&table.lockout)?,
        remember_me: table.remember_me.map(|duration| duration.0),
        initial_credentials: initial_credentials(&table.initial_credentials)?,
        initial_reference_date: reference_date(&table.initial_credentials)?,
        imports_password_hashes: table.initial_credentials.password_hashes,
        email_hint: table.email_hint.clone().map(Into::into),
        years_after_eligibility: table.years_after_eligibility,
    })
}

fn method_labels(table: &SignInTable) -> Vec<(Method, Text<String>)> {
    let labels = &table.method_labels;
    let all =
        [(Method::Passkey, &labels.passkey), (Method::AppOtp, &labels.app_otp), (Method::MailOtp, &labels.mail_otp)];
    all.into_iter().filter_map(|(method, label)| Some((method, label.clone()?.into()))).collect()
}

fn lockout(table: &LockoutTable) -> Option<Lockout> {
    let unlock = match table.unlock.as_str() {
        "administrator" => Unlock::Administrator,
        time => Unlock::After(Duration::parse(time)?.0),
    };
    Some(Lockout { failures: table.failures, unlock })
}

fn initial_credentials(table: &InitialCredentialsTable) -> Option<InitialCredentials> {
    Some(match table.kind {
        InitialKind::ActivationCode => InitialCredentials::ActivationCode,
        InitialKind::Issued => InitialCredentials::Issued,
        InitialKind::Derived => InitialCredentials::Derived(derived_parts(table.password.as_deref()?)?),
    })
}

fn reference_date(table: &InitialCredentialsTable) -> Option<Option<NaiveDate>> {
    table.reference_date.as_deref().map(str::parse).transpose().ok()
}

/// The parts of `{kigo:2}{bango:4}{birth_date}`.
fn derived_parts(pattern: &str) -> Option<Vec<DerivedPart>> {
    let parts = pattern.strip_suffix('}')?.split('}');
    parts
        .map(|part| {
            let (name, width) = part.strip_prefix('{')?.split_once(':').unwrap_or((part.get(1..)?, "0"));
            let width = width.parse().ok()?;
            match name {
                "kigo" => Some(DerivedPart::Kigo { width }),
                "bango" => Some(DerivedPart::Bango { width }),
                "birth_date" => Some(DerivedPart::BirthDate),
                _ => None,
            }
        })
        .collect()
}

const fn lifetimes(table: &LifetimesTable) -> Lifetimes {
    Lifetimes {
        session: table.session.0,
        sign_in: table.sign_in.0,
        proofs: table.proofs.0,
        authorization_code: table.authorization_code.0,
        access_token: table.access_token.0,
        id_token: table.id_token.0,
        refresh_token: table.refresh_token.0,
        step_up: table.step_up.0,
        mail_code: table.mail_code.0,
        email_verification: table.email_verification.0,
        password_reset: table.password_reset.0,
    }
}

/// A token that is not there yet is left out: the rules warned, and nobody registers by it.
fn registration(table: &RegistrationTable, secrets: &Secrets<'_>) -> Registration {
    let references: Vec<_> =
        [&table.initial_access_token, &table.next_initial_access_token].into_iter().flatten().collect();
    let resolved = || references.iter().filter_map(|place| secrets.resolve(place).ok());
    Registration {
        initial_access_tokens: (!references.is_empty()).then(|| resolved().collect()),
        pkce_required: table.pkce == RegisteredPkce::Required,
        scopes: table.scopes.clone(),
        minimum_acr: table.minimum_acr,
        hosts: table.hosts.clone(),
    }
}

fn mail(table: &MailTable) -> MailSenders {
    let sender =
        |written: &Option<String>, local| written.clone().unwrap_or_else(|| format!("{local}@{}", table.domain));
    MailSenders {
        no_reply: sender(&table.no_reply, "no-reply"),
        info: sender(&table.info, "info"),
        webmaster: sender(&table.webmaster, "webmaster"),
        kinds: table.kinds.clone(),
    }
}

fn maintenance(table: &MaintenanceTable) -> Option<MaintenanceWindow> {
    let Some(every) = &table.every else {
        let moment = |text| day_and_time(text).and_then(from_japan_standard_time);
        return Some(MaintenanceWindow::Once { from: moment(&table.from)?, until: moment(&table.until)? });
    };
    let (week, weekday) = every.split_once(' ')?;
    Some(MaintenanceWindow::Monthly {
        week: week.get(..1)?.parse().ok()?,
        weekday: weekday.parse::<Weekday>().ok()?,
        from: time_of_day(&table.from)?,
        until: time_of_day(&table.until)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_password_has_its_parts_in_order() {
        assert_eq!(
            derived_parts("{kigo:2}{bango}{birth_date}"),
            Some(vec![DerivedPart::Kigo { width: 2 }, DerivedPart::Bango { width: 0 }, DerivedPart::BirthDate])
        );
    }

    #[test]
    fn windows_are_in_japan() {
        let table = |every: Option<&str>, from: &str, until: &str| MaintenanceTable {
            every: every.map(str::to_owned),
            from: from.to_owned(),
            until: until.to_owned(),
        };
        let Some(MaintenanceWindow::Once { from, .. }) =
            maintenance(&table(None, "2026-12-30T22:00", "2026-12-31T06:00"))
        else {
            panic!("a single window");
        };
        assert_eq!(from.to_rfc3339(), "2026-12-30T13:00:00+00:00");
        let Some(MaintenanceWindow::Monthly { week, weekday, .. }) =
            maintenance(&table(Some("3rd thursday"), "19:00", "22:00"))
        else {
            panic!("a monthly window");
        };
        assert_eq!((week, weekday), (3, Weekday::Thu));
    }
}
