use super::names::{Attribute, HTML, SVG, XLINK, XML, is_active_when_left_out};
use super::refusal::{Refusal, Remedy, shown};
use super::xml;
use crate::base::Span;
use quick_xml::events::BytesStart;
use quick_xml::name::{LocalName, Namespace, ResolveResult};
use quick_xml::reader::NsReader;
use std::borrow::Cow;

/// The most attributes of one element. Each is compared with those before it.
const MOST_ATTRIBUTES: usize = 200;

/// Which namespace an element has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Svg,
    Html,
    None,
    Other,
}

impl Space {
    /// The namespace that a prefix stands for.
    pub(super) fn resolve(resolved: &ResolveResult<'_>, span: Span) -> Result<Space, Refusal> {
        match resolved {
            ResolveResult::Bound(Namespace(SVG)) => Ok(Space::Svg),
            ResolveResult::Bound(Namespace(HTML)) => Ok(Space::Html),
            ResolveResult::Bound(Namespace(b"")) | ResolveResult::Unbound => Ok(Space::None),
            ResolveResult::Bound(_) => Ok(Space::Other),
            ResolveResult::Unknown(prefix) => Err(Refusal::malformed(&format!("the prefix {} is not declared", String::from_utf8_lossy(prefix)), span)),
        }
    }
}

/// Which namespace an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Plain,
    XLink,
    Xml,
    Other,
    /// `xmlns` or `xmlns:…`.
    Declaration,
}

/// An attribute as the file gives it.
pub(super) struct Given<'a> {
    pub(super) key: Key,
    pub(super) name: String,
    pub(super) value: Cow<'a, str>,
    /// Where its name stands in the file.
    pub(super) span: Span,
}

/// The local part of a name, if it is one.
pub(super) fn checked_name(name: LocalName<'_>, span: Span) -> Result<String, Refusal> {
    if !xml::is_name(name.as_ref()) {
        return Err(Refusal::malformed("a name holds a sign that names cannot have", span));
    }
    Ok(String::from_utf8_lossy(name.as_ref()).into_owned())
}

/// All attributes of a tag, resolved and read; declarations of prefixes are left out.
pub(super) fn attributes<'a>(text: &str, reader: &NsReader<&[u8]>, tag: &'a BytesStart<'_>, span: Span) -> Result<Vec<Given<'a>>, Refusal> {
    let mut given: Vec<Given<'a>> = Vec::new();
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| Refusal::malformed(&error.to_string(), span))?;
        let here = span_of(text, attribute.key.into_inner(), span);
        if given.len() >= MOST_ATTRIBUTES {
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
                return Err(Refusal::malformed(&format!("the prefix {} is not declared", String::from_utf8_lossy(prefix)), here));
            }
        };
        let name = checked_name(local, here)?;
        // Attributes of other namespaces are left out, however often they stand there.
        if key != Key::Other && given.iter().any(|one| one.key == key && one.name == name) {
            return Err(Refusal::malformed(&format!("the attribute {name} stands twice"), here));
        }
        let raw = match attribute.value {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
            // Values of a text in memory are parts of it.
            Cow::Owned(_) => return Err(Refusal::malformed("a value cannot be read", here)),
        };
        // The parser compares namespaces as they are written.
        if key == Key::Declaration && raw.contains('&') {
            return Err(Refusal::malformed("a namespace holds a reference", here));
        }
        let value = xml::attribute_value(raw).map_err(|wrong| Refusal::unknown_entity(wrong, here))?;
        given.push(Given { key, name, value, span: here });
    }
    given.retain(|one| one.key != Key::Declaration);
    Ok(given)
}

/// Where in the file the name of an attribute stands.
fn span_of(text: &str, name: &[u8], tag: Span) -> Span {
    let at = (name.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    if tag.range().contains(&at) { Span::new(at, at + name.len()) } else { tag }
}

/// Refuses an element that is left out anyway, where it shows that somebody means harm: editors write
/// no scripts into what they keep for themselves.
pub(super) fn check_left_out(space: Space, name: &str, attributes: &[Given<'_>], span: Span) -> Result<(), Refusal> {
    if space == Space::Other {
        return Ok(());
    }
    if is_active_when_left_out(name) {
        return Err(Refusal::active(format!("<{}>", shown(name)), span));
    }
    match attributes.iter().find(|one| one.key == Key::Plain && Attribute::of(&one.name) == Attribute::Handler) {
        Some(handler) => Err(Refusal::active(format!("the handler {}", shown(&handler.name)), handler.span)),
        None => Ok(()),
    }
}
