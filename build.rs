//! Link arguments of the shared library: the linker, its name and the version node of its symbols.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let dir = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=abi/libssl.map");
    name_the_linker();
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libssl.so.3");
    // The version script has the nodes only: each symbol names its version beside its definition.
    println!("cargo:rustc-cdylib-link-arg=-Wl,--version-script={dir}/abi/libssl.map");
    // openssl-sys requests -lssl. Nothing of it is used, so it must not become a dependency.
    println!("cargo:rustc-cdylib-link-arg=-Wl,--as-needed");
    // As OpenSSL's libssl: BIOs of our method, destructors of threads and extra data outlive a dlclose and point
    // into the library.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    // Where load.rs looks for the library's other name, libssl.so.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-rpath,$ORIGIN");
    // Calls between our own entry points stay inside the library, whatever else is loaded.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-Bsymbolic");
}

/// Links with lld, the toolchain's or the one in PATH. With a version script, GNU ld ignores the version beside a
/// symbol's definition. The default linker depends on rustc's version and the platform.
fn name_the_linker() {
    println!("cargo:rerun-if-env-changed=PATH");
    if let Some(directory) = toolchains_lld() {
        println!("cargo:rustc-cdylib-link-arg=-B{}", directory.display());
    } else if !in_path("ld.lld") {
        panic!(
            "lld is missing, and GNU ld cannot link this library. Toolchains of rustup bring it \
             (rust-lld); on Debian: apt-get install lld"
        );
    }
    println!("cargo:rustc-cdylib-link-arg=-fuse-ld=lld");
}

/// The directory in which the toolchain keeps `ld.lld` for the C compiler to find.
fn toolchains_lld() -> Option<PathBuf> {
    let rustc = std::env::var_os("RUSTC")?;
    let output = Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()
        .ok()?;
    let sysroot = String::from_utf8(output.stdout).ok()?;
    let host = std::env::var("HOST").ok()?;
    let directory = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(host)
        .join("bin/gcc-ld");
    directory.join("ld.lld").exists().then_some(directory)
}

fn in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| directory.join(program).exists())
}
