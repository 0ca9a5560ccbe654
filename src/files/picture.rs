//! Pictures decoded within limits, turned as they say, made small.
