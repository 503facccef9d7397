//! The level of EDTF an expression needs.

use super::date::Date;
use super::edtf::{Edtf, End, Shape};
use super::field::Field;
use super::year::{Year, YearForm};

/// The least level of EDTF that has all features an expression uses (LOC "Compliance"; ISO Annex A).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Dates, date-times and intervals of ISO 8601-1; the century, too, is of part 1.
    Zero,
    /// Longer and negative years, seasons, qualified and unspecified dates, open intervals.
    One,
    /// Everything else.
    Two,
}

impl Edtf {
    /// The level of EDTF needed to read this.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.shape() {
            Shape::Date(date) | Shape::DateTime(date, _) => date.level(),
            Shape::Interval(start, end) => start.level().max(end.level()),
            Shape::Set(_) => Level::Two,
        }
    }
}

impl End {
    fn level(&self) -> Level {
        match self {
            End::Unknown | End::Open => Level::One,
            // LOC has unspecified digits in intervals on level 2 only ("Level 2 … Interval").
            End::At(date) if date.has_unspecified() => Level::Two,
            End::At(date) => date.level(),
        }
    }
}

impl Date {
    fn level(&self) -> Level {
        let qualified = match () {
            () if self.qualifiers.is_empty() => Level::Zero,
            () if self.qualifiers.only_at_end(self.last_component()) => Level::One,
            () => Level::Two,
        };
        let grouped = match self.grouping() {
            None => Level::Zero,
            Some(grouping) if grouping.is_plain_season() => Level::One,
            Some(_) => Level::Two,
        };
        qualified.max(grouped).max(self.year.level()).max(self.level_of_unspecified())
    }

    /// Level 1 has digits unspecified "from the right": `201X`, `20XX`, `XXXX`, and whole months and days.
    fn level_of_unspecified(&self) -> Level {
        let year_mask = match self.year.form() {
            YearForm::Four { unspecified } => unspecified,
            _ => 0,
        };
        if !self.has_unspecified() {
            return Level::Zero;
        }
        let month_known = self.month.is_none_or(|month| !month.has_unspecified());
        let month_unspecified = self.month.is_some_and(Field::is_unspecified);
        let day_unspecified = self.day.is_some_and(Field::is_unspecified);
        let day_at_most_unspecified = self.day.is_none() || day_unspecified;
        let from_the_right = match year_mask {
            0 if month_known => day_unspecified,
            0 => month_unspecified && day_at_most_unspecified,
            0b1111 if self.month.is_some() => month_unspecified && day_at_most_unspecified,
            0b0001 | 0b0011 | 0b1111 => self.month.is_none(),
            _ => false,
        };
        if from_the_right { Level::One } else { Level::Two }
    }
}

impl Year {
    fn level(&self) -> Level {
        match self.form() {
            YearForm::Decade | YearForm::Exponential { .. } => Level::Two,
            _ if self.significant() > 0 => Level::Two,
            YearForm::Long => Level::One,
            YearForm::Four { .. } | YearForm::Century if self.negative() => Level::One,
            YearForm::Four { .. } | YearForm::Century => Level::Zero,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_the_least_that_reads_the_expression() {
        for (level, texts) in [
            (Level::Zero, vec!["1985-04-12", "1985", "0000", "19", "1985-04-12T23:20:30-04", "2005/2006-02"]),
            (
                Level::One,
                vec![
                    "Y170000002",
                    "2001-21",
                    "1984?",
                    "2004-06-11%",
                    "201X",
                    "20XX",
                    "2004-XX",
                    "1985-XX-XX",
                    "XXXX-XX",
                    "-1985",
                    "1985/..",
                    "/",
                    "1984~/2004-06",
                    "-0043-03-15T12:00:00",
                ],
            ),
            (Level::Two, vec!["Y-17E7", "1950S2", "2001-34", "[1984]", "2004?-06", "?1984", "1XXX", "1984-1X", "201X-12", "197", "2004-06-XX/2004-07-03"]),
        ] {
            for text in texts {
                assert_eq!(Edtf::parse(text).unwrap().level(), level, "{text}");
            }
        }
    }
}
