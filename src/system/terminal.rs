use crate::base::{Style, printable, printable_styled};
use std::io::{IsTerminal, Write};

/// Where a command's words go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// What was asked for.
    Output,
    /// What is said beside it.
    Error,
}

/// Writes text to a stream. Whatever could act on a terminal is replaced, escape sequences too. A
/// reader that has gone away (`| head`) is no failure.
pub fn say(stream: Stream, text: &str) {
    write(stream, &printable(text));
}

/// Writes text with our own colours to a stream: of its escape sequences only those of colours
/// stay.
pub fn say_styled(stream: Stream, text: &str) {
    write(stream, &printable_styled(text));
}

fn write(stream: Stream, text: &str) {
    match stream {
        Stream::Output => drop(std::io::stdout().write_all(text.as_bytes())),
        Stream::Error => drop(std::io::stderr().write_all(text.as_bytes())),
    }
}

/// Whether a stream takes colours: it is a terminal, and `NO_COLOR` (no-color.org) is not set.
pub fn style(stream: Stream) -> Style {
    let is_terminal = match stream {
        Stream::Output => std::io::stdout().is_terminal(),
        Stream::Error => std::io::stderr().is_terminal(),
    };
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if is_terminal && !refused { Style::Coloured } else { Style::Plain }
}

/// What a person at a terminal answers to a question; nothing, where nobody is there.
#[cfg(feature = "publish")]
pub fn ask(question: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    say(Stream::Error, question);
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned())
}
