//! One civil day of the proleptic Gregorian calendar, and its arithmetic.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::month::{Month, parse_year_text, write_year};

/// Days in 400 Gregorian years, after which the calendar repeats itself.
const DAYS_PER_ERA: i64 = 146_097;

/// A civil day: proleptic Gregorian, with a year zero (1 BC), as ISO 8601-1 §4.2.1 has it.
///
/// Ordered by time. Any `i64` year is a year: arithmetic saturates at [`Day::MIN`] and [`Day::MAX`] and never
/// panics. Printed and serialised as `YYYY-MM-DD`, with `Y` before a year of more than four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    // The order of the fields is the order of time; `derive(Ord)` depends on it.
    year: i64,
    month: u8,
    of_month: u8,
}

impl Day {
    /// The first day that can be held.
    pub const MIN: Day = Day { year: i64::MIN, month: 1, of_month: 1 };
    /// The last day that can be held.
    pub const MAX: Day = Day { year: i64::MAX, month: 12, of_month: 31 };

    /// The day of this year, month (1–12) and day of month (1–31); `None` if the calendar has no such day.
    #[must_use]
    pub fn new(year: i64, month: u8, day: u8) -> Option<Day> {
        let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Day { year, month, of_month: day })
    }

    /// The year; zero is 1 BC, minus one is 2 BC.
    #[must_use]
    pub fn year(self) -> i64 {
        self.year
    }

    /// The month of the year, 1–12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1–31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.of_month
    }

    /// The month this day is in.
    #[must_use]
    pub fn month_of_year(self) -> Month {
        Month::of(self)
    }

    /// The day this many days later (earlier, if negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Day {
        Day::from_number(self.number() + i128::from(days))
    }

    /// How many days from this day to `other`: negative if `other` is earlier, held within `i64`.
    #[must_use]
    pub fn days_until(self, other: Day) -> i64 {
        let days = other.number() - self.number();
        i64::try_from(days).unwrap_or(if days < 0 { i64::MIN } else { i64::MAX })
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // Day 0, 1970-01-01, was a Thursday: the fourth day of the ISO week.
        match (self.number() + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// Days since 1970-01-01. `i128`, because the farthest `i64` years are more than `i64` days away.
    fn number(self) -> i128 {
        // Years are counted from March, so that the leap day is the last day of its year.
        // `saturating`: one year off at `i64::MIN` itself is beyond caring.
        let year = if self.month <= 2 { self.year.saturating_sub(1) } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.of_month) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        i128::from(era) * i128::from(DAYS_PER_ERA) + i128::from(day_of_era) - 719_468
    }

    /// The inverse of [`Day::number`], held between [`Day::MIN`] and [`Day::MAX`].
    fn from_number(number: i128) -> Day {
        let from_march = number + 719_468;
        let era = from_march.div_euclid(i128::from(DAYS_PER_ERA));
        // In 0..146 097, so the conversion cannot fail.
        let day_of_era = i64::try_from(from_march.rem_euclid(i128::from(DAYS_PER_ERA))).unwrap_or(0);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * 400 + i128::from(year_of_era) + i128::from(month <= 2);
        match (i64::try_from(year), u8::try_from(month), u8::try_from(day)) {
            (Ok(year), Ok(month), Ok(of_month)) => Day { year, month, of_month },
            _ if number < 0 => Day::MIN,
            _ => Day::MAX,
        }
    }
}

/// A day of the week, from Monday as in ISO 8601-1 §4.2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Is this a year of 366 days?
#[must_use]
pub fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The number of days in this month (1–12) of this year; 0 for any other month.
#[must_use]
pub fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_year(f, self.year)?;
        write!(f, "-{:02}-{:02}", self.month, self.of_month)
    }
}

/// The text is not a [`Day`] or [`Month`] as they print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDay;

impl fmt::Display for InvalidDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a day such as 2018-07-31, or a month such as 2018-07")
    }
}

impl std::error::Error for InvalidDay {}

impl FromStr for Day {
    type Err = InvalidDay;

    /// Reads what [`Day`]'s `Display` prints, and nothing else.
    fn from_str(text: &str) -> Result<Day, InvalidDay> {
        let (month, day) = text.rsplit_once('-').ok_or(InvalidDay)?;
        let (year, month) = month.rsplit_once('-').ok_or(InvalidDay)?;
        let year = parse_year_text(year).ok_or(InvalidDay)?;
        let month = two_digits(month).ok_or(InvalidDay)?;
        let day = two_digits(day).ok_or(InvalidDay)?;
        Day::new(year, month, day).ok_or(InvalidDay)
    }
}

/// The value of exactly two ASCII digits.
pub(super) fn two_digits(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i64, month: u8, day: u8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn a_day_the_calendar_does_not_have_is_none() {
        for (y, m, d) in [(2018, 2, 29), (1900, 2, 29), (2018, 13, 1), (2018, 0, 1), (2018, 4, 31), (2018, 1, 0)] {
            assert_eq!(Day::new(y, m, d), None, "{y}-{m}-{d}");
        }
        assert!(Day::new(2000, 2, 29).is_some());
        assert!(Day::new(0, 2, 29).is_some(), "the year 0 is a leap year");
    }

    #[test]
    fn days_add_over_month_year_and_leap_day() {
        assert_eq!(day(2018, 7, 31).plus_days(1), day(2018, 8, 1));
        assert_eq!(day(2018, 12, 31).plus_days(1), day(2019, 1, 1));
        assert_eq!(day(2016, 2, 28).plus_days(1), day(2016, 2, 29));
        assert_eq!(day(0, 3, 1).plus_days(-1), day(0, 2, 29));
        assert_eq!(day(0, 1, 1).plus_days(-1), day(-1, 12, 31));
        assert_eq!(day(2018, 4, 27).days_until(day(2018, 7, 31)), 95);
        assert_eq!(day(2018, 7, 31).days_until(day(2018, 4, 27)), -95);
    }

    #[test]
    fn weekdays_are_right_in_every_era() {
        assert_eq!(day(2018, 7, 31).weekday(), Weekday::Tuesday);
        assert_eq!(day(1970, 1, 1).weekday(), Weekday::Thursday);
        assert_eq!(day(2000, 1, 1).weekday(), Weekday::Saturday);
        assert_eq!(day(0, 1, 1).weekday(), Weekday::Saturday);
    }

    #[test]
    fn the_farthest_days_saturate_instead_of_panicking() {
        assert_eq!(Day::MAX.plus_days(1), Day::MAX);
        assert_eq!(Day::MAX.plus_days(i64::MAX), Day::MAX);
        assert_eq!(Day::MIN.plus_days(i64::MIN), Day::MIN);
        assert_eq!(Day::MIN.days_until(Day::MAX), i64::MAX);
        assert_eq!(Day::MAX.days_until(Day::MIN), i64::MIN);
        let _ = (Day::MIN.weekday(), Day::MAX.weekday());
    }

    #[test]
    fn days_print_like_edtf_and_are_read_back() {
        for (text, value) in [
            ("2018-07-31", day(2018, 7, 31)),
            ("0044-03-15", day(44, 3, 15)),
            ("-0043-03-15", day(-43, 3, 15)),
            ("Y12018-07-31", day(12018, 7, 31)),
            ("Y-12018-07-31", day(-12018, 7, 31)),
        ] {
            assert_eq!(value.to_string(), text);
            assert_eq!(text.parse(), Ok(value));
        }
        for text in ["", "2018-07", "2018-7-31", "2018-02-30", "12018-07-31", "-0000-01-01", "Y2018-01-01", "2018-07-3é"] {
            assert_eq!(text.parse::<Day>(), Err(InvalidDay), "{text}");
        }
    }

    proptest! {
        #[test]
        fn arithmetic_agrees_with_jiff(number in -3_000_000_i64..2_900_000, step in -1_000_i64..1_000) {
            let theirs = jiff::civil::date(1970, 1, 1);
            let ours = day(1970, 1, 1).plus_days(number);
            if let Ok(theirs) = theirs.checked_add(jiff::Span::new().days(number)) {
                prop_assert_eq!(ours.year(), i64::from(theirs.year()));
                prop_assert_eq!(i64::from(ours.month()), i64::from(theirs.month()));
                prop_assert_eq!(i64::from(ours.day()), i64::from(theirs.day()));
                prop_assert_eq!(ours.weekday() as i8, theirs.weekday().to_monday_zero_offset());
            }
            prop_assert_eq!(ours.days_until(ours.plus_days(step)), step);
        }

        #[test]
        fn any_day_is_read_back(year: i64, month in 1_u8..=12, of_month in 1_u8..=28) {
            let value = day(year, month, of_month);
            prop_assert_eq!(value.to_string().parse(), Ok(value));
        }
    }
}
