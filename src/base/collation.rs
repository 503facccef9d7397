use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The alphabet of a language: the order in which its readers look for names, and the letters under which they look.
///
/// The order is that of CLDR: `Å` after `Z` in Swedish, `Ñ` after `N` in Spanish, `Ö` with `O` in German; the script of the language
/// before others. A name is filed as it is written, a person under the first word: which part is the family's is known of few
/// names and told by none. Two things are passed over: signs before the first letter, and in Arabic the article `ال`, under
/// which half of all organisations would stand; there alif is one letter, whatever stands on it.
pub struct Collation {
    order: CollatorBorrowed<'static>,
    /// Tells letters apart that have places of their own, and no more.
    letters: CollatorBorrowed<'static>,
    buckets: &'static [(&'static str, &'static str)],
    is_arabic: bool,
}

/// A name's place in an alphabet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CollationKey(Box<[u8]>);

/// Han characters by the first letter of their reading: CLDR's order of `zh` holds these marks, each before the first of them.
const PINYIN: &[(&str, &str)] = &[
    ("\u{fdd0}A", "A"),
    ("\u{fdd0}B", "B"),
    ("\u{fdd0}C", "C"),
    ("\u{fdd0}D", "D"),
    ("\u{fdd0}E", "E"),
    ("\u{fdd0}F", "F"),
    ("\u{fdd0}G", "G"),
    ("\u{fdd0}H", "H"),
    ("\u{fdd0}J", "J"),
    ("\u{fdd0}K", "K"),
    ("\u{fdd0}L", "L"),
    ("\u{fdd0}M", "M"),
    ("\u{fdd0}N", "N"),
    ("\u{fdd0}O", "O"),
    ("\u{fdd0}P", "P"),
    ("\u{fdd0}Q", "Q"),
    ("\u{fdd0}R", "R"),
    ("\u{fdd0}S", "S"),
    ("\u{fdd0}T", "T"),
    ("\u{fdd0}W", "W"),
    ("\u{fdd0}X", "X"),
    ("\u{fdd0}Y", "Y"),
    ("\u{fdd0}Z", "Z"),
];

/// Kana by the rows of the fifty sounds.
const ROWS: &[(&str, &str)] =
    &[("あ", "あ"), ("か", "か"), ("さ", "さ"), ("た", "た"), ("な", "な"), ("は", "は"), ("ま", "ま"), ("や", "や"), ("ら", "ら"), ("わ", "わ")];

/// Hangul by the first consonant, a doubled one with its single.
const CONSONANTS: [&str; 19] = ["ㄱ", "ㄱ", "ㄴ", "ㄷ", "ㄷ", "ㄹ", "ㅁ", "ㅂ", "ㅂ", "ㅅ", "ㅅ", "ㅇ", "ㅈ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"];

impl Collation {
    /// The letter of all that begins with none.
    pub const NO_LETTER: &str = "#";

    /// The alphabet of a language (BCP 47); of one that CLDR does not know, the order common to all.
    pub fn of(language: &str) -> Option<Collation> {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        let mut preferences = CollatorPreferences::from(&locale);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let collator = |strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            Collator::try_new(preferences, options).ok()
        };
        let buckets = match locale.id.language.as_str() {
            "zh" if locale.id.script.is_none_or(|script| script.as_str() != "Hant") => PINYIN,
            "ja" => ROWS,
            _ => &[],
        };
        Some(Collation { order: collator(Strength::Tertiary)?, letters: collator(Strength::Primary)?, buckets, is_arabic: locale.id.language.as_str() == "ar" })
    }

    /// The place of a name. Computed once a name: comparing keys is much cheaper than comparing names.
    pub fn key(&self, name: &str) -> CollationKey {
        let mut key = Vec::with_capacity(3 * name.len());
        let Ok(()) = self.order.write_sort_key_to(&self.filed(name), &mut key);
        CollationKey(key.into_boxed_slice())
    }

    /// The letter under which a name stands in an index: one that has a place of its own in the alphabet of the language (`Ch` in
    /// Czech, `Å` in Danish, but `A` in French), of Hangul the first consonant, of kana the row, of Han characters in Chinese the
    /// first letter of their reading and elsewhere one sign for all. What is no letter stands under `#`.
    pub fn letter(&self, name: &str) -> String {
        let name: String = self.filed(name).chars().take(4).nfc().collect();
        let mut chars = name.chars();
        let Some(first) = chars.next().filter(|first| first.is_alphabetic()) else { return Collation::NO_LETTER.to_owned() };
        match first {
            '가'..='힣' => CONSONANTS[(u32::from(first) - 0xac00) as usize / 588].to_owned(),
            '\u{3040}'..='\u{30ff}' => self.bucket(&name, ROWS).unwrap_or("あ").to_owned(),
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
                let bucket = if self.buckets == PINYIN { self.bucket(&name, PINYIN) } else { None };
                bucket.unwrap_or("漢字").to_owned()
            }
            _ => self.own_letter(first, chars.next()),
        }
    }

    /// Of marks in their order, the last that stands not after a name.
    fn bucket(&self, name: &str, buckets: &'static [(&'static str, &'static str)]) -> Option<&'static str> {
        let after = buckets.partition_point(|(mark, _)| self.letters.compare(mark, name).is_le());
        after.checked_sub(1).map(|at| buckets[at].1)
    }

    fn own_letter(&self, first: char, second: Option<char>) -> String {
        let letter: String = first.to_uppercase().collect();
        if let Some(second) = second.filter(|second| second.is_alphabetic()) {
            // Two signs are one letter if they stand behind everything that begins with the first.
            let pair: String = [first, second].iter().collect();
            if self.letters.compare(&pair, &format!("{first}\u{ffff}")).is_gt() {
                let same = ["Å"].into_iter().find(|letter| self.letters.compare(&pair, letter).is_eq());
                return same.map_or_else(|| letter + &second.to_lowercase().to_string(), str::to_owned);
            }
        }
        // Without its marks, where the language does not count them.
        let bare: String = letter.nfd().take(1).collect();
        if self.letters.compare(&bare, &letter).is_eq() { bare } else { letter }
    }

    /// A name as it is looked for.
    fn filed<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
        let bare = name.strip_prefix("ال").filter(|bare| self.is_arabic && bare.chars().take_while(|c| c.is_alphabetic()).count() > 2);
        let bare = bare.unwrap_or(name);
        if self.is_arabic { bare.replace(['آ', 'أ', 'إ', 'ٱ'], "ا").into() } else { bare.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names in the order of a language, each with the letter it stands under.
    fn filed(language: &str, names: &[&str]) -> String {
        let collation = Collation::of(language).unwrap();
        let mut names = names.to_vec();
        names.sort_by_cached_key(|name| collation.key(name));
        let filed: Vec<String> = names.into_iter().map(|name| format!("{} {name}", collation.letter(name))).collect();
        filed.join(", ")
    }

    #[test]
    fn a_language_decides_which_letters_have_a_place_of_their_own() {
        let names = ["Zorn", "Örn", "Oskar", "Åsa", "Arne", "élan", "Ezra"];
        assert_eq!(filed("en", &names), "A Arne, A Åsa, E élan, E Ezra, O Örn, O Oskar, Z Zorn");
        assert_eq!(filed("sv", &names), "A Arne, E élan, E Ezra, O Oskar, Z Zorn, Å Åsa, Ö Örn");
        assert_eq!(filed("es", &["Ñusta", "Nuria", "Nzinga", "Ovalle"]), "N Nuria, N Nzinga, Ñ Ñusta, O Ovalle");
        assert_eq!(filed("de", &["Müller", "Muller", "Mvula"]), "M Muller, M Müller, M Mvula");
    }

    #[test]
    fn two_signs_may_be_one_letter() {
        assert_eq!(filed("cs", &["Chalupa", "Havel", "Cibulka", "Ivanov"]), "C Cibulka, H Havel, Ch Chalupa, I Ivanov");
        assert_eq!(filed("da", &["Aarhus", "Århus", "Zoëga", "Aalto", "Abel"]), "A Abel, Z Zoëga, Å Aalto, Å Århus, Å Aarhus");
        assert_eq!(filed("en", &["Chalupa", "Havel", "Cibulka"]), "C Chalupa, C Cibulka, H Havel");
    }

    #[test]
    fn the_script_of_the_language_comes_first() {
        let names = ["Kim", "김정은", "문재인", "꽃분이", "Юрий", "38 North", "안익산"];
        assert_eq!(
            filed("ko", &names),
            "# 38 North, ㄱ김정은, ㄱ꽃분이, ㅁ문재인, ㅇ안익산, K Kim, Ю Юрий".replace("ㄱ", "ㄱ ").replace("ㅁ", "ㅁ ").replace("ㅇ", "ㅇ ")
        );
        assert_eq!(filed("en", &["Юрий", "Kim", "김정은"]), "K Kim, Ю Юрий, ㄱ 김정은");
    }

    #[test]
    fn arabic_names_stand_under_the_letter_after_the_article() {
        let names = ["الأمم المتحدة", "جامعة الدول", "السادات", "آدم", "إبراهيم", "ابن سينا", "سعد", "Obama"];
        assert_eq!(filed("ar", &names), "ا إبراهيم, ا ابن سينا, ا آدم, ا الأمم المتحدة, ج جامعة الدول, س السادات, س سعد, O Obama");
        assert_eq!(filed("fa", &["السادات"]), "ا السادات");
    }

    #[test]
    fn chinese_goes_by_its_reading_and_japanese_by_its_rows() {
        assert_eq!(filed("zh", &["王毅", "习近平", "安理会", "Obama", "李强"]), "A 安理会, L 李强, W 王毅, X 习近平, O Obama");
        assert_eq!(filed("ja", &["さくら", "がくと", "カナ", "安倍", "わたなべ"]), "か がくと, か カナ, さ さくら, わ わたなべ, 漢字 安倍");
    }

    #[test]
    fn signs_before_a_name_are_passed_over_and_numbers_go_by_their_value() {
        assert_eq!(filed("en", &["38 North", "9 Squadron", "“Bear” Jones", "Amos"]), "# 9 Squadron, # 38 North, A Amos, B “Bear” Jones");
        assert_eq!(filed("xx-nonsense-", &["b", "a"]), "A a, B b");
    }
}
