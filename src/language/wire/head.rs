//! What stands before the lead of a wire story: date, headline, byline, caption.

use super::casing::{is_capitals, name_case};
use super::dateline::{Dateline, is_agency, leading_date};
use super::paragraph::join;
use crate::calendar::{Edtf, Precision};
use crate::content::clean_line;

/// The most paragraphs a head has.
const LONGEST: usize = 10;

/// The most characters of a line that can be a headline.
const LONGEST_HEADLINE: usize = 130;

/// A line shorter than this was not broken by hand, so what follows it in its paragraph is another text.
const SHORTEST_BROKEN_LINE: usize = 50;

/// The longest text between a headline or picture and a dateline that is a caption or standfirst.
const LONGEST_CAPTION: usize = 500;

/// What the head of a story says. All text is on one line each.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) date: Option<Edtf>,
    pub(super) headline: Option<String>,
    pub(super) standfirst: Option<String>,
    pub(super) byline: Vec<String>,
    pub(super) agencies: Vec<String>,
    pub(super) captions: Vec<String>,
}

/// A line that says of itself what it is.
enum Line<'a> {
    /// The date, and what stands after it.
    Date(Edtf, &'a str),
    Byline(&'a str),
    Agency(&'a str),
    Text,
}

impl Head {
    /// Takes the head off the paragraphs; gives it and the paragraphs from the lead on.
    ///
    /// The lead is the first paragraph with a dateline, or else the first that is prose. Prose right before a dateline is a
    /// caption, or under a headline a standfirst.
    pub(super) fn take(paragraphs: Vec<Vec<&str>>) -> (Head, Vec<Vec<&str>>) {
        let mut head = Head::default();
        let mut left = paragraphs.into_iter().peekable();
        for _ in 0..LONGEST {
            let Some(lines) = left.next() else { break };
            let filed = head.filed_at(&lines);
            let before_dateline = filed.is_some() || left.peek().is_some_and(|next| head.filed_at(next) == Some(0));
            let (above, lead) = lines.split_at(filed.unwrap_or(lines.len()));
            let rest = head.read(above, before_dateline, filed.is_some() || left.peek().is_some());
            let lead: Vec<&str> = rest.iter().chain(lead).copied().collect();
            if !lead.is_empty() {
                return (head, std::iter::once(lead).chain(left).collect());
            }
        }
        (head, left.collect())
    }

    /// Reads the lines of one paragraph; gives those that are the lead.
    fn read<'l, 'a>(&mut self, lines: &'l [&'a str], before_dateline: bool, goes_on: bool) -> &'l [&'a str] {
        let mut captioned = false;
        let mut dated = false;
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            match self.line(line) {
                Line::Date(date, after) => {
                    self.date = Some(date);
                    dated = true;
                    if !after.is_empty() {
                        captioned = true;
                        self.captions.push(clean_line(after));
                    }
                }
                Line::Byline(names) => self.byline.extend(bylines(names)),
                Line::Agency(name) => self.agencies.push(name.to_owned()),
                Line::Text if captioned => {
                    let last = self.captions.pop().unwrap_or_default();
                    self.captions.push(join(&[&last, line]));
                }
                Line::Text => {
                    let length = lines[at..].iter().skip(1).take_while(|line| matches!(self.line(line), Line::Text)).count() + 1;
                    let text = &lines[at..at + length];
                    let more = goes_on || at + length < lines.len();
                    let taken = self.text(text, before_dateline, dated, more);
                    if taken == 0 {
                        return &lines[at..];
                    }
                    at += taken;
                    continue;
                }
            }
            at += 1;
        }
        &[]
    }

    /// Reads lines that do not say what they are; gives how many it took. None: they are the lead.
    fn text(&mut self, lines: &[&str], before_dateline: bool, dated: bool, goes_on: bool) -> usize {
        let text = join(lines);
        let under_headline = self.headline.is_some() && self.standfirst.is_none() && self.captions.is_empty();
        if goes_on && is_caption(&text) {
            self.captions.push(text);
            return lines.len();
        }
        if self.headline.is_none() && goes_on {
            let own_line = lines.len() > 1 && lines[0].chars().count() < SHORTEST_BROKEN_LINE;
            let (headline, length) = if own_line { (clean_line(lines[0]), 1) } else { (text.clone(), lines.len()) };
            if is_headline(&headline) && !(dated && before_dateline && self.captions.is_empty() && lines.len() == 1 && is_long(&headline)) {
                self.headline = Some(headline);
                return length;
            }
        }
        if !goes_on || text.chars().nth(LONGEST_CAPTION).is_some() {
            return 0;
        }
        if under_headline && (before_dateline || (is_headline(&text) && !is_capitals(&text))) {
            self.standfirst = Some(text);
        } else if before_dateline {
            self.captions.push(text);
        } else {
            return 0;
        }
        lines.len()
    }

    /// The line, among the first of a paragraph, that begins with a dateline.
    fn filed_at(&self, lines: &[&str]) -> Option<usize> {
        // A dateline may itself be broken over two lines.
        let opens = |at: &usize| Dateline::parse(&join(&lines[*at..lines.len().min(at + 3)])).is_some();
        (0..lines.len().min(8)).find(|at| matches!(self.line(lines[*at]), Line::Text) && opens(at))
    }

    fn line<'a>(&self, line: &'a str) -> Line<'a> {
        if self.date.is_none()
            && let Some((date, after)) = date_line(line)
        {
            return Line::Date(date, after);
        }
        if let Some(names) = byline(line) {
            return Line::Byline(names);
        }
        let name = ["Source:", "SOURCE:", "Source :"].iter().find_map(|label| line.strip_prefix(label)).unwrap_or(line);
        let name = name.trim().trim_matches(['(', ')']);
        if is_agency(name) { Line::Agency(name) } else { Line::Text }
    }
}

/// `date 2018-08-01 …`, `DATE: 1 August 2018`, or a date and nothing else.
fn date_line(line: &str) -> Option<(Edtf, &str)> {
    let line = line.trim();
    let word = line.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(line.len());
    let (label, after) = line.split_at(word);
    let labelled = after.trim_start().strip_prefix(':').unwrap_or(after).trim_start();
    if label.eq_ignore_ascii_case("date") {
        return leading_date(labelled);
    }
    let is_label = ["dated", "published", "posted", "released", "issued"].iter().any(|known| known.eq_ignore_ascii_case(label));
    let date = if is_label { labelled.strip_prefix("on ").unwrap_or(labelled) } else { line };
    let (date, rest) = leading_date(date)?;
    // A bare year may be a title, and a date with text after it the beginning of a sentence.
    let is_day = matches!(date.precision(), Precision::Day | Precision::Month) || date.time().is_some();
    (rest.is_empty() && (is_label || is_day)).then_some((date, rest))
}

/// The names after "By".
fn byline(line: &str) -> Option<&str> {
    let names = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")).or_else(|| line.strip_prefix("by "))?.trim();
    let names = names.strip_suffix(',').unwrap_or(names);
    let fits = names.chars().count() <= 100 && !names.ends_with(['.', ':', ';', '?', '!']) && names.split(' ').count() <= 14;
    let small = names
        .split(' ')
        .filter(|word| word.starts_with(char::is_lowercase) && !matches!(*word, "and" | "de" | "van" | "von" | "der" | "al" | "bin" | "in"))
        .count();
    (fits && small == 0 && names.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())).then_some(names)
}

/// The names of a byline, each as a person writes it. A role stays with its name.
fn bylines(names: &str) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for name in names.split([',', ';', '|', '&']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" AND ")) {
        let name = clean_line(name);
        let is_role = name.split([' ', '-']).any(|word| ROLES.iter().any(|role| role.eq_ignore_ascii_case(word)));
        match list.last_mut() {
            _ if name.is_empty() => {}
            Some(last) if is_role => *last = format!("{last}, {name}"),
            _ if is_agency(&name) => list.push(name),
            _ => list.push(name_case(&name)),
        }
    }
    list
}

/// Words that make a part of a byline a role.
const ROLES: [&str; 9] = ["writer", "correspondent", "reporter", "editor", "staff", "desk", "bureau", "chief", "columnist"];

/// Whether a text says that it belongs to a picture.
fn is_caption(text: &str) -> bool {
    let lower: String = text.chars().take(16).flat_map(char::to_lowercase).collect();
    let opening =
        ["(above", "(left", "(right", "(below", "(top", "(pictured", "(from left", "(photo", "(file", "pictured", "photo:", "picture:", "caption:", "image:"];
    opening.iter().any(|mark| lower.starts_with(mark))
}

/// Whether a text is short and ends without a full stop.
fn is_headline(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', ')']);
    text.chars().nth(LONGEST_HEADLINE).is_none() && text.contains(char::is_alphabetic) && !text.ends_with(['.', ',', ';', ':', '。', '।', '…'])
}

/// Whether a line without a full stop is rather a caption.
fn is_long(text: &str) -> bool {
    text.chars().nth(100).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::paragraph::paragraphs;
    use super::*;

    fn head(text: &str) -> (Head, String) {
        let (head, left) = Head::take(paragraphs(text));
        (head, left.first().map(|lines| join(lines)).unwrap_or_default())
    }

    #[test]
    fn a_caption_runs_from_the_date_to_the_blank_line() {
        let (head, lead) = head("date 2018-08-01 (Above) Two officers\nshake hands.\n\nSEOUL: They met.");
        assert_eq!(head.date.unwrap().to_string(), "2018-08-01");
        assert_eq!(head.captions, ["(Above) Two officers shake hands."]);
        assert_eq!((head.headline, lead.as_str()), (None, "SEOUL: They met."));
    }

    #[test]
    fn a_head_may_have_all_its_parts_in_one_paragraph() {
        let (head, lead) = head(
            "Generals meet\nTalks at the border go on\nBy Jane Doe and JOHN ROE, Staff Writer\nReuters\nPosted: 1 August 2018\nSEOUL (AP) — They met.\nAgain.",
        );
        assert_eq!(head.headline.as_deref(), Some("Generals meet"));
        assert_eq!(head.standfirst.as_deref(), Some("Talks at the border go on"));
        assert_eq!(head.byline, ["Jane Doe", "John Roe, Staff Writer"]);
        assert_eq!(head.agencies, ["Reuters"]);
        assert_eq!(head.date.unwrap().to_string(), "2018-08-01");
        assert_eq!(lead, "SEOUL (AP) — They met. Again.");
    }

    #[test]
    fn prose_is_the_lead_unless_a_dateline_follows() {
        let (prose, lead) = head("2018-08-01\n\nGenerals met at the border.\n\nThey agreed.");
        assert_eq!((prose.captions.len(), lead.as_str()), (0, "Generals met at the border."));
        let (captioned, lead) = head("2018-08-01\n\nGenerals shake hands.\n\nSEOUL - They agreed.");
        assert_eq!((captioned.captions.len(), lead.as_str()), (1, "SEOUL - They agreed."));
    }

    #[test]
    fn what_only_looks_like_a_date_or_a_byline_is_text() {
        let (plain, lead) = head("Date palms grow slowly.\n\nBy the river stands a house.");
        assert_eq!((plain.date, lead.as_str()), (None, "Date palms grow slowly."));
        let (by, lead) = head("By Tuesday the talks had failed.\n\nNobody knew.");
        assert_eq!((by.byline.len(), lead.as_str()), (0, "By Tuesday the talks had failed."));
    }

    #[test]
    fn one_line_alone_is_not_a_headline() {
        let (alone, lead) = head("Generals meet");
        assert_eq!((alone.headline, lead.as_str()), (None, "Generals meet"));
    }
}
