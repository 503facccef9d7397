//! Finds what prose says, and reads wire text.
//!
//! *Turns* plain prose into places in it (byte ranges with a meaning), and a wire story into a
//! [`Draft`](crate::content::Draft). *Takes* text; the day a story is from, where its head does not say it; later, the names
//! to look for, which it is handed. *Gives* ranges, stories and drafts. *Must not know* files, today's date, which names a
//! site has registered, or pages.
//!
//! | what | where | state |
//! |---|---|---|
//! | where a sentence ends | `sentence` | here: [`sentences`] |
//! | a story as an agency or a newspaper sends it → a draft | `wire/` | here: [`WireStory`], [`file_name`] |
//! | date words and their days (TIMEX3), one file of rules a language | `date_word/` | not yet |
//! | names from a lexicon that `model` fills, and how each stands among the words beside it | `lexicon`, `naming`, `bearing` | here: [`Lexicon`], [`Naming`] |
//! | quotations and their speakers | `quotation` | not yet |
//!
//! The annotators begin with [`sentences`]: each takes one sentence of plain text and gives ranges of it. They run over the
//! paragraphs of a [`WireStory`], which are plain text, before `wire/prose` makes Markdown of them; that is the one place
//! where what they find becomes marks.
//!
//! Start reading at [`WireStory`], then `wire/head`.

mod bearing;
mod edge;
mod lexicon;
mod naming;
mod neighbours;
mod person_name;
mod sentence;
mod title_word;
mod wire;

pub use lexicon::{Lexicon, LexiconBuilder, LexiconEntry};
pub use naming::{Acquaintance, Naming};
pub use sentence::sentences;
pub use wire::{Block, Dateline, FilingDay, LONGEST_TITLE, WireStory, file_name};
