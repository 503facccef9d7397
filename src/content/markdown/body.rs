use super::marks::Mark;
use super::token::{Placed, Token, allowed, is_too_deep, tokens};
use super::{Attribution, image_tag};
use crate::base::Span;
use crate::calendar::Edtf;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The most characters of the first paragraph that serve as a summary.
const SUMMARY: usize = 280;

/// What a text holds: all that other pages, or the reader of messages, must know of it. The text itself is not kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The first heading of level 1, and the heading's bytes: the title of a file without one.
    pub title: Option<String>,
    /// The first paragraph, without marks, cut at a word.
    pub opening: Option<String>,
    /// Where in it somebody is named by `[[…]]` alone, and what stands there: the register knows the name.
    pub opening_names: Vec<(Range<usize>, Box<str>)>,
    /// Explicit mentions, in order.
    pub mentions: Vec<Mention>,
    /// Quotations with a speaker, in order.
    pub quotations: Vec<QuotationDocument>,
    /// Citations of sources, in order.
    pub citations: Vec<Citation>,
    /// Date links, in order.
    pub dates: Vec<DateLink>,
    /// Pictures and links to files and pages of the site.
    pub links: Vec<LocalLink>,
    /// The first MDX import or component, in `.mdx` files.
    pub mdx: Option<Span>,
}

/// `[[name]]` in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// What is named, as written.
    pub target: Box<str>,
    /// Bytes of the file.
    pub span: Span,
}

/// A quotation with a speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuotationDocument {
    /// Who, to whom, when.
    pub attribution: Attribution,
    /// The words, a paragraph each, without marks.
    pub paragraphs: Vec<String>,
    /// Bytes of the file.
    pub span: Span,
}

/// `[@source]` in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The id of the source.
    pub id: Box<str>,
    /// Bytes of the file.
    pub span: Span,
}

/// `[yesterday](date:2018-07-31)` in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DateLink {
    /// The date, or what is wrong with it and the remedy.
    pub date: Result<Edtf, (String, Option<String>)>,
    /// Bytes of the file.
    pub span: Span,
}

/// A picture, or a link that does not leave the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalLink {
    /// The address as written.
    pub href: Box<str>,
    /// Whether it is shown, not linked.
    pub picture: bool,
    /// Bytes of the file.
    pub span: Span,
}

impl Body {
    /// The same, wherever in its file it stands: to be compared with another.
    pub(in crate::content) fn anywhere(&self) -> Body {
        let mut body = self.clone();
        let spans = body.mentions.iter_mut().map(|mention| &mut mention.span);
        let spans = spans.chain(body.quotations.iter_mut().map(|quotation| &mut quotation.span));
        let spans = spans.chain(body.citations.iter_mut().map(|citation| &mut citation.span));
        let spans = spans.chain(body.dates.iter_mut().map(|date| &mut date.span));
        let spans = spans.chain(body.links.iter_mut().map(|link| &mut link.span));
        spans.chain(&mut body.mdx).for_each(|span| *span = Span::default());
        body
    }

    /// Reads a text that begins at byte `offset` of its file.
    pub fn read(text: &str, offset: usize, is_mdx: bool) -> Body {
        let text = allowed(text);
        let tokens = tokens(&text);
        let mut body = Body::default();
        if is_too_deep(&tokens) {
            body.opening = text.lines().map(str::trim).find(|line| !line.is_empty()).map(shortened);
            return body;
        }
        let mut collect =
            Collect { body: &mut body, text: &text, offset, quotation: None, plain: String::new(), names: Vec::new(), heading: None, in_image: false };
        for placed in tokens {
            collect.take(placed);
        }
        if is_mdx {
            body.mdx = mdx(&text).map(|span| span.shifted(offset));
        }
        body
    }
}

/// The state of one walk through the tokens of a text.
struct Collect<'b> {
    body: &'b mut Body,
    text: &'b str,
    offset: usize,
    /// The quotation we are in.
    quotation: Option<QuotationDocument>,
    /// Text of the paragraph or heading we are in.
    plain: String,
    /// Names in it that stand as they are marked.
    names: Vec<(Range<usize>, Box<str>)>,
    heading: Option<HeadingLevel>,
    in_image: bool,
}

impl Collect<'_> {
    fn take(&mut self, (token, range): Placed<'_>) {
        // A quote ends with its line, and what is pointed at ends with its words.
        let end = self.text.get(range.clone()).map_or(range.end, |piece| range.start + piece.trim_end().len());
        let span = Span::from(range.start..end).shifted(self.offset);
        match token {
            Token::Mention { target, shown } => {
                let start = self.plain.len();
                self.plain.push_str(shown.as_deref().unwrap_or_else(|| Mark::of(&target).name));
                if shown.is_none() && !Mark::of(&target).is_plain {
                    self.names.push((start..self.plain.len(), (&*target).into()));
                }
                self.body.mentions.push(Mention { target: (&*target).into(), span });
            }
            Token::Citation { id, .. } => {
                // The space before a citation belongs to it.
                let kept = self.plain.trim_end().len();
                self.plain.truncate(kept);
                self.body.citations.push(Citation { id: id.into(), span });
            }
            Token::DateStart(written) => {
                let date = Edtf::parse(written.trim()).map_err(|error| (error.to_string(), error.help()));
                self.body.dates.push(DateLink { date, span });
            }
            Token::QuotationStart(attribution) => {
                if let Some(id) = &attribution.citation {
                    self.body.citations.push(Citation { id: id.as_str().into(), span });
                }
                self.quotation = Some(QuotationDocument { attribution: *attribution, paragraphs: Vec::new(), span });
            }
            Token::QuotationEnd => self.body.quotations.extend(self.quotation.take()),
            Token::Plain(event) => self.plain_event(event, span),
            Token::DateEnd | Token::BoxStart(_) | Token::BoxEnd => {}
        }
    }

    fn plain_event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::Paragraph) => {
                self.plain.clear();
                self.names.clear();
            }
            Event::Start(Tag::Heading { level, .. }) => {
                self.plain.clear();
                self.heading = Some(level);
            }
            Event::End(TagEnd::Paragraph) => self.end_paragraph(),
            Event::End(TagEnd::Heading(_)) if self.heading.take() == Some(HeadingLevel::H1) && self.body.title.is_none() => {
                self.body.title = Some(self.plain.trim().to_owned()).filter(|title| !title.is_empty());
            }
            Event::Text(_) | Event::Code(_) if self.in_image => {}
            Event::Text(text) | Event::Code(text) => self.plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.plain.push(' '),
            Event::Start(Tag::Image { dest_url, .. }) => {
                // What stands for a picture is no part of the sentence.
                self.in_image = true;
                self.link(&dest_url, true, span);
            }
            Event::End(TagEnd::Image) => self.in_image = false,
            Event::Start(Tag::Link { link_type, dest_url, .. }) if !matches!(link_type, LinkType::Autolink | LinkType::Email) => {
                self.link(&dest_url, false, span);
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                for tag in image_tag::find(&html) {
                    self.link(&tag.src, true, span);
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        // A reference may name a character that may not be written.
        let text = &*allowed(self.plain.trim());
        if let Some(quotation) = &mut self.quotation {
            quotation.paragraphs.push(text.to_owned());
        } else if self.body.opening.is_none() && !text.is_empty() {
            let opening = shortened(text);
            let begun = self.plain.len() - self.plain.trim_start().len();
            let kept = if *opening == *text { opening.len() } else { opening.len().saturating_sub(" …".len()) };
            let names = self.names.drain(..).map(|(range, target)| (range.start.saturating_sub(begun)..range.end.saturating_sub(begun), target));
            self.body.opening_names = names.filter(|(range, _)| range.end <= kept).collect();
            self.body.opening = Some(opening);
        }
    }

    fn link(&mut self, href: &str, picture: bool, span: Span) {
        let leaves =
            href.split_once(':').is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+'));
        if !leaves && !href.starts_with("//") && !href.starts_with('#') && !href.is_empty() {
            self.body.links.push(LocalLink { href: href.into(), picture, span });
        }
    }
}

/// The beginning of a text, cut at a word.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SUMMARY) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).filter(|cut| *cut > end / 2).unwrap_or(end);
    format!("{} …", text[..cut].trim_end_matches([',', ';', ':', ' ']))
}

/// The first import or component of an MDX text.
fn mdx(text: &str) -> Option<Span> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let component = trimmed.strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        let import = (line.starts_with("import ") && (line.contains(" from ") || line.contains(['"', '\'']))) || line.starts_with("export ");
        if component || import {
            let start = at + (line.len() - trimmed.len());
            return Some(Span::new(start, at + line.trim_end().len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_known_by_what_it_holds() {
        let body = Body::read(
            "# Talks\n\nSEOUL: [[Kim Do Gyun|The general]] met [them](date:2018-07-31) [@reuters, p. 3].\n\n![x](a.jpg) [y](b.md) [z](https://x.org)\n",
            100,
            false,
        );
        assert_eq!(body.title.as_deref(), Some("Talks"));
        assert_eq!(body.opening.as_deref(), Some("SEOUL: The general met them."));
        assert_eq!(body.mentions[0].span.start, 116);
        assert_eq!((&*body.citations[0].id, body.dates.len()), ("reuters", 1));
        assert_eq!(body.links.iter().map(|link| &*link.href).collect::<Vec<_>>(), ["a.jpg", "b.md"]);
    }

    #[test]
    fn a_quotation_keeps_its_words_without_the_speaker() {
        let body = Body::read("> *We* agree.\n>\n> Fully.\n> — Moon Jae-in\n", 0, false);
        assert_eq!(body.quotations[0].paragraphs, ["We agree.", "Fully."]);
    }

    #[test]
    fn a_text_of_ten_thousand_quote_marks_is_read() {
        let body = Body::read(&">".repeat(10_000), 0, false);
        assert!(body.quotations.is_empty());
    }
}
