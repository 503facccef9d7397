//! Reads a story as agencies and newspapers send it: a head, a dateline, a lead, paragraphs and headings in capitals.
//!
//! 1. `paragraph` cuts the text into paragraphs, however it marks them, and undoes hard line breaks.
//! 2. `head` takes what stands before the lead: date, headline, byline, caption.
//! 3. `dateline` takes `SEOUL, Aug 1 (Reuters) -` off the lead.
//! 4. `story` puts it together: a [`WireStory`] of plain text.
//! 5. `title` finds the lead's first clause, `casing` undoes capitals, `prose` makes text safe in Markdown, and `article`
//!    makes a draft of it all.
//!
//! Nothing is lost: what is not understood stays a paragraph.

mod article;
mod casing;
mod dateline;
mod head;
mod paragraph;
mod prose;
mod story;
mod title;

pub use article::file_name;
pub use dateline::{Dateline, FilingDay};
pub use story::{Block, WireStory};
pub use title::LONGEST_TITLE;
