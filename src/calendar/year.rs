//! The year of a date in all the spellings EDTF has for it, and the years it can mean.

use std::fmt;

/// A year, decade or century as written, and what it can mean.
///
/// `magnitude` and `negative` are apart because `-0XXX` has a sign before it has a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Year {
    /// The digits as a number; an unspecified digit counts as 0, an exponent is multiplied out. For decades and
    /// centuries the number of the decade or century.
    magnitude: u64,
    /// Significant digits (`S2`); 0 if none were given.
    significant: u8,
    form: YearForm,
    negative: bool,
}

/// How a year is spelled.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum YearForm {
    /// Four digits. Bit 0 is set if the last of them is unspecified, bit 3 if the first is.
    Four { unspecified: u8 },
    /// Three digits, a decade: `197` (ISO 8601-1 §4.3.6).
    Decade,
    /// Two digits, a century: `19` is 1900 to 1999 (ISO 8601-1 §4.3.7).
    Century,
    /// `Y` and at least five digits (LOC level 1, "Letter-prefixed calendar year").
    Long,
    /// `Y`, digits, `E` and the power of ten (LOC level 2, "Exponential year").
    Exponential { exponent: u8 },
}

/// How finely a year is known, coarse to fine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Grain {
    /// No digit is known: `XXXX`.
    Unknown,
    /// Anything coarser than a century.
    Coarse,
    /// A hundred years that begin with a year divisible by 100.
    Century,
    /// Ten years that begin with a year divisible by 10.
    Decade,
    /// One year.
    Year,
}

impl Year {
    /// The greatest magnitude that can be held, so that every year has an `i64` of either sign.
    pub(super) const MOST: u64 = i64::MAX.unsigned_abs();

    /// A year from its parts, which the parser has checked.
    pub(super) fn new(negative: bool, magnitude: u64, form: YearForm, significant: u8) -> Year {
        Year { magnitude: magnitude.min(Year::MOST), significant, form, negative }
    }

    /// The year of this number, spelled as it must be.
    pub(super) fn of(year: i64) -> Year {
        let magnitude = year.unsigned_abs();
        let form = if magnitude > 9_999 { YearForm::Long } else { YearForm::Four { unspecified: 0 } };
        Year::new(year < 0, magnitude, form, 0)
    }

    /// How it is spelled.
    pub(super) fn form(&self) -> YearForm {
        self.form
    }

    /// Was a minus written?
    pub(super) fn negative(&self) -> bool {
        self.negative
    }

    /// Is a digit unspecified?
    pub(super) fn has_unspecified(&self) -> bool {
        matches!(self.form, YearForm::Four { unspecified } if unspecified != 0)
    }

    /// The significant digits stated; 0 if none were.
    pub(super) fn significant(&self) -> u8 {
        self.significant
    }

    /// The year written, where one year was: the estimate, if digits are not significant; `None` for decades,
    /// centuries and unspecified digits.
    pub(super) fn written(&self) -> Option<i64> {
        match self.form {
            YearForm::Decade | YearForm::Century => None,
            YearForm::Four { unspecified } if unspecified != 0 => None,
            _ => Some(self.signed(self.magnitude)),
        }
    }

    /// How finely it is known.
    pub(super) fn grain(&self) -> Grain {
        match self.form {
            YearForm::Decade | YearForm::Four { unspecified: 0b0001 } => Grain::Decade,
            YearForm::Century | YearForm::Four { unspecified: 0b0011 } => Grain::Century,
            YearForm::Four { unspecified: 0b1111 } => Grain::Unknown,
            YearForm::Four { unspecified } if unspecified != 0 => Grain::Coarse,
            _ => match self.unit() {
                1 => Grain::Year,
                10 => Grain::Decade,
                100 => Grain::Century,
                _ => Grain::Coarse,
            },
        }
    }

    /// The years it can mean, ascending. There are at most 10 000 of them unless all are consecutive, in which
    /// case nobody has reason to walk beyond the first or last.
    pub(super) fn candidates(&self) -> impl DoubleEndedIterator<Item = i64> {
        let year = *self;
        let count = year.count();
        (0..count)
            .map(move |index| if year.negative { count - 1 - index } else { index })
            .map(move |index| year.magnitude_at(index))
            .filter(move |&magnitude| !(year.negative && magnitude == 0))
            .map(move |magnitude| year.signed(magnitude))
    }

    /// How many magnitudes [`Year::magnitude_at`] knows.
    fn count(&self) -> u64 {
        match self.form {
            YearForm::Decade => 10,
            YearForm::Century => 100,
            YearForm::Four { unspecified } if unspecified != 0 => 10_u64.pow(unspecified.count_ones()),
            _ => self.unit(),
        }
    }

    /// The magnitude at this place of the ascending list of all it can have.
    fn magnitude_at(&self, index: u64) -> u64 {
        let magnitude = match self.form {
            YearForm::Decade => self.magnitude * 10 + index,
            YearForm::Century => self.magnitude * 100 + index,
            YearForm::Four { unspecified } if unspecified != 0 => self.magnitude + spread(index, unspecified),
            _ => (self.magnitude - self.magnitude % self.unit()).saturating_add(index),
        };
        magnitude.min(Year::MOST)
    }

    /// The weight of the last significant digit: 100 for `1950S2`; 1 if every digit counts.
    fn unit(&self) -> u64 {
        if self.significant == 0 {
            return 1;
        }
        let digits = match self.form {
            YearForm::Four { .. } => 4,
            _ => self.magnitude.checked_ilog10().map_or(1, |log| log + 1),
        };
        // At most 18 powers of ten: a u64 of 19 digits with one of them significant.
        10_u64.saturating_pow(digits.saturating_sub(u32::from(self.significant)))
    }

    fn signed(&self, magnitude: u64) -> i64 {
        // `magnitude` is at most `Year::MOST`.
        let value = i64::try_from(magnitude).unwrap_or(i64::MAX);
        if self.negative { -value } else { value }
    }
}

/// The digits of `index`, put in the places of a four-digit year that `unspecified` marks.
fn spread(mut index: u64, unspecified: u8) -> u64 {
    let mut sum = 0;
    for place in 0..4 {
        if unspecified >> place & 1 == 1 {
            sum += index % 10 * 10_u64.pow(place);
            index /= 10;
        }
    }
    sum
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self.form, YearForm::Long | YearForm::Exponential { .. }) {
            f.write_str("Y")?;
        }
        if self.negative {
            f.write_str("-")?;
        }
        let magnitude = self.magnitude;
        match self.form {
            YearForm::Four { unspecified: 0 } => write!(f, "{magnitude:04}")?,
            YearForm::Four { unspecified } => {
                for place in (0..4).rev() {
                    if unspecified >> place & 1 == 1 {
                        f.write_str("X")?;
                    } else {
                        write!(f, "{}", magnitude / 10_u64.pow(place) % 10)?;
                    }
                }
            }
            YearForm::Decade => write!(f, "{magnitude:03}")?,
            YearForm::Century => write!(f, "{magnitude:02}")?,
            YearForm::Long => write!(f, "{magnitude}")?,
            YearForm::Exponential { exponent } => {
                write!(f, "{}E{exponent}", magnitude / 10_u64.saturating_pow(exponent.into()))?;
            }
        }
        if self.significant > 0 { write!(f, "S{}", self.significant) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(year: Year) -> (i64, i64) {
        (year.candidates().next().unwrap(), year.candidates().next_back().unwrap())
    }

    fn masked(negative: bool, magnitude: u64, unspecified: u8) -> Year {
        Year::new(negative, magnitude, YearForm::Four { unspecified }, 0)
    }

    #[test]
    fn unspecified_digits_stand_for_every_digit() {
        assert_eq!(ends(masked(false, 1560, 0b0001)), (1560, 1569));
        assert_eq!(ends(masked(true, 1560, 0b0001)), (-1569, -1560));
        assert_eq!(masked(false, 1005, 0b0110).candidates().nth(1), Some(1015));
        assert_eq!(masked(false, 1005, 0b0110).to_string(), "1XX5");
        assert_eq!(ends(masked(true, 0, 0b0001)), (-9, -1), "there is no year -0000");
    }

    #[test]
    fn significant_digits_leave_the_rest_open() {
        assert_eq!(ends(Year::new(false, 1950, YearForm::Four { unspecified: 0 }, 2)), (1900, 1999));
        assert_eq!(ends(Year::new(false, 171_010_000, YearForm::Long, 3)), (171_000_000, 171_999_999));
        let exponential = Year::new(false, 338_800, YearForm::Exponential { exponent: 2 }, 3);
        assert_eq!(ends(exponential), (338_000, 338_999));
        assert_eq!(exponential.to_string(), "Y3388E2S3");
        assert_eq!(exponential.grain(), Grain::Coarse);
    }

    #[test]
    fn decades_and_centuries_count_away_from_zero() {
        assert_eq!(ends(Year::new(false, 19, YearForm::Century, 0)), (1900, 1999));
        assert_eq!(ends(Year::new(true, 193, YearForm::Decade, 0)), (-1939, -1930));
    }

    #[test]
    fn the_largest_years_saturate() {
        let largest = Year::new(false, u64::MAX, YearForm::Long, 1);
        assert_eq!(ends(largest).1, i64::MAX);
        assert_eq!(ends(Year::new(true, u64::MAX, YearForm::Long, 1)).0, -i64::MAX);
    }
}
