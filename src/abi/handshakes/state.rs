//! The state of a connection, by name and number (SSL_get_state(3), SSL_state_string(3), SSL_rstate_string(3)).

use std::ffi::CStr;

use libc::{c_char, c_int, c_uint};

use crate::abi::{entry, SSL};
use tls::registry::state::{self, HandshakeState};

/// `enum OSSL_HANDSHAKE_STATE`, as C passes it.
pub type OSSL_HANDSHAKE_STATE = c_uint;

/// The states by their numbers (`TLS_ST_*`), with their short and long names.
static STATES: &[(HandshakeState, &CStr, &CStr)] = &[
    (state::BEFORE, c"PINIT", c"before SSL initialization"),
    (
        state::OK,
        c"SSLOK",
        c"SSL negotiation finished successfully",
    ),
    (
        state::CR_HELLO_VERIFY_REQUEST,
        c"DRCHV",
        c"DTLS1 read hello verify request",
    ),
    (
        state::CR_SRVR_HELLO,
        c"TRSH",
        c"SSLv3/TLS read server hello",
    ),
    (
        state::CR_CERT,
        c"TRSC",
        c"SSLv3/TLS read server certificate",
    ),
    (
        state::CR_CERT_STATUS,
        c"TRCS",
        c"SSLv3/TLS read certificate status",
    ),
    (
        state::CR_KEY_EXCH,
        c"TRSKE",
        c"SSLv3/TLS read server key exchange",
    ),
    (
        state::CR_CERT_REQ,
        c"TRCR",
        c"SSLv3/TLS read server certificate request",
    ),
    (state::CR_SRVR_DONE, c"TRSD", c"SSLv3/TLS read server done"),
    (
        state::CR_SESSION_TICKET,
        c"TRST",
        c"SSLv3/TLS read server session ticket",
    ),
    (
        state::CR_CHANGE,
        c"TRCCS",
        c"SSLv3/TLS read change cipher spec",
    ),
    (state::CR_FINISHED, c"TRFIN", c"SSLv3/TLS read finished"),
    (
        state::CW_CLNT_HELLO,
        c"TWCH",
        c"SSLv3/TLS write client hello",
    ),
    (
        state::CW_CERT,
        c"TWCC",
        c"SSLv3/TLS write client certificate",
    ),
    (
        state::CW_KEY_EXCH,
        c"TWCKE",
        c"SSLv3/TLS write client key exchange",
    ),
    (
        state::CW_CERT_VRFY,
        c"TWCV",
        c"SSLv3/TLS write certificate verify",
    ),
    (
        state::CW_CHANGE,
        c"TWCCS",
        c"SSLv3/TLS write change cipher spec",
    ),
    (state::CW_NEXT_PROTO, c"TWNP", c"SSLv3/TLS write next proto"),
    (state::CW_FINISHED, c"TWFIN", c"SSLv3/TLS write finished"),
    (
        state::SW_HELLO_REQ,
        c"TWHR",
        c"SSLv3/TLS write hello request",
    ),
    (
        state::SR_CLNT_HELLO,
        c"TRCH",
        c"SSLv3/TLS read client hello",
    ),
    (
        state::SW_HELLO_VERIFY_REQUEST,
        c"DWCHV",
        c"DTLS1 write hello verify request",
    ),
    (
        state::SW_SRVR_HELLO,
        c"TWSH",
        c"SSLv3/TLS write server hello",
    ),
    (state::SW_CERT, c"TWSC", c"SSLv3/TLS write certificate"),
    (
        state::SW_KEY_EXCH,
        c"TWSKE",
        c"SSLv3/TLS write key exchange",
    ),
    (
        state::SW_CERT_REQ,
        c"TWCR",
        c"SSLv3/TLS write certificate request",
    ),
    (state::SW_SRVR_DONE, c"TWSD", c"SSLv3/TLS write server done"),
    (
        state::SR_CERT,
        c"TRCC",
        c"SSLv3/TLS read client certificate",
    ),
    (
        state::SR_KEY_EXCH,
        c"TRCKE",
        c"SSLv3/TLS read client key exchange",
    ),
    (
        state::SR_CERT_VRFY,
        c"TRCV",
        c"SSLv3/TLS read certificate verify",
    ),
    (state::SR_NEXT_PROTO, c"TRNP", c"SSLv3/TLS read next proto"),
    (
        state::SR_CHANGE,
        c"TRCCS",
        c"SSLv3/TLS read change cipher spec",
    ),
    (state::SR_FINISHED, c"TRFIN", c"SSLv3/TLS read finished"),
    (
        state::SW_SESSION_TICKET,
        c"TWST",
        c"SSLv3/TLS write session ticket",
    ),
    (
        state::SW_CERT_STATUS,
        c"TWCS",
        c"SSLv3/TLS write certificate status",
    ),
    (
        state::SW_CHANGE,
        c"TWCCS",
        c"SSLv3/TLS write change cipher spec",
    ),
    (state::SW_FINISHED, c"TWFIN", c"SSLv3/TLS write finished"),
    (
        state::SW_ENCRYPTED_EXTENSIONS,
        c"TWEE",
        c"TLSv1.3 write encrypted extensions",
    ),
    (
        state::CR_ENCRYPTED_EXTENSIONS,
        c"TREE",
        c"TLSv1.3 read encrypted extensions",
    ),
    (
        state::CR_CERT_VRFY,
        c"TRSCV",
        c"TLSv1.3 read server certificate verify",
    ),
    (
        state::SW_CERT_VRFY,
        c"TWSCV",
        c"TLSv1.3 write server certificate verify",
    ),
    (
        state::CR_HELLO_REQ,
        c"TRHR",
        c"SSLv3/TLS read hello request",
    ),
    (
        state::SW_KEY_UPDATE,
        c"TWSKU",
        c"TLSv1.3 write server key update",
    ),
    (
        state::CW_KEY_UPDATE,
        c"TWCKU",
        c"TLSv1.3 write client key update",
    ),
    (
        state::SR_KEY_UPDATE,
        c"TRCKU",
        c"TLSv1.3 read client key update",
    ),
    (
        state::CR_KEY_UPDATE,
        c"TRSKU",
        c"TLSv1.3 read server key update",
    ),
    (state::EARLY_DATA, c"TED", c"TLSv1.3 early data"),
    (
        state::PENDING_EARLY_DATA_END,
        c"TPEDE",
        c"TLSv1.3 pending early data end",
    ),
    (
        state::CW_END_OF_EARLY_DATA,
        c"TWEOED",
        c"TLSv1.3 write end of early data",
    ),
    (
        state::SR_END_OF_EARLY_DATA,
        c"TWEOED",
        c"TLSv1.3 read end of early data",
    ),
];

fn names(ssl: &SSL) -> (&'static CStr, &'static CStr) {
    if ssl.state.is_dead() {
        return (c"SSLERR", c"error");
    }
    let state = ssl.state.hand_state();
    match STATES.iter().find(|(number, ..)| *number == state) {
        Some(&(_, short, long)) => (short, long),
        None => (c"UNKWN", c"unknown state"),
    }
}

/// The name of the handshake state in up to six letters, for logs. A static string.
/// See SSL_state_string(3).
#[entry(failure = c"UNKWN".as_ptr())]
pub unsafe extern "C-unwind" fn SSL_state_string(s: *const SSL) -> *const c_char {
    names(s).0.as_ptr()
}

/// The name of the handshake state in words, for logs. A static string. See
/// SSL_state_string_long(3).
#[entry(failure = c"unknown state".as_ptr())]
pub unsafe extern "C-unwind" fn SSL_state_string_long(s: *const SSL) -> *const c_char {
    names(s).1.as_ptr()
}

/// The state of reading a record in two letters: "RH" if the header is next, "RB" if the body is. A
/// static string. See SSL_rstate_string(3).
#[entry(failure = c"unknown".as_ptr())]
pub unsafe extern "C-unwind" fn SSL_rstate_string(s: *const SSL) -> *const c_char {
    match s.in_record_body() {
        true => c"RB".as_ptr(),
        false => c"RH".as_ptr(),
    }
}

/// The state of reading a record in words: "read header" or "read body". A static string.
/// See SSL_rstate_string_long(3).
#[entry(failure = c"unknown".as_ptr())]
pub unsafe extern "C-unwind" fn SSL_rstate_string_long(s: *const SSL) -> *const c_char {
    match s.in_record_body() {
        true => c"read body".as_ptr(),
        false => c"read header".as_ptr(),
    }
}

/// The state of the handshake (`TLS_ST_*`): `TLS_ST_BEFORE` before it, `TLS_ST_OK` when it is
/// complete. See SSL_get_state(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_state(ssl: *const SSL) -> OSSL_HANDSHAKE_STATE {
    ssl.state.hand_state().0 as OSSL_HANDSHAKE_STATE
}

/// 1 while a handshake is due or under way, and after a fatal error; otherwise 0. See
/// SSL_in_init(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_in_init(s: *const SSL) -> c_int {
    c_int::from(s.state.in_init())
}

/// 1 if no handshake was started yet, otherwise 0. See SSL_in_before(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_in_before(s: *const SSL) -> c_int {
    c_int::from(s.state.in_before())
}

/// 1 if the handshake is complete and none is under way, otherwise 0. See SSL_is_init_finished(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_is_init_finished(s: *const SSL) -> c_int {
    c_int::from(s.state.is_init_finished())
}

/// 1 if this is a server, otherwise 0. See SSL_is_server(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_is_server(s: *const SSL) -> c_int {
    c_int::from(s.state.is_server())
}

#[cfg(test)]
mod tests {
    use super::STATES;

    #[test]
    fn states_are_numbered_from_zero() {
        assert_eq!(STATES.len(), 50);
        assert!(STATES
            .iter()
            .enumerate()
            .all(|(i, state)| state.0 .0 == i as i32));
        assert_eq!(STATES[12].1, c"TWCH");
        assert_eq!(STATES[20].2, c"SSLv3/TLS read client hello");
    }
}
