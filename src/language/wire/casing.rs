//! Undoes capitals: of headings by the words of the story, of places by the rules for names.

use crate::language::sentences;
use std::collections::BTreeMap;

/// Words that have capitals of their own, in whatever case the line around them is.
const ACRONYMS: [&str; 24] = [
    "US", "USA", "USS", "UN", "EU", "UK", "UAE", "DC", "HMS", "NATO", "ASEAN", "IAEA", "DMZ", "DPRK", "ROK", "NSW", "BC", "WTO", "WHO", "IMF", "OPEC", "FBI",
    "CIA", "TV",
];

/// Words that stay small inside the name of a place.
const SMALL: [&str; 30] = [
    "a", "al", "am", "an", "and", "as", "au", "aux", "bei", "da", "das", "de", "del", "della", "der", "di", "do", "dos", "du", "e", "el", "en", "in", "of",
    "on", "sur", "the", "und", "upon", "y",
];

/// Whether a text is written in capitals: at least two letters that have a case, none of them small.
pub(super) fn is_capitals(text: &str) -> bool {
    let mut capitals = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += usize::from(c.is_uppercase());
    }
    capitals >= 2
}

/// Whether a word is known by its capitals: `UN`, `U.S.`, `D.C`.
pub(super) fn is_acronym(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    ACRONYMS.contains(&word) || (word.contains('.') && word.split('.').all(|part| part.chars().count() == 1))
}

/// How a story writes its words where a capital means something: inside a sentence.
#[derive(Debug, Default)]
pub(super) struct Casing(BTreeMap<String, BTreeMap<String, usize>>);

impl Casing {
    /// Learns from the paragraphs of a story.
    pub(super) fn of<'a>(paragraphs: impl Iterator<Item = &'a str>) -> Casing {
        let mut casing = Casing::default();
        for paragraph in paragraphs {
            for sentence in sentences(paragraph) {
                for word in words(&paragraph[sentence]).skip(1) {
                    *casing.0.entry(word.to_lowercase()).or_default().entry(word.to_owned()).or_default() += 1;
                }
            }
        }
        casing
    }

    /// A line in capitals as a sentence begins: `TALKS WITH SEOUL` is `Talks with Seoul`.
    pub(super) fn sentence(&self, line: &str) -> String {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = rest.find(char::is_alphanumeric) {
            let end = rest[at..].find(|c: char| !c.is_alphanumeric()).map_or(rest.len(), |length| at + length);
            let word = self.word(&rest[at..end], rest[end..].starts_with('.'));
            let is_first = rest.len() == line.len();
            out.push_str(&rest[..at]);
            out.push_str(&if is_first { capitalised(&word) } else { word });
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }

    /// One word as the story writes it most often (ties: by bytes), else small.
    fn word(&self, word: &str, dotted: bool) -> String {
        if is_acronym(word) || (dotted && word.chars().count() == 1) {
            return word.to_owned();
        }
        let lower = word.to_lowercase();
        let known = self.0.get(&lower).and_then(|forms| forms.iter().max_by_key(|(form, count)| (**count, std::cmp::Reverse(*form))));
        known.map_or(lower, |(form, _)| form.clone())
    }
}

/// The words of a text: runs of letters and digits, possessives apart.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The text with a capital at its beginning.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A name in capitals as names are written: `RIO DE JANEIRO` is `Rio de Janeiro`. Words that have a small letter stay.
pub(super) fn name_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for piece in name.split_inclusive([' ', '-', '/']) {
        let word = piece.trim_end_matches([' ', '-', '/']);
        let lower = word.to_lowercase();
        if word.chars().any(char::is_lowercase) || is_acronym(word.trim_matches(['(', ')', ','])) {
            out.push_str(word);
        } else if !out.is_empty() && SMALL.contains(&lower.as_str()) {
            out.push_str(&lower);
        } else {
            // `D'ALENE` and `N'DJAMENA` have a second name after the apostrophe, `XI'AN` has not.
            let (prefix, rest) = match word.char_indices().nth(1) {
                Some((1, '\'' | '’')) => lower.split_at(2 + usize::from(word[1..].starts_with('’')) * 2),
                _ => ("", lower.as_str()),
            };
            let small = !out.is_empty() && prefix.starts_with(['d', 'l']);
            out.push_str(&if small { prefix.to_owned() } else { capitalised(prefix) });
            let opening = rest.len() - rest.trim_start_matches('(').len();
            out.push_str(&rest[..opening]);
            out.push_str(&capitalised(&rest[opening..]));
        }
        out.push_str(&piece[word.len()..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_takes_the_case_of_the_story() {
        let casing = Casing::of(["The North agreed with Seoul on the DMZ. Talks of the US go on in the north."].into_iter());
        assert_eq!(casing.sentence("EXCAVATION"), "Excavation");
        assert_eq!(casing.sentence("“SEOUL'S TALKS” IN THE DMZ: U.S. VIEW"), "“Seoul's talks” in the DMZ: U.S. view");
        assert_eq!(casing.sentence("WHAT NATO WANTS"), "What NATO wants");
    }

    #[test]
    fn places_are_written_as_names() {
        for (capitals, name) in [
            ("SEOUL", "Seoul"),
            ("RIO DE JANEIRO", "Rio de Janeiro"),
            ("PORT-AU-PRINCE", "Port-au-Prince"),
            ("UNITED NATIONS", "United Nations"),
            ("McALLEN, Texas", "McALLEN, Texas"),
            ("WASHINGTON, D.C.", "Washington, D.C."),
            ("COEUR D'ALENE", "Coeur d'Alene"),
            ("N'DJAMENA/XI’AN", "N'Djamena/Xi’an"),
            ("L’AQUILA", "L’Aquila"),
            ("ABOARD THE USS CARL VINSON", "Aboard the USS Carl Vinson"),
            ("МОСКВА", "Москва"),
            ("ÉVIAN (FRANCE)", "Évian (France)"),
        ] {
            assert_eq!(name_case(capitals), name);
        }
    }
}
