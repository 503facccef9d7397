use super::element::Element;
use super::image_tag::unescaped;
use crate::calendar::Edtf;
use crate::content::when::machine_date;

/// The languages that have a code of two letters.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo \
fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh \
mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te \
tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Countries and scripts that a language is often said with.
const VARIANTS: &str = "AE AR AT AU BA BD BE BG BO BR CA CH CL CN CO CR CU CY CZ DE DK DO DZ EC EE EG ES FI FR GB GR GT HK HR HU ID IE IL IN IQ IR IS IT JM JO JP KE \
KG KP KR KW KZ LB LI LK LT LU LV LY MA MD ME MK MM MO MX MY NG NI NL NO NP NZ OM PA PE PH PK PL PR PS PT PY QA RO RS RU SA SE SG SI SK SN SV SY TH TN TR TW TZ UA UG \
US UY UZ VE VN YE ZA ZW Arab Cyrl Deva Grek Hans Hant Hebr Hira Jpan Kana Kore Latn Thai";

/// The attributes of a tag that somebody wrote.
pub(super) struct RawAttributes<'h> {
    written: Vec<(&'h str, &'h str)>,
}

impl<'h> RawAttributes<'h> {
    pub(super) fn new(written: Vec<(&'h str, &'h str)>) -> RawAttributes<'h> {
        RawAttributes { written }
    }

    /// The value of an attribute as it is written; of two, the first.
    pub(super) fn written(&self, name: &str) -> Option<&'h str> {
        self.written.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// The value, with its references resolved.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.written(name).map(unescaped)
    }

    /// The id, if it is one; `name` is how it was written once.
    pub(super) fn id(&self) -> Option<String> {
        self.value("id")
            .or_else(|| self.value("name"))
            .filter(|id| !id.is_empty() && id.len() <= 500 && !id.contains(|c: char| c.is_whitespace() || c.is_control() || c == '&'))
    }

    /// How many columns or rows a cell spans.
    pub(super) fn span(&self, name: &str) -> usize {
        self.value(name).and_then(|value| value.parse().ok()).filter(|count| (2..1000).contains(count)).unwrap_or(1)
    }

    /// What an element must have and lacks: it is a mere `<span>` then.
    pub(super) fn suffice(&self, element: &Element) -> bool {
        match element.name {
            "bdo" => matches!(self.direction().as_deref(), Some("ltr" | "rtl")),
            "data" => self.written("value").is_some(),
            "time" => self.machine_date().is_some(),
            _ => true,
        }
    }

    /// What may stand in the tag of this element, ids, addresses and spans apart.
    pub(super) fn harmless(&self, element: &Element) -> String {
        let mut out = String::new();
        for name in ["class", "title"] {
            self.copy(name, &mut out);
        }
        if let Some(language) = self.value("lang").and_then(|tag| language(&tag)) {
            push(&mut out, "lang", &language);
        }
        if let Some(direction) = self.direction() {
            push(&mut out, "dir", &direction);
        }
        match element.name {
            "aside" | "section" if self.written("aria-label").is_some_and(|label| !label.trim().is_empty()) => self.copy("aria-label", &mut out),
            "data" => self.copy("value", &mut out),
            "ol" => {
                if let Some(start) = self.value("start").and_then(|start| start.trim().parse::<i32>().ok()) {
                    push(&mut out, "start", &start.to_string());
                }
                if self.written("reversed").is_some() {
                    push(&mut out, "reversed", "");
                }
            }
            "th" => {
                if let Some(scope) = self.value("scope").filter(|scope| matches!(scope.as_str(), "col" | "row" | "colgroup" | "rowgroup")) {
                    push(&mut out, "scope", &scope);
                }
            }
            "time" => {
                if let Some(date) = self.machine_date() {
                    push(&mut out, "datetime", &date);
                }
            }
            _ => {}
        }
        out
    }

    fn machine_date(&self) -> Option<String> {
        machine_date(&Edtf::parse(self.value("datetime")?.trim()).ok()?)
    }

    fn direction(&self) -> Option<String> {
        self.value("dir").map(|value| value.to_ascii_lowercase()).filter(|value| matches!(value.as_str(), "ltr" | "rtl" | "auto"))
    }

    /// Copies a value of words; its references stay as they are.
    fn copy(&self, name: &str, out: &mut String) {
        if let Some(value) = self.written(name) {
            push(out, name, &value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"));
        }
    }
}

fn push(out: &mut String, name: &str, escaped: &str) {
    out.push_str(&format!(" {name}=\"{escaped}\""));
}

/// A language tag, as far as its parts exist: a validator knows the register, and a reader's machine no other.
fn language(tag: &str) -> Option<String> {
    let mut parts = tag.split(['-', '_']);
    let first = parts.next()?.to_ascii_lowercase();
    let is_known = |list: &str, word: &str| list.split_ascii_whitespace().find(|known| known.eq_ignore_ascii_case(word)).map(str::to_owned);
    let language = is_known(LANGUAGES, &first)?;
    Some(match parts.next().and_then(|variant| is_known(VARIANTS, variant)) {
        Some(variant) => format!("{language}-{variant}"),
        None => language,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn harmless(name: &str, written: Vec<(&str, &str)>) -> String {
        Element::of(name).map(|element| RawAttributes::new(written).harmless(element)).unwrap_or_default()
    }

    #[test]
    fn what_a_tag_may_not_have_goes() {
        assert_eq!(
            harmless("p", vec![("onclick", "x"), ("role", "evil"), ("style", "x"), ("CLASS", "a\"b"), ("dir", "LTR")]),
            " class=\"a&quot;b\" dir=\"ltr\""
        );
        assert_eq!(harmless("ol", vec![("start", "+3"), ("reversed", "x")]), " start=\"3\" reversed=\"\"");
        assert_eq!(harmless("time", vec![("datetime", "2018-07")]), " datetime=\"2018-07\"");
    }

    #[test]
    fn a_language_is_one_that_exists() {
        assert_eq!(language("EN-us").as_deref(), Some("en-US"));
        assert_eq!(language("zh-Hant-TW").as_deref(), Some("zh-Hant"));
        assert_eq!((language("de-qqx").as_deref(), language("zz"), language("")), (Some("de"), None, None));
    }
}
