use super::address::Address;
use super::copies::Copies;
use super::embedded::{self, CleanPicture};
use super::names::{Attribute, Element, HTML, SVG, XLINK, XML, is_active_in_label};
use super::refusal::{Refusal, Remedy, shown};
use super::style::{self, Unfit};
use super::{size, xml};
use crate::base::Span;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{LocalName, Namespace, ResolveResult};
use quick_xml::reader::NsReader;
use std::borrow::Cow;
use std::collections::HashSet;

/// The largest file of a drawing that is read, in bytes: 20 MB.
pub const LARGEST_DRAWING: usize = 20_000_000;

/// The deepest that elements may stand in one another; libxml2 reads as deep unless told otherwise.
const DEEPEST: usize = 256;

/// The most elements in a drawing.
const MOST_ELEMENTS: usize = 500_000;

/// The most prefixes that may be declared at one place, and the most attributes of one element.
const MOST_PREFIXES: usize = 256;
const MOST_ATTRIBUTES: usize = 1000;

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
struct Open {
    /// Its name as it is written.
    name: Cow<'static, str>,
    element: Element,
    /// Whether its start tag is still to be closed.
    is_bare: bool,
    /// The group of [`Copies`] that its elements count in.
    group: usize,
    /// In a `switch`: a page within the drawing that was left out, until another form of it comes.
    alone: Option<Span>,
}

/// Namespace and name of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Svg,
    Html,
    None,
    Other,
}

/// One pass through a file.
struct Walk<'t> {
    text: &'t str,
    clean: CleanPicture<'t>,
    out: String,
    open: Vec<Open>,
    /// How many elements are open within one that is left out.
    left_out: usize,
    /// How many prefixes each open element declares.
    declared: Vec<usize>,
    elements: usize,
    /// The text of the style sheet that is open, and where it began.
    sheet: Option<(String, Span)>,
    copies: Copies,
    size: Option<(u32, u32)>,
    has_root: bool,
    uses_xlink: bool,
}

type Step = Result<(), Refusal>;

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
                self.malformed(&error.to_string(), Span::new(at.min(text.len()), (at + 1).min(text.len())))
            })?;
            let end = mark + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let span = Span::new(start, end.min(text.len()));
            match event {
                Event::Start(tag) => self.start(&reader, &tag, span)?,
                Event::End(_) => self.end()?,
                Event::Text(words) => self.characters(&String::from_utf8_lossy(&words), span)?,
                Event::CData(words) => {
                    if self.declared.is_empty() {
                        return Err(self.malformed("text stands outside of the drawing", span));
                    }
                    self.characters(&String::from_utf8_lossy(&words), span)?;
                }
                Event::GeneralRef(name) => {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    let Some(c) = xml::referred(&name) else { return Err(self.unknown_entity(&name, span)) };
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
                Event::Empty(_) => return Err(self.malformed("an element has no end", span)),
            }
        }
        self.finish()
    }

    fn finish(&mut self) -> Step {
        let end = Span::new(self.text.len(), self.text.len());
        if !self.declared.is_empty() {
            return Err(self.malformed("an element is not closed", end));
        }
        if !self.has_root {
            return Err(self.malformed("no element <svg> is in it", Span::new(0, self.text.len().min(1))));
        }
        if std::mem::take(&mut self.copies).are_too_many() {
            return Err(Refusal::of_file(Remedy::Simplify, "repeats parts of itself so often that no browser can draw it"));
        }
        Ok(())
    }

    fn malformed(&self, why: &str, span: Span) -> Refusal {
        Refusal::new(Remedy::SaveAnew, format!("is not well-formed SVG ({})", shown(why)), span)
    }

    fn unknown_entity(&self, name: &str, span: Span) -> Refusal {
        self.malformed(&format!("&{name}; means nothing"), span)
    }

    fn active(what: impl AsRef<str>, span: Span) -> Refusal {
        Refusal::new(Remedy::SavePlain, format!("holds {}", what.as_ref()), span)
    }

    /// `<?xml version="1.0" encoding="UTF-8"?>`, which stands at the very beginning or not at all.
    fn declaration(&mut self, span: Span) -> Step {
        let written = &self.text[span.range()];
        if !self.text[..span.range().start].trim_start_matches('\u{feff}').is_empty() {
            return Err(self.malformed("its XML declaration does not stand at the beginning", span));
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
                (None, '[') => return Err(Self::active("definitions in its DOCTYPE", span)),
                _ => {}
            }
        }
        if self.has_root {
            return Err(self.malformed("its DOCTYPE does not stand at the beginning", span));
        }
        Ok(())
    }

    fn characters(&mut self, words: &str, span: Span) -> Step {
        if self.declared.is_empty() {
            let is_layout = words.trim_matches(|c| matches!(c, ' ' | '\t' | '\n' | '\r')).is_empty();
            return if is_layout { Ok(()) } else { Err(self.malformed("text stands outside of the drawing", span)) };
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
    fn close_tag(&mut self) {
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
        let space = self.space(&resolved, span)?;
        let name = self.name(name, span)?;
        if tag.name().prefix().is_some_and(|prefix| !xml::is_name(prefix.as_ref())) {
            return Err(self.malformed("a name holds a sign that names cannot have", span));
        }
        let attributes = self.attributes(reader, tag, span)?;
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
                return Err(self.malformed(why, span));
            }
            self.has_root = true;
            let value = |wanted: &str| attributes.iter().find(|one| one.key == Key::Plain && one.name == wanted).map(|one| one.value.to_string());
            self.size = size::size(&value);
        }
        match (space, Element::of(&name)) {
            (Space::Svg | Space::None, Element::Active) => return Err(Self::active(format!("<{}>", shown(&name)), span)),
            (Space::Html, _) => return Err(Self::active(format!("<{}> of HTML", shown(&name)), span)),
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
            return Err(self.malformed("something follows the end of the drawing", span));
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
        if self.declared.iter().sum::<usize>() > MOST_PREFIXES {
            return Err(Refusal::new(Remedy::SaveAnew, format!("declares more than {MOST_PREFIXES} prefixes at one place"), span));
        }
        Ok(())
    }

    fn space(&self, resolved: &ResolveResult<'_>, span: Span) -> Result<Space, Refusal> {
        match resolved {
            ResolveResult::Bound(Namespace(SVG)) => Ok(Space::Svg),
            ResolveResult::Bound(Namespace(HTML)) => Ok(Space::Html),
            ResolveResult::Bound(Namespace(b"")) | ResolveResult::Unbound => Ok(Space::None),
            ResolveResult::Bound(_) => Ok(Space::Other),
            ResolveResult::Unknown(prefix) => Err(self.malformed(&format!("the prefix {} is not declared", String::from_utf8_lossy(prefix)), span)),
        }
    }

    fn name(&self, name: LocalName<'_>, span: Span) -> Result<String, Refusal> {
        if !xml::is_name(name.as_ref()) {
            return Err(self.malformed("a name holds a sign that names cannot have", span));
        }
        Ok(String::from_utf8_lossy(name.as_ref()).into_owned())
    }

    /// All attributes of a tag, resolved and read; declarations of prefixes are left out.
    fn attributes<'a>(&self, reader: &NsReader<&[u8]>, tag: &'a BytesStart<'_>, span: Span) -> Result<Vec<Given<'a>>, Refusal> {
        let mut given: Vec<Given<'a>> = Vec::new();
        let mut seen = HashSet::new();
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.malformed(&error.to_string(), span))?;
            let here = self.span_of(attribute.key.into_inner(), span);
            if seen.len() >= MOST_ATTRIBUTES {
                return Err(Refusal::new(Remedy::SaveAnew, format!("has an element with more than {MOST_ATTRIBUTES} attributes"), here));
            }
            let (resolved, local) = reader.resolver().resolve_attribute(attribute.key);
            let key = match &resolved {
                _ if attribute.key.as_namespace_binding().is_some() => Key::Declaration,
                ResolveResult::Unbound => Key::Plain,
                ResolveResult::Bound(Namespace(XLINK)) => Key::XLink,
                ResolveResult::Bound(Namespace(XML)) => Key::Xml,
                ResolveResult::Bound(_) => Key::Other,
                ResolveResult::Unknown(prefix) => {
                    return Err(self.malformed(&format!("the prefix {} is not declared", String::from_utf8_lossy(prefix)), here));
                }
            };
            let name = self.name(local, here)?;
            let space = if let ResolveResult::Bound(space) = &resolved { space.into_inner() } else { b"" };
            if !seen.insert((key, space.to_vec(), name.clone())) {
                return Err(self.malformed(&format!("the attribute {name} stands twice"), here));
            }
            let raw = match attribute.value {
                Cow::Borrowed(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
                // Values of a text in memory are parts of it.
                Cow::Owned(_) => return Err(self.malformed("a value cannot be read", here)),
            };
            if key == Key::Declaration {
                // The parser compares namespaces as they are written.
                if raw.contains('&') {
                    return Err(self.malformed("a namespace holds a reference", here));
                }
                continue;
            }
            let value = xml::attribute_value(raw).map_err(|wrong| self.unknown_entity(wrong, here))?;
            given.push(Given { key, name, value, span: here });
        }
        Ok(given)
    }

    /// Where in the file the name of an attribute stands.
    fn span_of(&self, name: &[u8], tag: Span) -> Span {
        let at = (name.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if tag.range().contains(&at) { Span::new(at, at + name.len()) } else { tag }
    }

    /// A page within the drawing is left out where a `switch` offers another form of it.
    fn foreign_object(&mut self, attributes: &[Given<'_>], span: Span) -> Step {
        let within = self.open.last_mut().filter(|open| open.name == "switch");
        let Some(within) = within else { return Err(Self::active("<foreignObject>", span)) };
        within.alone = Some(span);
        check_left_out(Space::Svg, "foreignObject", attributes, span)?;
        self.left_out = 1;
        Ok(())
    }

    /// Writes the start tag of an element that is kept.
    fn keep(&mut self, element: Element, name: &str, attributes: Vec<Given<'_>>, span: Span) -> Step {
        let is_in = |wanted: Element| self.open.last().is_some_and(|open| open.element == wanted);
        if is_in(Element::Note) || is_in(Element::Style) {
            self.left_out = 1;
            return Ok(());
        }
        let is_in_text = is_in(Element::Text);
        let is_sheet = element == Element::Style;
        if is_sheet && attributes.iter().any(|one| one.key == Key::Plain && one.name == "type" && !matches!(one.value.trim(), "" | "text/css")) {
            self.left_out = 1;
            return Ok(());
        }
        if element == Element::Animation && !self.may_animate(name, &attributes)? {
            self.left_out = 1;
            return Ok(());
        }
        self.close_tag();
        if let Some(within) = self.open.last_mut() {
            within.alone = None;
        }
        let name: Cow<'static, str> = match element {
            Element::Link => Cow::Borrowed(if is_in_text { "tspan" } else { "g" }),
            _ => Cow::Owned(name.to_owned()),
        };
        let within = self.open.last().map_or(0, |open| open.group);
        let id = attributes.iter().find(|one| one.key == Key::Plain && one.name == "id");
        let group = self.copies.element(within, id.map(|id| &*id.value));
        self.out.push('<');
        self.out.push_str(&name);
        for attribute in attributes {
            self.attribute(element, &name, group, attribute)?;
        }
        let element = if element == Element::Link && is_in_text { Element::Text } else { element };
        self.open.push(Open { name, element, is_bare: true, group, alone: None });
        if is_sheet {
            self.sheet = Some((String::new(), span));
        }
        Ok(())
    }

    /// Whether an animation changes only what can be changed without harm.
    fn may_animate(&self, name: &str, attributes: &[Given<'_>]) -> Result<bool, Refusal> {
        let Some(animated) = attributes.iter().find(|one| one.key == Key::Plain && one.name == "attributeName") else {
            return Ok(name == "animateMotion");
        };
        let wanted = animated.value.trim();
        let local = wanted.rsplit(':').next().unwrap_or_default();
        match Attribute::of(local) {
            Attribute::Address | Attribute::Handler | Attribute::Declarations | Attribute::Animated | Attribute::Values => {
                Err(Self::active(format!("an animation of the attribute {}", shown(wanted)), animated.span))
            }
            _ => Ok(Attribute::is_animated(wanted) || matches!(wanted, "gradientTransform" | "patternTransform")),
        }
    }

    fn attribute(&mut self, element: Element, name: &str, group: usize, given: Given<'_>) -> Step {
        match given.key {
            Key::XLink if given.name == "href" => return self.address(element, name, group, &given),
            Key::Xml if matches!(given.name.as_str(), "space" | "lang") => self.write("xml:", &given.name, &given.value),
            Key::Plain => match Attribute::of(&given.name) {
                Attribute::Plain => self.write("", &given.name, &given.value),
                // On an animation the word is `freeze` or `remove`.
                Attribute::Css => match style::value(&given.value) {
                    Ok(value) => self.write("", &given.name, &value),
                    Err(Unfit::Active(what)) => return Err(Self::active(what, given.span)),
                    Err(Unfit::LeftOut) => {}
                },
                Attribute::Declarations => {
                    let value = style::declarations(&given.value).map_err(|what| Self::active(what, given.span))?;
                    if !value.is_empty() {
                        self.write("", "style", &value);
                    }
                }
                Attribute::Values => match style::check_values(&given.value) {
                    Ok(()) => self.write("", &given.name, &given.value),
                    Err(Unfit::Active(what)) => return Err(Self::active(what, given.span)),
                    Err(Unfit::LeftOut) => {}
                },
                Attribute::Animated if element == Element::Animation => self.write("", "attributeName", given.value.trim()),
                Attribute::Address => return self.address(element, name, group, &given),
                Attribute::Handler => return Err(Self::active(format!("the handler {}", shown(&given.name)), given.span)),
                Attribute::Animated | Attribute::Unknown => {}
            },
            Key::XLink | Key::Xml | Key::Other | Key::Declaration => {}
        }
        Ok(())
    }

    /// An address: an element of the drawing, or a picture that the drawing carries.
    fn address(&mut self, element: Element, name: &str, group: usize, given: &Given<'_>) -> Step {
        let shows_picture = matches!(name, "image" | "feImage");
        let embed = |what: &str| Err(Refusal::new(Remedy::Embed, what.to_owned(), given.span));
        let value = match Address::parse(&given.value) {
            Address::Empty => return Ok(()),
            Address::Other => return Err(Self::active(format!("the address {}", shown(&given.value)), given.span)),
            // The link itself is left out.
            Address::Inside(_) | Address::Elsewhere if element == Element::Link => return Ok(()),
            Address::Inside(id) => id.into_owned(),
            Address::Data(data) if shows_picture => match embedded::picture(&data, self.clean) {
                Some(written) => written,
                None => return embed("carries something else than a PNG, JPEG, GIF or WebP as a picture"),
            },
            Address::Elsewhere if shows_picture => return embed(&format!("shows the picture {}, which stands elsewhere", shown(&given.value))),
            Address::Elsewhere | Address::Data(_) => return Err(Self::active(format!("the address {}", shown(&given.value)), given.span)),
        };
        if name == "use"
            && let Some(id) = value.strip_prefix('#')
        {
            self.copies.shows(group, id);
        }
        if given.key == Key::XLink {
            self.uses_xlink = true;
            self.write("xlink:", "href", &value);
        } else {
            self.write("", "href", &value);
        }
        Ok(())
    }

    fn write(&mut self, prefix: &str, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(prefix);
        self.out.push_str(name);
        self.out.push_str("=\"");
        xml::escape(value, &mut self.out);
        self.out.push('"');
    }

    fn end(&mut self) -> Step {
        self.declared.pop();
        if self.left_out > 0 {
            self.left_out -= 1;
            return Ok(());
        }
        if let Some((sheet, span)) = self.sheet.take() {
            let written = style::sheet(&sheet).map_err(|what| Self::active(what, span))?;
            self.close_tag();
            xml::escape(&written, &mut self.out);
        }
        let Some(open) = self.open.pop() else { return Ok(()) };
        if let Some(span) = open.alone {
            return Err(Self::active("<foreignObject>", span));
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

/// Which namespace an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Plain,
    XLink,
    Xml,
    Other,
    /// `xmlns` or `xmlns:…`.
    Declaration,
}

/// An attribute as the file gives it.
struct Given<'a> {
    key: Key,
    name: String,
    value: Cow<'a, str>,
    /// Where its name stands in the file.
    span: Span,
}

/// Refuses an element that is left out anyway, where it shows that somebody means harm: editors write
/// no scripts into what they keep for themselves.
fn check_left_out(space: Space, name: &str, attributes: &[Given<'_>], span: Span) -> Step {
    let is_active = match space {
        Space::Svg | Space::None => Element::of(name) == Element::Active,
        Space::Html => is_active_in_label(name),
        Space::Other => return Ok(()),
    };
    if is_active {
        return Err(Walk::active(format!("<{}>", shown(name)), span));
    }
    match attributes.iter().find(|one| one.key == Key::Plain && Attribute::of(&one.name) == Attribute::Handler) {
        Some(handler) => Err(Walk::active(format!("the handler {}", shown(&handler.name)), handler.span)),
        None => Ok(()),
    }
}
