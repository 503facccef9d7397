use super::{Entity, EntityId};
use crate::base::{Code, Diagnostic, Key, Place};
use crate::content::KindId;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Shorter names differ by one letter too easily.
const SHORTEST: usize = 5;
/// So many names of one look are a series ("Court 1", "Court 2" …) and no slips.
const SERIES: usize = 40;
/// Who is named more often than this in two spellings is rather two people.
const RARE: u32 = 2;

/// Where a name without a file is written first, and how often it is.
pub(super) type Written = BTreeMap<EntityId, (u32, Place)>;

/// Reports names that are so alike that they are probably one: with the same words in another order or form, or one slip of
/// the pen apart. They stay two; only a person can know. Names that both have a file are two on purpose.
///
/// A name is put under itself and under what it is without any one of its letters; only those that meet there are compared,
/// so the work grows with the number of names.
pub(super) fn twins(entities: &[Entity<'_>], written: &Written) -> Vec<Diagnostic> {
    let names: Vec<Name> = entities.iter().map(Name::of).collect();
    let mut shelves: Vec<((KindId, u64), u32)> = Vec::new();
    for (at, (name, entity)) in names.iter().zip(entities).enumerate() {
        // A name fits in an id.
        let id = EntityId::of(at).0;
        let mut shelve = |digest: u64| shelves.push(((entity.kind, digest), id));
        shelve(digest(b'=', name.words.bytes()));
        if name.letters.chars().count() >= SHORTEST {
            shelve(digest(b'-', name.letters.bytes()));
            for (cut, letter) in name.letters.char_indices() {
                let rest = name.letters.bytes().enumerate().filter(|(at, _)| !(cut..cut + letter.len_utf8()).contains(at)).map(|(_, byte)| byte);
                shelve(digest(b'-', rest));
            }
        }
    }
    shelves.sort_unstable();
    shelves.dedup();
    let mut pairs: BTreeSet<(EntityId, EntityId)> = BTreeSet::new();
    for shelf in shelves.chunk_by(|a, b| a.0 == b.0).filter(|shelf| (2..=SERIES).contains(&shelf.len())) {
        for (at, (_, one)) in shelf.iter().enumerate() {
            for (_, other) in &shelf[at + 1..] {
                pairs.insert((EntityId(*one), EntityId(*other)));
            }
        }
    }
    let mut faults = Vec::new();
    for (one, other) in pairs {
        let times = |id: EntityId| written.get(&id).map_or(u32::MAX, |(count, _)| *count);
        // The rarer spelling is the slip; one with a file is none.
        let (slip, right) = if times(one) <= times(other) { (one, other) } else { (other, one) };
        let Some((count, place)) = written.get(&slip) else { continue };
        if are_alike(&names[slip.index()], &names[right.index()], *count) {
            let (slip, right) = (&entities[slip.index()].name, &entities[right.index()].name);
            faults.push(
                Diagnostic::new(Code::SimilarNames, format!("\"{slip}\" and \"{right}\" are two entries, and may be one"))
                    .grouped("names are so alike that they may be one")
                    .at(place.clone())
                    .label(format!("did you mean \"{right}\"?"))
                    .help("write it in one way, or give the one a file that has the other among its `aliases`; if they are two, a file each says so"),
            );
        }
    }
    faults
}

/// A name as it is compared here.
struct Name {
    /// Its words in order of the alphabet, without "the", signs and plurals.
    words: String,
    /// Its letters as they stand.
    letters: String,
}

impl Name {
    fn of(entity: &Entity<'_>) -> Name {
        let key = Key::of(&entity.name);
        // "U.S." is "US", and "Smith, John" is "John Smith".
        let bare: String = key.as_str().chars().filter(|c| !matches!(c, '.' | '\'' | '"')).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let mut words: Vec<&str> = bare.split_whitespace().map(whole).filter(|word| *word != "the").collect();
        let letters = words.join(" ");
        words.sort_unstable();
        Name { words: words.iter().map(|word| singular(word)).collect::<Vec<_>>().join(" "), letters }
    }
}

/// The word that an abbreviation stands for.
fn whole(word: &str) -> &str {
    const SHORT: [(&str, &str); 14] = [
        ("dept", "department"),
        ("govt", "government"),
        ("gov", "government"),
        ("st", "saint"),
        ("intl", "international"),
        ("univ", "university"),
        ("assn", "association"),
        ("corp", "corporation"),
        ("natl", "national"),
        ("min", "ministry"),
        ("defense", "defence"),
        ("center", "centre"),
        ("organization", "organisation"),
        ("labor", "labour"),
    ];
    SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long)
}

fn singular(word: &str) -> Cow<'_, str> {
    match (word.strip_suffix("ies"), word.strip_suffix('s')) {
        (Some(stem), _) if stem.len() > 2 => Cow::Owned(format!("{stem}y")),
        (_, Some(one)) if one.len() > 3 && !one.ends_with('s') => Cow::Borrowed(one),
        _ => Cow::Borrowed(word),
    }
}

/// Whether two names are one in other words, or one slip apart: a letter more, less, doubled or other, or two in the wrong
/// order. A number or a single letter that differs is no slip.
fn are_alike(one: &Name, other: &Name, rarer: u32) -> bool {
    if one.words == other.words {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (one.letters.chars().collect(), other.letters.chars().collect());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (cut, put) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let is_slip = match (cut, put) {
        ([one], []) | ([], [one]) => !one.is_whitespace(),
        ([one], [other]) => !one.is_whitespace() && !other.is_whitespace(),
        ([x, y], [p, q]) => (x, y) == (q, p),
        _ => return false,
    };
    let word = |letters: &[char]| -> usize {
        let from = letters[..start].iter().rposition(|c| *c == ' ').map_or(0, |at| at + 1);
        letters[from..].iter().take_while(|c| **c != ' ').count()
    };
    let shorter = word(&a).min(word(&b));
    let has_number = cut.iter().chain(put).any(char::is_ascii_digit);
    is_slip && !has_number && shorter > 1 && (rarer <= RARE || shorter > 5)
}

/// FNV-1a: short, quick, and the same on every machine.
fn digest(seed: u8, bytes: impl Iterator<Item = u8>) -> u64 {
    let step = |digest: u64, byte: u8| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.fold(step(0xcbf2_9ce4_8422_2325, seed), step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Slug;

    /// The pairs that are told of, each name written once.
    fn told(names: &[&str]) -> Vec<String> {
        let entities: Vec<Entity<'_>> = names.iter().map(|name| Entity::new(KindId(0), name, Slug::of(name), None)).collect();
        let written = (0..names.len()).map(|at| (EntityId::of(at), (1, Place::file(&"a.md".into())))).collect();
        twins(&entities, &written).into_iter().map(|fault| fault.message.split(" are ").next().unwrap_or_default().replace('"', "")).collect()
    }

    #[test]
    fn one_slip_and_other_forms_of_the_same_words_are_told() {
        for pair in [
            ["Barack Obama", "Barrack Obama"],
            ["Barack Obama", "Barakc Obama"],
            ["Barack Obama", "Obama, Barack"],
            ["U.S. Department of Justice", "US Dept. of Justice"],
            ["The New York Times", "New York Times"],
            ["protest", "protests"],
            ["press subsidy", "press subsidies"],
            ["St. Petersburg", "Saint Petersburg"],
            ["김정은", "김정은"],
        ] {
            assert_eq!(told(&pair).len(), 1, "{pair:?}");
        }
    }

    #[test]
    fn numbers_single_letters_and_other_words_are_two() {
        for pair in
            [["Court 1", "Court 2"], ["2016 election", "2020 election"], ["Judge A", "Judge B"], ["Austria", "Australia"], ["Iran", "Iraq"], ["Lee", "Lea"]]
        {
            assert_eq!(told(&pair), [""; 0], "{pair:?}");
        }
    }
}
