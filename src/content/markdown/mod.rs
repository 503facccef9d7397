//! Reads and writes the text of a document: CommonMark with Dateline's own marks.
//!
//! [`tokens`] reads the marks once; [`Body`] is what a document holds (read in the stage `content`, kept); [`Writer`] turns
//! the same tokens into HTML (in the stage `pages`, when a page is asked for). What a name, a citation or an address leads
//! to is not known here: a [`Resolve`] says it.
//!
//! Raw HTML is set aside while the text is written. Only a text that holds some is gone through again: `soup.rs` takes
//! what somebody wrote apart, `tidy.rs` puts it in its place among the writer's own by the content model of `element.rs`,
//! and the [`Sanitizer`] stands behind both.

mod address;
mod anchors;
mod attribution;
mod body;
mod close;
mod element;
mod grid;
mod image_tag;
mod links;
mod marks;
mod names;
mod notes;
mod piece;
mod prose;
mod raw_attributes;
mod resolve;
mod sanitizer;
mod soup;
#[cfg(test)]
mod tests;
mod tidy;
mod token;
mod writer;

pub use attribution::Attribution;
pub use body::{Body, Citation, DateLink, LocalLink, Mention, QuotationDocument};
pub(crate) use marks::Mark;
pub use names::NameLink;
pub use prose::{Block, ExplicitName, HOLE, Prose, SEAM, Spot, Stroke};
pub use resolve::{Destination, Image, Mentioned, Resolve};
pub use sanitizer::Sanitizer;
pub use token::{BoxKind, Token, tokens};
pub use writer::{Html, Rendered, Writer};
