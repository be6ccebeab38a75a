//! libcrypto: the only callers of `openssl-sys`.

pub mod ffi;
pub mod pkey;
pub mod x509;
