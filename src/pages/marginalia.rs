use super::PersonView;

/// Elements that have no end.
const VOID: [&str; 14] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param"];

/// Sets beside each paragraph of a text, for the margin of wide screens, who is first linked in it: the name and the role held
/// on the day.
///
/// Only paragraphs of the text itself get them: what stands in a table, a list, a box or a quotation has no margin. The name
/// stands in the paragraph already, so this is for the eye alone, and readers of a smaller screen have the list of people.
pub(super) fn with_people(html: &str, people: &[PersonView]) -> String {
    let mut waiting: Vec<&PersonView> = people.iter().filter(|person| person.url.is_some() && person.role.is_some()).collect();
    let mut out = String::with_capacity(html.len() + waiting.len() * 160);
    let mut rest = html;
    let mut depth = 0_usize;
    let mut in_paragraph = false;
    // Who is to be set after the link that is open.
    let mut linked: Option<&PersonView> = None;
    while let Some(at) = rest.find('<').filter(|_| !waiting.is_empty() || linked.is_some()) {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        out.push_str(&rest[..end]);
        rest = &rest[end..];
        let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
            in_paragraph &= depth > 0;
            if name == "a"
                && let Some(person) = linked.take()
            {
                out.push_str(&aside(person));
            }
        } else if !name.is_empty() && !VOID.contains(&name) {
            if depth == 0 {
                in_paragraph = name == "p";
            }
            depth += 1;
            if name == "a" && in_paragraph {
                let href = tag.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(href, _)| href);
                if let Some(at) = waiting.iter().position(|person| person.url.as_deref() == href) {
                    linked = Some(waiting.remove(at));
                }
            }
        }
    }
    out.push_str(rest);
    out
}

fn aside(person: &PersonView) -> String {
    let mut out = String::from("<span class=\"aside-who\" aria-hidden=\"true\" data-initials=\"");
    let escaped = |text: &str| {
        let mut safe = String::with_capacity(text.len());
        // Writing to a string does not fail.
        let _ = pulldown_cmark_escape::escape_html(&mut safe, text);
        safe
    };
    let (initials, name, role) = (escaped(&person.initials), escaped(&person.name), escaped(person.role.as_deref().unwrap_or_default()));
    out.push_str(&initials);
    out.push_str("\"><b>");
    out.push_str(&name);
    out.push_str("</b> ");
    out.push_str(&role);
    out.push_str("</span>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, url: &str) -> PersonView {
        PersonView { name: name.into(), url: Some(url.into()), native: None, role: Some("then <Minister>".into()), initials: "X".into(), portrait: None }
    }

    #[test]
    fn who_is_first_linked_in_a_paragraph_stands_beside_it() {
        let people = [person("Ann Lee", "/people/ann-lee/"), person("Bo Dahl", "/people/bo-dahl/")];
        let html = "<h2>H</h2>\n<blockquote><p><a href=\"/people/bo-dahl/\">Bo</a></p></blockquote>\n<p>One<br><img src=\"a\"> <a href=\"/people/ann-lee/\">Ann <em>L</em></a> x.</p>\n<p><a href=\"/people/ann-lee/\">Ann</a>.</p>";
        let aside = "<span class=\"aside-who\" aria-hidden=\"true\" data-initials=\"X\"><b>Ann Lee</b> then &lt;Minister&gt;</span>";
        assert_eq!(with_people(html, &people), html.replacen("</em></a>", &format!("</em></a>{aside}"), 1));
    }

    #[test]
    fn a_text_without_people_or_with_broken_tags_stays() {
        for html in ["", "<p>x", "</p></p><p>a < b</p>", "<"] {
            assert_eq!(with_people(html, &[person("Ann", "/a/")]), html);
        }
    }
}
