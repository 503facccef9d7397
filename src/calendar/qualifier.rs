//! What is said of a date's trustworthiness: uncertain `?`, approximate `~`, both `%`.

/// One qualifier as written (LOC levels 1 and 2, "Qualification"; ISO §8).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Qualifier {
    /// `?`: the source is doubted.
    Uncertain,
    /// `~`: the value is an estimate.
    Approximate,
    /// `%`: both.
    Both,
}

impl Qualifier {
    /// The qualifier this character is.
    pub(super) fn from_ascii(character: u8) -> Option<Qualifier> {
        match character {
            b'?' => Some(Qualifier::Uncertain),
            b'~' => Some(Qualifier::Approximate),
            b'%' => Some(Qualifier::Both),
            _ => None,
        }
    }

    /// The character it is written with.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Qualifier::Uncertain => "?",
            Qualifier::Approximate => "~",
            Qualifier::Both => "%",
        }
    }

    fn bits(self) -> u16 {
        match self {
            Qualifier::Uncertain => 0b01,
            Qualifier::Approximate => 0b10,
            Qualifier::Both => 0b11,
        }
    }
}

/// A component of a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Component {
    Year = 0,
    Month = 1,
    Day = 2,
}

/// On which side of its component a qualifier stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    /// Left: it qualifies this component alone (ISO §8.4.2).
    Left = 0,
    /// Right: it qualifies this component and all to the left of it (ISO §8.4.1).
    Right = 1,
}

/// The qualifiers of one date, where they were written: `2004?-06` and `?2004-06` mean the same and both
/// print as they were. Six places of two bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Qualifiers(u16);

impl Qualifiers {
    fn shift(component: Component, side: Side) -> u16 {
        (component as u16 * 2 + side as u16) * 2
    }

    /// These, and `qualifier` at that place.
    pub(super) fn with(self, component: Component, side: Side, qualifier: Qualifier) -> Qualifiers {
        Qualifiers(self.0 | qualifier.bits() << Qualifiers::shift(component, side))
    }

    /// The qualifier at that place.
    pub(super) fn at(self, component: Component, side: Side) -> Option<Qualifier> {
        match self.0 >> Qualifiers::shift(component, side) & 0b11 {
            0b01 => Some(Qualifier::Uncertain),
            0b10 => Some(Qualifier::Approximate),
            0b11 => Some(Qualifier::Both),
            _ => None,
        }
    }

    /// Is any component uncertain?
    pub(super) fn uncertain(self) -> bool {
        self.0 & 0b0101_0101_0101 != 0
    }

    /// Is any component approximate?
    pub(super) fn approximate(self) -> bool {
        self.0 & 0b1010_1010_1010 != 0
    }

    /// Is there none?
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Do they say nothing but one thing of the whole date, whose last component is `last`? (Level 1.)
    pub(super) fn only_at_end(self, last: Component) -> bool {
        self.0 & !(0b11 << Qualifiers::shift(last, Side::Right)) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualifier_stays_where_it_was_put() {
        let both_sides = Qualifiers::default().with(Component::Year, Side::Left, Qualifier::Uncertain).with(Component::Day, Side::Right, Qualifier::Both);
        assert_eq!(both_sides.at(Component::Year, Side::Left), Some(Qualifier::Uncertain));
        assert_eq!(both_sides.at(Component::Day, Side::Right), Some(Qualifier::Both));
        assert_eq!(both_sides.at(Component::Month, Side::Right), None);
        assert!(!both_sides.only_at_end(Component::Day));
    }

    #[test]
    fn both_is_uncertain_and_approximate() {
        let both = Qualifiers::default().with(Component::Month, Side::Right, Qualifier::Both);
        assert!(both.uncertain() && both.approximate());
        assert!(both.only_at_end(Component::Month) && !both.only_at_end(Component::Day));
        let doubted = Qualifiers::default().with(Component::Month, Side::Left, Qualifier::Uncertain);
        assert!(doubted.uncertain() && !doubted.approximate());
    }
}
