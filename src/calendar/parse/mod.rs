//! Turns EDTF text into values, in one pass from left to right, each fault with its place.
//!
//! **Takes** text. **Gives** a [`Shape`](super::edtf::Shape) or the first fault as an
//! [`EdtfError`](super::error::EdtfError). **Must not know** what the values are used for. Nothing is looked at
//! twice and nothing but a set allocates, so that neither an ordinary date nor a hostile megabyte takes long.
//!
//! **Start reading** at `expression`; it calls `date`, `time` and `set`, which step through a `cursor`; `year` is
//! the long part of `date`. What a character means where nothing fits is guessed in `unexpected`.

mod cursor;
mod date;
mod expression;
mod set;
mod time;
mod unexpected;
mod year;

pub(super) use expression::expression;
