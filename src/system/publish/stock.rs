use crate::base::{Digest, LARGEST_TEXT};
use crate::site::{Coding, Ware, Wares, is_within};
use crate::system::bounded::read_file_within;
use crate::system::load::stamp;
use crate::system::output_folder::find_manifest;
use crate::system::own_folder::{OwnFolder, Proof};
use crate::system::real_folder::find_folder;
use crate::system::{Failure, UserCache};
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
    /// Of an output folder, what Dateline wrote there, without reading it again where it stands as it was written and this
    /// person's Dateline says so; of another folder, every file. Nothing is read through a link below the folder.
    ///
    /// # Errors
    /// When a file cannot be read, is not there any more, or stands behind a link.
    pub fn take(root: &Path, user_cache: Option<&UserCache>) -> Result<Stock, Failure> {
        let found = find_manifest(&OwnFolder::look(root, user_cache));
        let paths: Vec<String> = match &found {
            Some(found) if !found.manifest.files.is_empty() => found.manifest.files.keys().filter(|path| is_within(path)).cloned().collect(),
            _ => all(root)?,
        };
        let proven = found.filter(|found| found.proof == Proof::Proven);
        let ware = |path: String| {
            let full = root.join(&path);
            let stamp = stamp(&plain_file(root, &path).map_err(Failure::of("publish", &full))?);
            let record = proven.as_ref().and_then(|found| found.manifest.record(&path));
            let known = record.filter(|record| record.size == stamp.size && record.modified == stamp.modified);
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

/// What the system says of a file that stands below a folder itself, and not through a link.
fn plain_file(root: &Path, path: &str) -> io::Result<fs::Metadata> {
    let data = fs::symlink_metadata(root.join(path))?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match data.is_file() && find_folder(root, folder).is_some() {
        true => Ok(data),
        false => Err(io::Error::other("it is a link, or stands behind one, and is not published; put the file itself there")),
    }
}

fn digest(path: &Path) -> io::Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut fs::File::open(path)?, &mut hasher)?;
    Ok(Digest::cut(&hasher.finalize()))
}
