use super::register_data::{picture, register, registers, spare};
use crate::calendar::Edtf;
use crate::content::{Correction, Kind, KindId, SourceEntry};
use crate::model::{EntityId, Entry, QuotationId, Subject};
use crate::pages::{Context, Quote, Route, summary};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// More entries than this are not put in one file.
const MOST: usize = 5_000;

/// A part of the site as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataPart {
    /// `timeline.json`: all entries.
    Whole,
    /// `timeline.json`: where the years are.
    Index,
    /// `data/2018.json`.
    Year(i64),
    /// `data/undated.json`.
    Undated,
    /// `data/people.json`: a register.
    Register(KindId),
}

impl DataPart {
    /// The parts a site has.
    pub(super) fn all(context: &Context<'_>) -> Vec<DataPart> {
        let entries = &context.timeline.entries;
        if entries.len() <= MOST {
            return vec![DataPart::Whole];
        }
        let years = counts(context).into_keys().map(|year| year.map_or(DataPart::Undated, DataPart::Year));
        std::iter::once(DataPart::Index).chain(years).chain(registers(context).map(|(id, _)| DataPart::Register(id))).collect()
    }

    /// Its address.
    pub(super) fn route(self, context: &Context<'_>) -> Route {
        match self {
            DataPart::Whole | DataPart::Index => Route::home().leaf("timeline.json"),
            DataPart::Year(year) => Route::asset(&format!("data/{year}.json")),
            DataPart::Undated => Route::home().leaf("data/undated.json"),
            DataPart::Register(id) => DataPart::register_route(context.config().kinds.get(id)),
        }
    }

    fn register_route(kind: &Kind) -> Route {
        Route::asset(&format!("data/{}.json", kind.slug))
    }

    fn holds(self, entry: &Entry, context: &Context<'_>) -> bool {
        if !is_told(entry, context) {
            return false;
        }
        match self {
            DataPart::Whole => true,
            DataPart::Index | DataPart::Register(_) => false,
            DataPart::Year(year) => entry.slot.year() == Some(year),
            DataPart::Undated => entry.slot.year().is_none(),
        }
    }
}

/// What asks not to be found is not handed out as data, nor is what only such articles report.
pub(super) fn is_told(entry: &Entry, context: &Context<'_>) -> bool {
    let is_findable = |id| !context.timeline.article(id).document.noindex;
    match entry.subject {
        Subject::Article(id) => is_findable(id),
        Subject::Event(id) => context.timeline.event(id).home().is_some_and(is_findable),
    }
}

fn counts(context: &Context<'_>) -> BTreeMap<Option<i64>, usize> {
    let mut counts = BTreeMap::new();
    context.timeline.entries.iter().filter(|entry| is_told(entry, context)).for_each(|entry| *counts.entry(entry.slot.year()).or_default() += 1);
    counts
}

/// One entry as data. Dates are EDTF; `earliest` and `latest` are the days they can mean.
#[derive(Serialize)]
struct EntryData {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    date: Edtf,
    #[serde(skip_serializing_if = "Option::is_none")]
    earliest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<String>,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    byline: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    importance: u8,
    /// The articles that report an event.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reported_by: Vec<String>,
    #[serde(flatten)]
    names: BTreeMap<String, Vec<Value>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quotations: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<Value>,
}

/// The bytes of a part.
pub(super) fn render(part: DataPart, context: &Context<'_>) -> Vec<u8> {
    let config = context.config();
    let mut data = json!({
        "title": config.title, "description": config.description, "url": config.base_url, "language": config.language,
        "generator": concat!("Dateline ", env!("CARGO_PKG_VERSION")),
    });
    if part == DataPart::Index {
        let parts = counts(context).into_iter().map(|(year, count)| {
            let part = year.map_or(DataPart::Undated, DataPart::Year);
            json!({ "year": year, "count": count, "url": context.absolute(&part.route(context)) })
        });
        data["parts"] = parts.collect();
        data["registers"] =
            registers(context).map(|(_, kind)| (kind.key.to_string(), Value::from(context.absolute(&DataPart::register_route(kind))))).collect();
    } else if let DataPart::Register(kind) = part {
        data["names"] = register(kind, context).into();
    } else {
        let entries = context.timeline.entries.iter().filter(|entry| part.holds(entry, context)).map(|entry| describe(entry, context));
        data["entries"] = entries.map(|entry| serde_json::to_value(entry).unwrap_or_default()).collect();
        if part == DataPart::Whole {
            data["registers"] = registers(context).map(|(id, kind)| (kind.key.to_string(), Value::from(register(id, context)))).collect();
        }
    }
    // Strings and numbers always serialise.
    let mut bytes = serde_json::to_vec(&data).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

impl EntryData {
    /// What articles and events have in common.
    fn new(id: String, kind: &'static str, title: &str, date: &Edtf, url: String, importance: u8) -> EntryData {
        let bounds = date.bounds();
        EntryData {
            id,
            kind,
            title: title.to_owned(),
            date: date.clone(),
            earliest: bounds.earliest.map(|day| day.to_string()),
            latest: bounds.latest.map(|day| day.to_string()),
            url,
            published: None,
            updated: None,
            dateline: None,
            byline: Vec::new(),
            lang: None,
            summary: None,
            status: None,
            importance,
            reported_by: Vec::new(),
            names: BTreeMap::new(),
            sources: Vec::new(),
            quotations: Vec::new(),
            image: None,
            corrections: Vec::new(),
        }
    }
}

fn describe(entry: &Entry, context: &Context<'_>) -> EntryData {
    let timeline = context.timeline;
    let url = context.with_host(&context.subject_url(entry.subject));
    match entry.subject {
        Subject::Article(id) => {
            let article = timeline.article(id);
            let document = article.document;
            let correction =
                |correction: &Correction| json!({ "date": article.corrected_on(correction).map(|when| when.date.to_string()), "note": correction.note });
            EntryData {
                published: Some(article.published.to_string()),
                updated: Some(article.updated.to_string()),
                dateline: document.dateline.clone(),
                byline: document.byline.clone(),
                lang: document.lang.clone(),
                summary: summary(article, context),
                status: document.status.map(|status| status.word()),
                names: names(&article.listed, context),
                sources: document.sources.iter().map(source).collect(),
                quotations: article.quotations.iter().filter_map(|id| quotation(*id, context)).collect(),
                image: document.image.as_ref().and_then(|image| picture(&document.file, image, context)),
                corrections: document.corrections.iter().map(correction).collect(),
                ..EntryData::new(article.slug.to_string(), "article", &document.title, &document.date.date, url, article.importance())
            }
        }
        Subject::Event(id) => {
            let event = timeline.event(id);
            let document = event.document;
            let id = format!("{}#{}", event.home().map_or("", |home| timeline.article(home).slug.as_str()), event.anchor);
            EntryData {
                summary: document.summary.clone(),
                status: document.status.map(|status| status.word()),
                reported_by: event.reporters.iter().map(|id| context.absolute(&context.article_route(*id))).collect(),
                names: names(&event.members, context),
                sources: event.sources.iter().map(|entry| source(entry)).collect(),
                ..EntryData::new(id, "event", &document.title, &document.date.date, url, event.importance())
            }
        }
    }
}

/// Words and their speaker; none of somebody who is kept out of data.
fn quotation(id: QuotationId, context: &Context<'_>) -> Option<Value> {
    let quotation = context.timeline.quotation(id);
    if quotation.speaker.is_some_and(|id| !context.timeline.entity(id).is_listed()) {
        return None;
    }
    let quote = Quote::of(id, context);
    Some(spare(json!({
        "text": quote.paragraphs.join("\n\n"), "speaker": quote.speaker, "speaker_url": quote.speaker_url.map(|url| context.with_host(&url)),
        "audience": quotation.document.attribution.audience, "date": quotation.date.date.to_string(), "url": context.with_host(&quote.article.url),
        "detail": quote.detail, "source": quote.source.map(|source| source.url).filter(|url| !url.is_empty()),
    })))
}

/// The names of an entry, by kind; those that are kept out of search are kept out of data too.
fn names(ids: &[EntityId], context: &Context<'_>) -> BTreeMap<String, Vec<Value>> {
    let of_kind = |kind: KindId| -> Vec<Value> {
        let entities = ids.iter().filter(|id| {
            let entity = context.timeline.entity(**id);
            entity.kind == kind && entity.is_listed()
        });
        entities.map(|id| json!({ "name": &*context.timeline.entity(*id).name, "url": context.absolute(&context.entity_route(*id)) })).collect()
    };
    let kinds = context.config().kinds.iter();
    kinds.map(|(id, kind)| (kind.key.to_string(), of_kind(id))).filter(|(_, names)| !names.is_empty()).collect()
}

fn source(source: &SourceEntry) -> Value {
    spare(json!({
        "id": source.id, "title": source.title, "publisher": source.publisher, "url": source.url, "date": source.date.as_ref().map(|when| when.date.to_string()),
        "archive_url": source.archive_url, "kind": source.kind,
    }))
}
