use super::build::{Built, Timings, make, size};
use super::command::{BuildArgs, Common, Format, PublishArgs, SiteArgs};
use super::messages::{deny, tell};
use super::publish_place::{Prepared, PublishPlace};
use super::site_folder::{configure, is_unreadable, printed, root};
use super::{Ended, Refusal};
use crate::base::{Report, Secrets, Severity, masked, printable_json, printable_line};
use crate::content::PublishTarget;
use crate::site::Shipment;
use crate::system::publish::{Damage, Host, Purpose, Shipped, Stock, WayBack};
use crate::system::{self, Progress, Stream, say};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Instant;

const NOTHING_PUBLISHED: &str = "Nothing was published. Mend what is wrong; or publish with --despite-errors, which removes nothing.\n";

/// `dateline publish`: the site comes to where readers are.
///
/// 1. The site is built, or a folder taken as it is. Where the content has errors, nothing is published, so that a slip does not
///    take a story off the site.
/// 2. What is to stand at the target is compared with what the last publish left there.
/// 3. The plan is told, and carried out: first what pages need, then pages, then what tells of them; and last, removals.
pub(super) fn publish(args: &PublishArgs, common: &Common) -> Result<Ended, Refusal> {
    let begun = Instant::now();
    let mut report = Report::default();
    let sources = system::load(&root(common)?, &mut report)?;
    let config = configure(&sources, &SiteArgs { base_url: args.base_url.clone(), drafts: false }, &mut report)?;
    if is_unreadable(&report) {
        tell(&report, &sources, args.format, Stream::Error, Severity::Warning);
        return Ok(Ended::Errors);
    }
    // A build says it all again; where there is none, it is said here.
    let place = PublishPlace::named(args.target.as_deref(), &config, &sources);
    if place.is_err() || args.from.is_some() || args.rollback {
        tell(&report, &sources, args.format, Stream::Error, Severity::Warning);
    }
    let place = place?;
    let talk = Talk { target: place.target, place: place.shown(), format: args.format, is_quiet: common.quiet };
    if args.rollback {
        return roll_back(&place, args, &talk);
    }
    let address = &config.base_url;
    if args.from.is_none() && address.starts_with("http://localhost") {
        say(
            Stream::Error,
            &format!(
                "warning: `base_url` in dateline.yaml is {}, and feeds and search engines are told so; write the address that readers use\n",
                masked(address, Secrets::Settings)
            ),
        );
    }
    let (from, ended) = match &args.from {
        Some(from) if from.is_dir() => (from.clone(), Ended::Fine),
        Some(from) => return Err(Refusal::Usage(format!("there is no folder {}", printed(from)))),
        None => match built(args, common)? {
            (from, Ended::Errors) if !args.despite_errors || from.is_none() => {
                say(Stream::Error, NOTHING_PUBLISHED);
                return Ok(Ended::Errors);
            }
            (from, ended) => (from.unwrap_or_default(), ended),
        },
    };
    let mut host = place.host(&from, if args.dry_run { Purpose::Look } else { Purpose::Write })?;
    // Now that nobody else writes there: while one waited, another may have built.
    let mut stock = Stock::take(&from, place.user_cache.as_ref(), &config.static_files)?;
    let mut left = Report::default();
    left.extend(std::mem::take(&mut stock.withheld));
    left.relevel(&config.check);
    deny(&mut left, common);
    tell(&left, &sources, args.format, Stream::Error, Severity::Warning);
    let ended = if left.count(Severity::Error) > 0 { Ended::Errors } else { ended };
    if ended == Ended::Errors && !args.despite_errors {
        say(Stream::Error, NOTHING_PUBLISHED);
        return Ok(Ended::Errors);
    }
    let Prepared { stock, remarks } = place.prepared(stock, ended)?;
    remarks.iter().for_each(|remark| talk.line(remark));
    if let Some(damage) = host.mended() {
        talk.mended(damage);
    }
    let damage = host.damage().cloned();
    match &damage {
        Some(damage) if !args.yes && !args.dry_run => return Err(Refusal::Usage(talk.refused(damage))),
        Some(damage) if args.dry_run => talk.line(&talk.refused(damage)),
        Some(Damage { file, .. }) => talk.line(&format!("{file} at {} cannot be read, so the whole site is sent.", talk.place)),
        None if args.verify => talk.missing(host.verify()?),
        None => {}
    }
    let shipment = Shipment::between(host.standing(), &stock.wares);
    let shipment = if ended == Ended::Errors { shipment.without_removals() } else { shipment };
    talk.plan(&shipment);
    let foreign = if args.yes { Vec::new() } else { host.foreign(&shipment)? };
    if args.dry_run {
        talk.details(&shipment, &stock);
        foreign
            .iter()
            .take(SHOWN)
            .for_each(|path| talk.line(&format!("{path} stands there, and Dateline did not publish it: without --yes nothing will be sent.")));
        return Ok(ended);
    }
    if let Some(one) = foreign.first() {
        let others = if foreign.len() == 1 { String::new() } else { format!(" and {} more", foreign.len() - 1) };
        let (place, one) = (&talk.place, printable_line(one));
        return Err(Refusal::Usage(format!(
            "at {place} stands {one}{others}, which Dateline did not publish, and nothing was sent; --yes puts the site in its place"
        )));
    }
    if shipment.clears_out() && !args.yes && !talk.is_meant(&shipment) {
        let (remove, standing) = (shipment.remove.len(), shipment.remove.len() + shipment.keep + shipment.update.len());
        return Err(Refusal::Usage(format!("{remove} of the {standing} files at {} would be removed, and nothing was; --yes does it", talk.place)));
    }
    if damage.is_some() {
        host.take_over(&shipment);
    }
    let shipped = {
        let progress = (!common.quiet).then(Progress::begin);
        progress.as_ref().inspect(|progress| progress.count("Sending", shipment.sent()));
        host.carry_out(&stock, &shipment, progress.as_ref())?
    };
    talk.done(&shipment, &shipped, begun);
    let mut report = Report::default();
    report.extend(shipped.faults);
    tell(&report, &sources, args.format, Stream::Error, Severity::Warning);
    Ok(if report.diagnostics().is_empty() { ended } else { Ended::Errors })
}

/// Builds the site, and says what is wrong with it: the folder it is in, if there is one, and whether there are errors.
fn built(args: &PublishArgs, common: &Common) -> Result<(Option<PathBuf>, Ended), Refusal> {
    let site = SiteArgs { base_url: args.base_url.clone(), drafts: false };
    let build = BuildArgs { out: None, site, format: args.format, no_cache: false, timings: false };
    let built: Built = make(&build, common, &mut Timings::default())?;
    let ended = built.tell(args.format, common);
    Ok((built.saved.map(|_| built.out), ended))
}

/// Goes back to the release before the one that is served.
fn roll_back(place: &PublishPlace<'_>, args: &PublishArgs, talk: &Talk<'_>) -> Result<Ended, Refusal> {
    let purpose = if args.dry_run { Purpose::Look } else { Purpose::Write };
    let mut releases = place.releases(None, purpose)?;
    if let Some(damage) = releases.mended() {
        talk.mended(damage);
    }
    let Some(way) = releases.roll_back()? else {
        return Err(Refusal::Usage(format!("{} has no release to go back to", talk.place)));
    };
    let WayBack { from, to, files } = &way;
    let (action, name) = (if args.dry_run { "plan" } else { "rollback" }, &talk.target.name);
    talk.json(&Back { action, target: name, from, to, files: *files });
    talk.line(&match args.dry_run {
        true => format!("{name} would go back from the release {from} to {to} ({files} files)."),
        false => format!("{name} is back at the release {to} ({files} files); {from} is set aside."),
    });
    Ok(Ended::Fine)
}

/// What is said of a publish.
struct Talk<'t> {
    target: &'t PublishTarget,
    place: String,
    format: Format,
    is_quiet: bool,
}

/// One line of a plan, for programs.
#[derive(Serialize)]
struct Step<'s> {
    action: &'static str,
    path: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

/// A way back, for programs.
#[derive(Serialize)]
struct Back<'s> {
    action: &'static str,
    target: &'s str,
    from: &'s str,
    to: &'s str,
    files: usize,
}

/// A whole plan, or what has been done, for programs.
#[derive(Serialize)]
struct Sum<'s> {
    action: &'static str,
    target: &'s str,
    create: usize,
    update: usize,
    remove: usize,
    keep: usize,
    bytes: u64,
}

/// So many paths of a sort are told to people.
const SHOWN: usize = 40;

impl Talk<'_> {
    fn line(&self, text: &str) {
        if !self.is_quiet && self.format == Format::Text {
            // The names of files stand in it, which must not begin a line of their own.
            say(Stream::Output, &format!("{}\n", printable_line(text)));
        }
    }

    fn json(&self, value: &impl Serialize) {
        if self.format == Format::Json {
            say(Stream::Output, &format!("{}\n", printable_json(value)));
        }
    }

    fn sum(&self, action: &'static str, shipment: &Shipment) {
        let Shipment { create, update, remove, keep, bytes } = shipment;
        let (create, update, remove) = (create.len(), update.len(), remove.len());
        self.json(&Sum { action, target: &self.target.name, create, update, remove, keep: *keep, bytes: *bytes });
    }

    /// What is said where nothing is known of the last publish.
    fn refused(&self, damage: &Damage) -> String {
        let Damage { file, .. } = damage;
        format!(
            "{file} at {} cannot be read: {damage}. So it is not known what was published there; without --yes nothing is sent. With --yes the \
             whole site is sent in the place of what stands there, and files that the site has no more stay until you remove them",
            self.place
        )
    }

    /// What is said where something was put right.
    fn mended(&self, damage: &Damage) {
        let Damage { file, .. } = damage;
        let text = format!("warning: {file} at {} could not be read: {damage}. It is made anew from the releases that stand there.\n", self.place);
        say(Stream::Error, &text);
    }

    fn missing(&self, count: usize) {
        match count {
            0 => self.line("All that was published is there."),
            1 => self.line("1 file that was published is there no more as it was, and is sent again."),
            count => self.line(&format!("{count} files that were published are there no more as they were, and are sent again.")),
        }
    }

    fn plan(&self, shipment: &Shipment) {
        self.sum("plan", shipment);
        if shipment.is_nothing() {
            return;
        }
        let Shipment { create, update, remove, keep, bytes } = shipment;
        let to = format!("{} ({})", self.target.name, self.place);
        let counts = format!("{} new, {} changed, {} to remove, {keep} as they are", create.len(), update.len(), remove.len());
        self.line(&format!("Plan for {to}: {counts}; {} to send.", size(*bytes)));
    }

    /// Every step of a plan.
    fn details(&self, shipment: &Shipment, stock: &Stock) {
        let sorts = [("create", "new", &shipment.create), ("update", "changed", &shipment.update), ("remove", "remove", &shipment.remove)];
        for (action, word, paths) in sorts {
            for path in paths {
                self.json(&Step { action, path, size: stock.wares.get(path).map(|ware| ware.size) });
            }
            paths.iter().take(SHOWN).for_each(|path| self.line(&format!("{word:>9}  {path}")));
            if paths.len() > SHOWN {
                self.line(&format!("{word:>9}  … and {} more", paths.len() - SHOWN));
            }
        }
        self.line(if shipment.is_nothing() { "There is nothing to send or remove." } else { "Nothing was sent or removed. Without --dry-run it is." });
    }

    /// Whether somebody at a terminal says that so many files are to go.
    fn is_meant(&self, shipment: &Shipment) -> bool {
        let question =
            format!("This removes {} files from {}. If you mean it, write the name of the target, {}: ", shipment.remove.len(), self.place, self.target.name);
        system::ask(&question).is_some_and(|answer| answer == self.target.name)
    }

    fn done(&self, shipment: &Shipment, shipped: &Shipped, begun: Instant) {
        let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
        self.line(&match (shipped.sent, shipped.removed) {
            (0, 0) if shipment.is_nothing() => format!("{} has the site as it is: {}.", self.target.name, files(shipment.keep)),
            (sent, removed) => {
                let (name, took) = (&self.target.name, begun.elapsed().as_secs_f64());
                format!("Published to {name} in {took:.1} s: {} sent ({}), {removed} removed.", files(sent), size(shipment.bytes))
            }
        });
        self.sum("published", shipment);
    }
}
