//! libcrypto, wrapped: only this crate calls its functions, which `ffi` declares.
//!
//! It knows nothing of TLS. Each file wraps one of libcrypto's types in an owned Rust value that counts and frees it.

pub mod aead;
pub mod bio;
pub mod brief;
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
pub mod init;
pub mod lhash;
pub mod library;
pub mod mem;
pub mod param;
pub mod pkey;
pub mod reasons;
pub mod sha2;
pub mod signature;
pub mod sleep;
pub mod stack;
pub mod store;
pub mod x509;
pub mod x509_cert;
pub mod x509_file;
pub mod x509_name;
mod x509_recent;
pub mod x509_signatures;
pub mod x509_store_ctx;

/// libcrypto or aws-lc has failed, or was asked for what cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failed;
