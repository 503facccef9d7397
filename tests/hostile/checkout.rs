//! What a checkout brings along: links, planted folders and planted knowledge are never believed.
