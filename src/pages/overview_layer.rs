use super::card::StatusView;
use super::overview::round;
use super::{Context, Link};
use crate::base::FastMap;
use crate::content::{Colouring, KindId, Nature, Status};
use crate::model::{EntityId, Subject};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// So many topics have a colour of their own; the rest share one.
const TOPICS: usize = 5;

/// What has one colour in the overview: the entries of one status, or of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Layer {
    /// The word of the status; of topics `topic-1` to `topic-5`; `rest` for what has neither.
    pub key: String,
    /// The same for readers; empty where nothing is told apart.
    pub label: String,
    /// Its page, of a topic.
    pub url: String,
    /// How many entries it has.
    pub count: usize,
    /// Its share of each bar, as the path of an SVG.
    pub path: String,
}

/// The layers of the overview, and what belongs to which.
pub(super) struct Series {
    by: By,
    layers: Vec<Layer>,
}

/// What tells the layers apart; what is in none of the list is in the last layer.
enum By {
    Status(Vec<Status>),
    Topic(Vec<EntityId>),
}

impl Series {
    /// The series that the site asks for in `theme.overview`; without a wish, statuses where they differ, else topics.
    pub(super) fn of(context: &Context<'_>) -> Series {
        let statuses: BTreeSet<Option<Status>> = context.timeline.entries.iter().map(|entry| status(entry.subject, context)).collect();
        let by_topic = match context.config().theme.overview {
            Some(Colouring::Topic) => true,
            Some(Colouring::Status) => false,
            None => statuses.len() < 2,
        };
        if by_topic {
            return Series::of_topics(context);
        }
        let statuses: Vec<Status> = statuses.into_iter().flatten().collect();
        let layer = |status: &Status| {
            let StatusView { key, label, .. } = StatusView::of(*status, context);
            Layer::new(key, Link { title: label, url: String::new() })
        };
        let mut layers: Vec<Layer> = statuses.iter().map(layer).collect();
        layers.push(Layer::new("rest", Link { title: context.words.get("without_status").to_owned(), url: String::new() }));
        Series { by: By::Status(statuses), layers }
    }

    /// The topics that stand first on most entries.
    fn of_topics(context: &Context<'_>) -> Series {
        let mut counts: FastMap<EntityId, usize> = FastMap::default();
        context.timeline.entries.iter().filter_map(|entry| topics(entry.subject, context).next()).for_each(|id| *counts.entry(id).or_default() += 1);
        let mut counts: Vec<(EntityId, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        let topics: Vec<EntityId> = counts.into_iter().map(|(id, _)| id).take(TOPICS).collect();
        let mut layers: Vec<Layer> = topics.iter().enumerate().map(|(at, id)| Layer::new(&format!("topic-{}", at + 1), Link::entity(*id, context))).collect();
        let rest = if layers.is_empty() { String::new() } else { context.words.get("other_topics").to_owned() };
        layers.push(Layer::new("rest", Link { title: rest, url: String::new() }));
        Series { by: By::Topic(topics), layers }
    }

    /// How many layers there are.
    pub(super) fn len(&self) -> usize {
        self.layers.len()
    }

    /// The layer of an entry: by its status, or by the first of its topics that has a layer.
    pub(super) fn layer(&self, subject: Subject, context: &Context<'_>) -> usize {
        let found = match &self.by {
            By::Status(statuses) => status(subject, context).and_then(|status| statuses.iter().position(|other| *other == status)),
            By::Topic(all) => topics(subject, context).find_map(|topic| all.iter().position(|other| *other == topic)),
        };
        found.unwrap_or(self.layers.len() - 1)
    }

    /// Adds a bar that stands at `x` with a width, on a ground, to the layers it is made of, by their shares of its height.
    pub(super) fn draw(&mut self, counts: &[usize], (x, width): (f64, f64), (ground, height): (f64, f64)) {
        let total: usize = counts.iter().sum();
        let (mut below, mut foot) = (0, round(ground));
        for (layer, count) in self.layers.iter_mut().zip(counts).filter(|(_, count)| **count > 0) {
            below += count;
            let top = round(ground - height * below as f64 / total as f64);
            layer.count += count;
            // Writing to a string does not fail.
            let _ = write!(layer.path, "M{x} {foot}V{top}h{width}V{foot}z");
            foot = top;
        }
    }

    /// The layers that have something in them.
    pub(super) fn finish(self) -> Vec<Layer> {
        self.layers.into_iter().filter(|layer| layer.count > 0).collect()
    }
}

impl Layer {
    fn new(key: &str, link: Link) -> Layer {
        Layer { key: key.to_owned(), label: link.title, url: link.url, count: 0, path: String::new() }
    }
}

fn status(subject: Subject, context: &Context<'_>) -> Option<Status> {
    match subject {
        Subject::Article(id) => context.timeline.article(id).document.status,
        Subject::Event(id) => context.timeline.event(id).document.status,
    }
}

/// The topics of an entry, in the order in which it lists them.
fn topics<'c>(subject: Subject, context: &Context<'c>) -> impl Iterator<Item = EntityId> + use<'c> {
    let timeline = context.timeline;
    let kinds = &context.config().kinds;
    let names: &'c [EntityId] = match subject {
        Subject::Article(id) => &timeline.article(id).listed,
        Subject::Event(id) => &timeline.event(id).members,
    };
    let topic: Option<KindId> = kinds.iter().find(|(_, kind)| kind.nature == Nature::Topic).map(|(id, _)| id);
    names.iter().copied().filter(move |id| {
        let entity = timeline.entity(*id);
        Some(entity.kind) == topic && entity.is_listed()
    })
}
