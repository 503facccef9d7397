//! Which plural form a number takes, by rules a translator writes in the notation of CLDR.

use serde::{Deserialize, Deserializer, de};

use super::pattern::Key;

/// A plural category of CLDR (Unicode TR 35 part 3, "Language Plural Rules").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Category {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Key for Category {
    const NAMES: &[(&str, Category)] = &[
        ("zero", Category::Zero),
        ("one", Category::One),
        ("two", Category::Two),
        ("few", Category::Few),
        ("many", Category::Many),
        ("other", Category::Other),
    ];
    const OTHER: Category = Category::Other;
}

impl Category {
    /// Its name in CLDR.
    pub(super) fn name(self) -> &'static str {
        Category::NAMES.iter().find(|(_, category)| *category == self).map_or("other", |(name, _)| name)
    }
}

/// The rules of one language; what no rule fits is `other`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PluralRules {
    zero: Option<Rule>,
    one: Option<Rule>,
    two: Option<Rule>,
    few: Option<Rule>,
    many: Option<Rule>,
}

impl PluralRules {
    /// The category of this number.
    pub(super) fn category(&self, number: u64) -> Category {
        self.written().find(|(_, rule)| rule.fits(number)).map_or(Category::Other, |(category, _)| category)
    }

    /// The categories that have a rule; every other number is `other`.
    pub(super) fn categories(&self) -> impl Iterator<Item = Category> {
        self.written().map(|(category, _)| category)
    }

    fn written(&self) -> impl Iterator<Item = (Category, &Rule)> {
        let rules =
            [(Category::Zero, &self.zero), (Category::One, &self.one), (Category::Two, &self.two), (Category::Few, &self.few), (Category::Many, &self.many)];
        rules.into_iter().filter_map(|(category, rule)| Some((category, rule.as_ref()?)))
    }
}

/// A condition on a whole number `n`: `n % 10 = 2..4 and n % 100 != 12..14 or n = 0`.
///
/// The part of CLDR's notation that whole numbers need: `or`, `and`, `n`, `n % m`, `=`, `!=`, lists and ranges.
#[derive(Clone, Debug)]
struct Rule(
    /// One of these groups holds; a group holds if all in it do.
    Vec<Vec<Relation>>,
);

#[derive(Clone, Debug)]
struct Relation {
    modulus: Option<u64>,
    is_in: bool,
    ranges: Vec<(u64, u64)>,
}

impl Rule {
    fn fits(&self, number: u64) -> bool {
        self.0.iter().any(|group| group.iter().all(|relation| relation.holds(number)))
    }

    fn parse(text: &str) -> Option<Rule> {
        let group = |text: &str| text.split(" and ").map(Relation::parse).collect::<Option<Vec<_>>>();
        text.split(" or ").map(group).collect::<Option<Vec<_>>>().map(Rule)
    }
}

impl Relation {
    fn holds(&self, number: u64) -> bool {
        let operand = self.modulus.map_or(number, |modulus| number % modulus);
        self.ranges.iter().any(|(least, most)| (least..=most).contains(&&operand)) == self.is_in
    }

    fn parse(text: &str) -> Option<Relation> {
        let (left, right, is_in) = match text.split_once("!=") {
            Some((left, right)) => (left, right, false),
            None => text.split_once('=').map(|(left, right)| (left, right, true))?,
        };
        let left = left.trim().strip_prefix('n')?.trim();
        let modulus = match left.strip_prefix('%') {
            Some(modulus) => Some(modulus.trim().parse().ok().filter(|&modulus: &u64| modulus > 0)?),
            None if left.is_empty() => None,
            None => return None,
        };
        let ranges = right.split(',').map(range).collect::<Option<Vec<_>>>()?;
        Some(Relation { modulus, is_in, ranges })
    }
}

/// `3` or `3..10`.
fn range(text: &str) -> Option<(u64, u64)> {
    let (least, most) = text.split_once("..").unwrap_or((text, text));
    Some((least.trim().parse().ok()?, most.trim().parse().ok()?))
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        let text = String::deserialize(deserializer)?;
        Rule::parse(&text).ok_or_else(|| de::Error::custom(format!("{text:?} is not a plural rule such as \"n % 10 = 2..4 and n % 100 != 12..14\"")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(yaml: &str) -> PluralRules {
        serde_yaml::from_str(yaml).unwrap()
    }

    #[test]
    fn english_ordinals_follow_their_rules() {
        let english = rules("{one: n % 10 = 1 and n % 100 != 11, two: n % 10 = 2 and n % 100 != 12, few: n % 10 = 3 and n % 100 != 13}");
        for (number, category) in
            [(1, Category::One), (11, Category::Other), (21, Category::One), (22, Category::Two), (13, Category::Other), (103, Category::Few)]
        {
            assert_eq!(english.category(number), category, "{number}");
        }
    }

    #[test]
    fn arabic_and_polish_can_be_written() {
        let arabic = rules("{zero: n = 0, one: n = 1, two: n = 2, few: n % 100 = 3..10, many: n % 100 = 11..99}");
        assert_eq!(arabic.category(2), Category::Two);
        assert_eq!(arabic.category(105), Category::Few);
        assert_eq!(arabic.category(111), Category::Many);
        assert_eq!(arabic.category(100), Category::Other);
        let polish = rules("{one: n = 1, few: 'n % 10 = 2..4 and n % 100 != 12..14'}");
        assert_eq!(polish.category(22), Category::Few);
        assert_eq!(polish.category(12), Category::Other);
    }

    #[test]
    fn a_rule_that_is_none_is_refused() {
        for rule in ["", "n", "m = 1", "n % 0 = 1", "n = one", "n = 1 and"] {
            assert!(Rule::parse(rule).is_none(), "{rule}");
        }
        assert!(Rule::parse("n = 1,3,5..7 or n % 10 = 9").unwrap().fits(6));
    }
}
