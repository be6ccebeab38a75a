//! Declarations of libcrypto.
//!
//! Types and constants are those of `openssl-sys`. Functions are declared here, a file per section of the
//! manual, because `openssl-sys` declares them as `extern "C"`: unwinding out of such a call aborts the
//! process. Almost any function of libcrypto can run code of the application (BIOs, callbacks, engines,
//! providers, allocators), which may throw a C++ exception, or be a point where a thread is cancelled.
//!
//! | file | functions for |
//! | --- | --- |
//! | `bio` | BIOs |
//! | `dane` | TLSA records in a verification |
//! | `evp` | keys, ciphers, digests, MACs |
//! | `exchange` | numbers, keys made of them, key exchange |
//! | `pem` | reading PEM |
//! | `x509` | certificates, stores, verification |

#![allow(non_camel_case_types)]

mod bio;
mod dane;
mod evp;
mod exchange;
mod pem;
mod x509;

pub use bio::*;
pub use dane::*;
pub use evp::*;
pub use exchange::*;
pub use pem::*;
pub use x509::*;

use libc::{c_char, c_int, c_long, c_ulong, c_void, size_t};

/// Takes types, and nothing but types, from `openssl-sys`.
macro_rules! types {
    ($($name:ident),+ $(,)?) => { $(pub type $name = openssl_sys::$name;)+ };
}

/// Takes constants, and nothing but constants, from `openssl-sys`: a function is not a pattern.
macro_rules! constants {
    ($($name:ident),+ $(,)?) => { $(
        pub use openssl_sys::$name;
        const _: () = {
            let _ = |value| matches!(value, openssl_sys::$name);
        };
    )+ };
}

types! {
    ASN1_OCTET_STRING,
    ASN1_TIME,
    BIGNUM,
    BIO,
    BIO_METHOD,
    COMP_METHOD,
    DH,
    EC_GROUP,
    EC_KEY,
    ENGINE,
    ERR_STRING_DATA,
    EVP_CIPHER,
    EVP_CIPHER_CTX,
    EVP_KDF,
    EVP_KDF_CTX,
    EVP_MAC,
    EVP_MAC_CTX,
    EVP_MD,
    EVP_MD_CTX,
    EVP_PKEY,
    EVP_PKEY_CTX,
    HMAC_CTX,
    OPENSSL_INIT_SETTINGS,
    OPENSSL_STACK,
    OSSL_LIB_CTX,
    OSSL_PARAM,
    OSSL_PROVIDER,
    RSA,
    SHA256_CTX,
    SHA512_CTX,
    SHA_CTX,
    X509,
    X509_LOOKUP,
    X509_LOOKUP_METHOD,
    X509_NAME,
    X509_STORE,
    X509_STORE_CTX,
    X509_VERIFY_PARAM,
    stack_st_SSL_CIPHER,
    stack_st_X509,
    stack_st_X509_NAME,
    stack_st_X509_OBJECT,
}

constants! {
    EVP_CTRL_GCM_GET_TAG,
    EVP_CTRL_GCM_SET_TAG,
    EVP_PKEY_DSA,
    EVP_PKEY_EC,
    EVP_PKEY_ED25519,
    EVP_PKEY_ED448,
    EVP_PKEY_RSA,
    EVP_PKEY_RSA_PSS,
    RSA_PKCS1_PSS_PADDING,
    SSL_VERIFY_NONE,
    X509_V_ERR_APPLICATION_VERIFICATION,
    X509_V_ERR_CA_KEY_TOO_SMALL,
    X509_V_ERR_CA_MD_TOO_WEAK,
    X509_V_ERR_CERT_CHAIN_TOO_LONG,
    X509_V_ERR_CERT_HAS_EXPIRED,
    X509_V_ERR_CERT_NOT_YET_VALID,
    X509_V_ERR_CERT_REJECTED,
    X509_V_ERR_CERT_REVOKED,
    X509_V_ERR_CERT_SIGNATURE_FAILURE,
    X509_V_ERR_CERT_UNTRUSTED,
    X509_V_ERR_CRL_HAS_EXPIRED,
    X509_V_ERR_CRL_NOT_YET_VALID,
    X509_V_ERR_CRL_SIGNATURE_FAILURE,
    X509_V_ERR_DANE_NO_MATCH,
    X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
    X509_V_ERR_EE_KEY_TOO_SMALL,
    X509_V_ERR_EMAIL_MISMATCH,
    X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD,
    X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD,
    X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD,
    X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD,
    X509_V_ERR_HOSTNAME_MISMATCH,
    X509_V_ERR_INVALID_CA,
    X509_V_ERR_INVALID_CALL,
    X509_V_ERR_INVALID_PURPOSE,
    X509_V_ERR_IP_ADDRESS_MISMATCH,
    X509_V_ERR_OUT_OF_MEM,
    X509_V_ERR_PATH_LENGTH_EXCEEDED,
    X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
    X509_V_ERR_STORE_LOOKUP,
    X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY,
    X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE,
    X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE,
    X509_V_ERR_UNABLE_TO_GET_CRL,
    X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
    X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
    X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
    X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
    X509_V_ERR_UNSPECIFIED,
    X509_V_FLAG_CHECK_SS_SIGNATURE,
    X509_V_FLAG_NO_CHECK_TIME,
    X509_V_FLAG_PARTIAL_CHAIN,
    X509_V_FLAG_USE_CHECK_TIME,
    X509_V_OK,
}

/// libcrypto's number for this library in error entries.
pub const ERR_LIB_SSL: c_int = 20;

/// The extra-data classes of our objects (`CRYPTO_EX_INDEX_*`).
pub const CRYPTO_EX_INDEX_SSL: c_int = 0;
pub const CRYPTO_EX_INDEX_SSL_CTX: c_int = 1;
pub const CRYPTO_EX_INDEX_SSL_SESSION: c_int = 2;
pub const CRYPTO_EX_INDEX_X509_STORE_CTX: c_int = 5;

/// `CRYPTO_EX_DATA`, which is embedded in the objects that carry extra data.
#[repr(C)]
pub struct CRYPTO_EX_DATA {
    pub ctx: *mut c_void,
    pub sk: *mut c_void,
}

/// Runs when an object that carries extra data is made, or is freed.
pub type CRYPTO_EX_new = unsafe extern "C-unwind" fn(
    parent: *mut c_void,
    pointer: *mut c_void,
    ad: *mut CRYPTO_EX_DATA,
    index: c_int,
    argl: c_long,
    argp: *mut c_void,
);
pub type CRYPTO_EX_free = CRYPTO_EX_new;

/// Runs when extra data is copied.
pub type CRYPTO_EX_dup = unsafe extern "C-unwind" fn(
    to: *mut CRYPTO_EX_DATA,
    from: *const CRYPTO_EX_DATA,
    from_d: *mut *mut c_void,
    index: c_int,
    argl: c_long,
    argp: *mut c_void,
) -> c_int;

/// A hash table, with the types of its functions: hashing, comparing, visiting.
pub enum OPENSSL_LHASH {}
pub type LhashHash = unsafe extern "C-unwind" fn(item: *const c_void) -> c_ulong;
pub type LhashCompare =
    unsafe extern "C-unwind" fn(one: *const c_void, other: *const c_void) -> c_int;
pub type LhashVisit = unsafe extern "C-unwind" fn(item: *mut c_void);
pub type LhashVisitWith = unsafe extern "C-unwind" fn(item: *mut c_void, argument: *mut c_void);

/// A directory that is being read.
pub enum OPENSSL_DIR_CTX {}

/// The commands of a section of the configuration file.
pub enum SSL_CONF_CMD {}

/// `OSSL_DISPATCH`, a table of functions.
pub enum OSSL_DISPATCH {}

extern "C-unwind" {
    pub fn COMP_get_name(method: *const COMP_METHOD) -> *const c_char;
    pub fn COMP_get_type(method: *const COMP_METHOD) -> c_int;
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
    pub fn conf_ssl_name_find(name: *const c_char, index: *mut size_t) -> c_int;
    pub fn CRYPTO_dup_ex_data(
        class: c_int,
        to: *mut CRYPTO_EX_DATA,
        from: *const CRYPTO_EX_DATA,
    ) -> c_int;
    pub fn CRYPTO_free(buf: *mut c_void, file: *const c_char, line: c_int);
    pub fn CRYPTO_free_ex_data(class: c_int, obj: *mut c_void, ad: *mut CRYPTO_EX_DATA);
    pub fn CRYPTO_get_ex_data(ad: *const CRYPTO_EX_DATA, index: c_int) -> *mut c_void;
    pub fn CRYPTO_get_ex_new_index(
        class_index: c_int,
        argl: c_long,
        argp: *mut c_void,
        new_func: Option<CRYPTO_EX_new>,
        dup_func: Option<CRYPTO_EX_dup>,
        free_func: Option<CRYPTO_EX_free>,
    ) -> c_int;
    pub fn CRYPTO_malloc(num: size_t, file: *const c_char, line: c_int) -> *mut c_void;
    pub fn CRYPTO_memcmp(a: *const c_void, b: *const c_void, len: size_t) -> c_int;
    pub fn CRYPTO_new_ex_data(class: c_int, obj: *mut c_void, ad: *mut CRYPTO_EX_DATA) -> c_int;
    pub fn CRYPTO_set_ex_data(ad: *mut CRYPTO_EX_DATA, index: c_int, value: *mut c_void) -> c_int;
    pub fn CTLOG_STORE_free(store: *mut CTLOG_STORE);
    pub fn CTLOG_STORE_load_default_file(store: *mut CTLOG_STORE) -> c_int;
    pub fn CTLOG_STORE_load_file(store: *mut CTLOG_STORE, file: *const c_char) -> c_int;
    pub fn CTLOG_STORE_new_ex(
        libctx: *mut OSSL_LIB_CTX,
        properties: *const c_char,
    ) -> *mut CTLOG_STORE;
    pub fn ENGINE_finish(engine: *mut ENGINE) -> c_int;
    pub fn ENGINE_get_cipher_engine(nid: c_int) -> *mut ENGINE;
    pub fn ENGINE_get_ssl_client_cert_function(
        engine: *const ENGINE,
    ) -> Option<unsafe extern "C-unwind" fn()>;
    pub fn ENGINE_init(engine: *mut ENGINE) -> c_int;
    pub fn ENGINE_load_ssl_client_cert(
        engine: *mut ENGINE,
        ssl: *mut c_void,
        authorities: *mut stack_st_X509_NAME,
        cert: *mut *mut X509,
        key: *mut *mut EVP_PKEY,
        others: *mut *mut stack_st_X509,
        ui_method: *mut c_void,
        callback_data: *mut c_void,
    ) -> c_int;
    pub fn ERR_clear_error();
    pub fn ERR_load_strings(lib: c_int, str: *mut ERR_STRING_DATA) -> c_int;
    pub fn ERR_new();
    pub fn ERR_peek_error() -> c_ulong;
    pub fn ERR_peek_last_error() -> c_ulong;
    pub fn ERR_pop_to_mark() -> c_int;
    pub fn ERR_reason_error_string(e: c_ulong) -> *const c_char;
    pub fn ERR_set_debug(file: *const c_char, line: c_int, func: *const c_char);
    pub fn ERR_set_error(lib: c_int, reason: c_int, fmt: *const c_char, ...);
    pub fn ERR_set_mark() -> c_int;
    pub fn OBJ_nid2ln(nid: c_int) -> *const c_char;
    pub fn OBJ_nid2sn(nid: c_int) -> *const c_char;
    pub fn OCSP_RESPID_free(id: *mut c_void);
    pub fn OPENSSL_DIR_end(ctx: *mut *mut OPENSSL_DIR_CTX) -> c_int;
    pub fn OPENSSL_DIR_read(
        ctx: *mut *mut OPENSSL_DIR_CTX,
        directory: *const c_char,
    ) -> *const c_char;
    pub fn OPENSSL_init_crypto(options: u64, settings: *const OPENSSL_INIT_SETTINGS) -> c_int;
    pub fn OPENSSL_LH_delete(table: *mut OPENSSL_LHASH, item: *const c_void) -> *mut c_void;
    pub fn OPENSSL_LH_flush(table: *mut OPENSSL_LHASH);
    pub fn OPENSSL_LH_free(table: *mut OPENSSL_LHASH);
    pub fn OPENSSL_LH_get_down_load(table: *const OPENSSL_LHASH) -> c_ulong;
    pub fn OPENSSL_LH_insert(table: *mut OPENSSL_LHASH, item: *mut c_void) -> *mut c_void;
    pub fn OPENSSL_LH_new(hash: LhashHash, compare: LhashCompare) -> *mut OPENSSL_LHASH;
    pub fn OPENSSL_LH_set_down_load(table: *mut OPENSSL_LHASH, load: c_ulong);
    pub fn OPENSSL_sk_find(stack: *mut OPENSSL_STACK, item: *const c_void) -> c_int;
    pub fn OPENSSL_sk_free(st: *mut OPENSSL_STACK);
    pub fn OPENSSL_sk_new_null() -> *mut OPENSSL_STACK;
    pub fn OPENSSL_sk_num(stack: *const OPENSSL_STACK) -> c_int;
    pub fn OPENSSL_sk_pop(st: *mut OPENSSL_STACK) -> *mut c_void;
    pub fn OPENSSL_sk_pop_free(
        stack: *mut OPENSSL_STACK,
        free: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
    );
    pub fn OPENSSL_sk_push(st: *mut OPENSSL_STACK, data: *const c_void) -> c_int;
    pub fn OPENSSL_sk_set_cmp_func(
        stack: *mut OPENSSL_STACK,
        compare: Option<StackCompare>,
    ) -> Option<StackCompare>;
    pub fn OPENSSL_sk_shift(stack: *mut OPENSSL_STACK) -> *mut c_void;
    pub fn OPENSSL_sk_value(stack: *const OPENSSL_STACK, idx: c_int) -> *mut c_void;
    pub fn OpenSSL_version_num() -> c_ulong;
    pub fn OSSL_LIB_CTX_get0_global_default() -> *mut OSSL_LIB_CTX;
    pub fn OSSL_LIB_CTX_set0_default(ctx: *mut OSSL_LIB_CTX) -> *mut OSSL_LIB_CTX;
    pub fn OSSL_PARAM_construct_end() -> OSSL_PARAM;
    pub fn OSSL_PARAM_construct_int(key: *const c_char, value: *mut c_int) -> OSSL_PARAM;
    pub fn OSSL_PARAM_construct_octet_string(
        key: *const c_char,
        value: *mut c_void,
        size: size_t,
    ) -> OSSL_PARAM;
    pub fn OSSL_PARAM_construct_utf8_string(
        key: *const c_char,
        value: *mut c_char,
        size: size_t,
    ) -> OSSL_PARAM;
    pub fn OSSL_PROVIDER_available(ctx: *mut OSSL_LIB_CTX, name: *const c_char) -> c_int;
    pub fn OSSL_PROVIDER_get0_name(provider: *const OSSL_PROVIDER) -> *const c_char;
}
