use super::article_ld::json_ld;
use super::card::{StatusView, later, summary};
use super::json_ld::iso_day;
use super::marginalia::with_people;
use super::role::role_at;
use super::{Cite, Context, Frame, Line, Link, Moment, Picture, Plan, Portrait, resolver::TextResolver};
use crate::base::{Sources, Unreadable};
use crate::calendar::Day;
use crate::content::{Correction, KindId, Nature, Rendered, SourceEntry, Writer, body_text};
use crate::model::{Article, ArticleId, EntityId, Slot, Subject};
use serde::Serialize;
use std::sync::Arc;

/// How many entries before and after an article are named.
const NEIGHBOURS: usize = 2;
/// How many of the other articles that report an event are named.
const REPORTERS: usize = 20;
/// How many relatives are named.
const RELATED: usize = 6;

/// One article.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct ArticlePage {
    pub frame: Frame,
    pub title: String,
    pub moment: Moment,
    pub published: Moment,
    pub updated: Option<Moment>,
    pub reported: Option<String>,
    pub dateline: Option<Link>,
    pub byline: Vec<String>,
    pub status: Option<StatusView>,
    pub summary: Option<String>,
    pub picture: Option<Picture>,
    /// HTML.
    pub body: Html,
    pub people: Vec<PersonView>,
    pub groups: Vec<Group>,
    pub events: Vec<EventView>,
    pub sources: Vec<SourceView>,
    pub corrections: Vec<CorrectionView>,
    pub before: Vec<Arc<Line>>,
    pub after: Vec<Arc<Line>>,
    pub related: Vec<Arc<Line>>,
    pub cite: Cite,
    pub draft: bool,
    pub upcoming: bool,
    pub extra: Option<serde_yaml::Value>,
}

/// Text that is HTML already, and is not to be escaped again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Html(pub String);

/// Somebody an article names, with the role held on its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct PersonView {
    pub name: String,
    pub url: Option<String>,
    pub native: Option<String>,
    pub role: Option<String>,
    pub initials: String,
    pub portrait: Option<Portrait>,
}

/// What an article names of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Group {
    pub label: String,
    pub items: Vec<Link>,
}

/// A further point in time an article reports.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct EventView {
    pub id: String,
    /// Where it stands, if another article was the first to report it.
    pub url: Option<String>,
    pub title: String,
    pub moment: Moment,
    pub summary: Option<String>,
    pub status: Option<StatusView>,
    pub people: Vec<Link>,
    pub sources: Vec<SourceView>,
    /// Organisations, places, topics and the rest that it names.
    pub names: Vec<Link>,
    /// The other articles that report it.
    pub reporters: Vec<Link>,
    pub more_reporters: Option<usize>,
}

/// A source, with the places that cite it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct SourceView {
    pub id: String,
    pub number: usize,
    pub title: String,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub date: Option<Moment>,
    pub archive_url: Option<String>,
    /// The day of the archived copy, for Robust Links.
    pub version_date: Option<String>,
    pub kind: Option<String>,
    pub citations: Vec<CitationView>,
}

/// A place that cites a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct CitationView {
    pub url: String,
    pub label: String,
}

/// What was wrong in an article.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct CorrectionView {
    /// None where nobody says when.
    pub moment: Option<Moment>,
    pub note: String,
}

impl ArticlePage {
    /// Composes the page of an article, whose text is read again for it.
    pub(super) fn compose(id: ArticleId, context: &Context<'_>, plan: &Plan, writer: &Writer, sources: &dyn Sources) -> Result<ArticlePage, Unreadable> {
        let article = context.timeline.article(id);
        let document = article.document;
        let here = context.article_url(id);
        let resolver = TextResolver { context: *context, plan, file: &document.file, article: Some(document), listed: &article.listed, here };
        let text = body_text(sources, &document.file)?;
        let skip_title = document.body.title.as_deref().is_some_and(|title| crate::content::clean_line(title) == document.title);
        let Rendered { html, citations } = writer.render(&text, crate::content::is_mdx(&document.file), skip_title, &resolver.names(&text), &resolver);
        let picture = document.image.as_ref().and_then(|image| context.picture(&document.file, image));
        let (before, after) = (neighbours(id, context, Side::Before), neighbours(id, context, Side::After));
        let mut frame = frame(id, article, picture.as_ref(), context);
        let nearest = |lines: &[Arc<Line>]| lines.first().map(|line| Link { title: line.title.clone(), url: line.url.clone() });
        (frame.prev, frame.next) = (nearest(&before), nearest(&after));
        let people = people(article, context);
        let cite = Cite::of(id, article, &frame.lang, context);
        let mut page = ArticlePage {
            frame,
            title: document.title.clone(),
            moment: Moment::of(&document.date, context),
            published: Moment::day(article.published, context),
            updated: (article.updated > article.published).then(|| Moment::day(article.updated, context)),
            reported: later(article, context),
            dateline: document.dateline.as_ref().map(|place| dateline(place, context)),
            byline: document.byline.clone(),
            status: document.status.map(|status| StatusView::of(status, context)),
            summary: document.summary.clone(),
            picture,
            body: Html(with_people(&html, &people)),
            people,
            groups: groups(article, context),
            events: article.events.iter().map(|event| EventView::of(*event, id, context)).collect(),
            sources: document
                .sources
                .iter()
                .enumerate()
                .map(|(at, source)| SourceView::of(at, source, article.published, citations.get(&(at + 1)), context))
                .collect(),
            corrections: document.corrections.iter().map(|correction| CorrectionView::of(correction, article, context)).collect(),
            before,
            after,
            related: context.timeline.related(id, RELATED).into_iter().map(|id| Line::article(id, context)).collect(),
            cite,
            draft: article.is_draft,
            upcoming: article.is_upcoming,
            extra: document.extra.clone(),
        };
        page.frame.json_ld = json_ld(id, &page, context);
        Ok(page)
    }
}

fn frame(id: ArticleId, article: &Article<'_>, picture: Option<&Picture>, context: &Context<'_>) -> Frame {
    let route = context.article_route(id);
    let trail = vec![Link { title: context.words.get("articles").to_owned(), url: context.url(&super::List::Articles.route(context)) }];
    let mut frame = Frame::of(&route, &article.document.title, "articles", trail, context)
        .described(summary(article, context).as_deref())
        .in_language(article.document.lang.as_deref());
    frame.kind = "article";
    frame.noindex = article.document.noindex || article.is_draft;
    frame.image = picture.map(|picture| context.with_host(&picture.preview));
    frame.published_time = iso_day(Some(article.published));
    frame.modified_time = iso_day(Some(article.updated));
    frame
}

fn dateline(place: &str, context: &Context<'_>) -> Link {
    let found = context.timeline.mentioned(&format!("places/{place}"), &[]);
    found.map_or_else(|| Link { title: place.to_owned(), url: String::new() }, |id| Link::entity(id, context))
}

fn people(article: &Article<'_>, context: &Context<'_>) -> Vec<PersonView> {
    let person = |id: EntityId| {
        let entity = context.timeline.entity(id);
        let link = Link::named(id, article.document, context);
        let initials = Context::initials(&link.title);
        let shown = Some(entity).filter(|entity| entity.has_page());
        PersonView {
            name: link.title,
            url: context.entity_url(id),
            // Of who was removed nothing stays but the name that the article gives.
            native: shown.and_then(|entity| entity.profile?.native_name.clone()),
            role: shown.and_then(|entity| role_at(entity, &article.document.date, context)),
            initials,
            portrait: shown.and_then(|entity| context.portrait(entity)),
        }
    };
    article.listed_of(KindId(0), &context.timeline.entities).map(person).collect()
}

fn groups(article: &Article<'_>, context: &Context<'_>) -> Vec<Group> {
    let kinds = context.config().kinds.iter().filter(|(_, kind)| kind.nature != Nature::Person);
    let group = |(id, kind)| {
        let items: Vec<Link> = article.listed_of(id, &context.timeline.entities).map(|id| Link::named(id, article.document, context)).collect();
        (!items.is_empty()).then(|| Group { label: context.words.kind(kind).1.to_owned(), items })
    };
    kinds.filter_map(group).collect()
}

impl EventView {
    fn of(id: crate::model::EventId, page: ArticleId, context: &Context<'_>) -> EventView {
        let event = context.timeline.event(id);
        let document = event.document;
        let is_person = |id: &&EntityId| context.timeline.entity(**id).kind == KindId(0);
        let is_home = event.home() == Some(page);
        let published = context.timeline.article(page).published;
        let named = |id: &EntityId| Link::named(*id, context.timeline.article(event.home().unwrap_or(page)).document, context);
        EventView {
            // On the page of a later report it is another's, and so is its fragment.
            id: if is_home { event.anchor.clone() } else { event.anchor.replacen("event-", "event-of-", 1) },
            url: (!is_home).then(|| context.event_url(id)),
            sources: event.sources.iter().enumerate().map(|(at, source)| SourceView::of(at, source, published, None, context)).collect(),
            names: event.members.iter().filter(|id| !is_person(id)).map(named).collect(),
            more_reporters: (event.reporters.len() - 1).checked_sub(REPORTERS).filter(|more| *more > 0),
            reporters: event.reporters.iter().filter(|other| **other != page).take(REPORTERS).map(|other| Link::article(*other, context)).collect(),
            title: document.title.clone(),
            moment: Moment::of(&document.date, context),
            summary: document.summary.clone(),
            status: document.status.map(|status| StatusView::of(status, context)),
            people: event.members.iter().filter(is_person).map(named).collect(),
        }
    }
}

impl SourceView {
    /// `seen` is the day on which the source was used.
    fn of(at: usize, source: &SourceEntry, seen: Day, citations: Option<&Vec<String>>, context: &Context<'_>) -> SourceView {
        let number = at + 1;
        let title = source.title.as_deref().or(source.publisher.as_deref()).or_else(|| source.host()).or(source.url.as_deref()).or(source.id.as_deref());
        let title = title.unwrap_or_default().to_owned();
        let publisher = source.publisher.clone().or_else(|| source.host().map(str::to_owned)).filter(|publisher| *publisher != title);
        let citation = |(place, at): (&String, usize)| CitationView { url: format!("#{place}"), label: letter(at) };
        SourceView {
            id: number.to_string(),
            number,
            title,
            publisher,
            url: source.url.clone(),
            date: source.date.as_ref().map(|date| Moment::of(date, context).unlinked()),
            archive_url: source.archive_url.clone(),
            version_date: source.archive_url.as_deref().map(|url| archived_on(url).or_else(|| iso_day(Some(seen))).unwrap_or_default()),
            kind: source.kind.clone(),
            citations: citations.into_iter().flatten().zip(0..).map(citation).collect(),
        }
    }
}

/// The day that the address of an archived copy names, as those of Memento archives do (RFC 7089): `/web/20180801…/`.
fn archived_on(url: &str) -> Option<String> {
    let stamp = url.split('/').find(|part| part.len() >= 8 && part.bytes().take(8).all(|byte| byte.is_ascii_digit()))?;
    let number = |range: std::ops::Range<usize>| stamp.get(range)?.parse::<u16>().ok();
    let day = Day::new(i64::from(number(0..4)?), u8::try_from(number(4..6)?).ok()?, u8::try_from(number(6..8)?).ok()?)?;
    iso_day(Some(day))
}

/// a, b, … z, aa, ab …
fn letter(at: usize) -> String {
    let last = char::from(b'a' + u8::try_from(at % 26).unwrap_or(0));
    if at < 26 { last.to_string() } else { letter(at / 26 - 1) + &last.to_string() }
}

impl CorrectionView {
    fn of(correction: &Correction, article: &Article<'_>, context: &Context<'_>) -> CorrectionView {
        let moment = article.corrected_on(correction).map(|when| Moment::of(when, context).unlinked());
        CorrectionView { moment, note: correction.note.clone() }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The articles next to this one in time, the earlier first.
fn neighbours(id: ArticleId, context: &Context<'_>, side: Side) -> Vec<Arc<Line>> {
    let timeline = context.timeline;
    // What has no date stands beside nothing.
    let Some(entry) = timeline.article(id).entry.filter(|entry| timeline.entry(*entry).slot != Slot::Undated) else { return Vec::new() };
    let dated = timeline.entries.partition_point(|entry| entry.slot != Slot::Undated);
    let entries = &timeline.entries[..dated];
    let article = |subject: Subject| match subject {
        Subject::Article(other) if other != id => Some(other),
        _ => None,
    };
    let found: Vec<ArticleId> = match side {
        Side::Before => entries[..entry.index()].iter().rev().filter_map(|entry| article(entry.subject)).take(NEIGHBOURS).collect(),
        Side::After => entries[entry.index() + 1..].iter().filter_map(|entry| article(entry.subject)).take(NEIGHBOURS).collect(),
    };
    found.into_iter().map(|id| Line::article(id, context)).collect()
}
