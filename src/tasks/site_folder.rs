use super::Refusal;
use super::command::{Common, SiteArgs};
use crate::base::{Code, Report, printable_line};
use crate::content::{CONFIG_FILE, Config};
use crate::model::{Drafts, Scope, day_of};
use crate::pages::Words;
use crate::system::Folder;
use crate::{content, system};
use std::path::{Path, PathBuf};

/// The site folder: the one that was named, else the nearest from here upwards.
pub(super) fn root(common: &Common) -> Result<PathBuf, Refusal> {
    match &common.root {
        Some(root) if root.is_dir() => Ok(root.clone()),
        Some(root) => Err(Refusal::Usage(format!("there is no folder {}", printed(root)))),
        None => Folder::find_root(Path::new("."))
            .ok_or_else(|| Refusal::Usage("there is no dateline.yaml here or above; `dateline init` makes a site, `--root DIR` names one".to_owned())),
    }
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
    let refuse = |why: &str| Err(Refusal::Usage(format!("the output cannot go to {}: {why}", printed(&out))));
    if named.is_none() && !out.starts_with(root) {
        return refuse("`output` of dateline.yaml leads out of the site folder; --out may name any folder");
    }
    if root.starts_with(&real) {
        return refuse(if *root == *real { "it is the site folder itself" } else { "it holds the site folder" });
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

/// Whether `dateline.yaml` itself could not be read: then what a site is cannot be known, and nothing is built or removed.
pub(super) fn is_unreadable(report: &Report) -> bool {
    let broken = [Code::InvalidYaml, Code::DuplicateKey, Code::NotUtf8, Code::UnreadableFile];
    let faults = report.diagnostics().iter().filter(|fault| broken.contains(&fault.code));
    faults.filter_map(|fault| fault.place.as_ref()).any(|place| &*place.file == CONFIG_FILE)
}

/// A path as a person would write it from here.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    printed(&here.filter(|path| !path.as_os_str().is_empty()).unwrap_or_else(|| path.to_owned()))
}

/// A path as it may be printed, on one line.
pub(super) fn printed(path: &Path) -> String {
    printable_line(&path.to_string_lossy()).into_owned()
}
