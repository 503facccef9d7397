use serde::{Deserialize, Serialize};

/// How certain an article or an event is. Without one, the site says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Established by the newsroom or by independent sources.
    Confirmed,
    /// Published by others, not established here.
    Reported,
    /// Said by a party to it.
    Claimed,
    /// Contradicted by another party or source.
    Disputed,
    /// Taken back; the page keeps its address and says so.
    Withdrawn,
}

impl Status {
    /// The vocabulary, from sure to withdrawn.
    pub const ALL: [Status; 5] = [Status::Confirmed, Status::Reported, Status::Claimed, Status::Disputed, Status::Withdrawn];

    /// The word in front matter.
    pub fn word(self) -> &'static str {
        match self {
            Status::Confirmed => "confirmed",
            Status::Reported => "reported",
            Status::Claimed => "claimed",
            Status::Disputed => "disputed",
            Status::Withdrawn => "withdrawn",
        }
    }
}
