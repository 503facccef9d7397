use std::collections::HashMap;

/// The most elements that a drawing may stand for, once every `use` is replaced by what it shows.
const MOST_SHOWN: u64 = 2_000_000;

/// The longest way from a `use` through what it shows to a `use` in that, and so on.
const LONGEST_WAY: usize = 1000;

/// Counts what a drawing stands for. A few dozen `use` elements, each showing two of the next, stand
/// for more than any browser can draw.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// The elements that have an id, in the order of the file; the first stands for the whole.
    groups: Vec<Group>,
    by_id: HashMap<String, usize>,
}

/// An element with an id, without the elements in it that have an id of their own.
#[derive(Debug, Default)]
struct Group {
    elements: u64,
    inner: Vec<usize>,
    /// The ids that its `use` elements show.
    shown: Vec<String>,
    cost: Cost,
}

#[derive(Clone, Copy, Debug, Default)]
enum Cost {
    #[default]
    Unknown,
    /// Being counted: a `use` that shows itself is drawn by no browser.
    Open,
    Known(u64),
}

impl Copies {
    pub(super) fn new() -> Copies {
        Copies { groups: vec![Group::default()], by_id: HashMap::new() }
    }

    /// Counts an element in the group `within`, and gives the group of what is in the element.
    pub(super) fn element(&mut self, within: usize, id: Option<&str>) -> usize {
        let Some(id) = id else {
            self.groups[within].elements += 1;
            return within;
        };
        let at = self.groups.len();
        self.groups.push(Group { elements: 1, ..Group::default() });
        self.groups[within].inner.push(at);
        self.by_id.entry(id.to_owned()).or_insert(at);
        at
    }

    /// Notes that a `use` in the group `within` shows the element of this id.
    pub(super) fn shows(&mut self, within: usize, id: &str) {
        self.groups[within].shown.push(id.to_owned());
    }

    /// Whether the drawing stands for more than a browser can be asked to draw.
    pub(super) fn are_too_many(mut self) -> bool {
        self.cost(0, 0).is_none_or(|cost| cost > MOST_SHOWN)
    }

    /// How many elements a group stands for; `None` where the way there is too long.
    fn cost(&mut self, at: usize, way: usize) -> Option<u64> {
        match self.groups[at].cost {
            Cost::Known(cost) => return Some(cost),
            Cost::Open => return Some(0),
            Cost::Unknown if way > LONGEST_WAY => return None,
            Cost::Unknown => self.groups[at].cost = Cost::Open,
        }
        let inner = std::mem::take(&mut self.groups[at].inner);
        let shown = std::mem::take(&mut self.groups[at].shown);
        let shown = shown.iter().filter_map(|id| self.by_id.get(id.as_str()).copied()).collect::<Vec<_>>();
        let mut cost = self.groups[at].elements;
        for part in inner.into_iter().chain(shown) {
            cost = cost.saturating_add(self.cost(part, way + 1)?);
        }
        self.groups[at].cost = Cost::Known(cost);
        Some(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups `0..count`, each of which shows the next one `times` times.
    fn chain(count: usize, times: usize) -> Copies {
        let mut copies = Copies::new();
        for at in 0..count {
            let group = copies.element(0, Some(&format!("g{at}")));
            (0..times).for_each(|_| copies.shows(group, &format!("g{}", at + 1)));
        }
        copies
    }

    #[test]
    fn what_doubles_thirty_times_is_too_many_and_what_repeats_is_not() {
        assert!(chain(30, 2).are_too_many());
        assert!(!chain(10, 2).are_too_many());
        assert!(!chain(200, 1).are_too_many());
        assert!(chain(100_000, 1).are_too_many(), "a way without end");
    }

    #[test]
    fn a_circle_ends() {
        let mut copies = Copies::new();
        let a = copies.element(0, Some("a"));
        copies.shows(a, "a");
        copies.shows(0, "a");
        assert!(!copies.are_too_many());
    }
}
