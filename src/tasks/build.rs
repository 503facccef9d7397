use super::command::{BuildArgs, Common, Format};
use super::memories::Memories;
use super::messages::{deny, tell, verdict};
use super::site_folder::{configure, is_unreadable, output, root, scope, shown, words};
use super::{Ended, Refusal};
use crate::base::{Listing, Report, Severity, Sources};
use crate::content::Config;
use crate::site::{Output, Receipt, Told};
use crate::system::{Cache, Folder, Known, Progress, SaveOptions, Saved, Stream, UserCache, say};
use crate::{content, model, pages, site, system};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// `dateline build`: content becomes the site.
pub(super) fn build(args: &BuildArgs, common: &Common) -> Result<Ended, Refusal> {
    let begun = Instant::now();
    let mut timings = Timings::default();
    let built = make(args, common, &mut timings)?;
    let ended = built.tell(args.format, common);
    let Some(saved) = built.saved else { return Ok(ended) };
    if !common.quiet && args.format == Format::Text {
        say(Stream::Output, &summary(&built, saved, begun.elapsed()));
    }
    if args.timings {
        say(Stream::Error, &timings.to_text());
    }
    Ok(ended)
}

/// What was built, and where it can be seen.
fn summary(built: &Built, saved: Saved, took: Duration) -> String {
    let (shown, base_path) = (shown(&built.out), built.config.base_path());
    let count = verdict(&built.report).1;
    let said = format!(
        "Built {} files ({}) from {} in {:.1} s: {} written, {} removed{}{}.\n",
        saved.files,
        size(saved.bytes),
        if built.articles == 1 { "1 article".to_owned() } else { format!("{} articles", built.articles) },
        took.as_secs_f64(),
        saved.written,
        saved.removed,
        match saved.reduced {
            0 => String::new(),
            1 => ", 1 smaller picture made".to_owned(),
            reduced => format!(", {reduced} smaller pictures made"),
        },
        if count.is_empty() { String::new() } else { format!("; {count}") },
    );
    let look = if base_path == "/" {
        format!("The site is in {shown}. Look at it: python3 -m http.server --directory {shown} 8000, then open http://localhost:8000/\n")
    } else {
        format!(
            "The site is in {shown}. Its links begin with {base_path}; to look at it here, build with --base-url http://localhost:8000/ into another folder\n"
        )
    };
    said + &look
}

/// What a build has come to.
pub(super) struct Built {
    pub(super) sources: Folder,
    pub(super) config: Config,
    pub(super) out: PathBuf,
    pub(super) report: Report,
    /// What was written; nothing, where `dateline.yaml` cannot be read.
    pub(super) saved: Option<Saved>,
    articles: usize,
}

impl Built {
    /// Says what is wrong.
    pub(super) fn tell(&self, format: Format, common: &Common) -> Ended {
        let least = if common.verbose { Severity::Note } else { Severity::Warning };
        tell(&self.report, &self.sources, format, Stream::Error, least);
        if self.saved.is_none() { Ended::Errors } else { verdict(&self.report).0 }
    }
}

/// Makes the site, and keeps what the next build may use of it.
pub(super) fn make(args: &BuildArgs, common: &Common, timings: &mut Timings) -> Result<Built, Refusal> {
    let mut report = Report::default();
    let sources = system::load(&root(common)?, &mut report)?;
    let config = configure(&sources, &args.site, &mut report)?;
    if is_unreadable(&report) {
        report.sort();
        return Ok(Built { sources, config, out: PathBuf::new(), report, saved: None, articles: 0 });
    }
    let out = output(args.out.as_deref(), &config, &sources)?;
    let scope = scope(&config, &args.site);
    timings.note("list");
    let cache = if args.no_cache { Cache::Unused } else { Cache::Used };
    let asked = (&config.base_url, scope);
    let program = system::program();
    let key = Receipt::key(&sources, &program, &asked);
    let user_cache = UserCache::of_person(sources.root());
    let user_cache = user_cache.as_ref();
    let receipt = system::read_receipt(&out, cache, user_cache);
    let (saved, articles) = match receipt {
        Some(receipt) if receipt.key == key && system::stands(&out, user_cache) => {
            timings.note("nothing has changed");
            // Listing and configuring have said again what they said then.
            report = Report::default();
            report.extend(receipt.diagnostics);
            (Saved { files: receipt.files, bytes: receipt.bytes, ..Saved::default() }, receipt.articles)
        }
        receipt => {
            let progress = (!common.quiet).then(Progress::begin);
            let stage = |name| progress.as_ref().inspect(|progress| progress.stage(name));
            stage("Reading");
            // The program ends after this, and what is large need not be taken apart before.
            let mut memories = Memories::read(&out, cache, user_cache);
            timings.note("remember");
            let content = ManuallyDrop::new(content::reread(&sources, config.clone(), &mut memories.content, &mut report));
            timings.note("read");
            stage("Putting everything in its place in time");
            let timeline = ManuallyDrop::new(model::relate_again(&content, &sources, scope, &mut memories.namings, &mut report));
            timings.note("relate");
            let words = words(&content.config, &sources, &mut report)?;
            let pages = pages::compose(&timeline, &words, &sources, &mut report);
            timings.note("plan");
            let site = site::assemble(pages, &sources, &mut report);
            let texts = Told::all(&timeline);
            let rest = Receipt::rest(&sources, &content, &program, &asked);
            let receipt = receipt.filter(|receipt| receipt.rest == rest);
            let changed = receipt.as_ref().and_then(|receipt| receipt.changed_words(&texts));
            stage("Making what stands on many pages");
            let site = if changed.is_some() { site } else { site.in_bulk() };
            let is_known = |output: &Output| {
                let knows = || receipt.as_ref().is_some_and(|receipt| receipt.knows(output, &sources));
                changed.as_ref().is_some_and(|changed| !site.shows(output, changed)) && knows()
            };
            let known = receipt.as_ref().map(|receipt| Known { manifest: receipt.manifest, is_known: &is_known });
            let waiting = || say(Stream::Error, "Another build is writing there; waiting for it to end.\n");
            let saved =
                system::save(&site, &sources, &out, &SaveOptions { cache, user_cache, known, progress: progress.as_ref(), waiting: &waiting }, &mut report)?;
            timings.note(if changed.is_some() { "render some, write" } else { "render and write" });
            let articles = timeline.articles.len();
            if cache == Cache::Used {
                memories.keep(&out, user_cache, &sources);
            }
            // What was changed while it was used may have been used as it was before.
            let is_used = |listing: &Listing| listing.path.starts_with("content/") || sources.stands(listing);
            let is_settled = || sources.list().iter().all(|listing| sources.is_settled(listing) && is_used(listing));
            if let Some(manifest) = saved.manifest.filter(|_| cache == Cache::Used && saved.failed == 0 && is_settled()) {
                let (files, bytes, diagnostics) = (saved.files, saved.bytes, report.diagnostics().to_vec());
                let copied = Receipt::copied(&sources);
                system::keep_receipt(&out, user_cache, &Receipt { key, rest, texts, copied, manifest, articles, files, bytes, diagnostics });
            }
            (saved, articles)
        }
    };

    report.relevel(&config.check);
    deny(&mut report, common);
    report.sort();
    Ok(Built { sources, config, out, report, saved: Some(saved), articles })
}

/// So many bytes, as a person would say it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// How long each stage took.
pub(super) struct Timings {
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Default for Timings {
    fn default() -> Timings {
        Timings { last: Instant::now(), stages: Vec::new() }
    }
}

impl Timings {
    fn note(&mut self, stage: &'static str) {
        self.stages.push((stage, self.last.elapsed()));
        self.last = Instant::now();
    }

    fn to_text(&self) -> String {
        self.stages.iter().map(|(stage, time)| format!("{stage:>18} {:8.1} ms\n", time.as_secs_f64() * 1e3)).collect()
    }
}
