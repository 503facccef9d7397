use super::{Context, Link};
use crate::base::FastMap;
use crate::content::Nature;
use crate::model::EntityId;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many are drawn.
const NODES: usize = 10;
/// How many ties are drawn, the strongest first.
const ARCS: usize = 12;
/// The height of a line of the drawing, in its own units.
const LINE: f64 = 30.0;
/// Where the names begin; the arcs stand before it.
const NAMES: f64 = 150.0;
/// The width of the drawing.
const WIDTH: f64 = 400.0;

/// Who appears with somebody, and with one another: names in a column, and an arc between two who stand in the same articles.
///
/// A column of names is read on a phone as well as on a desk, which a web of them is not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Company {
    pub label: String,
    pub width: f64,
    pub height: f64,
    pub nodes: Vec<CompanyNode>,
    pub arcs: Vec<CompanyArc>,
}

/// One of the company; as a line of the table that says the same, with whom else and how often.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct CompanyNode {
    pub x: f64,
    pub y: f64,
    pub radius: f64,
    pub title: String,
    pub url: String,
    pub count: usize,
    pub with: Vec<CompanyTie>,
}

/// A tie of one of the company with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct CompanyTie {
    pub title: String,
    pub count: usize,
}

/// An arc, as the path of an SVG.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct CompanyArc {
    pub path: String,
    pub width: f64,
    /// From 0 to 1: the strongest ties are the darkest.
    pub opacity: f64,
}

impl Company {
    /// The people and organisations that stand most often in the articles of an entity; `counts` has all of them, the most
    /// frequent first.
    pub(super) fn of(id: EntityId, counts: &[(EntityId, usize)], context: &Context<'_>) -> Option<Company> {
        let timeline = context.timeline;
        let is_drawn = |id: EntityId| {
            let entity = timeline.entity(id);
            entity.is_listed() && matches!(context.config().kinds.get(entity.kind).nature, Nature::Person | Nature::Organization)
        };
        let drawn: Vec<(EntityId, usize)> = counts.iter().copied().filter(|(id, count)| *count > 1 && is_drawn(*id)).take(NODES).collect();
        if drawn.len() < 3 {
            return None;
        }
        let places: FastMap<EntityId, usize> = drawn.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
        let mut ties: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for article in &timeline.entity(id).articles {
            let mut here: Vec<usize> = timeline.article(*article).members.iter().filter_map(|member| places.get(member).copied()).collect();
            here.sort_unstable();
            for (at, one) in here.iter().enumerate() {
                here[at + 1..].iter().for_each(|other| *ties.entry((*one, *other)).or_default() += 1);
            }
        }
        let most = drawn[0].1.max(1) as f64;
        let y = |at: usize| LINE * (at as f64 + 0.5);
        let round = |x: f64| (x * 10.0).round() / 10.0;
        let name = |at: usize| Link::entity(drawn[at].0, context).title;
        let nodes = drawn.iter().enumerate().map(|(at, (id, count))| {
            let Link { title, url } = Link::entity(*id, context);
            let mut with: Vec<(usize, usize)> =
                ties.iter().filter_map(|((a, b), n)| if *a == at { Some((*b, *n)) } else { (*b == at).then_some((*a, *n)) }).collect();
            with.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), *other));
            let with = with.into_iter().map(|(other, count)| CompanyTie { title: name(other), count }).collect();
            CompanyNode { x: NAMES - 14.0, y: y(at), radius: round(3.0 + (*count as f64 / most).sqrt() * 7.0), title, url, count: *count, with }
        });
        let strongest = ties.values().copied().max().unwrap_or(1) as f64;
        // An arc bows as far as its ends are apart.
        let arc = |((a, b), count): (&(usize, usize), &usize)| {
            let (from, to, reach) = (y(*a), y(*b), (y(*b) - y(*a)) / 2.0);
            let bow = reach.min(NAMES - 24.0);
            CompanyArc {
                path: format!("M{} {from}A{} {} 0 0 0 {} {to}", NAMES - 14.0, round(bow), round(reach), NAMES - 14.0),
                width: round(1.0 + *count as f64 / strongest * 4.0),
                opacity: round(0.2 + *count as f64 / strongest * 0.6),
            }
        };
        // All ties would be a ball; the table has the others.
        let mut drawn_ties: Vec<(&(usize, usize), &usize)> = ties.iter().filter(|(_, count)| **count > 1).collect();
        drawn_ties.sort_by_key(|(ends, count)| (std::cmp::Reverse(**count), **ends));
        drawn_ties.truncate(ARCS);
        Some(Company {
            label: context.words.fill("company", &[("name", &timeline.entity(id).name)]),
            width: WIDTH,
            height: LINE * drawn.len() as f64,
            nodes: nodes.collect(),
            arcs: drawn_ties.into_iter().map(arc).collect(),
        })
    }
}
