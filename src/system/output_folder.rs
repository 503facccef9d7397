use super::load::stamp;
use super::own_folder::{OwnFolder, Proof};
use super::real_folder::find_folder;
use super::{Failure, UserCache};
use crate::base::{Digest, Stamp};
use crate::site::{Manifest, Record, is_within};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that a site is written into, locked for as long as this value lives.
///
/// Its own things are in `.dateline/` there: `manifest.json` and a copy of it, while a build writes
/// `pending.json`, `lock`, and `new/`, where files are written before they are renamed into their
/// place; and what builds leave for the next. The lock is the kernel's, so a build that is killed
/// frees it.
pub struct OutputFolder {
    root: PathBuf,
    own: OwnFolder,
    /// Where files are written first.
    new: PathBuf,
    /// Held, never read: the kernel frees it when it is closed.
    _lock: fs::File,
    /// Folders that are known to be there and to be no links.
    folders: Mutex<HashSet<PathBuf>>,
    next: AtomicUsize,
}

/// A manifest as it was found in a folder.
pub(super) struct FoundManifest {
    /// What it says.
    pub(super) manifest: Manifest,
    /// Of its text.
    pub(super) digest: Digest,
    /// Whether this person's Dateline wrote it.
    pub(super) proof: Proof,
}

/// The paths that a build which has not ended may have written.
#[derive(Serialize, Deserialize)]
struct Pending<'p> {
    #[serde(borrow)]
    pending: BTreeSet<std::borrow::Cow<'p, str>>,
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

const MANIFEST: &str = "manifest.json";
/// A second copy, for a disk that spoils the first.
const MANIFEST_COPY: &str = "manifest.copy.json";
/// What a build that has not ended may have written.
pub(super) const PENDING: &str = "pending.json";
const LOCK: &str = "lock";
const NEW: &str = "new";

impl OutputFolder {
    /// Opens a folder for writing, made if need be. Where another build writes there, `waiting` is
    /// called and it waits.
    ///
    /// # Errors
    /// When the system refuses, or a link stands where a folder of Dateline's own is to be.
    pub fn open(root: &Path, user_cache: Option<&UserCache>, waiting: &dyn Fn()) -> Result<OutputFolder, Failure> {
        let own = OwnFolder::open(root, user_cache)?;
        let new = own.folder(NEW)?;
        let lock = lock(&own.path(LOCK), waiting)?;
        own.sweep();
        let next = AtomicUsize::new(sweep(&new));
        Ok(OutputFolder { root: root.to_owned(), own, new, _lock: lock, folders: Mutex::default(), next })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Dateline's own folder in it.
    pub(super) fn own(&self) -> &OwnFolder {
        &self.own
    }

    /// The full path of an output.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// What Dateline wrote into a folder, without locking it, and the digest of the text that says
    /// so; an empty manifest where there is none.
    ///
    /// A manifest that this person's Dateline did not write is believed of no file without a look:
    /// a file is Dateline's where it has the very bytes that the manifest names, and nothing is
    /// known of what these bytes were made of.
    pub fn read_manifest(root: &Path, user_cache: Option<&UserCache>) -> (Manifest, Digest) {
        believed(root, &OwnFolder::look(root, user_cache))
    }

    /// What Dateline wrote here before, and the digest of the text that says so.
    pub fn manifest(&self) -> (Manifest, Digest) {
        believed(&self.root, &self.own)
    }

    /// Keeps what a build may touch from now on, until it has ended and writes its manifest.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_pending(&self, pending: &BTreeSet<&str>) -> Result<(), Failure> {
        if pending.is_empty() {
            return Ok(());
        }
        let pending = Pending { pending: pending.iter().map(|path| (*path).into()).collect() };
        // Strings always serialise.
        let text = serde_json::to_string(&pending).unwrap_or_default();
        self.own.write(PENDING, &self.own.signed(PENDING, &text))
    }

    /// Keeps the manifest of a build that has ended, and gives the digest of its text.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write_manifest(&self, manifest: &Manifest) -> Result<Digest, Failure> {
        let text = self.own.signed(MANIFEST, &manifest.to_text());
        self.own.write(MANIFEST, &text)?;
        self.own.write(MANIFEST_COPY, &text)?;
        self.own.remove(PENDING)?;
        Ok(Digest::of(&text))
    }

    /// Whether nothing stands here yet, so that nothing needs to be asked of the disk for every
    /// file.
    pub fn is_fresh(&self) -> bool {
        let mut entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        entries.all(|entry| entry.file_name() == super::own_folder::OWN)
    }

    /// A fresh name for a file that is about to be written.
    pub fn beside(&self) -> PathBuf {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.new.join(number.to_string())
    }

    /// Renames a written file into its place, and says whether it could; not where something that
    /// is not ours stands on the way: a file where a folder is to be, or a link that would lead out
    /// of the output. `standing` is what is there now.
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

    /// Puts a file that was written beside into its place, as [`OutputFolder::put`] does, unless it
    /// stands there already: then that stays, with its time. `standing` is what is there now.
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

    /// Makes the folders an output stands in; says whether it could. A link among them would lead
    /// out of the output, so it is not followed.
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
        sweep(&self.new);
    }
}

/// The manifest that lies in a folder: that of this person's Dateline, or its copy, before any
/// other. None where there is none that can be read.
pub(super) fn find_manifest(own: &OwnFolder) -> Option<FoundManifest> {
    let mut unproven = None;
    for copy in [MANIFEST, MANIFEST_COPY] {
        let Some(file) = own.read_as(copy, MANIFEST) else { continue };
        let Some(manifest) = Manifest::parse(&file.bytes) else { continue };
        let found = FoundManifest { manifest, digest: Digest::of(&file.bytes), proof: file.proof };
        if found.proof == Proof::Proven {
            return Some(found);
        }
        unproven = unproven.or(Some(found));
    }
    unproven
}

/// The digest of the manifest that this person's Dateline wrote into a folder, without reading what
/// it says.
pub(super) fn proven_digest(own: &OwnFolder) -> Option<Digest> {
    let files = [MANIFEST, MANIFEST_COPY].iter().filter_map(|copy| own.read_as(copy, MANIFEST));
    files.filter(|file| file.proof == Proof::Proven).map(|file| Digest::of(&file.bytes)).next()
}

/// The manifest of a folder, as far as it can be believed.
fn believed(root: &Path, own: &OwnFolder) -> (Manifest, Digest) {
    let (mut manifest, digest) = match find_manifest(own) {
        Some(FoundManifest { manifest, digest, proof: Proof::Proven }) => (manifest, digest),
        Some(FoundManifest { manifest, digest, proof: Proof::Unproven }) => (compared(root, manifest), digest),
        None => (Manifest::default(), Digest::NONE),
    };
    // A first build that was killed has left no manifest yet.
    manifest.pending.extend(read_pending(own));
    (manifest, digest)
}

/// What a build that was killed may have touched, if this person's Dateline says so.
fn read_pending(own: &OwnFolder) -> BTreeSet<String> {
    let Some(file) = own.read(PENDING).filter(|file| file.proof == Proof::Proven) else { return BTreeSet::new() };
    let pending: Option<Pending<'_>> = serde_json::from_slice(&file.bytes).ok();
    pending.map(|pending| pending.pending.into_iter().map(std::borrow::Cow::into_owned).collect()).unwrap_or_default()
}

/// A manifest of which nothing is proven, with only those files that have the bytes it names. What
/// pictures were made of is not known: a picture of the right name may be any picture.
fn compared(root: &Path, manifest: Manifest) -> Manifest {
    let named: Vec<(String, Record)> = manifest.files.into_iter().filter(|(path, _)| is_within(path)).collect();
    let folder_of = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let folders: BTreeSet<String> = named.iter().map(|(path, _)| folder_of(path)).collect();
    let real: HashSet<String> = folders.into_par_iter().filter(|folder| find_folder(root, folder).is_some()).collect();
    let found = named.into_par_iter().filter(|(path, _)| real.contains(&folder_of(path))).filter_map(|(path, record)| {
        let full = root.join(&path);
        let stamp = stamp(&fs::symlink_metadata(&full).ok().filter(|data| data.is_file() && data.len() == record.size)?);
        let is_as_named = digest_of(&full).is_ok_and(|digest| digest == record.digest);
        is_as_named.then_some((path, Record { modified: stamp.modified, ..record }))
    });
    let files: BTreeMap<String, Record> = found.collect();
    Manifest { files, pictures: 0, pending: BTreeSet::new(), ..manifest }
}

/// Locks a file, which is made if need be. Where another program has it, `waiting` is called.
fn lock(path: &Path, waiting: &dyn Fn()) -> Result<fs::File, Failure> {
    // A link would lead elsewhere, and a pipe is never opened.
    if fs::symlink_metadata(path).is_ok_and(|data| !data.is_file()) {
        let error = io::Error::other("it is no file, and was not made by Dateline; remove it");
        return Err(Failure { doing: "lock", path: path.to_owned(), error });
    }
    let file = fs::File::options().create(true).write(true).truncate(false).open(path).map_err(Failure::of("open", path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            waiting();
            file.lock().map_err(Failure::of("lock", path))?;
        }
        Err(fs::TryLockError::Error(error)) => return Err(Failure { doing: "lock", path: path.to_owned(), error }),
    }
    Ok(file)
}

/// Removes what a killed build left beside, which has a number for a name; gives the first number
/// that is free. Names that [`OutputFolder::beside`] never gives stay: `007`, `+5`, and numbers
/// that no build comes to.
fn sweep(new: &Path) -> usize {
    let mut free = 0;
    for entry in fs::read_dir(new).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.parse::<u32>().ok().filter(|number| number.to_string() == name));
        let Some(number) = number.and_then(|number| usize::try_from(number).ok()) else { continue };
        if fs::remove_file(entry.path()).is_err() {
            free = free.max(number.saturating_add(1));
        }
    }
    free
}

/// Makes one folder; another thread may have been faster.
fn make(path: &Path) -> Result<(), Failure> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(Failure { doing: "make the folder", path: path.to_owned(), error }),
        _ => Ok(()),
    }
}

fn same_bytes(a: &Path, b: &Path) -> bool {
    digest_of(a).is_ok_and(|digest| digest_of(b).is_ok_and(|other| other == digest))
}

/// The digest of a file.
///
/// # Errors
/// When it cannot be read.
pub(super) fn digest_of(path: &Path) -> io::Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut fs::File::open(path)?, &mut hasher)?;
    Ok(Digest::cut(&hasher.finalize()))
}
