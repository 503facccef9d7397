//! The order of expressions in time.

use super::day::Day;
use super::edtf::Edtf;
use super::time::TimeOfDay;

/// The place of an expression in time; what sorts equal is left to the caller (by path, say).
///
/// Expressions are ordered
///
/// 1. by their earliest day; one whose start is open or unknown by its latest day, where it ends; one without any
///    bound comes last, undated;
/// 2. by their latest day, so that what is over sooner comes first, and what is open last;
/// 3. by the time of day on the writer's own clock, those without a time first.
///
/// Times come after latest days although people say "by day, then by time where both have one". That rule is not
/// transitive: of `14:00` on a day, the day, and `09:00` on it, the times would differ while the day equals both,
/// and sorting by such an order depends on the order of the input. With "no time" a value of its own the order is
/// total; and since a date-time is always one day, the latest day decides first and costs date-times nothing. The
/// offset is not applied: a time belongs to the civil day it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey(Place);

/// The order of the variants and fields is the order itself; `derive(Ord)` depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    Dated {
        at: Day,
        /// [`Day::MAX`] if open.
        until: Day,
        /// Seconds of the day.
        time: Option<u32>,
    },
    Undated,
}

impl SortKey {
    /// Has the expression no bound at all?
    #[must_use]
    pub fn is_undated(self) -> bool {
        self.0 == Place::Undated
    }

    /// The day by which it stands in time: its earliest, or its latest if the start is open or unknown.
    #[must_use]
    pub fn day(self) -> Option<Day> {
        match self.0 {
            Place::Dated { at, .. } => Some(at),
            Place::Undated => None,
        }
    }
}

impl Edtf {
    /// Where this stands in time, in relation to others.
    #[must_use]
    pub fn sort_key(&self) -> SortKey {
        let bounds = self.bounds();
        let Some(at) = bounds.earliest.or(bounds.latest) else {
            return SortKey(Place::Undated);
        };
        let until = bounds.latest.unwrap_or(Day::MAX);
        let time = self.time().map(TimeOfDay::seconds_of_day);
        SortKey(Place::Dated { at, until, time })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> SortKey {
        Edtf::parse(text).unwrap().sort_key()
    }

    fn assert_ascending(texts: &[&str]) {
        for pair in texts.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{} before {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn expressions_sort_by_earliest_day_then_latest_then_time() {
        assert_ascending(&[
            "Y-17E7",
            "-0043-03-15",
            "19",
            "2018-07-01",
            "2018-07",
            "2018-07-01/2018-08",
            "2018-07-01/..",
            "2018-07-31",
            "2018-07-31T09:00:00",
            "2018-07-31T14:00:00Z",
            "2018-07-31T24:00:00",
            "2018-08",
            "/",
        ]);
    }

    #[test]
    fn an_open_start_sorts_by_its_end() {
        assert_ascending(&["2018-07-30", "../2018-07-31", "2018-08-01"]);
        assert_eq!(key("../2018-07-31").day(), Day::new(2018, 7, 31));
    }

    #[test]
    fn what_has_no_bound_is_undated_and_last() {
        for text in ["/", "../..", "XXXX-12-25"] {
            assert!(key(text).is_undated(), "{text}");
            assert!(key(text) > key("Y9E17"), "{text}");
        }
    }

    #[test]
    fn an_offset_does_not_move_a_time_to_another_day() {
        assert_ascending(&["2018-07-31T23:30:00-12:00", "2018-08-01T00:30:00+14:00"]);
    }
}
