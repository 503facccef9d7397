use super::Article;
pub(super) use super::profile_check::profile;
use super::profile_check::{ends_before, wrong_order};
use crate::base::{Code, Diagnostic, FieldPath, Place, nearest};
use std::collections::HashMap;

/// What an editor would say of one article: about its sources and citations, and what waits for a person.
pub(super) fn article(article: &Article<'_>) -> Vec<Diagnostic> {
    let document = article.document;
    let mut faults = Vec::new();
    let ids: Vec<String> = (0..document.sources.len()).map(|index| document.source_id(index)).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
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
        if ends_before(&published, updated) {
            faults.push(wrong_order("this was updated before it was reported").at(Place::of_value(&document.file, FieldPath::key("updated"))));
        }
        for (at, correction) in document.corrections.iter().enumerate() {
            let place = || Place::of_value(&document.file, FieldPath::key("corrections").then_index(at).then_key("date"));
            if correction.date.as_ref().is_some_and(|date| ends_before(&published, date)) {
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
