use super::command::{Cli, Command};
use super::{Ended, Refusal, build, check, clean, explain, import, init, new};
use crate::system::{Stream, say};
use clap::{CommandFactory, Parser};
use std::process::ExitCode;

/// Bytes of stack of a thread that reads documents.
const STACK: usize = 16 * 1024 * 1024;

/// Does what the command line asks, and gives the exit status.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Documents are read by descent, and may nest. A pool that is there already has been made by a test.
    drop(rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global());
    let common = &cli.common;
    let ended = match &cli.command {
        Command::Init { dir } => init::init(dir, common),
        Command::New { kind, name, date } => new::new(kind, name, date.as_deref(), common),
        Command::Build(args) => build::build(args, common),
        #[cfg(feature = "serve")]
        Command::Serve(args) => super::serve::serve(args, common),
        #[cfg(feature = "publish")]
        Command::Publish(args) => super::publish::publish(args, common),
        Command::Check(args) => check::check(args, common),
        Command::Import(args) => import::import(args, common),
        Command::Explain { code } => explain::explain(code.as_deref()),
        Command::Clean { out } => clean::clean(out.as_deref(), common),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "dateline", &mut script);
            say(Stream::Output, &String::from_utf8_lossy(&script));
            Ok(Ended::Fine)
        }
    };
    match ended {
        Ok(Ended::Fine) => ExitCode::SUCCESS,
        Ok(Ended::Errors) => ExitCode::from(1),
        Err(Refusal::Usage(why)) => {
            say(Stream::Error, &format!("error: {why}\n"));
            ExitCode::from(2)
        }
        Err(Refusal::System(failure)) => {
            say(Stream::Error, &format!("error: {failure}\n"));
            ExitCode::from(3)
        }
    }
}
