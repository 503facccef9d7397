/// The `Content-Security-Policy` (CSP level 3) with which a host sends a drawing (`*.svg`).
///
/// An SVG that is opened on its own is a document. Under this policy it runs no script (`sandbox`)
/// and loads nothing but the styles, pictures and fonts that it carries itself. In an `<img>` it
/// looks the same with the policy and without.
pub const DRAWING_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox";

/// What a file is, as a browser is to be told, by its name: a media type (RFC 6838), of text with its character set.
pub fn content_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let essence = guess.essence_str();
    let is_text =
        essence.starts_with("text/") || essence.ends_with("+xml") || ["application/json", "application/javascript", "application/xml"].contains(&essence);
    match name.rsplit_once('.') {
        Some((_, "ics")) => "text/calendar; charset=utf-8".to_owned(),
        _ if name.ends_with("feed.json") => "application/feed+json; charset=utf-8".to_owned(),
        _ if is_text => format!("{essence}; charset=utf-8"),
        _ => essence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_with_its_character_set_and_pictures_without() {
        for (name, told) in [
            ("people/index.html", "text/html; charset=utf-8"),
            ("style.css", "text/css; charset=utf-8"),
            ("timeline.js", "text/javascript; charset=utf-8"),
            ("favicon.svg", "image/svg+xml; charset=utf-8"),
            ("data/2018.json", "application/json; charset=utf-8"),
            ("feed.json", "application/feed+json; charset=utf-8"),
            ("atom.xml", "text/xml; charset=utf-8"),
            ("robots.txt", "text/plain; charset=utf-8"),
            ("media/a.webp", "image/webp"),
            ("fonts/a.woff2", "font/woff2"),
            ("CNAME", "application/octet-stream"),
        ] {
            assert_eq!(content_type(name), told, "{name}");
        }
    }
}
