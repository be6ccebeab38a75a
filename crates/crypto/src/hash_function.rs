//! libcrypto's hash functions, called without EVP: no fetch, no lock, no allocation. Its SHA-1 and SHA-2 use the
//! vector instructions of every vendor's processors.

use std::mem::{self, MaybeUninit};
use std::ptr;
use std::sync::atomic;

use crate::ffi;

/// Length of the longest hash here in bytes.
pub const MAX_LEN: usize = 64;

/// Length of MD5's hash in bytes; SHA-1's follows it in [`Function::Md5Sha1`].
const MD5_LEN: usize = 16;

/// Which of the hash functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    Sha256,
    Sha384,
    Sha512,
    Md5,
    Sha1,
    /// Both hashes, one after the other: what TLS 1.0 and 1.1 sign (RFC 4346 section 4.7).
    Md5Sha1,
}

impl Function {
    /// Length of the hash in bytes.
    pub const fn output_len(self) -> usize {
        match self {
            Function::Sha256 => 32,
            Function::Sha384 => 48,
            Function::Sha512 => 64,
            Function::Md5 => MD5_LEN,
            Function::Sha1 => 20,
            Function::Md5Sha1 => MD5_LEN + 20,
        }
    }

    /// Length of the blocks that the function compresses, in bytes.
    pub const fn block_len(self) -> usize {
        match self {
            Function::Sha384 | Function::Sha512 => 128,
            _ => 64,
        }
    }
}

/// A hash being computed. A copy has the same state.
#[derive(Clone)]
pub enum LowLevel {
    Sha256(ffi::SHA256_CTX),
    Sha384(ffi::SHA512_CTX),
    Sha512(ffi::SHA512_CTX),
    Md5(ffi::MD5_CTX),
    Sha1(ffi::SHA_CTX),
    Md5Sha1(ffi::MD5_CTX, ffi::SHA_CTX),
}

/// The state that `init` sets up.
fn set_up<T>(init: unsafe extern "C-unwind" fn(*mut T) -> libc::c_int) -> T {
    let mut state = MaybeUninit::zeroed();
    // SAFETY: the function sets up the state that it is given, numbers only; all of it is initialised.
    unsafe {
        init(state.as_mut_ptr());
        state.assume_init()
    }
}

impl LowLevel {
    /// The hash of no data.
    pub fn start(function: Function) -> LowLevel {
        match function {
            Function::Sha256 => LowLevel::Sha256(set_up(ffi::SHA256_Init)),
            Function::Sha384 => LowLevel::Sha384(set_up(ffi::SHA384_Init)),
            Function::Sha512 => LowLevel::Sha512(set_up(ffi::SHA512_Init)),
            Function::Md5 => LowLevel::Md5(set_up(ffi::MD5_Init)),
            Function::Sha1 => LowLevel::Sha1(set_up(ffi::SHA1_Init)),
            Function::Md5Sha1 => LowLevel::Md5Sha1(set_up(ffi::MD5_Init), set_up(ffi::SHA1_Init)),
        }
    }

    pub fn update(&mut self, data: &[u8]) {
        let (start, length) = (data.as_ptr().cast(), data.len());
        // SAFETY: the state is set up, and the data is readable for its length.
        unsafe {
            match self {
                LowLevel::Sha256(state) => ffi::SHA256_Update(state, start, length),
                LowLevel::Sha384(state) => ffi::SHA384_Update(state, start, length),
                LowLevel::Sha512(state) => ffi::SHA512_Update(state, start, length),
                LowLevel::Md5(state) => ffi::MD5_Update(state, start, length),
                LowLevel::Sha1(state) => ffi::SHA1_Update(state, start, length),
                LowLevel::Md5Sha1(md5, sha1) => {
                    ffi::MD5_Update(md5, start, length);
                    ffi::SHA1_Update(sha1, start, length)
                }
            };
        }
    }

    /// Writes the hash, [`Function::output_len`] bytes, to the start of `out`. The state is used up.
    pub fn finish(&mut self, out: &mut [u8; MAX_LEN]) {
        let start = out.as_mut_ptr();
        // SAFETY: the state is set up, and `out` has room for the longest hash.
        unsafe {
            match self {
                LowLevel::Sha256(state) => ffi::SHA256_Final(start, state),
                LowLevel::Sha384(state) => ffi::SHA384_Final(start, state),
                LowLevel::Sha512(state) => ffi::SHA512_Final(start, state),
                LowLevel::Md5(state) => ffi::MD5_Final(start, state),
                LowLevel::Sha1(state) => ffi::SHA1_Final(start, state),
                LowLevel::Md5Sha1(md5, sha1) => {
                    ffi::MD5_Final(start, md5);
                    ffi::SHA1_Final(start.add(MD5_LEN), sha1)
                }
            };
        }
    }

    /// Overwrites the state.
    pub fn wipe(&mut self) {
        // SAFETY: a state is numbers, so zeros are one; volatile, since nobody reads them.
        unsafe {
            match self {
                LowLevel::Sha256(state) => ptr::write_volatile(state, mem::zeroed()),
                LowLevel::Sha384(state) | LowLevel::Sha512(state) => {
                    ptr::write_volatile(state, mem::zeroed())
                }
                LowLevel::Md5(state) => ptr::write_volatile(state, mem::zeroed()),
                LowLevel::Sha1(state) => ptr::write_volatile(state, mem::zeroed()),
                LowLevel::Md5Sha1(md5, sha1) => {
                    ptr::write_volatile(md5, mem::zeroed());
                    ptr::write_volatile(sha1, mem::zeroed())
                }
            }
        }
        atomic::compiler_fence(atomic::Ordering::SeqCst);
    }
}
