use super::title_word::is_in;
use crate::content::SEAM;

/// Whether a name that stands at some bytes of a block stands there whole: it is no part of a longer word.
///
/// What bounds a word depends on its script. After a Hangul name a particle may follow (김정은이), before an Arabic or Hebrew
/// one a letter that is a word of its own (وكيم); Chinese, Japanese and Thai words stand side by side, and are not tested.
pub(super) fn is_whole(text: &str, start: usize, end: usize, is_person: bool) -> bool {
    let name = &text[start..end];
    let (Some(first), Some(last)) = (name.chars().next(), name.chars().next_back()) else { return false };
    begins(&text[..start], first, name.contains(' ')) && ends(&text[end..], name, last, is_person)
}

/// What joins words to one.
const JOINTS: [char; 7] = ['@', '#', '_', '\\', '&', '=', '~'];

/// How many letters of words tied by hyphens are read.
const LONGEST_CHAIN: usize = 64;

fn begins(before: &str, first: char, is_full: bool) -> bool {
    if is_katakana(first) {
        return !before.ends_with(is_katakana);
    }
    if is_unspaced(first) {
        return true;
    }
    let mut signs = before.chars().rev().filter(|c| *c != SEAM);
    let Some(sign) = signs.next() else { return true };
    match sign {
        _ if JOINTS.contains(&sign) => false,
        '.' => !signs.next().is_some_and(is_word),
        // "O'Neil", and the French article before a full name: "d'Emmanuel Macron".
        '\'' => {
            let back: String = signs.take_while(|c| is_word(*c)).take(6).collect();
            back.is_empty() || (is_full && matches!(back.to_lowercase().as_str(), "d" | "l" | "uq" | "j" | "n" | "s" | "lled" | "llen" | "lla" | "llus"))
        }
        '/' => !is_address(signs),
        // "pro-Trump", and not "Smith-Lee".
        '-' => {
            let back: String = signs.take_while(|c| is_word(*c) || *c == '-').take(LONGEST_CHAIN).collect();
            let is_prefix = ["itnA", "orP", "xE", "noN", "tsoP"].contains(&back.as_str());
            // "Bashar al-Assad" is no other's Assad.
            let is_article = matches!(back.as_str(), "la" | "le" | "lu" | "lA" | "lE");
            is_prefix || !is_article && back.chars().count() < LONGEST_CHAIN && !back.ends_with(|c: char| c.is_uppercase() || c.is_numeric())
        }
        _ if !is_word(sign) => true,
        _ if is_arabic(first) => is_prefix("وفبكل", sign, &mut signs),
        _ if is_hebrew(first) => is_prefix("והבלמשכ", sign, &mut signs),
        _ => false,
    }
}

/// Whether what goes on after a slash looks like an address or a path, and not like another word.
fn is_address(signs: impl Iterator<Item = char>) -> bool {
    let run: String = signs.take_while(|c| !c.is_whitespace()).take(LONGEST_CHAIN).collect();
    !run.starts_with(is_word) || run.trim_end_matches(['.', ':', ',']).contains(['/', '\\', '.', ':', '@'])
}

/// Whether one or two letters that are words of their own stand between the last boundary and a name.
fn is_prefix(letters: &str, sign: char, before: &mut impl Iterator<Item = char>) -> bool {
    letters.contains(sign)
        && match before.next() {
            Some(second) if is_word(second) => matches!(second, 'و' | 'ו') && !before.next().is_some_and(is_word),
            _ => true,
        }
}

fn ends(after: &str, name: &str, last: char, is_person: bool) -> bool {
    if is_katakana(last) && after.starts_with(is_katakana) {
        return false;
    }
    if is_unspaced(last) {
        // 日本橋 is a bridge, and 安倍晋三郎 somebody else.
        return !after.starts_with(['橋', '城', '郎', '駅', '湾', '県', '縣', '語', '语', '城']) && !after.starts_with("地方");
    }
    let mut signs = after.chars().filter(|c| *c != SEAM).peekable();
    let Some(sign) = signs.next() else { return true };
    match sign {
        _ if JOINTS.contains(&sign) => false,
        // "Reuters.com", "Kim Jong Un-led" and "Lee-Smith", "Lee's" and "Lee'sha".
        '.' => !signs.peek().copied().is_some_and(is_word),
        '/' => !is_address(signs),
        '-' => {
            let rest: String = signs.take_while(|c| is_word(*c)).take(12).collect();
            // "Kim Jong Un-led" is his; "Kim Jin-pyo" is another. Where letters have no case, a hyphen ends a word.
            rest.is_empty() || is_in(AFTER_HYPHEN, &rest) || !rest.starts_with(|c: char| c.is_lowercase() || c.is_uppercase() || c.is_numeric())
        }
        '\'' => {
            // "Ann Lee's", and what Turkish ties to a name: "Ali Kaya'nın".
            let rest: String = signs.take_while(|c| is_word(*c)).take(7).collect();
            let is_ending = name.contains(' ') && rest.chars().count() < 7 && rest.chars().all(char::is_lowercase);
            is_ending || matches!(rest.as_str(), "" | "s" | "d" | "ll" | "re" | "ve")
        }
        _ if is_hangul(sign) => {
            let run: String = std::iter::once(sign).chain(signs.take_while(|c| is_hangul(*c))).take(7).collect();
            // 김정 and 은, or somebody called 김정은? A name of two syllables may be half of one of three.
            let may_be_half = is_person && is_hangul(last) && name.chars().filter(|c| is_hangul(*c)).count() <= 2 && run.chars().count() == 1;
            !may_be_half && PARTICLES.split(' ').any(|particle| particle == run)
        }
        _ => !is_word(sign),
    }
}

/// What a hyphen may tie to a name.
const AFTER_HYPHEN: &str = "aligned appointed area backed based bashing born bound brokered chaired controlled drafted educated endorsed era esque friendly funded \
    governed held inspired ish ism ist led like linked loyal made mediated occupied owned related ruled run sanctioned sponsored style supported themed trained type \
    wide won written";

/// What may follow a Korean name without a space. Left out is what ends many given names as well.
const PARTICLES: &str = "은 는 이 가 을 를 의 에 와 과 도 만 로 씨 에게 에게서 에게는 에게도 에서 에서는 에서도 에는 에도 으로 으로는 으로부터 로는 로부터 께 께서 께서는 부터 까지 까지도 이나 이란 이라고 라고 이라는 라는 \
    이며 이고 이자 이다 이었다 였다 이었다고 였다고 이라며 처럼 보다 마다 과의 와의 과는 와는 과도 와도 씨는 씨가 씨의 씨를 측은 측이";

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '가'..='힣')
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{6ff}' | '\u{750}'..='\u{77f}')
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{5d0}'..='\u{5ea}')
}

/// A katakana name is written without spaces, and ends where other letters begin; a dot parts its words.
fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a0}'..='\u{30ff}')
}

/// Scripts whose words stand without spaces: Han, kana, Thai, Lao, Khmer, Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}'
        | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `name` stands whole in a text, where it stands first.
    fn whole(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        is_whole(text, start, start + name.len(), true)
    }

    #[test]
    fn a_name_is_no_part_of_a_word() {
        assert!(!whole("Ann Leeds", "Ann Lee"));
        assert!(!whole("Joann Lee", "ann Lee"));
        assert!(
            !whole("mail@Lee", "Lee")
                && !whole("Lee@x.org", "Lee")
                && !whole("www.Lee.org", "Lee")
                && !whole("x.org/Lee", "Lee")
                && whole("Kim/Lee", "Lee")
                && whole("Lee/Kim", "Lee")
                && !whole("#Lee", "Lee")
        );
        assert!(!whole(&format!("{}-Lee", "x-".repeat(200)), "Lee"), "no chain is read without end");
        assert!(!whole("O'Neil", "Neil") && whole("'Neil'", "Neil") && whole("Neil's", "Neil"));
        assert!(whole("the Kim Jong Un-led state", "Kim Jong Un") && !whole("Ann Lee-Smith", "Ann Lee"));
        assert!(!whole("Kim Jin-pyo", "Kim Jin") && whole("Bo Karu를", "Bo Karu") && !whole("Bo Karu숙", "Bo Karu"));
        assert!(whole("pro-Trump", "Trump") && !whole("Smith-Lee", "Lee"));
        assert!(whole("Said Lee. Then", "Lee") && whole("(Lee)", "Lee") && whole("“Lee”", "Lee") && whole("Lee—who", "Lee"));
    }

    #[test]
    fn a_particle_may_follow_a_korean_name() {
        for text in ["김정은이", "김정은은", "김정은에게서", "김정은, 문재인", "김정은 위원장"] {
            assert!(whole(text, "김정은"), "{text}");
        }
        assert!(!whole("김정은숙", "김정은"));
        assert!(!whole("조김정은", "김정은"));
        assert!(!whole("김정은", "김정"), "half of a longer name");
        assert!(is_whole("서울은", 0, "서울".len(), false));
    }

    #[test]
    fn a_letter_may_stand_before_an_arabic_or_hebrew_name() {
        for text in ["وكيم", "بكيم", "ولكيم", "كيم"] {
            assert!(whole(text, "كيم"), "{text}");
        }
        assert!(!whole("حاكيم", "كيم"));
        assert!(whole("בסיאול", "סיאול") && !whole("קסיאול", "סיאול"));
    }

    #[test]
    fn words_without_spaces_are_not_tested() {
        assert!(whole("金正恩氏は", "金正恩"));
        assert!(whole("マリは", "マリ") && !whole("ソマリア", "マリ") && !whole("マリ・キュリー", "マリ"), "katakana ends where other letters begin");
    }
}
