//! From a wire story to an article: its front matter, its Markdown, the name of its file.

use super::story::{Block, WireStory};
use super::{prose, title};
use crate::base::Slug;
use crate::calendar::{Day, Edtf};
use crate::content::{Draft, clean_line};
use serde_yaml::{Mapping, Value};

/// The most bytes of a title in a file name.
const LONGEST_STEM: usize = 60;

impl WireStory {
    /// The article this story becomes.
    ///
    /// Its title is the one given, else the headline, else the lead's first clause. Its day is that in the head; a dateline
    /// with a day says more exactly when it happened. `fallback` is the day of a story that has none: without it, the draft
    /// has no `date`. A caption whose picture did not come along stands in italics under the lead, so that it is neither
    /// lost nor taken for the summary.
    ///
    /// What annotators find in the paragraphs will be woven in here, where plain text becomes Markdown.
    pub fn to_draft(&self, title: Option<&str>, fallback: Option<Day>) -> Draft {
        let (date, published) = self.dates(fallback);
        let text = |date: Option<Edtf>| date.map(|date| date.to_string()).unwrap_or_default();
        let draft = Draft::default()
            .with("title", self.title(title))
            .with("date", text(date))
            .with("published", text(published))
            .with("dateline", self.dateline.as_ref().map_or("", |dateline| dateline.place.as_str()));
        let draft = with_list(draft, "byline", self.byline.iter().map(|name| Value::from(name.as_str())));
        let draft = draft.with("summary", self.standfirst.as_deref().unwrap_or_default());
        let mut draft = with_list(draft, "sources", self.agencies.iter().map(|name| source(name)));
        draft.body = self.markdown();
        draft
    }

    fn title(&self, given: Option<&str>) -> String {
        let made = || self.lead().or(self.caption.as_deref()).map(title::of_lead);
        given.map(clean_line).filter(|title| !title.is_empty()).or_else(|| self.headline.clone()).or_else(made).unwrap_or_default()
    }

    /// When it happened and when it was reported.
    fn dates(&self, fallback: Option<Day>) -> (Option<Edtf>, Option<Edtf>) {
        let stated = self.date.as_ref().and_then(one_day);
        let filing = self.dateline.as_ref().and_then(|dateline| dateline.day);
        let latest = stated.or(fallback.filter(|_| self.date.is_none()));
        let filed = filing.and_then(|filing| latest.map_or_else(|| filing.whole(), |latest| filing.up_to(latest)));
        match &self.date {
            Some(date) => {
                // A dateline of another season is a mistake of somebody's; the head stands.
                let near = |filed: &Day| stated.is_some_and(|stated| (0..=14).contains(&filed.days_until(stated)) && *filed != stated);
                let happened = filed.filter(near).map_or_else(|| date.clone(), Edtf::from_day);
                (Some(happened), stated.is_some().then(|| date.clone()))
            }
            None => {
                let day = filed.or(fallback).map(Edtf::from_day);
                (day.clone(), day)
            }
        }
    }

    fn markdown(&self) -> String {
        let mut parts: Vec<String> = Vec::with_capacity(self.blocks.len() + 1);
        let mut caption = self.caption.as_deref().map(|caption| format!("*{}*", prose::paragraph(caption)));
        for block in &self.blocks {
            match block {
                Block::Heading(text) => parts.push(format!("## {}", prose::heading(text))),
                Block::Paragraph(text) => {
                    parts.push(prose::paragraph(text));
                    parts.extend(caption.take());
                }
            }
        }
        parts.extend(caption);
        parts.join("\n\n")
    }
}

/// The name of the file of an article: `2018-08-01-generals-meet.md`.
pub fn file_name(draft: &Draft) -> String {
    let named = draft.text("slug").or_else(|| draft.text("title")).unwrap_or_default();
    let slug = Slug::of(named);
    let stem = stem(slug.as_str());
    let day = draft.text("date").and_then(|date| Edtf::parse(date).ok()).and_then(|date| date.bounds().earliest);
    match day.filter(|day| (0..=9999).contains(&day.year())) {
        Some(day) => format!("{day}-{stem}.md"),
        None => format!("{stem}.md"),
    }
}

/// The beginning of a slug, cut at a hyphen if there is one not too far from the end.
fn stem(slug: &str) -> &str {
    if slug.len() <= LONGEST_STEM {
        return slug;
    }
    let end = (0..=LONGEST_STEM).rev().find(|at| slug.is_char_boundary(*at)).unwrap_or_default();
    let cut = if slug[end..].starts_with('-') { Some(end) } else { slug[..end].rfind('-') };
    &slug[..cut.filter(|cut| *cut > LONGEST_STEM / 2).unwrap_or(end)]
}

/// The day a date is, if it can be only one.
fn one_day(date: &Edtf) -> Option<Day> {
    let bounds = date.bounds();
    bounds.earliest.filter(|day| bounds.latest == Some(*day))
}

fn with_list(draft: Draft, name: &'static str, values: impl Iterator<Item = Value>) -> Draft {
    let list: Vec<Value> = values.collect();
    if list.is_empty() { draft } else { draft.with(name, Value::Sequence(list)) }
}

/// An agency as an entry of `sources`.
fn source(name: &str) -> Value {
    let mut entry = Mapping::new();
    for (key, value) in [("id", Slug::of(name).as_str()), ("publisher", name)] {
        entry.insert(Value::from(key), Value::from(value));
    }
    if super::dateline::is_agency(name) {
        entry.insert(Value::from("kind"), Value::from("agency"));
    }
    Value::Mapping(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A story of the shape that newspapers send.
    const STORY: &str = " date 2019-05-03 (Above) Harbour master Han Mi Rae (in red) greets skipper Olav Berg.\r
\r
BUSAN: Ferries between Busan and Fukuoka sailed again to full decks yesterday, while the port counted the cost of a storm.\r
\r
Ms Han, the harbour master, told reporters the quay was \"as good as new\".\r
\r
REPAIRS\r
\r
Two cranes stand idle at Busan's quay.\r
\r
1. May is the dry month; *nobody* expects rain.";

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_newspaper_story_becomes_an_article() {
        let draft = WireStory::parse(STORY).to_draft(None, None);
        assert_eq!(
            draft.to_markdown(),
            "---
title: Ferries between Busan and Fukuoka sailed again to full decks
date: 2019-05-03
published: 2019-05-03
dateline: Busan
---

Ferries between Busan and Fukuoka sailed again to full decks yesterday, while the port counted the cost of a storm.

*(Above) Harbour master Han Mi Rae (in red) greets skipper Olav Berg.*

Ms Han, the harbour master, told reporters the quay was \"as good as new\".

## Repairs

Two cranes stand idle at Busan's quay.

1\\. May is the dry month; \\*nobody\\* expects rain.
"
        );
        assert_eq!(file_name(&draft), "2019-05-03-ferries-between-busan-and-fukuoka-sailed-again-to-full-decks.md");
    }

    #[test]
    fn an_agency_story_names_its_source_and_both_its_days() {
        let story = WireStory::parse("Ferries sail again\nBy Jane Doe\n3 May 2019\n\nBUSAN, May 2 (Reuters) - Ferries sailed again on Thursday.");
        let markdown = story.to_draft(None, None).to_markdown();
        assert!(markdown.starts_with(
            "---\ntitle: Ferries sail again\ndate: 2019-05-02\npublished: 2019-05-03\ndateline: Busan\nbyline:\n- Jane Doe\nsources:\n- id: reuters\n  publisher: Reuters\n  kind: agency\n---\n"
        ), "{markdown}");
    }

    #[test]
    fn a_story_without_a_day_has_that_of_its_dateline_or_the_one_given() {
        let dated = WireStory::parse("BUSAN, Dec 31 (AP) - Ferries sailed.");
        assert_eq!(dated.to_draft(None, Some(day("2019-01-02"))).text("date"), Some("2018-12-31"));
        assert_eq!(dated.to_draft(None, None).text("date"), None);
        let undated = WireStory::parse("Ferries sailed.");
        assert_eq!(undated.to_draft(None, Some(day("2019-01-02"))).text("published"), Some("2019-01-02"));
        assert_eq!(file_name(&undated.to_draft(None, None)), "ferries-sailed.md");
    }

    #[test]
    fn a_title_that_is_given_stands() {
        assert_eq!(WireStory::parse(STORY).to_draft(Some(" Ferries\n sail "), None).text("title"), Some("Ferries sail"));
    }

    #[test]
    fn a_file_name_is_cut_at_a_hyphen_or_a_letter() {
        assert_eq!(stem("short"), "short");
        assert_eq!(stem(&"abcd-".repeat(20)), "abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd-abcd");
        assert_eq!(stem(&"김".repeat(40)).chars().count(), 20);
    }
}
