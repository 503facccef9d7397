use super::Refusal;
use super::command::{Common, SiteArgs};
use crate::base::{Code, Report, printable_line};
use crate::content::{CONFIG_FILE, Config};
use crate::model::{Drafts, Scope, day_of};
use crate::pages::Words;
use crate::system::{Checkout, Folder, Unfit};
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

/// The output folder: the one named, relative to here, else the configured one under the root; without links in its path.
pub(super) fn output(named: Option<&Path>, config: &Config, sources: &Folder) -> Result<PathBuf, Refusal> {
    let wanted = normal(&match named {
        Some(out) => std::path::absolute(out).unwrap_or_else(|_| out.to_owned()),
        None => sources.root().join(&config.output),
    });
    let refuse = |why: String| Refusal::Usage(format!("the output cannot go to {}: {why}", printed(&wanted)));
    if named.is_none() && !wanted.starts_with(sources.root()) {
        return Err(refuse("`output` of dateline.yaml leads out of the site folder; --out may name any folder".to_owned()));
    }
    let spelling = |real: &Path| match real.strip_prefix(sources.root()) {
        Ok(inside) if named.is_none() => format!("`output: {}` in dateline.yaml", inside.display()),
        _ => format!("--out {}", real.display()),
    };
    writable(&wanted, sources, spelling).map_err(refuse)
}

/// The folder of a publish target, a path from the site folder on; without links in its path.
pub(super) fn target_folder(path: &str, sources: &Folder) -> Result<PathBuf, Refusal> {
    let wanted = normal(&sources.root().join(path));
    let spelling = |real: &Path| format!("`folder: {}` in dateline.yaml", real.strip_prefix(sources.root()).unwrap_or(real).display());
    writable(&wanted, sources, spelling).map_err(|why| Refusal::Usage(format!("nothing can be published to {}: {why}", printed(&wanted))))
}

/// A folder without links in its path, if a site may be written there; else why not. It may not be a folder that is read, or hold
/// one, and within the checkout it may be neither hidden nor behind a link. `spelling` says how another folder would be named.
fn writable(wanted: &Path, sources: &Folder, spelling: impl Fn(&Path) -> String) -> Result<PathBuf, String> {
    let root = sources.root();
    let checkout = Checkout::around(root);
    let fit = |folder: &Path| -> Result<PathBuf, Unfit> { checkout.writable(folder) };
    let out = fit(wanted).map_err(|unfit| match unfit {
        Unfit::Link { link, real } => {
            let link = link.strip_prefix(root).unwrap_or(&link).display();
            // Only a path that would be taken is offered.
            let remedy = match fit(&real).ok().filter(|real| read_or_held(real, root).is_none()) {
                Some(real) => format!("write the real path, {}", spelling(&real)),
                None => "write another".to_owned(),
            };
            format!("{link} is a link, and links within a checkout are not followed; {remedy}")
        }
        Unfit::Hidden(name) => format!("{name} begins with a dot, and hidden folders of a checkout belong to other programs; write a name without the dot"),
        Unfit::Git => "it belongs to a git repository; write another folder".to_owned(),
    })?;
    read_or_held(&out, root).map_or(Ok(out), |why| Err(why.to_owned()))
}

/// Why a site cannot be written into a folder that Dateline reads, or that holds one.
fn read_or_held(out: &Path, root: &Path) -> Option<&'static str> {
    if root.starts_with(out) {
        return Some(if *root == *out { "it is the site folder itself" } else { "it holds the site folder" });
    }
    let is_read = ["content", "templates", "static"].iter().any(|folder| out.starts_with(root.join(folder)));
    is_read.then_some("it is a folder that is read")
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
