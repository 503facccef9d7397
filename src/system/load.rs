use super::Failure;
use super::bounded::read_within;
use crate::base::{Code, Diagnostic, Listing, Place, ReadSeek, Report, Sources, Stamp, Unreadable};
use crate::content::{CONFIG_FILE, StaticFiles, Withheld};
use crate::model::SEAL_FILE;
use crate::site::{clean_drawing, clean_picture};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use walkdir::WalkDir;

/// A site folder on disk.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    list: Vec<Listing>,
    /// When it was listed.
    listed: SystemTime,
    /// Whether nothing was wrong with any of its files.
    is_sound: bool,
}

/// For how long after a change another one may leave the same time on a file: systems count in steps.
const TICK: Duration = Duration::from_millis(50);
/// The same where a file system counts in whole seconds, or pairs of them.
const COARSE_TICK: Duration = Duration::from_secs(2);
const SECOND: i128 = 1_000_000_000;

/// The folders that are read.
pub(super) const READ: [&str; 3] = ["content", "templates", "static"];

/// Lists the files of a site folder. Links that lead out of it are not followed.
///
/// # Errors
/// When the folder itself cannot be read.
pub fn load(root: &Path, report: &mut Report) -> Result<Folder, Failure> {
    let root = fs::canonicalize(root).map_err(Failure::of("read", root))?;
    let mut list = Vec::new();
    let listed = SystemTime::now();
    let mut is_sound = true;
    for file in [CONFIG_FILE, SEAL_FILE] {
        match single(&root, file) {
            Ok(listing) => list.extend(listing),
            Err(fault) => {
                is_sound = false;
                report.push(*fault);
            }
        }
    }
    let mut folders = Vec::new();
    for folder in READ {
        match fs::symlink_metadata(root.join(folder)) {
            Ok(data) if data.is_dir() => folders.push(folder),
            Ok(data) if data.is_symlink() => {
                is_sound = false;
                let help = format!("put the files themselves into {folder}/; what a link leads to could be anybody's");
                report.push(unreadable(folder, "it is a link, and the folders of a site are not read through links").help(help));
            }
            _ => {}
        }
    }
    let entries: Vec<_> = folders.into_iter().flat_map(|folder| WalkDir::new(root.join(folder)).into_iter().map(move |entry| (folder, entry))).collect();
    // To ask the system of each file takes longer than to walk through the folders.
    let found: Vec<Result<Listing, Box<Diagnostic>>> = entries
        .into_par_iter()
        .filter_map(|(folder, entry)| match entry {
            Ok(entry) => listing(&root, &entry).transpose(),
            Err(error) => {
                let path = error.path().and_then(|path| relative(&root, path)).unwrap_or_else(|| folder.to_owned());
                Some(Err(Box::new(unreadable(&path, &error.to_string()))))
            }
        })
        .collect();
    for found in found {
        match found {
            Ok(listing) => list.push(listing),
            Err(fault) => {
                is_sound = false;
                report.push(*fault);
            }
        }
    }
    list.par_sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Folder { root, list, listed, is_sound })
}

/// The listing of a file; nothing for a folder, or what is never read.
fn listing(root: &Path, entry: &walkdir::DirEntry) -> Result<Option<Listing>, Box<Diagnostic>> {
    if entry.file_type().is_dir() {
        return Ok(None);
    }
    let Some(path) = relative(root, entry.path()) else {
        let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy();
        return Err(Box::new(unreadable(&shown, "its name is not UTF-8").help("rename it: no address can be made of these bytes")));
    };
    let data = if entry.file_type().is_symlink() {
        let target = fs::canonicalize(entry.path()).ok().filter(|target| target.starts_with(root));
        // A harmless name must not publish `.git/config` or `.env`.
        let real = target.as_deref().and_then(|target| relative(root, target)).unwrap_or_default();
        if StaticFiles::default().withheld(&real).is_some_and(|(_, why)| why != Withheld::Leftover) {
            return Err(Box::new(unreadable(&path, "it is a link to a file that may hold a secret").help("put a copy of the file in the place of the link")));
        }
        let data = linked_path(root, entry.path()).and_then(|target| fs::metadata(target).ok());
        data.ok_or_else(|| Box::new(unreadable(&path, "it is a link that leads to no file of the site").help("put the file itself there")))?
    } else {
        entry.metadata().map_err(|error| Box::new(unreadable(&path, &error.to_string())))?
    };
    // Pipes and devices are not read: they may never end.
    Ok(data.is_file().then(|| Listing { path: path.into(), stamp: stamp(&data) }))
}

/// A file beside the folders that are read, if it is there.
fn single(root: &Path, file: &str) -> Result<Option<Listing>, Box<Diagnostic>> {
    let full = root.join(file);
    let Ok(data) = fs::symlink_metadata(&full) else { return Ok(None) };
    let data = if data.is_symlink() {
        let target = linked_path(root, &full).and_then(|target| fs::metadata(target).ok());
        target.ok_or_else(|| Box::new(unreadable(file, "it is a link that leads to no file of the site").help("put the file itself there")))?
    } else {
        data
    };
    Ok(data.is_file().then(|| Listing { path: file.into(), stamp: stamp(&data) }))
}

/// The file of the site folder that a link leads to: one of which no part is hidden.
fn linked_path(root: &Path, link: &Path) -> Option<PathBuf> {
    let target = fs::canonicalize(link).ok()?;
    let is_hidden = relative(root, &target)?.split('/').any(|part| part.starts_with('.'));
    (!is_hidden && target.is_file()).then_some(target)
}

fn unreadable(path: &str, why: &str) -> Diagnostic {
    let file: Arc<str> = path.into();
    Diagnostic::new(Code::UnreadableFile, format!("this file cannot be read: {why}")).at(Place::file(&file))
}

/// A path below the root, with `/` between its parts.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

pub(super) fn stamp(data: &fs::Metadata) -> Stamp {
    let modified = data.modified().ok();
    let nanoseconds = modified.map(|time| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i128::try_from(after.as_nanos()).unwrap_or(i128::MAX),
        Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(i128::MAX),
    });
    Stamp { size: data.len(), modified: nanoseconds.unwrap_or_default(), identity: identity(data) }
}

#[cfg(unix)]
fn identity(data: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    data.ino().rotate_left(40) ^ data.ctime().cast_unsigned().rotate_left(30) ^ data.ctime_nsec().cast_unsigned()
}

/// Not told.
#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> u64 {
    0
}

impl Folder {
    /// The folder, as an absolute path without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a file was not changed so shortly before it was listed that a later change might not show in its time.
    pub fn is_settled(&self, listing: &Listing) -> bool {
        let listed = self.listed.duration_since(UNIX_EPOCH).ok().and_then(|time| i128::try_from(time.as_nanos()).ok()).unwrap_or_default();
        let modified = listing.stamp.modified;
        let tick = if modified % SECOND == 0 { COARSE_TICK } else { TICK };
        (listed - modified).unsigned_abs() > tick.as_nanos()
    }

    /// The nearest folder, from `start` upwards, that has a `dateline.yaml`.
    pub fn find_root(start: &Path) -> Option<PathBuf> {
        let start = fs::canonicalize(start).ok()?;
        start.ancestors().find(|folder| folder.join(CONFIG_FILE).is_file()).map(Path::to_owned)
    }

    /// One file as it is now, if it is there and no link.
    pub fn look(&self, path: &str) -> Option<Listing> {
        let data = fs::symlink_metadata(self.root.join(path)).ok().filter(fs::Metadata::is_file)?;
        Some(Listing { path: path.into(), stamp: stamp(&data) })
    }

    /// Whether a file stands as it stood when the folder was listed.
    pub fn stands(&self, listing: &Listing) -> bool {
        fs::metadata(self.root.join(&*listing.path)).is_ok_and(|data| stamp(&data) == listing.stamp)
    }

    /// The folder as it is now, if nothing has changed but what these of its files say: without looking at the others.
    pub fn again(&self, changed: &BTreeSet<String>) -> Option<Folder> {
        let listed = SystemTime::now();
        let mut list = self.list.clone();
        for path in changed {
            match (self.place(path), self.look(path)) {
                (Ok(at), Some(listing)) => list[at].stamp = listing.stamp,
                // It came and went, as what editors write beside does.
                (Err(_), None) if !self.is_folder(path) => {}
                _ => return None,
            }
        }
        self.is_sound.then(|| Folder { root: self.root.clone(), list, listed, is_sound: true })
    }

    /// The files that are others than they were before, came, or went.
    pub fn changed_since(&self, before: &Folder) -> BTreeSet<String> {
        let other = |of: &Folder, listing: &Listing| of.find(&listing.path).is_none_or(|found| found.stamp != listing.stamp);
        let now = self.list.iter().filter(|listing| other(before, listing));
        let then = before.list.iter().filter(|listing| self.find(&listing.path).is_none());
        now.chain(then).map(|listing| listing.path.to_string()).collect()
    }

    fn place(&self, path: &str) -> Result<usize, usize> {
        self.list.binary_search_by(|listing| (*listing.path).cmp(path))
    }

    /// Whether a path is a folder now, or was one when the files were listed.
    pub fn is_folder(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let at = self.list.partition_point(|listing| *listing.path < *inside);
        self.list.get(at).is_some_and(|listing| listing.path.starts_with(&inside)) || self.root.join(path).is_dir()
    }

    /// The bytes of a picture, without what cameras write into them.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn clean_picture(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut clean = Vec::new();
        let cleaned = self.open(path).and_then(|mut from| clean_picture(&mut from, &mut clean));
        cleaned.map_err(|error| Box::new(unreadable(path, &error.to_string())))?;
        Ok(clean)
    }

    /// The bytes of a drawing as they are published.
    ///
    /// # Errors
    /// When the file cannot be read, or is no drawing that can be published.
    pub fn clean_drawing(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut clean = Vec::new();
        let cleaned = self.open(path).and_then(|mut from| clean_drawing(&mut from, &mut clean));
        cleaned.map_err(|error| Box::new(unreadable(path, &error.to_string())))?;
        Ok(clean)
    }

    /// Opens a listed file. No other is opened, whoever names it.
    pub(super) fn open(&self, path: &str) -> std::io::Result<fs::File> {
        if self.find(path).is_none() {
            return Err(std::io::Error::new(ErrorKind::NotFound, "it is no file of the site"));
        }
        fs::File::open(self.root.join(path))
    }
}

impl Sources for Folder {
    fn list(&self) -> &[Listing] {
        &self.list
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::new();
        let read = self.open(path).and_then(|mut file| file.read_to_end(&mut bytes));
        read.map(|_| bytes).map_err(|error| Unreadable::System(error.to_string()))
    }

    fn bytes_within(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unreadable> {
        let read = self.open(path).and_then(|file| read_within(file, limit));
        read.map_err(|error| match error.kind() {
            ErrorKind::FileTooLarge => Unreadable::TooLarge { limit },
            _ => Unreadable::System(error.to_string()),
        })
    }

    fn head(&self, path: &str, most: usize) -> Result<Vec<u8>, Unreadable> {
        let mut head = Vec::new();
        let read = self.open(path).and_then(|file| file.take(most as u64).read_to_end(&mut head));
        read.map(|_| head).map_err(|error| Unreadable::System(error.to_string()))
    }

    fn stream(&self, path: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), Unreadable> {
        let system = |error: std::io::Error| Unreadable::System(error.to_string());
        let mut file = self.open(path).map_err(system)?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => take(&buffer[..count]),
                Err(error) => return Err(system(error)),
            }
        }
    }
    fn reader(&self, path: &str) -> Result<Box<dyn ReadSeek>, Unreadable> {
        match self.open(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(Unreadable::System(error.to_string())),
        }
    }
}
