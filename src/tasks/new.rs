use super::command::Common;
use super::site_folder::root;
use super::{Ended, Refusal};
use crate::base::{Builtin, Report, Slug, Sources, printable_line};
use crate::calendar::Edtf;
use crate::content::{Config, Nature};
use crate::model::day_of;
use crate::system::{Stream, create, say};
use crate::{content, system};

/// What is to be made, and from what.
struct Wanted {
    /// The folder under `content/`.
    folder: String,
    /// The archetype's name.
    archetype: String,
    is_article: bool,
}

/// `dateline new`: a file from its archetype.
pub(super) fn new(kind: &str, name: &str, date: Option<&str>, common: &Common) -> Result<Ended, Refusal> {
    let mut report = Report::default();
    let sources = system::load(&root(common)?, &mut report)?;
    let config = content::configure(&sources, &mut report);
    let name = content::clean_line(name);
    if name.is_empty() {
        return Err(Refusal::Usage("a title or a name is wanted".to_owned()));
    }
    let wanted = wanted(kind, &config)?;
    let date = match date {
        Some(date) => Edtf::parse(date).map_err(|error| Refusal::Usage(format!("\"{}\" is not a date: {error}", printable_line(date))))?,
        None => Edtf::from_day(day_of(system::now(), &config.timezone)),
    };
    let slug = Slug::of(&name);
    // A month or a range has no one day to stand at the head of the file's name.
    let file = match date.bounds().earliest.filter(|_| wanted.is_article && date.is_single_day()) {
        Some(day) => format!("content/{}/{day}-{slug}.md", wanted.folder),
        None => format!("content/{}/{slug}.md", wanted.folder),
    };
    let path = format!("templates/archetypes/{}.md", wanted.archetype);
    let own = sources.find(&path).and_then(|listing| sources.text(&listing.path).ok());
    let archetype = own.or_else(|| Builtin::text(&path).map(str::to_owned)).unwrap_or_else(|| "---\nname: \"{{ name }}\"\n---\n".to_owned());
    let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
    let text = archetype.replace("{{ title }}", &quoted).replace("{{ name }}", &quoted).replace("{{ date }}", &date.to_string());
    if !create(sources.root(), &file, text.as_bytes())? {
        return Err(Refusal::Usage(format!("there is a file {file} already")));
    }
    if !common.quiet {
        say(Stream::Output, &format!("{file}\n"));
    }
    Ok(Ended::Fine)
}

/// The kind a word means: `article`, `person`, `people`, or a kind of the site's own, in singular or plural.
fn wanted(word: &str, config: &Config) -> Result<Wanted, Refusal> {
    let word = word.to_lowercase();
    if word == "article" || word == "articles" {
        return Ok(Wanted { folder: "articles".to_owned(), archetype: "article".to_owned(), is_article: true });
    }
    if word == "page" || word == "pages" {
        return Ok(Wanted { folder: "pages".to_owned(), archetype: "page".to_owned(), is_article: false });
    }
    let archetype = |nature| match nature {
        Nature::Person => "person",
        Nature::Organization => "organization",
        Nature::Place => "place",
        Nature::Topic => "topic",
    };
    let called = |kind: &content::Kind| {
        let own = kind.words.as_ref().is_some_and(|(singular, plural)| singular.to_lowercase() == word || plural.to_lowercase() == word);
        own || *kind.key == *word || (kind.words.is_none() && archetype(kind.nature) == word) || (word == "organisation" && kind.nature == Nature::Organization)
    };
    let found = config.kinds.iter().map(|(_, kind)| kind).find(|kind| called(kind));
    found.map(|kind| Wanted { folder: kind.key.to_string(), archetype: archetype(kind.nature).to_owned(), is_article: false }).ok_or_else(|| {
        let kinds: Vec<&str> = config.kinds.iter().filter(|(_, kind)| kind.words.is_some()).map(|(_, kind)| &*kind.key).collect();
        let own = if kinds.is_empty() { String::new() } else { format!(", {}", kinds.join(", ")) };
        Refusal::Usage(format!("there is no kind \"{}\"; there are article, page, person, organization, place, topic{own}", printable_line(&word)))
    })
}
