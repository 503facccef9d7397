use super::Failure;
use super::bounded::read_file_within;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Who may look into a folder that is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readers {
    /// Whoever the system lets by default.
    Usual,
    /// Only the person who runs the program (mode 0700; on systems without modes, the usual ones).
    Owner,
}

/// Opens a folder below `base` and makes what is missing of it. `base` may be a link; no part below
/// it may be one.
///
/// Every folder that Dateline writes into is opened here. A link in a checkout could lead anywhere,
/// so a part that is a link or a file is an error, at any depth.
///
/// # Errors
/// When a part is a link or a file, or the system refuses.
pub(super) fn open_folder(base: &Path, parts: &str, readers: Readers) -> Result<PathBuf, Failure> {
    let whole = base.join(parts);
    if fs::symlink_metadata(base).is_err() {
        make_all(base, readers).map_err(Failure::of("make the folder", &whole))?;
    }
    let mut folder = base.to_owned();
    for part in plain_parts(parts)? {
        folder.push(part);
        if matches!(fs::symlink_metadata(&folder), Err(error) if error.kind() == ErrorKind::NotFound) {
            match make(&folder, readers) {
                // Another thread or program may have been faster; the next line looks at what it
                // made.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                made => made.map_err(Failure::of("make the folder", &whole))?,
            }
        }
        let data = fs::symlink_metadata(&folder).map_err(Failure::of("make the folder", &whole))?;
        if !data.is_dir() {
            return Err(link_or_file(&folder));
        }
    }
    Ok(folder)
}

/// The folder below `base`, if it is there and none of its parts below `base` is a link. Nothing is
/// made.
pub(super) fn find_folder(base: &Path, parts: &str) -> Option<PathBuf> {
    let mut folder = base.to_owned();
    for part in plain_parts(parts).ok()? {
        folder.push(part);
        fs::symlink_metadata(&folder).ok().filter(fs::Metadata::is_dir)?;
    }
    Some(folder)
}

/// The bytes of a file that lies in a folder itself: not through a link, and not of a pipe or a
/// device. Of a file larger than
/// `limit` bytes, nothing.
pub(super) fn read_plain_file(path: &Path, limit: u64) -> Option<Vec<u8>> {
    let data = fs::symlink_metadata(path).ok()?;
    if data.is_file() { read_file_within(path, limit).ok() } else { None }
}

/// What the names of files end with that are being written.
pub(super) const HALF_WRITTEN: &str = ".new";
/// How many random letters and digits stand in the name of a file or folder that nobody can have
/// put there before.
pub(super) const RANDOM: usize = 6;

/// Writes a file of a folder whole or not at all: as `NAME.RANDOM.new`, then renamed. A link of the
/// name is replaced, not followed.
///
/// # Errors
/// When the system refuses, or what is to be written cannot be had.
pub(super) fn write_whole(folder: &Path, name: &str, write: impl FnOnce(&mut fs::File) -> io::Result<()>) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    // As readable as any file that the person makes.
    #[cfg(unix)]
    let builder = builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut beside = builder.prefix(&format!("{name}.")).suffix(HALF_WRITTEN).rand_bytes(RANDOM).tempfile_in(folder)?;
    write(beside.as_file_mut())?;
    beside.persist(folder.join(name)).map_err(|error| error.error).map(drop)
}

/// The error of a path at which a folder was expected.
fn link_or_file(folder: &Path) -> Failure {
    let error = io::Error::other("a link or a file of that name is there, and was not made by Dateline");
    Failure { doing: "use the folder", path: folder.to_owned(), error }
}

/// The parts of a relative path, none of which may lead upwards.
fn plain_parts(parts: &str) -> Result<Vec<&str>, Failure> {
    let all: Vec<&str> = parts.split('/').filter(|part| !part.is_empty()).collect();
    match all.iter().find(|part| matches!(**part, "." | "..")) {
        Some(part) => Err(Failure { doing: "use the folder", path: PathBuf::from(*part), error: io::Error::other("it leads out of its place") }),
        None => Ok(all),
    }
}

fn make(folder: &Path, readers: Readers) -> io::Result<()> {
    builder(readers).create(folder)
}

fn make_all(folder: &Path, readers: Readers) -> io::Result<()> {
    builder(readers).recursive(true).create(folder)
}

fn builder(readers: Readers) -> fs::DirBuilder {
    #[allow(unused_mut)]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_with_those_above_it_and_found_again() {
        let place = tempfile::TempDir::new().unwrap();
        let base = place.path().join("new/base");
        assert_eq!(find_folder(&base, "a/b"), None);
        let made = open_folder(&base, "a/b", Readers::Owner).unwrap();
        assert_eq!((open_folder(&base, "a/b", Readers::Usual).unwrap(), find_folder(&base, "a/b")), (made.clone(), Some(made)));
        assert!(open_folder(&base, "../c", Readers::Usual).is_err() && find_folder(&base, "..").is_none());
    }

    #[cfg(unix)]
    #[test]
    fn no_folder_is_entered_through_a_link_at_any_depth() {
        use std::os::unix::fs::symlink;
        let place = tempfile::TempDir::new().unwrap();
        let (base, outside) = (place.path().join("base"), place.path().join("outside"));
        fs::create_dir_all(outside.join("b")).unwrap();
        fs::create_dir_all(base.join("real")).unwrap();
        symlink(&outside, base.join("a")).unwrap();
        symlink(&outside, base.join("real/a")).unwrap();
        symlink("nowhere", base.join("dangling")).unwrap();
        for path in ["a", "a/b", "real/a", "real/a/b", "dangling", "dangling/x"] {
            assert!(open_folder(&base, path, Readers::Usual).is_err(), "{path}");
            assert_eq!(find_folder(&base, path), None, "{path}");
        }
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
        // Where the person put the base is the person's own decision.
        symlink(&base, place.path().join("link")).unwrap();
        assert!(open_folder(&place.path().join("link"), "real/new", Readers::Usual).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn only_a_plain_file_of_a_bounded_size_is_read() {
        let place = tempfile::TempDir::new().unwrap();
        let (file, link) = (place.path().join("file"), place.path().join("link"));
        fs::write(&file, "four").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(read_plain_file(&file, 4).as_deref(), Some(&b"four"[..]));
        assert_eq!((read_plain_file(&file, 3), read_plain_file(&link, 4), read_plain_file(place.path(), 4)), (None, None, None));
    }
}
