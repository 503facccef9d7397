use super::command::{CheckArgs, Common, Format};
use super::explain::unknown_code;
use super::messages::{deny, tell, verdict};
use super::site_folder::{configure, is_unreadable, output, root, scope, words};
use super::{Ended, Refusal};
use crate::base::{Code, Diagnostic, LARGEST_RECORD, Place, Report, Severity, Sources};
use crate::model::{SEAL_FILE, Seal};
use crate::system::{Stream, say};
use crate::{content, model, pages, site, system};

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
    system::rehearse(&site, &sources, &out, &mut report);
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
            system::replace(&sources.root().join(SEAL_FILE), seal.to_text().as_bytes())?;
            sealed = Some(seal.len());
        }
    } else if args.seal {
        return Err(Refusal::Usage("texts are sealed where dateline.yaml says `seal: true`".to_owned()));
    }

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

fn codes(names: &[String]) -> Result<Vec<Code>, Refusal> {
    names.iter().map(|name| Code::find(name).ok_or_else(|| unknown_code(name))).collect()
}
