use super::{DataPart, FeedForm, FeedOf, Reduction};
use crate::pages::{List, PageKind, Route};
use std::sync::Arc;

/// One file of the site: where it stands, and how it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its address.
    pub route: Route,
    /// How it is made.
    pub make: Make,
}

/// How an output is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Make {
    /// A view through its template.
    Page(PageKind),
    /// A feed.
    Feed(FeedForm, FeedOf),
    /// What programs are told of a timeline that other sites may show.
    Oembed(List),
    /// The site as data.
    Data(DataPart),
    /// These bytes, which had to be known before, since another output names their digest.
    Piece(Arc<[u8]>),
    /// A sitemap: the whole, one of several, or the index of them.
    Sitemap(SitemapPart),
    /// What robots are told.
    Robots,
    /// These bytes, which came with the program.
    Bytes(&'static [u8]),
    /// The bytes of a file of the site.
    Copy(Arc<str>),
    /// The bytes of a picture, without what cameras write into them.
    Picture(Arc<str>),
    /// A drawing (SVG), parsed and written anew.
    Drawing(Arc<str>),
    /// A smaller form of a picture.
    Reduced(Reduction),
}

/// Which sitemap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SitemapPart {
    /// All addresses.
    Whole,
    /// The list of the parts.
    Index,
    /// One part, from 0.
    Part(usize),
}

/// What became of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// These bytes.
    Bytes(Vec<u8>),
    /// Bytes that the program carries.
    Static(&'static [u8]),
    /// The file, piece by piece.
    Copy(Arc<str>),
    /// The file, piece by piece, through [`clean_picture`](super::clean_picture).
    Picture(Arc<str>),
    /// The file, through [`clean_drawing`](super::clean_drawing).
    Drawing(Arc<str>),
    /// What [`reduce`](super::reduce) makes of a file.
    Reduced(Reduction),
}
