use super::facets::Facets;
use super::feed::{atom, corrections, json_feed};
use super::script::published_script;
use super::sitemap::{self, SITEMAP};
use super::style_sheet::published_sheet;
use super::templates::{Templates, fingerprinted};
use super::{DataPart, FeedForm, FeedOf, Made, Make, Output, Reduction, SitemapPart, data};
use crate::base::{Builtin, Code, Diagnostic, FastSet, LARGEST_TEXT, Place, Report, Sources, Unreadable};
use crate::content::{FeedContent, KEY_HEAD, Withheld, holds_private_key, may_be_key};
use crate::model::EntityId;
use crate::pages::{Embed, List, PageKind, Pages, Route, has_feed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A site: a table of outputs, and how to make each.
///
/// `build` writes it, `serve` answers from it, `check` walks it; there is no other mode.
pub struct Site<'t> {
    pages: Pages<'t>,
    templates: Templates,
    outputs: Vec<Output>,
    /// Of the static files that have a name of their own content: name → address.
    assets: BTreeMap<String, Route>,
}

/// Turns pages into outputs.
pub fn assemble<'t>(pages: Pages<'t>, sources: &dyn Sources, report: &mut Report) -> Site<'t> {
    let (facets, mut outputs) = rayon::join(|| Facets::of(&pages), || planned(&pages));
    let mut add = |route: Route, make: Make| {
        outputs.insert(route.file(), Output { route, make });
    };
    for (route, bytes) in facets.pieces {
        add(route, Make::Piece(bytes.into()));
    }
    let assets = statics(sources, report, &mut add);
    for (route, file) in static_files(&pages, sources, report) {
        if let Some(Output { make: Make::Page(_), .. }) = outputs.get(&route.file()) {
            report.push(
                Diagnostic::new(Code::AddressTaken, format!("this file stands at the address of a page, /{}, and replaces it", route.as_str()))
                    .at(Place::file(&file))
                    .help("rename the file, unless that is what you want"),
            );
        }
        outputs.insert(route.file(), Output { route, make: Make::Copy(file) });
    }
    for (path, holder) in blocked(&outputs) {
        if let Some(Output { route, make }) = outputs.remove(&path) {
            let diagnostic =
                Diagnostic::new(Code::AddressTaken, format!("/{} cannot stand beside /{holder}: one of them would be a file and a folder", route.as_str()))
                    .help("rename one of them; what is left out here is not published");
            report.push(match make {
                Make::Copy(file) => diagnostic.at(Place::file(&file)),
                _ => diagnostic,
            });
        }
    }
    let addresses = assets.iter().map(|(name, route)| (name.clone(), pages.context().url(route))).collect();
    let templates = Templates::load(&pages, addresses, sources, report);
    Site { templates, outputs: outputs.into_values().collect(), assets, pages }
}

/// The files of `static/` that are published, with their routes. What may hold a secret stays behind, and is told.
fn static_files(pages: &Pages<'_>, sources: &dyn Sources, report: &mut Report) -> Vec<(Route, Arc<str>)> {
    let rules = &pages.context().timeline.content.config.static_files;
    let (mut published, mut told) = (Vec::new(), BTreeSet::new());
    for listing in sources.list() {
        let Some(path) = listing.path.strip_prefix("static/") else { continue };
        // A file that cannot be read now is told when it is copied.
        let is_key = || may_be_key(path) && !rules.includes(path) && sources.head(&listing.path, KEY_HEAD).is_ok_and(|head| holds_private_key(path, &head));
        let withheld = rules.withheld(path).or_else(|| is_key().then_some((path, Withheld::PrivateKey)));
        match withheld {
            // Of a folder with many files it is told once.
            Some((part, why)) if told.insert(part) => report.push(why.told(part, &format!("static/{part}").into())),
            Some(_) => {}
            None => published.push((Route::asset(path), listing.path.clone())),
        }
    }
    published
}

/// The outputs that follow from what a site says, by file: its pages, its data, its pictures.
fn planned(pages: &Pages<'_>) -> BTreeMap<String, Output> {
    let mut outputs: Vec<(String, Output)> = Vec::with_capacity(pages.plan().pages().len() * 2);
    let mut add = |route: Route, make: Make| outputs.push((route.file(), Output { route, make }));
    let context = pages.context();
    for (route, page) in pages.plan().pages() {
        if let PageKind::Embed(list) = page {
            add(list.route(&context).leaf("oembed.json"), Make::Oembed(*list));
        }
        add(route.clone(), Make::Page(page.clone()));
    }
    let feeds =
        |list: &Route, of: FeedOf| [(FeedForm::Atom, "atom.xml"), (FeedForm::Json, "feed.json")].map(|(form, name)| (list.leaf(name), Make::Feed(form, of)));
    let timeline = context.timeline;
    if !timeline.reported.is_empty() {
        feeds(&Route::home(), FeedOf::Site).into_iter().for_each(|(route, make)| add(route, make));
    }
    for (at, _) in timeline.entities.iter().enumerate().filter(|(_, entity)| has_feed(entity)) {
        let id = EntityId::of(at);
        feeds(&context.entity_route(id), FeedOf::Entity(id)).into_iter().for_each(|(route, make)| add(route, make));
    }
    if corrections(&context).next().is_some() {
        feeds(&List::Corrections.route(&context), FeedOf::Corrections).into_iter().for_each(|(route, make)| add(route, make));
    }
    for part in DataPart::all(&context) {
        add(part.route(&context), Make::Data(part));
    }
    let sitemaps = sitemap::addresses(pages).count().div_ceil(SITEMAP);
    if sitemaps > 1 {
        add(Route::home().leaf("sitemap.xml"), Make::Sitemap(SitemapPart::Index));
        (0..sitemaps).for_each(|part| add(sitemap::part_route(part), Make::Sitemap(SitemapPart::Part(part))));
    } else {
        add(Route::home().leaf("sitemap.xml"), Make::Sitemap(SitemapPart::Whole));
    }
    add(Route::home().leaf("robots.txt"), Make::Robots);
    for medium in pages.media().into_values() {
        let make = if medium.name.ends_with(".svg") { Make::Drawing } else { Make::Picture };
        add(Route::medium(&medium.name), make(medium.file.clone()));
        for variant in &medium.variants {
            add(Route::medium(&variant.name), Make::Reduced(Reduction::of(medium, variant)));
        }
    }
    outputs.into_iter().collect()
}

/// Outputs that cannot be written, since another one needs a folder of their name or stands where theirs would be; each with
/// the one that stays. Pages stay before copies, and copies before old addresses.
fn blocked(outputs: &BTreeMap<String, Output>) -> Vec<(String, String)> {
    let weight = |path: &str| match outputs.get(path).map(|output| &output.make) {
        Some(Make::Page(PageKind::Redirect { .. } | PageKind::Gone(_))) => 0,
        Some(Make::Copy(_)) => 1,
        _ => 2,
    };
    // Hardly ever has a folder the name of a file, and only then one stands in the way.
    let names: FastSet<&str> = outputs.keys().map(|path| path.rsplit_once('/').map_or(&**path, |(_, name)| name)).collect();
    let mut blocked = Vec::new();
    for path in outputs.keys().filter(|path| path.split('/').rev().skip(1).any(|folder| names.contains(folder))) {
        for (at, _) in path.match_indices('/') {
            let above = &path[..at];
            if outputs.contains_key(above) {
                let (loser, stays) = if weight(above) < weight(path) { (above, path.as_str()) } else { (path.as_str(), above) };
                blocked.push((loser.to_owned(), stays.to_owned()));
            }
        }
    }
    blocked
}

/// The built-in static files, or the site's own of the same name, under names that change with their content. Style sheets
/// come last, since they name the others.
fn statics(sources: &dyn Sources, report: &mut Report, add: &mut impl FnMut(Route, Make)) -> BTreeMap<String, Route> {
    let mut routes = BTreeMap::new();
    let mut published: BTreeMap<String, String> = BTreeMap::new();
    let (sheets, files): (Vec<_>, Vec<_>) = Builtin::under("static").into_iter().partition(|(path, _)| path.ends_with(".css"));
    for (path, bytes) in files.into_iter().chain(sheets) {
        let name = path.trim_start_matches("static/");
        let own = sources.find(&path).and_then(|listing| match sources.bytes_within(&listing.path, LARGEST_TEXT) {
            Ok(bytes) => Some((listing.path.clone(), bytes)),
            Err(error) => {
                let message = format!("this file cannot be read: {}; the built-in one of that name is published", error.why());
                report.push(Diagnostic::new(Code::UnreadableFile, message).at(Place::file(&listing.path)).help("give it another name, or make it smaller"));
                None
            }
        });
        let held = own.as_ref().map_or(bytes, |(_, bytes)| bytes);
        let text = std::str::from_utf8(held).unwrap_or_default();
        let rewritten = match name.rsplit_once('.') {
            Some((_, "css")) => Some(published_sheet(text, &published)),
            Some((_, "js")) if held == bytes => Some(published_script(text)),
            _ => None,
        };
        let (as_published, make) = match (rewritten.filter(|_| !text.is_empty()), &own) {
            (Some(text), _) => (fingerprinted(name, text.as_bytes()), Make::Piece(text.into_bytes().into())),
            (None, Some((file, bytes))) => (fingerprinted(name, bytes), Make::Copy(file.clone())),
            (None, None) => (fingerprinted(name, bytes), Make::Bytes(bytes)),
        };
        let route = Route::asset(&as_published);
        add(route.clone(), make);
        routes.insert(name.to_owned(), route);
        published.insert(name.to_owned(), as_published);
    }
    routes
}

impl<'t> Site<'t> {
    /// The same site, with what stands on many pages made once for all of them: for whoever makes all outputs, not one or two.
    /// The outputs are the same, byte for byte.
    #[must_use]
    pub fn in_bulk(self) -> Site<'t> {
        let (templates, pages) = self.templates.with_fragments(self.pages.in_bulk());
        Site { templates, pages, ..self }
    }

    /// The output at a path from the site's home on, such as `people/` or `style.css`.
    pub fn output(&self, path: &str) -> Option<&Output> {
        let file = Route::asset(path).file();
        let at = self.outputs.binary_search_by(|output| output.route.file().cmp(&file)).ok()?;
        self.outputs.get(at)
    }

    /// The static files that are published under a name of their own content: name and address.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Route)> {
        self.assets.iter().map(|(name, route)| (&**name, route))
    }

    /// All outputs, by path.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// The pages it is made of.
    pub fn pages(&self) -> &Pages<'t> {
        &self.pages
    }

    /// Whether an output shows the words of one of these texts. Nothing else of a document is read when an output is made.
    pub fn shows(&self, output: &Output, texts: &BTreeSet<String>) -> bool {
        let timeline = self.pages.context().timeline;
        let of_file = |file: &str| texts.contains(file);
        match &output.make {
            Make::Page(PageKind::Article(id) | PageKind::Withdrawn(id)) => of_file(&timeline.article(*id).document.file),
            Make::Page(PageKind::List(List::Entity(id))) => timeline.entity(*id).profile.is_some_and(|profile| of_file(&profile.file)),
            Make::Page(PageKind::Plain(id)) => of_file(&timeline.pages[id.index()].document.file),
            Make::Feed(..) => timeline.content.config.feeds.content == FeedContent::Full && !texts.is_empty(),
            _ => false,
        }
    }

    /// Makes one output.
    ///
    /// # Errors
    /// A message, if a template or a file fails; nothing, where that has been said already.
    pub fn make(&self, output: &Output, sources: &dyn Sources) -> Result<Made, Option<Box<Diagnostic>>> {
        Ok(match &output.make {
            Make::Page(page) => {
                let view = self.pages.view(page, sources).map_err(|error| Some(gone(output, &error)))?;
                Made::Bytes(self.templates.render(&view, sources)?)
            }
            Make::Feed(FeedForm::Atom, of) => Made::Bytes(atom(&self.pages, *of, sources)),
            Make::Feed(FeedForm::Json, of) => Made::Bytes(json_feed(&self.pages, *of, sources)),
            Make::Oembed(list) => Made::Bytes(Embed::of(*list, &self.pages.context()).map(|embed| embed.to_json(&self.pages.context())).unwrap_or_default()),
            Make::Data(part) => Made::Bytes(data::render(*part, &self.pages.context())),
            Make::Sitemap(part) => Made::Bytes(sitemap::render(*part, &self.pages)),
            Make::Robots => Made::Bytes(sitemap::robots(&self.pages)),
            Make::Piece(bytes) => Made::Bytes(bytes.to_vec()),
            Make::Bytes(bytes) => Made::Static(bytes),
            Make::Copy(file) => Made::Copy(file.clone()),
            Make::Picture(file) => Made::Picture(file.clone()),
            Make::Drawing(file) => Made::Drawing(file.clone()),
            Make::Reduced(reduction) => Made::Reduced(reduction.clone()),
        })
    }
}

fn gone(output: &Output, error: &Unreadable) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(Code::UnreadableFile, format!("the text of /{} cannot be read: {}", output.route.as_str(), error.why())))
}
