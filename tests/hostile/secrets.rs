//! What must stay behind: hidden files, keys and tokens are never published.
