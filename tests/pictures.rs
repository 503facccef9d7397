//! What becomes of pictures: real ones, drawn here, with what a camera writes into them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jpeg_encoder::{ColorType, Encoder};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// 2 August 2018, noon UTC.
const NOW: &str = "1533211200";
/// Stands in every part of a picture that must not be published.
const SECRET: &[u8] = b"37.9560N 126.6770E";

type Colour = [u8; 3];
const RED: Colour = [200, 20, 20];
const BLUE: Colour = [20, 20, 200];
const GREEN: Colour = [20, 160, 20];
const WHITE: Colour = [240, 240, 240];

/// A picture as it is meant: red above on the left, green above on the right, white and blue below.
fn meant(x: usize, y: usize, width: usize, height: usize) -> Colour {
    match (x * 2 < width, y * 2 < height) {
        (true, true) => RED,
        (false, true) => GREEN,
        (true, false) => WHITE,
        (false, false) => BLUE,
    }
}

/// Where a point of a picture that is turned so stands when it is shown (EXIF 2.3, tag 0x0112: which side the first row and
/// the first column of what is stored are).
fn shown_at(turn: u8, x: usize, y: usize, width: usize, height: usize) -> (usize, usize) {
    let (right, below) = (width - 1 - x, height - 1 - y);
    match turn {
        1 => (x, y),
        2 => (right, y),
        3 => (right, below),
        4 => (x, below),
        5 => (y, x),
        6 => (below, x),
        7 => (below, right),
        8 => (y, right),
        _ => panic!("EXIF knows no turn {turn}"),
    }
}

/// A JPEG of what is meant, stored with a turn, with the place it was taken at.
fn photograph(turn: u8, width: usize, height: usize) -> Vec<u8> {
    let (across, down) = if turn >= 5 { (height, width) } else { (width, height) };
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (at_x, at_y) = shown_at(turn, x, y, width, height);
            pixels.extend(meant(at_x, at_y, across, down));
        }
    }
    jpeg(&pixels, width, height, ColorType::Rgb, turn, None)
}

fn jpeg(pixels: &[u8], width: usize, height: usize, colours: ColorType, turn: u8, profile: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 90);
    // Little-endian, with two entries before the turn and a place after it, as a telephone writes it.
    let mut exif = b"Exif\0\0II\x2a\0\x08\0\0\0\x03\0".to_vec();
    exif.extend(b"\x0f\x01\x02\0\x04\0\0\0cam\0");
    exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, turn, 0, 0, 0]);
    exif.extend(b"\x25\x88\x04\0\x01\0\0\0\x32\0\0\0\0\0\0\0GPS ");
    exif.extend(SECRET);
    encoder.add_app_segment(1, &exif).unwrap();
    encoder.add_app_segment(13, &[b"Photoshop 3.0\0 byline ", SECRET].concat()).unwrap();
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).unwrap();
    }
    encoder.encode(pixels, u16::try_from(width).unwrap(), u16::try_from(height).unwrap(), colours).unwrap();
    out
}

/// A PNG (W3C), packed without compression: with alpha, half of it shining through.
fn drawing(width: u32, height: u32) -> Vec<u8> {
    let row = |_: u32| std::iter::once(0).chain((0..width).flat_map(|x| if x * 2 < width { [200, 20, 20, 255] } else { [0, 0, 0, 0] }));
    let rows: Vec<u8> = (0..height).flat_map(row).collect();
    let mut packed = vec![0x78, 0x01];
    let mut blocks = rows.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap();
        packed.push(u8::from(blocks.peek().is_none()));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    let (mut low, mut high) = (1u32, 0u32);
    for byte in &rows {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    packed.extend((high << 16 | low).to_be_bytes());
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let text = [b"Comment\0", SECRET].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunk(b"tEXt", &text), chunk(b"IDAT", &packed), chunk(b"IEND", b"")].concat()
}

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let named = [name, data].concat();
    let sum = named.iter().fold(!0u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }));
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &named, &(!sum).to_be_bytes()].concat()
}

/// A site folder with an output folder beside it.
struct Site(TempDir);

impl Site {
    /// A site of one article that shows these pictures, the first at its head.
    fn showing(pictures: &[(&str, Vec<u8>)]) -> Site {
        let site = Site(TempDir::new().unwrap());
        site.write("dateline.yaml", b"title: A site\nbase_url: https://site.example/\n");
        let (head, rest) = pictures.split_first().unwrap();
        let shown: String = rest.iter().map(|(name, _)| format!("![Shows {name}]({name})\n\n")).collect();
        let image = format!("image: {{ src: {}, alt: Four fields, credit: Staff }}", head.0);
        site.write("content/articles/2018-07-31-talks.md", format!("---\ntitle: Talks\n{image}\n---\nText.\n\n{shown}").as_bytes());
        pictures.iter().for_each(|(name, bytes)| site.write(&format!("content/articles/{name}"), bytes));
        site
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    /// The cache folder of whoever builds.
    fn cache(&self) -> PathBuf {
        self.0.path().join("cache")
    }

    /// The smaller forms that are kept, by their names.
    fn kept(&self) -> BTreeMap<String, Vec<u8>> {
        let kept = tree(&self.cache()).into_iter().filter(|(path, _)| path.contains("/pictures/"));
        kept.map(|(path, bytes)| (path.rsplit('/').next().unwrap().to_owned(), bytes)).collect()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn run(&self, arguments: &[&str], threads: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dateline"))
            .env("SOURCE_DATE_EPOCH", NOW)
            .env("NO_COLOR", "1")
            .env("XDG_CACHE_HOME", self.cache())
            .args(arguments)
            .arg("--root")
            .arg(self.root())
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap()
    }

    /// Builds into a folder, and gives what was said and what is there.
    fn build(&self, options: &[&str], threads: &str) -> (String, BTreeMap<String, Vec<u8>>) {
        let out = self.out();
        let ended = self.run(&[&["build", "--out", out.to_str().unwrap()], options].concat(), threads);
        let said = String::from_utf8(ended.stdout).unwrap() + &String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(0), "{said}");
        let mut files = tree(&out);
        files.retain(|name, _| !name.starts_with(".dateline/"));
        (said, files)
    }
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).into_iter().flatten().flatten() {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                files.insert(entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), fs::read(entry.path()).unwrap());
            }
        }
    }
    files
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// The value of an attribute of the first `<img>` on a page whose tag holds a word.
fn attribute(page: &str, word: &str, name: &str) -> Option<String> {
    let tag = page.split("<img").skip(1).map(|tag| tag.split('>').next().unwrap()).find(|tag| tag.contains(word)).unwrap();
    Some(tag.split_once(&format!(" {name}=\""))?.1.split('"').next().unwrap().to_owned())
}

#[test]
fn nothing_that_is_published_tells_where_a_picture_was_taken() {
    let site = Site::showing(&[("photo.jpg", photograph(6, 90, 170)), ("drawing.png", drawing(20, 10)), ("misnamed.png", photograph(1, 30, 20))]);
    let (_, files) = site.build(&[], "2");
    assert_eq!(files.keys().filter(|name| name.starts_with("media/")).count(), 3);
    for (name, bytes) in &files {
        assert!(!holds(bytes, SECRET) && !holds(bytes, b"GPS") && !holds(bytes, b"cam\0"), "{name}");
    }
}

#[test]
fn a_turned_photograph_has_the_room_it_needs_when_it_is_shown() {
    let site = Site::showing(&[("photo.jpg", photograph(6, 90, 170))]);
    let page = String::from_utf8(site.build(&[], "2").1["articles/talks/index.html"].clone()).unwrap();
    assert_eq!((attribute(&page, "photo", "width").as_deref(), attribute(&page, "photo", "height").as_deref()), (Some("170"), Some("90")));
    assert_eq!(attribute(&page, "photo", "srcset"), None, "small pictures have one form");
}

#[cfg(not(feature = "images"))]
#[test]
fn a_small_program_publishes_every_picture_as_it_is() {
    let site = Site::showing(&[("photo.jpg", photograph(1, 1700, 40))]);
    let (said, files) = site.build(&[], "2");
    let page = std::str::from_utf8(&files["articles/talks/index.html"]).unwrap();
    assert_eq!((attribute(page, "photo", "srcset"), attribute(page, "photo", "width").as_deref()), (None, Some("1700")));
    assert!(!said.contains("smaller") && !site.root().join(".dateline").exists());
}

#[cfg(feature = "images")]
mod reduced {
    use super::*;
    use dateline::site::{clean_picture, reduce};
    use proptest::prelude::*;
    use std::time::SystemTime;

    /// A decoded WebP.
    struct Shown {
        size: (usize, usize),
        has_alpha: bool,
        /// Three bytes a pixel, or four with alpha.
        pixels: Vec<u8>,
    }

    fn shown(webp: &[u8]) -> Option<Shown> {
        let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(webp)).ok()?;
        let mut pixels = vec![0; decoder.output_buffer_size()?];
        decoder.read_image(&mut pixels).ok()?;
        let (width, height) = decoder.dimensions();
        Some(Shown { size: (width as usize, height as usize), has_alpha: decoder.has_alpha(), pixels })
    }

    /// Colours lie as they are meant, in a picture of this size.
    fn assert_upright(webp: &[u8], width: usize, height: usize, what: &str) {
        let picture = shown(webp).unwrap_or_else(|| panic!("{what} is no WebP"));
        assert_eq!(picture.size, (width, height), "{what}");
        let size = if picture.has_alpha { 4 } else { 3 };
        for (x, y) in [(1, 1), (3, 1), (1, 3), (3, 3)] {
            let (x, y) = (width * x / 4, height * y / 4);
            let at = (y * width + x) * size;
            let (found, wanted) = (&picture.pixels[at..at + 3], meant(x, y, width, height));
            assert!(found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 30), "{what}: {found:?} at {x},{y} is not {wanted:?}");
        }
    }

    fn media(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, &[u8]> {
        files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix("media/")?, &bytes[..]))).collect()
    }

    /// Every form that a page names is there.
    fn assert_whole(files: &BTreeMap<String, Vec<u8>>) {
        for (name, page) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
            let page = std::str::from_utf8(page).unwrap();
            for list in page.split(" srcset=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let forms: Vec<&str> = list.split(", ").map(|form| form.split(' ').next().unwrap()).collect();
                assert!(forms.len() > 1 && forms.iter().all(|form| files.contains_key(&form[1..])), "{name}: {list}");
            }
        }
    }

    #[test]
    fn a_wide_photograph_is_offered_upright_in_four_widths() {
        let site = Site::showing(&[("photo.jpg", photograph(6, 900, 1700)), ("second.jpg", photograph(1, 1000, 700))]);
        let (said, files) = site.build(&[], "2");
        assert!(said.contains(" written, 0 removed, 6 smaller pictures made.\n"), "{said}");
        let page = std::str::from_utf8(&files["articles/talks/index.html"]).unwrap();
        let src = attribute(page, "photo", "src").unwrap();
        assert!(src.ends_with(".1600.webp"), "{src}: nobody is sent more than a screen shows");
        assert_eq!((attribute(page, "photo", "width").as_deref(), attribute(page, "photo", "height").as_deref()), (Some("1600"), Some("847")));
        let widths = |word: &str| -> Vec<String> {
            attribute(page, word, "srcset").unwrap().split(", ").map(|form| form.rsplit_once(' ').unwrap().1.to_owned()).collect()
        };
        assert_eq!(
            (widths("photo"), widths("second")),
            (["480w", "800w", "1200w", "1600w"].map(str::to_owned).to_vec(), ["480w", "800w", "1000w"].map(str::to_owned).to_vec())
        );
        assert!(attribute(page, "photo", "sizes").unwrap().contains("38rem") && attribute(page, "second", "sizes").unwrap().contains("38rem"));
        assert_eq!((attribute(page, "photo", "loading"), attribute(page, "photo", "fetchpriority").as_deref()), (None, Some("high")));
        assert_eq!((attribute(page, "second", "loading").as_deref(), attribute(page, "second", "decoding").as_deref()), (Some("lazy"), Some("async")));
        assert!(page.contains("property=\"og:image\" content=\"https://site.example/media/photo.") && page.contains(".1200.webp\">"));
        assert_whole(&files);
        for (name, bytes) in media(&files).into_iter().filter(|(name, _)| name.starts_with("photo.") && name.ends_with(".webp")) {
            let width: usize = name.rsplit('.').nth(1).unwrap().parse().unwrap();
            assert_upright(bytes, width, (width * 900 + 850) / 1700, name);
            assert!(!holds(bytes, b"EXIF") && !holds(bytes, SECRET), "{name}");
        }
    }

    #[test]
    fn every_turn_that_a_camera_writes_is_undone() {
        for turn in 1..=8 {
            let (width, height) = if turn >= 5 { (120, 160) } else { (160, 120) };
            let made = reduce(&photograph(turn, width, height), &[(80, 60), (40, 30)]).unwrap();
            assert_upright(&made[0], 80, 60, &format!("turn {turn}"));
            assert_upright(&made[1], 40, 30, &format!("turn {turn}"));
        }
    }

    #[test]
    fn what_shines_through_a_drawing_shines_through_a_smaller_one() {
        let made = reduce(&drawing(200, 100), &[(100, 50)]).unwrap();
        let picture = shown(&made[0]).unwrap();
        assert!(picture.has_alpha);
        let alpha = |x: usize| picture.pixels[(25 * 100 + x) * 4 + 3];
        assert_eq!((alpha(10), alpha(90)), (255, 0));
        // And a WebP is read as well as it is written.
        assert!(shown(&reduce(&made[0], &[(50, 25)]).unwrap()[0]).unwrap().has_alpha);
    }

    #[test]
    fn an_unusual_colour_profile_is_kept_and_the_usual_one_is_not() {
        let pixels: Vec<u8> = (0..64 * 64).flat_map(|_| RED).collect();
        let profile = |name: &[u8]| [&[7; 140][..], name, &[9; 77]].concat();
        let of = |profile: &[u8]| reduce(&jpeg(&pixels, 64, 64, ColorType::Rgb, 1, Some(profile)), &[(32, 32)]).unwrap().remove(0);
        let wide = of(&profile(b"Display P3"));
        assert!(holds(&wide, b"ICCP") && holds(&wide, &profile(b"Display P3")));
        let picture = shown(&wide).unwrap();
        assert_eq!((picture.size.0, picture.size.1, imagesize::blob_size(&wide).unwrap().width), (32, 32, 32));
        assert!(picture.pixels[0].abs_diff(RED[0]) < 12);
        assert!(!holds(&of(&profile(b"sRGB IEC61966-2.1")), b"ICCP"));
    }

    fn clean(picture: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        clean_picture(&mut std::io::Cursor::new(picture), &mut out).unwrap();
        out
    }

    #[test]
    fn cleaning_changes_no_pixel() {
        for picture in [photograph(6, 90, 170), jpeg(&vec![90; 64 * 48 * 4], 64, 48, ColorType::Cmyk, 1, None)] {
            let pixels = |bytes: &[u8]| jpeg_decoder::Decoder::new(bytes).decode().unwrap();
            let cleaned = clean(&picture);
            assert!(pixels(&cleaned) == pixels(&picture) && cleaned.len() < picture.len() && !holds(&cleaned, SECRET));
        }
        let drawn = drawing(20, 10);
        let pixels = |bytes: &[u8]| zune_png::PngDecoder::new(std::io::Cursor::new(bytes)).decode_raw().unwrap();
        assert!(pixels(&clean(&drawn)) == pixels(&drawn) && !holds(&clean(&drawn), SECRET));
        let made = reduce(&drawn, &[(20, 10)]).unwrap().remove(0);
        assert!(clean(&made) == made, "what is made here has nothing to lose");
    }

    #[test]
    fn a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() {
        let size = |width: u32, height: u32| [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        let png = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &size(10_001, 10_000)), chunk(b"IDAT", b""), chunk(b"IEND", b"")].concat();
        let frame = b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\0\xff\xd9";
        // Without loss: 14 bits of width, and 14 of height, each less one.
        let webp = b"RIFF\x1a\0\0\0WEBPVP8L\x0e\0\0\0\x2f\xff\xff\xff\x0f\x07\x10\x11\x11\x88\x88\xfe\x07\0";
        for picture in [&png[..], frame, webp] {
            let why = reduce(picture, &[(1, 1)]).unwrap_err();
            assert!(why.contains("million pixels"), "{why}");
        }
    }

    #[test]
    fn a_picture_is_made_smaller_once_and_never_again() {
        let site = Site::showing(&[("photo.jpg", photograph(6, 900, 1700)), ("second.jpg", photograph(1, 1000, 700))]);
        let kept = || site.kept();
        let times = || -> Vec<SystemTime> {
            let kept = tree(&site.cache()).into_keys().filter(|path| path.contains("/pictures/"));
            kept.map(|path| fs::metadata(site.cache().join(path)).unwrap().modified().unwrap()).collect()
        };
        let (said, first) = site.build(&[], "2");
        assert!(said.contains("6 smaller pictures made"), "{said}");
        assert_eq!(kept().len(), 6);
        let before = times();
        let (said, again) = site.build(&[], "2");
        assert!(said.contains(": 0 written, 0 removed.\n") && again == first, "{said}");
        // Into an empty folder, from what is kept.
        fs::remove_dir_all(site.out()).unwrap();
        let (said, afresh) = site.build(&[], "1");
        assert!(!said.contains("smaller pictures") && afresh == first, "{said}");
        assert_eq!(times(), before, "nothing that is kept was written again");
        // From what stands in the output, when nothing is kept.
        let pictures = tree(&site.cache()).into_keys().filter(|path| path.contains("/pictures/"));
        pictures.for_each(|path| fs::remove_file(site.cache().join(path)).unwrap());
        let (said, standing) = site.build(&[], "2");
        assert!(said.contains(": 0 written, 0 removed.\n") && standing == first && kept().is_empty(), "{said}");
        // Anew, when that is asked for: the same bytes, and nothing is kept.
        let (said, anew) = site.build(&["--no-cache"], "1");
        assert!(said.contains("6 smaller pictures made") && anew == first && kept().is_empty(), "{said}");
        assert!(!site.out().join(".dateline/pictures").exists());
    }

    #[test]
    fn what_no_picture_needs_is_not_kept() {
        let site = Site::showing(&[("photo.jpg", photograph(1, 1000, 700)), ("second.jpg", photograph(1, 900, 700))]);
        let kept = || site.kept().into_keys().map(|name| name[..20].to_owned()).collect::<std::collections::BTreeSet<_>>();
        site.build(&[], "2");
        let both = kept();
        site.write("content/articles/photo.jpg", &photograph(1, 1000, 720));
        site.build(&[], "2");
        let now = kept();
        assert!(both.len() == 2 && now.len() == 2 && both.intersection(&now).count() == 1, "{both:?} {now:?}");
        // What a draft shows is not published, and is kept for its preview.
        site.write("content/articles/draft.md", b"---\ntitle: Draft\ndate: 2018-07-01\ndraft: true\nimage: { src: third.jpg, alt: Fields }\n---\n");
        site.write("content/articles/third.jpg", &photograph(1, 800, 700));
        site.build(&["--drafts"], "2");
        assert_eq!(kept().len(), 3);
        site.build(&[], "2");
        assert_eq!(kept().len(), 3);
        fs::create_dir(site.root().join(".dateline")).unwrap();
        fs::write(site.root().join(".dateline/notes.txt"), "mine").unwrap();
        assert!(site.run(&["clean", "--out", site.out().to_str().unwrap()], "2").status.success());
        assert_eq!(tree(&site.root().join(".dateline")).into_keys().collect::<Vec<_>>(), ["notes.txt"]);
        assert!(site.kept().is_empty());
        assert!(media(&tree(&site.out())).is_empty());
    }

    #[test]
    fn a_broken_picture_is_named_every_time_and_published_as_it_is() {
        let whole = photograph(1, 1000, 700);
        let giant = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 6, 0, 0, 0])].concat();
        let inks = jpeg(&vec![90; 1000 * 700 * 4], 1000, 700, ColorType::Cmyk, 1, None);
        let pictures = [
            ("cut.jpg", whole[..whole.len() / 2].to_vec()),
            ("giant.png", giant),
            ("inks.jpg", inks),
            ("text.jpg", b"no picture".to_vec()),
            ("good.jpg", whole),
        ];
        let site = Site::showing(&pictures);
        let (first, files) = site.build(&["--format", "json"], "2");
        let said: Vec<&str> = first.lines().filter(|line| line.contains("\"unreduced-picture\"")).collect();
        assert_eq!(said.len(), 4, "{first}");
        for (name, why) in [("cut.jpg", "cannot be decoded"), ("giant.png", "900 million pixels"), ("inks.jpg", "CMYK"), ("text.jpg", "cannot be read")] {
            assert!(said.iter().any(|line| line.contains(name) && line.contains(why) && line.contains("\"help\":\"")), "{name}: {first}");
        }
        assert_whole(&files);
        let published = media(&files);
        let original = published.iter().find(|(name, _)| name.starts_with("cut.") && name.ends_with(".jpg")).unwrap().1;
        let instead: Vec<_> = published.iter().filter(|(name, _)| name.starts_with("cut.") && name.ends_with(".webp")).collect();
        assert!(instead.len() == 2 && instead.iter().all(|(_, bytes)| bytes == &original) && !holds(original, SECRET));
        let (second, again) = site.build(&["--format", "json"], "2");
        assert!(second == first && again == files, "{second}");
        let checked = String::from_utf8(site.run(&["check", "--format", "json"], "2").stdout).unwrap();
        assert_eq!(checked.lines().filter(|line| line.contains("\"unreduced-picture\"")).count(), 4, "{checked}");
    }

    #[test]
    fn a_persons_face_stands_beside_their_name() {
        let site = Site::showing(&[("photo.jpg", photograph(1, 60, 40))]);
        site.write("content/articles/more.md", b"---\ntitle: More\ndate: 2018-07-30\npeople: [Ada, Kim, Gone]\norganizations: [Guild]\n---\n");
        site.write("content/people/ada.md", b"---\nname: Ada\nimage: { src: ada.jpg, alt: Ada at sea, focus: 30% 20% }\n---\n");
        site.write("content/people/kim.md", b"---\nname: Kim\n---\n");
        site.write("content/people/gone.md", b"---\nname: Gone\nremove: true\nimage: { src: gone.jpg, alt: Gone }\n---\n");
        site.write("content/organizations/guild.md", b"---\nname: Guild\nimage: { src: ../people/ada.jpg, alt: A seal }\n---\n");
        site.write("content/people/ada.jpg", &photograph(8, 800, 600));
        site.write("content/people/gone.jpg", &photograph(1, 600, 800));
        let (_, files) = site.build(&[], "2");
        let page = |name: &str| std::str::from_utf8(&files[&format!("{name}index.html")]).unwrap().to_owned();
        for list in [page("articles/more/"), page("people/")] {
            let face = attribute(&list, "class=\"monogram\"", "src").unwrap();
            assert!(face.starts_with("/media/ada.") && face.ends_with(".160.webp"), "{face}");
            assert_eq!(attribute(&list, "class=\"monogram\"", "alt").as_deref(), Some(""), "the name stands beside it");
            assert_eq!(attribute(&list, "class=\"monogram\"", "style").as_deref(), Some("object-position:30% 20%"));
            assert_eq!(list.matches("<img").count(), 1, "who has no picture, or was removed, has a monogram");
        }
        let own = page("people/ada/");
        assert_eq!(attribute(&own, "ada", "sizes").as_deref(), Some("10rem"));
        assert!(attribute(&own, "ada", "srcset").unwrap().contains(".160.webp 160w, "));
        assert!(!page("organizations/").contains("<img"), "a seal is no face");
        assert!(files.keys().all(|name| !name.contains("gone")));
        assert_whole(&files);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn whatever_stands_in_a_picture_it_is_read_or_refused(kind in 0..3usize, cut in 0..1000usize, changes in prop::collection::vec((0..1000usize, any::<u8>()), 0..6)) {
            let sources = [photograph(6, 40, 30), drawing(24, 16), reduce(&photograph(1, 40, 30), &[(30, 20)]).unwrap().remove(0)];
            let mut bytes = sources[kind].clone();
            let length = bytes.len();
            for (at, byte) in changes {
                bytes[at * length / 1000] = byte;
            }
            bytes.truncate(length * cut / 1000 + 1);
            if let Ok(made) = reduce(&bytes, &[(20, 15)]) {
                prop_assert!(shown(&made[0]).is_some());
            }
        }
    }
}
