//! Parts of a year that stand in the place of a month: seasons, quarters, thirds and halves.

use super::day::{Day, days_in_month};

/// A sub-year grouping, code 21–41 (LOC level 1 "Seasons", level 2 "Sub-year groupings"; ISO §4.8).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Grouping(u8);

/// What a [`Grouping`] is, with its number among its like, from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A season, 0 spring to 3 winter, of a hemisphere if one was meant.
    Season(usize, Option<Hemisphere>),
    /// A quarter of a year: three months.
    Quarter(usize),
    /// A quadrimester: four months.
    Third(usize),
    /// A semestral: six months.
    Half(usize),
}

/// The half of the globe whose season is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Hemisphere {
    Northern,
    Southern,
}

impl Grouping {
    /// The grouping of this code; `None` outside 21–41.
    pub(super) fn new(code: u8) -> Option<Grouping> {
        (21..=41).contains(&code).then_some(Grouping(code))
    }

    /// Is this one of the four seasons of level 1?
    pub(super) fn is_plain_season(self) -> bool {
        self.0 <= 24
    }

    /// What it is.
    pub(super) fn kind(self) -> Kind {
        let from = |first: u8| usize::from(self.0 - first);
        match self.0 {
            ..=24 => Kind::Season(from(21), None),
            25..=28 => Kind::Season(from(25), Some(Hemisphere::Northern)),
            29..=32 => Kind::Season(from(29), Some(Hemisphere::Southern)),
            33..=36 => Kind::Quarter(from(33)),
            37..=39 => Kind::Third(from(37)),
            _ => Kind::Half(from(40)),
        }
    }

    /// Its first day in this year.
    pub(super) fn first_day(self, year: i64) -> Day {
        let (month, _) = self.months();
        Day::new(year, month, 1).unwrap_or(Day::MIN)
    }

    /// Its last day, which for a winter that begins in December is in the following year.
    pub(super) fn last_day(self, year: i64) -> Day {
        let (first, length) = self.months();
        let last = first + length - 1;
        let (year, month) = if last > 12 { (year.saturating_add(1), last - 12) } else { (year, last) };
        Day::new(year, month, days_in_month(year, month)).unwrap_or(Day::MAX)
    }

    /// First month and number of months.
    ///
    /// Neither standard says when a season begins. The meteorological seasons are taken, which are whole
    /// months; those without a hemisphere are taken to be northern, and a season that crosses the new year
    /// belongs to the year in which it begins, so that the codes 21–24 follow each other in time.
    fn months(self) -> (u8, u8) {
        match self.0 {
            21 | 25 | 31 => (3, 3),
            22 | 26 | 32 => (6, 3),
            23 | 27 | 29 => (9, 3),
            24 | 28 | 30 => (12, 3),
            code @ 33..=36 => ((code - 33) * 3 + 1, 3),
            code @ 37..=39 => ((code - 37) * 4 + 1, 4),
            40 => (1, 6),
            _ => (7, 6),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(code: u8) -> String {
        let grouping = Grouping::new(code).unwrap();
        format!("{} {}", grouping.first_day(2018), grouping.last_day(2018))
    }

    #[test]
    fn groupings_cover_whole_months() {
        assert_eq!(span(21), "2018-03-01 2018-05-31");
        assert_eq!(span(24), "2018-12-01 2019-02-28");
        assert_eq!(span(29), "2018-09-01 2018-11-30");
        assert_eq!(span(30), "2018-12-01 2019-02-28");
        assert_eq!(span(33), "2018-01-01 2018-03-31");
        assert_eq!(span(36), "2018-10-01 2018-12-31");
        assert_eq!(span(38), "2018-05-01 2018-08-31");
        assert_eq!(span(41), "2018-07-01 2018-12-31");
    }

    #[test]
    fn southern_seasons_are_half_a_year_from_northern_ones() {
        assert_eq!(span(31), span(25), "autumn in the south is spring in the north");
        assert_eq!(Grouping::new(31).unwrap().kind(), Kind::Season(2, Some(Hemisphere::Southern)));
    }

    #[test]
    fn only_codes_21_to_41_are_groupings() {
        assert_eq!(Grouping::new(20), None);
        assert_eq!(Grouping::new(42), None);
    }
}
