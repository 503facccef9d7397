use super::masked::secret_ranges;
use super::{At, Diagnostic, FieldPlaces, Front, LARGEST_TEXT, Lines, MASK, Place, Secrets, Severity, Sources, Span, masked, printable_json, printable_line};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// How many places of one grouped fault are shown.
const EXAMPLES: usize = 3;
/// How many are shown where each is a file without an excerpt, one line each.
const PATHS: usize = 12;
/// Lines longer than this many bytes are not shown whole: an excerpt is to be read.
const LONGEST_LINE: usize = 400;

/// How messages for people look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Letters only.
    Plain,
    /// With ANSI colours.
    Coloured,
}

/// One diagnostic with its place worked out, as `--format json` prints it, one object a line.
#[derive(Clone, Debug, Serialize)]
pub struct Message<'a> {
    code: &'static str,
    severity: Severity,
    message: String,
    file: Option<&'a str>,
    /// From 1.
    line: Option<usize>,
    /// From 1, in Unicode scalar values.
    column: Option<usize>,
    /// Bytes from the start of the file.
    start: Option<u32>,
    end: Option<u32>,
    help: Option<String>,
}

/// How much of an address is secret in what is told of a place. In `dateline.yaml` stand the addresses of targets.
fn secrets_at(place: Option<&Place>) -> Secrets {
    if place.is_none_or(|place| place.file.ends_with("dateline.yaml")) { Secrets::Settings } else { Secrets::UserInfo }
}

/// A sentence of a diagnostic, as it may be printed.
fn sentence(text: &str, place: Option<&Place>) -> String {
    printable_line(&masked(text, secrets_at(place))).into_owned()
}

impl<'a> Message<'a> {
    /// Works out where a diagnostic stands.
    pub fn of(diagnostic: &'a Diagnostic, excerpts: &mut Excerpts<'_>) -> Message<'a> {
        let file = diagnostic.place.as_ref().map(|place| &*place.file);
        let found = diagnostic.place.as_ref().and_then(|place| {
            let (text, span) = excerpts.locate(place)?;
            let (line, column) = Lines::new(&text).position(span.start as usize);
            Some((line, column, span))
        });
        let secrets = secrets_at(diagnostic.place.as_ref());
        let help = match (&diagnostic.label, &diagnostic.help) {
            (Some(label), Some(help)) => Some(format!("{label}; {help}")),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        Message {
            code: diagnostic.code.name(),
            severity: diagnostic.severity,
            message: masked(&diagnostic.message, secrets).into_owned(),
            file,
            line: found.map(|(line, _, _)| line),
            column: found.map(|(_, column, _)| column),
            start: found.map(|(_, _, span)| span.start),
            end: found.map(|(_, _, span)| span.end),
            help: help.map(|help| masked(&help, secrets).into_owned()),
        }
    }

    /// The file it speaks of.
    pub fn file(&self) -> Option<&'a str> {
        self.file
    }

    /// Line and column, from 1.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.line.zip(self.column)
    }

    /// All diagnostics, one JSON object a line, each ended by a newline; nothing is grouped.
    pub fn json(diagnostics: &'a [Diagnostic], sources: &dyn Sources) -> String {
        let mut excerpts = Excerpts::new(sources);
        diagnostics.iter().map(|diagnostic| printable_json(&Message::of(diagnostic, &mut excerpts)) + "\n").collect()
    }

    /// All diagnostics for a person: excerpts as rustc shows them, the same fault in many places once with a count.
    pub fn text(diagnostics: &'a [Diagnostic], sources: &dyn Sources, style: Style) -> String {
        let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
        let mut known: HashMap<(_, _, &str), usize> = HashMap::new();
        for diagnostic in diagnostics {
            let at = *known.entry((diagnostic.code, diagnostic.severity, &*diagnostic.headline)).or_insert(groups.len());
            if at == groups.len() {
                groups.push(Vec::new());
            }
            groups[at].push(diagnostic);
        }
        let renderer = match style {
            Style::Plain => Renderer::plain(),
            Style::Coloured => Renderer::styled(),
        };
        let mut excerpts = Excerpts::new(sources);
        groups.iter().map(|group| render(group, &renderer, &mut excerpts) + "\n\n").collect()
    }
}

fn render(group: &[&Diagnostic], renderer: &Renderer, excerpts: &mut Excerpts<'_>) -> String {
    let Some(first) = group.first() else { return String::new() };
    let level = match first.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = sentence(
        &match group.len() {
            1 => first.message.clone(),
            count => format!("{} ({count} times)", first.headline),
        },
        first.place.as_ref(),
    );
    let is_whole = |diagnostic: &&Diagnostic| diagnostic.others.is_empty() && diagnostic.place.as_ref().is_none_or(|place| place.at == At::File);
    let most = if group.iter().all(is_whole) { PATHS } else { EXAMPLES };
    let mut report = Group::with_title(level.primary_title(title).id(first.code.name()));
    for (at, diagnostic) in group.iter().take(most).enumerate() {
        let label = diagnostic.label.as_deref().or((group.len() > 1 && diagnostic.headline != diagnostic.message).then_some(&diagnostic.message));
        let label = label.map(|label| sentence(label, diagnostic.place.as_ref()));
        let places = diagnostic.place.iter().map(|place| (place, label.clone(), AnnotationKind::Primary));
        let others = diagnostic.others.iter().map(|(place, label)| (place, Some(sentence(label, Some(place))), AnnotationKind::Context));
        for (place, label, kind) in places.chain(others.take(if at == 0 { EXAMPLES } else { 0 })) {
            report = match excerpts.excerpt(place) {
                Some(excerpt) => report.element(excerpt.snippet(place, label, kind)),
                None => report.element(Origin::path(printable_line(&place.file).into_owned())),
            };
        }
    }
    if group.len() > most {
        let mut files: Vec<&str> = group.iter().filter_map(|diagnostic| diagnostic.place.as_ref()).map(|place| &*place.file).collect();
        files.dedup();
        let more = group.len() - most;
        report = report.element(Level::NOTE.message(format!("and {more} more, in {} files altogether", files.len())));
    }
    if let Some(help) = group.iter().find_map(|diagnostic| Some(sentence(diagnostic.help.as_ref()?, diagnostic.place.as_ref()))) {
        report = report.element(Level::HELP.message(help));
    }
    renderer.render(&[report])
}

/// Texts of the files that messages speak of, read when the first message needs them.
pub struct Excerpts<'a> {
    sources: &'a dyn Sources,
    latest: Option<Opened>,
}

/// A file that a message speaks of: its text, and the places of its fields once one is asked for.
struct Opened {
    file: Arc<str>,
    text: Option<Arc<str>>,
    fields: Option<FieldPlaces>,
}

struct Excerpt {
    text: String,
    first_line: usize,
    span: Span,
}

impl<'a> Excerpts<'a> {
    /// Excerpts of these sources.
    pub fn new(sources: &'a dyn Sources) -> Excerpts<'a> {
        Excerpts { sources, latest: None }
    }

    /// The text of a place's file, and the bytes of it that are meant. Messages come sorted by file, so only the latest
    /// text is kept.
    fn locate(&mut self, place: &Place) -> Option<(Arc<str>, Span)> {
        // Such a file may be large, no text, or a folder; a message about it shows none of it.
        if place.at == At::File {
            return None;
        }
        if self.latest.as_ref().is_none_or(|opened| opened.file != place.file) {
            let bytes = self.sources.bytes_within(&place.file, LARGEST_TEXT).ok();
            let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into());
            self.latest = Some(Opened { file: place.file.clone(), text, fields: None });
        }
        let opened = self.latest.as_mut()?;
        let text = opened.text.clone()?;
        let span = match &place.at {
            At::File => return None,
            At::Span(span) => *span,
            At::Key(path) | At::Value(path) | At::Part(path, _) => {
                let front = Front::split(&place.file, &text);
                let start = front.matter.start as usize;
                let fields = opened.fields.get_or_insert_with(|| FieldPlaces::read(&text[front.matter.range()]));
                match fields.find(path) {
                    Some((key, _)) if matches!(place.at, At::Key(_)) => key.shifted(start),
                    Some((_, value)) => {
                        let value = value.shifted(start);
                        match &place.at {
                            At::Part(_, part) => part_of(&text, value, *part),
                            _ => value,
                        }
                    }
                    None => return None,
                }
            }
        };
        Some((text, span))
    }

    fn excerpt(&mut self, place: &Place) -> Option<Excerpt> {
        let (text, span) = self.locate(place)?;
        let (first_line, range) = Lines::new(&text).around(span.start as usize, 0, 0);
        let line = text[range.clone()].trim_end_matches(['\r', '\n']);
        let start = (span.start as usize).clamp(range.start, range.start + line.len()) - range.start;
        let end = (span.end as usize).clamp(range.start + start, range.start + line.len()) - range.start;
        // The text may be another than the one that was read: it changed since, or it is no UTF-8 and is shown with marks.
        let (start, end) = (line.floor_char_boundary(start), line.ceil_char_boundary(end));
        // Secrets go before the line is cut, since a part of an address does not look like one.
        let (line, start, end) = masked_line(line, start, end, secrets_at(Some(place)));
        let (line, start, end) = cropped(&line, start, end);
        // A control character could move the cursor of the person who reads the message.
        let shown = |part: &str| part.split('\t').map(printable_line).collect::<Vec<_>>().join("\t");
        let (before, inside, after) = (shown(&line[..start]), shown(&line[start..end]), shown(&line[end..]));
        let span = Span::new(before.len(), before.len() + inside.len());
        Some(Excerpt { text: before + &inside + &after, first_line, span })
    }
}

/// Some bytes of a value, where it stands in the file as it was read: bare, or in quotes without escapes.
fn part_of(text: &str, value: Span, part: Span) -> Span {
    let written = text.get(value.range()).unwrap_or_default();
    let quote = usize::from(written.starts_with(['"', '\'']));
    let inner = written.len().saturating_sub(2 * quote);
    if written.contains(['\\', '\n']) || part.end as usize > inner {
        return value;
    }
    // At the end of a value something is missing: the last letter is shown.
    let part = if part.start == part.end { Span::new((part.start as usize).saturating_sub(1), part.end as usize) } else { part };
    part.shifted(value.start as usize + quote)
}

/// A line without its secrets, and where the bytes from `start` to `end` stand in it.
fn masked_line(line: &str, start: usize, end: usize, secrets: Secrets) -> (Cow<'_, str>, usize, usize) {
    let ranges = secret_ranges(line, secrets);
    let moved = |at: usize, within: usize| {
        let (mut removed, mut added) = (0, 0);
        for range in &ranges {
            if at >= range.end {
                (removed, added) = (removed + range.len(), added + MASK.len());
            } else if at > range.start {
                return range.start + added - removed + within;
            }
        }
        at + added - removed
    };
    (masked(line, secrets), moved(start, 0), moved(end, MASK.len()))
}

/// A long line around what is meant.
fn cropped(line: &str, start: usize, end: usize) -> (&str, usize, usize) {
    if line.len() <= LONGEST_LINE {
        return (line, start, end);
    }
    let boundary = |at: usize| line.floor_char_boundary(at);
    let from = boundary(start.saturating_sub(LONGEST_LINE / 4));
    let to = boundary((from + LONGEST_LINE).min(line.len()));
    let (start, end) = (boundary(start.clamp(from, to)), boundary(end.clamp(from, to)));
    (&line[from..to], start - from, end - from)
}

impl Excerpt {
    fn snippet<'s>(self, place: &Place, label: Option<String>, kind: AnnotationKind) -> Snippet<'s, Annotation<'s>> {
        let path = printable_line(&place.file).into_owned();
        Snippet::source(self.text).line_start(self.first_line).path(path).annotation(kind.span(self.span.range()).label(label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Code, FieldPath, Listing, Unreadable};

    struct One(Vec<Listing>, &'static str);

    impl Sources for One {
        fn list(&self) -> &[Listing] {
            &self.0
        }
        fn bytes(&self, _: &str) -> Result<Vec<u8>, Unreadable> {
            Ok(self.1.into())
        }
    }

    fn unknown(file: &str) -> Diagnostic {
        Diagnostic::new(Code::UnknownField, "an article has no field \"tilte\"")
            .at(Place::of_key(&file.into(), FieldPath::key("tilte")))
            .label("did you mean \"title\"?")
    }

    #[test]
    fn a_message_shows_the_line_and_the_smallest_edit() {
        let sources = One(Vec::new(), "---\ntilte: Generals meet\n---\n");
        assert_eq!(
            Message::text(&[unknown("a.md")], &sources, Style::Plain),
            "warning[unknown-field]: an article has no field \"tilte\"\n --> a.md:2:1\n  |\n2 | tilte: Generals meet\n  | ^^^^^ did you mean \"title\"?\n\n"
        );
    }

    #[test]
    fn an_excerpt_shows_no_secret_and_points_at_the_right_place() {
        let line = "web: { store: \"ftp://user:secret@host/x?token=abc\", x: y }\n";
        let sources = One(Vec::new(), line);
        let at = |word: &str| {
            let start = line.find(word).unwrap();
            let place = Place::span(&"dateline.yaml".into(), Span::new(start, start + word.len()));
            Diagnostic::new(Code::UnknownValue, "see ftp://user:secret@host/x?token=abc").at(place).label("here").help("at u:secret@host?token=abc")
        };
        for (word, under) in [("x: y", "x: y"), ("secret@host", "***@host"), ("ftp://user:secret@host/x?token=abc", "ftp://***@host/x?token=***")] {
            let text = Message::text(&[at(word)], &sources, Style::Plain);
            assert!(!text.contains("secret") && !text.contains("abc"), "{text}");
            let (excerpt, marks) = text.split_once("web:").and_then(|(_, rest)| rest.split_once("\n  |")).unwrap();
            let begin = marks.find('^').unwrap() - " web:".len();
            assert_eq!(&excerpt[begin..begin + marks.matches('^').count()], under, "{text}");
            let json = Message::json(&[at(word)], &sources);
            assert!(!json.contains("secret") && !json.contains("abc"), "{json}");
        }
        let article = One(Vec::new(), "see http://x.org/?q=1\n");
        let found = Diagnostic::new(Code::BrokenLink, "a link").at(Place::span(&"a.md".into(), Span::new(4, 21)));
        assert!(Message::text(&[found], &article, Style::Plain).contains("http://x.org/?q=1"));
    }

    #[test]
    fn a_name_or_a_line_cannot_act_on_the_terminal() {
        let sources = One(Vec::new(), "a\u{1b}[2J\tb\u{202e}c\r\n");
        let file = "x\n::error::\u{9b}31m.md";
        let acts = Diagnostic::new(Code::UnknownField, "no \u{1b}field\n::error::")
            .at(Place::span(&file.into(), Span::new(0, 3)))
            .label("\u{7f}label\n")
            .help("\u{9b}help\n");
        for diagnostics in [vec![acts.clone()], vec![acts.clone(), acts]] {
            let text = Message::text(&diagnostics, &sources, Style::Plain);
            assert!(!text.contains(|c: char| c != '\n' && c.is_control() || c == '\u{202e}'), "{text:?}");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::error")), "{text}");
            let json = Message::json(&diagnostics, &sources);
            let value: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
            assert!(value["file"] == file && !json.contains(|c: char| c != '\n' && c.is_control()), "{json:?}");
        }
    }

    #[test]
    fn the_same_fault_in_many_files_is_one_message() {
        let sources = One(Vec::new(), "---\ntilte: x\n---\n");
        let many: Vec<Diagnostic> = (0..9).map(|n| unknown(&format!("{n}.md"))).collect();
        let text = Message::text(&many, &sources, Style::Plain);
        assert!(text.contains("(9 times)") && text.contains("and 6 more, in 9 files"), "{text}");
        assert_eq!(Message::json(&many, &sources).lines().count(), 9);
    }
}
