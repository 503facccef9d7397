//! Turns EDTF text into dates with honest uncertainty: parse, print, bound, order, say in words.
//!
//! EDTF is the *Extended Date/Time Format* of ISO 8601-2:2019 (Annex A) and of the Library of Congress
//! (<https://www.loc.gov/standards/datetime/>); levels 0, 1 and 2 are read in full. Comments cite the two as
//! "ISO" and "LOC".
//!
//! **Takes** text and, for words, the phrases of one language ([`Phrases`], read from YAML by somebody else).
//! **Gives** [`Edtf`] (a value that prints as it was written), [`Bounds`], [`SortKey`] and sentences; or an
//! [`EdtfError`] with a place, a reason and a remedy. **Must not know** files, clocks, time zones, articles or
//! HTML: today's date is never asked for, and an offset is carried, never applied.
//!
//! | step | file |
//! |---|---|
//! | the calendar itself: days, months, times of day | `day`, `month`, `time` |
//! | the parts of one date: year, two-digit field, season, qualifiers | `year`, `field`, `grouping`, `qualifier`, `date` |
//! | a whole expression: date, date-time, interval, set | `edtf` |
//! | text → value, with errors that have a place | `parse/`, `error`, `reason`, `help` |
//! | value → text | `print` |
//! | what a value means on a timeline | `bounds`, `precision`, `order`, `level` |
//! | dates that are not EDTF but common | `common`, `clock`, `scanner`, `file_name` |
//! | value → words of a language | `phrases`, `say`, `say_several`, `gap`, `case`, `pattern`, `plural` |
//! | tests over the whole folder | `samples` (good and bad texts by level), `properties`, `languages` |
//!
//! **Start reading** at [`Edtf`], then `date`, then `parse/expression`.
//!
//! ```
//! use dateline::calendar::{Day, Edtf, EdtfError, Precision};
//!
//! let about_july = Edtf::parse("2018-07~")?;
//! assert!(about_july.is_approximate());
//! assert_eq!(about_july.precision(), Precision::Month);
//! assert_eq!(about_july.bounds().latest, Day::new(2018, 7, 31));
//!
//! let fault = Edtf::parse("2018-02-30").err();
//! assert_eq!(fault.as_ref().map(|fault| (fault.start, fault.end)), Some((8, 10)));
//! assert_eq!(fault.and_then(|fault| fault.help()).as_deref(), Some("write 2018-02-28"));
//! # Ok::<(), EdtfError>(())
//! ```

mod bounds;
mod case;
mod clock;
mod common;
mod date;
mod day;
mod edtf;
mod error;
mod field;
mod file_name;
mod gap;
mod grouping;
mod help;
mod level;
mod month;
mod order;
mod parse;
mod pattern;
mod phrases;
mod plural;
mod precision;
mod print;
mod qualifier;
mod reason;
mod say;
mod say_several;
mod scanner;
mod time;
mod year;

#[cfg(test)]
mod languages;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod samples;

pub use bounds::Bounds;
pub use common::{CommonReading, read_common};
pub use day::{Day, InvalidDay, Weekday, days_in_month, is_leap_year};
pub use edtf::Edtf;
pub use error::EdtfError;
pub use file_name::day_from_file_name;
pub use level::Level;
pub use month::Month;
pub use order::SortKey;
pub use phrases::{Blanks, Phrases};
pub use precision::Precision;
pub use reason::{EdtfReason, Part};
pub use time::{Offset, TimeOfDay};
