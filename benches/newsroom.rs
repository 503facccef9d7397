//! How long Dateline takes, and how much memory, for a newsroom of a given size.
//!
//! ```text
//! cargo bench --bench newsroom                                  1,000 and 10,000 articles
//! cargo bench --bench newsroom -- 1000 10000 100000             these sizes
//! cargo bench --bench newsroom -- --generate-only 10000         only the site, in target/newsroom/10000/
//! cargo bench --bench newsroom -- --rounds 5 1000               the best of five, not of two
//! cargo bench --bench newsroom -- --timings 10000               and what `dateline build --timings` says
//! ```
//!
//! For each size, an invented newsroom is written to `target/newsroom/SIZE/` (see [`generator`]; it is kept, and the same on
//! every machine), and the optimised `dateline` builds it there, as a user would run it, each time as a process of its own:
//!
//! - **cold**: no output and no cache, but the sources in the system's memory, since they have just been read once;
//! - **unchanged**: the same again;
//! - **one body**: a sentence has been added to one article's text (and is taken away afterwards);
//! - **floor**: no generator, but a program that reads every source and writes files of the same names and sizes as the cold
//!   build did into another folder, on one thread. What is above this line is Dateline's own doing.
//!
//! The table says what each wrote to the output (files and millions of bytes, without Dateline's own `.dateline/`), the
//! processor time it took (user, system, both), the time on the clock, the peak of resident memory, and its processor time in
//! multiples of the floor's. What the builds print is kept in `target/newsroom/SIZE-BUILD.log`.
//!
//! All is done twice (`--rounds N`), and of each line the run with the least processor time is shown. Look at user time first:
//! what the kernel takes to make the same files is not the same from one minute to the next. On a shared virtual machine,
//! 10,000 files of 3,600 bytes were seen to cost it anything from 0.3 to 5 s, and then the floor says little too. Let nothing
//! else run, take more rounds, and compare numbers of one machine only.
//!
//! The mark to beat, on the machine where both were measured: 10,000 articles of 400 words take Zola 8.3 s and Hugo 11.8 s of
//! processor time and 0.95 GB each. Dateline is to take less than either, and a third of the memory.
//!
//! To compare another generator, let it build `target/newsroom/SIZE/content/`: it is Markdown with YAML front matter.

#[path = "newsroom/article.rs"]
mod article;
#[path = "newsroom/files.rs"]
mod files;
#[path = "newsroom/generator.rs"]
mod generator;
#[path = "newsroom/measure.rs"]
mod measure;
#[path = "newsroom/random.rs"]
mod random;
#[path = "newsroom/world.rs"]
mod world;

use files::{Tree, pay_floor, read_sources, remove};
use generator::{Generated, generate};
use measure::{Cost, Meter};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs};

const USAGE: &str = "usage: cargo bench --bench newsroom -- [--generate-only] [--rounds N] [--timings] [ARTICLES …]";

/// What is measured when nothing is said.
const DEFAULT_SIZES: [usize; 2] = [1_000, 10_000];

/// How often all is done when nothing is said.
const DEFAULT_ROUNDS: usize = 2;

/// The sentence that stands in one article for the third build.
const EDIT: &str = "This sentence was added by the benchmark.\n";

/// The size for which there is a mark, the lesser processor time of Zola and Hugo there, and a third of their memory.
const MARK: (usize, f64, f64) = (10_000, 8.3, 950.0 / 3.0);

fn main() -> ExitCode {
    let result = match Task::from_arguments(env::args_os().skip(1).collect()) {
        Task::Measure { sizes, rounds, timings } => measure_all(&sizes, rounds, timings),
        Task::Generate { sizes } => sizes.iter().try_for_each(|&size| generated(size).map(drop)),
        Task::Floor { root, plan, folder } => pay_floor(&root, &plan, &folder),
        Task::Nothing => Ok(()),
        Task::Unknown(argument) => Err(io::Error::other(format!("what is “{}”?\n{USAGE}", argument.display()))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "newsroom: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What this run is for.
enum Task {
    Measure {
        sizes: Vec<usize>,
        rounds: usize,
        timings: bool,
    },
    Generate {
        sizes: Vec<usize>,
    },
    /// This program as the child that pays the floor.
    Floor {
        root: PathBuf,
        plan: PathBuf,
        folder: PathBuf,
    },
    /// `cargo test --all-targets` runs benches too, without an argument: there is nothing to test.
    Nothing,
    Unknown(OsString),
}

impl Task {
    fn from_arguments(arguments: Vec<OsString>) -> Task {
        if let [floor, root, plan, folder] = &arguments[..]
            && floor == "--floor"
        {
            return Task::Floor { root: root.into(), plan: plan.into(), folder: folder.into() };
        }
        let (mut sizes, mut rounds, mut timings, mut generate_only) = (Vec::new(), DEFAULT_ROUNDS, false, false);
        if arguments.is_empty() {
            return Task::Nothing;
        }
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--bench") => {}
                Some("--timings") => timings = true,
                Some("--rounds") => match arguments.next().and_then(|word| word.to_str()?.parse().ok()) {
                    Some(number) if number > 0 => rounds = number,
                    _ => return Task::Unknown(argument),
                },
                Some("--generate-only") => generate_only = true,
                Some(word) => match word.replace([',', '_'], "").parse() {
                    Ok(size) if size > 0 => sizes.push(size),
                    _ => return Task::Unknown(argument),
                },
                None => return Task::Unknown(argument),
            }
        }
        if sizes.is_empty() {
            sizes.extend(DEFAULT_SIZES);
        }
        if generate_only { Task::Generate { sizes } } else { Task::Measure { sizes, rounds, timings } }
    }
}

/// Where newsrooms are kept: beside what Cargo builds.
fn newsrooms() -> PathBuf {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    scratch.parent().unwrap_or(scratch).join("newsroom")
}

/// The site folder of a size, generated if it is not there.
fn generated(size: usize) -> io::Result<PathBuf> {
    let root = newsrooms().join(size.to_string());
    let start = Instant::now();
    let done = generate(&root, size)?;
    let (files, bytes) = read_sources(&root)?;
    let how = match done {
        Generated::Now => format!("generated in {:.1} s", start.elapsed().as_secs_f64()),
        Generated::Before => "there already".to_owned(),
    };
    writeln!(io::stdout(), "{}: {files} sources, {:.1} MB, {how}", root.display(), millions(bytes))?;
    Ok(root)
}

fn measure_all(sizes: &[usize], rounds: usize, timings: bool) -> io::Result<()> {
    let roots = sizes.iter().map(|&size| generated(size)).collect::<io::Result<Vec<_>>>()?;
    let meter = Meter::find();
    let mut out = io::stdout();
    writeln!(out, "\nmeasured by {}, the best of {rounds}\n", meter.name())?;
    writeln!(
        out,
        "{:>8}  {:<9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "articles", "build", "files", "MB", "user s", "system s", "CPU s", "wall s", "peak MB", "× floor"
    )?;
    let mut notes = Vec::new();
    for (&size, root) in sizes.iter().zip(&roots) {
        let bench = Bench { size, root, meter, timings };
        let rows = bench.best_of(rounds, &mut notes)?;
        let floor = rows.last().map_or(0.0, |row| row.cost.cpu());
        rows.iter().try_for_each(|row| writeln!(out, "{}", row.line(size, floor)))?;
        if size == MARK.0
            && let Some(cold) = rows.first()
        {
            notes.push(against_the_mark(&cold.cost));
        }
    }
    notes.iter().try_for_each(|note| writeln!(out, "\n{note}"))
}

fn against_the_mark(cold: &Cost) -> String {
    let (size, most_seconds, most_memory) = MARK;
    let word = |met: bool| if met { "met" } else { "missed" };
    let (cpu, peak) = (cold.cpu(), millions(cold.peak));
    let (time, memory) = (word(cpu < most_seconds), word(peak <= most_memory));
    format!("{size} articles, cold: {cpu:.2} s CPU of at most {most_seconds:.1} s: {time}; {peak:.0} MB of at most {most_memory:.0} MB: {memory}")
}

/// The measuring of one newsroom.
struct Bench<'a> {
    size: usize,
    root: &'a Path,
    meter: Meter,
    timings: bool,
}

impl Bench<'_> {
    /// Of each line the cheapest of some rounds, with the notes of the last.
    fn best_of(&self, rounds: usize, notes: &mut Vec<String>) -> io::Result<Vec<Row>> {
        let mut best: Vec<Row> = Vec::new();
        let earlier = notes.len();
        for _ in 0..rounds {
            notes.truncate(earlier);
            let rows = self.round(notes)?;
            if best.is_empty() {
                best = rows;
            } else {
                let cheaper = |(old, new): (Row, Row)| if new.cost.cpu() < old.cost.cpu() { new } else { old };
                best = best.into_iter().zip(rows).map(cheaper).collect();
            }
        }
        Ok(best)
    }

    /// The three builds and, last, the floor.
    fn round(&self, notes: &mut Vec<String>) -> io::Result<Vec<Row>> {
        let output = self.root.join("public");
        let article = self.article_to_edit()?;
        remove(&output)?;
        remove(&self.root.join(".dateline"))?;
        let nothing = Tree::default();
        let cold = self.build("cold", &nothing, notes)?;
        let written = Tree::read(&output)?;
        let unchanged = self.build("unchanged", &written, notes)?;
        let before_edit = Tree::read(&output)?;
        let text = fs::read_to_string(&article)?;
        fs::write(&article, format!("{text}{EDIT}"))?;
        let edited = self.build("one body", &before_edit, notes);
        fs::write(&article, text)?;
        Ok(vec![cold, unchanged, edited?, self.floor(&written)?])
    }

    /// The article in the middle of the newsroom, as it was generated, even if an earlier run was stopped while it was edited.
    fn article_to_edit(&self) -> io::Result<PathBuf> {
        let folder = self.root.join("content/articles");
        let articles = Tree::read(&folder)?;
        for name in articles.paths().skip(articles.files() / 2) {
            let path = folder.join(name);
            let text = fs::read_to_string(&path)?;
            if !text.contains("\nstatus: withdrawn\n") {
                if let Some(generated) = text.strip_suffix(EDIT) {
                    fs::write(&path, generated)?;
                }
                return Ok(path);
            }
        }
        Err(io::Error::other("no article can be edited"))
    }

    fn build(&self, name: &'static str, earlier: &Tree, notes: &mut Vec<String>) -> io::Result<Row> {
        let log = self.log(name);
        let arguments: &[&str] = if self.timings { &["build", "--timings"] } else { &["build"] };
        let cost = self.meter.run(Path::new(env!("CARGO_BIN_EXE_dateline")), arguments, self.root, &log)?;
        let printed = fs::read_to_string(&log)?;
        match cost.status.code() {
            Some(0) => {}
            Some(1) => notes.push(format!("{} articles, {name}: the build reports errors, see {}", self.size, log.display())),
            _ => return Err(io::Error::other(format!("dateline build ended with {}:\n{printed}", cost.status))),
        }
        if self.timings {
            notes.push(format!("{} articles, {name}:\n{}", self.size, printed.trim_end()));
        }
        Ok(Row { name, written: Tree::read(&self.root.join("public"))?.since(earlier), cost })
    }

    fn floor(&self, written: &Tree) -> io::Result<Row> {
        let log = self.log("floor");
        let (plan, folder) = (log.with_extension("plan"), log.with_extension(""));
        written.write_plan(&plan)?;
        remove(&folder)?;
        let arguments = ["--floor".as_ref(), self.root.as_os_str(), plan.as_os_str(), folder.as_os_str()];
        let cost = self.meter.run(&env::current_exe()?, &arguments, self.root, &log)?;
        if !cost.status.success() {
            return Err(io::Error::other(format!("the floor ended with {}:\n{}", cost.status, fs::read_to_string(&log)?)));
        }
        let row = Row { name: "floor", written: Tree::read(&folder)?, cost };
        remove(&folder)?;
        fs::remove_file(plan)?;
        Ok(row)
    }

    fn log(&self, name: &str) -> PathBuf {
        newsrooms().join(format!("{}-{}.log", self.size, name.replace(' ', "-")))
    }
}

/// One line of the table.
struct Row {
    name: &'static str,
    written: Tree,
    cost: Cost,
}

impl Row {
    fn line(&self, size: usize, floor: f64) -> String {
        let (cost, written) = (&self.cost, &self.written);
        let times = if floor > 0.0 { format!("{:.2}", cost.cpu() / floor) } else { "–".to_owned() };
        format!(
            "{size:>8}  {:<9} {:>8} {:>8.1} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>8.1} {times:>8}",
            self.name,
            written.files(),
            millions(written.bytes()),
            cost.user,
            cost.system,
            cost.cpu(),
            cost.wall,
            millions(cost.peak),
        )
    }
}

fn millions(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
