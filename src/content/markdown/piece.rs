/// A private-use character that stands, before and after a number, for a piece that is set aside. In texts it is replaced.
pub(super) const MARK: char = '\u{f8ff}';

/// What is set aside while HTML is written.
#[derive(Debug)]
pub(super) enum Piece {
    /// A picture of the site, which the sanitiser lets nobody else show.
    Picture(String),
    /// HTML that somebody wrote.
    Raw(String),
    /// Here everything is closed that somebody left open.
    Apart,
}

/// What stands for the piece of a number.
pub(super) fn marker(at: usize) -> String {
    format!("{MARK}{at}{MARK}")
}

/// The HTML of the writer's own, each with the number of the piece after it.
pub(super) fn generated_pieces(html: &str) -> impl Iterator<Item = (&str, Option<usize>)> {
    let mut parts = html.split(MARK);
    std::iter::from_fn(move || {
        let generated = parts.next()?;
        Some((generated, parts.next().and_then(|number| number.parse().ok())))
    })
}

/// Puts the pictures back in.
pub(super) fn with_pictures(html: &str, pieces: &[Piece]) -> String {
    let mut out = String::with_capacity(html.len());
    for (generated, piece) in generated_pieces(html) {
        out.push_str(generated);
        if let Some(Piece::Picture(picture)) = piece.and_then(|at| pieces.get(at)) {
            out.push_str(picture);
        }
    }
    out
}
