//! Turns the timeline into pages: which exist, at which route, and what each shows.
//!
//! *Takes* the [`Timeline`](crate::model::Timeline) and the [`Words`] of the interface. *Gives* [`Pages`]: a [`Plan`] of
//! routes, and for each page, when it is asked for, a [`View`]: a closed value, everything its template may see. *Must not
//! know* HTML beyond the text of documents, templates, or where outputs go.
//!
//! Shapes of addresses are in `route.rs` and nowhere else. A view struct serialises to the names its template uses; there
//! is one template a view.
//!
//! Start reading at [`compose()`], then [`Plan`], then the view of one page, such as [`ArticlePage`].

mod article_ld;
mod article_page;
mod card;
mod cite;
mod company;
mod compose;
mod context;
mod embed_page;
mod entities_page;
mod entity_page;
mod frame;
mod json_ld;
mod link;
mod list;
mod locator;
mod marginalia;
mod moment;
mod month_grid;
mod overview;
mod overview_layer;
mod pair_page;
mod period_page;
mod picture;
mod plain_page;
mod plan;
mod presence;
mod quote;
mod register_page;
mod resolver;
mod role;
mod route;
mod script;
mod site_years;
mod sources_page;
mod sparkline;
mod timeline_page;
mod timeline_view;
mod words;
mod world;

pub use article_page::{ArticlePage, CitationView, CorrectionView, EventView, Group, Html, PersonView, SourceView};
pub use card::{Card, Cards, PlacedCard, StatusView, Who, summary};
pub use cite::Cite;
pub use company::{Company, CompanyArc, CompanyNode, CompanyTie};
pub use compose::{Pages, View, compose};
pub use context::Context;
pub use embed_page::{Embed, EmbedPage};
pub use entities_page::{EntitiesPage, EntityLine, LetterGroup};
pub use entity_page::{Companion, EntityPage, Fact, Holder, KindView, RoleView, Together};
pub use frame::{Alternate, Frame};
pub use json_ld::{JsonLd, iso_day};
pub use link::{Line, Link, Shelf};
pub use list::{List, Period};
pub use locator::Locator;
pub use moment::Moment;
pub use month_grid::{GridDay, MonthGrid};
pub use overview::{Column, KeyMoment, Overview, Row, Tick};
pub use overview_layer::Layer;
pub use pair_page::{PairMember, PairPage};
pub use period_page::PeriodPage;
pub use picture::{Picture, Portrait};
pub use plain_page::{NotFoundPage, PlainPage, RedirectPage, WithdrawnPage};
pub use plan::{PageKind, Plan, has_feed};
pub use presence::Presence;
pub use quote::Quote;
pub use register_page::{ArticlesPage, ChangeDay, ChangeItem, ChangesPage, CorrectionItem, CorrectionsPage, QuotesPage, YearLines};
pub use role::organization;
pub use route::Route;
pub use script::{Tongue, language_of};
pub use site_years::Bar;
pub use sources_page::{PublisherView, SourcesPage};
pub use sparkline::{Sparkline, SparklineRow};
pub use timeline_page::{Clocks, TimelinePage};
pub use timeline_view::{DayView, Direction, Item, MonthView, TimelineView, YearView};
pub use words::Words;
