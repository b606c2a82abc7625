//! The JSON Schemas that editors read are those of the types.

use super::site::samples;

#[test]
fn the_schemas_in_the_repository_are_current() {
    let folder = samples().join("schema");
    let outdated: Vec<_> = realm::schema_files()
        .into_iter()
        .filter(|(name, content)| std::fs::read_to_string(folder.join(name)).ok().as_ref() != Some(content))
        .collect();
    for (name, content) in &outdated {
        std::fs::write(folder.join(name), content).unwrap();
    }
    assert!(outdated.is_empty(), "realm-config/schema was outdated and has been written anew: look at it and commit");
}
