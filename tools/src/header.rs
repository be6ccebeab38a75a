//! include/libssl_rs.h: cbindgen's output for each file of src/abi, between the parts that only C can
//! express.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

const HEAD: &str = include_str!("../header/head.h");
const MACROS: &str = include_str!("../header/macros.h");
const NEWER_MACROS: &str = include_str!("../header/newer.h");

pub fn generate(root: &Path) -> String {
    let abi = root.join("src/abi");
    let read = |path: &Path| {
        fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let callbacks = callbacks(&read(&root.join("src/callbacks.rs")));
    let newer = newer(root);
    let mut out = String::from(HEAD);
    let mut since = vec![String::new(); newer.len()];
    for file in sources(&abi) {
        let source = read(&file);
        let mut functions = String::new();
        for item in bind(root, &expand(&source, &callbacks), &file) {
            match newer.iter().position(|release| release.declares(&item)) {
                Some(release) => since[release] += &item,
                None => functions += &item,
            }
        }
        if !functions.is_empty() {
            out += &format!("\n{}{functions}", heading(&subject(&source)));
        }
    }
    for (release, functions) in newer.iter().zip(since) {
        let title = heading(&format!("Since OpenSSL {}", release.version));
        let version = release.version.replace('.', ", ");
        out += &format!("\n{title}\n#if LIBSSL_RS_SINCE({version})\n{functions}\n#endif\n");
    }
    out += "\n#ifdef __cplusplus\n}\n#endif\n";
    out += &defines(root, &read(&abi.join("../constants.rs")));
    out += &format!("\n#ifndef OPENSSL_SSL_H\n{MACROS}\n{NEWER_MACROS}#endif\n");
    out += "\n#endif /* LIBSSL_RS_H */\n";
    out
}

/// The functions that a release of OpenSSL after 3.0 added.
pub struct Release {
    /// Such as "3.2".
    pub version: String,
    pub functions: Vec<String>,
}

impl Release {
    /// Whether a declaration with its comment belongs to the release.
    fn declares(&self, item: &str) -> bool {
        let code = item.rsplit_once("*/\n").map_or(item, |(_, code)| code);
        let name = code.split('(').next().unwrap_or("");
        let name = name.rsplit([' ', '*']).next().unwrap_or("");
        self.functions.iter().any(|function| function == name)
    }
}

/// The releases after 3.0 that added functions, by abi/libssl3-newer.symbols.
pub fn newer(root: &Path) -> Vec<Release> {
    let list = fs::read_to_string(root.join("abi/libssl3-newer.symbols")).expect("the symbols");
    let mut releases: Vec<Release> = Vec::new();
    for (node, name) in list.lines().filter_map(|line| line.split_once(' ')) {
        let version = node.trim_start_matches("OPENSSL_").trim_end_matches(".0");
        match releases.last_mut() {
            Some(last) if last.version == version => last.functions.push(name.to_string()),
            _ => releases.push(Release {
                version: version.to_string(),
                functions: vec![name.to_string()],
            }),
        }
    }
    releases
}

/// The callback types that entry points name: name and function type.
fn callbacks(source: &str) -> Vec<(String, String)> {
    let items = source
        .split(';')
        .filter_map(|item| item.split_once("pub type "));
    let pairs = items.filter_map(|(_, item)| item.split_once(" ="));
    pairs
        .filter(|(_, ty)| ty.contains("extern \"C-unwind\" fn"))
        .map(|(name, ty)| (name.trim().to_string(), ty.trim().to_string()))
        .collect()
}

/// The source with the callback types written out: cbindgen knows `Option<fn ...>` as a pointer
/// that may be NULL, but not through a name.
fn expand(source: &str, callbacks: &[(String, String)]) -> String {
    // cbindgen must see what the attribute adds.
    let source = source.replace("\n#[entry", "\n#[no_mangle]\n#[entry");
    let mut parts = source.split("Option<");
    let mut out = parts.next().unwrap_or("").to_string();
    for part in parts {
        out += "Option<";
        let path = part
            .split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
            .next();
        let path = path.unwrap_or("");
        let name = path.rsplit("::").next().unwrap_or("");
        match callbacks.iter().find(|(n, _)| n == name) {
            Some((_, ty)) if part[path.len()..].starts_with('>') => {
                out += ty;
                out += &part[path.len()..];
            }
            _ => out += part,
        }
    }
    out
}

/// The files of src/abi with entry points or their types, in a fixed order.
pub fn sources(abi: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(abi).expect("src/abi") {
        let path = entry.expect("an entry of src/abi").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    // Closing comes first, because it is this library's main subject; the other files follow by name, in
    // whatever folder they are.
    files.sort_by_key(|path| {
        (
            !path.ends_with("shutdown.rs"),
            path.file_name().map(OsString::from),
        )
    });
    files
}

/// The title of a section as a comment of its own.
fn heading(title: &str) -> String {
    let rule = "-".repeat(72);
    let mut lines = vec![String::new()];
    for word in title.split(' ') {
        let last = lines.last_mut().expect("never empty");
        match last.is_empty() {
            true => last.push_str(word),
            false if last.len() + word.len() < 95 => *last += &format!(" {word}"),
            false => lines.push(word.to_string()),
        }
    }
    format!("/* {rule}\n * {}\n * {rule} */\n", lines.join("\n * "))
}

/// The first sentence of a file's `//!` comment.
pub fn subject(source: &str) -> String {
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

/// `pub const NAME: TYPE = VALUE;` as `#define`s, unless OpenSSL's headers define the name. A value is a number
/// or names a constant of crates/tls.
fn defines(root: &Path, source: &str) -> String {
    let mut out = String::new();
    let modules = modules(root, source);
    let source = source.replace(" =\n    ", " = ");
    for line in source.lines() {
        if let Some(comment) = line.strip_prefix("// ") {
            out += &format!("\n/* {comment} */\n");
        } else if let Some((name, ty, value)) = constant(line) {
            let value = match value.split_once("::") {
                None => value.replace('_', ""),
                Some((module, name)) => number(&modules, module, name),
            };
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

/// The modules that the source uses, with their text: `use tls::folder::module;` or `use tls::module;`.
fn modules(root: &Path, source: &str) -> Vec<(String, String)> {
    let mut modules = Vec::new();
    for path in source.lines().filter_map(|l| l.strip_prefix("use tls::")) {
        let path = path.trim_end_matches(';');
        let (folder, names) = path.split_once("::").unwrap_or((".", path));
        for name in names.trim_matches(['{', '}']).split(", ") {
            let file = root.join(format!("crates/tls/src/{folder}/{name}.rs"));
            let file = match file.exists() {
                true => file,
                false => file.with_extension("").join("mod.rs"),
            };
            let text =
                fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            modules.push((name.to_string(), text));
        }
    }
    modules
}

/// The number behind `NAME`, `NAME as TYPE` or `NAME.0 as TYPE` in a module. Those of the registry are decimal in
/// the header, but for versions.
fn number(modules: &[(String, String)], module: &str, name: &str) -> String {
    let name = name.split(['.', ' ']).next().unwrap_or(name);
    let (_, text) = modules
        .iter()
        .find(|(known, _)| known == module)
        .unwrap_or_else(|| panic!("{module} is not used"));
    let value = |line: &str| {
        let (definition, value) = line.trim().split_once(" = ")?;
        let definition = definition.trim_start_matches("pub const ");
        let found = definition.split(':').next() == Some(name);
        Some(value.strip_suffix(';')?.replace('_', "")).filter(|_| found)
    };
    let value = text.lines().find_map(value);
    let value = value.unwrap_or_else(|| panic!("{module}::{name} is no number"));
    let literal = format!("    {name} = ");
    if !text.contains(&literal) {
        return value;
    }
    let number = match value.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => value.parse(),
    };
    let number = number.unwrap_or_else(|e| panic!("{module}::{name}: {e}"));
    match module {
        "version" => format!("{number:#x}"),
        _ => number.to_string(),
    }
}

fn constant(line: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = line.strip_prefix("pub const ")?.split_once(": ")?;
    let (ty, value) = rest.split_once(" = ")?;
    Some((name, ty, value.strip_suffix(';')?))
}

/// The functions of one file, each with its comment.
fn bind(root: &Path, source: &str, file: &Path) -> Vec<String> {
    let mut config =
        cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    config.constant.allow_static_const = false;
    let copy = env::temp_dir().join(format!("libssl-rs-header-{}.rs", std::process::id()));
    fs::write(&copy, source).expect("a temporary file");
    let bindings = cbindgen::Builder::new()
        .with_config(config)
        .with_src(&copy)
        .generate();
    fs::remove_file(&copy).expect("the temporary file");
    let mut text = Vec::new();
    bindings
        .unwrap_or_else(|e| panic!("{}: {e}", file.display()))
        .write(&mut text);
    let text = String::from_utf8(text).expect("cbindgen writes UTF-8");
    items(&text)
        .iter()
        .filter(|item| is_function(item))
        .map(|item| state(item))
        .collect()
}

/// Whether this is a function: not a type (the header's head has those), a constant, or a lone comment.
fn is_function(item: &str) -> bool {
    let code: String = item
        .lines()
        .filter(|l| !l.starts_with("/*") && !l.starts_with(" *") && !l.starts_with("//"))
        .collect();
    !code.is_empty() && !code.starts_with("typedef ") && !code.starts_with('#')
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

/// The only function that returns an enumeration of <openssl/ssl.h>: C accepts the underlying integer type, C++
/// only the enumeration.
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
