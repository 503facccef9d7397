//! How the built-in languages say dates. English and Korean are tested where each phrase is made.

use super::day::Day;
use super::phrases::samples::phrases;
use super::say::tests::assert_said;

/// Says how long after the first day the second is, and how long before the second the first is.
fn gaps(yaml: &str, from: &str, to: &str) -> [String; 2] {
    let (phrases, from, to): (_, Day, Day) = (phrases(yaml), from.parse().unwrap(), to.parse().unwrap());
    [phrases.say_gap(from, to).unwrap(), phrases.say_gap_back(from, to).unwrap()]
}

#[test]
fn german() {
    let yaml = include_str!("../../templates/words/de.yaml");
    assert_said(
        &phrases(yaml),
        &[
            ("2020-06-25", "25. Juni 2020"),
            ("2020-06", "Juni 2020"),
            ("-0043-03-15", "15. März 44\u{a0}v.\u{a0}Chr."),
            ("2018-07-31T09:05:00", "31. Juli 2018, 09:05 Uhr"),
            ("2018-07~", "etwa Juli 2018"),
            ("2018?", "vielleicht 2018"),
            ("2018-07-31%", "vielleicht etwa 31. Juli 2018"),
            ("2018-21", "Frühjahr 2018"),
            ("2018-34", "2. Quartal 2018"),
            ("199", "1990er-Jahre"),
            ("199X", "irgendwann in den 1990er-Jahren"),
            ("18", "19. Jahrhundert"),
            ("18XX", "irgendwann im 19. Jahrhundert"),
            ("-04", "5. Jahrhundert v.\u{a0}Chr."),
            ("2018-XX", "irgendwann im Jahr 2018"),
            ("1XXX", "irgendwann in den Jahren 1000–1999"),
            ("2018-04-XX", "an einem Tag im April 2018"),
            ("2018-04-1X", "zwischen dem 10. April 2018 und dem 19. April 2018"),
            ("2018-1X", "zwischen Oktober 2018 und Dezember 2018"),
            ("156X-12-25", "25. Dezember in den 1560er-Jahren"),
            ("15XX-12", "Dezember im 16. Jahrhundert"),
            ("XXXX-12-25", "25. Dezember, unbekanntes Jahr"),
            ("2018-04-27/2018-04-29", "27.–29. April 2018"),
            ("2018-04-27/2018-05-26", "27. April – 26. Mai 2018"),
            ("2018-04/2018-05", "April–Mai 2018"),
            ("1914/1918", "1914–1918"),
            ("2018-07-31/..", "seit dem 31. Juli 2018"),
            ("2018-07/..", "seit Juli 2018"),
            ("2018~/..", "seit etwa 2018"),
            ("199/..", "seit den 1990er-Jahren"),
            ("../2018-07-31", "bis zum 31. Juli 2018"),
            ("../18", "bis ins 19. Jahrhundert"),
            ("2018-07-31/", "vom 31. Juli 2018 bis zu einem unbekannten Tag"),
            ("[1667,1668,1670..1672]", "1667, 1668 oder 1670–1672"),
            ("[..1984]", "1984 oder früher"),
        ],
    );
    assert_eq!(phrases(yaml).say_day_short("2020-06-25".parse().unwrap()), "25. Juni");
    assert_eq!(gaps(yaml, "2018-04-27", "2018-05-18"), ["drei Wochen später", "drei Wochen zuvor"]);
    assert_eq!(gaps(yaml, "2018-04-27", "2018-05-27"), ["einen Monat später", "einen Monat zuvor"]);
    assert_eq!(gaps(yaml, "2018-04-27", "2018-04-28"), ["am nächsten Tag", "am Tag zuvor"]);
}

#[test]
fn french() {
    let yaml = include_str!("../../templates/words/fr.yaml");
    assert_said(
        &phrases(yaml),
        &[
            ("2018-05-01", "1er mai 2018"),
            ("2018-05-02", "2 mai 2018"),
            ("2018-05-21", "21 mai 2018"),
            ("-0043-03-15", "15 mars 44\u{a0}av.\u{a0}J.-C."),
            ("2018-07-31T09:05:00", "31 juillet 2018, 09\u{a0}h\u{a0}05"),
            ("2018-07~", "vers juillet 2018"),
            ("2018-05-01~", "vers le 1er mai 2018"),
            ("2018-07-31?", "peut-être le 31 juillet 2018"),
            ("2018?", "peut-être en 2018"),
            ("18?", "peut-être au XIXe siècle"),
            ("2018-21", "printemps 2018"),
            ("2018-33", "1er trimestre 2018"),
            ("199", "années 1990"),
            ("00", "Ier siècle"),
            ("18", "XIXe siècle"),
            ("-04", "Ve siècle av.\u{a0}J.-C."),
            ("156X-12-25", "25 décembre dans les années 1560"),
            ("2018-04-XX", "avril 2018, jour inconnu"),
            ("2018-04-0X", "entre le 1er avril 2018 et le 9 avril 2018"),
            ("2018-05-01/2018-05-03", "1er-3 mai 2018"),
            ("2018-04-27/2018-05-01", "27 avril – 1er mai 2018"),
            ("1914/1918", "1914-1918"),
            ("2018-05-01/..", "depuis le 1er mai 2018"),
            ("2018-05/..", "depuis mai 2018"),
            ("../2018-05", "jusqu’en mai 2018"),
            ("../2018-05-01", "jusqu’au 1er mai 2018"),
            ("../199", "jusqu’aux années 1990"),
            ("{1667,1668}", "1667 et 1668"),
        ],
    );
    assert_eq!(phrases(yaml).say_day_short("2018-02-01".parse().unwrap()), "1er févr.");
    assert_eq!(gaps(yaml, "2018-04-27", "2018-05-18"), ["trois semaines plus tard", "trois semaines plus tôt"]);
    assert_eq!(gaps(yaml, "2018-04-27", "2019-04-27"), ["un an plus tard", "un an plus tôt"]);
    assert_eq!(gaps(yaml, "2018-04-27", "2018-04-28"), ["le lendemain", "la veille"]);
}

#[test]
fn spanish() {
    let yaml = include_str!("../../templates/words/es.yaml");
    assert_said(
        &phrases(yaml),
        &[
            ("2020-06-25", "25 de junio de 2020"),
            ("2020-06", "junio de 2020"),
            ("-0043-03-15", "15 de marzo de 44\u{a0}a.\u{a0}C."),
            ("2018-07~", "hacia julio de 2018"),
            ("2018-07-31~", "hacia el 31 de julio de 2018"),
            ("2018?", "quizá en 2018"),
            ("2018-21", "primavera de 2018"),
            ("2018-34", "segundo trimestre de 2018"),
            ("199", "década de 1990"),
            ("199X", "en algún momento de la década de 1990"),
            ("18", "siglo XIX"),
            ("18XX", "en algún momento del siglo XIX"),
            ("-04", "siglo V a.\u{a0}C."),
            ("2018-04-XX", "un día de abril de 2018"),
            ("156X-12-25", "25 de diciembre en la década de 1560"),
            ("2018-04-27/2018-04-29", "27-29 de abril de 2018"),
            ("2018-04-27/2018-05-26", "27 de abril – 26 de mayo de 2018"),
            ("2018-04/2018-05", "abril-mayo de 2018"),
            ("2018-07-31/..", "desde el 31 de julio de 2018"),
            ("2018-07/..", "desde julio de 2018"),
            ("../18", "hasta el siglo XIX"),
            ("[1667,1668,1670..1672]", "1667, 1668 o 1670-1672"),
        ],
    );
    assert_eq!(gaps(yaml, "2018-04-27", "2018-05-18"), ["tres semanas después", "tres semanas antes"]);
    assert_eq!(gaps(yaml, "2018-04-27", "2018-04-28"), ["al día siguiente", "el día anterior"]);
}

#[test]
fn arabic() {
    let yaml = include_str!("../../templates/words/ar.yaml");
    assert_said(
        &phrases(yaml),
        &[
            ("2020-06-25", "25 يونيو 2020"),
            ("2020-06", "يونيو 2020"),
            ("-0043-03-15", "15 مارس 44 ق.م"),
            ("2018-07-31T09:05:00", "31 يوليو 2018، 09:05"),
            ("2018-07~", "نحو يوليو 2018"),
            ("2018~", "نحو عام 2018"),
            ("2018?", "ربما عام 2018"),
            ("2018-21", "ربيع 2018"),
            ("2018-34", "الربع الثاني من 2018"),
            ("199", "عقد 1990"),
            ("18", "القرن التاسع عشر"),
            ("18XX", "في وقت ما من القرن التاسع عشر"),
            ("-04", "القرن الخامس قبل الميلاد"),
            ("2018-XX", "في وقت ما من عام 2018"),
            ("2018-04-1X", "بين 10 أبريل 2018 و19 أبريل 2018"),
            ("2018-04-27/2018-05-26", "27 أبريل – 26 مايو 2018"),
            ("2018-07/..", "منذ يوليو 2018"),
            ("2018/..", "منذ عام 2018"),
            ("[1667,1668]", "أحد هذه التواريخ: 1667 أو 1668"),
        ],
    );
    // CLDR's forms: one, two (the noun alone), few, many, other.
    assert_eq!(gaps(yaml, "2018-04-27", "2018-04-28"), ["في اليوم التالي", "في اليوم السابق"]);
    assert_eq!(gaps(yaml, "2018-04-27", "2018-04-29"), ["بعد يومين", "قبل ذلك بيومين"]);
    assert_eq!(gaps(yaml, "2018-04-27", "2018-05-18"), ["بعد ثلاثة أسابيع", "قبل ثلاثة أسابيع من ذلك"]);
    assert_eq!(gaps(yaml, "2018-04-27", "2018-05-08"), ["بعد 11 يومًا", "قبل 11 يومًا من ذلك"]);
    assert_eq!(gaps(yaml, "1918-04-27", "2018-04-27"), ["بعد 100 عام", "قبل 100 عام من ذلك"]);
    assert_eq!(gaps(yaml, "1914-04-27", "2018-04-27"), ["بعد 104 أعوام", "قبل 104 أعوام من ذلك"]);
}
