use super::fields::Fields;
use crate::base::{Code, Diagnostic};

/// Editors that are known to open addresses of their own: the schemes of these addresses.
const KNOWN: [&str; 44] = [
    "vscode",
    "vscode-insiders",
    "vscodium",
    "code-oss",
    "cursor",
    "windsurf",
    "trae",
    "kiro",
    "positron",
    "zed",
    "idea",
    "jetbrains",
    "phpstorm",
    "webstorm",
    "pycharm",
    "rubymine",
    "goland",
    "clion",
    "rider",
    "rustrover",
    "datagrip",
    "appcode",
    "fleet",
    "subl",
    "sublime",
    "txmt",
    "textmate",
    "mate",
    "atom",
    "pulsar",
    "emacs",
    "emacsclient",
    "org-protocol",
    "vim",
    "gvim",
    "mvim",
    "nvim",
    "neovide",
    "hx",
    "helix",
    "nova",
    "bbedit",
    "x-bbedit",
    "kate",
];

/// Schemes of which a browser, or the system behind it, does something else than opening an editor.
const OF_BROWSERS: [&str; 59] = [
    "http",
    "https",
    "ftp",
    "file",
    "data",
    "blob",
    "filesystem",
    "javascript",
    "vbscript",
    "livescript",
    "mocha",
    "jscript",
    "about",
    "view-source",
    "resource",
    "jar",
    "wyciwyg",
    "ws",
    "wss",
    "gopher",
    "feed",
    "feeds",
    "pcast",
    "mailto",
    "tel",
    "sms",
    "smsto",
    "callto",
    "facetime",
    "intent",
    "market",
    "android-app",
    "itms",
    "ssh",
    "sftp",
    "telnet",
    "smb",
    "afp",
    "shell",
    "search",
    "cid",
    "mid",
    "mailbox",
    "news",
    "nntp",
    "irc",
    "ircs",
    "ldap",
    "nfs",
    "vnc",
    "rdp",
    "rlogin",
    "terminal",
    "applescript",
    "shortcuts",
    "x-man-page",
    "x-apple.systempreferences",
    "steam",
    "magnet",
];

/// Families of such schemes, by how they begin.
const FAMILIES: [&str; 16] = [
    "chrome",
    "googlechrome",
    "firefox",
    "microsoft-",
    "moz-",
    "ms-",
    "edge",
    "brave",
    "opera",
    "vivaldi",
    "safari",
    "webkit",
    "web+",
    "search-",
    "isolated-",
    "itms-",
];

/// Reads `editor`: the name of an editor, which is the scheme of its addresses, or a pattern of an
/// address with `{file}`. A scheme that a browser runs or loads by itself is reported and left out,
/// so that no link of the preview runs anything.
pub(super) fn read(fields: &Fields<'_>) -> Option<String> {
    let written = fields.line("editor")?;
    if is_editor(&written) {
        return Some(written);
    }
    let fault = Diagnostic::new(Code::UnknownValue, format!("`editor` does not open an editor: \"{written}\"")).at(fields.value_place("editor"));
    fields.fault(fault.help("write the name of an editor, such as vscode or zed, or a pattern such as idea://open?file={file}&line={line}"));
    None
}

/// Whether a text names an editor, or is a pattern of an address that opens one.
fn is_editor(text: &str) -> bool {
    let (scheme, is_whole) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme, rest.contains("{file}")),
        None => (text, true),
    };
    // RFC 3986, section 3.1.
    let is_scheme =
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let name = scheme.to_ascii_lowercase();
    let is_of_browser = OF_BROWSERS.contains(&&*name) || FAMILIES.iter().any(|start| name.starts_with(start)) || name.ends_with("-extension");
    let is_clean = !text.contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`'));
    is_scheme && is_whole && is_clean && (KNOWN.contains(&&*name) || !is_of_browser)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_named_or_reached_by_a_pattern() {
        for good in [
            "vscode",
            "zed",
            "VSCodium",
            "idea://open?file={file}&line={line}",
            "subl://open?url=file://{file}&line={line}",
            "txmt://open?url=file://{file}",
            "emacs://open?url=file://{file}&line={line}&column={column}",
            "nvim://{file}:{line}",
            "my-editor://edit/{file}",
            "x+y.z",
        ] {
            assert!(is_editor(good), "{good}");
        }
    }

    #[test]
    fn no_editor_is_what_a_browser_runs_or_loads() {
        for bad in [
            "javascript",
            "JavaScript://%0aalert(1)//{file}",
            "javascript:alert(1)//{file}",
            "java\tscript://{file}",
            "data",
            "data:text/html,{file}",
            "vbscript://{file}",
            "blob://{file}",
            "file",
            "file://{file}",
            "https://evil.example/?{file}",
            "http://localhost:1/{file}",
            "about",
            "view-source",
            "{file}",
            "//evil/{file}",
            "chrome://{file}",
            "chrome-extension://{file}",
            "moz-extension://{file}",
            "ms-msdt://{file}",
            "vscode://x",
            "a b",
            "1a",
            "",
            "filesystem://{file}",
            "jar://{file}",
            "search-ms://{file}",
            "microsoft-edge:{file}",
            "microsoft-edge://{file}",
            "applescript://com.apple.scripteditor?action=new&script={file}",
            "x-man-page://{file}",
            "googlechrome://{file}",
            "zed://\"{file}",
        ] {
            assert!(!is_editor(bad), "{bad}");
        }
    }
}
