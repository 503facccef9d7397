use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The files that come with the program: templates, interface words, archetypes, the starter site and the guides of
/// `dateline explain` under `templates/`, style under `static/`. A template, a file of words, an archetype or a style of the
/// same path in a site folder replaces one of these.
pub struct Builtin;

impl Builtin {
    /// The bytes of one file, by its path from `templates/` or `static/` on.
    pub fn bytes(path: &str) -> Option<&'static [u8]> {
        let file = match path.split_once('/')? {
            ("templates", rest) => TEMPLATES.get_file(rest),
            ("static", rest) => STATIC.get_file(rest),
            _ => None,
        };
        file.map(include_dir::File::contents)
    }

    /// The text of one file.
    pub fn text(path: &str) -> Option<&'static str> {
        std::str::from_utf8(Builtin::bytes(path)?).ok()
    }

    /// All files under a folder, with their paths, sorted.
    pub fn under(folder: &str) -> Vec<(String, &'static [u8])> {
        let mut files = Vec::new();
        collect(&TEMPLATES, "templates", &mut files);
        collect(&STATIC, "static", &mut files);
        files.retain(|(path, _)| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
        files.sort();
        files
    }
}

fn collect(dir: &Dir<'static>, root: &str, files: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files() {
        if let Some(path) = file.path().to_str() {
            files.push((format!("{root}/{}", path.replace('\\', "/")), file.contents()));
        }
    }
    dir.dirs().for_each(|dir| collect(dir, root, files));
}
