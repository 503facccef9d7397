/// The longest name of a host, in bytes (RFC 1035, section 2.3.4).
const LONGEST: usize = 253;

/// Whether a text is the name of a host and nothing else: labels of letters, digits and inner
/// hyphens (RFC 1123, section 2.1), also in Unicode, as far as they can be written in ASCII (RFC
/// 5891). No scheme, user, port or path, and no address of numbers.
pub(super) fn is_host_name(text: &str) -> bool {
    let is_sign = |c: char| c == '.' || c == '-' || c.is_ascii_alphanumeric() || (!c.is_ascii() && !c.is_control() && !c.is_whitespace());
    if !text.chars().all(is_sign) {
        return false;
    }
    let Ok(url::Host::Domain(name)) = url::Host::parse(text) else { return false };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.len() <= LONGEST && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_a_name_and_nothing_else() {
        for good in ["record.example", "www.Record.example", "xn--bcher-kva.example", "bücher.example", "기록.example", "1and1.com", "localhost", "a-b.c"] {
            assert!(is_host_name(good), "{good}");
        }
        for bad in [
            "",
            "https://record.example",
            "record.example/",
            "record.example:80",
            "a b.example",
            "a_b.example",
            "-a.example",
            "a-.example",
            "a..b",
            ".a",
            "a.",
            "*.example",
            "me@a.example",
            "192.0.2.1",
            "[::1]",
            "0x7f.1",
            "a.example?x",
            "a.example#x",
            "a.example\nb.example",
            "a%2eb",
            "a\u{200b}b\u{a0}c",
            "a,b",
        ] {
            assert!(!is_host_name(bad), "{bad}");
        }
        assert!(!is_host_name(&"a".repeat(64)) && !is_host_name(&"a.".repeat(127).repeat(2)));
    }
}
