use super::{Context, Words};
use crate::content::ArticleDocument;
use serde::Serialize;

/// The language of words on a page in another language, and its direction: for `lang` and `dir`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tongue {
    /// BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
}

impl Tongue {
    /// The language of an article, where it is not that of the site.
    pub fn of(document: &ArticleDocument, context: &Context<'_>) -> Option<Tongue> {
        let lang = document.lang.as_ref().filter(|lang| **lang != context.config().language)?;
        Some(Tongue { lang: lang.clone(), dir: Words::direction(lang) })
    }
}

/// The language (BCP 47) that a name in its own script must be in, where only one is written so. Han characters, Cyrillic and the
/// Arabic script are those of many.
pub fn language_of(name: &str) -> Option<&'static str> {
    name.chars().find_map(|c| match c {
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => Some("ko"),
        '\u{3040}'..='\u{30ff}' => Some("ja"),
        '\u{0370}'..='\u{03ff}' => Some("el"),
        '\u{0590}'..='\u{05ff}' => Some("he"),
        '\u{0e00}'..='\u{0e7f}' => Some("th"),
        '\u{0530}'..='\u{058f}' => Some("hy"),
        '\u{10a0}'..='\u{10ff}' => Some("ka"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_of_one_language_tells_it() {
        let languages = ["김정은", "文在寅", "さくら学園", "محمود عباس", "יצחק רבין", "Θεός", "Юрий", "Kim"].map(language_of);
        assert_eq!(languages, [Some("ko"), None, Some("ja"), None, Some("he"), Some("el"), None, None]);
    }
}
