//! Certificates: an owned `X509`.

use super::ffi;
use super::library::Library;
use super::pkey::PKey;
use std::borrow::Cow;
use std::ffi::{c_long, CStr};
use std::ptr::{self, NonNull};

/// An owned reference to an `X509`. Cloning shares the certificate.
#[derive(Debug)]
pub struct X509(NonNull<ffi::X509>);

// SAFETY: an X509 is counted atomically and libcrypto locks what it caches inside.
unsafe impl Send for X509 {}
// SAFETY: as above; nothing here changes the certificate.
unsafe impl Sync for X509 {}

impl X509 {
    /// Takes over a reference.
    ///
    /// # Safety
    /// `cert` is NULL or a valid `X509` whose reference the caller gives away.
    pub unsafe fn from_owned(cert: *mut ffi::X509) -> Option<Self> {
        NonNull::new(cert).map(Self)
    }

    /// Adds a reference of our own.
    ///
    /// # Safety
    /// `cert` is NULL or a valid `X509`.
    pub unsafe fn from_borrowed(cert: *mut ffi::X509) -> Option<Self> {
        let cert = NonNull::new(cert)?;
        // SAFETY: `cert` is NULL or a valid `X509`, by this function's contract.
        unsafe { ffi::X509_up_ref(cert.as_ptr()) };
        Some(Self(cert))
    }

    /// The pointer, borrowed: valid as long as `self`.
    pub fn as_ptr(&self) -> *mut ffi::X509 {
        self.0.as_ptr()
    }

    /// Gives the reference away.
    pub fn into_ptr(self) -> *mut ffi::X509 {
        let cert = self.as_ptr();
        std::mem::forget(self);
        cert
    }

    /// Parses DER; bytes after the certificate are refused. The certificate uses the cryptography of
    /// `library`.
    pub fn from_der(library: &Library, der: &[u8]) -> Option<Self> {
        let len = c_long::try_from(der.len()).ok()?;
        let mut at = der.as_ptr();
        // SAFETY: reads at most `len` bytes.
        let cert = Self::filled(library, |cert| unsafe { ffi::d2i_X509(cert, &mut at, len) })?;
        (at == der.as_ptr_range().end).then_some(cert)
    }

    /// A new certificate that `fill` reads into; `None` if that fails or memory is out.
    pub fn filled(
        library: &Library,
        fill: impl FnOnce(*mut *mut ffi::X509) -> *mut ffi::X509,
    ) -> Option<Self> {
        // SAFETY: context and query are live; the new certificate is ours.
        let mut cert = unsafe { ffi::X509_new_ex(library.context(), library.query()) };
        if cert.is_null() {
            return None;
        }
        let filled = fill(&mut cert);
        // SAFETY: a failure leaves the certificate, or NULL in its place.
        let cert = unsafe { Self::from_owned(cert) };
        cert.filter(|_| !filled.is_null())
    }

    /// DER of the certificate.
    pub fn to_der(&self) -> Option<Vec<u8>> {
        // SAFETY: the certificate is valid; NULL asks for the length.
        let len = unsafe { ffi::i2d_X509(self.as_ptr(), ptr::null_mut()) };
        let mut der = vec![0; usize::try_from(len).ok()?];
        let mut at = der.as_mut_ptr();
        // SAFETY: the buffer has the length libcrypto asked for.
        let written = unsafe { ffi::i2d_X509(self.as_ptr(), &mut at) };
        (written == len).then_some(der)
    }

    /// A copy that shares nothing with this certificate; `None` when memory is out.
    pub fn duplicate(&self) -> Option<Self> {
        // SAFETY: the certificate is valid; the result is ours.
        unsafe { Self::from_owned(ffi::X509_dup(self.as_ptr())) }
    }

    /// The certificate's public key.
    pub fn public_key(&self) -> Option<PKey> {
        // SAFETY: the certificate is valid; the result is a reference of its own.
        unsafe { PKey::from_owned(ffi::X509_get_pubkey(self.as_ptr())) }
    }
}

impl Clone for X509 {
    fn clone(&self) -> Self {
        // SAFETY: the certificate is valid; the new reference is the clone's.
        unsafe { ffi::X509_up_ref(self.as_ptr()) };
        Self(self.0)
    }
}

impl Drop for X509 {
    fn drop(&mut self) {
        // SAFETY: releases the reference that we own.
        unsafe { ffi::X509_free(self.as_ptr()) }
    }
}

/// libcrypto's words for a result of verification (`X509_V_*`).
pub fn verify_error_text(result: c_long) -> Cow<'static, str> {
    // SAFETY: libcrypto answers every number with a static string, or one of its own that it keeps.
    unsafe { CStr::from_ptr(ffi::X509_verify_cert_error_string(result)) }.to_string_lossy()
}
