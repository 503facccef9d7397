use super::rsync::Rsync;
use super::sftp::Sftp;
use super::{Stock, Workshop};
use crate::content::Program;
use crate::site::Publication;
use crate::system::Failure;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What brings files to a folder, here or at another host. Paths are from that folder on.
pub(super) trait Carrier: Send + Sync {
    /// Whether it holds a lock of the kernel's on the folder, which is freed when it is dropped.
    fn is_locked(&self) -> bool;

    /// What a file of at most [`LARGEST_RECORD`](crate::base::LARGEST_RECORD) bytes says; nothing, if
    /// it is not there.
    ///
    /// # Errors
    /// When the folder cannot be reached; [`FileTooLarge`](std::io::ErrorKind::FileTooLarge) when the
    /// file is larger.
    fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure>;

    /// A record of the files in a folder there, with [`Ware::UNKNOWN`](crate::site::Ware::UNKNOWN) for those of which it cannot be believed. What a host says of
    /// itself is taken as it is; a folder here may have come with a checkout.
    fn confirmed(&self, record: Publication, _file: &str, _folder: &str) -> Publication {
        record
    }

    /// Writes a small file, beside and renamed.
    ///
    /// # Errors
    /// When the host says no.
    fn write(&self, file: &str, text: &[u8]) -> Result<(), Failure>;

    /// Brings files of a stock into a folder there, `""` or one with a slash behind it.
    ///
    /// # Errors
    /// When the host says no. Each is there as it was, or as it is to be.
    fn send(&self, stock: &Stock, files: &[&str], into: &str) -> Result<(), Failure>;

    /// Removes files; those that are not there are not.
    ///
    /// # Errors
    /// When the host says no.
    fn remove(&self, files: &[&str]) -> Result<(), Failure>;

    /// The files in a folder and below it, and how large they are.
    ///
    /// # Errors
    /// When the host says no.
    fn list(&self, folder: &str) -> Result<HashMap<String, u64>, Failure>;

    /// Which of these files are there.
    ///
    /// # Errors
    /// When the host says no.
    fn standing(&self, files: &[&str]) -> Result<Vec<String>, Failure>;

    /// Makes ready to write, when nobody else may: what one that died has left is taken away.
    ///
    /// # Errors
    /// When the host says no.
    fn sweep(&self) -> Result<(), Failure> {
        Ok(())
    }

    /// Gives files of one folder, each with its size, a name in another too, so that they need not be sent; gives those of which
    /// that could not be done.
    ///
    /// # Errors
    /// When the host cannot be reached.
    fn link(&self, stock: &Stock, files: &[(&str, u64)], from: &str, into: &str) -> Result<Vec<String>, Failure>;

    /// What a link says; nothing, if there is none.
    ///
    /// # Errors
    /// When the host cannot be reached, or something else is there.
    fn read_link(&self, link: &str) -> Result<Option<String>, Failure>;

    /// Makes a link say something else, in one step.
    ///
    /// # Errors
    /// When the host says no.
    fn switch(&self, link: &str, to: &str) -> Result<(), Failure>;

    /// Removes a folder in which there are only these files; says whether there were no others.
    ///
    /// # Errors
    /// When the host says no.
    fn clear(&self, folder: &str, files: &[&str]) -> Result<bool, Failure>;

    /// That something went wrong there.
    fn failure(&self, why: &str) -> Failure;
}

/// What brings files to a host by a program of this machine, which keeps what it needs in a folder here.
pub(super) fn carrier(program: Program, address: &str, work: Workshop) -> Arc<dyn Carrier> {
    match program {
        Program::Rsync => Arc::new(Rsync::of(address, work)),
        Program::Sftp => Arc::new(Sftp::of(address, work)),
    }
}

/// The folders that files stand in, but Dateline's own: each before those in it.
pub(super) fn folders_of<'f>(files: &[&'f str]) -> BTreeSet<&'f str> {
    let above = files.iter().flat_map(|file| file.match_indices('/').map(|(at, _)| &file[..at]));
    above.filter(|folder| !folder.starts_with(".dateline")).collect()
}

/// What is said where a link is to be and something else is.
pub(super) const NO_LINK: &str = "what stands where the link `current` is to be is no link; move it away";
