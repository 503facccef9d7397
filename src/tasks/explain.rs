use super::{Ended, Refusal};
use crate::base::{Builtin, Code, nearest, printable_line};
use crate::system::{Stream, say};

/// The page of a feature, `templates/guide/NAME.md`: what it gives readers, what to write, and what comes of it.
struct Guide {
    name: String,
    text: &'static str,
}

impl Guide {
    /// All of them, by name.
    fn all() -> Vec<Guide> {
        let guide =
            |(path, _): (String, _)| Some(Guide { text: Builtin::text(&path)?, name: path.strip_prefix("templates/guide/")?.strip_suffix(".md")?.to_owned() });
        Builtin::under("templates/guide").into_iter().filter_map(guide).collect()
    }

    /// The first sentence below the title.
    fn opening(&self) -> String {
        let paragraph: Vec<&str> = self.text.lines().skip(1).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
        let paragraph = paragraph.join(" ");
        let end = paragraph.find(". ").map_or(paragraph.len(), |stop| stop + 1);
        paragraph[..end].to_owned()
    }
}

/// `dateline explain`: how a feature is used, or what a message means and how to mend it; without a name, all there are.
pub(super) fn explain(name: Option<&str>) -> Result<Ended, Refusal> {
    let guides = Guide::all();
    let text = match name {
        Some(name) => {
            // People copy what stands in the message, brackets and all.
            let name = name.trim_matches(['[', ']']);
            let guide = || guides.iter().find(|guide| guide.name == name).map(|guide| guide.text);
            Code::find(name).map(Code::explanation).or_else(guide).ok_or_else(|| unknown(name, &guides))?.to_owned()
        }
        None => list(&guides),
    };
    say(Stream::Output, &text);
    Ok(Ended::Fine)
}

/// Every feature and every message in a line.
fn list(guides: &[Guide]) -> String {
    let line = |name: &str, says: &str| format!("{name:<22} {says}\n");
    let features: String = guides.iter().map(|guide| line(&guide.name, &guide.opening())).collect();
    let messages: String = Code::ALL.iter().map(|code| line(code.name(), code.says())).collect();
    format!("Features, and what to write for them:\n\n{features}\nMessages, and how to mend what they tell:\n\n{messages}")
}

/// There is no such feature and no such message; perhaps there is one like it.
fn unknown(name: &str, guides: &[Guide]) -> Refusal {
    let names = Code::ALL.iter().map(|code| code.name()).chain(guides.iter().map(|guide| guide.name.as_str()));
    no_such("feature or message", name, nearest(name, names))
}

/// There is no such message; perhaps there is one like it.
pub(super) fn unknown_code(name: &str) -> Refusal {
    no_such("message", name, nearest(name, Code::ALL.iter().map(|code| code.name())))
}

fn no_such(what: &str, name: &str, near: Option<&str>) -> Refusal {
    let hint = near.map_or_else(|| "`dateline explain` lists them all".to_owned(), |near| format!("did you mean {near}?"));
    Refusal::Usage(format!("there is no {what} \"{}\"; {hint}", printable_line(name)))
}
