use super::timeline::decide;
use super::{Article, ArticleId, Document, Entity, EntityId, Found, Timeline};
use crate::base::{Digest, FastMap, Kept, Sources, Stamp};
use crate::content::{Nature, Prose, Stroke, body_text};
use crate::language::{Acquaintance, Lexicon, LexiconBuilder};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

/// The names that stand in the running words of a text, in order.
pub(super) type Names = Vec<(Stroke, EntityId)>;

/// The names in a text, and which text that was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Named {
    text: Digest,
    pub(super) names: Names,
}

/// Who is named in the texts of a site.
#[derive(Default)]
pub(super) struct Namings {
    named: FastMap<Arc<str>, Arc<Named>>,
    /// By whom they were found; none where nobody is looked for.
    lexicon: Option<Arc<Register>>,
}

/// Whose names stood in which text when a site was related last, so that only texts that have changed are looked through again.
///
/// A text counts as unchanged while its file's stamp is the same, or else the text itself. Whoever knows that a stamp cannot be
/// trusted tells with [`NamingMemory::forget`].
#[derive(Default)]
pub struct NamingMemory {
    /// Of the register that the names were found with.
    key: Option<Digest>,
    register: Option<Arc<Register>>,
    texts: FastMap<Arc<str>, Known>,
    /// How many texts it knows otherwise than when it was made.
    learnt: usize,
}

/// What was found in one text, and what that depends on beside the register.
#[derive(Serialize, Deserialize)]
struct Known {
    stamp: Stamp,
    listed: Vec<EntityId>,
    own: Option<EntityId>,
    named: Arc<Named>,
}

/// One in so many texts may be forgotten.
const FEW: usize = 64;

impl NamingMemory {
    /// Writes the memory as it is kept between two runs of the program.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut kept = Kept::default();
        kept.write(to, &(self.key, self.texts.len()))?;
        self.texts.iter().try_for_each(|known| kept.write(to, &known))
    }

    /// Reads a memory that was kept; nothing, if it is none.
    pub fn read(bytes: &[u8]) -> Option<NamingMemory> {
        let (head, rest) = Kept::read(bytes)?;
        let (key, texts): (_, usize) = postcard::from_bytes(head).ok()?;
        let (runs, _) = Kept::runs(rest, texts)?;
        let texts = runs.into_par_iter().map(|run| postcard::from_bytes(run).ok()).collect::<Option<_>>()?;
        Some(NamingMemory { key, register: None, texts, learnt: 0 })
    }

    /// Whether it knows so much more than when it was made that it is worth keeping. To look through a few texts again takes less
    /// than to write down what is known of all.
    pub fn is_worth_keeping(&self) -> bool {
        self.learnt * FEW > self.texts.len()
    }

    /// Forgets one text, which may have changed without a change of size or time.
    pub fn forget(&mut self, path: &str) {
        self.learnt += usize::from(self.texts.remove(path).is_some());
    }

    /// The register of a site: the last one, if everybody is as they were; else what was found with it is worth nothing.
    fn register_of(&mut self, timeline: &Timeline<'_>) -> Arc<Register> {
        let key = Register::key(timeline);
        if self.key != Some(key) {
            *self = NamingMemory { key: Some(key), learnt: 1, ..NamingMemory::default() };
        }
        self.register.get_or_insert_with(|| Arc::new(Register::of(timeline))).clone()
    }

    /// What is known of a text: certainly, or if it is the same text.
    ///
    /// What was kept between two runs may have been changed by anybody: names of more entities than
    /// there are count as nothing.
    fn text(&self, file: &str, stamp: Stamp, (listed, own): (&[EntityId], Option<EntityId>), entities: usize) -> Option<(&Arc<Named>, bool)> {
        let known = self.texts.get(file).filter(|known| known.listed == listed && known.own == own)?;
        if known.named.names.iter().any(|(_, id)| id.index() >= entities) {
            return None;
        }
        Some((&known.named, known.stamp == stamp))
    }

    /// Keeps what was found, and what of it is new; and nothing else.
    fn keep(&mut self, found: Vec<(Arc<str>, Known, bool)>) {
        let new = found.iter().filter(|(_, _, is_new)| *is_new).count();
        self.learnt += new + (self.texts.len() + new).saturating_sub(found.len());
        self.texts = found.into_iter().map(|(file, known, _)| (file, known)).collect();
    }
}

/// Everybody who is looked for in prose.
#[derive(Debug)]
pub(super) struct Register {
    lexicon: Lexicon,
    /// Number in the lexicon → entity, and back.
    ids: Vec<EntityId>,
    numbers: Vec<Option<u32>>,
}

impl Register {
    /// People, organisations and places are looked for, and whatever asks for it; those with a file everywhere, the others in
    /// the articles that list them. What is never to be a link is looked for too, so that its name is not taken for another's.
    fn of(timeline: &Timeline<'_>) -> Register {
        let mut builder = LexiconBuilder::default();
        let (mut ids, mut numbers) = (Vec::new(), Vec::with_capacity(timeline.entities.len()));
        for (at, entity) in timeline.entities.iter().enumerate() {
            let nature = timeline.content.config.kinds.get(entity.kind).nature;
            let profile = entity.profile;
            if nature == Nature::Topic && profile.and_then(|profile| profile.link) != Some(true) {
                numbers.push(None);
                continue;
            }
            let aliases = profile.into_iter().flat_map(|profile| profile.aliases.names.iter().map(|(_, alias)| &**alias));
            let native = profile.and_then(|profile| profile.native_name.as_deref());
            let names = std::iter::once(&*entity.name).chain(aliases).chain(native).chain(entity.spellings.iter().map(|spelling| &**spelling));
            numbers.push(Some(builder.add(nature, profile.is_some(), names)));
            ids.push(EntityId::of(at));
        }
        Register { lexicon: builder.finish(), ids, numbers }
    }

    /// The names in a text.
    fn names(&self, text: &str, timeline: &Timeline<'_>, listed: &[EntityId], own: Option<EntityId>) -> Names {
        let reader = Reader { register: self, timeline, listed, own };
        self.lexicon.names(&Prose::read(text), &reader).into_iter().map(|naming| (naming.stroke, reader.entity(naming.whose))).collect()
    }

    /// The digest of everything about everybody that the names in a text may depend on.
    fn key(timeline: &Timeline<'_>) -> Digest {
        let mut hasher = blake3::Hasher::new();
        for (_, kind) in timeline.content.config.kinds.iter() {
            hasher.update(format!("{kind:?}").as_bytes());
        }
        for entity in &timeline.entities {
            let profile =
                entity.profile.map(|profile| (&profile.file, &profile.slug, &profile.aliases.names, &profile.native_name, profile.link, profile.remove));
            let told = (entity.kind, &entity.name, &entity.spellings, &entity.slug, &entity.holders, profile);
            hasher.update(format!("{told:?}\n").as_bytes());
        }
        Digest::cut(&hasher.finalize())
    }
}

/// What one text knows beside its words.
struct Reader<'r> {
    register: &'r Register,
    timeline: &'r Timeline<'r>,
    listed: &'r [EntityId],
    /// Whose page the text stands on.
    own: Option<EntityId>,
}

impl Reader<'_> {
    fn entity(&self, number: u32) -> EntityId {
        self.register.ids[number as usize]
    }
}

impl Acquaintance for Reader<'_> {
    fn is_listed(&self, whose: u32) -> bool {
        self.listed.contains(&self.entity(whose))
    }

    fn marked(&self, target: &str) -> Option<u32> {
        let id = match self.timeline.registry.mentioned(&self.timeline.content.config.kinds, target) {
            Found::One(id) => Some(id),
            Found::Several(candidates) => decide(&candidates, self.listed, &self.timeline.entities),
            Found::Nobody => None,
        };
        self.register.numbers[id?.index()]
    }

    fn may_link(&self, whose: u32) -> bool {
        let id = self.entity(whose);
        let entity = self.timeline.entity(id);
        entity.has_page() && self.own != Some(id) && entity.profile.and_then(|profile| profile.link) != Some(false)
    }
}

/// Finds the names in the text of every article, profile and page. Each text is read for it, and not kept; one that is
/// remembered is not even read.
#[inline(never)] // Its instructions are counted.
pub(super) fn namings(timeline: &Timeline<'_>, memory: &mut NamingMemory, sources: &dyn Sources) -> Namings {
    let register = memory.register_of(timeline);
    if register.lexicon.is_empty() {
        return Namings::default();
    }
    let of_articles = timeline.articles.iter().map(|article| &article.document.file);
    let of_profiles = timeline.entities.iter().filter_map(|entity| Some(&entity.profile?.file));
    let of_pages = timeline.pages.iter().map(|page| &page.document.file);
    let files: Vec<&Arc<str>> = of_articles.chain(of_profiles).chain(of_pages).collect();
    let before = &*memory;
    let look = |file: &Arc<str>| {
        let (listed, own) = knowledge(timeline, file)?;
        let stamp = sources.find(file)?.stamp;
        let (named, is_new) = match before.text(file, stamp, (&listed, own), timeline.entities.len()) {
            Some((named, true)) => (named.clone(), false),
            known => {
                // What cannot be read now is told when its page is made.
                let text = body_text(sources, file).ok()?;
                let digest = Digest::of(text.as_bytes());
                let known = known.filter(|(named, _)| named.text == digest);
                let named = || Named { text: digest, names: register.names(&text, timeline, &listed, own) };
                (known.map_or_else(|| named().into(), |(named, _)| named.clone()), true)
            }
        };
        Some((file.clone(), Known { stamp, listed, own, named }, is_new))
    };
    let found: Vec<(Arc<str>, Known, bool)> = files.into_par_iter().filter_map(look).collect();
    let named = found.iter().map(|(file, known, _)| (file.clone(), known.named.clone())).collect();
    memory.keep(found);
    Namings { named, lexicon: Some(register) }
}

/// What the names in a file's text may depend on beside the register: whom it lists, and whose page it stands on; none where
/// names are not looked for.
fn knowledge(timeline: &Timeline<'_>, file: &str) -> Option<(Vec<EntityId>, Option<EntityId>)> {
    match timeline.document_of(file)? {
        Document::Article(id) => {
            let article = timeline.article(id);
            (!article.is_withdrawn() && article.document.link).then(|| (known(article, timeline), None))
        }
        Document::Entity(id) => timeline.entity(id).has_page().then(|| (Vec::new(), Some(id))),
        Document::Page(id) => timeline.pages[id.index()].document.link.then(|| (Vec::new(), None)),
    }
}

impl Timeline<'_> {
    /// Takes in who is named in which text.
    pub(super) fn learn(&mut self, namings: Namings) {
        Namings { named: self.named, lexicon: self.lexicon } = namings;
        note_mentions(self);
    }

    /// The names in the running words of a file's text that are to be links, in order, and whose they are. The text is the one
    /// that is about to be shown: should it be another than was read for the timeline, it is looked through now.
    pub fn names_in(&self, file: &str, text: &str) -> Cow<'_, [(Stroke, EntityId)]> {
        match (self.named.get(file), &self.lexicon) {
            (Some(named), _) if named.text == Digest::of(text.as_bytes()) => Cow::Borrowed(&named.names),
            (_, Some(register)) => knowledge(self, file).map_or(Cow::Borrowed(&[]), |(listed, own)| Cow::Owned(register.names(text, self, &listed, own))),
            (_, None) => Cow::Borrowed(&[]),
        }
    }

    /// The digest of whom a file's text names, wherever in it.
    pub fn names_of(&self, file: &str) -> Digest {
        let ids: BTreeSet<usize> = self.named(file).iter().map(|(_, id)| id.index()).collect();
        Digest::of(format!("{ids:?}").as_bytes())
    }

    /// Whether a file's text, as it is now, names the same as the one that was read for the timeline.
    pub fn names_the_same(&self, file: &str, text: &str) -> bool {
        let ids = |names: &[(Stroke, EntityId)]| names.iter().map(|(_, id)| *id).collect::<BTreeSet<EntityId>>();
        ids(&self.names_in(file, text)) == ids(self.named(file))
    }
}

/// Whom an article's own lists name, and those of its events.
fn known(article: &Article<'_>, timeline: &Timeline<'_>) -> Vec<EntityId> {
    let mut known = article.listed.clone();
    for event in &article.events {
        known.extend(&timeline.event(*event).members);
    }
    known.sort_unstable();
    known.dedup();
    known
}

/// Tells every entity which articles speak of it without standing on its timeline.
fn note_mentions(timeline: &mut Timeline<'_>) {
    let mut mentions: Vec<(EntityId, ArticleId)> = Vec::new();
    for id in &timeline.reported {
        let article = timeline.article(*id);
        let named = timeline.named(&article.document.file).iter();
        mentions.extend(named.filter(|(_, entity)| article.members.binary_search(entity).is_err()).map(|(_, entity)| (*entity, *id)));
    }
    for (entity, article) in mentions {
        let of: &mut Entity<'_> = &mut timeline.entities[entity.index()];
        if of.mentioned_in.last() != Some(&article) {
            of.mentioned_in.push(article);
        }
    }
}
