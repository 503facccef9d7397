//! Dateline turns a folder of Markdown articles into an annotated news timeline: a static site in which every article
//! stands in time, every person, organisation, place and topic has a page, every quotation has a speaker, and every claim
//! keeps its source.
//!
//! # The program
//!
//! A folder becomes a site in seven steps. Each takes the value of the step before, gives a new one and changes nothing;
//! what is wrong with the content travels beside the values, in a [`Report`](base::Report).
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use dateline::{base::Report, calendar::Day, content, model, pages, site, system};
//! # let (root, out) = (std::path::Path::new("."), std::path::Path::new("public"));
//! # let today = Day::new(2020, 6, 30).ok_or("no such day")?;
//! # let scope = model::Scope { today, drafts: model::Drafts::Hidden };
//! let mut report = Report::default();
//! let sources = system::load(root, &mut report)?;                              // world -> text
//! let config = content::configure(&sources, &mut report);
//! let content = content::read(&sources, config, &mut report);                  // text -> documents
//! let timeline = model::relate(&content, &sources, scope, &mut report);        // names -> ids, order, indexes
//! # let words = pages::Words::load(&content.config.language, &sources, &mut report).ok_or("no words")?;
//! let pages = pages::compose(&timeline, &words, &sources, &mut report);        // what exists, what each shows
//! let site = site::assemble(pages, &sources, &mut report);                     // pages -> outputs
//! system::save(&site, &sources, out, &Default::default(), &mut report)?;       // outputs -> world
//! # Ok(())
//! # }
//! ```
//!
//! # The map
//!
//! The listing of `src/` is the pipeline: the order of the alphabet is the order of dependency and the order in which data
//! flows.
//!
//! ```text
//!   base/       words every stage speaks: sources, places, diagnostics and their codes, slugs, digests
//!     |
//!   calendar/   EDTF text  ->  dates with honest uncertainty: parsed, printed, bounded, ordered, said in words
//!     |
//!   content/    source text  ->  documents: configuration, front matter, Markdown, drafts
//!     |
//!   language/   finds what prose says: sentences, names; reads the text of news agencies
//!     |
//!   model/      documents  ->  the timeline: names become ids here, once; events, order, membership
//!     |
//!   pages/      the timeline  ->  pages: which exist, at which route, and what each shows
//!     |
//!   site/       pages  ->  outputs: templates, feeds, data, sitemaps, pictures, the manifest
//!   - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
//!   system/     the world: disk, lock, watching, HTTP, clock, terminal; decides nothing
//!     |
//!   tasks/      what a person asked: one file a command
//! ```
//!
//! Above the line is the *core*: no file, clock, environment, network, global or lock. Below it is the *shell*: effects, no
//! decisions.
//!
//! # The laws
//!
//! 1. **Imports.** A file uses its own folder and the folders that sort above it. `tests/architecture.rs` keeps it.
//! 2. **Bodies are not kept.** Reading a document keeps its fields and what its text [holds](content::Body); the text is
//!    read again when its page is rendered. Memory grows with the front matter of a site, not with its prose.
//! 3. **Pages are a plan.** [`Plan`](pages::Plan) says which pages exist; a [`View`](pages::View) is composed when its output
//!    is asked for, rendered, written and dropped.
//! 4. **A view is closed.** A template sees its view, what `dateline.yaml` says and the interface words; it can ask for
//!    nothing else. So what it shows depends on nothing else.
//! 5. **One site, one writer.** [`Site`](site::Site) is a table of outputs and how to make each. `build` writes it, `serve` answers
//!    from it and makes only what is asked for, `check` walks it. The writer writes beside and renames, and removes only what its own manifest lists.
//! 6. **Errors are data.** A [`Diagnostic`](base::Diagnostic) names a place, says the smallest remedy, and is collected.
//!    A place inside front matter is a field's name until somebody wants to see it, since the YAML reader that knows places
//!    costs as much as the one that knows values.
//! 7. **The same bytes.** From one thread or many, from files listed in any order, after a build that was killed, after one that
//!    knew what had not changed, and from the preview.
//! 8. **Remembering is not another way.** [`content::read`] and [`model::relate`] are [`reread`](content::reread) and
//!    [`relate_again`](model::relate_again) with nothing remembered. What may be passed over is decided by digests of all that
//!    it depends on: of a file by its stamp or else its text, of a document by what it [says](content::Content::said) but for the words of its
//!    text, of a build by its [`Receipt`](site::Receipt). What a build remembers it leaves in `.dateline/` of its output folder,
//!    and what another program left there, or a disk has spoilt, counts as nothing.
//! 9. **A place proves nothing.** Nothing in a checkout is Dateline's own because of its name or where it lies. What is believed
//!    lies in the cache folder of the person ([`UserCache`](system::UserCache)), or carries a code of the key that lies there;
//!    all else is compared byte by byte or made anew. No folder below a site is written into through a link, and no command of
//!    a checkout runs. `SECURITY.md` says what is promised to whom.
//!
//! # Where things are that could be doubted
//!
//! - Shapes of addresses: `pages/route.rs`, and nowhere else.
//! - Who may have which address: `model/claims.rs`.
//! - Which names are one: [`Key`](base::Key) compares them, `model/registry.rs` knows whose they are.
//! - Where Dateline may write: `system/checkout.rs`; what it believes: `system/own_folder.rs`; how folders are opened:
//!   `system/real_folder.rs`; what `git` is told: `system/git.rs`.
//! - How a corpus that exists is read without touching it: [`FieldMap`](content::FieldMap), and `content/fields.rs`,
//!   through which every value passes.
//! - What a message means: `tests/diagnostics/CODE.md`, which `dateline explain` prints and a test runs.
//! - Which words in prose are somebody's name: `language/naming.rs` decides, `model/namings.rs` asks and keeps, the writer of
//!   `content/markdown/` makes links.
//! - The built-in templates, words, archetypes, guides and the starter site: `templates/`, embedded by
//!   [`Builtin`](base::Builtin).
//! - What stands on many pages and is made once: `site/fragment.rs`.
//! - What a reader of the preview sees of a change: `site/preview.rs` decides, `tasks/stage.rs` tells; the script in the page is
//!   `templates/preview/preview.js`.
//! - What a publish sends, in which order, and what readers' browsers are told: `site/shipment.rs` decides; which release is served,
//!   kept and taken away: `site/releases.rs`; what a server reads of it: `site/server_files.rs`. The hosts are in `system/publish/`,
//!   one file a sort.
//! - What of a picture is published: `content/picture/`, by allow-lists; of a drawing (SVG): `content/drawing/`, parsed and written
//!   anew. How large a text or a record may be: [`LARGEST_TEXT`](base::LARGEST_TEXT), [`LARGEST_RECORD`](base::LARGEST_RECORD).
//! - Which static files stay behind, since they may hold secrets: `content/static_files.rs`. Which parts of an address are secret:
//!   `base/masked.rs`; which characters are not printed: `base/printable.rs`.
//! - Which other sites may use the preview: `site/preview_policy.rs`.
//! - What the scripts of readers read: `site/facets.rs`; the scripts are `static/timeline.js` and `static/register.js`. Long timelines:
//!   `static/unfold.js`.
#![deny(missing_docs)]

pub mod base;
pub mod calendar;
pub mod content;
pub mod language;
pub mod model;
pub mod pages;
pub mod site;
pub mod system;
pub mod tasks;
