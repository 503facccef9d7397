use super::edge::is_whole;
use super::lexicon::{Form, Lexicon, Strength};
use super::neighbours::{Neighbour, after, before, begins_sentence, is_of_a_person};
use super::person_name::is_common;
use super::title_word::{is_calendar, is_starter, is_title};
use crate::content::{Block, Nature, Prose, SEAM, Stroke};
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

/// A name in running words, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Where it stands.
    pub stroke: Stroke,
    /// Whose it is, by its number in the lexicon.
    pub whose: u32,
}

/// What is known of a text beside its words.
pub trait Acquaintance {
    /// Whether the text's own lists name an entry.
    fn is_listed(&self, whose: u32) -> bool;
    /// Whom a mark names: what stands in `[[…]]`, without the sign that it is to be no link.
    fn marked(&self, target: &str) -> Option<u32>;
    /// Whether an entry may be a link in this text: not on its own page, not if it asks for none.
    fn may_link(&self, whose: u32) -> bool;
}

/// A name at its place in a block, before it is known whether it counts.
struct Pick {
    range: Range<usize>,
    form: usize,
    bearing: Bearing,
}

/// How a name stands among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bearing {
    /// As a name of its own.
    Own,
    /// As a part of the name of somebody or something else.
    Foreign,
    /// As a part of the longer name of a person who is not known: whoever that is may be called by it alone from here on.
    Stranger,
    /// As somebody's full name, or the end of a longer one: whoever that is may be called by the family name alone.
    Doubtful,
}

impl Lexicon {
    /// Finds the names of a text: of each entry the first place in each section where it is named.
    ///
    /// The longest name counts, and a name within a longer one that nobody registered does not. A family name counts only
    /// once its bearer has been named in full, or stands in the text's lists; and not at all where two known people share
    /// it, or the text speaks of somebody else of that name. A wrong link hurts a real person: when in doubt, no link.
    pub fn names(&self, prose: &Prose, known: &dyn Acquaintance) -> Vec<Naming> {
        if self.is_empty() {
            return Vec::new();
        }
        let picks: Vec<Vec<Pick>> = prose.blocks.iter().map(|block| self.picks(block, known)).collect();
        let strangers: HashSet<&str> = picks.iter().flatten().flat_map(|pick| self.strangers(pick)).collect();
        let mut introduced: BTreeSet<u32> = BTreeSet::new();
        let mut linked: HashSet<(u32, u32)> = HashSet::new();
        let mut namings = Vec::new();
        for (block, picks) in prose.blocks.iter().zip(&picks) {
            let mut marks = block.marks.iter().peekable();
            let mut meet = |upto: usize, introduced: &mut BTreeSet<u32>, linked: &mut HashSet<(u32, u32)>| {
                while let Some(mark) = marks.next_if(|mark| mark.at <= upto) {
                    let word = mark.target.trim().strip_prefix('!');
                    let Some(whose) = known.marked(word.unwrap_or(&mark.target)) else { continue };
                    if word.is_none() {
                        introduced.insert(whose);
                    }
                    if mark.in_text {
                        linked.insert((block.section, whose));
                    }
                }
            };
            for pick in picks.iter().filter(|pick| pick.bearing == Bearing::Own) {
                meet(pick.range.start, &mut introduced, &mut linked);
                let form = &self.forms[pick.form];
                let Some(whose) = self.whose(form, known, &introduced) else { continue };
                if form.is_phrase {
                    introduced.insert(whose);
                }
                let is_alone = !form.is_phrase && self.entries[whose as usize].nature == Nature::Person;
                if is_alone && (strangers.contains(form.name.as_str()) || !self.is_name_here(pick, block, prose, whose)) {
                    continue;
                }
                if !known.may_link(whose) || !linked.insert((block.section, whose)) {
                    continue;
                }
                namings.extend(block.stroke(pick.range.clone()).map(|stroke| Naming { stroke, whose }));
            }
            meet(usize::MAX, &mut introduced, &mut linked);
        }
        namings.sort_by_key(|naming| naming.stroke);
        namings
    }

    /// The family names that somebody else in the text may be called by.
    fn strangers<'l>(&'l self, pick: &Pick) -> Vec<&'l str> {
        let form = &self.forms[pick.form];
        match pick.bearing {
            Bearing::Own | Bearing::Foreign => Vec::new(),
            Bearing::Stranger => vec![&form.name],
            Bearing::Doubtful => form.holders.iter().flat_map(|(id, _)| &self.entries[*id as usize].surnames).map(String::as_str).collect(),
        }
    }

    /// Whose a form is in this text, if one entry fits.
    fn whose(&self, form: &Form, known: &dyn Acquaintance, introduced: &BTreeSet<u32>) -> Option<u32> {
        let is_looked_for = |id: u32| self.entries[id as usize].everywhere || known.is_listed(id);
        let fits = |(id, strength): &(u32, Strength)| match strength {
            Strength::Name => is_looked_for(*id),
            Strength::Surname => is_looked_for(*id) && (introduced.contains(id) || known.is_listed(*id)),
        };
        let fitting: Vec<&(u32, Strength)> = form.holders.iter().filter(|holder| fits(holder)).collect();
        match fitting.as_slice() {
            [] => None,
            [(id, _)] => Some(*id),
            // What two share is never guessed, a family name no more than an alias.
            _ => None,
        }
    }

    /// The names of a block that stand whole, from left to right: of those that begin together the longest that stands well,
    /// and none within another.
    fn picks(&self, block: &Block, known: &dyn Acquaintance) -> Vec<Pick> {
        let text = block.text.as_str();
        let mut found: Vec<(usize, usize, usize)> = self.occurrences(text).collect();
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut picks: Vec<Pick> = Vec::new();
        let mut free = 0;
        for (start, end, form) in found {
            if start < free || !is_whole(text, start, end, self.is_of_people(form)) {
                continue;
            }
            let bearing = self.bearing(text, start..end, form, known);
            if bearing != Bearing::Foreign {
                free = end;
                picks.push(Pick { range: start..end, form, bearing });
            }
        }
        picks
    }

    fn is_of_people(&self, form: usize) -> bool {
        self.forms[form].holders.iter().any(|(id, _)| self.entries[*id as usize].nature == Nature::Person)
    }

    /// How a name stands among the words beside it.
    fn bearing(&self, text: &str, range: Range<usize>, form: usize, known: &dyn Acquaintance) -> Bearing {
        let (before, after) = (before(&text[..range.start]), after(&text[range.end..]));
        let Form { is_phrase, holders, .. } = &self.forms[form];
        let nature = |nature: Nature| holders.iter().any(|(id, _)| self.entries[*id as usize].nature == nature);
        // Where letters have no case, the words beside a name tell nothing.
        let has_case = text[range.clone()].chars().any(|c| c.is_uppercase() || c.is_lowercase());
        let goes_on = has_case && after.is_some_and(|word| !is_calendar(word) && !is_starter(word));
        let begun = before.as_ref().filter(|before| has_case && !before.is_harmless());
        if nature(Nature::Person) {
            if *is_phrase {
                // Whoever the article itself lists is meant, whatever stands before the name.
                // But "A. Osshaw" after "Astrid" is the end of a longer name.
                let is_initial = text[range].split(' ').next().is_some_and(|word| word.chars().filter(|c| *c != '.').count() == 1);
                let is_listed = !is_initial && holders.iter().any(|(id, _)| known.is_listed(*id));
                return match (goes_on, begun) {
                    (true, _) => Bearing::Foreign,
                    (false, Some(_)) if !is_listed => Bearing::Doubtful,
                    _ => Bearing::Own,
                };
            }
            // "Ask NASA": what is all capitals is no family name.
            let is_acronym = text[range.clone()].chars().all(char::is_uppercase);
            return match begun.filter(|_| !is_acronym) {
                Some(before) if self.is_bearers_own(before, holders) => Bearing::Foreign,
                Some(_) => Bearing::Stranger,
                // "Kim Nobody" is another Kim; "Trump Tower" is no Trump.
                None if goes_on && self.may_begin_a_name(holders, &text[range]) => Bearing::Stranger,
                None if goes_on => Bearing::Foreign,
                None => Bearing::Own,
            };
        }
        // "Blue House Security Office" begins with the Blue House; "National Security Council" does not end with another.
        let may_go_on = nature(Nature::Organization) && *is_phrase;
        if (goes_on && !may_go_on) || begun.is_some() { Bearing::Foreign } else { Bearing::Own }
    }

    /// Whether what stands before a family name is a longer form of its bearer's own name: "Donald J." before "Trump".
    fn is_bearers_own(&self, before: &Neighbour<'_>, holders: &[(u32, Strength)]) -> bool {
        let firsts = || holders.iter().map(|(id, _)| self.entries[*id as usize].first.as_str()).filter(|first| !first.is_empty());
        firsts().any(|first| before.words.iter().any(|word| *word == first || is_initial_of(word, first)))
    }

    fn may_begin_a_name(&self, holders: &[(u32, Strength)], name: &str) -> bool {
        holders.iter().any(|(id, strength)| *strength == Strength::Surname && self.entries[*id as usize].first == name)
    }

    /// Whether a name of one word is not rather a word here: a month, or what the text writes small elsewhere.
    fn is_name_here(&self, pick: &Pick, block: &Block, prose: &Prose, whose: u32) -> bool {
        let own = self.forms[pick.form].holders.contains(&(whose, Strength::Name));
        let name: String = block.text[pick.range.clone()].chars().filter(|c| *c != SEAM).collect();
        let has_title = before(&block.text[..pick.range.start]).is_some_and(|before| before.words.first().is_some_and(|word| is_title(word)));
        if own || has_title {
            return true;
        }
        let small = name.to_lowercase();
        let stands_small = |block: &Block| block.text.match_indices(&small).any(|(at, _)| is_whole(&block.text, at, at + small.len(), false));
        if is_common(&name) || (small != name && prose.blocks.iter().any(stands_small)) {
            return false;
        }
        // "Rice prices doubled": where a sentence begins, any word has a capital.
        !begins_sentence(&block.text[..pick.range.start]) || is_of_a_person(&block.text[pick.range.end..])
    }
}

/// "J." of "John".
fn is_initial_of(word: &str, first: &str) -> bool {
    let mut letters = word.trim_end_matches('.').chars();
    letters.next().is_some_and(|letter| first.starts_with(letter)) && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::LexiconBuilder;
    use super::*;

    /// A text's own lists, and everybody by name.
    struct Known<'k> {
        names: Vec<&'k str>,
        listed: Vec<&'k str>,
    }

    impl Acquaintance for Known<'_> {
        fn is_listed(&self, whose: u32) -> bool {
            self.listed.contains(&self.names[whose as usize])
        }
        fn marked(&self, target: &str) -> Option<u32> {
            self.names.iter().position(|name| *name == target).map(|at| at as u32)
        }
        fn may_link(&self, _: u32) -> bool {
            true
        }
    }

    /// The names that a text links, as "words → entry", each with its section.
    fn linked(entries: &[(Nature, &[&str])], listed: &[&str], text: &str) -> Vec<String> {
        let mut builder = LexiconBuilder::default();
        for (nature, names) in entries {
            builder.add(*nature, true, names.iter().copied());
        }
        let names: Vec<&str> = entries.iter().map(|(_, names)| names[0]).collect();
        let known = Known { names: names.clone(), listed: listed.to_vec() };
        let tokens = crate::content::tokens(text);
        let shown = |naming: Naming| {
            let Stroke { start, end } = naming.stroke;
            let words: String = (start.token..=end.token)
                .map(|at| match &tokens[at as usize].0 {
                    crate::content::Token::Plain(pulldown_cmark::Event::Text(words)) => {
                        let from = if at == start.token { start.at as usize } else { 0 };
                        let upto = if at == end.token { end.at as usize } else { words.len() };
                        words[from..upto].to_owned()
                    }
                    _ => " ".to_owned(),
                })
                .collect();
            format!("{words} → {}", names[naming.whose as usize])
        };
        builder.finish().names(&Prose::read(text), &known).into_iter().map(shown).collect()
    }

    const PEOPLE: &[(Nature, &[&str])] = &[
        (Nature::Person, &["Ann Lee"]),
        (Nature::Person, &["Bob Lee"]),
        (Nature::Person, &["Kim Jong Un", "김정은", "كيم جونغ أون"]),
        (Nature::Person, &["Donald Trump", "Trump", "President Trump"]),
        (Nature::Person, &["Mike Pompeo", "Michael Pompeo"]),
        (Nature::Person, &["Sean O'Neil"]),
        (Nature::Place, &["Seoul", "서울"]),
        (Nature::Place, &["Washington"]),
        (Nature::Organization, &["Blue House"]),
        (Nature::Organization, &["UN Security Council", "Security Council"]),
        (Nature::Person, &["Theresa May"]),
        (Nature::Person, &["Ann"]),
    ];

    #[test]
    fn the_first_mention_in_each_section_is_linked() {
        let text = "Mike Pompeo came. Mike Pompeo left.\n\n# Mike Pompeo\n\nMike Pompeo again.";
        assert_eq!(linked(PEOPLE, &[], text), ["Mike Pompeo → Mike Pompeo", "Mike Pompeo → Mike Pompeo"]);
        assert_eq!(linked(PEOPLE, &[], "[[Mike Pompeo]] and Mike Pompeo"), [""; 0], "the marked one was the first");
        assert_eq!(linked(PEOPLE, &[], "[[!Seoul]] and Seoul"), [""; 0]);
        assert_eq!(linked(PEOPLE, &[], "[Mike Pompeo](x), `Mike Pompeo`, ![Mike Pompeo](y)"), [""; 0]);
    }

    #[test]
    fn the_longest_name_counts_and_its_prefix_where_it_is_no_name() {
        assert_eq!(linked(PEOPLE, &[], "Ann Leeds spoke."), [""; 0], "Ann is followed by a name");
        assert_eq!(linked(PEOPLE, &[], "Ann leeds."), ["Ann → Ann"]);
        assert_eq!(linked(PEOPLE, &[], "To President Trump."), ["President Trump → Donald Trump"]);
        assert_eq!(linked(PEOPLE, &[], "Ann Lee-Smith and Smith-Ann Lee"), [""; 0]);
        assert_eq!(linked(PEOPLE, &[], "Mary Ann Lee"), [""; 0]);
        assert_eq!(linked(PEOPLE, &["Ann Lee"], "Democrat-leaning Tycoon Ann Lee"), ["Ann Lee → Ann Lee"]);
    }

    #[test]
    fn a_family_name_counts_once_its_bearer_is_known() {
        assert_eq!(linked(PEOPLE, &[], "Mr Pompeo met. Mike Pompeo left."), ["Mike Pompeo → Mike Pompeo"]);
        let later = linked(PEOPLE, &[], "Mike Pompeo met.\n\n# Later\n\nMr. Pompeo left; Secretary Pompeo's plane.");
        assert_eq!(later, ["Mike Pompeo → Mike Pompeo", "Pompeo → Mike Pompeo"]);
        assert_eq!(linked(PEOPLE, &["Mike Pompeo"], "Then Pompeo left."), ["Pompeo → Mike Pompeo"]);
        assert_eq!(linked(PEOPLE, &["Mike Pompeo"], "Pompeo's and Lt-Gen Pompeo"), ["Pompeo → Mike Pompeo"]);
        assert_eq!(linked(PEOPLE, &["Kim Jong Un"], "Mr Kim smiled."), ["Kim → Kim Jong Un"]);
    }

    #[test]
    fn a_family_name_of_two_is_nobodys() {
        assert_eq!(linked(PEOPLE, &["Ann Lee", "Bob Lee"], "Then Lee spoke."), [""; 0]);
        assert_eq!(linked(PEOPLE, &["Ann Lee"], "Bob Lee came.\n\n# Then\n\nHere Lee spoke."), ["Bob Lee → Bob Lee"]);
        assert_eq!(linked(PEOPLE, &["Ann Lee"], "Tycoon Bob Lee came.\n\n# Then\n\nHere Lee spoke."), [""; 0], "who that was is not sure");
        assert_eq!(linked(PEOPLE, &["Ann Lee"], "Cy Lee came.\n\n# Then\n\nHere Lee spoke."), [""; 0], "a stranger of that name");
        assert_eq!(linked(PEOPLE, &["Kim Jong Un"], "Kim Nobody came. Mr Kim left."), [""; 0]);
        assert_eq!(linked(PEOPLE, &[], "Melania Trump spoke. Trump left."), [""; 0]);
        assert_eq!(linked(PEOPLE, &[], "Donald J. Trump spoke. Trump left."), ["Trump → Donald Trump"]);
        assert_eq!(linked(PEOPLE, &[], "At Trump Tower, Trump spoke."), ["Trump → Donald Trump"]);
    }

    #[test]
    fn a_family_name_that_is_a_word_needs_a_title() {
        assert_eq!(linked(PEOPLE, &["Theresa May"], "In May it rained."), [""; 0]);
        assert_eq!(linked(PEOPLE, &["Theresa May"], "Mrs May left in May."), ["May → Theresa May"]);
        let park: &[(Nature, &[&str])] = &[(Nature::Person, &["Rosa Park"])];
        assert_eq!(linked(park, &["Rosa Park"], "Park closed the park."), [""; 0]);
        assert_eq!(linked(park, &["Rosa Park"], "Park closures."), [""; 0], "at the beginning of a sentence any word has a capital");
        assert_eq!(linked(park, &["Rosa Park"], "Park said so; Park's gate"), ["Park → Rosa Park"]);
    }

    #[test]
    fn a_place_within_a_longer_name_is_not_the_place() {
        assert_eq!(linked(PEOPLE, &[], "George Washington, the Washington Post, in Seoul Peace Prize hall"), [""; 0]);
        assert_eq!(linked(PEOPLE, &[], "In Seoul, and Washington on Monday"), ["Seoul → Seoul", "Washington → Washington"]);
        assert_eq!(linked(PEOPLE, &[], "The Blue House National Security Office"), ["Blue House → Blue House"]);
        assert_eq!(linked(PEOPLE, &[], "the National Security Council, the Security Council"), ["Security Council → UN Security Council"]);
    }

    #[test]
    fn a_name_over_a_line_end_or_with_other_signs_is_found() {
        assert_eq!(linked(PEOPLE, &[], "Then Kim\nJong Un came."), ["Kim Jong Un → Kim Jong Un"]);
        assert_eq!(linked(PEOPLE, &[], "Then Kim Jong-un came."), ["Kim Jong-un → Kim Jong Un"]);
        assert_eq!(linked(PEOPLE, &[], "Then Kim\u{a0}Jong Un came."), ["Kim\u{a0}Jong Un → Kim Jong Un"]);
        assert_eq!(linked(PEOPLE, &[], "Sean O'Neil").len(), 1);
        assert_eq!(linked(PEOPLE, &[], "Sean O’Neil").len(), 1);
        assert_eq!(linked(PEOPLE, &[], "Kim *Jong* Un and *Mike Pompeo*s"), [""; 0], "no name reaches over an emphasis, no word ends at one");
        assert_eq!(linked(PEOPLE, &[], "**Mike Pompeo** left"), ["Mike Pompeo → Mike Pompeo"]);
    }

    #[test]
    fn other_scripts_have_their_own_words() {
        assert_eq!(linked(PEOPLE, &[], "김정은이 서울에서 김정은숙을 만났다."), ["김정은 → Kim Jong Un", "서울 → Seoul"]);
        assert_eq!(linked(PEOPLE, &[], "Trump와 김정은은 왔다."), ["Trump → Donald Trump", "김정은 → Kim Jong Un"]);
        assert_eq!(linked(PEOPLE, &[], "قال وكيم جونغ أون"), ["كيم جونغ أون → Kim Jong Un"]);
    }
}
