use super::timestamp::timestamp;
use crate::base::Sources;
use crate::content::FeedContent;
use crate::model::{ArticleId, EntityId};
use crate::pages::{Context, PageKind, Pages, Route, View, summary};
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

/// What a feed says of itself.
struct Head {
    title: String,
    page: Route,
    articles: Vec<ArticleId>,
}

fn head(pages: &Pages<'_>, of: Option<EntityId>) -> Head {
    let context = pages.context();
    let config = context.config();
    let (title, page, articles) = match of {
        None => (config.title.clone(), Route::home(), &context.timeline.reported),
        Some(id) => {
            let entity = context.timeline.entity(id);
            (format!("{} · {}", entity.name, config.title), context.entity_route(id), &entity.articles)
        }
    };
    // What asks not to be found is not announced either.
    let articles = articles.iter().rev().filter(|id| !context.timeline.article(**id).document.noindex);
    Head { title, page, articles: articles.take(config.feeds.limit).copied().collect() }
}

/// The whole text of an article as HTML, if feeds carry it.
fn full_text(id: ArticleId, pages: &Pages<'_>, sources: &dyn Sources) -> Option<String> {
    if pages.context().config().feeds.content != FeedContent::Full {
        return None;
    }
    match pages.view(&PageKind::Article(id), sources).ok()? {
        View::Article(page) => Some(page.body.0),
        _ => None,
    }
}

fn times(id: ArticleId, context: &Context<'_>) -> (String, String) {
    let article = context.timeline.article(id);
    let zone = &context.config().timezone;
    let document = article.document;
    (
        timestamp(article.published, document.published.as_ref(), zone),
        timestamp(article.updated, document.updated.as_ref().or(document.published.as_ref()), zone),
    )
}

/// An Atom feed (RFC 4287), newest first.
pub(super) fn atom(pages: &Pages<'_>, of: Option<EntityId>, sources: &dyn Sources) -> Vec<u8> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing to memory cannot fail.
    let _ = write_atom(&mut out, pages, of, sources);
    let mut bytes = out.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write_atom(out: &mut Writer<Vec<u8>>, pages: &Pages<'_>, of: Option<EntityId>, sources: &dyn Sources) -> std::io::Result<()> {
    let context = pages.context();
    let config = context.config();
    let head = head(pages, of);
    let home = context.absolute(&head.page);
    let itself = context.absolute(&head.page.leaf("atom.xml"));
    let latest = head.articles.iter().map(|id| times(*id, &context).1).max().unwrap_or_default();
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let feed = out.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).with_attribute(("xml:lang", config.language.as_str()));
    feed.write_inner_content(|out| {
        text(out, "title", &head.title)?;
        if of.is_none() && !config.description.is_empty() {
            text(out, "subtitle", &config.description)?;
        }
        text(out, "id", &home)?;
        text(out, "updated", &latest)?;
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
        for id in &head.articles {
            entry(out, *id, pages, sources)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn entry(out: &mut Writer<Vec<u8>>, id: ArticleId, pages: &Pages<'_>, sources: &dyn Sources) -> std::io::Result<()> {
    let context = pages.context();
    let article = context.timeline.article(id);
    let url = context.absolute(&context.article_route(id));
    let (published, updated) = times(id, &context);
    let element = out.create_element("entry");
    let element = match &article.document.lang {
        Some(lang) => element.with_attribute(("xml:lang", lang.as_str())),
        None => element,
    };
    element.write_inner_content(|out| {
        text(out, "title", &article.document.title)?;
        text(out, "id", &url)?;
        out.create_element("link")
            .with_attribute(("rel", "alternate"))
            .with_attribute(("type", "text/html"))
            .with_attribute(("href", url.as_str()))
            .write_empty()?;
        text(out, "published", &published)?;
        text(out, "updated", &updated)?;
        for name in &article.document.byline {
            author(out, name)?;
        }
        for entity in article.listed.iter().map(|id| context.timeline.entity(*id)).filter(|entity| entity.is_listed()) {
            out.create_element("category").with_attribute(("term", entity.slug.as_str())).with_attribute(("label", &*entity.name)).write_empty()?;
        }
        if let Some(summary) = summary(article) {
            text(out, "summary", &summary)?;
        }
        if let Some(html) = full_text(id, pages, sources) {
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
pub(super) fn json_feed(pages: &Pages<'_>, of: Option<EntityId>, sources: &dyn Sources) -> Vec<u8> {
    let context = pages.context();
    let config = context.config();
    let head = head(pages, of);
    let items: Vec<serde_json::Value> = head
        .articles
        .iter()
        .map(|id| {
            let article = context.timeline.article(*id);
            let url = context.absolute(&context.article_route(*id));
            let (published, updated) = times(*id, &context);
            let image = article.document.image.as_ref().and_then(|image| context.picture(&article.document.file, image));
            let mut item = json!({ "id": url, "url": url, "title": article.document.title, "date_published": published, "date_modified": updated });
            let mut set = |key: &str, value: serde_json::Value| item[key] = value;
            if let Some(summary) = summary(article) {
                set("summary", summary.clone().into());
                set("content_text", summary.into());
            }
            if let Some(html) = full_text(*id, pages, sources) {
                // A feed is read elsewhere: its links need their host.
                let host = context.with_host("/");
                let html = html.replace("href=\"/", &format!("href=\"{host}")).replace("src=\"/", &format!("src=\"{host}"));
                set("content_html", html.replace("href=\"#", &format!("href=\"{url}#")).into());
            }
            if let Some(image) = image {
                set("image", context.with_host(&image.url).into());
            }
            if !article.document.byline.is_empty() {
                set("authors", article.document.byline.iter().map(|name| json!({ "name": name })).collect());
            }
            if let Some(lang) = &article.document.lang {
                set("language", lang.clone().into());
            }
            let tags = article.listed.iter().map(|id| context.timeline.entity(*id)).filter(|entity| entity.is_listed());
            set("tags", tags.map(|entity| serde_json::Value::from(&*entity.name)).collect());
            if item.get("content_text").is_none() && item.get("content_html").is_none() {
                item["content_text"] = article.document.title.clone().into();
            }
            item
        })
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": head.title, "home_page_url": context.absolute(&head.page),
        "feed_url": context.absolute(&head.page.leaf("feed.json")), "language": config.language,
        "authors": [{ "name": config.publisher.as_ref().map_or(&config.title, |publisher| &publisher.name) }], "items": items,
    });
    if of.is_none() && !config.description.is_empty() {
        feed["description"] = config.description.clone().into();
    }
    let mut bytes = feed.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}
