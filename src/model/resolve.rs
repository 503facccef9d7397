use super::timeline::decide;
use super::twins::{Written, twins};
use super::{Article, Entity, EntityId, Found, Registry};
use crate::base::{Code, Diagnostic, FastMap, FieldPath, Key, Place, Slug};
use crate::content::{ArticleDocument, Content, EventDocument, KindId, Kinds, Listed, Mark, Mention};
use std::collections::BTreeMap;

/// Names become ids here, once.
pub(super) struct Resolver<'c> {
    kinds: &'c Kinds,
    pub(super) entities: Vec<Entity<'c>>,
    pub(super) registry: Registry,
    pub(super) faults: Vec<Diagnostic>,
    /// What a written name of a kind was found to be.
    seen: FastMap<(KindId, &'c str), Found>,
    /// The registered name nearest to a written one that nobody has; the same slip is made often.
    /// Whom a target of `[[…]]`, or a speaker, means.
    told: FastMap<&'c str, Found>,
    near: FastMap<Box<str>, Option<String>>,
    /// For entities that stand only in lists: how each spelling is written, how often, and first where.
    spellings: BTreeMap<EntityId, FastMap<&'c str, (u32, Place)>>,
}

/// How many of those who share a name are told.
const SHOWN: usize = 5;
/// More parents above one another are not followed.
const DEEPEST: usize = 64;

/// A list of names and where it stands.
struct Occurrence<'c> {
    article: &'c ArticleDocument,
    event: Option<&'c EventDocument>,
    listed: &'c Listed,
}

impl Occurrence<'_> {
    fn place(&self, index: Option<u32>) -> Place {
        let parent = match self.event {
            Some(event) => FieldPath::key("events").then_index(event.index as usize),
            None => FieldPath::default(),
        };
        self.listed.place(&self.article.file, &parent, index)
    }
}

/// What the names of an article were found to be.
#[derive(Default)]
pub(super) struct Names {
    /// Of its lists, in order.
    pub(super) listed: Vec<EntityId>,
    /// Of each of its events.
    pub(super) events: Vec<Vec<EntityId>>,
}

impl<'c> Resolver<'c> {
    /// A resolver that knows the profiles of a site.
    pub(super) fn new(content: &'c Content) -> Resolver<'c> {
        let mut faults = Vec::new();
        let mut entities: Vec<Entity<'c>> = content
            .profiles
            .iter()
            .map(|profile| {
                let slug = Slug::of(profile.slug.as_deref().unwrap_or(&crate::content::stem(&profile.file)));
                Entity::new(profile.kind, &profile.name, slug, Some(profile))
            })
            .collect();
        let registry = Registry::of_profiles(content, &entities, &mut faults);
        relate_profiles(&mut entities, &registry, content);
        Resolver {
            kinds: &content.config.kinds,
            entities,
            registry,
            faults,
            seen: FastMap::default(),
            told: FastMap::default(),
            near: FastMap::default(),
            spellings: BTreeMap::new(),
        }
    }

    /// Resolves the lists of an article and of its events. A name that nobody registered becomes an entity of its own.
    pub(super) fn article(&mut self, article: &'c ArticleDocument) -> Names {
        let mut undecided = Vec::new();
        let mut names = Names { listed: Vec::new(), events: vec![Vec::new(); article.events.len()] };
        let lists = article.names.iter().map(|(kind, listed)| (None, *kind, listed));
        let of_events = article.events.iter().enumerate().flat_map(|(at, event)| event.names.iter().map(move |(kind, listed)| (Some(at), *kind, listed)));
        for (event, kind, listed) in lists.chain(of_events) {
            for (index, name) in &listed.names {
                let occurrence = || Occurrence { article, event: event.map(|at| &article.events[at]), listed };
                match self.name(kind, name, || occurrence().place(*index)) {
                    Found::One(id) => push_once(event.map_or(&mut names.listed, |at| &mut names.events[at]), id),
                    Found::Several(candidates) => undecided.push((event, occurrence(), *index, name, candidates)),
                    Found::Nobody => {}
                }
            }
        }
        for (event, occurrence, index, name, candidates) in undecided {
            match decide(&candidates, &names.listed, &self.entities) {
                Some(id) => push_once(event.map_or(&mut names.listed, |at| &mut names.events[at]), id),
                None => self.faults.push(self.ambiguous(name, &candidates).at(occurrence.place(index)).label("written here")),
            }
        }
        names
    }

    /// The message that a name is several entries'.
    pub(super) fn ambiguous(&self, name: &str, candidates: &[EntityId]) -> Diagnostic {
        let names: Vec<String> = candidates
            .iter()
            .take(SHOWN)
            .map(|id| {
                let entity = &self.entities[id.index()];
                let what = entity.profile.map_or_else(|| &*self.kinds.get(entity.kind).key, |profile| &*profile.file);
                format!("{} ({what})", entity.name)
            })
            .chain(candidates.len().checked_sub(SHOWN).filter(|more| *more > 0).map(|more| format!("one of {more} others")))
            .collect();
        Diagnostic::new(Code::AmbiguousName, format!("\"{name}\" can be {}", names.join(" or ")))
            .help("write the full name, or list the full name of the one that is meant beside it")
    }

    fn name(&mut self, kind: KindId, name: &'c str, place: impl Fn() -> Place) -> Found {
        let found = match self.seen.get(&(kind, name)) {
            Some(found) => found.clone(),
            None => {
                let key = Key::of(name);
                let found = match self.registry.find(Some(kind), &key) {
                    Found::Nobody => {
                        let id = EntityId::of(self.entities.len());
                        self.registry.add_listed(key, kind, id);
                        self.entities.push(Entity::new(kind, name, Slug::of(name), None));
                        Found::One(id)
                    }
                    found => found,
                };
                self.seen.insert((kind, name), found.clone());
                found
            }
        };
        if let Found::One(id) = found
            && self.entities[id.index()].profile.is_none()
        {
            self.spellings.entry(id).or_default().entry(name).or_insert_with(|| (0, place())).0 += 1;
        }
        found
    }

    /// Gives each entity without a file its commonest spelling (ties by bytes), and reports the others, and names that are
    /// nearly the same.
    pub(super) fn settle_spellings(&mut self) {
        let mut written = Written::new();
        for (id, spellings) in std::mem::take(&mut self.spellings) {
            let Some((best, most)) = spellings.iter().max_by(|(a, (m, _)), (b, (n, _))| m.cmp(n).then(b.cmp(a))).map(|(name, (count, _))| (*name, *count))
            else {
                continue;
            };
            if let Some((_, place)) = spellings.get(best) {
                written.insert(id, (spellings.values().map(|(count, _)| count).sum(), place.clone()));
            }
            let entity = &mut self.entities[id.index()];
            entity.name = best.into();
            entity.slug = Slug::of(best);
            let mut others: Vec<(&str, u32, Place)> =
                spellings.into_iter().filter(|(name, _)| *name != best).map(|(name, (count, place))| (name, count, place)).collect();
            others.sort_by(|a, b| a.0.cmp(b.0));
            let times = |count: u32| if count == 1 { "once".to_owned() } else { format!("{count} times") };
            for (name, count, place) in others {
                self.faults.push(
                    Diagnostic::new(Code::NameVariants, format!("\"{name}\" is taken to be \"{best}\""))
                        .grouped("names that differ only in case, dashes or accents are taken to be one")
                        .at(place)
                        .label(format!("written {}; \"{best}\" is written {}", times(count), times(most)))
                        .help("write it in one way, or give the entry a file with its `name`, which then decides"),
                );
            }
        }
        self.faults.extend(twins(&self.entities, &written));
        for ((_, name), found) in std::mem::take(&mut self.seen) {
            if let Found::One(id) = found {
                let entity = &mut self.entities[id.index()];
                if *name != *entity.name {
                    entity.spellings.push(name.into());
                }
            }
        }
        self.entities.iter_mut().for_each(|entity| entity.spellings.sort_unstable());
    }

    /// Whom a target of `[[…]]`, or a speaker, means. Nobody is registered any more when texts are read.
    fn mentioned(&mut self, target: &'c str) -> Found {
        let (registry, kinds) = (&self.registry, self.kinds);
        self.told.entry(target).or_insert_with(|| registry.mentioned(kinds, target)).clone()
    }

    /// Who is named by the quotations and marks of a text, and what is wrong with them.
    pub(super) fn text(&mut self, article: &Article<'c>) -> Vec<EntityId> {
        let mut found = Vec::new();
        let document = article.document;
        for mention in &document.body.mentions {
            if Mark::of(&mention.target).is_plain {
                continue;
            }
            self.mention(&document.file, mention, &article.listed, Some(&mut found));
        }
        for quotation in &document.body.quotations {
            let said = &quotation.attribution;
            match self.mentioned(&said.speaker) {
                Found::One(id) => found.push(id),
                Found::Several(candidates) => match decide(&candidates, &article.listed, &self.entities) {
                    Some(id) => found.push(id),
                    None => {
                        let place = Place::span(&document.file, quotation.span);
                        self.faults.push(self.ambiguous(&said.speaker, &candidates).at(place).label("the speaker of this quotation"));
                    }
                },
                Found::Nobody => {}
            }
        }
        found
    }

    /// Resolves one `[[…]]` and reports it when it leads nowhere.
    pub(super) fn mention(&mut self, file: &std::sync::Arc<str>, mention: &'c Mention, listed: &[EntityId], found: Option<&mut Vec<EntityId>>) {
        let place = Place::span(file, mention.span);
        let one = match self.mentioned(&mention.target) {
            Found::One(id) => Some(id),
            Found::Several(candidates) => {
                let decided = decide(&candidates, listed, &self.entities);
                if decided.is_none() {
                    self.faults.push(self.ambiguous(&mention.target, &candidates).at(place).help("write [[kind/name]], or the full name"));
                }
                decided
            }
            Found::Nobody => {
                let shown: String = mention.target.chars().take(80).collect();
                let name = Mark::of(&mention.target).name;
                let near = match self.near.get(name) {
                    Some(near) => near.clone(),
                    None => {
                        let near = self.registry.nearest(&self.entities, None, name).map(str::to_owned);
                        self.near.insert(name.into(), near.clone());
                        near
                    }
                };
                let diagnostic = Diagnostic::new(Code::UnresolvedMention, format!("nothing is called \"{}\"; it stays as it is written", shown.trim()))
                    .grouped("names in [[…]] belong to nothing, and stay as they are written")
                    .at(place);
                self.faults.push(match near {
                    Some(near) => diagnostic.label(format!("did you mean [[{near}]]?")),
                    None => diagnostic.help("register the name with a file, or list it in some article; code stands between backticks"),
                });
                None
            }
        };
        if let (Some(found), Some(id)) = (found, one) {
            found.push(id);
        }
    }
}

fn push_once(ids: &mut Vec<EntityId>, id: EntityId) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

/// Takes parents apart that go in a circle, and says so.
pub(super) fn break_circles(entities: &mut [Entity<'_>], faults: &mut Vec<Diagnostic>) {
    for index in 0..entities.len() {
        let id = EntityId::of(index);
        let mut above = entities[index].parent;
        let mut steps = 0;
        while let Some(parent) = above.filter(|parent| *parent != id && steps <= entities.len().min(DEEPEST)) {
            above = entities[parent.index()].parent;
            steps += 1;
        }
        if above != Some(id) {
            continue;
        }
        if let Some(parent) = entities[index].parent.take() {
            entities[parent.index()].children.retain(|child| *child != id);
            let Some(profile) = entities[index].profile else { continue };
            let name = &entities[parent.index()].name;
            faults.push(
                Diagnostic::new(Code::UnresolvedName, format!("parents go in a circle: \"{name}\" is itself a part of this; it is shown as a part of nothing"))
                    .grouped("parents go in a circle")
                    .at(Place::of_value(&profile.file, FieldPath::key("parent")))
                    .help("take the field out of one of them"),
            );
        }
    }
}

/// Parents and children, offices and who held them. What has been related is not related again: the names that stand only
/// in lists come later.
pub(super) fn relate_profiles(entities: &mut [Entity<'_>], registry: &Registry, content: &Content) {
    let organizations = content.config.kinds.find("organizations");
    for index in 0..entities.len() {
        let Some(profile) = entities[index].profile else { continue };
        if let Some(parent) = &profile.parent
            && let Found::One(id) = registry.find(Some(profile.kind), &Key::of(parent))
            && id.index() != index
            && entities[index].parent.is_none()
        {
            entities[index].parent = Some(id);
            entities[id.index()].children.push(EntityId::of(index));
        }
        if profile.remove {
            continue;
        }
        for (at, role) in profile.roles.iter().enumerate() {
            let organization = role.organization.as_ref().map(|name| registry.find(organizations, &Key::of(name)));
            if let Some(Found::One(id)) = organization
                && !entities[id.index()].holders.contains(&(EntityId::of(index), at))
            {
                entities[id.index()].holders.push((EntityId::of(index), at));
            }
        }
    }
}
