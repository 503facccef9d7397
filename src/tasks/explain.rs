use super::check::unknown_code;
use super::run::{Ended, Refusal};
use crate::base::Code;
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
