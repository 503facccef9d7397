use super::authentication_key::AuthenticationKey;
use super::bounded::read_file_within;
use super::real_folder::{HALF_WRITTEN, RANDOM, Readers, find_folder, open_folder, read_plain_file, write_whole};
use super::{Failure, UserCache};
use crate::base::LARGEST_RECORD;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Dateline's own folder, `.dateline/`, in a folder that a site is written into.
///
/// Whoever can write into the outer folder can write here too, and a checkout may bring such a
/// folder along. So a file here is believed only where it carries a code of the key in the
/// [`UserCache`], made for this very place.
#[derive(Clone)]
pub(super) struct OwnFolder {
    path: PathBuf,
    key: Option<AuthenticationKey>,
    /// The outer folder without links: a code made for one folder proves nothing in another.
    place: Vec<u8>,
}

/// A file of Dateline's own, as it was found.
pub(super) struct OwnFile {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// Whether Dateline wrote it.
    pub(super) proof: Proof,
}

/// Whether this person's Dateline wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// It carries the code of the key.
    Proven,
    /// It may be anybody's: another machine's, an older version's, a forgery.
    Unproven,
}

/// The name of the folder.
pub(super) const OWN: &str = ".dateline";

impl OwnFolder {
    /// The folder, to read in it. It need not be there.
    pub(super) fn look(outer: &Path, user_cache: Option<&UserCache>) -> OwnFolder {
        OwnFolder::with_key(outer, user_cache.and_then(UserCache::known_key))
    }

    /// The folder, made if need be, to write in it.
    ///
    /// # Errors
    /// When it is a link or a file, or the system refuses.
    pub(super) fn open(outer: &Path, user_cache: Option<&UserCache>) -> Result<OwnFolder, Failure> {
        open_folder(outer, OWN, Readers::Usual)?;
        Ok(OwnFolder::with_key(outer, user_cache.and_then(UserCache::key)))
    }

    fn with_key(outer: &Path, key: Option<AuthenticationKey>) -> OwnFolder {
        let real = fs::canonicalize(outer).unwrap_or_else(|_| outer.to_owned());
        OwnFolder { path: outer.join(OWN), key, place: real.into_os_string().into_encoded_bytes() }
    }

    /// The path of a file or folder in it.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Opens a folder in it, made if need be.
    ///
    /// # Errors
    /// When it is a link or a file, or the system refuses.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf, Failure> {
        open_folder(&self.path, name, Readers::Usual)
    }

    /// A fresh folder in it that nobody can have filled before, and that goes when it is dropped.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn passing_folder(&self) -> Result<tempfile::TempDir, Failure> {
        tempfile::Builder::new().prefix(PASSING).rand_bytes(RANDOM).tempdir_in(&self.path).map_err(Failure::of("make a folder in", &self.path))
    }

    /// Whether something can be proved here.
    pub(super) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// A hasher for a file that arrives in pieces. None where nothing can be proved.
    pub(super) fn hasher(&self, name: &str) -> Option<blake3::Hasher> {
        Some(self.key.as_ref()?.hasher(&[name.as_bytes(), &self.place]))
    }

    /// The bytes of a file in it; not through a link.
    pub(super) fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.bytes_within(name, LARGEST_RECORD)
    }

    /// The same, with the reason why a file that is there cannot be read.
    ///
    /// # Errors
    /// When it is a link, is larger than [`LARGEST_RECORD`], or the system refuses.
    pub(super) fn find(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::symlink_metadata(self.path(name)) {
            Ok(data) if data.is_file() && self.is_real(name) => read_file_within(&self.path(name), LARGEST_RECORD).map(Some),
            Ok(_) => Err(io::Error::other("it is no file, or stands behind a link, and was not made by Dateline")),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The bytes of a file in it that has at most so many.
    pub(super) fn bytes_within(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        if self.is_real(name) { read_plain_file(&self.path(name), limit) } else { None }
    }

    /// A file in it that holds a JSON object, and whether Dateline wrote that.
    pub(super) fn read(&self, name: &str) -> Option<OwnFile> {
        self.read_as(name, name)
    }

    /// A copy of a file, which carries the code of the file.
    pub(super) fn read_as(&self, copy: &str, name: &str) -> Option<OwnFile> {
        let bytes = self.bytes(copy)?;
        let proof = self.proof(name, &bytes);
        Some(OwnFile { bytes, proof })
    }

    /// Whether Dateline wrote a JSON object as the file of this name.
    pub(super) fn proof(&self, name: &str, object: &[u8]) -> Proof {
        let is_proven = self.key.as_ref().is_some_and(|key| key.proves(&[name.as_bytes(), &self.place], object));
        if is_proven { Proof::Proven } else { Proof::Unproven }
    }

    /// A JSON object with the code of the file of this name; without one, where nothing can be
    /// proved.
    pub(super) fn signed(&self, name: &str, object: &str) -> Vec<u8> {
        match &self.key {
            Some(key) => key.signed(&[name.as_bytes(), &self.place], object),
            None => object.as_bytes().to_vec(),
        }
    }

    /// Writes a file whole or not at all.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.write_with(name, |file| file.write_all(bytes)).map_err(Failure::of("write", &self.path(name)))
    }

    /// The same, of bytes that arrive in pieces.
    pub(super) fn write_with(&self, name: &str, write: impl FnOnce(&mut fs::File) -> io::Result<()>) -> io::Result<()> {
        write_whole(&self.path, name, write)
    }

    /// Removes a file. One that is not there is removed already.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn remove(&self, name: &str) -> Result<(), Failure> {
        let path = self.path(name);
        if !self.is_there() {
            return Ok(());
        }
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::of("remove", &path)(error)),
            _ => Ok(()),
        }
    }

    /// Removes what a killed program left of files that it was writing.
    pub(super) fn sweep(&self) {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            // What cannot be removed now is in nobody's way.
            if is_half_written(&name) {
                drop(fs::remove_file(entry.path()));
            } else if name.strip_prefix(PASSING).is_some_and(is_random) {
                drop(fs::remove_dir_all(entry.path()));
            }
        }
    }

    /// Whether the folder in which a file of it would stand is there and not behind a link.
    fn is_real(&self, name: &str) -> bool {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.path.parent().is_some_and(|outer| find_folder(outer, &format!("{OWN}/{folder}")).is_some())
    }

    /// Whether the folder is there and no link.
    fn is_there(&self) -> bool {
        self.path.parent().is_some_and(|outer| find_folder(outer, OWN).is_some())
    }
}

/// What the names of folders begin with that are there for as long as a program runs.
const PASSING: &str = "passing-";
/// Whether a name is one under which [`OwnFolder::write`] writes before it renames:
/// `NAME.RANDOM.new`.
fn is_half_written(name: &str) -> bool {
    let random = name.strip_suffix(HALF_WRITTEN).and_then(|rest| rest.rsplit_once('.'));
    random.is_some_and(|(name, random)| !name.is_empty() && is_random(random))
}

fn is_random(part: &str) -> bool {
    part.len() == RANDOM && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_wrote_or_what_lay_elsewhere_proves_nothing() {
        let place = tempfile::TempDir::new().unwrap();
        let (out, other) = (place.path().join("out"), place.path().join("other"));
        let cache = |name: &str| UserCache::at(place.path().join(name));
        let own = OwnFolder::open(&out, Some(&cache("mine"))).unwrap();
        own.write("a.json", &own.signed("a.json", "{\"a\":1}")).unwrap();
        let proof = |outer: &Path, name: &str| OwnFolder::look(outer, Some(&cache(name))).read("a.json").unwrap().proof;
        assert_eq!((proof(&out, "mine"), proof(&out, "theirs")), (Proof::Proven, Proof::Unproven));
        fs::create_dir_all(&other).unwrap();
        fs::rename(out.join(OWN), other.join(OWN)).unwrap();
        assert_eq!(proof(&other, "mine"), Proof::Unproven);
        assert!(OwnFolder::look(&out, None).read("a.json").is_none());
    }

    #[test]
    fn only_what_a_killed_program_left_is_swept() {
        let place = tempfile::TempDir::new().unwrap();
        let own = OwnFolder::open(place.path(), None).unwrap();
        own.write("a.json", b"{}").unwrap();
        for name in ["a.json.Ab12Cd.new", "a.new", "mine.new", "a.json.tooLong.new.txt", ".Ab12Cd.new"] {
            fs::write(own.path(name), "").unwrap();
        }
        own.sweep();
        let mut left: Vec<String> = fs::read_dir(own.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, [".Ab12Cd.new", "a.json", "a.json.tooLong.new.txt", "a.new", "mine.new"]);
    }
}
