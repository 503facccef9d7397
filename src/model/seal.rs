use super::{Article, Timeline};
use crate::base::{Code, Diagnostic, Digest, FastSet, FieldPath, Place, Sources};
use crate::calendar::Day;
use crate::content::body_text;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name of the file, in the root of a site.
pub const SEAL_FILE: &str = "dateline.seal";

/// The first line of the file: what it is, for whoever opens it.
const HEAD: &str = "# dateline.seal 1: digests of published texts, written by `dateline check --seal`. Do not edit.";

/// What the published texts of a site were when they were last sealed: a promise to readers that none of them changes
/// without a word.
///
/// A line an article: the digest of its text, the day of its last change, how many corrections it has, and its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seal(BTreeMap<Arc<str>, Sealed>);

/// One sealed text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sealed {
    /// Of its body, with the line ends of Unix and without blank ends.
    digest: Digest,
    updated: String,
    corrections: usize,
}

impl Seal {
    /// Reads a seal; lines that are none are passed over, as if what they sealed had never been sealed.
    pub fn parse(text: &str) -> Seal {
        let line = |line: &str| {
            let mut parts = line.splitn(4, ' ');
            let digest = Digest::try_from(parts.next()?.to_owned()).ok()?;
            let (updated, corrections) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
            Some((Arc::from(parts.next()?), Sealed { digest, updated, corrections }))
        };
        Seal(text.lines().filter(|line| !line.starts_with('#')).filter_map(line).collect())
    }

    /// The seal as it is kept.
    pub fn to_text(&self) -> String {
        let lines = self.0.iter().map(|(file, sealed)| format!("{} {} {} {file}\n", sealed.digest, sealed.updated, sealed.corrections));
        std::iter::once(format!("{HEAD}\n")).chain(lines).collect()
    }

    /// How many texts are sealed.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares the texts as they are with this seal. Gives the seal of today, in which what was broken keeps its old line,
    /// and a message for each that was: text that changed without a new correction or a later `updated`. A text that is no
    /// more is told of too, and has no line in the new seal.
    pub fn renewed(&self, timeline: &Timeline<'_>, sources: &dyn Sources) -> (Seal, Vec<Diagnostic>) {
        let published = timeline.articles.par_iter().filter(|article| !article.is_draft && !article.is_withdrawn());
        let texts: Vec<(&Article<'_>, Sealed)> = published.filter_map(|article| Some((article, Sealed::of(article, sources)?))).collect();
        let (mut seal, mut faults) = (Seal::default(), Vec::new());
        // A file that was renamed has its text elsewhere now.
        let moved: FastSet<Digest> = texts.iter().filter(|(article, _)| !self.0.contains_key(&article.document.file)).map(|(_, now)| now.digest).collect();
        let files: FastSet<&str> = timeline.content.articles.iter().map(|document| &*document.file).collect();
        let missing = self.0.iter().filter(|(file, then)| !files.contains(&***file) && !moved.contains(&then.digest));
        faults.extend(missing.map(|(file, then)| gone(file, &then.updated)));
        for (article, now) in texts {
            let file = &article.document.file;
            let kept = match self.0.get(file) {
                Some(then) if then.is_broken_by(&now) => {
                    faults.push(broken(file, &then.updated));
                    then.clone()
                }
                _ => now,
            };
            seal.0.insert(file.clone(), kept);
        }
        // What is hidden for a while, as a draft or withdrawn, is held to its word when it comes back.
        for (file, then) in self.0.iter().filter(|(file, _)| files.contains(&***file)) {
            seal.0.entry(file.clone()).or_insert_with(|| then.clone());
        }
        (seal, faults)
    }
}

impl Sealed {
    fn of(article: &Article<'_>, sources: &dyn Sources) -> Option<Sealed> {
        let text = body_text(sources, &article.document.file).ok()?.replace('\r', "");
        Some(Sealed { digest: Digest::of(text.trim().as_bytes()), updated: written(article.updated), corrections: article.document.corrections.len() })
    }

    fn is_broken_by(&self, now: &Sealed) -> bool {
        let is_later = now.updated.len() == self.updated.len() && now.updated > self.updated;
        self.digest != now.digest && !is_later && now.corrections <= self.corrections
    }
}

/// A day as it stands in the seal: ISO 8601.
fn written(day: Day) -> String {
    day.to_string()
}

fn gone(file: &Arc<str>, updated: &str) -> Diagnostic {
    Diagnostic::new(Code::SealBroken, format!("this text was published as it was on {updated}, and is no more"))
        .grouped("published texts are no more")
        .at(Place::file(file))
        .help("a text that is taken back keeps its file, with `status: withdrawn` and the reason under `corrections`; `dateline check --seal` forgets it")
}

fn broken(file: &Arc<str>, updated: &str) -> Diagnostic {
    Diagnostic::new(Code::SealBroken, format!("this text was published as it was on {updated}, and has changed without a word"))
        .grouped("published texts have changed without a correction or a later `updated`")
        .at(Place::of_key(file, FieldPath::key("updated")))
        .help("say what was wrong under `corrections`, or give the day of the change as `updated`; then `dateline check --seal`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_reads_back_what_it_writes() {
        let sealed = Sealed { digest: Digest::of(b"text"), updated: "2018-08-01".into(), corrections: 1 };
        let seal = Seal(BTreeMap::from([("content/articles/with a space.md".into(), sealed)]));
        assert_eq!(Seal::parse(&seal.to_text()), seal);
        assert_eq!(Seal::parse("no seal\n\nat all of it"), Seal::default());
    }

    #[test]
    fn a_text_may_change_with_a_word() {
        let then = Sealed { digest: Digest::of(b"old"), updated: "2018-08-01".into(), corrections: 0 };
        let now = |updated: &str, corrections| Sealed { digest: Digest::of(b"new"), updated: updated.into(), corrections };
        assert!(then.is_broken_by(&now("2018-08-01", 0)));
        assert!(then.is_broken_by(&now("2018-07-31", 0)));
        assert!(!then.is_broken_by(&now("2018-08-02", 0)));
        assert!(!then.is_broken_by(&now("2018-08-01", 1)));
        assert!(!then.is_broken_by(&then.clone()));
    }
}
