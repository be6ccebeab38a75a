//! The types of the application's callbacks. Our objects are opaque here, so that modules below the objects
//! can name these types.

#![allow(non_camel_case_types, clippy::upper_case_acronyms)]

use libc::{c_char, c_int, c_uchar, c_uint, c_void, size_t};

use crate::sys::ffi::{
    stack_st_SCT, CT_POLICY_EVAL_CTX, DH, EVP_CIPHER_CTX, EVP_MAC_CTX, EVP_PKEY, HMAC_CTX, X509,
    X509_STORE_CTX,
};

/// An `SSL`. Callbacks get its address only.
pub enum SSL {}
/// An `SSL_CTX`, likewise.
pub enum SSL_CTX {}
/// An `SSL_SESSION`, likewise.
pub enum SSL_SESSION {}

pub type Info = unsafe extern "C-unwind" fn(ssl: *const SSL, type_: c_int, val: c_int);
pub type Message = unsafe extern "C-unwind" fn(
    write_p: c_int,
    version: c_int,
    content_type: c_int,
    buf: *const c_void,
    len: size_t,
    ssl: *mut SSL,
    arg: *mut c_void,
);
pub type Verify =
    unsafe extern "C-unwind" fn(preverify_ok: c_int, x509_ctx: *mut X509_STORE_CTX) -> c_int;
pub type CertVerify =
    unsafe extern "C-unwind" fn(arg1: *mut X509_STORE_CTX, arg2: *mut c_void) -> c_int;
pub type Cert = unsafe extern "C-unwind" fn(ssl: *mut SSL, arg: *mut c_void) -> c_int;
pub type ClientCert = unsafe extern "C-unwind" fn(
    ssl: *mut SSL,
    x509: *mut *mut X509,
    pkey: *mut *mut EVP_PKEY,
) -> c_int;
pub type Password = unsafe extern "C-unwind" fn(*mut c_char, c_int, c_int, *mut c_void) -> c_int;
pub type KeyLog = unsafe extern "C-unwind" fn(*const SSL, *const c_char);
pub type ClientHello =
    unsafe extern "C-unwind" fn(s: *mut SSL, al: *mut c_int, arg: *mut c_void) -> c_int;
pub type ServerName = unsafe extern "C-unwind" fn(*mut SSL, *mut c_int, *mut c_void) -> c_int;
pub type Status = unsafe extern "C-unwind" fn(*mut SSL, *mut c_void) -> c_int;
pub type AlpnSelect = unsafe extern "C-unwind" fn(
    *mut SSL,
    *mut *const c_uchar,
    *mut c_uchar,
    *const c_uchar,
    c_uint,
    *mut c_void,
) -> c_int;
pub type Security = unsafe extern "C-unwind" fn(
    s: *const SSL,
    ctx: *const SSL_CTX,
    op: c_int,
    bits: c_int,
    nid: c_int,
    other: *mut c_void,
    ex: *mut c_void,
) -> c_int;
pub type ExtensionDebug =
    unsafe extern "C-unwind" fn(*mut SSL, c_int, c_int, *const c_uchar, c_int, *mut c_void);
pub type NewSession = unsafe extern "C-unwind" fn(*mut SSL, *mut SSL_SESSION) -> c_int;
pub type RemoveSession = unsafe extern "C-unwind" fn(*mut SSL_CTX, *mut SSL_SESSION);
pub type GetSession =
    unsafe extern "C-unwind" fn(*mut SSL, *const c_uchar, c_int, *mut c_int) -> *mut SSL_SESSION;
pub type GenerateSessionId =
    unsafe extern "C-unwind" fn(*mut SSL, *mut c_uchar, *mut c_uint) -> c_int;
pub type NotResumable = unsafe extern "C-unwind" fn(*mut SSL, c_int) -> c_int;
pub type AllowEarlyData = unsafe extern "C-unwind" fn(s: *mut SSL, arg: *mut c_void) -> c_int;
pub type TicketKey = unsafe extern "C-unwind" fn(
    *mut SSL,
    *mut c_uchar,
    *mut c_uchar,
    *mut EVP_CIPHER_CTX,
    *mut EVP_MAC_CTX,
    c_int,
) -> c_int;
pub type TicketKeyHmac = unsafe extern "C-unwind" fn(
    *mut SSL,
    *mut c_uchar,
    *mut c_uchar,
    *mut EVP_CIPHER_CTX,
    *mut HMAC_CTX,
    c_int,
) -> c_int;
pub type GenerateTicket = unsafe extern "C-unwind" fn(*mut SSL, *mut c_void) -> c_int;
pub type DecryptTicket = unsafe extern "C-unwind" fn(
    *mut SSL,
    *mut SSL_SESSION,
    *const c_uchar,
    size_t,
    c_int,
    *mut c_void,
) -> c_int;
pub type RecordPadding = unsafe extern "C-unwind" fn(
    ssl: *mut SSL,
    type_: c_int,
    len: size_t,
    arg: *mut c_void,
) -> size_t;
/// A function pointer of a `callback_ctrl`, before its command says what it is.
pub type Any = unsafe extern "C-unwind" fn();

// Callbacks that are taken and never called, or refused.

pub type TmpDh =
    unsafe extern "C-unwind" fn(ssl: *mut SSL, is_export: c_int, keylength: c_int) -> *mut DH;
pub type CtValidation = unsafe extern "C-unwind" fn(
    ctx: *const CT_POLICY_EVAL_CTX,
    scts: *const stack_st_SCT,
    arg: *mut c_void,
) -> c_int;
pub type SrpClientPassword =
    unsafe extern "C-unwind" fn(arg1: *mut SSL, arg2: *mut c_void) -> *mut c_char;
pub type SrpUsername =
    unsafe extern "C-unwind" fn(arg1: *mut SSL, arg2: *mut c_int, arg3: *mut c_void) -> c_int;
pub type SrpVerifyParam = unsafe extern "C-unwind" fn(arg1: *mut SSL, arg2: *mut c_void) -> c_int;
pub type GenerateStatelessCookie = unsafe extern "C-unwind" fn(
    ssl: *mut SSL,
    cookie: *mut c_uchar,
    cookie_len: *mut usize,
) -> c_int;
pub type VerifyStatelessCookie =
    unsafe extern "C-unwind" fn(ssl: *mut SSL, cookie: *const c_uchar, cookie_len: usize) -> c_int;
pub type GenerateCookie = unsafe extern "C-unwind" fn(
    ssl: *mut SSL,
    cookie: *mut c_uchar,
    cookie_len: *mut c_uint,
) -> c_int;
pub type VerifyCookie =
    unsafe extern "C-unwind" fn(ssl: *mut SSL, cookie: *const c_uchar, cookie_len: c_uint) -> c_int;
