use super::Span;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Where in the site folder something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path relative to the site's root, with `/` between its parts.
    pub file: Arc<str>,
    /// Where in the file.
    pub at: At,
}

/// A position in a file: known at once, or found when somebody wants to see it.
///
/// Values come from one YAML reader and places from another (no reader gives both well), and the second one costs as much
/// as the first. So a stage that finds fault with a value names the *field*, and the field is looked up only for messages
/// that are really shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum At {
    /// The file as a whole.
    File,
    /// These bytes.
    Span(Span),
    /// The key of a field in the file's front matter (or in the whole file, for YAML and JSON).
    Key(FieldPath),
    /// The value of a field.
    Value(FieldPath),
    /// Some bytes of the value of a field, counted from its first letter.
    Part(FieldPath, Span),
}

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Step {
    /// Into a map.
    Key(Box<str>),
    /// Into a list, from 0.
    Index(usize),
}

/// The way from the top of a front matter to a value in it, in the words of the file itself: `sources[2].url`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct FieldPath(Vec<Step>);

impl FieldPath {
    /// The path of a key at the top.
    pub fn key(name: &str) -> FieldPath {
        FieldPath::default().then_key(name)
    }

    /// This path, one key further in.
    pub fn then_key(&self, name: &str) -> FieldPath {
        self.then(Step::Key(name.into()))
    }

    /// This path, one list item further in.
    pub fn then_index(&self, index: usize) -> FieldPath {
        self.then(Step::Index(index))
    }

    /// The steps from the top.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    fn then(&self, step: Step) -> FieldPath {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        FieldPath(steps)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Place {
    /// A file as a whole.
    pub fn file(file: &Arc<str>) -> Place {
        Place { file: file.clone(), at: At::File }
    }

    /// Bytes of a file.
    pub fn span(file: &Arc<str>, span: Span) -> Place {
        Place { file: file.clone(), at: At::Span(span) }
    }

    /// Whether it is meant by its bytes, and is another once the file changes before it.
    pub fn is_of_bytes(&self) -> bool {
        matches!(self.at, At::Span(_))
    }

    /// The key of a field.
    pub fn of_key(file: &Arc<str>, path: FieldPath) -> Place {
        Place { file: file.clone(), at: At::Key(path) }
    }

    /// Some bytes of the value of a field.
    pub fn of_part(file: &Arc<str>, path: FieldPath, part: Span) -> Place {
        Place { file: file.clone(), at: At::Part(path, part) }
    }

    /// The value of a field.
    pub fn of_value(file: &Arc<str>, path: FieldPath) -> Place {
        Place { file: file.clone(), at: At::Value(path) }
    }
}
