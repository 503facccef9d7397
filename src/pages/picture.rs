use serde::Serialize;

/// A published picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// What is said under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}
