use super::fields::Fields;
use crate::base::{Code, Diagnostic};

/// A place where a site is published: one entry of `publish` in `dateline.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishTarget {
    /// What it is called.
    pub name: String,
    /// Where it is, and how one gets there.
    pub transport: Transport,
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
        /// Whether text is kept compressed, and sent so to readers.
        precompress: bool,
        /// How many files are sent at the same time.
        uploads: usize,
    },
    /// Into a folder at another host, by the program `rsync`.
    Rsync {
        /// `USER@HOST:/PATH`, over SSH, or `rsync://HOST/MODULE/PATH`.
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

/// The keys that say how, of which a target has one.
const WAYS: &str = "`folder: PATH`, `git: REMOTE`, `rsync: USER@HOST:/PATH` or `store: s3://BUCKET`";

/// So many files are sent to a store at the same time, if nothing else is said.
const UPLOADS: usize = 8;

impl PublishTarget {
    /// Reads `publish`, in the order of the file.
    pub(super) fn all(fields: &Fields<'_>) -> Vec<PublishTarget> {
        let from_text = |path: String| (!path.contains("://")).then_some(Transport::Folder { path });
        let all = fields.named("publish", "a target", Transport::read, from_text);
        all.into_iter().map(|(name, transport)| PublishTarget { name, transport }).collect()
    }
}

impl Transport {
    fn read(fields: &Fields<'_>) -> Option<Transport> {
        let (folder, git, rsync, store) = (fields.line("folder"), fields.line("git"), fields.line("rsync"), fields.line("store"));
        let (branch, domain) = (fields.line("branch"), fields.line("domain"));
        let fault = |message: String| fields.fault(Diagnostic::new(Code::MissingField, message).at(fields.place()).help(format!("give it {WAYS}")));
        let (region, endpoint, precompress) = (fields.line("region"), fields.url("endpoint"), fields.flag("precompress", true));
        let uploads = super::config::count(fields, "uploads").unwrap_or(UPLOADS).min(256);
        match (folder, git, rsync, store) {
            (Some(path), None, None, None) => Some(Transport::Folder { path }),
            (None, None, None, Some(url)) => {
                if !["s3://", "gs://", "az://", "https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) {
                    let fault = Diagnostic::new(Code::UnknownValue, format!("`store` is not the address of one: \"{url}\""));
                    fields.fault(
                        fault
                            .at(fields.value_place("store"))
                            .help("write s3://BUCKET/PATH, gs://BUCKET/PATH, az://CONTAINER/PATH, or the https address of a WebDAV folder"),
                    );
                    return None;
                }
                Some(Transport::Store { url, region, endpoint, precompress, uploads })
            }
            (None, None, Some(address), None) => {
                // A path here is what `folder` is for, and what begins so would be an option.
                if !address.contains(':') || address.starts_with('-') {
                    let fault = Diagnostic::new(Code::UnknownValue, format!("`rsync` is not the address of a folder at a host: \"{address}\""));
                    fields.fault(fault.at(fields.value_place("rsync")).help("write USER@HOST:/PATH, or rsync://HOST/MODULE"));
                    return None;
                }
                Some(Transport::Rsync { address })
            }
            (None, Some(repository), None, None) => {
                let branch = branch.unwrap_or_else(|| "gh-pages".to_owned());
                if !is_branch(&branch) {
                    let fault = Diagnostic::new(Code::UnknownValue, format!("`branch` cannot be the name of one: \"{branch}\""));
                    fields.fault(fault.at(fields.value_place("branch")).help("write a name such as gh-pages"));
                    return None;
                }
                Some(Transport::Git { repository, branch, domain })
            }
            (None, None, None, None) => {
                fault("a target that does not say where it is cannot be published to".to_owned());
                None
            }
            _ => {
                fault("a target is in one place, and this names several".to_owned());
                None
            }
        }
    }
}

/// Whether git takes a name for a branch, as far as its rules can be told without it (git-check-ref-format).
fn is_branch(name: &str) -> bool {
    let is_sign = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    !name.is_empty()
        && !name.contains(is_sign)
        && !["..", "@{", "//"].iter().any(|part| name.contains(part))
        && !name.starts_with(['-', '/', '.'])
        && !name.ends_with(['/', '.'])
        && !name.ends_with(".lock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_has_a_name_that_git_takes() {
        assert!(["gh-pages", "sites/main", "veröffentlicht"].iter().all(|name| is_branch(name)));
        assert!(!["", "-f", "a b", "a..b", "a:b", "/a", "a.lock", "refs/*"].iter().any(|name| is_branch(name)));
    }
}
