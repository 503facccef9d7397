use super::timestamp::timestamp;
use crate::base::Sources;
use crate::content::FeedContent;
use crate::model::{ArticleId, Change, ChangeKind, EntityId};
use crate::pages::{Context, List, PageKind, Pages, Route, View, summary};
use jiff::tz::TimeZone;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde_json::json;

/// Which kind of feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedForm {
    /// RFC 4287.
    Atom,
    /// JSON Feed 1.1 (jsonfeed.org).
    Json,
}

/// What a feed is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedOf {
    /// The articles of the whole site.
    Site,
    /// The articles of one entity.
    Entity(EntityId),
    /// What was corrected.
    Corrections,
}

/// One entry of a feed: an article, or one of its corrections by its place among the changes.
struct Item {
    article: ArticleId,
    correction: Option<usize>,
    /// When it was published and changed (RFC 3339).
    published: String,
    updated: String,
}

/// What a feed says of itself.
struct Head {
    title: String,
    page: Route,
    items: Vec<Item>,
}

/// The corrections that a feed announces: those of articles that are still there and may be found.
pub(super) fn corrections(context: &Context<'_>) -> impl Iterator<Item = usize> {
    let timeline = context.timeline;
    let is_told = |change: &Change| change.kind == ChangeKind::Corrected && !timeline.article(change.article).document.noindex;
    timeline.changes.iter().enumerate().filter(move |(_, change)| is_told(change)).map(|(at, _)| at)
}

fn head(pages: &Pages<'_>, of: FeedOf) -> Head {
    let context = pages.context();
    let config = context.config();
    let zone = TimeZone::get(&config.timezone).unwrap_or(TimeZone::UTC);
    let (title, page, articles) = match of {
        FeedOf::Site => (config.title.clone(), Route::home(), &context.timeline.reported),
        FeedOf::Entity(id) => {
            let entity = context.timeline.entity(id);
            (format!("{} · {}", entity.name, config.title), context.entity_route(id), &entity.articles)
        }
        FeedOf::Corrections => {
            let items = corrections(&context).map(|at| Item::correction(at, &zone, &context));
            let title = format!("{} · {}", context.words.get("corrections"), config.title);
            return Head { title, page: List::Corrections.route(&context), items: items.take(config.feeds.limit).collect() };
        }
    };
    // What asks not to be found is not announced either.
    let articles = articles.iter().rev().filter(|id| !context.timeline.article(**id).document.noindex);
    let items = articles.take(config.feeds.limit).map(|id| Item::article(*id, &zone, &context));
    Head { title, page, items: items.collect() }
}

/// The whole text of an article as HTML, if feeds carry it.
fn full_text(item: &Item, pages: &Pages<'_>, sources: &dyn Sources) -> Option<String> {
    if item.correction.is_some() || pages.context().config().feeds.content != FeedContent::Full {
        return None;
    }
    match pages.view(&PageKind::Article(item.article), sources).ok()? {
        View::Article(page) => Some(page.body.0),
        _ => None,
    }
}

impl Item {
    fn article(id: ArticleId, zone: &TimeZone, context: &Context<'_>) -> Item {
        let article = context.timeline.article(id);
        let document = article.document;
        // The time of day belongs to the day it was written with.
        let said = [document.updated.as_ref(), document.published.as_ref()];
        let when = said.into_iter().flatten().find(|when| when.latest() == Some(article.updated));
        Item {
            article: id,
            correction: None,
            published: timestamp(article.published, document.published.as_ref(), zone),
            updated: timestamp(article.updated, when, zone),
        }
    }

    fn correction(at: usize, zone: &TimeZone, context: &Context<'_>) -> Item {
        let change = &context.timeline.changes[at];
        let day = timestamp(change.day, None, zone);
        Item { article: change.article, correction: Some(at), published: day.clone(), updated: day }
    }
}

/// An Atom feed (RFC 4287), newest first.
pub(super) fn atom(pages: &Pages<'_>, of: FeedOf, sources: &dyn Sources) -> Vec<u8> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing to memory cannot fail.
    let _ = write_atom(&mut out, pages, of, sources);
    let mut bytes = out.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write_atom(out: &mut Writer<Vec<u8>>, pages: &Pages<'_>, of: FeedOf, sources: &dyn Sources) -> std::io::Result<()> {
    let context = pages.context();
    let config = context.config();
    let head = head(pages, of);
    let home = context.absolute(&head.page);
    let itself = context.absolute(&head.page.leaf("atom.xml"));
    let latest = head.items.iter().map(|item| item.updated.as_str()).max().unwrap_or_default();
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let feed = out.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).with_attribute(("xml:lang", config.language.as_str()));
    feed.write_inner_content(|out| {
        text(out, "title", &head.title)?;
        if of == FeedOf::Site && !config.description.is_empty() {
            text(out, "subtitle", &config.description)?;
        }
        text(out, "id", &home)?;
        text(out, "updated", latest)?;
        out.create_element("link")
            .with_attribute(("rel", "self"))
            .with_attribute(("type", "application/atom+xml"))
            .with_attribute(("href", itself.as_str()))
            .write_empty()?;
        out.create_element("link")
            .with_attribute(("rel", "alternate"))
            .with_attribute(("type", "text/html"))
            .with_attribute(("href", home.as_str()))
            .write_empty()?;
        author(out, config.publisher.as_ref().map_or(&config.title, |publisher| &publisher.name))?;
        out.create_element("generator").with_attribute(("version", env!("CARGO_PKG_VERSION"))).write_text_content(BytesText::new("Dateline"))?;
        for item in &head.items {
            entry(out, item, pages, sources)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The address, the title and the summary of an entry.
fn said(item: &Item, context: &Context<'_>) -> (String, String, Option<String>) {
    let article = context.timeline.article(item.article);
    let url = context.absolute(&context.article_route(item.article));
    match item.correction.map(|at| &context.timeline.changes[at]) {
        None => (url, article.document.title.clone(), summary(article, context)),
        Some(change) => {
            let number = change.number.map_or(1, |number| number + 1);
            let title = format!("{}: {}", context.words.get("corrected"), article.document.title);
            (format!("{url}#correction-{number}"), title, change.note.clone())
        }
    }
}

fn entry(out: &mut Writer<Vec<u8>>, item: &Item, pages: &Pages<'_>, sources: &dyn Sources) -> std::io::Result<()> {
    let context = pages.context();
    let article = context.timeline.article(item.article);
    let (url, title, summary) = said(item, &context);
    let element = out.create_element("entry");
    let element = match &article.document.lang {
        Some(lang) => element.with_attribute(("xml:lang", lang.as_str())),
        None => element,
    };
    element.write_inner_content(|out| {
        text(out, "title", &title)?;
        text(out, "id", &url)?;
        out.create_element("link")
            .with_attribute(("rel", "alternate"))
            .with_attribute(("type", "text/html"))
            .with_attribute(("href", url.as_str()))
            .write_empty()?;
        text(out, "published", &item.published)?;
        text(out, "updated", &item.updated)?;
        for name in &article.document.byline {
            author(out, name)?;
        }
        for entity in article.listed.iter().map(|id| context.timeline.entity(*id)).filter(|entity| entity.is_listed()) {
            out.create_element("category").with_attribute(("term", entity.slug.as_str())).with_attribute(("label", &*entity.name)).write_empty()?;
        }
        if let Some(status) = article.document.status {
            let label = context.words.get(&format!("statuses.{}", status.word())).to_owned();
            let category = out.create_element("category").with_attribute(("scheme", "https://schema.org/creativeWorkStatus"));
            category.with_attribute(("term", status.word())).with_attribute(("label", label.as_str())).write_empty()?;
        }
        if let Some(summary) = summary {
            text(out, "summary", &summary)?;
        }
        if let Some(html) = full_text(item, pages, sources) {
            out.create_element("content")
                .with_attribute(("type", "html"))
                .with_attribute(("xml:base", url.as_str()))
                .write_text_content(BytesText::new(&html))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn author(out: &mut Writer<Vec<u8>>, name: &str) -> std::io::Result<()> {
    out.create_element("author").write_inner_content(|out| text(out, "name", name))?;
    Ok(())
}

fn text(out: &mut Writer<Vec<u8>>, name: &str, text: &str) -> std::io::Result<()> {
    out.create_element(name).write_text_content(BytesText::new(text))?;
    Ok(())
}

/// A JSON Feed (version 1.1), newest first.
pub(super) fn json_feed(pages: &Pages<'_>, of: FeedOf, sources: &dyn Sources) -> Vec<u8> {
    let context = pages.context();
    let config = context.config();
    let head = head(pages, of);
    let items: Vec<serde_json::Value> = head
        .items
        .iter()
        .map(|item| {
            let article = context.timeline.article(item.article);
            let (url, title, summary) = said(item, &context);
            let image = article.document.image.as_ref().and_then(|image| context.picture(&article.document.file, image));
            let is_whole = item.correction.is_none();
            let html = full_text(item, pages, sources);
            let mut told = json!({ "id": url, "url": url, "title": title, "date_published": item.published, "date_modified": item.updated });
            let mut set = |key: &str, value: serde_json::Value| told[key] = value;
            if let Some(summary) = summary {
                set("summary", summary.clone().into());
                set("content_text", summary.into());
            }
            if let Some(html) = html {
                // A feed is read elsewhere: its links need their host.
                let host = context.with_host("/");
                let html = html.replace("href=\"/", &format!("href=\"{host}")).replace("src=\"/", &format!("src=\"{host}"));
                set("content_html", html.replace("href=\"#", &format!("href=\"{url}#")).into());
            }
            if let Some(image) = image.filter(|_| is_whole) {
                set("image", context.with_host(&image.url).into());
            }
            if !article.document.byline.is_empty() {
                set("authors", article.document.byline.iter().map(|name| json!({ "name": name })).collect());
            }
            if let Some(status) = article.document.status {
                // An extension of ours, as JSON Feed has them: under a name that begins with an underscore.
                set("_status", status.word().into());
            }
            if let Some(lang) = &article.document.lang {
                set("language", lang.clone().into());
            }
            let tags = article.listed.iter().map(|id| context.timeline.entity(*id)).filter(|entity| entity.is_listed());
            set("tags", tags.map(|entity| serde_json::Value::from(&*entity.name)).collect());
            if told.get("content_text").is_none() && told.get("content_html").is_none() {
                told["content_text"] = article.document.title.clone().into();
            }
            told
        })
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": head.title, "home_page_url": context.absolute(&head.page),
        "feed_url": context.absolute(&head.page.leaf("feed.json")), "language": config.language,
        "authors": [{ "name": config.publisher.as_ref().map_or(&config.title, |publisher| &publisher.name) }], "items": items,
    });
    if of == FeedOf::Site && !config.description.is_empty() {
        feed["description"] = config.description.clone().into();
    }
    // Strings and numbers always serialise.
    let mut bytes = serde_json::to_vec(&feed).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
