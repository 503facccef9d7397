use super::Failure;
use super::load::stamp;
use crate::base::{Digest, Stamp};
use crate::site::{Manifest, Record};
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that a site is written into, locked for as long as this value lives.
///
/// Its own things are in `.dateline/` there: `manifest.json`, while a build writes `pending.json`, `lock`, and `new/`, where
/// files are written before they are renamed into their place; and what builds leave for the next. The lock is the kernel's, so a build that is killed frees it.
pub struct OutputFolder {
    root: PathBuf,
    /// Held, never read: the kernel frees it when it is closed.
    _lock: fs::File,
    /// Folders that are known to be there and to be no links.
    folders: Mutex<HashSet<PathBuf>>,
    next: AtomicUsize,
}

/// What became of a file that was to be put into its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It stood there already.
    Kept(Record),
    /// It stands there now.
    Put(Record),
    /// Something that is not ours stands in its way, and stays.
    Foreign,
}

const OWN: &str = ".dateline";
const MANIFEST: &str = "manifest.json";
const PENDING: &str = "pending.json";

impl OutputFolder {
    /// Opens a folder for writing, made if need be. Where another build writes there, `waiting` is called and it waits.
    ///
    /// # Errors
    /// When the system says no.
    pub fn open(root: &Path, waiting: &dyn Fn()) -> Result<OutputFolder, Failure> {
        let own = root.join(OWN);
        for folder in [own.clone(), own.join("new")] {
            if fs::symlink_metadata(&folder).is_ok_and(|data| !data.is_dir()) {
                let error = io::Error::other("a link or a file of that name is there, and was not made by Dateline");
                return Err(Failure { doing: "use the folder", path: folder, error });
            }
        }
        fs::create_dir_all(own.join("new")).map_err(Failure::of("make the folder", &own))?;
        let path = own.join("lock");
        let lock = fs::File::options().create(true).write(true).truncate(false).open(&path).map_err(Failure::of("open", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                waiting();
                lock.lock().map_err(Failure::of("lock", &path))?;
            }
            Err(fs::TryLockError::Error(error)) => return Err(Failure { doing: "lock", path, error }),
        }
        let folder = OutputFolder { root: root.to_owned(), _lock: lock, folders: Mutex::default(), next: AtomicUsize::new(0) };
        folder.sweep();
        Ok(folder)
    }

    /// Removes what a killed build left beside.
    fn sweep(&self) {
        for entry in fs::read_dir(self.root.join(OWN).join("new")).into_iter().flatten().flatten() {
            // What cannot be removed now is overwritten later.
            drop(fs::remove_file(entry.path()));
        }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of Dateline's own things in an output folder.
    pub(super) fn own_of(root: &Path) -> PathBuf {
        root.join(OWN)
    }

    /// The full path of something of Dateline's own.
    pub(super) fn own(&self, name: &str) -> PathBuf {
        self.root.join(OWN).join(name)
    }

    /// The full path of an output.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// What Dateline wrote into a folder, without locking it, and the digest of what says so; an empty manifest where there is
    /// none.
    pub fn read_manifest(root: &Path) -> (Manifest, Digest) {
        let text = fs::read(root.join(OWN).join(MANIFEST)).unwrap_or_default();
        let mut manifest = Manifest::parse(&text).unwrap_or_default();
        let pending: Option<BTreeSet<String>> = fs::read(root.join(OWN).join(PENDING)).ok().and_then(|text| serde_json::from_slice(&text).ok());
        manifest.pending.extend(pending.unwrap_or_default());
        (manifest, Digest::of(&text))
    }

    /// What Dateline wrote here before, and the digest of what says so.
    pub fn manifest(&self) -> (Manifest, Digest) {
        OutputFolder::read_manifest(&self.root)
    }

    /// Keeps what a build may touch from now on, until it has ended and writes its manifest.
    ///
    /// # Errors
    /// When the system says no.
    pub fn write_pending(&self, pending: &BTreeSet<&str>) -> Result<(), Failure> {
        if pending.is_empty() {
            return Ok(());
        }
        // Strings always serialise.
        self.replace(PENDING, &serde_json::to_vec(pending).unwrap_or_default())
    }

    /// Keeps the manifest of a build that has ended, and gives the digest of its text.
    ///
    /// # Errors
    /// When the system says no.
    pub fn write_manifest(&self, manifest: &Manifest) -> Result<Digest, Failure> {
        let text = manifest.to_text();
        self.replace(MANIFEST, text.as_bytes())?;
        let pending = self.own(PENDING);
        match fs::remove_file(&pending) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::of("remove", &pending)(error)),
            _ => Ok(Digest::of(text.as_bytes())),
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let (beside, path) = (self.beside(), self.own(name));
        fs::write(&beside, bytes).map_err(Failure::of("write", &beside))?;
        fs::rename(&beside, &path).map_err(Failure::of("write", &path))
    }

    /// Whether nothing stands here yet, so that nothing needs to be asked of the disk for every file.
    pub fn is_fresh(&self) -> bool {
        let mut entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        entries.all(|entry| entry.file_name() == OWN)
    }

    /// A fresh name for a file that is about to be written.
    pub fn beside(&self) -> PathBuf {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.root.join(OWN).join("new").join(number.to_string())
    }

    /// Renames a written file into its place, and says whether it could; not where something that is not ours stands on the
    /// way: a file where a folder is to be, or a link that would lead out of the output. `standing` is what is there now.
    ///
    /// # Errors
    /// When the system says no.
    pub fn put(&self, beside: &Path, path: &str, standing: Option<&fs::Metadata>, old: &Manifest) -> Result<bool, Failure> {
        let full = self.path(path);
        if !self.make_parents(path, old)? {
            drop(fs::remove_file(beside));
            return Ok(false);
        }
        if standing.is_some_and(fs::Metadata::is_dir) {
            // A folder where a file is to be: if nothing is left in it that is not ours, it goes.
            self.clear(&full, path, old)?;
            if full.is_dir() {
                drop(fs::remove_file(beside));
                return Ok(false);
            }
        }
        fs::rename(beside, &full).map_err(Failure::of("write", &full))?;
        Ok(true)
    }

    /// Puts a file that was written beside into its place, as [`OutputFolder::put`] does, unless it stands there already: then that
    /// stays, with its time. `standing` is what is there now.
    ///
    /// # Errors
    /// When the system says no.
    pub fn settle(&self, beside: &Path, written: Record, path: &str, standing: Option<&fs::Metadata>, old: &Manifest) -> Result<Settled, Failure> {
        // In place of a folder it is put if nothing is left in that which is not ours.
        if let Some(data) = standing.filter(|data| !data.is_dir()) {
            let Stamp { size, modified, .. } = stamp(data);
            let known = old.record(path).filter(|record| record.digest == written.digest && record.size == size && record.modified == modified);
            let is_same = known.is_some() || (data.is_file() && same_bytes(&self.path(path), beside));
            if is_same || !old.owns(path) {
                drop(fs::remove_file(beside));
                return Ok(if is_same { Settled::Kept(Record { size, modified, ..written }) } else { Settled::Foreign });
            }
        }
        Ok(if self.put(beside, path, standing, old)? { Settled::Put(written) } else { Settled::Foreign })
    }

    fn clear(&self, full: &Path, path: &str, old: &Manifest) -> Result<(), Failure> {
        let prefix = format!("{path}/");
        let inside: Vec<&String> = old.files.keys().chain(&old.pending).filter(|other| other.starts_with(&prefix)).collect();
        for other in inside {
            self.remove(other)?;
        }
        // Fails when something is left in it, and then it stays.
        drop(fs::remove_dir(full));
        Ok(())
    }

    /// Makes the folders an output stands in; says whether it could. A link among them would lead out of the output, so it
    /// is not followed.
    fn make_parents(&self, path: &str, old: &Manifest) -> Result<bool, Failure> {
        let Some((folder, _)) = path.rsplit_once('/') else { return Ok(true) };
        // A poisoned lock only means that another thread stopped; the set is still true.
        if self.folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner).contains(Path::new(folder)) {
            return Ok(true);
        }
        let mut relative = String::new();
        for part in folder.split('/') {
            if !relative.is_empty() {
                relative.push('/');
            }
            relative.push_str(part);
            let full = self.path(&relative);
            match fs::symlink_metadata(&full) {
                Ok(data) if data.is_dir() => {}
                Ok(data) if data.is_file() && old.owns(&relative) => {
                    fs::remove_file(&full).map_err(Failure::of("remove", &full))?;
                    make(&full)?;
                }
                Ok(_) => return Ok(false),
                Err(_) => make(&full)?,
            }
        }
        self.folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(PathBuf::from(folder));
        Ok(true)
    }

    /// Removes a file of ours, and the folders that it leaves empty; says whether there was one.
    ///
    /// # Errors
    /// When the system says no.
    pub fn remove(&self, path: &str) -> Result<bool, Failure> {
        let full = self.path(path);
        // Paths of a manifest that somebody changed by hand must not lead out of the folder.
        let parts_are_plain = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let mut above = full.parent();
        let mut below_root = false;
        while let Some(folder) = above {
            if folder == self.root {
                below_root = true;
                break;
            }
            if fs::symlink_metadata(folder).is_ok_and(|data| data.file_type().is_symlink()) {
                return Ok(false);
            }
            above = folder.parent();
        }
        if !parts_are_plain || !below_root || !fs::symlink_metadata(&full).is_ok_and(|data| data.is_file()) {
            return Ok(false);
        }
        fs::remove_file(&full).map_err(Failure::of("remove", &full))?;
        let mut folder = full.parent();
        while let Some(empty) = folder.filter(|folder| *folder != self.root) {
            // Fails when something is left in it, and then it stays.
            if fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
        Ok(true)
    }

    /// Ends a build that came to its end.
    pub fn close(self) {
        self.sweep();
    }
}

/// Makes one folder; another thread may have been faster.
fn make(path: &Path) -> Result<(), Failure> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(Failure { doing: "make the folder", path: path.to_owned(), error }),
        _ => Ok(()),
    }
}

fn same_bytes(a: &Path, b: &Path) -> bool {
    let digest = |path: &Path| {
        let mut hasher = blake3::Hasher::new();
        fs::File::open(path).and_then(|mut file| io::copy(&mut file, &mut hasher)).ok().map(|_| hasher.finalize())
    };
    digest(a).is_some_and(|of_a| digest(b) == Some(of_a))
}
