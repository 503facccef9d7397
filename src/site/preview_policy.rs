use super::DRAWING_POLICY;
use url::Url;

/// The name of pages that are made to be shown in frames of other sites.
const EMBED: &str = "/embed.html";

/// How long the address of an open page, and of a request, may be, in bytes.
pub const LONGEST_ADDRESS: usize = 4096;

/// How long the digest of an open page may be, in bytes.
pub const LONGEST_SHAPE: usize = 128;

/// What a browser says of where a request comes from (Fetch Metadata Request Headers). A program
/// that is no browser says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchMetadata<'r> {
    /// `Sec-Fetch-Site`: how the asking site is related to this one.
    pub site: &'r str,
    /// `Sec-Fetch-Mode`.
    pub mode: &'r str,
    /// `Sec-Fetch-Dest`: what the answer is for.
    pub dest: &'r str,
}

/// Which other site the preview trusts to show its pages in frames: the host of `--base-url`, since
/// the person who gave it says that the site stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FramePolicy {
    origin: Option<String>,
}

impl FramePolicy {
    /// The policy of a preview that was started with this `--base-url`.
    pub fn of(base_url: Option<&str>) -> FramePolicy {
        let url = base_url.and_then(|url| Url::parse(url).ok()).filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        FramePolicy { origin: url.map(|url| url.origin().ascii_serialization()) }
    }

    /// Whether a request is answered. Another site may lead a reader here, and show an `embed.html`
    /// in a frame; it may load nothing else of a draft, and not listen to changes.
    pub fn answers(&self, path: &str, events: &str, fetch: FetchMetadata<'_>) -> bool {
        if !fetch.site.eq_ignore_ascii_case("cross-site") {
            return true;
        }
        let is_frame = ["iframe", "frame"].iter().any(|dest| fetch.dest.eq_ignore_ascii_case(dest));
        let is_page = fetch.dest.eq_ignore_ascii_case("document") || (is_frame && (path.ends_with(EMBED) || self.origin.is_some()));
        fetch.mode.eq_ignore_ascii_case("navigate") && is_page && path != events
    }

    /// The content security policies of an answer (CSP level 3): who may show it in a frame, and of
    /// a drawing that it runs nothing.
    pub fn content_policies(&self, path: &str, content_type: &str) -> Vec<String> {
        let frames = (!path.ends_with(EMBED)).then(|| match &self.origin {
            Some(origin) => format!("frame-ancestors 'self' {origin}"),
            None => "frame-ancestors 'self'".to_owned(),
        });
        let is_drawing = content_type.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("image/svg+xml"));
        frames.into_iter().chain(is_drawing.then(|| DRAWING_POLICY.to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(policy: &FramePolicy, path: &str, site: &str, mode: &str, dest: &str) -> bool {
        policy.answers(path, "/events", FetchMetadata { site, mode, dest })
    }

    #[test]
    fn another_site_may_only_lead_here_and_show_embeds() {
        let (alone, told) = (FramePolicy::of(None), FramePolicy::of(Some("https://record.example/korea/")));
        for policy in [&alone, &told] {
            for own in ["", "same-origin", "same-site", "none"] {
                assert!(answers(policy, "/", own, "no-cors", "script") && answers(policy, "/events", own, "cors", "empty"), "{own}");
            }
            assert!(answers(policy, "/", "cross-site", "navigate", "document"));
            assert!(answers(policy, "/people/a/embed.html", "cross-site", "navigate", "iframe"));
            for (path, mode, dest) in [
                ("/data.json", "no-cors", "script"),
                ("/a.png", "no-cors", "image"),
                ("/", "cors", "empty"),
                ("/", "navigate", "object"),
                ("/", "navigate", "embed"),
                ("/a/embed.html", "no-cors", "image"),
                ("/events", "navigate", "document"),
                ("/", "", ""),
            ] {
                assert!(!answers(policy, path, "cross-site", mode, dest), "{path} {mode} {dest}");
            }
        }
        assert!(!answers(&alone, "/", "cross-site", "navigate", "iframe") && answers(&told, "/", "cross-site", "navigate", "iframe"));
    }

    #[test]
    fn only_the_host_of_the_base_url_may_show_pages_in_frames() {
        let policies = |base: Option<&str>, path: &str, form: &str| FramePolicy::of(base).content_policies(path, form);
        assert_eq!(policies(None, "/", "text/html"), ["frame-ancestors 'self'"]);
        assert_eq!(policies(Some("https://me:x@record.example:8443/korea/"), "/", "text/html"), ["frame-ancestors 'self' https://record.example:8443"]);
        assert_eq!(policies(Some("javascript:alert(1)"), "/", "text/html"), ["frame-ancestors 'self'"]);
        assert!(policies(None, "/a/embed.html", "text/html").is_empty());
        assert_eq!(policies(None, "/a.svg", "image/svg+xml; charset=utf-8"), ["frame-ancestors 'self'", DRAWING_POLICY]);
    }
}
