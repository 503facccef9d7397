use super::article_ld::schema_type;
use super::article_page::Html;
use super::role::{organization, role_now};
use super::site_years::SiteYears;
use super::{
    Bar, Cards, Company, Context, Frame, JsonLd, Line, Link, List, Locator, Moment, Picture, Plan, Quote, Route, Shelf, Sparkline, TimelineView,
    resolver::TextResolver,
};
use crate::base::{FastMap, Sources, Unreadable};
use crate::calendar::Day;
use crate::content::{KindId, Nature, Role, Writer, body_text, schema_span};
use crate::model::{Entity, EntityId, PairId};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// How many of an entity's quotations stand on its page.
const QUOTATIONS: usize = 12;
/// How many of them stand before the timeline.
const QUOTED_FIRST: usize = 3;
/// How many of each kind are named as standing in the same articles.
const TOGETHER: usize = 7;
/// How many who held office are told to machines.
const MEMBERS: usize = 50;
/// How many articles are named that only speak of it.
const MENTIONED: usize = 10;

/// One person, organisation, place, topic, or entry of an own kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct EntityPage {
    pub frame: Frame,
    pub kind: KindView,
    pub name: String,
    pub native: Option<String>,
    pub initials: String,
    pub summary: Option<String>,
    pub picture: Option<Picture>,
    pub locator: Option<Locator>,
    pub body: Option<Html>,
    /// The role at present.
    pub now: Option<String>,
    pub roles: Vec<RoleView>,
    pub facts: Vec<Fact>,
    pub same_as: Vec<String>,
    pub parent: Option<Link>,
    pub children: Vec<Link>,
    pub aliases: Vec<String>,
    pub holders: Vec<Holder>,
    pub timeline: TimelineView,
    pub shelves: Vec<Shelf>,
    pub total: usize,
    /// The timeline of the whole site, narrowed to it, for those who read with scripts.
    pub narrowed: Option<String>,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
    /// What it said last.
    pub quotations: Vec<Quote>,
    /// What it said before.
    pub further_quotations: Vec<Quote>,
    pub more_quotations: Option<Link>,
    pub together: Vec<Together>,
    pub company: Option<Company>,
    pub sparkline: Option<Sparkline>,
    pub mentioned: Vec<Arc<Line>>,
    pub more_mentioned: Option<usize>,
    pub extra: Option<serde_yaml::Value>,
}

/// A kind, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct KindView {
    pub key: String,
    pub singular: String,
    pub plural: String,
    /// Its index; empty where nothing of it may be listed.
    pub url: String,
}

/// An office that somebody held.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct RoleView {
    pub title: String,
    pub organization: Option<Link>,
    pub period: String,
    /// The same over the years of the site; none where it lies beyond them.
    pub bar: Option<Bar>,
}

/// Somebody who held an office of an organisation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Holder {
    pub title: String,
    pub person: Link,
    pub period: String,
    /// The same over the years of the site; none where it lies beyond them.
    pub bar: Option<Bar>,
}

/// Something to know, in two words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// What stands in the same articles, of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Together {
    pub label: String,
    pub items: Vec<Companion>,
}

/// Something that stands in the same articles, and in how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Companion {
    pub title: String,
    pub url: String,
    pub count: usize,
    /// The page of both, where they are one of the strongest pairs.
    pub pair: Option<String>,
}

impl KindView {
    /// A kind, in words.
    pub fn of(id: KindId, context: &Context<'_>) -> KindView {
        let kind = context.config().kinds.get(id);
        let (singular, plural) = context.words.kind(kind);
        let is_listed = context.timeline.listed_kinds.get(usize::from(id.0)).copied().unwrap_or(false);
        KindView {
            key: kind.key.to_string(),
            singular: singular.to_owned(),
            plural: plural.to_owned(),
            url: if is_listed { context.url(&context.kind_route(id)) } else { String::new() },
        }
    }
}

impl KindView {
    /// The way to the entries of a kind, over its index if it has one.
    pub(super) fn trail(id: KindId, context: &Context<'_>) -> Vec<Link> {
        let kind = KindView::of(id, context);
        if kind.url.is_empty() { Vec::new() } else { vec![Link { title: kind.plural, url: kind.url }] }
    }
}

impl EntityPage {
    /// Composes the page of an entity, whose text is read again for it.
    pub(super) fn compose(
        id: EntityId,
        cards: &Cards,
        context: &Context<'_>,
        plan: &Plan,
        writer: &Writer,
        sources: &dyn Sources,
    ) -> Result<EntityPage, Unreadable> {
        let entity = context.timeline.entity(id);
        let profile = entity.profile;
        let body = match profile {
            Some(profile) => {
                let here = context.url(&context.entity_route(id));
                let resolver = TextResolver { context: *context, plan, file: &profile.file, article: None, listed: &[], here };
                let text = body_text(sources, &profile.file)?;
                let html = writer.render(&text, crate::content::is_mdx(&profile.file), true, &resolver.names(&text), &resolver).html;
                (!html.trim().is_empty()).then_some(Html(html))
            }
            None => None,
        };
        let list = List::Entity(id);
        let (timeline, shelves, total) = super::timeline_page::first_page(list, plan, cards, context);
        let counts = context.timeline.together(id);
        let (first, last) = list.ends(context);
        let mut quotations: Vec<Quote> = entity.quotations.iter().rev().take(QUOTATIONS).map(|id| Quote::of(*id, context)).collect();
        let further_quotations = quotations.split_off(quotations.len().min(QUOTED_FIRST));
        let mut page = EntityPage {
            frame: frame(id, entity, context),
            kind: KindView::of(entity.kind, context),
            name: entity.name.to_string(),
            native: profile.and_then(|profile| profile.native_name.clone()),
            initials: Context::initials(&entity.name),
            summary: profile.and_then(|profile| profile.summary.clone()),
            picture: profile.and_then(|profile| context.picture(&profile.file, profile.image.as_ref()?)),
            locator: locator(entity, plan, context),
            body,
            now: role_now(entity, context),
            roles: roles(entity, context),
            facts: facts(entity, context),
            same_as: profile.map(|profile| profile.same_as.clone()).unwrap_or_default(),
            parent: entity.parent.filter(|id| context.timeline.entity(*id).has_page()).map(|id| Link::entity(id, context)),
            children: entity.children.iter().filter(|id| context.timeline.entity(**id).is_listed()).map(|id| Link::entity(*id, context)).collect(),
            aliases: profile.map(|profile| profile.aliases.names.iter().map(|(_, alias)| alias.to_string()).collect()).unwrap_or_default(),
            holders: holders(entity, context),
            timeline,
            shelves,
            total,
            narrowed: entity.is_listed().then(|| context.url(&Route::home()) + &Route::narrowing(&context.config().kinds.get(entity.kind).key, &entity.slug)),
            first,
            last,
            quotations,
            further_quotations,
            more_quotations: (entity.quotations.len() > QUOTATIONS)
                .then(|| Link { title: context.words.get("quotes").to_owned(), url: context.url(&List::Quotations.route(context)) }),
            together: together(id, &counts, context),
            company: Company::of(id, &counts, context),
            sparkline: Sparkline::of_list(list, context),
            mentioned: entity.mentioned_in.iter().rev().take(MENTIONED).map(|id| Line::article(*id, context)).collect(),
            more_mentioned: entity.mentioned_in.len().checked_sub(MENTIONED).filter(|more| *more > 0),
            extra: profile.and_then(|profile| profile.extra.clone()),
        };
        page.frame.json_ld = json_ld(entity, &page, context);
        Ok(page)
    }
}

fn frame(id: EntityId, entity: &Entity<'_>, context: &Context<'_>) -> Frame {
    let route = context.entity_route(id);
    let kind = KindView::of(entity.kind, context);
    let trail = KindView::trail(entity.kind, context);
    let mut frame = Frame::of(&route, &entity.name, &kind.key, trail, context).described(entity.profile.and_then(|profile| profile.summary.as_deref()));
    frame.kind = if kind.key == "people" { "profile" } else { "website" };
    frame.noindex = !entity.is_listed();
    frame = frame.with_embed(List::Entity(id), context);
    if super::has_feed(entity) {
        frame = frame.with_feeds(&route, context);
    }
    frame
}

/// Offices in the order in which they were taken up.
fn roles(entity: &Entity<'_>, context: &Context<'_>) -> Vec<RoleView> {
    let mut roles: Vec<&Role> = entity.roles().map(|(_, role)| role).collect();
    roles.sort_by_key(|role| begun(role));
    roles.into_iter().map(|role| RoleView::of(role, entity, context)).collect()
}

/// The first day an office can have been held.
fn begun(role: &Role) -> Option<Day> {
    role.from.as_ref().and_then(|from| from.date.bounds().earliest)
}

impl RoleView {
    fn of(role: &Role, entity: &Entity<'_>, context: &Context<'_>) -> RoleView {
        let organization = role.organization.as_ref().map(|name| {
            let found = context.timeline.mentioned(&format!("organizations/{name}"), &[]);
            found.map_or_else(|| Link { title: name.clone(), url: String::new() }, |id| Link::entity(id, context))
        });
        // "Chairman of the Party, the Party" says it twice.
        let organization = organization.filter(|organization| !role.title.contains(&organization.title));
        RoleView { title: role.title.clone(), organization, period: period(role, entity, context), bar: bar(role, entity, context) }
    }
}

/// When an office was held, in words: "2017 – now", "until 2017".
fn period(role: &Role, holder: &Entity<'_>, context: &Context<'_>) -> String {
    let dates = &context.words.dates;
    let from = role.from.as_ref().map(|from| dates.say(&from.date));
    let end = holder.end_of(role);
    match (from, end) {
        (Some(from), None) => dates.say_stretch(&from, context.words.get("present")),
        (Some(from), Some(end)) => {
            let to = dates.say(&end.date);
            if from == to { from } else { dates.say_stretch(&from, &to) }
        }
        (None, Some(end)) => dates.say_until(&end.date),
        (None, None) => String::new(),
    }
}

/// When an office was held, over the years of the site.
fn bar(role: &Role, holder: &Entity<'_>, context: &Context<'_>) -> Option<Bar> {
    let end = holder.end_of(role).map(|to| to.date.bounds().latest);
    // An end that has no day is not known; no end at all means still so.
    SiteYears::of(context)?.bar(begun(role), end.flatten())
}

fn holders(entity: &Entity<'_>, context: &Context<'_>) -> Vec<Holder> {
    let mut holders: Vec<(EntityId, &Role)> = entity
        .holders
        .iter()
        .filter_map(|(id, at)| Some((*id, context.timeline.entity(*id).roles().find(|(place, _)| place == at)?.1)))
        .filter(|(id, _)| context.timeline.entity(*id).is_listed())
        .collect();
    holders.sort_by(|(a, m), (b, n)| begun(m).cmp(&begun(n)).then_with(|| m.title.cmp(&n.title)).then(a.cmp(b)));
    holders
        .into_iter()
        .map(|(id, role)| {
            let holder = context.timeline.entity(id);
            Holder { title: role.title.clone(), person: Link::entity(id, context), period: period(role, holder, context), bar: bar(role, holder, context) }
        })
        .collect()
}

fn facts(entity: &Entity<'_>, context: &Context<'_>) -> Vec<Fact> {
    let Some(profile) = entity.profile else { return Vec::new() };
    let fact = |key: &str, value: Option<String>| value.map(|value| Fact { label: context.words.get(key).to_owned(), value });
    let date = |when: &Option<crate::content::When>| when.as_ref().map(|when| context.words.dates.say(&when.date));
    let (begin, end) = match context.config().kinds.get(entity.kind).nature {
        Nature::Person => ("born", "died"),
        _ => ("founded", "ended"),
    };
    let position = profile.coordinates.map(|(north, east)| context.words.position(north, east));
    [fact(begin, date(&profile.born)), fact(end, date(&profile.died)), fact("coordinates", position)].into_iter().flatten().collect()
}

fn locator(entity: &Entity<'_>, plan: &Plan, context: &Context<'_>) -> Option<Locator> {
    let (world, coordinates) = (plan.world.as_ref()?, entity.profile?.coordinates?);
    let label = context.words.fill("where_is", &[("name", &entity.name), ("coordinates", &context.words.position(coordinates.0, coordinates.1))]);
    Some(Locator::draw(world, coordinates, label))
}

fn together(id: EntityId, counts: &[(EntityId, usize)], context: &Context<'_>) -> Vec<Together> {
    let pairs: FastMap<EntityId, PairId> =
        context.timeline.entity(id).pairs.iter().flat_map(|pair| context.timeline.pair(*pair).members.map(|member| (member, *pair))).collect();
    let group = |(kind, _): (KindId, &crate::content::Kind)| {
        let of_kind = counts.iter().filter(|(id, _)| {
            let entity = context.timeline.entity(*id);
            entity.kind == kind && entity.is_listed()
        });
        let items: Vec<Companion> = of_kind
            .take(TOGETHER)
            .map(|(id, count)| {
                let Link { title, url } = Link::entity(*id, context);
                let pair = pairs.get(id).map(|pair| context.url(&List::Pair(*pair).route(context)));
                Companion { title, url, count: *count, pair }
            })
            .collect();
        (!items.is_empty()).then(|| Together { label: KindView::of(kind, context).plural, items })
    };
    context.config().kinds.iter().filter_map(group).collect()
}

fn json_ld(entity: &Entity<'_>, page: &EntityPage, context: &Context<'_>) -> String {
    let nature = context.config().kinds.get(entity.kind).nature;
    let profile = entity.profile;
    let date = |when: Option<&crate::content::When>| when.and_then(|when| schema_span(&when.date).0);
    let born = date(profile.and_then(|profile| profile.born.as_ref()));
    let died = date(profile.and_then(|profile| profile.died.as_ref()));
    let is_person = nature == Nature::Person;
    let is_organization = nature == Nature::Organization;
    let day = |when: Option<&crate::content::When>| when.and_then(|when| schema_span(&when.date).0);
    // An office is a role (schema.org's `Role`) that stands between somebody and what they held it in.
    let role = |role: &Role, holder: &Entity<'_>, within: &str, thing: serde_json::Value| json!({ "@type": "OrganizationRole", "roleName": role.title, "startDate": day(role.from.as_ref()), "endDate": day(holder.end_of(role)), within: thing });
    let roles = |test: &dyn Fn(&Role) -> bool| -> Vec<serde_json::Value> {
        let held = entity.roles().map(|(_, role)| role).filter(|role| test(role));
        held.map(|held| match organization(held, context) {
            Some(organization) => role(held, entity, "memberOf", json!({ "@type": "Organization", "name": organization })),
            None => role(held, entity, "hasOccupation", json!({ "@type": "Occupation", "name": held.title })),
        })
        .collect()
    };
    let holders = entity
        .holders
        .iter()
        .filter_map(|(id, at)| Some((context.timeline.entity(*id), context.timeline.entity(*id).roles().find(|(place, _)| place == at)?.1)));
    let members: Vec<serde_json::Value> = holders
        .filter(|(holder, _)| holder.is_listed())
        .take(MEMBERS)
        .map(|(holder, held)| role(held, holder, "member", json!({ "@type": "Person", "name": &*holder.name })))
        .collect();
    let mut names = page.aliases.clone();
    names.extend(page.native.clone());
    let thing = json!({
        "@type": schema_type(nature), "@id": page.frame.canonical, "url": page.frame.canonical, "name": page.name, "alternateName": names,
        "description": page.summary, "sameAs": page.same_as, "image": page.picture.as_ref().map(|picture| context.with_host(&picture.url)),
        "birthDate": born.clone().filter(|_| is_person), "deathDate": died.clone().filter(|_| is_person),
        "foundingDate": born.filter(|_| is_organization), "dissolutionDate": died.filter(|_| is_organization),
        "geo": profile.and_then(|profile| profile.coordinates).filter(|_| nature == Nature::Place).map(|(north, east)| {
            json!({ "@type": "GeoCoordinates", "latitude": north, "longitude": east })
        }),
        "hasOccupation": roles(&|role| role.organization.is_none()).into_iter().filter(|_| is_person).collect::<Vec<_>>(),
        "memberOf": roles(&|role| role.organization.is_some()).into_iter().filter(|_| is_person).collect::<Vec<_>>(),
        "member": members.into_iter().filter(|_| is_organization).collect::<Vec<_>>(),
        "containedInPlace": page.parent.as_ref().filter(|_| nature == Nature::Place).map(|parent| json!({ "@type": "Place", "name": parent.title, "url": context.with_host(&parent.url) })),
        "inDefinedTermSet": Some(context.with_host(&page.kind.url)).filter(|_| nature == Nature::Topic && !page.kind.url.is_empty()),
    });
    JsonLd::default().with(thing).with_breadcrumbs(&page.frame, context).to_script()
}
