//! What a date is within a phrase around it: "seit 2018", but "seit dem 31. Juli 2018".

use super::pattern::Key;

/// As what a date stands within a phrase around it. Many languages put another word before a day than before a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Day,
    Month,
    /// A season, a quarter, a third or a half of a year.
    PartOfYear,
    Year,
    Decade,
    Century,
    /// Whatever begins with words of its own: what is doubted or estimated, and several dates.
    Other,
}

impl Key for Case {
    const NAMES: &[(&str, Case)] = &[
        ("day", Case::Day),
        ("month", Case::Month),
        ("part_of_year", Case::PartOfYear),
        ("year", Case::Year),
        ("decade", Case::Decade),
        ("century", Case::Century),
        ("other", Case::Other),
    ];
    const OTHER: Case = Case::Other;
}

/// A date in words, and as what it stands within a phrase.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) case: Case,
}

impl Said {
    pub(super) fn new(case: Case, text: String) -> Said {
        Said { text, case }
    }
}
