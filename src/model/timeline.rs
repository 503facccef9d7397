use super::namings::{Named, Register};
use super::{
    Article, ArticleId, Change, Entity, EntityId, Entry, EntryId, Event, EventId, Found, PageId, Pair, PairId, Publisher, PublisherId, Quotation, QuotationId,
    Registry, Slot,
};
use crate::base::{FastMap, Slug};
use crate::calendar::Day;
use crate::content::{Content, PageDocument, Stroke};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which of what a folder holds is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The day of the build, in the site's time zone.
    pub today: Day,
    /// Whether drafts, and what is published after today, are shown.
    pub drafts: Drafts,
}

/// Whether drafts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    Hidden,
    /// They are shown, and marked.
    Shown,
}

/// A plain page in its place.
#[derive(Clone, Debug)]
pub struct Page<'c> {
    /// What its file says.
    pub document: &'c PageDocument,
    /// Its address.
    pub slug: Slug,
}

/// The timeline: every article, event, name and quotation of a site, related to one another, in order.
///
/// It is made once by [`relate`](super::relate) and never changed. Ids index its tables.
#[derive(Debug)]
pub struct Timeline<'c> {
    /// What it was made of.
    pub content: &'c Content,
    /// What is to be seen of it.
    pub scope: Scope,
    /// The articles to be seen, by path; withdrawn ones among them.
    pub articles: Vec<Article<'c>>,
    /// Everything with a name.
    pub entities: Vec<Entity<'c>>,
    /// Events, as the first article to report each says.
    pub events: Vec<Event<'c>>,
    /// Articles and events as they happened, from the earliest.
    pub entries: Vec<Entry>,
    /// Articles as they happened, from the earliest; no withdrawn ones.
    pub happened: Vec<ArticleId>,
    /// Articles as they were reported, from the earliest; no withdrawn ones.
    pub reported: Vec<ArticleId>,
    /// Quotations with a speaker, by their dates.
    pub quotations: Vec<Quotation<'c>>,
    /// Publishers of sources, those with most articles first.
    pub publishers: Vec<Publisher>,
    /// The two hundred strongest pairs of people and organisations, the strongest first.
    pub pairs: Vec<Pair>,
    /// What happened to the record, latest first.
    pub changes: Vec<Change>,
    /// Plain pages.
    pub pages: Vec<Page<'c>>,
    /// Which articles' texts point to which place in time.
    pub pointed: BTreeMap<Slot, Vec<ArticleId>>,
    /// The days, months and years that have a place on the timeline of the whole site.
    pub places: BTreeSet<Slot>,
    /// Of each kind, whether it has an entry that may be listed, and so an index.
    pub listed_kinds: Vec<bool>,
    /// Whose names are whose.
    pub registry: Registry,
    pub(super) by_file: FastMap<&'c str, Document>,
    /// The names in the running words of each text, by its file.
    pub(super) named: FastMap<Arc<str>, Arc<Named>>,
    /// By whom they were found; none where nobody is looked for.
    pub(super) lexicon: Option<Arc<Register>>,
}

/// What a file of the site is the page of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// An article.
    Article(ArticleId),
    /// An entity.
    Entity(EntityId),
    /// A plain page.
    Page(PageId),
}

impl<'c> Timeline<'c> {
    /// One article.
    pub fn article(&self, id: ArticleId) -> &Article<'c> {
        &self.articles[id.index()]
    }

    /// One entity.
    pub fn entity(&self, id: EntityId) -> &Entity<'c> {
        &self.entities[id.index()]
    }

    /// One event.
    pub fn event(&self, id: EventId) -> &Event<'c> {
        &self.events[id.index()]
    }

    /// One entry.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.index()]
    }

    /// One quotation.
    pub fn quotation(&self, id: QuotationId) -> &Quotation<'c> {
        &self.quotations[id.index()]
    }

    /// One pair.
    pub fn pair(&self, id: PairId) -> &Pair {
        &self.pairs[id.index()]
    }

    /// One publisher.
    pub fn publisher(&self, id: PublisherId) -> &Publisher {
        &self.publishers[id.index()]
    }

    /// The page a file of the site has.
    pub fn document_of(&self, file: &str) -> Option<Document> {
        self.by_file.get(file).copied()
    }

    /// The names in the running words of a file's text, as it was when the timeline was made, and whose they are.
    pub fn named(&self, file: &str) -> &[(Stroke, EntityId)] {
        self.named.get(file).map_or(&[], |named| named.names.as_slice())
    }

    /// The entity that `[[target]]`, or the speaker of a quotation, names in a text; an alias that several share is decided
    /// by what the text's own article lists.
    pub fn mentioned(&self, target: &str, listed: &[EntityId]) -> Option<EntityId> {
        match self.registry.mentioned(&self.content.config.kinds, target) {
            Found::One(id) => Some(id),
            Found::Several(candidates) => decide(&candidates, listed, &self.entities),
            Found::Nobody => None,
        }
    }
}

/// The one of several candidates that an article's own lists speak for: because it is listed, or because the
/// organisation it belongs to is.
pub(super) fn decide(candidates: &[EntityId], listed: &[EntityId], entities: &[Entity<'_>]) -> Option<EntityId> {
    let only = |test: &dyn Fn(EntityId) -> bool| {
        let mut fitting = candidates.iter().copied().filter(|id| test(*id));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let belongs = |id: EntityId| listed.iter().any(|other| entities[other.index()].holders.iter().any(|(holder, _)| *holder == id));
    only(&|id| listed.contains(&id)).or_else(|| only(&belongs))
}
