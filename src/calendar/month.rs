//! One month of one year, and how years are written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::day::{Day, InvalidDay, days_in_month, two_digits};

/// A month of a year; ordered by time, printed and serialised as `YYYY-MM` (`Y` before longer years).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i64,
    month: u8,
}

impl Month {
    /// The month (1–12) of this year; `None` if there is no such month.
    #[must_use]
    pub fn new(year: i64, month: u8) -> Option<Month> {
        (1..=12).contains(&month).then_some(Month { year, month })
    }

    /// The month that `day` is in.
    #[must_use]
    pub fn of(day: Day) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    /// The year; zero is 1 BC.
    #[must_use]
    pub fn year(self) -> i64 {
        self.year
    }

    /// The month of the year, 1–12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The number of days it has, 28–31.
    #[must_use]
    pub fn days(self) -> u8 {
        days_in_month(self.year, self.month)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Day {
        // Every month has a first day; the fallback is never taken.
        Day::new(self.year, self.month, 1).unwrap_or(Day::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Day {
        Day::new(self.year, self.month, self.days()).unwrap_or(Day::MAX)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_year(f, self.year)?;
        write!(f, "-{:02}", self.month)
    }
}

impl FromStr for Month {
    type Err = InvalidDay;

    /// Reads what [`Month`]'s `Display` prints, and nothing else.
    fn from_str(text: &str) -> Result<Month, InvalidDay> {
        let (year, month) = text.rsplit_once('-').ok_or(InvalidDay)?;
        let year = parse_year_text(year).ok_or(InvalidDay)?;
        two_digits(month).and_then(|month| Month::new(year, month)).ok_or(InvalidDay)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Writes a year as EDTF does: four digits, or `Y` and all digits beyond them (LOC level 1).
pub(super) fn write_year(f: &mut impl fmt::Write, year: i64) -> fmt::Result {
    let sign = if year < 0 { "-" } else { "" };
    let magnitude = year.unsigned_abs();
    if magnitude > 9_999 { write!(f, "Y{sign}{magnitude}") } else { write!(f, "{sign}{magnitude:04}") }
}

/// Reads a year as [`write_year`] writes it.
pub(super) fn parse_year_text(text: &str) -> Option<i64> {
    let long = text.starts_with('Y');
    let number = text.strip_prefix('Y').unwrap_or(text);
    let digits = number.strip_prefix('-').unwrap_or(number);
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let length_fits = if long { digits.len() > 4 && !digits.starts_with('0') } else { digits.len() == 4 };
    if !all_digits || !length_fits || number == "-0000" {
        return None;
    }
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_knows_its_days() {
        let february = Month::new(2016, 2).unwrap();
        assert_eq!(february.days(), 29);
        assert_eq!(february.first_day().to_string(), "2016-02-01");
        assert_eq!(february.last_day().to_string(), "2016-02-29");
        assert_eq!(Month::new(2016, 13), None);
    }

    #[test]
    fn months_print_and_are_read_back() {
        for text in ["2018-07", "-0043-03", "Y12018-07"] {
            assert_eq!(text.parse::<Month>().unwrap().to_string(), text);
        }
        for text in ["2018", "2018-7", "2018-13", "-0000-01", "Y02018-01", "+2018-01"] {
            assert_eq!(text.parse::<Month>(), Err(InvalidDay), "{text}");
        }
    }

    #[test]
    fn months_are_ordered_by_time() {
        assert!(Month::new(2017, 12) < Month::new(2018, 1));
    }
}
