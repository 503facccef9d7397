use super::site_folder::{shown, target_folder};
use super::{Ended, Refusal};
use crate::base::printable_line;
use crate::content::{Config, PublishTarget, Transport};
use crate::site::{LONGEST_REDIRECTION, Redirection, Telling};
use crate::system::publish::{
    FolderHost, GitHost, GitTarget, Host, Purpose, ReleaseHost, RemoteHost, Stock, StoreAddress, StoreHost, Workshop, without_credentials,
};
use crate::system::{Failure, Folder, Stream, UserCache, say};
use std::path::{Path, PathBuf};

/// Where a target is.
pub(super) struct PublishPlace<'p> {
    pub(super) target: &'p PublishTarget,
    config: &'p Config,
    sources: &'p Folder,
    pub(super) user_cache: Option<UserCache>,
}

/// What is to stand there, and what is to be said of it.
pub(super) struct Prepared {
    pub(super) stock: Stock,
    pub(super) remarks: Vec<String>,
}

impl<'p> PublishPlace<'p> {
    /// The target of a name, or the first.
    pub(super) fn named(name: Option<&str>, config: &'p Config, sources: &'p Folder) -> Result<PublishPlace<'p>, Refusal> {
        let all = &config.publish;
        let found = name.map_or_else(|| all.first(), |name| all.iter().find(|target| target.name == name));
        let target = found.ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|target| &*target.name).collect();
            Refusal::Usage(match name {
                Some(name) if !names.is_empty() => {
                    format!("dateline.yaml has no target \"{}\" under `publish`; there is {}", printable_line(name), printable_line(&names.join(", ")))
                }
                _ => "dateline.yaml names no place to publish to, such as\n\n  publish:\n    web: { folder: /srv/www/record }\n\n`dateline explain publish` tells of every sort"
                    .to_owned(),
            })
        })?;
        Ok(PublishPlace { target, config, sources, user_cache: UserCache::of_person(sources.root()) })
    }

    /// Where it is, as a person would say it.
    pub(super) fn shown(&self) -> String {
        match &self.target.transport {
            Transport::Folder { path } => path.clone(),
            Transport::Remote { address, .. } => without_credentials(address),
            Transport::Store { url, .. } => without_credentials(url),
            Transport::Git { repository, branch, .. } => format!("{branch} of {}", without_credentials(repository)),
        }
    }

    /// The place, opened to publish a folder there, or only looked at.
    pub(super) fn host(&self, from: &Path, purpose: Purpose) -> Result<Box<dyn Host>, Refusal> {
        if self.target.releases.is_some() {
            return Ok(Box::new(self.releases(Some(from), purpose)?));
        }
        let (root, user_cache) = (self.sources.root(), self.user_cache.as_ref());
        Ok(match &self.target.transport {
            Transport::Folder { path } => {
                let folder = self.folder(path, Some(from))?;
                Box::new(if purpose == Purpose::Look { FolderHost::look(&folder, user_cache) } else { FolderHost::open(&folder, user_cache, &waiting)? })
            }
            Transport::Remote { program, address } => Box::new(RemoteHost::open(*program, address, self.work(purpose)?, purpose, &going_on)?),
            Transport::Store { url, region, endpoint, uploads } => {
                let address = StoreAddress { url, region: region.as_deref(), endpoint: endpoint.as_deref() };
                Box::new(StoreHost::open(address, self.target.precompress, *uploads, purpose, &going_on)?)
            }
            Transport::Git { repository, branch, domain } => {
                let target = GitTarget { name: &self.target.name, repository, branch, domain: domain.as_deref() };
                Box::new(GitHost::open(root, user_cache, &target, purpose)?)
            }
        })
    }

    /// The releases that stand there.
    pub(super) fn releases(&self, from: Option<&Path>, purpose: Purpose) -> Result<ReleaseHost, Refusal> {
        let keep = self.target.releases.unwrap_or(1);
        Ok(match &self.target.transport {
            Transport::Folder { path } => ReleaseHost::in_folder(&self.folder(path, from)?, self.user_cache.as_ref(), keep, purpose, &waiting)?,
            Transport::Remote { program, address } => ReleaseHost::at(*program, address, self.work(purpose)?, keep, purpose, &going_on)?,
            Transport::Store { .. } | Transport::Git { .. } => {
                let name = &self.target.name;
                return Err(Refusal::Usage(format!("{name} keeps no releases; folders, and hosts that SSH reaches, can")));
            }
        })
    }

    /// The folder of a target, which is not the one that is published.
    fn folder(&self, path: &str, from: Option<&Path>) -> Result<PathBuf, Refusal> {
        let folder = target_folder(path, self.sources)?;
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match from {
            Some(from) if real(&folder) == real(from) => {
                Err(Refusal::Usage(format!("{} is the folder that is published; a target is another", shown(&folder))))
            }
            _ => Ok(folder),
        }
    }

    /// The folder in which programs keep what they need.
    fn work(&self, purpose: Purpose) -> Result<Workshop, Failure> {
        Workshop::open(self.sources.root(), self.user_cache.as_ref(), &self.target.name, &self.shown(), purpose)
    }

    /// The files of a folder as this target is to have them: with compressed forms, and with what its server is to be told. Where the
    /// content has errors, what the server was told stays as it is, so that no address is lost.
    pub(super) fn prepared(&self, stock: Stock, ended: Ended) -> Result<Prepared, Failure> {
        let (mut stock, mut remarks, mut texts) = (stock, Vec::new(), Vec::new());
        if let Some(server) = self.target.server.filter(|_| ended == Ended::Fine) {
            let small = stock.wares.iter().filter(|(path, ware)| path.ends_with(".html") && ware.size <= LONGEST_REDIRECTION);
            let mut redirections = Vec::new();
            for path in small.map(|(path, _)| path) {
                redirections.extend(stock.text(path)?.and_then(|page| Redirection::of_page(path, &page)));
            }
            // One that cannot be read is not there to be added to.
            let own = |path: &str| stock.wares.get(path).and_then(|_| stock.text(path).ok().flatten());
            let (precompress, base) = (self.target.precompress, self.config.base_path());
            let told = Telling { server, wares: &stock.wares, redirections: &redirections, own: &own, precompress, base }.files();
            remarks.extend(told.left.map(|path| format!("{path} is the site's own, and Dateline adds nothing to it.")));
            // What the server leads on needs no page that does.
            stock = redirections.iter().take(told.redirections).fold(stock, |stock, redirection| stock.without(&redirection.file));
            texts = told.files;
        }
        if self.target.precompress && !matches!(self.target.transport, Transport::Store { .. }) {
            stock = stock.with_compressed();
        }
        let stock = texts.into_iter().fold(stock, |stock, (path, text)| stock.with_text(path, text));
        Ok(Prepared { stock, remarks })
    }
}

fn waiting() {
    say(Stream::Error, "Another publish is writing there; waiting for it to end.\n");
}

fn going_on() {
    say(Stream::Error, "Another publish is going on there, or has died; waiting to see which.\n");
}
