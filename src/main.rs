//! The `dateline` command. All it does is in [`dateline::tasks`].

use std::process::ExitCode;

/// Pages are made of many small strings that live for a millisecond. Measured on 10,000 articles, this allocator saves a
/// quarter of the user time that the system's takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dateline::tasks::run()
}
