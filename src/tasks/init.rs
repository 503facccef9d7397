use super::command::Common;
use super::site_folder::printed;
use super::{Ended, Refusal};
use crate::base::Builtin;
use crate::content::CONFIG_FILE;
use crate::system::{Stream, create, say};
use std::path::Path;

/// Where the starter site is among the built-in files.
const STARTER: &str = "templates/starter";

/// `dateline init`: a starter site that builds. Files that are there stay as they are.
pub(super) fn init(dir: &Path, common: &Common) -> Result<Ended, Refusal> {
    if dir.join(CONFIG_FILE).exists() {
        return Err(Refusal::Usage(format!("there is a site in {} already", printed(dir))));
    }
    let mut kept = Vec::new();
    for (path, bytes) in Builtin::under(STARTER) {
        let name = path.trim_start_matches(STARTER).trim_start_matches('/');
        let name = if name == "gitignore" { ".gitignore" } else { name };
        if !create(dir, name, bytes)? {
            kept.push(name.to_owned());
        }
    }
    if !common.quiet {
        say(
            Stream::Output,
            &if dir == Path::new(".") {
                "A new site is here. Build it: dateline build\n".to_owned()
            } else {
                format!("A new site is in {0}. Build it: cd {0} && dateline build\n", printed(dir))
            },
        );
        if !kept.is_empty() {
            say(Stream::Output, &format!("These were there and stay as they are: {}\n", kept.join(", ")));
        }
    }
    Ok(Ended::Fine)
}
