//! Turns source text into documents.
//!
//! *Takes* [`Sources`](crate::base::Sources). *Gives* [`Content`]: the configuration and every article, profile and page as
//! its file says it, with what its text holds; and diagnostics for all that is wrong. *Must not know* what a name resolves
//! to, which pages there are, or where the output stands.
//!
//! 1. [`configure`] reads `dateline.yaml`: the [`Config`], its [`Kinds`] and the [`FieldMap`] of a corpus that exists.
//! 2. [`read()`] reads every other file in parallel: front matter into typed fields, the text into a [`Body`].
//! 3. [`body_text`] and the [`Writer`] come back for the text when its page is rendered.
//!
//! Start reading at [`read()`], then `fields.rs`, through which every value passes.

pub(crate) mod article;
mod branch_name;
mod clean;
mod config;
mod correction;
mod css_value;
mod draft;
mod drawing;
mod editor;
mod event;
mod extra;
mod field_map;
mod fields;
mod focus;
mod front_matter;
mod host_name;
mod kind;
mod markdown;
mod media;
mod memory;
mod metadata_check;
mod page;
mod picture;
mod picture_head;
mod picture_ref;
mod profile;
mod publish_target;
mod read;
mod source_entry;
mod static_files;
mod status;
mod theme;
pub(crate) mod url;
mod variant;
mod when;
mod written_date;

pub use article::ArticleDocument;
pub use clean::{clean_line, clean_text};
pub use config::{CONFIG_FILE, Config, FeedContent, Feeds, MenuItem, Navigation, Order, Publisher};
pub use correction::Correction;
pub use draft::{Draft, yaml_text};
pub use drawing::{Drawing, LARGEST_DRAWING, Refusal};
pub use event::EventDocument;
pub use field_map::{FieldMap, FieldSource};
pub use fields::Listed;
pub use focus::Focus;
pub use kind::{Kind, KindId, Kinds, Nature};
pub(crate) use markdown::Mark;
pub use markdown::{
    Attribution, Block, Body, BoxKind, Citation, DateLink, Destination, ExplicitName, HOLE, Html, Image, LocalLink, Mention, Mentioned, NameLink, Prose,
    QuotationDocument, Rendered, Resolve, SEAM, Sanitizer, Spot, Stroke, Token, Writer, tokens,
};
pub use media::{Media, Medium, Target, is_document, is_mdx, percent_decoded};
pub use memory::Memory;
pub use page::PageDocument;
pub use picture::clean_picture;
#[cfg(feature = "images")]
pub(crate) use picture::{picture_turn, webp_chunk};
pub use picture_head::picture_size;
pub use picture_ref::PictureRef;
pub use profile::{ProfileDocument, Role};
pub use publish_target::{Program, PublishTarget, Server, Transport};
pub(crate) use read::stem;
pub use read::{Content, Said, body_text, configure, is_passed_over, read, reread};
pub use source_entry::SourceEntry;
pub use static_files::{KEY_HEAD, StaticFiles, Withheld, holds_private_key, may_be_key};
pub use status::Status;
pub use theme::{Colouring, Fonts, Theme};
pub use url::safe_url;
#[cfg(feature = "images")]
pub(crate) use variant::MOST_PIXELS;
pub use variant::Variant;
pub use when::{When, machine_date, schema_span};
