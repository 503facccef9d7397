//! Folders as the benchmark sees them: which files there are, which of them a build wrote, and the least that
//! reading the one and writing the other can cost.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Dateline's own folder, in a site and in an output; it is no part of either.
const OWN: &str = ".dateline";

/// The files under a folder, each with its size and the time it was written.
#[derive(Default)]
pub(crate) struct Tree(BTreeMap<PathBuf, (u64, Option<SystemTime>)>);

impl Tree {
    /// Lists what is there; nothing, where there is no folder.
    pub(crate) fn read(folder: &Path) -> io::Result<Tree> {
        let mut tree = Tree::default();
        if folder.exists() {
            visit(folder, &mut |path, metadata| {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
                tree.0.insert(name, (metadata.len(), metadata.modified().ok()));
                Ok(())
            })?;
        }
        Ok(tree)
    }

    /// What was written since `earlier`.
    pub(crate) fn since(mut self, earlier: &Tree) -> Tree {
        self.0.retain(|path, entry| earlier.0.get(path) != Some(entry));
        self
    }

    /// How many files these are.
    pub(crate) fn files(&self) -> usize {
        self.0.len()
    }

    /// Their paths, sorted.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(PathBuf::as_path)
    }

    /// How long they are together.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.values().map(|(bytes, _)| bytes).sum()
    }

    /// Writes the list down for [`pay_floor`].
    pub(crate) fn write_plan(&self, plan: &Path) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(plan)?);
        for (path, (bytes, _)) in &self.0 {
            writeln!(out, "{bytes}\t{}", path.display())?;
        }
        out.flush()
    }
}

/// Reads every source of a site, and says how many there are and how long they are together.
pub(crate) fn read_sources(root: &Path) -> io::Result<(usize, u64)> {
    let mut buffer = Vec::new();
    let (mut files, mut bytes) = (0, 0);
    visit(&root.join("content"), &mut |path, _| {
        buffer.clear();
        File::open(path)?.read_to_end(&mut buffer)?;
        files += 1;
        bytes += buffer.len() as u64;
        Ok(())
    })?;
    Ok((files, bytes))
}

/// What no generator can do without: reads every source of the site at `root`, and writes as many files of the same names
/// and sizes as `plan` lists into `folder`. On one thread, and without a thought for what is read.
pub(crate) fn pay_floor(root: &Path, plan: &Path, folder: &Path) -> io::Result<()> {
    read_sources(root)?;
    let mut page = Vec::new();
    let mut folders = HashSet::new();
    for line in BufReader::new(File::open(plan)?).lines() {
        let line = line?;
        let (bytes, path) = line.split_once('\t').ok_or_else(|| io::Error::other("the plan is torn"))?;
        let bytes = bytes.parse().map_err(io::Error::other)?;
        let path = folder.join(path);
        if let Some(parent) = path.parent()
            && !folders.contains(parent)
        {
            fs::create_dir_all(parent)?;
            folders.insert(parent.to_path_buf());
        }
        if page.len() < bytes {
            page.resize(bytes, b'.');
        }
        fs::write(path, &page[..bytes])?;
    }
    Ok(())
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn visit(folder: &Path, act: &mut impl FnMut(PathBuf, Metadata) -> io::Result<()>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if !metadata.is_dir() {
            act(entry.path(), metadata)?;
        } else if entry.file_name() != OWN {
            visit(&entry.path(), act)?;
        }
    }
    Ok(())
}
