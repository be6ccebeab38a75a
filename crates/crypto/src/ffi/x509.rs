//! Certificates, names, stores and their verification.

use libc::{c_char, c_int, c_long, c_uchar, c_uint, c_ulong, c_void, size_t};

use super::*;

/// An elliptic curve written out instead of named.
pub const X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: c_int = 94;

/// Types of Certificate Transparency, which are only passed through.
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

extern "C-unwind" {
    pub fn ASN1_OCTET_STRING_free(x: *mut ASN1_OCTET_STRING);
    pub fn ASN1_TIME_to_tm(time: *const ASN1_TIME, fields: *mut libc::tm) -> c_int;
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
    pub fn X509_EXTENSION_free(extension: *mut c_void);
    pub fn X509_LOOKUP_ctrl_ex(
        lookup: *mut X509_LOOKUP,
        command: c_int,
        name: *const c_char,
        kind: c_long,
        out: *mut *mut c_char,
        libctx: *mut OSSL_LIB_CTX,
        properties: *const c_char,
    ) -> c_int;
    pub fn X509_LOOKUP_file() -> *mut X509_LOOKUP_METHOD;
    pub fn X509_LOOKUP_hash_dir() -> *mut X509_LOOKUP_METHOD;
    pub fn X509_LOOKUP_store() -> *mut X509_LOOKUP_METHOD;
    pub fn X509_NAME_cmp(a: *const X509_NAME, b: *const X509_NAME) -> c_int;
    pub fn X509_NAME_dup(x: *const X509_NAME) -> *mut X509_NAME;
    pub fn X509_NAME_free(x: *mut X509_NAME);
    pub fn X509_STORE_CTX_free(ctx: *mut X509_STORE_CTX);
    pub fn X509_STORE_CTX_get0_chain(ctx: *const X509_STORE_CTX) -> *mut stack_st_X509;
    pub fn X509_STORE_CTX_get0_param(ctx: *const X509_STORE_CTX) -> *mut X509_VERIFY_PARAM;
    pub fn X509_STORE_CTX_get1_chain(ctx: *const X509_STORE_CTX) -> *mut stack_st_X509;
    pub fn X509_STORE_CTX_get_error(ctx: *const X509_STORE_CTX) -> c_int;
    pub fn X509_STORE_CTX_get_ex_data(ctx: *const X509_STORE_CTX, idx: c_int) -> *mut c_void;
    pub fn X509_STORE_CTX_get_verify(ctx: *const X509_STORE_CTX) -> Option<StoreContextStep>;
    pub fn X509_STORE_CTX_init(
        ctx: *mut X509_STORE_CTX,
        store: *mut X509_STORE,
        x509: *mut X509,
        chain: *mut stack_st_X509,
    ) -> c_int;
    pub fn X509_STORE_CTX_new_ex(
        libctx: *mut OSSL_LIB_CTX,
        properties: *const c_char,
    ) -> *mut X509_STORE_CTX;
    pub fn X509_STORE_CTX_set_default(ctx: *mut X509_STORE_CTX, name: *const c_char) -> c_int;
    pub fn X509_STORE_CTX_set_ex_data(
        ctx: *mut X509_STORE_CTX,
        index: c_int,
        data: *mut c_void,
    ) -> c_int;
    pub fn X509_STORE_CTX_set_flags(ctx: *mut X509_STORE_CTX, flags: c_ulong);
    pub fn X509_STORE_CTX_set_verify(ctx: *mut X509_STORE_CTX, verify: Option<StoreContextStep>);
    pub fn X509_STORE_CTX_set_verify_cb(
        ctx: *mut X509_STORE_CTX,
        verify: Option<unsafe extern "C-unwind" fn(c_int, *mut X509_STORE_CTX) -> c_int>,
    );
    pub fn X509_STORE_add_cert(store: *mut X509_STORE, x: *mut X509) -> c_int;
    pub fn X509_STORE_add_lookup(
        store: *mut X509_STORE,
        meth: *mut X509_LOOKUP_METHOD,
    ) -> *mut X509_LOOKUP;
    pub fn X509_STORE_free(store: *mut X509_STORE);
    pub fn X509_STORE_get0_objects(ctx: *const X509_STORE) -> *mut stack_st_X509_OBJECT;
    pub fn X509_STORE_get_cert_crl(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_check_crl(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_check_issued(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_check_policy(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_check_revocation(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_cleanup(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_get_crl(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_get_issuer(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_lookup_certs(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_lookup_crls(store: *const X509_STORE) -> Option<StoreMethod>;
    pub fn X509_STORE_get_verify(store: *const X509_STORE) -> Option<StoreContextStep>;
    pub fn X509_STORE_get_verify_cb(
        store: *const X509_STORE,
    ) -> Option<unsafe extern "C-unwind" fn(c_int, *mut X509_STORE_CTX) -> c_int>;
    pub fn X509_STORE_load_file_ex(
        store: *mut X509_STORE,
        file: *const c_char,
        libctx: *mut OSSL_LIB_CTX,
        properties: *const c_char,
    ) -> c_int;
    pub fn X509_STORE_load_path(store: *mut X509_STORE, path: *const c_char) -> c_int;
    pub fn X509_STORE_load_store_ex(
        store: *mut X509_STORE,
        uri: *const c_char,
        libctx: *mut OSSL_LIB_CTX,
        properties: *const c_char,
    ) -> c_int;
    pub fn X509_STORE_lock(store: *mut X509_STORE) -> c_int;
    pub fn X509_STORE_new() -> *mut X509_STORE;
    pub fn X509_STORE_set_default_paths_ex(
        store: *mut X509_STORE,
        libctx: *mut OSSL_LIB_CTX,
        properties: *const c_char,
    ) -> c_int;
    pub fn X509_STORE_unlock(store: *mut X509_STORE) -> c_int;
    pub fn X509_STORE_up_ref(store: *mut X509_STORE) -> c_int;
    pub fn X509_VERIFY_PARAM_add1_host(
        param: *mut X509_VERIFY_PARAM,
        name: *const c_char,
        length: size_t,
    ) -> c_int;
    pub fn X509_VERIFY_PARAM_free(param: *mut X509_VERIFY_PARAM);
    pub fn X509_VERIFY_PARAM_get0_peername(param: *const X509_VERIFY_PARAM) -> *mut c_char;
    pub fn X509_VERIFY_PARAM_get1_ip_asc(param: *mut X509_VERIFY_PARAM) -> *mut c_char;
    pub fn X509_VERIFY_PARAM_get_depth(param: *const X509_VERIFY_PARAM) -> c_int;
    pub fn X509_VERIFY_PARAM_get_flags(param: *const X509_VERIFY_PARAM) -> c_ulong;
    pub fn X509_VERIFY_PARAM_inherit(
        to: *mut X509_VERIFY_PARAM,
        from: *const X509_VERIFY_PARAM,
    ) -> c_int;
    pub fn X509_VERIFY_PARAM_move_peername(
        to: *mut X509_VERIFY_PARAM,
        from: *mut X509_VERIFY_PARAM,
    );
    pub fn X509_VERIFY_PARAM_new() -> *mut X509_VERIFY_PARAM;
    pub fn X509_VERIFY_PARAM_set1(
        to: *mut X509_VERIFY_PARAM,
        from: *const X509_VERIFY_PARAM,
    ) -> c_int;
    pub fn X509_VERIFY_PARAM_set1_host(
        param: *mut X509_VERIFY_PARAM,
        name: *const c_char,
        namelen: size_t,
    ) -> c_int;
    pub fn X509_VERIFY_PARAM_set1_ip_asc(
        param: *mut X509_VERIFY_PARAM,
        address: *const c_char,
    ) -> c_int;
    pub fn X509_VERIFY_PARAM_set_auth_level(param: *mut X509_VERIFY_PARAM, lvl: c_int);
    pub fn X509_VERIFY_PARAM_set_depth(param: *mut X509_VERIFY_PARAM, depth: c_int);
    pub fn X509_VERIFY_PARAM_set_hostflags(param: *mut X509_VERIFY_PARAM, flags: c_uint);
    pub fn X509_VERIFY_PARAM_set_purpose(param: *mut X509_VERIFY_PARAM, purpose: c_int) -> c_int;
    pub fn X509_VERIFY_PARAM_set_trust(param: *mut X509_VERIFY_PARAM, trust: c_int) -> c_int;
    pub fn X509_chain_check_suiteb(
        depth: *mut c_int,
        cert: *mut X509,
        chain: *mut stack_st_X509,
        flags: c_ulong,
    ) -> c_int;
    pub fn X509_check_private_key(cert: *const X509, key: *const EVP_PKEY) -> c_int;
    pub fn X509_cmp(a: *const X509, b: *const X509) -> c_int;
    pub fn X509_dup(x: *const X509) -> *mut X509;
    pub fn X509_free(x: *mut X509);
    pub fn X509_get0_pubkey(cert: *const X509) -> *mut EVP_PKEY;
    pub fn X509_get_key_usage(x: *mut X509) -> u32;
    pub fn X509_get_extension_flags(x: *mut X509) -> u32;
    pub fn X509_get_issuer_name(x: *const X509) -> *mut X509_NAME;
    pub fn X509_get_pubkey(x: *mut X509) -> *mut EVP_PKEY;
    pub fn X509_get_signature_info(
        cert: *mut X509,
        digest: *mut c_int,
        key: *mut c_int,
        security_bits: *mut c_int,
        flags: *mut u32,
    ) -> c_int;
    pub fn X509_get_signature_nid(x: *const X509) -> c_int;
    pub fn X509_get_subject_name(x: *const X509) -> *mut X509_NAME;
    pub fn X509_getm_notAfter(x: *const X509) -> *mut ASN1_TIME;
    pub fn X509_getm_notBefore(x: *const X509) -> *mut ASN1_TIME;
    pub fn X509_new_ex(libctx: *mut OSSL_LIB_CTX, properties: *const c_char) -> *mut X509;
    pub fn X509_up_ref(x: *mut X509) -> c_int;
    pub fn X509_verify_cert(ctx: *mut X509_STORE_CTX) -> c_int;
    pub fn X509_verify_cert_error_string(n: c_long) -> *const c_char;
    pub fn a2i_IPADDRESS(text: *const c_char) -> *mut ASN1_OCTET_STRING;
    pub fn d2i_X509(a: *mut *mut X509, pp: *mut *const c_uchar, length: c_long) -> *mut X509;
    pub fn d2i_X509_NAME(
        n: *mut *mut X509_NAME,
        pp: *mut *const c_uchar,
        length: c_long,
    ) -> *mut X509_NAME;
    pub fn d2i_X509_bio(b: *mut BIO, a: *mut *mut X509) -> *mut X509;
    pub fn i2d_X509(x: *const X509, buf: *mut *mut u8) -> c_int;
    pub fn i2d_X509_NAME(n: *const X509_NAME, buf: *mut *mut u8) -> c_int;
}
