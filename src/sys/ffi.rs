//! What this crate uses of libcrypto: openssl-sys and what it lacks.

pub use openssl_sys::*;

extern "C" {
    pub fn EVP_PKEY_get_base_id(pkey: *const EVP_PKEY) -> std::ffi::c_int;
}
