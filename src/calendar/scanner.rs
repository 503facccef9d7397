//! Steps through loosely written text: numbers, words, spaces.

/// What is left of a text that is read leniently, from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanner<'a>(&'a str);

/// A number as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    /// Its value.
    pub(super) value: u32,
    /// How many digits it was written with.
    pub(super) digits: usize,
}

impl Number {
    /// Its value, if it is written with one or two digits.
    pub(super) fn short(self) -> Option<u8> {
        u8::try_from(self.value).ok().filter(|_| self.digits <= 2)
    }

    /// Its value, if it is written with four digits.
    pub(super) fn year(self) -> Option<i64> {
        (self.digits == 4).then_some(i64::from(self.value))
    }
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Scanner<'a> {
        Scanner(text)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// An ASCII number; nothing is stepped over if there is none, or one beyond `u32`.
    pub(super) fn number(&mut self) -> Option<Number> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at_checked(digits)?;
        let value = number.parse().ok()?;
        self.0 = rest;
        Some(Number { value, digits })
    }

    /// A word of ASCII letters; nothing is stepped over if there is none.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let letters = self.0.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = self.0.split_at_checked(letters).filter(|_| letters > 0)?;
        self.0 = rest;
        Some(word)
    }

    /// Steps over one of these characters; says which.
    pub(super) fn any_of(&mut self, characters: &[char]) -> Option<char> {
        let next = self.0.chars().next().filter(|next| characters.contains(next))?;
        self.0 = self.0.get(next.len_utf8()..)?;
        Some(next)
    }

    /// Steps over this character, if it is next.
    pub(super) fn character(&mut self, wanted: char) -> bool {
        self.any_of(&[wanted]).is_some()
    }

    /// Steps over spaces; were there any?
    pub(super) fn spaces(&mut self) -> bool {
        let rest = self.0.trim_start_matches(' ');
        let found = rest.len() < self.0.len();
        self.0 = rest;
        found
    }

    /// Steps over this word, whatever its case, if it is next.
    pub(super) fn the_word(&mut self, wanted: &str) -> bool {
        let mut ahead = *self;
        let found = ahead.word().is_some_and(|word| word.eq_ignore_ascii_case(wanted));
        if found {
            *self = ahead;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_are_taken_apart() {
        let mut scanner = Scanner::new("17th  March");
        assert_eq!(scanner.number().and_then(Number::short), Some(17));
        assert_eq!(scanner.word(), Some("th"));
        assert!(scanner.spaces() && !scanner.the_word("May") && scanner.the_word("march"));
        assert!(scanner.is_at_end() && scanner.number().is_none() && scanner.word().is_none());
    }

    #[test]
    fn a_number_too_large_is_not_stepped_over() {
        let mut scanner = Scanner::new("99999999999");
        assert!(scanner.number().is_none());
        assert!(!scanner.is_at_end());
    }
}
