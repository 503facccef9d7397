//! Words that stand before a name and are none: ranks, offices, ways to begin a sentence. English first; of other languages
//! the commonest ranks.

/// Ranks, offices and forms of address, in lower case and without a full stop.
const TITLES: &str = "mr mrs ms miss mx dr prof professor sir dame lord lady baron baroness count duke president premier chancellor chairman \
    chairwoman chairperson chair minister secretary undersecretary director ambassador envoy consul governor gov mayor \
    senator sen rep representative congressman congresswoman congressmember delegate councillor councilman councilwoman \
    councilor judge justice magistrate general gen lieutenant lt maj major colonel col captain capt admiral adm commodore \
    sergeant sgt corporal cpl private pvt commander cmdr marshal brigadier brig vice deputy chief king queen prince \
    princess emperor empress sultan emir pope bishop archbishop cardinal rabbi imam sheikh ayatollah mullah rev reverend \
    father sister pastor officer detective inspector constable sheriff attorney atty prosecutor solicitor counsel leader \
    comrade speaker spokesman spokeswoman spokesperson commissioner coordinator negotiator adviser advisor aide candidate \
    coach manager executive ceo cfo founder editor reporter correspondent journalist author activist lawyer analyst \
    economist historian researcher scientist doctor nurse democrat republican labour conservative liberal lady state herr \
    frau präsident präsidentin kanzler kanzlerin ministerpräsident außenminister außenministerin minister ministerin \
    monsieur madame mme m président présidente ministre señor señora sr sra presidente presidenta ministro ministra \
    canciller господин президент министр генерал премьер";

/// Words with which sentences begin before a name.
const STARTERS: &str = "a again here often soon according after afterwards against all also although among amid an and another are as asked at because before behind \
    beside besides between both but by can could did does despite during earlier even eventually finally first for former \
    formerly from had has have how however i if in including indeed initially instead is it last late later like meanwhile \
    moreover most near neither nevertheless next nor not now of on once only or our over perhaps since so still than that \
    the their then there therefore they this though through thus to today tomorrow toward towards two under unless unlike \
    until was were what when whenever where whereas whether which while who whose why will with within without would \
    yesterday yet your";

/// Months and weekdays, which stand beside names and are names of people too.
const CALENDAR: &str = "january february march april may june july august september october november december monday tuesday wednesday \
    thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec";

/// Whether a word is a rank, an office or a form of address: "Lt-Gen", "Mr.", "Vice-President".
pub(super) fn is_title(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    let beside = |part: &str| matches!(part, "ex" | "elect" | "designate" | "in" | "at" | "law" | "large");
    word.split('-').any(|part| is_in(TITLES, part)) && word.split('-').all(|part| is_in(TITLES, part) || beside(part))
}

/// Whether a sentence may begin with a word without its being part of a name.
pub(super) fn is_starter(word: &str) -> bool {
    is_in(STARTERS, &word.to_lowercase())
}

/// Whether a word is the full name of a weekday, which nobody bears.
pub(super) fn is_weekday(word: &str) -> bool {
    is_in("Monday Tuesday Wednesday Thursday Friday Saturday Sunday", word.trim_end_matches('.'))
}

/// Whether a word is a month or a weekday.
pub(super) fn is_calendar(word: &str) -> bool {
    is_in(CALENDAR, &word.trim_end_matches('.').to_lowercase())
}

/// Words that tell a body from a person.
const BODIES: &str = "academy administration agency airlines alliance archive army assembly association authority bank board brigade \
    broadcasting bureau cabinet campaign center centre chamber church city club coalition college command commission \
    committee community company conference congress corp corporation corps council county court daily defense defence \
    delegation department dept district division embassy federation fire force forces forum foundation front fund \
    government group guard herald hospital house inc industries institute international journal kingdom league legislature \
    limited llc ltd media ministry monitor movement museum network news newspaper observatory office organisation \
    organization parliament party people plc police post press prison project province railway region republic review \
    school security senate service services society solutions state states syndicate system systems team telegraph \
    television times today tribunal tribune trust union university watch workers world";

/// Whether a word stands in the names of bodies and not of people.
pub(super) fn is_of_a_body(word: &str) -> bool {
    is_in(BODIES, &word.trim_end_matches(['.', ',']).to_lowercase())
}

/// Whether a word is one of some, which stand with a space between them.
pub(super) fn is_in(words: &str, word: &str) -> bool {
    let ends = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
    let bytes = words.as_bytes();
    !word.is_empty()
        && memchr::memmem::find_iter(bytes, word).any(|at| ends(at.checked_sub(1).and_then(|at| bytes.get(at))) && ends(bytes.get(at + word.len())))
}
