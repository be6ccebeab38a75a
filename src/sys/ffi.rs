//! The C functions of libcrypto that we call: `openssl-sys`, and those that it does not declare.

#[allow(hidden_glob_reexports)]
mod declared {
    pub use openssl_sys::*;
}
pub use declared::*;

pub use super::x509_ffi::*;

/// A callback that asks for a password; libcrypto calls it while it reads or writes a key.
#[allow(non_camel_case_types)]
pub type pem_password_cb =
    Option<unsafe extern "C-unwind" fn(*mut c_char, c_int, c_int, *mut c_void) -> c_int>;

#[allow(hidden_glob_reexports)]
use libc::{c_char, c_int, c_long, c_uchar, c_uint, c_ulong, c_void, size_t, FILE};

/// libcrypto's number for this library in error entries.
pub const ERR_LIB_SSL: c_int = 20;

/// The context is not used after the signature.
pub const EVP_MD_CTX_FLAG_FINALISE: c_int = 0x200;

/// The extra-data classes of our objects (`CRYPTO_EX_INDEX_*`).
pub const CRYPTO_EX_INDEX_SSL: c_int = 0;
pub const CRYPTO_EX_INDEX_SSL_CTX: c_int = 1;
pub const CRYPTO_EX_INDEX_SSL_SESSION: c_int = 2;
pub const CRYPTO_EX_INDEX_X509_STORE_CTX: c_int = 5;

/// `CRYPTO_EX_DATA`, which is embedded in the objects that carry extra data.
#[repr(C)]
pub struct ExData {
    pub ctx: *mut c_void,
    pub sk: *mut c_void,
}

extern "C-unwind" {
    pub fn BIO_up_ref(bio: *mut BIO) -> c_int;
    pub fn BIO_free(bio: *mut BIO) -> c_int;
    pub fn BIO_test_flags(bio: *const BIO, flags: c_int) -> c_int;
    pub fn BIO_get_retry_reason(bio: *mut BIO) -> c_int;
    pub fn BIO_set_retry_reason(bio: *mut BIO, reason: c_int);
    pub fn BIO_next(bio: *mut BIO) -> *mut BIO;
    pub fn BIO_find_type(bio: *mut BIO, bio_type: c_int) -> *mut BIO;
    pub fn BIO_method_name(bio: *const BIO) -> *const c_char;
    pub fn BIO_method_type(bio: *const BIO) -> c_int;
    pub fn BIO_s_socket() -> *const BIO_METHOD;
    pub fn BIO_get_callback(bio: *const BIO) -> Option<unsafe extern "C-unwind" fn()>;
    pub fn BIO_get_callback_ex(bio: *const BIO) -> Option<unsafe extern "C-unwind" fn()>;
    pub fn BIO_int_ctrl(bio: *mut BIO, cmd: c_int, larg: c_long, iarg: c_int) -> c_long;
    pub fn BIO_push(b: *mut BIO, append: *mut BIO) -> *mut BIO;
    pub fn BIO_pop(b: *mut BIO) -> *mut BIO;
    pub fn BIO_copy_next_retry(b: *mut BIO);
    pub fn BIO_set_init(b: *mut BIO, init: c_int);
    pub fn BIO_get_init(b: *mut BIO) -> c_int;
    pub fn BIO_get_shutdown(b: *mut BIO) -> c_int;
    pub fn BIO_set_shutdown(b: *mut BIO, shut: c_int);
    pub fn BIO_set_next(b: *mut BIO, next: *mut BIO);
    pub fn BIO_f_buffer() -> *const BIO_METHOD;
    pub fn BIO_s_connect() -> *const BIO_METHOD;

    pub fn EVP_MD_CTX_set_flags(ctx: *mut EVP_MD_CTX, flags: c_int);

    pub fn ERR_peek_error() -> c_ulong;
    pub fn ERR_set_mark() -> c_int;
    pub fn ERR_pop_to_mark() -> c_int;

    pub fn CRYPTO_new_ex_data(class: c_int, obj: *mut c_void, ad: *mut ExData) -> c_int;
    pub fn CRYPTO_dup_ex_data(class: c_int, to: *mut ExData, from: *const ExData) -> c_int;
    pub fn CRYPTO_free_ex_data(class: c_int, obj: *mut c_void, ad: *mut ExData);
    pub fn CRYPTO_set_ex_data(ad: *mut ExData, index: c_int, value: *mut c_void) -> c_int;
    pub fn CRYPTO_get_ex_data(ad: *const ExData, index: c_int) -> *mut c_void;
    pub fn CRYPTO_strdup(text: *const c_char, file: *const c_char, line: c_int) -> *mut c_char;

    pub fn X509_VERIFY_PARAM_inherit(
        to: *mut X509_VERIFY_PARAM,
        from: *const X509_VERIFY_PARAM,
    ) -> c_int;
    pub fn X509_VERIFY_PARAM_set1(
        to: *mut X509_VERIFY_PARAM,
        from: *const X509_VERIFY_PARAM,
    ) -> c_int;
    pub fn X509_VERIFY_PARAM_lookup(name: *const c_char) -> *const X509_VERIFY_PARAM;
    pub fn X509_VERIFY_PARAM_get_depth(param: *const X509_VERIFY_PARAM) -> c_int;
    pub fn X509_VERIFY_PARAM_get0_peername(param: *const X509_VERIFY_PARAM) -> *mut c_char;
    pub fn X509_VERIFY_PARAM_move_peername(
        to: *mut X509_VERIFY_PARAM,
        from: *mut X509_VERIFY_PARAM,
    );
    pub fn X509_VERIFY_PARAM_add1_host(
        param: *mut X509_VERIFY_PARAM,
        name: *const c_char,
        length: size_t,
    ) -> c_int;
    pub fn X509_VERIFY_PARAM_get_hostflags(param: *const X509_VERIFY_PARAM) -> c_uint;
    pub fn X509_VERIFY_PARAM_set_trust(param: *mut X509_VERIFY_PARAM, trust: c_int) -> c_int;
}

extern "C-unwind" {
    pub fn EVP_PKEY_get1_encoded_public_key(pkey: *mut EVP_PKEY, ppub: *mut *mut u8) -> size_t;
    pub fn EVP_PKEY_set1_encoded_public_key(
        pkey: *mut EVP_PKEY,
        public: *const u8,
        len: size_t,
    ) -> c_int;
    pub fn EVP_PKEY_get_base_id(pkey: *const EVP_PKEY) -> c_int;
    pub fn X509_STORE_up_ref(store: *mut X509_STORE) -> c_int;
}

/// `BIO_ADDR`, which only datagrams need.
#[allow(non_camel_case_types)]
pub enum BIO_ADDR {}

extern "C-unwind" {
    pub fn OCSP_RESPID_free(id: *mut c_void);
    pub fn OPENSSL_sk_pop_free(
        stack: *mut OPENSSL_STACK,
        free: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
    );
    pub fn EC_KEY_oct2key(
        key: *mut EC_KEY,
        bytes: *const u8,
        length: size_t,
        ctx: *mut BN_CTX,
    ) -> c_int;
    pub fn BIO_new_file(name: *const c_char, mode: *const c_char) -> *mut BIO;
    pub fn OSSL_LIB_CTX_get0_global_default() -> *mut OSSL_LIB_CTX;
    pub fn OPENSSL_init_crypto(options: u64, settings: *const OPENSSL_INIT_SETTINGS) -> c_int;
}

/// `d2i_of_void` and `i2d_of_void`.
pub type D2iOfVoid =
    unsafe extern "C-unwind" fn(*mut *mut c_void, *mut *const c_uchar, c_long) -> *mut c_void;
pub type I2dOfVoid = unsafe extern "C-unwind" fn(*const c_void, *mut *mut c_uchar) -> c_int;

// Sessions and tickets.
extern "C-unwind" {
    pub fn BIO_dump_indent(
        bio: *mut BIO,
        bytes: *const c_void,
        length: c_int,
        indent: c_int,
    ) -> c_int;
    pub fn HMAC_CTX_get_md(ctx: *const HMAC_CTX) -> *const EVP_MD;
    pub fn HMAC_size(ctx: *const HMAC_CTX) -> size_t;
    pub fn OSSL_PARAM_construct_utf8_string(
        key: *const c_char,
        value: *mut c_char,
        size: size_t,
    ) -> OSSL_PARAM;
    pub fn PEM_read_bio_X509(
        bio: *mut BIO,
        out: *mut *mut X509,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut X509;
    pub fn PEM_read_bio_PrivateKey(
        bio: *mut BIO,
        out: *mut *mut EVP_PKEY,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut EVP_PKEY;
    pub fn PEM_read_bio_RSAPrivateKey(
        bio: *mut BIO,
        out: *mut *mut RSA,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut RSA;
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
}

/// The commands of a section of the configuration file.
#[allow(non_camel_case_types)]
pub enum SSL_CONF_CMD {}

extern "C-unwind" {
    pub fn conf_ssl_name_find(name: *const c_char, index: *mut size_t) -> c_int;
    pub fn conf_ssl_get(
        index: size_t,
        name: *mut *const c_char,
        count: *mut size_t,
    ) -> *const SSL_CONF_CMD;
    pub fn conf_ssl_get_cmd(
        commands: *const SSL_CONF_CMD,
        index: size_t,
        command: *mut *mut c_char,
        argument: *mut *mut c_char,
    );
}

/// What `BIO_callback_ctrl` sets.
pub type BioInfoCallback = Option<unsafe extern "C-unwind" fn(*mut BIO, c_int, c_int) -> c_int>;

type BioRead = unsafe extern "C-unwind" fn(*mut BIO, *mut c_char, size_t, *mut size_t) -> c_int;
type BioWrite = unsafe extern "C-unwind" fn(*mut BIO, *const c_char, size_t, *mut size_t) -> c_int;
type BioPuts = unsafe extern "C-unwind" fn(*mut BIO, *const c_char) -> c_int;
type BioCtrl = unsafe extern "C-unwind" fn(*mut BIO, c_int, c_long, *mut c_void) -> c_long;
type BioCallbackCtrl = unsafe extern "C-unwind" fn(*mut BIO, c_int, BioInfoCallback) -> c_long;
type BioLife = unsafe extern "C-unwind" fn(*mut BIO) -> c_int;

extern "C-unwind" {
    pub fn BIO_callback_ctrl(bio: *mut BIO, command: c_int, callback: BioInfoCallback) -> c_long;
    pub fn BIO_meth_set_read_ex(method: *mut BIO_METHOD, read: Option<BioRead>) -> c_int;
    pub fn BIO_meth_set_write_ex(method: *mut BIO_METHOD, write: Option<BioWrite>) -> c_int;
    pub fn BIO_meth_set_puts(method: *mut BIO_METHOD, puts: Option<BioPuts>) -> c_int;
    pub fn BIO_meth_set_ctrl(method: *mut BIO_METHOD, ctrl: Option<BioCtrl>) -> c_int;
    pub fn BIO_meth_set_callback_ctrl(
        method: *mut BIO_METHOD,
        ctrl: Option<BioCallbackCtrl>,
    ) -> c_int;
    pub fn BIO_meth_set_create(method: *mut BIO_METHOD, create: Option<BioLife>) -> c_int;
    pub fn BIO_meth_set_destroy(method: *mut BIO_METHOD, destroy: Option<BioLife>) -> c_int;
}
