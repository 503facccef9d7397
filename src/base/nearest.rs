/// The candidate a slip of the pen away from `word`, if there is one: at most a third of its letters differ.
///
/// Distance is Damerau's (optimal string alignment), so that two letters in the wrong order are one slip.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let allowed = (word.len() / 3).clamp(1, 3);
    let look = look(word.iter().copied());
    candidates
        .into_iter()
        // A slip adds a letter, takes one, or does both; most candidates have too many others to be looked at closely.
        .filter(|candidate| (look ^ self::look(candidate.chars().take(64).flat_map(char::to_lowercase))).count_ones() as usize <= 2 * allowed)
        .filter_map(|candidate| {
            let other: Vec<char> = candidate.chars().take(64).flat_map(char::to_lowercase).collect();
            if word.len().abs_diff(other.len()) > allowed {
                return None;
            }
            let distance = distance(&word, &other);
            (distance <= allowed && distance < word.len()).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Many words, to look for the nearest of them again and again: how each looks is known, so that most are passed over
/// without being read.
#[derive(Clone, Debug, Default)]
pub struct Looks(Vec<u64>);

impl Looks {
    /// Looks at words.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Looks {
        Looks(words.into_iter().map(|word| look(word.chars().take(64).flat_map(char::to_lowercase))).collect())
    }

    /// The nearest of the words, which `word` gives by their places, and which `test` lets pass.
    pub fn nearest<'a>(&self, wanted: &str, word: impl Fn(usize) -> &'a str, test: impl Fn(usize) -> bool) -> Option<&'a str> {
        let letters = wanted.chars().take(64).flat_map(char::to_lowercase);
        let most = 2 * (letters.clone().count() / 3).clamp(1, 3) as u32;
        let look = look(letters);
        let near = self.0.iter().enumerate().filter(|(_, other)| (look ^ **other).count_ones() <= most);
        nearest(wanted, near.map(|(at, _)| at).filter(|at| test(*at)).map(word))
    }
}

/// Which letters a word has, a bit each; letters that share a bit only make words look more alike.
fn look(word: impl Iterator<Item = char>) -> u64 {
    word.fold(0, |look, letter| look | 1 << (u32::from(letter) % 64))
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut older = vec![0; b.len() + 1];
    let mut old: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (old[j] + 1).min(row[j - 1] + 1).min(old[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(older[j - 2] + 1);
            }
        }
        older = std::mem::replace(&mut old, row);
    }
    old[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_in_the_wrong_order_are_one_slip() {
        assert_eq!(nearest("tilte", ["date", "title"]), Some("title"));
    }

    #[test]
    fn a_word_of_its_own_is_nobodys_slip() {
        assert_eq!(nearest("weather", ["title", "date", "updated"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
