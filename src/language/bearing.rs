//! How a name stands among the words beside it.
//!
//! A family name alone must be hardest to convince: almost every word with a capital is somebody's. So whatever may make it
//! another's name, or no name, does.

use super::neighbours::{Neighbour, after, before, begins_sentence, next_word, words_before};
use super::title_word::{is_calendar, is_in, is_of_a_body, is_starter, is_title, is_weekday};
use crate::content::{HOLE, SEAM};
use std::ops::Range;

/// How a name stands among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearing {
    /// As a name of its own.
    Own,
    /// As the end of a longer name, which may still be that of whom the article lists.
    Longer,
    /// As a part of the name of somebody or something else, or as no name.
    Foreign,
    /// As a part of the longer name of a person who is not known: whoever that is may be called by it alone from here on.
    Stranger,
    /// As somebody's full name, or the end of a longer one: whoever that is may be called by the family name alone.
    Doubtful,
}

/// A name and the words beside it.
pub(super) struct Beside<'t> {
    name: &'t str,
    left: &'t str,
    right: &'t str,
    pub(super) before: Option<Neighbour<'t>>,
    after: Option<&'t str>,
}

/// What a person is called who is introduced by it: "a boy called Lee".
const INTRODUCES: &str = "called named nicknamed née nee born brother sister brothers sisters son daughter sons daughters mother father parents wife husband cousin \
    uncle aunt nephew niece grandson granddaughter grandfather grandmother mum mom dad boy girl";

/// Words after which a family name alone is a thing, a place or a family.
const BEFORE_NO_PERSON: &str = "the a an another not other every each two three no some any elder younger old young new first in at near on across outside inside into via \
    der die das den dem des ein eine einen einem el los las le les un une i am im vom zum";

const BEFORE_SHIPS: &str = "HMS USS RMS HMAS HMCS MV SS MS yacht ferry tug trawler frigate destroyer carrier submarine ship";

/// What is named after people.
const NAMED_AFTER: &str = "airport school stadium station hospital bridge prize street road library foundation award memorial museum square";

/// What belongs to the name of a thing after "'s".
const NAMED_AFTER_ITS_FINDER: &str = "disease law syndrome theorem comet wort paradox ladder principle rule razor day cross palsy lymphoma sarcoma";

const POST_NOMINALS: &str = "MP MSP MEP MS KC QC PhD OBE MBE CBE DBE KBE CMG MD RN USN USMC";

const PARTICLES: &str = "de du da dos di del della van von der den ter bin ibn bint ben al el la le e y zu";

impl<'t> Beside<'t> {
    pub(super) fn of(text: &'t str, range: &Range<usize>) -> Beside<'t> {
        let (left, right) = (&text[..range.start], &text[range.end..]);
        Beside { name: &text[range.clone()], left, right, before: before(left), after: after(right) }
    }

    /// Where letters have no case, the words beside a name tell nothing.
    fn has_case(&self) -> bool {
        self.name.chars().any(|c| c.is_uppercase() || c.is_lowercase())
    }

    /// Whether words in capitals after it make it longer.
    fn goes_on(&self) -> bool {
        let goes_on = |word: &&str| !is_calendar(word) && !is_starter(word) && !is_in(POST_NOMINALS, word.trim_end_matches('.'));
        let is_younger = [", Jr", ", Sr"].iter().any(|sign| self.right.starts_with(sign));
        self.has_case() && !self.name.ends_with('.') && (is_younger || self.after.as_ref().is_some_and(goes_on))
    }

    /// Whether the word in capitals before it may be a part of it.
    fn is_begun(&self, is_alone: bool) -> bool {
        self.has_case() && self.before.as_ref().is_some_and(|before| !before.is_harmless(is_alone))
    }

    /// Whether a rank or a form of address stands before it.
    pub(super) fn has_title(&self) -> bool {
        self.before.as_ref().is_some_and(|before| is_title(before.words[0]))
    }

    /// Whether one of some forms of address stands directly before it.
    pub(super) fn is_called(&self, addresses: &[&str]) -> bool {
        self.before.as_ref().is_some_and(|before| addresses.contains(&before.words[0].trim_end_matches('.')))
    }

    pub(super) fn begins_sentence(&self) -> bool {
        begins_sentence(self.left)
    }

    fn word_before(&self) -> &'t str {
        words_before(self.left).next().unwrap_or_default()
    }

    /// Whether it names a thing: a ship, an airport.
    fn is_a_thing(&self) -> bool {
        is_in(BEFORE_SHIPS, self.word_before()) || is_in(NAMED_AFTER, next_word(self.right))
    }

    /// How the full name of a person stands. `is_listed` is whether the text's own lists name its bearer, `is_followed` whether
    /// the full name of somebody known begins right after it.
    pub(super) fn full_name(&self, is_listed: bool, is_followed: bool) -> Bearing {
        // "A. Osshaw" after "Astrid" is the end of a longer name, whoever is listed.
        let is_initial = self.name.split(' ').next().is_some_and(|word| word.chars().filter(|c| *c != '.').count() == 1);
        let is_titled = is_listed && self.after.is_some_and(is_title);
        if self.is_a_thing() {
            return Bearing::Foreign;
        }
        // "Ask Ann Lee": a single word where a sentence begins is no more a name than a verb.
        let is_verb = is_listed && !is_initial && self.before.as_ref().is_some_and(|before| before.begins_sentence && before.words.len() == 1);
        match (self.goes_on() && !is_followed && !is_titled, self.is_begun(false) && !is_verb) {
            (true, _) => Bearing::Foreign,
            (false, true) if is_listed && !is_initial => Bearing::Longer,
            (false, true) => Bearing::Doubtful,
            (false, false) => Bearing::Own,
        }
    }

    /// How a family name alone stands. `firsts` are the first words of the names of those whose it may be.
    pub(super) fn alone<'f>(&self, mut firsts: impl Iterator<Item = &'f str>) -> Bearing {
        let word = self.word_before().to_lowercase();
        if self.is_a_thing() || self.is_beside_a_sign() || self.is_of_a_finder() {
            return Bearing::Foreign;
        }
        if is_in(INTRODUCES, &word) || is_in(PARTICLES, &word) || self.is_introduced() || self.ends_a_name() || self.is_of_another() {
            return Bearing::Stranger;
        }
        if is_in(BEFORE_NO_PERSON, &word) || self.is_after_a_hole() {
            return Bearing::Foreign;
        }
        if let Some(before) = self.before.as_ref().filter(|_| self.is_begun(true)) {
            return if before.farthest().is_some_and(|word| firsts.any(|first| word == first || is_initial_of(word, first))) {
                Bearing::Foreign
            } else {
                Bearing::Stranger
            };
        }
        match self.after {
            // "Trump Tower" is no Trump; "Lee Harris" is another Lee.
            Some(next) if is_of_a_body(next) || is_in("Tower Towers Road Avenue Act Hotel Lane Square Drive Hill Park Bay Island Airport", next) => {
                Bearing::Foreign
            }
            Some(next) if !is_weekday(next) && self.has_case() => Bearing::Stranger,
            _ => Bearing::Own,
        }
    }

    /// How the name of anything else stands. Whatever the text itself lists is meant, if it is meant at all.
    pub(super) fn thing(&self, is_place: bool, is_listed: bool) -> Bearing {
        let is_one_word = !self.name.contains(' ');
        // "The Gulf of Mexico", "the University of London", "the Duke of Wellington".
        let is_held = self.has_case()
            && words_before(self.left).take(1).eq(["of"])
            && words_before(self.left).nth(1).is_some_and(|holder| {
                let is_noble = is_in("Duke Duchess Earl Prince Princess Count Countess Marquess Viscount Baron", holder);
                holder.starts_with(char::is_uppercase) && (is_noble || !(is_title(holder) || is_starter(holder)))
            });
        // "The Supreme Court of India" is another court.
        let is_of = self.right.strip_prefix(" of ").or_else(|| self.right.strip_prefix(" for ")).is_some_and(|rest| rest.starts_with(char::is_uppercase));
        if (is_place && is_held) || (!is_place && is_of && self.has_case()) || (is_one_word && self.has_title() && !self.is_all_capitals()) {
            return if is_one_word && !is_listed && !is_held { Bearing::Stranger } else { Bearing::Foreign };
        }
        if is_one_word && !is_listed && is_in("a an every another no this my your", self.word_before()) {
            return Bearing::Foreign;
        }
        // "Blue House Security Office" begins with the Blue House, and "Oxford University Press" is another house than the university.
        let may_go_on = !is_place && !is_one_word && self.after.is_some_and(|next| !is_of_a_body(next));
        match (self.goes_on() && !may_go_on, self.is_begun(false)) {
            // "Marcus Houston", whom the text may call Houston from here on; but "Greater Houston" takes nothing from the listed city.
            (false, true) if is_one_word && !is_listed => Bearing::Stranger,
            (false, false) => Bearing::Own,
            _ => Bearing::Foreign,
        }
    }

    fn is_all_capitals(&self) -> bool {
        self.name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
    }

    /// "Ernst & Young", "Roe v. Wade", "the Li-ion cell".
    fn is_beside_a_sign(&self) -> bool {
        let last = self.left.trim_end_matches([' ', SEAM]);
        let is_tied = self.right.starts_with('-') && !is_in("led backed appointed born based friendly", next_word(&self.right.replacen('-', " ", 1)));
        let signs = ["&", "+", "–", " v", " v.", " vs", " vs."];
        is_tied
            || signs.iter().any(|sign| last.ends_with(sign))
            || ["& ", "+ ", "– ", "v ", "v. ", "vs ", "vs. "].iter().any(|sign| self.right.strip_prefix(' ').is_some_and(|rest| rest.starts_with(sign)))
    }

    /// "Parkinson's disease", "Lloyd's of London".
    fn is_of_a_finder(&self) -> bool {
        self.right.strip_prefix("'s").is_some_and(|rest| is_in(NAMED_AFTER_ITS_FINDER, next_word(rest)) || rest.starts_with(" of "))
    }

    /// "Lee et al.", "Lee (2011)", "Lee senior".
    fn is_of_another(&self) -> bool {
        let cited = self.right.strip_prefix(" (").or_else(|| self.right.strip_prefix(", "));
        let is_cited = cited.is_some_and(|rest| rest.len() > 4 && rest.as_bytes()[..4].iter().all(u8::is_ascii_digit) && rest[4..].starts_with([')', 'a']));
        is_cited || is_in("et senior junior", next_word(self.right)) || [", Jr", ", Sr", ", et al"].iter().any(|sign| self.right.starts_with(sign))
    }

    /// Robert "Bob" Lee, Ann (Annie) Lee: what stands before it in quotes or brackets belongs to it.
    fn ends_a_name(&self) -> bool {
        let last = self.left.trim_end_matches([' ', SEAM]);
        let within = last.strip_suffix(['"', '\'', ')']);
        self.left.ends_with([' ', SEAM]) && within.is_some_and(|within| within.ends_with(char::is_alphanumeric)) && !last.ends_with("s'")
    }

    /// Whether what stands before it, and may be a part of it, is no plain word.
    fn is_after_a_hole(&self) -> bool {
        let last = self.left.trim_end_matches([' ', SEAM]);
        last.ends_with(HOLE) && !begins_sentence(last.trim_end_matches(HOLE))
    }

    /// "Mr and Mrs Lee", "a Mr Lee", "Mr Lee, the grocer".
    fn is_introduced(&self) -> bool {
        let mut words = words_before(self.left);
        let is_addressed = words.next().is_some_and(|word| matches!(word.trim_end_matches('.'), "Mr" | "Mrs" | "Ms" | "Miss" | "Mx"));
        let joined = words.next().unwrap_or_default().to_lowercase();
        let is_couple = matches!(&*joined, "and" | "or") && words.next().is_some_and(is_title);
        let is_explained = [", a ", ", an ", ", the ", ", her ", ", his ", " the "].iter().any(|sign| self.right.starts_with(sign));
        is_addressed && (is_couple || is_explained || is_in("a an one another husband wife son daughter old young", &joined))
    }
}

/// "J." of "John".
fn is_initial_of(word: &str, first: &str) -> bool {
    let mut letters = word.trim_end_matches('.').chars();
    letters.next().is_some_and(|letter| first.starts_with(letter)) && letters.next().is_none()
}
