use super::fields::{Fields, Listed};
use super::{Body, KindId, PictureRef, When};
use crate::base::{Code, Diagnostic, FieldPath};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A person, organisation, place, topic or entry of an own kind, as its file says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileDocument {
    /// The file.
    pub file: Arc<str>,
    /// What it is an entry of.
    pub kind: KindId,
    /// The name, as the site writes it.
    pub name: String,
    /// The last part of its address, where the file says so.
    pub slug: Option<String>,
    /// Other names for the same.
    pub aliases: Listed,
    /// The name in its own script.
    pub native_name: Option<String>,
    /// Who or what it is, in a sentence.
    pub summary: Option<String>,
    /// A portrait or picture.
    pub image: Option<PictureRef>,
    /// Offices held, in the file's order.
    pub roles: Vec<Role>,
    /// When a person was born or an organisation founded.
    pub born: Option<When>,
    /// When a person died or an organisation ended.
    pub died: Option<When>,
    /// Addresses elsewhere that mean the same.
    pub same_as: Vec<String>,
    /// The topic or place it is part of.
    pub parent: Option<String>,
    /// Degrees north and east.
    pub coordinates: Option<(f64, f64)>,
    /// Addresses it once had.
    pub redirect_from: Listed,
    /// Whether names in prose become links to it; without a word, as its kind has it.
    pub link: Option<bool>,
    /// Out of search engines, sitemap, search, feeds and the index of its kind.
    pub noindex: bool,
    /// No page; the name stays plain text.
    pub remove: bool,
    /// The site's own keys.
    #[serde(with = "super::extra")]
    pub extra: Option<serde_yaml::Value>,
    /// Who this is, at length.
    pub body: Body,
}

/// An office, and when it was held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// What the office is called.
    pub title: String,
    /// Where, as written: a registered name or any other.
    pub organization: Option<String>,
    /// Since when.
    pub from: Option<When>,
    /// Until when; none means still so.
    pub to: Option<When>,
    /// Whether a date that is given cannot be read, so that nobody knows when the office was held.
    pub is_unreadable: bool,
    /// Where in the file it stands.
    pub path: FieldPath,
}

impl Role {
    fn read(fields: &Fields<'_>) -> Option<Role> {
        let title = fields.line("title");
        let (from, to) = (fields.date("from"), fields.date("to"));
        let is_unreadable = (from.is_none() && fields.has("from")) || (to.is_none() && fields.has("to"));
        let path = fields.path().clone();
        let role = Role { organization: fields.line("organization"), from, to, title: title.clone().unwrap_or_default(), is_unreadable, path };
        if title.is_none() {
            fields.fault(Diagnostic::new(Code::MissingField, "a role without a title is left out").at(fields.place()).help("give it a `title`"));
            return None;
        }
        Some(role)
    }

    fn from_text(title: String) -> Option<Role> {
        Some(Role { title, organization: None, from: None, to: None, is_unreadable: false, path: FieldPath::default() })
    }
}

impl ProfileDocument {
    pub(super) fn read(file: &Arc<str>, kind: KindId, fields: &Fields<'_>, body: Body, stem: &str) -> ProfileDocument {
        // Many tools call the name of a thing its title.
        let title = fields.line("title");
        let name = fields.line("name").or(title);
        if name.is_none() {
            fields.fault(
                Diagnostic::new(Code::MissingField, "an entry without a name is called after its file")
                    .at(crate::base::Place::file(file))
                    .help("give it a `name`"),
            );
        }
        let degrees = |name: &str, most: f64| {
            let degrees = fields.number(name)?;
            if degrees.abs() > most {
                fields.fault(
                    Diagnostic::new(Code::UnknownValue, format!("`{name}` is a number of degrees from -{most} to {most}, and here is {degrees}"))
                        .at(fields.value_place(name)),
                );
                return None;
            }
            Some(degrees)
        };
        let coordinates = degrees("latitude", 90.0).zip(degrees("longitude", 180.0));
        ProfileDocument {
            file: file.clone(),
            kind,
            name: name.unwrap_or_else(|| stem.replace(['-', '_'], " ")),
            slug: fields.line("slug"),
            aliases: fields.list("aliases"),
            native_name: fields.line("native_name"),
            summary: fields.text("summary"),
            image: fields.map("image", "a picture", PictureRef::read, |src| PictureRef::from_text(fields, src)),
            roles: fields.each("roles", "a role", Role::read, Role::from_text),
            born: fields.date("born"),
            died: fields.date("died"),
            same_as: fields.urls("same_as"),
            parent: fields.line("parent"),
            coordinates,
            redirect_from: fields.list("redirect_from"),
            link: fields.has("link").then(|| fields.flag("link", true)),
            noindex: fields.flag("noindex", false),
            remove: fields.flag("remove", false),
            extra: fields.raw("extra"),
            body,
        }
    }
}
