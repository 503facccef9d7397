//! A time of day, with the offset it was written in, if any.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A time of day to the second: `hh:mm:ss`, and an offset from UTC if one was written.
///
/// Follows LOC level 0, "Date and Time", and ISO 8601-1 §5.3: `24:00:00` is the end of the day and the last
/// moment there is. Leap seconds (`:60`) and fractions of a second are not part of EDTF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
    second: u8,
    offset: Option<Offset>,
}

impl TimeOfDay {
    /// The time `hour`:`minute`:`second`; `None` beyond `24:00:00` or where a part is out of range.
    #[must_use]
    pub fn new(hour: u8, minute: u8, second: u8, offset: Option<Offset>) -> Option<TimeOfDay> {
        let in_day = hour < 24 && minute < 60 && second < 60;
        let end_of_day = (hour, minute, second) == (24, 0, 0);
        (in_day || end_of_day).then_some(TimeOfDay { hour, minute, second, offset })
    }

    /// The hour, 0–24 (24 only as `24:00:00`).
    #[must_use]
    pub fn hour(self) -> u8 {
        self.hour
    }

    /// The minute, 0–59.
    #[must_use]
    pub fn minute(self) -> u8 {
        self.minute
    }

    /// The second, 0–59.
    #[must_use]
    pub fn second(self) -> u8 {
        self.second
    }

    /// The offset from UTC, if one was written; without one the time is local to wherever it happened.
    #[must_use]
    pub fn offset(self) -> Option<Offset> {
        self.offset
    }

    /// Seconds since the day began on the writer's own clock, 0–86 400.
    #[must_use]
    pub fn seconds_of_day(self) -> u32 {
        u32::from(self.hour) * 3_600 + u32::from(self.minute) * 60 + u32::from(self.second)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        self.offset.map_or(Ok(()), |offset| write!(f, "{offset}"))
    }
}

/// An offset from UTC, between −12:00 and +14:00; it prints as it was written (`Z`, `+05`, `+05:00`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Offset(Spelling);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Spelling {
    Zulu,
    Hours(i8),
    /// Minutes in all, printed as hours and minutes.
    HoursAndMinutes(i16),
}

impl Offset {
    /// UTC itself, printed as `Z`.
    pub const UTC: Offset = Offset(Spelling::Zulu);
    /// The westernmost offset in use, in minutes.
    pub const LEAST: i16 = -12 * 60;
    /// The easternmost offset in use, in minutes.
    pub const MOST: i16 = 14 * 60;

    /// The offset of this many minutes east of UTC (`Z` for none); `None` beyond −12:00 to +14:00.
    #[must_use]
    pub fn from_minutes(minutes: i16) -> Option<Offset> {
        match minutes {
            0 => Some(Offset::UTC),
            _ => Offset::spelled_in_minutes(minutes),
        }
    }

    /// As [`Offset::from_minutes`], but nothing is printed as `+00:00`.
    pub(super) fn spelled_in_minutes(minutes: i16) -> Option<Offset> {
        (Offset::LEAST..=Offset::MOST).contains(&minutes).then_some(Offset(Spelling::HoursAndMinutes(minutes)))
    }

    /// An offset of whole hours, printed without minutes.
    pub(super) fn spelled_in_hours(hours: i8) -> Option<Offset> {
        (-12..=14).contains(&hours).then_some(Offset(Spelling::Hours(hours)))
    }

    /// Minutes east of UTC, −720 to +840.
    #[must_use]
    pub fn minutes(self) -> i16 {
        match self.0 {
            Spelling::Zulu => 0,
            Spelling::Hours(hours) => i16::from(hours) * 60,
            Spelling::HoursAndMinutes(minutes) => minutes,
        }
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Spelling::Zulu => f.write_str("Z"),
            Spelling::Hours(hours) => write!(f, "{hours:+03}"),
            Spelling::HoursAndMinutes(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_may_close_a_day_but_nothing_is_later() {
        assert!(TimeOfDay::new(24, 0, 0, None).is_some());
        for (h, m, s) in [(24, 0, 1), (24, 1, 0), (25, 0, 0), (12, 60, 0), (23, 59, 60)] {
            assert_eq!(TimeOfDay::new(h, m, s, None), None, "{h}:{m}:{s}");
        }
    }

    #[test]
    fn offsets_keep_their_spelling_and_their_limits() {
        assert_eq!(Offset::from_minutes(0).unwrap().to_string(), "Z");
        assert_eq!(Offset::spelled_in_minutes(0).unwrap().to_string(), "+00:00");
        assert_eq!(Offset::from_minutes(-210).unwrap().to_string(), "-03:30");
        assert_eq!(Offset::spelled_in_hours(-4).unwrap().to_string(), "-04");
        assert_eq!(Offset::spelled_in_hours(-4).unwrap().minutes(), -240);
        assert_eq!(Offset::from_minutes(840 + 1), None);
        assert_eq!(Offset::from_minutes(-721), None);
        assert_eq!(Offset::spelled_in_hours(15), None);
    }

    #[test]
    fn a_time_prints_with_its_offset() {
        let time = TimeOfDay::new(9, 5, 0, Offset::from_minutes(540)).unwrap();
        assert_eq!(time.to_string(), "09:05:00+09:00");
        assert_eq!(time.seconds_of_day(), 9 * 3_600 + 300);
    }
}
