use super::{Article, ArticleId, Entity, EntityId};
use crate::base::{FastSet, Slug};
use crate::content::{Kinds, Nature};
use rayon::prelude::*;

/// Two who stand in fewer articles together are no pair.
const LEAST: usize = 5;
/// How many pairs of a site have a page.
const MOST: usize = 200;
/// Who stands in a longer list of such names stands in a register, and together with nobody.
const CROWD: usize = 60;

/// Two people or organisations who stand in the same articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The two, by their addresses.
    pub members: [EntityId; 2],
    /// The last part of the address, after the first one's slug and two hyphens.
    pub second: Slug,
    /// The articles of both, as they were reported.
    pub articles: Vec<ArticleId>,
}

/// The strongest pairs of a site: of two hundred at most, those with most articles first.
///
/// Only who stands in five articles can be one of a pair, so the others are not counted at all.
#[inline(never)] // Its instructions are counted.
pub(super) fn pairs(articles: &[Article<'_>], entities: &[Entity<'_>], kinds: &Kinds) -> Vec<Pair> {
    let can_pair = |id: &EntityId| {
        let entity = &entities[id.index()];
        let nature = kinds.get(entity.kind).nature;
        matches!(nature, Nature::Person | Nature::Organization) && entity.is_listed() && entity.articles.len() >= LEAST
    };
    // Of each article whom it can pair, in order; of a crowd, nobody.
    let able = |article: &Article<'_>| {
        let able: Vec<EntityId> = article.members.iter().copied().filter(can_pair).take(CROWD + 1).collect();
        if able.len() > CROWD { Vec::new() } else { able }
    };
    let able: Vec<Vec<EntityId>> = articles.par_iter().map(able).collect();
    let ones: Vec<EntityId> = (0..entities.len()).map(EntityId::of).filter(can_pair).collect();
    let counted = |counts: &mut Vec<usize>, one: &EntityId| {
        let mut others = Vec::new();
        for id in &entities[one.index()].articles {
            let able = &able[id.index()];
            let after = able.binary_search(one).map_or(able.len(), |at| at + 1);
            for other in &able[after..] {
                if counts[other.index()] == 0 {
                    others.push(*other);
                }
                counts[other.index()] += 1;
            }
        }
        let take = |other: EntityId| ((*one, other), std::mem::take(&mut counts[other.index()]));
        others.into_iter().map(take).filter(|(_, count)| *count >= LEAST).collect::<Vec<_>>()
    };
    let mut strongest: Vec<((EntityId, EntityId), usize)> = ones.par_iter().map_init(|| vec![0; entities.len()], counted).flatten_iter().collect();
    strongest.sort_by_key(|((a, b), count)| (std::cmp::Reverse(*count), entities[a.index()].rank, entities[b.index()].rank));
    strongest.truncate(MOST);
    let mut taken: FastSet<(Slug, Slug)> = FastSet::default();
    let pair = |((a, b), _)| {
        let slug = |id: EntityId| &entities[id.index()].slug;
        let members = if (slug(a), a) <= (slug(b), b) { [a, b] } else { [b, a] };
        let [first, second] = members.map(|id| slug(id).clone());
        // A person and an organisation may have one slug.
        let second = std::iter::once(second.clone()).chain((2..).map(|number| second.with(number))).find(|slug| taken.insert((first.clone(), slug.clone())));
        let of_other: FastSet<ArticleId> = entities[members[1].index()].articles.iter().copied().collect();
        let articles = entities[members[0].index()].articles.iter().copied().filter(|id| of_other.contains(id)).collect();
        Pair { members, second: second.unwrap_or_else(|| Slug::of("pair")), articles }
    };
    strongest.into_iter().map(pair).collect()
}
