use super::token::{Placed, Token, allowed, is_too_deep, tokens};
use crate::base::push_plain;
use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Stands in a block for what names are not looked for in: a link, code, a picture.
pub const HOLE: char = '\u{fffc}';
/// Stands in a block where an emphasis begins or ends; no name reaches over it, but words do.
pub const SEAM: char = '\u{2060}';
/// The section of the notes, which stand together at the foot.
const NOTES: u32 = u32::MAX;

/// The running words of a text, block by block: what a reader reads as sentences, in the [plain](crate::base::plain) form in
/// which names are looked for. Headings, links, code, pictures and raw HTML are left out.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The blocks, in order: paragraphs, items, cells.
    pub blocks: Vec<Block>,
}

/// One block of running words.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The section it stands in: sections run from heading to heading, and the notes are one.
    pub section: u32,
    /// The words.
    pub text: String,
    /// Where somebody is named explicitly.
    pub marks: Vec<ExplicitName>,
    /// Which bytes of the words came from which token.
    came: Vec<Stretch>,
}

/// A name that the writer marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplicitName {
    /// Its place in the block.
    pub at: usize,
    /// What stands in `[[…]]`, or the speaker of a quotation.
    pub target: String,
    /// Whether it stands in the text, so that a link of it is a link in this section.
    pub in_text: bool,
}

/// Bytes of a block, and where they came from.
#[derive(Clone, Debug)]
struct Stretch {
    here: Range<usize>,
    token: u32,
    there: Range<usize>,
}

/// A place in a text: a byte of the text of one of its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    /// Which token.
    pub token: u32,
    /// Which byte of it.
    pub at: u32,
}

/// A part of the running words that can be made a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stroke {
    /// Where it begins.
    pub start: Spot,
    /// Where it ends.
    pub end: Spot,
}

impl Prose {
    /// Reads a text.
    pub fn read(text: &str) -> Prose {
        let text = allowed(text);
        let tokens = tokens(&text);
        if is_too_deep(&tokens) { Prose::default() } else { Prose::of(&tokens) }
    }

    fn of(tokens: &[Placed<'_>]) -> Prose {
        let mut reading = Reading::default();
        for (at, (token, _)) in tokens.iter().enumerate() {
            reading.take(u32::try_from(at).unwrap_or(u32::MAX), token);
        }
        reading.flush();
        Prose { blocks: reading.blocks }
    }
}

/// One walk through the tokens of a text.
#[derive(Default)]
struct Reading {
    blocks: Vec<Block>,
    block: Block,
    /// The section we are in, and that around the notes we are in.
    section: u32,
    around_notes: Vec<u32>,
    /// How many headings, links and pictures we are in.
    deaf: usize,
}

impl Reading {
    fn take(&mut self, at: u32, token: &Token<'_>) {
        match token {
            Token::Mention { target, .. } if self.deaf == 0 => {
                self.block.marks.push(ExplicitName { at: self.block.text.len(), target: target.to_string(), in_text: true });
                self.block.text.push(HOLE);
            }
            Token::Mention { .. } => {}
            Token::Citation { .. } => self.block.text.push(HOLE),
            Token::DateStart(_) => self.hide(),
            Token::DateEnd => self.show(),
            Token::QuotationStart(said) => {
                self.flush();
                self.block.marks.push(ExplicitName { at: 0, target: said.speaker.clone(), in_text: false });
            }
            Token::QuotationEnd | Token::BoxStart(_) | Token::BoxEnd => self.flush(),
            Token::Plain(event) => self.event(at, event),
        }
    }

    fn event(&mut self, at: u32, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.flush();
                // A heading within a note begins no section: the notes are one.
                self.section += u32::from(self.around_notes.is_empty());
                self.deaf += 1;
            }
            Event::End(TagEnd::Heading(_)) => {
                self.deaf = self.deaf.saturating_sub(1);
                self.block.text.clear();
                self.flush();
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => self.hide(),
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => self.show(),
            Event::Start(Tag::FootnoteDefinition(_)) => {
                self.flush();
                self.around_notes.push(std::mem::replace(&mut self.section, NOTES));
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                self.flush();
                self.section = self.around_notes.pop().unwrap_or_default();
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript)
                if self.deaf == 0 =>
            {
                self.block.text.push(SEAM);
            }
            // Within what is not heard nothing else begins or ends.
            Event::Start(_) | Event::End(_) | Event::Rule if self.deaf == 0 => self.flush(),
            Event::Text(text) if self.deaf == 0 => {
                let Block { text: words, came, .. } = &mut self.block;
                push_plain(text, words, |here, there| came.push(Stretch { here, token: at, there }));
            }
            Event::SoftBreak if self.deaf == 0 => {
                let start = self.block.text.len();
                self.block.text.push(' ');
                self.block.came.push(Stretch { here: start..start + 1, token: at, there: 0..0 });
            }
            Event::HardBreak if self.deaf == 0 => self.block.text.push('\n'),
            Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) if self.deaf == 0 => self.block.text.push(HOLE),
            _ => {}
        }
    }

    fn hide(&mut self) {
        if self.deaf == 0 {
            self.block.text.push(HOLE);
        }
        self.deaf += 1;
    }

    fn show(&mut self) {
        self.deaf = self.deaf.saturating_sub(1);
    }

    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if !block.came.is_empty() || !block.marks.is_empty() {
            self.blocks.push(Block { section: self.section, ..block });
        }
    }
}

impl Block {
    /// The place in the text where some of the block's bytes come from.
    pub fn stroke(&self, range: Range<usize>) -> Option<Stroke> {
        let first = self.came.partition_point(|stretch| stretch.here.end <= range.start);
        let last = self.came.partition_point(|stretch| stretch.here.start < range.end).checked_sub(1)?;
        let spot = |stretch: &Stretch, at: usize, is_end: bool| -> Option<Spot> {
            let within = at.checked_sub(stretch.here.start)?;
            let linear = stretch.here.len() == stretch.there.len();
            let at = match (linear, is_end) {
                (true, _) => stretch.there.start + within,
                (false, true) => stretch.there.end,
                (false, false) => stretch.there.start,
            };
            Some(Spot { token: stretch.token, at: u32::try_from(at).ok()? })
        };
        let start = spot(self.came.get(first)?, range.start, false)?;
        let end = spot(self.came.get(last)?, range.end, true)?;
        Some(Stroke { start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(u32, String)> {
        Prose::read(text).blocks.into_iter().map(|block| (block.section, block.text)).collect()
    }

    #[test]
    fn only_running_words_are_read() {
        let text = "Kim\nJong Un met [Moon](a) and `Xi`, **Lee** too.\n\n# Heading\n\n- one\n- [[Ahn]]\n\n[^1]: a note\n";
        let seam = SEAM.to_string();
        let expected =
            [(0, "Kim Jong Un met \u{fffc} and \u{fffc}, SLeeS too.".replace('S', &seam)), (1, "one".into()), (1, "\u{fffc}".into()), (NOTES, "a note".into())];
        assert_eq!(blocks(text), expected);
    }

    #[test]
    fn a_heading_within_a_note_begins_no_section() {
        assert_eq!(blocks("[^1]: # A heading\n    then text\n\nAfter."), [(NOTES, "then text".into()), (0, "After.".into())]);
    }

    #[test]
    fn a_part_of_a_block_is_found_in_its_tokens() {
        let prose = Prose::read("By O'Neil\nKim.");
        let block = &prose.blocks[0];
        let start = block.text.find("O'Neil Kim").unwrap();
        let stroke = block.stroke(start..start + "O'Neil Kim".len()).unwrap();
        // Text, apostrophe, text, break, text: smart punctuation is an event of its own.
        assert!(stroke.start.token < stroke.end.token, "{stroke:?}");
        assert_eq!((stroke.start.at, stroke.end.at), (3, 3));
    }

    #[test]
    fn the_speaker_of_a_quotation_is_named_but_not_in_the_text() {
        let prose = Prose::read("> We agree.\n> — Moon Jae-in");
        assert_eq!(prose.blocks[0].marks, [ExplicitName { at: 0, target: "Moon Jae-in".into(), in_text: false }]);
        assert_eq!(prose.blocks.last().unwrap().text, "We agree.");
    }
}
