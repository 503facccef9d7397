use super::{Code, Level, Place, Secrets, masked};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Something should be mended; the page is right without it.
    Warning,
    /// Something is kept out of the site, or a page is wrong.
    Error,
}

/// One thing to tell the writer: what, where, and the smallest edit that mends it.
///
/// Diagnostics are values. They are collected, never thrown at the first, and know nothing of terminals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Which message.
    pub code: Code,
    /// How much it matters: the code's own level, unless the site says otherwise.
    pub severity: Severity,
    /// One sentence without a full stop, in lower case.
    pub message: String,
    /// The same fault in many files is one message on a terminal: this is its sentence. Faults of one code with equal
    /// sentences are one group.
    pub headline: Cow<'static, str>,
    /// Where it is; the first place carries `label`.
    pub place: Option<Place>,
    /// What to say under the excerpt: a question or the remedy, in a few words.
    pub label: Option<String>,
    /// Other places that belong to the fault, each with a few words.
    pub others: Vec<(Place, String)>,
    /// The remedy, where it takes a sentence.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Whether every place of this message is in one file.
    pub fn is_about(&self, file: &str) -> bool {
        let others = self.others.iter().map(|(place, _)| place);
        self.place.iter().chain(others).all(|place| *place.file == *file)
    }

    /// A message of this code at no place yet.
    pub fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        let message = message.into();
        let severity = match code.level() {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note | Level::Off => Severity::Note,
        };
        Diagnostic { code, severity, headline: Cow::Owned(message.clone()), message, place: None, label: None, others: Vec::new(), help: None }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// Says what to write under the excerpt.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = Some(label.into());
        self
    }

    /// Names another place that belongs to the fault.
    #[must_use]
    pub fn and(mut self, place: Place, label: impl Into<String>) -> Diagnostic {
        self.others.push((place, label.into()));
        self
    }

    /// All places it names.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.place.iter().chain(self.others.iter().map(|(place, _)| place))
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Sets the sentence under which equal faults are counted, where `message` speaks of this one only.
    #[must_use]
    pub fn grouped(mut self, headline: impl Into<Cow<'static, str>>) -> Diagnostic {
        self.headline = headline.into();
        self
    }

    /// The same, without the secrets of the addresses that it names.
    #[must_use]
    pub fn masked(mut self, level: Secrets) -> Diagnostic {
        let shown = |text: &str| masked(text, level).into_owned();
        self.message = shown(&self.message);
        self.headline = Cow::Owned(shown(&self.headline));
        self.label = self.label.as_deref().map(shown);
        self.help = self.help.as_deref().map(shown);
        self
    }
}
