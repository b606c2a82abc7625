//! Receipts as insurers receive them, and what each comes to or lacks.

use super::*;

const IR: &str = "IR,1,13,1,1234567,,みなと台病院,202609,00,03-0000-0000";
const ID: &str = "123456789012345678901234567890";

/// A receipt with a kind and the records that follow it.
fn receipt(kind: &str, records: &[&str]) -> Vec<Claim> {
    let re = format!("RE,1,{kind},202608,港　花子,2,19840612,,,,,,,,,,,,{ID},,");
    let lines = [&[IR, re.as_str()], records].concat();
    read(&lines)
}

fn read(lines: &[&str]) -> Vec<Claim> {
    let mut claims = Claims::default();
    let mut found: Vec<Claim> = Vec::new();
    for (line, number) in lines.iter().zip(1..) {
        found.extend(claims.record(number, line.split(',').map(str::to_owned).collect()));
    }
    found.extend(claims.end());
    found
}

/// The amounts of the one receipt: total, insurer, public, own.
fn amounts(kind: &str, records: &[&str]) -> Result<[i64; 4], Vec<&'static str>> {
    let claims = receipt(kind, &[records, &["SN,1,01,,,,02,,"]].concat());
    let [claim] = <[Claim; 1]>::try_from(claims).unwrap();
    match claim.derived {
        Ok(Derived { amounts, .. }) => Ok([amounts.total(), amounts.insurer(), amounts.public(), amounts.own()]),
        Err(missing) => Err(missing.iter().map(|text| text.ja).collect()),
    }
}

#[test]
fn a_plain_receipt_is_a_line() {
    let claims =
        receipt("1112", &["HO,06130001,１２０,1024,3,1234,,,,,,,", "SN,1,01,,,,02,,", "SI,11,1,111000110,,288,1"]);
    let [Claim { line: 2, derived: Ok(derived) }] = claims.as_slice() else { panic!("{claims:?}") };
    assert_eq!((derived.id.as_str(), derived.kigo.as_str(), derived.bango.as_str()), (ID, "120", "1024"));
    assert_eq!((derived.branch.to_string(), derived.month.to_string()), ("02".to_owned(), "2026-08".to_owned()));
    assert_eq!((&derived.kind, derived.count), (&Kind::Outpatient, 3));
    assert_eq!(derived.institution.as_deref(), Some("みなと台病院"));
    assert_eq!(derived.patient_name.as_deref(), Some("港　花子"));
    assert_eq!(derived.amounts, Amounts::new(12340, 8638, 0, 3702).unwrap());
}

#[test]
fn the_kind_tells_the_share_and_what_the_record_states_counts() {
    for (kind, insurance, expected) in [
        ("1112", "HO,1,1,2,3,1234", [12340, 8638, 0, 3702]),
        ("1115", "HO,1,1,2,3,1234", [12340, 8638, 0, 3702]),
        ("1114", "HO,1,1,2,3,1234", [12340, 9872, 0, 2468]),
        ("1118", "HO,1,1,2,3,1234", [12340, 9872, 0, 2468]),
        ("1110", "HO,1,1,2,3,1234", [12340, 8638, 0, 3702]),
        ("1111", "HO,1,1,2,12,100000,,,,,,87430", [1_000_000, 912_570, 0, 87_430]),
    ] {
        assert_eq!(amounts(kind, &[insurance]), Ok(expected), "{kind}");
    }
    let claims = receipt("1111", &["HO,1,1,2,12,100", "SN,1,01,,,,1,,"]);
    assert!(claims[0].derived.as_ref().is_ok_and(|derived| derived.kind == Kind::Inpatient));
}

#[test]
fn a_subsidy_is_derived_only_where_it_is_of_all_points_and_says_what_is_left() {
    assert_eq!(amounts("1122", &["HO,1,1,2,3,1000", "KO,54130001,1,,3,1000,2500"]), Ok([10000, 7000, 500, 2500]));
    assert_eq!(amounts("1122", &["HO,1,1,2,3,1000", "KO,54130001,1,,3,,0"]), Ok([10000, 7000, 3000, 0]));
    for subsidies in [
        &["KO,54130001,1,,3,1000,"][..],
        &["KO,54130001,1,,1,400,200"],
        &["KO,54130001,1,,3,1000,9999"],
        &["KO,54130001,1,,3,1000,500", "KO,10130001,1,,3,1000,0"],
    ] {
        let records = [&["HO,1,1,2,3,1000"], subsidies].concat();
        assert_eq!(amounts("1132", &records).unwrap_err().len(), 1, "{subsidies:?}");
    }
}

#[test]
fn what_cannot_be_derived_is_said_and_never_invented() {
    for (kind, records, missing) in [
        ("1112", &["HO,1,1,2,3,1000"][..], vec!["枝番"]),
        ("1112", &["HO,1,1,2,3,1000", "SN,2,01,,,,02,,"], vec!["枝番"]),
        ("1112", &["SN,1,01,,,,02,,"], vec!["医療保険の記録"]),
        ("1112", &["HO,1,1,,3,1000", "SN,1,01,,,,02,,"], vec!["医療保険の記録"]),
        ("1112", &["HO,1,1,2,x,-5", "SN,1,01,,,,02,,"], vec!["診療実日数", "合計点数"]),
        ("1112", &["HO,1,1,2,3,1000,,,,,,,1", "SN,1,01,,,,02,,"], vec!["減免"]),
        ("", &["HO,1,1,2,3,1000", "SN,1,01,,,,02,,"], vec!["レセプト種別"]),
    ] {
        let claims = receipt(kind, records);
        let found = claims[0].derived.as_ref().unwrap_err();
        assert_eq!(found.len(), missing.len(), "{found:?}");
        assert!(found.iter().zip(&missing).all(|(text, part)| text.ja.contains(part)), "{found:?}");
    }
    // No search number, an impossible month.
    let claims = read(&[IR, "RE,1,1112,202613,,2,,", "HO,1,1,2,3,1000", "SN,1,01,,,,02,,"]);
    assert_eq!(claims[0].derived.as_ref().unwrap_err().len(), 2);
    // A dentist's, and receipts of nobody.
    for institution in ["IR,1,13,3,1234567,,みなと歯科,202609", "XX"] {
        let claims = read(&[institution, "RE,1,3112,202608", "HO,1,1,2,3,1000"]);
        assert_eq!(claims[0].derived.as_ref().unwrap_err().len(), 1);
    }
}

#[test]
fn receipts_end_where_the_next_begins() {
    let re = format!("RE,1,1112,50808,,2,,,,,,,,,,,,,{ID}");
    let one = [re.as_str(), "HO,1,1,2,3,1000", "SN,1,01,,,,02,,"];
    let claims = read(&[&[IR][..], &one, &one, &["GO,1,1,99"], &["IR,2,13,4,7654321,,薬局"], &one].concat());
    assert_eq!(claims.iter().map(|claim| claim.line).collect::<Vec<_>>(), [2, 5, 10]);
    assert_eq!(claims.iter().filter(|claim| claim.derived.is_ok()).count(), 2);
    assert!(read(&["HO,1,1,2,3,1000", "", "GO"]).is_empty());
}
