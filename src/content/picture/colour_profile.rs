use std::collections::BTreeMap;

/// The most bytes of a colour profile that is kept: those of printing houses have about two million.
pub(super) const LARGEST_PROFILE: usize = 4 * 1024 * 1024;

/// The bytes of a profile before its table of tags (ICC.1:2022, 7.2).
const HEAD: usize = 128;
/// More tags are in no profile.
const MOST_TAGS: usize = 100;

/// The tags that say what the colours are (ICC.1:2022, clause 9).
const COLOUR: [&[u8; 4]; 29] = [
    b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"B2D0", b"B2D1", b"B2D2", b"B2D3", b"D2B0", b"D2B1", b"D2B2", b"D2B3", b"bTRC", b"bXYZ", b"bkpt",
    b"chad", b"chrm", b"cicp", b"gTRC", b"gXYZ", b"gamt", b"kTRC", b"lumi", b"rTRC", b"rXYZ", b"wtpt", b"rig0",
];
/// The tags that are in the profiles that everybody has, and say nothing of a device or a person there.
const USUAL: [&[u8; 4]; 8] = [b"cprt", b"desc", b"dmdd", b"dmnd", b"meas", b"tech", b"view", b"vued"];

/// Names of profiles that everybody has.
const KNOWN: [&str; 28] = [
    "sRGB",
    "Display P3",
    "P3",
    "Adobe RGB",
    "AdobeRGB",
    "ProPhoto",
    "ROMM",
    "Rec. 709",
    "Rec.709",
    "Rec709",
    "BT.709",
    "Rec. 2020",
    "Rec2020",
    "BT.2020",
    "BT2020",
    "Generic RGB",
    "Generic Gray",
    "Gray Gamma",
    "Dot Gain",
    "Apple RGB",
    "Apple Wide",
    "Wide Gamut",
    "ColorMatch",
    "SWOP",
    "FOGRA",
    "GRACoL",
    "Coated",
    "GIMP",
];
/// The name of a known profile is not longer than this, in bytes.
const LONGEST_NAME: usize = 64;

/// A colour profile (ICC.1:2022) as it is published.
///
/// A profile that everybody has stays as it is. Of any other, such as one that was measured for a screen and holds the
/// serial number and the name of that screen, only what the colours need is kept. `None` if it is no profile.
pub(super) fn clean_profile(profile: &[u8]) -> Option<Vec<u8>> {
    let size = usize::try_from(number(profile, 0)?).ok()?;
    let profile = profile.get(..size).filter(|_| (HEAD + 4..=LARGEST_PROFILE).contains(&size))?;
    if profile.get(36..40)? != b"acsp" {
        return None;
    }
    let tags = tags(profile)?;
    let is_usual = |name: &[u8; 4]| COLOUR.contains(&name) || USUAL.contains(&name);
    let is_reserved_empty = profile[100..HEAD].iter().all(|byte| *byte == 0);
    if is_reserved_empty && is_known(tags.get(b"desc").copied().unwrap_or_default()) && tags.keys().all(is_usual) && is_full(profile, &tags) {
        return Some(profile.to_vec());
    }
    rebuilt(profile, &tags)
}

/// Whether no bytes stand between the values that do not belong to one, but for the zeros that fill them up.
fn is_full(profile: &[u8], tags: &BTreeMap<[u8; 4], &[u8]>) -> bool {
    let origin = profile.as_ptr() as usize;
    let mut ranges: Vec<(usize, usize)> = tags.values().map(|value| (value.as_ptr() as usize - origin, value.len())).collect();
    ranges.sort_unstable();
    let mut at = HEAD + 4 + 12 * number(profile, HEAD).map_or(0, |count| count as usize);
    for (start, length) in ranges.into_iter().chain([(profile.len(), 0)]) {
        if profile.get(at..start).is_some_and(|between| between.iter().any(|byte| *byte != 0)) {
            return false;
        }
        at = at.max(start + length);
    }
    true
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The values of a profile by name, the first of each name.
fn tags(profile: &[u8]) -> Option<BTreeMap<[u8; 4], &[u8]>> {
    let count = usize::try_from(number(profile, HEAD)?).ok().filter(|count| *count <= MOST_TAGS)?;
    let mut tags = BTreeMap::new();
    for entry in (0..count).map(|place| HEAD + 4 + 12 * place) {
        let name: [u8; 4] = profile.get(entry..entry + 4)?.try_into().ok()?;
        let start = usize::try_from(number(profile, entry + 4)?).ok()?;
        let end = start.checked_add(usize::try_from(number(profile, entry + 8)?).ok()?)?;
        tags.entry(name).or_insert(profile.get(start..end)?);
    }
    Some(tags)
}

/// Whether a description is the name of a profile that everybody has.
fn is_known(description: &[u8]) -> bool {
    // In one byte a letter, or in UTF-16: without its zeros it is read all the same.
    let kind = description.get(..4).unwrap_or_default();
    let name: String = match kind {
        // Text: its length at 8, then its letters.
        b"desc" => {
            let length = number(description, 8).and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
            let letters = 12usize.checked_add(length).and_then(|end| description.get(12..end)).unwrap_or_default();
            letters.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
        }
        // In several languages: the first one, its length at 20 and its place at 24.
        b"mluc" => {
            let at = |at: usize| number(description, at).and_then(|number| usize::try_from(number).ok());
            let letters = at(24).zip(at(20)).and_then(|(start, length)| description.get(start..start.checked_add(length)?)).unwrap_or_default();
            letters.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
        }
        _ => return false,
    };
    name.len() <= LONGEST_NAME && KNOWN.iter().any(|known| name.contains(known))
}

/// A profile of the same colours, without date, makers, and texts.
fn rebuilt(profile: &[u8], tags: &BTreeMap<[u8; 4], &[u8]>) -> Option<Vec<u8>> {
    let mut head = profile.get(..HEAD)?.to_vec();
    // Preferred program; date; platform; maker, model; creator, digest, and what is reserved.
    for range in [4..8, 24..36, 40..44, 48..56, 80..HEAD] {
        head[range].fill(0);
    }
    let is_new = head[8] >= 4;
    let (name, rights) = (text(b"desc", "Colours", is_new), text(b"cprt", "None", is_new));
    let texts = [(*b"desc", &name[..]), (*b"cprt", &rights[..])];
    let kept: Vec<([u8; 4], &[u8])> =
        texts.into_iter().chain(tags.iter().filter(|(name, _)| COLOUR.contains(name)).map(|(name, value)| (*name, *value))).collect();
    let mut table = u32::try_from(kept.len()).ok()?.to_be_bytes().to_vec();
    let first = HEAD + 4 + 12 * kept.len();
    let mut values: Vec<u8> = Vec::new();
    let mut placed: BTreeMap<(*const u8, usize), usize> = BTreeMap::new();
    for (name, value) in kept {
        // Values that several names share stay one.
        let at = *placed.entry((value.as_ptr(), value.len())).or_insert_with(|| {
            values.resize(values.len().next_multiple_of(4), 0);
            values.extend(value);
            first + values.len() - value.len()
        });
        if values.len() > LARGEST_PROFILE {
            return None;
        }
        table.extend(name);
        table.extend(u32::try_from(at).ok()?.to_be_bytes());
        table.extend(u32::try_from(value.len()).ok()?.to_be_bytes());
    }
    values.resize(values.len().next_multiple_of(4), 0);
    let mut made = [head, table, values].concat();
    let size = u32::try_from(made.len()).ok()?;
    made[..4].copy_from_slice(&size.to_be_bytes());
    Some(made)
}

/// A text of a profile: of the fourth version in several languages, of which there is one; before that in one.
fn text(tag: &[u8; 4], words: &str, is_new: bool) -> Vec<u8> {
    // The words are constants of a few letters.
    let length = words.len() as u32;
    if is_new {
        let letters: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        return [b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS", &(2 * length).to_be_bytes()[..], &28u32.to_be_bytes(), &letters].concat();
    }
    match tag {
        // Its length, its letters and a zero; no words in Unicode, and none for a Macintosh.
        b"desc" => [b"desc\0\0\0\0", &(length + 1).to_be_bytes()[..], words.as_bytes(), &[0; 1 + 8 + 3 + 67]].concat(),
        _ => [b"text\0\0\0\0", words.as_bytes(), b"\0"].concat(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A small profile of this name, with one more tag.
    pub(in super::super) fn profile(name: &str, tag: &[u8; 4], value: &[u8]) -> Vec<u8> {
        let description = text(b"desc", name, false);
        let values = [(*b"desc", &description[..]), (*b"wtpt", b"XYZ \0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x03"), (*tag, value)];
        let mut bytes = vec![0; HEAD];
        bytes[8] = 2;
        bytes[36..40].copy_from_slice(b"acsp");
        bytes.extend(3u32.to_be_bytes());
        let mut at = HEAD + 4 + 36;
        for (name, value) in values {
            bytes.extend([&name[..], &u32::try_from(at).unwrap().to_be_bytes(), &u32::try_from(value.len()).unwrap().to_be_bytes()].concat());
            at += value.len().next_multiple_of(4);
        }
        for (_, value) in values {
            bytes.extend(value);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        }
        let size = u32::try_from(bytes.len()).unwrap();
        bytes[..4].copy_from_slice(&size.to_be_bytes());
        bytes
    }

    #[test]
    fn a_profile_that_everybody_has_stays_as_it_is() {
        let known = profile("Display P3", b"bkpt", b"XYZ \0\0\0\0");
        assert_eq!(clean_profile(&known), Some(known.clone()));
        assert_eq!(clean_profile(&[&known[..], b"hide"].concat()), Some(known));
    }

    #[test]
    fn a_profile_of_one_screen_keeps_its_colours_alone() {
        for (name, tag, value) in [("Display P3", b"mmod", &b"hide"[..]), ("The screen of hide", b"bkpt", b"XYZ \0\0\0\0"), ("sRGB", b"targ", b"hide")] {
            let own = profile(name, tag, value);
            let cleaned = clean_profile(&own).unwrap();
            assert!(memchr::memmem::find(&cleaned, b"hide").is_none(), "{name}");
            let (before, after) = (tags(&own).unwrap(), tags(&cleaned).unwrap());
            assert_eq!(after.get(b"wtpt"), before.get(b"wtpt"));
            assert_eq!(clean_profile(&cleaned).as_ref(), Some(&cleaned), "cleaning twice changes nothing");
        }
    }

    #[test]
    fn what_is_no_profile_is_not_kept() {
        let good = profile("sRGB", b"bkpt", b"XYZ \0\0\0\0");
        let mut other = good.clone();
        other[36] = b'b';
        let mut reserved = good.clone();
        reserved[100..104].copy_from_slice(b"hide");
        assert!(memchr::memmem::find(&clean_profile(&reserved).unwrap(), b"hide").is_none());
        let mut far = good.clone();
        far[HEAD + 8..HEAD + 12].copy_from_slice(&u32::MAX.to_be_bytes());
        for bytes in [&other[..], &far, &good[..good.len() - 1], b"", &[0; 200]] {
            assert_eq!(clean_profile(bytes), None);
        }
    }

    #[test]
    fn bytes_between_values_are_not_kept() {
        let mut profile = profile("sRGB", b"bkpt", b"hide and seek!!!");
        // The last tag now names only its first four bytes.
        let entry = HEAD + 4 + 24;
        profile[entry + 8..entry + 12].copy_from_slice(&4u32.to_be_bytes());
        assert!(memchr::memmem::find(&clean_profile(&profile).unwrap(), b"seek").is_none());
    }
}
