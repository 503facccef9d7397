use super::fragment::Fragment;
use crate::base::{Builtin, Code, Diagnostic, Digest, LARGEST_TEXT, Place, Report, Sources, Span};
use crate::content::{Colouring, picture_size};
use crate::pages::{Card, Link, Pages, View, Words, language_of};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

/// The templates of a site: the built-in ones, each replaced by the site's own of the same name.
pub struct Templates {
    /// None when a template of the site's own cannot be read: then no page can be made, and each keeps its last good file.
    tera: Option<Tera>,
    /// Whether templates of the site's own may want the fields of cards and lines.
    shows_fields: bool,
    /// What stands on many pages, where it has been made.
    fragments: Vec<Option<Fragment>>,
}

/// What `dateline.yaml` says, for every template: nothing that would change with a story.
#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    description: &'a str,
    home: &'a str,
    base_url: &'a str,
    language: &'a str,
    dir: &'static str,
    publisher: Option<PublisherView<'a>>,
    menu: Vec<Link>,
    footer: Vec<Link>,
    accent: Option<&'a str>,
    style: Option<String>,
    /// Whether all text is set in fonts of the site's own, and those of the theme need not be fetched.
    fonts: bool,
    logo: Option<LogoView>,
    overview: Option<&'static str>,
    extra: Option<&'a serde_yaml::Value>,
    version: &'static str,
}

#[derive(Serialize)]
struct PublisherView<'a> {
    name: &'a str,
    logo: Option<String>,
}

/// The picture that stands for the title, with its size, so that nothing moves when it comes.
#[derive(Serialize)]
struct LogoView {
    url: String,
    width: Option<u32>,
    height: Option<u32>,
}

impl LogoView {
    fn of(path: &str, pages: &Pages<'_>, sources: &dyn Sources) -> Option<LogoView> {
        let url = pages.context().static_url(path)?;
        let file = format!("static{path}");
        let size = sources.bytes_within(&file, LARGEST_TEXT).ok().and_then(|bytes| picture_size(&file, &bytes));
        Some(LogoView { url, width: size.map(|(width, _)| width), height: size.map(|(_, height)| height) })
    }
}

impl Templates {
    /// Reads all templates in one batch. `assets` gives the published address of a static file.
    pub(super) fn load(pages: &Pages<'_>, assets: BTreeMap<String, String>, sources: &dyn Sources, report: &mut Report) -> Templates {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for (path, bytes) in Builtin::under("templates") {
            if let (Some(name), Ok(text)) = (template_name(&path), std::str::from_utf8(bytes)) {
                texts.insert(name.to_owned(), text.to_owned());
            }
        }
        let mut shows_fields = false;
        for listing in sources.list() {
            let Some(name) = template_name(&listing.path) else { continue };
            match sources.text(&listing.path) {
                Ok(text) => {
                    shows_fields |= !matches!(name, "components/card.html" | "components/line.html");
                    texts.insert(name.to_owned(), text);
                }
                Err(error) => {
                    let message = format!("this template cannot be read as text: {}", error.why());
                    report.push(Diagnostic::new(Code::TemplateError, message).at(Place::file(&listing.path)).help("remove it, and the built-in one is used"));
                }
            }
        }
        let mut tera = Tera::new();
        let base = pages.context().config().base_path().to_owned();
        tera.register_function("asset", move |arguments: Kwargs, _: &State<'_>| -> tera::TeraResult<String> {
            let name: &str = arguments.must_get("name")?;
            Ok(assets.get(name).cloned().unwrap_or_else(|| format!("{base}{}", name.trim_start_matches('/'))))
        });
        let dates = pages.context().words.dates.clone();
        tera.register_function("counted", move |arguments: Kwargs, _: &State<'_>| -> tera::TeraResult<String> {
            let (number, forms): (u64, &Value) = (arguments.must_get("n")?, arguments.must_get("forms")?);
            let form = forms.get_from_path(dates.plural_form(number)).or_else(|| forms.get_from_path("other"));
            Ok(form.and_then(Value::as_str).unwrap_or_default().replace("{count}", &number.to_string()))
        });
        tera.register_function("language_of", |arguments: Kwargs, _: &State<'_>| -> tera::TeraResult<String> {
            Ok(language_of(arguments.must_get("name")?).unwrap_or_default().to_owned())
        });
        texts.extend(Fragment::TEMPLATES.map(|(name, text)| (name.to_owned(), text.to_owned())));
        if let Err(error) = tera.add_raw_templates(texts) {
            report.push(diagnose(&error, "base.html", sources));
            return Templates { tera: None, shows_fields: true, fragments: Vec::new() };
        }
        let global = tera.global_context();
        for (name, value) in
            [("site", Value::try_from_serializable(&site(pages, sources))), ("words", Value::try_from_serializable(pages.context().words.table()))]
        {
            match value {
                Ok(value) => global.insert_value(name, value),
                Err(error) => report.push(diagnose(&error, "base.html", sources)),
            }
        }
        Templates { tera: Some(tera), shows_fields, fragments: Vec::new() }
    }

    /// Makes what stands on many pages once, in parallel, and puts marks in its places; unless templates of the site's own ask
    /// for the fields.
    pub(super) fn with_fragments(mut self, pages: Pages<'_>) -> (Templates, Pages<'_>) {
        let Some(tera) = self.tera.as_ref().filter(|_| !self.shows_fields) else { return (self, pages) };
        let cards: Vec<&Card> = pages.cards().iter().collect();
        let first_line = cards.len();
        let mut fragments: Vec<Option<Fragment>> = cards.into_par_iter().map(|card| Fragment::card(card, tera)).collect();
        fragments.par_extend(pages.lines().par_iter().map(|line| Fragment::line(line, tera)));
        let mark = |number: usize| fragments.get(number)?.as_ref().map(|_| Fragment::mark(number));
        let pages = pages.with_marks(mark, |at| mark(first_line + at));
        self.fragments = fragments;
        (self, pages)
    }

    /// The bytes of a page.
    ///
    /// # Errors
    /// A message with file, line and column of the template that failed; nothing, when templates could not be read at all
    /// and that has been said.
    #[inline(never)] // Its instructions are counted.
    pub(super) fn render(&self, view: &View, sources: &dyn Sources) -> Result<Vec<u8>, Option<Box<Diagnostic>>> {
        let tera = self.tera.as_ref().ok_or(None)?;
        let fail = |error: tera::Error| Some(Box::new(diagnose(&error, view.template(), sources)));
        let context = Context::from_serialize(view).map_err(fail)?;
        let mut page = Vec::with_capacity(16 * 1024);
        tera.render_to(view.template(), &context, &mut page).map_err(fail)?;
        Ok(Fragment::splice(page, &self.fragments))
    }
}

/// The name under which templates know a file of `templates/`; archetypes, words and the starter site are none.
fn template_name(path: &str) -> Option<&str> {
    path.strip_prefix("templates/")
        .filter(|name| name.ends_with(".html") && !["archetypes/", "words/", "starter/"].iter().any(|folder| name.starts_with(folder)))
}

fn site<'a>(pages: &'a Pages<'_>, sources: &dyn Sources) -> impl Serialize + use<'a> {
    let context = pages.context();
    let config = &context.timeline.content.config;
    serde_json::to_value(SiteView {
        title: &config.title,
        description: &config.description,
        home: config.base_path(),
        base_url: &config.base_url,
        language: &config.language,
        dir: Words::direction(&config.language),
        publisher: config
            .publisher
            .as_ref()
            .map(|publisher| PublisherView { name: &publisher.name, logo: publisher.logo.as_ref().and_then(|logo| context.static_url(logo)) }),
        menu: pages.menu(),
        footer: pages.footer(),
        accent: config.theme.accent.as_deref(),
        style: config.theme.style(),
        fonts: config.theme.fonts.serif.is_some() && config.theme.fonts.sans.is_some(),
        logo: config.theme.logo.as_ref().and_then(|logo| LogoView::of(logo, pages, sources)),
        overview: config.theme.overview.map(Colouring::word),
        extra: config.extra.as_ref(),
        version: env!("CARGO_PKG_VERSION"),
    })
    .unwrap_or_default()
}

/// A template's fault as a message. Where the file is the site's own, it is shown; a built-in one is only named.
fn diagnose(error: &tera::Error, template: &str, sources: &dyn Sources) -> Diagnostic {
    let place = |name: &str| -> Option<Arc<str>> { sources.find(&format!("templates/{name}")).map(|listing| listing.path.clone()) };
    let diagnostic = |message: String| {
        Diagnostic::new(Code::TemplateError, message)
            .help("the pages it makes keep their last good files; without a file of the site's own, the built-in template serves")
    };
    match error.kind() {
        ErrorKind::SyntaxError(fault) | ErrorKind::RenderingError(fault) => {
            let name = fault.filename();
            let message = fault.message().lines().next().unwrap_or_default().to_owned();
            match place(name) {
                Some(file) => {
                    let range = fault.span().range.clone();
                    diagnostic(format!("this template fails: {message}")).at(Place::span(&file, Span::from(range)))
                }
                None => diagnostic(format!("the template {name} fails: {message}")),
            }
        }
        _ => {
            let text = error.to_string();
            let message = text.lines().next().unwrap_or_default();
            match place(template) {
                Some(file) => diagnostic(format!("this template fails: {message}")).at(Place::file(&file)),
                None => diagnostic(format!("templates fail: {message}")),
            }
        }
    }
}

/// The digest of a static file as it stands in its published name.
pub(super) fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let digest = Digest::of(bytes).short();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{digest}.{extension}"),
        None => format!("{name}.{digest}"),
    }
}
