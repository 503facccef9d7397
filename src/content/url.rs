use url::Url;

/// An address that a page may link to, in the form in which it may stand in an `href`; `None` for everything else.
///
/// Allowed are `https`, `http` and `mailto` (so never `javascript:` and its kin), with a host that can exist. What the URL
/// standard tolerates but does not call valid (`|`, `[`, a lone `%`) is percent-encoded.
pub fn safe_url(text: &str) -> Option<String> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || c == '\\') {
        return None;
    }
    let url = Url::parse(text).ok()?;
    match url.scheme() {
        // A scheme alone (`https:x`) is mended by the parser, and is not what anyone meant.
        // The URL standard lets a quotation mark stand in a host, and no host is called so.
        "https" | "http" if url.host_str().is_some_and(|host| !host.contains(['"', '`', '\''])) && text.contains("://") => Some(strict(url.as_str())),
        "mailto" if url.path().contains('@') => Some(strict(url.as_str())),
        _ => None,
    }
}

/// Percent-encodes what may not stand in an address.
pub(super) fn strict(url: &str) -> String {
    let scheme = url.find(':').filter(|at| url[*at..].starts_with("://"));
    let authority_end = scheme.map_or(0, |at| url[at + 3..].find('/').map_or(url.len(), |slash| at + 3 + slash));
    let (head, rest) = url.split_at(authority_end);
    let mut out = String::with_capacity(url.len());
    out.push_str(head);
    let mut fragment = false;
    for (at, c) in rest.char_indices() {
        match c {
            '%' => {
                let code = rest.as_bytes().get(at + 1..at + 3);
                let whole = code.is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
                out.push_str(if whole { "%" } else { "%25" });
            }
            '#' if fragment => out.push_str("%23"),
            '#' => {
                fragment = true;
                out.push('#');
            }
            '|' | '[' | ']' | '{' | '}' | '^' | '`' | '"' | '<' | '>' | '\\' | ' ' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_a_reader_can_follow_are_safe() {
        assert_eq!(safe_url("https://undocs.org/S/RES/2397(2017)").as_deref(), Some("https://undocs.org/S/RES/2397(2017)"));
        assert_eq!(safe_url("mailto:desk@example.org").as_deref(), Some("mailto:desk@example.org"));
        assert_eq!(safe_url("mailto:@://<").as_deref(), Some("mailto:@://%3C"));
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "https://",
            "http:x",
            "//evil.example",
            "java\nscript:x",
            "ftp://x",
            "http://\"",
            "https://a`b/",
        ] {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_may_not_stand_in_an_address_is_encoded() {
        assert_eq!(safe_url("https://x.org/a|b[1] 100%").as_deref(), Some("https://x.org/a%7Cb%5B1%5D%20100%25"));
    }
}
