use super::{ArticleId, EventId, Slot};
use crate::calendar::SortKey;

/// An article or an event at its place in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What stands here.
    pub subject: Subject,
    /// Its order.
    pub key: SortKey,
    /// Its place.
    pub slot: Slot,
}

/// What an entry is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// An article.
    Article(ArticleId),
    /// An event.
    Event(EventId),
}
