//! What is wrong with a text that is not EDTF, and where.

use std::fmt;

use super::reason::EdtfReason;

/// Why a text is not EDTF: the place, as a range of bytes of the text, and the reason.
///
/// `Display` is one plain sentence without capital or full stop, to stand after "error:"; [`EdtfError::help`] is
/// the smallest remedy, to stand after "help:".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdtfError {
    /// The first byte of the fault, on a character boundary; the length of the text if something is missing there.
    pub start: usize,
    /// The byte after the fault, on a character boundary.
    pub end: usize,
    /// What is wrong.
    pub reason: EdtfReason,
}

impl EdtfError {
    pub(super) fn new(place: std::ops::Range<usize>, reason: EdtfReason) -> EdtfError {
        EdtfError { start: place.start, end: place.end, reason }
    }

    /// The smallest edit that would mend it ("write 2018-02-28"), where one can be named.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        self.reason.help()
    }
}

impl fmt::Display for EdtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl std::error::Error for EdtfError {}
