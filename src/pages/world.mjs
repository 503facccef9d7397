// Makes world.bin, which src/pages/world.rs reads; world.md says of what. In a folder with world-atlas 2, topojson-client 3 and
// topojson-simplify 3 from npm: `node world.mjs node_modules/world-atlas/countries-50m.json world.bin`.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "here"));
const { feature, mesh } = require("topojson-client");
const { presimplify, simplify } = require("topojson-simplify");
const [from, into] = process.argv.slice(2);

/** A point goes if the triangle with its neighbours is smaller, in square degrees. */
const SMALLEST = 0.0015;
/** Steps of a degree. */
const STEPS = 50;

/** Lines that one side draws otherwise or not at all: the border of these with one another, and all lines within these boxes. */
const DISPUTED = ["Kosovo Serbia", "Somalia Somaliland", "Cyprus N. Cyprus", "Morocco W. Sahara", "Israel Palestine", "Israel Syria"];
const BOXES = [
    { what: "Crimea", west: 32.5, south: 45.5, east: 36.8, north: 46.6 },
    { what: "Kashmir", west: 72.4, south: 32.2, east: 80.6, north: 37.2 },
    { what: "Arunachal Pradesh", west: 91.5, south: 26.8, east: 97.5, north: 29.7 },
    { what: "Abyei", west: 26.5, south: 9.0, east: 29.9, north: 11.0 },
    { what: "Halaib", west: 33.0, south: 21.5, east: 37.5, north: 23.3 },
];

const world = simplify(presimplify(JSON.parse(readFileSync(from, "utf8"))), SMALLEST);
const name = ({ properties }) => properties.name;
const isDisputed = (a, b) => DISPUTED.includes([name(a), name(b)].sort().join(" ")) || [a, b].some((one) => name(one) === "Siachen Glacier");
const lines = (test) => mesh(world, world.objects.countries, (a, b) => a !== b && test(a, b)).coordinates;
const inBox = ([east, north]) => BOXES.some((box) => east > box.west && east < box.east && north > box.south && north < box.north);

/** The parts of a line whose steps begin within a box, and those that do not. */
function split(line) {
    const parts = [];
    for (let at = 1; at < line.length; at += 1) {
        const within = inBox(line[at - 1]) || inBox(line[at]);
        if (parts.at(-1)?.within === within) parts.at(-1).points.push(line[at]);
        else parts.push({ within, points: [line[at - 1], line[at]] });
    }
    return parts;
}

const agreed = lines((a, b) => !isDisputed(a, b)).flatMap(split);
const borders = agreed.filter(({ within }) => !within).map(({ points }) => points);
const disputed = [...lines(isDisputed), ...agreed.filter(({ within }) => within).map(({ points }) => points)];
const land = feature(world, world.objects.land).features.flatMap(({ geometry }) => (geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat()));

const bytes = [];
function put(number) {
    let folded = number < 0 ? -number * 2 - 1 : number * 2;
    for (; folded > 127; folded = Math.floor(folded / 128)) bytes.push((folded % 128) + 128);
    bytes.push(folded);
}
function putAll(outlines, least) {
    const stepped = outlines.map((outline) => outline.map((point) => point.map((degrees) => Math.round(degrees * STEPS))));
    const distinct = stepped.map((outline) => outline.filter(([x, y], at) => at === 0 || x !== outline[at - 1][0] || y !== outline[at - 1][1]));
    const kept = distinct.filter((outline) => outline.length >= least);
    put(kept.length);
    for (const outline of kept) {
        put(outline.length);
        outline.reduce(([x, y], [toX, toY]) => (put(toX - x), put(toY - y), [toX, toY]), [0, 0]);
    }
    console.log(`${kept.length} lines, ${kept.flat().length} points`);
}
putAll(land.map((ring) => ring.slice(0, -1)), 3);
putAll(borders, 2);
putAll(disputed, 2);
writeFileSync(into, Buffer.from(bytes));
console.log(`${bytes.length} bytes`);
