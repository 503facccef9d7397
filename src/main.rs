//! The `dateline` command. All it does is in [`dateline::tasks`].

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::tasks::run()
}
