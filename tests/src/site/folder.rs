//! The folder of a site: its databases, its secrets, the key that seals them.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use base::{KeyEncryptionKey, RandomToken};

/// The name of the file with the key-encryption key.
pub(super) const KEY_FILE: &str = "key-encryption-key";

/// The name of the file with the one before.
const FORMER_KEY_FILE: &str = "former-key-encryption-key";

/// Where a site keeps everything that is not in the societies' files.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at a path, made if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn at(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("{}", path.display()))?;
        Ok(Self(fs::canonicalize(path)?))
    }

    /// A place in the folder.
    #[must_use]
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The address of a SQLite database in the folder.
    #[must_use]
    pub fn sqlite(&self, name: &str) -> String {
        format!("sqlite:{}", self.join(name).display())
    }

    /// The folder's key-encryption key, made the first time; beside it the one before, if there was one.
    ///
    /// # Errors
    /// When it cannot be kept or read.
    pub fn key_encryption_key(&self) -> anyhow::Result<KeyEncryptionKey> {
        let (path, former) = (self.join(KEY_FILE), self.join(FORMER_KEY_FILE));
        write_once(&path, || KeyEncryptionKey::generate().to_base64().expose().clone())?;
        let key = KeyEncryptionKey::from_base64(&fs::read_to_string(path)?)?;
        let former = former.is_file().then(|| fs::read_to_string(former)).transpose()?;
        let former = former.map(|text| KeyEncryptionKey::from_base64(&text)).transpose()?;
        Ok(key.opening_with(former))
    }

    /// Has another key-encryption key made at the next start, beside which the present one opens what it sealed.
    ///
    /// # Errors
    /// When there is none yet.
    pub fn change_key(&self) -> anyhow::Result<()> {
        Ok(fs::rename(self.join(KEY_FILE), self.join(FORMER_KEY_FILE))?)
    }

    /// Makes every secret that the societies' client files name and that is not there yet: 256 random bits each.
    ///
    /// # Errors
    /// When the files cannot be read, or a secret not be kept.
    pub fn make_client_secrets(&self, realm_config: &Path) -> anyhow::Result<()> {
        for name in named_secrets(realm_config)? {
            write_once(&self.join("secrets").join(name), || RandomToken::generate().expose().to_owned())?;
        }
        Ok(())
    }
}

/// The relative file names of all `{ file = "…" }` in `*/clients/*.toml`. A file that is no TOML names nothing: saying
/// so is the service's work.
fn named_secrets(realm_config: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for society in fs::read_dir(realm_config).with_context(|| format!("{}", realm_config.display()))? {
        let Ok(clients) = fs::read_dir(society?.path().join("clients")) else { continue };
        for client in clients {
            let Ok(file) = fs::read_to_string(client?.path())?.parse::<toml::Table>() else { continue };
            let references =
                ["secret", "next_secret"].into_iter().filter_map(|key| file.get(key)?.get("file")?.as_str());
            names.extend(references.filter(|name| !Path::new(name).is_absolute()).map(str::to_owned));
        }
    }
    Ok(names)
}

/// Writes a file that only its owner reads, unless it is there already.
fn write_once(path: &Path, text: impl FnOnce() -> String) -> anyhow::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    Ok(file.write_all(text().as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once() {
        let config = tempfile::tempdir().unwrap();
        let clients = config.path().join("minato/clients");
        fs::create_dir_all(&clients).unwrap();
        fs::write(clients.join("portal.toml"), "secret = { file = \"minato/portal\" }").unwrap();
        fs::write(clients.join("broken.toml"), "secret = ").unwrap();

        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::at(folder.path()).unwrap();
        folder.make_client_secrets(config.path()).unwrap();
        let first = fs::read_to_string(folder.join("secrets/minato/portal")).unwrap();
        folder.make_client_secrets(config.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.join("secrets/minato/portal")).unwrap(), first);
        assert!(first.len() >= 43);
        assert_eq!(
            folder.key_encryption_key().unwrap().to_base64().expose(),
            folder.key_encryption_key().unwrap().to_base64().expose()
        );
    }
}
