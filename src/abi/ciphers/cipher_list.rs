//! Cipher lists: the suites that may be used, and those that both peers have (SSL_CTX_set_cipher_list(3),
//! SSL_get_ciphers(3)).

use libc::{c_char, c_int, c_uchar, size_t};

use crate::abi::{bytes, entry, null, text, SSL, SSL_CIPHER, SSL_CTX};
use crate::cipher::list::ListError;
use crate::cipher::Cipher;
use crate::context::ciphers::stack_of;
use crate::context::policy::Moment;
use crate::context::Configured;
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::ffi::stack_st_SSL_CIPHER;
use crate::sys::stack::BorrowedStack;
use tls::registry::suite::CipherSuite;

/// 1, or 0 with the reason on the queue.
fn success(result: Result<(), ListError>) -> c_int {
    match result {
        Ok(()) => 1,
        Err(error) => {
            error.reasons().for_each(err::raise);
            0
        }
    }
}

/// # Safety
/// `rules` is NULL or a string.
unsafe fn set_cipher_list(object: &impl Configured, rules: *const c_char) -> c_int {
    // SAFETY: `rules` is NULL or a string, by this function's contract.
    let rules = unsafe { text(rules) };
    rules.map_or(0, |rules| success(object.set_cipher_list(rules)))
}

/// # Safety
/// `names` is NULL or a string.
unsafe fn set_ciphersuites(
    name: &'static str,
    object: &impl Configured,
    names: *const c_char,
) -> c_int {
    // SAFETY: `names` is NULL or a string, by this function's contract.
    match unsafe { text(names) } {
        Some(names) => success(object.set_ciphersuites(names)),
        None => null(name, 0),
    }
}

/// Gives a stack to the caller; NULL, with an error on the queue, if memory is out.
fn give(stack: Option<BorrowedStack<Cipher>>) -> *mut stack_st_SSL_CIPHER {
    stack.map_or_else(
        || {
            err::raise(Reason::ERR_R_MALLOC_FAILURE);
            std::ptr::null_mut()
        },
        BorrowedStack::into_ptr,
    )
}

/// Sets the cipher suites below TLS 1.3 that connections made from now on may use.
///
/// `str` is a list in the language of openssl-ciphers(1). Suites that this library does not
/// implement are listed too, but neither offered nor chosen. Returns 1; 0, with an error on the
/// queue, if nothing is selected (`SSL_R_NO_CIPHER_MATCH`; the list is empty afterwards) or if the
/// list is malformed (`SSL_R_INVALID_COMMAND`; nothing changes except a security level given before
/// the mistake); 0 for NULL. See SSL_CTX_set_cipher_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_cipher_list(
    ctx: *mut SSL_CTX,
    str: *const c_char,
) -> c_int {
    // SAFETY: the argument is NULL or a string.
    unsafe { set_cipher_list(ctx, str) }
}

/// Sets the cipher suites below TLS 1.3 that this connection may use.
///
/// As `SSL_CTX_set_cipher_list`. See SSL_CTX_set_cipher_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_cipher_list(ssl: *mut SSL, str: *const c_char) -> c_int {
    // SAFETY: the argument is NULL or a string.
    unsafe { set_cipher_list(ssl, str) }
}

/// Sets the cipher suites of TLS 1.3 that connections made from now on may use.
///
/// `str` holds their standard names, the most preferred first, separated by colons; an empty
/// string means none. Names that are unknown, or that this library does not have
/// (TLS_AES_128_CCM_SHA256, TLS_AES_128_CCM_8_SHA256), are skipped. Returns 1; 0, with
/// `SSL_R_NO_CIPHER_MATCH` on the queue and nothing changed, if none is left; 0, with an error on
/// the queue, for NULL. See SSL_CTX_set_cipher_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ciphersuites(
    ctx: *mut SSL_CTX,
    str: *const c_char,
) -> c_int {
    // SAFETY: the argument is NULL or a string.
    unsafe { set_ciphersuites(FUNCTION, ctx, str) }
}

/// Sets the cipher suites of TLS 1.3 that this connection may use.
///
/// As `SSL_CTX_set_ciphersuites`. See SSL_CTX_set_cipher_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_ciphersuites(ssl: *mut SSL, str: *const c_char) -> c_int {
    // SAFETY: the argument is NULL or a string.
    unsafe { set_ciphersuites(FUNCTION, ssl, str) }
}

/// The suites that connections of the context may use, the most preferred first.
///
/// Returns a stack that belongs to the context and is valid until its list is set again; NULL for
/// NULL. See SSL_get_ciphers(3).
#[entry(null = std::ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_CTX_get_ciphers(
    ctx: *const SSL_CTX,
) -> *mut stack_st_SSL_CIPHER {
    ctx.settings().ciphers.stack()
}

/// The suites that the connection may use, the most preferred first.
///
/// Returns a stack that belongs to the connection and is valid until its list is set again; NULL for
/// NULL. See SSL_get_ciphers(3).
#[entry(null = std::ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get_ciphers(ssl: *const SSL) -> *mut stack_st_SSL_CIPHER {
    ssl.ciphers().stack()
}

/// The name of the suite at index `n`, from 0, of the connection's list.
///
/// Returns a static string; NULL past the end of the list and for NULL. See SSL_get_ciphers(3).
#[entry(null = std::ptr::null())]
pub unsafe extern "C-unwind" fn SSL_get_cipher_list(ssl: *const SSL, n: c_int) -> *const c_char {
    let list = ssl.ciphers();
    let suite = usize::try_from(n).ok().and_then(|n| list.ciphers().get(n));
    suite.map_or(std::ptr::null(), |c| c.name.as_ptr())
}

/// The suites of the connection's list that a client with its versions, security level and signature
/// algorithms can use, the most preferred first.
///
/// Returns a new stack that the caller frees with `sk_SSL_CIPHER_free` (its elements are static);
/// NULL if there are none, and for NULL. See SSL_get_ciphers(3).
#[entry(null = std::ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get1_supported_ciphers(
    ssl: *mut SSL,
) -> *mut stack_st_SSL_CIPHER {
    let range = ssl.version_range();
    let policy = ssl.policy(Moment::Supported);
    let suites = policy.supported_suites(range, ssl.state.is_server());
    if suites.is_empty() {
        return std::ptr::null_mut();
    }
    give(stack_of(suites))
}

/// The suites that the client offered and that are known here, in the client's order.
///
/// Returns a stack that belongs to the connection and is valid until its next handshake; NULL on
/// clients, before the server knows the client's suites, and for NULL. See SSL_get_ciphers(3).
#[entry(null = std::ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get_client_ciphers(
    ssl: *const SSL,
) -> *mut stack_st_SSL_CIPHER {
    ssl.peer_ciphers_stack()
}

/// Writes the names of the suites that the client offered and the server's list has, in the
/// client's order, separated by colons.
///
/// `buf` has `size` bytes; the list ends before the first name that does not fit. Returns `buf`;
/// NULL on clients, before the handshake, if `size` is below 2, and if no suite is shared; NULL with
/// an error on the queue if `buf` is NULL and suites are shared. See SSL_get_ciphers(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_shared_ciphers(
    ssl: *const SSL,
    buf: *mut c_char,
    size: c_int,
) -> *mut c_char {
    let failure = std::ptr::null_mut();
    let mut left = match usize::try_from(size) {
        Ok(size) if size >= 2 => size,
        _ => return failure,
    };
    let list = ssl.ciphers();
    let own = list.ciphers();
    let mut line = Vec::new();
    for cipher in ssl.peer_ciphers().iter().filter(|c| own.contains(c)) {
        let name = cipher.name.to_bytes();
        if name.len() >= left {
            break;
        }
        left -= name.len() + 1;
        line.extend_from_slice(name);
        line.push(b':');
    }
    // The NUL replaces the last colon.
    let Some(last) = line.last_mut() else {
        return failure;
    };
    *last = 0;
    if buf.is_null() {
        return null(FUNCTION, failure);
    }
    // SAFETY: `buf` has `size` writable bytes, and the line is not longer.
    unsafe { std::ptr::copy_nonoverlapping(line.as_ptr(), buf.cast(), line.len()) };
    buf
}

/// Makes stacks of the suites in a list from the wire.
///
/// `bytes` are `len` bytes of two-byte numbers; with `isv2format`, of three-byte numbers as in an
/// SSLv2 ClientHello; numbers of SSLv2's own suites are skipped. `*sk` gets the known suites and
/// `*scsvs` the signalling values; the caller frees both with `sk_SSL_CIPHER_free` (their elements
/// are static), and passes NULL for a stack that it does not need. Returns 1; 0, with an error on
/// the queue, for an empty list (`SSL_R_NO_CIPHERS_SPECIFIED`), half a number
/// (`SSL_R_ERROR_IN_RECEIVED_CIPHER_LIST`) and a NULL connection. See SSL_get_ciphers(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_bytes_to_cipher_list(
    ssl: *mut SSL,
    bytes: *const c_uchar,
    len: size_t,
    isv2format: c_int,
    sk: *mut *mut stack_st_SSL_CIPHER,
    scsvs: *mut *mut stack_st_SSL_CIPHER,
) -> c_int {
    // SAFETY: the buffer is NULL or readable for its length.
    let list = unsafe { self::bytes(bytes, len) };
    let size = if isv2format != 0 { 3 } else { 2 };
    if list.is_empty() {
        err::raise(Reason::NO_CIPHERS_SPECIFIED);
        return 0;
    }
    if list.len() % size != 0 {
        err::raise(Reason::ERROR_IN_RECEIVED_CIPHER_LIST);
        return 0;
    }
    let (signals, suites): (Vec<_>, Vec<_>) = list
        .chunks_exact(size)
        .filter_map(|number| match *number {
            [high, low] | [0, high, low] => {
                Cipher::find(CipherSuite(u16::from_be_bytes([high, low])))
            }
            _ => None,
        })
        .partition(|c| c.is_signal());
    for (place, ciphers) in [(sk, suites), (scsvs, signals)] {
        if place.is_null() {
            continue;
        }
        let stack = give(stack_of(ciphers));
        // SAFETY: the pointer is not NULL, so the caller's place is writable.
        unsafe { place.write(stack) };
        if stack.is_null() {
            return 0;
        }
    }
    1
}

/// The suite in use; before the handshake, the suite of the session to be resumed.
///
/// Returns a static suite; NULL if there is none yet and, with an error on the queue, for NULL.
/// See SSL_get_current_cipher(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_current_cipher(ssl: *const SSL) -> *const SSL_CIPHER {
    pointer(ssl.resumption.ask(|session| session.cipher).flatten())
}

/// The suite that was negotiated.
///
/// Returns a static suite; NULL if there is none yet and, with an error on the queue, for NULL.
/// See SSL_get_current_cipher(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_pending_cipher(ssl: *const SSL) -> *const SSL_CIPHER {
    let facts = ssl.negotiation.facts();
    let suite = facts.as_ref().and_then(|facts| facts.suite);
    pointer(suite.and_then(Cipher::find))
}

fn pointer(cipher: Option<&'static Cipher>) -> *const SSL_CIPHER {
    cipher.map_or(std::ptr::null(), std::ptr::from_ref)
}
