use super::piece::Piece;
use super::resolve::{push_attribute, push_text};
use super::token::{Placed, Token};
use super::writer::Page;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::HashMap;
use std::ops::Range;

/// The notes of a text.
#[derive(Default)]
pub(super) struct Notes {
    /// Which tokens hold which note.
    held: HashMap<String, Range<usize>>,
    /// Label of a note → its number.
    numbers: HashMap<String, usize>,
    /// Labels in the order of their numbers, each with how often it is referred to.
    noted: Vec<(String, usize)>,
}

impl Notes {
    /// The notes that are [`definitions`].
    pub(super) fn new(held: HashMap<String, Range<usize>>) -> Notes {
        Notes { held, ..Notes::default() }
    }
}

/// Which tokens hold which note.
pub(super) fn definitions(tokens: &[Placed<'_>]) -> HashMap<String, Range<usize>> {
    let mut notes = HashMap::new();
    let mut open = Vec::new();
    for (at, (token, _)) in tokens.iter().enumerate() {
        match token {
            Token::Plain(Event::Start(Tag::FootnoteDefinition(label))) => open.push((label.to_string(), at + 1)),
            Token::Plain(Event::End(TagEnd::FootnoteDefinition)) => {
                if let Some((label, start)) = open.pop() {
                    notes.entry(label).or_insert(start..at);
                }
            }
            _ => {}
        }
    }
    notes
}

impl Page<'_> {
    pub(super) fn note(&mut self, label: &str) {
        if !self.notes.held.contains_key(label) {
            push_text(&mut self.out, &format!("[^{label}]"));
            return;
        }
        let number = *self.notes.numbers.entry(label.to_owned()).or_insert_with(|| {
            self.notes.noted.push((label.to_owned(), 0));
            self.notes.noted.len()
        });
        let times = self.notes.noted.get_mut(number - 1).map_or(1, |(_, times)| {
            *times += 1;
            *times
        });
        let id = if times == 1 { format!("note-ref-{number}") } else { format!("note-ref-{number}-{times}") };
        self.anchors.own(id.clone());
        // Where there is room, the note stands in the margin beside its first sign: the sign is what its place hangs on.
        let anchor = if times == 1 { format!(" style=\"--a:--r{number}\"") } else { String::new() };
        self.out.push_str(&format!("<sup class=\"note\"><a id=\"{id}\" href=\"#note-{number}\" role=\"doc-noteref\"{anchor}>{number}</a></sup>"));
    }

    /// The notes, in the order in which they are referred to; notes may refer to notes.
    pub(super) fn write_notes(&mut self, tokens: &[Placed<'_>]) {
        let mut unreferred: Vec<(usize, String)> =
            self.notes.held.iter().filter(|(label, _)| !self.notes.numbers.contains_key(*label)).map(|(label, range)| (range.start, label.clone())).collect();
        unreferred.sort();
        if self.notes.noted.is_empty() && unreferred.is_empty() {
            return;
        }
        if self.has_raw {
            self.set_aside(Piece::Apart);
        }
        let title = self.resolve.word("notes");
        self.out.push_str("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"");
        push_attribute(&mut self.out, &title);
        self.out.push_str("\">\n<h2>");
        push_text(&mut self.out, &title);
        self.out.push_str("</h2>\n<ol>\n");
        let back = self.resolve.word("back_to_text");
        let mut number = 0;
        let mut spare = unreferred.into_iter();
        loop {
            if number == self.notes.noted.len() {
                match spare.find(|(_, label)| !self.notes.numbers.contains_key(label)) {
                    Some((_, label)) => self.notes.noted.push((label, 0)),
                    None => break,
                }
            }
            number += 1;
            let (label, times) = self.notes.noted[number - 1].clone();
            self.notes.numbers.insert(label.clone(), number);
            // It hangs on its sign, and below the note before it.
            self.out.push_str(&format!("<li id=\"note-{number}\" style=\"--a:--n{number};--r:--r{number};--p:--n{}\">", number - 1));
            self.anchors.own(format!("note-{number}"));
            if let Some(range) = self.notes.held.get(&label).cloned() {
                self.write(tokens, range);
            }
            if times > 0 {
                let mut link = String::new();
                for time in 1..=times {
                    let place = if time == 1 { number.to_string() } else { format!("{number}-{time}") };
                    link.push_str(&format!(" <a class=\"back\" href=\"#note-ref-{place}\" role=\"doc-backlink\" aria-label=\""));
                    push_attribute(&mut link, &back);
                    link.push_str(&if time == 1 { "\">↩</a>".to_owned() } else { format!(" {time}\">↩<sup>{time}</sup></a>") });
                }
                let kept = self.out.trim_end().len();
                self.out.truncate(kept);
                match self.out.strip_suffix("</p>").map(str::len) {
                    Some(end) => self.out.insert_str(end, &link),
                    None => self.out.push_str(&link),
                }
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}
