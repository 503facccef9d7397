use super::command::{Cli, Command};
use super::{Ended, Refusal, build, check, clean, explain, import, init, new};
use crate::base::{Secrets, Style, masked};
use crate::system::{Stream, say, say_styled, style};
use clap::{CommandFactory, Parser};
use std::borrow::Cow;
use std::process::ExitCode;

/// Bytes of stack of a thread that reads documents.
const STACK: usize = 16 * 1024 * 1024;

/// Does what the command line asks, and gives the exit status.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => return say_of_usage(&said),
    };
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
        Err(refusal) => {
            say(Stream::Error, &refusal.to_text());
            ExitCode::from(if matches!(refusal, Refusal::Usage(_)) { 2 } else { 3 })
        }
    }
}

/// Prints the help that was asked for, or what is wrong with the command line, where names of files may stand.
fn say_of_usage(said: &clap::Error) -> ExitCode {
    let stream = if said.use_stderr() { Stream::Error } else { Stream::Output };
    let text = said.render();
    let plain = text.to_string();
    // Help holds nothing that a person wrote. A fault repeats an argument, which may be an address with a password.
    let shown = if said.use_stderr() { masked(&plain, Secrets::Settings) } else { Cow::Borrowed(&*plain) };
    match (style(stream), &shown) {
        (Style::Coloured, Cow::Borrowed(_)) => say_styled(stream, &text.ansi().to_string()),
        _ => say(stream, &shown),
    }
    ExitCode::from(if said.use_stderr() { 2 } else { 0 })
}
