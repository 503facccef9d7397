use super::command::{Common, ImportArgs, ImportFormat};
use super::site_folder::{printed, root};
use super::{Ended, Refusal};
use crate::base::{Report, printable_line};
use crate::calendar::{Day, Edtf, day_from_file_name};
use crate::language::{WireStory, file_name};
use crate::model::day_of;
use crate::system::{Stream, create, read_named, say};
use crate::{content, system};
use std::path::Path;

/// `dateline import`: files of another form become articles.
pub(super) fn import(args: &ImportArgs, common: &Common) -> Result<Ended, Refusal> {
    let root = root(common)?;
    let mut report = Report::default();
    let config = content::configure(&system::load(&root, &mut report)?, &mut report);
    let today = day_of(system::now(), &config.timezone);
    let given = match &args.date {
        Some(date) => Some(read_day(date)?),
        None => None,
    };
    let mut ended = Ended::Fine;
    for file in &args.files {
        let text = match args.format {
            ImportFormat::Text => String::from_utf8(read_named(file)?),
        };
        let Ok(text) = text else {
            say(Stream::Error, &format!("error: {} is not UTF-8 text, and is left out\n", printed(file)));
            ended = Ended::Errors;
            continue;
        };
        let draft = WireStory::parse(&text).to_draft(args.title.as_deref(), given.or_else(|| named_day(file)).or(Some(today)));
        if draft.text("title").is_none() {
            say(Stream::Error, &format!("error: {} has no text to make an article of\n", printed(file)));
            ended = Ended::Errors;
            continue;
        }
        let path = format!("content/articles/{}", file_name(&draft));
        if create(&root, &path, draft.to_markdown().as_bytes())? {
            say(Stream::Output, &format!("{path}\n"));
        } else {
            say(Stream::Error, &format!("error: there is a file {path} already; {} is left out\n", printed(file)));
            ended = Ended::Errors;
        }
    }
    Ok(ended)
}

fn read_day(date: &str) -> Result<Day, Refusal> {
    let day = Edtf::parse(date).map_err(|error| Refusal::Usage(format!("\"{}\" is not a date: {error}", printable_line(date))))?.bounds().earliest;
    day.ok_or_else(|| Refusal::Usage(format!("\"{}\" names no day", printable_line(date))))
}

/// The day at the head of a file's name.
fn named_day(file: &Path) -> Option<Day> {
    day_from_file_name(file.file_stem()?.to_str()?).map(|(day, _)| day)
}
