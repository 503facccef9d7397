use super::build::{Built, Timings, make, size};
use super::command::{BuildArgs, Common, Format, PublishArgs, SiteArgs};
use super::messages::tell;
use super::site_folder::{configure, is_unreadable, output, root, shown};
use super::{Ended, Refusal};
use crate::base::{Report, Severity};
use crate::content::{Config, PublishTarget, Transport};
use crate::site::Shipment;
use crate::system::publish::{FolderHost, GitHost, Host, Purpose, RsyncHost, Shipped, Stock, StoreAddress, StoreHost};
use crate::system::{self, Folder, Progress, Stream, say};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Instant;

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
    let config = configure(&sources, &SiteArgs { base_url: None, drafts: false }, &mut report)?;
    if is_unreadable(&report) {
        tell(&report, &sources, args.format, Stream::Error, Severity::Warning);
        return Ok(Ended::Errors);
    }
    let target = named(args.target.as_deref(), &config)?;
    let address = args.base_url.as_deref().unwrap_or(&config.base_url);
    if args.from.is_none() && address.starts_with("http://localhost") {
        say(
            Stream::Error,
            &format!("warning: `base_url` in dateline.yaml is {address}, and feeds and search engines are told so; write the address that readers use\n"),
        );
    }
    let (from, ended) = match &args.from {
        Some(from) if from.is_dir() => (from.clone(), Ended::Fine),
        Some(from) => return Err(Refusal::Usage(format!("there is no folder {}", from.display()))),
        None => match built(args, common)? {
            (from, Ended::Errors) if !args.despite_errors || from.is_none() => {
                say(Stream::Error, "Nothing was published. Mend what is wrong; or publish with --despite-errors, which removes nothing.\n");
                return Ok(Ended::Errors);
            }
            (from, ended) => (from.unwrap_or_default(), ended),
        },
    };
    let mut host = host(target, &from, &config, &sources, args)?;
    // Now that nobody else writes there: while one waited, another may have built.
    let stock = Stock::take(&from)?;
    let talk = Talk { target, place: place(target), format: args.format, is_quiet: common.quiet };
    if args.verify {
        talk.missing(host.verify()?);
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
        let place = &talk.place;
        return Err(Refusal::Usage(format!(
            "at {place} stands {one}{others}, which Dateline did not publish, and nothing was sent; --yes puts the site in its place"
        )));
    }
    if shipment.clears_out() && !args.yes && !talk.is_meant(&shipment) {
        let (remove, standing) = (shipment.remove.len(), shipment.remove.len() + shipment.keep + shipment.update.len());
        return Err(Refusal::Usage(format!("{remove} of the {standing} files at {} would be removed, and nothing was; --yes does it", talk.place)));
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

/// The target of a name, or the first.
fn named<'c>(name: Option<&str>, config: &'c Config) -> Result<&'c PublishTarget, Refusal> {
    let all = &config.publish;
    let found = name.map_or_else(|| all.first(), |name| all.iter().find(|target| target.name == name));
    found.ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|target| &*target.name).collect();
        Refusal::Usage(match name {
            Some(name) if !names.is_empty() => format!("dateline.yaml has no target \"{name}\" under `publish`; there is {}", names.join(", ")),
            _ => "dateline.yaml names no place to publish to, such as\n\n  publish:\n    web: { folder: /srv/www/record }\n\n`dateline explain publish` tells of every sort"
                .to_owned(),
        })
    })
}

/// Builds the site, and says what is wrong with it: the folder it is in, if there is one, and whether there are errors.
fn built(args: &PublishArgs, common: &Common) -> Result<(Option<PathBuf>, Ended), Refusal> {
    let site = SiteArgs { base_url: args.base_url.clone(), drafts: false };
    let build = BuildArgs { out: None, site, format: args.format, no_cache: false, timings: false };
    let built: Built = make(&build, common, &mut Timings::default())?;
    let ended = built.tell(args.format, common);
    Ok((built.saved.map(|_| built.out), ended))
}

/// The place of a target: opened, or where only the plan is asked for, looked at.
fn host(target: &PublishTarget, from: &Path, config: &Config, sources: &Folder, args: &PublishArgs) -> Result<Box<dyn Host>, Refusal> {
    let going_on = || say(Stream::Error, "Another publish is going on there, or has died; waiting to see which.\n");
    Ok(match &target.transport {
        Transport::Folder { path } => {
            let folder = output(Some(&sources.root().join(path)), config, sources)?;
            let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            if real(&folder) == real(from) {
                return Err(Refusal::Usage(format!("{} is the folder that is published; a target is another", shown(&folder))));
            }
            let waiting = || say(Stream::Error, "Another publish is writing there; waiting for it to end.\n");
            Box::new(if args.dry_run { FolderHost::look(&folder) } else { FolderHost::open(&folder, &waiting)? })
        }
        Transport::Rsync { address } => {
            let work = system::publish::own_folder(sources.root(), &target.name, "rsync")?;
            Box::new(if args.dry_run { RsyncHost::look(address, work)? } else { RsyncHost::open(address, work, &going_on)? })
        }
        Transport::Store { url, region, endpoint, precompress, uploads } => {
            let address = StoreAddress { url, region: region.as_deref(), endpoint: endpoint.as_deref() };
            let purpose = if args.dry_run { Purpose::Look } else { Purpose::Write };
            Box::new(StoreHost::open(address, *precompress, *uploads, purpose, &going_on)?)
        }
        Transport::Git { repository, branch, domain } => Box::new(GitHost::open(sources.root(), &target.name, repository, branch, domain.as_deref())?),
    })
}

/// Where a target is, as a person would say it.
fn place(target: &PublishTarget) -> String {
    match &target.transport {
        Transport::Folder { path } => path.clone(),
        Transport::Rsync { address } => system::publish::without_credentials(address),
        Transport::Store { url, .. } => system::publish::without_credentials(url),
        Transport::Git { repository, branch, .. } => format!("{branch} of {}", system::publish::without_credentials(repository)),
    }
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
            say(Stream::Output, &format!("{text}\n"));
        }
    }

    fn json(&self, value: &impl Serialize) {
        if self.format == Format::Json {
            // Strings and numbers always serialise.
            say(Stream::Output, &format!("{}\n", serde_json::to_string(value).unwrap_or_default()));
        }
    }

    fn sum(&self, action: &'static str, shipment: &Shipment) {
        let Shipment { create, update, remove, keep, bytes } = shipment;
        let (create, update, remove) = (create.len(), update.len(), remove.len());
        self.json(&Sum { action, target: &self.target.name, create, update, remove, keep: *keep, bytes: *bytes });
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
