use super::command::Common;
use super::site_folder::{output, root};
use super::{Ended, Refusal};
use crate::base::Report;
use crate::system::{OutputFolder, Stream, UserCache, say};
use crate::{content, system};
use std::path::Path;

/// `dateline clean`: removes what Dateline wrote into the output folder, and what the user's cache keeps of the site, and
/// nothing else.
pub(super) fn clean(out: Option<&Path>, common: &Common) -> Result<Ended, Refusal> {
    let mut report = Report::default();
    let sources = system::load(&root(common)?, &mut report)?;
    let config = content::configure(&sources, &mut report);
    let out = output(out, &config, &sources)?;
    let user_cache = UserCache::of_person(sources.root());
    let mut removed = 0;
    if out.is_dir() {
        let folder = OutputFolder::open(&out, user_cache.as_ref(), &|| say(Stream::Error, "A build is writing there; waiting for it to end.\n"))?;
        let (manifest, _) = folder.manifest();
        for path in manifest.files.keys().chain(&manifest.pending) {
            removed += usize::from(folder.remove(path)?);
        }
        system::drop_receipt(&out);
        system::drop_memory(&out);
        folder.write_manifest(&crate::site::Manifest { version: crate::site::MANIFEST_VERSION, ..Default::default() })?;
    }
    if let Some(user_cache) = user_cache {
        user_cache.forget_site(sources.root());
    }
    if !common.quiet {
        say(Stream::Output, &format!("Removed {removed} file{}.\n", if removed == 1 { "" } else { "s" }));
    }
    Ok(Ended::Fine)
}
