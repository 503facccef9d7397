use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970: now, or what `SOURCE_DATE_EPOCH` (reproducible-builds.org) says, so that a build can be repeated.
pub fn now() -> i64 {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.trim().parse().ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|time| i64::try_from(time.as_secs()).ok());
    given.or_else(clock).unwrap_or_default()
}
