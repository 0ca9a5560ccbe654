//! The entry point of the command line: passes the arguments to the library and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    confab::cli::run(std::env::args_os())
}
