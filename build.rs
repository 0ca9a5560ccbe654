//! Makes a function of each message in `assets/language/en.ftl`, so that ids and arguments are checked at compile time.
//!
//! A message without arguments is a function without parameters, one with one argument has one parameter, and one with
//! several is a struct with a field for each, so that no two can be swapped. An argument that selects a plural or is in
//! `NUMBER()` is a number, any other a text. A message that no code uses is an unused function, which the compiler reports.

// Build scripts talk to Cargo through standard output.
#![allow(clippy::print_stdout, reason = "how a build script answers Cargo")]

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource, VariantKey,
};
use fluent_syntax::{parser, serializer};

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const SENTENCES: &str = "assets/language/en.ftl";
/// The keys of a variant that depends on a number, besides numbers: the plural categories of CLDR.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The comment on a message that some builds do not use.
const SOME_BUILDS: &str = "Some builds only.";

/// The type of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    Number,
}

type Arguments<'a> = BTreeMap<&'a str, Kind>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={SENTENCES}");
    let source = fs::read_to_string(SENTENCES)?;
    let resource = parser::parse(source.as_str()).map_err(|(_, errors)| in_words(&source, &errors))?;
    let code = generate(&resource)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("sentences.rs"), code)?;
    Ok(())
}

/// The errors of the parser, with file and line.
fn in_words(source: &str, errors: &[parser::ParserError]) -> String {
    let line = |at: usize| source.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let words = errors.iter().map(|error| format!("{SENTENCES}:{}: {}", line(error.pos.start), error.kind));
    words.collect::<Vec<_>>().join("\n")
}

fn generate(resource: &Resource<&str>) -> Result<String, Box<dyn Error>> {
    let mut messages = Vec::new();
    for entry in &resource.body {
        if let Entry::Message(message) = entry {
            messages.push(message);
        }
    }
    let mut code = String::from("pub(super) static IDS: &[&str] = &[\n");
    let mut seen = BTreeSet::new();
    for message in &messages {
        let id = message.id.name;
        if !seen.insert(id) {
            return Err(format!("{SENTENCES}: {id} is there twice").into());
        }
        writeln!(code, "    {id:?},")?;
    }
    code.push_str("];\n");
    for (at, message) in messages.into_iter().enumerate() {
        one(&mut code, at, message).map_err(|error| format!("{SENTENCES}: {}: {error}", message.id.name))?;
    }
    Ok(code)
}

/// Writes the function or the struct of one message.
fn one(code: &mut String, at: usize, message: &Message<&str>) -> Result<(), Box<dyn Error>> {
    let pattern = message.value.as_ref().ok_or("it has no text")?;
    if !message.attributes.is_empty() {
        return Err("attributes have no functions; make it a message of its own".into());
    }
    let mut arguments = Arguments::new();
    of_pattern(pattern, &mut arguments)?;
    let text = serializer::serialize(&Resource { body: vec![Entry::Message(message.clone())] });
    write!(code, "\n/// ```text\n")?;
    for line in text.trim_end().lines() {
        writeln!(code, "/// {line}")?;
    }
    code.push_str("/// ```\n");
    let comment = message.comment.as_ref().map_or(&[][..], |comment| &comment.content);
    if comment.contains(&SOME_BUILDS) {
        code.push_str("#[allow(dead_code, reason = \"it is for other builds\")]\n");
    }
    let name = message.id.name.replace('-', "_");
    match arguments.iter().collect::<Vec<_>>()[..] {
        [] => writeln!(code, "pub(crate) fn {name}() -> &'static str {{ super::plain({at}) }}")?,
        [(argument, kind)] => {
            let (rust, value) = (field(argument), kind.rust());
            writeln!(
                code,
                "pub(crate) fn {name}({rust}: {value}) -> String {{ super::filled({at}, [({argument:?}, {rust}.into())]) }}"
            )?;
        }
        _ => several(code, at, &name, &arguments)?,
    }
    Ok(())
}

/// Writes the struct of a message with several arguments.
fn several(
    code: &mut String,
    at: usize,
    name: &str,
    arguments: &Arguments<'_>,
) -> Result<(), std::fmt::Error> {
    let upper = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    let name: String = name.split('_').map(upper).collect();
    let life = if arguments.values().any(|kind| *kind == Kind::Text) { "<'a>" } else { "" };
    let any = if life.is_empty() { "" } else { "<'_>" };
    writeln!(code, "pub(crate) struct {name}{life} {{")?;
    for (argument, kind) in arguments {
        let value = kind.rust().replace('&', "&'a ");
        writeln!(code, "    pub(crate) {}: {value},", field(argument))?;
    }
    writeln!(
        code,
        "}}\n\nimpl {name}{any} {{\n    pub(crate) fn text(&self) -> String {{\n        super::filled({at}, ["
    )?;
    for argument in arguments.keys() {
        writeln!(code, "            ({argument:?}, self.{}.into()),", field(argument))?;
    }
    writeln!(code, "        ])\n    }}\n}}")
}

fn field(argument: &str) -> String {
    argument.replace('-', "_")
}

impl Kind {
    const fn rust(self) -> &'static str {
        match self {
            Self::Text => "&str",
            Self::Number => "u64",
        }
    }
}

/// Adds the arguments of a pattern.
fn of_pattern<'a>(pattern: &Pattern<&'a str>, arguments: &mut Arguments<'a>) -> Result<(), Box<dyn Error>> {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => of_inline(inline, arguments)?,
            Expression::Select { selector, variants } => {
                let InlineExpression::VariableReference { id } = selector else {
                    return Err("it can select by an argument only".into());
                };
                let by_number = variants.iter().all(|variant| match &variant.key {
                    VariantKey::Identifier { name } => PLURALS.contains(name),
                    VariantKey::NumberLiteral { .. } => true,
                });
                if !by_number {
                    return Err(
                        "it can select by a number only; words are not checked, so make a message of each"
                            .into(),
                    );
                }
                arguments.insert(id.name, Kind::Number);
                for variant in variants {
                    of_pattern(&variant.value, arguments)?;
                }
            }
        }
    }
    Ok(())
}

fn of_inline<'a>(
    inline: &InlineExpression<&'a str>,
    arguments: &mut Arguments<'a>,
) -> Result<(), Box<dyn Error>> {
    match inline {
        InlineExpression::VariableReference { id } => {
            arguments.entry(id.name).or_insert(Kind::Text);
        }
        InlineExpression::FunctionReference { id, arguments: given } => {
            match (id.name, &given.positional[..]) {
                ("NUMBER", [InlineExpression::VariableReference { id }]) => {
                    arguments.insert(id.name, Kind::Number);
                }
                _ => return Err("the only function is NUMBER, of an argument".into()),
            }
        }
        InlineExpression::StringLiteral { .. } | InlineExpression::TermReference { .. } => {}
        InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::Placeable { .. } => {
            return Err("only arguments, terms, quoted texts and NUMBER can be in braces".into());
        }
    }
    Ok(())
}
