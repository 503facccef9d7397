/// Land and borders of Natural Earth, in the public domain; `world.md` beside it says how it was made.
static DATA: &[u8] = include_bytes!("world.bin");

/// Steps a degree is divided into.
const STEPS: f64 = 50.0;

/// The outlines of all land and the borders of states, as far as a small map needs them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct World {
    /// Coasts and shores of great lakes, closed.
    pub(super) land: Vec<Outline>,
    /// Borders that both sides draw alike.
    pub(super) borders: Vec<Outline>,
    /// Lines that one side draws otherwise, or not at all.
    pub(super) disputed: Vec<Outline>,
}

/// A line on the globe.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outline {
    /// Directions from the middle of the earth.
    pub(super) points: Vec<Direction>,
    /// The middle of a cap of the globe that holds them all.
    pub(super) middle: Direction,
    /// The angle from the middle of the cap to its edge, in radians.
    pub(super) reach: f64,
    /// Whether what it encloses lies to the left of it.
    pub(super) is_left: bool,
}

/// A point of the globe as a vector of length one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Direction {
    /// To where the equator meets the meridian of Greenwich.
    pub(super) x: f64,
    /// To 90 degrees east.
    pub(super) y: f64,
    /// To the north pole.
    pub(super) z: f64,
}

impl Direction {
    /// The point at some degrees north and east.
    pub(super) fn of(north: f64, east: f64) -> Direction {
        let ((sin_north, cos_north), (sin_east, cos_east)) = (north.to_radians().sin_cos(), east.to_radians().sin_cos());
        Direction { x: cos_north * cos_east, y: cos_north * sin_east, z: sin_north }
    }

    /// The cosine of the angle between two.
    pub(super) fn dot(self, other: Direction) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    /// The angle between two, in radians.
    pub(super) fn angle(self, other: Direction) -> f64 {
        self.dot(other).clamp(-1.0, 1.0).acos()
    }
}

impl World {
    /// Unpacks the world. It takes some milliseconds, so it is done once, where there is a place to draw.
    pub(super) fn load() -> World {
        let mut bytes = DATA.iter().copied();
        let mut outlines = || {
            let count = number(&mut bytes);
            (0..count).map(|_| Outline::read(&mut bytes)).collect()
        };
        World { land: outlines(), borders: outlines(), disputed: outlines() }
    }
}

impl Outline {
    fn read(bytes: &mut impl Iterator<Item = u8>) -> Outline {
        let count = number(bytes);
        let (mut east, mut north) = (0, 0);
        let degrees: Vec<(f64, f64)> = (0..count)
            .map(|_| {
                (east, north) = (east + number(bytes), north + number(bytes));
                (north as f64 / STEPS, east as f64 / STEPS)
            })
            .collect();
        Outline::of(&degrees)
    }

    /// An outline through points in degrees north and east. None of its edges crosses the meridian of 180 degrees.
    fn of(degrees: &[(f64, f64)]) -> Outline {
        let points: Vec<Direction> = degrees.iter().map(|(north, east)| Direction::of(*north, *east)).collect();
        let sum = points.iter().fold(Direction::default(), |sum, point| Direction { x: sum.x + point.x, y: sum.y + point.y, z: sum.z + point.z });
        let length = sum.dot(sum).sqrt().max(f64::EPSILON);
        let middle = Direction { x: sum.x / length, y: sum.y / length, z: sum.z / length };
        let reach = points.iter().map(|point| middle.angle(*point)).fold(0.0, f64::max);
        let next = degrees.iter().cycle().skip(1);
        let twice_area: f64 = degrees.iter().zip(next).map(|((north, east), (north_2, east_2))| east * north_2 - east_2 * north).sum();
        Outline { points, middle, reach, is_left: twice_area > 0.0 }
    }
}

/// A whole number: seven bits a byte, the lowest first, the sign in the very lowest; 0 where the bytes have ended.
fn number(bytes: &mut impl Iterator<Item = u8>) -> i64 {
    let mut folded = 0_i64;
    for (at, byte) in bytes.by_ref().take(9).enumerate() {
        folded |= i64::from(byte & 127) << (7 * at);
        if byte < 128 {
            break;
        }
    }
    if folded & 1 == 0 { folded / 2 } else { -(folded / 2) - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_read_to_its_end() {
        let world = World::load();
        assert!(world.land.len() > 1_000 && world.borders.len() > 100 && !world.disputed.is_empty());
        assert!([&world.land, &world.borders, &world.disputed].iter().all(|lines| lines.iter().all(|line| line.points.len() > 1)));
        assert_eq!(world, World::load());
    }

    #[test]
    fn a_number_keeps_its_sign() {
        let read = |bytes: &[u8]| number(&mut bytes.iter().copied());
        assert_eq!([read(&[0]), read(&[1]), read(&[2]), read(&[0xAC, 0x02]), read(&[])], [0, -1, 1, 150, 0]);
    }

    #[test]
    fn a_cap_holds_its_outline() {
        let world = World::load();
        for outline in &world.land {
            assert!(outline.points.iter().all(|point| outline.middle.angle(*point) <= outline.reach + 1e-9));
        }
    }
}
