use super::branch_name::is_branch_name;
use super::fields::Fields;
use super::host_name::is_host_name;
use crate::base::{Code, Diagnostic};

/// A place where a site is published: one entry of `publish` in `dateline.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishTarget {
    /// What it is called.
    pub name: String,
    /// Where it is, and how one gets there.
    pub transport: Transport,
    /// Whether readers get text compressed: in a store it is kept so, elsewhere its compressed forms stand beside it.
    pub precompress: bool,
    /// What serves it, which is to be told in files of its own what it is to tell readers.
    pub server: Option<Server>,
    /// So many releases are kept beside each other, and a link leads to one of them; without a number there is only the site.
    pub releases: Option<usize>,
}

/// How a site comes to where readers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Into a folder, which a server on this machine serves.
    Folder {
        /// Its path; a relative one begins at the site folder.
        path: String,
    },
    /// As objects of a store: Amazon S3 and what speaks as it does, Google Cloud Storage, Azure Blob Storage, or a WebDAV server.
    Store {
        /// Where: `s3://BUCKET/PATH`, `gs://BUCKET/PATH`, `az://CONTAINER/PATH`, or the address of a WebDAV folder.
        url: String,
        /// The region of a bucket of S3.
        region: Option<String>,
        /// The address of a server that speaks as S3 does.
        endpoint: Option<String>,
        /// How many files are sent at the same time.
        uploads: usize,
    },
    /// Into a folder at another host, by a program of this machine.
    Remote {
        /// The program.
        program: Program,
        /// `USER@HOST:/PATH`, over SSH; or, of a daemon of rsync's, `rsync://HOST/MODULE/PATH`.
        address: String,
    },
    /// As a commit on a branch, which the host of the repository serves.
    Git {
        /// The name of a remote of the repository that the site folder is in, or the address or path of another.
        repository: String,
        /// The branch.
        branch: String,
        /// The domain that GitHub Pages and its like are to answer for; without one, what the branch says stays.
        domain: Option<String>,
    },
}

/// A program that brings files to another host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `rsync`, which must be there too.
    Rsync,
    /// `sftp`, for hosts that let nothing else in.
    Sftp,
}

/// A server, or a host of sites, that reads from files of the site what it is to tell readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// Apache: `.htaccess`.
    Apache,
    /// Cloudflare Pages: `_headers` and `_redirects`.
    Cloudflare,
    /// Netlify, and GitLab Pages, which reads its redirects: `_headers` and `_redirects`.
    Netlify,
    /// Vercel: `vercel.json`.
    Vercel,
}

/// The keys that say how, of which a target has one.
const WAYS: &str = "`folder: PATH`, `git: REMOTE`, `rsync: USER@HOST:/PATH`, `sftp: USER@HOST:/PATH` or `store: s3://BUCKET`";

/// So many files are sent to a store at the same time, if nothing else is said.
const UPLOADS: usize = 8;

impl PublishTarget {
    /// Reads `publish`, in the order of the file.
    pub(super) fn all(fields: &Fields<'_>) -> Vec<PublishTarget> {
        let from_text = |path: String| {
            let transport = (!path.contains("://")).then_some(Transport::Folder { path })?;
            Some(PublishTarget { name: String::new(), transport, precompress: false, server: None, releases: None })
        };
        let all = fields.named("publish", "a target", PublishTarget::read, from_text);
        all.into_iter().map(|(name, target)| PublishTarget { name, ..target }).collect()
    }

    fn read(fields: &Fields<'_>) -> Option<PublishTarget> {
        let transport = Transport::read(fields);
        let precompress = fields.flag("precompress", matches!(transport, Some(Transport::Store { .. })));
        let unusable = |key: &str, why: String, help: &str| {
            fields.fault(Diagnostic::new(Code::UnknownValue, why).at(fields.value_place(key)).help(help));
        };
        let (server, is_told) = match fields.line("server") {
            None => (None, true),
            Some(name) => {
                let known = Server::ALL.into_iter().find(|server| server.name() == name.to_lowercase());
                if known.is_none() {
                    unusable("server", format!("Dateline writes no files for the server \"{name}\""), "write apache, cloudflare, netlify or vercel");
                }
                (known, known.is_some())
            }
        };
        let (said, releases) = (fields.number("releases").is_some(), super::config::count(fields, "releases"));
        let transport = transport?;
        if server.is_some() && matches!(transport, Transport::Store { .. }) {
            unusable("server", "a store tells its readers itself what they are to be told".to_owned(), "leave it away");
            return None;
        }
        let has_links = match &transport {
            Transport::Folder { .. } => true,
            // A daemon of rsync's may not let links lead where they say.
            Transport::Remote { address, .. } => !is_daemon(address),
            Transport::Store { .. } | Transport::Git { .. } => false,
        };
        if releases.is_some() && !has_links {
            let help = "leave it away; or publish to a folder, or by `rsync` or `sftp` over SSH";
            unusable("releases", "a target of this sort keeps no releases".to_owned(), help);
            return None;
        }
        // Without what it was to have, the site would stand elsewhere than its server looks.
        (is_told && said == releases.is_some()).then_some(PublishTarget { name: String::new(), transport, precompress, server, releases })
    }
}

/// Whether an address is that of a daemon of rsync's; that of a host may have colons of its own, in brackets.
fn is_daemon(address: &str) -> bool {
    address.starts_with("rsync://") || address.rsplit_once(']').map_or(address, |(_, rest)| rest).contains("::")
}

impl Server {
    /// All there are.
    pub const ALL: [Server; 4] = [Server::Apache, Server::Cloudflare, Server::Netlify, Server::Vercel];

    /// As it is named in `dateline.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Server::Apache => "apache",
            Server::Cloudflare => "cloudflare",
            Server::Netlify => "netlify",
            Server::Vercel => "vercel",
        }
    }
}

impl Transport {
    fn read(fields: &Fields<'_>) -> Option<Transport> {
        const KEYS: [&str; 5] = ["folder", "git", "rsync", "sftp", "store"];
        let (branch, domain) = (fields.line("branch"), fields.line("domain"));
        let (region, endpoint) = (fields.line("region"), fields.url("endpoint"));
        let uploads = super::config::count(fields, "uploads").unwrap_or(UPLOADS).min(256);
        let mut said: Vec<(&str, String)> = KEYS.into_iter().filter_map(|key| Some((key, fields.line(key)?))).collect();
        let fault = |message: &str| fields.fault(Diagnostic::new(Code::MissingField, message).at(fields.place()).help(format!("give it {WAYS}")));
        if said.len() > 1 {
            fault("a target is in one place, and this names several");
            return None;
        }
        let Some((key, place)) = said.pop() else {
            fault("a target that does not say where it is cannot be published to");
            return None;
        };
        let unusable = |key: &str, why: String, help: &str| {
            fields.fault(Diagnostic::new(Code::UnknownValue, why).at(fields.value_place(key)).help(help));
            None
        };
        match key {
            "folder" => Some(Transport::Folder { path: place }),
            "git" => {
                let branch = branch.unwrap_or_else(|| "gh-pages".to_owned());
                if !is_branch_name(&branch) {
                    return unusable("branch", format!("`branch` cannot be the name of one: \"{branch}\""), "write a name such as gh-pages");
                }
                if let Some(domain) = domain.as_deref().filter(|domain| !is_host_name(domain)) {
                    let why = format!("`domain` is not the name of a host: \"{domain}\"");
                    let help = "write the name alone, such as record.example, without https://, a path or a port";
                    fields.fault(Diagnostic::new(Code::InvalidSetting, why).at(fields.value_place("domain")).help(help));
                    return None;
                }
                Some(Transport::Git { repository: place, branch, domain })
            }
            "store" => {
                if !["s3://", "gs://", "az://", "https://", "http://"].iter().any(|scheme| place.starts_with(scheme)) {
                    let help = "write s3://BUCKET/PATH, gs://BUCKET/PATH, az://CONTAINER/PATH, or the https address of a WebDAV folder";
                    return unusable("store", format!("`store` is not the address of one: \"{place}\""), help);
                }
                Some(Transport::Store { url: place, region, endpoint, uploads })
            }
            _ => {
                let program = if key == "sftp" { Program::Sftp } else { Program::Rsync };
                // A path here is what `folder` is for, and what begins so would be an option.
                if !place.contains(':') || place.starts_with('-') || (program == Program::Sftp && is_daemon(&place)) {
                    let help = if program == Program::Sftp {
                        "write USER@HOST:/PATH, or sftp://USER@HOST:PORT/PATH"
                    } else {
                        "write USER@HOST:/PATH, or rsync://HOST/MODULE"
                    };
                    return unusable(key, format!("`{key}` is not the address of a folder at a host: \"{place}\""), help);
                }
                Some(Transport::Remote { program, address: place })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daemon_is_known_by_its_address() {
        assert!(is_daemon("rsync://host/module") && is_daemon("host::module") && is_daemon("[::1]::module"));
        assert!(!is_daemon("desk@host:/srv") && !is_daemon("desk@[2001:db8::1]:/srv"));
    }
}
