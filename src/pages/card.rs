use super::link::note;
use super::{Context, Line, Link, Moment, Picture, Tongue};
use crate::calendar::Day;
use crate::content::{ArticleDocument, Status};
use crate::model::{Article, ArticleId, EntityId, EntryId, EventId, Subject};
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// How many people a card names.
const PEOPLE: usize = 4;
/// How many of the articles that report an event a card names.
const REPORTERS: usize = 3;

/// An entry where it stands on a timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// The fragment of the card on its page.
    pub id: String,
    /// `article` or `event`.
    pub kind: &'static str,
    /// The word for its kind, where that is not plain.
    pub kind_label: Option<String>,
    /// Where it leads.
    pub url: String,
    /// The headline.
    pub title: String,
    /// The language of headline and summary, where it is not that of the site.
    pub tongue: Option<Tongue>,
    /// When it happened.
    pub moment: Moment,
    /// In a sentence or two.
    pub summary: Option<String>,
    /// How certain it is.
    pub status: Option<StatusView>,
    /// 1 to 5.
    pub importance: u8,
    /// Whether it is a key moment.
    pub key: bool,
    /// Who is named, the first few.
    pub people: Vec<Who>,
    /// How many more are named.
    pub more_people: usize,
    /// That more are named, in words.
    pub more_said: Option<String>,
    /// How many publishers its sources have.
    pub publishers: usize,
    /// How many sources it has.
    pub sources: usize,
    /// How many sources and publishers it has, in words. A card stands on many pages, so what it says is said once.
    pub sources_said: Option<String>,
    /// Whether something must be known before reading on: a doubt, a draft, a correction.
    pub flagged: bool,
    /// How much later it was reported, in words.
    pub reported: Option<String>,
    /// For an event: the articles that report it, the first few.
    pub within: Vec<Link>,
    /// That more report it, in words.
    pub more_within: Option<String>,
    /// The article's picture.
    pub picture: Option<Picture>,
    /// Whether it was corrected.
    pub corrected: bool,
    /// Whether it is still to come.
    pub upcoming: bool,
    /// Whether it is a draft.
    pub draft: bool,
    /// For an article on the timeline as reported: its events.
    pub events: Vec<Arc<Line>>,
}

/// Somebody a card names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Who {
    /// The name.
    pub title: String,
    /// Their page; empty where there is none.
    pub url: String,
    /// For the monogram.
    pub initials: String,
}

/// A card where it stands on a page: with its fields for the template, or as a mark in whose place the HTML comes that has
/// been made of it once.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedCard {
    /// What it says.
    pub card: Card,
    /// What stands for it.
    pub mark: Option<String>,
}

impl From<Card> for PlacedCard {
    fn from(card: Card) -> PlacedCard {
        PlacedCard { card, mark: None }
    }
}

impl Serialize for PlacedCard {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Marked<'m> {
            mark: &'m str,
        }
        match &self.mark {
            Some(mark) => Marked { mark }.serialize(serializer),
            None => self.card.serialize(serializer),
        }
    }
}

/// The cards of all entries, by entry, each made once for the pages of everything it names; or none, where only a few pages are
/// made, and each makes its own.
#[derive(Clone, Debug, Default)]
pub struct Cards(Vec<Arc<PlacedCard>>);

impl Cards {
    /// Makes them, in parallel.
    pub(super) fn of(context: &Context<'_>) -> Cards {
        Cards((0..context.timeline.entries.len()).into_par_iter().map(|at| Arc::new(Card::entry(EntryId::of(at), context).into())).collect())
    }

    /// The cards, by entry.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Card> {
        self.0.iter().map(|placed| &placed.card)
    }

    /// The same cards, each with what stands for it on a page, by its number; less what then nobody asks for.
    pub(super) fn marked(self, mark: impl Fn(usize) -> Option<String>) -> Cards {
        let placed = |(at, placed): (usize, Arc<PlacedCard>)| {
            let (card, mark) = (Arc::unwrap_or_clone(placed).card, mark(at));
            let card = if mark.is_some() { Card { summary: None, people: Vec::new(), within: Vec::new(), picture: None, ..card } } else { card };
            Arc::new(PlacedCard { card, mark })
        };
        Cards(self.0.into_iter().enumerate().map(placed).collect())
    }

    /// The card of an entry.
    pub(super) fn get(&self, id: EntryId, context: &Context<'_>) -> Arc<PlacedCard> {
        self.0.get(id.index()).cloned().unwrap_or_else(|| Arc::new(Card::entry(id, context).into()))
    }
}

/// A status in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusView {
    /// The word of the vocabulary, for style.
    pub key: &'static str,
    /// The word for readers.
    pub label: String,
    /// Its place, from sure to withdrawn.
    #[serde(skip)]
    pub(super) rank: Status,
}

impl StatusView {
    /// A status in words.
    pub fn of(status: Status, context: &Context<'_>) -> StatusView {
        StatusView { key: status.word(), label: context.words.get(&format!("statuses.{}", status.word())).to_owned(), rank: status }
    }
}

impl Card {
    /// An entry of the timeline as it happened.
    pub fn entry(id: EntryId, context: &Context<'_>) -> Card {
        match context.timeline.entry(id).subject {
            Subject::Article(id) => Card::article(id, context),
            Subject::Event(id) => Card::event(id, context),
        }
    }

    /// An article.
    pub fn article(id: ArticleId, context: &Context<'_>) -> Card {
        let article = context.timeline.article(id);
        let document = article.document;
        let (people, more_people) = people(&article.listed, Some(document), context);
        Card {
            id: format!("on-{}", article.slug),
            kind: "article",
            kind_label: None,
            url: context.article_url(id),
            title: document.title.clone(),
            tongue: Tongue::of(document, context),
            moment: Moment::of(&document.date, context),
            summary: summary(article, context),
            status: document.status.map(|status| StatusView::of(status, context)),
            importance: article.importance(),
            key: article.importance() == 5,
            people,
            more_people,
            more_said: more_said(more_people, context),
            publishers: article.publishers(),
            sources: document.sources.len(),
            sources_said: sources_said(document.sources.len(), article.publishers(), context),
            flagged: is_doubtful(document.status) || article.is_draft || article.is_upcoming || !document.corrections.is_empty(),
            reported: reported_later(article, context),
            within: Vec::new(),
            more_within: None,
            picture: document.image.as_ref().and_then(|image| context.picture(&document.file, image)),
            corrected: !document.corrections.is_empty(),
            upcoming: article.is_upcoming,
            draft: article.is_draft,
            events: Vec::new(),
        }
    }

    /// An article with its events under it, for the timeline as reported.
    pub fn report(id: ArticleId, context: &Context<'_>) -> Card {
        let events = context.timeline.article(id).events.iter().map(|event| line(*event, context)).collect();
        Card { events, ..Card::article(id, context) }
    }

    fn event(id: EventId, context: &Context<'_>) -> Card {
        let event = context.timeline.event(id);
        let document = event.document;
        let home = event.home();
        let article = home.map(|home| context.timeline.article(home));
        let (people, more_people) = people(&event.members, article.map(|article| article.document), context);
        let upcoming = document.date.first().is_some_and(|day| day > context.timeline.scope.today);
        let draft = article.is_some_and(|article| article.is_draft);
        let anchor = event.anchor.strip_prefix("event-").unwrap_or(&event.anchor);
        Card {
            id: format!("on-{}--{anchor}", article.map_or("", |article| article.slug.as_str())),
            kind: "event",
            kind_label: None,
            url: context.event_url(id),
            title: document.title.clone(),
            tongue: article.and_then(|article| Tongue::of(article.document, context)),
            moment: Moment::of(&document.date, context),
            summary: document.summary.clone(),
            status: document.status.map(|status| StatusView::of(status, context)),
            importance: event.importance(),
            key: event.importance() == 5,
            people,
            more_people,
            more_said: more_said(more_people, context),
            publishers: event.publishers(),
            sources: event.sources.len(),
            sources_said: sources_said(event.sources.len(), event.publishers(), context),
            flagged: is_doubtful(document.status) || draft || upcoming,
            reported: None,
            within: event.reporters.iter().take(REPORTERS).map(|id| Link::article(*id, context)).collect(),
            more_within: event.reporters.len().checked_sub(REPORTERS).filter(|more| *more > 0).map(|more| context.words.count("more_count", more, &[])),
            picture: None,
            corrected: false,
            upcoming,
            draft,
            events: Vec::new(),
        }
    }
}

fn is_doubtful(status: Option<Status>) -> bool {
    !matches!(status, None | Some(Status::Confirmed | Status::Reported))
}

fn more_said(more: usize, context: &Context<'_>) -> Option<String> {
    (more > 0).then(|| context.words.count("more_people", more, &[]))
}

/// "2 sources, 2 publishers".
fn sources_said(sources: usize, publishers: usize, context: &Context<'_>) -> Option<String> {
    let said = (sources > 0).then(|| context.words.count("sources_count", sources, &[]))?;
    Some(if sources > 1 && publishers > 0 { [said, context.words.count("publishers_count", publishers, &[])].join(context.words.get("comma")) } else { said })
}

/// An event in one line.
pub(super) fn line(id: EventId, context: &Context<'_>) -> Arc<Line> {
    let document = context.timeline.event(id).document;
    let article = context.timeline.event(id).home().map(|home| context.timeline.article(home).document);
    Arc::new(Line {
        title: document.title.clone(),
        tongue: article.and_then(|article| Tongue::of(article, context)),
        url: context.event_url(id),
        moment: Moment::of(&document.date, context),
        note: note(document.status, false, context),
        mark: None,
    })
}

/// What an article says in a sentence or two: its summary, else its first paragraph.
pub fn summary(article: &Article<'_>, context: &Context<'_>) -> Option<String> {
    let document = article.document;
    document.summary.clone().or_else(|| opening(article, context))
}

/// The first paragraph, with those whom it marks called as the register has them.
fn opening(article: &Article<'_>, context: &Context<'_>) -> Option<String> {
    let body = &article.document.body;
    let mut text = body.opening.clone()?;
    for (range, target) in body.opening_names.iter().rev() {
        let entity = context.timeline.mentioned(target, &article.listed).map(|id| context.timeline.entity(id));
        if let Some(entity) = entity.filter(|entity| entity.has_page())
            && text.get(range.clone()).is_some()
        {
            text.replace_range(range.clone(), &entity.name);
        }
    }
    Some(text)
}

fn people(members: &[EntityId], of: Option<&ArticleDocument>, context: &Context<'_>) -> (Vec<Who>, usize) {
    let first = crate::content::KindId(0);
    let people = || members.iter().filter(|id| context.timeline.entity(**id).kind == first);
    let who = |id: &EntityId| {
        let Link { title, url } = of.map_or_else(|| Link::entity(*id, context), |of| Link::named(*id, of, context));
        Who { initials: Context::initials(&title), title, url }
    };
    let named: Vec<Who> = people().take(PEOPLE).map(who).collect();
    let more = people().count() - named.len();
    (named, more)
}

/// "three days later", where an article says when it was reported, and that was later.
pub(super) fn later(article: &Article<'_>, context: &Context<'_>) -> Option<String> {
    article.document.published.as_ref()?;
    let happened: Day = article.document.date.latest().filter(|_| !article.is_upcoming)?;
    context.words.dates.say_gap(happened, article.published)
}

/// "reported three days later".
fn reported_later(article: &Article<'_>, context: &Context<'_>) -> Option<String> {
    Some(context.words.fill("reported_later", &[("gap", &later(article, context)?)]))
}
