use super::{Coding, DRAWING_POLICY, Wares, is_compressible, is_fingerprinted};
use crate::content::{Server, percent_decoded};
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

/// The files in which a server reads what it is to tell readers: what they may keep for good, and which addresses lead elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerFiles {
    /// Their paths, and what they say.
    pub files: Vec<(&'static str, String)>,
    /// How many of the redirections are told; of the others, the page leads on.
    pub redirections: usize,
    /// A file that is the site's own, and to which nothing can be added.
    pub left: Option<&'static str>,
}

/// What a server is to tell readers.
#[derive(Clone, Copy)]
pub struct Telling<'t> {
    /// The server.
    pub server: Server,
    /// The files of the site.
    pub wares: &'t Wares,
    /// The addresses that lead elsewhere.
    pub redirections: &'t [Redirection],
    /// What the site's people have written in a file of that name themselves.
    pub own: &'t dyn Fn(&str) -> Option<String>,
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
    /// What a page leads to, if it is one that Dateline made for nothing else (`redirect.html`): at once, to an address of this host.
    pub fn of_page(file: &str, page: &str) -> Option<Redirection> {
        let (before, after) = page.split_once("<meta http-equiv=\"refresh\" content=\"0; url=")?;
        let (address, after) = after.split_once("\">\n<link rel=\"canonical\" href=\"")?;
        let (_, after) = after.split_once("\">\n<meta name=\"robots\" content=\"noindex\">\n")?;
        let to = address.replace("&#x2F;", "/").replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        // A space would end it in a file of rules.
        let is_path = to.starts_with('/') && !to.starts_with("//") && !to.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"');
        let is_all = !before.contains("<script") && !before.contains("<noscript") && !after.contains("<script");
        (is_path && is_all).then(|| Redirection { file: file.to_owned(), to })
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
    /// The files that tell the server. What Dateline says stands before what people have written: of two rules for one address the
    /// first holds, and theirs may be for all addresses.
    pub fn files(&self) -> ServerFiles {
        let (path, all) = match self.server {
            Server::Apache => (".htaccess", self.redirections.len()),
            Server::Vercel => ("vercel.json", self.redirections.len().min(VERCEL)),
            Server::Cloudflare | Server::Netlify => {
                let (headers, redirects) = (self.own("_headers"), self.own("_redirects"));
                let is_rule = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
                let left = |most: usize, own: &str, is_rule: &dyn Fn(&&str) -> bool| most.saturating_sub(own.lines().filter(is_rule).count());
                let most = match self.server {
                    Server::Cloudflare => {
                        let is_head = |line: &&str| is_rule(line) && !line.starts_with(char::is_whitespace);
                        (left(CLOUDFLARE.0, &headers, &is_head), left(CLOUDFLARE.1, &redirects, &is_rule))
                    }
                    _ => (usize::MAX, usize::MAX),
                };
                let (told, count) = self.redirects(most.1);
                let files = vec![("_headers", with(self.headers(most.0), &headers)), ("_redirects", with(told, &redirects))];
                return ServerFiles { files, redirections: count, left: None };
            }
        };
        let own = self.own(path);
        match self.server {
            Server::Vercel if !own.is_empty() => ServerFiles { left: Some(path), ..ServerFiles::default() },
            Server::Vercel => ServerFiles { files: vec![(path, self.vercel())], redirections: all, left: None },
            _ => ServerFiles { files: vec![(path, with(self.htaccess(), &own))], redirections: all, left: None },
        }
    }

    fn own(&self, path: &str) -> String {
        (self.own)(path).unwrap_or_default()
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
        // One rule of those that are read is for drawings: safety comes before speed.
        let drawings = match most {
            0 => String::new(),
            _ => format!("{}*.svg\n  Content-Security-Policy: {DRAWING_POLICY}\n  X-Content-Type-Options: nosniff\n", self.base),
        };
        let rules = folders.chain(files.into_iter().map(|file| Route::asset(file).url(self.base))).take(most.saturating_sub(1));
        rules.fold(drawings, |mut text, rule| {
            text += &format!("{rule}\n  Cache-Control: {FOR_GOOD}\n");
            text
        })
    }

    /// Rules of <https://docs.netlify.com/routing/redirects/>; and of how many redirections. Netlify's hold for an address with a
    /// slash at its end and without, Cloudflare's for the one that is written.
    fn redirects(&self, most: usize) -> (String, usize) {
        let (mut text, mut rules, mut count) = (String::new(), 0, 0);
        for redirection in self.redirections {
            let from = redirection.from(self.base);
            let bare = from.strip_suffix('/').filter(|bare| !bare.is_empty() && self.server == Server::Cloudflare);
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
        let drawings = json!({ "source": escaped(self.base) + "(.*)\\.svg", "headers": [
            { "key": "Content-Security-Policy", "value": DRAWING_POLICY },
            { "key": "X-Content-Type-Options", "value": "nosniff" },
        ] });
        let redirect = |one: &Redirection| json!({ "source": escaped(&one.from(self.base)), "destination": one.to, "statusCode": 301 });
        let all = json!({
            "trailingSlash": true,
            "headers": std::iter::once(drawings).chain(sources.map(header)).collect::<Vec<_>>(),
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
             <FilesMatch \"\\.(?=[0-9]*[a-f])[0-9a-f]{{10}}(\\.|$)\">\n    Header set Cache-Control \"{FOR_GOOD}\"\n  </FilesMatch>\n  \
             <FilesMatch \"(?i)\\.svgz?(\\.br|\\.gz)?$\">\n    Header always set Content-Security-Policy \"{DRAWING_POLICY}\"\n    \
             Header always set X-Content-Type-Options \"nosniff\"\n  </FilesMatch>\n</IfModule>\n"
        );
        if self.precompress {
            text += PRECOMPRESSED;
            // What the site has itself under such a name is no form of a file, but a file.
            let is_archive = |path: &&String| Coding::of(path).is_some_and(|(of, _)| is_compressible(of));
            for path in self.wares.keys().filter(is_archive) {
                let name = path.rsplit_once('/').map_or(&**path, |(_, name)| name);
                text +=
                    &format!("<Files \"{}\">\n  RemoveEncoding .br .gz\n  ForceType application/octet-stream\n</Files>\n", name.replace(['"', '*', '?'], "?"));
            }
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
                text += &format!("  RedirectMatch 301 \"^{pattern}{end}$\" \"{}\"\n", escaped_target(&redirection.to));
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
  <FilesMatch "\.(css|csv|geojson|html|ics|js|json|svg|txt|xml)\.(br|gz)$">
    RemoveType .br .gz
    RemoveLanguage .br
    AddEncoding br .br
    AddEncoding gzip .gz
  </FilesMatch>
  <FilesMatch "\.(css|csv|geojson|html|ics|js|json|svg|txt|xml)(\.br|\.gz)?$">
    SetEnv no-gzip 1
    SetEnv no-brotli 1
    <IfModule mod_headers.c>
      Header append Vary Accept-Encoding
    </IfModule>
  </FilesMatch>
</IfModule>
"#;

/// What people have written, behind what Dateline says.
fn with(text: String, own: &str) -> String {
    if own.trim().is_empty() { text } else { format!("{text}\n{}\n", own.trim_end()) }
}

/// An address as Apache takes it for a target: it encodes it itself.
fn escaped_target(to: &str) -> String {
    let (path, end) = to.find(['?', '#']).map_or((to, ""), |at| to.split_at(at));
    let plain = percent_decoded(path);
    let plain = if plain.contains(|c: char| c.is_control()) { path.to_owned() } else { plain };
    format!("{plain}{end}").replace('\\', "\\\\").replace('$', "\\$").replace('"', "\\\"")
}

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

    fn told(server: Server, precompress: bool) -> Vec<(&'static str, String)> {
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
        let told = Telling { server, wares: &wares, redirections: &redirections, own: &|_| None, precompress, base: "/korea/" }.files();
        assert_eq!((told.redirections, told.left), (2, None));
        told.files
    }

    #[test]
    fn what_may_be_kept_for_good_is_told_by_folder_where_all_in_it_may() {
        let files = told(Server::Netlify, false);
        let rules: Vec<&str> = files[0].1.lines().filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(rules, ["/korea/*.svg", "/korea/fonts/*", "/korea/data/filter/lines-0.c5d09dd46f.json", "/korea/style.57e27b2cc5.css"]);
        assert_eq!(files[0].1.matches("  Cache-Control: public, max-age=31536000, immutable\n").count(), 3);
        assert_eq!(files[1].1, "/korea/old/%EC%95%88+(%EC%9D%B5%EC%82%B0)/ /korea/new/ 301\n/korea/was.html /korea/ 301\n");
        let cloudflare = told(Server::Cloudflare, false);
        assert_eq!(cloudflare[0], files[0]);
        let bare = "/korea/old/%EC%95%88+(%EC%9D%B5%EC%82%B0) /korea/new/ 301\n";
        assert_eq!(cloudflare[1].1, format!("{bare}{}", files[1].1));
    }

    #[test]
    fn every_server_is_told_to_keep_drawings_from_running_anything() {
        for server in [Server::Apache, Server::Netlify, Server::Cloudflare, Server::Vercel] {
            let text = &told(server, false)[0].1;
            let policy = text.find(DRAWING_POLICY).unwrap_or_else(|| panic!("{server:?}: {text}"));
            assert!(text[..policy].contains(".svg") && text[policy..].contains("nosniff"), "{server:?}: {text}");
        }
        assert!(DRAWING_POLICY.contains("sandbox") && !DRAWING_POLICY.contains("allow") && !DRAWING_POLICY.contains(['"', '\n']));
    }

    #[test]
    fn a_server_that_reads_only_so_many_rules_is_told_of_so_many() {
        let redirections: Vec<Redirection> = (0..1500).map(|at| Redirection { file: format!("old/{at}/index.html"), to: "/new/".to_owned() }).collect();
        let wares: Wares = (0..150).map(|at| (format!("a{at}.0123456789a.0a23456789.css"), Ware { digest: Digest::of(b"a"), size: 1 })).collect();
        let telling = |server, own: &dyn Fn(&str) -> Option<String>| {
            Telling { server, wares: &wares, redirections: &redirections, own, precompress: false, base: "/" }.files()
        };
        let told = telling(Server::Cloudflare, &|_| None);
        assert_eq!((told.redirections, told.files[1].1.lines().count(), told.files[0].1.matches("Cache-Control").count()), (1000, 2000, 99));
        let own = |path: &str| Some(if path == "_headers" { "/*\n  X-A: b\n".to_owned() } else { "# ours\n/* /404.html 404\n".to_owned() });
        let told = telling(Server::Cloudflare, &own);
        assert_eq!((told.redirections, told.files[0].1.matches("Cache-Control").count()), (999, 98), "the site's own rules count");
        assert!(told.files[1].1.ends_with(" 301\n\n# ours\n/* /404.html 404\n"), "a rule for all stands behind");
        assert_eq!((telling(Server::Netlify, &|_| None).redirections, telling(Server::Vercel, &|_| None).redirections), (1500, 1024));
        assert_eq!(telling(Server::Vercel, &own), ServerFiles { left: Some("vercel.json"), ..ServerFiles::default() });
    }

    #[test]
    fn apache_is_told_patterns_in_which_no_sign_means_something_else() {
        let text = &told(Server::Apache, true)[0].1;
        assert!(text.contains("  RedirectMatch 301 \"^/korea/old/안\\+\\(익산\\)/?$\" \"/korea/new/\"\n"), "{text}");
        assert!(text.contains("  RedirectMatch 301 \"^/korea/was\\.html$\" \"/korea/\"\n") && text.contains("AddEncoding br .br"), "{text}");
        assert!(!told(Server::Apache, false)[0].1.contains("AddEncoding"));
        assert_eq!(escaped_target("/%EC%95%88/$1\\"), "/안/\\$1\\\\", "it encodes a target itself");
    }

    #[test]
    fn vercel_is_told_in_json() {
        let files = told(Server::Vercel, false);
        let said: serde_json::Value = serde_json::from_str(&files[0].1).unwrap();
        assert_eq!(said["headers"][0]["source"], "/korea/(.*)\\.svg");
        assert_eq!(said["headers"][1]["source"], "/korea/fonts/(.*)");
        assert_eq!(
            said["redirects"][0],
            json!({ "source": "/korea/old/%EC%95%88\\+\\(%EC%9D%B5%EC%82%B0\\)/", "destination": "/korea/new/", "statusCode": 301 })
        );
    }

    #[test]
    fn a_page_that_only_leads_elsewhere_is_known_by_its_refresh() {
        let rest = "\">\n<link rel=\"canonical\" href=\"x\">\n<meta name=\"robots\" content=\"noindex\">\n<p>Moved";
        let page = |to: &str| format!("<!doctype html>\n<meta http-equiv=\"refresh\" content=\"0; url={to}{rest}");
        let found = |to: &str| Redirection::of_page("old/index.html", &page(to)).map(|found| found.to);
        assert_eq!(found("/people/a&amp;b/"), Some("/people/a&b/".to_owned()));
        assert_eq!((found("https://other.example/"), found("//other.example/"), found("/a b")), (None, None, None));
        let others =
            ["<p>No".to_owned(), format!("<noscript>{}", page("/a/")), "<meta http-equiv=\"refresh\" content=\"0; url=/a/\"><h1>A map</h1>".to_owned()];
        assert!(others.iter().all(|page| Redirection::of_page("a.html", page).is_none()));
    }
}
