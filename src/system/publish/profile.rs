use ini::Ini;
use std::env;
use std::path::PathBuf;

/// A profile of Amazon's own files, `~/.aws/credentials` and `~/.aws/config`: what stands there for people who work at a machine.
#[derive(Default)]
pub(super) struct Profile {
    /// Who they are, and their secret.
    pub(super) keys: Option<(String, String)>,
    /// What is added to a secret that is lent for a while.
    pub(super) token: Option<String>,
    /// Where their buckets are.
    pub(super) region: Option<String>,
}

impl Profile {
    /// The profile that `AWS_PROFILE` names, else `default`; empty where there is none.
    pub(super) fn read() -> Profile {
        let name = env::var("AWS_PROFILE").unwrap_or_else(|_| "default".to_owned());
        let file = |variable: &str, name: &str| env::var_os(variable).map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".aws").join(name)));
        let read = |path: Option<PathBuf>| path.and_then(|path| Ini::load_from_file(path).ok());
        let credentials = read(file("AWS_SHARED_CREDENTIALS_FILE", "credentials"));
        let config = read(file("AWS_CONFIG_FILE", "config"));
        let long = format!("profile {name}");
        let sections = credentials.iter().filter_map(|file| file.section(Some(&name)));
        let sections = sections.chain(config.iter().flat_map(|file| [file.section(Some(&long)), file.section(Some(&name))]).flatten());
        let sections: Vec<_> = sections.collect();
        let value = |key: &str| sections.iter().find_map(|section| section.get(key)).map(str::to_owned);
        Profile { keys: value("aws_access_key_id").zip(value("aws_secret_access_key")), token: value("aws_session_token"), region: value("region") }
    }
}
