//! A two-digit part of a date, month or day, in which a digit may be unspecified.

use std::fmt;

/// The nibble that stands for an unspecified digit, `X`.
const UNSPECIFIED: u8 = 0xF;

/// Two digits, each 0–9 or `X` (LOC level 1 and 2, "Unspecified Digit"): one nibble each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Field(u8);

impl Field {
    /// The field that says exactly `value` (0–99).
    pub(super) fn exactly(value: u8) -> Field {
        Field((value / 10 % 10) << 4 | (value % 10))
    }

    /// The field of two characters, each an ASCII digit or `X`; `None` for any other.
    pub(super) fn from_ascii(tens: u8, ones: u8) -> Option<Field> {
        Some(Field(nibble(tens)? << 4 | nibble(ones)?))
    }

    fn tens(self) -> u8 {
        self.0 >> 4
    }

    fn ones(self) -> u8 {
        self.0 & 0xF
    }

    /// The value, if both digits are known.
    pub(super) fn value(self) -> Option<u8> {
        (!self.has_unspecified()).then(|| self.tens() * 10 + self.ones())
    }

    /// Is a digit unspecified?
    pub(super) fn has_unspecified(self) -> bool {
        self.tens() == UNSPECIFIED || self.ones() == UNSPECIFIED
    }

    /// Is it `XX`?
    pub(super) fn is_unspecified(self) -> bool {
        self.tens() == UNSPECIFIED && self.ones() == UNSPECIFIED
    }

    /// The values from 1 to `most` that it can mean, ascending.
    pub(super) fn candidates(self, most: u8) -> impl DoubleEndedIterator<Item = u8> {
        let known = |digit: u8, otherwise: u8| {
            if digit == UNSPECIFIED { otherwise } else { digit }
        };
        let least = known(self.tens(), 0) * 10 + known(self.ones(), 0);
        let greatest = known(self.tens(), 9) * 10 + known(self.ones(), 9);
        (least.max(1)..=greatest.min(most)).filter(move |&value| self.matches(value))
    }

    fn matches(self, value: u8) -> bool {
        let fits = |digit: u8, of_value: u8| digit == UNSPECIFIED || digit == of_value;
        fits(self.tens(), value / 10) && fits(self.ones(), value % 10)
    }
}

fn nibble(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'X' => Some(UNSPECIFIED),
        _ => None,
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for digit in [self.tens(), self.ones()] {
            if digit == UNSPECIFIED {
                f.write_str("X")?;
            } else {
                write!(f, "{digit}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: [u8; 2], most: u8) -> Vec<u8> {
        Field::from_ascii(text[0], text[1]).unwrap().candidates(most).collect()
    }

    #[test]
    fn an_unspecified_digit_leaves_the_values_that_fit() {
        assert_eq!(values(*b"07", 12), [7]);
        assert_eq!(values(*b"1X", 12), [10, 11, 12]);
        assert_eq!(values(*b"X2", 12), [2, 12]);
        assert_eq!(values(*b"XX", 12), (1..=12).collect::<Vec<_>>());
        assert_eq!(values(*b"3X", 28), [] as [u8; 0]);
        assert_eq!(values(*b"0X", 31).len(), 9, "there is no day 00");
    }

    #[test]
    fn a_field_prints_as_it_was_written() {
        for text in ["07", "1X", "X2", "XX", "00"] {
            let bytes = text.as_bytes();
            assert_eq!(Field::from_ascii(bytes[0], bytes[1]).unwrap().to_string(), text);
        }
        assert_eq!(Field::exactly(31).to_string(), "31");
        assert_eq!(Field::from_ascii(b'x', b'1'), None);
    }
}
