use super::{Wares, is_fingerprinted};
use crate::content::Server;
use crate::pages::Route;
use serde_json::json;
use std::collections::BTreeMap;

/// An old address that leads to a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirection {
    /// The file of the page that leads there, where a server does not.
    pub file: String,
    /// Where it leads: an address within the host.
    pub to: String,
}

/// A file in which a server reads what it is to tell readers: what they may keep for good, and which addresses lead elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFile {
    /// Its path.
    pub path: &'static str,
    /// What it says.
    pub text: String,
    /// Whether what the site's people have written in a file of that name can stand before it.
    pub has_room: bool,
}

/// What a server is to tell readers.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'t> {
    /// The server.
    pub server: Server,
    /// The files of the site.
    pub wares: &'t Wares,
    /// The addresses that lead elsewhere.
    pub redirections: &'t [Redirection],
    /// Whether compressed forms stand beside its files.
    pub precompress: bool,
    /// The address of the home page within its host: it begins and ends with `/`.
    pub base: &'t str,
}

/// A page that only leads elsewhere is not longer than this, in bytes.
pub const LONGEST_REDIRECTION: u64 = 4096;

/// Cloudflare reads so many rules about headers, and so many redirections
/// (<https://developers.cloudflare.com/pages/configuration/headers/>, `redirects/`).
const CLOUDFLARE: (usize, usize) = (100, 2000);

/// Vercel reads so many redirections in `vercel.json`.
const VERCEL: usize = 1024;

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const A_MINUTE: &str = "public, max-age=60";

impl Redirection {
    /// What a page leads to, if it does nothing else: its `refresh` at once, to an address of this host.
    pub fn of_page(file: &str, page: &str) -> Option<Redirection> {
        let (_, after) = page.split_once("<meta http-equiv=\"refresh\" content=\"0; url=")?;
        let (address, _) = after.split_once('"')?;
        let to = address.replace("&#x2F;", "/").replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        // A space would end it in a file of rules.
        let is_path = to.starts_with('/') && !to.starts_with("//") && !to.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"');
        is_path.then(|| Redirection { file: file.to_owned(), to })
    }

    /// The old address, as browsers ask for it: what need not be encoded in a path is not (<https://url.spec.whatwg.org/#path-state>).
    fn from(&self, base: &str) -> String {
        let path = format!("{base}{}", folder(&self.file)).replace('%', "%25");
        let url = url::Url::parse("http://localhost/").map(|mut url| {
            url.set_path(&path);
            url.path().to_owned()
        });
        // That address is one.
        url.unwrap_or(path)
    }
}

/// The address that a file stands at: that of its folder, if it is the page there.
fn folder(file: &str) -> &str {
    file.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(file)
}

impl Telling<'_> {
    /// The files that tell the server, and how many of the redirections are told; of the others, the page leads on.
    pub fn files(&self) -> (Vec<ServerFile>, usize) {
        let file = |path, text, has_room| ServerFile { path, text, has_room };
        match self.server {
            Server::Netlify => (vec![file("_headers", self.headers(usize::MAX), true), file("_redirects", self.redirects(), true)], self.redirections.len()),
            Server::Cloudflare => {
                let (headers, redirects) = CLOUDFLARE;
                let (text, count) = self.redirects_with_and_without_slash(redirects);
                (vec![file("_headers", self.headers(headers), true), file("_redirects", text, true)], count)
            }
            Server::Vercel => (vec![file("vercel.json", self.vercel(), false)], self.redirections.len().min(VERCEL)),
            Server::Apache => (vec![file(".htaccess", self.htaccess(), true)], self.redirections.len()),
        }
    }

    /// What may be kept for good: folders in which all may, and otherwise files. A server that finds two rules for one file says both.
    fn kept_for_good(&self) -> (Vec<&str>, Vec<&str>) {
        let mut folders: BTreeMap<&str, bool> = BTreeMap::new();
        for path in self.wares.keys() {
            for (at, _) in path.match_indices('/') {
                *folders.entry(&path[..=at]).or_insert(true) &= is_fingerprinted(path);
            }
        }
        let above =
            |path: &str| path.match_indices('/').find_map(|(at, _)| folders.get_key_value(&path[..=at]).filter(|(_, all)| **all).map(|(folder, _)| *folder));
        let (mut whole, mut single) = (Vec::new(), Vec::new());
        for path in self.wares.keys().filter(|path| is_fingerprinted(path)) {
            match above(path) {
                Some(folder) if whole.last() == Some(&folder) => {}
                Some(folder) => whole.push(folder),
                None => single.push(&**path),
            }
        }
        (whole, single)
    }

    /// Rules of <https://docs.netlify.com/routing/headers/>, which Cloudflare has taken over. What has no rule is asked for anew each time.
    fn headers(&self, most: usize) -> String {
        let (folders, files) = self.kept_for_good();
        let folders = folders.into_iter().map(|folder| Route::asset(folder).url(self.base) + "*");
        let rules = folders.chain(files.into_iter().map(|file| Route::asset(file).url(self.base))).take(most);
        rules.fold(String::new(), |mut text, rule| {
            text += &format!("{rule}\n  Cache-Control: {FOR_GOOD}\n");
            text
        })
    }

    /// Rules of <https://docs.netlify.com/routing/redirects/>, which hold for an address with a slash at its end and without.
    fn redirects(&self) -> String {
        self.redirections.iter().map(|redirection| format!("{} {} 301\n", redirection.from(self.base), redirection.to)).collect()
    }

    /// The same where a rule holds for one of them; and of how many redirections.
    fn redirects_with_and_without_slash(&self, most: usize) -> (String, usize) {
        let (mut text, mut rules, mut count) = (String::new(), 0, 0);
        for redirection in self.redirections {
            let from = redirection.from(self.base);
            let bare = from.strip_suffix('/').filter(|bare| !bare.is_empty());
            rules += 1 + usize::from(bare.is_some());
            if rules > most {
                break;
            }
            count += 1;
            for from in bare.into_iter().chain([&*from]) {
                text += &format!("{from} {} 301\n", redirection.to);
            }
        }
        (text, count)
    }

    /// As <https://vercel.com/docs/project-configuration> says.
    fn vercel(&self) -> String {
        let (folders, files) = self.kept_for_good();
        let folders = folders.into_iter().map(|folder| escaped(&Route::asset(folder).url(self.base)) + "(.*)");
        let sources = folders.chain(files.into_iter().map(|file| escaped(&Route::asset(file).url(self.base))));
        let header = |source: String| json!({ "source": source, "headers": [{ "key": "Cache-Control", "value": FOR_GOOD }] });
        let redirect = |one: &Redirection| json!({ "source": escaped(&one.from(self.base)), "destination": one.to, "statusCode": 301 });
        let all = json!({
            "trailingSlash": true,
            "headers": sources.map(header).collect::<Vec<_>>(),
            "redirects": self.redirections.iter().take(VERCEL).map(redirect).collect::<Vec<_>>(),
        });
        // Strings always serialise.
        serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
    }

    /// As <https://httpd.apache.org/docs/2.4/mod/> says. A module that is not there is left out.
    fn htaccess(&self) -> String {
        let base = self.base;
        let mut text = format!(
            "ErrorDocument 404 {base}404.html\nAddDefaultCharset utf-8\nAddCharset utf-8 .css .csv .html .ics .js .json .svg .txt .xml\n\
             AddType text/calendar .ics\n<FilesMatch \"^feed\\.json(\\.br|\\.gz)?$\">\n  ForceType \"application/feed+json; charset=utf-8\"\n</FilesMatch>\n\
             <IfModule mod_headers.c>\n  Header set Cache-Control \"{A_MINUTE}\"\n  \
             <FilesMatch \"\\.(?=[0-9]*[a-f])[0-9a-f]{{10}}(\\.|$)\">\n    Header set Cache-Control \"{FOR_GOOD}\"\n  </FilesMatch>\n</IfModule>\n"
        );
        if self.precompress {
            text += PRECOMPRESSED;
        }
        if !self.redirections.is_empty() {
            text += "<IfModule mod_alias.c>\n";
            for redirection in self.redirections {
                let from = Route::asset(folder(&redirection.file)).as_str().to_owned();
                let pattern: String = format!("{base}{}", from.trim_end_matches('/')).chars().fold(String::new(), |mut pattern, c| {
                    if "\\^$.|?*+()[]{}\"".contains(c) {
                        pattern.push('\\');
                    }
                    pattern.push(c);
                    pattern
                });
                let end = if from.ends_with('/') { "/?" } else { "" };
                text += &format!("  RedirectMatch 301 \"^{pattern}{end}$\" \"{}\"\n", redirection.to.replace('$', "\\$"));
            }
            text += "</IfModule>\n";
        }
        text
    }
}

/// The shorter forms of files, to whoever understands them.
const PRECOMPRESSED: &str = r#"<IfModule mod_rewrite.c>
  RewriteEngine On
  RewriteCond %{HTTP:Accept-Encoding} \bbr\b
  RewriteCond %{REQUEST_FILENAME}.br -f
  RewriteRule ^(.+)$ $1.br [L]
  RewriteCond %{HTTP:Accept-Encoding} \bgzip\b
  RewriteCond %{REQUEST_FILENAME}.gz -f
  RewriteRule ^(.+)$ $1.gz [L]
  RemoveType .br .gz
  RemoveLanguage .br
  AddEncoding br .br
  AddEncoding gzip .gz
  <FilesMatch "\.(css|csv|html|ics|js|json|svg|txt|xml)(\.br|\.gz)?$">
    SetEnv no-gzip 1
    SetEnv no-brotli 1
    <IfModule mod_headers.c>
      Header append Vary Accept-Encoding
    </IfModule>
  </FilesMatch>
</IfModule>
"#;

/// A path in which no sign means something else, in the patterns of path-to-regexp.
fn escaped(path: &str) -> String {
    path.chars().fold(String::new(), |mut text, c| {
        if ":()*+?{}[].\\".contains(c) && c != '.' {
            text.push('\\');
        }
        text.push(c);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Digest;
    use crate::site::Ware;

    fn told(server: Server, precompress: bool) -> Vec<ServerFile> {
        let paths = [
            "index.html",
            "style.57e27b2cc5.css",
            "fonts/a.0a23456789.woff2",
            "fonts/more/b.1a23456789.woff2",
            "data/filter/index.json",
            "data/filter/lines-0.c5d09dd46f.json",
        ];
        let wares: Wares = paths.iter().map(|path| ((*path).to_owned(), Ware { digest: Digest::of(b"a"), size: 1 })).collect();
        let redirections = [
            Redirection { file: "old/안+(익산)/index.html".to_owned(), to: "/korea/new/".to_owned() },
            Redirection { file: "was.html".to_owned(), to: "/korea/".to_owned() },
        ];
        let telling = Telling { server, wares: &wares, redirections: &redirections, precompress, base: "/korea/" };
        let (files, count) = telling.files();
        assert_eq!(count, 2);
        files
    }

    #[test]
    fn what_may_be_kept_for_good_is_told_by_folder_where_all_in_it_may() {
        let files = told(Server::Netlify, false);
        let rules: Vec<&str> = files[0].text.lines().filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(rules, ["/korea/fonts/*", "/korea/data/filter/lines-0.c5d09dd46f.json", "/korea/style.57e27b2cc5.css"]);
        assert_eq!(files[0].text.matches("  Cache-Control: public, max-age=31536000, immutable\n").count(), 3);
        assert_eq!(files[1].text, "/korea/old/%EC%95%88+(%EC%9D%B5%EC%82%B0)/ /korea/new/ 301\n/korea/was.html /korea/ 301\n");
        let cloudflare = told(Server::Cloudflare, false);
        assert_eq!(cloudflare[0], files[0]);
        let bare = "/korea/old/%EC%95%88+(%EC%9D%B5%EC%82%B0) /korea/new/ 301\n";
        assert_eq!(cloudflare[1].text, format!("{bare}{}", files[1].text));
    }

    #[test]
    fn a_server_that_reads_only_so_many_rules_is_told_of_so_many() {
        let redirections: Vec<Redirection> = (0..1500).map(|at| Redirection { file: format!("old/{at}/index.html"), to: "/new/".to_owned() }).collect();
        let wares: Wares = (0..150).map(|at| (format!("a{at}.0123456789a.0a23456789.css"), Ware { digest: Digest::of(b"a"), size: 1 })).collect();
        let telling = |server| Telling { server, wares: &wares, redirections: &redirections, precompress: false, base: "/" }.files();
        let (files, count) = telling(Server::Cloudflare);
        assert_eq!((count, files[1].text.lines().count(), files[0].text.matches("Cache-Control").count()), (1000, 2000, 100));
        assert_eq!((telling(Server::Netlify).1, telling(Server::Vercel).1), (1500, 1024));
    }

    #[test]
    fn apache_is_told_patterns_in_which_no_sign_means_something_else() {
        let text = &told(Server::Apache, true)[0].text;
        assert!(text.contains("  RedirectMatch 301 \"^/korea/old/안\\+\\(익산\\)/?$\" \"/korea/new/\"\n"), "{text}");
        assert!(text.contains("  RedirectMatch 301 \"^/korea/was\\.html$\" \"/korea/\"\n") && text.contains("AddEncoding br .br"), "{text}");
        assert!(!told(Server::Apache, false)[0].text.contains("AddEncoding"));
    }

    #[test]
    fn vercel_is_told_in_json() {
        let files = told(Server::Vercel, false);
        let said: serde_json::Value = serde_json::from_str(&files[0].text).unwrap();
        assert_eq!(said["headers"][0]["source"], "/korea/fonts/(.*)");
        assert_eq!(
            said["redirects"][0],
            json!({ "source": "/korea/old/%EC%95%88\\+\\(%EC%9D%B5%EC%82%B0\\)/", "destination": "/korea/new/", "statusCode": 301 })
        );
    }

    #[test]
    fn a_page_that_only_leads_elsewhere_is_known_by_its_refresh() {
        let page = |to: &str| format!("<!doctype html><meta http-equiv=\"refresh\" content=\"0; url={to}\"><p>Moved");
        let found = |to: &str| Redirection::of_page("old/index.html", &page(to)).map(|found| found.to);
        assert_eq!(found("/people/a&amp;b/"), Some("/people/a&b/".to_owned()));
        assert_eq!((found("https://other.example/"), found("//other.example/"), found("/a b")), (None, None, None));
        assert_eq!(Redirection::of_page("a.html", "<p>No"), None);
    }
}
