use super::fields::{Fields, Listed};
use super::{Body, Correction, EventDocument, KindId, Kinds, PictureRef, SourceEntry, Status, When};
use crate::base::{Code, Diagnostic};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An article as its file says it: nothing resolved, nothing left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleDocument {
    /// The file.
    pub file: Arc<str>,
    /// The headline.
    pub title: String,
    /// When it happened.
    pub date: When,
    /// When it was reported, where the file says so.
    pub published: Option<When>,
    /// When it was last changed, where the file says so.
    pub updated: Option<When>,
    /// The last part of its address, where the file says so.
    pub slug: Option<String>,
    /// Where it was filed.
    pub dateline: Option<String>,
    /// Who wrote it.
    pub byline: Vec<String>,
    /// The language of its text, where it is not the site's (BCP 47).
    pub lang: Option<String>,
    /// One or two sentences, where the file has them.
    pub summary: Option<String>,
    /// How certain it is.
    pub status: Option<Status>,
    /// 1 to 5, where the file says so.
    pub importance: Option<u8>,
    /// The names it lists, by kind.
    pub names: Vec<(KindId, Listed)>,
    /// The picture at its head.
    pub image: Option<PictureRef>,
    /// Further points in time it reports.
    pub events: Vec<EventDocument>,
    /// What it rests on.
    pub sources: Vec<SourceEntry>,
    /// What was wrong in it.
    pub corrections: Vec<Correction>,
    /// Addresses it once had.
    pub redirect_from: Listed,
    /// Whether search engines are asked to pass it over.
    pub noindex: bool,
    /// Whether names in its prose become links.
    pub link: bool,
    /// Whether it is not to be published yet.
    pub draft: bool,
    /// How many proposals of a machine wait for a person.
    pub review: usize,
    /// The site's own keys.
    #[serde(with = "super::extra")]
    pub extra: Option<serde_yaml::Value>,
    /// What its text holds.
    pub body: Body,
}

/// The importance of an article or event, brought to 1–5.
pub(super) fn importance(fields: &Fields<'_>, scale: u32) -> Option<u8> {
    let number = fields.number("importance")?;
    let scale = f64::from(scale.max(2));
    if !(1.0..=scale).contains(&number) {
        fields.fault(
            Diagnostic::new(Code::UnknownValue, format!("`importance` is a number from 1 to {scale}, and here is {number}"))
                .grouped(format!("`importance` is a number from 1 to {scale}"))
                .at(fields.value_place("importance"))
                .help("a corpus with another scale is read through `importance_scale` in dateline.yaml"),
        );
        return None;
    }
    // From 1 to 5, whatever the scale: the cast cannot lose anything.
    Some(((number - 1.0) / (scale - 1.0) * 4.0 + 1.0).round() as u8)
}

impl ArticleDocument {
    /// Reads everything but what file name and body can give in place of a field.
    pub(super) fn read(file: &Arc<str>, fields: &Fields<'_>, body: Body, title: String, date: When, kinds: &Kinds, scale: u32) -> ArticleDocument {
        let mut events = fields.each("events", "an event", |fields| EventDocument::read(fields, kinds, scale), |_| None);
        for (event, index) in events.iter_mut().zip(0..) {
            event.index = index;
        }
        ArticleDocument {
            file: file.clone(),
            title,
            date,
            // Several tools write `published: false` for what others call a draft.
            published: if fields.as_flag("published").is_some() { None } else { fields.date("published") },
            updated: fields.date("updated"),
            slug: fields.line("slug"),
            dateline: fields.line("dateline"),
            byline: fields.lines("byline"),
            lang: language(fields, "lang"),
            summary: fields.text("summary"),
            status: fields.word("status", &Status::ALL.map(|status| (status.word(), status))),
            importance: importance(fields, scale),
            names: kinds.iter().map(|(id, kind)| (id, fields.list(&kind.key))).filter(|(_, listed)| !listed.names.is_empty()).collect(),
            image: fields.map("image", "a picture", PictureRef::read, |src| PictureRef::from_text(fields, src)),
            events,
            sources: fields.each("sources", "a source", SourceEntry::read, SourceEntry::from_text),
            corrections: fields.each("corrections", "a correction", Correction::read, Correction::from_text),
            redirect_from: fields.list("redirect_from"),
            noindex: fields.flag("noindex", false),
            link: fields.flag("link", true),
            draft: fields.flag("draft", false) || fields.as_flag("published") == Some(false),
            review: fields.raw("review").map_or(0, |value| value.as_sequence().map_or(1, Vec::len)),
            extra: fields.raw("extra"),
            body,
        }
    }

    /// Whether it has been taken back.
    pub fn is_withdrawn(&self) -> bool {
        self.status == Some(Status::Withdrawn)
    }

    /// The id by which the text cites a source: its own, or its number.
    pub fn source_id(&self, index: usize) -> String {
        self.sources.get(index).and_then(|source| source.id.clone()).unwrap_or_else(|| (index + 1).to_string())
    }
}

/// A language tag; what is none is reported.
pub(super) fn language(fields: &Fields<'_>, name: &str) -> Option<String> {
    let written = fields.line(name)?;
    if is_language(&written) {
        return Some(written);
    }
    fields.fault(
        Diagnostic::new(Code::UnknownValue, format!("`{name}` is not a language tag: \"{written}\""))
            .at(fields.value_place(name))
            .help("write a tag such as en, ko or pt-BR"),
    );
    None
}

/// Whether a text has the shape of a BCP 47 language tag.
pub(super) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    parts.next().is_some_and(|first| (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
