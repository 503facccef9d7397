use crate::calendar::Day;
use crate::content::When;
use jiff::civil;
use jiff::tz::TimeZone;

/// A moment as feeds write it (RFC 3339): the day and, where a document gives it, the time; in the offset that is written
/// there, else in the site's time zone. Days that RFC 3339 cannot write become the nearest it can.
pub(super) fn timestamp(day: Day, when: Option<&When>, zone: &TimeZone) -> String {
    let time = when.and_then(|when| when.time);
    let (hour, minute, second) = time.map_or((0, 0, 0), |time| (time.hour(), time.minute(), time.second()));
    let year = day.year().clamp(1, 9999);
    let date = format!("{year:04}-{:02}-{:02}T{:02}:{minute:02}:{:02}", day.month(), day.day(), hour.min(23), second.min(59));
    let minutes = match time.and_then(|time| time.offset()) {
        Some(offset) => i32::from(offset.minutes()),
        None => {
            let local = i16::try_from(year).ok().zip(i8::try_from(day.month()).ok()).zip(i8::try_from(day.day()).ok());
            let local = local.and_then(|((year, month), day)| civil::Date::new(year, month, day).ok()).map(|date| date.at(0, 0, 0, 0));
            local.map_or(0, |local| zone.to_ambiguous_zoned(local).compatible().map_or(0, |zoned| zoned.offset().seconds() / 60))
        }
    };
    match minutes {
        0 => format!("{date}Z"),
        minutes => format!("{date}{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_of_the_site() {
        let day = Day::new(2018, 7, 31).unwrap();
        assert_eq!(timestamp(day, None, &TimeZone::get("Asia/Seoul").unwrap()), "2018-07-31T00:00:00+09:00");
        assert_eq!(timestamp(day, None, &TimeZone::UTC), "2018-07-31T00:00:00Z");
        assert_eq!(timestamp(Day::new(-43, 3, 15).unwrap(), None, &TimeZone::UTC), "0001-03-15T00:00:00Z");
    }
}
