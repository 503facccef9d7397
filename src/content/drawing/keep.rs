use super::address::Address;
use super::embedded;
use super::given::{Given, Key, Space, check_left_out};
use super::names::{Attribute, Element};
use super::parse::{Open, Step, Walk};
use super::refusal::{Refusal, Remedy, shown};
use super::style::{self, Unfit};
use super::xml;
use crate::base::Span;
use crate::content::percent_decoded;
use std::borrow::Cow;

/// How an element that is kept is written anew.
impl Walk<'_> {
    /// A page within the drawing is left out where a `switch` offers another form of it.
    pub(super) fn foreign_object(&mut self, attributes: &[Given<'_>], span: Span) -> Step {
        let within = self.open.last_mut().filter(|open| open.name == "switch");
        let Some(within) = within else { return Err(Refusal::active("<foreignObject>", span)) };
        within.alone = Some(span);
        check_left_out(Space::Svg, "foreignObject", attributes, span)?;
        self.left_out = 1;
        Ok(())
    }

    /// Writes the start tag of an element that is kept.
    pub(super) fn keep(&mut self, element: Element, name: &str, attributes: Vec<Given<'_>>, span: Span) -> Step {
        let is_in = |wanted: Element| self.open.last().is_some_and(|open| open.element == wanted);
        if is_in(Element::Note) || is_in(Element::Style) {
            self.left_out = 1;
            return Ok(());
        }
        let is_in_text = is_in(Element::Text);
        let is_sheet = element == Element::Style;
        if is_sheet && attributes.iter().any(|one| one.key == Key::Plain && one.name == "type" && !is_css(&one.value)) {
            self.left_out = 1;
            return Ok(());
        }
        if element == Element::Animation && !self.may_animate(name, &attributes)? {
            self.left_out = 1;
            return Ok(());
        }
        self.close_tag();
        if let Some(within) = self.open.last_mut() {
            within.alone = None;
        }
        let name: Cow<'static, str> = match element {
            Element::Link => Cow::Borrowed(if is_in_text { "tspan" } else { "g" }),
            _ => Cow::Owned(name.to_owned()),
        };
        let within = self.open.last().map_or(0, |open| open.group);
        let id = attributes.iter().find(|one| one.key == Key::Plain && one.name == "id");
        let group = self.copies.element(within, id.map(|id| &*id.value));
        self.out.push('<');
        self.out.push_str(&name);
        for attribute in attributes {
            self.attribute(element, &name, group, attribute)?;
        }
        let element = if element == Element::Link && is_in_text { Element::Text } else { element };
        self.open.push(Open { name, element, is_bare: true, group, alone: None });
        if is_sheet {
            self.sheet = Some((String::new(), span));
        }
        Ok(())
    }

    /// Whether an animation changes only what can be changed without harm.
    fn may_animate(&self, name: &str, attributes: &[Given<'_>]) -> Result<bool, Refusal> {
        let Some(animated) = attributes.iter().find(|one| one.key == Key::Plain && one.name == "attributeName") else {
            return Ok(name == "animateMotion");
        };
        let wanted = animated.value.trim();
        let local = wanted.rsplit(':').next().unwrap_or_default();
        match Attribute::of(local) {
            Attribute::Address | Attribute::Handler | Attribute::Declarations | Attribute::Animated | Attribute::Values => {
                Err(Refusal::active(format!("an animation of the attribute {}", shown(wanted)), animated.span))
            }
            _ => Ok(Attribute::is_animated(wanted)),
        }
    }

    fn attribute(&mut self, element: Element, name: &str, group: usize, given: Given<'_>) -> Step {
        match given.key {
            Key::XLink if given.name == "href" => return self.address(element, name, group, &given),
            Key::Xml if matches!(given.name.as_str(), "space" | "lang") => self.write("xml:", &given.name, &given.value),
            Key::Plain => match Attribute::of(&given.name) {
                Attribute::Plain => self.write("", &given.name, &given.value),
                // On an animation the word is `freeze` or `remove`.
                Attribute::Css => match style::value(&given.value) {
                    Ok(value) => self.write("", &given.name, &value),
                    Err(Unfit::Active(what)) => return Err(Refusal::active(what, given.span)),
                    Err(Unfit::LeftOut) => {}
                },
                Attribute::Declarations => {
                    let value = style::declarations(&given.value).map_err(|what| Refusal::active(what, given.span))?;
                    if !value.is_empty() {
                        self.write("", "style", &value);
                    }
                }
                Attribute::Values => match style::check_values(&given.value) {
                    Ok(()) => self.write("", &given.name, &given.value),
                    Err(Unfit::Active(what)) => return Err(Refusal::active(what, given.span)),
                    Err(Unfit::LeftOut) => {}
                },
                Attribute::Animated if element == Element::Animation => self.write("", "attributeName", given.value.trim()),
                Attribute::Address => return self.address(element, name, group, &given),
                Attribute::Handler => return Err(Refusal::active(format!("the handler {}", shown(&given.name)), given.span)),
                Attribute::Animated | Attribute::Unknown => {}
            },
            Key::XLink | Key::Xml | Key::Other | Key::Declaration => {}
        }
        Ok(())
    }

    /// An address: an element of the drawing, or a picture that the drawing carries.
    fn address(&mut self, element: Element, name: &str, group: usize, given: &Given<'_>) -> Step {
        let shows_picture = matches!(name, "image" | "feImage");
        let embed = |what: &str| Err(Refusal::new(Remedy::Embed, what.to_owned(), given.span));
        let value = match Address::parse(&given.value) {
            Address::Empty => return Ok(()),
            Address::Other => return Err(Refusal::active(format!("the address {}", shown(&given.value)), given.span)),
            // The link itself is left out.
            Address::Inside(_) | Address::Elsewhere if element == Element::Link => return Ok(()),
            // It would load the drawing itself as a picture.
            Address::Inside(_) if name == "image" => return Ok(()),
            Address::Inside(id) => id.into_owned(),
            Address::Data(data) if shows_picture => match embedded::picture(&data, self.clean) {
                Some(written) => written,
                None => return embed("carries something else than a PNG, JPEG, GIF or WebP as a picture"),
            },
            Address::Elsewhere if shows_picture => return embed(&format!("shows the picture {}, which stands elsewhere", shown(&given.value))),
            Address::Elsewhere | Address::Data(_) => return Err(Refusal::active(format!("the address {}", shown(&given.value)), given.span)),
        };
        if name == "use"
            && let Some(id) = value.strip_prefix('#')
        {
            self.copies.shows(group, id);
            // A browser also looks for the id that a percent-encoded one stands for.
            if id.contains('%') {
                self.copies.shows(group, &percent_decoded(id));
            }
        }
        if given.key == Key::XLink {
            self.uses_xlink = true;
            self.write("xlink:", "href", &value);
        } else {
            self.write("", "href", &value);
        }
        Ok(())
    }

    fn write(&mut self, prefix: &str, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(prefix);
        self.out.push_str(name);
        self.out.push_str("=\"");
        xml::escape(value, &mut self.out);
        self.out.push('"');
    }
}

/// Whether a `style` element is of CSS, by its `type`.
fn is_css(given: &str) -> bool {
    given.trim().is_empty() || given.trim().eq_ignore_ascii_case("text/css")
}
