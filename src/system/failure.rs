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
        write!(f, "cannot {} {}: {}", self.doing, self.path.display(), self.error)
    }
}

impl std::error::Error for Failure {}
