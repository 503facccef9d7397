use crate::base::{Secrets, masked, printable_line, printable_quote};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The system said no: exit status 3.
#[derive(Debug)]
pub struct Failure {
    /// What was tried.
    pub doing: &'static str,
    /// On which file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub error: io::Error,
}

impl Failure {
    /// A wrapper for errors of one undertaking on one path.
    pub(super) fn of(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Failure {
        let path = path.to_owned();
        move |error| Failure { doing, path, error }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, error) = (self.path.to_string_lossy(), self.error.to_string());
        // A path may be an address that somebody took for one.
        let path = masked(&path, if path.contains("://") { Secrets::Settings } else { Secrets::UserInfo });
        write!(f, "cannot {} {}: {}", self.doing, printable_line(&path), printable_quote(&masked(&error, Secrets::Settings)))
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shows_no_secret_and_begins_no_line() {
        let address = Failure { doing: "read", path: PathBuf::from("https://me:secret@host/x?sig=token"), error: io::ErrorKind::NotFound.into() };
        assert!(address.to_string().starts_with("cannot read https://***@host/x?sig=***: "), "{address}");
        let file = Failure { doing: "read", path: PathBuf::from("content/why?a=b.md"), error: io::ErrorKind::NotFound.into() };
        assert!(file.to_string().contains("why?a=b.md"), "{file}");
        let error = io::Error::other("https://me:secret@host/x?sig=token failed\n::error::forged\u{1b}[2J");
        let failure = Failure { doing: "read", path: PathBuf::from("a\n::error::\u{9b}b"), error };
        assert_eq!(failure.to_string(), "cannot read a\u{fffd}::error::\u{fffd}b: https://***@host/x?sig=*** failed\n  | ::error::forged\u{fffd}[2J");
    }
}
