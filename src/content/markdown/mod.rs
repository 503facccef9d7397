//! Reads and writes the text of a document: CommonMark with Dateline's own marks.
//!
//! [`tokens`] reads the marks once; [`Body`] is what a document holds (read in the stage `content`, kept); [`Writer`] turns
//! the same tokens into HTML (in the stage `pages`, when a page is asked for). What a name, a citation or an address leads
//! to is not known here: a [`Resolve`] says it.

mod attribution;
mod body;
mod image_tag;
mod sanitizer;
mod token;
mod writer;

pub use attribution::Attribution;
pub use body::{Body, Citation, DateLink, LocalLink, Mention, QuotationDocument};
pub use sanitizer::Sanitizer;
pub use token::{BoxKind, Token, tokens};
pub(crate) use writer::Mark;
pub use writer::{Destination, Html, Image, Mentioned, Rendered, Resolve, Writer};
