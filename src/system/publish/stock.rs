use crate::base::{Digest, LARGEST_TEXT};
use crate::site::{Coding, Ware, Wares, is_within};
use crate::system::bounded::read_file_within;
use crate::system::load::stamp;
use crate::system::{Failure, OutputFolder};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use walkdir::WalkDir;

/// The files of a site that are to be published: those in a folder, and those that are made of them when they are sent.
#[derive(Debug)]
pub struct Stock {
    root: PathBuf,
    /// The files.
    pub wares: Wares,
    made: BTreeMap<String, Made>,
    /// How long those turned out to be that were made.
    sizes: Mutex<BTreeMap<String, u64>>,
}

/// A file that is not in the folder.
#[derive(Debug)]
enum Made {
    /// It says this.
    Text(String),
    /// The compressed form of one that is.
    Compressed { of: String, coding: Coding },
}

/// Files of a stock, each as a file: what was made stands in a folder of its own until this is dropped.
pub(super) struct Laid<'s> {
    stock: &'s Stock,
    beside: PathBuf,
}

impl Stock {
    /// Of an output folder, what Dateline wrote there, without reading it again where it stands as it was written; of another
    /// folder, every file.
    ///
    /// # Errors
    /// When a file cannot be read, or is not there any more.
    pub fn take(root: &Path) -> Result<Stock, Failure> {
        let (manifest, _) = OutputFolder::read_manifest(root);
        let paths: Vec<String> = if manifest.files.is_empty() { all(root)? } else { manifest.files.keys().filter(|path| is_within(path)).cloned().collect() };
        let ware = |path: String| {
            let full = root.join(&path);
            let data = fs::metadata(&full).map_err(Failure::of("publish", &full))?;
            let stamp = stamp(&data);
            let known = manifest.record(&path).filter(|record| record.size == stamp.size && record.modified == stamp.modified);
            let digest = match known {
                Some(record) => record.digest,
                None => digest(&full).map_err(Failure::of("publish", &full))?,
            };
            Ok((path, Ware { digest, size: stamp.size }))
        };
        let wares = paths.into_par_iter().map(ware).collect::<Result<_, Failure>>()?;
        Ok(Stock { root: root.to_owned(), wares, made: BTreeMap::new(), sizes: Mutex::default() })
    }

    /// With the compressed forms of its text beside it.
    #[must_use]
    pub fn with_compressed(mut self) -> Stock {
        for (of, coding, name, ware) in Coding::beside(&self.wares) {
            self.made.insert(name.clone(), Made::Compressed { of, coding });
            self.wares.insert(name, ware);
        }
        self
    }

    /// Without a file.
    #[must_use]
    pub fn without(mut self, path: &str) -> Stock {
        self.wares.remove(path);
        self
    }

    /// With a file that says this, in place of one of that name.
    #[must_use]
    pub fn with_text(mut self, path: &str, text: String) -> Stock {
        self.wares.insert(path.to_owned(), Ware { digest: Digest::of(text.as_bytes()), size: text.len() as u64 });
        self.made.insert(path.to_owned(), Made::Text(text));
        self
    }

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The text of a file of the folder; none of one that is not text.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn text(&self, path: &str) -> Result<Option<String>, Failure> {
        let full = self.root.join(path);
        Ok(String::from_utf8(read_file_within(&full, LARGEST_TEXT).map_err(Failure::of("publish", &full))?).ok())
    }

    /// The bytes of a file that is not in the folder; none of one that is.
    ///
    /// # Errors
    /// When what it is made of cannot be read.
    pub(super) fn made(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let bytes = match self.made.get(path) {
            None => return Ok(None),
            Some(Made::Text(text)) => text.clone().into_bytes(),
            Some(Made::Compressed { of, coding }) => coding.compress(&fs::read(self.root.join(of))?)?,
        };
        self.sizes.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), bytes.len() as u64);
        Ok(Some(bytes))
    }

    /// The full path of a file that is in the folder; none of one that is made.
    pub(super) fn path(&self, path: &str) -> Option<PathBuf> {
        (self.wares.contains_key(path) && !self.made.contains_key(path)).then(|| self.root.join(path))
    }

    /// The files, with what is known by now of those that were made.
    pub(super) fn weighed(&self) -> Wares {
        let mut wares = self.wares.clone();
        for (path, size) in &*self.sizes.lock().unwrap_or_else(PoisonError::into_inner) {
            wares.entry(path.clone()).and_modify(|ware| ware.size = *size);
        }
        wares
    }

    /// Makes some of the files, in a folder that is Dateline's own, is not there yet, and is nobody else's.
    ///
    /// # Errors
    /// When one cannot be read or written.
    pub(super) fn lay_out(&self, files: &[&str], beside: PathBuf) -> Result<Laid<'_>, Failure> {
        let laid = Laid { stock: self, beside };
        files.par_iter().filter(|file| self.made.contains_key(**file)).try_for_each(|file| {
            let full = laid.beside.join(file);
            let bytes = self.made(file).map_err(Failure::of("compress", &self.root.join(file)))?.unwrap_or_default();
            full.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&full, bytes)).map_err(Failure::of("write", &full))
        })?;
        Ok(laid)
    }
}

impl Laid<'_> {
    /// The folders that files are in, and which are in each.
    pub(super) fn folders<'f>(&self, files: &[&'f str]) -> [(&Path, Vec<&'f str>); 2] {
        let (made, there) = files.iter().partition(|file| self.stock.made.contains_key(**file));
        [(&self.stock.root, there), (&self.beside, made)]
    }

    /// The full path of a file.
    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.stock.path(file).unwrap_or_else(|| self.beside.join(file))
    }
}

impl Drop for Laid<'_> {
    fn drop(&mut self) {
        // Where nothing was made, there is none; and what cannot be removed now is written over later.
        drop(fs::remove_dir_all(&self.beside));
    }
}

/// What begins with a dot is hidden, and may be a secret; but for what servers ask for.
const SHOWN: [&str; 3] = [".well-known", ".nojekyll", ".htaccess"];

/// Every file under a folder that is not hidden. Links are not followed.
fn all(root: &Path) -> Result<Vec<String>, Failure> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(root).into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !name.starts_with('.') || SHOWN.contains(&&*name)
    }) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            Failure { doing: "publish", path, error: error.into() }
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let parts: Option<Vec<&str>> = entry.path().strip_prefix(root).unwrap_or(entry.path()).components().map(|part| part.as_os_str().to_str()).collect();
        let not_text = || Failure { doing: "publish", path: entry.path().to_owned(), error: io::Error::other("its name is not UTF-8") };
        paths.push(parts.ok_or_else(not_text)?.join("/"));
    }
    Ok(paths)
}

fn digest(path: &Path) -> io::Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut fs::File::open(path)?, &mut hasher)?;
    Ok(Digest::cut(&hasher.finalize()))
}
