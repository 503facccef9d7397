use super::{Make, Site};
use crate::base::{Diagnostic, Digest, Excerpts, FastSet, Message, Severity, Sources, Stamp, Style, printable_line};
use crate::content::percent_decoded;
use crate::pages::Route;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a preview knows of a site beside its outputs: by what an open page is told apart from the same page after a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Name in `static/` → address, of style sheets.
    styles: BTreeMap<String, String>,
    /// Address → stamp, of the site's own files that keep their names.
    copies: BTreeMap<String, Stamp>,
    /// The addresses among them that a style sheet names.
    of_styles: BTreeSet<String>,
}

/// What the script of the preview is called. No output can stand under `.dateline/`.
pub const SCRIPT: &str = "/.dateline/preview.js";

/// Where the script listens.
pub const EVENTS: &str = "/.dateline/events";

/// What a page that is made for a reader of the preview is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// The output of this path.
    Output(String),
    /// Elsewhere: the address of a folder lacks its slash, or the site begins further down.
    Moved(String),
    /// There is nothing.
    Nothing,
}

impl Preview {
    /// Looks over a site.
    pub fn of(site: &Site<'_>, sources: &dyn Sources) -> Preview {
        let context = site.pages().context();
        let mut preview = Preview::default();
        let mut sheets = String::new();
        for (name, route) in site.assets().filter(|(name, _)| name.ends_with(".css")) {
            preview.styles.insert(name.to_owned(), context.url(route));
            if let Some(Make::Piece(bytes)) = site.output(route.as_str()).map(|output| &output.make) {
                sheets.push_str(&String::from_utf8_lossy(bytes));
            }
        }
        // By the last part of its path: a sheet may name a file from wherever it stands.
        let of_sheets: FastSet<&str> = words(&sheets).map(last_part).collect();
        for output in site.outputs() {
            if let Make::Copy(file) = &output.make
                && let Some(listing) = sources.find(file)
            {
                let url = context.url(&output.route);
                if of_sheets.contains(last_part(&url)) {
                    preview.of_styles.insert(url.clone());
                }
                preview.copies.insert(url, listing.stamp);
            }
        }
        preview
    }

    /// The style sheets: name → address.
    pub fn styles(&self) -> &BTreeMap<String, String> {
        &self.styles
    }

    /// The digest of all of a page that cannot be changed in place: of its text without the addresses of style sheets, and of
    /// the files it shows.
    pub fn shape(&self, html: &[u8]) -> Digest {
        let mut text = String::from_utf8_lossy(html).into_owned();
        for (name, url) in &self.styles {
            text = text.replace(url, name);
        }
        let named = words(&text).filter(|word| self.copies.contains_key(*word));
        let shown: BTreeSet<&str> = named.chain(self.of_styles.iter().map(String::as_str)).collect();
        let stamps: Vec<String> = shown.iter().map(|url| format!("{url} {:?}", self.copies.get(*url))).collect();
        let stamps = stamps.join("\n");
        Digest::of((text + "\n" + &stamps).as_bytes())
    }

    /// A page with the script of the preview, which is told what the page was like.
    pub fn with_script(html: &[u8], shape: Option<Digest>) -> Vec<u8> {
        let shape = shape.map(String::from).unwrap_or_default();
        let script = format!("<script src=\"{SCRIPT}\" data-shape=\"{shape}\" defer></script>");
        let at = html.windows(b"</head>".len()).position(|window| window.eq_ignore_ascii_case(b"</head>")).unwrap_or(html.len());
        [&html[..at], script.as_bytes(), &html[at..]].concat()
    }

    /// What stands at the path of a request, under the site's own path.
    pub fn address(site: &Site<'_>, asked: &str) -> Address {
        let base = site.pages().context().timeline.content.config.base_path();
        let path = percent_decoded(asked.split(['?', '#']).next().unwrap_or_default());
        let Some(path) = path.strip_prefix(base) else {
            return if path == "/" || format!("{path}/") == base { Address::Moved(base.to_owned()) } else { Address::Nothing };
        };
        let path = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/')).unwrap_or(path);
        if site.output(path).is_some() {
            return Address::Output(path.to_owned());
        }
        match site.output(&format!("{path}/")) {
            Some(output) => Address::Moved(output.route.url(base)),
            None => Address::Nothing,
        }
    }
}

/// What could be an address in a page or a style sheet: an address has none of these signs in it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | '<' | '>' | '='));
    // Between two addresses of a list.
    words.map(|word| word.split(['?', '#']).next().unwrap_or(word).trim_end_matches(',')).filter(|word| !word.is_empty())
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A message as the preview shows it over a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// As on a terminal, without colours.
    pub text: String,
    /// The file it speaks of, with line and column.
    pub place: Option<String>,
    /// The address that opens the file in an editor.
    pub href: Option<String>,
}

/// How many messages are shown at once; more would not be read.
const MOST: usize = 12;

/// The errors among messages, as the preview shows them. `editor` is `editor` of `dateline.yaml`: the name of an editor that
/// opens addresses of its own (`vscode`, `zed`), or a pattern with `{file}`, `{line}` and `{column}`.
pub fn shown(diagnostics: &[Diagnostic], sources: &dyn Sources, root: &Path, editor: Option<&str>) -> Vec<Shown> {
    let mut excerpts = Excerpts::new(sources);
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).take(MOST);
    errors
        .map(|diagnostic| {
            let message = Message::of(diagnostic, &mut excerpts);
            let text = Message::text(std::slice::from_ref(diagnostic), sources, Style::Plain).trim_end().to_owned();
            let (line, column) = message.position().unwrap_or((1, 1));
            let place = message.file().map(|file| format!("{}:{line}:{column}", printable_line(file)));
            let href = message.file().map(|file| editor_address(editor, &root.join(file), line, column));
            Shown { text, place, href }
        })
        .collect()
}

fn editor_address(editor: Option<&str>, file: &Path, line: usize, column: usize) -> String {
    let path = file.to_string_lossy().replace('\\', "/");
    let path = Route::asset(path.trim_start_matches('/')).url("/");
    match editor {
        Some(pattern) if pattern.contains("{file}") => {
            pattern.replace("{file}", &path).replace("{line}", &line.to_string()).replace("{column}", &column.to_string())
        }
        named => format!("{}://file{path}:{line}:{column}", named.unwrap_or("vscode")),
    }
}

/// Whether a request names this server as its host. A page of another site could else have a name of its own lead here, and
/// read drafts.
///
/// Known are this machine's own names and bare addresses, which no other site can own; and the host that was asked for.
pub fn is_own_host(host: &str, listening_on: &str, port: u16) -> bool {
    let (name, given) = match host.rsplit_once(':') {
        Some((name, digits)) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => (name, digits.parse().ok()),
        _ => (host, Some(80)),
    };
    let is_known = name.eq_ignore_ascii_case("localhost")
        || name.eq_ignore_ascii_case(listening_on)
        || matches!(url::Host::parse(name), Ok(url::Host::Ipv4(_) | url::Host::Ipv6(_)));
    given == Some(port) && is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_the_same_under_another_style_and_another_with_another_picture() {
        let stamp = |modified| Stamp { size: 1, modified, identity: 0 };
        let at = |style: &str, modified| Preview {
            styles: BTreeMap::from([("style.css".to_owned(), style.to_owned())]),
            copies: BTreeMap::from([("/a.png".to_owned(), stamp(modified)), ("/b.png".to_owned(), stamp(modified * 7))]),
            of_styles: BTreeSet::new(),
        };
        let page = |style: &str| format!("<link href={style}><img src=/a.png>").into_bytes();
        let before = at("/style.1.css", 1).shape(&page("/style.1.css"));
        assert_eq!(at("/style.2.css", 1).shape(&page("/style.2.css")), before);
        assert_ne!(at("/style.1.css", 2).shape(&page("/style.1.css")), before);
        assert_ne!(at("/style.1.css", 1).shape(b"other"), before);
        let other = |modified| Preview { copies: BTreeMap::from([("/b.png".to_owned(), stamp(modified))]), ..Preview::default() };
        for shows in ["<img srcset='/s.png 1x, /b.png 2x'>", "<img srcset=\"/b.png, /s.png 2x\">", "<a style=\"background:url(/b.png)\">", "<img src=/b.png?2>"]
        {
            assert_ne!(other(1).shape(shows.as_bytes()), other(2).shape(shows.as_bytes()), "{shows}");
        }
        assert_eq!(other(1).shape(b"<img src=/bb.png>"), other(2).shape(b"<img src=/bb.png>"));
    }

    #[test]
    fn the_script_stands_in_the_head() {
        let page = Preview::with_script(b"<head></head><body>", None);
        assert_eq!(String::from_utf8(page).unwrap(), format!("<head><script src=\"{SCRIPT}\" data-shape=\"\" defer></script></head><body>"));
    }

    #[test]
    fn only_its_own_hosts_are_answered() {
        for own in ["127.0.0.1:1111", "localhost:1111", "LOCALHOST:1111", "[::1]:1111", "192.168.1.7:1111"] {
            assert!(is_own_host(own, "127.0.0.1", 1111), "{own}");
        }
        for foreign in ["evil.example:1111", "localhost", "localhost:1112", "127.0.0.1.evil.example:1111", "", ":1111"] {
            assert!(!is_own_host(foreign, "127.0.0.1", 1111), "{foreign}");
        }
        assert!(is_own_host("desk.local:80", "desk.local", 80) && is_own_host("desk.local", "desk.local", 80));
    }

    #[test]
    fn a_message_leads_to_the_editor_that_was_named() {
        let file = Path::new("/home/m/my site/a.md");
        assert_eq!(editor_address(None, file, 3, 1), "vscode://file/home/m/my%20site/a.md:3:1");
        assert_eq!(editor_address(Some("zed"), file, 3, 1), "zed://file/home/m/my%20site/a.md:3:1");
        assert_eq!(editor_address(Some("idea://open?file={file}&line={line}"), file, 3, 1), "idea://open?file=/home/m/my%20site/a.md&line=3");
    }
}
