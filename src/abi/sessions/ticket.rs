//! Session tickets: their number, keys, and the application's data in them (SSL_CTX_set_num_tickets(3),
//! SSL_CTX_set_tlsext_ticket_key_cb(3), SSL_CTX_set_session_ticket_cb(3)).

use libc::{c_int, c_uchar, c_void};

use crate::abi::{entry, refuse, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::context::hooks::With;
use crate::sys::ffi::stack_st_SSL_CIPHER;

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_CTX_generate_session_ticket_fn = Option<cb::GenerateTicket>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_CTX_decrypt_session_ticket_fn = Option<cb::DecryptTicket>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type tls_session_ticket_ext_cb_fn = Option<
    unsafe extern "C-unwind" fn(
        s: *mut SSL,
        data: *const c_uchar,
        len: c_int,
        arg: *mut c_void,
    ) -> c_int,
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type tls_session_secret_cb_fn = Option<
    unsafe extern "C-unwind" fn(
        s: *mut SSL,
        secret: *mut c_void,
        secret_len: *mut c_int,
        peer_ciphers: *mut stack_st_SSL_CIPHER,
        cipher: *mut *const crate::abi::SSL_CIPHER,
        arg: *mut c_void,
    ) -> c_int,
>;

const TICKETS_ARE_THE_ENGINES: &str =
    "the contents of the session ticket extension are the engine's";

/// Sets the callback that chooses the keys of tickets by initialising the contexts that it gets;
/// NULL for the context's own keys.
///
/// Its last argument is 1 for a new ticket: it fills in the 16 bytes of key name and the IV, and
/// returns 1, 0 for no ticket, or -1. With 0 it looks up the key name and returns 1, 2 to use the
/// ticket and send a new one, 0 for an unknown key, or -1. Returns 1. See
/// SSL_CTX_set_tlsext_ticket_key_evp_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_tlsext_ticket_key_evp_cb(
    ctx: *mut SSL_CTX,
    fp: Option<cb::TicketKey>,
) -> c_int {
    ctx.update_hooks(|hooks| hooks.ticket_key = fp);
    1
}

/// Sets callbacks that add data to a new ticket and judge a received one.
///
/// `gen_cb` runs before a ticket is sealed; `SSL_get_session` returns the session to be sealed then;
/// returning 0 means no ticket. `dec_cb` gets the session that was in a ticket, the key's name and
/// `SSL_TICKET_SUCCESS`, `SSL_TICKET_SUCCESS_RENEW` or `SSL_TICKET_NO_DECRYPT`; it returns
/// `SSL_TICKET_RETURN_*`. Either may be NULL. Returns 1. See SSL_CTX_set_session_ticket_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_session_ticket_cb(
    ctx: *mut SSL_CTX,
    gen_cb: SSL_CTX_generate_session_ticket_fn,
    dec_cb: SSL_CTX_decrypt_session_ticket_fn,
    arg: *mut c_void,
) -> c_int {
    ctx.update_hooks(|hooks| {
        hooks.generate_ticket = With { call: gen_cb, arg };
        hooks.decrypt_ticket = With { call: dec_cb, arg };
    });
    1
}

/// Sets the number of tickets that a TLS 1.3 server sends after a handshake. Returns 1. See
/// SSL_CTX_set_num_tickets(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_num_tickets(
    ctx: *mut SSL_CTX,
    num_tickets: usize,
) -> c_int {
    ctx.update(|settings| settings.num_tickets = num_tickets);
    1
}

/// The number of tickets that a TLS 1.3 server sends: 2 by default. See SSL_CTX_get_num_tickets(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_num_tickets(ctx: *const SSL_CTX) -> usize {
    ctx.settings().num_tickets
}

/// As `SSL_CTX_set_num_tickets`, for one connection. See SSL_set_num_tickets(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_num_tickets(s: *mut SSL, num_tickets: usize) -> c_int {
    s.update(|settings| settings.num_tickets = num_tickets);
    1
}

/// As `SSL_CTX_get_num_tickets`, for one connection. See SSL_get_num_tickets(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_num_tickets(s: *const SSL) -> usize {
    s.settings().num_tickets
}

/// Makes a TLS 1.3 server send another ticket with the next `SSL_write` or `SSL_do_handshake`.
/// Returns 1, or 0 on clients, with TLS 1.2 and before the end of the handshake. See
/// SSL_new_session_ticket(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_new_session_ticket(s: *mut SSL) -> c_int {
    s.request_ticket().into()
}

/// Sets a TLS 1.2 client's ticket extension. With NULL none is sent, and this returns 1. All other
/// values (EAP-FAST) are not supported: 0 with an error on the queue. See
/// SSL_set_session_ticket_ext(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_session_ticket_ext(
    s: *mut SSL,
    ext_data: *mut c_void,
    _ext_len: c_int,
) -> c_int {
    if ext_data.is_null() {
        s.resumption.omit_ticket_extension();
        return 1;
    }
    refuse(FUNCTION, TICKETS_ARE_THE_ENGINES, 0)
}

/// Not supported: sets the callback for the client's ticket extension (EAP-FAST). Returns 0 with an
/// error on the queue; 1 for NULL. See SSL_set_session_ticket_ext_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_session_ticket_ext_cb(
    _s: *mut SSL,
    cb: tls_session_ticket_ext_cb_fn,
    _arg: *mut c_void,
) -> c_int {
    if cb.is_none() {
        return 1;
    }
    refuse(FUNCTION, TICKETS_ARE_THE_ENGINES, 0)
}

/// Not supported: sets the callback that gives the master secret (EAP-FAST). Returns 0 with an error
/// on the queue; 1 for NULL. See SSL_set_session_secret_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_session_secret_cb(
    _s: *mut SSL,
    session_secret_cb: tls_session_secret_cb_fn,
    _arg: *mut c_void,
) -> c_int {
    if session_secret_cb.is_none() {
        return 1;
    }
    refuse(
        FUNCTION,
        "the handshake engine makes the master secret itself",
        0,
    )
}
