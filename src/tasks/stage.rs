use super::generation::{Found, Generation, nothing};
use crate::base::{Diagnostic, Report, Severity};
use crate::site::{FramePolicy, Shown, is_own_host, shown};
use crate::system::{Answer, Bytes, Folder, Listener, Stage};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What readers of a preview see: the latest generation, over it what is wrong, and under that the last good page.
pub(super) struct Previewed {
    host: String,
    port: u16,
    frames: FramePolicy,
    now: Mutex<Now>,
}

/// How many open pages are told of changes; beyond that, the oldest is dropped. A browser that is still there connects anew.
const MOST_OPEN: usize = 256;

#[derive(Default)]
struct Now {
    generation: Option<Arc<Generation>>,
    /// What is wrong with the whole site.
    wrong: Vec<Shown>,
    /// Whether the configuration cannot be read, and the generation is that of another one.
    is_halted: bool,
    open: Vec<Open>,
    /// Open pages that errors have taken out of the site: what stood there before.
    last_good: HashMap<String, Vec<u8>>,
}

/// A page that somebody looks at.
#[derive(Clone)]
struct Open {
    page: String,
    /// What it was like when it was given out.
    shape: String,
    listener: Listener,
}

/// What becomes of an open page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is as it was, or must do until what is wrong is mended.
    Stays,
    /// It is another now.
    Reloads,
}

impl Previewed {
    /// The preview at a host and port. `base_url` is that of the command line.
    pub(super) fn new(host: &str, port: u16, base_url: Option<&str>) -> Previewed {
        Previewed { host: host.to_owned(), port, frames: FramePolicy::of(base_url), now: Mutex::default() }
    }

    /// Puts the next generation in the place of the last one, and tells every open page what that means for it. Gives how many
    /// are loaded anew.
    pub(super) fn follow(&self, next: Generation) -> usize {
        let next = Arc::new(next);
        let wrong = errors(next.report.diagnostics(), &next.folder, next.config.editor.as_deref());
        let (open, before) = {
            let mut now = self.now();
            now.open.retain(|open| !open.listener.is_closed());
            (now.open.clone(), now.generation.clone())
        };
        let mut kept: HashMap<String, Vec<u8>> = HashMap::new();
        if !wrong.is_empty() {
            for page in open.iter().map(|open| &open.page) {
                let is_missing = next.find(page).is_none_or(|found| found.shape.is_none() || found.answer.status == 404);
                let stood = before.as_ref().filter(|_| is_missing).and_then(|before| before.find(page));
                if let Some(Found { answer: Answer { status: 200, body: Bytes::Held(html), .. }, .. }) = stood {
                    kept.insert(page.clone(), html);
                }
            }
        }
        {
            let mut now = self.now();
            if wrong.is_empty() {
                now.last_good.clear();
            }
            now.last_good.extend(kept);
            now.last_good.retain(|page, _| open.iter().any(|open| open.page == *page));
            now.wrong = wrong;
            now.is_halted = false;
            now.generation = Some(next);
        }
        // The last generation ends when this is the last that holds it.
        drop(before);
        open.iter().filter(|open| self.review(open) == Fate::Reloads).count()
    }

    /// Tells every open page what a change means for it that leaves the generation as it is, if there is one and it does. Gives how
    /// many are loaded anew.
    pub(super) fn carry_on(&self, lives_on: impl Fn(&Generation) -> bool) -> Option<usize> {
        let (generation, open, is_halted) = {
            let mut now = self.now();
            now.open.retain(|open| !open.listener.is_closed());
            (now.generation.clone()?, now.open.clone(), now.is_halted)
        };
        if is_halted || !lives_on(&generation) {
            return None;
        }
        Some(open.iter().filter(|open| self.review(open) == Fate::Reloads).count())
    }

    /// Tells every open page that the configuration cannot be read; what stood until now stays.
    pub(super) fn halt(&self, report: &Report, folder: &Folder) {
        let open = {
            let mut now = self.now();
            now.wrong = errors(report.diagnostics(), folder, None);
            now.is_halted = true;
            now.open.clone()
        };
        for open in &open {
            self.review(open);
        }
    }

    /// Tells an open page what has become of it.
    fn review(&self, open: &Open) -> Fate {
        let (generation, mut wrong) = {
            let now = self.now();
            (now.generation.clone(), now.wrong.clone())
        };
        let found = generation.as_ref().and_then(|generation| generation.find(&open.page));
        if let (Some(Found { fault: Some(fault), .. }), Some(generation)) = (&found, &generation) {
            wrong.extend(errors(std::slice::from_ref(&**fault), &generation.folder, generation.config.editor.as_deref()));
        }
        let fate = match found {
            // Gone, or not to be made: what is wrong is to be mended first.
            Some(Found { answer: Answer { status: 404, .. }, .. }) if !wrong.is_empty() => Fate::Stays,
            Some(Found { shape: Some(shape), .. }) if String::from(shape) == open.shape => Fate::Stays,
            Some(Found { shape: Some(_), .. } | Found { answer: Answer { status: 301, .. }, .. }) => Fate::Reloads,
            _ => Fate::Stays,
        };
        if let Some(generation) = &generation {
            open.listener.tell("styles", &serde_json::to_string(generation.preview.styles()).unwrap_or_default());
        }
        open.listener.tell("messages", &serde_json::to_string(&wrong).unwrap_or_default());
        if fate == Fate::Reloads {
            open.listener.tell("reload", "now");
        }
        fate
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        // A thread that died between two lines left nothing half done that matters: each field is replaced whole.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stage for Previewed {
    fn is_own_host(&self, host: &str) -> bool {
        is_own_host(host, &self.host, self.port)
    }

    fn answer(&self, path: &str) -> Answer {
        // A generation may come to its end just then; the next one is there already.
        for _ in 0..3 {
            let Some(generation) = self.now().generation.clone() else { break };
            let Some(found) = generation.find(path) else { continue };
            let is_missing = found.fault.is_some() || found.answer.status == 404;
            let last_good = self.now().last_good.get(path).filter(|_| is_missing).cloned();
            return match last_good {
                Some(html) => Answer { status: 200, location: None, content_type: found.answer.content_type, body: Bytes::Held(html) },
                None => found.answer,
            };
        }
        nothing(500)
    }

    fn opened(&self, page: &str, shape: &str, listener: Listener) {
        let open = Open { page: page.to_owned(), shape: shape.to_owned(), listener };
        {
            let mut now = self.now();
            now.open.retain(|open| !open.listener.is_closed());
            let surplus = (now.open.len() + 1).saturating_sub(MOST_OPEN);
            now.open.drain(..surplus);
            now.open.push(open.clone());
        }
        self.review(&open);
        // It may have been closed before it was among the others.
        self.left();
    }

    fn left(&self) {
        self.now().open.retain(|open| !open.listener.is_closed());
    }

    fn frame_policy(&self) -> &FramePolicy {
        &self.frames
    }
}

/// The errors among messages, as a page shows them.
fn errors(diagnostics: &[Diagnostic], folder: &Folder, editor: Option<&str>) -> Vec<Shown> {
    if !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Vec::new();
    }
    shown(diagnostics, folder, folder.root(), editor)
}
