use super::{FieldPath, Span, Step};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Error, Location, Options, Spanned};
use std::fmt;

/// What is wrong with a text that is not YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The reader's words, one line.
    pub message: String,
    /// Bytes of the text that was read.
    pub span: Span,
    /// The key that stands twice, when that is the fault.
    pub duplicate: Option<String>,
}

/// Where the fields of a YAML or JSON text stand. The text is read by a reader of its own, which knows places but is never
/// asked for values.
pub struct FieldPlaces {
    root: Option<Spanned<Node>>,
}

impl FieldPlaces {
    /// Reads a text; one that cannot be read has no places.
    pub fn read(text: &str) -> FieldPlaces {
        FieldPlaces { root: serde_saphyr::from_str_with_options(text, options(DuplicateKeyPolicy::FirstWins)).ok() }
    }

    /// The spans of a field's key and of its value, counted from the start of the text.
    ///
    /// When the path leads further than the text does, the place of the last step that exists is given; so a missing field
    /// is shown where it ought to be.
    pub fn find(&self, path: &FieldPath) -> Option<(Span, Span)> {
        find(&self.root.as_ref()?.value, path)
    }
}

fn find(root: &Node, path: &FieldPath) -> Option<(Span, Span)> {
    let mut found = None;
    let mut node = root;
    for step in path.steps() {
        let next = match (step, node) {
            (Step::Key(key), Node::Map(pairs)) => {
                pairs.iter().find(|(name, _)| matches!(&name.value, Node::Scalar(text) if **text == **key)).map(|(key, value)| (span(&key.referenced), value))
            }
            (Step::Index(index), Node::List(items)) => items.get(*index).map(|item| (span(&item.referenced), item)),
            _ => None,
        };
        let Some((key, value)) = next else { break };
        let value_span = match value.value {
            Node::Scalar(_) => span(&value.referenced),
            // A list or a map is long: its key says enough.
            _ => key,
        };
        found = Some((key, if value_span.start == value_span.end { key } else { value_span }));
        node = &value.value;
    }
    found
}

/// What is wrong with `text`, if this reader too finds it wrong.
pub fn syntax_fault(text: &str) -> Option<Fault> {
    let error = serde_saphyr::from_str_with_options::<Node>(text, options(DuplicateKeyPolicy::Error)).err()?;
    let error = error.without_snippet();
    let duplicate = match error {
        Error::DuplicateMappingKey { key, .. } => Some(key.clone().unwrap_or_default()),
        _ => None,
    };
    let at = error.location().map_or_else(Span::default, |location| located(text, &location));
    let message = error.to_string();
    let message = message.lines().next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let message = message.find(" at line ").map_or(message, |at| &message[..at]);
    Some(Fault { message: message.trim_end_matches(':').to_owned(), span: at, duplicate })
}

fn options(duplicates: DuplicateKeyPolicy) -> Options {
    let mut options = Options::default();
    options.duplicate_keys = duplicates;
    // An alias that stands for a million others is an attack, not a text.
    options.alias_limits.max_total_replayed_events = 20_000;
    options
}

fn span(location: &Location) -> Span {
    let at = location.span();
    let start = at.byte_offset().unwrap_or(0) as usize;
    Span::new(start, start + at.byte_len().unwrap_or(0) as usize)
}

/// The span of an error's location, which sometimes has a line and a column only.
fn located(text: &str, location: &Location) -> Span {
    let span = span(location);
    if span.start > 0 || location.line() <= 1 {
        return span;
    }
    let start: usize = text.split_inclusive('\n').take(location.line() as usize - 1).map(str::len).sum();
    let column: usize = text[start..].chars().take(location.column().saturating_sub(1) as usize).map(char::len_utf8).sum();
    Span::new(start + column, start + column)
}

/// Any YAML value, with the places of what is in it.
enum Node {
    Map(Vec<(Spanned<Node>, Spanned<Node>)>),
    List(Vec<Spanned<Node>>),
    Scalar(String),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

macro_rules! scalars {
    ($($visit:ident: $type:ty),*) => {
        $(fn $visit<E>(self, value: $type) -> Result<Node, E> { Ok(Node::Scalar(value.to_string())) })*
    };
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64, visit_str: &str);

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(String::new()))
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(String::new()))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Node, E> {
        Ok(Node::Scalar(String::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = map.next_key::<Spanned<Node>>()? {
            pairs.push((key, map.next_value()?));
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Node::Map(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "title: Talks\n김: x\nsources:\n  - { url: 'https://x.org', title: no }\n  - plain\nlast: 012\n";

    fn value(path: &FieldPath) -> &'static str {
        FieldPlaces::read(TEXT).find(path).map_or("", |(_, value)| &TEXT[value.range()])
    }

    #[test]
    fn a_field_is_found_in_lists_and_maps() {
        let sources = FieldPath::key("sources");
        assert_eq!(value(&sources.then_index(0).then_key("url")), "'https://x.org'");
        assert_eq!(value(&sources.then_index(0).then_key("title")), "no");
        assert_eq!(value(&sources.then_index(1)), "plain");
        assert_eq!(value(&FieldPath::key("last")), "012");
    }

    #[test]
    fn a_missing_field_is_shown_where_it_ought_to_be() {
        assert_eq!(value(&FieldPath::key("sources").then_index(0).then_key("publisher")).trim(), value(&FieldPath::key("sources").then_index(0)).trim());
        assert_eq!(value(&FieldPath::key("nothing")), "");
    }

    #[test]
    fn a_key_that_stands_twice_is_named() {
        let fault = syntax_fault("a: 1\nb: 2\na: 3\n").unwrap();
        assert_eq!((fault.duplicate.as_deref(), fault.span.start), (Some("a"), 10));
        let fault = syntax_fault("a: [1\nb: 2\n").unwrap();
        assert!(fault.duplicate.is_none() && !fault.message.is_empty(), "{fault:?}");
    }

    #[test]
    fn a_bomb_of_aliases_is_a_fault_and_not_a_wait() {
        let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..12 {
            bomb += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(","));
        }
        assert!(syntax_fault(&bomb).is_some());
    }
}
