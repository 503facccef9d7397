use super::SitemapPart;
use crate::calendar::Day;
use crate::pages::{List, PageKind, Pages, Route, iso_day};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// The most addresses of one sitemap (sitemaps.org).
pub(super) const SITEMAP: usize = 50_000;

/// One of several sitemaps.
pub(super) fn part_route(part: usize) -> Route {
    Route::asset(&format!("sitemap-{}.xml", part + 1))
}

/// The addresses search engines are told, with the day of their last change where that is known.
pub(super) fn addresses<'p>(pages: &'p Pages<'_>) -> impl Iterator<Item = (&'p Route, Option<Day>)> {
    let timeline = pages.context().timeline;
    let last = |page: &PageKind| -> Option<Option<Day>> {
        match page {
            PageKind::Article(id) => {
                let article = timeline.article(*id);
                (!article.document.noindex && !article.is_draft).then_some(Some(article.updated))
            }
            PageKind::List(List::Entity(id)) | PageKind::Part(List::Entity(id), _) => timeline.entity(*id).is_listed().then_some(None),
            PageKind::Plain(id) => {
                let document = timeline.pages[id.index()].document;
                (!document.noindex && !document.draft).then_some(None)
            }
            PageKind::Withdrawn(_) | PageKind::Embed(_) | PageKind::NotFound | PageKind::Gone(_) | PageKind::Redirect { .. } => None,
            PageKind::List(_) | PageKind::Part(..) | PageKind::Kind(_) | PageKind::Sources => Some(None),
        }
    };
    pages.plan().pages().filter_map(move |(route, page)| Some((route, last(page)?)))
}

/// A sitemap, or the index of several.
pub(super) fn render(part: SitemapPart, pages: &Pages<'_>) -> Vec<u8> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing to memory cannot fail.
    let _ = write(&mut out, part, pages);
    let mut bytes = out.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write(out: &mut Writer<Vec<u8>>, part: SitemapPart, pages: &Pages<'_>) -> std::io::Result<()> {
    let context = pages.context();
    let parts: Vec<Route> = match part {
        SitemapPart::Index => (0..addresses(pages).count().div_ceil(SITEMAP)).map(part_route).collect(),
        SitemapPart::Whole | SitemapPart::Part(_) => Vec::new(),
    };
    let (outer, inner, entries): (&str, &str, Vec<(&Route, Option<Day>)>) = match part {
        SitemapPart::Whole => ("urlset", "url", addresses(pages).collect()),
        SitemapPart::Part(part) => ("urlset", "url", addresses(pages).skip(part * SITEMAP).take(SITEMAP).collect()),
        SitemapPart::Index => ("sitemapindex", "sitemap", parts.iter().map(|route| (route, None)).collect()),
    };
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    out.create_element(outer).with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")).write_inner_content(|out| {
        for (route, last) in &entries {
            out.create_element(inner).write_inner_content(|out| {
                out.create_element("loc").write_text_content(BytesText::new(&context.absolute(route)))?;
                if let Some(last) = iso_day(*last) {
                    out.create_element("lastmod").write_text_content(BytesText::new(&last))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// What robots are told (RFC 9309): everything may be read, and where the sitemap is.
pub(super) fn robots(pages: &Pages<'_>) -> Vec<u8> {
    let sitemap = pages.context().absolute(&Route::home().leaf("sitemap.xml"));
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
}
