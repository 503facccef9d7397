use crate::base::Digest;
use crate::site::{Ware, Wares};
use crate::system::load::stamp;
use crate::system::{Failure, OutputFolder};
use rayon::prelude::*;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The files of a site that are to be published, and the folder they are in.
#[derive(Clone, Debug)]
pub struct Stock {
    root: PathBuf,
    /// The files.
    pub wares: Wares,
}

impl Stock {
    /// Of an output folder, what Dateline wrote there, without reading it again where it stands as it was written; of another
    /// folder, every file.
    ///
    /// # Errors
    /// When a file cannot be read, or is not there any more.
    pub fn take(root: &Path) -> Result<Stock, Failure> {
        let (manifest, _) = OutputFolder::read_manifest(root);
        let paths: Vec<String> = if manifest.files.is_empty() { all(root)? } else { manifest.files.keys().cloned().collect() };
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
        Ok(Stock { root: root.to_owned(), wares: paths.into_par_iter().map(ware).collect::<Result<_, Failure>>()? })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The full path of a file.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
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
