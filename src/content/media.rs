use super::drawing::is_markup;
use super::memory::Examined;
use super::metadata_check::{is_looked_into, of_medium, of_static_picture};
use super::picture::{Purpose, Survey};
use super::picture_head::{PictureForm, PictureHead};
use super::read::Content;
use super::variant::{MOST_PIXELS, REDUCES, Use, WIDEST};
use super::{CONFIG_FILE, Config, Drawing, LARGEST_DRAWING, Memory, Nature, Refusal, Variant, Withheld};
use crate::base::{Code, Diagnostic, Digest, FieldPath, Listing, Place, Report, Slug, Sources};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How much of a picture is looked at to find its width and height. Cameras and editors write a thumbnail, a colour profile
/// and a history before them.
const HEAD: usize = 1024 * 1024;

/// A file that documents refer to, as it will be published: once, under a name that changes with its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medium {
    /// The file.
    pub file: Arc<str>,
    /// `NAME.DIGEST.ext`, in `/media/`.
    pub name: String,
    /// Of its bytes.
    pub digest: Digest,
    /// Width and height in pixels, of pictures, as they are shown.
    pub size: Option<(u32, u32)>,
    /// Its smaller forms, from narrow to wide; none where it is small itself, or cannot be made smaller.
    pub variants: Vec<Variant>,
    /// How many bytes of memory making the smaller forms takes, at most.
    pub memory: u64,
}

/// All files that documents refer to, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Media(BTreeMap<Arc<str>, Medium>);

/// What an address in a document means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file of the content folder.
    File(String),
    /// A path from the site's root.
    Root(String),
    /// Outside of the site folder.
    Outside,
}

impl Target {
    /// Reads an address written in the file `document`: relative to the file, or from the root with a leading `/`.
    pub fn of(document: &str, href: &str) -> Target {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let decoded = percent_decoded(path);
        if let Some(rooted) = decoded.strip_prefix('/') {
            return normal(std::iter::empty(), rooted).map_or(Target::Outside, Target::Root);
        }
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        match normal(folder.split('/').filter(|part| !part.is_empty()), &decoded) {
            Some(path) if path.starts_with("content/") => Target::File(path),
            _ => Target::Outside,
        }
    }
}

/// Forms that a page may show or offer, and that run nothing.
const HARMLESS: [&str; 34] = [
    "jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "ico", "tif", "tiff", "svg", "pdf", "txt", "csv", "tsv", "ods", "odt", "odp", "doc", "docx", "xls",
    "xlsx", "ppt", "pptx", "epub", "zip", "gz", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "geojson",
];

/// Forms that pages show: a file of such a name is a drawing where its bytes say so.
const PICTURES: [&str; 11] = ["jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "ico", "tif", "tiff", "svg"];

/// Whether a file can be opened by a reader without anything being run, by its name. A drawing is
/// also [parsed](Drawing::parse).
fn is_harmless(path: &str) -> bool {
    HARMLESS.contains(&&*extension(path))
}

/// What follows the last dot of a path, in lower case.
fn extension(path: &str) -> String {
    path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase()
}

/// Whether a file, or a folder that it is in, has a name that begins with a dot.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| matches!(Withheld::of_name(part, false), Some(Withheld::Hidden | Withheld::Internal)))
}

/// A path without `.` and `..`; `None` when it leaves the root or no file can be called so.
fn normal<'a>(start: impl Iterator<Item = &'a str>, path: &'a str) -> Option<String> {
    let mut parts: Vec<&str> = start.collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part if part.chars().any(|c| c.is_control() || c == '\\') => return None,
            part => parts.push(part),
        }
    }
    let trailing = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    Some(parts.join("/") + trailing)
}

/// The text with `%41` read as `A`; what is no such code, or is no UTF-8 when read, stays.
pub fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok()).and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(|_| byte == b'%') {
            Some(code) => {
                bytes.push(code);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Whether a file is read as a document, so that a link to it is a link to its page.
pub fn is_document(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["md", "markdown", "mdx", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Whether a file is MDX.
pub fn is_mdx(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("mdx"))
}

impl Media {
    /// The published form of a file.
    pub fn get(&self, file: &str) -> Option<&Medium> {
        self.0.get(file)
    }

    /// What an address in the file `document` leads to, if it is one of them.
    pub fn referred(&self, document: &str, href: &str) -> Option<&Medium> {
        match Target::of(document, href) {
            Target::File(path) => self.get(&path),
            Target::Root(path) => self.get(&path).or_else(|| self.get(&format!("content/{path}"))),
            Target::Outside => None,
        }
    }

    /// All of them, by path.
    pub fn iter(&self) -> impl Iterator<Item = &Medium> {
        self.0.values()
    }

    /// Finds the files that documents refer to, reads each once for its digest and size, and reports pictures that are not
    /// there and files that nobody refers to.
    pub(super) fn gather(content: &Content, sources: &dyn Sources, memory: &mut Memory, report: &mut Report) -> Media {
        let (mut wanted, mut refused): (BTreeMap<Arc<str>, Use>, BTreeSet<Arc<str>>) = Default::default();
        let mut places: BTreeMap<Arc<str>, Place> = BTreeMap::new();
        for reference in references(content) {
            let found = match Target::of(reference.document, reference.href) {
                Target::File(path) if is_document(&path) => continue,
                Target::File(path) => sources.find(&path),
                Target::Root(path) if reference.wanted == Use::Linked && !path.contains('.') => continue,
                Target::Root(path) => match sources.find(&format!("static/{path}")) {
                    Some(_) => continue,
                    None => sources.find(&path).or_else(|| sources.find(&format!("content/{path}"))).filter(|file| file.path.starts_with("content/")),
                },
                Target::Outside => None,
            };
            let looked_for = match Target::of(reference.document, reference.href) {
                Target::File(path) => format!("there is no file {path}"),
                Target::Root(path) => format!("there is no file static/{path}"),
                Target::Outside => "this leads out of content/".to_owned(),
            };
            match found {
                Some(listing) if is_hidden(&listing.path) => {
                    refused.insert(listing.path.clone());
                    report.push(
                        Diagnostic::new(Code::WithheldFile, "this file is hidden by a name that begins with a dot, and is not published")
                            .at(Place::file(&listing.path))
                            .and(reference.place, "referred to here")
                            .help("give the file, or its folder, a name that does not begin with a dot"),
                    );
                }
                Some(listing) if is_harmless(&listing.path) => {
                    places.entry(listing.path.clone()).or_insert(reference.place);
                    let wanted = wanted.entry(listing.path.clone()).or_insert(reference.wanted);
                    *wanted = reference.wanted.max(*wanted);
                }
                Some(listing) => {
                    refused.insert(listing.path.clone());
                    report.push(
                        Diagnostic::new(Code::UnsafeFile, "this file could run something in a reader's browser, and is not published")
                            .at(Place::file(&listing.path))
                            .and(reference.place, "referred to here")
                            .help("publish a picture or a paper instead; what you trust can stand under static/"),
                    );
                }
                None if reference.wanted > Use::Linked => {
                    let missing = missing(reference.href, looked_for).at(reference.place);
                    report.push(missing.help("pictures stand beside the document, or under static/ with an address that begins with /"));
                }
                None => {}
            }
        }
        for (logo, path) in logos(&content.config) {
            if logo.strip_prefix('/').is_none_or(|path| sources.find(&format!("static/{path}")).is_none()) {
                let looked_for = format!("there is no file static/{}", logo.trim_start_matches('/'));
                let place = Place::of_value(&Arc::from(CONFIG_FILE), path);
                report.push(missing(logo, looked_for).at(place).help("a logo stands under static/, and is named by its path from there on"));
            }
        }
        for file in content.attachments.iter().filter(|file| !wanted.contains_key(*file) && !refused.contains(*file)) {
            report.push(
                Diagnostic::new(Code::UnreferencedPicture, "this file is referred to by no document, and is not published")
                    .at(Place::file(file))
                    .help("refer to it in a document, move it to static/, or begin its name with _"),
            );
        }
        let wanted: Vec<(&Listing, Use)> = wanted.iter().filter_map(|(file, wanted)| Some((sources.find(file)?, *wanted))).collect();
        let known = &*memory;
        let examine = |(listing, wanted): (&Listing, Use)| known.medium(listing, wanted).or_else(|| Medium::examine(listing.path.clone(), wanted, sources));
        let examined: Vec<Option<Examined>> = wanted.par_iter().map(|wanted| examine(*wanted)).collect();
        memory.keep_media(wanted.iter().zip(&examined).filter_map(|((listing, wanted), examined)| Some((*listing, *wanted, examined.as_ref()?))));
        check_static_pictures(sources, memory, report);
        let mut media = BTreeMap::new();
        for (medium, faults) in examined.into_iter().flatten() {
            let referred = |fault: Diagnostic| match fault.place.as_ref().and_then(|place| places.get(&place.file)) {
                Some(place) if medium.is_none() => fault.and(place.clone(), "referred to here"),
                _ => fault,
            };
            report.extend(faults.into_iter().map(referred));
            media.extend(medium.map(|medium| (medium.file.clone(), medium)));
        }
        Media(media)
    }
}

impl Medium {
    /// Reads a file: its digest, its size, and what is to be said of it. A drawing is parsed; one that is
    /// refused gives no medium.
    fn examine(file: Arc<str>, wanted: Use, sources: &dyn Sources) -> Option<Examined> {
        let (digest, head) = digest_and_head(&file, &extension(&file), sources)?;
        let (stem, extension) = Medium::published_name(&file, digest);
        if is_drawing(&head, &extension) {
            return Some(match Drawing::parse(&head, &Some) {
                Ok(drawing) => (Some(Medium { name: format!("{stem}.svg"), digest, size: drawing.size, variants: Vec::new(), memory: 0, file }), Vec::new()),
                Err(refusal) => (None, vec![refused(&refusal, &file)]),
            });
        }
        // A photograph that is called `.svg` is published under the name of its form.
        let form = form_of(&head).filter(|_| extension == "svg");
        let extension = form.map_or(extension, str::to_owned);
        let mut reader = sources.reader(&file).ok()?;
        let (survey, form) = Survey::of(&mut *reader, Purpose::Telling).ok()?;
        // Of what will be published, not of what is there: a picture is measured as readers get it.
        let head = survey.head(&mut *reader, HEAD).ok()?;
        let read = PictureHead::read(&head, &extension);
        let name = format!("{stem}.{extension}");
        let mut medium = Medium { name, digest, size: read.map(|head| head.size), variants: Vec::new(), memory: 0, file };
        let told = of_medium(&medium.file, form, &survey.left);
        let unread = medium.plan_variants(read, &stem, &extension, wanted);
        Some((Some(medium), told.into_iter().chain(unread).collect()))
    }

    /// Plans the smaller forms of a picture; says why there are none where there ought to be.
    fn plan_variants(&mut self, read: Option<PictureHead>, stem: &str, extension: &str, wanted: Use) -> Option<Diagnostic> {
        let Some(PictureHead { size, form, memory }) = read else {
            let fault = unreduced("this picture cannot be read: its first bytes are those of no form that is known here", &self.file)
                .help("open it in a program for pictures and save it anew, or fetch the file again");
            return PICTURES.contains(&extension).then_some(fault);
        };
        let variants = if form == PictureForm::Other { Vec::new() } else { Variant::of(stem, size, wanted) };
        if !REDUCES || variants.is_empty() {
            return None;
        }
        let pixels = u64::from(size.0) * u64::from(size.1);
        if pixels > MOST_PIXELS {
            let message = format!("this picture has {} million pixels, more than are read here", pixels / 1_000_000);
            return Some(
                unreduced(message, &self.file).grouped("pictures have more pixels than are read here").help("save it 4000 pixels wide: no screen shows more"),
            );
        }
        if form == PictureForm::Inks {
            return Some(
                unreduced("this picture is made for print (CMYK), and its colours cannot be kept in a smaller one", &self.file)
                    .grouped("pictures are made for print (CMYK)")
                    .help("save it in RGB, as screens have it"),
            );
        }
        self.variants = variants;
        self.memory = memory;
        None
    }

    /// The name under which a file of this digest is published: the part before the last dot, and the
    /// part behind it.
    fn published_name(file: &str, digest: Digest) -> (String, String) {
        let name = file.rsplit('/').next().unwrap_or(file);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let extension: String = extension.chars().filter(char::is_ascii_alphanumeric).take(8).collect::<String>().to_ascii_lowercase();
        (format!("{}.{}", Slug::of(stem), digest.short()), extension)
    }

    /// Whether this is what examining a file for this use may give: so it names no other file, no other
    /// address and no size that was never asked for.
    pub(super) fn is_of(&self, file: &str, wanted: Use) -> bool {
        let (stem, extension) = Medium::published_name(file, self.digest);
        let is_reduced = match self.size {
            _ if self.variants.is_empty() => true,
            Some((width, height)) if width > 0 && height > 0 && u64::from(width) * u64::from(height) <= MOST_PIXELS => {
                self.variants == Variant::of(&stem, (width, height), wanted)
            }
            _ => false,
        };
        // A picture may have the name of another form than it has.
        let published = self.name.strip_prefix(&stem).and_then(|rest| rest.strip_prefix('.'));
        let is_named = published.is_some_and(|published| published == extension || FORMS.contains(&published));
        &*self.file == file && is_named && is_reduced
    }

    /// What is shown of a picture where only one file can be named: itself, or of a very wide one its widest variant. With its
    /// size.
    pub fn shown(&self) -> (&str, Option<(u32, u32)>) {
        let is_wide = self.size.is_some_and(|(width, _)| width > WIDEST);
        match self.variants.last().filter(|_| is_wide) {
            Some(variant) => (&variant.name, Some(variant.size)),
            None => (&self.name, self.size),
        }
    }
}

/// The digest of a file, and as much of its beginning as is looked at: of a drawing all of it, as
/// long as it is not too large.
fn digest_and_head(file: &str, extension: &str, sources: &dyn Sources) -> Option<(Digest, Vec<u8>)> {
    let mut hasher = blake3::Hasher::new();
    let mut head = Vec::new();
    let mut most = FIRST_BYTES;
    sources
        .stream(file, &mut |piece| {
            hasher.update(piece);
            if head.is_empty() && is_drawing(piece, extension) {
                most = LARGEST_DRAWING + 1;
            }
            let room = most.saturating_sub(head.len()).min(piece.len());
            head.extend_from_slice(&piece[..room]);
        })
        .ok()?;
    Some((Digest::cut(&hasher.finalize()), head))
}

/// Whether a file is a drawing: by its name or, where its name is that of a picture, by its bytes,
/// whichever says so.
fn is_drawing(head: &[u8], extension: &str) -> bool {
    (extension == "svg" && form_of(head).is_none()) || (PICTURES.contains(&extension) && is_markup(head))
}

/// The extensions that a picture is given by its bytes.
const FORMS: [&str; 5] = ["svg", "png", "jpg", "gif", "webp"];

/// How many bytes tell the form of a file.
const FIRST_BYTES: usize = 4096;

/// The extension of a picture that browsers show, by its first bytes.
fn form_of(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

/// Says of a drawing that it is not published, and why.
fn refused(refusal: &Refusal, file: &Arc<str>) -> Diagnostic {
    Diagnostic::new(Code::UnsafeFile, format!("this drawing {}, and is not published", refusal.what))
        .grouped(refusal.remedy.headline())
        .at(refusal.span.map_or_else(|| Place::file(file), |span| Place::span(file, span)))
        .help(refusal.remedy.says())
}

/// Says which pictures under `static/`, from where everything is copied as it is, hold what is not shown.
fn check_static_pictures(sources: &dyn Sources, memory: &mut Memory, report: &mut Report) {
    let pictures: Vec<&Listing> = sources.list().iter().filter(|listing| listing.path.starts_with("static/") && is_looked_into(&listing.path)).collect();
    let known = &*memory;
    let look = |listing: &&Listing| known.static_picture(listing).unwrap_or_else(|| of_static_picture(&listing.path, sources));
    let told: Vec<Option<Diagnostic>> = pictures.par_iter().map(look).collect();
    memory.keep_static_pictures(pictures.iter().copied().zip(&told));
    report.extend(told.into_iter().flatten());
}

/// Says of a picture that it is published as it is, and why.
fn unreduced(message: impl Into<String>, file: &Arc<str>) -> Diagnostic {
    Diagnostic::new(Code::UnreducedPicture, message).at(Place::file(file))
}

fn missing(href: &str, looked_for: String) -> Diagnostic {
    let shown: String = href.chars().take(120).collect();
    Diagnostic::new(Code::MissingPicture, format!("there is no picture \"{shown}\"")).grouped("pictures that are referred to are not there").label(looked_for)
}

/// The logos that `dateline.yaml` names, each with the way to its key.
fn logos(config: &Config) -> impl Iterator<Item = (&str, FieldPath)> {
    let publisher = config.publisher.as_ref().and_then(|publisher| publisher.logo.as_deref());
    let logos = [("publisher", publisher), ("theme", config.theme.logo.as_deref())];
    logos.into_iter().filter_map(|(of, logo)| Some((logo?, FieldPath::key(of).then_key("logo"))))
}

/// One file that a document refers to.
struct Reference<'a> {
    document: &'a str,
    href: &'a str,
    wanted: Use,
    place: Place,
}

fn references(content: &Content) -> impl Iterator<Item = Reference<'_>> {
    let portrait = |kind| if content.config.kinds.get(kind).nature == Nature::Person { Use::Portrait } else { Use::Shown };
    let heads = content
        .articles
        .iter()
        .map(|article| (&article.file, article.image.as_ref(), Use::Shown))
        .chain(content.profiles.iter().map(move |profile| (&profile.file, profile.image.as_ref(), portrait(profile.kind))))
        .filter_map(|(file, image, wanted)| {
            let place = Place::of_value(file, FieldPath::key("image").then_key("src"));
            image.map(|image| Reference { document: file, href: &image.src, wanted, place })
        });
    let bodies = content
        .articles
        .iter()
        .map(|article| (&article.file, &article.body))
        .chain(content.profiles.iter().map(|profile| (&profile.file, &profile.body)))
        .chain(content.pages.iter().map(|page| (&page.file, &page.body)))
        .flat_map(|(file, body)| {
            body.links.iter().map(move |link| {
                let wanted = if link.picture { Use::Shown } else { Use::Linked };
                Reference { document: file, href: &link.href, wanted, place: Place::span(file, link.span) }
            })
        });
    heads.chain(bodies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medium_that_was_remembered_counts_only_if_its_file_may_have_given_it() {
        let digest = Digest::of(b"a");
        let (stem, extension) = Medium::published_name("content/articles/Ä b.PNG", digest);
        let variants = Variant::of(&stem, (2000, 1000), Use::Shown);
        let file = "content/articles/Ä b.PNG";
        let medium = Medium { file: file.into(), name: format!("{stem}.{extension}"), digest, size: Some((2000, 1000)), variants, memory: 0 };
        assert!(medium.is_of(file, Use::Shown) && Medium { variants: Vec::new(), ..medium.clone() }.is_of(file, Use::Shown));
        let forged = [
            Medium { file: "../../secret".into(), ..medium.clone() },
            Medium { name: "../../index.html".to_owned(), ..medium.clone() },
            Medium { size: Some((0, 0)), ..medium.clone() },
            Medium { size: Some((u32::MAX, u32::MAX)), ..medium.clone() },
            Medium { size: None, ..medium.clone() },
            Medium { variants: vec![Variant { name: "x".to_owned(), size: (u32::MAX, u32::MAX) }], ..medium },
        ];
        assert!(forged.iter().all(|medium| !medium.is_of(file, Use::Shown)));
    }

    #[test]
    fn an_address_cannot_leave_the_content_folder() {
        assert_eq!(Target::of("content/articles/2018/a.md", "../b.jpg"), Target::File("content/articles/b.jpg".to_owned()));
        assert_eq!(Target::of("content/articles/a.md", "../../../etc/passwd"), Target::Outside);
        assert_eq!(Target::of("content/articles/a.md", "../../dateline.yaml"), Target::Outside);
        assert_eq!(Target::of("content/articles/a.md", "%2e%2e/%2e%2e/x"), Target::Outside);
        assert_eq!(Target::of("content/articles/a.md", "/images/a%20b.png?x"), Target::Root("images/a b.png".to_owned()));
    }

    #[test]
    fn a_drawing_is_told_by_its_name_or_its_bytes_and_a_photograph_is_none() {
        for (bytes, extension) in [(&b"<svg/>"[..], "svg"), (b"a", "svg"), (b"<svg/>", "png"), (b"\xff\xfe<\0", "jpg")] {
            assert!(is_drawing(bytes, extension), "{bytes:?} {extension}");
        }
        for (bytes, extension) in [(&b"\x89PNG\r\n\x1a\n"[..], "svg"), (b"<svg/>", "txt"), (b"a", "png"), (b"<a>", "geojson")] {
            assert!(!is_drawing(bytes, extension), "{bytes:?} {extension}");
        }
    }
}
