use super::Failure;
use super::bounded::{read_within, too_large};
use super::real_folder::{Readers, open_folder, write_whole};
use crate::base::LARGEST_TEXT;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

/// Writes a new file below `base`, with the folders it stands in; says whether it did: a file that
/// is there is never touched. No folder below `base` is entered through a link.
///
/// # Errors
/// When a link stands in the way, or the system refuses.
pub fn create(base: &Path, path: &str, bytes: &[u8]) -> Result<bool, Failure> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let path = open_folder(base, folder, Readers::Usual)?.join(name);
    match fs::File::create_new(&path) {
        Ok(mut file) => file.write_all(bytes).map(|()| true).map_err(Failure::of("write", &path)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Failure { doing: "write", path, error }),
    }
}

/// Writes a file of a folder whole or not at all. A link of that name is replaced, not followed.
///
/// # Errors
/// When the system refuses.
pub fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    write_whole(folder, name, |file| file.write_all(bytes)).map_err(Failure::of("write", &folder.join(name)))
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
