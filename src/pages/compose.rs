use super::resolver::destination;
use super::{
    ArticlePage, ArticlesPage, Cards, ChangesPage, Context, CorrectionsPage, EmbedPage, EntitiesPage, EntityPage, Line, Link, List, NotFoundPage, PageKind,
    PairPage, PeriodPage, PlainPage, Plan, QuotesPage, RedirectPage, Route, SourcesPage, TimelinePage, WithdrawnPage, Words,
};
use crate::base::{Code, Diagnostic, FieldPath, Place, Report, Sources, Unreadable};
use crate::content::{Body, Medium, MenuItem, Writer};
use crate::model::{EntityId, Timeline};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The pages of a site: a plan of them, and the means to compose the view of any one.
///
/// No view is held. One is composed when its output is asked for, and dropped when it is rendered.
pub struct Pages<'t> {
    timeline: &'t Timeline<'t>,
    words: &'t Words,
    statics: BTreeSet<String>,
    lines: Vec<Arc<Line>>,
    entity_urls: Vec<String>,
    plan: Plan,
    cards: Cards,
    writer: Writer,
}

/// What a template shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each variant is the view of that name")]
pub enum View {
    Timeline(Box<TimelinePage>),
    Period(Box<PeriodPage>),
    Pair(Box<PairPage>),
    Articles(Box<ArticlesPage>),
    Quotes(Box<QuotesPage>),
    Corrections(Box<CorrectionsPage>),
    Changes(Box<ChangesPage>),
    Entities(Box<EntitiesPage>),
    Entity(Box<EntityPage>),
    Article(Box<ArticlePage>),
    Withdrawn(Box<WithdrawnPage>),
    Plain(Box<PlainPage>),
    Sources(Box<SourcesPage>),
    NotFound(Box<NotFoundPage>),
    Redirect(Box<RedirectPage>),
    Embed(Box<EmbedPage>),
}

impl View {
    /// The templates, one a view.
    pub const TEMPLATES: [&str; 16] = [
        "timeline.html",
        "period.html",
        "articles.html",
        "quotes.html",
        "corrections.html",
        "changes.html",
        "entities.html",
        "entity.html",
        "article.html",
        "withdrawn.html",
        "page.html",
        "sources.html",
        "not_found.html",
        "redirect.html",
        "pair.html",
        "embed.html",
    ];

    /// The template that shows it.
    pub fn template(&self) -> &'static str {
        View::TEMPLATES[match self {
            View::Timeline(_) => 0,
            View::Period(_) => 1,
            View::Articles(_) => 2,
            View::Quotes(_) => 3,
            View::Corrections(_) => 4,
            View::Changes(_) => 5,
            View::Entities(_) => 6,
            View::Entity(_) => 7,
            View::Article(_) => 8,
            View::Withdrawn(_) => 9,
            View::Plain(_) => 10,
            View::Sources(_) => 11,
            View::NotFound(_) => 12,
            View::Redirect(_) => 13,
            View::Pair(_) => 14,
            View::Embed(_) => 15,
        }]
    }
}

/// Files that a menu may lead to beside pages.
const GENERATED: [&str; 4] = ["atom.xml", "feed.json", "timeline.json", "sitemap.xml"];

/// Plans the pages of a timeline: which exist, at which address, and what each draws on.
#[inline(never)] // Its instructions are counted.
pub fn compose<'t>(timeline: &'t Timeline<'t>, words: &'t Words, sources: &dyn Sources, report: &mut Report) -> Pages<'t> {
    let rules = &timeline.content.config.static_files;
    let statics = sources.list().iter().filter_map(|listing| listing.path.strip_prefix("static/"));
    let statics: BTreeSet<String> = statics.filter(|path| rules.withheld(path).is_none()).map(str::to_owned).collect();
    let context = Context { timeline, words, lines: &[], entity_urls: &[], statics: &statics };
    let entity_urls: Vec<String> = (0..timeline.entities.len()).map(|at| context.url(&context.entity_route(EntityId::of(at)))).collect();
    let context = Context { entity_urls: &entity_urls, ..context };
    let plan = Plan::of(&context, report);
    let writer = Writer::new(timeline.content.config.html);
    let pages = Pages { timeline, words, lines: Vec::new(), entity_urls, plan, cards: Cards::default(), writer, statics };
    report.extend(pages.broken_links());
    pages
}

impl<'t> Pages<'t> {
    /// What views are composed with.
    pub fn context(&self) -> Context<'_> {
        Context { timeline: self.timeline, words: self.words, lines: &self.lines, entity_urls: &self.entity_urls, statics: &self.statics }
    }

    /// The cards of all entries.
    pub fn cards(&self) -> &Cards {
        &self.cards
    }

    /// The articles, in a line each.
    pub fn lines(&self) -> &[Arc<Line>] {
        &self.lines
    }

    /// The same pages, with the cards and lines that stand on many of them made, once for all: for who makes them all.
    #[must_use]
    pub fn in_bulk(self) -> Pages<'t> {
        let lines = Line::of_articles(&self.context());
        let pages = Pages { lines, ..self };
        Pages { cards: Cards::of(&pages.context()), ..pages }
    }

    /// The same pages with marks in the places of cards and lines, by their numbers, for whoever makes each of them once: a
    /// card stands on the pages of everything it names.
    #[must_use]
    pub fn with_marks(self, card: impl Fn(usize) -> Option<String>, line: impl Fn(usize) -> Option<String>) -> Pages<'t> {
        let marked = |(at, made): (usize, Arc<Line>)| Arc::new(Line { mark: line(at), ..Arc::unwrap_or_clone(made) });
        Pages { cards: self.cards.marked(card), lines: self.lines.into_iter().enumerate().map(marked).collect(), ..self }
    }

    /// Which pages there are.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Renders the texts of this site.
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Composes the view of one page. Only what the page shows is read.
    ///
    /// # Errors
    /// When the file of its text cannot be read any more.
    #[inline(never)] // Its instructions are counted.
    pub fn view(&self, page: &PageKind, sources: &dyn Sources) -> Result<View, Unreadable> {
        let context = &self.context();
        let (plan, writer) = (&self.plan, &self.writer);
        Ok(match page {
            PageKind::List(list @ (List::Happened | List::Reported)) => View::Timeline(Box::new(TimelinePage::compose(*list, plan, &self.cards, context))),
            PageKind::List(List::Entity(id)) => View::Entity(Box::new(EntityPage::compose(*id, &self.cards, context, plan, writer, sources)?)),
            PageKind::List(List::Pair(id)) => View::Pair(Box::new(PairPage::compose(*id, &self.cards, plan, context))),
            PageKind::Part(list @ (List::Happened | List::Reported | List::Entity(_) | List::Pair(_)), period) => {
                View::Period(Box::new(PeriodPage::compose(*list, *period, plan, &self.cards, context)))
            }
            PageKind::List(list @ (List::Articles | List::Publisher(_))) => View::Articles(Box::new(ArticlesPage::compose(*list, None, plan, context))),
            PageKind::Part(list @ (List::Articles | List::Publisher(_)), period) => {
                View::Articles(Box::new(ArticlesPage::compose(*list, Some(*period), plan, context)))
            }
            PageKind::List(List::Quotations) => View::Quotes(Box::new(QuotesPage::compose(None, plan, context))),
            PageKind::Part(List::Quotations, period) => View::Quotes(Box::new(QuotesPage::compose(Some(*period), plan, context))),
            PageKind::List(List::Corrections) => View::Corrections(Box::new(CorrectionsPage::compose(None, plan, context))),
            PageKind::Part(List::Corrections, period) => View::Corrections(Box::new(CorrectionsPage::compose(Some(*period), plan, context))),
            PageKind::List(List::Changes) => View::Changes(Box::new(ChangesPage::compose(None, plan, context))),
            PageKind::Part(List::Changes, period) => View::Changes(Box::new(ChangesPage::compose(Some(*period), plan, context))),
            PageKind::Kind(kind) => View::Entities(Box::new(EntitiesPage::compose(*kind, context))),
            PageKind::Article(id) => View::Article(Box::new(ArticlePage::compose(*id, context, plan, writer, sources)?)),
            PageKind::Withdrawn(id) => View::Withdrawn(Box::new(WithdrawnPage::compose(*id, context))),
            PageKind::Plain(id) => View::Plain(Box::new(PlainPage::compose(*id, context, plan, writer, sources)?)),
            PageKind::Sources => View::Sources(Box::new(SourcesPage::compose(plan, context))),
            PageKind::Embed(list) => View::Embed(Box::new(EmbedPage::compose(*list, &self.cards, context))),
            PageKind::NotFound => View::NotFound(Box::new(NotFoundPage::compose(&Route::home().leaf("404.html"), false, self.menu(), context))),
            PageKind::Gone(route) => View::NotFound(Box::new(NotFoundPage::compose(route, true, self.menu(), context))),
            PageKind::Redirect { to, title } => {
                View::Redirect(Box::new(RedirectPage { title: title.clone(), target: context.url(to), canonical: context.absolute(to) }))
            }
        })
    }

    /// The menu at the head: the site's own, else the registers there are.
    pub fn menu(&self) -> Vec<Link> {
        let context = self.context();
        match &context.config().navigation.menu {
            Some(items) => items.iter().map(|item| self.menu_link(item)).collect(),
            None => {
                let kinds = context.config().kinds.iter().map(|(id, kind)| (context.kind_route(id), context.words.kind(kind).1.to_owned()));
                let registers = [(List::Articles, "articles"), (List::Quotations, "quotes")];
                let registers = registers.iter().map(|(list, key)| (list.route(&context), context.words.get(key).to_owned()));
                let first = std::iter::once((Route::home(), context.words.get("timeline").to_owned()));
                let all = first.chain(kinds).chain(registers).chain([(Route::word("sources"), context.words.get("sources").to_owned())]);
                all.filter(|(route, _)| self.plan.has(route)).map(|(route, title)| Link { title, url: context.url(&route) }).collect()
            }
        }
    }

    /// The menu at the foot: the site's own, else its plain pages and what happened to the record.
    pub fn footer(&self) -> Vec<Link> {
        let context = self.context();
        if !context.config().navigation.footer.is_empty() {
            return context.config().navigation.footer.iter().map(|item| self.menu_link(item)).collect();
        }
        let pages = (0..self.timeline.pages.len()).map(crate::model::PageId::of);
        let pages = pages.map(|id| (context.page_route(id), self.timeline.pages[id.index()].document.title.clone()));
        let registers = [List::Corrections, List::Changes].map(|list| (list.route(&context), list.heading(&context)));
        pages.chain(registers).filter(|(route, _)| self.plan.has(route)).map(|(route, title)| Link { title, url: context.url(&route) }).collect()
    }

    fn menu_link(&self, item: &MenuItem) -> Link {
        let context = self.context();
        let url = match item.url.strip_prefix('/') {
            Some(path) => self.plan.find(path).map_or_else(|| context.url(&Route::asset(path)), |route| context.url(&route)),
            None => item.url.clone(),
        };
        Link { title: item.title.clone(), url }
    }

    /// The files that what can be seen refers to. What only a draft, a withdrawn article or a removed person shows is shown
    /// nowhere.
    pub fn media(&self) -> BTreeMap<&str, &Medium> {
        let timeline = self.timeline;
        let articles = timeline.articles.iter().filter(|article| !article.is_withdrawn()).map(|article| article.document);
        let articles = articles.map(|document| (&document.file, document.image.as_ref(), &document.body));
        let profiles = timeline.entities.iter().filter(|entity| entity.has_page()).filter_map(|entity| entity.profile);
        let profiles = profiles.map(|document| (&document.file, document.image.as_ref(), &document.body));
        let pages = timeline.pages.iter().map(|page| (&page.document.file, None, &page.document.body));
        articles
            .chain(profiles)
            .chain(pages)
            .flat_map(|(file, image, body)| {
                let hrefs = image.map(|image| image.src.as_str()).into_iter().chain(body.links.iter().map(|link| &*link.href));
                hrefs.filter_map(move |href| timeline.content.media.referred(file, href))
            })
            .map(|medium| (&*medium.file, medium))
            .collect()
    }

    /// Links in texts that lead to no page or file of the site.
    fn broken_links(&self) -> Vec<Diagnostic> {
        let context = self.context();
        let articles = self.timeline.articles.iter().filter(|article| !article.is_withdrawn()).map(|article| (&article.document.file, &article.document.body));
        let profiles = self.timeline.content.profiles.iter().map(|profile| (&profile.file, &profile.body));
        let pages = self.timeline.pages.iter().map(|page| (&page.document.file, &page.document.body));
        let navigation = &context.config().navigation;
        let menus = navigation.menu.iter().flatten().map(|item| ("menu", item)).chain(navigation.footer.iter().map(|item| ("footer", item)));
        let of_menus = menus.filter(|(_, item)| {
            let path = item.url.strip_prefix('/').map(|path| path.split(['?', '#']).next().unwrap_or_default());
            path.is_some_and(|path| self.plan.find(path).is_none() && !self.statics.contains(path) && !GENERATED.contains(&path))
        });
        let of_menus: Vec<Diagnostic> = of_menus
            .map(|(menu, item)| {
                let config: Arc<str> = crate::content::CONFIG_FILE.into();
                Diagnostic::new(Code::BrokenLink, format!("this menu entry leads nowhere: {}", item.url))
                    .at(Place::of_key(&config, FieldPath::key("navigation").then_key(menu)))
                    .help("a menu entry leads to a page there is (/people/, /about/), or to a full address elsewhere")
            })
            .collect();
        let texts: Vec<(&Arc<str>, &Body)> = articles.chain(profiles).chain(pages).filter(|(_, body)| !body.links.is_empty()).collect();
        texts
            .par_iter()
            .flat_map_iter(|(file, body)| {
                let broken = body.links.iter().filter(|link| !link.picture && destination(&context, &self.plan, file, &link.href).is_none());
                broken.map(|link| {
                    let shown: String = link.href.chars().take(120).collect();
                    Diagnostic::new(Code::BrokenLink, format!("this link leads nowhere: {shown}"))
                        .grouped("links lead to no page or file of the site; their words stay, the links go")
                        .at(Place::span(file, link.span))
                        .label("no such page or file")
                        .help("link to another document by its path (../people/name.md), or to a page from the site's root (/about/)")
                })
            })
            .chain(of_menus)
            .collect()
    }
}
