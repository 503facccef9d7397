use crate::base::Slug;
use crate::system::Failure;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder in which Dateline keeps what it knows of a target: `.dateline/publish/NAME.SORT` in the site folder.
///
/// # Errors
/// When a link stands in its way, which might lead out of the site folder.
pub fn own_folder(root: &Path, name: &str, sort: &str) -> Result<PathBuf, Failure> {
    let own = root.join(".dateline");
    let publish = own.join("publish");
    let folder = publish.join(format!("{}.{sort}", Slug::of(name)));
    for folder in [&own, &publish, &folder] {
        if fs::symlink_metadata(folder).is_ok_and(|data| !data.is_dir()) {
            return Err(Failure { doing: "use the folder", path: folder.clone(), error: io::Error::other("a link or a file of that name is there") });
        }
    }
    Ok(folder)
}
