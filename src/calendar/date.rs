//! One date as written: a year, perhaps a month or season, perhaps a day, and what is said of their certainty.

use super::day::{Day, days_in_month};
use super::field::Field;
use super::grouping::Grouping;
use super::month::Month;
use super::qualifier::{Component, Qualifiers};
use super::year::Year;

/// One EDTF date without time of day, whatever its precision. A value of this type is possible: at least one day
/// of the calendar fits it ([`Date::checked`]).
///
/// Equality is equality of spelling, so that what is printed is what was read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Date {
    pub(super) year: Year,
    /// A month (1–12, digits may be unspecified) or a [`Grouping`] (21–41).
    pub(super) month: Option<Field>,
    pub(super) day: Option<Field>,
    pub(super) qualifiers: Qualifiers,
}

impl Date {
    /// The date, if at least one day of the calendar fits it.
    pub(super) fn checked(self) -> Option<Date> {
        self.first_possible_day().map(|_| self)
    }

    /// The date that means this day. A year beyond four digits cannot carry month and day in EDTF (LOC level 1:
    /// the letter `Y` says "that the date is a year"), so of such a day the year remains.
    pub(super) fn of_day(day: Day) -> Date {
        let of_month = Date::of_month(day.month_of_year());
        Date { day: of_month.month.map(|_| Field::exactly(day.day())), ..of_month }
    }

    /// The date that means this month; its year alone if that has more than four digits.
    pub(super) fn of_month(month: Month) -> Date {
        let fits = month.year().unsigned_abs() <= 9_999;
        Date { year: Year::of(month.year()), month: fits.then(|| Field::exactly(month.month())), day: None, qualifiers: Qualifiers::default() }
    }

    /// The season or other part of the year that stands in the place of the month.
    pub(super) fn grouping(&self) -> Option<Grouping> {
        self.month.and_then(Field::value).and_then(Grouping::new)
    }

    /// The finest component that is written.
    pub(super) fn last_component(&self) -> Component {
        match (self.month, self.day) {
            (_, Some(_)) => Component::Day,
            (Some(_), None) => Component::Month,
            (None, None) => Component::Year,
        }
    }

    /// Is a digit unspecified?
    pub(super) fn has_unspecified(&self) -> bool {
        self.year.has_unspecified() || [self.month, self.day].into_iter().flatten().any(Field::has_unspecified)
    }

    /// Is this one day, with nothing unspecified and nothing doubted? Only such a day can carry a time.
    pub(super) fn is_plain_day(&self) -> bool {
        self.day.is_some() && self.qualifiers.is_empty() && !self.has_unspecified()
    }

    /// The first day that fits; `None` if none does.
    pub(super) fn first_possible_day(&self) -> Option<Day> {
        self.year.candidates().find_map(|year| self.first_in(year))
    }

    /// The last day that fits; `None` if none does.
    pub(super) fn last_possible_day(&self) -> Option<Day> {
        self.year.candidates().rev().find_map(|year| self.last_in(year))
    }

    fn first_in(&self, year: i64) -> Option<Day> {
        if let Some(grouping) = self.grouping() {
            return Some(grouping.first_day(year));
        }
        let Some(months) = self.month else {
            return Day::new(year, 1, 1);
        };
        months.candidates(12).find_map(|month| {
            let day = match self.day {
                None => 1,
                Some(days) => days.candidates(days_in_month(year, month)).next()?,
            };
            Day::new(year, month, day)
        })
    }

    fn last_in(&self, year: i64) -> Option<Day> {
        if let Some(grouping) = self.grouping() {
            return Some(grouping.last_day(year));
        }
        let Some(months) = self.month else {
            return Day::new(year, 12, 31);
        };
        months.candidates(12).rev().find_map(|month| {
            let length = days_in_month(year, month);
            let day = match self.day {
                None => length,
                Some(days) => days.candidates(length).next_back()?,
            };
            Day::new(year, month, day)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Edtf;

    #[test]
    fn a_leap_day_needs_a_leap_year_among_the_possible_ones() {
        for text in ["15XX-02-29", "190X-02-29", "XXXX-02-29", "XXX4-02-29"] {
            assert!(Edtf::parse(text).is_ok(), "{text}");
        }
        for text in ["15X1-02-29", "1901-02-29", "XXX1-02-29", "1900-02-29"] {
            assert!(Edtf::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_day_of_a_long_year_keeps_its_year_only() {
        let day = Day::new(12_018, 7, 31).unwrap();
        let date = Date::of_day(day);
        assert_eq!((date.month, date.day), (None, None));
        assert!(date.first_possible_day() <= Some(day) && Some(day) <= date.last_possible_day());
    }
}
