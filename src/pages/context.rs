use super::picture::srcset;
use super::{Picture, Portrait, Route, Words};
use crate::content::{Config, Focus, Image, KindId, Medium, Nature, PictureRef, Target};
use crate::model::{ArticleId, Entity, EntityId, EventId, PageId, Subject, Timeline};

/// What every view is composed with: the timeline, the words, and where things are.
#[derive(Clone, Copy)]
pub struct Context<'t> {
    /// Everything there is.
    pub timeline: &'t Timeline<'t>,
    /// The words of the interface.
    pub words: &'t Words,
    /// The articles in a line each, once they have been made.
    pub(super) lines: &'t [std::sync::Arc<super::Line>],
    /// The addresses of entities, once they have been made.
    pub(super) entity_urls: &'t [String],
    /// Paths of the site's `static/` files, to tell whether a rooted picture is there.
    pub(super) statics: &'t std::collections::BTreeSet<String>,
}

impl<'t> Context<'t> {
    /// The configuration of the site.
    pub fn config(&self) -> &'t Config {
        &self.timeline.content.config
    }

    /// The address of a route within its host.
    pub fn url(&self, route: &Route) -> String {
        route.url(self.config().base_path())
    }

    /// The address of a route with its host.
    pub fn absolute(&self, route: &Route) -> String {
        route.url(&self.config().base_url)
    }

    /// An address within the host, with its host.
    pub fn with_host(&self, url: &str) -> String {
        let base = &self.config().base_url;
        let host = &base[..base.len() - self.config().base_path().len()];
        if url.starts_with('/') { format!("{host}{url}") } else { url.to_owned() }
    }

    /// The index of a kind.
    pub fn kind_route(&self, kind: KindId) -> Route {
        Route::home().slug(&self.config().kinds.get(kind).slug)
    }

    /// The page of an entity.
    pub fn entity_route(&self, id: EntityId) -> Route {
        let entity = self.timeline.entity(id);
        self.kind_route(entity.kind).slug(&entity.slug)
    }

    /// The page of an article.
    pub fn article_route(&self, id: ArticleId) -> Route {
        Route::word("articles").slug(&self.timeline.article(id).slug)
    }

    /// A plain page.
    pub fn page_route(&self, id: PageId) -> Route {
        Route::home().slug(&self.timeline.pages[id.index()].slug)
    }

    /// The address of an entity, unless it was removed.
    pub fn entity_url(&self, id: EntityId) -> Option<String> {
        let made = || self.entity_urls.get(id.index()).cloned().unwrap_or_else(|| self.url(&self.entity_route(id)));
        self.timeline.entity(id).has_page().then(made)
    }

    /// The address of an article.
    pub fn article_url(&self, id: ArticleId) -> String {
        self.url(&self.article_route(id))
    }

    /// The address of an event: a fragment of the first article to report it.
    pub fn event_url(&self, id: EventId) -> String {
        let event = self.timeline.event(id);
        let page = event.home().map(|home| self.article_url(home)).unwrap_or_default();
        format!("{page}#{}", event.anchor)
    }

    /// The address of an article or event.
    pub fn subject_url(&self, subject: Subject) -> String {
        match subject {
            Subject::Article(id) => self.article_url(id),
            Subject::Event(id) => self.event_url(id),
        }
    }

    /// A picture that front matter of the file `document` names, if it is there.
    pub fn picture(&self, document: &str, picture: &PictureRef) -> Option<Picture> {
        Some(match self.published(document, &picture.src)? {
            Published::Static(url) => Picture::plain(url, None, picture),
            Published::Medium(medium) => Picture::of(medium, picture, self),
        })
    }

    /// The face of a person who has a picture.
    pub(super) fn portrait(&self, entity: &Entity<'_>) -> Option<Portrait> {
        let profile = entity.profile.filter(|_| entity.has_page() && self.config().kinds.get(entity.kind).nature == Nature::Person)?;
        let picture = profile.image.as_ref()?;
        Some(match self.published(&profile.file, &picture.src)? {
            Published::Static(url) => Portrait { url, focus: picture.focus.map(Focus::to_css) },
            Published::Medium(medium) => Portrait::of(medium, picture, self),
        })
    }

    /// A picture that the text of the file `document` shows, if it is there.
    pub(super) fn image(&self, document: &str, href: &str) -> Option<Image> {
        Some(match self.published(document, href)? {
            Published::Static(url) => Image { url, size: None, srcset: None },
            Published::Medium(medium) => {
                let (name, size) = medium.shown();
                Image { url: self.url(&Route::medium(name)), size, srcset: srcset(medium, self) }
            }
        })
    }

    /// Where a file that the file `document` links to is published.
    pub(super) fn file_url(&self, document: &str, href: &str) -> Option<String> {
        Some(match self.published(document, href)? {
            Published::Static(url) => url,
            Published::Medium(medium) => self.url(&Route::medium(&medium.name)),
        })
    }

    fn published(&self, document: &str, href: &str) -> Option<Published<'t>> {
        if let Target::Root(path) = Target::of(document, href)
            && self.statics.contains(&path)
        {
            return Some(Published::Static(self.url(&Route::asset(&path))));
        }
        self.timeline.content.media.referred(document, href).map(Published::Medium)
    }

    /// Where a file under `static/` stands that `dateline.yaml` names from the site's root on, if it is there.
    pub fn static_url(&self, path: &str) -> Option<String> {
        let path = path.strip_prefix('/').filter(|path| self.statics.contains(*path))?;
        Some(self.url(&Route::asset(path)))
    }

    /// The first letters of a name, for a monogram: of its first and its last word. In a script whose letters join there is one, since
    /// two would read as a word.
    pub fn initials(name: &str) -> String {
        let words: Vec<&str> = name.split_whitespace().collect();
        let first = |word: &&str| word.chars().find(|c| c.is_alphanumeric());
        // Three words are three names ("Kim Jong Un"); of more, the outermost two are those that people know.
        let named: &[&str] = match words.as_slice() {
            [_, _, _] if words.iter().filter_map(first).all(char::is_uppercase) => &words,
            [outer, .., last] => &[*outer, *last],
            words => words,
        };
        let joins = named.first().and_then(first).is_some_and(|letter| matches!(letter, '\u{600}'..='\u{8ff}'));
        named.iter().filter_map(first).take(if joins { 1 } else { named.len() }).flat_map(char::to_uppercase).collect()
    }
}

/// A file that a document refers to, where readers find it.
enum Published<'t> {
    /// At this address, as it stands under `static/`.
    Static(String),
    /// In `media/`.
    Medium(&'t Medium),
}
