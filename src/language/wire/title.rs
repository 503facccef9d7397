//! A title for a story that has none: the first clause of its lead.

use super::dateline::WEEKDAYS;
use super::paragraph::is_spaceless;
use crate::language::sentences;

/// The most characters of a title made of a lead.
pub const LONGEST_TITLE: usize = 90;

/// The first clause of the lead's first sentence, at most [`LONGEST_TITLE`] characters: whole words, no full stop, and at its
/// end neither a word that wants another ("of", "the") nor one that is soon wrong ("yesterday").
///
/// A clause has a verb; English ones are known by a short list. Where none is found, a short sentence stays whole, and a
/// long one ends at its first comma, or at a word.
pub(super) fn of_lead(lead: &str) -> String {
    let Some(range) = sentences(lead).next() else { return String::new() };
    let sentence = lead[range].trim_end_matches(['.', '。', '।', ' ']);
    let fits = |text: &str| text.chars().nth(LONGEST_TITLE).is_none();
    let clauses: Vec<&str> = clause_ends(sentence).into_iter().map(|end| sentence[..end].trim_end()).take_while(|clause| fits(clause)).collect();
    let clause = clauses.iter().find(|clause| weight(clause) >= 4 && has_verb(clause)).copied();
    let whole = fits(sentence).then_some(sentence);
    let part = || clauses.iter().find(|clause| weight(clause) >= 5).copied();
    match clause.or(whole).or_else(part) {
        Some(clause) => closed(without_end(clause, &DANGLING)),
        None => closed(without_end(cut(sentence), &[&DANGLING[..], &PREPOSITIONS].concat())),
    }
}

/// Where clauses may end: before a comma, semicolon, colon, dash or parenthesis, or a word that begins another clause; never
/// inside quotation marks or parentheses. Only as far as a title can reach.
fn clause_ends(sentence: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut quoted = false;
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in sentence.char_indices().take(LONGEST_TITLE + 2) {
        let after = &sentence[at + c.len_utf8()..];
        let outside = !quoted && depth == 0;
        match c {
            '"' => quoted = !quoted,
            '“' | '„' | '(' | '[' | '«' | '「' | '『' => {
                if c == '(' && outside {
                    ends.push(at);
                }
                depth += 1;
            }
            '”' | ')' | ']' | '»' | '」' | '』' => depth = depth.saturating_sub(1),
            ',' | ';' | ':' if outside && after.starts_with(char::is_whitespace) => {
                let number = before.is_ascii_digit() && after.trim_start().starts_with(|c: char| c.is_ascii_digit());
                if !number {
                    ends.push(at);
                }
            }
            '，' | '；' | '：' | '،' | '؛' if outside => ends.push(at),
            '—' | '―' if outside => ends.push(at),
            '–' | '-' if outside && before == ' ' && after.starts_with([' ', '-']) => ends.push(at),
            ' ' if outside && begins_clause(&sentence[..at], after) => ends.push(at),
            _ => {}
        }
        before = c;
    }
    ends
}

/// Whether the next word begins another clause, or a phrase that a title can do without.
fn begins_clause(before: &str, after: &str) -> bool {
    let mut words = after.split(' ');
    let (word, next) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match word {
        "while" | "after" | "although" | "though" | "because" | "amid" | "but" | "when" | "whereas" | "unless" | "despite" => true,
        "before" => !matches!(next, "parliament" | "the" | "a"),
        // "as a step", "such as", "as well as" do not.
        "as" => {
            let last = before.rsplit(' ').next().unwrap_or_default();
            !matches!(next, "a" | "an" | "well" | "part" | "of" | "many" | "much" | "long" | "soon" | "its" | "their" | "his" | "her")
                && !matches!(
                    last,
                    "such" | "well" | "known" | "described" | "seen" | "regarded" | "same" | "far" | "much" | "many" | "long" | "soon" | "served" | "serve"
                )
        }
        _ => false,
    }
}

/// How much a clause says: its words; two signs of a script without spaces count as one.
fn weight(clause: &str) -> usize {
    clause.split_whitespace().count() + clause.chars().filter(|c| is_spaceless(*c)).count() / 2
}

fn has_verb(clause: &str) -> bool {
    clause.split(' ').skip(1).any(|word| {
        let past = word.len() > 4 && word.ends_with("ed") && !matches!(word, "armed" | "united" | "alleged" | "demilitarised" | "demilitarized" | "so-called");
        word.starts_with(|c: char| c.is_ascii_lowercase()) && (past || VERBS.contains(&word))
    })
}

/// Verbs of news that do not end in "ed".
const VERBS: [&str; 109] = [
    "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may", "might", "must", "should", "says", "say", "said", "told",
    "tells", "held", "holds", "hold", "met", "meets", "meet", "began", "begins", "begin", "begun", "made", "makes", "make", "took", "takes", "take", "gave",
    "gives", "give", "went", "goes", "came", "comes", "come", "became", "becomes", "won", "wins", "win", "lost", "loses", "fell", "falls", "rose", "rises",
    "rise", "left", "leaves", "sent", "sends", "sought", "seeks", "seek", "saw", "sees", "set", "sets", "put", "puts", "kept", "keeps", "brought", "brings",
    "bought", "broke", "breaks", "shot", "hit", "cut", "cuts", "led", "leads", "spoke", "wrote", "writes", "built", "builds", "sold", "paid", "pays", "ran",
    "runs", "drew", "grew", "flew", "flies", "found", "finds", "fought", "struck", "swore", "threw", "wants", "plans", "agrees", "shook", "stood", "urges",
    "warns",
];

/// Words that want another after them.
const DANGLING: [&str; 20] =
    ["and", "or", "but", "nor", "the", "a", "an", "to", "of", "with", "from", "that", "which", "who", "whose", "than", "as", "while", "its", "their"];

/// Words that want another after them where a sentence was cut in its middle.
const PREPOSITIONS: [&str; 40] = [
    "in", "on", "at", "by", "for", "into", "onto", "over", "under", "about", "against", "between", "through", "during", "without", "within", "near", "along",
    "across", "towards", "toward", "until", "since", "after", "before", "amid", "despite", "when", "where", "if", "because", "his", "her", "is", "are", "was",
    "were", "has", "have", "had",
];

/// Days that are another one tomorrow.
const DAYS: [&str; 4] = ["yesterday", "today", "tomorrow", "tonight"];

/// Stretches of time that "last" or "this" may stand before.
const SPANS: [&str; 9] = ["week", "month", "year", "weekend", "night", "morning", "afternoon", "evening", "quarter"];

/// Words that stand before a day or a stretch of time, and go with it.
const BEFORE_TIME: [&str; 8] = ["on", "last", "this", "next", "late", "early", "earlier", "later"];

/// The text without the words at its end that a title does not end with; three words remain.
fn without_end<'a>(text: &'a str, dangling: &[&str]) -> &'a str {
    let mut text = text;
    let mut dated = false;
    loop {
        text = text.trim_end_matches([',', ';', ':', '-', '–', '—', '.', ' ', '，', '、']);
        let mut words = text.rsplit(' ');
        let (last, previous) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let is_time = DAYS.contains(&last)
            // "on Tuesday", but not "Bloody Sunday".
            || (WEEKDAYS.contains(&last) && previous.starts_with(char::is_lowercase))
            || (SPANS.contains(&last) && matches!(previous, "last" | "this" | "next"));
        let goes = is_time || (dated && BEFORE_TIME.contains(&last)) || dangling.contains(&last);
        if !goes || words.count() < 2 {
            return text;
        }
        dated |= is_time;
        text = &text[..text.len() - last.len()];
    }
}

/// The beginning of a sentence that is too long, cut between words.
fn cut(sentence: &str) -> &str {
    let Some((end, _)) = sentence.char_indices().nth(LONGEST_TITLE) else { return sentence };
    let whole = if sentence[end..].starts_with(char::is_whitespace) { Some(end) } else { sentence[..end].rfind(char::is_whitespace) };
    &sentence[..whole.filter(|at| *at > end / 2).unwrap_or(end)]
}

/// The text without a quotation mark or parenthesis that nothing closes.
fn closed(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for (open, close) in [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('(', ')'), ('「', '」')] {
        let opened = text.matches(open).count();
        let odd = if open == close { opened % 2 == 1 } else { opened > text.matches(close).count() };
        if let Some(at) = text.rfind(open).filter(|_| odd) {
            text.remove(at);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_is_the_first_clause_without_its_day() {
        for (lead, title) in [
            (
                "The two Koreas opened talks on fishing grounds yesterday, while Tokyo watched closely from afar. More follows.",
                "The two Koreas opened talks on fishing grounds",
            ),
            ("Generals met at the border on Tuesday; nothing was signed.", "Generals met at the border"),
            ("Envoys agreed last week to meet again earlier this month as pressure grew.", "Envoys agreed last week to meet again"),
            ("Seoul said it would act after Pyongyang fired two missiles into the sea.", "Seoul said it would act"),
            ("The zone will be used as a park — one day.", "The zone will be used as a park"),
            (
                "Kim Do Gyun, the chief negotiator, told reporters that more work was needed.",
                "Kim Do Gyun, the chief negotiator, told reporters that more work was needed",
            ),
            ("\"We agree, and fully so,\" said the general, who left.", "\"We agree, and fully so,\" said the general"),
            ("Talks failed.", "Talks failed"),
            ("회담이 판문점에서 열렸다. 끝.", "회담이 판문점에서 열렸다"),
            ("朝韩将军级会谈在板门店举行，双方同意减少哨所。", "朝韩将军级会谈在板门店举行，双方同意减少哨所"),
        ] {
            assert_eq!(of_lead(lead), title);
        }
    }

    #[test]
    fn a_long_sentence_is_cut_between_words_that_can_end_it() {
        let lead =
            "Ministers of the many countries bordering on the sea and of others with an interest in the fish that are caught there every spring by all of them";
        assert_eq!(of_lead(lead), "Ministers of the many countries bordering on the sea and of others with an interest");
        assert_eq!(of_lead(&"長".repeat(200)).chars().count(), LONGEST_TITLE);
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_goes() {
        assert_eq!(closed("They said “we agree"), "They said we agree");
        assert_eq!(closed("They \"agree\" (fully"), "They \"agree\" fully");
    }

    proptest! {
        #[test]
        fn no_title_is_too_long(lead in "\\PC{0,200}|([a-z]{1,9}[ ,;\"“(.-]{1,2}){0,40}") {
            prop_assert!(of_lead(&lead).chars().count() <= LONGEST_TITLE);
        }
    }
}
