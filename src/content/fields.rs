use super::clean::{clean_line, clean_text};
use super::url::safe_url;
use super::written_date::{Unread, read_date};
use super::{CONFIG_FILE, FieldMap, When};
use crate::base::{Code, Diagnostic, FieldPath, Place, Secrets, nearest};
use serde::{Deserialize, Serialize};
use serde_yaml::{Mapping, Value};
use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

/// Longer single-line texts are cut: a headline of a megabyte is an accident or an attack.
const LONGEST_LINE: usize = 500;
/// Longer paragraphs in front matter are cut.
const LONGEST_TEXT: usize = 10_000;

/// What was found wrong while one file was read.
pub(super) type Faults = RefCell<Vec<Diagnostic>>;

/// The file whose fields are read.
pub(super) struct Origin<'a> {
    pub(super) file: &'a Arc<str>,
    pub(super) map: &'a FieldMap,
    pub(super) faults: &'a Faults,
}

impl Origin<'_> {
    pub(super) fn fault(&self, diagnostic: Diagnostic) {
        // The addresses of targets stand in `dateline.yaml`, and what is said here is also kept on disk.
        let diagnostic = if &**self.file == CONFIG_FILE { diagnostic.masked(Secrets::Settings) } else { diagnostic };
        self.faults.borrow_mut().push(diagnostic);
    }
}

/// One map of front matter, read field by field.
///
/// Every key that is asked for is thereby known; [`Fields::finish`] reports the others. A field of the wrong shape is
/// reported and treated as absent, so that the rest of the file still counts.
pub(super) struct Fields<'a> {
    origin: &'a Origin<'a>,
    values: &'a Mapping,
    path: FieldPath,
    scope: &'static str,
    /// "an article", for messages.
    noun: &'a str,
    asked: RefCell<Vec<Cow<'static, str>>>,
}

/// A value and the way to it.
struct Found<'v> {
    value: Cow<'v, Value>,
    split: Option<&'v str>,
}

/// Names as a list gives them, each with its place in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The key they stand under, in the file's own words.
    pub field: Box<str>,
    /// The names, in order, each with its position; a list given as one string has none.
    pub names: Vec<(Option<u32>, Box<str>)>,
}

impl Listed {
    /// The place of one of the names.
    pub fn place(&self, file: &Arc<str>, parent: &FieldPath, index: Option<u32>) -> Place {
        let path = self.field.split('.').take(1).fold(parent.clone(), |path, key| path.then_key(key));
        Place::of_value(file, index.map_or(path.clone(), |index| path.then_index(index as usize)))
    }
}

impl<'a> Fields<'a> {
    pub(super) fn top(origin: &'a Origin<'a>, values: &'a Mapping, noun: &'a str) -> Fields<'a> {
        Fields { origin, values, path: FieldPath::default(), scope: "", noun, asked: RefCell::default() }
    }

    /// The value of a field, by its own name or by the name the site maps it to.
    fn find(&self, name: &str) -> Option<Found<'a>> {
        let known = |key: Cow<'static, str>| self.asked.borrow_mut().push(key);
        let Some(source) = self.origin.map.source(self.scope, name) else {
            known(Cow::Owned(name.to_owned()));
            let value = self.values.get(name).filter(|value| !value.is_null())?;
            return Some(Found { value: Cow::Borrowed(untagged(value)), split: None });
        };
        if let Some(first) = source.from.first() {
            known(Cow::Owned(first.to_string()));
        }
        if let Some(value) = follow(self.values, &source.from) {
            return Some(Found { value, split: source.split.as_deref() });
        }
        if self.origin.map.claims(self.scope, name) {
            return None;
        }
        known(Cow::Owned(name.to_owned()));
        let value = self.values.get(name).filter(|value| !value.is_null())?;
        Some(Found { value: Cow::Borrowed(untagged(value)), split: None })
    }

    /// The key under which a field stands in the file.
    fn written(&self, name: &str) -> FieldPath {
        match self.origin.map.source(self.scope, name) {
            Some(source) if !self.values.contains_key(name) || source.from.first().is_some_and(|first| self.values.contains_key(&**first)) => {
                source.from.iter().take(1).fold(self.path.clone(), |path, key| path.then_key(key))
            }
            _ => self.path.then_key(name),
        }
    }

    pub(super) fn value_place(&self, name: &str) -> Place {
        Place::of_value(self.origin.file, self.written(name))
    }

    /// The way to the whole map.
    pub(super) fn path(&self) -> &FieldPath {
        &self.path
    }

    /// The place of the whole map.
    pub(super) fn place(&self) -> Place {
        Place::of_value(self.origin.file, self.path.clone())
    }

    pub(super) fn fault(&self, diagnostic: Diagnostic) {
        self.origin.fault(diagnostic);
    }

    fn wrong_type(&self, name: &str, wanted: &str, value: &Value) {
        let message = format!("`{name}` is {wanted}, and here is {}", described(value));
        self.fault(Diagnostic::new(Code::WrongType, message).at(self.value_place(name)).label(format!("{wanted} is wanted here")));
    }

    /// The key that is a slip of the pen away from a field that is not there.
    pub(super) fn slip(&self, name: &str) -> Option<Place> {
        let key = self.values.keys().filter_map(as_text).find(|key| **key != *name && nearest(key, [name]).is_some())?;
        Some(Place::of_key(self.origin.file, self.path.then_key(&key)))
    }

    /// Whether the field is there at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// A field of any shape, for keys that are handed on.
    pub(super) fn raw(&self, name: &str) -> Option<Value> {
        self.find(name).map(|found| found.value.into_owned())
    }

    /// A text of one line: white space is folded, control characters are left out.
    pub(super) fn line(&self, name: &str) -> Option<String> {
        let text = clean_line(&self.scalar(name)?);
        self.bounded(name, text, LONGEST_LINE)
    }

    /// A text of any number of lines.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = clean_text(&self.scalar(name)?);
        self.bounded(name, text, LONGEST_TEXT)
    }

    fn bounded(&self, name: &str, mut text: String, longest: usize) -> Option<String> {
        if text.len() > longest {
            let message = format!("`{name}` is {} bytes long; what is beyond {longest} is left out", text.len());
            self.fault(Diagnostic::new(Code::WrongType, message).at(self.value_place(name)));
            let cut = (0..=longest).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.truncate(cut);
            text.push('…');
        }
        (!text.is_empty()).then_some(text)
    }

    fn scalar(&self, name: &str) -> Option<String> {
        let found = self.find(name)?;
        let text = as_text(&found.value).map(Cow::into_owned);
        if text.is_none() {
            self.wrong_type(name, "a text", &found.value);
        }
        text.map(|text| match self.origin.map.value(self.scope, name, &text) {
            same if same.len() == text.len() && same == text => text,
            ours => ours.to_owned(),
        })
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        let Some(found) = self.find(name) else { return default };
        match &*found.value {
            Value::Bool(flag) => *flag,
            Value::String(text) if matches!(&*text.to_ascii_lowercase(), "true" | "yes") => true,
            Value::String(text) if matches!(&*text.to_ascii_lowercase(), "false" | "no" | "") => false,
            other => {
                self.wrong_type(name, "true or false", other);
                default
            }
        }
    }

    /// Whether the field is there and is `false` or `true` rather than what it should be.
    pub(super) fn as_flag(&self, name: &str) -> Option<bool> {
        self.find(name).and_then(|found| found.value.as_bool())
    }

    /// A number.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        let found = self.find(name)?;
        let number = match &*found.value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(name, "a number", &found.value);
        }
        number.filter(|number| number.is_finite())
    }

    /// A word of a closed vocabulary; others are reported once for the whole site and shown nowhere.
    pub(super) fn word<T: Copy>(&self, name: &str, vocabulary: &[(&str, T)]) -> Option<T> {
        let written = self.line(name)?;
        let word = written.to_lowercase();
        if let Some((_, value)) = vocabulary.iter().find(|(known, _)| *known == word) {
            return Some(*value);
        }
        let words: Vec<&str> = vocabulary.iter().map(|(word, _)| *word).collect();
        let diagnostic = Diagnostic::new(Code::UnknownValue, format!("`{name}` has no value \"{written}\""))
            .at(self.value_place(name))
            .help(format!("write one of {}, or map the site's own words under `values` in dateline.yaml", words.join(", ")));
        let diagnostic = match nearest(&word, words) {
            Some(near) => diagnostic.label(format!("did you mean \"{near}\"?")),
            None => diagnostic,
        };
        self.fault(diagnostic);
        None
    }

    /// A date: EDTF, or a common spelling with a warning. What cannot be read is an error.
    pub(super) fn date(&self, name: &str) -> Option<When> {
        let found = self.find(name)?;
        let Some(text) = as_text(&found.value) else {
            self.wrong_type(name, "a date", &found.value);
            return None;
        };
        let text = self.origin.map.value(self.scope, name, text.trim());
        if text.is_empty() {
            return None;
        }
        match read_date(text) {
            Ok((when, None)) => Some(when),
            Ok((when, Some(spelling))) => {
                let read_as = format!("read as {}", when.date);
                self.fault(
                    Diagnostic::new(Code::DateSpelling, format!("{spelling} is not EDTF; it was {read_as}"))
                        .grouped("dates in a common spelling that is not EDTF were understood")
                        .at(self.value_place(name))
                        .label(format!("write {}", when.date)),
                );
                Some(when)
            }
            Err(Unread { problem, help, part }) => {
                let shown: String = clean_line(text).chars().take(60).collect();
                let diagnostic = Diagnostic::new(Code::InvalidDate, format!("\"{shown}\" is not a date: {problem}"))
                    .grouped(format!("`{name}` is not a date: {problem}"))
                    .at(Place::of_part(self.origin.file, self.written(name), part));
                self.fault(match help {
                    Some(help) => diagnostic.label(help),
                    None => diagnostic.help("dates are written 2018, 2018-07, 2018-07-31, 2018-07~ (about), 2018-07? (perhaps), 2018-04-27/2018-05-26"),
                });
                None
            }
        }
    }

    /// Texts: a list, or one text that is one item unless the site says what to cut it at.
    pub(super) fn list(&self, name: &str) -> Listed {
        let field = || -> Box<str> { self.origin.map.source(self.scope, name).map_or(name.into(), |source| source.from.join(".").into()) };
        let Some(found) = self.find(name) else { return Listed::default() };
        let clean = |text: &str| -> Option<Box<str>> {
            let line = clean_line(self.origin.map.value(self.scope, name, text.trim()));
            if line.len() > LONGEST_LINE {
                self.wrong_type(name, "a list of names", &Value::String(line));
                return None;
            }
            (!line.is_empty()).then(|| line.into())
        };
        let cut = |index: Option<u32>, text: &str, names: &mut Vec<(Option<u32>, Box<str>)>| match found.split {
            Some(at) => names.extend(text.split(at).filter_map(clean).map(|name| (index, name))),
            None => names.extend(clean(text).map(|name| (index, name))),
        };
        let mut names = Vec::new();
        match &*found.value {
            Value::Sequence(items) => {
                names.reserve_exact(items.len());
                for (index, item) in items.iter().enumerate() {
                    match as_text(untagged(item)) {
                        Some(text) => cut(u32::try_from(index).ok(), &text, &mut names),
                        None if item.is_null() => {}
                        None => self.fault(
                            Diagnostic::new(Code::WrongType, format!("an item of `{name}` is a text, and here is {}", described(item)))
                                .at(Place::of_value(self.origin.file, self.written(name).then_index(index)))
                                .help(format!("where the text stands under a key, name it in dateline.yaml: `fields: {{ {name}: {name}.KEY }}`")),
                        ),
                    }
                }
            }
            value => match as_text(value) {
                Some(text) => cut(None, &text, &mut names),
                None => self.wrong_type(name, "a list", value),
            },
        }
        Listed { field: field(), names }
    }

    /// A list of texts whose places nobody asks for.
    pub(super) fn lines(&self, name: &str) -> Vec<String> {
        self.list(name).names.into_iter().map(|(_, text)| text.into()).collect()
    }

    /// A list of texts, each with its place.
    pub(super) fn placed_lines(&self, name: &str) -> Vec<(String, Place)> {
        let listed = self.list(name);
        listed.names.iter().map(|(index, text)| (text.to_string(), listed.place(self.origin.file, &self.path, *index))).collect()
    }

    /// A list of maps; one map is a list of one. Items that are texts go to `from_text`.
    pub(super) fn each<T>(&self, name: &'static str, noun: &str, read: impl Fn(&Fields<'_>) -> Option<T>, from_text: impl Fn(String) -> Option<T>) -> Vec<T> {
        let Some(found) = self.find(name) else { return Vec::new() };
        let written = self.written(name);
        let one = |value: &Value, path: FieldPath| self.item((name, noun), value, path, &read, &from_text);
        match &*found.value {
            Value::Sequence(items) => items.iter().enumerate().filter_map(|(at, item)| one(item, written.then_index(at))).collect(),
            value => one(value, written).into_iter().collect(),
        }
    }

    /// A map whose keys the site chooses, and whose values are maps of fields; those that are texts go to `from_text`.
    pub(super) fn named<T>(
        &self,
        name: &'static str,
        noun: &str,
        read: impl Fn(&Fields<'_>) -> Option<T>,
        from_text: impl Fn(String) -> Option<T>,
    ) -> Vec<(String, T)> {
        let written = self.written(name);
        let one = |(key, value): (String, Value)| {
            let item = self.item((name, noun), &value, written.then_key(&key), &read, &from_text)?;
            Some((clean_line(&key), item))
        };
        self.entries(name).into_iter().filter_map(one).collect()
    }

    fn item<T>(
        &self,
        (name, noun): (&'static str, &str),
        value: &Value,
        path: FieldPath,
        read: impl Fn(&Fields<'_>) -> Option<T>,
        from_text: impl Fn(String) -> Option<T>,
    ) -> Option<T> {
        match untagged(value) {
            Value::Mapping(values) => {
                let fields = Fields { origin: self.origin, values, path, scope: name, noun, asked: RefCell::default() };
                let item = read(&fields);
                fields.finish();
                item
            }
            Value::Null => None,
            value => {
                let item = as_text(value).map(|text| clean_line(&text)).filter(|text| !text.is_empty());
                let blank = matches!(value, Value::String(text) if text.trim().is_empty());
                let item = item.and_then(&from_text);
                if item.is_none() && !blank {
                    self.fault(
                        Diagnostic::new(Code::WrongType, format!("{noun} in `{name}` is a map of fields, and here is {}", described(value)))
                            .at(Place::of_value(self.origin.file, path)),
                    );
                }
                item
            }
        }
    }

    /// A map of fields; a text goes to `from_text`.
    pub(super) fn map<T>(&self, name: &'static str, noun: &str, read: impl Fn(&Fields<'_>) -> Option<T>, from_text: impl Fn(String) -> Option<T>) -> Option<T> {
        self.each(name, noun, read, from_text).into_iter().next()
    }

    /// The entries of a map whose keys the site chooses.
    pub(super) fn entries(&self, name: &str) -> Vec<(String, Value)> {
        let Some(found) = self.find(name) else { return Vec::new() };
        match &*found.value {
            Value::Mapping(entries) => entries.iter().filter_map(|(key, value)| Some((as_text(key)?.into_owned(), untagged(value).clone()))).collect(),
            other => {
                self.wrong_type(name, "a map", other);
                Vec::new()
            }
        }
    }

    /// An address that a reader can follow; others are reported and left out.
    pub(super) fn url(&self, name: &str) -> Option<String> {
        self.safe(name, &self.line(name)?, self.value_place(name))
    }

    /// A list of addresses that a reader can follow.
    pub(super) fn urls(&self, name: &str) -> Vec<String> {
        let listed = self.list(name);
        listed.names.iter().filter_map(|(index, url)| self.safe(name, url, listed.place(self.origin.file, &self.path, *index))).collect()
    }

    fn safe(&self, name: &str, written: &str, place: Place) -> Option<String> {
        let url = safe_url(written);
        if url.is_none() {
            let shown: String = written.chars().take(80).collect();
            self.fault(
                Diagnostic::new(Code::InvalidUrl, format!("`{name}` is not an address that can be linked: \"{shown}\""))
                    .grouped(format!("`{name}` is not an address that can be linked"))
                    .at(place)
                    .help("write a full address that begins with https:// or http://, or leave the field out"),
            );
        }
        url
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.values {
            let name = as_text(key).unwrap_or(Cow::Borrowed("?"));
            if asked.contains(&name) || self.origin.map.claims(self.scope, &name) || self.origin.map.ignores(self.scope, &name) {
                continue;
            }
            let shown = clean_line(&name.chars().take(80).collect::<String>());
            let diagnostic = Diagnostic::new(Code::UnknownField, format!("{} has no field \"{shown}\"", self.noun))
                .at(Place::of_key(self.origin.file, self.path.then_key(&name)));
            let near = nearest(&name, asked.iter().map(|known| &**known));
            self.fault(match near {
                Some(near) => diagnostic.label(format!("did you mean \"{near}\"?")),
                None if self.origin.file.ends_with("dateline.yaml") => diagnostic,
                None => diagnostic
                    .help("keys of the site's own stand under `extra`; a corpus that exists is read through `fields` and `ignore_fields` in dateline.yaml"),
            });
        }
    }
}

/// A scalar as it is written, more or less; lists and maps have no text.
pub(super) fn as_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
        Value::Tagged(tagged) => as_text(&tagged.value),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

fn untagged(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => &tagged.value,
        value => value,
    }
}

fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a map",
        Value::Tagged(_) => "a value with a tag",
    }
}

/// The value at the end of a path of keys; a list on the way gives the list of what its items have there.
fn follow<'v>(values: &'v Mapping, path: &[Box<str>]) -> Option<Cow<'v, Value>> {
    let (first, rest) = path.split_first()?;
    let mut value = Cow::Borrowed(untagged(values.get(&**first)?));
    for key in rest {
        let inner = |value: &Value| value.as_mapping().and_then(|map| map.get(&**key)).cloned();
        value = Cow::Owned(match &*value {
            Value::Sequence(items) => Value::Sequence(items.iter().filter_map(inner).collect()),
            value => inner(value)?,
        });
    }
    (!value.is_null()).then_some(value)
}
