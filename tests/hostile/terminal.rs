//! What reaches a terminal, a log or the preview: no control characters, no foreign requests.
