use super::When;
use super::fields::Fields;
use crate::base::{Code, Diagnostic};
use serde::{Deserialize, Serialize};

/// One entry of `corrections`: what was wrong, and when that was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// When the correction was published.
    pub date: Option<When>,
    /// What was wrong and what is right.
    pub note: String,
}

impl Correction {
    pub(super) fn read(fields: &Fields<'_>) -> Option<Correction> {
        let date = fields.date("date");
        let note = fields.text("note");
        if note.is_none() {
            fields.fault(
                Diagnostic::new(Code::MissingField, "a correction that does not say what was wrong is left out").at(fields.place()).help("say it in `note`"),
            );
        }
        Some(Correction { date, note: note? })
    }

    pub(super) fn from_text(note: String) -> Option<Correction> {
        Some(Correction { date: None, note })
    }
}
