//! docs/MATRIX.md: each of the 518 functions, and whether it works or refuses and why.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::header::{sources, subject};

struct Function {
    /// The first sentence of its comment.
    doc: String,
    /// Why it always refuses.
    refuses: Option<String>,
    /// What it refuses although it works.
    except: Vec<String>,
}

pub fn generate(root: &Path) -> String {
    let symbols = fs::read_to_string(root.join("abi/libssl3.symbols")).expect("the symbols");
    let names: Vec<&str> = symbols
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let mut sections = Vec::new();
    let mut found = BTreeMap::new();
    for file in sources(&root.join("src/abi")) {
        let source = fs::read_to_string(&file).expect("a file of src/abi");
        let functions = functions(&source);
        if !functions.is_empty() {
            sections.push((
                subject(&source),
                functions.keys().cloned().collect::<Vec<_>>(),
            ));
            found.extend(functions);
        }
    }
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|n| !found.contains_key(*n))
        .collect();
    let refusing = found.values().filter(|f| f.refuses.is_some()).count();
    let own = found
        .keys()
        .filter(|n| !names.contains(&n.as_str()))
        .count();
    let works = found.len() - refusing - own;

    let mut out = String::from("# Compatibility matrix\n\n");
    out += "Every function that OpenSSL 3.0's libssl exports. One that *refuses* fails with its\n";
    out +=
        "documented failure value and puts an entry on the error queue that names the function\n";
    out += "and the reason. Generated from `src/abi` by `make matrix`; do not edit.\n\n";
    let _ = writeln!(
        out,
        "| state | functions |\n| --- | ---: |\n| works | {works} |"
    );
    let _ = writeln!(
        out,
        "| refuses | {refusing} |\n| missing | {} |",
        missing.len()
    );
    let _ = writeln!(out, "| all | {} |", names.len());
    let _ = writeln!(out, "| besides, of libssl-rs's own | {own} |");
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
            out.insert(name, function(&doc, &body));
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

fn function(doc: &[&str], body: &str) -> Function {
    let paragraph = doc
        .iter()
        .take_while(|l| !l.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    let end = paragraph.find(". ").map_or(paragraph.len(), |i| i + 1);
    let whys: Vec<String> = body.split("refuse(").skip(1).map(why).collect();
    let code = body
        .split_once(" {\n")
        .map_or("", |(_, code)| code)
        .trim_start();
    // The whole body is the refusal, but for a name.
    let code = match code.strip_prefix("let name = ") {
        Some(rest) => rest
            .split_once('\n')
            .map_or("", |(_, code)| code)
            .trim_start(),
        None => code,
    };
    let alone = whys.len() == 1 && code.starts_with("refuse(");
    Function {
        doc: paragraph[..end].to_string(),
        refuses: alone.then(|| whys[0].clone()),
        except: if alone { Vec::new() } else { whys },
    }
}

/// The reason in the arguments of a refusal: the string after the function's name, or a constant.
fn why(arguments: &str) -> String {
    let arguments = arguments
        .split_once(',')
        .map_or("", |(_, rest)| rest)
        .trim_start();
    match arguments.strip_prefix('"') {
        Some(text) => text.split('"').next().unwrap_or("").to_string(),
        None => arguments.split(',').next().unwrap_or("").to_string(),
    }
}
