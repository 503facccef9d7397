//! Finds what a picture holds beside what it shows, and copies pictures without it.
//!
//! *Takes* a file that can be read and sought in. *Gives* its [`Survey`]: the [`Pieces`] of the file that are needed to
//! show the picture, and what else was [`Hidden`] in it. *Must not know* where the file stands or what becomes of it.
//!
//! Each filter is an allow-list: what it does not know is left out, and what follows the end of the picture too. A
//! filter first goes through the file and notes pieces, each within the file; the pieces are written afterwards. So no
//! file that is written is longer than the one that was read, but for a few bytes that stand here as constants.
//!
//! Start reading at [`Survey`], then `jpeg_filter.rs`.

mod box_filter;
mod box_items;
mod boxes;
mod colour_profile;
mod document_metadata;
mod exif;
mod file_form;
mod gif_filter;
mod hidden;
mod jpeg_filter;
mod jpeg_frame;
mod pieces;
mod png_filter;
mod scanner;
mod survey;
mod tiff_metadata;
mod unpacking;
mod webp_filter;

pub(crate) use exif::picture_turn;
pub(super) use exif::png_chunk;
#[cfg(feature = "images")]
pub(crate) use exif::webp_chunk;
pub(super) use file_form::FileForm;
pub(super) use hidden::Hidden;
pub(super) use jpeg_filter::JpegHead;
use pieces::Pieces;
use scanner::Scanner;
pub use survey::clean_picture;
pub(super) use survey::{Purpose, Survey};
