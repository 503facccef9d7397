use super::picture::{FileForm, Hidden, Purpose, Survey};
use crate::base::{Code, Diagnostic, Place, Sources};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The files under `static/` that are looked into: pictures and films, by their names.
const LOOKED_INTO: [&str; 16] = ["apng", "avif", "gif", "heic", "heif", "jfif", "jpe", "jpeg", "jpg", "m4v", "mov", "mp4", "png", "tif", "tiff", "webp"];

/// Whether a file under `static/` is looked into.
pub(super) fn is_looked_into(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| LOOKED_INTO.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// What is to be said of a file that documents refer to: what it holds after it was cleaned.
pub(super) fn of_medium(file: &Arc<str>, form: FileForm, left: &BTreeSet<Hidden>) -> Option<Diagnostic> {
    let message = Diagnostic::new(Code::FileMetadata, format!("this file is published as it is, and holds {}", Hidden::list(left)));
    let grouped = message.grouped("files are published as they are, and hold more than they show").at(Place::file(file));
    (!left.is_empty()).then(|| grouped.help(remedy(form)))
}

/// What is to be said of a picture under `static/`.
pub(super) fn of_static_picture(file: &Arc<str>, sources: &dyn Sources) -> Option<Diagnostic> {
    // A file that cannot be read is named when it is copied.
    let mut reader = sources.reader(file).ok()?;
    let (survey, form) = Survey::of(&mut *reader, Purpose::Telling).ok()?;
    let message = Diagnostic::new(Code::FileMetadata, format!("this picture is copied as it is, and holds {}", Hidden::list(&survey.hidden)));
    let grouped = message.grouped("pictures under static/ are copied as they are, and hold more than they show").at(Place::file(file));
    let help = if survey.left.is_empty() { "put it under content/ and refer to it in a document: there it is published without that" } else { remedy(form) };
    (!survey.hidden.is_empty()).then(|| grouped.help(help))
}

/// How what a file of a form holds can be taken out.
fn remedy(form: FileForm) -> &'static str {
    match form {
        FileForm::Tiff => "save it as JPEG or PNG: of these Dateline publishes only what they show",
        FileForm::Pdf | FileForm::Zip => "empty the author in its properties, in the program that wrote it, and save it anew",
        FileForm::Wave => "save it anew, without a description, in a program for sound",
        FileForm::BoxedFilm => "save it anew with film and sound alone, in a program for films",
        _ => "save it anew as JPEG or PNG, in a program for pictures",
    }
}
