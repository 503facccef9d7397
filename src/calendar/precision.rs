//! How finely an expression says when it begins.

use super::date::Date;
use super::edtf::{Edtf, Shape};
use super::field::Field;
use super::month::Month;
use super::year::Grain;

/// The precision of a date, from coarse to fine: the least part of the calendar that is known of it.
///
/// An unspecified digit counts as unknown: `2018-07-XX` is as precise as a month, `156X-12-25` as a decade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Not even the year is known, or no date is given at all.
    Unknown,
    /// Known to a thousand years, or less well.
    Millennium,
    /// Known to the century.
    Century,
    /// Known to the decade.
    Decade,
    /// Known to the year.
    Year,
    /// Known to a season, quarter, third or half of a year.
    Season,
    /// Known to the month.
    Month,
    /// Known to the day.
    Day,
    /// Known to the second.
    Time,
}

impl Edtf {
    /// The precision of the start; of the end, if the start is open or unknown, because such an expression stands
    /// in time by its end.
    #[must_use]
    pub fn precision(&self) -> Precision {
        match self.shape() {
            Shape::DateTime(..) => Precision::Time,
            _ => self.anchor().map_or(Precision::Unknown, Date::precision),
        }
    }

    /// The month in which this begins (ends, if the start is open or unknown); `None` if that is known less
    /// precisely than to a month.
    #[must_use]
    pub fn start_month(&self) -> Option<Month> {
        let anchor = self.anchor().filter(|date| date.precision() >= Precision::Month)?;
        anchor.bounds().earliest.map(Month::of)
    }
}

impl Date {
    /// How finely it says when.
    pub(super) fn precision(&self) -> Precision {
        match self.year.grain() {
            Grain::Unknown => Precision::Unknown,
            Grain::Coarse => Precision::Millennium,
            Grain::Century => Precision::Century,
            Grain::Decade => Precision::Decade,
            Grain::Year => self.precision_within_year(),
        }
    }

    fn precision_within_year(&self) -> Precision {
        match (self.month, self.day) {
            _ if self.grouping().is_some() => Precision::Season,
            (None, _) => Precision::Year,
            (Some(month), _) if month.has_unspecified() => Precision::Year,
            (Some(_), day) if day.is_none_or(Field::has_unspecified) => Precision::Month,
            _ => Precision::Day,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(text: &str) -> Edtf {
        Edtf::parse(text).unwrap()
    }

    #[test]
    fn precision_is_what_is_known_of_the_start() {
        for (text, expected) in [
            ("2018-07-31T14:00:00", Precision::Time),
            ("2018-07-31~", Precision::Day),
            ("2018-07", Precision::Month),
            ("2018-07-XX", Precision::Month),
            ("2018-21", Precision::Season),
            ("2018-36", Precision::Season),
            ("2018", Precision::Year),
            ("2018-XX-31", Precision::Year),
            ("1950S4", Precision::Year),
            ("201X", Precision::Decade),
            ("197", Precision::Decade),
            ("156X-12-25", Precision::Decade),
            ("20XX", Precision::Century),
            ("1950S2", Precision::Century),
            ("1XXX-12", Precision::Millennium),
            ("20X0", Precision::Millennium),
            ("XXXX-12-XX", Precision::Unknown),
            ("/", Precision::Unknown),
            ("2018-07-31/2019", Precision::Day),
            ("../1985-04", Precision::Month),
            ("[1667,1760-12]", Precision::Year),
            ("[1760-12,1667]", Precision::Year),
            ("[..1760-12-03,1762-01]", Precision::Month),
            ("[..1760-01,1762-01..]", Precision::Unknown),
        ] {
            assert_eq!(edtf(text).precision(), expected, "{text}");
        }
    }

    #[test]
    fn precision_is_ordered_from_coarse_to_fine() {
        assert!(Precision::Century < Precision::Year && Precision::Season < Precision::Month);
    }

    #[test]
    fn an_entry_stands_in_the_month_in_which_it_begins() {
        let month = |text: &str| edtf(text).start_month().map(|month| month.to_string());
        assert_eq!(month("2018-04-27/2018-05-26").as_deref(), Some("2018-04"));
        assert_eq!(month("2018-04-XX").as_deref(), Some("2018-04"));
        assert_eq!(month("../1985-04").as_deref(), Some("1985-04"));
        assert_eq!(month("2018"), None);
        assert_eq!(month("2018-21"), None);
        assert_eq!(month("XXXX-12-25"), None);
    }
}
