use super::{ArticleId, EntityId, EntryId};
use crate::content::{EventDocument, SourceEntry};

/// A dated point that one article or several report.
#[derive(Clone, Debug)]
pub struct Event<'c> {
    /// What the first article to report it says.
    pub document: &'c EventDocument,
    /// The fragment of its address on the page of that article.
    pub anchor: String,
    /// The articles that report it, the first to do so first.
    pub reporters: Vec<ArticleId>,
    /// What it rests on, in all of them.
    pub sources: Vec<&'c SourceEntry>,
    /// What it names, in all of them.
    pub members: Vec<EntityId>,
    /// Its place in time.
    pub entry: EntryId,
}

impl Event<'_> {
    /// How many publishers its sources have.
    pub fn publishers(&self) -> usize {
        super::article::publishers(self.sources.iter().copied())
    }

    /// The article whose page it stands on.
    pub fn home(&self) -> Option<ArticleId> {
        self.reporters.first().copied()
    }

    /// 1 to 5.
    pub fn importance(&self) -> u8 {
        self.document.importance.unwrap_or(2)
    }
}
