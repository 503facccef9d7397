//! SVG files: a drawing is published, and whatever could run or load something is refused.
