//! How long a statement of 300 lines takes and how large it is: `cargo run --release -p print --example timing`.
//!
//! The table is that of the portal's statements, nine columns across A4, with names as varied as a family's year has them.
//! The bounds are 60 ms and 400 kB for a tagged file; beyond them it ends with an error.

use std::time::{Duration, Instant};

use print::{Document, Pages, Paper, Role, Style, Table, TableColumn, Unprintable, mm};

const ROWS: usize = 300;
const LONGEST: Duration = Duration::from_millis(60);
const LARGEST: usize = 400_000;
const COLUMNS: [(&str, f32, bool); 9] = [
    ("診療年月", 62.0, false),
    ("受診者", 84.0, false),
    ("医療機関", 166.0, false),
    ("診療区分/日数(回数)", 106.0, false),
    ("医療費総額", 68.0, true),
    ("保険者負担額", 70.0, true),
    ("公費負担額", 62.0, true),
    ("自己負担額", 66.0, true),
    ("備考", 87.0, false),
];
const PATIENTS: [&str; 5] = ["田中 美咲", "田中 健一", "田中 陽菜", "髙﨑 𠮷郎", "渡邉 絢子"];
const INSTITUTIONS: [&str; 20] = [
    "みなと内科クリニック",
    "汐見台皮膚科医院",
    "県立中央総合病院",
    "あおば小児科",
    "桜木整形外科リハビリテーション",
    "浜の町歯科診療所",
    "ひまわり薬局 駅前店",
    "東雲眼科",
    "鶴見耳鼻咽喉科",
    "緑ヶ丘訪問看護ステーション",
    "朝日接骨院",
    "楓の森メンタルクリニック",
    "医療法人社団 瑞穂会 瑞穂記念病院",
    "国立循環器病研究所附属診療所",
    "すみれ調剤薬局",
    "藤沢泌尿器科",
    "霧島鍼灸院",
    "麻生脳神経外科",
    "響産婦人科",
    "--",
];
const KINDS: [&str; 6] = ["通院 / 2日", "入院 / 14日", "歯科 / 3日", "調剤 / 1回", "訪問看護 / 4日", "柔道整復 / 8日"];

fn table() -> Table {
    let column = |(place, (heading, share, numbers)): (usize, &(&str, f32, bool))| TableColumn {
        heading: (*heading).to_owned(),
        share: *share,
        numbers: *numbers,
        groups: place < 2,
    };
    let pick = |list: &[&str], row: usize| list.get(row % list.len()).copied().unwrap_or_default().to_owned();
    let row = |row: usize| {
        let yen = |factor: usize| format!("{},{:03}円", row * factor % 97, row * 37 % 1000);
        let note = if row.is_multiple_of(3) { "子ども医療費助成" } else { "" };
        let month = format!("2026年{}月", row * 12 / ROWS + 1);
        let [patient, place, kind] = [pick(&PATIENTS, row / 3), pick(&INSTITUTIONS, row * 7), pick(&KINDS, row * 5)];
        vec![month, patient, place, kind, yen(31), yen(23), yen(0), yen(8), note.to_owned()]
    };
    let total = ["合計", "", "", "", "3,141,592円", "2,718,281円", "0円", "423,311円", ""].map(str::to_owned).to_vec();
    Table {
        columns: COLUMNS.iter().enumerate().map(column).collect(),
        rows: (0..ROWS).map(row).collect(),
        total: Some(total),
    }
}

fn statement(table: &Table) -> Result<(usize, Vec<u8>), Unprintable> {
    let mut pages = Pages::new(Paper::A4Across, mm(13.0));
    pages.text(Role::Heading, Style::of_size(17.0).bold(), "2026年の医療費の明細");
    pages.table(Style::of_size(9.0).leading(1.35), table);
    let sheets = pages.finish(Style::of_size(8.5), |page, of| format!("{page} / {of}"));
    let mut document = Document::new("2026年の医療費の明細", "ja")?;
    for sheet in &sheets {
        document.add(sheet)?;
    }
    Ok((sheets.len(), document.finish()?))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let table = table();
    let mut fastest = Duration::MAX;
    for _ in 0..20 {
        let began = Instant::now();
        let (pages, file) = statement(&table)?;
        fastest = fastest.min(began.elapsed());
        if file.len() > LARGEST {
            return Err(format!("{} bytes", file.len()).into());
        }
        println!("{ROWS} lines, {pages} pages, {} bytes, {:.1} ms", file.len(), began.elapsed().as_secs_f64() * 1e3);
    }
    if fastest > LONGEST { Err(format!("{fastest:?}").into()) } else { Ok(()) }
}
