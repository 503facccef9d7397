//! Words every stage speaks: source text, spans, diagnostics and their codes, slugs, digests.
//!
//! *Turns* nothing into anything: it is the vocabulary. *Must not know* what an article is.
//!
//! Start reading at [`Diagnostic`], the value every stage gives beside its result, and [`Sources`],
//! the trait through which the core asks for text.

mod builtin;
mod code;
mod collation;
mod diagnostic;
mod digest;
mod fast_map;
mod kept;
mod key;
mod lines;
mod masked;
mod message;
mod nearest;
mod place;
mod plain;
mod printable;
mod report;
mod slug;
mod source;
mod span;
mod yaml_place;
mod yaml_value;

pub use builtin::Builtin;
pub use code::{Code, Level};
pub use collation::{Collation, CollationKey};
pub use diagnostic::{Diagnostic, Severity};
pub use digest::Digest;
pub use fast_map::{FastMap, FastSet};
pub use kept::Kept;
pub use key::Key;
pub use lines::Lines;
pub use masked::{MASK, Secrets, masked};
pub use message::{Excerpts, Message, Style};
pub use nearest::{Looks, nearest};
pub use place::{At, FieldPath, Place, Step};
pub use plain::{plain, push_plain};
pub use printable::{is_active, printable, printable_json, printable_line, printable_quote, printable_styled};
pub use report::Report;
pub use slug::Slug;
pub use source::{Front, FrontForm, LARGEST_RECORD, LARGEST_TEXT, Listing, ReadSeek, Sources, Stamp, Unreadable};
pub use span::Span;
pub use yaml_place::{Fault, FieldPlaces, syntax_fault};
pub use yaml_value::yaml_value;
