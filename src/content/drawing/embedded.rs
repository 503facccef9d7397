use crate::content::percent_decoded;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};

/// Padding may be missing: browsers do not ask for it (WHATWG Infra, "forgiving-base64 decode").
const FORGIVING: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true));

/// Removes from a picture what cameras and editors write into it; `None` where that cannot be done.
pub(super) type CleanPicture<'c> = &'c dyn Fn(Vec<u8>) -> Option<Vec<u8>>;

/// The media types (RFC 6838) under which a drawing may carry a still picture.
const PICTURES: [&str; 8] = ["image/png", "image/x-png", "image/apng", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp"];

/// The media types under which programs write fonts into a style sheet.
const FONTS: [&str; 16] = [
    "font/woff2",
    "font/woff",
    "font/ttf",
    "font/otf",
    "font/sfnt",
    "font/opentype",
    "font/truetype",
    "application/font-woff",
    "application/font-woff2",
    "application/font-sfnt",
    "application/x-font-woff",
    "application/x-font-woff2",
    "application/x-font-ttf",
    "application/x-font-truetype",
    "application/x-font-opentype",
    "application/octet-stream",
];

/// Reads a `data:` address (RFC 2397) of a still picture, and writes it anew: cleaned, and under the
/// type that its bytes have.
pub(super) fn picture(address: &str, clean: CleanPicture<'_>) -> Option<String> {
    let bytes = bytes_of(address, &PICTURES)?;
    let media_type = match &*bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => return None,
    };
    Some(written(media_type, &clean(bytes)?))
}

/// Reads a `data:` address of a font, and writes it anew under the type that its bytes have.
pub(super) fn font(address: &str) -> Option<String> {
    let bytes = bytes_of(address, &FONTS)?;
    let media_type = match &*bytes {
        [b'w', b'O', b'F', b'2', ..] => "font/woff2",
        [b'w', b'O', b'F', b'F', ..] => "font/woff",
        [b'O', b'T', b'T', b'O', ..] => "font/otf",
        [0, 1, 0, 0, ..] | [b't', b'r', b'u', b'e', ..] => "font/ttf",
        _ => return None,
    };
    Some(written(media_type, &bytes))
}

fn written(media_type: &str, bytes: &[u8]) -> String {
    let mut address = format!("data:{media_type};base64,");
    general_purpose::STANDARD.encode_string(bytes, &mut address);
    address
}

/// The bytes that an address carries as Base64 under one of these media types.
fn bytes_of(address: &str, types: &[&str]) -> Option<Vec<u8>> {
    let (head, body) = address.split_once(',')?;
    let (_, head) = head.split_once(':')?;
    let mut parameters = head.split(';').map(|part| part.trim().to_ascii_lowercase());
    let media_type = parameters.next()?;
    if !types.contains(&&*media_type) || parameters.next_back()? != "base64" {
        return None;
    }
    let mut body = percent_decoded(body).into_bytes();
    body.retain(|byte| !byte.is_ascii_whitespace());
    FORGIVING.decode(&body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_its_bytes_are() {
        let found = |address: &str| picture(address, &Some);
        assert_eq!(found("data:image/png;base64,\n iVBO\nRw0KGgo="), Some("data:image/png;base64,iVBORw0KGgo=".to_owned()));
        assert_eq!(found("DATA:image/JPG;charset=x;BASE64,iVBORw0KGgo"), Some("data:image/png;base64,iVBORw0KGgo=".to_owned()));
        assert_eq!(found("data:image/gif;base64,R0lGODlh%0A"), Some("data:image/gif;base64,R0lGODlh".to_owned()));
        for none in ["data:image/svg+xml;base64,iVBORw0KGgo=", "data:image/png,iVBORw0KGgo=", "data:;base64,iVBORw0KGgo=", "data:image/png;base64,PHN2Zz4="] {
            assert_eq!(found(none), None, "{none}");
        }
        assert_eq!(picture("data:image/gif;base64,R0lGODlh", &|_| None), None, "what cannot be cleaned");
    }

    #[test]
    fn a_font_is_what_its_bytes_are() {
        assert_eq!(font("data:application/x-font-woff;charset=utf-8;base64,d09GMgA="), Some("data:font/woff2;base64,d09GMgA=".to_owned()));
        assert_eq!(font("data:font/woff2;base64,PHN2Zz4="), None);
    }
}
