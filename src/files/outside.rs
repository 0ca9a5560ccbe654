//! What leaves the profile: saving a copy, opening it, showing it in its folder.
