use serde::{Deserialize, Serialize};

/// The part of a picture that is kept when it is cropped: a point in hundredths of its width, from the left, and of its
/// height, from above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Focus(pub u8, pub u8);

/// The words for points that have one.
const WORDS: [(&str, Focus); 5] =
    [("left", Focus(0, 50)), ("right", Focus(100, 50)), ("top", Focus(50, 0)), ("bottom", Focus(50, 100)), ("center", Focus(50, 50))];

impl Focus {
    /// Reads `left`, `right`, `top`, `bottom`, `center`, or two hundredths such as `30% 20%`.
    pub fn parse(text: &str) -> Option<Focus> {
        let word = text.trim().to_ascii_lowercase();
        if let Some((_, focus)) = WORDS.iter().find(|(known, _)| *known == word) {
            return Some(*focus);
        }
        let mut numbers = word.split_whitespace().map(|number| number.strip_suffix('%')?.parse::<u8>().ok().filter(|share| *share <= 100));
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(across), Some(down), None) => Some(Focus(across?, down?)),
            _ => None,
        }
    }

    /// As CSS `object-position` has it.
    pub fn to_css(self) -> String {
        format!("{}% {}%", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_focus_is_a_word_or_two_hundredths() {
        assert_eq!(Focus::parse("Left"), Some(Focus(0, 50)));
        assert_eq!(Focus::parse(" 30%  20% ").map(Focus::to_css).as_deref(), Some("30% 20%"));
        for wrong in ["", "30%", "30 20", "101% 0%", "-1% 0%", "1% 2% 3%", "top left", "30%20%", "1e1% 0%"] {
            assert_eq!(Focus::parse(wrong), None, "{wrong}");
        }
    }
}
