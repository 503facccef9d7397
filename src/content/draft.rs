use serde_yaml::Value;

/// A document that is about to be written: fields in the order of the standard, and a body.
///
/// `new`, `import` and the wire reader make drafts; [`Draft::to_markdown`] is the one place that knows how a file is
/// written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    fields: Vec<(&'static str, Value)>,
    /// The text, in Markdown.
    pub body: String,
}

impl Draft {
    /// Adds a field; an empty text adds nothing.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Draft {
        let value = value.into();
        if !matches!(&value, Value::String(text) if text.is_empty()) {
            self.fields.push((name, value));
        }
        self
    }

    /// The text of a field.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| *key == name).and_then(|(_, value)| value.as_str())
    }

    /// The file: front matter between fences, an empty line, the body.
    pub fn to_markdown(&self) -> String {
        let mut out = "---\n".to_owned();
        for (name, value) in &self.fields {
            match value {
                Value::String(text) => {
                    out.push_str(name);
                    out.push_str(": ");
                    out.push_str(&yaml_text(text));
                    out.push('\n');
                }
                other => {
                    let map = serde_yaml::Mapping::from_iter([(Value::from(*name), other.clone())]);
                    // Values made of texts, numbers and lists always serialise.
                    out.push_str(&serde_yaml::to_string(&map).unwrap_or_default());
                }
            }
        }
        out.push_str("---\n\n");
        out.push_str(self.body.trim_end());
        out.push('\n');
        out
    }
}

/// A text as YAML takes it on one line: bare where that is safe, else in double quotes.
pub fn yaml_text(text: &str) -> String {
    let date = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && text.len() >= 7;
    let word = text.starts_with(|c: char| c.is_alphabetic()) && !text.ends_with(char::is_whitespace);
    let plain = !text.contains([':', '#', '"', '\'', '\\', '\n', '[', ']', '{', '}', ',', '&', '*', '|', '>', '%', '@', '`', '!'])
        && !text.chars().any(char::is_control);
    let keyword = matches!(&*text.to_ascii_lowercase(), "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n");
    if date || (word && plain && !keyword) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reads_back_whatever_it_holds() {
        for text in ["Talks: \"round\" two", "yes", "2018-08-01", "it's", "- a", "#1", "a\nb", "\\", "Seoul"] {
            let back: Value = serde_yaml::from_str(&yaml_text(text)).unwrap();
            assert_eq!(back.as_str(), Some(text));
        }
    }
}
