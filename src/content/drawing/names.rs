/// The namespace of SVG (SVG 2, section 5.1.2).
pub(super) const SVG: &[u8] = b"http://www.w3.org/2000/svg";
/// The namespace of `xlink:href` (XLink 1.1, section 3.1).
pub(super) const XLINK: &[u8] = b"http://www.w3.org/1999/xlink";
/// The namespace of `xml:space` and `xml:lang` (Namespaces in XML 1.0, section 3).
pub(super) const XML: &[u8] = b"http://www.w3.org/XML/1998/namespace";
/// The namespace of HTML.
pub(super) const HTML: &[u8] = b"http://www.w3.org/1999/xhtml";

/// What becomes of an element of the SVG namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Kept; text directly in the element is layout.
    Plain,
    /// Kept with its text, which is shown.
    Text,
    /// Kept with its text, but without elements in it: a title or a description.
    Note,
    /// A style sheet.
    Style,
    /// A link: its contents are kept without it, since a drawing on a page leads nowhere.
    Link,
    /// A part of an animation.
    Animation,
    /// A page within the drawing: left out where the drawing has another form of the same (`switch`).
    ForeignObject,
    /// Runs or loads something.
    Active,
    /// Anything else. Browsers draw nothing for it, and it is left out.
    Unknown,
}

/// The elements of drawings (SVG 2, appendix F; Filter Effects 1; Masking 1). In the order of their bytes.
const PLAIN: [&str; 49] = [
    "circle",
    "clipPath",
    "defs",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "switch",
    "symbol",
    "use",
    "view",
];

/// Elements that run something or load something, in lower case: in SVG (SVG 2; SVG Tiny 1.2; XML
/// Events) and in HTML. The list makes messages clear; safety does not depend on it.
const ACTIVE: [&str; 19] = [
    "animation",
    "applet",
    "audio",
    "canvas",
    "embed",
    "form",
    "frame",
    "frameset",
    "handler",
    "iframe",
    "link",
    "listener",
    "meta",
    "object",
    "prefetch",
    "script",
    "source",
    "track",
    "video",
];

/// Of these, the ones that are refused even in a part that is left out anyway: metadata and labels
/// that were pasted from pages hold all sorts of harmless things.
const ACTIVE_WHEN_LEFT_OUT: [&str; 7] = ["applet", "embed", "frame", "frameset", "iframe", "object", "script"];

impl Element {
    /// What becomes of an element of this name.
    pub(super) fn of(name: &str) -> Element {
        match name {
            "text" | "tspan" | "textPath" => Element::Text,
            "title" | "desc" => Element::Note,
            "style" => Element::Style,
            "a" => Element::Link,
            "animate" | "animateColor" | "animateMotion" | "animateTransform" | "set" => Element::Animation,
            name if PLAIN.binary_search(&name).is_ok() => Element::Plain,
            name => match name.to_ascii_lowercase().as_str() {
                "foreignobject" => Element::ForeignObject,
                lower if ACTIVE.contains(&lower) => Element::Active,
                _ => Element::Unknown,
            },
        }
    }
}

/// Whether an element in a part that is left out shows that somebody means harm.
pub(super) fn is_active_when_left_out(name: &str) -> bool {
    ACTIVE_WHEN_LEFT_OUT.iter().any(|active| name.eq_ignore_ascii_case(active))
}

/// What becomes of an attribute without a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// Kept as it is: numbers, names, words.
    Plain,
    /// A value of CSS, which can refer to something.
    Css,
    /// A list of declarations: `style`.
    Declarations,
    /// An address: `href`.
    Address,
    /// Values that an animation gives to an attribute.
    Values,
    /// The attribute that an animation changes: `attributeName`.
    Animated,
    /// Runs something: `onload` and the like.
    Handler,
    /// Anything else, which is left out.
    Unknown,
}

/// Attributes whose values refer to nothing. In the order of their bytes.
const WORDS: [&str; 126] = [
    "accumulate",
    "additive",
    "amplitude",
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-roledescription",
    "attributeType",
    "azimuth",
    "baseFrequency",
    "begin",
    "bias",
    "calcMode",
    "class",
    "clipPathUnits",
    "cx",
    "cy",
    "d",
    "diffuseConstant",
    "divisor",
    "dur",
    "dx",
    "dy",
    "edgeMode",
    "elevation",
    "end",
    "exponent",
    "filterRes",
    "filterUnits",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "in",
    "in2",
    "intercept",
    "k1",
    "k2",
    "k3",
    "k4",
    "kernelMatrix",
    "kernelUnitLength",
    "keyPoints",
    "keySplines",
    "keyTimes",
    "lang",
    "lengthAdjust",
    "limitingConeAngle",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "maskContentUnits",
    "maskUnits",
    "max",
    "media",
    "method",
    "min",
    "mode",
    "numOctaves",
    "offset",
    "operator",
    "order",
    "orient",
    "origin",
    "path",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "points",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "r",
    "radius",
    "refX",
    "refY",
    "repeatCount",
    "repeatDur",
    "requiredExtensions",
    "requiredFeatures",
    "restart",
    "result",
    "role",
    "rotate",
    "rx",
    "ry",
    "scale",
    "seed",
    "side",
    "slope",
    "spacing",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "surfaceScale",
    "systemLanguage",
    "tabindex",
    "tableValues",
    "targetX",
    "targetY",
    "textLength",
    "transform",
    "type",
    "version",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "xChannelSelector",
    "y",
    "y1",
    "y2",
    "yChannelSelector",
    "z",
];

/// Presentation attributes (SVG 2, section 6.6, and the ones of SVG 1.1). In the order of
/// their bytes.
const PRESENTATION: [&str; 71] = [
    "alignment-baseline",
    "baseline-shift",
    "clip",
    "clip-path",
    "clip-rule",
    "color",
    "color-interpolation",
    "color-interpolation-filters",
    "color-rendering",
    "cursor",
    "direction",
    "display",
    "dominant-baseline",
    "enable-background",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "flood-color",
    "flood-opacity",
    "font",
    "font-family",
    "font-kerning",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "glyph-orientation-horizontal",
    "glyph-orientation-vertical",
    "image-rendering",
    "isolation",
    "kerning",
    "letter-spacing",
    "lighting-color",
    "marker",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "mask-type",
    "mix-blend-mode",
    "opacity",
    "overflow",
    "paint-order",
    "pointer-events",
    "shape-rendering",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration",
    "text-decoration-line",
    "text-overflow",
    "text-rendering",
    "transform-box",
    "transform-origin",
    "unicode-bidi",
    "vector-effect",
    "visibility",
    "white-space",
    "word-spacing",
    "writing-mode",
];

impl Attribute {
    /// What becomes of an attribute of this name that has no namespace.
    pub(super) fn of(name: &str) -> Attribute {
        match name {
            "href" => Attribute::Address,
            "style" => Attribute::Declarations,
            "attributeName" => Attribute::Animated,
            "values" | "from" | "to" | "by" => Attribute::Values,
            name if WORDS.binary_search(&name).is_ok() => Attribute::Plain,
            name if PRESENTATION.binary_search(&name).is_ok() => Attribute::Css,
            name if name.len() > 2 && name.as_bytes()[..2].eq_ignore_ascii_case(b"on") => Attribute::Handler,
            name if name.eq_ignore_ascii_case("href") => Attribute::Address,
            _ => Attribute::Unknown,
        }
    }

    /// Whether an animation may change the attribute: what an attribute of this name says can neither
    /// run nor load anything, whichever element has it.
    pub(super) fn is_animated(name: &str) -> bool {
        matches!(Attribute::of(name), Attribute::Css | Attribute::Plain) && !matches!(name, "id" | "class" | "type" | "media" | "path" | "attributeType")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whole_and_by_their_case() {
        assert_eq!(Attribute::of("x"), Attribute::Plain);
        assert_eq!(Attribute::of("aria-hidden"), Attribute::Plain);
        assert_eq!(Attribute::of("word-spacing"), Attribute::Css);
        for unknown in ["", " ", "view", "fill fill-opacity", "data-x", "srcdoc", "src"] {
            assert_eq!(Attribute::of(unknown), Attribute::Unknown, "{unknown}");
        }
        for handler in ["onload", "ONCLICK", "onBegin", "onanything"] {
            assert_eq!(Attribute::of(handler), Attribute::Handler);
        }
        assert_eq!((Element::of("script"), Element::of("Script"), Element::of("rect")), (Element::Active, Element::Active, Element::Plain));
        assert_eq!((Element::of("RECT"), Element::of(""), Element::of("metadata")), (Element::Unknown, Element::Unknown, Element::Unknown));
    }

    #[test]
    fn the_lists_stand_in_the_order_in_which_they_are_searched() {
        assert!(PLAIN.is_sorted() && WORDS.is_sorted() && PRESENTATION.is_sorted());
    }

    #[test]
    fn an_animation_changes_no_address_no_style_and_no_handler() {
        for never in ["href", "style", "onclick", "class", "attributeName", "values", "to", "xlink:href", "id"] {
            assert!(!Attribute::is_animated(never), "{never}");
        }
        assert!(Attribute::is_animated("fill") && Attribute::is_animated("cx") && Attribute::is_animated("d"));
    }
}
