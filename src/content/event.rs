use super::article::importance;
use super::fields::{Fields, Listed};
use super::{KindId, Kinds, SourceEntry, Status, When};
use crate::base::{Code, Diagnostic};
use serde::{Deserialize, Serialize};

/// A further dated point that an article reports: one entry of `events`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventDocument {
    /// The id by which articles share an event.
    pub id: Option<String>,
    /// When it happened.
    pub date: When,
    /// What happened.
    pub title: String,
    /// In a sentence or two.
    pub summary: Option<String>,
    /// How certain it is.
    pub status: Option<Status>,
    /// 1 to 5.
    pub importance: Option<u8>,
    /// The names it lists, by kind.
    pub names: Vec<(KindId, Listed)>,
    /// What it rests on beside the article's own sources.
    pub sources: Vec<SourceEntry>,
    /// Its place in the list `events` of its file.
    pub index: u32,
}

impl EventDocument {
    pub(super) fn read(fields: &Fields<'_>, kinds: &Kinds, scale: u32) -> Option<EventDocument> {
        let title = fields.line("title");
        let had_date = fields.has("date");
        let date = fields.date("date");
        let event = EventDocument {
            id: fields.line("id"),
            summary: fields.text("summary"),
            status: fields.word("status", &Status::ALL.map(|status| (status.word(), status))),
            importance: importance(fields, scale),
            names: kinds.iter().map(|(id, kind)| (id, fields.list(&kind.key))).filter(|(_, listed)| !listed.names.is_empty()).collect(),
            sources: fields.each("sources", "a source", SourceEntry::read, SourceEntry::from_text),
            date: match date {
                Some(date) => date,
                None => {
                    if !had_date {
                        fields.fault(
                            Diagnostic::new(Code::MissingField, "an event without a date has no place on the timeline")
                                .at(fields.place())
                                .help("give it a `date`: 2018, 2018-07 or 2018-07-31"),
                        );
                    }
                    return None;
                }
            },
            title: title.clone().unwrap_or_default(),
            index: 0,
        };
        if title.is_none() {
            fields.fault(Diagnostic::new(Code::MissingField, "an event without a title is left out").at(fields.place()).help("give it a `title`"));
            return None;
        }
        Some(event)
    }
}
