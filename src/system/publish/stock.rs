use crate::base::{Diagnostic, Digest, LARGEST_TEXT};
use crate::content::{KEY_HEAD, StaticFiles, Withheld, holds_private_key, may_be_key};
use crate::site::{Coding, Ware, Wares, is_within};
use crate::system::bounded::read_file_within;
use crate::system::load::stamp;
use crate::system::output_folder::{digest_of, find_manifest};
use crate::system::own_folder::{OwnFolder, Proof};
use crate::system::real_folder::find_folder;
use crate::system::{Failure, UserCache};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use walkdir::WalkDir;

/// The files of a site that are to be published: those in a folder, and those that are made of them when they are sent.
#[derive(Debug)]
pub struct Stock {
    root: PathBuf,
    /// The files.
    pub wares: Wares,
    /// What is told of files that stay behind, since they may hold secrets.
    pub withheld: Vec<Diagnostic>,
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
    /// Of an output folder, the files that Dateline wrote there, without reading them again where they are as they were written and
    /// this person's Dateline says so; of another folder, every file. What may hold a secret stays behind, whatever names it, and
    /// nothing is read through a link below the folder.
    ///
    /// # Errors
    /// When a file cannot be read, is not there any more, or stands behind a link.
    pub fn take(root: &Path, user_cache: Option<&UserCache>, rules: &StaticFiles) -> Result<Stock, Failure> {
        let found = find_manifest(&OwnFolder::look(root, user_cache));
        let mut sorter = Sorter { root, rules, paths: Vec::new(), withheld: BTreeMap::new() };
        match &found {
            // A build has looked into the files of `static/`, and pages may show a key as an example.
            Some(found) if !found.manifest.files.is_empty() => {
                for path in found.manifest.files.keys().filter(|path| is_within(path)) {
                    sorter.sort(path);
                }
            }
            _ => sorter.walk()?,
        }
        let withheld = sorter.told();
        let paths = sorter.paths;
        let proven = found.filter(|found| found.proof == Proof::Proven);
        let ware = |path: String| {
            let full = root.join(&path);
            let stamp = stamp(&plain_file(root, &path).map_err(Failure::of("publish", &full))?);
            let record = proven.as_ref().and_then(|found| found.manifest.record(&path));
            let known = record.filter(|record| record.size == stamp.size && record.modified == stamp.modified);
            let digest = match known {
                Some(record) => record.digest,
                None => digest_of(&full).map_err(Failure::of("publish", &full))?,
            };
            Ok((path, Ware { digest, size: stamp.size }))
        };
        let wares = paths.into_par_iter().map(ware).collect::<Result<_, Failure>>()?;
        Ok(Stock { root: root.to_owned(), wares, withheld, made: BTreeMap::new(), sizes: Mutex::default() })
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

/// Tells the files of a folder that are published from those that stay behind.
struct Sorter<'s> {
    root: &'s Path,
    rules: &'s StaticFiles,
    paths: Vec<String>,
    /// Files and folders that stay behind, and why.
    withheld: BTreeMap<String, Withheld>,
}

impl Sorter<'_> {
    /// Takes a path for one that is published, or for one that stays behind by its name. Gives whether it is published.
    fn sort(&mut self, path: &str) -> bool {
        match self.rules.withheld(path) {
            Some((part, why)) => drop(self.withheld.insert(part.to_owned(), why)),
            None => self.paths.push(path.to_owned()),
        }
        self.rules.withheld(path).is_none()
    }

    /// Sorts every file of the folder. Links are not followed.
    fn walk(&mut self) -> Result<(), Failure> {
        let (root, rules) = (self.root, self.rules);
        let relative = |path: &Path| -> Option<String> {
            let parts: Option<Vec<&str>> = path.strip_prefix(root).unwrap_or(path).components().map(|part| part.as_os_str().to_str()).collect();
            Some(parts?.join("/"))
        };
        // A slash at the end says that the last part is a folder.
        let left = |path: &Path, end: &str| relative(path).and_then(|path| rules.withheld(&format!("{path}{end}")).map(|(part, why)| (part.to_owned(), why)));
        let mut walk = WalkDir::new(root).into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                // A folder that stays behind need not be readable.
                Err(error) if error.path().is_some_and(|path| left(path, "/").is_some()) => continue,
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    return Err(Failure { doing: "publish", path, error: error.into() });
                }
            };
            if entry.file_type().is_dir() {
                if let Some((part, why)) = left(entry.path(), "/").filter(|(part, why)| *why == Withheld::Internal || !rules.may_include_below(part)) {
                    self.withheld.insert(part, why);
                    walk.skip_current_dir();
                }
                continue;
            }
            if !entry.file_type().is_file() {
                continue;
            }
            let not_text = || Failure { doing: "publish", path: entry.path().to_owned(), error: io::Error::other("its name is not UTF-8") };
            let path = relative(entry.path()).ok_or_else(not_text)?;
            if self.sort(&path) && may_be_key(&path) && !rules.includes(&path) && is_key(entry.path(), &path).map_err(Failure::of("publish", entry.path()))? {
                self.paths.pop();
                self.withheld.insert(path, Withheld::PrivateKey);
            }
        }
        Ok(())
    }

    /// What is told of the files that stay behind. That Dateline's own files do is no news.
    fn told(&self) -> Vec<Diagnostic> {
        let is_news = |path: &&String| !path.eq_ignore_ascii_case(".dateline");
        let place = |path: &str| self.root.join(path).to_string_lossy().into();
        self.withheld.keys().filter(is_news).map(|path| self.withheld[path].told(path, &place(path))).collect()
    }
}

fn is_key(full: &Path, path: &str) -> io::Result<bool> {
    let mut head = Vec::new();
    fs::File::open(full)?.take(KEY_HEAD as u64).read_to_end(&mut head)?;
    Ok(holds_private_key(path, &head))
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
