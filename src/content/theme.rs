use super::fields::Fields;
use crate::base::{Code, Diagnostic};

/// How the site looks.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Theme {
    /// A CSS colour.
    pub accent: Option<String>,
    /// What it is set in.
    pub fonts: Fonts,
    /// A picture under `static/`, from the site's root on: `/logo.svg`.
    pub logo: Option<String>,
    /// What colours the overview.
    pub overview: Option<Colouring>,
}

/// CSS font family lists.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Fonts {
    /// Of what is read.
    pub serif: Option<String>,
    /// Of labels.
    pub sans: Option<String>,
}

/// What a colour of the overview stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colouring {
    /// Which topic an entry has.
    Topic,
    /// How certain it is.
    Status,
}

impl Colouring {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Colouring::Topic => "topic",
            Colouring::Status => "status",
        }
    }
}

impl Theme {
    /// Reads the theme. What is wrong is reported, and the built-in one's stands.
    pub(super) fn read(fields: &Fields<'_>) -> Theme {
        Theme {
            accent: fields.line("accent").and_then(|written| css_value(fields, "accent", written)),
            fonts: Fonts::read(fields),
            logo: fields.line("logo").map(rooted),
            overview: fields.word("overview", &[Colouring::Topic, Colouring::Status].map(|colouring| (colouring.word(), colouring))),
        }
    }

    /// The style of the whole page that says it: custom properties of the style sheet.
    pub fn style(&self) -> Option<String> {
        let says = [("accent", &self.accent), ("serif", &self.fonts.serif), ("display", &self.fonts.serif), ("sans", &self.fonts.sans)];
        let rules: Vec<String> = says.into_iter().filter_map(|(name, value)| Some(format!("--{name}:{}", value.as_ref()?))).collect();
        (!rules.is_empty()).then(|| rules.join(";"))
    }
}

impl Fonts {
    /// One list for all, or one for each.
    fn read(fields: &Fields<'_>) -> Fonts {
        let each = |fields: &Fields<'_>| {
            let list = |name| fields.line(name).and_then(|written| css_value(fields, name, written));
            Some(Fonts { serif: list("serif"), sans: list("sans") })
        };
        let both = |written: String| css_value(fields, "fonts", written).map(|list| Fonts { serif: Some(list.clone()), sans: Some(list) });
        // Families may be written as a list of YAML too.
        fields
            .each("fonts", "the fonts", each, both)
            .into_iter()
            .reduce(|before, after| Fonts { serif: joined(before.serif, after.serif), sans: joined(before.sans, after.sans) })
            .unwrap_or_default()
    }
}

fn joined(before: Option<String>, after: Option<String>) -> Option<String> {
    match (before, after) {
        (Some(before), Some(after)) => Some(format!("{before}, {after}")),
        (before, after) => before.or(after),
    }
}

/// The path of a picture under `static/` as the site's root has it.
pub(super) fn rooted(path: String) -> String {
    if path.starts_with('/') || path.contains(':') { path } else { format!("/{path}") }
}

/// A value for the style sheet; what could do more than that is reported.
fn css_value(fields: &Fields<'_>, name: &str, written: String) -> Option<String> {
    if is_css_value(&written) {
        return Some(written);
    }
    fields.fault(
        Diagnostic::new(Code::UnknownValue, format!("`{name}` is not a value of a style sheet: \"{written}\""))
            .at(fields.value_place(name))
            .help("write a value alone, such as #9b2c1f or Georgia, serif"),
    );
    None
}

/// Whether a text may stand as a value in a style sheet: nothing that could end it, and nothing left open that would take in
/// what follows.
fn is_css_value(text: &str) -> bool {
    let is_even = |sign: char| text.matches(sign).count().is_multiple_of(2);
    let ends = text.contains([';', '{', '}', '<', '>', '\\']) || text.contains("/*") || text.to_ascii_lowercase().contains("url(");
    !ends && is_even('"') && is_even('\'') && text.matches('(').count() == text.matches(')').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_a_style_sheet_can_do_nothing_else() {
        for good in ["#9b2c1f", "oklch(40% .1 30)", "\"Iowan Old Style\", Georgia, serif", "rebeccapurple"] {
            assert!(is_css_value(good), "{good}");
        }
        for bad in ["red;} body{", "url(//x.org/y)", "\"Iowan", "rgb(1", "red/*", "'", "a<b", "\\3b"] {
            assert!(!is_css_value(bad), "{bad}");
        }
    }

    #[test]
    fn a_theme_says_only_what_it_changes() {
        assert_eq!(Theme::default().style(), None);
        let fonts = Fonts { serif: Some("Georgia, serif".into()), sans: None };
        let theme = Theme { accent: Some("#123".into()), fonts, ..Theme::default() };
        assert_eq!(theme.style().as_deref(), Some("--accent:#123;--serif:Georgia, serif;--display:Georgia, serif"));
    }
}
