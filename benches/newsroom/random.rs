//! Chance that comes out the same on every machine: a small generator of numbers, and Zipf's law over it.

/// Steele, Lea and Flood's SplitMix64: one addition and a mixing step a number, and any seed is a good one.
pub(crate) struct Random(u64);

impl Random {
    /// The stream of numbers that belongs to `index`. Streams do not depend on one another, so articles can be made in any order.
    pub(crate) fn stream(seed: u64, index: u64) -> Random {
        Random(Random(seed ^ index.wrapping_mul(0xD6E8_FEB8_6659_FD93)).number())
    }

    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit` - 1.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.number() % limit.max(1) as u64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`, each as likely as the others. There must be one.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

/// Zipf's law: the second of a list turns up half as often as the first, the third a third as often, and so on. Whole
/// numbers only, since floating-point powers differ between machines.
pub(crate) struct Zipf {
    cumulative: Vec<u64>,
}

impl Zipf {
    /// The law over `count` entries, of which the first has the rank `first`: 1, or more where commoner ones are drawn elsewhere.
    pub(crate) fn over(count: usize, first: u64) -> Zipf {
        let mut total = 0;
        let weights = (first..first + count as u64).map(|rank| (1 << 32) / rank);
        Zipf {
            cumulative: weights
                .map(|weight| {
                    total += weight;
                    total
                })
                .collect(),
        }
    }

    /// The index of one entry, low indexes most often.
    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let total = self.cumulative.last().copied().unwrap_or(1);
        let point = random.number() % total;
        self.cumulative.partition_point(|&up_to| up_to <= point)
    }

    /// `count` different entries, in the order drawn; fewer if there are not that many.
    pub(crate) fn draw_different(&self, random: &mut Random, count: usize) -> Vec<usize> {
        let mut drawn = Vec::with_capacity(count);
        while drawn.len() < count.min(self.cumulative.len()) {
            let next = self.draw(random);
            if !drawn.contains(&next) {
                drawn.push(next);
            }
        }
        drawn
    }
}
