use super::Ended;
use super::command::{Common, Deny, Format};
use crate::base::{Message, Report, Severity, Sources};
use crate::system::{Folder, Stream, say, say_styled, style};

/// Prints the messages of a run; notes only where they were asked for.
pub(super) fn tell(report: &Report, folder: &Folder, format: Format, stream: Stream, least: Severity) {
    let shown: Vec<_> = report.diagnostics().iter().filter(|diagnostic| diagnostic.severity >= least).cloned().collect();
    let sources: &dyn Sources = folder;
    match format {
        Format::Text => say_styled(stream, &Message::text(&shown, sources, style(stream))),
        Format::Json => say(stream, &Message::json(&shown, sources)),
    }
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
