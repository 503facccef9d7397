//! Names and texts that try to act on the terminal, the log or the page of annotations where they are printed.

use super::*;

/// Whether a character acts on a terminal, or begins a line.
fn acts(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a command prints, to both streams.
fn printed(root: &Path, arguments: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_dateline")).args(arguments).arg("--root").arg(root).current_dir(root).output().unwrap();
    String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap()
}

/// What acts on terminals: titles, colours, the cursor, the clipboard, C1 forms of the same, and text that runs backwards.
const ACTS: [&str; 8] = ["\u{1b}[2J", "\u{1b}]0;title\u{7}", "\u{9b}31m", "\u{7f}", "\u{85}", "\u{202e}txt.exe", "\u{2066}x\u{2069}", "\r::error::forged"];

#[test]
fn names_and_texts_do_nothing_to_a_terminal() {
    let mut site = Site::new();
    for (at, word) in ACTS.iter().enumerate() {
        let name = format!("n{at}{}x\n::error::forged", word.replace('/', ""));
        site = site
            .with(
                &format!("content/articles/{name}.md"),
                format!("---\ntitle: T{word}\ndate: x{word}\ntilte{word}: y\nstatus: {word}\n---\n![{word}](gone{word}.png) [[No{word}body]]\n"),
            )
            .with(&format!("static/.{name}"), "hush")
            .with(&format!("content/articles/{name}.png"), "no picture")
            .with(&format!("content/un{at}known{word}/a.md"), "---\nname: x\n---\n");
    }
    let long = "\u{1b}[31m".repeat(300);
    let site = site
        .article("long", &format!("title: Long\ndate: 2018-01-01\ntilte: {long}"), "Text.")
        .with("content/articles/bytes.md", b"---\ntitle: \xff\x1b[2J\xc2\x9b\n---\n");
    for arguments in [&["check"][..], &["check", "--verbose"], &["check", "--format", "json"], &["build"], &["build", "--format", "json"]] {
        let said = printed(&site.root(), arguments);
        assert!(said.len() > 1000, "{said}");
        assert!(!said.contains(acts), "{arguments:?}: {:?}", said.split(acts).next().unwrap().lines().last());
        // Three colons are a mark of excerpts, and no command of a build server.
        let forged = said.lines().map(str::trim_start).find(|line| line.starts_with("::") && !line.starts_with(":::"));
        assert!(forged.is_none(), "{arguments:?}: {forged:?}");
    }
    let json = printed(&site.root(), &["check", "--format", "json"]);
    let files: Vec<String> =
        json.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()?["file"].as_str().map(str::to_owned)).collect();
    assert!(files.iter().any(|file| file.contains("\u{1b}[2J")), "a value of JSON is the name as it is");
}

#[test]
fn a_setting_and_an_argument_do_nothing_to_a_terminal() {
    let site =
        Site::new().with("dateline.yaml", "title: A site\ncheck: { \"x\\e[2J\": off }\npublish: { \"t\\e]0;x\\a\\u202e\": { folder: \"../w\\e[2Jw\" } }\n");
    let hostile = "a\u{1b}[2J\u{9b}b\n::error::forged";
    for arguments in [
        &["check"][..],
        &["publish", "--dry-run"],
        &["publish", "none"],
        &["publish", "--from", hostile],
        &["build", "--out", hostile],
        &["build", "--base-url", hostile],
        &["explain", hostile],
        &["new", hostile, "x"],
        &["import", "text", hostile],
        &["check", "--only", hostile],
        &[hostile],
        &["build", "--format", hostile],
    ] {
        let said = printed(&site.root(), arguments);
        assert!(!said.is_empty() && !said.contains(acts), "{arguments:?}: {said:?}");
    }
}

#[test]
fn no_text_is_a_command_to_a_build_server() {
    let commands = ["##[error]forged", "##vso[task.setvariable variable=x]y", "##teamcity[x]"];
    let mut site = Site::new();
    for (at, command) in commands.iter().enumerate() {
        let text = format!("---\ntitle: T\ndate: x {command}\n\"{command}\": y\n---\n![x](<gone {command}.png>)\n");
        site = site.with(&format!("content/articles/n{at}{command}.md"), text).with(&format!("static/.{command}"), "hush");
    }
    let argument = "x\n::error::forged\n##[error]forged\nerror: forged";
    for arguments in [
        &["check"][..],
        &["check", "--format", "json"],
        &["build"],
        &["publish", argument],
        &["build", "--base-url", argument],
        &["build", "--format", argument],
        &["new", "article", argument],
        &["new", argument, "x"],
        &["new", "article", "x", "--date", argument],
        &["import", "text", "dateline.yaml", "--date", argument],
    ] {
        let said = printed(&site.root(), arguments);
        assert!(!said.is_empty() && !["##[", "##vso[", "##teamcity["].iter().any(|command| said.contains(command)), "{arguments:?}: {said}");
        assert!(!said.lines().any(|line| line.trim_start().starts_with("::error")), "{arguments:?}: {said}");
        // What clap says of an argument keeps its lines.
        assert!(arguments.contains(&"--format") || !said.lines().any(|line| line.starts_with("error: forged")), "{arguments:?}: {said}");
    }
    let json = printed(&site.root(), &["check", "--format", "json"]);
    let files = json.lines().filter_map(|line| Some(serde_json::from_str::<serde_json::Value>(line).ok()?["file"].as_str()?.to_owned()));
    assert!(files.into_iter().any(|file| file.contains("##[error]forged")), "a value of JSON is the name as it is: {json}");
}

#[test]
fn names_of_other_scripts_are_printed_as_they_are() {
    let site = Site::new().with("content/articles/안녕 سلام.md", "---\ntitle: x\ndate: 2018-01-01\ntilte: é👩 שלום\n---\nText.\n");
    let said = printed(&site.root(), &["check"]);
    assert!(said.contains("content/articles/안녕 سلام.md") && said.contains("tilte: é👩 שלום"), "{said}");
}

#[test]
fn an_editor_that_a_browser_would_run_is_refused() {
    for editor in
        ["javascript", "JavaScript://%0aalert(1)//{file}", "data:text/html,{file}", "vbscript", "blob", "file://{file}", "https://evil.example/{file}"]
    {
        let built = Site::new().with("dateline.yaml", format!("title: A site\nbase_url: https://site.example/sub/\neditor: \"{editor}\"\n")).build();
        built.says("unknown-value", "dateline.yaml:3");
    }
    for editor in ["vscode", "zed", "subl://open?url=file://{file}&line={line}", "idea://open?file={file}", "my-editor://{file}:{line}"] {
        let built = Site::new().with("dateline.yaml", format!("title: A site\nbase_url: https://site.example/sub/\neditor: \"{editor}\"\n")).build();
        assert!(built.messages.is_empty(), "{editor}: {}", built.messages);
    }
}

#[test]
fn a_colour_or_a_font_can_end_nothing_and_load_nothing() {
    let bad = [
        ("accent", "red;} body { display: none"),
        ("accent", "url(//evil.example)"),
        ("accent", "image-set('//evil.example' 1x)"),
        ("accent", "var(--x)"),
        ("accent", "\\\\75rl(//evil.example)"),
        ("fonts", "Georgia</style><script>alert(1)</script>"),
        ("fonts", "\\\"a\\\\\\\"; background: url(//evil.example)"),
        ("fonts", "a/**/;b"),
        ("fonts", "@import x"),
    ];
    for (key, value) in bad {
        let built = Site::new().with("dateline.yaml", format!("title: A site\nbase_url: https://site.example/sub/\ntheme: {{ {key}: \"{value}\" }}\n")).build();
        built.is_harmless().says("unknown-value", "dateline.yaml:3");
        assert!(built.pages().iter().all(|(_, html)| !html.contains("evil.example")), "{value}");
    }
    for theme in [
        "accent: \"#1f4e79\"",
        "accent: \"oklch(40% .1 30)\"",
        "fonts: { serif: \"Georgia, serif\", sans: \"'Source Sans 3', sans-serif\" }",
        "fonts: system-ui",
    ] {
        let built = Site::new().with("dateline.yaml", format!("title: A site\nbase_url: https://site.example/sub/\ntheme: {{ {theme} }}\n")).build();
        assert!(built.messages.is_empty(), "{theme}: {}", built.messages);
    }
}
