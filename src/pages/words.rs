use crate::base::{Builtin, Code, Diagnostic, Place, Report, Sources, yaml_value};
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
/// And within that, words for numbers.
const NUMBERS: &str = "numbers";
/// What every other language file is measured by.
const ENGLISH: &str = "templates/words/en.yaml";

impl Words {
    /// The words for a language (BCP 47): `templates/words/LANGUAGE.yaml`, the site's own before the built-in one, a
    /// general tag (`pt`) for a special one (`pt-BR`), English for what is missing. A file of the site's own may be as short as
    /// one key.
    pub fn load(language: &str, sources: &dyn Sources, report: &mut Report) -> Option<Words> {
        let english: Mapping = Builtin::text(ENGLISH).and_then(|text| serde_yaml::from_str(text).ok())?;
        let mut table = english.clone();
        let general = language.split('-').next().unwrap_or(language).to_lowercase();
        let mut tags = vec![general.as_str()];
        tags.extend((language != general).then_some(language));
        let path = |tag: &str| format!("templates/words/{tag}.yaml");
        let built_in = |tag: &&str| Builtin::text(&path(tag)).and_then(|text| serde_yaml::from_str::<Mapping>(text).ok());
        let language_files: Vec<Mapping> = tags.iter().filter_map(built_in).collect();
        if language_files.is_empty() {
            // English words for numbers would stand among the words of a language that brings none of its own.
            table.get_mut(DATES).and_then(Value::as_mapping_mut).map(|dates| dates.remove(NUMBERS));
        }
        for mut words in language_files {
            // A built-in file says all there is to say of dates, and what it leaves out it has no use for.
            if let Some(dates) = words.remove(DATES) {
                table.insert(DATES.into(), dates);
            }
            merge(&mut table, words);
        }
        for path in tags.into_iter().map(path) {
            match sources.find(&path).map(|_| sources.text(&path)) {
                Some(Ok(text)) => match yaml_value(&text).and_then(serde_yaml::from_value::<Mapping>) {
                    Ok(own) => merge(&mut table, own),
                    Err(error) => report.push(unusable(&path, &error.to_string())),
                },
                Some(Err(error)) => report.push(unusable(&path, &error.why())),
                None => {}
            }
        }
        let dates = table
            .remove(DATES)
            .and_then(|dates| serde_yaml::from_value(dates).map_err(|error| report.push(unusable(&path(language), &format!("dates: {error}")))).ok());
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
        let own = key.split('.').try_fold(&self.table, |value, part| value.get(part));
        let forms = [self.dates.plural_form(count as u64), "other"];
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

    /// A place on the globe, in degrees: "37.96° N, 126.68° E".
    pub fn position(&self, north: f64, east: f64) -> String {
        let degrees = |value: f64| format!("{:.2}", value.abs()).replace('.', self.get("position.decimal"));
        let side = |value: f64, sides: [&str; 2]| self.fill(sides[usize::from(value < 0.0)], &[("degrees", &degrees(value))]);
        let (latitude, longitude) = (side(north, ["position.north", "position.south"]), side(east, ["position.east", "position.west"]));
        self.fill("position.both", &[("latitude", &latitude), ("longitude", &longitude)])
    }

    /// The direction of a language's script: `ltr` or `rtl`. A tag may name the script (`az-Arab`).
    pub fn direction(language: &str) -> &'static str {
        let mut parts = language.split(['-', '_']);
        let general = parts.next().unwrap_or(language).to_lowercase();
        let script = parts.find(|part| part.len() == 4).map(str::to_lowercase);
        match (script.as_deref(), general.as_str()) {
            (Some("arab" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm" | "rohg"), _) => "rtl",
            (None, "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi") => "rtl",
            _ => "ltr",
        }
    }
}

/// Puts what a language says in the place of what stands there, map by map.
fn merge(table: &mut Mapping, words: Mapping) {
    for (key, value) in words {
        match (table.get_mut(&key), value) {
            (Some(Value::Mapping(old)), Value::Mapping(new)) if !is_whole(key.as_str(), &new) => merge(old, new),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

/// Whether a map is not to be mixed with that of another language: the forms of one phrase, and the rules by which they are
/// chosen.
fn is_whole(key: Option<&str>, words: &Mapping) -> bool {
    words.contains_key("other") || matches!(key, Some("plural" | "rules"))
}

fn unusable(path: &str, why: &str) -> Diagnostic {
    let file: Arc<str> = path.into();
    Diagnostic::new(Code::TemplateError, format!("these words cannot be used: {why}"))
        .at(Place::file(&file))
        .help("the words of templates/words/en.yaml show how a language file is written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Listing, Stamp, Unreadable};
    use std::collections::{BTreeMap, BTreeSet};

    /// The files of a site, by path.
    struct Files(Vec<Listing>, BTreeMap<&'static str, &'static str>);

    impl Sources for Files {
        fn list(&self) -> &[Listing] {
            &self.0
        }

        fn bytes(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
            self.1.get(path).map(|text| text.as_bytes().to_vec()).ok_or_else(|| Unreadable::System("no such file".to_owned()))
        }
    }

    /// The words for a language on a site with these files, and how many messages were said about them.
    fn load(language: &str, files: &[(&'static str, &'static str)]) -> (Words, usize) {
        let files: BTreeMap<_, _> = files.iter().copied().collect();
        let list = files.keys().map(|path| Listing { path: (*path).into(), stamp: Stamp::default() }).collect();
        let mut report = Report::default();
        let words = Words::load(language, &Files(list, files), &mut report).unwrap();
        (words, report.diagnostics().len())
    }

    fn said(words: &Words, date: &str) -> String {
        words.dates.say(&date.parse().unwrap())
    }

    /// Everything a language file says, by the way to it: `dates.gap.days`. The forms of one phrase are one thing said.
    fn leaves(way: &str, value: &Value, found: &mut BTreeMap<String, Value>) {
        match value {
            Value::Mapping(map) if !is_whole(way.rsplit('.').next(), map) => {
                map.iter().for_each(|(key, value)| leaves(&format!("{way}.{}", key.as_str().unwrap()), value, found));
            }
            value => drop(found.insert(way.trim_start_matches('.').to_owned(), value.clone())),
        }
    }

    /// The language files there are, each with what it says.
    fn languages() -> Vec<(String, BTreeMap<String, Value>)> {
        let files = Builtin::under("templates/words").into_iter();
        let read = |(path, bytes): (String, &[u8])| {
            let mut found = BTreeMap::new();
            leaves("", &serde_yaml::from_slice(bytes).unwrap(), &mut found);
            (path, found)
        };
        files.map(read).collect()
    }

    /// The texts of one thing said, by their forms.
    fn forms(value: &Value) -> Vec<(&str, &str)> {
        match value {
            Value::Mapping(map) => map.iter().filter_map(|(form, text)| Some((form.as_str()?, text.as_str()?))).collect(),
            value => value.as_str().map(|text| ("other", text)).into_iter().collect(),
        }
    }

    /// What stands in braces.
    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
    }

    #[test]
    fn every_language_says_all_that_english_says_and_nothing_else() {
        // A language may do without these, and have others of its own.
        let optional = ["dates.plural", "dates.ordinal.rules", "dates.ordinal.words", "dates.numbers", "dates.months_in_day", "dates.first_day"];
        let languages = languages();
        let english = &languages.iter().find(|(path, _)| path == ENGLISH).unwrap().1;
        let mut wrong = Vec::new();
        for (path, words) in &languages {
            let one_sided = english.keys().filter(|key| !words.contains_key(*key)).map(|key| format!("{path} has no \"{key}\""));
            let other_sided = words.keys().filter(|key| !english.contains_key(*key)).map(|key| format!("{path} has \"{key}\", which en.yaml has not"));
            wrong.extend(one_sided.chain(other_sided).filter(|fault| !optional.iter().any(|key| fault.contains(&format!("\"{key}\"")))));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_stands_in_braces_is_the_same_in_every_language() {
        let languages = languages();
        let english = &languages.iter().find(|(path, _)| path == ENGLISH).unwrap().1;
        let mut wrong = Vec::new();
        // Patterns of dates know themselves what can stand in them, and a language needs not all of it.
        for (path, words) in &languages {
            for (key, value) in words.iter().filter(|(key, _)| !key.starts_with("dates.")) {
                let Some(wanted) = english.get(key).map(|value| forms(value).iter().flat_map(|(_, text)| placeholders(text)).collect::<BTreeSet<_>>()) else {
                    continue;
                };
                for (form, text) in forms(value) {
                    // "One article" needs no number.
                    let given = placeholders(text);
                    let missing = wanted.difference(&given).any(|name| *name != "count" || !matches!(form, "zero" | "one" | "two"));
                    if missing || !given.is_subset(&wanted) {
                        wrong.push(format!("{path}: \"{key}\" ({form}) has {given:?} and not {wanted:?}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_count_has_the_forms_that_the_plural_rules_of_its_language_name() {
        let mut wrong = Vec::new();
        for (path, words) in languages() {
            let language = path.trim_start_matches("templates/words/").trim_end_matches(".yaml").to_owned();
            let (loaded, messages) = load(&language, &[]);
            assert_eq!(messages, 0, "{path}");
            let wanted: BTreeSet<&str> = loaded.dates.plural_forms().chain(["other"]).collect();
            for (key, value) in words.iter().filter(|(key, value)| !key.starts_with("dates.") && value.is_mapping()) {
                let given: BTreeSet<&str> = forms(value).into_iter().map(|(form, _)| form).collect();
                if given != wanted {
                    wrong.push(format!("{path}: \"{key}\" has the forms {given:?} and not {wanted:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn counts_take_the_form_of_their_language() {
        let counted = |language: &str, count: usize| load(language, &[]).0.count("articles_count", count, &[]);
        for (language, count, expected) in [
            ("en", 1, "1 article"),
            ("en", 0, "0 articles"),
            ("fr", 0, "0 article"),
            ("de", 2, "2 Artikel"),
            ("ko", 1, "기사 1건"),
            ("ar", 0, "لا مقالات"),
            ("ar", 1, "مقال واحد"),
            ("ar", 2, "مقالان"),
            ("ar", 7, "7 مقالات"),
            ("ar", 11, "11 مقالًا"),
            ("ar", 103, "103 مقالات"),
            ("ar", 200, "200 مقال"),
        ] {
            assert_eq!(counted(language, count), expected, "{language} {count}");
        }
    }

    #[test]
    fn a_site_replaces_the_words_it_wants() {
        let own = "home: Titelseite\nstatuses: { claimed: Angeblich }\nmine: Eigenes\ndates: { day: '{day}.{month_short} {year}', qualified: { about: 'um {date}' } }";
        let (words, messages) = load("de", &[("templates/words/de.yaml", own)]);
        assert_eq!(messages, 0);
        assert_eq!((words.get("home"), words.get("timeline")), ("Titelseite", "Chronik"));
        assert_eq!(words.table().get("mine").and_then(Value::as_str), Some("Eigenes"), "templates of the site may have words of their own");
        assert_eq!((words.get("statuses.claimed"), words.get("statuses.disputed")), ("Angeblich", "Umstritten"));
        assert_eq!(
            (said(&words, "2020-09-01"), said(&words, "2020~"), said(&words, "2020-09")),
            ("1.Sept. 2020".into(), "um 2020".into(), "September 2020".into())
        );
    }

    #[test]
    fn a_language_that_nobody_has_written_is_english_but_for_what_the_site_says() {
        let own = "home: Prima pagina\narticles_count: { one: '{count} articolo', other: '{count} articoli' }\n\
                   dates: { months: [gennaio, febbraio, marzo, aprile, maggio, giugno, luglio, agosto, settembre, ottobre, novembre, dicembre], first_day: 1º, \
                   gap: { days: { one: il giorno dopo, other: '{count} giorni dopo' } } }";
        let (words, messages) = load("it", &[("templates/words/it.yaml", own)]);
        assert_eq!(messages, 0);
        assert_eq!((words.get("home"), words.get("timeline")), ("Prima pagina", "Timeline"));
        assert_eq!((words.count("articles_count", 1, &[]), words.count("articles_count", 2, &[])), ("1 articolo".into(), "2 articoli".into()));
        assert_eq!(said(&words, "2020-06-01"), "1º giugno 2020");
        let gap = |from: &str, to: &str| words.dates.say_gap(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        assert_eq!(gap("2020-06-01", "2020-06-04"), "3 giorni dopo", "an English number has no place here");
        assert_eq!(gap("2020-06-01", "2020-06-15"), "2 weeks later");
        assert_eq!(load("sv", &[]).0.get("home"), "Home");
    }

    #[test]
    fn a_special_language_is_the_general_one_and_what_it_adds() {
        let (words, messages) = load(
            "de-AT",
            &[(
                "templates/words/de-AT.yaml",
                "dates: { months: [Jänner, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember] }",
            )],
        );
        assert_eq!((words.get("home"), said(&words, "2020-01-06").as_str(), messages), ("Startseite", "6. Jänner 2020", 0));
    }

    #[test]
    fn what_is_wrong_with_the_dates_of_a_language_is_said_and_english_serves() {
        let (words, messages) = load("de", &[("templates/words/de.yaml", "dates: { day: '{month} {tag}' }")]);
        assert_eq!((said(&words, "2020-01-06").as_str(), words.get("home"), messages), ("6 January 2020", "Startseite", 1));
    }

    #[test]
    fn a_place_on_the_globe_is_said_in_the_way_of_the_language() {
        let said = |language: &str| load(language, &[]).0.position(37.956, -126.677);
        assert_eq!(said("en"), "37.96° N, 126.68° W");
        assert_eq!(said("de"), "37,96° N, 126,68° W");
        assert_eq!(said("ko"), "북위 37.96°, 서경 126.68°");
        assert_eq!(load("ar", &[]).0.position(-33.9, 18.4), "33.90° جنوبًا، 18.40° شرقًا");
    }

    #[test]
    fn the_script_decides_the_direction() {
        for (language, direction) in
            [("ar", "rtl"), ("ar-EG", "rtl"), ("fa-IR", "rtl"), ("he", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("ko", "ltr"), ("AR", "rtl")]
        {
            assert_eq!(Words::direction(language), direction, "{language}");
        }
    }
}
