use super::article_ld::schema_type;
use super::{Cards, Context, Frame, JsonLd, Link, List, Moment, Picture, Plan, Portrait, Shelf, Sparkline, TimelineView};
use crate::model::PairId;
use serde::Serialize;
use serde_json::json;

/// Two people or organisations who stand in the same articles.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct PairPage {
    pub frame: Frame,
    pub heading: String,
    pub members: Vec<PairMember>,
    pub total: usize,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
    pub sparkline: Option<Sparkline>,
    pub timeline: TimelineView,
    pub shelves: Vec<Shelf>,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct PairMember {
    pub name: String,
    pub url: String,
    pub native: Option<String>,
    pub summary: Option<String>,
    pub initials: String,
    pub picture: Option<Picture>,
    pub portrait: Option<Portrait>,
    pub is_person: bool,
}

impl PairPage {
    /// Composes the page of a pair.
    pub(super) fn compose(id: PairId, cards: &Cards, plan: &Plan, context: &Context<'_>) -> PairPage {
        let list = List::Pair(id);
        let pair = context.timeline.pair(id);
        let (timeline, shelves, total) = super::timeline_page::first_page(list, plan, cards, context);
        let members: Vec<PairMember> = pair
            .members
            .iter()
            .map(|id| {
                let entity = context.timeline.entity(*id);
                let profile = entity.profile;
                PairMember {
                    name: entity.name.to_string(),
                    url: context.entity_url(*id).unwrap_or_default(),
                    native: profile.and_then(|profile| profile.native_name.clone()),
                    summary: profile.and_then(|profile| profile.summary.clone()),
                    initials: Context::initials(&entity.name),
                    picture: profile.and_then(|profile| context.picture(&profile.file, profile.image.as_ref()?)),
                    portrait: context.portrait(entity),
                    is_person: context.config().kinds.get(entity.kind).nature == crate::content::Nature::Person,
                }
            })
            .collect();
        let heading = list.heading(context);
        let mut trail = super::entity_page::KindView::trail(context.timeline.entity(pair.members[0]).kind, context);
        trail.push(Link::entity(pair.members[0], context));
        let count = context.words.count("articles_count", total, &[]);
        let mut frame = Frame::of(&list.route(context), &heading, list.section(context), trail, context).described(Some(&format!("{heading}: {count}")));
        let about = pair.members.iter().zip(&members).map(|(id, member)| {
            let nature = context.config().kinds.get(context.timeline.entity(*id).kind).nature;
            json!({ "@type": schema_type(nature), "name": member.name, "url": context.with_host(&member.url) })
        });
        let thing = json!({ "@type": "CollectionPage", "@id": frame.canonical, "url": frame.canonical, "name": heading, "about": about.collect::<Vec<_>>() });
        frame.json_ld = JsonLd::default().with(thing).with_breadcrumbs(&frame, context).to_script();
        let (first, last) = list.ends(context);
        PairPage { frame, heading, members, total, first, last, sparkline: Sparkline::of_list(list, context), timeline, shelves }
    }
}
