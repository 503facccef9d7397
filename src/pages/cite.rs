use super::Context;
use super::json_ld::iso_day;
use crate::model::{Article, ArticleId};
use serde::Serialize;
use serde_json::json;

/// How an article is cited: in words, and in the forms that reference managers read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cite {
    /// In words.
    pub plain: String,
    /// An `@online` entry, as biblatex has it; plain BibTeX reads it as `@misc`.
    pub bibtex: String,
    /// A list of one item in CSL-JSON (citationstyles.org), which Zotero and others read.
    pub csl: String,
}

impl Cite {
    /// How to cite an article.
    pub(super) fn of(id: ArticleId, article: &Article<'_>, lang: &str, context: &Context<'_>) -> Cite {
        let url = context.absolute(&context.article_route(id));
        Cite { plain: plain(article, &url, context), bibtex: bibtex(article, &url, context), csl: csl(article, &url, lang, context) }
    }
}

fn plain(article: &Article<'_>, url: &str, context: &Context<'_>) -> String {
    let document = article.document;
    let key = if document.byline.is_empty() { "cite_without_byline" } else { "cite" };
    context.words.fill(
        key,
        &[
            ("byline", &document.byline.join(context.words.get("comma"))),
            ("site", &context.config().title),
            ("published", &context.words.dates.say_day(article.published)),
            ("url", url),
            ("title", &document.title),
        ],
    )
}

/// The key is the slug: it is the article's alone, and stays. What the reader's own day is (`urldate`) is not known here.
fn bibtex(article: &Article<'_>, url: &str, context: &Context<'_>) -> String {
    let document = article.document;
    let mut entry = format!("@online{{{},\n", article.slug);
    let mut field = |name: &str, value: &str| entry.push_str(&format!("  {name} = {{{value}}},\n"));
    // In braces of their own, titles keep their capitals, and no name is taken apart at a space, a comma or an "and".
    field("title", &format!("{{{}}}", latex(&document.title)));
    let authors: Vec<String> = document.byline.iter().map(|name| format!("{{{}}}", latex(name))).collect();
    if !authors.is_empty() {
        field("author", &authors.join(" and "));
    }
    field("organization", &latex(&context.config().title));
    if let Some(day) = iso_day(Some(article.published)) {
        field("date", &day);
    }
    // Read as it stands; an address is percent-encoded, so no brace is in it.
    field("url", url);
    entry + "}"
}

/// Text with the signs escaped that mean something to TeX. Letters of every script stay, as biblatex and biber read them. A
/// brace is a word here, since BibTeX counts braces even after a backslash.
fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

fn csl(article: &Article<'_>, url: &str, lang: &str, context: &Context<'_>) -> String {
    let document = article.document;
    let config = context.config();
    let day = article.published;
    let mut item = json!({
        "id": article.slug.as_str(), "type": "article-newspaper", "title": document.title, "container-title": config.title,
        "issued": { "date-parts": [[day.year(), day.month(), day.day()]] }, "URL": url, "language": lang,
    });
    if !document.byline.is_empty() {
        item["author"] = document.byline.iter().map(|name| json!({ "literal": name })).collect();
    }
    if let Some(publisher) = &config.publisher {
        item["publisher"] = publisher.name.clone().into();
    }
    json!([item]).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_tex_is_only_read() {
        assert_eq!(latex("50 % of $5 & #1_a ~ ^"), "50 \\% of \\$5 \\& \\#1\\_a \\textasciitilde{} \\textasciicircum{}");
        assert_eq!(latex("판문점, “Łódź”"), "판문점, “Łódź”");
        let braces = latex("a } b { c \\");
        assert_eq!(braces.matches('{').count(), braces.matches('}').count(), "{braces}");
    }
}
