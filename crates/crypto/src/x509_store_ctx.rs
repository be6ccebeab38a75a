//! X509_STORE_CTX: one verification of a certificate chain.

use std::ffi::CStr;
use std::ptr::{self, NonNull};

use libc::{c_int, c_void};

use super::dane::Dane;
use super::ffi::{self, X509_STORE_CTX};
use super::library::Library;
use super::param::VerifyParam;
use super::store::Store;
use super::x509::X509;
use super::x509_cert::CertStack;

/// The application's `SSL_set_verify` callback.
pub type VerifyCallback = unsafe extern "C-unwind" fn(c_int, *mut X509_STORE_CTX) -> c_int;

/// One verification under way.
pub struct StoreContext(NonNull<X509_STORE_CTX>);

impl StoreContext {
    /// Prepares the verification of `leaf`; `untrusted` has certificates that may be used to build
    /// its chain. Both and the store must outlive the result. `None` with libcrypto's errors on the
    /// queue.
    pub fn new(
        library: &Library,
        store: Option<&Store>,
        leaf: &X509,
        untrusted: Option<&CertStack>,
    ) -> Option<StoreContext> {
        // SAFETY: context and query are live; the result is ours.
        let ctx = unsafe { ffi::X509_STORE_CTX_new_ex(library.context(), library.query()) };
        let ctx = StoreContext(NonNull::new(ctx)?);
        // SAFETY: all are live, or NULL, which libcrypto accepts.
        let ready = unsafe {
            ffi::X509_STORE_CTX_init(
                ctx.as_ptr(),
                store.map_or(ptr::null_mut(), Store::as_ptr),
                leaf.as_ptr(),
                untrusted.map_or(ptr::null_mut(), CertStack::as_ptr),
            )
        };
        (ready == 1).then_some(ctx)
    }

    pub fn as_ptr(&self) -> *mut X509_STORE_CTX {
        self.0.as_ptr()
    }

    /// Sets the security level that certificates must have.
    pub fn set_auth_level(&self, level: c_int) {
        // SAFETY: the parameters belong to the context.
        unsafe { ffi::X509_VERIFY_PARAM_set_auth_level(self.param(), level) }
    }

    /// Requires Suite B if `SSL_CERT_FLAG_SUITEB_*` is set: the verification's own flags for it have the same
    /// numbers.
    pub fn set_suite_b(&self, cert_flags: u32) {
        const SUITE_B: u32 = 0x30000;
        // SAFETY: `self` owns a live object.
        unsafe {
            ffi::X509_STORE_CTX_set_flags(self.as_ptr(), (cert_flags & SUITE_B).into());
        }
    }

    /// Asks for a certificate that matches one of the TLSA records, which outlive the verification.
    pub fn set_dane(&self, dane: &Dane) {
        // SAFETY: `self` owns a live object, and the argument is live too.
        unsafe { ffi::X509_STORE_CTX_set0_dane(self.as_ptr(), dane.as_ptr()) }
    }

    /// Takes the named default parameters ("ssl_server", "ssl_client") for values that are not set.
    pub fn set_default(&self, name: &CStr) {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_STORE_CTX_set_default(self.as_ptr(), name.as_ptr()) };
    }

    /// Takes over all that is set in `param`.
    pub fn set_param(&self, param: &VerifyParam) {
        // SAFETY: `self` owns a live object, and the argument is live too.
        unsafe { ffi::X509_VERIFY_PARAM_set1(self.param(), param.as_ptr()) };
    }

    /// Moves the name that was found in the certificate to `param` (`SSL_get0_peername`).
    pub fn move_peername(&self, param: &VerifyParam) {
        // SAFETY: `self` owns a live object, and the argument is live too.
        unsafe { ffi::X509_VERIFY_PARAM_move_peername(param.as_ptr(), self.param()) };
    }

    pub fn set_callback(&self, callback: VerifyCallback) {
        // SAFETY: live; the callback is the application's.
        unsafe { ffi::X509_STORE_CTX_set_verify_cb(self.as_ptr(), Some(callback)) }
    }

    /// Gives callbacks the address of `value`, which outlives the verification.
    pub fn set_ex_data<T>(&self, index: c_int, value: &T) -> bool {
        let value = (value as *const T).cast_mut().cast::<c_void>();
        // SAFETY: live; the address is only passed through.
        unsafe { ffi::X509_STORE_CTX_set_ex_data(self.as_ptr(), index, value) == 1 }
    }

    /// Verifies (`X509_verify_cert`): 1 for success, 0 or negative otherwise.
    pub fn verify(&self) -> c_int {
        // SAFETY: live and initialised.
        unsafe { ffi::X509_verify_cert(self.as_ptr()) }
    }

    /// `X509_V_*`.
    pub fn error(&self) -> c_int {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_STORE_CTX_get_error(self.as_ptr()) }
    }

    /// The chain as far as it was built; `None` if building has not begun.
    pub fn chain(&self) -> Option<CertStack> {
        // SAFETY: live; the new stack is ours.
        unsafe {
            if ffi::X509_STORE_CTX_get0_chain(self.as_ptr()).is_null() {
                return None;
            }
            CertStack::from_owned(ffi::X509_STORE_CTX_get1_chain(self.as_ptr()))
        }
    }

    fn param(&self) -> *mut ffi::X509_VERIFY_PARAM {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_STORE_CTX_get0_param(self.as_ptr()) }
    }
}

impl Drop for StoreContext {
    fn drop(&mut self) {
        // SAFETY: `self` owns the object, and nothing uses it afterwards.
        unsafe { ffi::X509_STORE_CTX_free(self.as_ptr()) }
    }
}

/// The text of an `X509_V_*` number.
pub fn error_text(error: c_int) -> String {
    // SAFETY: libcrypto returns a static string, or one in the thread's buffer.
    unsafe { CStr::from_ptr(ffi::X509_verify_cert_error_string(error.into())) }
        .to_string_lossy()
        .into_owned()
}
