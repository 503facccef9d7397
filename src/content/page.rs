use super::Body;
use super::fields::{Fields, Listed};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A plain page: about, imprint, how corrections are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageDocument {
    /// The file.
    pub file: Arc<str>,
    /// The heading.
    pub title: String,
    /// The last part of its address, where the file says so.
    pub slug: Option<String>,
    /// One or two sentences, for search engines.
    pub summary: Option<String>,
    /// The language of its text, where it is not the site's.
    pub lang: Option<String>,
    /// Addresses it once had.
    pub redirect_from: Listed,
    /// Whether search engines are asked to pass it over.
    pub noindex: bool,
    /// Whether names in its prose become links.
    pub link: bool,
    /// Whether it is not to be published yet.
    pub draft: bool,
    /// The site's own keys.
    #[serde(with = "super::extra")]
    pub extra: Option<serde_yaml::Value>,
    /// The text.
    pub body: Body,
}

impl PageDocument {
    pub(super) fn read(file: &Arc<str>, fields: &Fields<'_>, body: Body, title: String) -> PageDocument {
        PageDocument {
            file: file.clone(),
            title,
            slug: fields.line("slug"),
            summary: fields.text("summary"),
            lang: super::article::language(fields, "lang"),
            redirect_from: fields.list("redirect_from"),
            noindex: fields.flag("noindex", false),
            link: fields.flag("link", true),
            draft: fields.flag("draft", false),
            extra: fields.raw("extra"),
            body,
        }
    }
}
