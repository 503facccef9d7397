use crate::base::Span;
use std::borrow::Cow;

/// Why a drawing is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, to follow the words "this drawing": "holds a script".
    pub what: String,
    /// The bytes of the file that are meant; `None` where the file is not text.
    pub span: Option<Span>,
    /// The remedy.
    pub remedy: Remedy,
}

/// What mends a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Something in the drawing could run or load something.
    SavePlain,
    /// The drawing shows a picture that stands elsewhere.
    Embed,
    /// The file is in another encoding.
    SaveAsUtf8,
    /// The file is broken.
    SaveAnew,
    /// The file is too large, or stands for too much.
    Simplify,
}

impl Remedy {
    /// The remedy in words.
    pub fn says(self) -> &'static str {
        match self {
            Remedy::SavePlain => "save it as a plain SVG in a program for drawings, or publish a PNG instead; what you trust can stand under static/",
            Remedy::Embed => "embed the picture in the drawing (programs for drawings offer this), or publish a PNG instead",
            Remedy::SaveAsUtf8 => "save it as UTF-8",
            Remedy::SaveAnew => "open it in a program for drawings and save it anew as a plain SVG",
            Remedy::Simplify => "save it with fewer points and elements, or publish a PNG instead",
        }
    }

    /// What many such faults are called together.
    pub fn headline(self) -> &'static str {
        match self {
            Remedy::SavePlain => "drawings hold what could run or load something in a reader's browser, and are not published",
            Remedy::Embed => "drawings show pictures that stand elsewhere, and are not published",
            Remedy::SaveAsUtf8 => "drawings are not UTF-8, and are not published",
            Remedy::SaveAnew => "drawings are not well-formed SVG, and are not published",
            Remedy::Simplify => "drawings are too large, and are not published",
        }
    }
}

impl Refusal {
    pub(super) fn new(remedy: Remedy, what: impl Into<String>, span: Span) -> Refusal {
        Refusal { what: what.into(), span: Some(span), remedy }
    }

    pub(super) fn malformed(why: &str, span: Span) -> Refusal {
        Refusal::new(Remedy::SaveAnew, format!("is not well-formed SVG ({})", shown(why)), span)
    }

    pub(super) fn unknown_entity(name: &str, span: Span) -> Refusal {
        Refusal::malformed(&format!("&{name}; means nothing"), span)
    }

    /// Something that would run or load something: what, to follow "holds".
    pub(super) fn active(what: impl AsRef<str>, span: Span) -> Refusal {
        Refusal::new(Remedy::SavePlain, format!("holds {}", what.as_ref()), span)
    }

    pub(super) fn of_file(remedy: Remedy, what: impl Into<String>) -> Refusal {
        Refusal { what: what.into(), span: None, remedy }
    }
}

/// A text of the drawing, short and without line breaks, to be named in a message.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 60;
    let is_plain = |c: char| !c.is_control();
    if text.len() <= LONGEST && text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let cut: String = text.chars().filter(|c| is_plain(*c)).take(LONGEST).collect();
    Cow::Owned(cut + "…")
}
