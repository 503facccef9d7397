use super::Digest;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most bytes a slug has, so that a file name of any system can hold it.
const LONGEST: usize = 120;

/// One part of an address: letters and digits of any script, and single hyphens between them.
///
/// There is no other way to make one than [`Slug::of`], so an address built from slugs can neither leave its folder nor
/// carry markup, whatever was written in the front matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Slug(Arc<str>);

impl Slug {
    /// Makes a slug of any text: NFC, lower case, Latin letters without accents; everything that is neither letter nor
    /// digit becomes one hyphen. What leaves nothing gets a short digest of the text.
    pub fn of(text: &str) -> Slug {
        // Nothing in these letters can be put together.
        if text.is_ascii() {
            Slug::of_letters(text, text.chars().map(|c| c.to_ascii_lowercase()))
        } else {
            Slug::of_letters(text, text.nfc().flat_map(char::to_lowercase))
        }
    }

    fn of_letters(text: &str, letters: impl Iterator<Item = char>) -> Slug {
        let mut slug = String::with_capacity(text.len().min(LONGEST));
        let mut gap = false;
        let mut latin = false;
        for c in letters {
            if !c.is_ascii() && is_combining_mark(c) {
                if !latin && !slug.is_empty() && !gap {
                    push(&mut slug, c.encode_utf8(&mut [0; 4]));
                }
                continue;
            }
            latin = is_latin(c);
            if !c.is_alphanumeric() {
                gap = true;
                continue;
            }
            let mut sign = [0; 4];
            let plain: String;
            let letters = match deunicode::deunicode_char(c).filter(|_| latin && !c.is_ascii()) {
                Some(letters) => {
                    plain = letters.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
                    plain.as_str()
                }
                None => c.encode_utf8(&mut sign),
            };
            // A letter without a plain form is as good as a gap.
            if letters.is_empty() {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) && !slug.is_empty() {
                push(&mut slug, "-");
            }
            push(&mut slug, letters);
            if slug.len() >= LONGEST {
                break;
            }
        }
        let kept = slug.trim_end_matches('-').len();
        slug.truncate(kept);
        if slug.is_empty() { Slug(Digest::of(text.as_bytes()).short().into()) } else { Slug(slug.into()) }
    }

    /// This slug with a hyphen and a suffix of the program's own making: a day or a number.
    #[must_use]
    pub fn with(&self, suffix: impl fmt::Display) -> Slug {
        let suffix = format!("-{suffix}");
        let mut end = self.0.len().min(LONGEST.saturating_sub(suffix.len()));
        while !self.0.is_char_boundary(end) {
            end -= 1;
        }
        Slug(format!("{}{suffix}", self.0[..end].trim_end_matches('-')).into())
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a number, which addresses keep for years and months.
    pub fn is_number(&self) -> bool {
        self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// Appends, but never beyond the longest length.
fn push(slug: &mut String, text: &str) {
    if slug.len() + text.len() <= LONGEST {
        slug.push_str(text);
    }
}

/// Whether a letter is Latin: the blocks that hold Latin letters, not the whole of Unicode's property.
pub(super) fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | 'ª' | 'º' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_script_stay_and_latin_loses_its_accents() {
        assert_eq!(Slug::of("António Guterres’ day: 1/2").as_str(), "antonio-guterres-day-1-2");
        assert_eq!(Slug::of("김정은, 문재인").as_str(), "김정은-문재인");
        assert_eq!(Slug::of("Straße Łódź e\u{301}").as_str(), "strasse-lodz-e");
        assert_eq!(Slug::of("हिन्दी").as_str(), "हिन्दी");
    }

    #[test]
    fn no_text_can_leave_its_folder() {
        assert_eq!(Slug::of("../../../etc/passwd").as_str(), "etc-passwd");
        assert_eq!(Slug::of("<script>\0").as_str(), "script");
        assert_eq!(Slug::of("..").as_str().len(), 10);
        assert_ne!(Slug::of(".."), Slug::of("..."));
    }

    #[test]
    fn a_slug_is_at_most_120_bytes() {
        assert!(Slug::of(&"김".repeat(500)).as_str().len() <= LONGEST);
        assert_eq!(Slug::of(&"a".repeat(500)).with("2018-07-31").as_str().len(), LONGEST);
    }
}
