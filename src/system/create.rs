use super::Failure;
use super::bounded::{read_within, too_large};
use crate::base::LARGEST_TEXT;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

/// Writes a new file, with the folders it stands in; says whether it did: a file that is there is never touched.
///
/// # Errors
/// When the system says no.
pub fn create(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::of("make the folder", folder))?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(bytes).map(|()| true).map_err(Failure::of("write", path)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Failure { doing: "write", path: path.to_owned(), error }),
    }
}

/// Writes a file whole or not at all: beside, and renamed.
///
/// # Errors
/// When the system says no.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = path.with_extension("new");
    fs::write(&beside, bytes).map_err(Failure::of("write", &beside))?;
    fs::rename(&beside, path).map_err(Failure::of("write", path))
}

/// The bytes of a file that a person named, or of standard input for `-`: at most [`LARGEST_TEXT`].
///
/// # Errors
/// When the system says no, or there are more.
pub fn read_named(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = io::stdin().take(LARGEST_TEXT + 1).read_to_end(&mut bytes);
        let read = read.and_then(|read| if read as u64 > LARGEST_TEXT { Err(too_large(LARGEST_TEXT)) } else { Ok(bytes) });
        return read.map_err(Failure::of("read", path));
    }
    fs::File::open(path).and_then(|file| read_within(file, LARGEST_TEXT)).map_err(Failure::of("read", path))
}
