//! What photographs carry: nothing of it is published but the picture.

use super::*;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// Stands in every part of a picture that must not be published.
const MARK: &[u8] = b"37.9560N 126.6770E serial 0042";

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// A site whose one article shows these pictures.
fn showing(pictures: &[(&str, Vec<u8>)]) -> Site {
    let text: String = pictures.iter().map(|(name, _)| format!("![a]({name})\n\n")).collect();
    let site = Site::new().article("pictures", "title: Pictures\ndate: 2018", &text);
    pictures.iter().fold(site, |site, (name, bytes)| site.with(&format!("content/articles/{name}"), bytes))
}

/// What was published of pictures, by name.
fn published(built: &Built) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    visit(&built.site.root().join("public/media"), &mut |path| {
        files.insert(path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap());
    });
    files
}

/// Builds a site that shows these pictures: none is published with what is hidden in it, and nothing is said.
fn assert_clean(pictures: &[(&str, Vec<u8>)]) -> BTreeMap<String, Vec<u8>> {
    for (name, bytes) in pictures {
        assert!(holds(bytes, MARK), "nothing is hidden in {name}");
    }
    let built = showing(pictures).build();
    let files = published(&built);
    assert_eq!((files.len(), &*built.messages), (pictures.len(), ""));
    for (name, bytes) in &files {
        assert!(!holds(bytes, MARK) && !holds(bytes, b"GPS"), "{name}");
    }
    files
}

/// What `check` says of a site with these files under `static/`.
fn told_of_static(files: &[(&str, Vec<u8>)]) -> String {
    let site = files.iter().fold(Site::new(), |site, (name, bytes)| site.with(&format!("static/{name}"), bytes));
    let check = Command::new(env!("CARGO_BIN_EXE_dateline")).args(["check", "--format", "json", "--root"]).arg(site.root()).output().unwrap();
    String::from_utf8(check.stdout).unwrap()
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &u16::try_from(body.len() + 2).unwrap().to_be_bytes(), body].concat()
}

/// EXIF with a place.
fn exif() -> Vec<u8> {
    let head = b"II\x2a\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0GPS ";
    [head, MARK].concat()
}

/// A real JPEG of 24 by 16 points, in two halves: to the end of its tables, and from its scan on.
fn jpeg() -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = (0..24 * 16 * 3).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let mut bytes = Vec::new();
    jpeg_encoder::Encoder::new(&mut bytes, 90).encode(&pixels, 24, 16, jpeg_encoder::ColorType::Rgb).unwrap();
    let scan = bytes.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
    let second = bytes.split_off(scan);
    (bytes, second)
}

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(data);
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &crc.sum().to_be_bytes()].concat()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A PNG of grey points with more chunks before its pixels and after them.
fn png(size: u32, before: &[u8], after: &[u8]) -> Vec<u8> {
    let rows = vec![0; ((size + 1) * size) as usize];
    let head = [&size.to_be_bytes()[..], &size.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &head)[..], before, &chunk(b"IDAT", &packed(&rows)), after, &chunk(b"IEND", b"")].concat()
}

fn part(name: &[u8], data: &[u8]) -> Vec<u8> {
    [name, &u32::try_from(data.len()).unwrap().to_le_bytes(), data, &vec![0; data.len() % 2]].concat()
}

fn riff(parts: &[Vec<u8>]) -> Vec<u8> {
    part(b"RIFF", &[b"WEBP", &parts.concat()[..]].concat())
}

/// The chunk of a real WebP of one point, without loss.
fn point() -> Vec<u8> {
    part(b"VP8L", &[0x2f, 0, 0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07, 0])
}

#[test]
fn nothing_hidden_in_a_jpeg_is_published() {
    let (head, scan) = jpeg();
    let whole = [&head[..], &scan].concat();
    let with = |hidden: &[u8]| [&head[..2], hidden, &head[2..], &scan].concat();
    let end = scan.len() - 2;
    let pictures = [
        ("exif.jpg", with(&segment(0xe1, &[b"Exif\0\0", &exif()[..]].concat()))),
        ("fill.jpg", with(&[&[0xff; 9][..], &segment(0xe1, &[b"Exif\0\0", &exif()[..]].concat())].concat())),
        ("xmp.jpg", with(&segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", MARK].concat()))),
        ("jfxx.jpg", with(&segment(0xe0, &[b"JFXX\0\x10", MARK].concat()))),
        ("thumbnail.jpg", with(&segment(0xe0, &[b"JFIF\0\x01\x02\0\0\x01\0\x01\x02\x05", MARK].concat()))),
        ("app2.jpg", with(&segment(0xe2, &[b"FPXR\0", MARK].concat()))),
        ("noprofile.jpg", with(&segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", MARK].concat()))),
        ("reserved.jpg", with(&segment(0xf0, MARK))),
        ("adobe.jpg", with(&segment(0xee, &[b"Ducky\0", MARK].concat()))),
        ("between.jpg", with(MARK)),
        ("standalone.jpg", with(&[&[0xff, 0x01, 0xff, 0xd3][..], &segment(0xed, MARK)].concat())),
        ("comment.jpg", with(&segment(0xfe, MARK))),
        ("long.jpg", [&whole[..2], &segment(0xdd, &[&[0, 0][..], MARK].concat()), &whole[2..]].concat()),
        ("scans.jpg", [&head[..], &scan[..end], &segment(0xfe, MARK), &segment(0xe9, MARK), &scan[end..]].concat()),
        ("after.jpg", [&whole[..], MARK].concat()),
        ("mpf.jpg", [&with(&segment(0xe2, &[b"MPF\0II\x2a\0", MARK].concat()))[..], &with(&segment(0xe1, MARK))].concat()),
        ("motion.jpg", [&whole[..], b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", MARK].concat()),
        ("name.png", with(&segment(0xfe, MARK))),
        ("name.pdf", with(&segment(0xfe, MARK))),
    ];
    let files = assert_clean(&pictures);
    for (name, bytes) in files {
        // What is left is the picture, with or without JFIF, which says nothing of it.
        assert!(bytes.ends_with(&scan) && bytes.len() <= whole.len() + 18, "{name} has {} bytes", bytes.len());
    }
}

#[test]
fn nothing_hidden_in_a_png_is_published() {
    let zipped = |name: &[u8]| [name, b"\0\0", &packed(MARK)[..], MARK].concat();
    let names: [&[u8]; 10] = [b"tEXt", b"iTXt", b"eXIf", b"sPLT", b"hIST", b"prVt", b"caBX", b"dSIG", b"gAMA", b"acTL"];
    let mut hidden: Vec<u8> = names.iter().flat_map(|name| chunk(name, &[b"x\0", MARK].concat())).collect();
    hidden.extend(chunk(b"zTXt", &zipped(b"x")));
    hidden.extend(chunk(b"iCCP", &zipped(b"x")));
    let plain = png(8, b"", b"");
    let cut = [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &[0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0])[..], b"\x7f\xff\xff\xffIDAT", &packed(&[0; 72]), MARK].concat();
    let pictures = [
        ("before.png", png(8, &hidden, b"")),
        ("behind.png", png(8, b"", &hidden)),
        ("more.png", png(8, b"", &chunk(b"IDAT", MARK))),
        ("end.png", [&plain[..], MARK].concat()),
        ("cut.png", cut),
        ("name.jpg", [&plain[..], MARK].concat()),
    ];
    let files = assert_clean(&pictures);
    assert!(files.iter().all(|(name, bytes)| name.starts_with("cut.") || *bytes == plain), "{:?}", files.keys());
}

#[test]
fn nothing_hidden_in_a_webp_is_published() {
    let extended = part(b"VP8X", &[0b0010_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let hidden = [part(b"EXIF", &exif()), part(b"XMP ", MARK), part(b"mArk", MARK), part(b"ICCP", MARK), part(b"ALPH", MARK)].concat();
    let moving = [part(b"VP8X", &[2, 0, 0, 0, 0, 0, 0, 0, 0, 0]), part(b"ANIM", &[0; 6])].concat();
    let frame = |more: &[u8]| part(b"ANMF", &[&[0; 16][..], &point(), more].concat());
    let still = riff(&[extended.clone(), point()]);
    let pictures = [
        ("still.webp", riff(&[extended.clone(), point(), hidden.clone()])),
        ("before.webp", riff(&[extended, part(b"mArk", MARK), point()])),
        ("simple.webp", riff(&[point(), hidden.clone()])),
        ("after.webp", [&still[..], MARK].concat()),
        ("frame.webp", riff(&[moving.clone(), frame(&hidden), frame(b"")])),
    ];
    let files = assert_clean(&pictures);
    let whole = |name: &str| files.iter().find(|(known, _)| known.starts_with(name)).unwrap().1.clone();
    assert_eq!((whole("simple."), whole("frame.")), (riff(&[point()]), riff(&[moving, frame(b""), frame(b"")])));
    for (name, bytes) in &files {
        let length = u32::from_le_bytes(bytes[4..8].try_into().unwrap());
        assert_eq!(length as usize + 8, bytes.len(), "{name}");
        #[cfg(feature = "images")]
        assert!(image_webp::WebPDecoder::new(std::io::Cursor::new(bytes)).is_ok(), "{name} cannot be shown");
    }
}

#[test]
fn nothing_hidden_in_a_gif_is_published() {
    let head: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let pixels: &[u8] = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    let block = |start: &[u8]| [start, &[u8::try_from(MARK.len()).unwrap()], MARK, &[0]].concat();
    let hidden = [
        block(b"\x21\xfe"),
        block(b"\x21\xff\x0bXMP DataXMP"),
        block(b"\x21\xff\x0bMARKMARK1.0"),
        block(b"\x21\xff\x0bNETSCAPE2.0"),
        block(b"\x21\x01"),
        block(b"\x21\xf9\x04\0\0\0\0"),
        block(b"\x21\x33"),
    ]
    .concat();
    let pictures = [("before.gif", [head, &hidden, pixels, b";"].concat()), ("after.gif", [head, pixels, &hidden, b";", MARK].concat())];
    for (name, bytes) in assert_clean(&pictures) {
        assert!(bytes.starts_with(head) && holds(&bytes, pixels) && bytes.ends_with(b";"), "{name}");
    }
}

#[test]
fn no_file_is_longer_than_the_one_it_was_made_of() {
    let claims = [
        ("vp8.webp", b"RIFF\xff\xff\xff\x7fWEBPVP8 \0\0\0\x80".to_vec()),
        ("exif.webp", [b"RIFF\xff\xff\xff\x7fWEBP", &part(b"VP8X", &[8, 0, 0, 0, 1, 0, 0, 1, 0, 0])[..], b"EXIF\0\0\0\x80x"].concat()),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0\0\0\0\0\x7f\xff\xff\xffIDATx".to_vec()),
        ("a.avif", b"\0\0\0\x10ftypavif\0\0\0\0\0\0\0\x01mdat\0\0\0\x7f\xff\xff\xff\xff".to_vec()),
    ];
    let built = showing(&claims).build();
    for (name, bytes) in published(&built) {
        let (stem, extension) = (name.split('.').next().unwrap(), name.rsplit('.').next().unwrap());
        let (_, original) = claims.iter().find(|(known, _)| *known == format!("{stem}.{extension}")).unwrap();
        assert!(bytes.len() <= original.len() + 12, "{name} has {} bytes", bytes.len());
    }
}

#[test]
fn zeros_that_were_packed_are_not_unpacked() {
    let zeros = packed(&vec![0; 30_000_000]);
    let bomb = |name: &[u8]| png(800, &chunk(name, &[b"x\0\0", &zeros[..]].concat()), b"");
    // More pixels than the head says.
    let head = [0, 0, 3, 32, 0, 0, 3, 32, 8, 0, 0, 0, 0];
    let pixels = [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &head)[..], &chunk(b"IDAT", &zeros), &chunk(b"IEND", b"")].concat();
    let site = showing(&[("iccp.png", bomb(b"iCCP")), ("ztxt.png", bomb(b"zTXt")), ("pixels.png", pixels)]);
    let built = Command::new(env!("CARGO_BIN_EXE_dateline")).args(["build", "--no-cache", "--root"]).arg(site.root()).output().unwrap();
    let said = String::from_utf8(built.stderr).unwrap();
    assert!(built.status.success() && !said.contains("panicked"), "{said}");
    visit(&site.root().join("public/media"), &mut |path| {
        let length = fs::metadata(path).unwrap().len();
        assert!(length < 20_000 || path.to_string_lossy().contains("pixels."), "{}: {length}", path.display());
        assert!(length < zeros.len() as u64, "{}: {length}", path.display());
    });
}

#[test]
fn a_picture_under_static_is_told_of_what_it_holds() {
    let (head, scan) = jpeg();
    let whole = [&head[..], &scan].concat();
    let with = |marker: u8, body: &[u8]| [&head[..2], &segment(marker, body), &head[2..], &scan].concat();
    let serial = b"II\x2a\0\x08\0\0\0\x01\0\x31\xa4\x02\0\x08\0\0\0\x1a\0\0\0\0\0\0\x000042-777";
    let telling = [
        ("place.JPG", with(0xe1, &[b"Exif\0\0", &exif()[..]].concat())),
        ("serial.jpeg", with(0xe1, &[b"Exif\0\0", &serial[..]].concat())),
        ("second.jpg", [&with(0xe2, b"MPF\0II\x2a\0")[..], &whole].concat()),
        ("place.png", png(8, &chunk(b"eXIf", &exif()), b"")),
        ("place.webp", riff(&[part(b"VP8X", &[8, 0, 0, 0, 0, 0, 0, 0, 0, 0]), point(), part(b"EXIF", &exif())])),
        ("xmp.png", png(8, &chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<exif:GPSLatitude>37</exif:GPSLatitude>"), b"")),
        ("place.tif", exif()),
    ];
    let said = told_of_static(&telling);
    for (name, _) in &telling {
        let line = said.lines().find(|line| line.contains("\"file-metadata\"") && line.contains(name));
        assert!(line.is_some_and(|line| line.contains("content/") || line.contains("JPEG or PNG")), "{name}: {said}");
    }
    let turned = b"MM\0\x2a\0\0\0\x08\0\x02\x01\x0f\0\x02\0\0\0\x04Cam\0\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let silent = [
        ("plain.jpg", whole.clone()),
        ("turned.jpg", with(0xe1, &[b"Exif\0\0", &turned[..]].concat())),
        ("comment.jpg", with(0xfe, b"Made by a program")),
        ("credit.jpg", with(0xed, b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x08\x1c\x02\x50\0\x03Ada")),
        ("filled.jpg", [&whole[..], &[0; 100], b"\r\n"].concat()),
        ("plain.png", png(8, &chunk(b"tEXt", b"Software\0A program"), b"")),
        ("plain.webp", riff(&[point()])),
        ("notes.txt", b"GPSLatitude".to_vec()),
        ("broken.jpg", b"no picture".to_vec()),
    ];
    let said = told_of_static(&silent);
    assert!(!said.contains("file-metadata"), "{said}");
}

#[test]
fn a_file_that_cannot_be_cleaned_is_told_if_it_holds_something() {
    let pdf = |author: &str| format!("%PDF-1.7\n1 0 obj << /Producer (A program) /Author ({author}) >> endobj\n").into_bytes();
    let site = Site::new().article("papers", "title: Papers\ndate: 2018", "[a](named.pdf) [b](silent.pdf) [c](place.tif)");
    let site = site.with("content/articles/named.pdf", pdf("Ada")).with("content/articles/silent.pdf", pdf("")).with("content/articles/place.tif", exif());
    let built = site.build();
    built.says("file-metadata", "content/articles/named.pdf").says("file-metadata", "content/articles/place.tif");
    assert!(!built.messages.contains("silent.pdf"), "{}", built.messages);
}

#[test]
fn a_file_that_is_called_a_picture_and_is_none_is_told() {
    for name in ["a.jpg", "a.png", "a.webp", "a.gif", "a.avif", "a.tif", "a.bmp"] {
        let site = Site::new().article("pictures", "title: Pictures\ndate: 2018", &format!("[a]({name})"));
        site.with(&format!("content/articles/{name}"), MARK).build().says("unreduced-picture", &format!("content/articles/{name}"));
    }
}
