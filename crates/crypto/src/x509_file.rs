//! Certificates and keys from files and buffers, in PEM and DER.

use std::ffi::CStr;
use std::ptr;

use libc::{c_char, c_int, c_long, c_void};

use super::bio::Bio;
use super::ffi;
use super::library::Library;
use super::pkey::PKey;
use super::x509::X509;

const BIO_C_SET_FILENAME: c_int = 108;
const BIO_CLOSE_AND_READ: c_long = 0x01 | 0x02;

/// How an encrypted PEM block's password is asked for: the callback and its argument.
#[derive(Clone, Copy)]
pub struct PemPassword {
    pub callback: ffi::pem_password_cb,
    pub arg: *mut c_void,
}

impl PemPassword {
    /// No callback: libcrypto asks on the terminal.
    pub const NONE: PemPassword = PemPassword {
        callback: None,
        arg: ptr::null_mut(),
    };
}

/// A file open for reading.
pub struct Source(Bio);

impl Source {
    /// A BIO for a file, not open yet; `None` when memory is out.
    pub fn new() -> Option<Source> {
        // SAFETY: the new BIO is ours.
        unsafe { Bio::from_owned(ffi::BIO_new(ffi::BIO_s_file())) }.map(Source)
    }

    /// Opens the file; false with libcrypto's errors on the queue.
    pub fn open(&self, file: Option<&CStr>) -> bool {
        let name = file.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: live; libcrypto reads the name only (NULL fails in fopen).
        unsafe {
            ffi::BIO_ctrl(
                self.0.as_ptr(),
                BIO_C_SET_FILENAME,
                BIO_CLOSE_AND_READ,
                name as *mut c_void,
            ) > 0
        }
    }

    /// The BIO, for other readers; it lives as long as this.
    pub(super) fn bio(&self) -> *mut ffi::BIO {
        self.0.as_ptr()
    }

    /// The next certificate, DER.
    pub fn certificate_der(&self, library: &Library) -> Option<X509> {
        // SAFETY: `self` owns a live object.
        X509::filled(library, |cert| unsafe {
            ffi::d2i_X509_bio(self.0.as_ptr(), cert)
        })
    }

    /// The next certificate, PEM.
    pub fn certificate_pem(&self, library: &Library, password: PemPassword) -> Option<X509> {
        // SAFETY: live; the callback and its argument are the application's.
        X509::filled(library, |cert| unsafe {
            ffi::PEM_read_bio_X509(self.0.as_ptr(), cert, password.callback, password.arg)
        })
    }

    /// The next certificate, PEM, which may be a "TRUSTED CERTIFICATE".
    pub fn trusted_certificate_pem(
        &self,
        library: &Library,
        password: PemPassword,
    ) -> Option<X509> {
        // SAFETY: as `certificate_pem`.
        X509::filled(library, |cert| unsafe {
            ffi::PEM_read_bio_X509_AUX(self.0.as_ptr(), cert, password.callback, password.arg)
        })
    }

    /// The next private key, DER.
    pub fn key_der(&self, library: &Library) -> Option<PKey> {
        let (ctx, query) = (library.context(), library.query());
        // SAFETY: live; the result is ours.
        unsafe {
            let key = ffi::d2i_PrivateKey_ex_bio(self.0.as_ptr(), ptr::null_mut(), ctx, query);
            PKey::from_owned(key)
        }
    }

    /// The next private key, PEM.
    pub fn key_pem(&self, library: &Library, password: PemPassword) -> Option<PKey> {
        // SAFETY: as `certificate_pem`; the result is ours.
        unsafe {
            PKey::from_owned(ffi::PEM_read_bio_PrivateKey_ex(
                self.0.as_ptr(),
                ptr::null_mut(),
                password.callback,
                password.arg,
                library.context(),
                library.query(),
            ))
        }
    }

    /// The next RSA key, PKCS#1 DER. RSA objects support the default library context only.
    pub fn rsa_der(&self) -> Option<PKey> {
        // SAFETY: live; the result is ours and goes into the key.
        unsafe { take_rsa(ffi::d2i_RSAPrivateKey_bio(self.0.as_ptr(), ptr::null_mut())) }
    }

    /// The next RSA key, PEM.
    pub fn rsa_pem(&self, password: PemPassword) -> Option<PKey> {
        // SAFETY: as `certificate_pem`.
        unsafe {
            take_rsa(ffi::PEM_read_bio_RSAPrivateKey(
                self.0.as_ptr(),
                ptr::null_mut(),
                password.callback,
                password.arg,
            ))
        }
    }
}

/// A certificate at the start of a buffer; the rest is ignored.
///
/// # Safety
/// `bytes` is readable for `length` bytes.
pub unsafe fn certificate_at(library: &Library, bytes: *const u8, length: c_long) -> Option<X509> {
    let mut at = bytes;
    // SAFETY: readable by the caller's promise.
    X509::filled(library, |cert| unsafe {
        ffi::d2i_X509(cert, &mut at, length)
    })
}

/// A private key of the given type (`EVP_PKEY_RSA` …) at the start of a buffer.
///
/// # Safety
/// `bytes` is readable for `length` bytes.
pub unsafe fn key_at(
    library: &Library,
    kind: c_int,
    bytes: *const u8,
    length: c_long,
) -> Option<PKey> {
    let (mut at, none) = (bytes, ptr::null_mut());
    let (ctx, query) = (library.context(), library.query());
    // SAFETY: readable by the caller's promise; the result is ours.
    unsafe {
        PKey::from_owned(ffi::d2i_PrivateKey_ex(
            kind, none, &mut at, length, ctx, query,
        ))
    }
}

/// A PKCS#1 private key at the start of a buffer.
///
/// # Safety
/// `bytes` is readable for `length` bytes.
pub unsafe fn rsa_at(bytes: *const u8, length: c_long) -> Option<PKey> {
    let mut at = bytes;
    // SAFETY: readable by the caller's promise; the result is ours and goes into the key.
    unsafe { take_rsa(ffi::d2i_RSAPrivateKey(ptr::null_mut(), &mut at, length)) }
}

/// A key that shares an `RSA` of the application's.
///
/// # Safety
/// `rsa` is NULL or live.
pub unsafe fn rsa_key(rsa: *mut ffi::RSA) -> Option<PKey> {
    if rsa.is_null() {
        return None;
    }
    // SAFETY: the new key is ours and takes its own reference to the RSA.
    unsafe {
        let key = PKey::from_owned(ffi::EVP_PKEY_new())?;
        (ffi::EVP_PKEY_set1_RSA(key.as_ptr(), rsa) == 1).then_some(key)
    }
}

/// # Safety
/// `rsa` is NULL or live and the caller gives its reference away.
unsafe fn take_rsa(rsa: *mut ffi::RSA) -> Option<PKey> {
    // SAFETY: by the caller's promise; the key has its own reference.
    unsafe {
        let key = rsa_key(rsa);
        ffi::RSA_free(rsa);
        key
    }
}

/// Whether the newest entry of the error queue is the PEM reader's "no start line", which marks the end of a
/// file.
pub fn end_of_pem() -> bool {
    const ERR_LIB_PEM: u64 = 9;
    const PEM_R_NO_START_LINE: u64 = 108;
    // SAFETY: the function has no preconditions.
    let entry = unsafe { ffi::ERR_peek_last_error() };
    (entry >> 23) & 0xff == ERR_LIB_PEM && entry & 0x7f_ffff == PEM_R_NO_START_LINE
}

/// The certificates in an OSSL_STORE URI and, to the given depth, in the URIs that it lists. `each` returns
/// whether to continue. Returns false if it did not, or if the store could not be opened.
pub fn each_in_store(uri: &CStr, depth: u32, each: &mut dyn FnMut(*mut ffi::X509) -> bool) -> bool {
    const OSSL_STORE_INFO_NAME: c_int = 1;
    const OSSL_STORE_INFO_CERT: c_int = 5;
    // SAFETY: the context and each piece of information are ours until they are closed or freed;
    // what `get0` gives is used before that.
    unsafe {
        let store = ffi::OSSL_STORE_open(
            uri.as_ptr(),
            ptr::null(),
            ptr::null_mut(),
            ptr::null(),
            ptr::null_mut(),
        );
        if store.is_null() {
            return false;
        }
        let mut done = true;
        while done && ffi::OSSL_STORE_eof(store) == 0 && ffi::OSSL_STORE_error(store) == 0 {
            let info = ffi::OSSL_STORE_load(store);
            if info.is_null() {
                continue;
            }
            match ffi::OSSL_STORE_INFO_get_type(info) {
                OSSL_STORE_INFO_NAME if depth > 0 => {
                    let name: *const c_char = ffi::OSSL_STORE_INFO_get0_NAME(info);
                    done = each_in_store(CStr::from_ptr(name), depth - 1, each);
                }
                OSSL_STORE_INFO_CERT => {
                    let cert = ffi::OSSL_STORE_INFO_get0_CERT(info);
                    done = !cert.is_null() && each(cert);
                }
                _ => {}
            }
            ffi::OSSL_STORE_INFO_free(info);
        }
        ffi::OSSL_STORE_close(store);
        done
    }
}
