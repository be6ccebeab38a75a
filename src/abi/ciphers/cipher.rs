//! SSL_CIPHER: the properties of a cipher suite (SSL_CIPHER_get_name(3)).

use libc::{c_char, c_int, c_uchar};

use crate::abi::{bytes, entry, null, store, text, SSL, SSL_CIPHER};
use crate::cipher::list::{DEFAULT_CIPHERSUITES, DEFAULT_CIPHER_LIST};
use crate::cipher::Cipher;
use crate::error::reason::Reason;
use crate::sys::ffi::EVP_MD;
use crate::sys::{digest, err, mem};
use tls::registry::suite::CipherSuite;

/// The smallest buffer that `SSL_CIPHER_description` accepts, in bytes.
const DESCRIPTION_SIZE: usize = 128;

/// What OpenSSL adds to a suite's number.
const SUITE_BASE: u32 = 0x0300_0000;

/// OpenSSL's name of the suite, such as "ECDHE-RSA-AES256-GCM-SHA384".
///
/// Returns a static string; "(NONE)" for NULL. See SSL_CIPHER_get_name(3).
#[entry(null = c"(NONE)".as_ptr())]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_name(cipher: *const SSL_CIPHER) -> *const c_char {
    cipher.name.as_ptr()
}

/// The name of the suite in TLS's registry, such as "TLS_AES_128_GCM_SHA256".
///
/// Returns a static string; "(NONE)" for NULL. See SSL_CIPHER_get_name(3).
#[entry(null = c"(NONE)".as_ptr())]
pub unsafe extern "C-unwind" fn SSL_CIPHER_standard_name(
    cipher: *const SSL_CIPHER,
) -> *const c_char {
    cipher.standard_name.as_ptr()
}

/// OpenSSL's name for a suite's name in TLS's registry.
///
/// Returns a static string; "(NONE)" for NULL and for names of no suite. See
/// SSL_CIPHER_get_name(3).
#[entry(failure = c"(NONE)".as_ptr())]
pub unsafe extern "C-unwind" fn OPENSSL_cipher_name(stdname: *const c_char) -> *const c_char {
    // SAFETY: the argument is NULL or a string.
    let cipher = unsafe { text(stdname) }.and_then(Cipher::find_standard_name);
    cipher.map_or(c"(NONE)".as_ptr(), |c| c.name.as_ptr())
}

/// The lowest protocol version that has the suite: "SSLv3", "TLSv1.0", "TLSv1.2" or "TLSv1.3".
///
/// Returns a static string; "(NONE)" for NULL. See SSL_CIPHER_get_name(3).
#[entry(null = c"(NONE)".as_ptr())]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_version(cipher: *const SSL_CIPHER) -> *const c_char {
    cipher.version().as_ptr()
}

/// The strength of the suite's encryption in bits, 0 for NULL.
///
/// `alg_bits`, if not NULL, gets the bits that the algorithm processes, which are the same for
/// every suite here; it is not written if `cipher` is NULL. See SSL_CIPHER_get_name(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_bits(
    cipher: *const SSL_CIPHER,
    alg_bits: *mut c_int,
) -> c_int {
    // SAFETY: the caller's place is NULL or writable.
    unsafe { store(alg_bits, c_int::from(cipher.bits)) };
    c_int::from(cipher.bits)
}

/// OpenSSL's number of the suite: `0x03000000` plus its number on the wire.
///
/// Returns 0, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_id(cipher: *const SSL_CIPHER) -> u32 {
    SUITE_BASE | u32::from(cipher.id.0)
}

/// The suite's number on the wire.
///
/// Returns 0, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_protocol_id(cipher: *const SSL_CIPHER) -> u16 {
    cipher.id.0
}

/// NID of the suite's encryption, such as NID_aes_256_gcm.
///
/// Returns NID_undef for a suite without encryption and for NULL. See SSL_CIPHER_get_name(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_cipher_nid(cipher: *const SSL_CIPHER) -> c_int {
    cipher.cipher_nid()
}

/// NID of the digest of the suite's MAC.
///
/// Returns NID_undef for an AEAD suite, which has no separate MAC, and, with an error on the queue,
/// for NULL. See SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_digest_nid(cipher: *const SSL_CIPHER) -> c_int {
    cipher.digest_nid()
}

/// NID of the suite's key exchange: NID_kx_ecdhe, …; NID_kx_any for suites of TLS 1.3.
///
/// Returns NID_undef, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_kx_nid(cipher: *const SSL_CIPHER) -> c_int {
    cipher.kx_nid()
}

/// NID of the suite's authentication: NID_auth_rsa, …; NID_auth_any for suites of TLS 1.3.
///
/// Returns NID_undef, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_auth_nid(cipher: *const SSL_CIPHER) -> c_int {
    cipher.auth_nid()
}

/// The digest of the handshake under this suite.
///
/// Returns libcrypto's static EVP_MD, or NULL, with an error on the queue, for NULL. See
/// SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_get_handshake_digest(
    cipher: *const SSL_CIPHER,
) -> *const EVP_MD {
    digest::by_nid(cipher.handshake_digest)
}

/// 1 if the suite's encryption is an AEAD, 0 if not.
///
/// Returns 0, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_is_aead(cipher: *const SSL_CIPHER) -> c_int {
    cipher.is_aead().into()
}

/// Describes the suite in one line that ends in a newline.
///
/// Writes to `buf`, which has `len` bytes, at least 128, and returns it. If `buf` is NULL, returns
/// a new string that the caller frees with `OPENSSL_free`. Returns NULL if `len` is too small
/// and, with an error on the queue, if memory is out or `cipher` is NULL. See
/// SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_description(
    cipher: *const SSL_CIPHER,
    buf: *mut c_char,
    len: c_int,
) -> *mut c_char {
    let line = cipher.description();
    if buf.is_null() {
        let mut block = line.into_bytes();
        block.resize(DESCRIPTION_SIZE, 0);
        let block = mem::copy_of(&block);
        if block.is_null() {
            err::raise(Reason::ERR_R_MALLOC_FAILURE);
        }
        return block.cast();
    }
    let size = usize::try_from(len).unwrap_or(0);
    if size < DESCRIPTION_SIZE {
        return std::ptr::null_mut();
    }
    let count = line.len().min(size - 1);
    // SAFETY: `buf` has `len` bytes, more than are written.
    unsafe {
        std::ptr::copy_nonoverlapping(line.as_ptr(), buf.cast(), count);
        buf.add(count).write(0);
    }
    buf
}

/// The suite with a number on the wire, even if this library cannot use the suite.
///
/// `ptr` points to the two bytes of the number. Returns a static suite; NULL if there is none
/// (the GOST suites are not known) and, with an error on the queue, for NULL arguments. See
/// SSL_CIPHER_get_name(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CIPHER_find(
    ssl: *mut SSL,
    ptr: *const c_uchar,
) -> *const SSL_CIPHER {
    // SAFETY: `ptr` is NULL or points to two readable bytes.
    let Ok(number) = <[u8; 2]>::try_from(unsafe { bytes(ptr, 2) }) else {
        return null(FUNCTION, std::ptr::null());
    };
    Cipher::find(CipherSuite(u16::from_be_bytes(number)))
        .map_or(std::ptr::null(), std::ptr::from_ref)
}

/// The default cipher list, in the form for `SSL_CTX_set_cipher_list`.
///
/// Returns a static string. See SSL_CTX_set_cipher_list(3).
#[entry]
pub extern "C-unwind" fn OSSL_default_cipher_list() -> *const c_char {
    DEFAULT_CIPHER_LIST.as_ptr()
}

/// The default TLS 1.3 suites, in the form for `SSL_CTX_set_ciphersuites`.
///
/// Returns a static string. See SSL_CTX_set_cipher_list(3).
#[entry]
pub extern "C-unwind" fn OSSL_default_ciphersuites() -> *const c_char {
    DEFAULT_CIPHERSUITES.as_ptr()
}
