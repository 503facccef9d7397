use super::css_value::{is_colour, is_font_list};
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
            accent: fields.line("accent").and_then(|written| css_value(fields, "accent", written, Grammar::Colour)),
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
            let list = |name| fields.line(name).and_then(|written| css_value(fields, name, written, Grammar::Fonts));
            Some(Fonts { serif: list("serif"), sans: list("sans") })
        };
        let both = |written: String| css_value(fields, "fonts", written, Grammar::Fonts).map(|list| Fonts { serif: Some(list.clone()), sans: Some(list) });
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

/// What a value of the style sheet is read as.
#[derive(Clone, Copy)]
enum Grammar {
    Colour,
    Fonts,
}

/// A value for the style sheet. What is neither a colour nor a list of fonts is reported.
fn css_value(fields: &Fields<'_>, name: &str, written: String, grammar: Grammar) -> Option<String> {
    let (is_read, help) = match grammar {
        Grammar::Colour => (is_colour(&written), "write a colour alone, such as #9b2c1f, rebeccapurple or oklch(40% .1 30)"),
        Grammar::Fonts => (is_font_list(&written), "write names of fonts alone, such as Georgia, serif; a name with a digit stands in quotation marks"),
    };
    if is_read {
        return Some(written);
    }
    let fault = Diagnostic::new(Code::UnknownValue, format!("`{name}` is not a value of a style sheet: \"{written}\""));
    fields.fault(fault.at(fields.value_place(name)).help(help));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_says_only_what_it_changes() {
        assert_eq!(Theme::default().style(), None);
        let fonts = Fonts { serif: Some("Georgia, serif".into()), sans: None };
        let theme = Theme { accent: Some("#123".into()), fonts, ..Theme::default() };
        assert_eq!(theme.style().as_deref(), Some("--accent:#123;--serif:Georgia, serif;--display:Georgia, serif"));
    }
}
