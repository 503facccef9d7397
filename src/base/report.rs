use super::{At, Code, Diagnostic, Level, Severity};
use std::collections::{BTreeMap, HashSet};

/// Everything there is to tell about one run, in the order of places.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds one message.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds many messages.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    /// The messages so far.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Applies the site's own levels (`check: {CODE: level}` of `dateline.yaml`).
    pub fn relevel(&mut self, levels: &BTreeMap<Code, Level>) {
        self.diagnostics.retain_mut(|diagnostic| match levels.get(&diagnostic.code) {
            None => true,
            Some(Level::Off) => false,
            Some(level) => {
                diagnostic.severity = match level {
                    Level::Error => Severity::Error,
                    Level::Warning => Severity::Warning,
                    Level::Note | Level::Off => Severity::Note,
                };
                true
            }
        });
    }

    /// Keeps the messages whose code passes a test.
    pub fn retain(&mut self, test: impl Fn(Code) -> bool) {
        self.diagnostics.retain(|diagnostic| test(diagnostic.code));
    }

    /// Counts every warning as an error (`--deny warnings`).
    pub fn raise_warnings(&mut self) {
        let warnings = self.diagnostics.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Warning);
        warnings.for_each(|diagnostic| diagnostic.severity = Severity::Error);
    }

    /// Puts the messages in their final order, errors last so that they are what stands at the prompt, each kind by file
    /// and place; and removes exact repetitions.
    pub fn sort(&mut self) {
        let order = |at: &At| match at {
            At::File => (0, 0, String::new()),
            At::Key(path) | At::Value(path) | At::Part(path, _) => (1, 0, path.to_string()),
            At::Span(span) => (2, span.start, String::new()),
        };
        self.diagnostics.sort_by_cached_key(|diagnostic| {
            let place = diagnostic.place.as_ref().map(|place| (place.file.clone(), order(&place.at)));
            (diagnostic.severity, place, diagnostic.code, diagnostic.message.clone())
        });
        let mut seen = HashSet::new();
        self.diagnostics.retain(|diagnostic| seen.insert((diagnostic.code, diagnostic.place.clone(), diagnostic.message.clone())));
    }

    /// How many messages have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}
