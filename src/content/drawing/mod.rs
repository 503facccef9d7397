//! Turns the bytes of an SVG file into a drawing that runs nothing and loads nothing.
//!
//! *Takes* the bytes of a file that somebody else may have made. *Gives* a [`Drawing`], written anew
//! from what the lists here allow, or a [`Refusal`], which names what is wrong and where. *Must not
//! know* where the file stands or what becomes of the drawing.
//!
//! The published text is never a copy of the source. So it does not matter whether this parser and a
//! browser read the source alike: a browser sees only what is written here.
//!
//! 1. [`Drawing::parse`] walks through the file (`parse.rs`). Elements and attributes are known by
//!    their resolved namespace (`given.rs`); `names.rs` lists those that are kept, `keep.rs` writes
//!    them.
//! 2. Style sheets and values are read as CSS and written anew (`style.rs`).
//! 3. References lead to the drawing itself or to a picture or font that it carries (`address.rs`,
//!    `embedded.rs`).
//! 4. What `use` would multiply is counted (`copies.rs`).
//!
//! Start reading at [`Drawing`].

mod address;
mod copies;
mod embedded;
mod given;
mod keep;
mod names;
mod parse;
mod refusal;
mod size;
mod style;
mod xml;

pub use parse::{Drawing, LARGEST_DRAWING};
pub use refusal::Refusal;
pub(super) use size::size_of_head;
pub(super) use xml::is_markup;
