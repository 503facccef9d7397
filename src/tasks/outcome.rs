use crate::base::{Secrets, masked};
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

impl Refusal {
    /// What is printed of it. The addresses that a person wrote show no secret.
    pub(super) fn to_text(&self) -> String {
        match self {
            Refusal::Usage(why) => format!("error: {}\n", masked(why, Secrets::Settings)),
            Refusal::System(failure) => format!("error: {failure}\n"),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        Refusal::System(failure)
    }
}
