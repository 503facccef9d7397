use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The bytes of an open file that has at most so many. What the system says of its size is asked
/// first, so that nothing is read in vain; and no more than the limit is read, since a file may grow.
///
/// # Errors
/// [`ErrorKind::FileTooLarge`] when it is larger; and when the system says no.
pub(super) fn read_within(file: fs::File, limit: u64) -> io::Result<Vec<u8>> {
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    if size <= limit {
        bytes.reserve_exact(usize::try_from(size).unwrap_or_default());
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    }
    if size > limit || bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

/// The bytes of a file on this machine that has at most so many.
///
/// # Errors
/// [`ErrorKind::FileTooLarge`] when it is larger; when it is no file, such as a pipe, which might
/// never end; and when the system says no.
pub(super) fn read_file_within(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is no file"));
    }
    read_within(fs::File::open(path)?, limit)
}

/// That something is larger than this, in bytes.
pub(super) fn too_large(limit: u64) -> io::Error {
    io::Error::new(ErrorKind::FileTooLarge, format!("it is larger than {} MiB", limit >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_one_that_claims_more_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "Seoul").unwrap();
        assert_eq!(read_file_within(&path, 5).unwrap(), b"Seoul");
        assert_eq!(read_file_within(&path, 4).unwrap_err().kind(), ErrorKind::FileTooLarge);
        fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(read_file_within(&path, 1 << 20).unwrap_err().to_string(), "it is larger than 1 MiB");
        assert_eq!(read_file_within(folder.path(), 5).unwrap_err().to_string(), "it is no file");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_says_it_is_empty_and_never_ends_is_read_up_to_its_limit() {
        let endless = fs::File::open("/dev/zero").unwrap();
        assert_eq!(read_within(endless, 1 << 20).unwrap_err().kind(), ErrorKind::FileTooLarge);
    }
}
