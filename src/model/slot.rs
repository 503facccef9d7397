use crate::calendar::{Day, Edtf, Month, Precision};

/// Where an entry stands on the timeline: once, where it begins, and no finer than its date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Under a year: its date is a year, a season, a decade, a century.
    Year(i64),
    /// Under a month.
    Month(Month),
    /// Under a day.
    Day(Day),
    /// Nowhere: its date has no bound.
    Undated,
}

impl Slot {
    /// The place of a date.
    pub fn of(date: &Edtf) -> Slot {
        let bounds = date.bounds();
        let Some(day) = bounds.earliest.or(bounds.latest) else { return Slot::Undated };
        match date.precision() {
            Precision::Day | Precision::Time => Slot::Day(day),
            Precision::Month => Slot::Month(Month::of(day)),
            _ => Slot::Year(day.year()),
        }
    }

    /// The year it is in.
    pub fn year(self) -> Option<i64> {
        match self {
            Slot::Year(year) => Some(year),
            Slot::Month(month) => Some(month.year()),
            Slot::Day(day) => Some(day.year()),
            Slot::Undated => None,
        }
    }

    /// The month it is in, unless it is coarser than a month.
    pub fn month(self) -> Option<Month> {
        match self {
            Slot::Month(month) => Some(month),
            Slot::Day(day) => Some(Month::of(day)),
            Slot::Year(_) | Slot::Undated => None,
        }
    }

    /// The day it is on, if its date is as fine as that.
    pub fn day(self) -> Option<Day> {
        match self {
            Slot::Day(day) => Some(day),
            _ => None,
        }
    }
}
