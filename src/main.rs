//! The command line comes with the commands.

fn main() {}
