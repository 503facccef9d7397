use super::json_ld::publisher;
use super::{ArticlePage, Context, JsonLd, Picture, Quote};
use crate::content::{Nature, SourceEntry, schema_span};
use crate::model::{Article, ArticleId, EntityId, Event};
use serde_json::json;

/// What the page of an article tells machines: the article, its events and its quotations.
pub(super) fn json_ld(id: ArticleId, page: &ArticlePage, context: &Context<'_>) -> String {
    let article = context.timeline.article(id);
    let document = article.document;
    let url = context.absolute(&context.article_route(id));
    let thing = |id: &EntityId| {
        let entity = context.timeline.entity(*id);
        let kind = schema_type(context.config().kinds.get(entity.kind).nature);
        json!({ "@type": kind, "name": &*entity.name, "url": context.entity_url(*id).map(|url| context.with_host(&url)) })
    };
    // Who asks not to be found is not told to machines.
    let told = |id: &&EntityId| context.timeline.entity(**id).is_listed();
    let mut mentioned: Vec<&EntityId> = context.timeline.named(&document.file).iter().map(|(_, id)| id).collect();
    mentioned.extend(&article.members);
    mentioned.sort_unstable();
    mentioned.dedup();
    mentioned.retain(|id| !article.listed.contains(id));
    let citation = |source: &SourceEntry| {
        json!({
            "@type": "CreativeWork", "name": source.title, "url": source.url, "datePublished": source.date.as_ref().and_then(|date| schema_span(&date.date).0),
            "publisher": source.publisher.as_ref().map(|name| json!({ "@type": "Organization", "name": name })), "archivedAt": source.archive_url,
        })
    };
    let mut ld = JsonLd::default().with(json!({
        "@type": "NewsArticle", "@id": url, "url": url, "headline": document.title, "description": page.frame.description, "inLanguage": page.frame.lang,
        "datePublished": page.frame.published_time, "dateModified": page.frame.modified_time, "dateline": document.dateline,
        "author": document.byline.iter().map(|name| json!({ "@type": "Person", "name": name })).collect::<Vec<_>>(),
        "publisher": publisher(context), "image": page.picture.as_ref().map(|picture| image(picture, context)), "mainEntityOfPage": url,
        "locationCreated": document.dateline.as_ref().map(|place| json!({ "@type": "Place", "name": place })),
        "temporalCoverage": document.date.date.to_string(),
        "creativeWorkStatus": document.status.map(|status| status.word()),
        "about": article.listed.iter().filter(told).map(thing).collect::<Vec<_>>(),
        "mentions": mentioned.into_iter().filter(told).map(thing).collect::<Vec<_>>(),
        "citation": document.sources.iter().map(citation).collect::<Vec<_>>(),
        "correction": document.corrections.iter().map(|correction| json!({
            "@type": "CorrectionComment", "text": correction.note, "datePublished": article.corrected_on(correction).and_then(|when| schema_span(&when.date).0),
        })).collect::<Vec<_>>(),
    }));
    for event in article.events.iter().map(|event| context.timeline.event(*event)).filter(|event| event.home() == Some(id)) {
        let (start, end) = schema_span(&event.document.date.date);
        let address = format!("{url}#{}", event.anchor);
        ld = ld.with(json!({
            "@type": "Event", "@id": address, "name": event.document.title, "description": event.document.summary,
            "startDate": start, "endDate": end, "location": location(event, article, context), "url": address,
            "about": event.members.iter().filter(told).map(thing).collect::<Vec<_>>(),
            "keywords": event.document.status.map(|status| status.word()),
            "subjectOf": event.sources.iter().map(|source| citation(source)).collect::<Vec<_>>(),
        }));
    }
    for quotation in &article.quotations {
        let said = context.timeline.quotation(*quotation);
        if said.speaker.is_some_and(|id| !told(&&id)) {
            continue;
        }
        let quote = Quote::of(*quotation, context);
        let nature = said.speaker.map_or(Nature::Person, |id| context.config().kinds.get(context.timeline.entity(id).kind).nature);
        ld = ld.with(json!({
            "@type": "Quotation", "text": quote.paragraphs.join("\n"), "url": context.with_host(&quote.article.url),
            "spokenByCharacter": {
                "@type": if nature == Nature::Person { "Person" } else { "Organization" }, "name": quote.speaker,
                "url": quote.speaker_url.map(|url| context.with_host(&url)),
            },
            "dateCreated": schema_span(&said.date.date).0,
            "audience": said.document.attribution.audience.as_ref().map(|audience| json!({ "@type": "Audience", "audienceType": audience })),
            "isBasedOn": quote.source.map(|source| source.url).filter(|url| !url.is_empty()),
        }));
    }
    ld.with_breadcrumbs(&page.frame, context).to_script()
}

/// schema.org's word for what an entity is.
pub(super) fn schema_type(nature: Nature) -> &'static str {
    match nature {
        Nature::Person => "Person",
        Nature::Organization => "Organization",
        Nature::Place => "Place",
        Nature::Topic => "DefinedTerm",
    }
}

/// Where an event happened: at a place it names itself, else at one of the article's.
fn location(event: &Event<'_>, article: &Article<'_>, context: &Context<'_>) -> Option<serde_json::Value> {
    let kind = context.config().kinds.find("places")?;
    let is_place = |id: &EntityId| {
        let entity = context.timeline.entity(*id);
        entity.kind == kind && entity.is_listed()
    };
    let place = event.members.iter().chain(&article.listed).copied().find(is_place)?;
    Some(json!({ "@type": "Place", "name": &*context.timeline.entity(place).name }))
}

/// A picture as schema.org has it.
fn image(picture: &Picture, context: &Context<'_>) -> serde_json::Value {
    json!({
        "@type": "ImageObject", "url": context.with_host(&picture.url), "width": picture.width, "height": picture.height,
        "contentUrl": Some(context.with_host(&picture.original)).filter(|_| picture.original != picture.url),
        "caption": picture.caption.as_ref().unwrap_or(&picture.alt), "creditText": picture.credit,
    })
}
