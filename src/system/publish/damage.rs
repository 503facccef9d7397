use crate::base::LARGEST_RECORD;
use crate::site::Publication;
use crate::system::Failure;
use std::fmt;
use std::io::ErrorKind;

/// What is wrong with a record that the last publish left at a target, such as
/// [`Publication::FILE`]. Without its record nothing at the target is known to be Dateline's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Where the record is, from the root of the target.
    pub file: String,
    /// What is wrong with it.
    pub why: Flaw,
}

/// Why a record that is there cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is larger than [`LARGEST_RECORD`].
    TooLarge,
    /// It was changed, is spoilt, or was written by a newer version of Dateline.
    Unreadable,
}

impl Damage {
    /// A record of this name that says something else than a record does.
    pub(super) fn unreadable(file: &str) -> Damage {
        Damage { file: file.to_owned(), why: Flaw::Unreadable }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why {
            Flaw::TooLarge => write!(f, "it is larger than {} MiB", LARGEST_RECORD >> 20),
            Flaw::Unreadable => f.write_str("it was changed or spoilt, or a newer Dateline wrote it"),
        }
    }
}

/// The record of a publish, as a host gave it; or what is wrong with it. Both are missing where
/// nothing was published.
///
/// # Errors
/// When the host could not be asked.
pub(super) fn published(file: &str, read: Result<Option<Vec<u8>>, Failure>) -> Result<(Option<Publication>, Option<Damage>), Failure> {
    record(file, read, Publication::parse)
}

/// The same of a record of any sort.
///
/// # Errors
/// When the host could not be asked.
pub(super) fn record<T>(
    file: &str,
    read: Result<Option<Vec<u8>>, Failure>,
    parse: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<(Option<T>, Option<Damage>), Failure> {
    match read {
        Ok(None) => Ok((None, None)),
        Ok(Some(text)) => Ok(match parse(&text) {
            Some(record) => (Some(record), None),
            None => (None, Some(Damage::unreadable(file))),
        }),
        Err(failure) if failure.error.kind() == ErrorKind::FileTooLarge => Ok((None, Some(Damage { file: file.to_owned(), why: Flaw::TooLarge }))),
        Err(failure) => Err(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::bounded::too_large;
    use std::path::PathBuf;

    #[test]
    fn a_record_that_cannot_be_read_is_told_apart_from_none() {
        let whole = Publication::of(Default::default());
        let failed = |error| Err(Failure { doing: "read", path: PathBuf::new(), error });
        assert_eq!(published("a", Ok(None)).unwrap(), (None, None));
        assert_eq!(published("a", Ok(Some(whole.to_text().into_bytes()))).unwrap(), (Some(whole), None));
        assert_eq!(published("a", Ok(Some(b"{".to_vec()))).unwrap(), (None, Some(Damage::unreadable("a"))));
        let (_, damage) = published("a", failed(too_large(LARGEST_RECORD))).unwrap();
        assert_eq!(damage.unwrap().to_string(), "it is larger than 256 MiB");
        assert!(published("a", failed(ErrorKind::PermissionDenied.into())).is_err());
    }
}
