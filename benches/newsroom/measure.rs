//! Runs a program and says what it cost.
//!
//! Rust's standard library does not tell what a child used, and asking the kernel would need unsafe code. So GNU `time` is
//! asked where it is installed; elsewhere `/proc` is read until the child has ended. The kernel keeps a child's processor
//! time until it is waited for, so that is exact; the peak of memory may there be missed by what came in the last two milliseconds.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

const GNU_TIME: &str = "/usr/bin/time";
const FORMAT: &str = "%U %S %M";
/// Linux counts processor time in hundredths of a second, wherever programs can see it.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a run cost. On a system without GNU `time` and `/proc`, only the time on the clock is known, and the rest is nothing.
pub(crate) struct Cost {
    /// Seconds of processor time in the program.
    pub(crate) user: f64,
    /// Seconds of processor time in the kernel.
    pub(crate) system: f64,
    /// Seconds on the clock.
    pub(crate) wall: f64,
    /// The most memory that was resident, in bytes.
    pub(crate) peak: u64,
    /// How it ended.
    pub(crate) status: ExitStatus,
}

impl Cost {
    /// Seconds of processor time.
    pub(crate) fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

/// How costs are learnt on this machine.
#[derive(Clone, Copy)]
pub(crate) enum Meter {
    /// From GNU `time`.
    GnuTime,
    /// From `/proc`.
    Proc,
}

impl Meter {
    /// Finds out what this machine has: not every `/usr/bin/time` is GNU's.
    pub(crate) fn find() -> Meter {
        let probe = Command::new(GNU_TIME).args(["-f", FORMAT, "true"]).stdout(Stdio::null()).output();
        let understood = probe.is_ok_and(|output| read_gnu_time(&String::from_utf8_lossy(&output.stderr)).is_some());
        if understood { Meter::GnuTime } else { Meter::Proc }
    }

    /// What the meter is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Meter::GnuTime => "GNU time",
            Meter::Proc => "/proc",
        }
    }

    /// Runs `program` in `folder`, and writes what it prints to the file `log`.
    pub(crate) fn run<S: AsRef<OsStr>>(self, program: &Path, arguments: &[S], folder: &Path, log: &Path) -> io::Result<Cost> {
        let report = log.with_extension("time");
        let mut command = match self {
            Meter::GnuTime => {
                let mut command = Command::new(GNU_TIME);
                command.args(["-f", FORMAT, "-o"]).arg(&report).arg(program);
                command
            }
            Meter::Proc => Command::new(program),
        };
        let output = File::create(log)?;
        command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let start = Instant::now();
        let mut child = command.spawn()?;
        let watched = match self {
            Meter::GnuTime => Usage::default(),
            Meter::Proc => watch(child.id()),
        };
        let status = child.wait()?;
        let wall = start.elapsed().as_secs_f64();
        let usage = match self {
            Meter::GnuTime => {
                let usage = read_gnu_time(&fs::read_to_string(&report)?).ok_or_else(|| io::Error::other("GNU time said nothing"))?;
                fs::remove_file(&report)?;
                usage
            }
            Meter::Proc => watched,
        };
        Ok(Cost { user: usage.user, system: usage.system, wall, peak: usage.peak, status })
    }
}

#[derive(Default)]
struct Usage {
    user: f64,
    system: f64,
    peak: u64,
}

/// Reads what [`FORMAT`] made. A line about a failed command may stand before it.
fn read_gnu_time(report: &str) -> Option<Usage> {
    let mut numbers = report.lines().next_back()?.split(' ');
    let usage = Usage { user: numbers.next()?.parse().ok()?, system: numbers.next()?.parse().ok()?, peak: numbers.next()?.parse::<u64>().ok()? * 1024 };
    Some(usage)
}

/// Reads `/proc` until the child has ended; the caller has yet to wait for it.
fn watch(child: u32) -> Usage {
    let mut usage = Usage::default();
    while let Some((state, user, system)) = processor_time(child) {
        usage.user = user;
        usage.system = system;
        if state == "Z" {
            break;
        }
        usage.peak = usage.peak.max(peak_memory(child).unwrap_or(0));
        thread::sleep(Duration::from_millis(2));
    }
    usage
}

/// State, user and system seconds, from `/proc/PID/stat`: the program's name, which may hold anything, ends at the last parenthesis.
fn processor_time(child: u32) -> Option<(String, f64, f64)> {
    let stat = fs::read_to_string(format!("/proc/{child}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let seconds = |at: usize| fields.get(at)?.parse::<f64>().ok().map(|ticks| ticks / TICKS_PER_SECOND);
    Some(((*fields.first()?).to_owned(), seconds(11)?, seconds(12)?))
}

fn peak_memory(child: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{child}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
