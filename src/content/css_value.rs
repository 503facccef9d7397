//! Values of a style sheet that `dateline.yaml` may set, read by the grammars of their standards.
//! What no grammar reads is refused, so a value can end nothing and load nothing.

use crate::base::is_active;

/// The named colours (CSS Color 4, section 6.1), with `transparent`, `currentcolor` and the system
/// colours (section 6.2).
const NAMES: &str = " aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue chartreuse \
    chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen \
    darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray \
    dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred \
    indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey \
    lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon \
    mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue \
    mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred \
    papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna \
    silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow \
    yellowgreen transparent currentcolor accentcolor accentcolortext activetext buttonborder buttonface buttontext canvas canvastext field fieldtext \
    graytext highlight highlighttext linktext mark marktext selecteditem selecteditemtext visitedtext ";

/// Functions of three components and an opacity (CSS Color 4, sections 5 to 9).
const FUNCTIONS: [&str; 9] = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"];

/// The colour spaces of `color()` (CSS Color 4, section 10).
const SPACES: [&str; 9] = ["srgb", "srgb-linear", "display-p3", "a98-rgb", "prophoto-rgb", "rec2020", "xyz", "xyz-d50", "xyz-d65"];

/// Colour spaces in which `color-mix()` mixes, beside [`SPACES`]; of the last four, the hue goes
/// one of [`HUE_WAYS`] round.
const MIXING_SPACES: [&str; 6] = ["lab", "oklab", "hsl", "hwb", "lch", "oklch"];

/// How a hue goes from one colour to another (CSS Color 4, section 12.4).
const HUE_WAYS: [&str; 4] = ["shorter", "longer", "increasing", "decreasing"];

/// The longest text that is read as a colour, in bytes: a comma may part colours or numbers, and
/// every one is tried.
const LONGEST_COLOUR: usize = 256;

/// Whether a text is a colour: `#9b2c1f`, a name, a colour function with numbers, `color-mix()` of
/// two of these (CSS Color 5, section 3), or `light-dark()` of two (section 10).
pub(super) fn is_colour(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    if text.len() > LONGEST_COLOUR {
        return false;
    }
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let Some((function, rest)) = text.split_once('(') else {
        return text.bytes().all(|byte| byte.is_ascii_lowercase()) && NAMES.contains(&format!(" {text} "));
    };
    let Some(inside) = rest.strip_suffix(')') else { return false };
    match function {
        // The comma between the two colours is one of those that stand in no brackets.
        "light-dark" => inside.match_indices(',').any(|(at, _)| is_plain_colour(&inside[..at]) && is_plain_colour(&inside[at + 1..])),
        "color-mix" => inside.split_once(',').is_some_and(|(way, colours)| is_way_to_mix(way) && is_pair_to_mix(colours)),
        "color" => inside.trim_start().split_once(' ').is_some_and(|(space, numbers)| SPACES.contains(&space) && is_components(numbers, Commas::Refused)),
        _ => FUNCTIONS.contains(&function) && is_components(inside, Commas::Allowed),
    }
}

fn is_plain_colour(text: &str) -> bool {
    !text.trim_start().to_ascii_lowercase().starts_with("light-dark") && is_colour(text)
}

/// Whether a text says how to mix: `in oklab`, `in hsl longer hue`.
fn is_way_to_mix(text: &str) -> bool {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    match words[..] {
        ["in", space] => SPACES.contains(&space) || MIXING_SPACES.contains(&space),
        ["in", space, way, "hue"] => MIXING_SPACES[2..].contains(&space) && HUE_WAYS.contains(&way),
        _ => false,
    }
}

/// Whether a text is two colours to mix, each perhaps with a percentage before or behind.
fn is_pair_to_mix(text: &str) -> bool {
    let is_share = |text: &str| text.ends_with('%') && is_number(text);
    let is_one = |text: &str| {
        let text = text.trim();
        let first = text.split_once(' ').filter(|(share, _)| is_share(share)).map(|(_, colour)| colour);
        let last = text.rsplit_once(' ').filter(|(_, share)| is_share(share)).map(|(colour, _)| colour);
        let colour = first.or(last).unwrap_or(text);
        !colour.contains("color-mix") && is_plain_colour(colour)
    };
    text.match_indices(',').any(|(at, _)| is_one(&text[..at]) && is_one(&text[at + 1..]))
}

/// Whether components may be parted by commas, as they were at first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Commas {
    Allowed,
    Refused,
}

/// Three components and perhaps an opacity: `1 2 3 / 50%`, or `1, 2, 3, 0.5`.
fn is_components(text: &str, commas: Commas) -> bool {
    if text.contains(',') {
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        return commas == Commas::Allowed && matches!(parts.len(), 3 | 4) && parts.into_iter().all(is_number);
    }
    let (numbers, opacity) = text.split_once('/').map_or((text, None), |(numbers, opacity)| (numbers, Some(opacity.trim())));
    let is_one = |part: &str| part == "none" || is_number(part);
    numbers.split_ascii_whitespace().count() == 3 && numbers.split_ascii_whitespace().all(is_one) && opacity.is_none_or(is_one)
}

/// A number, a percentage or an angle (CSS Values 4, sections 5 and 7.1).
fn is_number(text: &str) -> bool {
    let number = ["%", "deg", "grad", "turn", "rad"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
    // With a digit at its end, what Rust reads as a number is one of CSS too: no `inf`, no `1.`.
    number.ends_with(|c: char| c.is_ascii_digit()) && number.parse::<f64>().is_ok()
}

/// Whether a text is a list of font families (CSS Fonts 4, section 2.1): names of one or more
/// identifiers, or texts in quotation marks, between commas.
pub(super) fn is_font_list(text: &str) -> bool {
    let mut rest = text.trim();
    loop {
        let after = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => match rest[1..].split_once(quote) {
                Some((name, after)) if !name.trim().is_empty() && name.chars().all(is_quotable) => after,
                _ => return false,
            },
            _ => {
                let end = rest.find(',').unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                if name.trim().is_empty() || !name.split_ascii_whitespace().all(is_identifier) {
                    return false;
                }
                after
            }
        };
        match after.trim_start().strip_prefix(',') {
            Some(next) => rest = next.trim_start(),
            None => return after.trim().is_empty(),
        }
    }
}

/// Whether a character may stand in a name in quotation marks. Those that end or begin something in
/// a style sheet or a page do not, though they could.
fn is_quotable(c: char) -> bool {
    !is_active(c) && !matches!(c, '"' | '\'' | '\\' | ';' | '{' | '}' | '<' | '>' | '@' | '(' | ')')
}

/// An identifier (CSS Syntax 3, section 4.3.11) without escapes.
fn is_identifier(text: &str) -> bool {
    let is_letter = |c: char| c == '_' || c.is_ascii_alphabetic() || (!c.is_ascii() && !is_active(c) && !c.is_whitespace());
    let name = text.strip_prefix('-').unwrap_or(text);
    name.starts_with(|c: char| is_letter(c) || (c == '-' && text.starts_with("--"))) && name.chars().all(|c| is_letter(c) || c == '-' || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn colours_of_every_form_are_read() {
        for good in [
            "#123",
            "#1234",
            "#9b2c1f",
            "#9B2C1FCC",
            "rebeccapurple",
            "RED",
            "currentColor",
            "CanvasText",
            "transparent",
            "rgb(1, 2, 3)",
            "rgba(1,2,3,.5)",
            "rgb(10% 20% 30%)",
            "rgb(1 2 3 / 50%)",
            "hsl(120deg 50% 50%)",
            "hsla(.5turn, 50%, 50%, 0.3)",
            "hwb(90 10% 10%)",
            "lab(29% 39 -20)",
            "lch(52% 72 50 / none)",
            "oklab(40% +0.1 -1e-2)",
            "oklch(40% .1 30)",
            "oklch( 40% .1 30 )",
            "color(display-p3 1 0.5 0)",
            "color(srgb 1 0 0/.5)",
            "light-dark(#9b2c1f, rgb(1, 2, 3))",
            "light-dark(rgb(1,2,3), red)",
            "color-mix(in srgb, #9b2c1f 80%, black)",
            "color-mix(in oklab, rgb(1, 2, 3), 20% white)",
            "Color-Mix(in oklch longer hue, red, hsl(120, 50%, 50%) 10%)",
            "light-dark(color-mix(in srgb, red, blue), red)",
        ] {
            assert!(is_colour(good), "{good}");
        }
        for bad in [
            "",
            "#12",
            "#12345",
            "#ggg",
            "reddish",
            "red;}",
            "red blue",
            "url(//x.org/y)",
            "rgb(1",
            "rgb(1 2)",
            "rgb(1 2 3 4)",
            "rgb(a 2 3)",
            "rgb()",
            "rgb(1 2 inf)",
            "rgb(1 2 nan)",
            "red/**/",
            "expression(1)",
            "var(--x)",
            "\\72 ed",
            "rgb(1,2,3))",
            "rgb(url(1) 2 3)",
            "color(//x 1 2 3)",
            "red !important",
            "'red'",
            "env(x)",
            "attr(x)",
            "light-dark(red)",
            "color-mix(in srgb, red)",
            "color-mix(red, blue)",
            "color-mix(in x, red, blue)",
            "color-mix(in srgb longer hue, red, blue)",
            "color-mix(in srgb, red 80, blue)",
            "color-mix(in srgb, url(x), blue)",
            "color-mix(in srgb, red;}, blue)",
            "color-mix(in srgb, color-mix(in srgb, red, blue), blue)",
            "light-dark(light-dark(red, red), red)",
            "image-set('x')",
            "rgb(1. 2 3)",
            "а",
        ] {
            assert!(!is_colour(bad), "{bad}");
        }
        assert!(!is_colour(&format!("light-dark(red{},red)", ",".repeat(100_000))));
    }

    #[test]
    fn font_lists_are_read() {
        for good in [
            "Georgia",
            "Georgia, serif",
            "\"Iowan Old Style\", Georgia, serif",
            "'Source Sans 3',sans-serif",
            "Noto Serif CJK KR, serif",
            "system-ui, -apple-system",
            "ui-serif",
            "맑은 고딕, sans-serif",
            "\"맑은 고딕\"",
            "_x, --y",
            "\"Helvetica, Neue\", x",
            "\"A&B #1 100%\"",
        ] {
            assert!(is_font_list(good), "{good}");
        }
        for bad in [
            "",
            ",",
            "Georgia,",
            ", serif",
            "Georgia,,serif",
            "\"Iowan",
            "\"a\"b\"",
            "\"a\" b",
            "a \"b\"",
            "3 Sans",
            "Source Sans 3",
            "a;b",
            "a}b",
            "url(x)",
            "\"a\\\"",
            "\"a\\62\"",
            "\"</style>\"",
            "a!important",
            "a/**/b",
            "\"\"",
            "@import",
            "\"a\u{7}\"",
            "\"a\u{202e}\"",
            "var(--x)",
            "'a\"",
            "a:b",
            "#a",
        ] {
            assert!(!is_font_list(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_can_end_or_load_anything(text in "[a-zA-Z0-9#(),./% '\"\\-;{}<>\\\\@:*!_가\u{7}\u{202e}]{0,24}|(rgb|color|url|light-dark|color-mix)\\([a-z0-9 ,/%.()]{0,16}\\)?") {
            if is_colour(&text) || is_font_list(&text) {
                let ends = [';', '{', '}', '<', '>', '\\', '@'];
                prop_assert!(!text.contains(ends) && !text.contains(is_active));
                // Within quotation marks these two are letters of a name.
                let mut open = None;
                let bare: String = text
                    .chars()
                    .filter(|&c| match open {
                        Some(quote) => {
                            if c == quote {
                                open = None;
                            }
                            false
                        }
                        None => {
                            open = (c == '"' || c == '\'').then_some(c);
                            true
                        }
                    })
                    .collect();
                prop_assert!(!bare.contains([':', '!']));
                prop_assert!(!text.contains("/*") && !text.to_ascii_lowercase().contains("url("));
                prop_assert!(text.matches('(').count() == text.matches(')').count());
                prop_assert!(is_colour(&text) || text.split('"').count() % 2 == 1 || text.split('\'').count() % 2 == 1);
            }
        }
    }
}
