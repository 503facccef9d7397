use super::command::{CheckArgs, Common, Format};
use super::explain::unknown_code;
use super::messages::{deny, tell, verdict};
use super::site_folder::{configure, is_unreadable, output, root, scope, words};
use super::{Ended, Refusal};
use crate::base::{Code, Diagnostic, LARGEST_RECORD, Place, Report, Severity, Sources};
use crate::model::{SEAL_FILE, Seal};
use crate::system::{Stream, UserCache, say};
use crate::{content, model, pages, site, system};
use std::sync::Arc;

/// `dateline check`: everything that a build would say, and nothing written but the seal, where that is asked for.
pub(super) fn check(args: &CheckArgs, common: &Common) -> Result<Ended, Refusal> {
    let (only, allow) = (codes(&args.only)?, codes(&args.allow)?);
    let mut report = Report::default();
    let sources = system::load(&root(common)?, &mut report)?;
    let config = configure(&sources, &args.site, &mut report)?;
    if is_unreadable(&report) {
        tell(&report, &sources, args.format, Stream::Output, Severity::Warning);
        return Ok(Ended::Errors);
    }
    let out = output(None, &config, &sources)?;
    let scope = scope(&config, &args.site);
    let content = content::read(&sources, config, &mut report);
    let timeline = model::relate(&content, &sources, scope, &mut report);
    let words = words(&content.config, &sources, &mut report)?;
    let pages = pages::compose(&timeline, &words, &sources, &mut report);
    let site = site::assemble(pages, &sources, &mut report).in_bulk();
    let user_cache = UserCache::of_person(sources.root());
    system::rehearse(&site, &sources, &out, user_cache.as_ref(), &mut report);
    let mut sealed = None;
    if content.config.seal {
        let old = sources.find(SEAL_FILE).map_or_else(|| Ok(String::new()), |listing| sources.text_within(&listing.path, LARGEST_RECORD));
        // A seal that cannot be read is no missing seal: a new one would forget what was promised.
        let is_readable = old.is_ok();
        if let Err(error) = &old {
            let fault = Diagnostic::new(Code::UnreadableFile, format!("the seal cannot be read: {}", error.why()));
            report.push(fault.at(Place::file(&SEAL_FILE.into())).help("restore it from a backup, or remove it and seal again"));
        }
        let (seal, broken) = Seal::parse(&old.unwrap_or_default()).renewed(&timeline, &sources);
        report.extend(broken);
        if args.seal && is_readable {
            system::replace(sources.root(), SEAL_FILE, seal.to_text().as_bytes())?;
            sealed = Some(seal.len());
        }
    } else if args.seal {
        return Err(Refusal::Usage("texts are sealed where dateline.yaml says `seal: true`".to_owned()));
    }

    report.extend(system::tracked_own_files(sources.root()).iter().map(|path| tracked(path)));
    report.relevel(&content.config.check);
    report.retain(|code| (only.is_empty() || only.contains(&code)) && !allow.contains(&code));
    deny(&mut report, common);
    report.sort();
    let least = if common.quiet { Severity::Warning } else { Severity::Note };
    tell(&report, &sources, args.format, Stream::Output, least);
    let (ended, count) = verdict(&report);
    if !common.quiet && args.format == Format::Text {
        let articles = timeline.articles.len();
        let found = if count.is_empty() { "nothing is wrong".to_owned() } else { count };
        say(
            Stream::Output,
            &format!(
                "{}Checked {articles} article{} and {} files of output: {found}.\n",
                sealed.map_or_else(String::new, |texts| format!("Sealed {texts} published text{} in {SEAL_FILE}.\n", if texts == 1 { "" } else { "s" })),
                if articles == 1 { "" } else { "s" },
                site.outputs().len()
            ),
        );
    }
    Ok(ended)
}

/// The name of Dateline's own folder.
const OWN: &str = ".dateline";

/// Says of a file of Dateline's own that it is under version control.
fn tracked(path: &str) -> Diagnostic {
    let file: Arc<str> = path.into();
    let folder = path.to_ascii_lowercase().find(OWN).map_or(OWN, |at| &path[..at + OWN.len()]);
    Diagnostic::new(Code::TrackedFolder, "this file is under version control, and every checkout brings it along; Dateline does not believe it")
        .grouped("files of Dateline's own are under version control")
        .at(Place::file(&file))
        .help(format!("run `git rm -r --cached {folder}`, and add a line `.dateline/` to .gitignore"))
}

fn codes(names: &[String]) -> Result<Vec<Code>, Refusal> {
    names.iter().map(|name| Code::find(name).ok_or_else(|| unknown_code(name))).collect()
}
