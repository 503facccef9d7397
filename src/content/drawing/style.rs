use super::address::Address;
use super::embedded;
use super::refusal::shown;
use cssparser::{Delimiter, ParseError, ParseErrorKind, Parser, ToCss, Token};

/// Why a part of a style is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// The part means nothing, or nothing that is listed here, and is left out.
    LeftOut,
    /// The part would load something or run something: what, to follow "holds".
    Active(String),
}

type Result<T> = std::result::Result<T, ParseError<Unfit>>;

/// Functions of values: colours, numbers, shapes, transforms, filters, timing, gradients (CSS Color 4
/// and 5, Values 4, Shapes 1, Transforms 2, Filter Effects 1, Easing 1, Images 3). None of them takes
/// an address. In the order of their bytes.
const VALUE_FUNCTIONS: [&str; 73] = [
    "abs",
    "acos",
    "asin",
    "atan",
    "atan2",
    "blur",
    "brightness",
    "calc",
    "circle",
    "clamp",
    "color",
    "color-mix",
    "contrast",
    "cos",
    "counter",
    "cubic-bezier",
    "device-cmyk",
    "drop-shadow",
    "ellipse",
    "exp",
    "grayscale",
    "hsl",
    "hsla",
    "hue-rotate",
    "hwb",
    "hypot",
    "inset",
    "invert",
    "lab",
    "lch",
    "light-dark",
    "linear",
    "linear-gradient",
    "log",
    "matrix",
    "matrix3d",
    "max",
    "min",
    "mod",
    "oklab",
    "oklch",
    "opacity",
    "path",
    "perspective",
    "polygon",
    "pow",
    "radial-gradient",
    "rect",
    "rem",
    "rgb",
    "rgba",
    "rotate",
    "rotate3d",
    "rotatex",
    "rotatey",
    "rotatez",
    "round",
    "saturate",
    "scale",
    "scale3d",
    "scalex",
    "scaley",
    "sepia",
    "sign",
    "sin",
    "skew",
    "skewx",
    "skewy",
    "sqrt",
    "steps",
    "tan",
    "translate",
    "var",
];

/// Functions of conditions and selectors (Selectors 4; CSS Conditional 4). In the order of their bytes.
const SELECTOR_FUNCTIONS: [&str; 13] =
    ["-moz-any", "-webkit-any", "has", "host", "is", "lang", "matches", "not", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type", "where"];

/// Functions that load something by a text, or run something.
const ACTIVE_FUNCTIONS: [&str; 11] =
    ["-moz-element", "-webkit-cross-fade", "-webkit-image-set", "cross-fade", "element", "expression", "image", "image-set", "paint", "src", "url-prefix"];

/// Rules whose block holds rules.
const GROUPS: [&str; 7] = ["-moz-keyframes", "-webkit-keyframes", "container", "keyframes", "layer", "media", "supports"];

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// A property of an element.
    Value,
    /// A property of `@font-face`.
    FontFace,
    /// A selector or a condition.
    Selector,
}

/// Writes a value of CSS anew, as a presentation attribute has it, if it refers to nothing outside of
/// the drawing.
pub(super) fn value(text: &str) -> std::result::Result<String, Unfit> {
    // Every function has a bracket, and a name that is escaped has a backslash.
    if !text.contains(['(', '\\', '@', '/']) {
        return Ok(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    copy(&mut Parser::new(text), &mut out, Context::Value).map_err(unfit)?;
    Ok(out)
}

/// Whether the values that an animation takes, between semicolons, refer to nothing outside of the
/// drawing.
pub(super) fn check_values(text: &str) -> std::result::Result<(), Unfit> {
    if !text.contains(['(', '\\']) {
        return Ok(());
    }
    // A browser cuts `values` at each semicolon, even in a comment, and takes `to` as a whole.
    let check = |text| copy(&mut Parser::new(text), &mut String::new(), Context::Value).map_err(unfit);
    check(text)?;
    text.split(';').try_for_each(check)
}

/// Writes a list of declarations anew, as a `style` attribute has it. The error is what would run or
/// load something.
pub(super) fn declarations(text: &str) -> std::result::Result<String, String> {
    let mut out = String::with_capacity(text.len());
    finished(declare(&mut Parser::new(text), &mut out, Context::Value), out)
}

/// Writes a style sheet anew. The error is what would run or load something.
pub(super) fn sheet(text: &str) -> std::result::Result<String, String> {
    let mut out = String::with_capacity(text.len());
    finished(rules(&mut Parser::new(text), &mut out), out)
}

fn finished(done: Result<()>, out: String) -> std::result::Result<String, String> {
    match done.map_err(unfit) {
        Err(Unfit::Active(what)) => Err(what),
        // What is left out is left out where it stands; the rest is whole.
        Err(Unfit::LeftOut) | Ok(()) => Ok(out),
    }
}

fn unfit(error: ParseError<Unfit>) -> Unfit {
    match error.kind {
        ParseErrorKind::Custom(unfit) => unfit,
        ParseErrorKind::Basic(_) => Unfit::LeftOut,
    }
}

fn active<T>(what: impl Into<String>) -> Result<T> {
    Err(ParseError::custom(Unfit::Active(what.into())))
}

fn left_out<T>() -> Result<T> {
    Err(ParseError::custom(Unfit::LeftOut))
}

/// Passes on what would run or load something, and forgets what is only left out.
fn kept<T>(done: Result<T>) -> Result<Option<T>> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind, ParseErrorKind::Custom(Unfit::Active(_))) => Err(error),
        Err(_) => Ok(None),
    }
}

/// A list of rules (CSS Syntax 3, section 5.4.1).
fn rules(input: &mut Parser<'_>, out: &mut String) -> Result<()> {
    loop {
        input.skip_whitespace();
        let start = input.state();
        let Ok(token) = input.next().cloned() else { return Ok(()) };
        match token {
            Token::AtKeyword(name) => at_rule(&name.to_ascii_lowercase(), input, out)?,
            // The marks that hid a style sheet from browsers of 1995.
            Token::CDO | Token::CDC | Token::Semicolon => {}
            _ => {
                input.reset(&start);
                style_rule(input, out)?;
            }
        }
    }
}

/// A selector and its declarations.
fn style_rule(input: &mut Parser<'_>, out: &mut String) -> Result<()> {
    let mut rule = String::new();
    let selector = kept(input.parse_until_before(Delimiter::CurlyBracketBlock, |input| copy(input, &mut rule, Context::Selector)))?;
    if !matches!(input.next(), Ok(Token::CurlyBracketBlock)) {
        return Ok(());
    }
    if selector.is_none() {
        return kept(input.parse_nested_block(|input| declare(input, &mut String::new(), Context::Value))).map(drop);
    }
    rule.push('{');
    input.parse_nested_block(|input| declare(input, &mut rule, Context::Value))?;
    rule.push('}');
    out.push_str(&rule);
    Ok(())
}

/// A rule that begins with `@`: groups of rules and fonts are kept, all else is left out.
fn at_rule(name: &str, input: &mut Parser<'_>, out: &mut String) -> Result<()> {
    if name == "import" {
        return active("@import");
    }
    let mut rule = format!("@{name}");
    let prelude = input.parse_until_before(Delimiter::CurlyBracketBlock | Delimiter::Semicolon, |input| copy(input, &mut rule, Context::Selector));
    let is_group = GROUPS.contains(&name);
    // A namespace is told by an address that nothing loads, and other rules that are left out do no harm.
    let prelude = if is_group { kept(prelude)? } else { prelude.ok() };
    if !matches!(input.next(), Ok(Token::CurlyBracketBlock)) || prelude.is_none() {
        return Ok(());
    }
    rule.push('{');
    match name {
        "font-face" => input.parse_nested_block(|input| declare(input, &mut rule, Context::FontFace))?,
        _ if is_group => input.parse_nested_block(|input| rules(input, &mut rule))?,
        _ => return Ok(()),
    }
    rule.push('}');
    out.push_str(&rule);
    Ok(())
}

/// A list of declarations (CSS Syntax 3, section 5.4.4). A rule within a rule is left out.
fn declare(input: &mut Parser<'_>, out: &mut String, context: Context) -> Result<()> {
    loop {
        let Ok(token) = input.next().cloned() else { return Ok(()) };
        let Token::Ident(name) = token else {
            if token != Token::Semicolon {
                // Up to the next semicolon nothing is a declaration.
                kept(input.parse_until_after(Delimiter::Semicolon, |_| left_out::<()>()))?;
            }
            continue;
        };
        let mut declaration = Token::Ident(name.clone()).to_css_string() + ":";
        let lower = name.to_ascii_lowercase();
        let is_harmful = matches!(lower.as_str(), "-moz-binding" | "behavior" | "-ms-behavior");
        let done = input.parse_until_before(Delimiter::Semicolon, |input| {
            input.expect_colon()?;
            if is_harmful {
                return active(format!("the style \"{lower}\""));
            }
            input.skip_whitespace();
            copy(input, &mut declaration, context)
        });
        // Properties of one program only, such as `-inkscape-font-specification`, are left out.
        let is_common = !lower.starts_with('-') || lower.starts_with("--");
        if kept(done)?.is_some() && is_common {
            if !out.is_empty() && !out.ends_with(['{', ';']) {
                out.push(';');
            }
            out.push_str(&declaration);
        }
    }
}

/// Writes tokens anew as long as none of them refers to anything outside of the drawing.
fn copy(input: &mut Parser<'_>, out: &mut String, context: Context) -> Result<()> {
    let mut follows_space = false;
    loop {
        let start = input.position();
        let Ok(token) = input.next_including_whitespace_and_comments().cloned() else { return Ok(()) };
        let is_space = matches!(token, Token::WhiteSpace(_));
        // A space at the end is never written, so that none has to be cut: it may belong to an escape.
        if follows_space && !is_space {
            out.push(' ');
        }
        follows_space = is_space;
        match &token {
            Token::WhiteSpace(_) => {}
            // In front of other text than it had, a backslash would be an escape.
            Token::Delim('\\' | '@') => return left_out(),
            // Stands between two tokens that would otherwise be one.
            Token::Comment(_) => out.push_str("/**/"),
            Token::Number { .. } | Token::Percentage { .. } | Token::Dimension { .. } => {
                // The number as it is written: the parser keeps fewer digits.
                let written = input.slice_from(start);
                if written.contains('\\') { out.push_str(&token.to_css_string()) } else { out.push_str(written) }
            }
            Token::UnquotedUrl(address) => out.push_str(&link(address, context)?),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                let address = input.parse_nested_block(|input| Ok(input.expect_string_cloned()?))?;
                out.push_str(&link(&address, context)?);
            }
            Token::Function(name) => {
                check_function(&name.to_ascii_lowercase(), context)?;
                out.push_str(&token.to_css_string());
                input.parse_nested_block(|input| copy(input, out, context))?;
                out.push(')');
            }
            Token::ParenthesisBlock | Token::SquareBracketBlock => {
                out.push_str(&token.to_css_string());
                input.parse_nested_block(|input| copy(input, out, context))?;
                out.push(if token == Token::ParenthesisBlock { ')' } else { ']' });
            }
            Token::CurlyBracketBlock => return skip_block(input),
            Token::BadUrl(address) => return active(format!("the address url({}", shown(address))),
            Token::AtKeyword(_) | Token::BadString(_) | Token::CDO | Token::CDC => return left_out(),
            Token::CloseParenthesis | Token::CloseSquareBracket | Token::CloseCurlyBracket => return left_out(),
            _ => out.push_str(&token.to_css_string()),
        }
    }
}

/// Leaves out a block within a declaration, but not in silence what would load something there.
fn skip_block(input: &mut Parser<'_>) -> Result<()> {
    input.parse_nested_block(|input| declare(input, &mut String::new(), Context::Value))?;
    left_out()
}

fn check_function(name: &str, context: Context) -> Result<()> {
    let is_known = match context {
        Context::Value => VALUE_FUNCTIONS.binary_search(&name).is_ok(),
        Context::FontFace => matches!(name, "format" | "local" | "tech"),
        Context::Selector => SELECTOR_FUNCTIONS.binary_search(&name).is_ok() || VALUE_FUNCTIONS.binary_search(&name).is_ok(),
    };
    if is_known {
        return Ok(());
    }
    if ACTIVE_FUNCTIONS.contains(&name) {
        return active(format!("the function {name}()"));
    }
    left_out()
}

/// An address in a style: an element of the drawing itself or, in `@font-face`, a font that is
/// carried along.
fn link(address: &str, context: Context) -> Result<String> {
    let allowed = match (Address::parse(address), context) {
        (Address::Empty, _) => return left_out(),
        (Address::Inside(id), Context::Value) => Some(id.into_owned()),
        // A font drawn in SVG, which no browser reads any more.
        (Address::Inside(_), Context::FontFace | Context::Selector) => return left_out(),
        (Address::Data(data), Context::FontFace) => embedded::font(&data),
        _ => None,
    };
    let Some(allowed) = allowed else { return active(format!("the address url({})", shown(address))) };
    Ok(format!("url({})", Token::QuotedString(allowed.into()).to_css_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        sheet(text).expect_err(text)
    }

    #[test]
    fn styles_of_drawing_programs_stay() {
        for (text, written) in [
            ("*{stroke-linejoin: round; stroke-linecap: butt}", "*{stroke-linejoin:round;stroke-linecap:butt}"),
            (".st0{fill:#FFFFFF;stroke:#000000;stroke-miterlimit:10;}", ".st0{fill:#FFFFFF;stroke:#000000;stroke-miterlimit:10}"),
            ("<!-- .a > .b + c{clip-path:url(#SVGID_2_)} -->", ".a > .b + c{clip-path:url(\"#SVGID_2_\")}"),
            ("@media (prefers-color-scheme: dark) { path { fill: RGB(1 2 3 / .5) } }", "@media (prefers-color-scheme: dark){path{fill:RGB(1 2 3 / .5)}}"),
            ("@keyframes a{from{opacity:0}50.5%{opacity:1}}", "@keyframes a{from{opacity:0}50.5%{opacity:1}}"),
            ("@charset \"utf-8\"; @namespace svg url(http://www.w3.org/2000/svg); svg|a{fill:red}", "svg|a{fill:red}"),
            ("a{fill:red;;b;stroke:blue}}c{d:e}", "a{fill:red;stroke:blue}"),
            ("a{fill:v\\61r(--x, 1.23456789px);--x:'url(http://a)'}", "a{fill:var(--x, 1.23456789px);--x:\"url(http://a)\"}"),
            ("a{b:c\\ ;d:e\\ }f{g:h\\31 }", "a{b:c\\ ;d:e\\ }f{g:h1}"),
            ("a{b:\\\n;c:d}e:\\\n{}f{g:h}", "a{c:d}f{g:h}"),
            ("a{b{fill:url(x)}c:d}e{{fill:url(x)}}", "a{}e{}"),
            ("a{unicode-range:U+1E00-1EFF,U+??}", "a{unicode-range:U+1E00-1EFF,U+??}"),
        ] {
            assert_eq!(sheet(text).as_deref(), Ok(written));
        }
    }

    #[test]
    fn what_would_load_something_is_found_however_it_is_written() {
        for text in [
            "@import 'a.css';",
            "@IMPORT url(a)",
            "@\\69mport 'a'",
            "@/**/import x; a{fill:url(//evil)}",
            "a{fill:url(http://evil)}",
            "a{fill:u\\72 l('a.svg#b')}",
            "a{fill:URL( \"data:image/svg+xml,a\" )}",
            "a{fill:url(data:image/png;base64,iVBORw0KGgo=)}",
            "a{b:url(#\u{0} evil}",
            "a{b:src('x')}",
            "a{b:-webkit-image-set('x' 1x)}",
            "a{b:im\\61ge-set('x')}",
            "a{width:exp/**/ression(1)} b{width:expression(alert(1))}",
            "a{-moz-bindin\\67: url(#a)}",
            "a{BEHAVIOR: x}",
            "a{--x: url(http://evil)}",
            "@media screen{@media print{a{fill:url(x)}}}",
            "@media url(x){}",
            "@font-face{src:local(a),url(a.woff2)}",
            "@font-face{src:url(data:font/woff2;base64,PHN2Zz4=)}",
            "a{--b:{fill:url(x)}}",
            "a,:is(url(x)){}",
        ] {
            refused(text);
        }
    }

    #[test]
    fn depth_has_an_end() {
        let deep = "a{b:".to_owned() + &"(".repeat(100_000);
        assert_eq!(sheet(&deep).as_deref(), Ok("a{}"));
        assert!(sheet(&"@media x{".repeat(50_000)).is_ok());
    }

    #[test]
    fn a_value_refers_to_the_drawing_alone() {
        assert_eq!(value("url(#a) none").as_deref(), Ok("url(\"#a\") none"));
        assert_eq!(value("foo(1)"), Err(Unfit::LeftOut));
        assert!(matches!(value("url(a.svg#b)"), Err(Unfit::Active(_))));
        assert!(matches!(check_values("url(#a);url(http://evil)"), Err(Unfit::Active(_))));
        for hidden in ["red/*;url(//evil)/**/", "/*;*/url(//evil)", "'a;url(//evil);'"] {
            assert!(matches!(check_values(hidden), Err(Unfit::Active(_))), "{hidden}");
        }
        assert_eq!(check_values("M0 0L1,1;m2 2;rotate(3 4 5)"), Ok(()));
    }
}
