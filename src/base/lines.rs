/// Where the lines of a text begin, to turn byte offsets into line and column.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Reads the text once. Lines end with `\n`; a `\r` before it belongs to the line.
    pub fn new(text: &'a str) -> Lines<'a> {
        let starts = std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts }
    }

    /// Line and column of a byte offset, both from 1; columns count Unicode scalar values.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = floor(self.text, offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = self.text[start..offset].chars().filter(|c| *c != '\u{feff}').count();
        (line, column + 1)
    }

    /// The byte range of the lines around an offset: `before` lines before it and `after` after it.
    pub fn around(&self, offset: usize, before: usize, after: usize) -> (usize, std::ops::Range<usize>) {
        let line = self.starts.partition_point(|start| *start <= floor(self.text, offset)) - 1;
        let first = line.saturating_sub(before);
        let end = self.starts.get(line + after + 1).copied().unwrap_or(self.text.len());
        (first + 1, self.starts[first]..end)
    }
}

/// The offset, or the nearest one before it that is a character boundary of the text.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let lines = Lines::new("a\n안녕 x");
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position("a\n안녕 ".len()), (2, 4));
    }

    #[test]
    fn an_offset_beyond_the_end_is_the_end() {
        assert_eq!(Lines::new("ab").position(99), (1, 3));
    }
}
