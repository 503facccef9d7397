use super::title_word::{is_in, is_starter, is_title};
use crate::content::{HOLE, SEAM};

/// What stands directly before a name: the words in capitals, the nearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Neighbour<'t> {
    pub(super) words: Vec<&'t str>,
    /// Whether the farthest of them begins a sentence.
    pub(super) begins_sentence: bool,
}

impl Neighbour<'_> {
    /// Whether the word before a name is no part of it: a rank, a possessive, an acronym, the beginning of a sentence.
    pub(super) fn is_harmless(&self) -> bool {
        let Some(word) = self.words.first() else { return true };
        let is_acronym = word.chars().filter(|c| c.is_uppercase()).count() > 1 && !word.chars().any(char::is_lowercase) && !word.contains('.');
        let begins = self.begins_sentence && self.words.len() == 1 && is_starter(word);
        is_title(word) || is_acronym || begins || word.ends_with("'s") || word.ends_with('\'') || is_demonym(word)
    }
}

/// "American", "Japanese", "British": what somebody is, and rarely called.
fn is_demonym(word: &str) -> bool {
    const DEMONYMS: &str = "Dutch French Greek German Czech Swiss Thai Iraqi Israeli Pakistani Saudi Welsh American Korean Russian Ukrainian Iranian Syrian \
        Italian Indian Canadian Australian European African Asian Mexican Brazilian Norwegian Austrian Belgian Egyptian Indonesian Malaysian Singaporean \
        Hungarian Romanian Bulgarian Palestinian Afghan Cuban Colombian Nigerian Kenyan Libyan";
    let is_long = word.chars().count() > 5;
    is_in(DEMONYMS, word) || (is_long && ["ese", "ish"].iter().any(|end| word.ends_with(end)))
}

/// The words in capitals that stand before a name, if one stands directly before it.
pub(super) fn before(text: &str) -> Option<Neighbour<'_>> {
    let mut rest = text.trim_end_matches(SEAM);
    let mut words = Vec::new();
    while let Some(line) = rest.strip_suffix(' ').map(|line| line.trim_end_matches(SEAM)) {
        let word = &line[line.rfind(|c: char| !is_of_word(c)).map_or(0, |at| at + line[at..].chars().next().map_or(1, char::len_utf8))..];
        // A full stop ends a sentence, unless it is that of "Mr." or of an initial.
        let is_short = word.strip_suffix('.').is_some_and(|word| is_title(word) || word.chars().count() == 1 || word.contains('.'));
        if word.is_empty() || (word.ends_with('.') && !is_short) || !word.starts_with(char::is_uppercase) {
            break;
        }
        words.push(word);
        rest = &line[..line.len() - word.len()];
        if words.len() == 4 {
            break;
        }
    }
    let begins_sentence = rest.trim_end_matches([' ', SEAM]).chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != ',' && c != '\'' && c != '-');
    (!words.is_empty()).then_some(Neighbour { words, begins_sentence })
}

/// Whether what follows a text begins a sentence.
pub(super) fn begins_sentence(text: &str) -> bool {
    text.trim_end_matches([' ', SEAM, '"', '“', '('])
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | '…' | '\n' | HOLE | '\u{201d}' | '—'))
}

/// Whether what follows a name says that it is somebody's: a possessive, or what people do with words.
pub(super) fn is_of_a_person(text: &str) -> bool {
    const DOES: &str = "said says told added asked replied wrote denied argued declined insisted announced warned acknowledged testified met \
        pleaded resigned apologised apologized tweeted who himself herself";
    let text = text.trim_start_matches(SEAM);
    let next = text.strip_prefix(' ').map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default());
    text.starts_with("'s ") || next.is_some_and(|word| is_in(DOES, word))
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
            assert!(before(text).is_none_or(|found| found.is_harmless()), "{text}");
        }
        for text in ["Melania ", "and Then ", "J. ", "Mary Ann "] {
            assert!(!before(text).unwrap().is_harmless(), "{text}");
        }
    }
}
