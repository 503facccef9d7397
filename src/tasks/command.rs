use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Dateline turns a folder of Markdown articles into an annotated news timeline.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, about, after_help = "Exit status: 0 fine, 1 the content has errors, 2 wrong usage, 3 the system failed.")]
pub struct Cli {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// The site folder [default: the nearest folder, from here upwards, with a dateline.yaml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Count warnings as errors
    #[arg(long, global = true, value_name = "WHAT")]
    pub(super) deny: Option<Deny>,
    /// Say only what is wrong
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

/// What counts as an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings.
    Warnings,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a starter site that builds
    Init {
        /// The folder, made if need be
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Make a new article, person, organisation, place or topic from its archetype
    New {
        /// article, person, organization, place, topic, or a kind of the site's own
        kind: String,
        /// The title or the name
        name: String,
        /// The day of an article [default: today]
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    /// Build the site
    Build(BuildArgs),
    /// Show the site on this machine, and every change as it is saved
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Put the site where readers are: only what has changed
    #[cfg(feature = "publish")]
    Publish(PublishArgs),
    /// Say everything that is wrong with the site; write nothing
    Check(CheckArgs),
    /// Turn files of another form into articles
    Import(ImportArgs),
    /// Teach a feature, or tell what a message means and how to mend it
    Explain {
        /// A feature, such as names, or the word in brackets of a message: unknown-field [default: a list of them all]
        #[arg(value_name = "NAME")]
        code: Option<String>,
    },
    /// Remove what Dateline wrote into the output folder, and what it keeps of the site in your cache folder
    Clean {
        /// The output folder [default: `output` of dateline.yaml]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Options of `build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// The output folder, relative to here [default: `output` of dateline.yaml, under the root]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) site: SiteArgs,
    /// The form of messages
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) format: Format,
    /// Make everything anew, smaller pictures too, and keep none of them for the next build
    #[arg(long)]
    pub(super) no_cache: bool,
    /// Say how long each stage took
    #[arg(long)]
    pub(super) timings: bool,
}

/// What is to be seen, and where.
#[derive(Clone, Debug, Args)]
pub struct SiteArgs {
    /// Another address for this run
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Show drafts and what is published after today
    #[arg(long)]
    pub(super) drafts: bool,
}

/// Options of `serve`.
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The port; the next free one if it is taken, any if it is 0
    #[arg(long, value_name = "PORT", default_value_t = 1111)]
    pub(super) port: u16,
    /// The address or name of this machine to listen at; 0.0.0.0 lets others on the network see it
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub(super) host: String,
    /// Another address for the site to name as its own; pages stand under its path
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Open it in the browser
    #[arg(long)]
    pub(super) open: bool,
}

/// Options of `publish`.
#[cfg(feature = "publish")]
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// A target of `publish` in dateline.yaml [default: the first]
    pub(super) target: Option<String>,
    /// Publish this folder as it is, and build nothing
    #[arg(long, value_name = "DIR")]
    pub(super) from: Option<PathBuf>,
    /// Say what would be sent and removed, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Remove as many files as it takes, and replace what others put there: without it, not more than a quarter of the site goes
    /// at once
    #[arg(long)]
    pub(super) yes: bool,
    /// Look whether what was published is still there, and send again what is not
    #[arg(long)]
    pub(super) verify: bool,
    /// Serve again the release before the one that is served (with `releases` in dateline.yaml), and publish nothing
    #[arg(long, conflicts_with_all = ["from", "yes", "verify", "despite_errors", "base_url"])]
    pub(super) rollback: bool,
    /// Publish although the content has errors, and remove nothing
    #[arg(long)]
    pub(super) despite_errors: bool,
    /// Another address for this run
    #[arg(long, value_name = "URL", conflicts_with = "from")]
    pub(super) base_url: Option<String>,
    /// The form of the plan, and of messages
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) format: Format,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub(super) site: SiteArgs,
    /// The form of messages
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) format: Format,
    /// Only these messages
    #[arg(long, value_name = "CODE")]
    pub(super) only: Vec<String>,
    /// All but these messages
    #[arg(long, value_name = "CODE")]
    pub(super) allow: Vec<String>,
    /// Seal the published texts as they are: write dateline.seal (with `seal: true` in dateline.yaml)
    #[arg(long)]
    pub(super) seal: bool,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The form of the files
    pub(super) format: ImportFormat,
    /// The files; - is standard input
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    /// The title [default: the text's own headline, or the first clause of its lead]
    #[arg(long)]
    pub(super) title: Option<String>,
    /// The day it was published, where the text does not say [default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
}

/// A form that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// A wire story as plain text
    Text,
}

/// The form of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}
