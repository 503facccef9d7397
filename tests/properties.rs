//! What holds whatever is written: no input stops the program, and none stops the others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline::base::{Listing, Message, Report, Slug, Sources, Stamp, Style, Unreadable};
use dateline::calendar::{Day, Edtf, read_common};
use dateline::content::{self, safe_url};
use dateline::model::{self, Drafts, Scope};
use dateline::pages::{self, Words};
use dateline::site;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A site folder in memory.
struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    list: Vec<Listing>,
}

impl Memory {
    fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Memory {
        let files: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
        let list = files
            .iter()
            .map(|(path, bytes)| Listing { path: path.as_str().into(), stamp: Stamp { size: bytes.len() as u64, modified: 0, identity: 0 } })
            .collect();
        Memory { files, list }
    }
}

impl Sources for Memory {
    fn list(&self) -> &[Listing] {
        &self.list
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.files.get(path).cloned().ok_or_else(|| Unreadable::System("no such file".to_owned()))
    }
}

/// So many cases, unless `PROPTEST_CASES` asks for more.
fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { default } else { ProptestConfig { cases, ..default } }
}

const GOOD: &str = "---\ntitle: The good one\ndate: 2018-07-31\npeople: [Kim Do Gyun]\n---\nThe text of the good one.\n";

/// A site of one good article and one file more.
fn beside_a_good_one(path: &str, bytes: &[u8]) -> Memory {
    Memory::new([("content/articles/good.md".to_owned(), GOOD.into()), (path.to_owned(), bytes.to_vec())])
}

/// Reads a site and puts its messages into both forms; gives the titles that were read.
fn read(sources: &Memory) -> Vec<String> {
    let mut report = Report::default();
    let config = content::configure(sources, &mut report);
    let content = content::read(sources, config, &mut report);
    report.sort();
    drop(Message::text(report.diagnostics(), sources, Style::Plain));
    drop(Message::json(report.diagnostics(), sources));
    content.articles.iter().map(|article| article.title.clone()).collect()
}

/// Makes every output of a site; gives the bytes by path.
fn whole(sources: &Memory) -> BTreeMap<String, Vec<u8>> {
    whole_again(sources, &mut content::Memory::default(), &mut model::NamingMemory::default())
}

/// Makes every output of a site that was made before.
fn whole_again(sources: &Memory, known: &mut content::Memory, names: &mut model::NamingMemory) -> BTreeMap<String, Vec<u8>> {
    let mut report = Report::default();
    let config = content::configure(sources, &mut report);
    let content = content::reread(sources, config, known, &mut report);
    let scope = Scope { today: Day::new(2026, 1, 1).unwrap(), drafts: Drafts::Hidden };
    let timeline = model::relate_again(&content, sources, scope, names, &mut report);
    let words = Words::load("en", sources, &mut report).unwrap();
    let pages = pages::compose(&timeline, &words, sources, &mut report);
    let site = site::assemble(pages, sources, &mut report);
    let made = outputs(&site, sources);
    let in_bulk = outputs(&site.in_bulk(), sources);
    assert!(made == in_bulk, "a page made alone is another than one made with all others");
    report.sort();
    let messages = Message::text(report.diagnostics(), sources, Style::Plain);
    made.into_iter().chain([("messages".to_owned(), messages.into_bytes())]).collect()
}

/// What two memories are when they have been kept and are read again.
fn kept(known: &content::Memory, names: &model::NamingMemory) -> (content::Memory, model::NamingMemory) {
    let mut bytes = Vec::new();
    known.write(&mut bytes).and_then(|()| names.write(&mut bytes)).unwrap();
    let (known, rest) = content::Memory::read(&bytes).unwrap();
    (known, model::NamingMemory::read(rest).unwrap())
}

/// A site folder of which nothing can be opened but its configuration.
struct Shut<'s>(&'s Memory);

impl Sources for Shut<'_> {
    fn list(&self) -> &[Listing] {
        &self.0.list
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == "dateline.yaml" { self.0.bytes(path) } else { Err(Unreadable::System("shut".to_owned())) }
    }
}

/// Reads a site, and gives what was read and what was said.
fn read_with(sources: &dyn Sources, known: &mut content::Memory) -> (content::Content, String) {
    let mut report = Report::default();
    let config = content::configure(sources, &mut report);
    let content = content::reread(sources, config, known, &mut report);
    report.sort();
    (content, format!("{:?}", report.diagnostics()))
}

fn outputs(site: &site::Site<'_>, sources: &Memory) -> BTreeMap<String, Vec<u8>> {
    let made = site.outputs().iter().filter_map(|output| match site.make(output, sources) {
        Ok(site::Made::Bytes(bytes)) => Some((output.route.file(), bytes)),
        _ => None,
    });
    made.collect()
}

/// Front matter made of what breaks readers.
fn front_matter() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "title",
        "date",
        "published",
        "updated",
        "slug",
        "people",
        "places",
        "sources",
        "events",
        "corrections",
        "image",
        "redirect_from",
        "status",
        "importance",
        "lang",
        "extra",
        "review",
        "draft",
        "x",
        "\"\"",
        "<<",
        "? a",
    ]);
    let value = prop_oneof![
        prop::sample::select(vec![
            "x",
            "2018",
            "2018-02-30",
            "~",
            "[]",
            "{}",
            "[[[]]]",
            "{a: {b: c}}",
            "*a",
            "&a b",
            "!t x",
            "|",
            ">",
            "\"",
            "'",
            "true",
            ".nan",
            "-1",
            "1e99",
            "[a, {b: c}, ~]",
            "\"\\0\"",
            "../../x",
            "<script>",
            "{{ x }}",
            "{ src: x }",
            "[{ date: 2018, title: e }]",
            "[{ url: 'javascript:x' }]",
            "2018/2019",
            "XXXX-12",
            "\"[..2018]\"",
            "Y17E8",
            "김정은",
            "e\u{301}",
            "\u{202e}x",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ];
    let line = (key, value).prop_map(|(key, value)| format!("{key}: {value}\n"));
    prop::collection::vec(line, 0..6).prop_map(|lines| format!("---\n{}---\n", lines.concat()))
}

/// Text made of the marks of Markdown, HTML and Dateline.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "[[", "]]", "|", "[@", "]", "](", ")", "[^a]", "[^a]: ", "> ", "> — ", "> [!CONTEXT]\n", "# ", "## ", "- ", "1. ", "\n", "\n\n", "    ", "`", "```", "*", "**", "_",
            "~~", "<b>", "</b>", "<div>", "</div>", "<table>", "<td>", "<li>", "<script>", "</script>", "<!--", "-->", "<img src=x>", "<a href=\"/x\">", "</a>", "date:", "2018",
            "| a | b |\n|---|---|\n", ": ", "{#id}", "\u{f8ff}", "\u{0}", "\r\n", "\t", "http://x.org", "<x", "&lt;", "\\", "!", "Kim Do Gyun", "김", "—", "\"", "---\n",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn any_bytes_as_an_article_leave_the_others_alone(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        name in prop::sample::select(vec!["x.md", "x.mdx", "x.json", "x.markdown", "2018-02-31-x.md", "x.png"]),
    ) {
        let titles = read(&beside_a_good_one(&format!("content/articles/{name}"), &bytes));
        prop_assert!(titles.iter().any(|title| title == "The good one"));
    }

    #[test]
    fn any_bytes_as_a_configuration_leave_the_articles_alone(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(read(&beside_a_good_one("dateline.yaml", &bytes)).len(), 1);
    }

    #[test]
    fn any_bytes_after_a_good_front_matter_are_an_article_or_not_utf8(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let file = [b"---\ntitle: T\ndate: 2018\n---\n", bytes.as_slice()].concat();
        let titles = read(&beside_a_good_one("content/articles/x.md", &file));
        prop_assert_eq!(titles.len(), 1 + usize::from(std::str::from_utf8(&file).is_ok()));
    }

    #[test]
    fn any_front_matter_leaves_the_others_alone(matter in front_matter(), folder in prop::sample::select(vec!["articles", "people", "pages", "topics"])) {
        let titles = read(&beside_a_good_one(&format!("content/{folder}/x.md"), matter.as_bytes()));
        prop_assert!(titles.iter().any(|title| title == "The good one"));
    }
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn any_article_makes_a_site_whose_other_pages_stand(matter in front_matter(), body in markdown()) {
        let site = whole(&beside_a_good_one("content/articles/x.md", (matter + &body).as_bytes()));
        let page = site.get("articles/good/index.html").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        prop_assert!(page.contains("The text of the good one."), "{:?}", site.keys().collect::<Vec<_>>());
        prop_assert!(String::from_utf8_lossy(&site["index.html"]).contains("The good one"));
        for path in site.keys() {
            prop_assert!(!path.split('/').any(|part| matches!(part, "" | "." | "..") || part.len() > 255) && !path.contains(['\0', '\\']), "{path}");
        }
    }

    #[test]
    fn what_was_read_is_kept_whole(matter in front_matter(), body in markdown(), folder in prop::sample::select(vec!["articles", "people", "pages", "topics"])) {
        let sources = beside_a_good_one(&format!("content/{folder}/new.md"), format!("---\n{matter}\n---\n{body}").as_bytes());
        let mut known = content::Memory::default();
        let read = read_with(&sources, &mut known);
        let (mut known, _) = kept(&known, &model::NamingMemory::default());
        prop_assert_eq!(read_with(&Shut(&sources), &mut known), read);
        prop_assert!(!known.is_worth_keeping());
    }

    #[test]
    fn any_text_becomes_a_page_without_scripts(body in markdown()) {
        let file = format!("---\ntitle: T\ndate: 2018-07-31\n---\n{body}");
        let site = whole(&beside_a_good_one("content/articles/x.md", file.as_bytes()));
        let page = String::from_utf8(site["articles/x/index.html"].clone()).unwrap();
        let prose = page.split("class=\"prose\"").nth(1).map_or("", |rest| rest.split("</article>").next().unwrap_or(rest));
        prop_assert!(!prose.contains("<script") && !prose.contains("<img src=x") && !prose.contains("<!--"), "{prose}");
        prop_assert!(!page.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{page:?}");
    }
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn any_slug_is_safe(text in prop_oneof!["\\PC{0,40}", "[./\\\\%a-zA-Z0-9 ~-]{0,30}", any::<String>()]) {
        let slug = Slug::of(&text);
        let word = slug.as_str();
        prop_assert!(!word.is_empty() && word.len() <= 120, "{word}");
        prop_assert!(!word.starts_with('-') && !word.ends_with('-') && !word.contains("--"), "{word}");
        prop_assert!(!word.contains(['/', '\\', '.', '<', '>', '"', '\'', '&', '%', ':', '?', '#', '\0']) && !word.contains(char::is_whitespace), "{word}");
        prop_assert!(!word.chars().any(char::is_control), "{word:?}");
        let numbered = slug.with("2018-07-31");
        prop_assert!(numbered.as_str().len() <= 120 && numbered.as_str().ends_with("-2018-07-31"), "{numbered}");
    }

    #[test]
    fn a_slug_is_its_own_slug(text in "\\PC{0,40}") {
        let slug = Slug::of(&text);
        prop_assert_eq!(Slug::of(slug.as_str()), slug.clone());
    }

    #[test]
    fn any_text_is_edtf_or_is_not(text in prop_oneof!["\\PC{0,24}", "[0-9XYES/.,?~%T:Z+{}\\[\\]-]{0,24}", any::<String>()]) {
        match Edtf::parse(&text) {
            Ok(date) => {
                let printed = date.to_string();
                prop_assert_eq!(Edtf::parse(&printed).unwrap().to_string(), printed);
                let bounds = date.bounds();
                if let (Some(earliest), Some(latest)) = (bounds.earliest, bounds.latest) {
                    prop_assert!(earliest <= latest, "{text}");
                }
                prop_assert!(read_common(&text).is_none(), "{text} is EDTF and no common spelling");
            }
            Err(error) => {
                prop_assert!(text.get(error.start..error.end).is_some(), "{text}: {error:?}");
                if let Some(common) = read_common(&text) {
                    prop_assert!(Edtf::parse(&common.date.to_string()).is_ok(), "{text}");
                }
            }
        }
    }

    #[test]
    fn any_address_is_safe_or_none(text in prop_oneof!["\\PC{0,40}", "(https?|mailto|javascript|data|ftp|JAVASCRIPT):[/\\\\@a-z.:%\"'<> \\[\\]|]{0,20}", any::<String>()]) {
        if let Some(url) = safe_url(&text) {
            prop_assert!(["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)), "{url}");
            prop_assert!(!url.contains(['"', '<', '>', ' ', '`']) && !url.chars().any(char::is_control), "{url}");
        }
    }
}

#[test]
fn a_letter_without_a_plain_form_leaves_one_hyphen() {
    assert_eq!(Slug::of("A[ǝ 0").as_str(), "a-0");
}

#[test]
fn an_unresolved_mark_keeps_no_carriage_return() {
    let site = whole(&beside_a_good_one("content/articles/x.md", b"---\ntitle: T\ndate: 2018-07-31\n---\n[@nobody\r\n at all]\r\n"));
    assert!(!site["articles/x/index.html"].contains(&b'\r'));
}

/// One change of a site: a file, and its text from now on, if there is one.
fn change() -> impl Strategy<Value = (String, Option<String>)> {
    let name = prop::sample::select(vec!["Kim Do Gyun", "Ahn Ik San", "Lt-Gen Ahn", "Panmunjom", "Kim"]);
    let article = (0..5_usize, name.clone(), name.clone(), 1..28_u32, prop::bool::ANY).prop_map(|(at, one, other, day, is_there)| {
        let text = format!("---\ntitle: Story {at}\ndate: 2018-07-{day:02}\npeople: [{one}]\n---\n{other} met {one}, and [[{other}]] spoke.\n");
        (format!("content/articles/a{at}.md"), is_there.then_some(text))
    });
    let person = (0..3_usize, name.clone(), name, prop::bool::ANY).prop_map(|(at, one, alias, is_there)| {
        let link = if at == 2 { "link: false\n" } else { "" };
        (format!("content/people/p{at}.md"), is_there.then(|| format!("---\nname: {one}\naliases: [{alias}]\n{link}---\nWho {alias} is.\n")))
    });
    let settings = prop::sample::select(vec!["title: One\n", "title: Two\nlimit: 2\n", "title: Three\nfields: { people: who }\n"]);
    prop_oneof![6 => article, 3 => person, 1 => settings.prop_map(|text| ("dateline.yaml".to_owned(), Some(text.to_owned())))]
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn a_site_that_is_read_again_is_the_site_that_is_read_anew(changes in prop::collection::vec(prop::collection::vec(change(), 1..4), 1..6)) {
        let mut sources = beside_a_good_one("dateline.yaml", b"title: One\n");
        let (mut known, mut names) = (content::Memory::default(), model::NamingMemory::default());
        for (at, step) in changes.into_iter().enumerate() {
            for (path, text) in step {
                let stamp = Stamp { size: text.as_ref().map_or(0, |text| text.len() as u64), modified: at as i128 + 1, identity: 0 };
                sources.list.retain(|listing| *listing.path != *path);
                match text {
                    Some(text) => {
                        sources.list.push(Listing { path: path.as_str().into(), stamp });
                        sources.files.insert(path, text.into_bytes());
                    }
                    None => drop(sources.files.remove(&path)),
                }
                sources.list.sort_by(|a, b| a.path.cmp(&b.path));
            }
            let again = whole_again(&sources, &mut known, &mut names);
            prop_assert!(again == whole(&sources));
            (known, names) = kept(&known, &names);
        }
    }
}

#[test]
fn a_file_that_was_only_touched_is_known_again_by_its_text() {
    let mut sources = beside_a_good_one("content/articles/other.md", b"---\ntitle: Another\ndate: 2018-08-01\nnonsense: true\n---\nText.\n");
    let mut known = content::Memory::default();
    let read = read_with(&sources, &mut known);
    sources.list.iter_mut().for_each(|listing| listing.stamp.modified += 1);
    let again = read_with(&sources, &mut known);
    assert_eq!(again, read);
    let is_kept = |at: usize| std::sync::Arc::ptr_eq(&again.0.articles[at], &read.0.articles[at]);
    assert!(is_kept(0) && is_kept(1));
    sources.files.insert("content/articles/other.md".to_owned(), b"---\ntitle: Another\ndate: 2018-08-01\nnonsense: true\n---\nTent.\n".to_vec());
    sources.list.iter_mut().for_each(|listing| listing.stamp.modified += 1);
    assert_eq!(read_with(&sources, &mut known), read_with(&sources, &mut content::Memory::default()));
}
