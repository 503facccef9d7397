use super::Span;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

/// The largest text that is read, in bytes: 16 MiB, four times the text of the Bible. The limit is
/// for files that claim to be larger than any memory.
pub const LARGEST_TEXT: u64 = 16 << 20;

/// The largest file that is read of those that Dateline writes itself and that grow with a site, in
/// bytes: 256 MiB, enough for two million files.
pub const LARGEST_RECORD: u64 = 256 << 20;

/// A file that can be read from any place on.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// The files of a site, as the core sees them: a list made once, and bytes on demand.
///
/// `system` implements it over a folder, tests over memory. Bodies are not kept: a page is read again when it is
/// rendered, so that memory does not grow with the text of the site.
pub trait Sources: Sync {
    /// Every file under `content/`, `templates/` and `static/`, `dateline.yaml` and `dateline.seal`, sorted by path.
    fn list(&self) -> &[Listing];

    /// The bytes of one listed file.
    ///
    /// # Errors
    /// When the file cannot be read now.
    fn bytes(&self, path: &str) -> Result<Vec<u8>, Unreadable>;

    /// The bytes of one listed file that has at most so many.
    ///
    /// # Errors
    /// When the file cannot be read now, or is larger.
    fn bytes_within(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unreadable> {
        let bytes = self.bytes(path)?;
        if bytes.len() as u64 > limit { Err(Unreadable::TooLarge { limit }) } else { Ok(bytes) }
    }

    /// The bytes of one listed file, piece by piece, for files that are not to be held in memory.
    ///
    /// # Errors
    /// When the file cannot be read now.
    fn stream(&self, path: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), Unreadable> {
        take(&self.bytes(path)?);
        Ok(())
    }

    /// One listed file, to be read from any place on, for files that are not to be held in memory.
    ///
    /// # Errors
    /// When the file cannot be read now.
    fn reader(&self, path: &str) -> Result<Box<dyn ReadSeek>, Unreadable> {
        Ok(Box::new(Cursor::new(self.bytes(path)?)))
    }

    /// The first bytes of one listed file: all, where there are no more than `most`.
    ///
    /// # Errors
    /// When the file cannot be read now.
    fn head(&self, path: &str, most: usize) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = self.bytes(path)?;
        bytes.truncate(most);
        Ok(bytes)
    }

    /// The listing of one file, if there is such a file.
    fn find(&self, path: &str) -> Option<&Listing> {
        let list = self.list();
        list.binary_search_by(|listing| (*listing.path).cmp(path)).ok().map(|at| &list[at])
    }

    /// The text of one listed file of at most [`LARGEST_TEXT`] bytes.
    ///
    /// # Errors
    /// When the file cannot be read now, is larger, or is not UTF-8.
    fn text(&self, path: &str) -> Result<String, Unreadable> {
        self.text_within(path, LARGEST_TEXT)
    }

    /// The text of one listed file that has at most so many bytes.
    ///
    /// # Errors
    /// When the file cannot be read now, is larger, or is not UTF-8.
    fn text_within(&self, path: &str, limit: u64) -> Result<String, Unreadable> {
        String::from_utf8(self.bytes_within(path, limit)?).map_err(|error| Unreadable::NotUtf8 { valid: error.utf8_error().valid_up_to() })
    }
}

/// A file there is, and what its folder says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Path relative to the site's root, with `/` between its parts.
    pub path: Arc<str>,
    /// Size and time.
    pub stamp: Stamp,
}

/// What a folder tells of a file without opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stamp {
    /// Length in bytes.
    pub size: u64,
    /// Time of the last change, nanoseconds since 1970.
    pub modified: i128,
    /// What tells this file from another of its size and time, where the system knows: which one it is, and when anything of it
    /// was changed last.
    pub identity: u64,
}

/// Why a file gave no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The system said no, in its words.
    System(String),
    /// The bytes are not UTF-8 after this many that are.
    NotUtf8 {
        /// How many bytes are good.
        valid: usize,
    },
    /// It has more bytes than are read of such a file.
    TooLarge {
        /// How many are read, in bytes.
        limit: u64,
    },
}

impl Unreadable {
    /// The reason, as it ends a sentence: "this file cannot be read: …".
    pub fn why(&self) -> Cow<'_, str> {
        match self {
            Unreadable::System(why) => why.as_str().into(),
            Unreadable::NotUtf8 { .. } => "it is not UTF-8 text".into(),
            Unreadable::TooLarge { limit } => format!("it is larger than {} MiB", limit >> 20).into(),
        }
    }
}

/// The two parts of a file: front matter and body, as spans of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Front {
    /// The YAML between the fences, without them; empty where there is none.
    pub matter: Span,
    /// What follows.
    pub body: Span,
    /// How the file is built.
    pub form: FrontForm,
}

/// How a file carries its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontForm {
    /// Between `---` and `---` or `...`.
    Fenced,
    /// An opening `---` that nothing closes.
    Unclosed,
    /// No front matter: all is body.
    None,
    /// The whole file is one YAML or JSON value.
    Whole,
}

impl Front {
    /// Whether a file of this name is all front matter: JSON or YAML.
    pub fn is_whole(path: &str) -> bool {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        ["json", "yaml", "yml"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    }

    /// Finds front matter and body. A byte order mark and CRLF are understood; a file whose name ends in `.json`, `.yaml`
    /// or `.yml` is all front matter.
    pub fn split(path: &str, text: &str) -> Front {
        let all = Span::new(0, text.len());
        if Front::is_whole(path) {
            let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
            return Front { matter: Span::new(start, text.len()), body: Span::new(text.len(), text.len()), form: FrontForm::Whole };
        }
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let body = Span::new(start, text.len());
        let mut lines = text[start..].split_inclusive('\n');
        let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else {
            return Front { matter: Span::new(start, start), body, form: FrontForm::None };
        };
        let opened = start + first.len();
        let mut at = opened;
        for line in lines {
            if matches!(line.trim_end(), "---" | "...") {
                return Front { matter: Span::new(opened, at), body: Span::new(at + line.len(), text.len()), form: FrontForm::Fenced };
            }
            at += line.len();
        }
        Front { matter: Span::new(opened, text.len()), body: Span::new(all.end as usize, text.len()), form: FrontForm::Unclosed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One(Vec<u8>, [Listing; 0]);

    impl Sources for One {
        fn list(&self) -> &[Listing] {
            &self.1
        }

        fn bytes(&self, _: &str) -> Result<Vec<u8>, Unreadable> {
            Ok(self.0.clone())
        }
    }

    #[test]
    fn a_text_is_read_up_to_its_limit() {
        let text = One(b"Seoul".to_vec(), []);
        assert_eq!(text.text_within("a.md", 5), Ok("Seoul".to_owned()));
        let refused = text.text_within("a.md", 4).unwrap_err();
        assert_eq!(refused, Unreadable::TooLarge { limit: 4 });
        assert_eq!(Unreadable::TooLarge { limit: LARGEST_TEXT }.why(), "it is larger than 16 MiB");
    }

    fn parts(text: &str) -> (&str, &str, FrontForm) {
        let front = Front::split("a.md", text);
        (&text[front.matter.range()], &text[front.body.range()], front.form)
    }

    #[test]
    fn front_matter_ends_at_dashes_or_dots() {
        assert_eq!(parts("---\na: 1\n---\nb"), ("a: 1\n", "b", FrontForm::Fenced));
        assert_eq!(parts("\u{feff}---\r\na: 1\r\n...\r\nb"), ("a: 1\r\n", "b", FrontForm::Fenced));
    }

    #[test]
    fn a_file_without_a_fence_is_all_body() {
        assert_eq!(parts("b\n---\n"), ("", "b\n---\n", FrontForm::None));
        assert_eq!(parts(""), ("", "", FrontForm::None));
    }

    #[test]
    fn an_open_fence_is_told_apart() {
        assert_eq!(parts("---\na: 1\n"), ("a: 1\n", "", FrontForm::Unclosed));
    }
}
