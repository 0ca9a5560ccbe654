//! The names of programming languages that a code block may begin with.
//!
//! A word after the opening marks that is not in this list is the first line of the code: people write
//! ```` ```ls -l ```` as often as ```` ```rust ````, and no word may vanish.

/// Names and common short names, sorted.
const KNOWN: &[&str] = &[
    "apache",
    "asm",
    "awk",
    "bash",
    "bat",
    "batch",
    "c",
    "c#",
    "c++",
    "cc",
    "clj",
    "clojure",
    "cmake",
    "cmd",
    "console",
    "cpp",
    "cs",
    "csharp",
    "css",
    "csv",
    "cxx",
    "d",
    "dart",
    "diff",
    "docker",
    "dockerfile",
    "elixir",
    "elm",
    "erl",
    "erlang",
    "ex",
    "f#",
    "fish",
    "fortran",
    "fs",
    "fsharp",
    "go",
    "golang",
    "gradle",
    "graphql",
    "groovy",
    "h",
    "haskell",
    "hcl",
    "hpp",
    "hs",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "js",
    "json",
    "json5",
    "jsonc",
    "jsx",
    "julia",
    "kotlin",
    "kt",
    "latex",
    "less",
    "lisp",
    "log",
    "lua",
    "make",
    "makefile",
    "markdown",
    "matlab",
    "md",
    "mermaid",
    "mysql",
    "nginx",
    "nim",
    "nix",
    "objc",
    "objective-c",
    "ocaml",
    "pascal",
    "patch",
    "perl",
    "pgsql",
    "php",
    "plain",
    "plaintext",
    "postgresql",
    "powershell",
    "prolog",
    "properties",
    "proto",
    "protobuf",
    "ps1",
    "py",
    "python",
    "r",
    "rb",
    "rs",
    "ruby",
    "rust",
    "sass",
    "scala",
    "scheme",
    "scss",
    "sh",
    "shell",
    "sql",
    "svelte",
    "swift",
    "tcl",
    "terraform",
    "tex",
    "text",
    "tf",
    "toml",
    "ts",
    "tsv",
    "tsx",
    "txt",
    "typescript",
    "vb",
    "vim",
    "vue",
    "xml",
    "yaml",
    "yml",
    "zig",
    "zsh",
];

/// Returns the language that a fence names, in lower case; `None` if the words after the fence are code.
pub fn known(info: &str) -> Option<String> {
    let info = info.trim();
    // Some programs add options: `rust,no_run`, `js {1,3}`.
    let name = info.split([',', '{']).next()?;
    let options = &info[name.len()..];
    if options.contains(char::is_whitespace) && !options.ends_with('}') {
        return None;
    }
    let name = name.trim_end().to_ascii_lowercase();
    KNOWN.binary_search(&name.as_str()).is_ok().then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_name_and_a_command_is_none() {
        assert!(KNOWN.is_sorted());
        assert_eq!(known(" Rust,no_run ").as_deref(), Some("rust"));
        assert_eq!(known("C++").as_deref(), Some("c++"));
        for code in ["ls", "ls -l", "make all", "", "rust is fine", "c, please look"] {
            assert_eq!(known(code), None, "{code}");
        }
    }
}
