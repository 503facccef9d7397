use super::real_folder::{HALF_WRITTEN, write_whole};
use super::{Failure, Folder, OutputFolder, UserCache};
use crate::base::{Code, Diagnostic, Place};
use crate::site::{Reduction, reduce};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;
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

/// No build takes longer than this.
const LONGEST_BUILD: Duration = Duration::from_secs(24 * 3600);

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
            let Some(kept) = &self.folder else { continue };
            // A build that is killed leaves nothing half written under a name that counts. Two
            // builds of one site give the same bytes, whichever is last.
            let name = reduction.key();
            write_whole(kept, &name, |file| file.write_all(bytes)).map_err(Failure::of("write", &kept.join(&name)))?;
        }
        Ok(Ok(made.len()))
    }

    /// Ends a build: what none of the site's pictures, shown or not, would use any more goes. What
    /// another build of the site may be writing at this moment stays, and so does the folder, even
    /// when it is empty.
    pub(super) fn close(self, keep: &BTreeSet<String>) {
        let Some(folder) = self.folder.filter(|_| self.passing.is_none()) else { return };
        for name in PictureCache::names(&folder).filter(|name| !keep.contains(name)) {
            let path = folder.join(&name);
            if !name.ends_with(HALF_WRITTEN) || is_abandoned(&path) {
                // What cannot be removed now is in nobody's way.
                drop(fs::remove_file(path));
            }
        }
    }

    /// The names in the cache that Dateline has given.
    fn names(folder: &Path) -> impl Iterator<Item = String> {
        let names = fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| name.split('.').next().is_some_and(|digest| digest.len() == 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())))
    }
}

/// Whether a file was last written longer ago than any build takes.
fn is_abandoned(path: &Path) -> bool {
    let written = fs::symlink_metadata(path).and_then(|data| data.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > LONGEST_BUILD))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_build_leaves_alone_what_another_build_is_writing() {
        let place = TempDir::new().unwrap();
        let cache = UserCache::at(place.path().to_owned());
        let folder = cache.site_folder(place.path(), KEPT).unwrap();
        let digest = "0123456789abcdef0123456789abcdef";
        let names = ["640x400.2", "640x400.2.Ab12Cd.new", "640x400.2.Zz12Cd.new"].map(|end| format!("{digest}.{end}"));
        let long_ago = std::time::SystemTime::now() - 2 * LONGEST_BUILD;
        for name in &names {
            fs::write(folder.join(name), "x").unwrap();
        }
        fs::File::options().write(true).open(folder.join(&names[2])).unwrap().set_modified(long_ago).unwrap();
        PictureCache::look(place.path(), Some(&cache)).close(&BTreeSet::new());
        assert_eq!(names.map(|name| folder.join(name).exists()), [false, true, false]);
        PictureCache::look(place.path(), Some(&cache)).close(&BTreeSet::new());
        assert!(folder.is_dir(), "another build may be about to write there");
    }
}
