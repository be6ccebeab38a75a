//! OCSP stapling: a client's request and the response that it received, a server's response (RFC 6066, section
//! 8).

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;

use libc::{c_long, c_uchar, c_void};

use super::Connection;
use crate::constants::{SSL_TLSEXT_ERR_NOACK, SSL_TLSEXT_ERR_OK};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use crate::sys::ffi;

/// The status of the server's certificate, and the lists that an application keeps with its
/// request.
pub struct CertificateStatus {
    /// `STACK_OF(OCSP_RESPID)` and `STACK_OF(X509_EXTENSION)` of the application, owned once set.
    ids: Cell<*mut c_void>,
    extensions: Cell<*mut c_void>,
    response: RefCell<Response>,
    /// Server: the client asked for the status.
    requested: Cell<bool>,
}

/// The owner of the response's bytes. The application gets pointers to them and frees neither.
enum Response {
    None,
    /// A server's, given with `SSL_set_tlsext_status_ocsp_resp`: allocated by libcrypto, owned
    /// here.
    Given(*mut c_uchar, usize),
    /// A client's, received.
    Received(Vec<u8>),
}

impl Default for CertificateStatus {
    fn default() -> CertificateStatus {
        CertificateStatus {
            ids: Cell::new(null_mut()),
            extensions: Cell::new(null_mut()),
            response: RefCell::new(Response::None),
            requested: Cell::new(false),
        }
    }
}

impl CertificateStatus {
    pub fn ids(&self) -> *mut c_void {
        self.ids.get()
    }

    /// Takes over a list. As in OpenSSL, the application owns the old one again.
    pub fn set_ids(&self, ids: *mut c_void) {
        self.ids.set(ids);
    }

    pub fn extensions(&self) -> *mut c_void {
        self.extensions.get()
    }

    pub fn set_extensions(&self, extensions: *mut c_void) {
        self.extensions.set(extensions);
    }

    /// The response as `SSL_get_tlsext_status_ocsp_resp` returns it: NULL and -1 for none.
    pub fn response(&self) -> (*const c_uchar, c_long) {
        let (start, length) = match &*self.response.borrow() {
            Response::None => (null_mut::<c_uchar>().cast_const(), 0),
            Response::Given(start, length) => (start.cast_const(), *length),
            Response::Received(bytes) => (bytes.as_ptr(), bytes.len()),
        };
        match c_long::try_from(length) {
            Ok(length) if length > 0 => (start, length),
            _ => (start, -1),
        }
    }

    /// Takes over a server's response.
    ///
    /// # Safety `start` is NULL or was allocated by libcrypto with at least `length` bytes, and is
    /// given away.
    pub unsafe fn give_response(&self, start: *mut c_uchar, length: usize) {
        let response = match start.is_null() {
            true => Response::None,
            false => Response::Given(start, length),
        };
        drop(self.response.replace(response));
    }

    /// Keeps the response that a client received; empty for none.
    pub fn received(&self, bytes: &[u8]) {
        let response = match bytes {
            [] => Response::None,
            bytes => Response::Received(bytes.to_vec()),
        };
        drop(self.response.replace(response));
    }

    /// Server: sets whether the client asks for the status.
    pub(super) fn note_request(&self, requested: bool) {
        self.requested.set(requested);
    }

    /// Whether the client asked for the status and got no answer; clears the request.
    pub(super) fn take_request(&self) -> bool {
        self.requested.take()
    }

    fn given(&self) -> Option<Vec<u8>> {
        match *self.response.borrow() {
            Response::Given(start, length) => {
                // SAFETY: `start` is owned here, and the application has stated its length.
                let bytes = unsafe { std::slice::from_raw_parts(start, length) };
                Some(bytes.to_vec())
            }
            _ => None,
        }
    }
}

impl Connection {
    /// Server: calls the application's callback if the client asked for a status, once the certificate is
    /// chosen. Returns the response that the callback set; the handshake continues without one on `None`.
    pub(crate) fn choose_status(&self) -> Result<Option<Vec<u8>>, Fatal> {
        let hook = self.context().hooks().status;
        let Some(call) = hook.call else {
            return Ok(None);
        };
        // SAFETY: the application's callback, with its own argument.
        match self.outside(|| unsafe { call(self.as_ptr(), hook.arg) }) {
            SSL_TLSEXT_ERR_OK => Ok(self.identity.status().given()),
            SSL_TLSEXT_ERR_NOACK => Ok(None),
            _ => Err(Fatal::new(
                alert::INTERNAL_ERROR,
                Reason::CLIENTHELLO_TLSEXT,
            )),
        }
    }

    /// Client: calls the application's callback if a status was requested, once the server's first flight is
    /// complete, even without a response.
    pub(crate) fn check_status(&self) -> Result<(), Fatal> {
        if self.settings().status_type == -1 {
            return Ok(());
        }
        let hook = self.context().hooks().status;
        let Some(call) = hook.call else {
            return Ok(());
        };
        // SAFETY: the application's callback, with its own argument.
        match self.outside(|| unsafe { call(self.as_ptr(), hook.arg) }) {
            0 => Err(Fatal::new(
                alert::BAD_CERTIFICATE_STATUS_RESPONSE,
                Reason::INVALID_STATUS_RESPONSE,
            )),
            n if n < 0 => Err(Fatal::new(
                alert::INTERNAL_ERROR,
                Reason::OCSP_CALLBACK_FAILURE,
            )),
            _ => Ok(()),
        }
    }
}

impl Drop for Response {
    fn drop(&mut self) {
        if let Response::Given(start, _) = *self {
            // SAFETY: libcrypto allocated `start`, and the application gave it to us.
            unsafe { ffi::CRYPTO_free(start.cast(), c"".as_ptr(), 0) }
        }
    }
}

impl Drop for CertificateStatus {
    fn drop(&mut self) {
        // SAFETY: each is NULL or a stack of this type, owned since it was set.
        unsafe {
            ffi::OPENSSL_sk_pop_free(self.ids.get().cast(), Some(ffi::OCSP_RESPID_free));
            let extensions = self.extensions.get().cast();
            ffi::OPENSSL_sk_pop_free(extensions, Some(ffi::X509_EXTENSION_free));
        }
    }
}
