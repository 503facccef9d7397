use super::world::{Direction, Outline, World};
use serde::Serialize;
use std::fmt::Write;

/// The size of the drawing, in its own units: two to a pixel.
const SIZE: (f64, f64) = (320.0, 240.0);
/// What is drawn beyond the edge, so that no edge of the drawing is taken for a coast.
const BLEED: f64 = 4.0;
/// How wide a stretch of the earth is shown, in kilometres: the first that has something to know the place by.
const WIDTHS: [f64; 4] = [2_200.0, 4_800.0, 9_600.0, 16_000.0];
/// The mean radius of the earth, in kilometres.
const RADIUS: f64 = 6_371.0;
/// The most bytes the lines of a drawing take.
const BYTES: usize = 3_600;
/// How far a line may be from where it is, in units of the drawing; more where there is too much to draw.
const FINEST: f64 = 0.6;
/// The shares of land that are all land and no land, unless there are borders to know it by.
const LAND: std::ops::Range<f64> = 0.04..0.9;

/// Where on the earth a place is: land, borders, and the place in the middle, as the paths of an SVG.
///
/// The region is drawn in Lambert's azimuthal equal-area projection about the place, which treats poles and the meridian of
/// 180 degrees like any other part of the globe.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the template, in its own words")]
pub struct Locator {
    pub width: f64,
    pub height: f64,
    pub land: String,
    pub borders: String,
    pub disputed: String,
    pub x: f64,
    pub y: f64,
    pub label: String,
}

/// A point of the drawing.
type Point = (f64, f64);

/// What a point of the globe is in a drawing.
struct Projection {
    middle: Direction,
    east: Direction,
    north: Direction,
    /// Units of the drawing to the radius of the earth.
    scale: f64,
}

impl Projection {
    fn about(north: f64, east: f64, width: f64) -> Projection {
        let middle = Direction::of(north, east);
        let up = Direction::of(north + 90.0, east);
        let right = Direction { x: up.y * middle.z - up.z * middle.y, y: up.z * middle.x - up.x * middle.z, z: up.x * middle.y - up.y * middle.x };
        Projection { middle, east: right, north: up, scale: SIZE.0 / (width / RADIUS) }
    }

    fn of(&self, point: Direction) -> Point {
        let stretch = (2.0 / (1.0 + self.middle.dot(point)).max(1e-9)).sqrt() * self.scale;
        (SIZE.0 / 2.0 + self.east.dot(point) * stretch, SIZE.1 / 2.0 - self.north.dot(point) * stretch)
    }

    /// Whether some of an outline may stand in the drawing.
    fn shows(&self, outline: &Outline) -> bool {
        let corner = ((SIZE.0 / 2.0 + BLEED).hypot(SIZE.1 / 2.0 + BLEED) / self.scale / 2.0).min(1.0).asin() * 2.0;
        self.middle.angle(outline.middle) <= outline.reach + corner
    }

    /// Whether an outline may go round the point opposite the middle.
    fn surrounds(&self, outline: &Outline) -> bool {
        std::f64::consts::PI - self.middle.angle(outline.middle) <= outline.reach
    }
}

impl Locator {
    /// Draws where some degrees north and east are.
    pub(super) fn draw(world: &World, (north, east): (f64, f64), label: String) -> Locator {
        let drafts = WIDTHS.map(|width| move || Draft::of(world, &Projection::about(north, east, width)));
        let mut draft = drafts[0]();
        for wider in &drafts[1..] {
            if draft.says_where() {
                break;
            }
            draft = wider();
        }
        let mut tolerance = FINEST;
        let [land, borders, disputed] = loop {
            let paths = draft.paths(tolerance);
            let bytes: usize = paths.iter().map(String::len).sum();
            if bytes <= BYTES || tolerance > SIZE.0 {
                break paths;
            }
            tolerance *= (bytes as f64 / BYTES as f64).max(1.1);
        };
        Locator { width: SIZE.0, height: SIZE.1, land, borders, disputed, x: SIZE.0 / 2.0, y: SIZE.1 / 2.0, label }
    }
}

/// The lines within the drawing, in full.
struct Draft {
    land: Vec<Vec<Point>>,
    borders: Vec<Vec<Point>>,
    disputed: Vec<Vec<Point>>,
}

impl Draft {
    fn of(world: &World, projection: &Projection) -> Draft {
        let project = |outline: &Outline| outline.points.iter().map(|point| projection.of(*point)).collect::<Vec<Point>>();
        let mut land = Vec::new();
        // A land that holds the opposite point is turned inside out: what it encloses lies around its outline.
        let mut turned = false;
        let whole = area(&corners()).abs();
        for outline in world.land.iter().filter(|outline| projection.shows(outline) || projection.surrounds(outline)) {
            let ring = project(outline);
            // Its y runs down, so what lay to the left lies to the right.
            turned ^= projection.surrounds(outline) && (area(&ring) < 0.0) != outline.is_left;
            let inside = clip(ring);
            if area(&inside).abs() > whole * 0.9999 {
                turned ^= true;
            } else if inside.len() > 2 {
                land.push(inside);
            }
        }
        if turned {
            land.push(corners());
        }
        let lines = |outlines: &[Outline]| outlines.iter().filter(|outline| projection.shows(outline)).flat_map(|outline| cut(&project(outline))).collect();
        Draft { land, borders: lines(&world.borders), disputed: lines(&world.disputed) }
    }

    /// Whether there is enough in it to know the region by.
    fn says_where(&self) -> bool {
        // Where outlines cover one another, the shares of land and water alternate; the sum is near enough.
        let share = self.land.iter().map(|ring| area(ring).abs()).sum::<f64>() / area(&corners()).abs();
        let length: f64 = self.borders.iter().flat_map(|line| line.windows(2)).map(|step| (step[1].0 - step[0].0).hypot(step[1].1 - step[0].1)).sum();
        share > LAND.start && (share < LAND.end || length > SIZE.0)
    }

    fn paths(&self, tolerance: f64) -> [String; 3] {
        let mut land = String::new();
        let mut rings: Vec<Vec<(i64, i64)>> =
            self.land.iter().filter(|ring| area(ring).abs() >= tolerance * 4.0).map(|ring| thin_ring(ring, tolerance)).collect();
        rings.retain(|ring| ring.len() > 2);
        for ring in &rings {
            write_line(&mut land, ring);
            land.push('z');
        }
        let lines = |lines: &[Vec<Point>]| {
            let mut path = String::new();
            lines.iter().map(|line| thin(line, tolerance)).filter(|line| line.len() > 1).for_each(|line| write_line(&mut path, &line));
            path
        };
        [land, lines(&self.borders), lines(&self.disputed)]
    }
}

/// The area a ring encloses; less than nothing where it runs against the clock, since y runs down.
fn area(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|((x, y), (x_2, y_2))| x * y_2 - x_2 * y).sum::<f64>() / 2.0
}

fn corners() -> Vec<Point> {
    let (right, bottom) = (SIZE.0 + BLEED, SIZE.1 + BLEED);
    vec![(-BLEED, -BLEED), (right, -BLEED), (right, bottom), (-BLEED, bottom)]
}

/// The four sides of the drawing: how far a point is on the inner side of each.
const SIDES: [fn(Point) -> f64; 4] = [|(x, _)| x + BLEED, |(x, _)| SIZE.0 + BLEED - x, |(_, y)| y + BLEED, |(_, y)| SIZE.1 + BLEED - y];

/// The part of a ring within the drawing, after Sutherland and Hodgman: side by side, what lies beyond is cut off.
fn clip(mut ring: Vec<Point>) -> Vec<Point> {
    for inner in SIDES {
        let Some(last) = ring.last().copied() else { break };
        let mut kept = Vec::with_capacity(ring.len());
        let mut before = last;
        for point in ring {
            let (a, b) = (inner(before), inner(point));
            if (a < 0.0) != (b < 0.0) {
                kept.push(between(before, point, a / (a - b)));
            }
            if b >= 0.0 {
                kept.push(point);
            }
            before = point;
        }
        ring = kept;
    }
    ring
}

/// The parts of a line within the drawing, after Liang and Barsky.
fn cut(line: &[Point]) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut is_open = false;
    for step in line.windows(2) {
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for inner in SIDES {
            let (a, b) = (inner(step[0]), inner(step[1]));
            match (a < 0.0, b < 0.0) {
                (true, true) => leave = -1.0,
                (true, false) => enter = enter.max(a / (a - b)),
                (false, true) => leave = leave.min(a / (a - b)),
                (false, false) => {}
            }
        }
        if enter >= leave {
            is_open = false;
            continue;
        }
        let (from, to) = (between(step[0], step[1], enter), between(step[0], step[1], leave));
        match parts.last_mut().filter(|_| is_open && enter == 0.0) {
            Some(part) => part.push(to),
            None => parts.push(vec![from, to]),
        }
        is_open = leave == 1.0;
    }
    parts
}

fn between((x, y): Point, (x_2, y_2): Point, share: f64) -> Point {
    (x + (x_2 - x) * share, y + (y_2 - y) * share)
}

/// A line in whole units without what is nearer than `tolerance` to the straight way, after Douglas and Peucker.
fn thin(line: &[Point], tolerance: f64) -> Vec<(i64, i64)> {
    let Some(end) = line.len().checked_sub(1) else { return Vec::new() };
    let mut keep = vec![false; line.len()];
    (keep[0], keep[end]) = (true, true);
    let mut spans = vec![(0, end)];
    while let Some((from, to)) = spans.pop() {
        let farthest = (from + 1..to).map(|at| (off(line[at], line[from], line[to]), at)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, at)) = farthest.filter(|(distance, _)| *distance > tolerance) {
            keep[at] = true;
            spans.extend([(from, at), (at, to)]);
        }
    }
    let mut points: Vec<(i64, i64)> = line.iter().zip(keep).filter(|(_, keep)| *keep).map(|((x, y), _)| (x.round() as i64, y.round() as i64)).collect();
    points.dedup();
    points
}

/// A ring, thinned as two lines: from its first point to the one farthest from it, and back.
fn thin_ring(ring: &[Point], tolerance: f64) -> Vec<(i64, i64)> {
    let distance = |point: &Point| (point.0 - ring[0].0).hypot(point.1 - ring[0].1);
    let far = (0..ring.len()).max_by(|a, b| distance(&ring[*a]).total_cmp(&distance(&ring[*b]))).unwrap_or(0);
    let mut back: Vec<Point> = ring[far..].to_vec();
    back.push(ring[0]);
    let mut points = thin(&ring[..=far], tolerance);
    points.extend(thin(&back, tolerance).into_iter().skip(1));
    points.pop();
    points
}

/// How far a point is from the straight way between two others.
fn off(point: Point, from: Point, to: Point) -> f64 {
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let length = along_x.hypot(along_y);
    let (x, y) = (point.0 - from.0, point.1 - from.1);
    if length < 1e-9 { x.hypot(y) } else { (x * along_y - y * along_x).abs() / length }
}

fn write_line(path: &mut String, points: &[(i64, i64)]) {
    let mut last = (0, 0);
    for (at, (x, y)) in points.iter().enumerate() {
        let (x_step, y_step) = (x - last.0, y - last.1);
        let command = match at {
            0 => "M",
            1 => "l",
            _ if x_step < 0 => "",
            _ => " ",
        };
        let space = if y_step < 0 { "" } else { " " };
        // Writing to a string does not fail.
        let _ = write!(path, "{command}{x_step}{space}{y_step}");
        last = (*x, *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_land(world: &World, north: f64, east: f64) -> bool {
        let draft = Draft::of(world, &Projection::about(north, east, WIDTHS[0]));
        let (x, y) = (SIZE.0 / 2.0, SIZE.1 / 2.0);
        let crossings = |ring: &Vec<Point>| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)).count()
        };
        draft.land.iter().map(crossings).sum::<usize>() % 2 == 1
    }

    #[test]
    fn land_is_told_from_water_all_over_the_globe() {
        let world = World::load();
        let land = [(37.57, 126.98), (40.42, -3.7), (-90.0, 0.0), (-41.0, 175.6), (72.0, -40.0), (67.0, 179.95), (67.0, -179.95), (5.0, 20.0), (-10.0, -55.0)];
        let water = [(90.0, 0.0), (-20.0, -175.0), (-25.0, 180.0), (42.0, 50.5), (0.0, 0.0), (-40.0, -130.0), (18.0, -160.0), (-60.0, 90.0), (38.5, 132.0)];
        assert!(land.iter().all(|(north, east)| is_land(&world, *north, *east)));
        assert!(!water.iter().any(|(north, east)| is_land(&world, *north, *east)));
    }

    #[test]
    fn a_drawing_is_small_and_within_its_frame_wherever_the_place_is() {
        let world = World::load();
        for (north, east) in [(90.0, 0.0), (-90.0, 0.0), (-18.14, 178.44), (1.35, 103.82), (65.0, -80.0), (60.0, 5.0), (0.0, 180.0), (-25.07, -130.1)] {
            let drawn = Locator::draw(&world, (north, east), String::new());
            let paths = [&drawn.land, &drawn.borders, &drawn.disputed];
            assert!(paths.iter().map(|path| path.len()).sum::<usize>() <= BYTES, "{north} {east}");
            assert!(drawn.land.starts_with('M') && drawn.land.ends_with('z'), "{north} {east}");
            assert_eq!(drawn, Locator::draw(&world, (north, east), String::new()));
        }
    }

    #[test]
    fn the_region_widens_until_it_shows_where_a_place_is() {
        let world = World::load();
        let width = |north, east| WIDTHS.into_iter().find(|width| Draft::of(&world, &Projection::about(north, east, *width)).says_where());
        assert_eq!([width(37.96, 126.68), width(46.2, 6.15), width(-18.14, 178.44)], [Some(2_200.0), Some(2_200.0), Some(9_600.0)]);
    }

    #[test]
    fn a_line_is_cut_at_the_edge_and_goes_on_where_it_comes_back() {
        let parts = cut(&[(10.0, 10.0), (20.0, 10.0), (20.0, -50.0), (40.0, -50.0), (40.0, 10.0)]);
        assert_eq!(parts, [vec![(10.0, 10.0), (20.0, 10.0), (20.0, -BLEED)], vec![(40.0, -BLEED), (40.0, 10.0)]]);
    }

    #[test]
    fn a_line_keeps_its_corners_and_is_written_in_few_signs() {
        let line = thin(&[(0.0, 0.0), (5.0, 0.2), (10.0, 0.0), (10.0, -9.6)], 0.6);
        let mut path = String::new();
        write_line(&mut path, &line);
        assert_eq!(path, "M0 0l10 0 0-10");
    }
}
