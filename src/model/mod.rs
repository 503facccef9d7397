//! Turns documents into a timeline. Names become ids here, once.
//!
//! *Takes* [`Content`](crate::content::Content), the sources, whose texts are read once more for the names in them, and a
//! [`Scope`] (which day it is, whether drafts are seen). *Gives* the
//! [`Timeline`]: tables of articles, entities, events, entries in order, quotations, publishers, changes; and diagnostics
//! about names and sources. *Must not know* an address beyond the slug, a page or a template.
//!
//! Start reading at [`relate()`], which is the procedure, then [`Timeline`], which is its result.

mod article;
mod change;
mod check;
mod claims;
mod entity;
mod entry;
mod event;
mod id;
mod namings;
mod pair;
mod profile_check;
mod publisher;
mod quotation;
mod quotation_check;
mod registry;
mod relate;
mod related;
mod resolve;
mod seal;
mod slot;
mod timeline;
mod twins;

pub use article::{Article, publisher_of};
pub use change::{Change, ChangeKind};
pub use claims::FIXED;
pub use entity::Entity;
pub use entry::{Entry, Subject};
pub use event::Event;
pub use id::{ArticleId, EntityId, EntryId, EventId, PageId, PairId, PublisherId, QuotationId};
pub use namings::NamingMemory;
pub use pair::Pair;
pub use publisher::Publisher;
pub use quotation::Quotation;
pub use registry::{Found, Registry};
pub use relate::{day_of, relate, relate_again};
pub use seal::{SEAL_FILE, Seal};
pub use slot::Slot;
pub use timeline::{Document, Drafts, Page, Scope, Timeline};
