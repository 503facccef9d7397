use super::article_page::Html;
use super::{Context, Frame, JsonLd, Link, List, Moment, Plan, Route, resolver::TextResolver};
use crate::base::{Sources, Unreadable};
use crate::content::{Writer, body_text};
use crate::model::{ArticleId, ChangeKind, PageId};
use serde::Serialize;

/// A plain page: title and text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct PlainPage {
    pub frame: Frame,
    pub title: String,
    pub body: Html,
    pub extra: Option<serde_yaml::Value>,
}

/// What is left of an article that was taken back: headline, day and notice, never the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct WithdrawnPage {
    pub frame: Frame,
    pub title: String,
    pub moment: Moment,
    pub notice: Option<String>,
    pub date: Option<Moment>,
}

/// What stands where nothing is, or nothing is any more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct NotFoundPage {
    pub frame: Frame,
    pub heading: String,
    pub help: String,
    pub links: Vec<Link>,
}

/// What stands at an address that something once had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct RedirectPage {
    pub title: String,
    pub target: String,
    pub canonical: String,
}

impl PlainPage {
    pub(super) fn compose(id: PageId, context: &Context<'_>, plan: &Plan, writer: &Writer, sources: &dyn Sources) -> Result<PlainPage, Unreadable> {
        let page = &context.timeline.pages[id.index()];
        let document = page.document;
        let route = context.page_route(id);
        let resolver = TextResolver { context: *context, plan, file: &document.file, article: None, listed: &[], here: context.url(&route) };
        let text = body_text(sources, &document.file)?;
        let html = writer.render(&text, crate::content::is_mdx(&document.file), true, &resolver.names(&text), &resolver).html;
        let mut frame = Frame::of(&route, &document.title, "page", Vec::new(), context)
            .described(document.summary.as_deref().or(document.body.opening.as_deref()))
            .in_language(document.lang.as_deref());
        frame.noindex = document.noindex || document.draft;
        frame.json_ld = JsonLd::default().with_breadcrumbs(&frame, context).to_script();
        Ok(PlainPage { frame, title: document.title.clone(), body: Html(html), extra: document.extra.clone() })
    }
}

impl WithdrawnPage {
    pub(super) fn compose(id: ArticleId, context: &Context<'_>) -> WithdrawnPage {
        let document = context.timeline.article(id).document;
        let trail = vec![Link { title: context.words.get("articles").to_owned(), url: context.url(&List::Articles.route(context)) }];
        let mut frame = Frame::of(&context.article_route(id), &document.title, "articles", trail, context);
        frame.noindex = true;
        frame.json_ld = JsonLd::default().with_breadcrumbs(&frame, context).to_script();
        // Without a word about it, nobody knows when it was taken back.
        let published = context.timeline.article(id).published;
        let taken_back = context.timeline.changes.iter().find(|change| change.article == id && change.kind == ChangeKind::Withdrawn);
        WithdrawnPage {
            frame,
            title: document.title.clone(),
            moment: Moment::of(&document.date, context).unlinked(),
            notice: document.corrections.last().map(|correction| correction.note.clone()),
            date: taken_back.filter(|change| change.day > published).map(|change| Moment::day(change.day, context).unlinked()),
        }
    }
}

impl NotFoundPage {
    pub(super) fn compose(route: &Route, is_gone: bool, links: Vec<Link>, context: &Context<'_>) -> NotFoundPage {
        let (heading, help) = if is_gone { ("gone", "gone_help") } else { ("not_found", "not_found_help") };
        let (heading, help) = (context.words.get(heading).to_owned(), context.words.get(help).to_owned());
        let mut frame = Frame::of(route, &heading, "none", Vec::new(), context);
        frame.noindex = true;
        NotFoundPage { frame, heading, help, links }
    }
}
