use std::collections::BTreeSet;

/// What a file tells beside what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::content) enum Hidden {
    /// Where it was taken (GPS).
    Place,
    /// The serial number of a camera, or the notes of its maker, which hold it.
    SerialNumber,
    /// Another picture, such as what was there before it was cropped, or a short film.
    SecondPicture,
    /// Bytes after its end.
    AfterEnd,
    /// Who wrote it, or whose device it was.
    Names,
    /// Descriptions, paths and other words.
    Words,
    /// Tracks or items of a kind that is not known here.
    Unknown,
}

impl Hidden {
    /// The words for a message, after "holds".
    fn words(self) -> &'static str {
        match self {
            Hidden::Place => "the place where it was taken",
            Hidden::SerialNumber => "a serial number or the notes of a camera's maker",
            Hidden::SecondPicture => "a second picture",
            Hidden::AfterEnd => "bytes after its end",
            Hidden::Names => "names of people",
            Hidden::Words => "words that it does not show",
            Hidden::Unknown => "tracks of measurements, or other data that is not known here",
        }
    }

    /// All that was found, as a list in words: "a, b and c".
    pub(in crate::content) fn list(found: &BTreeSet<Hidden>) -> String {
        let words: Vec<&str> = found.iter().map(|hidden| hidden.words()).collect();
        match words.split_last() {
            None => String::new(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, before)) => format!("{} and {last}", before.join(", ")),
        }
    }
}
