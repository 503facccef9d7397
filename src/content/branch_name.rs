/// Whether git takes a name for a branch, by all rules of git-check-ref-format(1) with `--branch`.
///
/// The name is used as `refs/heads/NAME`, so it need not have a slash of its own.
pub(super) fn is_branch_name(name: &str) -> bool {
    let is_bad = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    name.split('/').all(is_part)
        && !name.contains(is_bad)
        && !["..", "@{"].iter().any(|run| name.contains(run))
        && !name.ends_with('.')
        && !name.starts_with('-')
        && name != "HEAD"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_has_a_name_that_git_takes() {
        assert!(["gh-pages", "sites/main", "veröffentlicht", "a@b", "a/@", "@", "v1.0"].iter().all(|name| is_branch_name(name)));
        for bad in ["", "-f", "a b", "a..b", "a:b", "/a", "a/", "a//b", "a.lock", "a.lock/b", "a/.b", ".a", "a.", "a@{0}", "HEAD", "a\u{7f}", "refs/*"] {
            assert!(!is_branch_name(bad), "{bad}");
        }
    }
}
