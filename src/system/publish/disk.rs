use super::Stock;
use super::carrier::{Carrier, NO_LINK};
use crate::base::LARGEST_RECORD;
use crate::site::{Manifest, Publication, Ware};
use crate::system::bounded::read_file_within;
use crate::system::output_folder::digest_of;
use crate::system::own_folder::{OWN, OwnFolder, Proof};
use crate::system::real_folder::find_folder;
use crate::system::{Failure, OutputFolder, UserCache};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A folder on this machine.
pub(super) struct Disk {
    root: PathBuf,
    own: OwnFolder,
    /// Held while something is to be written.
    locked: Option<OutputFolder>,
}

impl Disk {
    /// A folder, to look at it.
    pub(super) fn look(root: &Path, user_cache: Option<&UserCache>) -> Disk {
        Disk { root: root.to_owned(), own: OwnFolder::look(root, user_cache), locked: None }
    }

    /// A folder, to write there. Where another publish does, `waiting` is called and it waits.
    ///
    /// # Errors
    /// When the system says no.
    pub(super) fn open(root: &Path, user_cache: Option<&UserCache>, waiting: &dyn Fn()) -> Result<Disk, Failure> {
        let locked = OutputFolder::open(root, user_cache, waiting)?;
        Ok(Disk { root: root.to_owned(), own: locked.own().clone(), locked: Some(locked) })
    }

    /// The name of a file of Dateline's own, within its folder.
    fn own_name(file: &str) -> Option<&str> {
        file.strip_prefix(OWN).and_then(|rest| rest.strip_prefix('/'))
    }

    fn folder(&self) -> Result<&OutputFolder, Failure> {
        self.locked.as_ref().ok_or_else(|| self.failure("it was only looked at"))
    }

    /// Writes something beside, and gives it its name.
    fn put(&self, path: &str, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), Failure> {
        let folder = self.folder()?;
        let beside = folder.beside();
        if let Err(error) = write(&beside) {
            // Where a disk is full, what was begun must not fill it.
            drop(fs::remove_file(&beside));
            return Err(Failure { doing: "write", path: self.root.join(path), error });
        }
        let standing = fs::symlink_metadata(self.root.join(path)).ok();
        if folder.put(&beside, path, standing.as_ref(), &Manifest::default())? {
            Ok(())
        } else {
            Err(self.failure(&format!("something that Dateline did not put there stands in the way of {path}; move it away")))
        }
    }
}

impl Carrier for Disk {
    fn is_locked(&self) -> bool {
        self.locked.is_some()
    }

    fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        if let Some(name) = Disk::own_name(file) {
            return self.own.find(name).map_err(Failure::of("read", &self.own.path(name)));
        }
        let full = self.root.join(file);
        match read_file_within(&full, LARGEST_RECORD) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::of("read", &full)(error)),
        }
    }

    fn confirmed(&self, mut record: Publication, file: &str, folder: &str) -> Publication {
        let found = Disk::own_name(file).and_then(|name| self.own.read(name));
        if found.is_some_and(|found| found.proof == Proof::Proven) {
            return record;
        }
        // What this person's Dateline did not write may be wrong of every file, so every file is
        // looked at.
        record.files.par_iter_mut().for_each(|(path, ware)| {
            let full = format!("{folder}{path}");
            let is_real = find_folder(&self.root, parent(&full)).is_some() && fs::symlink_metadata(self.root.join(&full)).is_ok_and(|data| data.is_file());
            if !is_real || !digest_of(&self.root.join(&full)).is_ok_and(|digest| digest == ware.digest) {
                *ware = Ware::UNKNOWN;
            }
        });
        record.pending.clear();
        record
    }

    fn write(&self, file: &str, text: &[u8]) -> Result<(), Failure> {
        let signed = match (Disk::own_name(file), std::str::from_utf8(text)) {
            (Some(name), Ok(text)) => self.own.signed(name, text),
            _ => text.to_vec(),
        };
        self.put(file, |beside| fs::write(beside, signed))
    }

    fn send(&self, stock: &Stock, files: &[&str], into: &str) -> Result<(), Failure> {
        files.par_iter().try_for_each(|file| {
            self.put(&format!("{into}{file}"), |beside| match (stock.made(file)?, stock.path(file)) {
                (Some(bytes), _) => fs::write(beside, bytes),
                (None, from) => fs::copy(from.unwrap_or_default(), beside).map(drop),
            })
        })
    }

    fn remove(&self, files: &[&str]) -> Result<(), Failure> {
        let folder = self.folder()?;
        files.iter().try_for_each(|file| folder.remove(file).map(drop))
    }

    fn list(&self, folder: &str) -> Result<HashMap<String, u64>, Failure> {
        let Some(root) = find_folder(&self.root, folder) else { return Ok(HashMap::new()) };
        let failed = |error: walkdir::Error| Failure { doing: "look into", path: root.clone(), error: error.into() };
        let mut listed = HashMap::new();
        for entry in WalkDir::new(&root) {
            let entry = entry.map_err(failed)?;
            if !entry.file_type().is_dir() {
                let path = entry.path().strip_prefix(&root).unwrap_or(entry.path()).to_string_lossy().into_owned();
                listed.insert(path, entry.metadata().map_err(failed)?.len());
            }
        }
        Ok(listed)
    }

    fn standing(&self, files: &[&str]) -> Result<Vec<String>, Failure> {
        Ok(files.iter().filter(|file| fs::symlink_metadata(self.root.join(file)).is_ok()).map(|file| (*file).to_owned()).collect())
    }

    fn link(&self, _: &Stock, files: &[(&str, u64)], from: &str, into: &str) -> Result<Vec<String>, Failure> {
        let linked = files.par_iter().map(|(file, size)| {
            let full = self.root.join(format!("{from}{file}"));
            let is_real = find_folder(&self.root, parent(&format!("{from}{file}"))).is_some();
            let is_as_it_was = is_real && fs::symlink_metadata(&full).is_ok_and(|data| data.is_file() && data.len() == *size);
            // Not every disk can; then it is copied.
            let second = |beside: &Path| fs::hard_link(&full, beside).or_else(|_| fs::copy(&full, beside).map(drop));
            let is_linked = is_as_it_was && self.put(&format!("{into}{file}"), second).is_ok();
            (!is_linked).then(|| (*file).to_owned())
        });
        Ok(linked.flatten().collect())
    }

    fn read_link(&self, link: &str) -> Result<Option<String>, Failure> {
        let full = self.root.join(link);
        match fs::read_link(&full) {
            Ok(target) => Ok(Some(target.to_string_lossy().into_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(self.failure(NO_LINK)),
        }
    }

    fn switch(&self, link: &str, to: &str) -> Result<(), Failure> {
        let beside = self.folder()?.beside();
        // One that a killed publish left is of no use.
        drop(fs::remove_file(&beside));
        symlink(to, &beside).map_err(Failure::of("write", &beside))?;
        let full = self.root.join(link);
        fs::rename(&beside, &full).map_err(Failure::of("write", &full))
    }

    fn clear(&self, folder: &str, files: &[&str]) -> Result<bool, Failure> {
        let whole: Vec<String> = files.iter().map(|file| format!("{folder}{file}")).collect();
        self.remove(&whole.iter().map(String::as_str).collect::<Vec<_>>())?;
        let Some(real) = find_folder(&self.root, folder) else { return Ok(fs::symlink_metadata(self.root.join(folder)).is_err()) };
        // A publish that died may have made folders and put nothing into them.
        for entry in WalkDir::new(real).contents_first(true).into_iter().flatten().filter(|entry| entry.file_type().is_dir()) {
            // Fails when something is left in it, and then it stays.
            drop(fs::remove_dir(entry.path()));
        }
        Ok(fs::symlink_metadata(self.root.join(folder)).is_err())
    }

    fn failure(&self, why: &str) -> Failure {
        Failure { doing: "publish to", path: self.root.clone(), error: io::Error::other(why.to_owned()) }
    }
}

/// The path of the folder that a file stands in.
fn parent(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Makes a link that says something.
#[cfg(unix)]
pub(super) fn symlink(to: &str, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

/// Makes a link that says something.
#[cfg(windows)]
pub(super) fn symlink(to: &str, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(to, link)
}
