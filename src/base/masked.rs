use std::borrow::Cow;
use std::ops::Range;

/// How much of an address in a text is secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// Names and passwords before the host (RFC 3986, section 3.2.1): for texts that are published,
    /// such as articles.
    UserInfo,
    /// These, and the values of queries and fragments, where tokens stand: for `dateline.yaml`, and
    /// for what programs and servers say of a target.
    Settings,
}

/// What is printed in the place of a secret.
pub const MASK: &str = "***";

/// Schemes of SSH and rsync. A user name without a password is no secret there: the key is.
const BY_KEY: [&str; 6] = ["ssh", "sftp", "scp", "rsync", "git+ssh", "ssh+git"];

/// Prefixes of addresses of persons, which have an `@` and no password.
const OF_PERSONS: [&str; 4] = ["mailto:", "sip:", "sips:", "xmpp:"];

/// A text with every secret in an address replaced by `***`.
pub fn masked(text: &str, level: Secrets) -> Cow<'_, str> {
    let ranges = secret_ranges(text, level);
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        out.push_str(&text[done..range.start]);
        out.push_str(MASK);
        done = range.end;
    }
    Cow::Owned(out + &text[done..])
}

/// The bytes of a text that are secret, in order and without overlap.
pub(super) fn secret_ranges(text: &str, level: Secrets) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    if !text.contains(['@', '?', '#', ';']) {
        return ranges;
    }
    let mut start = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        in_word(word.trim_end(), start, level, &mut ranges);
        start += word.len();
    }
    ranges
}

/// The secrets of a word: a run of characters without white space, as addresses are.
fn in_word(word: &str, start: usize, level: Secrets, ranges: &mut Vec<Range<usize>>) {
    let mut add = |range: Range<usize>| {
        let range = range.start + start..range.end + start;
        if !range.is_empty() && &word[range.start - start..range.end - start] != MASK {
            ranges.push(range);
        }
    };
    let mut at = 0;
    while let Some(found) = word[at..].find("://") {
        let (scheme_end, begin) = (at + found, at + found + 3);
        // A word may hold a second address: a list without spaces.
        let end = word[begin..].find("://").map_or(word.len(), |next| scheme_start(word, begin + next).max(begin));
        let user_info = user_info(&word[scheme_start(word, scheme_end)..scheme_end], &word[begin..end]);
        let after = begin + user_info.map_or(0, |length| length);
        user_info.into_iter().for_each(|length| add(begin..begin + length));
        if level == Secrets::Settings {
            query_and_fragment(&word[after..end], Bounds::Address).into_iter().for_each(|range| add(range.start + after..range.end + after));
        }
        at = end;
    }
    if at == 0 && level == Secrets::Settings {
        let password = password_without_scheme(word);
        let after = password.as_ref().map_or(0, |range| range.end);
        password.into_iter().for_each(&mut add);
        query_and_fragment(&word[after..], Bounds::Words).into_iter().for_each(|range| add(range.start + after..range.end + after));
    }
}

/// Where the scheme begins that ends here (RFC 3986, section 3.1).
fn scheme_start(word: &str, end: usize) -> usize {
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    end - word.as_bytes()[..end].iter().rev().take_while(|byte| is_scheme(byte)).count()
}

/// How many bytes after `://` are secret user information; none, where there is no `@` before the
/// path, or only a user name that is no secret.
fn user_info(scheme: &str, rest: &str) -> Option<usize> {
    let authority = &rest[..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())];
    let sign = match authority.rfind('@') {
        Some(sign) => sign,
        // A password with a slash in it looks like a port and a path: no port has letters.
        None => {
            let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|_| !authority.starts_with('['))?;
            let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) || port.ends_with(['\'', '"', ',', ')']);
            (!is_port).then(|| rest.rfind('@')).flatten()?
        }
    };
    let is_name = BY_KEY.iter().any(|known| scheme.eq_ignore_ascii_case(known)) && !rest[..sign].contains([':', '/', '%']);
    (!is_name && sign > 0).then_some(sign)
}

/// The password in `user:password@host`, an address without a scheme, as SSH takes them.
fn password_without_scheme(word: &str) -> Option<Range<usize>> {
    let bare = word.trim_start_matches(['"', '\'', '(', '[', '{', '<']);
    if OF_PERSONS.iter().any(|prefix| bare.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))) {
        return None;
    }
    let colon = word[..word.find('@')?].find(':')?;
    let sign = word.rfind('@').filter(|sign| *sign > colon + 1)?;
    Some(colon + 1..sign)
}

/// Whether a query may stand in a word that is no address with a scheme.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bounds {
    /// After a scheme: every query and fragment counts.
    Address,
    /// Elsewhere: only a query of `name=value` counts, and no fragment, since `#9b2c1f` is a
    /// colour.
    Words,
}

/// The values of a query, and the fragment (RFC 3986, sections 3.4 and 3.5).
fn query_and_fragment(rest: &str, bounds: Bounds) -> Vec<Range<usize>> {
    // What closes a quotation or a sentence around an address is no part of a value.
    let rest = rest.trim_end_matches(['"', '\'', ')', ']', '}', '>', ',', ';', ':', '.', '!', '`']);
    let mut ranges = Vec::new();
    if bounds == Bounds::Address {
        parameters(&rest[..rest.find(['?', '#']).unwrap_or(rest.len())], &mut ranges);
    }
    let fragment = rest.find('#').filter(|_| bounds == Bounds::Address);
    let head = fragment.map_or(rest, |at| &rest[..at]);
    if let Some(question) = head.find('?') {
        let mut start = question + 1;
        for part in head[start..].split(['&', ';']) {
            match (part.find('='), bounds) {
                (Some(sign), _) => ranges.push(start + sign + 1..start + part.len()),
                (None, Bounds::Address) => ranges.push(start..start + part.len()),
                (None, Bounds::Words) => {}
            }
            start += part.len() + 1;
        }
    }
    ranges.extend(fragment.map(|at| at + 1..rest.len()));
    ranges.retain(|range| !range.is_empty());
    ranges
}

/// The values of parameters in a path, `/x;token=abc/y` (RFC 3986, section 3.3).
fn parameters(path: &str, ranges: &mut Vec<Range<usize>>) {
    for (at, _) in path.match_indices(';') {
        let rest = &path[at + 1..];
        let end = rest.find([';', '/']).unwrap_or(rest.len());
        if let Some(sign) = rest[..end].find('=') {
            ranges.push(at + 1 + sign + 1..at + 1 + end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        masked(text, Secrets::Settings).into_owned()
    }

    #[test]
    fn no_password_and_no_token_of_an_address_is_shown() {
        for (said, is_shown) in [
            ("unable to access 'https://me:s'cret@git.example/site.git/': 403", "unable to access 'https://***@git.example/site.git/': 403"),
            ("https://ghp_abc@github.com/x/y", "https://***@github.com/x/y"),
            ("HTTPS://me:s@h/x", "HTTPS://***@h/x"),
            ("ssh://desk:secret@host/x", "ssh://***@host/x"),
            ("desk:secret@host:/srv", "desk:***@host:/srv"),
            ("(desk:p@ss@host:/srv)", "(desk:***@host:/srv)"),
            ("https://me:se/cret@host/x", "https://***@host/x"),
            ("https://me:se?cr#et@host/x", "https://***@host/x"),
            ("https://x.org/a?token=abc", "https://x.org/a?token=***"),
            ("url (https://a.blob.example/c/x?sv=2024&sig=a%2Fb%3D)", "url (https://a.blob.example/c/x?sv=***&sig=***)"),
            ("'https://x.org/a?token=abc': gone", "'https://x.org/a?token=***': gone"),
            ("https://x.org/?abc#access=def", "https://x.org/?***#***"),
            ("https://x.org/a;token=abc/b;c=d?e=f", "https://x.org/a;token=***/b;c=***?e=***"),
            ("https://me:s@h/x?sig=b,https://you:t@i/y?sig=c", "https://***@h/x?sig=***,https://***@i/y?sig=***"),
            ("example.org/x?token=abc&b=c", "example.org/x?token=***&b=***"),
            ("s3://KEY:SECRET@bucket/x", "s3://***@bucket/x"),
        ] {
            assert_eq!(shown(said), is_shown, "{said}");
            assert_eq!(shown(is_shown), is_shown, "what is masked stays as it is");
        }
    }

    #[test]
    fn innocent_text_stays_as_it_is() {
        for text in [
            "git@host:x desk@host:/srv ssh://git@host/x sftp://desk@host:2222/www rsync://desk@host/module",
            "see https://git.example/help@home at 12:30, or write to mailto:desk@example.org (desk@example.org)",
            "accent: \"#9b2c1f\" # a comment",
            "Is 2+2=4? a=b",
            "http://localhost:8080/x and http://[::1]:80/a@b",
            "desk@host:/srv/a@b",
            "Why?",
        ] {
            assert_eq!(shown(text), text);
        }
        let article = "https://x.org/?q=1#part";
        assert_eq!(masked(article, Secrets::UserInfo), article);
        assert_eq!(masked("https://me:s@x.org/?q=1", Secrets::UserInfo), "https://***@x.org/?q=1");
    }
}
