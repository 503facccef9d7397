use super::Focus;
use super::fields::Fields;
use crate::base::{Code, Diagnostic};
use serde::{Deserialize, Serialize};

/// A picture as front matter names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRef {
    /// The file, relative to the document, or from the site's root with a leading `/`.
    pub src: String,
    /// What it shows, for those who do not see it; empty for a picture that only adorns.
    pub alt: String,
    /// What is said under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// What stays where it is cropped.
    pub focus: Option<Focus>,
}

/// How to say what a picture shows.
const ALT: &str = "write `image: { src: FILE, alt: what it shows }`; `alt: \"\"` says that it only adorns";

impl PictureRef {
    pub(super) fn read(fields: &Fields<'_>) -> Option<PictureRef> {
        let picture = PictureRef {
            src: fields.line("src").unwrap_or_default(),
            alt: fields.line("alt").unwrap_or_default(),
            caption: fields.text("caption"),
            credit: fields.line("credit"),
            focus: focus(fields),
        };
        if picture.src.is_empty() {
            fields.fault(Diagnostic::new(Code::MissingField, "a picture without a file is left out").at(fields.place()).help("name the file in `src`"));
            return None;
        }
        if !fields.has("alt") {
            fields.fault(without_alt().at(fields.place()));
        }
        Some(picture)
    }

    /// A picture that is named by its file alone.
    pub(super) fn from_text(fields: &Fields<'_>, src: String) -> Option<PictureRef> {
        fields.fault(without_alt().at(fields.value_place("image")));
        Some(PictureRef { src, alt: String::new(), caption: None, credit: None, focus: None })
    }
}

fn without_alt() -> Diagnostic {
    let said = "this picture says nothing to those who do not see it";
    Diagnostic::new(Code::MissingAlt, said).grouped("pictures say nothing to those who do not see them").help(ALT)
}

fn focus(fields: &Fields<'_>) -> Option<Focus> {
    let written = fields.line("focus")?;
    let focus = Focus::parse(&written);
    if focus.is_none() {
        fields.fault(
            Diagnostic::new(Code::UnknownValue, format!("`focus` has no value \"{written}\""))
                .at(fields.value_place("focus"))
                .help("write left, right, top, bottom, center, or how far across and down: 30% 20%"),
        );
    }
    focus
}
