use super::still_webp::StillWebp;
use crate::content::{MOST_PIXELS, picture_turn, webp_chunk};
use resize::{Pixel, Type};
use rgb::FromSlice;
use std::io::Cursor;
use webpx::{Encoder, Unstoppable};
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_png::PngDecoder;

/// A decoded picture.
pub(super) struct Raster {
    width: usize,
    height: usize,
    /// Rows from above, three or four bytes a pixel: red, green, blue, and how much it covers.
    pixels: Vec<u8>,
    covers: Alpha,
}

/// Whether something shines through a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alpha {
    /// Nothing does: three bytes a pixel.
    None,
    /// Something may: four bytes a pixel.
    Some,
}

impl Alpha {
    fn bytes(self) -> usize {
        match self {
            Alpha::None => 3,
            Alpha::Some => 4,
        }
    }
}

/// A picture as it is stored, and how it is meant.
struct Decoded {
    raster: Raster,
    /// 1 to 8, as EXIF has it.
    turn: u16,
    /// The colour profile (ICC).
    profile: Option<Vec<u8>>,
    /// Of 100: what is drawn suffers more than what was photographed.
    quality: f32,
}

/// Of libwebp: 0 is the fastest, 6 the smallest; 4 takes half the time of 6 and gives 2 % more.
const METHOD: u8 = 4;
const PHOTOGRAPH: f32 = 76.0;
const DRAWING: f32 = 86.0;
/// A larger profile is one of a printing house, and would outweigh a small picture.
const LARGEST_PROFILE: usize = 32 * 1024;

impl Raster {
    /// What [`reduce`](super::reduce) gives.
    pub(super) fn reduced(picture: &[u8], sizes: &[(u32, u32)]) -> Result<Vec<Vec<u8>>, String> {
        let widest = sizes.iter().copied().max().unwrap_or((1, 1));
        let Decoded { mut raster, turn, profile, quality } = decode(picture, widest)?;
        let profile = profile.filter(|profile| profile.len() <= LARGEST_PROFILE && !is_usual(profile));
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(sizes[*at]));
        let mut made = vec![Vec::new(); sizes.len()];
        let mut turn = turn;
        // Each is made of the next larger one; the first step, over most of the pixels, comes before the turn.
        for at in order {
            let (width, height) = (sizes[at].0 as usize, sizes[at].1 as usize);
            raster = if turn >= 5 { raster.resized(height, width)? } else { raster.resized(width, height)? };
            raster = raster.turned(turn);
            turn = 1;
            made[at] = with_profile(raster.encoded(quality)?, profile.as_deref());
        }
        Ok(made)
    }

    fn resized(&self, width: usize, height: usize) -> Result<Raster, String> {
        let mut pixels = vec![0; width * height * self.covers.bytes()];
        let kind = Type::Lanczos3;
        let resized = match self.covers {
            Alpha::None => resize::new(self.width, self.height, width, height, Pixel::RGB8, kind)
                .and_then(|mut resizer| resizer.resize(self.pixels.as_rgb(), pixels.as_rgb_mut())),
            Alpha::Some => resize::new(self.width, self.height, width, height, Pixel::RGBA8P, kind)
                .and_then(|mut resizer| resizer.resize(self.pixels.as_rgba(), pixels.as_rgba_mut())),
        };
        resized.map_err(|error| error.to_string())?;
        Ok(Raster { width, height, pixels, covers: self.covers })
    }

    /// The picture upright: EXIF says by which turn and mirroring it is stored.
    fn turned(self, turn: u16) -> Raster {
        if !(2..=8).contains(&turn) {
            return self;
        }
        let (width, height) = if turn >= 5 { (self.height, self.width) } else { (self.width, self.height) };
        let size = self.covers.bytes();
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            for x in 0..width {
                let (right, below) = (width - 1 - x, height - 1 - y);
                let (from_x, from_y) = match turn {
                    2 => (right, y),
                    3 => (right, below),
                    4 => (x, below),
                    5 => (y, x),
                    6 => (y, right),
                    7 => (below, right),
                    _ => (below, x),
                };
                let at = (from_y * self.width + from_x) * size;
                pixels.extend_from_slice(&self.pixels[at..at + size]);
            }
        }
        Raster { width, height, pixels, covers: self.covers }
    }

    fn encoded(&self, quality: f32) -> Result<Vec<u8>, String> {
        // A side is at most that of a variant, which fits.
        let (width, height) = (self.width as u32, self.height as u32);
        let encoder = match self.covers {
            Alpha::None => Encoder::new_rgb(&self.pixels, width, height),
            Alpha::Some => Encoder::new_rgba(&self.pixels, width, height),
        };
        encoder.quality(quality).method(METHOD).encode(Unstoppable).map_err(|error| format!("libwebp says {}", error.error()))
    }
}

fn decode(picture: &[u8], widest: (u32, u32)) -> Result<Decoded, String> {
    match picture {
        [0xff, 0xd8, ..] => jpeg(picture, widest),
        [0x89, b'P', b'N', b'G', ..] => png(picture),
        _ => webp(picture),
    }
}

/// A JPEG, decoded at an eighth, a quarter or half of its size where that is enough, so that a photograph of 12 million
/// pixels never stands in memory as a whole.
fn jpeg(picture: &[u8], (width, height): (u32, u32)) -> Result<Decoded, String> {
    let mut decoder = jpeg_decoder::Decoder::new(picture);
    let say = |error: jpeg_decoder::Error| error.to_string();
    decoder.read_info().map_err(say)?;
    let size = decoder.info().ok_or("it has no size")?;
    check_size(size.width.into(), size.height.into())?;
    let turn = picture_turn(picture);
    let (width, height) = if turn >= 5 { (height, width) } else { (width, height) };
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(side(width), side(height)).map_err(say)?;
    let pixels = decoder.decode().map_err(say)?;
    let pixels = match decoder.info().map(|info| info.pixel_format) {
        Some(jpeg_decoder::PixelFormat::RGB24) => pixels,
        Some(jpeg_decoder::PixelFormat::L8) => spread(pixels, ColorSpace::Luma)?,
        _ => return Err("it is a JPEG of a form that browsers do not show either".to_owned()),
    };
    let raster = Raster { width: width.into(), height: height.into(), pixels, covers: Alpha::None };
    Ok(Decoded { raster, turn, profile: decoder.icc_profile(), quality: PHOTOGRAPH })
}

fn png(picture: &[u8]) -> Result<Decoded, String> {
    let options = DecoderOptions::new_fast().png_set_strip_to_8bit(true).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = PngDecoder::new_with_options(Cursor::new(picture), options);
    decoder.decode_headers().map_err(|error| format!("{error:?}"))?;
    let (width, height) = decoder.dimensions().ok_or("it has no size")?;
    check_size(width, height)?;
    let pixels = decoder.decode_raw().map_err(|error| format!("{error:?}"))?;
    let space = decoder.colorspace().ok_or("it has no colours")?;
    let profile = decoder.info().and_then(|info| info.icc_profile.clone());
    let covers = if space.has_alpha() { Alpha::Some } else { Alpha::None };
    let raster = Raster { width, height, pixels: spread(pixels, space)?, covers };
    Ok(Decoded { raster, turn: picture_turn(picture), profile, quality: DRAWING })
}

fn webp(picture: &[u8]) -> Result<Decoded, String> {
    let still = StillWebp::new(picture)?;
    let (width, height) = still.size();
    check_size(width, height)?;
    let covers = if still.has_alpha() { Alpha::Some } else { Alpha::None };
    let raster = Raster { width, height, pixels: still.decode()?, covers };
    Ok(Decoded { raster, turn: picture_turn(picture), profile: webp_chunk(picture, b"ICCP").map(<[u8]>::to_vec), quality: PHOTOGRAPH })
}

/// Refuses a picture before memory is taken for its pixels: its head may say another size than the one it was planned by.
fn check_size(width: usize, height: usize) -> Result<(), String> {
    let pixels = (width as u64).saturating_mul(height as u64);
    if pixels > MOST_PIXELS { Err(format!("it has {} million pixels, more than are read here", pixels / 1_000_000)) } else { Ok(()) }
}

/// Shades as red, green and blue.
fn spread(pixels: Vec<u8>, space: ColorSpace) -> Result<Vec<u8>, String> {
    Ok(match space {
        ColorSpace::Luma => pixels.iter().flat_map(|shade| [*shade; 3]).collect(),
        ColorSpace::LumaA => pixels.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect(),
        ColorSpace::RGB | ColorSpace::RGBA => pixels,
        _ => return Err("its colours are of an unusual kind".to_owned()),
    })
}

/// Whether a profile is sRGB, which is what a picture without one is shown in.
fn is_usual(profile: &[u8]) -> bool {
    let wide: Vec<u8> = "sRGB".bytes().flat_map(|byte| [0, byte]).collect();
    let description = profile.get(128..).unwrap_or_default();
    description.windows(4).any(|word| word == b"sRGB") || description.windows(8).any(|word| word == wide)
}

/// A WebP as libwebp gives it, in the extended form that has room for a colour profile (RFC 9649, 2.7).
fn with_profile(webp: Vec<u8>, profile: Option<&[u8]>) -> Vec<u8> {
    let Some(profile) = profile else { return webp };
    let push = |out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]| {
        out.extend(name);
        // A profile has at most 32 kB, and a picture was measured by libwebp in 32 bits.
        out.extend((data.len() as u32).to_le_bytes());
        out.extend(data);
        out.extend(std::iter::repeat_n(0, data.len() % 2));
    };
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    if let Some(extended) = webp_chunk(&webp, b"VP8X") {
        let mut extended = extended.to_vec();
        if let Some(flags) = extended.first_mut() {
            *flags |= 0b0010_0000;
        }
        push(&mut out, b"VP8X", &extended);
        push(&mut out, b"ICCP", profile);
        out.extend(webp.get(30..).unwrap_or_default());
    } else {
        let Some((width, height)) = imagesize::blob_size(&webp).ok().map(|size| (size.width as u32 - 1, size.height as u32 - 1)) else { return webp };
        let [w, h] = [width.to_le_bytes(), height.to_le_bytes()];
        let alpha = if webp_chunk(&webp, b"VP8L").is_some() { 0b0001_0000 } else { 0 };
        push(&mut out, b"VP8X", &[0b0010_0000 | alpha, 0, 0, 0, w[0], w[1], w[2], h[0], h[1], h[2]]);
        push(&mut out, b"ICCP", profile);
        out.extend(webp.get(12..).unwrap_or_default());
    }
    let length = (out.len() as u32 - 8).to_le_bytes();
    out[4..8].copy_from_slice(&length);
    out
}
