use super::authentication_key::{AuthenticationKey, KEY_BYTES};
use super::real_folder::{Readers, find_folder, open_folder, read_plain_file};
use super::{Checkout, Failure};
use crate::base::Digest;
use std::env;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The cache folder of the person who runs the program, where everything lies that Dateline
/// believes without proof.
///
/// It lies outside every checkout: `$XDG_CACHE_HOME/dateline`, else `~/.cache/dateline` (XDG Base
/// Directory Specification); on macOS `~/Library/Caches/dateline`, on Windows
/// `%LOCALAPPDATA%\dateline`. In it are `key`, the key that proves what Dateline wrote into output
/// folders, and `sites/DIGEST/` for every site folder, by the digest of its path: smaller forms of
/// pictures, and the git repositories through which the site is published.
///
/// Where there is no such folder, nothing is remembered and everything is made and compared anew.
#[derive(Clone)]
pub struct UserCache {
    folder: PathBuf,
    key: Arc<OnceLock<AuthenticationKey>>,
}

/// The name of Dateline's folder in the cache folder of a person.
const NAME: &str = "dateline";
/// The name of the file with the key, in hexadecimal digits.
const KEY: &str = "key";

impl UserCache {
    /// The cache folder of the person who runs the program. None where the environment names no
    /// folder, or one that lies within the checkout of this site: what lies there may have come
    /// with it.
    pub fn of_person(root: &Path) -> Option<UserCache> {
        let folder = person_folder()?;
        // What is not there yet is compared as it is written.
        let real = folder.ancestors().find_map(|above| Some(fs::canonicalize(above).ok()?.join(folder.strip_prefix(above).ok()?)))?;
        let checkout = Checkout::around(root);
        // A person may keep the settings in their home folder under version control: that is no
        // checkout of a site.
        let home = home().and_then(|home| fs::canonicalize(home).ok());
        let is_home = home.is_some_and(|home| home == checkout.top());
        if real.starts_with(checkout.root()) || (real.starts_with(checkout.top()) && !is_home) { None } else { Some(UserCache::at(real)) }
    }

    /// A cache in this folder.
    pub fn at(folder: PathBuf) -> UserCache {
        UserCache { folder, key: Arc::default() }
    }

    /// The key, if there is one already. Nothing is written.
    pub(super) fn known_key(&self) -> Option<AuthenticationKey> {
        if let Some(key) = self.key.get() {
            return Some(key.clone());
        }
        let key = read_key(&find_folder(&self.folder, NAME)?.join(KEY))?;
        Some(self.key.get_or_init(|| key).clone())
    }

    /// The key, made if there is none. None where the folder cannot be written: then nothing can be
    /// proved, and everything else still works.
    pub(super) fn key(&self) -> Option<AuthenticationKey> {
        if let Some(key) = self.known_key() {
            return Some(key);
        }
        let folder = open_folder(&self.folder, NAME, Readers::Owner).ok()?;
        let key = make_key(&folder)?;
        Some(self.key.get_or_init(|| key).clone())
    }

    /// A folder in which something of one site is kept and can be written, made if need be.
    ///
    /// # Errors
    /// When the system refuses to make it or to write there, as on a disk that is mounted
    /// read-only; or when a link or a file stands where a folder is to be.
    pub(super) fn site_folder(&self, root: &Path, name: &str) -> Result<PathBuf, Failure> {
        let folder = open_folder(&self.folder, &format!("{}/{name}", site_path(root)), Readers::Owner)?;
        // Whether a file can be written, only a file tells; this one has no name and goes at once.
        tempfile::tempfile_in(&folder).map_err(Failure::of("write in", &folder))?;
        Ok(folder)
    }

    /// The same folder, if it is there. Nothing is made.
    pub(super) fn find_site_folder(&self, root: &Path, name: &str) -> Option<PathBuf> {
        find_folder(&self.folder, &format!("{}/{name}", site_path(root)))
    }

    /// Removes all that is kept of a site.
    pub fn forget_site(&self, root: &Path) {
        if let Some(folder) = find_folder(&self.folder, &site_path(root)) {
            // What cannot be removed now is overwritten later.
            drop(fs::remove_dir_all(folder));
        }
    }
}

/// Where the things of one site lie in the cache folder of a person.
fn site_path(root: &Path) -> String {
    let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    format!("{NAME}/sites/{}", Digest::of(real.as_os_str().as_encoded_bytes()))
}

/// The folder in which the system has programs keep what they can make again.
fn person_folder() -> Option<PathBuf> {
    // A relative path is none (XDG Base Directory Specification): it would lie wherever the program
    // is run.
    let named = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return named("LOCALAPPDATA");
    }
    let usual = || home().map(|home| home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }));
    named("XDG_CACHE_HOME").or_else(usual)
}

/// The home folder of the person who runs the program.
fn home() -> Option<PathBuf> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

fn read_key(path: &Path) -> Option<AuthenticationKey> {
    let text = String::from_utf8(read_plain_file(path, 2 * KEY_BYTES as u64 + 1)?).ok()?;
    let digits = text.trim_end();
    if digits.len() != 2 * KEY_BYTES || !digits.is_ascii() {
        return None;
    }
    let mut key = [0; KEY_BYTES];
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(AuthenticationKey::new(key))
}

/// Makes a key of random bytes. Where another program has just made one, that one is taken.
fn make_key(folder: &Path) -> Option<AuthenticationKey> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).ok()?;
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n";
    // Whole under another name first, so that nobody reads half a key; then linked, which fails
    // where there is one.
    let mut beside = tempfile::Builder::new().prefix("key-").tempfile_in(folder).ok()?;
    beside.write_all(text.as_bytes()).ok()?;
    match beside.persist_noclobber(folder.join(KEY)) {
        Ok(_) => Some(AuthenticationKey::new(key)),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => read_key(&folder.join(KEY)),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_for_its_owner() {
        let place = tempfile::TempDir::new().unwrap();
        let cache = || UserCache::at(place.path().to_owned());
        assert!(cache().known_key().is_none() && fs::read_dir(place.path()).unwrap().count() == 0, "who only reads makes none");
        let signed = cache().key().unwrap().signed(&[b"x"], "{}");
        assert!(cache().known_key().unwrap().proves(&[b"x"], &signed) && cache().key().unwrap().proves(&[b"x"], &signed));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |name: &str| fs::metadata(place.path().join(name)).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode("dateline"), mode("dateline/key")), (0o700, 0o600));
        }
        fs::write(place.path().join("dateline/key"), "too short").unwrap();
        assert!(cache().key().is_none(), "a key that cannot be read proves nothing, and is not replaced");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_was_made_before_and_is_read_only_now_counts_as_none() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::TempDir::new().unwrap();
        let cache = UserCache::at(place.path().to_owned());
        let folder = cache.site_folder(place.path(), "pictures").unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
        // The administrator of a system may write anywhere, whatever a folder says.
        if fs::write(folder.join("probe"), "").is_err() {
            assert!(cache.site_folder(place.path(), "pictures").is_err());
        }
        assert_eq!(cache.find_site_folder(place.path(), "pictures"), Some(folder), "what is kept there can still be read");
    }

    #[test]
    fn two_sites_share_no_folder_and_one_is_forgotten_alone() {
        let place = tempfile::TempDir::new().unwrap();
        let (one, other) = (place.path().join("one"), place.path().join("other"));
        [&one, &other].iter().for_each(|root| fs::create_dir(root).unwrap());
        let cache = UserCache::at(place.path().join("cache"));
        assert_eq!(cache.find_site_folder(&one, "pictures"), None);
        let of_one = cache.site_folder(&one, "pictures").unwrap();
        assert_ne!(of_one, cache.site_folder(&other, "pictures").unwrap());
        cache.forget_site(&one);
        assert!(!of_one.exists() && cache.find_site_folder(&other, "pictures").is_some());
    }
}
