//! libcrypto's SHA-256 and SHA-384, which use the vector instructions of every vendor's processors.

use std::mem::{self, MaybeUninit};
use std::ptr;
use std::sync::atomic;

use super::ffi;

/// Length of the longest hash here in bytes.
pub const MAX_LEN: usize = 48;

/// Which of the hash functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    Sha256,
    Sha384,
}

/// A hash being computed. A copy has the same state.
#[derive(Clone)]
pub enum Sha2 {
    Sha256(ffi::SHA256_CTX),
    Sha384(ffi::SHA512_CTX),
}

impl Sha2 {
    /// The hash of no data.
    pub fn start(function: Function) -> Sha2 {
        match function {
            Function::Sha256 => Sha2::sha256(),
            Function::Sha384 => Sha2::sha384(),
        }
    }

    fn sha256() -> Sha2 {
        let mut state = MaybeUninit::zeroed();
        // SAFETY: the function sets up the state that it is given; all of it is initialised.
        unsafe {
            ffi::SHA256_Init(state.as_mut_ptr());
            Sha2::Sha256(state.assume_init())
        }
    }

    fn sha384() -> Sha2 {
        let mut state = MaybeUninit::zeroed();
        // SAFETY: as above.
        unsafe {
            ffi::SHA384_Init(state.as_mut_ptr());
            Sha2::Sha384(state.assume_init())
        }
    }

    pub fn update(&mut self, data: &[u8]) {
        let (start, length) = (data.as_ptr().cast(), data.len());
        // SAFETY: the state is set up, and the data is readable for its length.
        unsafe {
            match self {
                Sha2::Sha256(state) => ffi::SHA256_Update(state, start, length),
                Sha2::Sha384(state) => ffi::SHA384_Update(state, start, length),
            };
        }
    }

    /// Writes the hash, 32 or 48 bytes, to the start of `out`. The state is used up.
    pub fn finish(&mut self, out: &mut [u8; MAX_LEN]) {
        // SAFETY: the state is set up, and `out` has room for the longer hash.
        unsafe {
            match self {
                Sha2::Sha256(state) => ffi::SHA256_Final(out.as_mut_ptr(), state),
                Sha2::Sha384(state) => ffi::SHA384_Final(out.as_mut_ptr(), state),
            };
        }
    }

    /// Overwrites the state.
    pub fn wipe(&mut self) {
        // SAFETY: a state is numbers, so zeros are a valid one; the write is volatile, because no code reads
        // it.
        unsafe {
            match self {
                Sha2::Sha256(state) => ptr::write_volatile(state, mem::zeroed()),
                Sha2::Sha384(state) => ptr::write_volatile(state, mem::zeroed()),
            }
        }
        atomic::compiler_fence(atomic::Ordering::SeqCst);
    }
}
