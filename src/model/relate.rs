use super::claims::{Claims, FIXED};
use super::namings::{NamingMemory, namings};
use super::pair::pairs;
use super::quotation_check::{same_words, unknown_speakers};
use super::resolve::{Names, Resolver, break_circles, relate_profiles};
use super::{
    Article, ArticleId, Change, ChangeKind, Document, Drafts, Entity, EntityId, Entry, EntryId, Event, EventId, Page, PageId, PairId, Publisher, Quotation,
    QuotationId, Scope, Slot, Subject, Timeline, check, publisher_of,
};
use crate::base::{Collation, Diagnostic, FastMap, Key, Report, Slug, Sources};
use crate::calendar::Day;
use crate::content::{ArticleDocument, Content, When, stem};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Relates the documents of a site to one another.
///
/// 1. What is to be seen is chosen; drafts and the future wait.
/// 2. Names become ids, once; a name that nobody registered becomes an entity of its own.
/// 3. Every article and entity gets its address.
/// 4. Events that several articles report become one.
/// 5. Articles and events are put in order, and every entity learns what stands on its timeline.
/// 6. Quotations, publishers, changes and date links are collected.
/// 7. Names are found in the running words of every text.
pub fn relate<'c>(content: &'c Content, sources: &dyn Sources, scope: Scope, report: &mut Report) -> Timeline<'c> {
    relate_again(content, sources, scope, &mut NamingMemory::default(), report)
}

/// Relates the documents of a site that was related before: only texts that have changed are looked through for names. The
/// memory is that of the same site, and remembers for the next time. It gives what [`relate`] gives.
#[inline(never)] // Its instructions are counted.
pub fn relate_again<'c>(content: &'c Content, sources: &dyn Sources, scope: Scope, memory: &mut NamingMemory, report: &mut Report) -> Timeline<'c> {
    let mut resolver = Resolver::new(content);
    let visible: Vec<&ArticleDocument> = content.articles.iter().map(|article| &**article).filter(|article| is_visible(article, scope)).collect();
    let mut faults = Vec::new();
    let of_document = |document: &&'c ArticleDocument| if document.is_withdrawn() { Names::default() } else { resolver.article(document) };
    let (slugs, names) = rayon::join(|| article_slugs(&visible, &mut faults), || visible.iter().map(of_document).collect::<Vec<Names>>());
    let mut articles: Vec<Article<'c>> = visible
        .into_iter()
        .zip(slugs)
        .zip(&names)
        .map(|((document, slug), found)| Article { listed: found.listed.clone(), ..placed(document, slug, scope) })
        .collect();
    resolver.settle_spellings();
    for article in articles.iter_mut().filter(|article| !article.is_withdrawn()) {
        article.members = resolver.text(article);
    }
    let of_profiles = content.profiles.iter().map(|profile| (&profile.file, &profile.body));
    for (file, body) in of_profiles.chain(content.pages.iter().map(|page| (&page.file, &page.body))) {
        for mention in body.mentions.iter().filter(|mention| !crate::content::Mark::of(&mention.target).is_plain) {
            resolver.mention(file, mention, &[], None);
        }
    }
    let Resolver { mut entities, registry, faults: unresolved, .. } = resolver;
    faults.extend(unresolved);
    relate_profiles(&mut entities, &registry, content);
    break_circles(&mut entities, &mut faults);
    entity_slugs(content, &mut entities, &mut faults);
    let alphabet = Collation::of(&content.config.language);
    rank(&mut entities, alphabet.as_ref());
    let mut events = events(&articles, &names, &mut faults);
    for (article, found) in articles.iter_mut().zip(&names) {
        article.members.extend(found.listed.iter().chain(found.events.iter().flatten()));
        article.members.sort_unstable();
        article.members.dedup();
    }
    for (index, event) in events.iter().enumerate() {
        for reporter in &event.reporters {
            articles[reporter.index()].events.push(EventId::of(index));
        }
    }
    for article in &mut articles {
        let order: FastMap<EventId, u32> = article.events.iter().map(|id| (*id, events[id.index()].document.index)).collect();
        article.events.sort_by_key(|id| (order.get(id).copied(), *id));
        article.events.dedup();
    }
    let entries = entries(&mut articles, &mut events);
    let reported = reported(&articles);
    for (index, entry) in entries.iter().enumerate() {
        let members = match entry.subject {
            Subject::Article(id) => &articles[id.index()].members,
            Subject::Event(id) => &events[id.index()].members,
        };
        members.iter().for_each(|id| entities[id.index()].entries.push(EntryId::of(index)));
    }
    for (id, rank) in reported.iter().zip(0..) {
        articles[id.index()].rank = rank;
        articles[id.index()].members.iter().for_each(|entity| entities[entity.index()].articles.push(*id));
    }
    let publishers = || publishers(&articles, &reported, alphabet.as_ref());
    let (pairs, (publishers, changes)) = rayon::join(|| pairs(&articles, &entities, &content.config.kinds), || (publishers(), changes(&articles)));
    for (index, pair) in pairs.iter().enumerate() {
        pair.members.iter().for_each(|id| entities[id.index()].pairs.push(PairId::of(index)));
    }
    let of_article = |entry: &Entry| match entry.subject {
        Subject::Article(id) => Some(id),
        Subject::Event(_) => None,
    };
    let mut timeline = Timeline {
        happened: entries.iter().filter_map(of_article).collect(),
        listed_kinds: content.config.kinds.iter().map(|(kind, _)| entities.iter().any(|entity| entity.kind == kind && entity.is_listed())).collect(),
        content,
        scope,
        pairs,
        publishers,
        changes,
        pages: pages(content, scope, &mut faults),
        pointed: pointed(&articles),
        by_file: FastMap::default(),
        named: FastMap::default(),
        lexicon: None,
        places: BTreeSet::new(),
        articles,
        entities,
        events,
        entries,
        reported,
        quotations: Vec::new(),
        registry,
    };
    let of_articles = timeline.articles.iter().enumerate().map(|(at, article)| (&*article.document.file, Document::Article(ArticleId::of(at))));
    let of_profiles = content.profiles.iter().enumerate().map(|(at, profile)| (&*profile.file, Document::Entity(EntityId::of(at))));
    let of_pages = timeline.pages.iter().enumerate().map(|(at, page)| (&*page.document.file, Document::Page(PageId::of(at))));
    timeline.by_file = of_articles.chain(of_profiles).chain(of_pages).collect();
    timeline.places = places(&timeline);
    quotations(&mut timeline);
    faults.extend(unknown_speakers(&timeline));
    let (names, conflicts) = rayon::join(|| namings(&timeline, memory, sources), || same_words(&timeline));
    timeline.learn(names);
    faults.extend(conflicts);
    faults.par_extend(content.profiles.par_iter().flat_map_iter(|profile| {
        let names = timeline.entities.iter().filter(|entity| entity.kind == profile.kind).map(|entity| &*entity.name);
        check::profile(profile, &timeline.registry, names)
    }));
    faults.par_extend(timeline.articles.par_iter().flat_map_iter(check::article));
    report.extend(faults);
    timeline
}

fn is_visible(article: &ArticleDocument, scope: Scope) -> bool {
    let published = article.published.as_ref().and_then(When::latest);
    scope.drafts == Drafts::Shown || (!article.draft && published.is_none_or(|day| day <= scope.today))
}

/// An article before its names are resolved.
fn placed<'c>(document: &'c ArticleDocument, slug: Slug, scope: Scope) -> Article<'c> {
    let said = document.published.as_ref().and_then(When::latest);
    // Without a word, it was reported on the last day it can have happened, or on the first if it has not ended.
    let published = said.unwrap_or_else(|| document.date.latest().map_or(scope.today, |day| day.min(scope.today)));
    // What was corrected was changed, whether or not it says so.
    let corrected = document.corrections.iter().filter_map(|correction| correction.date.as_ref()?.first()).filter(|day| *day <= scope.today);
    let updated = document.updated.as_ref().and_then(When::latest).into_iter().chain(corrected).fold(published, Day::max);
    let first = document.date.first();
    Article {
        slug,
        published,
        updated,
        is_draft: document.draft || published > scope.today,
        is_upcoming: first.is_some_and(|day| day > scope.today),
        listed: Vec::new(),
        members: Vec::new(),
        rank: 0,
        entry: None,
        events: Vec::new(),
        quotations: Vec::new(),
        document,
    }
}

/// The address of each article: its `slug`, else its file's name without the day.
#[inline(never)] // Its instructions are counted.
fn article_slugs(articles: &[&ArticleDocument], faults: &mut Vec<Diagnostic>) -> Vec<Slug> {
    let mut claims = Claims::reserving(["undated"]);
    articles
        .iter()
        .map(|article| {
            let stem = stem(&article.file);
            let named = crate::calendar::day_from_file_name(&stem).map_or("", |(_, rest)| &stem[rest..]);
            let named = named.trim_matches(['-', '_', ' ', '.']);
            let wanted = article.slug.as_deref().unwrap_or(if named.is_empty() { &stem } else { named });
            let day = || {
                // A month has no day, and gets the month.
                let is_whole = !article.date.date.is_interval() && article.date.date.precision() < crate::calendar::Precision::Day;
                let day = article.date.first().map(|day| if is_whole { article.date.date.to_string() } else { day.to_string() });
                day.iter().map(|day| Slug::of(day).to_string()).collect()
            };
            claims.claim(Slug::of(wanted), Some(&article.file), day, faults)
        })
        .collect()
}

/// The address of each entity, kind by kind: files first, by path, then the other names in their order.
fn entity_slugs(content: &Content, entities: &mut [Entity<'_>], faults: &mut Vec<Diagnostic>) {
    let mut claims: Vec<Claims> = content.config.kinds.iter().map(|_| Claims::reserving(["undated", "atom", "feed"])).collect();
    let mut order: Vec<usize> = (0..entities.len()).collect();
    order.sort_by(|a, b| {
        let rank = |at: usize| (entities[at].profile.is_none(), entities[at].profile.map(|profile| &profile.file), &entities[at].name);
        rank(*a).cmp(&rank(*b))
    });
    for index in order {
        let entity = &mut entities[index];
        let file = entity.profile.map(|profile| &profile.file);
        entity.slug = claims[usize::from(entity.kind.0)].claim(entity.slug.clone(), file, Vec::new, faults);
    }
}

/// Events as one each: equal ids, or equal dates and titles, are the same event, told by the first article to report it.
fn events<'c>(articles: &[Article<'c>], names: &[Names], faults: &mut Vec<Diagnostic>) -> Vec<Event<'c>> {
    let mut events: Vec<Event<'c>> = Vec::new();
    let mut known: FastMap<(String, Key), usize> = FastMap::default();
    let mut anchors: FastMap<(ArticleId, Slug), u32> = FastMap::default();
    for id in reported(articles) {
        let document = articles[id.index()].document;
        for (event, members) in document.events.iter().zip(&names[id.index()].events) {
            let identity = match &event.id {
                Some(id) => (String::new(), Key::of(id)),
                None => (event.date.date.to_string(), Key::of(&event.title)),
            };
            if let Some(index) = known.get(&identity) {
                let same = &mut events[*index];
                faults.extend(check::event(event, &document.file, same, articles));
                if !same.reporters.contains(&id) {
                    same.reporters.push(id);
                }
                same.sources.extend(event.sources.iter().filter(|source| !same.sources.contains(source)).collect::<Vec<_>>());
                same.members.extend(members);
                continue;
            }
            known.insert(identity, events.len());
            let slug = Slug::of(event.id.as_deref().unwrap_or(&event.title));
            let times = anchors.entry((id, slug.clone())).and_modify(|times| *times += 1).or_insert(1);
            let anchor = if *times == 1 { format!("event-{slug}") } else { format!("event-{}", slug.with(*times)) };
            events.push(Event {
                document: event,
                anchor,
                reporters: vec![id],
                sources: event.sources.iter().collect(),
                members: members.clone(),
                entry: EntryId(0),
            });
        }
    }
    for event in &mut events {
        let mut seen = BTreeSet::new();
        event.members.retain(|id| seen.insert(*id));
    }
    events
}

/// Articles and events in the order in which they happened; ties by path.
fn entries(articles: &mut [Article<'_>], events: &mut [Event<'_>]) -> Vec<Entry> {
    let of_articles = articles.iter().enumerate().filter(|(_, article)| !article.is_withdrawn()).map(|(at, article)| {
        let when = &article.document.date;
        (Entry { subject: Subject::Article(ArticleId::of(at)), key: when.sort_key(), slot: Slot::of(&when.date) }, (at, 0))
    });
    let of_events = events.iter().enumerate().map(|(at, event)| {
        let when = &event.document.date;
        let home = event.home().map_or(0, ArticleId::index);
        (Entry { subject: Subject::Event(EventId::of(at)), key: when.sort_key(), slot: Slot::of(&when.date) }, (home, event.document.index + 1))
    });
    let mut placed: Vec<(Entry, (usize, u32))> = of_articles.chain(of_events).collect();
    placed.par_sort_by(|(a, path_a), (b, path_b)| a.key.cmp(&b.key).then(path_a.cmp(path_b)));
    for (index, (entry, _)) in placed.iter().enumerate() {
        match entry.subject {
            Subject::Article(id) => articles[id.index()].entry = Some(EntryId::of(index)),
            Subject::Event(id) => events[id.index()].entry = EntryId::of(index),
        }
    }
    placed.into_iter().map(|(entry, _)| entry).collect()
}

/// Articles in the order in which they were reported.
fn reported(articles: &[Article<'_>]) -> Vec<ArticleId> {
    let mut ids: Vec<ArticleId> = (0..articles.len()).filter(|at| !articles[*at].is_withdrawn()).map(ArticleId::of).collect();
    ids.sort_by_cached_key(|id| {
        let article = &articles[id.index()];
        (article.published, article.document.date.sort_key(), *id)
    });
    ids
}

/// Puts entities in the order of the alphabet, and what is part of one in that order too.
fn rank(entities: &mut [Entity<'_>], alphabet: Option<&Collation>) {
    let key = |(at, entity): (usize, &Entity<'_>)| (alphabet.map(|alphabet| alphabet.key(&entity.name)), Key::of(&entity.name), EntityId::of(at));
    let mut order: Vec<_> = entities.par_iter().enumerate().map(key).collect();
    order.par_sort_unstable();
    for ((_, _, id), rank) in order.iter().zip(0..) {
        entities[id.index()].rank = rank;
    }
    let ranks: Vec<u32> = entities.iter().map(|entity| entity.rank).collect();
    entities.iter_mut().for_each(|entity| entity.children.sort_by_key(|child| ranks[child.index()]));
}

#[inline(never)] // Its instructions are counted.
fn publishers(articles: &[Article<'_>], reported: &[ArticleId], alphabet: Option<&Collation>) -> Vec<Publisher> {
    let mut found: FastMap<Key, (FastMap<&str, u32>, Vec<ArticleId>)> = FastMap::default();
    let mut keys: FastMap<&str, Key> = FastMap::default();
    for id in reported {
        let document = articles[id.index()].document;
        for name in document.sources.iter().chain(document.events.iter().flat_map(|event| &event.sources)).filter_map(publisher_of) {
            let key = keys.entry(name).or_insert_with(|| Key::of(name));
            let (spellings, of) = found.entry(key.clone()).or_default();
            *spellings.entry(name).or_default() += 1;
            if of.last() != Some(id) {
                of.push(*id);
            }
        }
    }
    let mut publishers: Vec<Publisher> = found
        .into_values()
        .map(|(spellings, articles)| {
            let name = spellings.iter().max_by(|(a, m), (b, n)| m.cmp(n).then(b.cmp(a))).map_or("", |(name, _)| name);
            Publisher { slug: Slug::of(name), name: name.to_owned(), articles }
        })
        .collect();
    publishers
        .sort_by_cached_key(|publisher| (Reverse(publisher.articles.len()), alphabet.map(|alphabet| alphabet.key(&publisher.name)), Key::of(&publisher.name)));
    let mut claims = Claims::reserving(["undated"]);
    for publisher in &mut publishers {
        publisher.slug = claims.claim(publisher.slug.clone(), None, Vec::new, &mut Vec::new());
    }
    publishers
}

fn changes(articles: &[Article<'_>]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        let id = ArticleId::of(at);
        let change = |day, kind, note: Option<&str>| Change { day, kind, article: id, number: None, when: None, note: note.map(str::to_owned) };
        let corrections = &article.document.corrections;
        let day = |correction: &crate::content::Correction| article.corrected_on(correction).and_then(When::first).unwrap_or(article.published);
        changes.push(change(article.published, ChangeKind::New, None));
        if article.is_withdrawn() {
            let last = corrections.last();
            changes.push(Change {
                when: last.and_then(|last| article.corrected_on(last)).or(article.document.updated.as_ref()).cloned(),
                ..change(last.map_or(article.updated, day), ChangeKind::Withdrawn, last.map(|correction| correction.note.as_str()))
            });
            continue;
        }
        changes.extend(corrections.iter().enumerate().map(|(number, correction)| Change {
            number: Some(number),
            when: article.corrected_on(correction).cloned(),
            ..change(day(correction), ChangeKind::Corrected, Some(&correction.note))
        }));
        let updated = article.document.updated.as_ref().and_then(When::latest).filter(|day| *day > article.published);
        if let Some(updated) = updated.filter(|updated| corrections.iter().all(|correction| day(correction) != *updated)) {
            changes.push(change(updated, ChangeKind::Updated, None));
        }
    }
    changes.sort_by(|a, b| b.day.cmp(&a.day).then(a.kind.cmp(&b.kind).reverse()).then(a.article.cmp(&b.article)));
    changes
}

fn pages<'c>(content: &'c Content, scope: Scope, faults: &mut Vec<Diagnostic>) -> Vec<Page<'c>> {
    let kinds = content.config.kinds.iter().map(|(_, kind)| kind.slug.as_str());
    let mut claims = Claims::reserving(FIXED.iter().copied().chain(kinds));
    let visible = content.pages.iter().filter(|page| !page.draft || scope.drafts == Drafts::Shown);
    visible
        .map(|document| {
            let wanted = Slug::of(document.slug.as_deref().unwrap_or(&stem(&document.file)));
            Page { slug: claims.claim(wanted, Some(&document.file), Vec::new, faults), document }
        })
        .collect()
}

fn pointed(articles: &[Article<'_>]) -> BTreeMap<Slot, Vec<ArticleId>> {
    let mut pointed: BTreeMap<Slot, Vec<ArticleId>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate().filter(|(_, article)| !article.is_withdrawn()) {
        for date in article.document.body.dates.iter().filter_map(|link| link.date.as_ref().ok()) {
            let slot = Slot::of(date);
            // An article that is of that day itself stands there anyway.
            let bounds = article.document.date.date.bounds();
            let is_of_it = slot.day().is_some_and(|day| bounds.contains(day));
            if slot == Slot::Undated || is_of_it {
                continue;
            }
            let ids = pointed.entry(slot).or_default();
            if ids.last() != Some(&ArticleId::of(at)) {
                ids.push(ArticleId::of(at));
            }
        }
    }
    pointed
}

fn quotations(timeline: &mut Timeline<'_>) {
    let mut quotations: Vec<Quotation<'_>> = Vec::new();
    for id in &timeline.reported {
        let article = timeline.article(*id);
        for (document, number) in article.document.body.quotations.iter().zip(1..) {
            let speaker = timeline.mentioned(&document.attribution.speaker, &article.listed);
            let date = document.attribution.date.clone().map_or_else(|| article.document.date.clone(), When::from);
            quotations.push(Quotation { document, article: *id, number, speaker, date });
        }
    }
    quotations.sort_by_cached_key(|quotation| (quotation.date.sort_key(), quotation.article, quotation.number));
    for (at, quotation) in quotations.iter().enumerate() {
        timeline.articles[quotation.article.index()].quotations.push(QuotationId::of(at));
        if let Some(speaker) = quotation.speaker {
            timeline.entities[speaker.index()].quotations.push(QuotationId::of(at));
        }
    }
    timeline.quotations = quotations;
}

/// Every place that an entry stands at or a text points to, and the month and year it is in.
fn places(timeline: &Timeline<'_>) -> BTreeSet<Slot> {
    let slots = timeline.entries.iter().map(|entry| entry.slot).chain(timeline.pointed.keys().copied());
    slots.flat_map(|slot| [Some(slot), slot.month().map(Slot::Month), slot.year().map(Slot::Year)]).flatten().collect()
}

/// The day of a build, for a moment in seconds since 1970 and a time zone that the configuration has checked.
pub fn day_of(seconds: i64, timezone: &str) -> Day {
    let zone = jiff::tz::TimeZone::get(timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    let date = jiff::Timestamp::from_second(seconds).unwrap_or_default().to_zoned(zone).date();
    // A civil date of jiff's is always a day of the calendar.
    Day::new(i64::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs()).unwrap_or(Day::MIN)
}
