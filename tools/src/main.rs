//! Generates what is derived from the source: the C header and the compatibility matrix.
//!
//! `libssl-rs-tools header` writes include/libssl_rs.h, `libssl-rs-tools matrix` docs/MATRIX.md;
//! with `--check` they only tell whether the file is stale.

mod header;
mod matrix;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the project's directory");
    let args: Vec<String> = env::args().skip(1).collect();
    let (path, text) = match args.first().map(String::as_str) {
        Some("header") => ("include/libssl_rs.h", header::generate(root)),
        Some("matrix") => ("docs/MATRIX.md", matrix::generate(root)),
        _ => {
            eprintln!("usage: libssl-rs-tools header|matrix [--check]");
            return ExitCode::from(2);
        }
    };
    let file = root.join(path);
    if args.get(1).is_some_and(|a| a == "--check") {
        if fs::read_to_string(&file).ok().as_deref() == Some(&text) {
            return ExitCode::SUCCESS;
        }
        eprintln!("{path} is stale: run `make {}` and commit it", args[0]);
        return ExitCode::FAILURE;
    }
    fs::create_dir_all(file.parent().expect("a directory")).expect("create it");
    fs::write(&file, text).expect("write it");
    ExitCode::SUCCESS
}
