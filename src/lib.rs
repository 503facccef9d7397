//! Dateline
#![deny(missing_docs)]
pub mod base;
pub mod calendar;
pub mod content;
pub mod language;
pub mod model;
pub mod pages;
pub mod site;
pub mod system;
pub mod tasks;
