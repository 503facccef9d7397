use super::fields::{Fields, Listed, Origin};
use super::{FieldMap, Html, Kinds, PublishTarget, StaticFiles, Theme};
use crate::base::{Code, Diagnostic, Level, Slug, printable_line};
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// The site as `dateline.yaml` describes it, with every default filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// What the site is called.
    pub title: String,
    /// What it is about, in a sentence or two.
    pub description: String,
    /// Where it will stand: an `http` or `https` address that ends with `/`.
    pub base_url: String,
    /// The language of the site and its interface (BCP 47).
    pub language: String,
    /// Who publishes it.
    pub publisher: Option<Publisher>,
    /// Where "today" begins: a name of the IANA time zone database.
    pub timezone: String,
    /// The folder of the output, relative to the root.
    pub output: String,
    /// How many entries stand on one page of a long list.
    pub limit: usize,
    /// Which end of a list comes first.
    pub order: Order,
    /// What becomes of raw HTML.
    pub html: Html,
    /// The menus.
    pub navigation: Navigation,
    /// What lists can name.
    pub kinds: Kinds,
    /// How a corpus that exists names its fields.
    pub fields: FieldMap,
    /// From which number importance is brought to 1–5.
    pub importance_scale: u32,
    /// What feeds hold.
    pub feeds: Feeds,
    /// Levels of messages.
    pub check: BTreeMap<Code, Level>,
    /// How it looks.
    pub theme: Theme,
    /// Which files of `static/` are published.
    pub static_files: StaticFiles,
    /// The program that opens a file from the preview: its name as a scheme, or a pattern with `{file}`.
    pub editor: Option<String>,
    /// Whether published texts are sealed, so that none changes without a word.
    pub seal: bool,
    /// Addresses of pages that were taken down for good, as paths from the host on.
    pub gone: Listed,
    /// Where it is published; the first is meant where none is named.
    pub publish: Vec<PublishTarget>,
    /// The site's own keys.
    pub extra: Option<Value>,
}

/// Who publishes the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The name.
    pub name: String,
    /// A picture under `static/`, from the site's root on: `/logo.svg`.
    pub logo: Option<String>,
}

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// Capped lists newest first; year and month pages oldest first.
    #[default]
    Newest,
    /// The other way round.
    Oldest,
}

/// The menus of the site.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Navigation {
    /// At the head; without one, the registers there are.
    pub menu: Option<Vec<MenuItem>>,
    /// At the foot.
    pub footer: Vec<MenuItem>,
}

/// One entry of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// What it says.
    pub title: String,
    /// Where it leads: an address of the site, with a leading `/`, or of another.
    pub url: String,
}

/// What feeds hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feeds {
    /// How many entries.
    pub limit: usize,
    /// Whether the whole text goes in.
    pub content: FeedContent,
}

/// How much of an article a feed carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedContent {
    /// The summary.
    Summary,
    /// The text.
    Full,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            title: "Timeline".to_owned(),
            description: String::new(),
            base_url: "http://localhost/".to_owned(),
            language: "en".to_owned(),
            publisher: None,
            timezone: "UTC".to_owned(),
            output: "public".to_owned(),
            limit: 100,
            order: Order::Newest,
            html: Html::Sanitize,
            navigation: Navigation::default(),
            kinds: Kinds::default(),
            fields: FieldMap::default(),
            importance_scale: 5,
            feeds: Feeds { limit: 50, content: FeedContent::Summary },
            check: BTreeMap::new(),
            theme: Theme::default(),
            static_files: StaticFiles::default(),
            editor: None,
            seal: false,
            gone: Listed::default(),
            publish: Vec::new(),
            extra: None,
        }
    }
}

/// The name of the file.
pub const CONFIG_FILE: &str = "dateline.yaml";

impl Config {
    /// Reads the fields of `dateline.yaml`. What is wrong is reported, and its default stands.
    pub(super) fn read(origin: &Origin<'_>, values: &Mapping) -> Config {
        let fields = Fields::top(origin, values, "dateline.yaml");
        let default = Config::default();
        let config = Config {
            title: fields.line("title").unwrap_or(default.title),
            description: fields.text("description").unwrap_or(default.description),
            base_url: base_url(&fields, fields.line("base_url")).unwrap_or(default.base_url),
            language: super::article::language(&fields, "language").unwrap_or(default.language),
            publisher: fields.map(
                "publisher",
                "a publisher",
                |fields| Some(Publisher { logo: fields.line("logo").map(super::theme::rooted), name: fields.line("name")? }),
                |name| Some(Publisher { name, logo: None }),
            ),
            timezone: timezone(&fields).unwrap_or(default.timezone),
            output: fields.line("output").unwrap_or(default.output),
            limit: count(&fields, "limit").unwrap_or(default.limit),
            order: fields.word("order", &[("newest", Order::Newest), ("oldest", Order::Oldest)]).unwrap_or_default(),
            html: fields.word("html", &[("sanitize", Html::Sanitize), ("trusted", Html::Trusted), ("escape", Html::Escape)]).unwrap_or_default(),
            navigation: fields.map("navigation", "the navigation", |fields| Some(navigation(fields)), |_| None).unwrap_or_default(),
            kinds: kinds(&fields),
            fields: field_map(&fields),
            importance_scale: count(&fields, "importance_scale").and_then(|scale| u32::try_from(scale).ok()).unwrap_or(default.importance_scale).max(2),
            feeds: fields
                .map(
                    "feeds",
                    "the feeds",
                    |fields| {
                        Some(Feeds {
                            limit: count(fields, "limit").unwrap_or(default.feeds.limit),
                            content: fields.word("content", &[("summary", FeedContent::Summary), ("full", FeedContent::Full)]).unwrap_or(FeedContent::Summary),
                        })
                    },
                    |_| None,
                )
                .unwrap_or(default.feeds),
            check: levels(&fields),
            theme: fields.map("theme", "the theme", |fields| Some(Theme::read(fields)), |_| None).unwrap_or_default(),
            static_files: fields.map("static_files", "the static files", |fields| Some(StaticFiles::read(fields)), |_| None).unwrap_or_default(),
            editor: super::editor::read(&fields),
            seal: fields.flag("seal", false),
            gone: fields.list("gone"),
            publish: PublishTarget::all(&fields),
            extra: fields.raw("extra"),
        };
        // Keys whose work comes with later commands are known already.
        for key in ["search", "resolve_dates"] {
            fields.has(key);
        }
        fields.finish();
        config
    }

    /// The configuration with another address, as `--base-url` asks.
    ///
    /// # Errors
    /// When it is not an `http` or `https` address.
    pub fn with_base_url(mut self, url: &str) -> Result<Config, String> {
        self.base_url = normal_base_url(url).ok_or_else(|| format!("\"{}\" is not an address that begins with https:// or http://", printable_line(url)))?;
        Ok(self)
    }

    /// The path of the site's home on its host: `/`, or `/korea/`.
    pub fn base_path(&self) -> &str {
        let rest = self.base_url.split_once("://").map_or("/", |(_, rest)| rest);
        rest.find('/').map_or("/", |at| &rest[at..])
    }
}

/// An address of a site: with a slash at its end, without a query, and without a user name and password, which every page would
/// tell its readers.
fn normal_base_url(url: &str) -> Option<String> {
    let url = super::url::safe_url(url).filter(|url| url.starts_with("http"))?;
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let url = format!("{scheme}://{}{path}", authority.rsplit_once('@').map_or(authority, |(_, host)| host));
    Some(if url.ends_with('/') { url } else { format!("{url}/") })
}

fn base_url(fields: &Fields<'_>, written: Option<String>) -> Option<String> {
    let written = written?;
    let url = normal_base_url(&written);
    if url.is_none() {
        fields.fault(
            Diagnostic::new(Code::InvalidUrl, format!("`base_url` is not a web address: \"{written}\""))
                .at(fields.value_place("base_url"))
                .help("write where the site will stand: https://example.org/ or https://example.org/korea/"),
        );
    }
    if url.is_some() && url::Url::parse(written.trim()).is_ok_and(|url| !url.username().is_empty() || url.password().is_some()) {
        fields.fault(
            Diagnostic::new(Code::InvalidUrl, "`base_url` holds a user name or a password, which every page would tell its readers; it is left out")
                .at(fields.value_place("base_url"))
                .help("write the address that readers see, without what stands before the `@`"),
        );
    }
    url
}

fn timezone(fields: &Fields<'_>) -> Option<String> {
    let written = fields.line("timezone")?;
    if jiff::tz::TimeZone::get(&written).is_ok() {
        return Some(written);
    }
    fields.fault(
        Diagnostic::new(Code::UnknownValue, format!("there is no time zone \"{written}\""))
            .at(fields.value_place("timezone"))
            .help("write a name such as Asia/Seoul or Europe/Berlin"),
    );
    None
}

pub(super) fn count(fields: &Fields<'_>, name: &str) -> Option<usize> {
    let number = fields.number(name)?;
    if (1.0..=1_000_000.0).contains(&number) {
        // Within the range just checked.
        return Some(number as usize);
    }
    fields.fault(Diagnostic::new(Code::UnknownValue, format!("`{name}` is a number from 1 on, and here is {number}")).at(fields.value_place(name)));
    None
}

fn navigation(fields: &Fields<'_>) -> Navigation {
    let items = |name: &'static str| {
        fields.each(
            name,
            "a menu entry",
            |item| {
                let (title, url) = (item.line("title"), item.line("url"));
                let url = url.filter(|url| (url.starts_with('/') && !url.starts_with("//")) || super::url::safe_url(url).is_some());
                if title.is_none() || url.is_none() {
                    item.fault(
                        Diagnostic::new(Code::MissingField, "a menu entry has a `title` and a `url`")
                            .at(item.place())
                            .help("write { title: About, url: /about/ }"),
                    );
                }
                Some(MenuItem { title: title?, url: url? })
            },
            |_| None,
        )
    };
    Navigation { menu: fields.has("menu").then(|| items("menu")), footer: items("footer") }
}

fn kinds(fields: &Fields<'_>) -> Kinds {
    let text = |value: Option<&Value>| value.and_then(super::fields::as_text).map(|text| super::clean_line(&text));
    // Addresses of the site's own, folders that hold something else, and the other fields of an article.
    let reserved = [
        "articles",
        "pages",
        "events",
        "sources",
        "corrections",
        "reported",
        "changes",
        "quotes",
        "search",
        "pairs",
        "data",
        "media",
        "calendar",
        "timeline",
        "undated",
        "embed",
        "title",
        "date",
        "published",
        "updated",
        "slug",
        "dateline",
        "byline",
        "lang",
        "summary",
        "status",
        "importance",
        "image",
        "redirect-from",
        "noindex",
        "link",
        "draft",
        "review",
        "extra",
        "body",
    ];
    let mut slugs: Vec<Slug> = Vec::new();
    Kinds::with(fields.entries("kinds").into_iter().filter_map(|(key, value)| {
        let slug = Slug::of(&key);
        let is_built_in = Kinds::default().find(&key).is_some();
        let is_taken = slugs.contains(&slug) || (!is_built_in && Kinds::default().iter().any(|(_, kind)| kind.slug == slug));
        slugs.push(slug.clone());
        if reserved.contains(&slug.as_str()) || slug.is_number() || is_taken || key.is_empty() || key.starts_with(['_', '.']) || key.contains(['/', '\\']) {
            fields.fault(
                Diagnostic::new(Code::UnknownValue, format!("a kind cannot be called \"{key}\""))
                    .at(fields.value_place("kinds"))
                    .help("choose another key; the words readers see are free"),
            );
            return None;
        }
        let words = value.as_mapping().and_then(|words| {
            let plural = text(words.get("plural")).unwrap_or_else(|| key.clone());
            Some((text(words.get("singular")).or_else(|| Some(plural.clone()))?, plural))
        });
        Some((key, words))
    }))
}

fn field_map(fields: &Fields<'_>) -> FieldMap {
    let mut map = FieldMap::default();
    let text = |value: &Value| super::fields::as_text(value).map(std::borrow::Cow::into_owned);
    for (ours, theirs) in fields.entries("fields") {
        let (from, split) = match &theirs {
            Value::Mapping(source) => (source.get("from").and_then(text), source.get("split").and_then(text)),
            value => (text(value), None),
        };
        match from {
            Some(from) => map.map(&ours, &from, split.as_deref()),
            None if split.is_some() => map.map(&ours, &ours, split.as_deref()),
            None => fields.fault(
                Diagnostic::new(Code::WrongType, format!("`fields.{ours}` does not say which key it is read from"))
                    .at(fields.value_place("fields"))
                    .help("write `people: actors`, or `byline: { from: author, split: \",\" }`"),
            ),
        }
    }
    for (field, words) in fields.entries("values") {
        let Value::Mapping(words) = words else { continue };
        for (theirs, ours) in &words {
            if let (Some(theirs), Some(ours)) = (text(theirs), text(ours)) {
                map.map_value(&field, &theirs, &ours);
            }
        }
    }
    for key in fields.lines("ignore_fields") {
        map.ignore(&key);
    }
    map
}

fn levels(fields: &Fields<'_>) -> BTreeMap<Code, Level> {
    let mut levels = BTreeMap::new();
    for (name, level) in fields.entries("check") {
        let level = super::fields::as_text(&level).and_then(|word| Level::parse(&word));
        match (Code::find(&name), level) {
            (Some(code), Some(level)) => {
                levels.insert(code, level);
            }
            (code, _) => {
                let message = if code.is_some() { format!("`check.{name}` is error, warning, note or off") } else { format!("there is no message \"{name}\"") };
                let near = crate::base::nearest(&name, Code::ALL.iter().map(|code| code.name()));
                let diagnostic = Diagnostic::new(Code::UnknownValue, message).at(fields.value_place("check"));
                fields.fault(match near.filter(|_| code.is_none()) {
                    Some(near) => diagnostic.help(format!("did you mean \"{near}\"?")),
                    None => diagnostic,
                });
            }
        }
    }
    levels
}

/// The configuration of a site folder, and whether the file was there and could be read.
pub(super) fn read_config(origin: &Origin<'_>, text: Option<&str>) -> Config {
    let Some(text) = text else {
        return Config::default();
    };
    let front = crate::base::Front::split(CONFIG_FILE, text);
    match super::front_matter::read(origin, text, &front) {
        Some(values) => Config::read(origin, &values),
        None => Config::default(),
    }
}
