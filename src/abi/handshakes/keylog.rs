//! The key log (SSL_CTX_set_keylog_callback(3)).

use crate::abi::{entry, SSL_CTX};
use crate::callbacks as cb;

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_CTX_keylog_cb_func = Option<cb::KeyLog>;

/// Sets the callback that gets each secret of a connection as a line of text in NSS's key log
/// format, without a newline; NULL for none. See SSL_CTX_set_keylog_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_keylog_callback(
    ctx: *mut SSL_CTX,
    cb: SSL_CTX_keylog_cb_func,
) {
    ctx.update_hooks(|hooks| hooks.key_log = cb)
}

/// The callback that `SSL_CTX_set_keylog_callback` set. See SSL_CTX_get_keylog_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_keylog_callback(
    ctx: *const SSL_CTX,
) -> SSL_CTX_keylog_cb_func {
    ctx.hooks().key_log
}
