use std::collections::BTreeMap;

// Markers of JPEG (ITU-T T.81, table B.1) that define tables.
pub(super) const DHT: u8 = 0xc4;
pub(super) const DAC: u8 = 0xcc;
pub(super) const DQT: u8 = 0xdb;

/// The most scans that are kept: of a progressive picture, programs write about ten.
const MOST_SCANS: usize = 200;
/// The precision of a coefficient that no scan has given yet.
const UNSEEN: u8 = u8::MAX;

/// The tables that were defined and that no scan has asked for yet (T.81, B.2.4).
///
/// Each is written before the first scan that uses it, so that a table which none uses is not written.
#[derive(Default)]
pub(super) struct Tables {
    /// By marker and number; a later definition takes the place of an earlier one.
    waiting: BTreeMap<(u8, u8), Vec<u8>>,
}

impl Tables {
    /// Reads the tables of a segment. What follows that is no table is passed over.
    pub(super) fn define(&mut self, marker: u8, mut body: &[u8]) {
        while let Some(length) = table_length(marker, body).filter(|length| *length <= body.len()) {
            let (table, rest) = body.split_at(length);
            let number = if marker == DQT { table[0] & 0xf } else { table[0] };
            self.waiting.insert((marker, number), table.to_vec());
            body = rest;
        }
    }

    /// The bodies of the waiting tables with these numbers, one after another.
    pub(super) fn take(&mut self, marker: u8, numbers: impl IntoIterator<Item = u8>) -> Vec<u8> {
        numbers.into_iter().filter_map(|number| self.waiting.remove(&(marker, number))).flatten().collect()
    }
}

/// The length of a table by its own numbers (T.81, B.2.4.1 to B.2.4.3).
fn table_length(marker: u8, body: &[u8]) -> Option<usize> {
    match (marker, *body.first()?) {
        (DQT, 0x00..=0x03) => Some(65),
        (DQT, 0x10..=0x13) => Some(129),
        (DHT, 0x00..=0x03 | 0x10..=0x13) => {
            let codes: usize = body.get(1..17)?.iter().map(|count| usize::from(*count)).sum();
            (codes <= 256).then_some(17 + codes)
        }
        (DAC, 0x00..=0x03 | 0x10..=0x13) => Some(2),
        _ => None,
    }
}

/// A frame (T.81, B.2.2): the size of the picture and its components, such as brightness and two colours.
pub(super) struct Frame {
    pub(super) marker: u8,
    /// Its body, cut to what its numbers ask for.
    pub(super) body: Vec<u8>,
    components: Vec<Component>,
    scans: usize,
}

struct Component {
    id: u8,
    quantisation: u8,
    is_scanned: bool,
    /// The lowest bit that was given of each coefficient.
    precision: [u8; 64],
}

/// The tables that a scan uses, by marker and number.
pub(super) struct Used {
    pub(super) quantisation: Vec<u8>,
    pub(super) huffman: Vec<u8>,
    pub(super) arithmetic: Vec<u8>,
}

impl Frame {
    /// Reads a frame; nothing, if it makes no sense.
    pub(super) fn read(marker: u8, body: &[u8]) -> Option<Frame> {
        let count = usize::from(*body.get(5).filter(|count| (1..=4).contains(*count))?);
        let body = body.get(..6 + 3 * count)?;
        let component = |at: &[u8]| Component { id: at[0], quantisation: at[2], is_scanned: false, precision: [UNSEEN; 64] };
        Some(Frame { marker, body: body.to_vec(), components: body[6..].chunks_exact(3).map(component).collect(), scans: 0 })
    }

    /// Whether the number of lines is told behind the first scan (T.81, B.2.5).
    pub(super) fn has_no_height(&self) -> bool {
        self.scans == 1 && self.body[1..3] == [0, 0]
    }

    /// Whether no scan has been there.
    pub(super) fn is_bare(&self) -> bool {
        self.scans == 0
    }

    /// Takes the header of a scan (T.81, B.2.3). Gives its length and the tables it uses; nothing, if the scan makes no
    /// sense or tells nothing new of any component.
    pub(super) fn scan(&mut self, body: &[u8]) -> Option<(usize, Used)> {
        let count = usize::from(*body.first().filter(|count| (1..=4).contains(*count))?);
        let length = 4 + 2 * count;
        let (selectors, band) = body.get(1..length)?.split_at(2 * count);
        let is_progressive = matches!(self.marker, 0xc2 | 0xca);
        let is_arithmetic = self.marker > JPG;
        let mut used = Used { quantisation: Vec::new(), huffman: Vec::new(), arithmetic: Vec::new() };
        let mut is_new = false;
        for selector in selectors.chunks_exact(2) {
            let component = self.components.iter_mut().find(|component| component.id == selector[0])?;
            let numbers = [selector[1] >> 4, 0x10 | selector[1] & 0xf];
            if is_arithmetic { &mut used.arithmetic } else { &mut used.huffman }.extend(numbers);
            if !component.is_scanned {
                used.quantisation.push(component.quantisation);
            }
            is_new |= component.scan(band, is_progressive);
        }
        self.scans += 1;
        (is_new && self.scans <= MOST_SCANS).then_some((length, used))
    }
}

/// Frames with a higher marker are coded with arithmetic tables.
const JPG: u8 = 0xc8;

impl Component {
    /// Notes a scan; says whether it gives more of the component than earlier ones.
    fn scan(&mut self, band: &[u8], is_progressive: bool) -> bool {
        let was_scanned = std::mem::replace(&mut self.is_scanned, true);
        if !is_progressive {
            return !was_scanned;
        }
        let [first, last, bits] = [band[0], band[1], band[2] & 0xf];
        let range = usize::from(first.min(63))..=usize::from(last.min(63));
        let coefficients = self.precision.get_mut(range).unwrap_or_default();
        let is_new = coefficients.iter().any(|precision| bits < *precision);
        coefficients.iter_mut().for_each(|precision| *precision = bits.min(*precision));
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: [u8; 12] = [8, 0, 2, 0, 3, 2, 1, 0x11, 0, 2, 0x11, 1];

    #[test]
    fn a_table_is_taken_once_and_in_its_last_form() {
        let mut tables = Tables::default();
        tables.define(DQT, &[[0; 65], [1; 65]].concat());
        let mut again = [7; 65];
        again[0] = 0;
        tables.define(DQT, &[&again[..], b"\x77hide"].concat());
        assert_eq!(tables.take(DQT, [0, 0, 2]), again);
        tables.define(DHT, &[0x10; 10]);
        assert_eq!((tables.take(DQT, [0]), tables.take(DHT, [0x10])), (vec![], vec![]));
    }

    #[test]
    fn a_component_is_scanned_once_unless_the_picture_is_progressive() {
        let mut frame = Frame::read(0xc0, &TWO).unwrap();
        let (length, used) = frame.scan(&[1, 1, 0x01, 0, 63, 0, b'h']).unwrap();
        assert_eq!((length, used.quantisation, used.huffman), (6, vec![0], vec![0x00, 0x11]));
        assert!(frame.scan(&[1, 1, 0, 0, 63, 0]).is_none() && frame.scan(&[1, 3, 0, 0, 63, 0]).is_none());
        assert!(frame.scan(&[1, 2, 0, 0, 63, 0]).is_some());
        let mut frame = Frame::read(0xc2, &TWO).unwrap();
        for (band, is_new) in [([0, 0, 1], true), ([0, 0, 0x10], true), ([0, 0, 0x10], false), ([1, 63, 2], true), ([1, 5, 0x21], true), ([1, 63, 2], false)] {
            assert_eq!(frame.scan(&[&[1, 1, 0][..], &band].concat()).is_some(), is_new, "{band:?}");
        }
    }

    #[test]
    fn scans_have_an_end() {
        let mut frame = Frame::read(0xc2, &TWO).unwrap();
        let scans = (1..64).flat_map(|at| (0..14).rev().map(move |bits| [1, 1, 0, at, at, bits]));
        assert_eq!(scans.filter(|scan| frame.scan(scan).is_some()).count(), MOST_SCANS);
    }
}
