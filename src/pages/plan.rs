use super::world::World;
use super::{Context, List, Period, Route};
use crate::base::{Code, Diagnostic, FieldPath, Place, Report};
use crate::calendar::Month;
use crate::content::{CONFIG_FILE, KindId, Listed};
use crate::model::{ArticleId, Document, Entity, EntityId, PageId, PairId, Slot};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// From so many articles on, an entity has feeds.
const FEED: usize = 5;

/// A page there is to be, and what it draws on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// The first page of a list.
    List(List),
    /// A year or month of a list.
    Part(List, Period),
    /// The index of a kind.
    Kind(KindId),
    /// An article.
    Article(ArticleId),
    /// An article that was taken back.
    Withdrawn(ArticleId),
    /// A plain page.
    Plain(PageId),
    /// Publishers of sources.
    Sources,
    /// A timeline in one file, for pages of other sites.
    Embed(List),
    /// What stands where nothing is.
    NotFound,
    /// An address that a page once had.
    Redirect {
        /// Where it leads.
        to: Route,
        /// What stands there.
        title: String,
    },
    /// What stands at an address whose page was taken down for good.
    Gone(Route),
}

/// Which pages exist, and where: the whole site before a single view is composed.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pages: BTreeMap<Route, PageKind>,
    /// The years, the months and the rest of each list, in order.
    periods: BTreeMap<List, Periods>,
    /// The map of the world, where a place is to be shown on it.
    pub(super) world: Option<Arc<World>>,
}

#[derive(Clone, Debug, Default)]
struct Periods {
    /// The years that go on by month.
    full: BTreeSet<i64>,
    years: BTreeSet<i64>,
    months: BTreeSet<Month>,
    undated: bool,
    /// The places in time of what it holds, from the earliest.
    slots: Vec<Slot>,
}

/// The pages of one list.
struct Planned {
    list: List,
    pages: Vec<(Route, PageKind)>,
    /// Where it goes on.
    periods: Option<Periods>,
}

impl Planned {
    /// A list, and if it is long its years; of a full year, its months.
    fn of(list: List, context: &Context<'_>) -> Planned {
        let mut pages = vec![(list.route(context), PageKind::List(list))];
        if super::embed_page::has_embed(list, context) {
            pages.push((list.route(context).leaf("embed.html"), PageKind::Embed(list)));
        }
        let slots = list.slots(context);
        let limit = context.config().limit;
        let is_whole = list == List::Happened;
        if slots.len() <= limit && !is_whole {
            return Planned { list, pages, periods: None };
        }
        let pointed = context.timeline.pointed.keys().filter(|_| is_whole);
        let full = list.full_years(&slots, limit);
        let mut periods = Periods::default();
        for slot in slots.iter().chain(pointed) {
            match *slot {
                Slot::Undated => periods.undated = true,
                slot => {
                    periods.years.extend(slot.year());
                    periods.months.extend(slot.month().filter(|month| is_whole || full.contains(&month.year())));
                }
            }
        }
        let parts = periods.years.iter().map(|year| Period::Year(*year)).chain(periods.months.iter().map(|month| Period::Month(*month)));
        pages.extend(parts.chain(periods.undated.then_some(Period::Undated)).map(|period| (list.part(period, context), PageKind::Part(list, period))));
        periods.full = full;
        periods.slots = slots;
        Planned { list, pages, periods: Some(periods) }
    }
}

fn no_address(shown: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::RedirectUnusable, format!("\"{shown}\" cannot be an address of this site"))
        .at(place)
        .help("write the path it had, from its host on: /old/address/")
}

/// Of a list that stands on one page.
static NO_YEARS: BTreeSet<i64> = BTreeSet::new();

/// Whether an entity has feeds of its own.
pub fn has_feed(entity: &Entity<'_>) -> bool {
    entity.is_listed() && entity.articles.len() >= FEED
}

impl Plan {
    /// Plans every page of a site; says which old addresses cannot lead anywhere.
    pub(super) fn of(context: &Context<'_>, report: &mut Report) -> Plan {
        let timeline = context.timeline;
        let mut lists = vec![List::Happened, List::Reported, List::Articles];
        lists.extend((!timeline.quotations.is_empty()).then_some(List::Quotations));
        lists.extend((!List::Corrections.changes(context).is_empty()).then_some(List::Corrections));
        lists.extend((!timeline.changes.is_empty()).then_some(List::Changes));
        lists.extend(super::sources_page::with_page(context).into_iter().map(List::Publisher));
        let has_timeline = |entity: &Entity<'_>| entity.has_page() && entity.is_there();
        let of_entities = timeline.entities.iter().enumerate().filter(|(_, entity)| has_timeline(entity));
        lists.extend(of_entities.map(|(at, _)| List::Entity(EntityId::of(at))));
        lists.extend((0..timeline.pairs.len()).map(|at| List::Pair(PairId::of(at))));
        let planned: Vec<Planned> = lists.into_par_iter().map(|list| Planned::of(list, context)).collect();
        let mut plan = Plan::default();
        for Planned { list, pages, periods } in planned {
            pages.into_iter().for_each(|(route, page)| plan.add(route, page));
            plan.periods.extend(periods.map(|periods| (list, periods)));
        }
        if !timeline.publishers.is_empty() {
            plan.add(Route::word("sources"), PageKind::Sources);
        }
        for (kind, _) in context.config().kinds.iter() {
            if timeline.entities.iter().any(|entity| entity.kind == kind && entity.is_listed()) {
                plan.add(context.kind_route(kind), PageKind::Kind(kind));
            }
        }
        for (at, article) in timeline.articles.iter().enumerate() {
            let id = ArticleId::of(at);
            plan.add(context.article_route(id), if article.is_withdrawn() { PageKind::Withdrawn(id) } else { PageKind::Article(id) });
        }
        for at in 0..timeline.pages.len() {
            plan.add(context.page_route(PageId::of(at)), PageKind::Plain(PageId::of(at)));
        }
        plan.add(Route::home().leaf("404.html"), PageKind::NotFound);
        plan.redirects(context, report);
        plan.gone(context, report);
        let is_on_map = timeline.entities.iter().any(|entity| entity.profile.is_some_and(|profile| profile.coordinates.is_some()));
        plan.world = is_on_map.then(|| Arc::new(World::load()));
        plan
    }

    fn add(&mut self, route: Route, page: PageKind) {
        self.pages.entry(route).or_insert(page);
    }

    fn redirects(&mut self, context: &Context<'_>, report: &mut Report) {
        let timeline = context.timeline;
        let articles = timeline.articles.iter().map(|article| (&article.document.file, &article.document.redirect_from));
        let profiles = timeline.entities.iter().filter_map(|entity| entity.profile).filter(|profile| !profile.remove);
        let profiles = profiles.map(|profile| (&profile.file, &profile.redirect_from));
        let pages = timeline.pages.iter().map(|page| (&page.document.file, &page.document.redirect_from));
        let wanted: Vec<(&Arc<str>, &Listed)> = articles.chain(profiles).chain(pages).filter(|(_, from)| !from.names.is_empty()).collect();
        for (file, from) in wanted {
            let Some((to, title)) = self.target(file, context) else { continue };
            for (index, old) in &from.names {
                let shown: String = old.chars().take(80).collect();
                let place = || from.place(file, &FieldPath::default(), *index);
                let unusable = |why: String| Diagnostic::new(Code::RedirectUnusable, why).at(place());
                match Route::old(old) {
                    None => report.push(no_address(&shown, place())),
                    Some(route) if route == to => {}
                    Some(route) => match self.pages.get(&route) {
                        Some(_) => report.push(
                            unusable(format!("there is a page at \"{shown}\", so nothing is redirected from there"))
                                .help("take it out of the list, or change the `slug` of the page that is there"),
                        ),
                        None => {
                            self.pages.insert(route, PageKind::Redirect { to: to.clone(), title: title.clone() });
                        }
                    },
                }
            }
        }
    }

    /// Pages that say that there was something. The address of a page that is there stays the page's.
    fn gone(&mut self, context: &Context<'_>, report: &mut Report) {
        let gone = &context.config().gone;
        for (index, old) in &gone.names {
            let shown: String = old.chars().take(80).collect();
            let place = || gone.place(&Arc::from(CONFIG_FILE), &FieldPath::default(), *index);
            match Route::old(old) {
                None => report.push(no_address(&shown, place())),
                Some(route) if self.pages.contains_key(&route) => report.push(
                    Diagnostic::new(Code::RedirectUnusable, format!("there is a page at \"{shown}\", so it is not gone"))
                        .at(place())
                        .help("take it out of the list, or take the file of that page away"),
                ),
                Some(route) => self.add(route.clone(), PageKind::Gone(route)),
            }
        }
    }

    fn target(&self, file: &str, context: &Context<'_>) -> Option<(Route, String)> {
        let timeline = context.timeline;
        Some(match timeline.document_of(file)? {
            Document::Article(id) => (context.article_route(id), timeline.article(id).document.title.clone()),
            Document::Entity(id) => (context.entity_route(id), timeline.entity(id).name.to_string()),
            Document::Page(id) => (context.page_route(id), timeline.pages[id.index()].document.title.clone()),
        })
    }

    /// All pages, by address.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = (&Route, &PageKind)> {
        self.pages.iter()
    }

    /// Whether there is a page at an address.
    pub fn has(&self, route: &Route) -> bool {
        self.pages.contains_key(route)
    }

    /// The page at a path from the site's home on, with or without its closing slash.
    pub fn find(&self, path: &str) -> Option<Route> {
        let path = path.trim_start_matches('/');
        let path = path.strip_suffix("index.html").unwrap_or(path);
        let candidates = [Route::asset(path), Route::asset(&format!("{path}/"))];
        candidates.into_iter().find(|route| self.has(route))
    }

    /// The places in time of what a list holds, from the earliest; of one that goes on they are known.
    pub(super) fn slots(&self, list: List, context: &Context<'_>) -> Cow<'_, [Slot]> {
        self.periods.get(&list).map_or_else(|| Cow::Owned(list.slots(context)), |periods| Cow::Borrowed(&*periods.slots))
    }

    /// The years of a list whose months have pages.
    pub(super) fn full_years(&self, list: List) -> &BTreeSet<i64> {
        self.periods.get(&list).map_or(&NO_YEARS, |periods| &periods.full)
    }

    /// The parts of a list that are of the same grain as one of them, in order.
    pub(super) fn beside(&self, list: List, period: Period) -> Vec<Period> {
        let Some(periods) = self.periods.get(&list) else { return Vec::new() };
        match period {
            Period::Year(_) => periods.years.iter().map(|year| Period::Year(*year)).collect(),
            Period::Month(_) => periods.months.iter().map(|month| Period::Month(*month)).collect(),
            Period::Undated => Vec::new(),
        }
    }
}
