//! Questions about certificates and their keys.

use std::ffi::CStr;

use libc::c_int;

use super::ffi;
use super::library::Library;
use super::pkey::PKey;
use super::stack::{iter, Element, OwnedStack};
use super::x509::X509;

/// `STACK_OF(X509)` with its certificates.
pub type CertStack = OwnedStack<X509>;

// SAFETY: the type consists of the pointer, so each can be made from the other.
unsafe impl Element for X509 {
    type Raw = ffi::X509;

    fn into_raw(self) -> *mut ffi::X509 {
        self.into_ptr()
    }

    unsafe fn from_raw(raw: *mut ffi::X509) -> X509 {
        // SAFETY: live by the caller's promise; a live pointer is not NULL.
        unsafe { X509::from_owned(raw).unwrap_unchecked() }
    }
}

impl CertStack {
    /// The certificates with a reference of their own each.
    pub fn certificates(&self) -> impl Iterator<Item = X509> + '_ {
        self.iter().filter_map(|cert| {
            // SAFETY: the stack's elements are live while it is borrowed.
            unsafe { X509::from_borrowed(cert) }
        })
    }

    /// A stack of the same certificates as in one of the application's; `None` for NULL.
    ///
    /// # Safety
    /// `stack` is NULL or live.
    pub unsafe fn copy(stack: *mut ffi::stack_st_X509) -> Option<CertStack> {
        if stack.is_null() {
            return None;
        }
        // SAFETY: live, with live certificates.
        unsafe { CertStack::of(iter(stack.cast()).filter_map(|cert| X509::from_borrowed(cert))) }
    }

    /// A second stack of the same certificates (`X509_chain_up_ref`).
    pub fn share(&self) -> Option<CertStack> {
        CertStack::of(self.certificates())
    }

    /// Whether the other stack has the same certificates.
    pub fn is_like(&self, other: &CertStack) -> bool {
        self.iter().eq(other.iter())
    }
}

const EXFLAG_SS: u32 = 0x2000;

impl X509 {
    /// The security bits of the public key: -1 when it can't be read.
    pub fn key_security_bits(&self) -> c_int {
        // SAFETY: live; the key belongs to the certificate.
        unsafe {
            let key = ffi::X509_get0_pubkey(self.as_ptr());
            if key.is_null() {
                -1
            } else {
                ffi::EVP_PKEY_get_security_bits(key)
            }
        }
    }

    /// The security bits of the signature, and the NID of its digest (or of the whole algorithm).
    pub fn signature_security(&self) -> (c_int, c_int) {
        let (mut digest, mut key, mut bits) = (0, 0, -1);
        // SAFETY: live; the three numbers are written.
        let known = unsafe {
            ffi::X509_get_signature_info(
                self.as_ptr(),
                &mut digest,
                &mut key,
                &mut bits,
                std::ptr::null_mut(),
            )
        };
        let nid = if digest == 0 { key } else { digest };
        (if known == 1 { bits } else { -1 }, nid)
    }

    /// NIDs of the digest and of the type of key that signed the certificate; `None` if libcrypto does not know
    /// them.
    pub fn signature_digest_and_key(&self) -> Option<(c_int, c_int)> {
        let (mut digest, mut key) = (0, 0);
        let (cert, none) = (self.as_ptr(), std::ptr::null_mut());
        // SAFETY: live; the two numbers are written.
        let known =
            unsafe { ffi::X509_get_signature_info(cert, &mut digest, &mut key, none, none.cast()) };
        (known == 1).then_some((digest, key))
    }

    /// Whether the certificate and its chain conform to the Suite B mode in `flags`
    /// (`SSL_CERT_FLAG_SUITEB_*`).
    pub fn suits_suite_b(&self, chain: Option<&CertStack>, flags: u32) -> bool {
        let chain = chain.map_or(std::ptr::null_mut(), CertStack::as_ptr);
        let none = std::ptr::null_mut();
        // SAFETY: certificate and chain are live, or NULL, which libcrypto accepts.
        unsafe { ffi::X509_chain_check_suiteb(none, self.as_ptr(), chain, flags.into()) == 0 }
    }

    /// Whether this is the name of the issuer.
    ///
    /// # Safety
    /// `name` is live.
    pub unsafe fn is_issued_by(&self, name: *const ffi::X509_NAME) -> bool {
        // SAFETY: `self` owns a live object, and the argument is live too.
        unsafe { ffi::X509_NAME_cmp(ffi::X509_get_issuer_name(self.as_ptr()), name) == 0 }
    }

    /// Whether the key usage allows signing; without a key usage it does.
    pub fn may_sign(&self) -> bool {
        const KU_DIGITAL_SIGNATURE: u32 = 0x80;
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_get_key_usage(self.as_ptr()) & KU_DIGITAL_SIGNATURE != 0 }
    }

    pub fn is_self_signed(&self) -> bool {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_get_extension_flags(self.as_ptr()) & EXFLAG_SS != 0 }
    }

    /// Whether this is the key's certificate; if not, libcrypto's reason is on the error queue.
    pub fn matches_key(&self, key: &PKey) -> bool {
        // SAFETY: `self` owns a live object, and the argument is live too.
        unsafe { ffi::X509_check_private_key(self.as_ptr(), key.as_ptr()) == 1 }
    }

    /// Whether both are the same certificate, compared by what they contain.
    ///
    /// # Safety
    /// `other` is NULL or live.
    pub unsafe fn same_as(&self, other: *const ffi::X509) -> bool {
        // SAFETY: `self` owns a live object, and the argument is live too.
        !other.is_null() && unsafe { ffi::X509_cmp(self.as_ptr(), other) == 0 }
    }

    /// NID of the signature algorithm.
    pub fn signature_nid(&self) -> c_int {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_get_signature_nid(self.as_ptr()) }
    }
}

impl PKey {
    /// Whether the key is of the named type (`EVP_PKEY_is_a`).
    pub fn is_a(&self, name: &CStr) -> bool {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::EVP_PKEY_is_a(self.as_ptr(), name.as_ptr()) == 1 }
    }

    /// Whether the key can sign with the digest of this NID, 0 for none, by the algorithms of `library`.
    pub fn supports_digest(&self, library: &Library, digest: c_int) -> bool {
        let (ctx, query) = (library.context(), library.query());
        // SAFETY: live; the name is libcrypto's static, or NULL.
        unsafe {
            let name = match digest {
                0 => std::ptr::null(),
                digest => ffi::OBJ_nid2sn(digest),
            };
            ffi::EVP_PKEY_digestsign_supports_digest(self.as_ptr(), ctx, name, query) > 0
        }
    }

    pub fn can_sign(&self) -> bool {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::EVP_PKEY_can_sign(self.as_ptr()) == 1 }
    }

    pub fn misses_parameters(&self) -> bool {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::EVP_PKEY_missing_parameters(self.as_ptr()) != 0 }
    }

    /// Copies domain parameters from `other`; not every key type can.
    pub fn copy_parameters_from(&self, other: &PKey) -> bool {
        // SAFETY: `self` owns a live object, and the argument is live too.
        unsafe { ffi::EVP_PKEY_copy_parameters(self.as_ptr(), other.as_ptr()) == 1 }
    }

    /// Whether both have the same public part.
    pub fn same_public_as(&self, other: &PKey) -> bool {
        // SAFETY: `self` owns a live object, and the argument is live too.
        unsafe { ffi::EVP_PKEY_eq(self.as_ptr(), other.as_ptr()) == 1 }
    }
}

/// The security bits of a key; 0 for NULL.
///
/// # Safety
/// `key` is NULL or live.
pub unsafe fn security_bits(key: *const ffi::EVP_PKEY) -> c_int {
    // SAFETY: by the caller's promise; libcrypto answers NULL with 0.
    unsafe { ffi::EVP_PKEY_get_security_bits(key) }
}
