use super::role::role_at;
use super::{Context, Link, Moment, Tongue};
use crate::content::safe_url;
use crate::model::QuotationId;
use serde::Serialize;

/// Words, and who said them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quote {
    /// The words.
    pub paragraphs: Vec<String>,
    /// The language of the words, as far as the article tells: where it is not that of the site.
    pub tongue: Option<Tongue>,
    /// Who said them.
    pub speaker: String,
    /// The speaker's page.
    pub speaker_url: Option<String>,
    /// The role held on the day.
    pub role: Option<String>,
    /// What the article says of them beside the name.
    pub detail: Option<String>,
    /// For a monogram.
    pub initials: String,
    /// To whom.
    pub audience: Option<String>,
    /// When.
    pub moment: Moment,
    /// The article, at the place where they stand.
    pub article: Link,
    /// The page or passage of the source.
    pub locator: Option<String>,
    /// Where they can be read.
    pub source: Option<Link>,
}

impl Quote {
    /// One quotation.
    pub fn of(id: QuotationId, context: &Context<'_>) -> Quote {
        let quotation = context.timeline.quotation(id);
        let said = &quotation.document.attribution;
        let speaker = quotation.speaker.map(|id| context.timeline.entity(id));
        let name = match speaker {
            Some(entity) if entity.has_page() => entity.name.to_string(),
            // Of who was removed the name stays that the text gives.
            _ => said.shown.clone().unwrap_or_else(|| said.speaker.clone()),
        };
        let mut article = Link::article(quotation.article, context);
        article.url = format!("{}#quote-{}", article.url, quotation.number);
        let cited = said.citation.as_ref().and_then(|id| {
            let document = context.timeline.article(quotation.article).document;
            let at = (0..document.sources.len()).find(|at| document.source_id(*at) == *id)?;
            let source = &document.sources[at];
            let title = source.title.as_deref().or(source.publisher.as_deref()).or_else(|| source.host())?;
            Some(Link { title: title.to_owned(), url: source.url.clone().unwrap_or_default() })
        });
        let linked = said.link.as_ref().and_then(|(title, url)| Some(Link { title: title.clone(), url: safe_url(url)? }));
        Quote {
            paragraphs: quotation.document.paragraphs.clone(),
            tongue: Tongue::of(context.timeline.article(quotation.article).document, context),
            initials: Context::initials(&name),
            speaker: name,
            speaker_url: quotation.speaker.and_then(|id| context.entity_url(id)),
            role: speaker.filter(|entity| entity.has_page()).and_then(|entity| role_at(entity, &quotation.date, context)),
            detail: said.detail.clone(),
            audience: said.audience.as_ref().map(|audience| context.words.fill("to_audience", &[("audience", audience)])),
            moment: Moment::of(&quotation.date, context),
            article,
            locator: said.locator.clone().filter(|_| linked.is_none()),
            source: linked.or(cited),
        }
    }
}
