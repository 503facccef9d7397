use super::title_word::{is_calendar, is_in, is_starter, is_title, is_weekday};
use crate::content::{HOLE, SEAM};

/// What stands directly before a name: the words in capitals, the nearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Neighbour<'t> {
    pub(super) words: Vec<&'t str>,
    /// Whether the farthest of them begins a sentence.
    pub(super) begins_sentence: bool,
    /// Whether the nearest is the month of "in May", and no name.
    is_time: bool,
}

impl Neighbour<'_> {
    /// Whether the word before a name is no part of it: a rank, a possessive, an acronym, the beginning of a sentence.
    /// Before a family name alone less is harmless, for there a wrong guess names somebody else.
    pub(super) fn is_harmless(&self, is_alone: bool) -> bool {
        let Some(word) = self.words.first() else { return true };
        let is_acronym = word.chars().filter(|c| c.is_uppercase()).count() > 1 && !word.chars().any(char::is_lowercase) && !word.contains('.');
        let begins = self.begins_sentence && self.words.len() == 1 && is_starter(word);
        let is_whose = word.ends_with("'s") || word.ends_with('\'');
        let is_named = is_in(NAMES_TOO, &word.to_lowercase());
        if is_alone {
            (is_title(word) && !is_named) || is_in("UN EU US UK PM PC MP DA", word) || begins || is_whose || self.is_time || is_weekday(word)
        } else {
            is_title(word) || is_acronym || begins || is_whose || self.is_time || is_weekday(word) || is_in(DEMONYMS, word)
        }
    }

    /// The farthest of the words that is no rank: the first of a longer name.
    pub(super) fn farthest(&self) -> Option<&str> {
        let is_no_name = |word: &str| is_title(word) || (self.begins_sentence && is_starter(word));
        self.words.iter().rev().copied().find(|word| !is_no_name(word))
    }
}

/// Ranks that are given names and family names as well.
const NAMES_TOO: &str = "duke prince justice major count baron king earl judge lord lady pope dean bishop";

/// What somebody is, and rarely called.
const DEMONYMS: &str = "British English Scottish Irish Spanish Swedish Danish Finnish Polish Turkish Kurdish Jewish Flemish Japanese Chinese Portuguese \
    Taiwanese Vietnamese Maltese Lebanese Sudanese Burmese Nepalese Congolese Senegalese Dutch French Greek German Czech Swiss Thai Iraqi Israeli Pakistani \
    Saudi Welsh American Korean Russian Ukrainian Iranian Syrian Italian Indian Canadian Australian European African Asian Mexican Brazilian Norwegian \
    Austrian Belgian Egyptian Indonesian Malaysian Singaporean Hungarian Romanian Bulgarian Palestinian Afghan Cuban Colombian Nigerian Kenyan Libyan";

/// The words in capitals that stand before a name, if one stands directly before it.
pub(super) fn before(text: &str) -> Option<Neighbour<'_>> {
    let mut rest = text;
    let mut words = Vec::new();
    for word in words_before(text) {
        // A full stop ends a sentence, unless it is that of "Mr." or of an initial.
        let is_short = word.strip_suffix('.').is_some_and(|word| is_title(word) || word.chars().count() == 1 || word.contains('.'));
        if (word.ends_with('.') && !is_short) || !word.starts_with(char::is_uppercase) {
            break;
        }
        words.push(word);
        rest = rest.trim_end_matches([' ', SEAM]);
        rest = &rest[..rest.len() - word.len()];
        if words.len() == 4 {
            break;
        }
    }
    let begins_sentence = rest.trim_end_matches([' ', SEAM]).chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != ',' && c != '\'' && c != '-');
    let earlier = words_before(text).nth(1).unwrap_or_default().to_lowercase();
    let is_time = words.first().is_some_and(|word| is_calendar(word)) && is_in("in since until till by of last next from during early late mid this", &earlier);
    (!words.is_empty()).then_some(Neighbour { words, begins_sentence, is_time })
}

/// Whether what follows a text begins a sentence.
pub(super) fn begins_sentence(text: &str) -> bool {
    let text = text.trim_end_matches([' ', SEAM, '"', '\'', '(', '[', '«', '„']);
    // "06:45 Lee arrived": the time of a line in a chronicle.
    let is_clock = || text.len() > 3 && text.as_bytes()[text.len() - 3] == b':' && text.ends_with(|c: char| c.is_ascii_digit());
    text.chars().next_back().is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | '…' | '\n' | HOLE | '—' | '–' | '|' | '•' | '¿' | '¡'))
        || text.ends_with(" -")
        || is_clock()
}

/// Whether what follows a name says that it is somebody's: a possessive, or what people do with words.
pub(super) fn is_of_a_person(text: &str) -> bool {
    const DOES: &str = "said says told added asked replied wrote denied argued declined insisted announced warned acknowledged testified met \
        pleaded resigned apologised apologized tweeted who himself herself";
    let text = text.trim_start_matches(SEAM);
    text.starts_with("'s ") || is_in(DOES, next_word(text))
}

/// Whether what follows a name says that it acts: "Boeing delivered", "Moscow did not answer".
pub(super) fn acts(text: &str) -> bool {
    let next = next_word(text.trim_start_matches(SEAM));
    is_of_a_person(text) || next.ends_with("ed") || is_in("did has had will would", next)
}

/// The words before a name, whatever their letters, the nearest first, as far as there is but a space between them.
pub(super) fn words_before(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let line = rest.trim_end_matches(SEAM).strip_suffix(' ')?.trim_end_matches(SEAM);
        let start = line.rfind(|c: char| !is_of_word(c)).map_or(0, |at| at + line[at..].chars().next().map_or(1, char::len_utf8));
        rest = &line[..start];
        Some(&line[start..]).filter(|word| !word.is_empty())
    })
}

/// The word in small letters directly after a name.
pub(super) fn next_word(text: &str) -> &str {
    let rest = text.trim_start_matches(SEAM).strip_prefix(' ').unwrap_or_default();
    &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())]
}

/// The word in capitals directly after a name.
pub(super) fn after(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(SEAM).strip_prefix(' ')?.trim_start_matches(SEAM);
    let end = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|word| word.starts_with(char::is_uppercase))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'' | '.') || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_in_capitals_beside_a_name_are_seen() {
        let words = |text| before(text).map(|found| (found.words.join(" "), found.begins_sentence));
        assert_eq!(words("the late George "), Some(("George".into(), false)));
        assert_eq!(words("He came. Donald J. "), Some(("J. Donald".into(), true)));
        assert_eq!(words("in Seoul. "), None);
        assert_eq!(words("Yesterday "), Some(("Yesterday".into(), true)));
        assert_eq!(words("George, "), None);
        assert_eq!((after(" Post said"), after(" post"), after(", Post"), after("")), (Some("Post"), None, None, None));
    }

    #[test]
    fn ranks_possessives_and_the_beginning_of_a_sentence_are_no_part_of_a_name() {
        for text in ["Defence Minister ", "Lt-Gen ", "Mr. ", "Seoul's ", "the CIA ", "Then ", "He left. But ", "an American "] {
            assert!(before(text).is_none_or(|found| found.is_harmless(false)), "{text}");
        }
        for text in ["Melania ", "and Then ", "J. ", "Mary Ann "] {
            assert!(!before(text).unwrap().is_harmless(false), "{text}");
        }
    }
}
