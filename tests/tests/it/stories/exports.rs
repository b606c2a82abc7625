//! A member takes the family's lines along, to print and for the tax return, at a browser without scripts.

use std::path::Path;
use std::process::Command;

use chrono::Datelike as _;
use tests::visitor::Page;

use super::member::{Member, OwnSite};
use super::society::{Society, says};

fn header<'p>(page: &'p Page, name: &str) -> &'p str {
    page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The own payments of a CSV file, line by line, and the sum that it states.
fn payments(file: &str) -> anyhow::Result<(Vec<i64>, i64)> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes());
    let records = reader.records().collect::<Result<Vec<_>, _>>()?;
    let own = |record: &csv::StringRecord| record[8].parse::<i64>();
    let sum = records.iter().position(|record| &record[0] == "合計").expect("a sum");
    Ok((records[1..sum].iter().map(own).collect::<Result<_, _>>()?, own(&records[sum])?))
}

#[tokio::test]
async fn a_member_takes_last_years_lines_along_for_the_tax_return() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("kusunoki", "member")?;
    let last_year = base::japan_date(own.site.clock.now()).year() - 1;
    member.open(&own.site.portal("/kusunoki/tax-data"), &own.site.clock).await?;
    member.browser.follow(&format!("{last_year}年")).await?;
    let page = member.browser.page()?;
    assert!(page.text().contains("山本 結衣") && page.text().contains("税務署にお尋ねください"), "{}", page.text());

    let file = member.browser.send_once(page.form("download-csv")?).await?;
    let name = format!("filename=\"medical-expenses-{last_year}.csv\"; filename*=UTF-8''%E5%8C%BB");
    assert!(header(&file, "content-disposition").starts_with(&format!("attachment; {name}")));
    assert_eq!(header(&file, "cache-control"), "no-store");
    let (paid, sum) = payments(&file.body)?;
    assert!(!paid.is_empty() && paid.iter().sum::<i64>() == sum, "{paid:?} {sum}");
    assert!(file.body.contains("山本 結衣") && !file.body.contains("F200315"), "no number of the household");
    let shown = web::format::yen(sum, base::Language::Ja);
    assert!(member.browser.page()?.text().contains(&shown), "{shown} on the page");

    let mut form = member.browser.page()?.form("download-csv")?;
    form.fields.retain(|(name, _)| name != "person-02");
    let file = member.browser.send_once(form).await?;
    assert!(!file.body.contains("山本 結衣") && file.body.contains("山本 大輔"), "{}", file.body);
    for (button, kind) in [
        ("download-pdf", "application/pdf"),
        ("download-xlsx-1", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("download-xml", "application/xml"),
    ] {
        let form = member.browser.page()?.form(button)?;
        let file = member.browser.send_once(form).await?;
        assert_eq!((file.status.as_u16(), header(&file, "content-type")), (200, kind), "{}", file.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_society_without_tax_data_still_lets_a_year_be_saved() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "member")?;
    let last_year = base::japan_date(own.site.clock.now()).year() - 1;
    member.open(&own.site.portal(&format!("/minato/expenses/{last_year}")), &own.site.clock).await?;
    member.browser.follow("この年の明細を保存する（PDF・CSV）").await?;
    let form = member.browser.page()?.form("download-pdf")?;
    let file = member.browser.send_once(form).await?;
    assert!(file.status.is_success() && file.body.starts_with("%PDF-"), "{}", file.status);
    let none = member.browser.open(&own.site.portal("/minato/tax-data")).await?;
    assert_eq!(none.status.as_u16(), 404);
    Ok(())
}

/// A browser that lies open on a table hands out nothing: after five minutes the provider asks anew, and what was chosen is
/// there again.
#[tokio::test]
async fn a_file_for_the_tax_return_asks_for_a_fresh_sign_in_and_keeps_the_choice() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("kusunoki", "member")?;
    let last_year = base::japan_date(own.site.clock.now()).year() - 1;
    let page = own.site.portal(&format!("/kusunoki/tax-data/{last_year}"));
    member.open(&page, &own.site.clock).await?;
    own.site.clock.advance(chrono::TimeDelta::minutes(6));

    let mut form = member.browser.page()?.form("download-xml")?;
    form.fields.retain(|(name, _)| name != "person-02");
    member.browser.send(form).await?;
    assert!(member.browser.page()?.offers("password"), "asked anew: {}", member.reads()?);
    member.answer_one_question(&own.site.clock).await?;
    assert!(member.browser.page()?.offers("code"), "both factors: {}", member.reads()?);
    member.answer_what_is_asked(&own.site.clock).await?;

    assert_eq!(member.browser.page()?.url.as_str(), page, "{}", member.reads()?);
    assert!(member.reads()?.contains("続けてXMLを保存する"), "{}", member.reads()?);
    let form = member.browser.page()?.form("download-go-on")?;
    let file = member.browser.send_once(form).await?;
    assert_eq!(header(&file, "content-type"), "application/xml", "{}", file.text());
    assert!(file.body.contains("山本 大輔") && !file.body.contains("山本 結衣"), "{}", file.body);
    Ok(())
}

/// Whoever is without web access is sent what they would see, on paper: and nobody who objects is in it.
#[tokio::test]
async fn a_society_prints_the_lines_of_a_member_without_web_access() -> anyhow::Result<()> {
    let (society, own) = Society::open().await?;
    let last_year = (base::japan_date(own.site.clock.now()).year() - 1).to_string();
    let prints = async |name: &str, more: &[&str]| {
        let file = society.plan.folder.join(name);
        let place = file.display().to_string();
        let command = ["expenses", "print", "minato", "H0001024", "--output", place.as_str()];
        anyhow::Ok((society.portal.run(&[&command, more].concat()).await?, file))
    };
    let (printed, file) = prints("year.pdf", &["--year", &last_year, "--name", "田中 美咲"]).await?;
    assert!(printed.status.success() && says(&printed).contains("件の明細をPDFにしました"), "{}", says(&printed));
    let family = text_of(&file)?;
    assert!(
        family.contains("被保険者：田中 美咲") && family.contains("田中 健太") && !family.contains("H0001024"),
        "{family}"
    );
    let (again, _) = prints("year.pdf", &["--year", &last_year]).await?;
    assert!(!again.status.success(), "no file is overwritten: {}", says(&again));
    let (nothing, none) = prints("none.pdf", &["--month", "2001-01"]).await?;
    assert!(nothing.status.code() == Some(1) && !none.exists(), "{}", says(&nothing));

    let objects = "household_number,branch,objects\nH0001024,01,yes\n";
    let noted = society.gives(&["expenses", "objections"], ("objections.csv", objects), &[]).await?;
    assert!(noted.status.success(), "{}", says(&noted));
    let (_, file) = prints("without.pdf", &["--year", &last_year, "--lang", "en"]).await?;
    let without = text_of(&file)?;
    assert!(!without.contains("田中 健太") && without.contains("Medical expenses of"), "{without}");
    Ok(())
}

/// What stands on the pages of a PDF.
fn text_of(file: &Path) -> anyhow::Result<String> {
    let output = Command::new("pdftotext").arg("-layout").arg(file).arg("-").output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}
