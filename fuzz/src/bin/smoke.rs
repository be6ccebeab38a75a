//! Runs each target without a fuzzer: over its corpus, whose files are valid messages, and over mutations of
//! them with a fixed seed. The last line is the sum: N passed, N failed.
//!
//!     smoke [MUTATIONS] [TARGET...]

use std::panic::{catch_unwind, set_hook};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use fuzz::{Target, TARGETS};

/// For each target.
const MUTATIONS: usize = 20_000;
/// What a mutated message may have more than the longest of the corpus, in bytes.
const MAX_GROWTH: usize = 64;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).peekable();
    let mutations = match arguments.peek().map(|argument| argument.parse()) {
        Some(Ok(mutations)) => {
            arguments.next();
            mutations
        }
        _ => MUTATIONS,
    };
    let names: Vec<String> = arguments.collect();
    let is_named = |target: &&Target| names.is_empty() || names.iter().any(|n| n == target.name);

    // A panic is a result, which is printed with the bytes that cause it.
    set_hook(Box::new(|_| ()));
    let (mut passed, mut failed) = (0, 0);
    for target in TARGETS.iter().filter(is_named) {
        match try_target(target, mutations) {
            Ok(valid) => {
                println!(
                    "ok   {} ({valid} of {mutations} mutations valid)",
                    target.name
                );
                passed += 1;
            }
            Err(problem) => {
                println!("FAIL {}\n     {problem}", target.name);
                failed += 1;
            }
        }
    }
    println!("fuzz: {passed} passed, {failed} failed");
    match (passed, failed) {
        (1.., 0) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Returns how many mutations were valid messages.
fn try_target(target: &Target, mutations: usize) -> Result<usize, String> {
    let corpus = corpus(target.name)?;
    for (file, bytes) in &corpus {
        if !run(target, bytes)? {
            return Err(format!("{file} is no valid message"));
        }
    }
    let mut random = Random::new(target.name);
    let mut valid = 0;
    for _ in 0..mutations {
        let bytes = mutation(&corpus, &mut random);
        valid += usize::from(run(target, &bytes)?);
    }
    Ok(valid)
}

fn run(target: &Target, bytes: &[u8]) -> Result<bool, String> {
    catch_unwind(|| (target.run)(bytes)).map_err(|panic| {
        let text = match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
            (Some(text), _) => text,
            (_, Some(text)) => *text,
            _ => "panic",
        };
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{text}\n     {hex}")
    })
}

/// The files of a target's corpus in the order of their names.
fn corpus(name: &str) -> Result<Vec<(String, Vec<u8>)>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let read = || -> std::io::Result<Vec<_>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            files.push((path.display().to_string(), fs::read(&path)?));
        }
        files.sort();
        Ok(files)
    };
    match read() {
        Ok(files) if files.is_empty() => Err(format!("{} is empty", folder.display())),
        Ok(files) => Ok(files),
        Err(error) => Err(format!("{}: {error}", folder.display())),
    }
}

/// A message of the corpus with one to four changes.
fn mutation(corpus: &[(String, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let (_, message) = &corpus[random.below(corpus.len())];
    let longest = corpus.iter().map(|(_, bytes)| bytes.len()).max();
    let longest = longest.unwrap_or_default() + MAX_GROWTH;
    let mut bytes = message.clone();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, random.byte()),
            2 => {
                // A part of another message, or of the same.
                let (_, other) = &corpus[random.below(corpus.len())];
                let start = random.below(other.len() + 1);
                let end = start + random.below(other.len() - start + 1);
                bytes.splice(at..at, other[start..end].iter().copied());
            }
            change if at < bytes.len() => match change {
                3 => bytes[at] = random.byte(),
                4 => bytes[at] ^= 1 << random.below(8),
                5 => bytes[at] = bytes[at].wrapping_add([1, 255][random.below(2)]),
                _ => drop(bytes.remove(at)),
            },
            _ => (),
        }
        bytes.truncate(longest);
    }
    bytes
}

/// Numbers that look random and are the same in each run (xorshift64*).
struct Random(u64);

impl Random {
    /// Each target has its own numbers, whichever others run.
    fn new(name: &str) -> Random {
        let seed = name.bytes().fold(0x9e37_79b9_7f4a_7c15, |seed: u64, byte| {
            (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Random(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    }

    fn below(&mut self, bound: usize) -> usize {
        self.next() as usize % bound
    }

    fn byte(&mut self) -> u8 {
        self.next() as u8
    }
}
