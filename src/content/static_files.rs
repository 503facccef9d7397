use super::fields::Fields;
use crate::base::{Code, Diagnostic, Place};
use glob::{MatchOptions, Pattern};
use std::borrow::Cow;
use std::sync::Arc;

/// Which files of `static/`, and of a folder that `publish --from` names, are published:
/// `static_files` of `dateline.yaml`.
///
/// A file that may hold a secret, or that a program left there, stays behind ([`Withheld`]), unless
/// a pattern under `include` lets it through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaticFiles {
    include: Vec<Pattern>,
}

/// Why a file or a folder stays behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// Its name begins with a dot, so that it is hidden: settings and passwords of programs.
    Hidden,
    /// An editor, an operating system or a merge left it there.
    Leftover,
    /// It is a private key by its name or by its text, or a store of keys and passwords.
    PrivateKey,
    /// It belongs to git or to Dateline itself. No pattern lets it through.
    Internal,
}

/// Names that begin with a dot and that servers or readers ask for: RFC 8615, Apache, GitHub Pages.
const SHOWN: [&str; 3] = [".well-known", ".htaccess", ".nojekyll"];

/// Names that the file managers of Windows leave in folders.
const LEFT_BY_SYSTEMS: [&str; 4] = ["thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini"];

/// Ends of names that editors and merges leave: swap files of Vim, copies before a change, halves
/// of a patch.
const LEFT_BY_EDITORS: [&str; 7] = ["~", ".swp", ".swo", ".swn", ".bak", ".orig", ".rej"];

/// Names of the keys of SSH (ssh-keygen(1)); `id_rsa.old` and `id_rsa.pub` belong to them.
const SSH_KEYS: [&str; 7] = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk", "id_xmss"];

/// Ends of the names of private keys, and of stores of keys and passwords. A `.pem` may be a public
/// certificate, and a `.key` a public key or a presentation: of these [`holds_private_key`]
/// decides.
const KEY_ENDS: [&str; 9] = [".ppk", ".p12", ".pfx", ".pk8", ".p8", ".jks", ".keystore", ".kdbx", ".kdb"];

/// How patterns match: `*` and `**` take no name that begins with a dot, and `*` no `/`.
const MATCHING: MatchOptions = MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

impl StaticFiles {
    /// Reads `static_files`. A pattern that cannot be read is reported and left out.
    pub(super) fn read(fields: &Fields<'_>) -> StaticFiles {
        let mut include = Vec::new();
        for (written, place) in fields.placed_lines("include") {
            let relative = written.strip_prefix("static/").unwrap_or(&written).trim_start_matches("./");
            // A slash at the end says that it is a folder, as for git.
            let relative = relative.strip_suffix('/').unwrap_or(relative);
            match Pattern::new(relative) {
                Ok(pattern) if !relative.is_empty() && !relative.starts_with('/') => include.push(pattern),
                Ok(_) => fields.fault(unusable(&written, "it does not begin below `static/`").at(place)),
                Err(error) => fields.fault(unusable(&written, error.msg).at(place)),
            }
        }
        StaticFiles { include }
    }

    /// Which part of a path stays behind, by its name, and why: a file, or the folder that it is
    /// in. Paths are relative to `static/`, with `/` between their parts.
    pub fn withheld<'p>(&self, path: &'p str) -> Option<(&'p str, Withheld)> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let mut start = 0;
        for end in ends {
            let part = &path[start..end];
            let is_file = end == path.len();
            match Withheld::of_name(part, is_file) {
                Some(Withheld::Internal) => return Some((&path[..end], Withheld::Internal)),
                Some(why) if !self.includes(&path[..end]) && !self.includes(path) => return Some((&path[..end], why)),
                _ => {}
            }
            start = end + 1;
        }
        None
    }

    /// Whether a pattern may let something through that is in a folder that stays behind: it begins
    /// as the path of the folder does, or with a sign that stands for others.
    pub fn may_include_below(&self, folder: &str) -> bool {
        let inside = format!("{}/", folder.trim_end_matches('/'));
        self.include.iter().any(|pattern| {
            let text = pattern.as_str();
            let literal = &text[..text.find(['*', '?', '[']).unwrap_or(text.len())];
            literal.starts_with(&inside) || (literal.len() < text.len() && inside.starts_with(literal))
        })
    }

    /// Whether a pattern lets a file or a folder through.
    pub fn includes(&self, path: &str) -> bool {
        self.include.iter().any(|pattern| pattern.matches_with(path, MATCHING))
    }
}

fn unusable(pattern: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidSetting, format!("the pattern \"{pattern}\" cannot be used: {why}"))
        .help("write the path of a file below `static/`; `*` stands for any characters of a name, and `**` for any folders")
}

impl Withheld {
    /// Why a file or a folder of this name stays behind. Names are compared ignoring ASCII case.
    pub fn of_name(name: &str, is_file: bool) -> Option<Withheld> {
        let name = name.to_ascii_lowercase();
        // NTFS and HFS+ find `.git` under these names too, so git refuses them (git's
        // `is_ntfs_dotgit`, `is_hfs_dotgit`).
        let plain: String = name.chars().filter(|c| !is_ignored(*c)).collect();
        let plain = plain.split(':').next().unwrap_or_default().trim_end_matches([' ', '.']);
        if matches!(plain, ".git" | "git~1" | ".dateline") {
            return Some(Withheld::Internal);
        }
        if name.starts_with('.') {
            return (!SHOWN.contains(&&*name)).then_some(Withheld::Hidden);
        }
        if !is_file {
            return None;
        }
        let is_lock_of_emacs = name.len() > 2 && name.starts_with('#') && name.ends_with('#');
        // `~$report.docx` names who has the document open.
        let is_lock_of_office = name.len() > 2 && name.starts_with("~$");
        if LEFT_BY_SYSTEMS.contains(&&*name) || is_lock_of_emacs || is_lock_of_office || LEFT_BY_EDITORS.iter().any(|end| name.ends_with(end)) {
            return Some(Withheld::Leftover);
        }
        // `id_rsa*`, as people copy it; of the others the name itself, and what programs set behind
        // it.
        let is_of_ssh =
            SSH_KEYS.iter().any(|key| name.strip_prefix(key).is_some_and(|rest| *key == "id_rsa" || !rest.starts_with(|c: char| c.is_alphanumeric())));
        (is_of_ssh || KEY_ENDS.iter().any(|end| name.ends_with(end))).then_some(Withheld::PrivateKey)
    }

    /// The reason, as the end of a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Withheld::Hidden => "its name begins with a dot",
            Withheld::Leftover => "a program left it there",
            Withheld::PrivateKey => "it is a private key, or holds keys",
            Withheld::Internal => "it belongs to git or to Dateline",
        }
    }

    /// What is told of a file that stays behind, at its place. `path` is relative to `static/`.
    pub fn told(self, path: &str, file: &Arc<str>) -> Diagnostic {
        // In a pattern, and in a text in quotation marks.
        let pattern = Pattern::escape(path).replace('\\', "\\\\").replace('"', "\\\"");
        let help = if self == Withheld::Internal {
            "move it out of the folder".to_owned()
        } else if path.contains(char::is_control) {
            "move it out of the folder; a file that is to be published needs a name without control characters".to_owned()
        } else {
            format!("move it out of the folder; if readers are to have it, write in dateline.yaml: static_files: {{ include: [\"{pattern}\"] }}")
        };
        Diagnostic::new(Code::WithheldFile, format!("\"{path}\" is not published: {}", self.reason()))
            .grouped("files that may hold secrets, or are leftovers, are not published")
            .at(Place::file(file))
            .help(help)
    }
}

/// Characters that HFS+ ignores in names (git's `next_hfs_char`).
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

/// How many bytes of a file are looked at to find a private key.
pub const KEY_HEAD: usize = 16 * 1024;

/// Whether a file of this name is looked into for a private key. Pictures, fonts and films are
/// none, and pages may show one as an example.
pub fn may_be_key(path: &str) -> bool {
    const OTHERS: [&str; 30] = [
        "html", "htm", "xhtml", "css", "js", "mjs", "svg", "md", "jpg", "jpeg", "png", "gif", "webp", "avif", "ico", "bmp", "tif", "tiff", "woff", "woff2",
        "ttf", "otf", "mp3", "m4a", "ogg", "mp4", "webm", "zip", "gz", "pdf",
    ];
    !OTHERS.iter().any(|other| has_extension(path, other))
}

fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, known)| known.eq_ignore_ascii_case(extension))
}

/// How many characters of Base64 are no example any more, but a key.
const REAL_KEY: usize = 40;

/// Whether the head of a file of this name is, or holds, a private key: in PEM (RFC 7468), of
/// OpenSSH, of PGP (RFC 9580), of PuTTY or of age. A file `*.key` is one unless it is seen to be
/// something else.
pub fn holds_private_key(path: &str, head: &[u8]) -> bool {
    let text = decoded(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let (is_key, is_pem) = (has_extension(path, "key"), has_extension(path, "pem"));
    let is_private = text.match_indices("PRIVATE KEY").any(|(at, label)| {
        let before = text[..at].trim_end_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ');
        let rest = &text[at + label.len()..];
        let rest = rest.strip_prefix(" BLOCK").unwrap_or(rest).trim_start_matches(' ');
        let begins = before.ends_with("----") && text[before.len()..at].trim_start().starts_with("BEGIN ") && rest.starts_with("----");
        let before = before.trim_end_matches('-').trim_end_matches([' ', '\t']);
        // At the start of a line, or of a text in quotation marks. Elsewhere, as in
        // `KEY=-----BEGIN…`, what follows decides.
        let is_line = before.is_empty() || before.ends_with(['\n', '\r', '"', '\'', '`']);
        begins && (before.is_empty() || (is_line && (is_key || is_pem)) || is_real(rest.trim_start_matches('-')))
    });
    // A presentation is a ZIP archive; a key of PGP may be bytes, whose first has the tag 6 (RFC
    // 9580, section 4.2).
    let is_other = || text.contains("BEGIN") || head.starts_with(b"PK\x03\x04") || head.first().is_some_and(|byte| matches!(byte, 0x98..=0x9a | 0xc6));
    let is_named = || text.starts_with("PuTTY-User-Key-File-") || text.lines().any(|line| line.starts_with("AGE-SECRET-KEY-1"));
    is_private || is_named() || (is_key && !is_other())
}

/// The head of a file as text: UTF-8, or UTF-16 with a byte order mark, in which shells of Windows
/// write.
fn decoded(head: &[u8]) -> Cow<'_, str> {
    let units = |read: fn([u8; 2]) -> u16| head[2..].chunks_exact(2).map(move |pair| read([pair[0], pair[1]])).collect::<Vec<u16>>();
    match head {
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)).into(),
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)).into(),
        _ => String::from_utf8_lossy(head),
    }
}

/// Whether what follows the first line of a key is one: Base64, after headers such as `Proc-Type:
/// 4,ENCRYPTED`. A sentence that names such a line goes on behind it with other words.
fn is_real(body: &str) -> bool {
    let is_base64 = |line: &&str| line.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    let mut lines = body.split(['\n', '\r']).flat_map(|line| line.split("\\n")).map(|line| line.trim().trim_end_matches("\\r").trim_end_matches('\\'));
    let first = lines.next().unwrap_or_default();
    // Variables of an environment hold a key on one line, with spaces for line ends.
    let word = first.split_whitespace().next().filter(is_base64).unwrap_or_default();
    let below = lines.filter(|line| !line.is_empty()).take(12).filter(is_base64).map(str::len).sum::<usize>();
    word.len() >= REAL_KEY || (first.is_empty() && below >= REAL_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(patterns: &[&str]) -> StaticFiles {
        StaticFiles { include: patterns.iter().map(|pattern| Pattern::new(pattern).unwrap()).collect() }
    }

    #[test]
    fn secrets_and_leftovers_stay_behind() {
        for path in [
            ".env",
            ".ENV.local",
            "a/.DS_Store",
            ".git/config",
            "a/.git",
            ".GIT/x",
            "git~1/config",
            ".g\u{200c}it/config",
            ".git /x",
            ".git::$INDEX_ALLOCATION/x",
            ".gitignore",
            ".ssh/rc",
            ".well-known/.git/config",
            ".well-known/.env",
            ".htpasswd",
            ".htaccess.swp",
            ".dateline/x",
            ".Dateline/lease",
            "Thumbs.db",
            "THUMBS.DB",
            "Desktop.ini",
            "page.html~",
            ".a.swp",
            "a.swp",
            "a.swo",
            "#a#",
            ".#a",
            "~$report.docx",
            "a/~$Book.xlsx",
            "a.bak",
            "a.orig",
            "id_rsa",
            "ID_RSA",
            "id_rsa.pub",
            "id_rsa_backup",
            "id_ed25519",
            "id_ecdsa.old",
            "a.PPK",
            "a.p12",
            "a.pfx",
            "a.kdbx",
            "a.keystore",
            "deep/down/id_dsa",
        ] {
            assert!(of(&[]).withheld(path).is_some(), "{path}");
        }
    }

    #[test]
    fn what_readers_and_servers_ask_for_goes() {
        for path in [
            ".well-known/security.txt",
            ".well-known/acme-challenge/token",
            ".htaccess",
            "a/.htaccess",
            ".nojekyll",
            ".HTACCESS",
            "_headers",
            "_redirects",
            "CNAME",
            "robots.txt",
            "key.html",
            "keys/a.txt",
            "monkey",
            "hotkey.png",
            "id_rsanother/a.html",
            "id_ecdsability.txt",
            "identity.html",
            "a.pem",
            "a.crt",
            "a.asc",
            "talk.key",
            "thumbs.db.html",
            "desktop.ini.txt",
            "tilde~name.html",
            "~home.html",
            "a/~$/b.html",
            "$a.html",
            "a~/b.html",
            "a.b.c",
            "git/config",
            "a.git.html",
            "swp",
            "C#",
            "#1",
            "안녕.txt",
        ] {
            assert_eq!(of(&[]).withheld(path), None, "{path}");
        }
    }

    #[test]
    fn the_pattern_that_a_message_offers_lets_that_file_through_and_no_other() {
        for path in [".env.example", "a/.config/b", "id_rsa.pub", ".[x]", ".a*b?", "#a#", "page~", "deep/.a/.b"] {
            let mut patterns: Vec<String> = Vec::new();
            // Of a path with two hidden parts, one after the other is told.
            while let Some((part, why)) = of(&patterns.iter().map(|text| &**text).collect::<Vec<_>>()).withheld(path) {
                let told = why.told(part, &part.into()).help.unwrap();
                let written = told.split_once("include: [\"").unwrap().1.split_once("\"]").unwrap().0;
                assert!(patterns.len() < 3, "{path}: {patterns:?}");
                patterns.push(written.replace("\\\\", "\\"));
            }
            let all = of(&patterns.iter().map(|text| &**text).collect::<Vec<_>>());
            assert!(all.withheld(".env").is_some() && all.withheld("id_rsa").is_some());
        }
    }

    #[test]
    fn a_pattern_lets_through_what_it_names() {
        let all = of(&["**", "*", "**/*", ".git/**", ".git", ".git/config", ".dateline/**", ".GIT/config"]);
        for path in [".env", "a/.env", ".git/config", ".GIT/config", "a/.git", ".dateline/published.json"] {
            assert!(all.withheld(path).is_some(), "{path}");
        }
        assert_eq!(of(&[".vscode"]).withheld(".vscode/a.json"), None);
        assert_eq!(of(&[".vscode/**"]).withheld(".vscode/a/b.json"), None);
        assert_eq!(of(&[".vscode"]).withheld(".vscode/.env"), Some((".vscode/.env", Withheld::Hidden)));
        assert_eq!(of(&[".vscode/.env"]).withheld(".vscode/.env"), None);
        assert_eq!(of(&["keys/*.p8"]).withheld("keys/public.p8"), None);
        assert!(of(&["*.p8"]).withheld("keys/public.p8").is_some());
    }

    #[test]
    fn a_private_key_is_known_by_its_text() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n".repeat(3);
        for key in [
            format!("-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n"),
            format!("\u{feff}-----BEGIN RSA PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: AES-128-CBC,0A\r\n\r\n{body}"),
            format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\n{body}"),
            format!("Bag Attributes\n    localKeyID: 01\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n{body}"),
            format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{body}"),
            format!("-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n{body}"),
            format!("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"x\"\n{body}"),
            format!("{{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n{}\"}}", body.replace('\n', "\\n")),
            "PuTTY-User-Key-File-3: ssh-ed25519\n".to_owned(),
            format!("NAME=x\nKEY=-----BEGIN RSA PRIVATE KEY-----\n{body}-----END RSA PRIVATE KEY-----\n"),
            format!("KEY=-----BEGIN PRIVATE KEY-----\\n{}", body.replace('\n', "\\n")),
            format!("KEY=-----BEGIN PRIVATE KEY----- {}-----END PRIVATE KEY-----", body.replace('\n', " ")),
            "# created: 2026\nAGE-SECRET-KEY-1QQQ\n".to_owned(),
        ] {
            assert!(holds_private_key("a.txt", key.as_bytes()), "{key}");
        }
        let pem = format!("-----BEGIN PRIVATE KEY-----\r\n{body}");
        let units = |write: fn(u16) -> [u8; 2]| format!("\u{feff}{pem}").encode_utf16().flat_map(write).collect::<Vec<u8>>();
        assert!(holds_private_key("a.txt", &units(u16::to_le_bytes)) && holds_private_key("a.txt", &units(u16::to_be_bytes)), "UTF-16");
        assert!(!holds_private_key("a.txt", b"\xff\xfe") && !holds_private_key("a.txt", b"\xff\xfea"));
        for (name, key) in
            [("a.key", "secret"), ("a.KEY", "\u{30}\u{1}"), ("a.pem", "x\n-----BEGIN PRIVATE KEY-----\nabc"), ("a", "-----BEGIN PRIVATE KEY-----\nabc")]
        {
            assert!(holds_private_key(name, key.as_bytes()), "{name}: {key}");
        }
        assert!(!holds_private_key("talk.key", b"PK\x03\x04\x14") && !holds_private_key("release.key", b"\x99\x01\x0d"));
        for other in [
            format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"),
            format!("-----BEGIN PUBLIC KEY-----\n{body}"),
            format!("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{body}"),
            "A key looks so:\n-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n".to_owned(),
            "A file that begins with -----BEGIN PRIVATE KEY----- is one.".to_owned(),
            "How to keep a PRIVATE KEY".to_owned(),
            format!("Write KEY=-----BEGIN PRIVATE KEY----- and the key. A certificate is another thing:\n-----BEGIN CERTIFICATE-----\n{body}"),
        ] {
            assert!(!holds_private_key("a.pem", other.as_bytes()) || other.contains("..."), "{other}");
            assert!(!holds_private_key("a.txt", other.as_bytes()), "{other}");
        }
    }
}
