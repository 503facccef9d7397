use super::{Context, Frame, Link};
use crate::calendar::Day;
use serde_json::{Value, json};

/// schema.org, page by page.
#[derive(Clone, Debug, Default)]
pub struct JsonLd {
    graph: Vec<Value>,
}

impl JsonLd {
    /// Adds a thing; members that say nothing (null, an empty list or text) are left out.
    #[must_use]
    pub fn with(mut self, thing: Value) -> JsonLd {
        let mut thing = thing;
        spare(&mut thing);
        self.graph.push(thing);
        self
    }

    /// Adds the way to the page (`BreadcrumbList`).
    #[must_use]
    pub fn with_breadcrumbs(self, frame: &Frame, context: &Context<'_>) -> JsonLd {
        if frame.breadcrumbs.is_empty() {
            return self;
        }
        let items: Vec<Value> = frame
            .breadcrumbs
            .iter()
            .zip(1..)
            .map(|(Link { title, url }, position)| json!({ "@type": "ListItem", "position": position, "name": title, "item": context.with_host(url) }))
            .collect();
        self.with(json!({ "@type": "BreadcrumbList", "itemListElement": items }))
    }

    /// The text for `<script type="application/ld+json">`: nothing in it can end the script.
    pub fn to_script(&self) -> String {
        let mut json = r#"{"@context":"https://schema.org","@graph":["#.to_owned();
        for (at, thing) in self.graph.iter().enumerate() {
            if at > 0 {
                json.push(',');
            }
            // A value of strings and numbers always serialises; by itself, since a formatter takes three times as long.
            json.push_str(&serde_json::to_string(thing).unwrap_or_default());
        }
        json.push_str("]}");
        let mut script = String::with_capacity(json.len());
        let mut from = 0;
        for (at, sign) in json.match_indices(['<', '>', '&']) {
            script.push_str(&json[from..at]);
            script.push_str(match sign {
                "<" => "\\u003c",
                ">" => "\\u003e",
                _ => "\\u0026",
            });
            from = at + 1;
        }
        script.push_str(&json[from..]);
        script
    }
}

/// A publisher as schema.org has it: the site's, else the site itself.
pub(super) fn publisher(context: &Context<'_>) -> Value {
    let config = context.config();
    let name = config.publisher.as_ref().map_or(&config.title, |publisher| &publisher.name);
    let logo = config.publisher.as_ref().and_then(|publisher| publisher.logo.as_ref());
    let logo = logo.and_then(|path| context.static_url(path)).map(|url| context.with_host(&url));
    json!({ "@type": "Organization", "name": name, "url": config.base_url, "logo": logo })
}

/// A day, where schema.org's dates (ISO 8601) can say it.
pub fn iso_day(day: Option<Day>) -> Option<String> {
    day.filter(|day| (1..=9999).contains(&day.year())).map(|day| format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()))
}

fn spare(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(spare);
            members.retain(|_, value| !(value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty)));
        }
        Value::Array(items) => items.iter_mut().for_each(spare),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_headline_can_end_the_script() {
        let script = JsonLd::default().with(json!({ "name": "</script><script>alert(1)", "empty": [], "none": null })).to_script();
        assert!(!script.contains('<') && !script.contains("none") && !script.contains("empty"), "{script}");
    }
}
