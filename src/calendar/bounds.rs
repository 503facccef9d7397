//! The first and the last day an expression can mean.

use super::date::Date;
use super::day::Day;
use super::edtf::{Edtf, End, Member, Shape};
use super::year::Grain;

/// The days between which everything an expression can mean lies, both included.
///
/// `None` is open (`..`), unknown (nothing written, `XXXX`), or both. Qualifiers do not move bounds: how far
/// "about 1950" reaches is nobody's to invent. Where both are given, `earliest` is not after `latest`. Years too
/// far away to be counted are held at [`Day::MIN`] and [`Day::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The first possible day.
    pub earliest: Option<Day>,
    /// The last possible day.
    pub latest: Option<Day>,
}

impl Bounds {
    /// Can the expression mean this day? An open or unknown side excludes nothing.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.earliest.is_none_or(|earliest| earliest <= day) && self.latest.is_none_or(|latest| day <= latest)
    }
}

impl Edtf {
    /// The first and last day this can mean.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        match self.shape() {
            Shape::Date(date) | Shape::DateTime(date, _) => date.bounds(),
            Shape::Interval(start, end) => {
                // Never crossed: the parser refuses an end whose last day is before the start's first.
                let earliest = start.date().and_then(|date| date.bounds().earliest);
                let latest = end.date().and_then(|date| date.bounds().latest);
                Bounds { earliest, latest }
            }
            Shape::Set(set) => Bounds {
                // One member without a bound leaves the whole without.
                earliest: bound_of_all(&set.members, Member::earliest, Day::min),
                latest: bound_of_all(&set.members, Member::latest, Day::max),
            },
        }
    }

    /// The date that gives the expression its place: the one it begins with or, if it has no beginning, the one it
    /// ends with. `None` if it has neither.
    pub(super) fn anchor(&self) -> Option<&Date> {
        match self.shape() {
            Shape::Date(date) | Shape::DateTime(date, _) => Some(date),
            Shape::Interval(start, end) => {
                let has_start = start.date().is_some_and(|date| date.bounds().earliest.is_some());
                if has_start { start.date() } else { end.date().or(start.date()) }
            }
            Shape::Set(set) => {
                let Bounds { earliest, latest } = self.bounds();
                match (earliest, latest) {
                    (Some(_), _) => set.members.iter().find(|member| member.earliest() == earliest).map(Member::first),
                    (None, Some(_)) => set.members.iter().find(|member| member.latest() == latest).map(Member::last),
                    (None, None) => None,
                }
            }
        }
    }
}

/// The bounds of all members put together, or `None` if one of them has none.
fn bound_of_all(members: &[Member], bound: impl Fn(&Member) -> Option<Day>, farther: impl Fn(Day, Day) -> Day) -> Option<Day> {
    let mut bounds = members.iter().map(bound);
    let first = bounds.next()??;
    bounds.try_fold(first, |so_far, next| Some(farther(so_far, next?)))
}

impl Member {
    fn earliest(&self) -> Option<Day> {
        match self {
            Member::UpTo(_) => None,
            Member::Date(date) | Member::Range(date, _) | Member::From(date) => date.bounds().earliest,
        }
    }

    fn latest(&self) -> Option<Day> {
        match self {
            Member::From(_) => None,
            Member::Date(date) | Member::Range(_, date) | Member::UpTo(date) => date.bounds().latest,
        }
    }
}

impl Date {
    /// The first and last possible day; none of either if no digit of the year is known: "some December" has a
    /// place in a year, but none in time.
    pub(super) fn bounds(&self) -> Bounds {
        if self.year.grain() == Grain::Unknown {
            return Bounds { earliest: None, latest: None };
        }
        Bounds { earliest: self.first_possible_day(), latest: self.last_possible_day() }
    }
}

impl End {
    /// Would an interval or range from `start` to `end` end before it starts, however its dates are read?
    pub(super) fn is_before(end: &Date, start: &Date) -> bool {
        matches!((end.bounds().latest, start.bounds().earliest), (Some(end), Some(start)) if end < start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> String {
        let bounds = Edtf::parse(text).unwrap().bounds();
        let side = |day: Option<Day>| day.map_or("..".to_owned(), |day| day.to_string());
        format!("{} {}", side(bounds.earliest), side(bounds.latest))
    }

    #[test]
    fn a_date_covers_what_it_does_not_say() {
        for (text, expected) in [
            ("2018-07-31", "2018-07-31 2018-07-31"),
            ("2018-07-31T24:00:00+09:00", "2018-07-31 2018-07-31"),
            ("2016-02", "2016-02-01 2016-02-29"),
            ("2018", "2018-01-01 2018-12-31"),
            ("197", "1970-01-01 1979-12-31"),
            ("19", "1900-01-01 1999-12-31"),
            ("-04", "-0499-01-01 -0400-12-31"),
            ("2018-24", "2018-12-01 2019-02-28"),
            ("2018-34~", "2018-04-01 2018-06-30"),
            ("201X", "2010-01-01 2019-12-31"),
            ("-201X", "-2019-01-01 -2010-12-31"),
            ("2018-1X", "2018-10-01 2018-12-31"),
            ("2018-XX-31", "2018-01-31 2018-12-31"),
            ("2018-X2-31", "2018-12-31 2018-12-31"),
            ("15XX-02-29", "1504-02-29 1596-02-29"),
            ("156X-12-25", "1560-12-25 1569-12-25"),
            ("1950S2", "1900-01-01 1999-12-31"),
            ("Y-17E7", "Y-170000000-01-01 Y-170000000-12-31"),
            ("XXXX-12-XX", ".. .."),
        ] {
            assert_eq!(bounds(text), expected, "{text}");
        }
    }

    #[test]
    fn an_open_or_unknown_end_has_no_bound() {
        for (text, expected) in [
            ("2004-06/2006-08", "2004-06-01 2006-08-31"),
            ("1985/..", "1985-01-01 .."),
            ("1985/", "1985-01-01 .."),
            ("../1985", ".. 1985-12-31"),
            ("XXXX/1985", ".. 1985-12-31"),
            ("/", ".. .."),
        ] {
            assert_eq!(bounds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_set_is_bounded_by_all_its_members() {
        for (text, expected) in [
            ("[1667,1668,1670..1672]", "1667-01-01 1672-12-31"),
            ("{1961-12,1960}", "1960-01-01 1961-12-31"),
            ("[..1760-12-03]", ".. 1760-12-03"),
            ("[1760-01,1760-12..]", "1760-01-01 .."),
            ("[XXXX-12,1760]", ".. .."),
        ] {
            assert_eq!(bounds(text), expected, "{text}");
        }
    }

    #[test]
    fn bounds_contain_what_lies_between() {
        let since = Edtf::parse("1985/..").unwrap().bounds();
        assert!(since.contains(Day::MAX));
        assert!(!since.contains(Day::new(1984, 12, 31).unwrap()));
    }
}
