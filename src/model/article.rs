use super::{EntityId, EntryId, EventId, QuotationId};
use crate::base::{Key, Slug};
use crate::calendar::Day;
use crate::content::{ArticleDocument, Correction, KindId, SourceEntry, When};

/// An article in its place: its names resolved, its days known.
#[derive(Clone, Debug)]
pub struct Article<'c> {
    /// What its file says.
    pub document: &'c ArticleDocument,
    /// The last part of its address.
    pub slug: Slug,
    /// When it was reported.
    pub published: Day,
    /// When it was last changed; not before it was reported.
    pub updated: Day,
    /// Whether it is shown before its time: a draft, or published after today.
    pub is_draft: bool,
    /// Whether it speaks of a day to come.
    pub is_upcoming: bool,
    /// What its lists name, in their order, each once.
    pub listed: Vec<EntityId>,
    /// On whose timelines it stands: what its lists, its events, its quotations and `[[…]]` name; sorted, each once.
    pub members: Vec<EntityId>,
    /// Its place among the articles as they were reported.
    pub rank: u32,
    /// Its place in time; a withdrawn article has none.
    pub entry: Option<EntryId>,
    /// The events it reports, in its own order.
    pub events: Vec<EventId>,
    /// The quotations it holds, by their dates.
    pub quotations: Vec<QuotationId>,
}

impl<'c> Article<'c> {
    /// Whether it has been taken back.
    pub fn is_withdrawn(&self) -> bool {
        self.document.is_withdrawn()
    }

    /// When a correction was published: as it says, else as the article says that it was updated.
    pub fn corrected_on<'r>(&self, correction: &'r Correction) -> Option<&'r When>
    where
        'c: 'r,
    {
        correction.date.as_ref().or(self.document.updated.as_ref())
    }

    /// 1 to 5.
    pub fn importance(&self) -> u8 {
        self.document.importance.unwrap_or(3)
    }

    /// How many publishers its sources have, and how many sources there are.
    pub fn publishers(&self) -> usize {
        publishers(self.document.sources.iter())
    }

    /// What its lists name of one kind.
    pub fn listed_of<'a>(&'a self, kind: KindId, entities: &'a [super::Entity<'_>]) -> impl Iterator<Item = EntityId> + 'a {
        self.listed.iter().copied().filter(move |id| entities[id.index()].kind == kind)
    }
}

/// How many publishers some sources have: independent ones, in whatever spelling.
pub(super) fn publishers<'s>(sources: impl Iterator<Item = &'s SourceEntry>) -> usize {
    let mut names: Vec<Key> = sources.filter_map(publisher_of).map(Key::of).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// Who published a source: as it says, else the host of its address.
pub fn publisher_of(source: &SourceEntry) -> Option<&str> {
    source.publisher.as_deref().or_else(|| source.host())
}
