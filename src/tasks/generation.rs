use super::Refusal;
use super::command::{Common, SiteArgs};
use super::memories::Memories;
use super::messages::deny;
use super::site_folder::{configure, is_unreadable, output, scope, words};
use crate::base::{Diagnostic, Digest, Report, Sources};
use crate::content::{Config, body_text, is_passed_over};
use crate::site::{Address, Made, Preview, Site, content_type};
use crate::system::{Answer, Bytes, Cache, Folder, PictureCache, UserCache};
use crate::{content, model, pages, site, system};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A site as it stands at one moment, in memory: what a preview answers from until the next one is ready.
///
/// A site borrows from its timeline, and that from its content. So a generation is a thread that has them all on its stack,
/// and answers; it ends when nobody can ask it any more.
pub(super) struct Generation {
    asks: Sender<Ask>,
    /// What open pages are compared by.
    pub(super) preview: Arc<Preview>,
    /// Everything there is to tell, but what shows itself only when a page is made.
    pub(super) report: Report,
    /// The configuration it was made under.
    pub(super) config: Config,
    /// Its files.
    pub(super) folder: Arc<Folder>,
    /// How many articles can be seen.
    pub(super) articles: usize,
}

/// What a generation needs to know of the command line.
#[derive(Clone)]
pub(super) struct Order {
    pub(super) root: PathBuf,
    pub(super) site: SiteArgs,
    pub(super) common: Common,
}

/// A page, or another output, as a generation makes it.
pub(super) struct Found {
    /// What is to be answered.
    pub(super) answer: Answer,
    /// What the page is like, if it is one and could be made.
    pub(super) shape: Option<Digest>,
    /// What is wrong with it alone.
    pub(super) fault: Option<Box<Diagnostic>>,
}

/// What a generation is asked.
enum Ask {
    /// What stands at the path of a request.
    Page(String, SyncSender<Found>),
    /// Whether the text of a file, as it is now, names whom it named.
    Names(String, SyncSender<bool>),
}

/// So many changed files are looked at one by one; more are a checkout, and the whole site is looked through.
const FEW: usize = 32;

/// How many answers are made at the same time.
const WORKERS: usize = 4;

/// Bytes of stack of a thread that reads, relates or renders.
const STACK: usize = 16 * 1024 * 1024;

/// What a thread that makes a generation says when it is ready.
type Ready = Result<Generation, Unready>;

/// Why there is no new generation.
pub(super) enum Unready {
    /// The configuration cannot be read: what is wrong, and where it stands.
    Config(Report, Arc<Folder>),
    /// The system said no.
    Refused(Refusal),
}

impl Generation {
    /// Makes the next generation of a site, from its files as they are now: from all of them, or where it is known, as they were
    /// looked through already.
    pub(super) fn next(order: &Order, memories: &Arc<Mutex<Option<Memories>>>, folder: Option<Folder>) -> Ready {
        let (tell, told) = sync_channel(1);
        let (order, memories) = (order.clone(), memories.clone());
        let spawned = thread::Builder::new().name("generation".to_owned()).stack_size(STACK).spawn(move || live(&order, &memories, folder, &tell));
        let died = |why: String| Unready::Refused(Refusal::Usage(why));
        spawned.map_err(|error| died(format!("no thread can be begun: {error}")))?;
        told.recv().unwrap_or_else(|_| Err(died("the site could not be made; the fault is Dateline's, and is told above".to_owned())))
    }

    /// What stands at the path of a request; nothing, if this generation has come to an end.
    pub(super) fn find(&self, path: &str) -> Option<Found> {
        let (reply, found) = sync_channel(1);
        self.asks.send(Ask::Page(path.to_owned(), reply)).ok()?;
        found.recv().ok()
    }

    /// Whether this generation is the next one too, after these changes: because nothing but the words of some texts has
    /// changed, which are read whenever their pages are made.
    pub(super) fn lives_on(&self, changed: &BTreeSet<String>, memories: &Mutex<Option<Memories>>) -> bool {
        // What a seal says depends on every word.
        if self.config.seal || changed.len() > FEW {
            return false;
        }
        let mut texts = Vec::new();
        for path in changed {
            match (self.folder.find(path), self.folder.look(path)) {
                // It came and went, as what editors write beside does; unless it is a folder, or was one.
                (None, None) if !self.folder.is_folder(path) => {}
                _ if path.strip_prefix("content/").is_none() => return false,
                (_, Some(_)) if is_passed_over(path) => {}
                (Some(_), Some(listing)) => texts.push(listing),
                _ => return false,
            }
        }
        // What is said of bytes of a file would point to others.
        let is_pointed_at = |file: &str| self.report.diagnostics().iter().any(|said| said.places().any(|place| &*place.file == file && place.is_of_bytes()));
        if texts.iter().any(|listing| is_pointed_at(&listing.path)) {
            return false;
        }
        let Ok(mut memories) = memories.lock() else { return false };
        let Some(memories) = &mut *memories else { return false };
        texts.iter().all(|listing| memories.content.says_the_same(listing, &*self.folder, &self.config))
            && texts.iter().all(|listing| self.names_the_same(&listing.path))
    }

    fn names_the_same(&self, file: &str) -> bool {
        let (reply, answer) = sync_channel(1);
        self.asks.send(Ask::Names(file.to_owned(), reply)).is_ok() && answer.recv().unwrap_or(false)
    }
}

/// The whole life of a generation.
fn live(order: &Order, memories: &Mutex<Option<Memories>>, folder: Option<Folder>, tell: &SyncSender<Ready>) {
    let mut report = Report::default();
    let folder = folder.map_or_else(|| system::load(&order.root, &mut report), Ok);
    let made = folder.map_err(Refusal::System).and_then(|folder| {
        let config = configure(&folder, &order.site, &mut report)?;
        Ok((Arc::new(folder), config))
    });
    let (folder, config) = match made {
        Ok(made) => made,
        Err(refusal) => return drop(tell.send(Err(Unready::Refused(refusal)))),
    };
    if is_unreadable(&report) {
        return drop(tell.send(Err(Unready::Config(report, folder))));
    }
    let sources: &Folder = &folder;
    let scope = scope(&config, &order.site);
    // What a thread that died left here is only what it had read.
    let mut memories = memories.lock().unwrap_or_else(PoisonError::into_inner);
    let user_cache = UserCache::of_person(sources.root());
    // The first generation begins with what the last build has left.
    let remembered = || output(None, &config, sources).map_or_else(|_| Memories::default(), |out| Memories::read(&out, Cache::Used, user_cache.as_ref()));
    let remembered = memories.get_or_insert_with(remembered);
    let content = content::reread(sources, config, &mut remembered.content, &mut report);
    let timeline = model::relate_again(&content, sources, scope, &mut remembered.namings, &mut report);
    drop(memories);
    let words = match words(&content.config, sources, &mut report) {
        Ok(words) => words,
        Err(refusal) => return drop(tell.send(Err(Unready::Refused(refusal)))),
    };
    let pages = pages::compose(&timeline, &words, sources, &mut report);
    let site = site::assemble(pages, sources, &mut report);
    let preview = Arc::new(Preview::of(&site, sources));
    report.relevel(&content.config.check);
    deny(&mut report, &order.common);
    report.sort();
    let (asks, asked) = channel();
    let generation =
        Generation { asks, preview: preview.clone(), report, config: content.config.clone(), folder: folder.clone(), articles: timeline.articles.len() };
    if tell.send(Ok(generation)).is_err() {
        return;
    }
    let worker = Worker { site: &site, folder: sources, user_cache: user_cache.as_ref(), preview: &preview, asked: Mutex::new(asked) };
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            // Texts and templates are gone through by descent, here as when a site is built.
            let spawned = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || worker.work());
            if spawned.is_err() {
                // One at least answers: this thread itself.
                worker.work();
            }
        }
    });
}

/// What the answering threads of a generation share.
struct Worker<'g> {
    site: &'g Site<'g>,
    folder: &'g Folder,
    user_cache: Option<&'g UserCache>,
    preview: &'g Preview,
    asked: Mutex<Receiver<Ask>>,
}

impl Worker<'_> {
    fn work(&self) {
        loop {
            let ask = self.asked.lock().unwrap_or_else(PoisonError::into_inner).recv();
            // Whoever asked may have gone.
            match ask {
                Ok(Ask::Page(path, reply)) => drop(reply.send(self.find(&path))),
                Ok(Ask::Names(file, reply)) => {
                    let timeline = self.site.pages().context().timeline;
                    let names_the_same = body_text(self.folder, &file).is_ok_and(|text| timeline.names_the_same(&file, &text));
                    reply.send(names_the_same).unwrap_or_default();
                }
                Err(_) => return,
            }
        }
    }

    fn find(&self, path: &str) -> Found {
        match Preview::address(self.site, path) {
            Address::Output(path) => self.make(&path, 200),
            Address::Moved(to) => {
                let answer = Answer { status: 301, location: Some(to), content_type: content_type("a.html"), body: Bytes::Held(Vec::new()) };
                Found { answer, shape: None, fault: None }
            }
            Address::Nothing => self.make("404.html", 404),
        }
    }

    fn make(&self, path: &str, status: u16) -> Found {
        let Some(output) = self.site.output(path) else {
            return Found { answer: nothing(404), shape: None, fault: None };
        };
        let content_type = content_type(&output.route.file());
        let made = self.site.make(output, self.folder);
        let body = made.and_then(|made| self.body(made).map_err(Some));
        let body = match body {
            Ok(body) => body,
            Err(fault) => return Found { answer: nothing(500), shape: None, fault },
        };
        let (body, shape) = match body {
            Bytes::Held(html) if content_type.starts_with("text/html") => {
                let shape = self.preview.shape(&html);
                (Bytes::Held(Preview::with_script(&html, Some(shape))), Some(shape))
            }
            body => (body, None),
        };
        Found { answer: Answer { status, location: None, content_type, body }, shape, fault: None }
    }

    fn body(&self, made: Made) -> Result<Bytes, Box<Diagnostic>> {
        Ok(match made {
            Made::Bytes(bytes) => Bytes::Held(bytes),
            Made::Static(bytes) => Bytes::Held(bytes.to_vec()),
            Made::Copy(file) => Bytes::File(self.folder.root().join(&*file)),
            Made::Picture(file) => Bytes::Held(self.folder.clean_picture(&file)?),
            Made::Drawing(file) => Bytes::Held(self.folder.clean_drawing(&file)?),
            Made::Reduced(reduction) => Bytes::Held(PictureCache::look(self.folder.root(), self.user_cache).get(&reduction, self.folder)?),
        })
    }
}

/// An answer that says that there is nothing, or that it cannot be made. The preview's script shows why.
pub(super) fn nothing(status: u16) -> Answer {
    let html = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{status}</title></head><body></body></html>"
    );
    Answer { status, location: None, content_type: content_type("a.html"), body: Bytes::Held(Preview::with_script(html.as_bytes(), None)) }
}
