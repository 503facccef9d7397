/// What a publish comes to a place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It writes, as soon as nobody else does.
    Write,
    /// It only looks.
    Look,
}
