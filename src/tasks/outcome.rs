use crate::system::Failure;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// 0: fine.
    Fine,
    /// 1: the content has errors; everything else was still done.
    Errors,
}

/// Why a command could not be done.
#[derive(Debug)]
pub enum Refusal {
    /// 2: it was asked for wrongly.
    Usage(String),
    /// 3: the system failed.
    System(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        Refusal::System(failure)
    }
}
