use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};

/// A map whose keys are the site's own: nobody chooses them to make it slow, so they are hashed fast, and alike in every run.
pub type FastMap<K, V> = HashMap<K, V, FixedState>;

/// A set of the same sort.
pub type FastSet<T> = HashSet<T, FixedState>;
