//! Ending a connection: SSL_shutdown(3), SSL_set_shutdown(3), SSL_CTX_set_quiet_shutdown(3).

use libc::{c_int, size_t};

use crate::abi::{entry, SSL, SSL_CTX};

/// Ends a connection: sends our close_notify, and on a further call waits for the peer's.
///
/// The first call sends close_notify and sets `SSL_SENT_SHUTDOWN`, even if the transport did not
/// take the alert. It reads nothing. Afterwards `SSL_write` fails, but `SSL_read` still works: read
/// the peer's remaining data until `SSL_ERROR_ZERO_RETURN`, and only then call again.
///
/// Returns:
/// - 1: close_notify was sent and the peer's was received (or quiet shutdown is on). The connection
///   is closed. The transport may carry other data now: nothing after the peer's close_notify was
///   read, unless read_ahead is set.
/// - 0: ours was sent, and the peer's has not arrived yet. This is no error: do not call
///   `SSL_get_error`, which would return `SSL_ERROR_SYSCALL`. This is enough before closing the
///   transport; otherwise read the remaining data and call again.
/// - -1: `SSL_get_error` gives the reason. `SSL_ERROR_WANT_READ` or `SSL_ERROR_WANT_WRITE`: call
///   again when the transport is ready. `SSL_ERROR_SSL`: the error queue has the reason, and the
///   connection can only be freed: `SSL_R_UNINITIALIZED` (276) without `SSL_set_connect_state` or
///   `SSL_set_accept_state`, `SSL_R_SHUTDOWN_WHILE_IN_INIT` (407) before the handshake is complete
///   and after any fatal error, also when quiet; `SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY` (291)
///   if data arrived that must be read first; `SSL_R_UNEXPECTED_EOF_WHILE_READING` (294) when the
///   peer closed the transport without close_notify. `SSL_ERROR_SYSCALL`: `errno` has it.
///
/// See SSL_shutdown(3) and RFC 8446 section 6.1.
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_shutdown(ssl: *mut SSL) -> c_int {
    ssl.shutdown()
}

/// How to close a QUIC connection; never read here. `<openssl/ssl.h>` has its members.
pub enum SSL_SHUTDOWN_EX_ARGS {}

/// As `SSL_shutdown`; flags and arguments are for QUIC only. See SSL_shutdown_ex(3).
#[entry(failure = -1, since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_shutdown_ex(
    ssl: *mut SSL,
    _flags: u64,
    _args: *const SSL_SHUTDOWN_EX_ARGS,
    _args_len: size_t,
) -> c_int {
    ssl.shutdown()
}

/// The shutdown flags: `SSL_SENT_SHUTDOWN` (1) once we sent close_notify, or tried to;
/// `SSL_RECEIVED_SHUTDOWN` (2) once the peer's close_notify or a fatal alert arrived.
/// `SSL_set_shutdown` sets both too. 0 for NULL with an error on the queue. See SSL_set_shutdown(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_shutdown(ssl: *const SSL) -> c_int {
    ssl.state.shutdown()
}

/// Replaces the shutdown flags with `mode`; any int is kept unchanged.
///
/// Nothing is sent. With `SSL_SENT_SHUTDOWN` the session counts as properly closed and stays in the
/// cache, and `SSL_write` fails; with `SSL_RECEIVED_SHUTDOWN` `SSL_read` returns 0. See
/// SSL_set_shutdown(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_shutdown(ssl: *mut SSL, mode: c_int) {
    ssl.state.set_shutdown(mode)
}

/// Sets the quiet shutdown of connections made from now on: with a `mode` other than 0,
/// `SSL_shutdown` sends nothing and returns 1. Before and during the handshake it fails as usual.
/// See SSL_CTX_set_quiet_shutdown(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_quiet_shutdown(ctx: *mut SSL_CTX, mode: c_int) {
    ctx.update(|settings| settings.quiet_shutdown = mode);
}

/// The value that `SSL_CTX_set_quiet_shutdown` set, 0 by default. See SSL_CTX_set_quiet_shutdown(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_quiet_shutdown(ctx: *const SSL_CTX) -> c_int {
    ctx.settings().quiet_shutdown
}

/// As `SSL_CTX_set_quiet_shutdown`, for this connection alone. `SSL_clear` keeps the value.
/// See SSL_CTX_set_quiet_shutdown(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_quiet_shutdown(ssl: *mut SSL, mode: c_int) {
    ssl.configuration.set_quiet_shutdown(mode)
}

/// The connection's value, from its context or `SSL_set_quiet_shutdown`. See
/// SSL_CTX_set_quiet_shutdown(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_quiet_shutdown(ssl: *const SSL) -> c_int {
    ssl.configuration.quiet_shutdown()
}

/// The reason why the last operation on `ssl` returned `ret`: one of `SSL_ERROR_*`.
///
/// Call it right after the operation and in the same thread. The oldest entry of the thread's error
/// queue decides first, even a stale one, so clear the queue (`ERR_clear_error`) before the
/// operation.
/// - `SSL_ERROR_NONE` for `ret` above 0.
/// - `SSL_ERROR_SSL`: the queue has an entry. The connection can only be freed or cleared.
/// - `SSL_ERROR_SYSCALL`: the entry is the operating system's, or there is none and the transport
///   failed: look at `errno`. Also, misleadingly, for 0 from `SSL_shutdown`.
/// - `SSL_ERROR_ZERO_RETURN`: the peer sent close_notify.
/// - `SSL_ERROR_WANT_READ`, `_WRITE`, `_CONNECT`, `_ACCEPT`: repeat the operation when the transport
///   is ready for that.
/// - `SSL_ERROR_WANT_X509_LOOKUP`, `_CLIENT_HELLO_CB`, `_RETRY_VERIFY`: a callback asked to be
///   called again: repeat the operation.
///
/// `SSL_ERROR_SSL` for NULL, with an error on the queue. See SSL_get_error(3).
#[entry(failure = 1)]
pub unsafe extern "C-unwind" fn SSL_get_error(ssl: *const SSL, ret: c_int) -> c_int {
    ssl.error_of(ret)
}

/// What the last operation waits for: `SSL_NOTHING` (1), `SSL_WRITING` (2), `SSL_READING` (3),
/// `SSL_X509_LOOKUP` (4), `SSL_CLIENT_HELLO_CB` (7), `SSL_RETRY_VERIFY` (8). Prefer `SSL_get_error`,
/// which also considers the transport. See SSL_want(3).
#[entry(failure = 1)]
pub unsafe extern "C-unwind" fn SSL_want(ssl: *const SSL) -> c_int {
    ssl.state.want() as c_int
}
