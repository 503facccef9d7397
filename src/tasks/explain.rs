use super::{Ended, Refusal};
use crate::base::{Code, nearest};
use crate::system::{Stream, say};

/// `dateline explain`: what a message means and how to mend it; without a code, all there are.
pub(super) fn explain(code: Option<&str>) -> Result<Ended, Refusal> {
    let text = match code {
        Some(name) => {
            // People copy what stands in the message, brackets and all.
            let name = name.trim_matches(['[', ']']);
            Code::find(name).ok_or_else(|| unknown_code(name))?.explanation().to_owned()
        }
        None => Code::ALL.iter().map(|code| format!("{:<22} {}\n", code.name(), code.says())).collect(),
    };
    say(Stream::Output, &text);
    Ok(Ended::Fine)
}

/// There is no such message; perhaps there is one like it.
pub(super) fn unknown_code(name: &str) -> Refusal {
    let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
    let hint = near.map_or_else(|| "`dateline explain` lists them all".to_owned(), |near| format!("did you mean {near}?"));
    Refusal::Usage(format!("there is no message \"{name}\"; {hint}"))
}
