use super::entity_page::KindView;
use super::{Context, Frame, JsonLd, Portrait};
use crate::base::Key;
use crate::content::KindId;
use crate::model::EntityId;
use serde::Serialize;

/// Everyone, or everything, of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct EntitiesPage {
    pub frame: Frame,
    pub heading: String,
    pub groups: Vec<LetterGroup>,
    pub total: usize,
}

/// The names that begin with one letter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct LetterGroup {
    pub letter: String,
    pub items: Vec<EntityLine>,
}

/// An entity in an index.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct EntityLine {
    pub name: String,
    pub url: String,
    pub native: Option<String>,
    pub summary: Option<String>,
    pub count: usize,
    pub initials: String,
    pub portrait: Option<Portrait>,
}

impl EntitiesPage {
    pub(super) fn compose(kind: KindId, context: &Context<'_>) -> EntitiesPage {
        let view = KindView::of(kind, context);
        let mut listed: Vec<(Key, EntityId)> = context
            .timeline
            .entities
            .iter()
            .enumerate()
            .filter(|(_, entity)| entity.kind == kind && entity.is_listed())
            .map(|(at, entity)| (Key::of(&entity.name), EntityId::of(at)))
            .collect();
        listed.sort();
        let total = listed.len();
        let mut groups: Vec<LetterGroup> = Vec::new();
        for (key, id) in listed {
            let letter = initial(key.as_str());
            if groups.last().is_none_or(|group| group.letter != letter) {
                groups.push(LetterGroup { letter, items: Vec::new() });
            }
            let entity = context.timeline.entity(id);
            let profile = entity.profile;
            let line = EntityLine {
                name: entity.name.to_string(),
                url: context.url(&context.entity_route(id)),
                native: profile.and_then(|profile| profile.native_name.clone()),
                summary: profile.and_then(|profile| profile.summary.clone()),
                count: entity.entries.len(),
                initials: Context::initials(&entity.name),
                portrait: context.portrait(entity),
            };
            if let Some(group) = groups.last_mut() {
                group.items.push(line);
            }
        }
        let mut frame = Frame::of(&context.kind_route(kind), &view.plural, &view.key, Vec::new(), context);
        frame.json_ld = JsonLd::default().with_breadcrumbs(&frame, context).to_script();
        EntitiesPage { frame, heading: view.plural, groups, total }
    }
}

/// The sign under which a name stands in an index: its first letter; a Hangul syllable's first consonant; for the rest one
/// sign together.
fn initial(key: &str) -> String {
    const CONSONANTS: [char; 19] = ['ㄱ', 'ㄱ', 'ㄴ', 'ㄷ', 'ㄷ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅂ', 'ㅅ', 'ㅅ', 'ㅇ', 'ㅈ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];
    match key.chars().next() {
        Some(c @ '가'..='힣') => CONSONANTS.get((u32::from(c) - 0xac00) as usize / 588).unwrap_or(&'#').to_string(),
        Some(c) if c.is_alphabetic() => c.to_uppercase().collect(),
        _ => "#".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_under_their_first_letter_or_consonant() {
        assert_eq!((initial("moon jae in").as_str(), initial("김정은").as_str(), initial("38 north").as_str()), ("M", "ㄱ", "#"));
    }
}
