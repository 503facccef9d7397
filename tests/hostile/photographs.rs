//! What photographs carry: nothing of it is published but the picture.
