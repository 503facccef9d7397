use super::memory::Examined;
use super::picture_head::{PictureForm, PictureHead};
use super::read::Content;
use super::variant::{MOST_PIXELS, REDUCES, Use, WIDEST};
use super::{CONFIG_FILE, Config, Memory, Nature, Variant, Withheld};
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

/// Whether a file can be opened by a reader without anything being run. An SVG is a document that can hold scripts.
fn is_harmless(path: &str, sources: &dyn Sources) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    if !HARMLESS.contains(&extension.as_str()) {
        return false;
    }
    extension != "svg" || sources.bytes(path).is_ok_and(|bytes| is_still(&String::from_utf8_lossy(&bytes).to_ascii_lowercase()))
}

/// Whether a file, or a folder that it is in, has a name that begins with a dot.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| matches!(Withheld::of_name(part, false), Some(Withheld::Hidden | Withheld::Internal)))
}

/// Whether an SVG, in lower case, holds no script, no handler, no foreign document.
fn is_still(svg: &str) -> bool {
    let active = ["<script", "<foreignobject", "<iframe", "<embed", "<object", "<handler", "javascript:", "<!entity", "data:text"];
    let handler = svg.match_indices(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '/')).any(|(at, _)| {
        let name: &str = svg[at + 1..].split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        name.len() > 3 && name.starts_with("on") && svg[at + 1 + name.len()..].trim_start().starts_with('=')
    });
    !handler && !active.iter().any(|sign| svg.contains(sign))
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
                Some(listing) if is_harmless(&listing.path, sources) => {
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
        let mut media = BTreeMap::new();
        for (medium, fault) in examined.into_iter().flatten() {
            report.extend(fault);
            media.insert(medium.file.clone(), medium);
        }
        Media(media)
    }
}

impl Medium {
    fn examine(file: Arc<str>, wanted: Use, sources: &dyn Sources) -> Option<(Medium, Option<Diagnostic>)> {
        let mut hasher = blake3::Hasher::new();
        let mut head = Vec::new();
        sources
            .stream(&file, &mut |piece| {
                hasher.update(piece);
                let room = HEAD.saturating_sub(head.len()).min(piece.len());
                head.extend_from_slice(&piece[..room]);
            })
            .ok()?;
        let digest = Digest::cut(&hasher.finalize());
        let name = file.rsplit('/').next().unwrap_or(&file);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let extension: String = extension.chars().filter(char::is_ascii_alphanumeric).take(8).collect::<String>().to_ascii_lowercase();
        let read = PictureHead::read(&head, &extension);
        let stem = format!("{}.{}", Slug::of(stem), digest.short());
        let mut medium = Medium { name: format!("{stem}.{extension}"), digest, size: read.map(|head| head.size), variants: Vec::new(), file };
        let Some(PictureHead { size, form }) = read else {
            let is_picture = wanted > Use::Linked && ["jpg", "jpeg", "png", "webp", "gif"].contains(&&*extension);
            let fault = is_picture.then(|| {
                unreduced("this picture cannot be read: its first bytes are those of no form that is known here", &medium.file)
                    .help("open it in a program for pictures and save it anew, or fetch the file again")
            });
            return Some((medium, fault));
        };
        let variants = if form == PictureForm::Other { Vec::new() } else { Variant::of(&stem, size, wanted) };
        if !REDUCES || variants.is_empty() {
            return Some((medium, None));
        }
        let pixels = u64::from(size.0) * u64::from(size.1);
        let fault = if pixels > MOST_PIXELS {
            let message = format!("this picture has {} million pixels, more than are read here", pixels / 1_000_000);
            unreduced(message, &medium.file).grouped("pictures have more pixels than are read here").help("save it 4000 pixels wide: no screen shows more")
        } else if form == PictureForm::Inks {
            unreduced("this picture is made for print (CMYK), and its colours cannot be kept in a smaller one", &medium.file)
                .grouped("pictures are made for print (CMYK)")
                .help("save it in RGB, as screens have it")
        } else {
            medium.variants = variants;
            return Some((medium, None));
        };
        Some((medium, Some(fault)))
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
    fn an_address_cannot_leave_the_content_folder() {
        assert_eq!(Target::of("content/articles/2018/a.md", "../b.jpg"), Target::File("content/articles/b.jpg".to_owned()));
        assert_eq!(Target::of("content/articles/a.md", "../../../etc/passwd"), Target::Outside);
        assert_eq!(Target::of("content/articles/a.md", "../../dateline.yaml"), Target::Outside);
        assert_eq!(Target::of("content/articles/a.md", "%2e%2e/%2e%2e/x"), Target::Outside);
        assert_eq!(Target::of("content/articles/a.md", "/images/a%20b.png?x"), Target::Root("images/a b.png".to_owned()));
    }

    #[test]
    fn an_svg_that_runs_something_is_not_published() {
        assert!(is_still("<svg xmlns=\"x\"><path d=\"m0 0\"/><text>on = off</text></svg>"));
        for active in ["<svg onload=alert(1)>", "<svg\nonload = 'x'>", "<svg><script/></svg>", "<a href='javascript:x'>"] {
            assert!(!is_still(active), "{active}");
        }
    }
}
