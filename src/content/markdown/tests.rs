use super::{Destination, Html, Image, Mentioned, Resolve, Writer};
use crate::calendar::Edtf;

/// A site under `/sub/` with one entry, one source and one picture.
struct Site;

impl Resolve for Site {
    fn mention(&self, target: &str) -> Option<Mentioned> {
        (target == "Kim").then(|| Mentioned { name: "Kim".into(), url: Some("/sub/people/kim/".into()) })
    }
    fn citation(&self, id: &str) -> Option<usize> {
        (id == "s").then_some(1)
    }
    fn say_date(&self, date: &Edtf) -> String {
        date.to_string()
    }
    fn date_page(&self, _: &Edtf) -> Option<String> {
        Some("/sub/2018/07/#d31".into())
    }
    fn link(&self, href: &str) -> Destination {
        match href.strip_prefix('/') {
            Some(path) => Destination::Url(format!("/sub/{path}")),
            None => Destination::Nowhere,
        }
    }
    fn image(&self, src: &str) -> Option<Image> {
        (src == "p.png").then(|| Image { url: "/sub/media/p.png".into(), size: None, srcset: None })
    }
    fn word(&self, key: &str) -> String {
        if key == "comma" { ", ".to_owned() } else { key.to_owned() }
    }
    fn has_anchor(&self, id: &str) -> bool {
        id == "source-1"
    }
}

pub(super) fn html(text: &str) -> String {
    Writer::new(Html::Sanitize).render(text, false, false, &[], &Site).html
}

/// Without line ends and the addresses of paragraphs, to compare.
fn joined(text: &str) -> String {
    without_addresses(&html(text).replace('\n', ""))
}

fn without_addresses(html: &str) -> String {
    let (first, parts) = html.split_once(" id=\"p-").unwrap_or((html, ""));
    parts.split(" id=\"p-").fold(first.to_owned(), |joined, part| joined + part.split_once('"').map_or("", |(_, rest)| rest))
}

#[test]
fn what_is_left_open_closes_with_its_block() {
    assert_eq!(joined("a <b>bold\n\nnext\n\n## Head"), "<p>a <b>bold</b></p><p>next</p><h2 id=\"head\">Head</h2>");
    assert_eq!(joined("- <i>x\n- y"), "<ul><li><i>x</i></li><li>y</li></ul>");
    assert_eq!(joined("<div>\n\na[^1]\n\n[^1]: n"), joined("<div>\n\na[^1]\n\n</div>\n\n[^1]: n"));
}

#[test]
fn a_block_of_html_holds_blocks_of_markdown() {
    assert_eq!(
        joined("<details><summary>S</summary>\n\n- *a*\n\n</details>\n\nb"),
        "<details><summary>S</summary><ul><li><em>a</em></li></ul></details><p>b</p>"
    );
    assert_eq!(joined("<table><tr><td>\n\n*a*\n\n</td></tr></table>"), "<table><tbody><tr><td><p><em>a</em></p></td></tr></tbody></table>");
}

#[test]
fn a_block_among_words_leaves_its_words() {
    assert_eq!(joined("a <span><div>b</div></span> c"), "<p>a <span> b </span> c</p>");
    assert_eq!(joined("<div>\n<b><p>x</p></b></div>"), "<div><b></b><p>x</p></div>");
}

#[test]
fn parts_without_their_whole_become_blocks_or_words() {
    assert_eq!(joined("<li>one<li>two"), "<div>one</div><div>two</div>");
    assert_eq!(joined("a <td>b</td>"), "<p>a  b </p>");
    assert_eq!(joined("<figcaption>c</figcaption>"), "<div>c</div>");
    assert_eq!(joined("<tr>c</tr>"), "c");
}

#[test]
fn a_whole_gets_the_parts_that_it_lacks() {
    assert_eq!(joined("<ul>x<li>y</ul>"), "<ul><li>x</li><li>y</li></ul>");
    assert_eq!(joined("<dl><p>x</p><dt>y</dl>"), "<dl><dt></dt><dd><p>x</p></dd><dt>y</dt><dd></dd></dl>");
    assert_eq!(joined("<table>x<tr></tr></table>"), "<table><tbody><tr><td>x</td></tr><tr><td></td></tr></tbody></table>");
    assert_eq!(joined("<details open>x</details>"), "<div>x</div>");
}

#[test]
fn a_table_keeps_its_order_and_its_grid() {
    assert_eq!(
        joined("<table><tfoot><tr><td>f<tbody><tr><td>b</table>"),
        "<table><tbody><tr><td>f</td></tr></tbody><tbody><tr><td>b</td></tr></tbody></table>"
    );
    assert_eq!(joined("<table><tr><td colspan=2>a</table>"), "<table><tbody><tr><td>a</td></tr></tbody></table>");
    assert!(html("<table><tr><td colspan=2>a<tr><td>b<td>c</table>").contains("<td colspan=\"2\">"));
}

#[test]
fn a_figure_has_one_caption_first_or_last() {
    assert_eq!(joined("<figure>a<figcaption>b</figcaption></figure>"), "<figure>a<figcaption>b</figcaption></figure>");
    assert_eq!(joined("<figure>a<figcaption>b</figcaption>c</figure>"), "<figure>a<div>b</div>c</figure>");
}

#[test]
fn an_element_without_what_it_must_have_leaves_its_words() {
    assert_eq!(joined("<bdo>a</bdo> <time>b</time> <data>c</data> <a>d</a> <time datetime=2018>e</time>"), "<p>a b c d <time datetime=\"2018\">e</time></p>");
    assert_eq!(joined("<span role=evil>x</span>"), "<p><span>x</span></p>");
}

#[test]
fn an_id_stands_once_and_the_writers_own_wins() {
    assert_eq!(
        joined("<p id=talks>a</p>\n\n# Talks\n\n<p id=main>b</p><p id=x>c</p><p id=x>d</p><p id=d31>e</p>"),
        "<p>a</p><h2 id=\"talks\">Talks</h2><p>b</p><p id=\"x\">c</p><p>d</p><p>e</p>"
    );
}

#[test]
fn headings_leave_no_level_out() {
    assert_eq!(joined("<h5>a</h5>\n\n## b\n\n<h6>c</h6>"), "<h2>a</h2><h2 id=\"b\">b</h2><h3>c</h3>");
    assert_eq!(joined("# ![](p.png)\n\n## b"), "<p><img src=\"/sub/media/p.png\" alt=\"\" loading=\"lazy\" decoding=\"async\"></p><h2 id=\"b\">b</h2>");
}

#[test]
fn addresses_in_html_lead_where_those_in_markdown_do() {
    assert_eq!(
        joined("<a href=\"/b\">x</a> <a href=nowhere.md>y</a> <a href='javascript:z'>z</a> <a href=\"https://x.org/?a&amp;b\">w</a>"),
        "<p><a href=\"/sub/b\">x</a> y z <a href=\"https://x.org/?a&amp;b\">w</a></p>"
    );
}

#[test]
fn a_link_to_a_place_that_is_not_there_leaves_its_words() {
    assert_eq!(
        joined("# A\n\n[a](#a) [b](#b) [c](#source-1) [d](#source-2)"),
        "<h2 id=\"a\">A</h2><p><a href=\"#a\">a</a> b <a href=\"#source-1\">c</a> d</p>"
    );
    assert_eq!(joined("[later](#x) [b](#b) <a href=#b>c</a> <a name=x></a>"), "<p><a href=\"#x\">later</a> b c <span id=\"x\"></span></p>");
}

#[test]
fn no_link_stands_in_another() {
    assert_eq!(joined("<a href=/a>x [y](/b) [[Kim]]</a>"), "<p><a href=\"/sub/a\">x <span>y</span> <span class=\"mention\">Kim</span></a></p>");
    // CommonMark makes no link around another, and none around the sign of a note.
    for text in ["[x[^1]](/a)", "[x **b[^1]**](/a)", "[x[^1]](date:2018)", "[x [@s]](/a)", "[x [[Kim]]](/a)", "[x](date:2018) ![[@s]](https://x.org/y.png)"] {
        let html = html(&format!("{text}\n\n[^1]: n"));
        let depths = html.split('<').scan(0_i32, |depth, tag| {
            *depth += i32::from(tag.starts_with("a ")) - i32::from(tag.starts_with("/a>"));
            Some(*depth)
        });
        assert!(depths.max() <= Some(1), "{html}");
    }
    assert_eq!(joined("[](https://x.org/) <u@x.org>"), "<p><a href=\"https://x.org/\">https://x.org/</a> <a href=\"mailto:u@x.org\">u@x.org</a></p>");
}

#[test]
fn a_box_in_a_box_leaves_no_paragraph_open() {
    for text in ["> [!NOTE]\n> > [!TIP]\n> > x", "> [!NOTE]\n>\n> x", "> [!NOTE]\n> x", "> [!NOTE]", "<b></b>\n\n> [!NOTE]\n> > [!TIP]\n> > x"] {
        let html = html(text);
        assert_eq!(html.matches("<p").count(), html.matches("</p>").count(), "{html}");
    }
}

#[test]
fn an_empty_link_is_named_by_its_address() {
    assert_eq!(joined("a <a href=\"https://z.org\"><img src=\"https://x.org/y.png\"></a>"), "<p>a <a href=\"https://z.org/\">https://z.org/</a></p>");
}

#[test]
fn pictures_in_html_are_shown_as_those_in_markdown() {
    assert_eq!(
        joined("<ul><img\nsrc=p.png\nalt='&quot;'></ul>"),
        "<ul><li><img src=\"/sub/media/p.png\" alt=\"&quot;\" loading=\"lazy\" decoding=\"async\"></li></ul>"
    );
    assert_eq!(joined("<img src=https://x.org/y.png alt=z>"), "<a href=\"https://x.org/y.png\">z</a>");
}

#[test]
fn nothing_runs_and_no_word_is_lost() {
    assert_eq!(joined("a <script>b</script> c <svg onload=x>d</svg> <iframe src=x>e</iframe>"), "<p>a  c d e</p>");
    assert_eq!(joined("<script>a[^1] b\n\nc\n\n[^1]: n"), joined("<script>"));
    assert!(html("a <script>b [@s]</script> c").contains("id=\"cite-1-1\""), "what the page counts stays");
    assert_eq!(joined("<div title=\"a\n\nb"), "&lt;div title=\"a<p>b</p>");
    assert_eq!(joined("&#1;&#x9f;<b>&#x1;&#xfffe;</b>").chars().find(|c| c.is_control()), None);
}

#[test]
fn deep_and_long_texts_do_not_grow() {
    let headings = html(&"# Talks\n\n".repeat(5_000));
    assert!(headings.contains("section-talks-4999"));
    for piece in [
        "<div>",
        "<b class=x><p>",
        "<ul><li>",
        "<table><tr><td>",
        "<a href=/>",
        "<b>\n\nx\n\n",
        "<dl><dt>",
        "[x](#y) <a href=#z>",
        "</div>",
        "<script>",
        "<details>",
    ] {
        let html = html(&piece.repeat(3_000));
        assert!(html.matches('<').count() < 40_000, "{piece}");
    }
}

#[test]
fn trusted_html_stays_and_escaped_html_is_text() {
    let render = |html| without_addresses(&Writer::new(html).render("<b onclick=x>a\n", false, false, &[], &Site).html);
    assert_eq!(render(Html::Trusted), "<p><b onclick=x>a</p>\n");
    assert_eq!(render(Html::Escape), "<p>&lt;b onclick=x&gt;a</p>\n");
}
