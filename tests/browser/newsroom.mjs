// Writes an invented newsroom as a site folder, the same on every machine: some 2,000 entries on the timeline, from 1994 to 2024.
// There is a little of everything that can break a page: long titles, words without a place to break them, seven scripts,
// pictures, tables, notes, all statuses, and one day with far too much on it.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

const ARTICLES = 800;
const EVENTS = 1250;

const GIVEN = "Ada Bram Clio Doran Elif Farah Goran Hana Ivo Jun Kaya Lior Mira Nadir Odile Piet Quirin Rosa Soren Tove Uma Vida Wanda Xenia Yusuf Zofia".split(" ");
const FAMILY = "Aldermere Brisk Calloway Drent Esker Fennimore Garrow Holt Ilves Jarrow Kestrel Lindqvist Morrow Novak Orrin Pell Quint Rask Sable Thorne Umber Voss Wick Yarrow Zeller".split(" ");
const TOWNS = "Arden Brindle Corvo Dunmere Eastry Falk Grimsal Harrowgate Istrel Juno Karst Lunden Marlow Nettle Ostra Pendle Quay Rill Skerry Thule".split(" ");
const BODIES = ["Ministry of Transport", "Port Authority", "Court of Appeal", "City Council", "Railway Union", "Central Bank", "Electoral Commission", "River Board", "Fire Service", "University"];
const TOPICS = ["Harbour tolls", "Rail strike", "Election of mayors", "Flood defence", "Bridge collapse inquiry", "Bank reform", "Night trains", "Water prices", "School meals", "Coast road", "Budget", "Press law"];
const VERBS = ["delays a vote on", "signs an agreement on", "is questioned about", "publishes figures on", "walks out of talks on", "defends", "withdraws a plan for", "asks a court to rule on", "visits a site of", "warns of delays to"];
const OUTLETS = ["Vesper Wire", "The Harbour Post", "Northern Dispatch", "Daily Meridian", "Civic Record", "Radio Lumen"];
const STATUSES = ["confirmed", "confirmed", "reported", "reported", "claimed", "disputed", null];
const SENTENCES = [
    "Officials gave no date for a decision, and nobody who took part would say on the record what had been agreed.",
    "The figures, which were first collected in the spring, cover eleven districts and leave out the two largest.",
    "Some forty people waited outside; a few carried the banners that had been seen at the earlier meetings.",
    "A second reading is due within the month, though the calendar of the chamber is already full.",
    "Engineers had warned of the fault twice, in letters that were read out to the inquiry.",
];
// No two quotations may say the same: of these words they are made.
const SAID = "we have read every page of what was written and none it says how long this bridge could stand when water rose nor why nobody asked until now they knew before us all that is enough to begin with".split(" ");
const LONG = "Commission of inquiry into the collapse of the Skerry bridge asks for eighteen more months, names four engineers who had warned of it in writing, and says that the ministry lost their letters twice";
const UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const TONGUES = [
    ["ko", "항만 통행료 표결이 다시 미뤄졌다", "시의회는 결정을 다음 달로 미루었고, 회의에 참석한 사람들은 합의 내용을 밝히지 않았다."],
    ["ar", "المجلس يؤجل التصويت على رسوم الميناء", "لم يحدد المسؤولون موعدًا للقرار، ورفض المشاركون الإفصاح عما اتُّفق عليه."],
    ["he", "המועצה דוחה את ההצבעה על אגרות הנמל", "הפקידים לא נקבו מועד להחלטה, והמשתתפים סירבו לומר מה סוכם."],
    ["ru", "Совет отложил голосование о портовых сборах", "Чиновники не назвали дату решения, а участники не сказали, о чём договорились."],
    ["de", `${UNBROKEN} legt Bericht über Hafengebühren vor`, "Die Behörde nannte keinen Termin für eine Entscheidung; was vereinbart wurde, blieb offen."],
    ["ja", "港湾使用料をめぐる採決が再び延期される", "当局は決定の期日を示さず、出席者は合意の内容を明らかにしなかった。"],
];

/** Mulberry32: small, and good enough for headlines. */
function dice(seed) {
    let state = seed;
    const next = () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const below = (n) => Math.floor(next() * n);
    // The first of a list are in the news most.
    const known = (list) => list[Math.floor(next() ** 2.5 * list.length)];
    return { below, chance: (percent) => below(100) < percent, pick: (list) => list[below(list.length)], known };
}

const slug = (name) => name.toLowerCase().replaceAll(/[^a-z]+/g, "-");
const text = (value) => JSON.stringify(value);
const list = (names) => `[${[...new Set(names)].map(text).join(", ")}]`;
const day = (at) => new Date(Date.UTC(1994, 0, 1) + at * 86_400_000).toISOString().slice(0, 10);

/** A picture of soft bands, as PNG. */
function png(width, height) {
    const chunk = (type, data) => {
        const body = Buffer.concat([Buffer.from(type), data]);
        const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
        length.writeUInt32BE(data.length);
        sum.writeUInt32BE(crc32(body));
        return Buffer.concat([length, body, sum]);
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, 0], 8);
    const rows = Buffer.alloc((width + 1) * height);
    for (let y = 0; y < height; y += 1) rows.fill(90 + Math.floor((y / height) * 120), y * (width + 1) + 1, (y + 1) * (width + 1));
    return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** Writes the site into `root`. */
export async function newsroom(root) {
    const random = dice(1851);
    const write = async (path, contents) => {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), contents);
    };
    const people = Array.from({ length: 120 }, (_, at) => `${GIVEN[at % GIVEN.length]} ${FAMILY[(at * 7 + Math.floor(at / 25)) % FAMILY.length]}`);
    const organizations = Array.from({ length: 30 }, (_, at) => `${BODIES[at % BODIES.length]} of ${TOWNS[(at * 3) % TOWNS.length]}`);
    await write("dateline.yaml", "title: The Invented Newsroom\ndescription: Thirty years of news that never happened, to measure pages by.\nbase_url: https://newsroom.example/\nlanguage: en\n");
    await write("content/media/portrait.png", png(600, 800));
    await write("content/media/scene.png", png(1400, 900));
    for (const [at, name] of people.entries()) {
        const portrait = at % 3 === 0 ? `image: { src: ../media/portrait.png, alt: ${text(`${name} at a lectern`)}, credit: Archive }\n` : "";
        const roles = `roles:\n  - { title: Deputy, organization: ${text(organizations[at % 30])}, from: 1996, to: 2009 }\n  - { title: Chair of the board, organization: ${text(organizations[(at * 7) % 30])}, from: 2009 }\n`;
        await write(`content/people/${slug(name)}.md`, `---\nname: ${name}${at % 5 ? "" : "\nnative_name: 김도균"}\nsummary: ${text(`${name} has been in the news since the rail strike.`)}\n${portrait}${roles}---\n\n${SENTENCES[at % 5]}\n`);
    }
    for (const name of organizations) await write(`content/organizations/${slug(name)}.md`, `---\nname: ${name}\n---\n\n${SENTENCES[0]}\n`);
    for (const [at, name] of TOWNS.entries()) await write(`content/places/${slug(name)}.md`, `---\nname: ${name}\nlatitude: ${(at * 17) % 80}.5\nlongitude: ${at * 18 - 179}\n---\n\nA town.\n`);
    for (const [at, name] of TOPICS.entries()) await write(`content/topics/${slug(name)}.md`, `---\nname: ${name}\n${at > 8 ? `parent: ${TOPICS[at - 8]}\n` : ""}---\n\n${SENTENCES[at % 5]}\n`);
    await write("content/pages/about.md", `---\ntitle: About\n---\n\n${SENTENCES.join(" ")}\n`);

    for (let at = 0; at < ARTICLES; at += 1) {
        // Most of the news is of late, and thirty articles are of one day.
        const happened = at < 30 ? 10_000 : Math.floor((1 - (random.below(10_000) / 10_000) ** 1.6) * 11_300);
        const [first, second] = [random.known(people), random.known(people)];
        const [organization, place, topic] = [random.known(organizations), random.pick(TOWNS), random.known(TOPICS)];
        const tongue = at % 25 === 7 ? TONGUES[Math.floor(at / 25) % TONGUES.length] : null;
        const title = at % 97 === 5 ? `${LONG} (${at})` : tongue ? `${tongue[1]} ${at}` : `${first} ${random.pick(VERBS)} the ${topic.toLowerCase()} in ${place}`;
        const status = at % 160 === 80 ? "withdrawn" : random.pick(STATUSES);
        const date = random.chance(6) ? day(happened).slice(0, 7) : random.chance(5) ? `${day(happened)}/${day(happened + 4)}` : random.chance(3) ? `${day(happened).slice(0, 4)}~` : day(happened);
        const lines = [`title: ${text(title)}`, `date: ${date}`, `published: ${day(happened + 5)}`, `dateline: ${place}`, `byline: [City desk]`];
        if (tongue) lines.push(`lang: ${tongue[0]}`);
        if (status) lines.push(`status: ${status}`);
        if (random.chance(70)) lines.push(`summary: ${text(tongue?.[2] ?? random.pick(SENTENCES))}`);
        lines.push(`importance: ${random.pick([1, 2, 3, 3, 3, 4, 5])}`, `people: ${list([first, second])}`, `organizations: ${list([organization])}`, `places: ${list([place])}`, `topics: ${list([topic])}`);
        if (random.chance(12)) lines.push(`image: { src: ../../media/scene.png, alt: ${text(`The quay at ${place}`)}, caption: The quay in the morning., credit: Archive }`);
        if (status === "withdrawn" || random.chance(4)) lines.push(`corrections:\n  - { date: ${day(happened + 9)}, note: An earlier version gave the wrong figure. }`);
        lines.push(`sources:`);
        for (let source = 0; source <= random.below(3); source += 1) {
            const outlet = OUTLETS[(at + source) % OUTLETS.length];
            lines.push(`  - { id: s${source}, title: ${text(`Record ${at}-${source}`)}, publisher: ${outlet}, url: "https://${slug(outlet)}.example/${"long-path-".repeat(at % 9)}${at}", date: ${day(happened)}, kind: report }`);
        }
        const events = Math.floor(((at + 1) * EVENTS) / ARTICLES) - Math.floor((at * EVENTS) / ARTICLES);
        lines.push("events:");
        for (let event = 0; event < events; event += 1) {
            lines.push(`  - { id: e${at}-${event}, date: ${day(Math.max(0, happened - random.below(400)))}, title: ${text(`${random.known(people)} ${random.pick(VERBS)} the ${random.pick(TOPICS).toLowerCase()}, ${at}`)}, people: ${list([random.known(people)])}, topics: ${list([random.known(TOPICS)])} }`);
        }
        const body = [`${first} spoke in ${place}. ${tongue?.[2] ?? random.pick(SENTENCES)} [@s0]`, `> ${Array.from({ length: 18 }, () => random.pick(SAID)).join(" ")}, ${at}.\n>\n> — [[${second}]], to reporters`, `## What was known [before](date:${day(Math.max(0, happened - 30))})`, random.pick(SENTENCES)];
        if (at % 4 === 0) body.push(`A note[^1] says more.\n\n[^1]: ${random.pick(SENTENCES)}`, `> [!CONTEXT]\n> ${random.pick(SENTENCES)}`);
        if (at % 40 === 0) body.push(`| District | Spring | Summer | Autumn | Winter | Remark |\n|---|---|---|---|---|---|\n| ${place} | 12,400 | 11,200 | 9,800 | 14,100 | ${UNBROKEN} |`, `\`\`\`\n${"0123456789abcdef".repeat(12)}\n\`\`\``, `https://example.org/${"unbroken".repeat(20)}`);
        await write(`content/articles/${day(happened).slice(0, 4)}/a${String(at).padStart(3, "0")}.md`, `---\n${lines.join("\n")}\nslug: story-${String.fromCharCode(97 + (at % 26))}-${at}\n---\n\n${body.join("\n\n")}\n`);
    }
}
