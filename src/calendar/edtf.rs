//! The value this folder is about: one EDTF expression.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::date::Date;
use super::day::Day;
use super::error::EdtfError;
use super::month::Month;
use super::parse;
use super::time::TimeOfDay;

/// A date, date-time, interval or set of dates in EDTF, levels 0 to 2.
///
/// It keeps how it was written: `parse(x.to_string()) == x`, and what was parsed prints as it was, except that
/// spaces in a set are not kept. So equality is equality of spelling; in time, compare [`Edtf::sort_key`] or
/// [`Edtf::bounds`]. Serialised as its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edtf(Shape);

/// The four kinds of expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    /// A date of any precision.
    Date(Date),
    /// A whole day and a time of it (LOC level 0, "Date and Time").
    DateTime(Date, TimeOfDay),
    /// From one end to the other, both included (LOC "Time Interval", "Extended Interval").
    Interval(End, End),
    /// Boxed because sets are rare and large, and an `Edtf` is held by the hundred thousand.
    Set(Box<Set>),
}

/// An end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum End {
    /// Nothing was written: there is an end, nobody knows when.
    Unknown,
    /// `..`: there is no end, or none is stated.
    Open,
    /// A date.
    At(Date),
}

impl End {
    pub(super) fn date(&self) -> Option<&Date> {
        match self {
            End::At(date) => Some(date),
            End::Unknown | End::Open => None,
        }
    }
}

/// A set of dates (LOC level 2, "Set representation"; ISO §6). Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Set {
    pub(super) choice: Choice,
    pub(super) members: Vec<Member>,
}

/// What a set says of its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Choice {
    /// `[…]`: one of them is meant.
    OneOf,
    /// `{…}`: all of them are meant.
    AllOf,
}

impl Choice {
    /// The bracket that opens the set, and the one that closes it.
    pub(super) fn brackets(self) -> (char, char) {
        match self {
            Choice::OneOf => ('[', ']'),
            Choice::AllOf => ('{', '}'),
        }
    }
}

/// One member of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Member {
    /// A date.
    Date(Date),
    /// `a..b`: all dates from `a` to `b`.
    Range(Date, Date),
    /// `..a`: `a` and all before it.
    UpTo(Date),
    /// `a..`: `a` and all after it.
    From(Date),
}

impl Member {
    /// The date it begins with; the only one, if it has no beginning.
    pub(super) fn first(&self) -> &Date {
        match self {
            Member::Date(date) | Member::Range(date, _) | Member::UpTo(date) | Member::From(date) => date,
        }
    }

    /// The date it ends with; the only one, if it has no end.
    pub(super) fn last(&self) -> &Date {
        match self {
            Member::Date(date) | Member::Range(_, date) | Member::UpTo(date) | Member::From(date) => date,
        }
    }
}

impl Edtf {
    /// Reads an EDTF expression.
    ///
    /// An ordinary date is read without allocating; time is linear in the length of the text, whatever it holds.
    ///
    /// # Errors
    ///
    /// An [`EdtfError`] with the place in `text` (bytes, on character boundaries), the reason, and often a remedy.
    pub fn parse(text: &str) -> Result<Edtf, EdtfError> {
        parse::expression(text).map(Edtf)
    }

    /// The expression that means this day. Of a day in a year of more than four digits only the year remains,
    /// because EDTF writes such years alone (LOC level 1).
    #[must_use]
    pub fn from_day(day: Day) -> Edtf {
        Edtf(Shape::Date(Date::of_day(day)))
    }

    /// The expression that means this month, with the same limit as [`Edtf::from_day`].
    #[must_use]
    pub fn from_month(month: Month) -> Edtf {
        Edtf(Shape::Date(Date::of_month(month)))
    }

    /// The expression that means this time of this day; in a year of more than four digits, the year only.
    #[must_use]
    pub fn from_day_and_time(day: Day, time: TimeOfDay) -> Edtf {
        let date = Date::of_day(day);
        Edtf(if date.is_plain_day() { Shape::DateTime(date, time) } else { Shape::Date(date) })
    }

    /// What it is made of.
    pub(super) fn shape(&self) -> &Shape {
        &self.0
    }

    /// Is anything in it marked uncertain (`?`, `%`)?
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.any_date(|date| date.qualifiers.uncertain())
    }

    /// Is anything in it marked approximate (`~`, `%`)?
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.any_date(|date| date.qualifiers.approximate())
    }

    /// Is it an interval, `start/end`, open or unknown ends included?
    #[must_use]
    pub fn is_interval(&self) -> bool {
        matches!(self.0, Shape::Interval(..))
    }

    /// Can it mean one day only? True of whole dates, date-times, and intervals and sets of that one day.
    #[must_use]
    pub fn is_single_day(&self) -> bool {
        let bounds = self.bounds();
        bounds.earliest.is_some() && bounds.earliest == bounds.latest
    }

    /// The time of day, of a date-time.
    #[must_use]
    pub fn time(&self) -> Option<TimeOfDay> {
        match self.0 {
            Shape::DateTime(_, time) => Some(time),
            _ => None,
        }
    }

    /// Does `question` hold for any date written in it?
    pub(super) fn any_date(&self, question: impl Fn(&Date) -> bool) -> bool {
        match &self.0 {
            Shape::Date(date) | Shape::DateTime(date, _) => question(date),
            Shape::Interval(start, end) => [start, end].into_iter().filter_map(|end| end.date()).any(question),
            Shape::Set(set) => set.members.iter().any(|member| question(member.first()) || question(member.last())),
        }
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Edtf, EdtfError> {
        Edtf::parse(text)
    }
}

impl Serialize for Edtf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Edtf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Edtf, D::Error> {
        let text = String::deserialize(deserializer)?;
        Edtf::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(text: &str) -> Edtf {
        Edtf::parse(text).unwrap()
    }

    #[test]
    fn a_value_is_small() {
        assert!(size_of::<Edtf>() <= 64, "{}", size_of::<Edtf>());
    }

    #[test]
    fn a_qualifier_anywhere_makes_the_whole_uncertain_or_approximate() {
        assert!(edtf("2018?").is_uncertain() && !edtf("2018?").is_approximate());
        assert!(edtf("2018-07%").is_uncertain() && edtf("2018-07%").is_approximate());
        assert!(edtf("2004-06-~01/2004-06-20").is_approximate());
        assert!(edtf("[1667,1670..1672?]").is_uncertain());
        assert!(!edtf("2018-07-31").is_uncertain());
    }

    #[test]
    fn one_day_is_one_day_however_it_is_said() {
        for text in ["2018-07-31", "2018-07-31?", "2018-07-31T14:00:00", "2018-07-31/2018-07-31", "2018-02-X9/2018-02-09"] {
            assert!(edtf(text).is_single_day(), "{text}");
        }
        for text in ["2018-07", "2018-07-31/..", "2018-07-3X", "/"] {
            assert!(!edtf(text).is_single_day(), "{text}");
        }
    }

    #[test]
    fn a_day_and_its_time_make_an_expression() {
        let day = Day::new(2018, 7, 31).unwrap();
        let time = TimeOfDay::new(14, 0, 0, None).unwrap();
        assert_eq!(Edtf::from_day(day), edtf("2018-07-31"));
        assert_eq!(Edtf::from_month(Month::of(day)), edtf("2018-07"));
        assert_eq!(Edtf::from_day_and_time(day, time), edtf("2018-07-31T14:00:00"));
        assert_eq!(edtf("2018-07-31T14:00:00").time(), Some(time));
        let far = Day::new(-12_018, 7, 31).unwrap();
        assert_eq!(Edtf::from_day_and_time(far, time), edtf("Y-12018"));
    }

    #[test]
    fn serde_goes_through_the_text() {
        #[derive(Serialize, Deserialize, PartialEq, Debug)]
        struct Held {
            date: Edtf,
            day: Day,
            month: Month,
        }
        let text = "date: 2018-07~\nday: 2018-07-31\nmonth: 2018-07\n";
        let held: Held = serde_yaml::from_str(text).unwrap();
        assert_eq!(serde_yaml::from_str::<Held>(&serde_yaml::to_string(&held).unwrap()).unwrap(), held);
        assert!(serde_yaml::from_str::<Held>("date: 2018-13\nday: 2018-07-31\nmonth: 2018-07").is_err());
    }
}
