// Counts what passed and what failed, and says what failed, where and how.

export class Checks {
    #passed = 0;
    #faults = [];

    constructor(name) {
        this.name = name;
    }

    /** One check. `faults` is what it found, nothing if all is well. */
    check(what, faults) {
        const found = [faults].flat().filter(Boolean);
        if (found.length === 0) {
            this.#passed += 1;
        } else {
            this.#faults.push({ what, found });
            console.error(`FAILED ${what}\n${found.map((fault) => `    ${String(fault).replaceAll("\n", "\n    ")}`).join("\n")}`);
        }
    }

    /** Says how it went; the last line is read by tests/run. */
    end() {
        if (this.#faults.length > 0) {
            console.error(`\n${this.name}: what failed:\n${this.#faults.map(({ what, found }) => `    ${what}: ${String(found[0]).split("\n")[0]}`).join("\n")}`);
        }
        console.log(`${this.name}: ${this.#passed} passed, ${this.#faults.length} failed`);
        process.exitCode = this.#faults.length > 0 || this.#passed === 0 ? 1 : 0;
    }
}
