//! PEM files and the callback that asks for their passwords.

use libc::{c_char, c_int, c_long, c_uchar, c_void, FILE};

use super::{BIO, DH, EVP_CIPHER, EVP_PKEY, OSSL_LIB_CTX, RSA, X509};

/// A callback that asks for a password; libcrypto calls it while it reads or writes a key.
pub type pem_password_cb =
    Option<unsafe extern "C-unwind" fn(*mut c_char, c_int, c_int, *mut c_void) -> c_int>;

/// `d2i_of_void` and `i2d_of_void`.
pub type D2iOfVoid =
    unsafe extern "C-unwind" fn(*mut *mut c_void, *mut *const c_uchar, c_long) -> *mut c_void;
pub type I2dOfVoid = unsafe extern "C-unwind" fn(*const c_void, *mut *mut c_uchar) -> c_int;

extern "C-unwind" {
    pub fn PEM_ASN1_read(
        d2i: Option<D2iOfVoid>,
        name: *const c_char,
        file: *mut FILE,
        out: *mut *mut c_void,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut c_void;
    pub fn PEM_ASN1_read_bio(
        d2i: Option<D2iOfVoid>,
        name: *const c_char,
        bio: *mut BIO,
        out: *mut *mut c_void,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut c_void;
    pub fn PEM_ASN1_write(
        i2d: Option<I2dOfVoid>,
        name: *const c_char,
        file: *mut FILE,
        object: *const c_void,
        cipher: *const EVP_CIPHER,
        key: *const c_uchar,
        key_length: c_int,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> c_int;
    pub fn PEM_ASN1_write_bio(
        i2d: Option<I2dOfVoid>,
        name: *const c_char,
        bio: *mut BIO,
        object: *const c_void,
        cipher: *const EVP_CIPHER,
        key: *const c_uchar,
        key_length: c_int,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> c_int;
    pub fn PEM_read_bio_DHparams(
        bio: *mut BIO,
        out: *mut *mut DH,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut DH;
    pub fn PEM_read_bio_PrivateKey_ex(
        bio: *mut BIO,
        out: *mut *mut EVP_PKEY,
        callback: pem_password_cb,
        user_data: *mut c_void,
        libctx: *mut OSSL_LIB_CTX,
        properties: *const c_char,
    ) -> *mut EVP_PKEY;
    pub fn PEM_read_bio_RSAPrivateKey(
        bio: *mut BIO,
        out: *mut *mut RSA,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut RSA;
    pub fn PEM_read_bio_X509(
        bio: *mut BIO,
        out: *mut *mut X509,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut X509;
    pub fn PEM_read_bio_X509_AUX(
        bio: *mut BIO,
        out: *mut *mut X509,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut X509;
}
