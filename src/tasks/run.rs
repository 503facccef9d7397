use super::command::{Cli, Command, Common, Deny, Format};
use super::{build, check, clean, explain, import, init, new};
use crate::base::{Message, Report, Severity, Sources};
use crate::system::{Failure, Folder, Stream, say, style};
use clap::{CommandFactory, Parser};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// 0: fine.
    Fine,
    /// 1: the content has errors; everything else was still done.
    Errors,
}

/// Why a command could not be done.
#[derive(Debug)]
pub enum Refusal {
    /// 2: it was asked for wrongly.
    Usage(String),
    /// 3: the system failed.
    System(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        Refusal::System(failure)
    }
}

/// Bytes of stack of a thread that reads documents.
const STACK: usize = 16 * 1024 * 1024;

/// Does what the command line asks, and gives the exit status.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Documents are read by descent, and may nest. A pool that is there already has been made by a test.
    drop(rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global());
    let common = &cli.common;
    let ended = match &cli.command {
        Command::Init { dir } => init::init(dir, common),
        Command::New { kind, name, date } => new::new(kind, name, date.as_deref(), common),
        Command::Build(args) => build::build(args, common),
        Command::Check(args) => check::check(args, common),
        Command::Import(args) => import::import(args, common),
        Command::Explain { code } => explain::explain(code.as_deref()),
        Command::Clean { out } => clean::clean(out.as_deref(), common),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "dateline", &mut script);
            say(Stream::Output, &String::from_utf8_lossy(&script));
            Ok(Ended::Fine)
        }
    };
    match ended {
        Ok(Ended::Fine) => ExitCode::SUCCESS,
        Ok(Ended::Errors) => ExitCode::from(1),
        Err(Refusal::Usage(why)) => {
            say(Stream::Error, &format!("error: {why}\n"));
            ExitCode::from(2)
        }
        Err(Refusal::System(failure)) => {
            say(Stream::Error, &format!("error: {failure}\n"));
            ExitCode::from(3)
        }
    }
}

/// The site folder: the one that was named, else the nearest from here upwards.
pub(super) fn root(common: &Common) -> Result<PathBuf, Refusal> {
    match &common.root {
        Some(root) if root.is_dir() => Ok(root.clone()),
        Some(root) => Err(Refusal::Usage(format!("there is no folder {}", root.display()))),
        None => Folder::find_root(Path::new("."))
            .ok_or_else(|| Refusal::Usage("there is no dateline.yaml here or above; `dateline init` makes a site, `--root DIR` names one".to_owned())),
    }
}

/// Prints the messages of a run; notes only where they were asked for.
pub(super) fn tell(report: &Report, folder: &Folder, format: Format, stream: Stream, least: Severity) {
    let shown: Vec<_> = report.diagnostics().iter().filter(|diagnostic| diagnostic.severity >= least).cloned().collect();
    let sources: &dyn Sources = folder;
    let text = match format {
        Format::Text => Message::text(&shown, sources, style(stream)),
        Format::Json => Message::json(&shown, sources),
    };
    say(stream, &text);
}

/// How a run ended, and the line that counts its messages.
pub(super) fn verdict(report: &Report) -> (Ended, String) {
    let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
    let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let line = match (errors, warnings) {
        (0, 0) => String::new(),
        (0, warnings) => count(warnings, "warning"),
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    (if errors > 0 { Ended::Errors } else { Ended::Fine }, line)
}

/// Counts warnings as errors, where that was asked for.
pub(super) fn deny(report: &mut Report, common: &Common) {
    if common.deny == Some(Deny::Warnings) {
        report.raise_warnings();
    }
}
