//! The stylesheet's colours: every pair in use is legible (WCAG 2.2 AA: text 4.5, borders and signs 3).

use std::collections::HashMap;

use realm::Colour;

const TOKENS: &str = include_str!("../../assets/tokens.css");
const STYLES: &str = concat!(
    include_str!("../../assets/base.css"),
    include_str!("../../assets/frame.css"),
    include_str!("../../assets/controls.css"),
    include_str!("../../assets/content.css"),
    include_str!("../../assets/wishes.css"),
);

/// The custom properties of both files, the first meaning of each.
fn properties() -> HashMap<&'static str, &'static str> {
    let mut properties = HashMap::new();
    for line in TOKENS.lines().chain(STYLES.lines()) {
        let declaration = line.trim().strip_prefix("--").and_then(|rest| rest.split_once(':'));
        if let Some((name, value)) = declaration {
            let value = value.split(';').next().unwrap_or_default();
            properties.entry(name.trim()).or_insert(value.trim());
        }
    }
    properties
}

fn colour(properties: &HashMap<&'static str, &'static str>, name: &str) -> Colour {
    let value = properties.get(name).unwrap_or_else(|| panic!("no --{name}"));
    match value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
        Some(other) => colour(properties, other),
        None => value.parse().unwrap_or_else(|_| panic!("--{name} is {value}")),
    }
}

#[test]
fn every_pair_of_colours_is_legible() {
    let properties = properties();
    let of = |name| colour(&properties, name);
    for (ink, ground, least) in [
        ("ink", "ground", 4.5),
        ("ink", "ground-quiet", 4.5),
        ("ink", "error-pale", 4.5),
        ("ink", "warning-pale", 4.5),
        ("ink-quiet", "ground", 4.5),
        ("ink-quiet", "ground-quiet", 4.5),
        ("ink-quiet", "brand-pale", 4.5),
        ("brand", "ground", 4.5),
        ("error", "ground", 4.5),
        ("error", "error-pale", 4.5),
        ("color-neutral-white", "brand", 4.5),
        ("color-neutral-white", "error", 4.5),
        ("color-neutral-white", "color-primitive-red-1100", 4.5),
        ("color-neutral-white", "success", 4.5),
        ("color-neutral-white", "warning", 4.5),
        ("color-neutral-black", "focus", 4.5),
        ("line-field", "ground", 3.0),
        ("line", "ground", 3.0),
        ("error", "ground", 3.0),
        ("warning", "ground", 3.0),
        ("success", "ground", 3.0),
    ] {
        let contrast = of(ink).contrast_with(of(ground));
        assert!(contrast >= least, "--{ink} on --{ground}: {contrast:.2}");
    }
}

/// What `color-mix(in srgb, …)` makes of a colour with a share of white (255) or black (0).
fn mixed(hex: &str, with: u32, share: u32) -> Colour {
    let channel = |index: usize| {
        let own = u32::from_str_radix(&hex[index..index + 2], 16).unwrap();
        (own * (100 - share) + with * share) / 100
    };
    format!("#{:02x}{:02x}{:02x}", channel(1), channel(3), channel(5)).parse().unwrap()
}

#[test]
fn a_societys_own_colour_stays_legible_wherever_it_stands() {
    // The palest grey that a realm may choose (4.5 on white), and two strong colours.
    for hex in ["#767676", "#c80000", "#008000"] {
        let (brand, dark, pale) = (hex.parse::<Colour>().unwrap(), mixed(hex, 0, 30), mixed(hex, 255, 94));
        let quiet = colour(&properties(), "ground-quiet");
        assert!(brand.contrast_with(Colour::WHITE) >= 4.5, "{hex}: links, buttons");
        assert!(dark.contrast_with(quiet) >= 4.5, "{hex}: links of the footer");
        assert!(dark.contrast_with(pale) >= 4.5, "{hex}: a button under the pointer");
        assert!(brand.contrast_with(pale) >= 3.0, "{hex}: large figures, borders of what is chosen");
    }
    assert!(STYLES.contains("var(--brand), black 30%") && STYLES.contains("var(--brand), white 94%"));
}

#[test]
fn every_property_in_use_exists() {
    let properties = properties();
    for used in STYLES.split("var(--").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(properties.contains_key(used), "--{used} is used and nowhere defined");
    }
}
