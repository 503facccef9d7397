//! Dateline
#![deny(missing_docs)]
pub mod base;
