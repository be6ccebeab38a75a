//! Where a connection stands, in words and numbers (SSL_get_state(3), SSL_state_string(3),
//! SSL_rstate_string(3)).

use std::ffi::CStr;

use libc::{c_char, c_int, c_uint};

use crate::abi::{entry, SSL};

/// `enum OSSL_HANDSHAKE_STATE`, as C passes it.
pub type OSSL_HANDSHAKE_STATE = c_uint;

/// The states by their numbers (`TLS_ST_*`), with their short and long names.
static STATES: &[(c_int, &CStr, &CStr)] = &[
    (0, c"PINIT", c"before SSL initialization"),
    (1, c"SSLOK", c"SSL negotiation finished successfully"),
    (2, c"DRCHV", c"DTLS1 read hello verify request"),
    (3, c"TRSH", c"SSLv3/TLS read server hello"),
    (4, c"TRSC", c"SSLv3/TLS read server certificate"),
    (5, c"TRCS", c"SSLv3/TLS read certificate status"),
    (6, c"TRSKE", c"SSLv3/TLS read server key exchange"),
    (7, c"TRCR", c"SSLv3/TLS read server certificate request"),
    (8, c"TRSD", c"SSLv3/TLS read server done"),
    (9, c"TRST", c"SSLv3/TLS read server session ticket"),
    (10, c"TRCCS", c"SSLv3/TLS read change cipher spec"),
    (11, c"TRFIN", c"SSLv3/TLS read finished"),
    (12, c"TWCH", c"SSLv3/TLS write client hello"),
    (13, c"TWCC", c"SSLv3/TLS write client certificate"),
    (14, c"TWCKE", c"SSLv3/TLS write client key exchange"),
    (15, c"TWCV", c"SSLv3/TLS write certificate verify"),
    (16, c"TWCCS", c"SSLv3/TLS write change cipher spec"),
    (17, c"TWNP", c"SSLv3/TLS write next proto"),
    (18, c"TWFIN", c"SSLv3/TLS write finished"),
    (19, c"TWHR", c"SSLv3/TLS write hello request"),
    (20, c"TRCH", c"SSLv3/TLS read client hello"),
    (21, c"DWCHV", c"DTLS1 write hello verify request"),
    (22, c"TWSH", c"SSLv3/TLS write server hello"),
    (23, c"TWSC", c"SSLv3/TLS write certificate"),
    (24, c"TWSKE", c"SSLv3/TLS write key exchange"),
    (25, c"TWCR", c"SSLv3/TLS write certificate request"),
    (26, c"TWSD", c"SSLv3/TLS write server done"),
    (27, c"TRCC", c"SSLv3/TLS read client certificate"),
    (28, c"TRCKE", c"SSLv3/TLS read client key exchange"),
    (29, c"TRCV", c"SSLv3/TLS read certificate verify"),
    (30, c"TRNP", c"SSLv3/TLS read next proto"),
    (31, c"TRCCS", c"SSLv3/TLS read change cipher spec"),
    (32, c"TRFIN", c"SSLv3/TLS read finished"),
    (33, c"TWST", c"SSLv3/TLS write session ticket"),
    (34, c"TWCS", c"SSLv3/TLS write certificate status"),
    (35, c"TWCCS", c"SSLv3/TLS write change cipher spec"),
    (36, c"TWFIN", c"SSLv3/TLS write finished"),
    (37, c"TWEE", c"TLSv1.3 write encrypted extensions"),
    (38, c"TREE", c"TLSv1.3 read encrypted extensions"),
    (39, c"TRSCV", c"TLSv1.3 read server certificate verify"),
    (40, c"TWSCV", c"TLSv1.3 write server certificate verify"),
    (41, c"TRHR", c"SSLv3/TLS read hello request"),
    (42, c"TWSKU", c"TLSv1.3 write server key update"),
    (43, c"TWCKU", c"TLSv1.3 write client key update"),
    (44, c"TRCKU", c"TLSv1.3 read client key update"),
    (45, c"TRSKU", c"TLSv1.3 read server key update"),
    (46, c"TED", c"TLSv1.3 early data"),
    (47, c"TPEDE", c"TLSv1.3 pending early data end"),
    (48, c"TWEOED", c"TLSv1.3 write end of early data"),
    (49, c"TWEOED", c"TLSv1.3 read end of early data"),
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

/// The state of reading a record in two letters: "RH" if its header comes next, "RB" if its
/// body does. A static string. See SSL_rstate_string(3).
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
    ssl.state.hand_state() as OSSL_HANDSHAKE_STATE
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

/// 1 if this is the server's side, otherwise 0. See SSL_is_server(3).
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
            .all(|(i, state)| state.0 == i as i32));
        assert_eq!(STATES[12].1, c"TWCH");
        assert_eq!(STATES[20].2, c"SSLv3/TLS read client hello");
    }
}
