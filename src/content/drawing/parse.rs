use super::copies::Copies;
use super::embedded::CleanPicture;
use super::given::{Key, Space, attributes, check_left_out, checked_name};
use super::names::Element;
use super::refusal::{Refusal, Remedy, shown};
use super::{size, style, xml};
use crate::base::Span;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::NsReader;
use std::borrow::Cow;

/// The largest file of a drawing that is read, in bytes: 20 MB.
pub const LARGEST_DRAWING: usize = 20_000_000;

/// The deepest that elements may stand in one another; libxml2 reads as deep unless told otherwise.
const DEEPEST: usize = 256;

/// The most elements in a drawing.
const MOST_ELEMENTS: usize = 250_000;

/// The most prefixes that may be declared at one place.
const MOST_PREFIXES: usize = 256;

/// Encodings in which a text of ASCII alone is the same text as in UTF-8.
const LIKE_ASCII: [&str; 8] = ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "latin1"];

/// A drawing that runs nothing and loads nothing, whatever file it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The drawing as SVG, in UTF-8, written anew.
    pub text: String,
    /// Width and height in pixels, where the drawing gives itself a size.
    pub size: Option<(u32, u32)>,
}

impl Drawing {
    /// Parses an SVG file (XML 1.0; SVG 1.1 and 2) and keeps of it what is listed.
    ///
    /// `clean` removes from the pictures that the drawing carries what cameras wrote into them.
    ///
    /// # Errors
    /// When the file is no well-formed SVG in UTF-8, is too large, or holds something that would run
    /// or load something.
    pub fn parse(bytes: &[u8], clean: CleanPicture<'_>) -> Result<Drawing, Refusal> {
        if bytes.len() > LARGEST_DRAWING {
            let what = format!("is larger than {} MB, the largest that is read here", LARGEST_DRAWING / 1_000_000);
            return Err(Refusal::of_file(Remedy::Simplify, what));
        }
        let text = decoded(bytes)?;
        let mut walk = Walk::new(text, clean);
        walk.run()?;
        Ok(Drawing { text: walk.written(), size: walk.size })
    }
}

/// The file as text, if it is UTF-8 and has no sign that XML forbids.
fn decoded(bytes: &[u8]) -> Result<&str, Refusal> {
    let other = |what: &str| Refusal::of_file(Remedy::SaveAsUtf8, what);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(other("is UTF-16, which is not read here"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| other("is not UTF-8"))?;
    match xml::forbidden(text) {
        Some((_, '\0')) => Err(other("holds zero bytes, as UTF-16 does")),
        Some((at, c)) => {
            let span = Span::new(at, at + c.len_utf8());
            Err(Refusal::new(Remedy::SaveAnew, format!("holds the character U+{:04X}, which XML forbids", u32::from(c)), span))
        }
        None => Ok(text),
    }
}

/// An element that is open and kept.
pub(super) struct Open {
    /// Its name as it is written.
    pub(super) name: Cow<'static, str>,
    pub(super) element: Element,
    /// Whether its start tag is still to be closed.
    pub(super) is_bare: bool,
    /// The group of [`Copies`] that its elements count in.
    pub(super) group: usize,
    /// In a `switch`: a page within the drawing that was left out, until another form of it comes.
    pub(super) alone: Option<Span>,
}

/// One pass through a file.
pub(super) struct Walk<'t> {
    pub(super) text: &'t str,
    pub(super) clean: CleanPicture<'t>,
    pub(super) out: String,
    pub(super) open: Vec<Open>,
    /// How many elements are open within one that is left out.
    pub(super) left_out: usize,
    /// How many prefixes each open element declares.
    pub(super) declared: Vec<usize>,
    pub(super) elements: usize,
    /// The text of the style sheet that is open, and where it began.
    pub(super) sheet: Option<(String, Span)>,
    pub(super) copies: Copies,
    pub(super) size: Option<(u32, u32)>,
    pub(super) has_root: bool,
    pub(super) uses_xlink: bool,
}

/// One step of a walk.
pub(super) type Step = Result<(), Refusal>;

impl<'t> Walk<'t> {
    fn new(text: &'t str, clean: CleanPicture<'t>) -> Walk<'t> {
        Walk {
            text,
            clean,
            out: String::with_capacity(text.len()),
            open: Vec::new(),
            left_out: 0,
            declared: Vec::new(),
            elements: 0,
            sheet: None,
            copies: Copies::new(),
            size: None,
            has_root: false,
            uses_xlink: false,
        }
    }

    /// The drawing as it is published.
    fn written(&mut self) -> String {
        let xlink = if self.uses_xlink { " xmlns:xlink=\"http://www.w3.org/1999/xlink\"" } else { "" };
        let rest = self.out.strip_prefix("<svg").unwrap_or_default();
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\"{xlink}{rest}\n")
    }

    fn run(&mut self) -> Step {
        let text = self.text;
        // A byte order mark is no part of the text.
        let mark = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        let mut reader = NsReader::from_str(&text[mark..]);
        reader.config_mut().expand_empty_elements = true;
        loop {
            let start = mark + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event().map_err(|error| {
                let at = mark + usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                Refusal::malformed(&error.to_string(), Span::new(at.min(text.len()), (at + 1).min(text.len())))
            })?;
            let end = mark + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let span = Span::new(start, end.min(text.len()));
            match event {
                Event::Start(tag) => self.start(&reader, &tag, span)?,
                Event::End(_) => self.end()?,
                Event::Text(words) => self.characters(&String::from_utf8_lossy(&words), span)?,
                Event::CData(words) => {
                    if self.declared.is_empty() {
                        return Err(Refusal::malformed("text stands outside of the drawing", span));
                    }
                    self.characters(&String::from_utf8_lossy(&words), span)?;
                }
                Event::GeneralRef(name) => {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    let Some(c) = xml::referred(&name) else { return Err(Refusal::unknown_entity(&name, span)) };
                    self.characters(c.encode_utf8(&mut [0; 4]), span)?;
                }
                Event::Decl(_) => self.declaration(span)?,
                Event::DocType(_) => self.doctype(span)?,
                Event::PI(instruction) => {
                    if instruction.target().eq_ignore_ascii_case(b"xml-stylesheet") {
                        return Err(Refusal::new(Remedy::SavePlain, "loads a style sheet", span));
                    }
                }
                Event::Comment(_) => {}
                Event::Eof => break,
                Event::Empty(_) => return Err(Refusal::malformed("an element has no end", span)),
            }
        }
        self.finish()
    }

    fn finish(&mut self) -> Step {
        let end = Span::new(self.text.len(), self.text.len());
        if !self.declared.is_empty() {
            return Err(Refusal::malformed("an element is not closed", end));
        }
        if !self.has_root {
            return Err(Refusal::malformed("no element <svg> is in it", Span::new(0, self.text.len().min(1))));
        }
        if std::mem::take(&mut self.copies).are_too_many() {
            return Err(Refusal::of_file(Remedy::Simplify, "repeats parts of itself so often that no browser can draw it"));
        }
        Ok(())
    }

    /// `<?xml version="1.0" encoding="UTF-8"?>`, which stands at the very beginning or not at all.
    fn declaration(&mut self, span: Span) -> Step {
        let written = &self.text[span.range()];
        if !self.text[..span.range().start].trim_start_matches('\u{feff}').is_empty() {
            return Err(Refusal::malformed("its XML declaration does not stand at the beginning", span));
        }
        let Some((_, rest)) = written.split_once("encoding") else { return Ok(()) };
        let quoted = rest.trim_start().strip_prefix('=').map(str::trim_start).unwrap_or_default();
        let encoding = quoted.get(1..).and_then(|rest| rest.split(['"', '\'']).next()).unwrap_or_default().to_ascii_lowercase();
        let is_utf8 = matches!(encoding.as_str(), "utf-8" | "utf8");
        if is_utf8 || (LIKE_ASCII.contains(&&*encoding) && self.text.is_ascii()) {
            return Ok(());
        }
        Err(Refusal::new(Remedy::SaveAsUtf8, format!("says that its encoding is \"{}\", which is not read here", shown(&encoding)), span))
    }

    /// A document type that only names a file is left out; one that defines something is refused.
    fn doctype(&mut self, span: Span) -> Step {
        let written = &self.text[span.range()];
        let mut quote = None;
        for c in written.chars() {
            match (quote, c) {
                (Some(open), c) if open == c => quote = None,
                (None, '"' | '\'') => quote = Some(c),
                (None, '[') => return Err(Refusal::active("definitions in its DOCTYPE", span)),
                _ => {}
            }
        }
        if self.has_root {
            return Err(Refusal::malformed("its DOCTYPE does not stand at the beginning", span));
        }
        Ok(())
    }

    fn characters(&mut self, words: &str, span: Span) -> Step {
        if self.declared.is_empty() {
            let is_layout = words.trim_matches(|c| matches!(c, ' ' | '\t' | '\n' | '\r')).is_empty();
            return if is_layout { Ok(()) } else { Err(Refusal::malformed("text stands outside of the drawing", span)) };
        }
        if self.left_out > 0 {
            return Ok(());
        }
        if let Some((sheet, _)) = &mut self.sheet {
            sheet.push_str(words);
            return Ok(());
        }
        if self.open.last().is_some_and(|open| matches!(open.element, Element::Text | Element::Note)) {
            self.close_tag();
            let words = if words.contains('\r') && words.len() > 1 { Cow::Owned(words.replace("\r\n", "\n")) } else { Cow::Borrowed(words) };
            xml::escape(&words, &mut self.out);
        }
        Ok(())
    }

    /// Writes the `>` of a start tag, once something follows in the element.
    pub(super) fn close_tag(&mut self) {
        if let Some(open) = self.open.last_mut()
            && open.is_bare
        {
            open.is_bare = false;
            self.out.push('>');
        }
    }

    fn start(&mut self, reader: &NsReader<&[u8]>, tag: &BytesStart<'_>, span: Span) -> Step {
        self.count(tag, span)?;
        let (resolved, name) = reader.resolver().resolve_element(tag.name());
        let space = Space::resolve(&resolved, span)?;
        let name = checked_name(name, span)?;
        if tag.name().prefix().is_some_and(|prefix| !xml::is_name(prefix.as_ref())) {
            return Err(Refusal::malformed("a name holds a sign that names cannot have", span));
        }
        let attributes = attributes(self.text, reader, tag, span)?;
        if self.left_out > 0 {
            check_left_out(space, &name, &attributes, span)?;
            self.left_out += 1;
            return Ok(());
        }
        if self.open.is_empty() {
            if space != Space::Svg || name != "svg" {
                let why = if space == Space::None && name == "svg" {
                    "its <svg> has no xmlns=\"http://www.w3.org/2000/svg\""
                } else {
                    "its first element is not <svg>"
                };
                return Err(Refusal::malformed(why, span));
            }
            self.has_root = true;
            let value = |wanted: &str| attributes.iter().find(|one| one.key == Key::Plain && one.name == wanted).map(|one| one.value.to_string());
            self.size = size::size(&value);
        }
        match (space, Element::of(&name)) {
            (Space::Svg | Space::None, Element::Active) => return Err(Refusal::active(format!("<{}>", shown(&name)), span)),
            (Space::Html, _) => return Err(Refusal::active(format!("<{}> of HTML", shown(&name)), span)),
            (Space::Svg, Element::ForeignObject) => self.foreign_object(&attributes, span)?,
            (Space::Svg, Element::Unknown) | (Space::None | Space::Other, _) => {
                check_left_out(space, &name, &attributes, span)?;
                self.left_out = 1;
            }
            (Space::Svg, element) => self.keep(element, &name, attributes, span)?,
        }
        Ok(())
    }

    /// Counts an element, its depth and the prefixes it declares.
    fn count(&mut self, tag: &BytesStart<'_>, span: Span) -> Step {
        if self.declared.is_empty() && self.has_root {
            return Err(Refusal::malformed("something follows the end of the drawing", span));
        }
        self.elements += 1;
        let is_declaration = |attribute: &quick_xml::events::attributes::Attribute<'_>| attribute.key.as_namespace_binding().is_some();
        self.declared.push(tag.attributes().with_checks(false).map_while(Result::ok).filter(is_declaration).count());
        if self.declared.len() > DEEPEST {
            return Err(Refusal::new(Remedy::Simplify, format!("has elements more than {DEEPEST} deep in one another"), span));
        }
        if self.elements > MOST_ELEMENTS {
            return Err(Refusal::new(Remedy::Simplify, format!("has more than {MOST_ELEMENTS} elements"), span));
        }
        if self.declared.last() > Some(&0) && self.declared.iter().sum::<usize>() > MOST_PREFIXES {
            return Err(Refusal::new(Remedy::SaveAnew, format!("declares more than {MOST_PREFIXES} prefixes at one place"), span));
        }
        Ok(())
    }

    fn end(&mut self) -> Step {
        self.declared.pop();
        if self.left_out > 0 {
            self.left_out -= 1;
            return Ok(());
        }
        if let Some((sheet, span)) = self.sheet.take() {
            let written = style::sheet(&sheet).map_err(|what| Refusal::active(what, span))?;
            self.close_tag();
            xml::escape(&written, &mut self.out);
        }
        let Some(open) = self.open.pop() else { return Ok(()) };
        if let Some(span) = open.alone {
            return Err(Refusal::active("<foreignObject>", span));
        }
        if open.is_bare {
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.out.push_str(&open.name);
            self.out.push('>');
        }
        Ok(())
    }
}
