//! The laws of `src/lib.rs`, read from the files themselves: who may use whom, where the world may be touched, that the map
//! shows every folder, and that templates, views and words agree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline::pages::View;
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn a_file_uses_its_own_folder_and_the_folders_that_sort_above_it() {
    let folders = folders();
    let mut faults = Vec::new();
    for file in rust_files().iter().filter(|file| file.folder.is_some()) {
        let own = file.folder.as_deref().unwrap();
        for used in file.paths() {
            let path = used.absolute(&file.module);
            if let [root, folder, ..] = path.as_slice()
                && root == "crate"
                && folders.contains(folder)
                && folder.as_str() > own
            {
                faults.push(format!("{}:{}: `{own}` uses `{folder}`, which sorts below it: {}", file.name, used.line, path.join("::")));
            }
        }
    }
    none(faults);
}

#[test]
fn everything_of_the_crate_is_named_by_its_folder() {
    // `crate::Thing` would pass the law of imports unseen: lib.rs re-exports nothing, so a path begins with a folder.
    let folders = folders();
    let mut faults = Vec::new();
    for file in rust_files().iter().filter(|file| file.folder.is_some()) {
        for used in file.paths() {
            let path = used.absolute(&file.module);
            if path.len() > 1 && path[0] == "crate" && !folders.contains(&path[1]) {
                faults.push(format!("{}:{}: {}", file.name, used.line, path.join("::")));
            }
        }
    }
    none(faults);
}

/// The folders that may touch the world. All others are the core.
const SHELL: [&str; 2] = ["system", "tasks"];

/// What the core must not name: by the beginning of a path, …
const FORBIDDEN_PATHS: [&str; 12] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::sync::atomic",
    "walkdir",
    "anstream",
    "clap",
    "imagesize::size",
];
/// … by a single name, however it came into the file, …
const FORBIDDEN_NAMES: [&str; 13] =
    ["SystemTime", "Mutex", "RwLock", "OnceLock", "OnceCell", "Condvar", "thread_local", "println", "eprintln", "print", "eprint", "dbg", "stdin"];
/// … by the end of a path (clocks), …
const FORBIDDEN_CALLS: [&str; 6] = ["Timestamp::now", "Zoned::now", "Instant::now", "File::open", "File::create", "TimeZone::system"];
/// … or by a method that asks the disk.
const FORBIDDEN_METHODS: [&str; 5] = ["canonicalize", "read_dir", "read_link", "symlink_metadata", "try_exists"];

#[test]
fn only_the_shell_touches_the_world() {
    let mut faults = Vec::new();
    for file in rust_files().iter().filter(|file| file.folder.as_deref().is_some_and(|folder| !SHELL.contains(&folder))) {
        let mut fault = |line: usize, what: &str| faults.push(format!("{}:{line}: the core names {what}", file.name));
        for used in file.paths() {
            let path = used.names.join("::");
            for forbidden in FORBIDDEN_PATHS {
                if path == forbidden || path.starts_with(&format!("{forbidden}::")) {
                    fault(used.line, &path);
                }
            }
            if FORBIDDEN_CALLS.iter().any(|call| path == *call || path.ends_with(&format!("::{call}"))) {
                fault(used.line, &path);
            }
        }
        for (index, token) in file.tokens.iter().enumerate() {
            let before = |back: usize| index.checked_sub(back).map_or("", |at| file.tokens[at].text.as_str());
            let after = file.tokens.get(index + 1).map_or("", |token| token.text.as_str());
            let is_macro = matches!(token.text.as_str(), "println" | "eprintln" | "print" | "eprint" | "dbg" | "thread_local");
            if FORBIDDEN_NAMES.contains(&token.text.as_str()) && (!is_macro || after == "!") {
                fault(token.line, &token.text);
            }
            if token.text == "mut" && before(1) == "static" {
                fault(token.line, "static mut");
            }
            if FORBIDDEN_METHODS.contains(&token.text.as_str()) && before(1) == "." {
                fault(token.line, &token.text);
            }
        }
    }
    none(faults);
}

#[test]
fn the_map_shows_every_folder_in_the_order_of_the_data() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let map: Vec<&str> = lib.lines().filter_map(|line| line.trim_start().strip_prefix("//!")).collect();
    let mut faults = Vec::new();
    let mut last = 0;
    for folder in folders() {
        // A line of the map: the folder's name with a slash, and some words about it.
        let described = |line: &&str| {
            let words = line.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/'));
            words.clone().any(|word| word == format!("{folder}/")) && words.filter(|word| word.chars().any(char::is_alphabetic)).count() > 3
        };
        match map.iter().position(described) {
            None => faults.push(format!("src/lib.rs: its map does not describe {folder}/")),
            Some(at) if at < last => faults.push(format!("src/lib.rs: {folder}/ does not stand in alphabetical order in the map")),
            Some(at) => last = at,
        }
        if !lib.lines().any(|line| line.trim() == format!("pub mod {folder};")) {
            faults.push(format!("src/lib.rs: no `pub mod {folder};`"));
        }
    }
    none(faults);
}

#[test]
fn every_folder_has_a_mod_file_that_explains_it_and_holds_no_logic() {
    let mut faults = Vec::new();
    for folder in all_folders(&root().join("src")) {
        let name = relative(&folder.join("mod.rs"));
        let Ok(text) = fs::read_to_string(folder.join("mod.rs")) else {
            faults.push(format!("{name}: is not there"));
            continue;
        };
        if text.lines().take_while(|line| line.starts_with("//!")).filter(|line| line.len() > 3).count() < 3 {
            faults.push(format!("{name}: explains too little of its folder (what it turns into what, takes, gives, must not know)"));
        }
        faults.extend(logic(&text).into_iter().map(|(line, word)| format!("{name}:{line}: logic: `{word}`")));
    }
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    faults.extend(logic(&lib).into_iter().map(|(line, word)| format!("src/lib.rs:{line}: logic: `{word}`")));
    none(faults);
}

#[test]
fn every_file_is_in_the_module_of_its_folder() {
    // A file nobody declares is not compiled, and a test in it never runs.
    let mut faults = Vec::new();
    for file in rust_files() {
        let Some(module) = file.module.last().filter(|_| file.module.len() > 1) else { continue };
        let parent = match file.name.ends_with("/mod.rs") {
            true => Path::new(&file.name).parent().and_then(Path::parent).unwrap().to_owned(),
            false => Path::new(&file.name).parent().unwrap().to_owned(),
        };
        let declares = match parent == Path::new("src") {
            true => root().join("src/lib.rs"),
            false => root().join(&parent).join("mod.rs"),
        };
        let text = fs::read_to_string(&declares).unwrap_or_default();
        let tokens = tokens(&text);
        if file.name != "src/main.rs" && !tokens.windows(3).any(|part| part[0].text == "mod" && part[1].text == *module && part[2].text == ";") {
            faults.push(format!("{}: no `mod {module};` in {}", file.name, relative(&declares)));
        }
    }
    none(faults);
}

/// A file that wants more usually hides a second noun.
const LONGEST_FILE: usize = 500;

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let long = rust_files().into_iter().filter(|file| file.lines > LONGEST_FILE);
    none(long.map(|file| format!("{}: {} lines, more than {LONGEST_FILE}", file.name, file.lines)).collect());
}

#[test]
fn every_view_has_its_template_and_every_template_its_view() {
    let views: BTreeSet<String> = View::TEMPLATES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(views.len(), View::TEMPLATES.len(), "two views share a template");
    let mut there: BTreeSet<String> = files(&root().join("templates"), "html").iter().map(|path| relative(path)).collect();
    there.retain(|path| path.matches('/').count() == 1);
    let there: BTreeSet<String> = there.iter().map(|path| path.trim_start_matches("templates/").to_owned()).filter(|name| name != "base.html").collect();
    assert_eq!(views, there, "left: View::TEMPLATES; right: templates/*.html but base.html");
}

#[test]
fn every_component_is_used() {
    let templates: String = template_texts().into_values().collect();
    let mut faults = Vec::new();
    for path in files(&root().join("templates/components"), "html") {
        let text = fs::read_to_string(&path).unwrap();
        for rest in text.split("{% component ").skip(1) {
            let name = rest.split('(').next().unwrap();
            if !templates.contains(&format!("<{name} ")) && !templates.contains(&format!("<{name}/")) && !templates.contains(&format!("<{name}>")) {
                faults.push(format!("{}: nothing uses the component {name}", relative(&path)));
            }
        }
    }
    none(faults);
}

#[test]
fn every_word_a_template_says_is_in_the_english_words() {
    let english = words("en");
    let mut faults = Vec::new();
    let mut seen = 0;
    for (name, text) in template_texts() {
        for key in word_keys(&text) {
            seen += 1;
            if look_up(&english, &key).is_none() {
                faults.push(format!("{name}: words.{key} is not in templates/words/en.yaml"));
            }
        }
    }
    assert!(seen > 30, "the templates say only {seen} words: the test no longer finds them");
    none(faults);
}

#[test]
fn every_word_the_pages_ask_for_is_in_the_english_words() {
    let english = words("en");
    let mut faults = Vec::new();
    let mut seen = 0;
    for file in rust_files().iter().filter(|file| file.folder.as_deref() == Some("pages")) {
        let text = fs::read_to_string(root().join(&file.name)).unwrap();
        for call in ["words.get(\"", "words.fill(\"", "words.count(\""] {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap();
                seen += 1;
                if look_up(&english, key).is_none() {
                    faults.push(format!("{}: the word {key} is not in templates/words/en.yaml", file.name));
                }
            }
        }
    }
    assert!(seen > 10, "the pages ask for only {seen} words: the test no longer finds them");
    none(faults);
}

#[test]
fn every_word_is_said_somewhere() {
    let templates: String = template_texts().into_values().collect();
    let said = word_keys(&templates);
    let code: String = rust_files().iter().map(|file| fs::read_to_string(root().join(&file.name)).unwrap()).collect();
    let english = words("en");
    let unsaid = english.as_mapping().unwrap().keys().filter_map(Value::as_str).filter(|key| {
        let in_template = said.iter().any(|said| said == key || said.starts_with(&format!("{key}.")));
        !in_template && *key != "dates" && !code.contains(&format!("\"{key}\"")) && !code.contains(&format!("\"{key}."))
    });
    none(unsaid.map(|key| format!("templates/words/en.yaml: nothing says `{key}`")).collect());
}

#[test]
fn every_language_has_the_words_of_the_english_one() {
    let english = keys(&words("en"), "");
    let mut languages = 0;
    let mut faults = Vec::new();
    for path in files(&root().join("templates/words"), "yaml") {
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let theirs = keys(&words(&language), "");
        languages += 1;
        let name = relative(&path);
        faults.extend(english.difference(&theirs).map(|key| format!("{name}: lacks `{key}`")));
        faults.extend(theirs.difference(&english).map(|key| format!("{name}: has `{key}`, which en.yaml has not")));
    }
    assert!(languages > 1, "there is only one language");
    none(faults);
}

#[test]
fn a_translation_fills_in_what_the_english_words_fill_in() {
    let english = words("en");
    let mut faults = Vec::new();
    for path in files(&root().join("templates/words"), "yaml") {
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let theirs = words(&language);
        for key in keys(&english, "").into_iter().filter(|key| key != "dates") {
            // Which forms a number takes is the language's own affair; what stands in braces is not.
            let braces = |words: &Value| -> BTreeSet<String> {
                let text = look_up(words, &key).map(|value| serde_yaml::to_string(value).unwrap()).unwrap_or_default();
                text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
            };
            let (ours, theirs) = (braces(&english), braces(&theirs));
            if ours != theirs {
                faults.push(format!("{}: `{key}` fills in {theirs:?}, en.yaml {ours:?}", relative(&path)));
            }
        }
    }
    none(faults);
}

#[test]
fn the_reader_of_this_test_sees_what_it_forbids() {
    let seen =
        |text: &str| paths(&tokens(text)).iter().map(|used| used.absolute(&["crate".into(), "base".into(), "slug".into()]).join("::")).collect::<Vec<_>>();
    assert_eq!(seen("use crate::{pages::{View, self}, site as s};"), ["crate::pages::View", "crate::pages::self", "crate::site"]);
    assert_eq!(seen("let x = crate::tasks::run();"), ["crate::tasks::run"]);
    assert_eq!(seen("super::super::model::relate(1)"), ["crate::model::relate"]);
    assert_eq!(seen("mod tests { use super::super::lines; } use super::super::tasks;"), ["crate::base::lines", "crate::tasks"]);
    assert_eq!(seen("// crate::pages\n/* crate::site /* */ */ \"crate::a\" r#\"crate::b \" \"# '\"' b'\\'' 'a: loop {}"), Vec::<String>::new());
    assert_eq!(logic("//! fn\npub use a::{b, c};\n#[cfg(test)]\nmod x;\nfn y() {}\nmacro_rules! z {}"), [(5, "fn".to_owned()), (6, "macro_rules".to_owned())]);
    assert_eq!(word_keys("{{ words.a }} {% if words.b.c %} passwords.d {# words.e #}"), ["a", "b.c"]);
}

// What the tests read.

struct RustFile {
    /// From the root: `src/base/slug.rs`.
    name: String,
    /// The folder of `src` it is in.
    folder: Option<String>,
    /// `crate`, `base`, `slug`.
    module: Vec<String>,
    tokens: Vec<Token>,
    lines: usize,
}

impl RustFile {
    fn paths(&self) -> Vec<Used> {
        paths(&self.tokens)
    }
}

/// A path that a file names, in an import or elsewhere.
struct Used {
    names: Vec<String>,
    line: usize,
    /// The modules within the file (`mod tests { … }`) that it stands in.
    within: Vec<String>,
}

impl Used {
    /// The path from the crate's root, seen from the module of the file.
    fn absolute(&self, module: &[String]) -> Vec<String> {
        let module = [module, &self.within].concat();
        let supers = self.names.iter().take_while(|name| *name == "super").count();
        match self.names[0].as_str() {
            "super" => module[..module.len().saturating_sub(supers).max(1)].iter().chain(&self.names[supers..]).cloned().collect(),
            "self" => module.iter().chain(&self.names[1..]).cloned().collect(),
            _ => self.names.clone(),
        }
    }
}

#[derive(Debug)]
struct Token {
    text: String,
    line: usize,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/")
}

/// The folders of `src`, in order.
fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

fn all_folders(from: &Path) -> Vec<PathBuf> {
    let inner = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    inner.flat_map(|folder| [vec![folder.clone()], all_folders(&folder)].concat()).collect()
}

fn files(from: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path, extension)),
            false if path.extension().is_some_and(|found| found == extension) => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

fn rust_files() -> Vec<RustFile> {
    let read = |path: PathBuf| {
        let name = relative(&path);
        let text = fs::read_to_string(&path).unwrap();
        let steps: Vec<&str> = name.trim_start_matches("src/").trim_end_matches(".rs").split('/').collect();
        let inner = steps.iter().filter(|step| !["mod", "lib"].contains(step)).map(|step| (*step).to_owned());
        RustFile {
            folder: (steps.len() > 1).then(|| steps[0].to_owned()),
            module: std::iter::once("crate".to_owned()).chain(inner).collect(),
            tokens: tokens(&text),
            lines: text.lines().count(),
            name,
        }
    };
    let found: Vec<RustFile> = files(&root().join("src"), "rs").into_iter().map(read).collect();
    assert!(found.len() > 100, "only {} files were found", found.len());
    found
}

/// The words and signs of Rust code, without comments and without what is in quotes. `::` is one token.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut line = 1;
    let mut at = 0;
    let word = |c: char| c.is_alphanumeric() || c == '_';
    while at < chars.len() {
        let rest = |from: usize| chars.get(from).copied().unwrap_or('\0');
        let start = at;
        let begins = line;
        match chars[at] {
            '/' if rest(at + 1) == '/' => at += chars[at..].iter().take_while(|c| **c != '\n').count(),
            '/' if rest(at + 1) == '*' => {
                let mut depth = 0;
                loop {
                    match (rest(at), rest(at + 1)) {
                        ('/', '*') => (depth, at) = (depth + 1, at + 2),
                        ('*', '/') => (depth, at) = (depth - 1, at + 2),
                        _ => at += 1,
                    }
                    if depth == 0 || at >= chars.len() {
                        break;
                    }
                }
            }
            '"' => at = after_quotes(&chars, at),
            'r' if raw_hashes(&chars, at + 1).is_some() => at = after_raw(&chars, at + 1),
            'b' | 'c' if rest(at + 1) == '"' => at = after_quotes(&chars, at + 1),
            'b' | 'c' if rest(at + 1) == 'r' && raw_hashes(&chars, at + 2).is_some() => at = after_raw(&chars, at + 2),
            'b' if rest(at + 1) == '\'' => at = after_char(&chars, at + 1),
            '\'' if rest(at + 1) == '\\' || rest(at + 2) == '\'' => at = after_char(&chars, at),
            '\'' => at += 1 + chars[at + 1..].iter().take_while(|c| word(**c)).count(),
            c if word(c) => {
                at += chars[at..].iter().take_while(|c| word(**c)).count();
                found.push(Token { text: chars[start..at].iter().collect(), line: begins });
            }
            ':' if rest(at + 1) == ':' => {
                at += 2;
                found.push(Token { text: "::".into(), line: begins });
            }
            c => {
                at += 1;
                if !c.is_whitespace() {
                    found.push(Token { text: c.into(), line: begins });
                }
            }
        }
        line += chars[start..at.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    found
}

/// Where a string ends that begins here.
fn after_quotes(chars: &[char], open: usize) -> usize {
    let mut at = open + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The number of `#` before the quotes of a raw string that begins here.
fn raw_hashes(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars.get(at..)?.iter().take_while(|c| **c == '#').count();
    (chars.get(at + hashes) == Some(&'"')).then_some(hashes)
}

fn after_raw(chars: &[char], at: usize) -> usize {
    let hashes = raw_hashes(chars, at).unwrap();
    let mut end = at + hashes + 1;
    while end < chars.len() {
        if chars[end] == '"' && (1..=hashes).all(|step| chars.get(end + step) == Some(&'#')) {
            return end + 1 + hashes;
        }
        end += 1;
    }
    end
}

fn after_char(chars: &[char], open: usize) -> usize {
    let mut at = open + 1;
    while at < chars.len() && chars[at] != '\'' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Every path of two names or more, groups in braces taken apart.
fn paths(tokens: &[Token]) -> Vec<Used> {
    let is_name = |token: &Token| token.text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut found = Vec::new();
    let mut at = 0;
    let mut depth = 0;
    let mut within: Vec<(String, usize)> = Vec::new();
    while at < tokens.len() {
        let before = found.len();
        match text(at) {
            "use" if text(at + 1) == "{" => at = group(tokens, at + 1, &[], &mut found),
            _ if is_name(&tokens[at]) && text(at + 1) == "::" => at = path(tokens, at, &[], &mut found),
            sign => {
                match sign {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    "mod" if text(at + 2) == "{" => within.push((text(at + 1).to_owned(), depth)),
                    _ => {}
                }
                if sign == "}" {
                    within.retain(|(_, outside)| *outside < depth);
                }
                at += 1;
            }
        }
        found[before..].iter_mut().for_each(|used: &mut Used| used.within = within.iter().map(|(name, _)| name.clone()).collect());
    }
    found
}

/// Reads one path; gives where it ends.
fn path(tokens: &[Token], mut at: usize, before: &[String], found: &mut Vec<Used>) -> usize {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let line = tokens[at].line;
    let mut names = before.to_vec();
    loop {
        names.push(text(at).to_owned());
        at += 1;
        if text(at) != "::" {
            break;
        }
        if text(at + 1) == "{" {
            return group(tokens, at + 1, &names, found);
        }
        if !text(at + 1).starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            at += 1; // a glob, or generics
            break;
        }
        at += 1;
    }
    found.push(Used { names, line, within: Vec::new() });
    at
}

/// Reads a group in braces; gives where it ends.
fn group(tokens: &[Token], open: usize, before: &[String], found: &mut Vec<Used>) -> usize {
    let text = |at: usize| tokens.get(at).map_or("}", |token| token.text.as_str());
    let mut at = open + 1;
    while text(at) != "}" {
        match text(at) {
            "," => at += 1,
            "as" => at += 2,
            "*" => {
                found.push(Used { names: before.to_vec(), line: tokens[at].line, within: Vec::new() });
                at += 1;
            }
            _ => at = path(tokens, at, before, found),
        }
    }
    at + 1
}

/// The items of a file that are neither modules nor imports: the line and first word of each.
fn logic(text: &str) -> Vec<(usize, String)> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
        if text(at) == "#" {
            while at < tokens.len() && text(at) != "]" {
                at += 1;
            }
            at += 1;
            continue;
        }
        let begins = at;
        if text(at) == "pub" {
            at += 1;
            if text(at) == "(" {
                while at < tokens.len() && text(at) != ")" {
                    at += 1;
                }
                at += 1;
            }
        }
        if !["mod", "use"].contains(&text(at)) && begins < tokens.len() {
            found.push((tokens[begins].line, text(at).to_owned()));
        }
        let mut depth = 0;
        let is_import = text(at) == "use";
        while at < tokens.len() {
            match text(at) {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 && (text(at - 1) == ";" || (text(at - 1) == "}" && !is_import)) {
                break;
            }
        }
    }
    found
}

fn template_texts() -> BTreeMap<String, String> {
    files(&root().join("templates"), "html").iter().map(|path| (relative(path), fs::read_to_string(path).unwrap())).collect()
}

/// The keys `x.y` of all `words.x.y` in a template, comments left out.
fn word_keys(template: &str) -> Vec<String> {
    let mut code = String::new();
    for (index, part) in template.split("{#").enumerate() {
        code.push_str(if index == 0 { part } else { part.split_once("#}").map_or("", |(_, rest)| rest) });
    }
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for (at, _) in code.match_indices("words.") {
        if code[..at].chars().next_back().is_some_and(|c| name(c) || c == '.') {
            continue;
        }
        let key: String = code[at + "words.".len()..].chars().take_while(|c| name(*c) || *c == '.').collect();
        let key = key.trim_end_matches('.');
        if !key.is_empty() {
            found.push(key.to_owned());
        }
    }
    found
}

fn words(language: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join(format!("templates/words/{language}.yaml"))).unwrap()).unwrap()
}

fn look_up<'a>(words: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.').try_fold(words, |value, part| value.get(part))
}

/// The forms a number can take (CLDR).
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// All keys of a language file. The forms of a number, and all about dates, are the language's own affair.
fn keys(value: &Value, before: &str) -> BTreeSet<String> {
    let Some(map) = value.as_mapping() else { return BTreeSet::from([before.to_owned()]) };
    if map.keys().all(|key| key.as_str().is_some_and(|key| FORMS.contains(&key))) || before == "dates" {
        return BTreeSet::from([before.to_owned()]);
    }
    let inner = map.iter().map(|(key, value)| {
        let key = key.as_str().expect("a key is a word");
        keys(value, &if before.is_empty() { key.to_owned() } else { format!("{before}.{key}") })
    });
    inner.flatten().collect()
}

/// Passes when there is no fault; names all there are.
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults:\n  {}", faults.len(), faults.join("\n  "));
}
