/// Makes a number into a name of its own: an index into one of the timeline's tables.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
            pub struct $name(pub u32);

            impl $name {
                /// The place in the table.
                pub fn index(self) -> usize {
                    self.0 as usize
                }

                /// The id of a place in the table. A site of four thousand million entries does not fit in memory.
                pub fn of(index: usize) -> $name {
                    $name(u32::try_from(index).unwrap_or(u32::MAX))
                }
            }
        )*
    };
}

ids! {
    /// An article of the timeline.
    ArticleId;
    /// A person, organisation, place, topic or entry of an own kind.
    EntityId;
    /// A dated event that articles report.
    EventId;
    /// An article or event at its place in time, from the earliest.
    EntryId;
    /// A quotation.
    QuotationId;
    /// A plain page.
    PageId;
    /// Two who stand in the same articles.
    PairId;
    /// A publisher of sources.
    PublisherId;
}
