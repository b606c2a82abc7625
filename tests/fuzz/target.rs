//! One parser of `tests::parsers`: the one that has the name of this program.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tests::parsers::PARSERS;

fuzz_target!(|data: &[u8]| {
    let parser = PARSERS.iter().find(|(name, _)| *name == env!("CARGO_BIN_NAME"));
    let (_, parser) = parser.expect("a parser has the name of the program");
    parser(data).expect("what must hold does not");
});
