use super::{Context, Plan};
use crate::calendar::Edtf;
use crate::content::{ArticleDocument, Destination, Image, Mark, Mentioned, NameLink, Resolve, SourceEntry, Stroke, Target, is_document};
use crate::model::{Document, EntityId, Slot};

/// What the marks of one text lead to.
pub(super) struct TextResolver<'r> {
    pub(super) context: Context<'r>,
    pub(super) plan: &'r Plan,
    /// The file the text stands in.
    pub(super) file: &'r str,
    /// The article it is of, for its sources.
    pub(super) article: Option<&'r ArticleDocument>,
    /// What the article's lists name, to decide shared aliases.
    pub(super) listed: &'r [EntityId],
    /// The address of its page.
    pub(super) here: String,
}

impl TextResolver<'_> {
    /// The names in the running words of the text that lead to a page.
    pub(super) fn names(&self, text: &str) -> Vec<NameLink> {
        let named = self.context.timeline.names_in(self.file, text);
        let link = |(stroke, id): &(Stroke, EntityId)| Some(NameLink { stroke: *stroke, url: self.page_of(*id)? });
        named.iter().filter_map(link).collect()
    }

    /// The page of an entity, unless it is this one, or there is none.
    fn page_of(&self, id: EntityId) -> Option<String> {
        let is_there = self.context.timeline.entity(id).is_there();
        self.context.entity_url(id).filter(|url| is_there && *url != self.here)
    }
}

impl Resolve for TextResolver<'_> {
    fn mention(&self, target: &str) -> Option<Mentioned> {
        let id = self.context.timeline.mentioned(target, self.listed)?;
        let entity = self.context.timeline.entity(id);
        // Of who was removed the name stays that the text gives.
        let name = if entity.has_page() { entity.name.to_string() } else { Mark::of(target).name.to_owned() };
        Some(Mentioned { name, url: self.page_of(id) })
    }

    fn citation(&self, id: &str) -> Option<usize> {
        let article = self.article?;
        // As [`ArticleDocument::source_id`] has it, without making an id of every source for every citation.
        let number = id.parse::<usize>().ok().filter(|number| number.to_string() == id);
        let is_meant = |(at, source): (usize, &SourceEntry)| source.id.as_deref().map_or(number == Some(at + 1), |own| own == id);
        article.sources.iter().enumerate().position(is_meant).map(|at| at + 1)
    }

    fn say_date(&self, date: &Edtf) -> String {
        self.context.words.dates.say(date)
    }

    fn date_page(&self, date: &Edtf) -> Option<String> {
        self.context.slot_url(Slot::of(date))
    }

    fn link(&self, href: &str) -> Destination {
        match destination(&self.context, self.plan, self.file, href) {
            Some(url) => Destination::Url(url),
            None => Destination::Nowhere,
        }
    }

    fn image(&self, src: &str) -> Option<Image> {
        self.context.image(self.file, src)
    }

    fn word(&self, key: &str) -> String {
        self.context.words.get(key).to_owned()
    }

    fn has_anchor(&self, id: &str) -> bool {
        let sources = self.article.map_or(0, |article| article.sources.len());
        if let Some(number) = id.strip_prefix("source-") {
            return number.parse().is_ok_and(|number: usize| (1..=sources).contains(&number) && number.to_string() == id["source-".len()..]);
        }
        let timeline = self.context.timeline;
        let Some(Document::Article(article)) = timeline.document_of(self.file) else { return id == "main" };
        let mut events = timeline.article(article).events.iter().map(|event| timeline.event(*event));
        id == "main" || events.any(|event| event.anchor == id && event.home() == Some(article))
    }
}

/// Where an address written in a file leads: to the page of another file, to a page of the site, to a published file.
pub(super) fn destination(context: &Context<'_>, plan: &Plan, file: &str, href: &str) -> Option<String> {
    let fragment = href.find('#').map_or("", |at| &href[at..]);
    let page_of = |path: &str| {
        Some(match context.timeline.document_of(path)? {
            Document::Article(id) => context.article_url(id),
            Document::Entity(id) => context.entity_url(id)?,
            Document::Page(id) => context.url(&context.page_route(id)),
        })
    };
    match Target::of(file, href) {
        Target::File(path) if is_document(&path) => page_of(&path).map(|url| url + fragment),
        Target::Root(path) if is_document(&path) && page_of(&path).is_some() => page_of(&path).map(|url| url + fragment),
        Target::Root(path) => match plan.find(&path) {
            Some(route) => Some(context.url(&route) + fragment),
            None => context.file_url(file, href),
        },
        Target::File(_) => context.file_url(file, href),
        Target::Outside => None,
    }
}
