//! Values back to text.

use std::fmt;

use super::date::Date;
use super::edtf::{Edtf, End, Member, Shape};
use super::qualifier::{Component, Side};

impl fmt::Display for Edtf {
    /// Prints the expression as it was read; members of a set are separated by a comma alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shape() {
            Shape::Date(date) => date.fmt(f),
            Shape::DateTime(date, time) => write!(f, "{date}T{time}"),
            Shape::Interval(start, end) => write!(f, "{start}/{end}"),
            Shape::Set(set) => {
                let (opening, closing) = set.choice.brackets();
                for (index, member) in set.members.iter().enumerate() {
                    write!(f, "{}{member}", if index == 0 { opening } else { ',' })?;
                }
                write!(f, "{closing}")
            }
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Unknown => Ok(()),
            End::Open => f.write_str(".."),
            End::At(date) => date.fmt(f),
        }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Member::Date(date) => date.fmt(f),
            Member::Range(first, last) => write!(f, "{first}..{last}"),
            Member::UpTo(date) => write!(f, "..{date}"),
            Member::From(date) => write!(f, "{date}.."),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.component(f, Component::Year, &self.year)?;
        if let Some(month) = &self.month {
            f.write_str("-")?;
            self.component(f, Component::Month, month)?;
        }
        if let Some(day) = &self.day {
            f.write_str("-")?;
            self.component(f, Component::Day, day)?;
        }
        Ok(())
    }
}

impl Date {
    /// One component between its qualifiers.
    fn component(&self, f: &mut fmt::Formatter<'_>, which: Component, value: &dyn fmt::Display) -> fmt::Result {
        let qualifier = |side| self.qualifiers.at(which, side).map_or("", |qualifier| qualifier.as_str());
        write!(f, "{}{value}{}", qualifier(Side::Left), qualifier(Side::Right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_prints_as_it_was_written() {
        for text in [
            "2018-07-31",
            "-0043-03-15",
            "?2004-06~-%11",
            "2004-06-~11?",
            "1950S2",
            "Y-17E7",
            "-193~",
            "1985-04-12T23:20:30-04",
            "../1985",
            "/",
            "{..1983-12-31,1984-10-10..1984-11-01,1984-11-05..}",
        ] {
            assert_eq!(Edtf::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn spaces_in_a_set_are_not_kept() {
        assert_eq!(Edtf::parse("[1667,1668, 1670..1672]").unwrap().to_string(), "[1667,1668,1670..1672]");
    }
}
