//! The types of the application's callbacks.

use libc::{c_char, c_int, c_uchar, c_uint, c_void, size_t};

use crate::connection::Connection as SSL;
use crate::session::Session;
use crate::sys::ffi::{EVP_CIPHER_CTX, EVP_MAC_CTX, EVP_PKEY, HMAC_CTX, X509, X509_STORE_CTX};

pub type Info = unsafe extern "C-unwind" fn(*const SSL, c_int, c_int);
pub type Message =
    unsafe extern "C-unwind" fn(c_int, c_int, c_int, *const c_void, size_t, *mut SSL, *mut c_void);
pub type Verify = unsafe extern "C-unwind" fn(c_int, *mut X509_STORE_CTX) -> c_int;
pub type CertVerify = unsafe extern "C-unwind" fn(*mut X509_STORE_CTX, *mut c_void) -> c_int;
pub type Cert = unsafe extern "C-unwind" fn(*mut SSL, *mut c_void) -> c_int;
pub type ClientCert =
    unsafe extern "C-unwind" fn(*mut SSL, *mut *mut X509, *mut *mut EVP_PKEY) -> c_int;
pub type Password = unsafe extern "C-unwind" fn(*mut c_char, c_int, c_int, *mut c_void) -> c_int;
pub type KeyLog = unsafe extern "C-unwind" fn(*const SSL, *const c_char);
pub type ClientHello = unsafe extern "C-unwind" fn(*mut SSL, *mut c_int, *mut c_void) -> c_int;
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
    *const SSL,
    *const crate::context::Context,
    c_int,
    c_int,
    c_int,
    *mut c_void,
    *mut c_void,
) -> c_int;
pub type ExtensionDebug =
    unsafe extern "C-unwind" fn(*mut SSL, c_int, c_int, *const c_uchar, c_int, *mut c_void);
pub type NewSession = unsafe extern "C-unwind" fn(*mut SSL, *mut Session) -> c_int;
pub type RemoveSession = unsafe extern "C-unwind" fn(*mut crate::context::Context, *mut Session);
pub type GetSession =
    unsafe extern "C-unwind" fn(*mut SSL, *const c_uchar, c_int, *mut c_int) -> *mut Session;
pub type GenerateSessionId =
    unsafe extern "C-unwind" fn(*mut SSL, *mut c_uchar, *mut c_uint) -> c_int;
pub type NotResumable = unsafe extern "C-unwind" fn(*mut SSL, c_int) -> c_int;
pub type AllowEarlyData = unsafe extern "C-unwind" fn(*mut SSL, *mut c_void) -> c_int;
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
    *mut Session,
    *const c_uchar,
    size_t,
    c_int,
    *mut c_void,
) -> c_int;
pub type RecordPadding =
    unsafe extern "C-unwind" fn(*mut SSL, c_int, size_t, *mut c_void) -> size_t;
/// A function pointer of a `callback_ctrl`, before its command says what it is.
pub type Any = unsafe extern "C-unwind" fn();
