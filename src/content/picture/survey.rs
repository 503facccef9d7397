use super::{FileForm, Hidden, Pieces, Scanner};
use super::{box_filter, document_metadata, gif_filter, jpeg_filter, png_filter, tiff_metadata, webp_filter};
use crate::base::ReadSeek;
use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Write};

/// What a survey of a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::content) enum Purpose {
    /// To write the picture without what it does not show.
    Cleaning,
    /// To tell what it holds; the picture data of a PNG is passed over.
    Telling,
}

/// What going through a file has found.
#[derive(Debug)]
pub(in crate::content) struct Survey {
    /// What must be written to show the picture.
    pub(super) pieces: Pieces,
    /// What the file holds that is not shown.
    pub(in crate::content) hidden: BTreeSet<Hidden>,
    /// What of it the pieces still hold.
    pub(in crate::content) left: BTreeSet<Hidden>,
    pub(super) purpose: Purpose,
}

impl Survey {
    /// Goes through a file. A file that breaks off or cannot be read on gives what was found until there.
    ///
    /// # Errors
    /// Those of reading.
    pub(in crate::content) fn of(file: &mut dyn ReadSeek, purpose: Purpose) -> io::Result<(Survey, FileForm)> {
        let mut survey = Survey { pieces: Pieces::default(), hidden: BTreeSet::new(), left: BTreeSet::new(), purpose };
        let mut file = Scanner::new(file)?;
        let head = file.up_to(12)?;
        let form = FileForm::read(&head);
        file.go_to(0)?;
        let ended = match form {
            FileForm::Jpeg => jpeg_filter::survey(&mut file, &mut survey),
            FileForm::Png => png_filter::survey(&mut file, &mut survey),
            FileForm::Webp => webp_filter::survey(&mut file, &mut survey),
            FileForm::Gif => gif_filter::survey(&mut file, &mut survey),
            FileForm::BoxedPicture | FileForm::BoxedFilm => box_filter::survey(&mut file, &mut survey),
            FileForm::Tiff => copied(&file, &mut survey).and_then(|()| tiff_metadata::look(&mut file, &mut survey)),
            FileForm::Pdf => copied(&file, &mut survey).and_then(|()| document_metadata::look_into_pdf(&mut file, &mut survey.hidden)),
            FileForm::Zip => copied(&file, &mut survey).and_then(|()| document_metadata::look_into_zip(&mut file, &mut survey.hidden)),
            FileForm::Wave => copied(&file, &mut survey).and_then(|()| document_metadata::look_into_wave(&mut file, &mut survey.hidden)),
            FileForm::Other => copied(&file, &mut survey),
        };
        if !form.is_cleaned() {
            survey.left.extend(&survey.hidden);
        }
        match ended {
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => Err(error),
            _ => Ok((survey, form)),
        }
    }

    /// The first bytes of what is to be written, at most so many.
    ///
    /// # Errors
    /// Those of reading.
    pub(in crate::content) fn head(&self, file: &mut dyn ReadSeek, most: usize) -> io::Result<Vec<u8>> {
        let mut head = Head { bytes: Vec::new(), most };
        match self.pieces.write(file, &mut head) {
            Err(error) if head.bytes.len() < most => Err(error),
            _ => Ok(head.bytes),
        }
    }
}

/// Takes the first bytes that are written, and then no more.
struct Head {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Head {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = (self.most - self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..room]);
        // Nothing written is an error where something was to be.
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file of a form that is not changed.
fn copied(file: &Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    survey.pieces.copy(0, file.length())
}

/// Copies a picture without what cameras and editors write into it: only what is needed to show it, up to its end.
///
/// The picture is not held in memory, and its colours are not decoded. Its form is told by its bytes, whatever it is
/// called. JPEG, PNG, WebP and GIF are written anew from what is known; in AVIF, HEIC, MP4 and QuickTime, whose parts
/// point at each other, what tells of place and device is overwritten in its place; a file of any other form is copied
/// as it is. What cannot be read on is left out from there on.
///
/// # Errors
/// Those of reading and writing.
pub fn clean_picture(from: &mut dyn ReadSeek, to: &mut dyn Write) -> io::Result<()> {
    let (survey, _) = Survey::of(from, Purpose::Cleaning)?;
    survey.pieces.write(from, to)
}

/// The rest of a file, behind the end of its picture: blank bytes mean nothing.
pub(super) fn look_after_end(file: &mut Scanner<'_>, survey: &mut Survey) -> io::Result<()> {
    loop {
        let piece = file.peek()?;
        if piece.is_empty() {
            return Ok(());
        }
        if piece.iter().any(|byte| !matches!(byte, 0 | 0xff | b' ' | b'\r' | b'\n' | b'\t')) {
            let is_picture = |at: &[u8]| at == b"\xff\xd8\xff" || at == b"fty" || at == b"\x89PN";
            let hidden = if piece.windows(3).any(is_picture) { Hidden::SecondPicture } else { Hidden::AfterEnd };
            survey.hidden.insert(hidden);
            return Ok(());
        }
        let length = piece.len();
        file.consume(length);
    }
}
