//! SVG files: a drawing is published, and whatever could run or load something is refused.
//!
//! The drawings of `tests/hostile/drawings/` are written as the named programs write them.

use super::*;
use serde_json::Value;
use std::collections::BTreeSet;

const XMLNS: &str = "xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A drawing around a body.
fn svg(body: &str) -> Vec<u8> {
    format!("<svg {XMLNS} width=\"40\" height=\"20\">{body}</svg>").into_bytes()
}

/// What a build made of many drawings, each of which one article shows.
struct Drawn {
    built: Built,
    /// The messages of `check`, by file.
    said: BTreeMap<String, Vec<Value>>,
}

impl Drawn {
    /// Builds a site whose article shows and links to files of these names and bytes.
    fn build(files: &[(String, Vec<u8>)]) -> Drawn {
        let text: String = files.iter().map(|(name, _)| format!("![a]({name}) [b]({name})\n\n")).collect();
        let mut site = Site::new().article("drawn", "title: Drawn\ndate: 2018", &text);
        for (name, bytes) in files {
            site = site.with(&format!("content/articles/{name}"), bytes);
        }
        let built = site.build();
        built.is_harmless();
        let checked = Command::new(env!("CARGO_BIN_EXE_dateline")).args(["check", "--format", "json", "--root"]).arg(built.site.root()).output().unwrap();
        let mut said: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for line in String::from_utf8(checked.stdout).unwrap().lines() {
            let message: Value = serde_json::from_str(line).unwrap();
            let file = message["file"].as_str().unwrap_or_default().trim_start_matches("content/articles/").to_owned();
            said.entry(file).or_default().push(message);
        }
        Drawn { built, said }
    }

    /// The published file whose name begins so.
    fn published(&self, name: &str) -> Option<(String, String)> {
        let begins = format!("{}.", name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let mut found = None;
        visit(&self.built.site.root().join("public/media"), &mut |path| {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            if file.starts_with(&begins) {
                found = Some((file, String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()));
            }
        });
        found
    }

    fn is_refused(&self, name: &str) -> bool {
        let is_told = self.said.get(name).is_some_and(|said| said.iter().any(|message| message["code"] == "unsafe-file"));
        is_told && self.published(name).is_none()
    }
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

/// Bodies of drawings that run or load something, or that no parser reads in one way only.
const HARMFUL: &[&str] = &[
    // Scripts, under every name they can have.
    "<script>alert(1)</script>",
    "<script xlink:href=\"data:,alert(1)\"/>",
    "<s:script xmlns:s=\"http://www.w3.org/2000/svg\">alert(1)</s:script>",
    "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script>",
    "<script xmlns=\"http://www.w3.org/1999/xhtml\">alert(1)</script>",
    "<g xmlns=\"http://example.org/\"><script xmlns=\"http://www.w3.org/2000/svg\">alert(1)</script></g>",
    "<SCRIPT>alert(1)</SCRIPT>",
    "<metadata><script>alert(1)</script></metadata>",
    "<title><script>alert(1)</script></title>",
    "<defs><g><symbol><script type=\"module\">alert(1)</script></symbol></g></defs>",
    "<svg><svg><script/></svg></svg>",
    "<text><![CDATA[x]]><script><![CDATA[alert(1)]]></script></text>",
    // Handlers.
    "<rect onclick=\"alert(1)\"/>",
    "<rect\nonclick\n=\n'alert(1)'/>",
    "<rect ONLOAD=\"alert(1)\"/>",
    "<animate onbegin=\"alert(1)\" attributeName=\"x\" dur=\"1s\"/>",
    "<title onclick=\"alert(1)\">a</title>",
    "<metadata onload=\"alert(1)\"/>",
    "<handler type=\"application/ecmascript\" ev:event=\"load\" xmlns:ev=\"http://www.w3.org/2001/xml-events\">alert(1)</handler>",
    "<listener event=\"click\" handler=\"#h\"/>",
    // Pages within the drawing.
    "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></body></foreignObject>",
    "<foreignObject width=\"9\" height=\"9\"><p xmlns=\"http://www.w3.org/1999/xhtml\">a</p></foreignObject>",
    "<switch><foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">a</p></foreignObject></switch>",
    "<switch><foreignObject><h:iframe xmlns:h=\"http://www.w3.org/1999/xhtml\" src=\"//evil\"/></foreignObject><text>a</text></switch>",
    "<switch><foreignObject onload=\"alert(1)\"/><text>a</text></switch>",
    "<foreignobject/>",
    "<h:iframe xmlns:h=\"http://www.w3.org/1999/xhtml\" srcdoc=\"&lt;script>alert(1)&lt;/script>\"/>",
    "<iframe xmlns=\"http://www.w3.org/1999/xhtml\" src=\"//evil\"/>",
    "<h:embed xmlns:h=\"http://www.w3.org/1999/xhtml\" src=\"//evil\"/>",
    "<h:object xmlns:h=\"http://www.w3.org/1999/xhtml\" data=\"//evil\"/>",
    "<h:img xmlns:h=\"http://www.w3.org/1999/xhtml\" src=\"//evil\" onerror=\"alert(1)\"/>",
    "<h:link xmlns:h=\"http://www.w3.org/1999/xhtml\" rel=\"stylesheet\" href=\"//evil\"/>",
    "<h:base xmlns:h=\"http://www.w3.org/1999/xhtml\" href=\"//evil\"/>",
    "<audio xlink:href=\"//evil\"/>",
    // Addresses.
    "<a xlink:href=\"javascript:alert(1)\"><rect/></a>",
    "<a href=\"jav&#x61;script:alert(1)\"><rect/></a>",
    "<a href=\"java&#9;script:alert(1)\"><rect/></a>",
    "<a href=\"java&#10;script&#13;:alert(1)\"><rect/></a>",
    "<a href=\"&#1;\"><rect/></a>",
    "<a href=\" JaVaScRiPt:alert(1)\"><rect/></a>",
    "<a y:href=\"javascript:alert(1)\" xmlns:y=\"http://www.w3.org/1999/xlink\"><rect/></a>",
    "<a href=\"data:text/html,&lt;script>alert(1)&lt;/script>\"><rect/></a>",
    "<a href=\"vbscript:a\"/>",
    "<use href=\"other.svg#x\"/>",
    "<use xlink:href=\"//evil/a.svg#x\"/>",
    "<use xlink:href=\"data:image/svg+xml;base64,PHN2Zy8+#a\"/>",
    "<image href=\"http://evil/a.png\"/>",
    "<image xlink:href=\"a.png\" width=\"1\" height=\"1\"/>",
    "<image href=\"data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>\"/>",
    "<image href=\"data:image/svg+xml;base64,PHN2Zy8+\"/>",
    "<image href=\"data:text/html;base64,PHN2Zy8+\"/>",
    "<image href=\"data:image/png;base64,PHN2Zy8+\"/>",
    "<filter id=\"f\"><feImage href=\"http://evil/a.png\"/></filter>",
    "<filter id=\"f\"><feImage xlink:href=\"data:image/svg+xml,a\"/></filter>",
    "<linearGradient xlink:href=\"http://evil/a.svg#a\"/>",
    "<pattern href=\"a.svg#b\"/>",
    "<text><textPath href=\"http://evil/#a\">a</textPath></text>",
    // Animations.
    "<a><animate attributeName=\"href\" to=\"javascript:alert(1)\"/><rect/></a>",
    "<a><set attributeName=\"xlink:href\" to=\"javascript:alert(1)\"/><rect/></a>",
    "<a><animate attributeName=\"x:href\" values=\"#a;javascript:alert(1)\" begin=\"0s\"/></a>",
    "<set attributeName=\"onclick\" to=\"alert(1)\"/>",
    "<set attributeName=\" ONclick \" to=\"alert(1)\"/>",
    "<animate attributeName=\"style\" to=\"fill:url(//evil)\"/>",
    "<animate attributeName=\"fill\" values=\"red;url(http://evil/#a)\"/>",
    "<set attributeName=\"filter\" to=\"u\\72l(//evil/#a)\"/>",
    "<animate attributeName=\"fill\" values=\"red/*;url(//evil)/**/\"/>",
    "<set attributeName=\"fill\" to=\"/*;*/url(//evil)\"/>",
    // Styles.
    "<style>@import 'http://evil/a.css';</style>",
    "<style>@\\69mport url(//evil);</style>",
    "<style>@IMPORT/**/\"//evil\";</style>",
    "<style><![CDATA[@imp]]><![CDATA[ort '//evil';]]></style>",
    "<style>@im&#x70;ort '//evil';</style>",
    "<style>rect{fill:url(http://evil/#a)}</style>",
    "<style>rect{background:u\\72l(  '//evil')}</style>",
    "<style>rect{background:URL(//evil)}</style>",
    "<style>rect{background:-webkit-image-set('//evil' 1x)}</style>",
    "<style>rect{background:image-set('//evil' 1x)}</style>",
    "<style>rect{width:expression(alert(1))}</style>",
    "<style>rect{-moz-binding:url(#a)}</style>",
    "<style>rect{behavior:url(#a)}</style>",
    "<style>@font-face{font-family:a;src:url(http://evil/a.woff)}</style>",
    "<style>@media screen{rect{fill:url(//evil)}}</style>",
    "<style>rect{--a:url(//evil);fill:var(--a)}</style>",
    "<rect style=\"fill:url(//evil/#a)\"/>",
    "<rect style=\"cursor: url(&#34;http://evil&#34;), auto\"/>",
    "<rect fill=\"url(http://evil/#a)\"/>",
    "<rect fill=\"u\\72 l(//evil)\"/>",
    "<rect mask=\"url(a.svg#m)\"/>",
    "<rect filter=\"url( 'data:image/svg+xml,a#f' )\"/>",
    "<rect cursor=\"url(//evil)\"/>",
    // What parsers read in more ways than one.
    "<x:rect/>",
    "<rect x:y=\"1\"/>",
    "<rect x=\"1\" x=\"2\"/>",
    "<a y:href=\"#a\" xlink:href=\"#b\" xmlns:y=\"http://www.w3.org/1999/xlink\"/>",
    "<rect x=\"&evil;\"/>",
    "<text>&evil;</text>",
    "<text>&#0;</text>",
    "<text>&#xFFFE;</text>",
    "<rect x=1/>",
    "<rect><circle></rect></circle>",
    "<rect>",
    "</svg><script xmlns=\"http://www.w3.org/2000/svg\">alert(1)</script><svg>",
    "</svg><svg xmlns=\"http://www.w3.org/2000/svg\">",
    "</svg>text<svg>",
    "<!-- a",
    "<?xml-stylesheet href=\"//evil\"?>",
    "<?XML-stylesheet href=\"//evil\"?>",
    "<?xml version=\"1.0\"?>",
    "<!DOCTYPE svg>",
    "<rect/onclick=\"alert(1)\">",
    "<s:script xmlns:s=\"http&#58;//www.w3.org/2000/svg\">alert(1)</s:script>",
];

#[test]
fn what_runs_or_loads_something_is_refused_however_it_is_written() {
    let mut files: Vec<(String, Vec<u8>)> = HARMFUL.iter().enumerate().map(|(at, body)| (format!("harmful-{at}.svg"), svg(body))).collect();
    let script = String::from_utf8(svg("<script>alert(1)</script>")).unwrap();
    let plain = String::from_utf8(svg("<rect/>")).unwrap();
    let mut add = |bytes: Vec<u8>| files.push((format!("whole-{}.svg", files.len()), bytes));
    add(utf16(&format!("\u{feff}{script}"), true));
    add(utf16(&format!("\u{feff}{script}"), false));
    add(utf16(&script, true));
    add(utf16(&script, false));
    add(script.replace("<script>", "\0<script>").into_bytes());
    add(format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{plain}").into_bytes());
    add(format!("<?xml version=\"1.0\" encoding=\"UTF-7\"?>{plain}+ADw-script+AD4-").into_bytes());
    add(format!("<?xml version='1.0' encoding='utf-7'?>{}", String::from_utf8(svg("+ADw-script+AD4-")).unwrap()).into_bytes());
    add(format!("<?xml version='1.0' encoding='Shift_JIS'?>{plain}").into_bytes());
    add([b"<?xml version='1.0' encoding='ISO-8859-1'?>", &svg("<text>é</text>")[..]].concat());
    add([&svg("<text>")[..], b"\xff\xfe"].concat());
    add(format!("<!DOCTYPE svg [<!ENTITY a \"<script>alert(1)</script>\">]>{plain}").into_bytes());
    add(format!("<!DOCTYPE svg [<!ATTLIST rect onclick CDATA \"alert(1)\">]>{plain}").into_bytes());
    add(format!("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"a[b\" [ ]>{plain}").into_bytes());
    add(format!("<!DOCTYPE svg [<!ENTITY % a SYSTEM \"//evil\"> %a;]>{plain}").into_bytes());
    add(format!("<?xml-stylesheet type=\"text/css\" href=\"//evil/a.css\"?>{plain}").into_bytes());
    add(format!("<?xml-stylesheet type=\"text/xsl\" href=\"#a\"?>{plain}").into_bytes());
    add(format!(" <?xml version=\"1.0\"?>{plain}").into_bytes());
    add(format!("{plain}<script>alert(1)</script>").into_bytes());
    add(format!("{plain}<p>").into_bytes());
    add(format!("a{plain}").into_bytes());
    add(format!("{plain}]]>").into_bytes());
    add(b"<!doctype html><script>alert(1)</script>".to_vec());
    add(b"<html xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></html>".to_vec());
    add(b"<x:svg xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:script>alert(1)</x:script></x:svg>".to_vec());
    add(format!("<svg {XMLNS} onload=\"alert(1)\"/>").into_bytes());
    add(format!("<svg {XMLNS} onload=alert(1) />").into_bytes());
    add(format!("<svg/onload=alert(1) {XMLNS}/>").into_bytes());
    add(b"<svg onload=\"alert(1)\"/>".to_vec());
    add(b"<svg/>".to_vec());
    add(Vec::new());
    add(b"PK\x03\x04".to_vec());
    let drawn = Drawn::build(&files);
    let missed: Vec<&str> = files.iter().filter(|(name, _)| !drawn.is_refused(name)).map(|(_, bytes)| std::str::from_utf8(bytes).unwrap_or("bytes")).collect();
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(files.len() >= 120, "{}", files.len());
}

#[test]
fn a_message_names_what_is_meant_and_where() {
    let files = [
        ("a.svg".to_owned(), svg("\n  <rect x=\"1\"\n onclick=\"alert(1)\"/>")),
        ("b.svg".to_owned(), svg("<image href=\"https://evil.example/a.png\"/>")),
        ("c.svg".to_owned(), utf16("\u{feff}<svg/>", true)),
    ];
    let drawn = Drawn::build(&files);
    let message = |name: &str| drawn.said[name][0].clone();
    assert_eq!(message("a.svg")["message"], "this drawing holds the handler onclick, and is not published");
    assert_eq!((message("a.svg")["line"].as_u64(), message("a.svg")["column"].as_u64()), (Some(3), Some(2)));
    assert_eq!(message("b.svg")["message"], "this drawing shows the picture https://evil.example/a.png, which stands elsewhere, and is not published");
    assert_eq!(message("c.svg")["help"], "save it as UTF-8");
}

/// What editors keep for themselves: left out without a word, and nothing of it is published.
const LEFT_OUT: &[(&str, &str)] = &[
    ("<!-- secret --><rect/>", "<rect/>"),
    ("<metadata><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><x>secret</x></rdf:RDF></metadata><rect/>", "<rect/>"),
    ("<rect inkscape:label=\"secret\" xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"/>", "<rect/>"),
    ("<i:pgf xmlns:i=\"http://ns.adobe.com/AdobeIllustrator/10.0/\"><![CDATA[secret]]></i:pgf><rect/>", "<rect/>"),
    ("<rect data-name=\"secret\" xml:base=\"http://secret.example/\" xml:id=\"secret\"/>", "<rect/>"),
    ("<?xpacket begin=\"secret\"?><rect/>", "<rect/>"),
    ("secret<rect>secret</rect>", "<rect/>"),
    ("<xi:include href=\"secret\" xmlns:xi=\"http://www.w3.org/2001/XInclude\"/><rect/>", "<rect/>"),
    ("<xbl:bindings xmlns:xbl=\"http://www.mozilla.org/xbl\">secret</xbl:bindings><rect/>", "<rect/>"),
    ("<secret><rect/></secret><rect/>", "<rect/>"),
    ("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>secret</mi></math><rect/>", "<rect/>"),
    ("<style type=\"text/secret\">a</style><rect/>", "<rect/>"),
    ("<style>/* secret */@page{size:secret}rect{-secret-a:b}</style><rect/>", "<style>rect{}</style><rect/>"),
    ("<a href=\"https://secret.example/\" target=\"_top\"><rect/></a>", "<g><rect/></g>"),
    ("<text><a xlink:href=\"mailto:secret@secret.example\">b</a></text>", "<text><tspan>b</tspan></text>"),
    ("<rect ev:onclick=\"secret\" xmlns:ev=\"http://www.w3.org/2001/xml-events\"/>", "<rect/>"),
    ("<animate attributeName=\"secret\" to=\"1\"/><rect/>", "<rect/>"),
    ("<rect fill=\"secret(1)\"/>", "<rect/>"),
    ("<use xlink:href=\"\" xlink:title=\"secret\" xlink:show=\"secret\"/>", "<use/>"),
    ("<metadata><source>secret</source><link href=\"secret\"/></metadata><rect/>", "<rect/>"),
    ("<image xlink:href=\"#secret\"/>", "<image/>"),
    ("<style>a{b:secret\\&#10;;c:d}</style>", "<style>a{c:d}</style>"),
    ("<title>a<b>secret</b></title>", "<title>a</title>"),
    ("<text>]]&gt;&lt;script>alert(1)&lt;/script></text>", "<text>]]&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text>"),
    ("<style>a::after{content:'&lt;/style>&lt;script>'}</style>", "&lt;/style&gt;&lt;script&gt;"),
    ("<desc><![CDATA[</desc><script>alert(1)</script>]]></desc>", "<desc>&lt;/desc&gt;&lt;script&gt;alert(1)&lt;/script&gt;</desc>"),
    ("<rect id='\"&gt;&lt;script>' class='onload=\"alert(1)\"'/>", "id=\"&quot;&gt;&lt;script&gt;\""),
];

#[test]
fn what_editors_keep_for_themselves_is_left_out_without_a_word() {
    let files: Vec<(String, Vec<u8>)> = LEFT_OUT.iter().enumerate().map(|(at, (body, _))| (format!("left-{at}.svg"), svg(body))).collect();
    let drawn = Drawn::build(&files);
    for ((name, _), (body, kept)) in files.iter().zip(LEFT_OUT) {
        let (_, text) = drawn.published(name).unwrap_or_else(|| panic!("{body}: {:?}", drawn.said.get(name)));
        assert!(text.contains(kept) && !text.contains("secret") && !text.contains("<script"), "{body} gave {text}");
        assert!(!drawn.said.contains_key(name), "{body}: {:?}", drawn.said[name]);
    }
}

#[test]
fn drawings_of_common_programs_are_published_without_a_word() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/drawings");
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    visit(&folder, &mut |path| files.push((path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())));
    files.sort();
    assert!(files.len() >= 25, "{}", files.len());
    let drawn = Drawn::build(&files);
    let mut names = BTreeSet::new();
    for (name, source) in &files {
        assert!(!drawn.said.contains_key(name), "{name}: {:#?}", drawn.said[name]);
        let (published, text) = drawn.published(name).unwrap_or_else(|| panic!("{name} is not published"));
        assert!(published.ends_with(".svg") && names.insert(published), "{name}");
        assert!(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && text.ends_with('\n'), "{name}: {text}");
        // What must go is marked in each source, and so is what must stay.
        let source = String::from_utf8_lossy(source);
        assert!(!text.contains("GOES"), "{name}: {text}");
        assert!(!source.contains("STAYS") || source.matches("STAYS").count() == text.matches("STAYS").count(), "{name}: {text}");
    }
    assert!(drawn.built.page("articles/drawn/index.html").contains("width=\"672\" height=\"672\""), "a size in points is told in pixels");
}

#[test]
fn a_file_is_published_as_what_it_is_whatever_it_is_called() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let png = STANDARD.decode(PIXEL).unwrap();
    let mut evil = svg("<script>alert(1)</script>");
    evil.splice(0..0, *b"\xef\xbb\xbf\n ");
    let files: Vec<(String, Vec<u8>)> = vec![
        ("drawing.png".to_owned(), svg("<rect id=\"a\"/>")),
        ("photo.svg".to_owned(), png),
        ("Upper.SVG".to_owned(), svg("<rect id=\"a\"/>")),
        ("evil.png".to_owned(), evil),
        ("wide.jpg".to_owned(), utf16("\u{feff}<svg/>", false)),
        ("page.svg".to_owned(), b"<!doctype html><p>".to_vec()),
        ("page.gif".to_owned(), b"<html><script>alert(1)</script>".to_vec()),
    ];
    let drawn = Drawn::build(&files);
    assert!(drawn.published("drawing.png").is_some_and(|(name, text)| name.ends_with(".svg") && text.contains("id=\"a\"")));
    assert!(drawn.published("photo.svg").is_some_and(|(name, text)| name.ends_with(".png") && text.contains("PNG")));
    assert!(drawn.published("upper.svg").is_some_and(|(name, _)| name.ends_with(".svg")));
    for name in ["evil.png", "wide.jpg", "page.svg", "page.gif"] {
        assert!(drawn.is_refused(name), "{name}: {:?}", drawn.said.get(name));
    }
}

#[test]
fn a_drawing_that_would_take_all_memory_or_time_is_refused() {
    let deep = "<g>".repeat(100_000);
    let doubled: String = (0..40).map(|at| format!("<g id=\"g{at}\"><use href=\"#g{n}\"/><use href=\"#%67{n}\"/></g>", n = at + 1)).collect();
    let many = "<g/>".repeat(300_000);
    let attributes: String = (0..100_000).map(|at| format!(" a{at}=\"\"")).collect();
    let prefixes: String = (0..100_000).map(|at| format!(" xmlns:a{at}=\"a\"")).collect();
    let files: Vec<(String, Vec<u8>)> = vec![
        ("deep.svg".to_owned(), svg(&deep)),
        ("doubled.svg".to_owned(), svg(&format!("{doubled}<use href=\"#g0\"/>"))),
        ("many.svg".to_owned(), svg(&many)),
        ("attributes.svg".to_owned(), svg(&format!("<g{attributes}/>"))),
        ("prefixes.svg".to_owned(), svg(&format!("<g{prefixes}/>"))),
        ("large.svg".to_owned(), svg(&" ".repeat(20_000_001))),
    ];
    let drawn = Drawn::build(&files);
    for (name, _) in &files {
        assert!(drawn.is_refused(name), "{name}");
    }
    assert!(drawn.built.messages.len() < 20_000, "{}", drawn.built.messages.len());
}

#[test]
fn a_drawing_that_changed_since_it_was_listed_is_not_published() {
    // The name of the published file tells the bytes that were listed, so a change shows as an error.
    let root = Site::new();
    let file = root.root().join("content/articles/a.svg");
    let site = root.with("content/articles/a.svg", svg("<rect/>"));
    let folder = dateline::system::load(&site.root(), &mut dateline::base::Report::default()).unwrap();
    assert!(folder.clean_drawing("content/articles/a.svg").is_ok());
    fs::write(&file, svg("<script>alert(1)</script>")).unwrap();
    let fault = folder.clean_drawing("content/articles/a.svg").unwrap_err();
    assert!(fault.message.contains("holds <script>"), "{}", fault.message);
}
