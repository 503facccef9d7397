use super::{EntityId, Found, Quotation, Timeline};
use crate::base::{Code, Diagnostic, FastMap, FastSet, Key, Place};
use std::collections::BTreeSet;

/// Shorter words anybody may say.
const SHORTEST: usize = 4;
/// So many quotations that share a few words share a phrase, and no utterance.
const PHRASE: usize = 24;
/// The share of runs of words that two versions of one utterance have in common, in percent.
const COMMON: usize = 60;

/// Who speaks, as far as it is known.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Speaker {
    Registered(EntityId),
    Written(Key),
}

/// One quotation as it is compared: its words without case and signs.
struct Said {
    speaker: Speaker,
    words: Vec<String>,
}

impl Said {
    fn of(quotation: &Quotation<'_>) -> Said {
        let text = quotation.document.paragraphs.join(" ").to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').map(|word| word.replace('’', "'")).filter(|word| !word.is_empty());
        let written = || Speaker::Written(Key::of(&quotation.document.attribution.speaker));
        Said { speaker: quotation.speaker.map_or_else(written, Speaker::Registered), words: words.collect() }
    }

    /// Every run of three words.
    fn runs(&self) -> FastSet<&[String]> {
        self.words.windows(3.min(self.words.len().max(1))).collect()
    }

    /// Whether the words of another stand in this one, as an excerpt does.
    fn holds(&self, other: &Said) -> bool {
        other.words.is_empty() || self.words.windows(other.words.len()).any(|part| part == other.words)
    }
}

/// Reports the same words in two mouths, and one speaker's words in two versions.
///
/// Only quotations that share a run of three words, and a speaker, are compared, so the work grows with the words.
#[inline(never)] // Its instructions are counted.
pub(super) fn same_words(timeline: &Timeline<'_>) -> Vec<Diagnostic> {
    let said: Vec<Said> = timeline.quotations.iter().map(Said::of).collect();
    let mut faults = Vec::new();
    let mut first: FastMap<&[String], usize> = FastMap::default();
    let mut shelves: FastMap<(&Speaker, &[String]), Vec<usize>> = FastMap::default();
    for (at, one) in said.iter().enumerate().filter(|(_, one)| one.words.len() >= SHORTEST) {
        match first.get(one.words.as_slice()) {
            Some(other) if said[*other].speaker != one.speaker => faults.push(fault(timeline, at, *other, Fault::TwoSpeakers)),
            Some(_) => {}
            None => {
                first.insert(&one.words, at);
                one.runs().into_iter().for_each(|run| shelves.entry((&one.speaker, run)).or_default().push(at));
            }
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for shelf in shelves.values().filter(|shelf| (2..=PHRASE).contains(&shelf.len())) {
        for (at, one) in shelf.iter().enumerate() {
            pairs.extend(shelf[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    for (one, other) in pairs {
        let (a, b) = (&said[one], &said[other]);
        if is_one_utterance(&timeline.quotations[one], &timeline.quotations[other]) && are_versions(a, b) {
            faults.push(fault(timeline, other, one, Fault::TwoVersions));
        }
    }
    faults
}

/// Speakers whom nobody registered under a name that is nearly somebody's.
pub(super) fn unknown_speakers(timeline: &Timeline<'_>) -> Vec<Diagnostic> {
    let mut near: FastMap<&str, Option<&str>> = FastMap::default();
    let unknown = timeline.quotations.iter().filter(|quotation| quotation.speaker.is_none());
    let slips = unknown.filter_map(|quotation| {
        let said = &quotation.document.attribution;
        // Who is meant by `[[…]]` has been told already, and a shared name too.
        let is_shared = || timeline.registry.mentioned(&timeline.content.config.kinds, &said.speaker) != Found::Nobody;
        if said.explicit || is_shared() {
            return None;
        }
        let near = (*near.entry(&said.speaker).or_insert_with(|| timeline.registry.nearest(&timeline.entities, None, &said.speaker)))?;
        let place = Place::span(&timeline.article(quotation.article).document.file, quotation.document.span);
        let fault = Diagnostic::new(Code::UnresolvedName, format!("nobody is called \"{}\", who speaks here", said.speaker));
        Some(fault.grouped("speakers belong to no entry, and are nearly somebody").at(place).label(format!("did you mean {near}?")))
    });
    slips.collect()
}

/// Whether two quotations can be of one day: a speaker may say nearly the same on another.
fn is_one_utterance(one: &Quotation<'_>, other: &Quotation<'_>) -> bool {
    let is_dated = |quotation: &Quotation<'_>| quotation.document.attribution.date.is_some();
    !is_dated(one) || !is_dated(other) || one.date.date == other.date.date
}

fn are_versions(one: &Said, other: &Said) -> bool {
    if one.holds(other) || other.holds(one) {
        return false;
    }
    let (a, b) = (one.runs(), other.runs());
    let common = a.intersection(&b).count();
    common * 100 >= COMMON * a.len().min(b.len()).max(1)
}

enum Fault {
    TwoSpeakers,
    TwoVersions,
}

fn fault(timeline: &Timeline<'_>, at: usize, other: usize, fault: Fault) -> Diagnostic {
    let place = |at: usize| {
        let quotation = &timeline.quotations[at];
        Place::span(&timeline.article(quotation.article).document.file, quotation.document.span)
    };
    let speaker = |at: usize| {
        let quotation = &timeline.quotations[at];
        quotation.speaker.map_or_else(|| quotation.document.attribution.speaker.clone(), |id| timeline.entity(id).name.to_string())
    };
    let diagnostic = match fault {
        Fault::TwoSpeakers => Diagnostic::new(Code::QuotationConflict, format!("the same words are given to {} and to {}", speaker(at), speaker(other)))
            .help("give them to the one who said them; if one repeats the other, say so in the text"),
        Fault::TwoVersions => Diagnostic::new(Code::QuotationConflict, format!("words of {} stand in two versions", speaker(at)))
            .help("look the wording up and use it in both places; if they were said twice, give each its date: — speaker, 2018-07-31"),
    };
    diagnostic.grouped("quotations contradict one another").at(place(at)).and(place(other), "the other one")
}
