//! Copying a person's file into the profile.
