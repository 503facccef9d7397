use super::command::{Common, Format, ServeArgs, SiteArgs};
use super::generation::{Generation, Order, Unready};
use super::memories::Memories;
use super::messages::{tell, verdict};
use super::site_folder::{root, scope};
use super::stage::Previewed;
use super::{Ended, Refusal};
use crate::base::{Message, Report, Severity, Style, printable_line};
use crate::calendar::Day;
use crate::content::Config;
use crate::system::{Failure, Folder, Stream, Watch, listen, say};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long nothing may happen before one looks whether it is another day, on which other stories are published.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long nothing may happen before one looks whether the system has named all files that have changed.
const DOUBT: Duration = Duration::from_secs(1);

/// `dateline serve`: the site on this machine, and every change as it is saved.
///
/// Nothing is written. Pages are made when somebody opens them; what is served is what `dateline build --drafts` writes.
pub(super) fn serve(args: &ServeArgs, common: &Common) -> Result<Ended, Refusal> {
    let begun = Instant::now();
    let root = root(common)?;
    let root = std::fs::canonicalize(&root).map_err(|error| Refusal::System(Failure { doing: "read", path: root.clone(), error }))?;
    let listener = listen(&args.host, args.port).map_err(Refusal::System)?;
    let address = listener.local_addr().map_err(|error| Refusal::System(Failure { doing: "listen at", path: args.host.clone().into(), error }))?;
    // Before the first look, so that no change falls between the two.
    let watch = Watch::begin(&root).map_err(Refusal::System)?;
    let order = Order { root, site: SiteArgs { base_url: args.base_url.clone(), drafts: true }, common: common.clone() };
    let memories = Arc::default();
    let stage = Arc::new(Previewed::new(&args.host, address.port(), args.base_url.as_deref()));
    let mut rehearsal = Rehearsal { order, memories, stage: stage.clone(), watch, told: String::new(), last: None, folder: None, is_hasty: false };
    let path = rehearsal.first(begun, |base_path, count, begun| {
        let url = format!("http://{address}{base_path}");
        if !common.quiet {
            let articles = if count == 1 { "1 article".to_owned() } else { format!("{count} articles") };
            say(Stream::Output, &format!("Serving {articles}, drafts too, at {url} after {}. Ctrl-C ends it.\n", passed(begun)));
        }
        url
    })?;
    if args.open
        && let Err(error) = open::that_detached(&path)
    {
        say(Stream::Error, &format!("warning: no browser could be opened: {error}\n"));
    }
    thread::spawn(move || {
        if let Err(failure) = rehearsal.go_on() {
            say(Stream::Error, &format!("error: {failure}; changes are not seen any more\n"));
        }
    });
    crate::system::serve(listener, stage).map_err(Refusal::System)?;
    Ok(Ended::Fine)
}

/// What goes on behind the stage: looking out, and making the next generation.
struct Rehearsal {
    order: Order,
    memories: Arc<Mutex<Option<Memories>>>,
    stage: Arc<Previewed>,
    watch: Watch,
    /// The messages that were said last: the same are not said twice.
    told: String,
    /// The configuration of the last generation, and its day.
    last: Option<(Config, Day)>,
    /// The files as they were looked at last.
    folder: Option<Arc<Folder>>,
    /// Whether then only those were looked at of which the system said that they had changed.
    is_hasty: bool,
}

impl Rehearsal {
    /// Makes the first generation, and says where it is.
    fn first(&mut self, begun: Instant, announce: impl Fn(&str, usize, Instant) -> String) -> Result<String, Refusal> {
        match Generation::next(&self.order, &self.memories, None) {
            Ok(generation) => {
                self.last = Some(self.dated(&generation));
                self.folder = Some(generation.folder.clone());
                self.tell(&generation.report, &generation.folder);
                let (path, articles) = (generation.config.base_path().to_owned(), generation.articles);
                self.stage.follow(generation);
                Ok(announce(&path, articles, begun))
            }
            Err(Unready::Config(report, folder)) => {
                self.tell(&report, &folder);
                self.stage.halt(&report, &folder);
                Ok(announce("/", 0, begun))
            }
            Err(Unready::Refused(refusal)) => Err(refusal),
        }
    }

    /// Follows every change, until the system cannot watch any more.
    fn go_on(&mut self) -> Result<(), Failure> {
        loop {
            let patience = if self.is_hasty { DOUBT } else { PATIENCE };
            match self.watch.next(patience)? {
                Some(changed) => self.turn(&changed),
                None if self.is_hasty => self.look_again(),
                None if self.last.as_ref().is_some_and(|(config, day)| scope(config, &self.order.site).today != *day) => self.turn(&BTreeSet::new()),
                None => {}
            }
        }
    }

    /// Looks through all files, whether one has changed of which the system said nothing.
    fn look_again(&mut self) {
        self.is_hasty = false;
        let now = crate::system::load(&self.order.root, &mut Report::default());
        let changed = now.ok().zip(self.folder.as_ref()).map(|(now, before)| now.changed_since(before)).unwrap_or_default();
        if !changed.is_empty() {
            self.turn(&changed);
        }
    }

    /// The configuration of a generation, and the day it is under it.
    fn dated(&self, generation: &Generation) -> (Config, Day) {
        (generation.config.clone(), scope(&generation.config, &self.order.site).today)
    }

    /// Makes the next generation.
    fn turn(&mut self, changed: &BTreeSet<String>) {
        let begun = Instant::now();
        let is_today = |last: &(Config, Day)| scope(&last.0, &self.order.site).today == last.1;
        let folder = self.folder.as_ref().filter(|_| !changed.is_empty()).and_then(|folder| folder.again(changed));
        self.is_hasty = folder.is_some();
        let lives_on = |generation: &Generation| !changed.is_empty() && generation.lives_on(changed, &self.memories);
        if self.last.as_ref().is_some_and(is_today)
            && let Some(reloaded) = self.stage.carry_on(lives_on)
        {
            self.folder = folder.map(Arc::new);
            self.say_change(changed, reloaded, begun);
            return;
        }
        if let Ok(mut memories) = self.memories.lock()
            && let Some(memories) = &mut *memories
        {
            changed.iter().for_each(|path| memories.forget(path));
        }
        match Generation::next(&self.order, &self.memories, folder) {
            Ok(generation) => {
                self.last = Some(self.dated(&generation));
                let (report, folder) = (generation.report.clone(), generation.folder.clone());
                self.folder = Some(folder.clone());
                let reloaded = self.stage.follow(generation);
                self.say_change(changed, reloaded, begun);
                self.tell(&report, &folder);
            }
            Err(Unready::Config(report, folder)) => {
                self.stage.halt(&report, &folder);
                self.tell(&report, &folder);
                self.folder = Some(folder);
            }
            Err(Unready::Refused(refusal)) => say(Stream::Error, &refusal.to_text()),
        }
    }

    fn say_change(&self, changed: &BTreeSet<String>, reloaded: usize, begun: Instant) {
        if !self.order.common.quiet {
            let pages = if reloaded == 1 { "1 open page loads anew".to_owned() } else { format!("{reloaded} open pages load anew") };
            say(Stream::Output, &format!("{}: {pages}, after {}.\n", printable_line(&named(changed)), passed(begun)));
        }
    }

    /// Says what is wrong, unless that was said last.
    fn tell(&mut self, report: &Report, folder: &Folder) {
        let text = Message::text(report.diagnostics(), folder, Style::Plain);
        if text == self.told {
            return;
        }
        let least = if self.order.common.verbose { Severity::Note } else { Severity::Warning };
        tell(report, folder, Format::Text, Stream::Error, least);
        let (_, count) = verdict(report);
        if !self.order.common.quiet && (!count.is_empty() || !self.told.is_empty()) {
            let count = if count.is_empty() { "Nothing is wrong any more".to_owned() } else { count };
            say(Stream::Output, &format!("{count}.\n"));
        }
        self.told = text;
    }
}

/// A few of the paths that have changed.
fn named(changed: &BTreeSet<String>) -> String {
    let mut names = changed.iter();
    match (names.next(), changed.len()) {
        (None, _) => "A new day".to_owned(),
        (Some(one), 1) => one.clone(),
        (Some(one), count) => format!("{one} and {} more", count - 1),
    }
}

fn passed(since: Instant) -> String {
    let passed = since.elapsed();
    if passed < Duration::from_secs(10) { format!("{} ms", passed.as_millis()) } else { format!("{:.1} s", passed.as_secs_f64()) }
}
