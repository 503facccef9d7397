use super::{Context, Embed, Link, List, Route, Words};
use serde::Serialize;

/// What every page says about itself, in its head and around its text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Frame {
    /// The language of the page.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The whole title.
    pub title: String,
    /// In a sentence or two.
    pub description: Option<String>,
    /// The page's own address, with its host.
    pub canonical: String,
    /// Whether search engines are asked to pass it over.
    pub noindex: bool,
    /// OpenGraph's type: `website`, `article` or `profile`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// A picture of it, with its host.
    pub image: Option<String>,
    /// When it was published (RFC 3339).
    pub published_time: Option<String>,
    /// When it was changed (RFC 3339).
    pub modified_time: Option<String>,
    /// The way to it from the front page.
    pub breadcrumbs: Vec<Link>,
    /// schema.org, as JSON-LD, safe within `<script>`.
    pub json_ld: String,
    /// Feeds.
    pub alternates: Vec<Alternate>,
    /// How its timeline is shown on other sites.
    pub embed: Option<Embed>,
    /// The page before it.
    pub prev: Option<Link>,
    /// The page after it.
    pub next: Option<Link>,
    /// The part of the site it belongs to.
    pub section: String,
}

/// The same in another form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternate {
    /// The media type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
}

impl Frame {
    /// The frame of a page at an address, called `title`, reached over `trail` (front page and page itself are added).
    pub fn of(route: &Route, title: &str, section: &str, trail: Vec<Link>, context: &Context<'_>) -> Frame {
        let config = context.config();
        let home = Link { title: context.words.get("home").to_owned(), url: context.url(&Route::home()) };
        let is_home = *route == Route::home();
        let mut breadcrumbs = Vec::new();
        if !is_home {
            breadcrumbs.push(home);
            breadcrumbs.extend(trail);
            breadcrumbs.push(Link { title: title.to_owned(), url: context.url(route) });
        }
        Frame {
            lang: config.language.clone(),
            dir: Words::direction(&config.language),
            title: if is_home || title == config.title { config.title.clone() } else { format!("{title} · {}", config.title) },
            description: None,
            canonical: context.absolute(route),
            noindex: false,
            kind: "website",
            image: None,
            published_time: None,
            modified_time: None,
            breadcrumbs,
            json_ld: String::new(),
            alternates: Vec::new(),
            embed: None,
            prev: None,
            next: None,
            section: section.to_owned(),
        }
    }

    /// The page in a language of its own.
    #[must_use]
    pub fn in_language(mut self, lang: Option<&str>) -> Frame {
        if let Some(lang) = lang {
            self.lang = lang.to_owned();
            self.dir = Words::direction(lang);
        }
        self
    }

    /// The page with a description, cut to what search engines show.
    #[must_use]
    pub fn described(mut self, text: Option<&str>) -> Frame {
        self.description = text.map(|text| {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            match line.char_indices().nth(300) {
                Some((end, _)) => format!("{}…", &line[..end]),
                None => line,
            }
        });
        self
    }

    /// The page of a timeline that other sites may show.
    #[must_use]
    pub fn with_embed(mut self, list: List, context: &Context<'_>) -> Frame {
        self.embed = Embed::of(list, context);
        self
    }

    /// The page with the feeds of a list.
    #[must_use]
    pub fn with_feeds(mut self, list: &Route, context: &Context<'_>) -> Frame {
        let feed = |kind, title: &str, name| Alternate { kind, title: title.to_owned(), url: context.url(&list.leaf(name)) };
        self.alternates = vec![feed("application/atom+xml", "Atom", "atom.xml"), feed("application/feed+json", "JSON Feed", "feed.json")];
        self
    }
}
