//! The ELF file that `make` builds: its names, its version, what it needs.

use std::collections::BTreeSet;
use std::path::PathBuf;

use object::elf::{
    FileHeader64, DF_1_NODELETE, DT_FLAGS_1, DT_NEEDED, DT_SONAME, SHN_UNDEF, STB_GLOBAL, STB_WEAK,
};
use object::read::elf::{Dyn, FileHeader, SectionHeader, Sym};
use object::Endianness;

struct Elf {
    soname: String,
    needed: Vec<String>,
    /// Defined dynamic symbols, as `NAME@VERSION` or `NAME@@VERSION`.
    exported: BTreeSet<String>,
    /// Undefined ones.
    imported: BTreeSet<String>,
    /// Undefined ones whose version comes from libssl.so.3.
    from_libssl: Vec<String>,
    /// DT_FLAGS_1
    flags: u64,
    /// The section with the names of compilers and linker.
    comment: String,
}

fn library() -> PathBuf {
    let path = std::env::var_os("LIBSSL_RS").map(PathBuf::from);
    path.unwrap_or_else(|| PathBuf::from("target/release/libssl.so.3"))
}

fn read() -> Elf {
    let path = library();
    let data = std::fs::read(&path)
        .unwrap_or_else(|e| panic!("{}: {e}; run `make` before", path.display()));
    let header = FileHeader64::<Endianness>::parse(&*data).unwrap();
    let endian = header.endian().unwrap();
    let sections = header.sections(endian, &*data).unwrap();
    let (dynamic, strings) = sections
        .iter()
        .find_map(|s| s.dynamic(endian, &*data).unwrap())
        .expect("a dynamic section");
    let strings = sections.strings(endian, &*data, strings).unwrap();
    let text = |offset: u64| -> String {
        let bytes = strings.get(offset.try_into().unwrap()).unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let of = |tag: u32| -> Vec<String> {
        let entries = dynamic.iter().filter(|d| d.tag32(endian) == Some(tag));
        entries.map(|d| text(d.d_val(endian))).collect()
    };
    let versions = sections
        .versions(endian, &*data)
        .unwrap()
        .expect("symbol versions");
    let symbols = sections
        .symbols(endian, &*data, object::elf::SHT_DYNSYM)
        .unwrap();
    let mut exported = BTreeSet::new();
    let (mut imported, mut from_libssl) = (BTreeSet::new(), Vec::new());
    for (index, symbol) in symbols.enumerate() {
        let name =
            String::from_utf8(symbols.symbol_name(endian, symbol).unwrap().to_vec()).unwrap();
        let entry = versions.version_index(endian, index);
        let version = versions.version(entry).unwrap();
        if symbol.st_shndx(endian) == SHN_UNDEF {
            if version.is_some_and(|v| v.file() == Some(b"libssl.so.3")) {
                from_libssl.push(name.clone());
            }
            imported.insert(name);
        } else if matches!(symbol.st_bind(), STB_GLOBAL | STB_WEAK) {
            let at = if entry.is_hidden() { "@" } else { "@@" };
            let version = version.map_or("", |v| std::str::from_utf8(v.name()).unwrap());
            exported.insert(format!("{name}{at}{version}"));
        }
    }
    let soname = of(DT_SONAME).pop().unwrap_or_default();
    Elf {
        soname,
        needed: of(DT_NEEDED),
        exported,
        imported,
        from_libssl,
        flags: dynamic
            .iter()
            .find(|d| d.tag32(endian) == Some(DT_FLAGS_1))
            .map_or(0, |d| d.d_val(endian)),
        comment: sections
            .section_by_name(endian, b".comment")
            .map(|(_, section)| section.data(endian, &*data).unwrap())
            .map(|text| String::from_utf8_lossy(text).into_owned())
            .unwrap_or_default(),
    }
}

#[test]
fn exports_exactly_openssl_functions() {
    let names = |list: &'static str, version: &'static str| {
        list.split_whitespace()
            .map(move |name| format!("{name}@@{version}"))
    };
    let mut expected: BTreeSet<String> =
        names(include_str!("../abi/libssl3.symbols"), "OPENSSL_3.0.0").collect();
    assert_eq!(expected.len(), 518);
    // The functions of 3.2 to 3.5 have those versions.
    let newer = include_str!("../abi/libssl3-newer.symbols").lines();
    expected.extend(newer.map(|line| {
        let (version, name) = line.split_once(' ').expect("VERSION NAME");
        format!("{name}@@{version}")
    }));
    assert_eq!(expected.len(), 518 + 86);
    // Functions that OpenSSL does not have bear our version and prefix.
    let own = include_str!("../abi/libssl-rs.symbols");
    assert!(own
        .split_whitespace()
        .all(|name| name.starts_with("libssl_rs_")));
    expected.extend(names(own, "LIBSSL_RS_1.0"));
    // Some linkers make the name of a version a symbol too.
    let exported: BTreeSet<String> = read()
        .exported
        .into_iter()
        .filter(|name| !name.starts_with("OPENSSL_3.") && !name.starts_with("LIBSSL_RS_1.0@"))
        .collect();
    let missing: Vec<_> = expected.difference(&exported).collect();
    let surplus: Vec<_> = exported.difference(&expected).collect();
    assert!(
        missing.is_empty(),
        "{} not exported: {missing:?}",
        missing.len()
    );
    assert!(
        surplus.is_empty(),
        "{} exported besides: {surplus:?}",
        surplus.len()
    );
}

#[test]
fn soname_is_libssl() {
    assert_eq!(read().soname, "libssl.so.3");
}

#[test]
fn needs_libcrypto_and_never_libssl() {
    let elf = read();
    assert!(
        elf.needed.iter().any(|n| n == "libcrypto.so.3"),
        "{:?}",
        elf.needed
    );
    assert!(
        !elf.needed.iter().any(|n| n.starts_with("libssl")),
        "{:?}",
        elf.needed
    );
    assert!(
        elf.from_libssl.is_empty(),
        "taken from libssl: {:?}",
        elf.from_libssl
    );
}

/// As OpenSSL's libssl: objects that outlive dlclose point into it.
#[test]
fn stays_loaded() {
    assert_ne!(read().flags & u64::from(DF_1_NODELETE), 0);
}

/// GNU ld loses the versions of symbols.
#[test]
fn is_linked_by_lld() {
    let comment = read().comment;
    assert!(comment.contains("LLD"), "{comment:?}");
}

/// The C parts of dependencies have stack protectors, and checked copies if the compiler knows the size.
#[test]
fn c_parts_are_hardened() {
    let imported = read().imported;
    assert!(imported.contains("__stack_chk_fail"), "{imported:?}");
    assert!(imported.contains("__memcpy_chk"), "{imported:?}");
}
