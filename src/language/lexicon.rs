use super::person_name::{PersonName, without_accents};
use crate::base::plain;
use crate::content::Nature;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::BTreeMap;

/// The names to look for in prose. `model` fills it; what it says is a number that `model` understands.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    automaton: Option<AhoCorasick>,
    /// What each pattern of the automaton is.
    pub(super) forms: Vec<Form>,
    /// By number.
    pub(super) entries: Vec<LexiconEntry>,
}

/// Somebody or something to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconEntry {
    /// What it is in the world.
    pub nature: Nature,
    /// Whether it is looked for in every text, or only where it is listed.
    pub everywhere: bool,
    /// The first word of a person's name.
    pub(super) first: String,
    /// What a person may be called alone.
    pub(super) surnames: Vec<String>,
}

/// One way to write a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// The letters.
    pub(super) name: String,
    /// Whether it is more than one word, and somebody's whole name.
    pub(super) is_full: bool,
    /// Whose it is: those whose name it is, and those who may be called so once they are known.
    pub(super) holders: Vec<(u32, Strength)>,
}

/// What a form is to its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// The name, an alias, the native name.
    Name,
    /// A family name.
    Surname,
}

/// Collects names.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    forms: BTreeMap<String, Vec<(u32, Strength)>>,
    entries: Vec<LexiconEntry>,
}

impl LexiconBuilder {
    /// Adds an entry under the next number, with the names it has: the first is its own, and a person's family name is told
    /// from it.
    pub fn add<'n>(&mut self, nature: Nature, everywhere: bool, names: impl IntoIterator<Item = &'n str>) -> u32 {
        let id = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let (mut first, mut surnames) = (String::new(), Vec::new());
        for (at, name) in names.into_iter().enumerate() {
            let name = plain(name);
            if nature == Nature::Person {
                let person = PersonName::of(&name);
                person.variants.iter().for_each(|variant| self.form(variant, id, Strength::Name));
                if at == 0 {
                    person.surnames.iter().for_each(|surname| self.form(surname, id, Strength::Surname));
                    first = person.first;
                    surnames = person.surnames;
                }
            }
            self.form(&name, id, Strength::Name);
        }
        self.entries.push(LexiconEntry { nature, everywhere, first, surnames });
        id
    }

    fn form(&mut self, name: &str, id: u32, strength: Strength) {
        let name = name.trim();
        // One letter is no name, and a sign is none.
        if name.chars().count() < 2 || !name.chars().any(char::is_alphabetic) {
            return;
        }
        // One word without its accents is soon another: "Pená" is nobody's "Pena".
        for form in [Some(name.to_owned()), without_accents(name).filter(|bare| bare.contains(' '))].into_iter().flatten() {
            let holders = self.forms.entry(form).or_default();
            match holders.iter_mut().find(|(holder, _)| *holder == id) {
                Some(holder) => holder.1 = holder.1.min(strength),
                None => holders.push((id, strength)),
            }
        }
    }

    /// Makes the lexicon. Its size grows with the letters of the names.
    pub fn finish(self) -> Lexicon {
        let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).match_kind(MatchKind::Standard).build(self.forms.keys());
        let forms = self.forms.into_iter().map(|(name, holders)| Form { is_full: is_full(&name, &holders), name, holders }).collect();
        // Too many letters for the automaton's numbers would take more memory than there is.
        Lexicon { automaton: automaton.ok().filter(|automaton| automaton.patterns_len() > 0), forms, entries: self.entries }
    }
}

/// "Ann Lee", and not "van Dijk", though it is two words.
fn is_full(name: &str, holders: &[(u32, Strength)]) -> bool {
    name.contains(' ') && holders.iter().any(|(_, strength)| *strength == Strength::Name)
}

impl Lexicon {
    /// Every place where the letters of a form stand, whole or within a word.
    pub(super) fn occurrences<'l>(&'l self, text: &'l str) -> impl Iterator<Item = (usize, usize, usize)> + 'l {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_overlapping_iter(text));
        found.map(|found| (found.start(), found.end(), found.pattern().as_usize()))
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }
}
