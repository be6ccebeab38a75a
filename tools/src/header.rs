//! include/libssl_rs.h: the functions and types of src/abi through cbindgen, one file after the
//! other, between the parts that C alone can say.

use std::fs;
use std::path::{Path, PathBuf};

const HEAD: &str = include_str!("../header/head.h");
const MACROS: &str = include_str!("../header/macros.h");

pub fn generate(root: &Path) -> String {
    let abi = root.join("src/abi");
    let mut out = String::from(HEAD);
    let (mut types, mut functions) = (String::new(), String::new());
    for file in sources(&abi) {
        let source = fs::read_to_string(&file).expect("a file of src/abi");
        let (file_types, file_functions) = split(&bind(root, &file));
        types += &file_types;
        if !file_functions.is_empty() {
            functions += &format!("\n/* ---- {} ---- */\n{file_functions}", subject(&source));
        }
    }
    out += &format!("\n#ifndef OPENSSL_SSL_H\n{types}#endif\n{functions}");
    out += "\n#ifdef __cplusplus\n}\n#endif\n";
    let constants = fs::read_to_string(abi.join("constants.rs")).expect("src/abi/constants.rs");
    out += &defines(&constants);
    out += &format!("\n#ifndef OPENSSL_SSL_H\n{MACROS}#endif\n\n#endif /* LIBSSL_RS_H */\n");
    out
}

/// The files of src/abi with entry points or their types, in a fixed order.
pub fn sources(abi: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(abi).expect("src/abi") {
        let path = entry.expect("an entry of src/abi").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("constants.rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// What a file says of itself: the first sentence of its `//!` comment.
fn subject(source: &str) -> String {
    let doc: Vec<&str> = source
        .lines()
        .map_while(|l| l.strip_prefix("//! "))
        .collect();
    let text = doc.join(" ");
    text.split(". ")
        .next()
        .unwrap_or("")
        .trim_end_matches('.')
        .to_string()
}

/// `pub const NAME: TYPE = VALUE;` as `#define`s that give way to OpenSSL's own.
fn defines(source: &str) -> String {
    let mut out = String::new();
    for line in source.lines() {
        if let Some(comment) = line.strip_prefix("// ") {
            out += &format!("\n/* {comment} */\n");
        } else if let Some((name, ty, value)) = constant(line) {
            let value = value.replace('_', "");
            let value = match ty {
                "u64" => format!("((uint64_t){value})"),
                "u32" => format!("{value}U"),
                _ if value.starts_with('-') => format!("({value})"),
                _ => value,
            };
            out += &format!("#ifndef {name}\n#define {name} {value}\n#endif\n");
        }
    }
    out
}

fn constant(line: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = line.strip_prefix("pub const ")?.split_once(": ")?;
    let (ty, value) = rest.split_once(" = ")?;
    Some((name, ty, value.strip_suffix(';')?))
}

fn bind(root: &Path, file: &Path) -> String {
    let mut config =
        cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    config.constant.allow_static_const = false;
    let bindings = cbindgen::Builder::new()
        .with_config(config)
        .with_src(file)
        .generate()
        .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let mut text = Vec::new();
    bindings.write(&mut text);
    String::from_utf8(text).expect("cbindgen writes UTF-8")
}

/// Types and functions apart: each item with the comment before it.
fn split(text: &str) -> (String, String) {
    let (mut types, mut functions) = (String::new(), String::new());
    for item in items(text) {
        let code: String = item
            .lines()
            .filter(|l| !l.starts_with("/*") && !l.starts_with(" *"))
            .collect();
        if code.starts_with("typedef ") {
            types += &item;
        } else if !code.starts_with('#') {
            functions += &state(&item);
        }
    }
    (types, functions)
}

fn items(text: &str) -> Vec<String> {
    let (mut out, mut item) = (Vec::new(), String::new());
    let mut braces = 0i32;
    let mut comment = false;
    for line in text.lines() {
        if item.is_empty() && line.trim().is_empty() {
            continue;
        }
        item += line;
        item.push('\n');
        comment = comment || line.trim_start().starts_with("/*");
        if comment {
            comment = !line.trim_end().ends_with("*/");
            continue;
        }
        braces += line.matches('{').count() as i32 - line.matches('}').count() as i32;
        if braces == 0 && (line.ends_with(';') || line.starts_with('#')) {
            out.push(format!("\n{item}"));
            item.clear();
        }
    }
    out
}

/// The one function that returns an enumeration of <openssl/ssl.h>: C may know it by the integer
/// under it, C++ only by its name.
fn state(item: &str) -> String {
    if !item.contains("OSSL_HANDSHAKE_STATE") {
        return item.to_string();
    }
    let other = item.replace("OSSL_HANDSHAKE_STATE", "unsigned int");
    let other = other
        .rsplit_once("*/\n")
        .map_or(other.as_str(), |(_, code)| code);
    format!("\n#ifdef OPENSSL_SSL_H{item}#elif !defined(__cplusplus)\n{other}#endif\n")
}
