//! Where things lie inside a profile's `files/`.
