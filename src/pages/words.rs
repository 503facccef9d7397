use crate::base::{Builtin, Code, Diagnostic, Place, Report, Sources};
use crate::calendar::Phrases;
use serde_yaml::{Mapping, Value};
use std::sync::Arc;

/// The words of the interface in one language, and its way to say dates.
#[derive(Clone, Debug)]
pub struct Words {
    table: Value,
    /// The built-in English, for what a language file leaves out.
    fallback: Value,
    /// Dates.
    pub dates: Phrases,
}

/// What a language file has under this key is for dates.
const DATES: &str = "dates";

impl Words {
    /// The words for a language (BCP 47): `templates/words/LANGUAGE.yaml`, the site's own before the built-in one, a
    /// general tag (`pt`) for a special one (`pt-BR`), English for what is missing.
    pub fn load(language: &str, sources: &dyn Sources, report: &mut Report) -> Option<Words> {
        let english: Mapping = Builtin::text("templates/words/en.yaml").and_then(|text| serde_yaml::from_str(text).ok())?;
        let mut table = english.clone();
        let general = language.split('-').next().unwrap_or(language).to_lowercase();
        for tag in [general.as_str(), language] {
            let path = format!("templates/words/{tag}.yaml");
            if let Some(built_in) = Builtin::text(&path).and_then(|text| serde_yaml::from_str::<Mapping>(text).ok()) {
                merge(&mut table, built_in);
            }
            match sources.find(&path).map(|_| sources.text(&path)) {
                Some(Ok(text)) => match serde_yaml::from_str::<Mapping>(&text) {
                    Ok(own) => merge(&mut table, own),
                    Err(error) => report.push(unusable(&path, &error.to_string())),
                },
                Some(Err(_)) => report.push(unusable(&path, "it cannot be read")),
                None => {}
            }
            if tag == language {
                break;
            }
        }
        let dates = table.remove(DATES).and_then(|dates| {
            serde_yaml::from_value(dates).map_err(|error| report.push(unusable(&format!("templates/words/{language}.yaml"), &format!("dates: {error}")))).ok()
        });
        let dates = match dates {
            Some(dates) => dates,
            None => serde_yaml::from_value(english.get(DATES)?.clone()).ok()?,
        };
        Some(Words { table: Value::Mapping(table), fallback: Value::Mapping(english), dates })
    }

    /// A word, by its key or keys: `articles`, `statuses.claimed`.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        let find = |table: &'a Value| key.split('.').try_fold(table, |value, part| value.get(part))?.as_str();
        find(&self.table).or_else(|| find(&self.fallback)).unwrap_or(key)
    }

    /// A phrase with what stands in braces filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut phrase = self.get(key).to_owned();
        for (name, value) in values {
            phrase = phrase.replace(&format!("{{{name}}}"), value);
        }
        phrase
    }

    /// A phrase about a number, in the form the number takes, with what stands in braces filled in.
    pub fn count(&self, key: &str, count: usize, values: &[(&str, &str)]) -> String {
        let forms = [if count == 1 { "one" } else { "other" }, "other"];
        let own = key.split('.').try_fold(&self.table, |value, part| value.get(part));
        let form = forms.iter().find(|form| own.is_some_and(|forms| forms.get(**form).is_some())).map(|form| format!("{key}.{form}"));
        let number = count.to_string();
        let mut all = vec![("count", number.as_str())];
        all.extend_from_slice(values);
        self.fill(&form.unwrap_or_else(|| key.to_owned()), &all)
    }

    /// The singular and plural of a kind.
    pub fn kind<'a>(&'a self, kind: &'a crate::content::Kind) -> (&'a str, &'a str) {
        match &kind.words {
            Some((singular, plural)) => (singular, plural),
            None => {
                let word = |number: &str| {
                    let found = self.table.get("kinds").and_then(|kinds| kinds.get(&*kind.key)).and_then(|words| words.get(number));
                    found.and_then(Value::as_str).unwrap_or(&kind.key)
                };
                (word("singular"), word("plural"))
            }
        }
    }

    /// All words but those for dates, for templates.
    pub fn table(&self) -> &Value {
        &self.table
    }

    /// The direction of a language's script: `ltr` or `rtl`.
    pub fn direction(language: &str) -> &'static str {
        match language.split('-').next().unwrap_or(language) {
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
            _ => "ltr",
        }
    }
}

/// Puts what a language says in the place of what stands there, map by map.
fn merge(table: &mut Mapping, words: Mapping) {
    for (key, value) in words {
        match (table.get_mut(&key), value) {
            (Some(Value::Mapping(old)), Value::Mapping(new)) if key.as_str() != Some(DATES) && !is_count(&new) => merge(old, new),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

/// Whether a map holds the plural forms of one phrase: a language has its own forms, and none of another's.
fn is_count(words: &Mapping) -> bool {
    words.contains_key("other") && words.keys().all(|key| matches!(key.as_str(), Some("zero" | "one" | "two" | "few" | "many" | "other")))
}

fn unusable(path: &str, why: &str) -> Diagnostic {
    let file: Arc<str> = path.into();
    Diagnostic::new(Code::TemplateError, format!("these words cannot be used: {why}"))
        .at(Place::file(&file))
        .help("the words of templates/words/en.yaml show how a language file is written")
}
