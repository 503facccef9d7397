//! The smallest remedy for each fault of an EDTF text.

use super::day::Day;
use super::month::Month;
use super::reason::{EdtfReason, Part};
use super::time::TimeOfDay;

impl EdtfReason {
    /// The smallest edit that would mend it, as an order: "write 2018-02-28".
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let fixed = match self {
            Self::Empty | Self::NotADate => "write a date such as 2018-07-31, 2018-07 or 2018",
            Self::Space => "remove the space",
            Self::SpaceBeforeTime => "write T instead of the space",
            Self::OldDraft("") => "write nothing in its place",
            Self::NonAsciiDash(_) => "write -",
            Self::NegativeZero => "write the year zero without -; 1 BC is 0000, 2 BC is -0001",
            Self::LeadingZero => "leave the 0 out",
            Self::MonthAfterCoarseYear => "write the year with four digits, or leave the month out",
            Self::NoSuchMonth(_) => "months are 01 to 12, seasons 21 to 24, other parts of a year 25 to 41",
            Self::DayAfterSeason => "leave the day out, or write the month",
            Self::DoubledQualifier => "write % for both ? and ~",
            Self::AfterMidnight => "write 24:00:00, or the time with the next day",
            Self::FractionOfSecond => "leave the fraction out",
            Self::NegativeZeroOffset => "write Z or +00:00",
            Self::TimeWithoutDay => "write the whole day, or leave the time out",
            Self::TimeInRange => "leave the time out",
            Self::SeasonInRange => "write months or days",
            Self::EndBeforeStart => "exchange the two dates",
            Self::SecondSlash => "write the first and the last date only",
            Self::LoneDots => "write 1985/.. for since 1985, ../1985 for until 1985",
            Self::EmptyMember => "remove the comma, or write the date",
            _ => return self.composed_help(),
        };
        Some(fixed.to_owned())
    }

    /// Remedies that depend on the values found.
    fn composed_help(&self) -> Option<String> {
        let text = match *self {
            Self::LowerCase(wanted) | Self::UnclosedSet(wanted) | Self::MixedBrackets(wanted) => wanted.to_string(),
            Self::OldDraft(wanted) => wanted.to_owned(),
            Self::Digits { part: Part::Year, .. } => return Some("write the year with four digits, such as 0987".into()),
            Self::Digits { part: Part::Exponent | Part::SignificantDigits, .. } => return Some("write a number".into()),
            Self::Digits { value: Some(value), .. } => format!("{value:02}"),
            Self::LongYearWithoutY(Some(year)) => format!("Y{year}"),
            Self::ShortYearWithY(year) => {
                let sign = if year < 0 { "-" } else { "" };
                format!("{sign}{:04}", year.unsigned_abs())
            }
            Self::BasicFormat { year, month, day: None } => format!("{year:04}-{month:02}"),
            Self::BasicFormat { year, month, day: Some(day) } => format!("{year:04}-{month:02}-{day:02}"),
            Self::NoSuchDay { year: Some(year), month: Some(month), last } => {
                Day::new(year, month, last).or_else(|| Month::new(year, month).map(Month::last_day))?.to_string()
            }
            Self::NoSuchDay { last, .. } => {
                return Some(format!("write a day between 01 and {last}"));
            }
            Self::NoSeconds(hour, minute) => TimeOfDay::new(hour, minute, 0, None)?.to_string(),
            Self::OffsetWithoutColon { negative, hours, minutes } => {
                format!("{}{hours:02}:{minutes:02}", if negative { '-' } else { '+' })
            }
            Self::OutOfRange { part, most, .. } => {
                return Some(format!("write the {part} as 00 to {most}"));
            }
            Self::NonAsciiDigit(found) => ascii_digit(found)?.to_string(),
            _ => return None,
        };
        Some(format!("write {text}"))
    }
}

/// The ASCII digit for a full-width or Arabic one; other scripts are left to the writer.
fn ascii_digit(found: char) -> Option<u32> {
    [0xFF10, 0x0660, 0x06F0, 0x0966].into_iter().find_map(|zero| u32::from(found).checked_sub(zero).filter(|&value| value <= 9))
}

#[cfg(test)]
mod tests {
    use crate::calendar::Edtf;

    #[test]
    fn help_is_the_smallest_edit() {
        for (text, help) in [
            ("2018-02-30", "write 2018-02-28"),
            ("2016-02-30", "write 2016-02-29"),
            ("2018-2-05", "write 02"),
            ("20180731", "write 2018-07-31"),
            ("201807", "write 2018-07"),
            ("12018", "write Y12018"),
            ("Y2018", "write 2018"),
            ("Y-44", "write -0044"),
            ("201x", "write X"),
            ("201u", "write X"),
            ("2018-07-31t14:00:00", "write T"),
            ("2018-07-31 14:00:00", "write T instead of the space"),
            ("2018-07-31T14:00", "write 14:00:00"),
            ("2018-07-31T14:00:00+0900", "write +09:00"),
            ("2018?~", "write % for both ? and ~"),
            ("2004/open", "write .."),
            ("unknown/2004", "write nothing in its place"),
            ("[1667,1668", "write ]"),
            ("{1667,1668]", "write }"),
            ("2018–07", "write -"),
            ("２018", "write 2"),
            ("yesterday", "write a date such as 2018-07-31, 2018-07 or 2018"),
        ] {
            assert_eq!(Edtf::parse(text).unwrap_err().help().as_deref(), Some(help), "{text}");
        }
    }
}
