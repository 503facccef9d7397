/// A script of the theme as it is published: without the lines that are comments, which are for those who write it.
///
/// Only for the scripts that come with the program, of which a test knows that no text in them goes on over lines.
pub(super) fn published_script(script: &str) -> String {
    let is_comment = |line: &&str| line.trim_start().starts_with("//") || (line.trim_start().starts_with("/**") && line.trim_end().ends_with("*/"));
    script.split_inclusive('\n').filter(|line| !is_comment(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Builtin;

    #[test]
    fn only_lines_that_are_comments_go() {
        assert_eq!(published_script("// a\nb('//');\n    // c\n  /** d */\nd(); // e\n"), "b('//');\nd(); // e\n");
    }

    #[test]
    fn no_text_and_no_comment_of_a_script_goes_on_over_lines() {
        for (path, bytes) in Builtin::under("static").into_iter().filter(|(path, _)| path.ends_with(".js")) {
            for line in std::str::from_utf8(bytes).unwrap().lines() {
                assert!(line.matches('`').count() % 2 == 0, "{path}: {line}");
                assert!(!line.trim_start().starts_with("/*") || line.trim_end().ends_with("*/"), "{path}: {line}");
            }
        }
    }
}
