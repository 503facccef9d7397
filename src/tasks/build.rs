use super::command::{BuildArgs, Common, Format, SiteArgs};
use super::run::{Ended, Refusal, deny, root, tell, verdict};
use crate::base::{Report, Severity};
use crate::content::Config;
use crate::model::{Drafts, Scope, day_of};
use crate::pages::Words;
use crate::system::{Folder, Stream, say};
use crate::{content, model, pages, site, system};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// `dateline build`: content becomes the site.
pub(super) fn build(args: &BuildArgs, common: &Common) -> Result<Ended, Refusal> {
    let begun = Instant::now();
    let mut timings = Timings::default();
    let mut report = Report::default();
    let sources = system::load(&root(common)?, &mut report)?;
    let config = configure(&sources, &args.site, &mut report)?;
    let out = output(args.out.as_deref(), &config, &sources)?;
    let scope = scope(&config, &args.site);
    timings.note("list");
    let content = content::read(&sources, config, &mut report);
    timings.note("read");
    let timeline = model::relate(&content, scope, &mut report);
    timings.note("relate");
    let words = words(&content.config, &sources, &mut report)?;
    let pages = pages::compose(&timeline, &words, &sources, &mut report);
    timings.note("plan");
    let site = site::assemble(pages, &sources, &mut report);
    let waiting = || say(Stream::Error, "Another build is writing there; waiting for it to end.\n");
    let saved = system::save(&site, &sources, &out, &waiting, &mut report)?;
    timings.note("render and write");

    report.relevel(&content.config.check);
    deny(&mut report, common);
    report.sort();
    let least = if common.verbose { Severity::Note } else { Severity::Warning };
    tell(&report, &sources, args.format, Stream::Error, least);
    let (ended, count) = verdict(&report);
    if !common.quiet && args.format == Format::Text {
        let shown = shown(&out);
        let visible = timeline.articles.len();
        let mut text = format!(
            "Built {} files ({}) from {} in {:.1} s: {} written, {} removed{}.\nThe site is in {shown}. Look at it: python3 -m http.server --directory {shown} 8000, then open http://localhost:8000/\n",
            saved.files,
            size(saved.bytes),
            if visible == 1 { "1 article".to_owned() } else { format!("{visible} articles") },
            begun.elapsed().as_secs_f64(),
            saved.written,
            saved.removed,
            if count.is_empty() { String::new() } else { format!("; {count}") },
        );
        if content.config.base_path() != "/" {
            text += &format!("Its links begin with {}; to look at it there, build with --base-url http://localhost:8000/\n", content.config.base_path());
        }
        say(Stream::Output, &text);
    }
    if args.timings {
        say(Stream::Error, &timings.to_text());
    }
    Ok(ended)
}

/// Reads the configuration, with what the command line puts in its place.
pub(super) fn configure(sources: &Folder, args: &SiteArgs, report: &mut Report) -> Result<Config, Refusal> {
    let config = content::configure(sources, report);
    match &args.base_url {
        Some(url) => config.with_base_url(url).map_err(Refusal::Usage),
        None => Ok(config),
    }
}

/// Which day it is, and whether drafts are seen.
pub(super) fn scope(config: &Config, args: &SiteArgs) -> Scope {
    Scope { today: day_of(system::now(), &config.timezone), drafts: if args.drafts { Drafts::Shown } else { Drafts::Hidden } }
}

/// The words of the site's language.
pub(super) fn words(config: &Config, sources: &Folder, report: &mut Report) -> Result<Words, Refusal> {
    // The built-in words always read: a test sees to it.
    Words::load(&config.language, sources, report).ok_or_else(|| Refusal::Usage("the built-in words cannot be read".to_owned()))
}

/// The output folder: the one named, relative to here, else the configured one under the root. It may not be a folder that
/// is read, or hold one.
pub(super) fn output(named: Option<&Path>, config: &Config, sources: &Folder) -> Result<PathBuf, Refusal> {
    let out = match named {
        Some(out) => std::path::absolute(out).unwrap_or_else(|_| out.to_owned()),
        None => sources.root().join(&config.output),
    };
    let out = normal(&out);
    let real = std::fs::canonicalize(&out).unwrap_or_else(|_| out.clone());
    let root = sources.root();
    let refuse = |why: &str| Err(Refusal::Usage(format!("the output cannot go to {}: {why}", out.display())));
    if named.is_none() && !out.starts_with(root) {
        return refuse("`output` of dateline.yaml leads out of the site folder; --out may name any folder");
    }
    if root.starts_with(&real) {
        return refuse("it holds the site folder itself");
    }
    if ["content", "templates", "static"].iter().any(|folder| real.starts_with(root.join(folder))) {
        return refuse("it is a folder that is read");
    }
    Ok(out)
}

/// A path without `.` and `..`, so that it can be compared before it exists.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// A path as a person would write it from here.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    here.filter(|path| !path.as_os_str().is_empty()).unwrap_or_else(|| path.to_owned()).display().to_string()
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// How long each stage took.
struct Timings {
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
