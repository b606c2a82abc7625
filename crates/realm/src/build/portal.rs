//! What the portal shows, from its file.

use base::{Language, Text};

use crate::files::{ExpensesTable, LinkTable, NoticeCategoryTable, PortalFile, ProviderTable, TaxFileTable, TileTable};
use crate::model::{ExpenseSettings, Link, NoticeCategory, OtherProvider, PortalSettings, TaxFile, Tile, TileTarget};
use crate::secrets::Secrets;

/// The categories of a society that names none.
const USUAL_CATEGORIES: [(&str, Text); 3] = [
    ("society", Text { ja: "組合からのお知らせ", en: "From the society" }),
    ("service", Text { ja: "サービスのお知らせ", en: "About the service" }),
    ("maintenance", Text { ja: "メンテナンス", en: "Maintenance" }),
];

/// The portal's settings. `None` for a tile without a goal, which a rule refuses.
pub(super) fn settings(file: PortalFile, display_name: &Text<String>, secrets: &Secrets<'_>) -> Option<PortalSettings> {
    Some(PortalSettings {
        provider: file.provider.map(|table| provider(table, secrets)),
        title: file.title.map_or_else(|| display_name.clone(), Into::into),
        tiles: file.tile.into_iter().map(tile).collect::<Option<_>>()?,
        documents: file.document.into_iter().map(link).collect(),
        notice_categories: categories(file.notice_category),
        household: file.household,
        expenses: expenses(file.expenses),
        tax_file: file.tax_file.map(|table| tax_file(table, secrets)),
    })
}

fn provider(table: ProviderTable, secrets: &Secrets<'_>) -> OtherProvider {
    OtherProvider {
        issuer: table.issuer,
        client_id: table.client_id,
        secret: secrets.resolve(&table.secret).ok(),
        authentication: table.token_endpoint_auth_method,
        id_token_signed_response_alg: table.id_token_signed_response_alg,
    }
}

fn tax_file(table: TaxFileTable, secrets: &Secrets<'_>) -> TaxFile {
    let found = |reference| secrets.resolve(reference).ok();
    TaxFile { form_version: table.form_version, key: found(&table.key), certificate: found(&table.certificate) }
}

fn owned(text: Text) -> Text<String> {
    Text { ja: text.get(Language::Ja).to_owned(), en: text.get(Language::En).to_owned() }
}

fn tile(table: TileTable) -> Option<Tile> {
    let usual = table.service.map(|service| owned(service.usual_label()));
    let target = match (table.service, table.client, table.link) {
        (Some(service), None, None) => TileTarget::Service(service),
        (None, Some(client), None) => TileTarget::Client(client),
        (None, None, Some(link)) => TileTarget::Link(link),
        _ => return None,
    };
    Some(Tile { label: table.label.map(Into::into).or(usual)?, description: table.description.map(Into::into), target })
}

fn link(table: LinkTable) -> Link {
    Link { label: table.label.into(), url: table.url }
}

fn categories(tables: Vec<NoticeCategoryTable>) -> Vec<NoticeCategory> {
    if tables.is_empty() {
        let usual = USUAL_CATEGORIES.into_iter();
        return usual.map(|(id, label)| NoticeCategory { id: id.to_owned(), label: owned(label) }).collect();
    }
    tables.into_iter().map(|table| NoticeCategory { id: table.id, label: table.label.into() }).collect()
}

fn expenses(table: ExpensesTable) -> ExpenseSettings {
    ExpenseSettings {
        years_shown: table.years_shown,
        published_after_months: table.published_after_months,
        tax_years: table.tax_years,
        tax_statement: table.tax_statement,
        tax_note: table.tax_note.map(Into::into),
        notes: table.notes.into_iter().map(Into::into).collect(),
        retention_years: table.retention_years,
    }
}
