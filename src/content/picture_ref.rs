use super::fields::Fields;
use crate::base::{Code, Diagnostic};

/// A picture as front matter names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureRef {
    /// The file, relative to the document, or from the site's root with a leading `/`.
    pub src: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// What is said under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

impl PictureRef {
    pub(super) fn read(fields: &Fields<'_>) -> Option<PictureRef> {
        let picture = PictureRef {
            src: fields.line("src").unwrap_or_default(),
            alt: fields.line("alt").unwrap_or_default(),
            caption: fields.text("caption"),
            credit: fields.line("credit"),
        };
        if picture.src.is_empty() {
            fields.fault(Diagnostic::new(Code::MissingField, "a picture without a file is left out").at(fields.place()).help("name the file in `src`"));
            return None;
        }
        Some(picture)
    }

    pub(super) fn from_text(src: String) -> Option<PictureRef> {
        Some(PictureRef { src, alt: String::new(), caption: None, credit: None })
    }
}
