//! `cargo run --release -p tests --bin ledger`: how fast receipt lines come in and are read.
//!
//! It fills a database of its own and deletes it afterwards. The last line is one JSON object
//! (`tests::ledger::Figures`), so that figures can be compared by programs.

use clap::Parser;
use tests::ledger::{Measured, run};

/// As the portal's own program, which imports.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "ledger", about = "Measures how fast receipt lines come in and are read.")]
struct Arguments {
    /// How many lines there are in all.
    #[arg(long, default_value_t = 500_000)]
    lines: u64,
    /// How many of them are one household's.
    #[arg(long, default_value_t = 40_000)]
    of_household: u64,
    /// An empty database of the portal's to use instead of a SQLite file.
    #[arg(long)]
    database: Option<String>,
    /// Import the file once only, and not again as it is and again with every line changed.
    #[arg(long)]
    once: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { lines, of_household, database, once } = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let figures =
        run(folder.path(), &Measured { lines, of_household: of_household.min(lines), database, once }).await?;
    print!("lines a second: {:.0} new", figures.new_per_second);
    for (again, what) in [(figures.unchanged_per_second, "unchanged"), (figures.changed_per_second, "changed")] {
        again.inspect(|lines| print!(", {lines:.0} {what}"));
    }
    println!();
    for page in &figures.pages {
        println!(
            "{:<50} p50 {:>7.2} ms   p99 {:>7.2} ms   CPU {:>6.2} ms",
            page.page, page.p50_ms, page.p99_ms, page.cpu_ms
        );
    }
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}
