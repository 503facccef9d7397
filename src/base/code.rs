use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a message of some code matters, before or after the site has had its say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Keeps something out of the site or makes a page wrong; exit status 1.
    Error,
    /// Should be mended.
    Warning,
    /// Worth knowing: `check` says it, `build` does not.
    Note,
    /// Not said.
    Off,
}

impl Level {
    /// Reads the words a site uses for levels.
    pub fn parse(word: &str) -> Option<Level> {
        match word {
            "error" => Some(Level::Error),
            "warning" | "warn" => Some(Level::Warning),
            "note" => Some(Level::Note),
            "off" | "allow" | "ignore" => Some(Level::Off),
            _ => None,
        }
    }
}

macro_rules! codes {
    ($($variant:ident = $name:literal, $level:ident, $says:literal;)*) => {
        /// Every message there is. Each has a page, `tests/diagnostics/NAME.md`, which `dateline explain` prints and whose
        /// example a test runs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $says] $variant,)*
        }

        impl Code {
            /// All codes, in the order of their names.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name, as it stands in brackets in a message.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// How much it matters unless a site says otherwise.
            pub fn level(self) -> Level {
                match self { $(Code::$variant => Level::$level,)* }
            }

            /// What the message says, in one line.
            pub fn says(self) -> &'static str {
                match self { $(Code::$variant => $says,)* }
            }

            /// The page that explains the message, in Markdown.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("../../tests/diagnostics/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    AddressTaken = "address-taken", Warning, "Two entries claim one address.";
    AmbiguousName = "ambiguous-name", Error, "A name belongs to two entries and nothing decides between them.";
    BrokenLink = "broken-link", Warning, "A link to a file of the site leads nowhere.";
    DateSpelling = "date-spelling", Warning, "A date is not EDTF but was understood.";
    DuplicateFile = "duplicate-file", Warning, "Two files hold the same article.";
    DuplicateKey = "duplicate-key", Error, "A key stands twice in one map.";
    DuplicateName = "duplicate-name", Error, "Two files register the same name.";
    DuplicateSource = "duplicate-source", Warning, "Two sources of one article have the same id.";
    EventConflict = "event-conflict", Warning, "Two articles tell one event differently.";
    FileMetadata = "file-metadata", Warning, "A file that is published as it is holds more than it shows.";
    ForeignFile = "foreign-file", Error, "A file in the output folder was not written by Dateline.";
    InvalidDate = "invalid-date", Error, "A date cannot be read.";
    InvalidSetting = "invalid-setting", Error, "A setting of dateline.yaml cannot be used.";
    InvalidUrl = "invalid-url", Warning, "An address is not one a reader can safely follow.";
    InvalidYaml = "invalid-yaml", Error, "Front matter or configuration is not valid YAML or JSON.";
    MdxComponent = "mdx-component", Warning, "An MDX import or component is shown as text.";
    MissingAlt = "missing-alt", Warning, "A picture says nothing to those who do not see it.";
    MissingDate = "missing-date", Error, "An article has no date.";
    MissingField = "missing-field", Warning, "Something has not the field it cannot do without.";
    MissingPicture = "missing-picture", Warning, "A picture that is referred to is not there.";
    MissingTitle = "missing-title", Error, "An article has no title.";
    NameVariants = "name-variants", Warning, "One name is written in several ways.";
    NotUtf8 = "not-utf8", Error, "A file is not UTF-8 text.";
    QuotationConflict = "quotation-conflict", Warning, "Two quotations contradict one another.";
    RedirectUnusable = "redirect-unusable", Warning, "An old address cannot be used.";
    ReviewPending = "review-pending", Note, "A machine's proposal waits for a person.";
    SealBroken = "seal-broken", Error, "A published text has changed without a word.";
    SimilarNames = "similar-names", Warning, "Two names are so alike that they may be one.";
    TemplateError = "template-error", Error, "A template cannot be read or rendered.";
    TimeOrder = "time-order", Warning, "Two dates stand in the wrong order.";
    TrackedFolder = "tracked-folder", Warning, "Dateline's own folder is under version control.";
    UnclosedFrontMatter = "unclosed-front-matter", Error, "Front matter is opened and never closed.";
    UnknownField = "unknown-field", Warning, "A key is not one Dateline knows.";
    UnknownFolder = "unknown-folder", Warning, "A folder under content/ is of no known kind.";
    UnknownValue = "unknown-value", Warning, "A value is outside its vocabulary.";
    UnreadableFile = "unreadable-file", Error, "A file cannot be read.";
    UnreducedPicture = "unreduced-picture", Warning, "A picture could not be made smaller, and is published as it is.";
    UnreferencedPicture = "unreferenced-picture", Warning, "A file beside the articles is referred to by none and not published.";
    UnresolvedCitation = "unresolved-citation", Warning, "A citation names a source the article does not list.";
    UnresolvedMention = "unresolved-mention", Warning, "A name in double brackets belongs to no entry.";
    UnresolvedName = "unresolved-name", Warning, "A parent or a speaker belongs to no entry.";
    UnsafeFile = "unsafe-file", Warning, "A file could run something in a reader's browser.";
    WithheldFile = "withheld-file", Warning, "A file that may hold a secret, or is a leftover, is not published.";
    WrongType = "wrong-type", Warning, "A value is of another shape than its field.";
}

impl Code {
    /// The code of a name.
    pub fn find(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Code, D::Error> {
        let name = String::deserialize(deserializer)?;
        Code::ALL.iter().copied().find(|code| code.name() == name).ok_or_else(|| serde::de::Error::custom("there is no such message"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_the_order_of_their_names() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].name() < pair[1].name()));
    }

    #[test]
    fn every_explanation_begins_with_its_own_name() {
        for code in Code::ALL {
            assert!(code.explanation().starts_with(&format!("# {code}\n")), "{code}");
        }
    }
}
