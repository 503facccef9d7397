use super::slug::is_latin;
use std::fmt;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name as names are compared: without regard to case, to which dash, underscore or space stands between its words, to
/// the shape of an apostrophe and, over Latin and Greek letters only, to accents.
///
/// Over other scripts a mark is a letter's own: й is not и, が is not か.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Arc<str>);

impl Key {
    /// The key of a written name.
    pub fn of(name: &str) -> Key {
        // Nothing in these letters can be taken apart.
        if name.is_ascii() { Key::of_letters(name, name.chars()) } else { Key::of_letters(name, name.nfd()) }
    }

    fn of_letters(name: &str, letters: impl Iterator<Item = char>) -> Key {
        let mut key = String::with_capacity(name.len());
        let mut gap = false;
        let mut bare = false;
        for c in letters {
            if !c.is_ascii() && is_combining_mark(c) {
                if !bare {
                    key.push(c);
                }
                continue;
            }
            bare = is_latin(c) || matches!(c, '\u{370}'..='\u{3ff}');
            if is_gap(c) {
                gap = !key.is_empty();
                continue;
            }
            if std::mem::take(&mut gap) {
                key.push(' ');
            }
            match c {
                '’' | '‘' | 'ʼ' | '`' | '´' => key.push('\''),
                'ς' => key.push('σ'),
                // Letters with a stroke are no letter and a mark to Unicode, and are to readers.
                'ł' | 'Ł' => key.push('l'),
                'ø' | 'Ø' => key.push('o'),
                'đ' | 'Đ' => key.push('d'),
                'ħ' | 'Ħ' => key.push('h'),
                'ı' => key.push('i'),
                c if c.is_ascii() => key.push(c.to_ascii_lowercase()),
                c => key.extend(c.to_lowercase().filter(|c| !(bare && is_combining_mark(*c)))),
            }
        }
        if key.is_empty() {
            return Key(name.trim().into());
        }
        Key(if key.is_ascii() { key.into() } else { key.nfc().collect::<String>().into() })
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing of the name is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dash_case_accent_and_apostrophe_do_not_count() {
        assert_eq!(Key::of("Ahn Ik-san"), Key::of("AHN  ik_San"));
        assert_eq!(Key::of("António"), Key::of("Antonio"));
        assert_eq!(Key::of("O’Neil"), Key::of("O'Neil"));
        assert_eq!(Key::of("Άρης"), Key::of("αρησ"));
        assert_eq!(Key::of("Łukasz Sørensen"), Key::of("Lukasz Sorensen"));
    }

    #[test]
    fn marks_of_other_scripts_count() {
        assert_ne!(Key::of("Юрий"), Key::of("Юрии"));
        assert_ne!(Key::of("が"), Key::of("か"));
        assert_eq!(Key::of("안익산"), Key::of(&"안익산".nfd().collect::<String>()));
    }
}
