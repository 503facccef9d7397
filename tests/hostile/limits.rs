//! What a disk or a target claims: sizes and ids are checked before they are used.
