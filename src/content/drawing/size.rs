use quick_xml::Reader;
use quick_xml::events::Event;

/// The size in pixels that an SVG gives itself, read from its first element; `None` where the bytes
/// do not begin as an SVG does.
pub(in crate::content) fn size_of_head(head: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::from_reader(head);
    loop {
        // The head may end in the middle of a tag: what follows the first tag is not asked for.
        match reader.read_event_into(&mut Vec::new()).ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == b"svg" => {
                let attribute = |name: &str| {
                    let found = tag.try_get_attribute(name).ok()??;
                    String::from_utf8(found.value.into_owned()).ok()
                };
                return size(&attribute);
            }
            Event::Start(_) | Event::Empty(_) | Event::Eof => return None,
            _ => {}
        }
    }
}

/// The size of a root element: `width` and `height`, else the last two numbers of its `viewBox`
/// (SVG 2, section 8.2).
pub(super) fn size(attribute: &dyn Fn(&str) -> Option<String>) -> Option<(u32, u32)> {
    let given = |name: &str| attribute(name).as_deref().and_then(pixels);
    given("width").zip(given("height")).or_else(|| {
        let view = attribute("viewBox")?;
        let mut numbers = view.split([' ', ',', '\t', '\n', '\r']).filter(|part| !part.is_empty()).map(|number| number.parse::<f64>().ok());
        let (width, height) = (numbers.nth(2)??, numbers.next()??);
        Some((whole(width)?, whole(height)?))
    })
}

/// An absolute length in pixels (CSS Values 4, section 6.2); `None` for one that depends on the page.
fn pixels(length: &str) -> Option<u32> {
    let length = length.trim();
    let unit_at = length.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(length.len());
    let (number, unit) = length.split_at(unit_at);
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "q" => 96.0 / 101.6,
        _ => return None,
    };
    whole(number.parse::<f64>().ok()? * factor)
}

fn whole(number: f64) -> Option<u32> {
    (1.0..100_000.0).contains(&number).then_some(number.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_tells_its_size() {
        assert_eq!(size_of_head(b"<svg xmlns='x' width=\"40px\" height='20'>"), Some((40, 20)));
        assert_eq!(size_of_head(b"<?xml version='1.0'?><!-- <svg width='1' height='1'> --><svg viewBox=\"0 0 300 150.4\">"), Some((300, 150)));
        assert_eq!(size_of_head(b"<s:svg data-width='7' width='36pt' height='1in'>"), Some((48, 96)));
        assert_eq!(size_of_head(b"<svg width='100%' height='100%' viewBox='0,0 , 30\n20'>"), Some((30, 20)));
        for none in [&b"<svg>"[..], b"", b"<html><svg width='1' height='1'/></html>", b"<svg width='99999999999' height='-1' viewBox='0 0 nan inf'>"] {
            assert_eq!(size_of_head(none), None);
        }
    }
}
