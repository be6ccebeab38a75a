//! docs/MATRIX.md: each of the 518 functions of OpenSSL 3.0 and of the newer ones, and whether it works or
//! refuses and why.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::header::{newer, sources, subject};

struct Function {
    /// The first sentence of its comment.
    doc: String,
    /// Why it always refuses.
    refuses: Option<String>,
    /// What a working function refuses.
    except: Vec<String>,
    /// Why it has no effect: the line `Accepted, no effect: REASON` of its comment.
    idle: Option<String>,
}

/// How many functions there are in each state.
#[derive(Default)]
struct Count {
    works: usize,
    idle: usize,
    refuses: usize,
}

pub fn generate(root: &Path) -> String {
    let symbols = fs::read_to_string(root.join("abi/libssl3.symbols")).expect("the symbols");
    let names: Vec<&str> = symbols
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let releases = newer(root);
    let mut sections = Vec::new();
    let mut found = BTreeMap::new();
    for file in sources(&root.join("src/abi")) {
        let source = fs::read_to_string(&file).expect("a file of src/abi");
        let functions = functions(&source);
        let old: Vec<String> = functions
            .keys()
            .filter(|name| !releases.iter().any(|r| r.functions.contains(name)))
            .cloned()
            .collect();
        if !old.is_empty() {
            sections.push((subject(&source), old));
        }
        found.extend(functions);
    }
    let mut missing: Vec<&str> = names.clone();
    for release in &releases {
        missing.extend(release.functions.iter().map(String::as_str));
        let title = format!("Since OpenSSL {}", release.version);
        let functions = release.functions.iter().cloned();
        let there = functions.filter(|name| found.contains_key(name));
        sections.push((title, there.collect()));
    }
    missing.retain(|name| !found.contains_key(*name));
    let all = |names: &mut dyn Iterator<Item = &str>| {
        let mut count = Count::default();
        for function in names.filter_map(|name| found.get(name)) {
            match (&function.refuses, &function.idle) {
                (Some(_), _) => count.refuses += 1,
                (_, Some(_)) => count.idle += 1,
                _ => count.works += 1,
            }
        }
        count
    };
    let old = all(&mut names.iter().copied());
    let added = || releases.iter().flat_map(|r| r.functions.iter());
    let new = all(&mut added().map(String::as_str));
    let sum = |count: &Count| count.works + count.idle + count.refuses;
    let own = found.len() - sum(&old) - sum(&new);

    let mut out = String::from("# Compatibility matrix\n\n");
    out += "Every function that libssl exports: those of OpenSSL 3.0, by subject, and at the end those\n";
    out += "that 3.2 to 3.5 added. One that *refuses* fails with its documented failure value and puts\n";
    out += "an entry on the error queue that names the function and the reason. If one is\n";
    out += "*accepted, no effect*, the call succeeds but has no effect, for the reason given.\n";
    out += "Generated from `src/abi` by `make matrix`; do not edit.\n\n";
    let _ = writeln!(
        out,
        "| state | OpenSSL 3.0 | since 3.2 |\n| --- | ---: | ---: |"
    );
    let _ = writeln!(out, "| works | {} | {} |", old.works, new.works);
    let _ = writeln!(out, "| accepted, no effect | {} | {} |", old.idle, new.idle);
    let _ = writeln!(out, "| refuses | {} | {} |", old.refuses, new.refuses);
    let lacking = missing.iter().filter(|n| names.contains(n)).count();
    let newer_lacking = missing.len() - lacking;
    let _ = writeln!(out, "| missing | {lacking} | {newer_lacking} |");
    let _ = writeln!(out, "| all | {} | {} |", names.len(), added().count());
    let _ = writeln!(out, "\nBesides, {own} of libssl-rs's own.");
    for (title, functions) in sections {
        let _ = writeln!(
            out,
            "\n## {title}\n\n| function | state | |\n| --- | --- | --- |"
        );
        for name in functions {
            out += &row(&name, &found[&name]);
        }
    }
    if !missing.is_empty() {
        out += "\n## Missing\n\n";
        for name in missing {
            let _ = writeln!(out, "- `{name}`");
        }
    }
    out
}

fn row(name: &str, function: &Function) -> String {
    let (state, text) = match &function.refuses {
        Some(why) => ("refuses", why.clone()),
        None if function.idle.is_some() => (
            "accepted, no effect",
            function.idle.clone().unwrap_or_default(),
        ),
        None if function.except.is_empty() => ("works", function.doc.clone()),
        None => (
            "works",
            format!("{} Refuses: {}.", function.doc, function.except.join("; ")),
        ),
    };
    format!("| `{name}` | {state} | {} |\n", text.replace('|', "\\|"))
}

/// The entry points of one file by name.
fn functions(source: &str) -> BTreeMap<String, Function> {
    let mut out = BTreeMap::new();
    let mut doc: Vec<&str> = Vec::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some(rest) = entry_point(line) {
            let name = rest.split('(').next().unwrap_or("").to_string();
            let mut body = format!("{rest}\n");
            // It ends where the source's formatting closes a top-level item.
            let mut last = rest;
            while !(last.starts_with('}') || body.contains(" {") && last.ends_with("{}")) {
                let Some(line) = lines.next() else { break };
                body += line;
                body.push('\n');
                last = line;
            }
            out.insert(name, function(source, &doc, &body));
            doc.clear();
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    out
}

fn entry_point(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    rest.strip_prefix("unsafe ")
        .unwrap_or(rest)
        .strip_prefix("extern \"C-unwind\" fn ")
}

fn function(source: &str, doc: &[&str], body: &str) -> Function {
    let paragraph = doc
        .iter()
        .take_while(|l| !l.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    let end = paragraph.find(". ").map_or(paragraph.len(), |i| i + 1);
    let whys: Vec<String> = body
        .split("refuse(")
        .skip(1)
        .map(|arguments| why(source, arguments))
        .collect();
    let code = body
        .split_once(" {\n")
        .map_or("", |(_, code)| code)
        .trim_start();
    // The body consists of the refusal, apart from a name.
    let code = match code.strip_prefix("let name = ") {
        Some(rest) => rest
            .split_once('\n')
            .map_or("", |(_, code)| code)
            .trim_start(),
        None => code,
    };
    // A check for a NULL that OpenSSL refuses too may come first.
    let code = match code.split_once("\n    }\n") {
        Some((check, rest)) if check.starts_with("if ") && check.contains("return null(") => {
            rest.trim_start()
        }
        _ => code,
    };
    let alone = whys.len() == 1 && code.starts_with("refuse(");
    let first = paragraph[..end].to_string();
    // A function that is "not supported" never works, whatever it checks first.
    let refuses = match (alone, first.starts_with("Not supported: ")) {
        (true, _) => Some(whys[0].clone()),
        (false, true) => Some(whys.first().unwrap_or(&first).clone()),
        _ => None,
    };
    Function {
        except: if refuses.is_some() { Vec::new() } else { whys },
        refuses,
        doc: first,
        idle: doc
            .iter()
            .find_map(|line| line.strip_prefix("Accepted, no effect: "))
            .map(str::to_string),
    }
}

/// The reason in the arguments of a refusal: the string after the function's name, or a constant of the
/// same file.
fn why(source: &str, arguments: &str) -> String {
    let arguments = arguments
        .split_once(',')
        .map_or("", |(_, rest)| rest)
        .trim_start();
    let name = arguments.split(',').next().unwrap_or("");
    let constant = source.split_once(&format!("const {name}: &str ="));
    let text = constant.map_or(arguments, |(_, value)| value.trim_start());
    match text.strip_prefix('"') {
        Some(text) => text.split('"').next().unwrap_or("").to_string(),
        None => name.to_string(),
    }
}
