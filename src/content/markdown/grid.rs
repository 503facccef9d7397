use std::ops::Range;

/// The most columns whose cells may span others.
const WIDEST: usize = 200;

/// The cells of a table that somebody wrote: whether those that span columns or rows leave a gap, lie on one another or
/// reach beyond their rows, which HTML forbids.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// For each column, how many more rows the cell above reaches into.
    busy: Vec<usize>,
    /// For each column, whether a cell begins in it.
    begun: Vec<bool>,
    column: usize,
    broken: bool,
    /// Where the attributes stand that make cells span.
    pub(super) spans: Vec<Range<usize>>,
}

impl Grid {
    /// A cell.
    pub(super) fn cell(&mut self, columns: usize, rows: usize) {
        while self.busy.get(self.column).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let end = self.column + columns;
        if end > WIDEST {
            self.broken = true;
            return;
        }
        if self.busy.len() < end {
            self.busy.resize(end, 0);
            self.begun.resize(end.max(self.begun.len()), false);
        }
        for at in self.column..end {
            self.broken |= self.busy[at] > 0;
            self.busy[at] = rows;
        }
        self.begun[self.column] = true;
        self.column = end;
    }

    /// The end of a row.
    pub(super) fn end_row(&mut self) {
        self.column = 0;
        for rows in &mut self.busy {
            *rows = rows.saturating_sub(1);
        }
    }

    /// The end of a group of rows.
    pub(super) fn end_group(&mut self) {
        self.broken |= self.busy.iter().any(|rows| *rows > 0);
        self.busy.clear();
    }

    /// Whether the spans cannot stand, at the end of the table.
    pub(super) fn is_broken(&self) -> bool {
        !self.spans.is_empty() && (self.broken || self.begun.contains(&false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_broken(groups: &[&[&[(usize, usize)]]]) -> bool {
        let mut grid = Grid::default();
        grid.spans.push(0..1);
        for group in groups {
            for row in *group {
                row.iter().for_each(|(columns, rows)| grid.cell(*columns, *rows));
                grid.end_row();
            }
            grid.end_group();
        }
        grid.is_broken()
    }

    #[test]
    fn spans_that_fit_stay() {
        assert!(!is_broken(&[&[&[(2, 1)], &[(1, 1), (1, 1)]]]));
        assert!(!is_broken(&[&[&[(1, 2), (1, 1)], &[(1, 1)]]]));
    }

    #[test]
    fn spans_that_gape_overlap_or_overhang_are_broken() {
        assert!(is_broken(&[&[&[(2, 1)]]]), "a column without a cell");
        assert!(is_broken(&[&[&[(1, 2), (1, 1)]]]), "beyond the group");
        assert!(is_broken(&[&[&[(1, 1), (1, 2)], &[(2, 1)]]]), "on one another");
        assert!(is_broken(&[&[&[(1000, 1)]]]), "too wide");
    }
}
