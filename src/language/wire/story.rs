//! A wire story: plain text, and what its head and dateline say.

use super::casing::{Casing, is_capitals};
use super::dateline::Dateline;
use super::head::Head;
use super::paragraph::{join, paragraphs};
use crate::calendar::Edtf;
use crate::content::clean_text;

/// The most characters of a heading.
const LONGEST_HEADING: usize = 80;

/// A story as an agency or newspaper sends it. All of it is plain text, without hard line breaks.
///
/// ```
/// # use dateline::language::{Block, WireStory};
/// let story = WireStory::parse("date 2018-08-01 (Above) Two officers.\n\nSEOUL: They met.\n\nNEXT STEPS\n\nThey will\nmeet again.");
/// assert_eq!(story.date.map(|date| date.to_string()).as_deref(), Some("2018-08-01"));
/// assert_eq!(story.caption.as_deref(), Some("(Above) Two officers."));
/// assert_eq!(story.dateline.map(|dateline| dateline.place).as_deref(), Some("Seoul"));
/// assert_eq!(story.blocks[1], Block::Heading("Next steps".to_owned()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WireStory {
    /// The date in the head.
    pub date: Option<Edtf>,
    /// The headline, if the story has one.
    pub headline: Option<String>,
    /// The line under the headline.
    pub standfirst: Option<String>,
    /// Who wrote it.
    pub byline: Vec<String>,
    /// The caption of a picture that did not come with the text.
    pub caption: Option<String>,
    /// Where, when and by whom it was filed; it no longer stands in the lead.
    pub dateline: Option<Dateline>,
    /// The agencies and papers it names as its source, in the head or the dateline, each once.
    pub agencies: Vec<String>,
    /// The lead, and all after it.
    pub blocks: Vec<Block>,
}

/// A part of a story's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading, no longer in capitals.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
}

impl WireStory {
    /// Reads a text. There is none that it does not read: what it does not understand is a paragraph.
    pub fn parse(text: &str) -> WireStory {
        let text = clean_text(text.trim_start_matches('\u{feff}'));
        let (head, mut left) = Head::take(paragraphs(&text));
        let lead = left.first().map(|lines| join(lines)).unwrap_or_default();
        let (dateline, lead) = match Dateline::parse(&lead) {
            Some((dateline, lead)) => (Some(dateline), lead),
            None => (None, lead.as_str()),
        };
        let mut blocks = Vec::with_capacity(left.len());
        if dateline.is_some() {
            left.remove(0);
            blocks.extend(Some(lead).filter(|lead| !lead.is_empty()).map(|lead| Block::Paragraph(lead.to_owned())));
        }
        blocks.extend(with_headings(&left, has_small_letters(&text)));
        let casing = Casing::of(blocks.iter().filter_map(Block::paragraph));
        for block in &mut blocks {
            if let Block::Heading(text) = block {
                *text = casing.sentence(text);
            }
        }
        let uncapitalised = |line: String| if is_capitals(&line) { casing.sentence(&line) } else { line };
        let mut agencies: Vec<String> = Vec::new();
        for name in head.agencies.iter().chain(dateline.iter().flat_map(|dateline| &dateline.agencies)) {
            if !agencies.contains(name) {
                agencies.push(name.clone());
            }
        }
        WireStory {
            date: head.date,
            headline: head.headline.map(uncapitalised),
            standfirst: head.standfirst,
            byline: head.byline,
            caption: Some(head.captions.join(" ")).filter(|caption| !caption.is_empty()),
            dateline,
            agencies,
            blocks,
        }
    }

    /// The first paragraph.
    pub fn lead(&self) -> Option<&str> {
        self.blocks.iter().find_map(Block::paragraph)
    }
}

impl Block {
    /// The text, if it is a paragraph.
    pub fn paragraph(&self) -> Option<&str> {
        match self {
            Block::Paragraph(text) => Some(text),
            Block::Heading(_) => None,
        }
    }
}

/// Whether a text is written as texts are, and not all in capitals, in which a heading would not stand out.
fn has_small_letters(text: &str) -> bool {
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    small * 2 > capitals
}

/// Tells headings, if the story has any, from paragraphs: they are lines of their own in capitals, with text after them.
fn with_headings(paragraphs: &[Vec<&str>], headed: bool) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(paragraphs.len());
    for (at, lines) in paragraphs.iter().enumerate() {
        let own_line = lines.first().is_some_and(|line| is_heading(line)) && lines.get(1).is_none_or(|next| !is_capitals(next));
        let followed = lines.len() > 1 || at + 1 < paragraphs.len();
        let text = if headed && own_line && followed {
            blocks.push(Block::Heading(join(&lines[..1]).trim_end_matches(':').to_owned()));
            &lines[1..]
        } else {
            lines.as_slice()
        };
        blocks.extend(Some(join(text)).filter(|text| !text.is_empty()).map(Block::Paragraph));
    }
    blocks
}

fn is_heading(line: &str) -> bool {
    let sentence = line.ends_with(['.', ',', ';']) && !line.ends_with("U.S.") && !line.ends_with("U.N.");
    is_capitals(line) && !sentence && line.chars().nth(LONGEST_HEADING).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn headings(story: &WireStory) -> Vec<&str> {
        story.blocks.iter().filter_map(|block| if let Block::Heading(text) = block { Some(text.as_str()) } else { None }).collect()
    }

    #[test]
    fn headings_in_capitals_take_the_case_of_the_text() {
        let story = WireStory::parse("BUSAN - Fishermen of Busan met.\n\nMEETING IN BUSAN\nThey will see the UN envoy.\n\nWHAT NEXT:\n\nNobody knows.\n\nENDS");
        assert_eq!(headings(&story), ["Meeting in Busan", "What next"]);
        assert_eq!(story.blocks.last(), Some(&Block::Paragraph("ENDS".to_owned())));
    }

    #[test]
    fn a_story_all_in_capitals_has_paragraphs_only() {
        let story = WireStory::parse("BUSAN - FISHERMEN MET\n\nTHEY AGREED\n\nMORE FOLLOWS");
        assert_eq!(story.blocks.len(), 3);
        assert!(headings(&story).is_empty());
    }

    #[test]
    fn line_ends_marks_and_controls_of_any_system_are_read() {
        let story = WireStory::parse("\u{feff}\r\nDATE: 1 August 2018\r\n\r\nBUSAN (AP) -- Fishermen\r\nmet.\u{7}\r\n\r\n(Reporting by Jane Doe)\r\n");
        assert_eq!(story.date.as_ref().map(ToString::to_string).as_deref(), Some("2018-08-01"));
        assert_eq!(story.agencies, ["AP"]);
        assert_eq!(story.blocks, [Block::Paragraph("Fishermen met.".to_owned()), Block::Paragraph("(Reporting by Jane Doe)".to_owned())]);
    }

    #[test]
    fn a_dateline_may_stand_alone_and_a_headline_in_capitals_is_written_small() {
        let story = WireStory::parse("FISHERMEN OF BUSAN MEET\n\nBUSAN, Aug 1:\n\nThe fishermen of Busan met.");
        assert_eq!(story.headline.as_deref(), Some("Fishermen of Busan meet"));
        assert_eq!((story.dateline.as_ref().map(|dateline| dateline.place.as_str()), story.lead()), (Some("Busan"), Some("The fishermen of Busan met.")));
    }

    #[test]
    fn nothing_is_no_story() {
        assert_eq!(WireStory::parse(" \n\u{feff}\n"), WireStory::default());
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "((date 2018-08-01|SEOUL: |SEOUL|[a-z]{1,5}|[A-Z]{2,5}|By X Y|\\(AP\\) - |\\.|:)[ \n]{1,2}){0,30}") {
            let story = WireStory::parse(&text);
            let mut kept: Vec<String> = story.byline.clone();
            kept.extend(story.agencies.iter().cloned());
            kept.extend([story.headline, story.standfirst, story.caption, story.dateline.map(|dateline| dateline.place), story.date.map(|date| date.to_string())].into_iter().flatten());
            kept.extend(story.blocks.into_iter().map(|(Block::Heading(text) | Block::Paragraph(text))| text));
            let kept = kept.join(" ").to_lowercase();
            for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !matches!(*word, "date" | "by" | "and")) {
                prop_assert!(kept.contains(word), "{word:?} of {text:?} is not in {kept:?}");
            }
        }

        #[test]
        fn any_text_is_read(text in "(\\PC|\n){0,200}") {
            let _ = WireStory::parse(&text);
        }
    }
}
