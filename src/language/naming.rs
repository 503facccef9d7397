use super::bearing::{Bearing, Beside};
use super::edge::is_whole;
use super::lexicon::{Form, Lexicon, Strength};
use super::neighbours::{acts, is_of_a_person};
use super::person_name::is_common;
use super::title_word::is_calendar;
use crate::content::{Block, Nature, Prose, Stroke};
use std::collections::{BTreeSet, HashMap, HashSet};
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

/// What a whole text tells before its names can be judged one by one.
#[derive(Default)]
struct Overview<'l> {
    /// The names that somebody else in the text may be called by.
    strangers: HashSet<&'l str>,
    /// Whose full name stands in the text, marked or not.
    present: HashSet<u32>,
    /// The forms that stand as a name where nothing but a name has a capital.
    sure: HashSet<usize>,
    /// Whether a form stands in small letters as well, where it was asked for.
    small: HashMap<usize, bool>,
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
        let mut overview = self.overview(prose, &picks, known);
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
            for pick in picks.iter().filter(|pick| matches!(pick.bearing, Bearing::Own | Bearing::Longer)) {
                meet(pick.range.start, &mut introduced, &mut linked);
                let form = &self.forms[pick.form];
                let Some(whose) = self.whose(form, known, &introduced, &overview.present) else { continue };
                if pick.bearing == Bearing::Longer && overview.present.contains(&whose) {
                    continue;
                }
                if form.is_full {
                    introduced.insert(whose);
                }
                let is_free = known.may_link(whose) && !linked.contains(&(block.section, whose));
                if is_free && (form.is_full || self.is_name_here(pick, block, prose, whose, known, &mut overview)) {
                    linked.insert((block.section, whose));
                    namings.extend(block.stroke(pick.range.clone()).map(|stroke| Naming { stroke, whose }));
                }
            }
            meet(usize::MAX, &mut introduced, &mut linked);
        }
        namings.sort_by_key(|naming| naming.stroke);
        namings
    }

    fn overview<'l>(&'l self, prose: &Prose, picks: &[Vec<Pick>], known: &dyn Acquaintance) -> Overview<'l> {
        let mut overview = Overview::default();
        let mut titles: HashMap<usize, [bool; 2]> = HashMap::new();
        for (block, picks) in prose.blocks.iter().zip(picks) {
            overview.present.extend(block.marks.iter().filter_map(|mark| known.marked(mark.target.trim().trim_start_matches('!'))));
            for Pick { range, form: at, bearing } in picks {
                let form = &self.forms[*at];
                let bearers = || form.holders.iter().filter(|(_, strength)| *strength == Strength::Name).map(|(id, _)| *id);
                let surnames = |id: u32| self.entries[id as usize].surnames.iter().map(String::as_str);
                match bearing {
                    Bearing::Own if form.is_full => {
                        overview.present.extend(bearers());
                        // Who is named in full and never to be a link here may be called by the family name too.
                        overview.strangers.extend(bearers().filter(|id| !self.is_looked_for(*id, known)).flat_map(surnames));
                    }
                    Bearing::Own => {
                        let beside = Beside::of(&block.text, range);
                        if !beside.begins_sentence() {
                            overview.sure.insert(*at);
                        }
                        let [he, she] = titles.entry(*at).or_default();
                        *he |= beside.is_called(&["Mr", "Herr", "Monsieur", "Señor"]);
                        *she |= beside.is_called(&["Mrs", "Ms", "Miss", "Frau", "Madame", "Señora"]);
                    }
                    Bearing::Doubtful => overview.strangers.extend(bearers().flat_map(surnames)),
                    Bearing::Stranger => {
                        overview.strangers.insert(&form.name);
                    }
                    Bearing::Longer | Bearing::Foreign => {}
                }
            }
        }
        // Mr Lee and Mrs Lee are two, and only one is known.
        overview.strangers.extend(titles.iter().filter(|(_, both)| **both == [true; 2]).map(|(form, _)| self.forms[*form].name.as_str()));
        overview
    }

    /// Whether a text may link an entry that it does not mark: one that is looked for everywhere, or in its lists.
    fn is_looked_for(&self, id: u32, known: &dyn Acquaintance) -> bool {
        self.entries[id as usize].everywhere || known.is_listed(id)
    }

    /// Whose a form is in this text, if one entry fits.
    fn whose(&self, form: &Form, known: &dyn Acquaintance, introduced: &BTreeSet<u32>, present: &HashSet<u32>) -> Option<u32> {
        let fits = |(id, strength): &(u32, Strength)| match strength {
            Strength::Name => self.is_looked_for(*id, known),
            Strength::Surname => self.is_looked_for(*id, known) && (introduced.contains(id) || known.is_listed(*id)),
        };
        let mut fitting = form.holders.iter().filter(|holder| fits(holder)).map(|(id, _)| *id);
        // What two share is never guessed, a family name no more than an alias; nor where the other is named further on.
        let whose = fitting.next().filter(|_| fitting.next().is_none())?;
        let is_shared = |(id, strength): &(u32, Strength)| *strength == Strength::Surname && *id != whose && present.contains(id);
        (!form.holders.iter().any(is_shared)).then_some(whose)
    }

    /// The names of a block that stand whole, from left to right: of those that begin together the longest that stands well,
    /// and none within another.
    fn picks(&self, block: &Block, known: &dyn Acquaintance) -> Vec<Pick> {
        let text = block.text.as_str();
        let mut found: Vec<(usize, usize, usize)> = self.occurrences(text).collect();
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut picks: Vec<Pick> = Vec::new();
        let mut free = 0;
        for &(start, end, form) in &found {
            if start < free || !is_whole(text, start, end, self.is_of_people(form)) {
                continue;
            }
            let next = end + text[end..].starts_with(' ') as usize;
            let following = &found[found.partition_point(|(at, ..)| *at < next)..];
            let mut following = following.iter().take_while(|(at, ..)| next > end && *at == next);
            let is_followed = following.any(|(at, end, form)| self.forms[*form].is_full && is_whole(text, *at, *end, true));
            let bearing = self.bearing(&Beside::of(text, &(start..end)), form, is_followed, known);
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
    fn bearing(&self, beside: &Beside<'_>, form: usize, is_followed: bool, known: &dyn Acquaintance) -> Bearing {
        let Form { is_full, holders, .. } = &self.forms[form];
        let is = |nature: Nature| holders.iter().any(|(id, _)| self.entries[*id as usize].nature == nature);
        let is_listed = holders.iter().any(|(id, _)| known.is_listed(*id));
        if !is(Nature::Person) {
            return beside.thing(is(Nature::Place), is_listed);
        }
        if *is_full {
            return beside.full_name(is_listed, is_followed);
        }
        let may_be_meant = |(id, strength): &&(u32, Strength)| *strength == Strength::Name || known.is_listed(*id);
        let firsts = holders.iter().filter(may_be_meant).map(|(id, _)| self.entries[*id as usize].first.as_str());
        beside.alone(firsts.filter(|first| !first.is_empty()))
    }

    /// Whether a name of one word is not rather a word here: a month, what the text writes small elsewhere, somebody else.
    fn is_name_here(&self, pick: &Pick, block: &Block, prose: &Prose, whose: u32, known: &dyn Acquaintance, overview: &mut Overview<'_>) -> bool {
        let form = &self.forms[pick.form];
        let is_person = self.entries[whose as usize].nature == Nature::Person;
        let is_own = form.holders.contains(&(whose, Strength::Name));
        let is_listed = known.is_listed(whose);
        if overview.strangers.contains(form.name.as_str()) && (is_person || !is_listed) {
            return false;
        }
        let beside = Beside::of(&block.text, &pick.range);
        if (is_own && is_listed) || (is_person && beside.has_title()) || form.name.contains(' ') {
            return true;
        }
        let small = form.name.to_lowercase();
        if small == form.name {
            // In Arabic and Hebrew the shortest names are words, and no capital tells them apart.
            return !(is_person && form.name.chars().all(|c| matches!(c, '\u{590}'..='\u{77f}')) && form.name.chars().count() <= 4);
        }
        let stands_small = |block: &Block| block.text.match_indices(&small).any(|(at, _)| is_whole(&block.text, at, at + small.len(), false));
        let is_word = if is_own { is_calendar(&form.name) } else { is_common(&form.name) };
        if is_word || *overview.small.entry(pick.form).or_insert_with(|| prose.blocks.iter().any(stands_small)) {
            return false;
        }
        // "Rice prices doubled": where a sentence begins, any word has a capital.
        let is_sure = match (is_own, is_person) {
            (true, true) => true,
            (true, false) => acts(&block.text[pick.range.end..]) || overview.sure.contains(&pick.form) || !form.name.chars().any(|c| c <= '\u{24f}'),
            (false, _) => is_of_a_person(&block.text[pick.range.end..]),
        };
        is_sure || !beside.begins_sentence()
    }
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

    #[test]
    fn a_family_name_alone_is_no_name_where_a_word_beside_it_says_so() {
        let listed = |text: &str| linked(&[(Nature::Person, &["Ann Lee"])], &["Ann Lee"], text);
        for text in [
            "He met a Lee.",
            "Two Lee brothers own it.",
            "It lies in Lee.",
            "Her brother Lee kept the shop.",
            "A boy called Lee asked.",
            "Margaret Sykes, née Lee, asked.",
            "Mr and Mrs Lee were away.",
            "One Mrs Lee sent cake.",
            "Mr Lee, the grocer, laughed.",
            "The firm of Hobbs & Lee quit.",
            "They cited Lee et al. and Lee (2011).",
            "They call it Lee's disease.",
            "The Lee-made rifle jammed.",
            "Then Lee Harris spoke, and Lee left.",
            "Robert \"Bob\" Lee spoke.",
            "Ahmad al-Lee came.",
            "Jean de Lee came.",
            "King Lee came.",
            "Ann Other Lee and Bob Lee.",
            "By the Lee hospital.",
            "Mr Lee left. Mrs Lee stayed.",
            "x=Lee and ~Lee",
        ] {
            assert_eq!(listed(text), [""; 0], "{text}");
        }
        for text in [
            "Then Lee left.",
            "In court Lee spoke.",
            "\"No,\" Lee said.",
            "Inspector Lee left.",
            "On Monday Lee left.",
            "Then Lee's car left.",
            "Minister Lee and Mr Lee left.",
        ] {
            assert_eq!(listed(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn who_is_named_in_full_takes_the_family_name_with_them() {
        assert_eq!(linked(PEOPLE, &["Ann Lee"], "Then Lee spoke. Later Bob Lee came."), ["Bob Lee → Bob Lee"], "named further on");
        assert_eq!(linked(PEOPLE, &["Ann Lee"], "Then Lee spoke to [[Bob Lee]]."), [""; 0]);
        let mut builder = LexiconBuilder::default();
        builder.add(Nature::Person, true, ["Ann Lee"]);
        builder.add(Nature::Person, false, ["Bob Lee"]);
        let known = Known { names: vec!["Ann Lee", "Bob Lee"], listed: vec!["Ann Lee"] };
        let found = builder.finish().names(&Prose::read("Bob Lee came. Then Lee spoke."), &known);
        assert_eq!(found, [], "who is never a link still has a name");
    }

    #[test]
    fn a_full_name_is_seen_through_what_stands_beside_it() {
        for (text, count) in [
            ("Ann Lee MP spoke.", 1),
            ("So Ann Lee, Jr., spoke.", 0),
            ("They met Ann Lee Mike Pompeo left.", 1),
            ("Le rôle d'Ann Lee.", 1),
            ("Ann Lee'nin evi.", 1),
            ("The ferry Ann Lee sank.", 0),
            ("At Ann Lee airport.", 0),
            ("Ex-Ann Lee aide", 1),
            ("“Ann Lee”", 1),
        ] {
            assert_eq!(linked(PEOPLE, &["Ann Lee"], text).len(), count, "{text}");
        }
    }

    #[test]
    fn a_place_or_a_body_of_one_word_is_not_every_word_with_a_capital() {
        let things: &[(Nature, &[&str])] = &[
            (Nature::Place, &["Wellington"]),
            (Nature::Place, &["Reading"]),
            (Nature::Organization, &["Shell"]),
            (Nature::Organization, &["Supreme Court"]),
            (Nature::Organization, &["Oxford University"]),
        ];
        for text in [
            "Then Lord Wellington spoke.",
            "The Duke of Wellington spoke.",
            "Kit Wellington came. Then Wellington left.",
            "Reading aloud is good.",
            "Shell fragments were found.",
            "He fired a Shell.",
            "The Supreme Court of India ruled.",
            "Oxford University Press printed it.",
        ] {
            assert_eq!(linked(things, &[], text), [""; 0], "{text}");
        }
        for text in ["It rained in Wellington.", "Shell denied it.", "Shell profits rose; in May Shell paid.", "The Supreme Court ruled.", "They left Reading."]
        {
            assert_eq!(linked(things, &[], text).len(), 1, "{text}");
        }
    }
}
