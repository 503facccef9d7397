use super::{ArticleId, EntityId, Timeline};
use crate::base::FastMap;

/// Who stands together in a list of more names than this stands together with nobody: it is a register, not a story.
const CROWD: usize = 300;
/// How far to either side of an article, on each of its names' timelines, relatives are looked for.
const REACH: usize = 12;

impl Timeline<'_> {
    /// Articles that share names with an article and stand near it in time, the nearest of kin first.
    ///
    /// Of each name only the neighbours on its own timeline are looked at, so the work for all articles grows with their
    /// number and not with its square. A rare name counts for more than a common one.
    pub fn related(&self, id: ArticleId, most: usize) -> Vec<ArticleId> {
        let mut near: Vec<(ArticleId, f64)> = Vec::new();
        let order = |id: &ArticleId| self.article(*id).rank;
        let rank = order(&id);
        // Who asks not to be found ties nothing together that could be found by it.
        for entity in self.article(id).members.iter().filter(|entity| self.entity(**entity).is_listed()) {
            let articles = &self.entity(*entity).articles;
            let Ok(at) = articles.binary_search_by_key(&rank, order) else { continue };
            let weight = 1.0 / (2.0 + articles.len() as f64).ln();
            let beside = &articles[at.saturating_sub(REACH)..(at + REACH + 1).min(articles.len())];
            near.extend(beside.iter().filter(|other| **other != id).map(|other| (*other, weight)));
        }
        // Stable, so that the sum of an article's weights does not depend on a hash.
        near.sort_by_key(|(id, _)| *id);
        let sum = |same: &[(ArticleId, f64)]| (same[0].0, same.iter().map(|(_, weight)| weight).sum());
        let mut kin: Vec<(ArticleId, f64)> = near.chunk_by(|a, b| a.0 == b.0).map(sum).collect();
        let far = |id: &ArticleId| order(id).abs_diff(rank);
        kin.sort_by(|(a, m), (b, n)| n.total_cmp(m).then_with(|| far(a).cmp(&far(b))).then(a.cmp(b)));
        kin.truncate(most);
        kin.into_iter().map(|(id, _)| id).collect()
    }

    /// Who stands in the same articles as an entity, and in how many; the most frequent first.
    pub fn together(&self, id: EntityId) -> Vec<(EntityId, usize)> {
        let mut counts: FastMap<EntityId, usize> = FastMap::default();
        for article in self.entity(id).articles.iter().filter(|article| self.article(**article).members.len() <= CROWD) {
            self.article(*article).members.iter().filter(|other| **other != id).for_each(|other| *counts.entry(*other).or_default() += 1);
        }
        let mut counts: Vec<(EntityId, usize)> = counts.into_iter().collect();
        counts.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| self.entity(*a).rank.cmp(&self.entity(*b).rank)));
        counts
    }
}
