pub(super) use super::profile_check::profile;
use super::profile_check::wrong_order;
use super::{Article, Event};
use crate::base::{Code, Diagnostic, FastMap, FieldPath, Place, nearest};
use crate::content::EventDocument;
use std::sync::Arc;

/// What an editor would say of one article: about its sources and citations, and what waits for a person.
pub(super) fn article(article: &Article<'_>) -> Vec<Diagnostic> {
    let document = article.document;
    let mut faults = Vec::new();
    let ids: Vec<String> = (0..document.sources.len()).map(|index| document.source_id(index)).collect();
    let mut first: FastMap<&str, usize> = FastMap::default();
    for (index, id) in ids.iter().enumerate() {
        let place = |index| Place::of_value(&document.file, FieldPath::key("sources").then_index(index).then_key("id"));
        if let Some(other) = first.insert(id, index) {
            faults.push(
                Diagnostic::new(Code::DuplicateSource, format!("two sources of this article are called \"{id}\""))
                    .grouped("sources of one article have one id")
                    .at(place(index))
                    .and(place(other), "the first of them, which citations mean")
                    .help("give each source an `id` of its own"),
            );
            first.insert(id, other);
        }
    }
    for citation in &document.body.citations {
        if first.contains_key(&*citation.id) {
            continue;
        }
        let diagnostic =
            Diagnostic::new(Code::UnresolvedCitation, format!("this article has no source \"{}\"; the citation stays as it is written", citation.id))
                .grouped("citations name sources that their articles do not list")
                .at(Place::span(&document.file, citation.span));
        faults.push(match nearest(&citation.id, ids.iter().map(String::as_str)) {
            Some(near) => diagnostic.label(format!("did you mean [@{near}]?")),
            None => diagnostic.help("add it to `sources` with this `id`; an address such as \\@name is written with a backslash"),
        });
    }
    if let Some(updated) = &document.updated {
        let published = crate::content::When::day(article.published);
        if published.ends_before(updated) {
            faults.push(wrong_order("this was updated before it was reported").at(Place::of_value(&document.file, FieldPath::key("updated"))));
        }
        for (at, correction) in document.corrections.iter().enumerate() {
            let place = || Place::of_value(&document.file, FieldPath::key("corrections").then_index(at).then_key("date"));
            if correction.date.as_ref().is_some_and(|date| published.ends_before(date)) {
                faults.push(wrong_order("this was corrected before it was reported").at(place()));
            }
        }
    }
    if document.review > 0 {
        faults.push(
            Diagnostic::new(Code::ReviewPending, "proposals of a machine wait for a person")
                .at(Place::of_key(&document.file, FieldPath::key("review")))
                .help("move what is right to its field, delete what is not; what stands under `review` is shown nowhere"),
        );
    }
    faults
}

/// Whether an article tells an event otherwise than the first article to report it.
pub(super) fn event(told: &EventDocument, file: &Arc<str>, same: &Event<'_>, articles: &[Article<'_>]) -> Option<Diagnostic> {
    let first = same.document;
    let status = told.status.zip(first.status).is_some_and(|(told, first)| told != first);
    let field = if told.date != first.date {
        "date"
    } else if status {
        "status"
    } else {
        return None;
    };
    let home = &articles[same.home()?.index()].document.file;
    let place = |file: &Arc<str>, event: &EventDocument| Place::of_value(file, FieldPath::key("events").then_index(event.index as usize).then_key(field));
    Some(
        Diagnostic::new(Code::EventConflict, format!("the event \"{}\" has another {field} here; the first report is shown", first.title))
            .grouped("articles tell one event differently; the first report is shown")
            .at(place(file, told))
            .and(place(home, first), "the first report")
            .help("say the same in both, or give the event an `id` of its own if it is another"),
    )
}
