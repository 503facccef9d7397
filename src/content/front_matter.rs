use super::fields::Origin;
use crate::base::{Code, Diagnostic, Front, FrontForm, Place, Span, syntax_fault, yaml_value};
use serde_yaml::{Mapping, Value};

/// More YAML than this in one front matter is refused: every article of a newspaper's year would fit in it.
const LARGEST: usize = 4 * 1024 * 1024;

/// Reads the fields of a file, if they are YAML or JSON; else says what is wrong.
pub(super) fn read(origin: &Origin<'_>, text: &str, front: &Front) -> Option<Mapping> {
    let matter = &text[front.matter.range()];
    let place = |span: Span| Place::span(origin.file, span.shifted(front.matter.start as usize));
    if front.form == FrontForm::Unclosed {
        let opening = Place::span(origin.file, Span::new(0, 3));
        origin.fault(
            Diagnostic::new(Code::UnclosedFrontMatter, "the front matter is opened and never closed")
                .at(opening)
                .label("opened here")
                .help("write `---` on a line of its own after the last field"),
        );
        return None;
    }
    if matter.len() > LARGEST {
        let message = format!("the front matter has {} bytes; at most {LARGEST} are read", matter.len());
        origin.fault(Diagnostic::new(Code::InvalidYaml, message).at(place(Span::new(0, 0))));
        return None;
    }
    if let Some(at) = too_deep(matter) {
        let message = format!("this nests more than {DEEPEST} levels deep");
        origin.fault(
            Diagnostic::new(Code::InvalidYaml, message).at(place(Span::new(at, at + 1))).label("here it is deeper").help("a text of brackets stands in quotes"),
        );
        return None;
    }
    let read = if Front::is_whole(origin.file) && !origin.file.ends_with(".yaml") { json(matter) } else { yaml(matter) };
    match read {
        Ok(Value::Mapping(fields)) => Some(fields),
        Ok(Value::Null) => Some(Mapping::new()),
        Ok(_) => {
            let span = Span::new(0, matter.lines().next().map_or(0, str::len));
            let what = if front.form == FrontForm::Whole { "the file" } else { "the front matter" };
            origin.fault(
                Diagnostic::new(Code::InvalidYaml, format!("{what} is not a map of fields"))
                    .at(place(span))
                    .help("fields are written `name: value`, one a line"),
            );
            None
        }
        Err(fault) => {
            origin.fault(fault.at(place));
            None
        }
    }
}

/// Deeper lists and maps are refused before a reader sees them: readers take time that grows with the square of the depth.
const DEEPEST: usize = 64;

/// Where brackets, or the dashes of lists in lists, go deeper than any front matter does.
fn too_deep(text: &str) -> Option<usize> {
    let (mut brackets, mut dashes) = (0_usize, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => brackets += 1,
            b']' | b'}' => brackets = brackets.saturating_sub(1),
            b'-' | b'?' => dashes += 1,
            b' ' => {}
            _ => dashes = 0,
        }
        // A rule of dashes in a text is no list: only dashes with spaces between them count as much.
        let listed = dashes > DEEPEST && text.as_bytes()[at.saturating_sub(2 * DEEPEST)..at].windows(2).filter(|pair| pair == b"- ").count() >= DEEPEST - 1;
        if brackets > DEEPEST || listed {
            return Some(at);
        }
    }
    None
}

/// What is wrong, before its place in the file is known.
struct Unparsed {
    diagnostic: Diagnostic,
    span: Span,
}

impl Unparsed {
    fn at(self, place: impl Fn(Span) -> Place) -> Diagnostic {
        self.diagnostic.at(place(self.span))
    }
}

fn yaml(text: &str) -> Result<Value, Box<Unparsed>> {
    let tabs = text.contains('\t');
    yaml_value(text).map_err(|error| {
        if let Some(fault) = syntax_fault(text) {
            if let Some(key) = fault.duplicate {
                let diagnostic = Diagnostic::new(Code::DuplicateKey, format!("the key \"{key}\" stands twice"))
                    .label("stands here again")
                    .help("keep one of them, or make their values one list");
                return Box::new(Unparsed { diagnostic, span: fault.span });
            }
            if let Some((span, quoted)) = unquoted_colon(text, fault.span) {
                let diagnostic = Diagnostic::new(Code::InvalidYaml, "this is not valid YAML: a text that holds a colon and a space stands in quotes")
                    .grouped("this is not valid YAML")
                    .label(format!("write {quoted}"));
                return Box::new(Unparsed { diagnostic, span });
            }
            let diagnostic = Diagnostic::new(Code::InvalidYaml, format!("this is not valid YAML: {}", fault.message)).grouped("this is not valid YAML");
            let diagnostic = match remedy(text, fault.span, tabs) {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            };
            return Box::new(Unparsed { diagnostic, span: fault.span });
        }
        let at = error.location().map_or(0, |location| location.index());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Box::new(Unparsed {
            diagnostic: Diagnostic::new(Code::InvalidYaml, format!("this is not valid YAML: {message}")).grouped("this is not valid YAML"),
            span: Span::new(at, at),
        })
    })
}

/// A text with a colon that wants quotes, in the line where the reader gave up: where it is, and how it is written right.
fn unquoted_colon(text: &str, span: Span) -> Option<(Span, String)> {
    let upto = text.get(..span.start as usize)?;
    let start = upto.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next()?.trim_end();
    let (key, value) = line.split_once(": ")?;
    let value = value.trim_start();
    if key.contains(['{', '[', '"', '\'', '#']) || value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!']) || !value.contains(": ") {
        return None;
    }
    let end = start + line.len();
    let mark = if value.contains('"') { '\'' } else { '"' };
    let inner = if mark == '\'' { value.replace('\'', "''") } else { value.replace('\\', "\\\\") };
    Some((Span::new(end - value.len(), end), format!("{mark}{inner}{mark}")))
}

/// The slips that break most front matters, told from the line where the reader gave up.
fn remedy(text: &str, span: Span, tabs: bool) -> Option<&'static str> {
    let upto = text.get(..span.start as usize)?;
    let start = upto.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next()?;
    let value = line.split_once(": ").map(|(_, value)| value.trim_start());
    if tabs && line.starts_with(char::is_whitespace) && line.contains('\t') {
        return Some("indent with spaces: YAML does not take tabs");
    }
    match value {
        Some(value) if value.starts_with(['@', '`', '%', '&', '*', '!']) => Some("a text that begins with a sign stands in quotes"),
        Some(value) if value.starts_with('"') || value.starts_with('\'') => {
            Some("close the quote on the same line; inside, write \"\" marks as \\\" or use the other kind")
        }
        _ => None,
    }
}

fn json(text: &str) -> Result<Value, Box<Unparsed>> {
    serde_json::from_str::<Value>(text).map_err(|error| {
        let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = (start + error.column().saturating_sub(1)).min(text.len());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Box::new(Unparsed {
            diagnostic: Diagnostic::new(Code::InvalidYaml, format!("this is not valid JSON: {message}")).grouped("this is not valid JSON"),
            span: Span::new(at, at),
        })
    })
}
