//! Names made safe: for the store, for a folder of the person's, for the screen.
