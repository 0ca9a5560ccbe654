//! The command line's front door: arguments in, exit code out. Everything else is the library's.

use std::process::ExitCode;

fn main() -> ExitCode {
    confab::cli::run(std::env::args_os())
}
