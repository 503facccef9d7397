use super::config::{CONFIG_FILE, read_config};
use super::fields::{Faults, Fields, Origin};
use super::memory::Sameness;
use super::{ArticleDocument, Body, Config, FieldMap, KindId, Kinds, Media, Memory, PageDocument, ProfileDocument, When, clean_line, front_matter};
use crate::base::{Code, Diagnostic, Digest, Front, FrontForm, Listing, Place, Report, Sources, Span, Unreadable};
use crate::calendar::day_from_file_name;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_yaml::Mapping;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything a site folder says, read and not yet related.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The site.
    pub config: Config,
    /// The articles, by path.
    pub articles: Vec<Arc<ArticleDocument>>,
    /// People, organisations, places, topics and own kinds, by path.
    pub profiles: Vec<Arc<ProfileDocument>>,
    /// Plain pages, by path.
    pub pages: Vec<Arc<PageDocument>>,
    /// Files beside the documents: pictures, papers; by path.
    pub attachments: Vec<Arc<str>>,
    /// The files among them that documents refer to.
    pub media: Media,
    /// What is to be known of each file that was read as a document to tell whether it has changed, by path.
    pub said: BTreeMap<Arc<str>, Said>,
}

/// What a document says, in digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Of its file.
    pub text: Digest,
    /// Of all that it says but for the words of its text, and of all that is to be said of it. What a text quotes, cites, links to
    /// and mentions, and its first paragraph, is in it: all that any page but its own may show.
    pub but_words: Digest,
}

/// Where under `content/` a file stands, and so what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Shelf {
    Articles,
    Pages,
    Profiles(KindId),
}

/// What one file gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Document {
    Article(Arc<ArticleDocument>),
    Profile(Arc<ProfileDocument>),
    Page(Arc<PageDocument>),
}

/// What reading a file gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Reading {
    /// A document, if the file is one.
    document: Option<Document>,
    /// What is to be said of it.
    pub(super) faults: Vec<Diagnostic>,
    /// By its text a file that was only touched, or fetched anew, is known again.
    pub(super) said: Said,
}

impl Reading {
    /// Whether this is what a file of this path and folder may give on a site with these kinds.
    pub(super) fn is_of(&self, listing: &Listing, shelf: Shelf, kinds: &Kinds) -> bool {
        if !self.faults.iter().all(|fault| fault.is_about(&listing.path)) {
            return false;
        }
        let file = match (&self.document, shelf) {
            (None, _) => return true,
            (Some(Document::Article(article)), Shelf::Articles) => {
                let mut named = article.names.iter().chain(article.events.iter().flat_map(|event| &event.names));
                if !named.all(|(kind, _)| kinds.has(*kind)) {
                    return false;
                }
                &article.file
            }
            (Some(Document::Page(page)), Shelf::Pages) => &page.file,
            (Some(Document::Profile(profile)), Shelf::Profiles(kind)) if profile.kind == kind => &profile.file,
            _ => return false,
        };
        *file == listing.path
    }
}

/// Reads the configuration alone: what a command must know before it reads the rest.
pub fn configure(sources: &dyn Sources, report: &mut Report) -> Config {
    let file: Arc<str> = CONFIG_FILE.into();
    let faults = Faults::default();
    let map = FieldMap::default();
    let origin = Origin { file: &file, map: &map, faults: &faults };
    let text = sources.find(CONFIG_FILE).and_then(|listing| match sources.text(&listing.path) {
        Ok(text) => Some(text),
        Err(error) => {
            origin.fault(unreadable(&file, error));
            None
        }
    });
    let config = read_config(&origin, text.as_deref());
    report.extend(faults.into_inner());
    config
}

/// Reads every document of a site, in parallel.
pub fn read(sources: &dyn Sources, config: Config, report: &mut Report) -> Content {
    reread(sources, config, &mut Memory::default(), report)
}

/// Reads every document of a site that was read before: only files that have changed are opened. The memory is that of the
/// same site, and remembers this reading for the next. It gives what [`read`] gives.
pub fn reread(sources: &dyn Sources, config: Config, memory: &mut Memory, report: &mut Report) -> Content {
    let (documents, attachments) = sort_out(sources.list(), &config, report);
    memory.is_of(&config);
    let known = &*memory;
    let read = documents.par_iter().map(|(listing, shelf)| match known.document(listing, *shelf, &config.kinds) {
        Some((reading, Sameness::Certain)) => reading.clone(),
        before => read_one(sources, listing, *shelf, &config, before.map(|(reading, _)| reading)),
    });
    let read: Vec<Reading> = read.collect();
    memory.keep_documents(documents.iter().map(|(listing, shelf)| (*listing, *shelf)).zip(&read));
    let mut content =
        Content { config, articles: Vec::new(), profiles: Vec::new(), pages: Vec::new(), attachments, media: Media::default(), said: BTreeMap::new() };
    content.said = documents.iter().zip(&read).map(|((listing, _), reading)| (listing.path.clone(), reading.said)).collect();
    for reading in read {
        report.extend(reading.faults);
        match reading.document {
            Some(Document::Article(article)) => content.articles.push(article),
            Some(Document::Profile(profile)) => content.profiles.push(profile),
            Some(Document::Page(page)) => content.pages.push(page),
            None => {}
        }
    }
    content.media = Media::gather(&content, sources, memory, report);
    content
}

/// The text of a document's body, for rendering: read again, since bodies are not kept.
///
/// # Errors
/// When the file cannot be read any more.
pub fn body_text(sources: &dyn Sources, file: &str) -> Result<String, Unreadable> {
    let mut text = sources.text(file)?;
    if Front::is_whole(file) {
        let value: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
        return Ok(value.get("body").and_then(|body| body.as_str()).unwrap_or_default().to_owned());
    }
    let front = Front::split(file, &text);
    Ok(text.split_off(front.body.start as usize))
}

/// Whether a file of this path is not read: something in it begins with `_` or `.`.
pub fn is_passed_over(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with(['_', '.']))
}

type Sorted<'a> = (Vec<(&'a Listing, Shelf)>, Vec<Arc<str>>);

/// Tells documents from attachments, and what is not read from both.
fn sort_out<'a>(list: &'a [Listing], config: &Config, report: &mut Report) -> Sorted<'a> {
    let mut documents: Vec<(&Listing, Shelf)> = Vec::new();
    let mut attachments = Vec::new();
    let mut unknown = BTreeSet::new();
    let mut stems = BTreeSet::new();
    for listing in list {
        let Some(path) = listing.path.strip_prefix("content/") else { continue };
        if is_passed_over(path) {
            continue;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((stem, _)) = name.rsplit_once('.').filter(|_| super::is_document(name)) else {
            attachments.push(listing.path.clone());
            continue;
        };
        if stem.eq_ignore_ascii_case("readme") {
            continue;
        }
        let shelf = match path.split_once('/') {
            Some(("articles", _)) => Shelf::Articles,
            Some(("pages", _)) => Shelf::Pages,
            Some((folder, _)) => match config.kinds.find(folder) {
                Some(kind) => Shelf::Profiles(kind),
                None => {
                    unknown.insert(folder);
                    continue;
                }
            },
            None => {
                unknown.insert(name);
                continue;
            }
        };
        if !Front::is_whole(name) {
            stems.insert(listing.path.rsplit_once('.').map_or(&*listing.path, |(stem, _)| stem));
        }
        documents.push((listing, shelf));
    }
    documents.retain(|(listing, _)| {
        let stem = listing.path.rsplit_once('.').map_or(&*listing.path, |(stem, _)| stem);
        let twin = Front::is_whole(&listing.path) && stems.contains(stem);
        if twin {
            report.push(
                Diagnostic::new(Code::DuplicateFile, "a Markdown file of the same name stands beside this one; the JSON is left out")
                    .at(Place::file(&listing.path))
                    .help("keep one of the two"),
            );
        }
        !twin
    });
    for folder in unknown {
        let known: Vec<&str> = config.kinds.iter().map(|(_, kind)| &*kind.key).chain(["articles", "pages"]).collect();
        let diagnostic = Diagnostic::new(Code::UnknownFolder, format!("content/{folder} is of no kind that the site knows, and is not read"))
            .at(Place::file(&format!("content/{folder}").into()));
        report.push(match crate::base::nearest(folder, known) {
            Some(near) => diagnostic.help(format!("did you mean content/{near}?")),
            None => diagnostic.help("articles stand in content/articles, a kind of your own is declared under `kinds` in dateline.yaml"),
        });
    }
    (documents, attachments)
}

fn unreadable(file: &Arc<str>, error: Unreadable) -> Diagnostic {
    match error {
        Unreadable::System(_) => Diagnostic::new(Code::UnreadableFile, format!("this file cannot be read: {}", error.why())).at(Place::file(file)),
        Unreadable::TooLarge { .. } => Diagnostic::new(Code::UnreadableFile, format!("this file cannot be read: {}", error.why()))
            .at(Place::file(file))
            .help("make several files of it; a file for readers to download stands in static/"),
        Unreadable::NotUtf8 { valid } => Diagnostic::new(Code::NotUtf8, "this file is not UTF-8 text, and is left out")
            .at(Place::span(file, Span::new(valid, valid + 1)))
            .label("the first byte that is not UTF-8")
            .help("save it as UTF-8 in your editor"),
    }
}

/// What is read of a file before it is known what the file is.
struct Opened {
    fields: Mapping,
    /// Of the front matter as it is written; of a file that is all front matter, of the whole file.
    front: Digest,
    body: Body,
    stem: String,
}

/// Reads one file; or takes what it gave `before`, if it has the same text.
#[inline(never)] // Its instructions are counted.
pub(super) fn read_one(sources: &dyn Sources, listing: &Listing, shelf: Shelf, config: &Config, before: Option<&Reading>) -> Reading {
    let faults = Faults::default();
    let map = match shelf {
        Shelf::Articles => &config.fields,
        // The corpus that `fields` speaks of is one of articles.
        Shelf::Pages | Shelf::Profiles(_) => &FieldMap::default(),
    };
    let origin = Origin { file: &listing.path, map, faults: &faults };
    let text = sources.text(&listing.path).map_err(|error| origin.fault(unreadable(&listing.path, error))).ok();
    let digest = Digest::of(text.as_deref().unwrap_or_default().as_bytes());
    if let Some(before) = before.filter(|before| text.is_some() && before.said.text == digest) {
        return before.clone();
    }
    let opened = text.and_then(|text| open(&text, listing, &origin));
    let (front, body) = opened.as_ref().map_or((Digest::of(b""), String::new()), |opened| (opened.front, format!("{:?}", opened.body.anywhere())));
    let document = opened.and_then(|opened| document(&origin, opened, shelf, config));
    let faults = faults.into_inner();
    let but_words = Digest::of(format!("{front} {body} {faults:?}").as_bytes());
    Reading { document, faults, said: Said { text: digest, but_words } }
}

fn open(text: &str, listing: &Listing, origin: &Origin<'_>) -> Option<Opened> {
    let front = Front::split(&listing.path, text);
    let mut fields = if front.form == FrontForm::None { Mapping::new() } else { front_matter::read(origin, text, &front)? };
    let is_mdx = super::is_mdx(&listing.path);
    let body = if front.form == FrontForm::Whole {
        let body = fields.remove("body");
        Body::read(body.as_ref().and_then(|body| body.as_str()).unwrap_or_default(), 0, false)
    } else {
        Body::read(&text[front.body.range()], front.body.start as usize, is_mdx)
    };
    if let Some(span) = body.mdx {
        origin.fault(
            Diagnostic::new(Code::MdxComponent, "imports and components of MDX are shown as text")
                .at(Place::span(origin.file, span))
                .help("say in Markdown what the component shows"),
        );
    }
    for date in &body.dates {
        if let Err((problem, help)) = &date.date {
            let (span, written) = date_of_link(text, date.span);
            let mut diagnostic = Diagnostic::new(Code::InvalidDate, format!("\"{written}\" is not a date: {problem}")).at(Place::span(origin.file, span));
            diagnostic.label.clone_from(help);
            origin.fault(diagnostic);
        }
    }
    Some(Opened { fields, front: Digest::of(&text.as_bytes()[..front.body.start as usize]), body, stem: stem(&listing.path) })
}

/// The date within `[word](date:…)`: its bytes, and how it is written.
fn date_of_link(text: &str, link: Span) -> (Span, &str) {
    const MARK: &str = "](date:";
    let found = text.get(link.range()).and_then(|shown| {
        let from = shown.rfind(MARK)? + MARK.len();
        let length = shown[from..].find([')', ' ', '\n'])?;
        Some((Span::new(link.start as usize + from, link.start as usize + from + length), &shown[from..from + length]))
    });
    found.unwrap_or((link, "this"))
}

/// The file name less its extension; of `index.md`, the name of its folder.
pub(crate) fn stem(path: &str) -> String {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem == "index" { parts.next().unwrap_or(stem).to_owned() } else { stem.to_owned() }
}

fn document(origin: &Origin<'_>, opened: Opened, shelf: Shelf, config: &Config) -> Option<Document> {
    let Opened { fields: values, body, stem, .. } = opened;
    let noun = match shelf {
        Shelf::Articles => "an article".to_owned(),
        Shelf::Pages => "a page".to_owned(),
        Shelf::Profiles(kind) => format!("an entry of {}", config.kinds.get(kind).key),
    };
    let fields = Fields::top(origin, &values, &noun);
    let document = match shelf {
        Shelf::Articles => {
            let title = title(origin, &fields, &body);
            let date = date(origin, &fields, &stem);
            let article =
                title.zip(date).map(|(title, date)| ArticleDocument::read(origin.file, &fields, body, title, date, &config.kinds, config.importance_scale));
            article.map(|article| Document::Article(Arc::new(article)))
        }
        Shelf::Pages => {
            let title = title(origin, &fields, &body);
            title.map(|title| Document::Page(Arc::new(PageDocument::read(origin.file, &fields, body, title))))
        }
        Shelf::Profiles(kind) => Some(Document::Profile(Arc::new(ProfileDocument::read(origin.file, kind, &fields, body, &stem)))),
    };
    if document.is_some() {
        fields.finish();
    }
    document
}

fn title(origin: &Origin<'_>, fields: &Fields<'_>, body: &Body) -> Option<String> {
    let title = fields.line("title").or_else(|| body.title.as_deref().map(clean_line).filter(|title| !title.is_empty()));
    if title.is_none() {
        let help = "write `title:` in the front matter, or begin the text with a heading: # The headline";
        origin.fault(missing(Diagnostic::new(Code::MissingTitle, "this has no title, and is left out"), "title", help, origin, fields));
    }
    title
}

/// Says where a field ought to be: at a key that is nearly it, else at the file.
fn missing(diagnostic: Diagnostic, name: &str, help: &str, origin: &Origin<'_>, fields: &Fields<'_>) -> Diagnostic {
    match fields.slip(name) {
        Some(place) => diagnostic.at(place).label(format!("did you mean \"{name}\"?")),
        None => diagnostic.at(Place::file(origin.file)).help(help),
    }
}

fn date(origin: &Origin<'_>, fields: &Fields<'_>, stem: &str) -> Option<When> {
    if fields.has("date") {
        let before = origin.faults.borrow().len();
        let date = fields.date("date");
        if date.is_some() || origin.faults.borrow().len() > before {
            return date;
        }
    }
    let named = day_from_file_name(stem).map(|(day, _)| When::day(day));
    if named.is_none() {
        let help = "write `date: 2018-07-31` in the front matter, or begin the file's name with the date";
        origin.fault(missing(Diagnostic::new(Code::MissingDate, "this article has no date, and is left out"), "date", help, origin, fields));
    }
    named
}
