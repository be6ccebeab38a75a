//! ENGINE: libcrypto's older way to add cryptography, here as a source of client certificates
//! and of ciphers.

use std::ptr::{self, NonNull};
use std::sync::Arc;

use libc::{c_int, c_void};

use super::ffi::{self, ENGINE};
use super::pkey::PKey;
use super::x509::X509;

/// A functional reference to an engine that has client certificates. Cloning shares it.
#[derive(Clone)]
pub struct Engine(Arc<Reference>);

struct Reference(NonNull<ENGINE>);

// SAFETY: an ENGINE is counted under libcrypto's lock, and its methods may be called from any thread.
unsafe impl Send for Reference {}
// SAFETY: for the same reason as `Send`.
unsafe impl Sync for Reference {}

/// Why an engine cannot be used.
pub enum Unusable {
    /// It cannot be initialised; libcrypto has queued why.
    Uninitialised,
    /// It has no client certificates.
    NoCertificates,
}

impl Engine {
    /// Initialises an engine.
    ///
    /// # Safety
    /// `engine` is NULL or live.
    pub unsafe fn init(engine: *mut ENGINE) -> Result<Engine, Unusable> {
        // SAFETY: by the caller's promise; libcrypto answers NULL with failure.
        let ready = unsafe { ffi::ENGINE_init(engine) } != 0;
        let engine = NonNull::new(engine).filter(|_| ready);
        let reference = Reference(engine.ok_or(Unusable::Uninitialised)?);
        // SAFETY: `reference` owns a live engine.
        match unsafe { ffi::ENGINE_get_ssl_client_cert_function(reference.0.as_ptr()) } {
            Some(_) => Ok(Engine(Arc::new(reference))),
            None => Err(Unusable::NoCertificates),
        }
    }

    /// Asks for a certificate with its key: what the engine returns and, unless that is negative, what it
    /// has given.
    ///
    /// # Safety
    /// `ssl` is the connection, `authorities` NULL or a list of the names that the server accepts; both
    /// live until the end of the call.
    pub unsafe fn client_certificate(
        &self,
        ssl: *mut c_void,
        authorities: *mut ffi::stack_st_X509_NAME,
    ) -> (c_int, Option<X509>, Option<PKey>) {
        let (mut cert, mut key, none) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let engine = self.0 .0.as_ptr();
        // SAFETY: live; what the engine gives is ours to free.
        unsafe {
            let returned = ffi::ENGINE_load_ssl_client_cert(
                engine,
                ssl,
                authorities,
                &mut cert,
                &mut key,
                ptr::null_mut(),
                none,
                none,
            );
            match returned {
                ..=-1 => (returned, None, None),
                _ => (returned, X509::from_owned(cert), PKey::from_owned(key)),
            }
        }
    }
}

/// Whether an engine is the default for the cipher with this NID. EVP then uses it automatically. Cheap where
/// no engine has ciphers.
pub fn has_cipher(nid: c_int) -> bool {
    // SAFETY: any number may be asked for; the functional reference that comes is given back.
    unsafe {
        let engine = ffi::ENGINE_get_cipher_engine(nid);
        !engine.is_null() && ffi::ENGINE_finish(engine) == 1
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        // SAFETY: releases the functional reference that `init` took.
        unsafe { ffi::ENGINE_finish(self.0.as_ptr()) };
    }
}
