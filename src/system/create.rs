use super::Failure;
use std::fs;
use std::io::{self, Write};
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

/// The bytes of a file that a person named, or of standard input for `-`.
///
/// # Errors
/// When the system says no.
pub fn read_named(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        return io::Read::read_to_end(&mut io::stdin(), &mut bytes).map(|_| bytes).map_err(Failure::of("read", path));
    }
    fs::read(path).map_err(Failure::of("read", path))
}
