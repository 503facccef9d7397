use super::title_word::{is_calendar, is_in, is_of_a_body, is_title};
use crate::base::plain;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What may be told from a person's name about how prose says it.
///
/// Where the family name stands cannot be known from the letters alone; where it is in doubt, both ends are offered, and what
/// two people could be called is nobody's name in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PersonName {
    /// What the person may be called alone.
    pub(super) surnames: Vec<String>,
    /// The same name in the other spellings that romanised names have: "Kim Jong-un" for "Kim Jong Un".
    pub(super) variants: Vec<String>,
    /// The first word, by which a longer form of the name is known: "Donald" of "Donald J. Trump".
    pub(super) first: String,
}

/// Korean, Chinese and Vietnamese family names as they are romanised, which stand first.
const FIRST_FAMILY: &str = "ahn an bae baek bak bang ban bui byun cai cao cha chae chang chen cheng cheon cho choe choi chon chong chu chun chung \
    dang deng dinh doan dong duong eom fan fang feng fu gao gil go goh gong gu guo ha ham han he heo ho hoang hong hu \
    huang huynh hwang hyon hyun im jang jeon jeong ji jia jiang jin jo jon jong joo ju jun jung kang kil kim ko koo ku \
    kwak kwon le lee li liang lim lin liu lu luo ly ma maeng mao min moon mun myong na nam ngo nguyen no noh o oh pae paek \
    pak pan pang park peng pham phan pyon qian qin ra rhee ri rim roh ryang ryu seo seok shen shi shim shin sim sin so \
    sohn son song su suh sun tae tan tang tang thae tian tran trinh truong vo vu wang wei wen woo wu xi xiao xie xu yan \
    yang yao ye yi yim yom yoo yoon yu yuan yun zeng zhang zhao zheng zhong zhou zhu";

/// What stands between given and family names and belongs to the latter.
const PARTICLES: &str = "al ap av af ben bin bint da dal de del della den der di do dos du el ibn la las le los ten ter van vom von y zu zum \
    zur";

impl PersonName {
    /// Reads a name as the register has it.
    pub(super) fn of(name: &str) -> PersonName {
        let name = plain(name);
        let mut words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
        while words.len() > 2 && words.last().is_some_and(|word| matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV")) {
            words.pop();
        }
        if !(2..=6).contains(&words.len()) || !words.iter().all(|word| is_of_a_name(word)) {
            return PersonName::default();
        }
        let first = words[0].to_owned();
        if is_title(words[0]) {
            // "Lt-Gen Ahn" says itself what he is called.
            let surnames = if words.len() == 2 && !is_title(words[1]) { vec![words[1].to_owned()] } else { Vec::new() };
            return PersonName { surnames, ..PersonName::default() };
        }
        let given: Vec<&str> = words[1..].iter().flat_map(|word| word.split('-')).collect();
        let is_family_first = is_in(FIRST_FAMILY, &words[0].to_lowercase());
        let is_certain = is_family_first && (given.len() == 2 && given.iter().all(|part| is_syllable(part)));
        let mut surnames = Vec::new();
        if is_family_first {
            surnames.push(first.clone());
        }
        if !is_certain {
            surnames.extend(last_name(&words));
        }
        surnames.retain(|surname| surname.chars().count() > 1 && !is_title(surname) && !is_of_a_body(surname));
        surnames.dedup();
        let mut variants = Vec::new();
        if is_certain {
            let (one, two) = (given[0], given[1]);
            for second in [two.to_lowercase(), capitalised(two)] {
                for joint in ["-", " "] {
                    if joint == "-" || second.starts_with(char::is_uppercase) {
                        variants.push(format!("{first} {one}{joint}{second}"));
                    }
                }
            }
            variants.retain(|variant| *variant != name);
        }
        PersonName { surnames, variants, first }
    }
}

/// The family name at the end of a name, with what belongs to it: "de Gaulle", "al-Assad" and "Assad".
fn last_name(words: &[&str]) -> Vec<String> {
    let particle = words.iter().skip(1).position(|word| is_in(PARTICLES, word)).map(|at| at + 1);
    let from = particle.unwrap_or(words.len() - 1);
    let mut names = vec![words[from..].join(" ")];
    for article in ["al-", "el-", "Al-", "El-"] {
        names.extend(words[words.len() - 1].strip_prefix(article).map(str::to_owned));
    }
    names
}

/// A word of a person's name: a capital, an initial, a particle.
fn is_of_a_name(word: &str) -> bool {
    let begins = word.chars().next().is_some_and(char::is_uppercase);
    let small = is_in(PARTICLES, word) || ["al-", "el-", "d'", "ul-"].iter().any(|article| word.strip_prefix(article).is_some_and(is_of_a_name));
    let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '.') || is_combining_mark(c));
    letters && (begins || small) && !is_of_a_body(word) && !matches!(word, "The" | "Of" | "And" | "For")
}

/// Whether a part of a given name is one syllable, as the parts of Korean and Chinese names are.
fn is_syllable(part: &str) -> bool {
    let mut groups = 0;
    let mut in_vowel = false;
    for c in part.chars().flat_map(char::to_lowercase) {
        let vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ŏ' | 'ŭ');
        groups += usize::from(vowel && !in_vowel);
        in_vowel = vowel;
    }
    groups == 1 && part.chars().count() <= 6
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A name in Latin letters without its accents, where that is another.
pub(super) fn without_accents(name: &str) -> Option<String> {
    let latin = |c: char| !c.is_alphabetic() || matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    if name.is_ascii() || !name.chars().all(latin) {
        return None;
    }
    let bare: String = name.nfd().filter(|c| !is_combining_mark(*c)).nfc().collect();
    (bare != name).then_some(bare)
}

/// Whether a word that is somebody's name is as often something else with a capital: a month, a weekday, a people, a place.
pub(super) fn is_common(word: &str) -> bool {
    const OTHERS: &str = "English French German Irish Welsh Polish Dutch Roman Christian England Ireland Holland France Israel Jordan Chad \
        Georgia London Paris York Washington Lincoln Austin Jersey He So No An Do Oh Ha Ma In Son West North South East Day Christmas Easter Lent Black White Gay";
    is_calendar(word) || is_in(OTHERS, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surnames(name: &str) -> Vec<String> {
        PersonName::of(name).surnames
    }

    #[test]
    fn the_family_name_stands_where_its_language_has_it() {
        assert_eq!(surnames("Mike Pompeo"), ["Pompeo"]);
        assert_eq!(surnames("Kim Do Gyun"), ["Kim"]);
        assert_eq!(surnames("Moon Jae-in"), ["Moon"]);
        assert_eq!(surnames("Lee Harvey Oswald"), ["Lee", "Oswald"]);
        assert_eq!(surnames("Xi Jinping"), ["Xi", "Jinping"]);
        assert_eq!(surnames("Ursula von der Leyen"), ["von der Leyen"]);
        assert_eq!(surnames("Bashar al-Assad"), ["al-Assad", "Assad"]);
        assert_eq!(surnames("Martin Luther King Jr."), [""; 0], "king is a title too");
        assert_eq!(surnames("Lt-Gen Ahn"), ["Ahn"]);
    }

    #[test]
    fn what_is_no_person_has_no_family_name() {
        for name in ["Supreme Court", "Government of Sudan", "Human Rights Watch", "Reuters", "police officers", "Court 2", "The Guardian", "Boeing Co 737"] {
            assert_eq!(PersonName::of(name), PersonName::default(), "{name}");
        }
    }

    #[test]
    fn a_romanised_name_has_spellings() {
        assert_eq!(PersonName::of("Kim Jong Un").variants, ["Kim Jong-un", "Kim Jong-Un"]);
        assert_eq!(PersonName::of("Moon Jae-in").variants, ["Moon Jae-In", "Moon Jae In"]);
        assert_eq!(without_accents("José Núñez").as_deref(), Some("Jose Nunez"));
        assert_eq!(without_accents("Юрий"), None);
    }
}
