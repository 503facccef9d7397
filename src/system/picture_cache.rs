use super::{Failure, Folder, OutputFolder, UserCache};
use crate::base::{Code, Diagnostic, Place};
use crate::site::{Reduction, reduce};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use tempfile::TempDir;

/// Whether a build may use what an earlier one has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// It uses that, and keeps what it makes.
    Used,
    /// It makes everything anew, and keeps nothing.
    Unused,
}

/// Smaller forms of pictures, kept under what they were made of, so that each is made once: in the [`UserCache`], under the
/// site folder; or, where nothing is to be kept or nothing can be written there, in a fresh folder in the output for as long as a
/// build takes. Their names are believed, so they never lie where a checkout could have brought them.
pub struct PictureCache {
    /// None where nothing is kept and nothing is to be made.
    folder: Option<PathBuf>,
    /// The fresh folder, which goes when this is dropped.
    passing: Option<TempDir>,
}

/// The folder in the user's cache.
const KEPT: &str = "pictures";

/// How many bytes of memory decoding may take at a time, over all threads. A picture that takes more is decoded alone.
const AT_A_TIME: u64 = 512 * 1024 * 1024;

impl PictureCache {
    /// The cache of a site for one build, which wants these. Where none are wanted, no folder is made.
    ///
    /// # Errors
    /// When no folder can be made, not even in the output.
    pub(super) fn open(root: &Path, out: &OutputFolder, cache: Cache, user_cache: Option<&UserCache>, wanted: &[&Reduction]) -> Result<PictureCache, Failure> {
        let user_cache = user_cache.filter(|_| cache == Cache::Used);
        if wanted.is_empty() {
            return Ok(PictureCache::look(root, user_cache));
        }
        if let Some(folder) = user_cache.and_then(|user_cache| user_cache.site_folder(root, KEPT).ok()) {
            return Ok(PictureCache { folder: Some(folder), passing: None });
        }
        let passing = out.own().passing_folder()?;
        Ok(PictureCache { folder: Some(passing.path().to_owned()), passing: Some(passing) })
    }

    /// The cache of a site, to look into; nothing is made.
    pub fn look(root: &Path, user_cache: Option<&UserCache>) -> PictureCache {
        PictureCache { folder: user_cache.and_then(|user_cache| user_cache.find_site_folder(root, KEPT)), passing: None }
    }

    /// Whether what a reduction gives is there.
    pub(super) fn has(&self, reduction: &Reduction) -> bool {
        let path = self.path(reduction);
        path.is_some_and(|path| fs::symlink_metadata(path).is_ok_and(|data| data.is_file() && data.len() > 0))
    }

    /// Opens what a reduction gives.
    pub(super) fn read(&self, reduction: &Reduction) -> io::Result<fs::File> {
        fs::File::open(self.path(reduction).ok_or(io::ErrorKind::NotFound)?)
    }

    /// What a reduction gives: what is kept, else it is made. Where it cannot be made it is the picture itself, as `build` has it.
    ///
    /// # Errors
    /// When the picture cannot be read.
    pub fn get(&self, reduction: &Reduction, folder: &Folder) -> Result<Vec<u8>, Box<Diagnostic>> {
        if let Some(kept) = self.path(reduction).and_then(|path| fs::read(path).ok()) {
            return Ok(kept);
        }
        match reduced(&reduction.file, &[reduction.size], folder) {
            Ok(made) => Ok(made.into_iter().next().unwrap_or_default()),
            Err(_) => folder.clean_picture(&reduction.file),
        }
    }

    fn path(&self, reduction: &Reduction) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(reduction.key()))
    }

    /// Makes what is not there of these; says how many were made, and of which files none can be made.
    pub(super) fn fill(&self, wanted: &[&Reduction], folder: &Folder) -> Result<Filled, Failure> {
        let mut pictures: BTreeMap<&str, Vec<&Reduction>> = BTreeMap::new();
        for reduction in wanted.iter().filter(|reduction| !self.has(reduction)) {
            pictures.entry(&reduction.file).or_default().push(reduction);
        }
        let gate = Gate::new();
        let made: Vec<(&str, Result<usize, Diagnostic>)> = pictures
            .into_iter()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|(file, reductions)| {
                let memory = reductions.first().map_or(0, |reduction| reduction.memory);
                gate.pass(memory, || self.make(file, &reductions, folder)).map(|made| (file, made))
            })
            .collect::<Result<_, Failure>>()?;
        let mut filled = Filled::default();
        for (file, made) in made {
            match made {
                Ok(count) => filled.made += count,
                Err(fault) => {
                    filled.failed.insert(file.to_owned());
                    filled.faults.push(fault);
                }
            }
        }
        Ok(filled)
    }

    fn make(&self, file: &str, reductions: &[&Reduction], folder: &Folder) -> Result<Result<usize, Diagnostic>, Failure> {
        let sizes: Vec<(u32, u32)> = reductions.iter().map(|reduction| reduction.size).collect();
        let made = match reduced(file, &sizes, folder) {
            Ok(made) => made,
            Err(fault) => return Ok(Err(*fault)),
        };
        for (reduction, bytes) in reductions.iter().zip(&made) {
            let Some(path) = self.path(reduction) else { continue };
            // Beside and renamed: a build that is killed leaves nothing half written under a name that counts. Two builds
            // of one site give the same bytes, whichever is last.
            let beside = path.with_extension(format!("{}.new", std::process::id()));
            fs::write(&beside, bytes).map_err(Failure::of("write", &beside))?;
            fs::rename(&beside, &path).map_err(Failure::of("write", &path))?;
        }
        Ok(Ok(made.len()))
    }

    /// Ends a build: what none of the site's pictures, shown or not, would use any more goes.
    pub(super) fn close(self, keep: &BTreeSet<String>) {
        let Some(folder) = self.folder.filter(|_| self.passing.is_none()) else { return };
        for name in PictureCache::names(&folder).filter(|name| !keep.contains(name)) {
            // What cannot be removed now is in nobody's way.
            drop(fs::remove_file(folder.join(name)));
        }
        // The system keeps a folder that is not empty.
        drop(fs::remove_dir(folder));
    }

    /// The names in the cache that Dateline has given.
    fn names(folder: &Path) -> impl Iterator<Item = String> {
        let names = fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| name.split('.').next().is_some_and(|digest| digest.len() == 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())))
    }
}

/// What filling a cache has come to.
#[derive(Default)]
pub(super) struct Filled {
    /// How many smaller forms were made.
    pub(super) made: usize,
    /// The files of which none can be made.
    pub(super) failed: BTreeSet<String>,
    /// Why.
    pub(super) faults: Vec<Diagnostic>,
}

/// What is wrong with a picture of which smaller forms are wanted: it is decoded, and nothing is kept.
pub(super) fn examine(reduction: &Reduction, folder: &Folder, gate: &Gate) -> Option<Diagnostic> {
    gate.pass(reduction.memory, || reduced(&reduction.file, &[(1, 1)], folder)).err().map(|fault| *fault)
}

fn reduced(file: &str, sizes: &[(u32, u32)], folder: &Folder) -> Result<Vec<Vec<u8>>, Box<Diagnostic>> {
    let unreduced = |why: &str| {
        let fault = Diagnostic::new(Code::UnreducedPicture, format!("this picture cannot be decoded: {why}"));
        let fault = fault.grouped("pictures cannot be decoded").at(Place::file(&file.into()));
        Box::new(
            fault.help("open it in a program for pictures and save it anew, or fetch the file again; until then it is published as it is, in its full size"),
        )
    };
    // What is decoded is what is published: no text or profile of any size is unpacked, and nothing behind the picture.
    let bytes = folder.clean_picture(file).map_err(|_| unreduced("the file cannot be read"))?;
    reduce(&bytes, sizes).map_err(|why| unreduced(why.trim_end_matches('.')))
}

/// Lets as many pictures through at a time as there is memory for.
pub(super) struct Gate {
    /// How many bytes may still be taken.
    open: Mutex<u64>,
    changed: Condvar,
}

impl Gate {
    pub(super) fn new() -> Gate {
        Gate { open: Mutex::new(AT_A_TIME), changed: Condvar::new() }
    }

    /// Does work that takes so many bytes of memory, when they are there.
    fn pass<T>(&self, memory: u64, work: impl FnOnce() -> T) -> T {
        let memory = memory.min(AT_A_TIME);
        // A poisoned lock only means that another thread stopped; the number is still true.
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        while *open < memory {
            open = self.changed.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
        *open -= memory;
        drop(open);
        let done = work();
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) += memory;
        self.changed.notify_all();
        done
    }
}
