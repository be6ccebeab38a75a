//! The C functions of libcrypto around certificates that `openssl-sys` does not declare.

#![allow(non_camel_case_types)]

use libc::{c_char, c_int, c_long, c_ulong, c_void};

use super::ffi::*;

/// An elliptic curve written out instead of named.
pub const X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: c_int = 94;

/// Types of DANE and of Certificate Transparency, which are only passed through.
pub enum SSL_DANE {}
pub enum CTLOG_STORE {}
pub enum CT_POLICY_EVAL_CTX {}
pub enum stack_st_SCT {}

/// `OSSL_STORE_CTX` and `OSSL_STORE_INFO`.
pub enum OSSL_STORE_CTX {}
pub enum OSSL_STORE_INFO {}

/// The order of a stack's elements: gets pointers to two elements.
pub type StackCompare = unsafe extern "C-unwind" fn(*const c_void, *const c_void) -> c_int;

/// One step of a verification that can be replaced.
pub type StoreContextStep = unsafe extern "C-unwind" fn(*mut X509_STORE_CTX) -> c_int;

/// A method of an X509_STORE, of whatever signature.
pub type StoreMethod = unsafe extern "C-unwind" fn();

// Certificates, keys, names and their verification.
extern "C-unwind" {
    pub fn ASN1_TIME_to_tm(time: *const ASN1_TIME, fields: *mut libc::tm) -> c_int;
    pub fn CTLOG_STORE_free(store: *mut CTLOG_STORE);
    pub fn EVP_PKEY_can_sign(pkey: *const EVP_PKEY) -> c_int;
    pub fn EVP_PKEY_missing_parameters(pkey: *const EVP_PKEY) -> c_int;
    pub fn OPENSSL_sk_find(stack: *mut OPENSSL_STACK, item: *const c_void) -> c_int;
    pub fn OPENSSL_sk_set_cmp_func(
        stack: *mut OPENSSL_STACK,
        compare: Option<StackCompare>,
    ) -> Option<StackCompare>;
    pub fn OPENSSL_sk_shift(stack: *mut OPENSSL_STACK) -> *mut c_void;
    pub fn OSSL_STORE_INFO_free(info: *mut OSSL_STORE_INFO);
    pub fn OSSL_STORE_INFO_get0_CERT(info: *const OSSL_STORE_INFO) -> *mut X509;
    pub fn OSSL_STORE_INFO_get0_NAME(info: *const OSSL_STORE_INFO) -> *const c_char;
    pub fn OSSL_STORE_INFO_get_type(info: *const OSSL_STORE_INFO) -> c_int;
    pub fn OSSL_STORE_close(ctx: *mut OSSL_STORE_CTX) -> c_int;
    pub fn OSSL_STORE_eof(ctx: *mut OSSL_STORE_CTX) -> c_int;
    pub fn OSSL_STORE_error(ctx: *mut OSSL_STORE_CTX) -> c_int;
    pub fn OSSL_STORE_load(ctx: *mut OSSL_STORE_CTX) -> *mut OSSL_STORE_INFO;
    pub fn OSSL_STORE_open(
        uri: *const c_char,
        ui_method: *const c_void,
        ui_data: *mut c_void,
        post_process: *const c_void,
        post_process_data: *mut c_void,
    ) -> *mut OSSL_STORE_CTX;
    pub fn PEM_read_bio_X509_AUX(
        bio: *mut BIO,
        out: *mut *mut X509,
        callback: pem_password_cb,
        user_data: *mut c_void,
    ) -> *mut X509;
    pub fn X509_LOOKUP_store() -> *mut X509_LOOKUP_METHOD;
    pub fn X509_STORE_CTX_get0_param(ctx: *const X509_STORE_CTX) -> *mut X509_VERIFY_PARAM;
    pub fn X509_STORE_CTX_get1_chain(ctx: *const X509_STORE_CTX) -> *mut stack_st_X509;
    pub fn X509_STORE_CTX_get_verify(ctx: *const X509_STORE_CTX) -> Option<StoreContextStep>;
    pub fn X509_STORE_CTX_set_verify(ctx: *mut X509_STORE_CTX, verify: Option<StoreContextStep>);
    pub fn X509_STORE_CTX_set_default(ctx: *mut X509_STORE_CTX, name: *const c_char) -> c_int;
    pub fn X509_STORE_CTX_set_ex_data(
        ctx: *mut X509_STORE_CTX,
        index: c_int,
        data: *mut c_void,
    ) -> c_int;
    pub fn X509_STORE_CTX_set_flags(ctx: *mut X509_STORE_CTX, flags: c_ulong);
    pub fn X509_STORE_CTX_set_verify_cb(
        ctx: *mut X509_STORE_CTX,
        verify: Option<unsafe extern "C-unwind" fn(c_int, *mut X509_STORE_CTX) -> c_int>,
    );
    pub fn X509_STORE_get_get_issuer(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_cleanup(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_check_issued(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_check_revocation(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_get_crl(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_check_crl(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_cert_crl(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_check_policy(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_lookup_certs(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_lookup_crls(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_verify(store: *const X509_STORE) -> Option<StoreContextStep>;
    pub fn X509_STORE_get_verify_cb(
        store: *const X509_STORE,
    ) -> Option<unsafe extern "C-unwind" fn(c_int, *mut X509_STORE_CTX) -> c_int>;
    pub fn X509_STORE_load_file(store: *mut X509_STORE, file: *const c_char) -> c_int;
    pub fn X509_STORE_load_path(store: *mut X509_STORE, path: *const c_char) -> c_int;
    pub fn X509_STORE_load_store(store: *mut X509_STORE, uri: *const c_char) -> c_int;
    pub fn X509_STORE_lock(store: *mut X509_STORE) -> c_int;
    pub fn X509_STORE_unlock(store: *mut X509_STORE) -> c_int;
    pub fn X509_VERIFY_PARAM_get1_ip_asc(param: *mut X509_VERIFY_PARAM) -> *mut c_char;
    pub fn X509_VERIFY_PARAM_set1_ip_asc(
        param: *mut X509_VERIFY_PARAM,
        address: *const c_char,
    ) -> c_int;
    pub fn X509_check_private_key(cert: *const X509, key: *const EVP_PKEY) -> c_int;
    pub fn X509_get0_pubkey(cert: *const X509) -> *mut EVP_PKEY;
    pub fn X509_get_signature_info(
        cert: *mut X509,
        digest: *mut c_int,
        key: *mut c_int,
        security_bits: *mut c_int,
        flags: *mut u32,
    ) -> c_int;
    pub fn a2i_IPADDRESS(text: *const c_char) -> *mut ASN1_OCTET_STRING;
    pub fn d2i_PrivateKey(
        kind: c_int,
        out: *mut *mut EVP_PKEY,
        bytes: *mut *const u8,
        length: c_long,
    ) -> *mut EVP_PKEY;
    pub fn d2i_PrivateKey_bio(bio: *mut BIO, out: *mut *mut EVP_PKEY) -> *mut EVP_PKEY;
    pub fn d2i_RSAPrivateKey_bio(bio: *mut BIO, out: *mut *mut RSA) -> *mut RSA;
}
