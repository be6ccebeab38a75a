//! libcrypto, wrapped: only this crate calls its functions, which `ffi` declares.
//!
//! It does not import protocol code. Each file wraps one of libcrypto's types in an owned Rust value that counts
//! and frees it.
//!
//! | file | subject |
//! | --- | --- |
//! | `ffi` | the functions themselves |
//! | `library`, `fetched`, `init` | library contexts with property queries; algorithms from them; initialising |
//! | `aead`, `cipher` | AEADs; the ciphers and MACs of session tickets |
//! | `hash`, `hash_function`, `digest` | hashes with HMAC, HKDF and PRF; the functions themselves; digests by number |
//! | `pkey`, `signature`, `rsa` | keys, signatures, RSA encryption |
//! | `exchange`, `agreement`, `kem`, `dh` | key exchange by libcrypto and by aws-lc, KEMs, Diffie-Hellman |
//! | `rand`, `bn`, `key_data` | random bytes; numbers; what keys are made of |
//! | `x509`, `x509_cert`, `x509_name`, `x509_file` | certificates: owned, asked, named, read from files |
//! | `x509_recent`, `x509_signatures` | certificates parsed, and chains checked, once for many handshakes |
//! | `x509_store_ctx`, `store`, `param`, `dane`, `ctlog` | verifying: one verification, its store, purpose, TLSA records, CT logs |
//! | `bio`, `err`, `reasons` | BIOs; the error queue; the reasons that all libraries share |
//! | `stack`, `lhash`, `ex_data` | STACK_OF, LHASH_OF, extra data |
//! | `engine`, `compression` | ENGINE, COMP_METHOD |
//! | `mem`, `directory`, `sleep`, `clock` | memory that others name or free; the C library's files and time |
//! | `try_lock`, `defer` | locks that are only tried; work for the end of a scope |

pub mod aead;
pub mod agreement;
pub mod bio;
pub mod bn;
pub mod cipher;
pub mod clock;
pub mod compression;
pub mod ctlog;
pub mod dane;
pub mod defer;
pub mod dh;
pub mod digest;
pub mod directory;
pub mod engine;
pub mod err;
pub mod ex_data;
pub mod exchange;
pub mod fetched;
pub mod ffi;
pub mod hash;
mod hash_function;
pub mod init;
pub mod kem;
mod key_data;
pub mod lhash;
pub mod library;
pub mod mem;
pub mod param;
pub mod pkey;
pub mod rand;
pub mod reasons;
pub mod rsa;
pub mod signature;
pub mod sleep;
pub mod stack;
pub mod store;
pub mod try_lock;
pub mod x509;
pub mod x509_cert;
pub mod x509_file;
pub mod x509_name;
mod x509_recent;
pub mod x509_signatures;
pub mod x509_store_ctx;

/// libcrypto or aws-lc failed, or an argument was out of range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failed;
