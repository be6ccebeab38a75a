//! Link arguments of the shared library: its name and the version node of its symbols.

fn main() {
    let dir = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=abi/libssl.map");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libssl.so.3");
    // The node alone: each symbol names its version itself, beside its definition.
    println!("cargo:rustc-cdylib-link-arg=-Wl,--version-script={dir}/abi/libssl.map");
    // openssl-sys asks for -lssl; nothing of it is used, so it must not become a dependency.
    println!("cargo:rustc-cdylib-link-arg=-Wl,--as-needed");
    // As OpenSSL's: what outlives a dlclose (BIOs of our method, threads' destructors, extra data) has
    // pointers into the library.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    // Where load.rs looks for the library's other name, libssl.so.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-rpath,$ORIGIN");
    // Calls between our own entry points stay inside the library, whatever else is loaded.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-Bsymbolic");
}
