/// The candidate a slip of the pen away from `word`, if there is one: at most a third of its letters differ.
///
/// Distance is Damerau's (optimal string alignment), so that two letters in the wrong order are one slip.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let allowed = (word.len() / 3).clamp(1, 3);
    candidates
        .into_iter()
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
