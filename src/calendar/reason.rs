//! The closed list of what can be wrong with an EDTF text, and the sentence for each.

use std::fmt;

/// A part of a date or time that has a place and a length of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    OffsetHour,
    OffsetMinute,
    Exponent,
    SignificantDigits,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Year => "year",
            Part::Month => "month",
            Part::Day => "day",
            Part::Hour => "hour",
            Part::Minute => "minute",
            Part::Second => "second",
            Part::OffsetHour => "hour of the offset",
            Part::OffsetMinute => "minute of the offset",
            Part::Exponent => "exponent",
            Part::SignificantDigits => "number of significant digits",
        })
    }
}

/// What is wrong. Values are kept so that the sentence and the remedy can name them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EdtfReason {
    /// There is no text.
    Empty,
    /// White space where EDTF has none.
    Space,
    /// A space between day and time.
    SpaceBeforeTime,
    /// The text does not begin like a date.
    NotADate,
    /// A character that means nothing in its place.
    Unexpected(char),
    /// A letter of EDTF in lower case; the one that is meant.
    LowerCase(char),
    /// `u` for an unspecified digit, `unknown` and `open`, from the draft of 2012; what stands for it now.
    OldDraft(&'static str),
    /// A digit of another script or width.
    NonAsciiDigit(char),
    /// A dash that is not the hyphen-minus.
    NonAsciiDash(char),
    /// A part has another number of digits than it must have.
    Digits {
        /// The part.
        part: Part,
        /// How many digits or `X` it has.
        found: usize,
        /// Its value, if it is one digit, so that the remedy can be written out.
        value: Option<u8>,
    },
    /// `-0000`, `-000`, `-00` or `Y-0`: the year zero has no sign.
    NegativeZero,
    /// A year of more than four digits without `Y`; the year with it, if it is not too long to show.
    LongYearWithoutY(Option<i64>),
    /// A day (or month, then `day` is `None`) without hyphens.
    BasicFormat {
        /// Year, 0–9999.
        year: u16,
        /// Month, 1–12.
        month: u8,
        /// Day of the month.
        day: Option<u8>,
    },
    /// `Y` before a year of at most four digits; that year.
    ShortYearWithY(i64),
    /// A long year, its factor or its exponent begins with 0.
    LeadingZero,
    /// A year that no 64-bit number can hold.
    YearTooLarge,
    /// `S0`, or more significant digits than any year has.
    SignificantDigits,
    /// Month and day after a decade, a century, a `Y` year or a year with significant digits.
    MonthAfterCoarseYear,
    /// A month that is neither 01–12 nor 21–41.
    NoSuchMonth(u8),
    /// A day its month does not have.
    NoSuchDay {
        /// The year, if it is known.
        year: Option<i64>,
        /// The month, if it is known.
        month: Option<u8>,
        /// The last day it has.
        last: u8,
    },
    /// With unspecified digits that no day or month can fill.
    Impossible(Part),
    /// A day after a season or other part of a year.
    DayAfterSeason,
    /// Two qualifiers in one place.
    DoubledQualifier,
    /// A part of a time or offset that is too great.
    OutOfRange {
        /// The part.
        part: Part,
        /// Its value.
        value: u8,
        /// The greatest it can have.
        most: u8,
    },
    /// A time after `24:00:00`.
    AfterMidnight,
    /// A time without seconds; hour and minute.
    NoSeconds(u8, u8),
    /// A fraction of a second.
    FractionOfSecond,
    /// An offset beyond −12:00 to +14:00.
    OffsetOutOfRange,
    /// `-00:00` or `-00`.
    NegativeZeroOffset,
    /// An offset without colon: hours and minutes as written.
    OffsetWithoutColon {
        /// Is it west of UTC?
        negative: bool,
        /// Hours.
        hours: u8,
        /// Minutes.
        minutes: u8,
    },
    /// A time after something that is not a whole, unqualified day.
    TimeWithoutDay,
    /// A time in an interval or set.
    TimeInRange,
    /// A season or other part of a year as end of an interval or of a range in a set.
    SeasonInRange,
    /// An end that lies wholly before the start.
    EndBeforeStart,
    /// A second `/`.
    SecondSlash,
    /// `..` without a date or `/`.
    LoneDots,
    /// `..a` after, or `a..` before, another member of the set.
    OpenRangeInside,
    /// A set without members, or with nothing between two commas.
    EmptyMember,
    /// A set that is not closed; the bracket that is missing.
    UnclosedSet(char),
    /// A set closed by the bracket of the other kind; the right one.
    MixedBrackets(char),
}

impl fmt::Display for EdtfReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no date here"),
            Self::Space => f.write_str("a date has no spaces in or around it"),
            Self::SpaceBeforeTime => f.write_str("between day and time stands a T, not a space"),
            Self::NotADate => f.write_str("this does not begin like a date"),
            Self::Unexpected(found) => write!(f, "{found:?} means nothing here"),
            Self::LowerCase(wanted) => write!(f, "the letter {wanted} is written as a capital"),
            Self::OldDraft(_) => f.write_str("this is the notation of an old draft of EDTF"),
            Self::NonAsciiDigit(found) => write!(f, "'{found}' is not one of the digits 0 to 9"),
            Self::NonAsciiDash(found) => {
                write!(f, "'{found}' is a dash, not the hyphen of the keyboard")
            }
            Self::Digits { part: Part::Year, found: 0, .. } => f.write_str("the year is missing"),
            Self::Digits { part: Part::Year, .. } => f.write_str("a year has four digits"),
            Self::Digits { part, found: 0, .. } => write!(f, "the {part} is missing"),
            Self::Digits { part, .. } => write!(f, "the {part} has two digits"),
            Self::NegativeZero => f.write_str("the year zero has no minus"),
            Self::LongYearWithoutY(_) => f.write_str("a year of more than four digits begins with Y"),
            Self::BasicFormat { day: None, .. } => f.write_str("year and month are separated by a hyphen"),
            Self::BasicFormat { .. } => f.write_str("year, month and day are separated by hyphens"),
            Self::ShortYearWithY(_) => f.write_str("Y stands only before years of more than four digits"),
            Self::LeadingZero => f.write_str("this number begins with a needless 0"),
            Self::YearTooLarge => f.write_str("no calendar reaches to this year"),
            Self::SignificantDigits => f.write_str("a year has between 1 and 19 significant digits"),
            Self::MonthAfterCoarseYear => f.write_str("a month can follow only a year of four digits"),
            Self::NoSuchMonth(month) => write!(f, "there is no month {month:02}"),
            Self::NoSuchDay { year: Some(year), month: Some(month), last } => {
                write!(f, "month {month:02} of the year {year} has {last} days")
            }
            Self::NoSuchDay { month: Some(month), last, .. } => {
                write!(f, "month {month:02} has {last} days in the years this can mean")
            }
            Self::NoSuchDay { last, .. } => write!(f, "no month this can mean has more than {last} days, or a day 00"),
            Self::Impossible(part) => {
                write!(f, "there is no such {part}, whatever digits are put for X")
            }
            Self::DayAfterSeason => f.write_str("a part of a year, such as a season, has no days to name"),
            Self::DoubledQualifier => f.write_str("two qualifiers stand in one place"),
            Self::OutOfRange { part, value, most } => {
                write!(f, "the {part} is {value}, but at most {most}")
            }
            Self::AfterMidnight => f.write_str("a day ends at 24:00:00"),
            Self::NoSeconds(..) => f.write_str("a time has hours, minutes and seconds"),
            Self::FractionOfSecond => f.write_str("a time has no fractions of a second"),
            Self::OffsetOutOfRange => f.write_str("an offset is between -12:00 and +14:00"),
            Self::NegativeZeroOffset => f.write_str("an offset of zero has no minus"),
            Self::OffsetWithoutColon { .. } => f.write_str("hours and minutes of an offset are separated by a colon"),
            Self::TimeWithoutDay => f.write_str("a time can follow only a whole day, without X, ?, ~ or %"),
            Self::TimeInRange => f.write_str("intervals and sets are of dates, without times"),
            Self::SeasonInRange => f.write_str("an interval cannot begin or end with a part of a year such as a season"),
            Self::EndBeforeStart => f.write_str("the end lies before the start"),
            Self::SecondSlash => f.write_str("an interval has one slash"),
            Self::LoneDots => f.write_str("two dots mean an open end only in an interval or a set"),
            Self::OpenRangeInside => f.write_str("only the first date of a set can have dots before it, and only the last after it"),
            Self::EmptyMember => f.write_str("a date is missing in this set"),
            Self::UnclosedSet(_) => f.write_str("this set is not closed"),
            Self::MixedBrackets(_) => f.write_str("this set is closed by the other kind of bracket"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_what_was_found() {
        let out_of_range = EdtfReason::OutOfRange { part: Part::Minute, value: 75, most: 59 };
        assert_eq!(out_of_range.to_string(), "the minute is 75, but at most 59");
        assert_eq!(EdtfReason::Unexpected('\n').to_string(), "'\\n' means nothing here");
        let missing = EdtfReason::Digits { part: Part::Day, found: 0, value: None };
        assert_eq!(missing.to_string(), "the day is missing");
    }
}
