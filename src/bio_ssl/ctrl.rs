//! The commands of `BIO_ctrl` for the filter.

use std::ptr::null_mut;

use libc::{c_int, c_long, c_void};

use super::{filter, forward, on_filter, release, set_retry, ssl_of, Filter, FLAGS_RETRY};
use crate::abi::contexts::connection::{SSL_dup, SSL_free};
use crate::abi::handshakes::handshake::{SSL_clear, SSL_set_accept_state, SSL_set_connect_state};
use crate::abi::records::io::SSL_pending;
use crate::abi::records::shutdown::SSL_shutdown;
use crate::abi::records::transport::{SSL_get_rbio, SSL_get_wbio, SSL_set_bio};
use crate::abi::{enter, refuse};
use crate::connection::state::Role;
use crate::connection::Connection;
use crate::objects;
use crate::sys::bio::C_SET_SSL;
use crate::sys::ffi::{self, BIO};

const RESET: c_int = 1;
const INFO: c_int = 3;
const PUSH: c_int = 6;
const POP: c_int = 7;
const GET_CLOSE: c_int = 8;
const SET_CLOSE: c_int = 9;
const PENDING: c_int = 10;
const FLUSH: c_int = 11;
const DUP: c_int = 12;
const WPENDING: c_int = 13;
const SET_CALLBACK: c_int = 14;
const DO_STATE_MACHINE: c_int = 101;
const GET_SSL: c_int = 110;
const SSL_MODE: c_int = 119;
const SET_RENEGOTIATE_BYTES: c_int = 125;
const GET_NUM_RENEGOTIATES: c_int = 126;
const SET_RENEGOTIATE_TIMEOUT: c_int = 127;

/// OpenSSL ignores smaller numbers of bytes, and raises smaller numbers of seconds.
const LEAST_RENEGOTIATE_BYTES: c_long = 512;
const LEAST_RENEGOTIATE_TIMEOUT: c_long = 60;
const SHORT_RENEGOTIATE_TIMEOUT: c_long = 5;

pub(super) unsafe extern "C-unwind" fn ctrl(
    bio: *mut BIO,
    command: c_int,
    number: c_long,
    argument: *mut c_void,
) -> c_long {
    on_filter("BIO_ctrl", bio, 0, || {
        // SAFETY: libcrypto calls with a live BIO of our method; the caller with fitting arguments.
        unsafe { run(bio, command, number, argument) }
    })
}

/// # Safety
/// `bio` is a live BIO of our method, and the arguments fit the command.
unsafe fn run(bio: *mut BIO, command: c_int, number: c_long, argument: *mut c_void) -> c_long {
    // SAFETY: `bio` is live, by this function's contract, and the SSL lives as long as the filter has it.
    unsafe {
        let Some(filter) = filter(bio) else {
            return 0;
        };
        if command == C_SET_SSL {
            return set_ssl(bio, filter, number, argument.cast());
        }
        let Some(ssl) = filter.ssl.get() else {
            return 0;
        };
        let reader = SSL_get_rbio(ssl);
        let writer = SSL_get_wbio(ssl);
        let next = ffi::BIO_next(bio);
        match command {
            RESET => reset(ssl, next, number, argument),
            INFO | SET_CALLBACK => 0,
            SSL_MODE => {
                match number {
                    0 => SSL_set_accept_state(ssl),
                    _ => SSL_set_connect_state(ssl),
                }
                1
            }
            SET_RENEGOTIATE_BYTES => {
                let before = filter.renegotiate_bytes.get();
                if number >= LEAST_RENEGOTIATE_BYTES {
                    filter.renegotiate_bytes.set(number);
                }
                refuse_renegotiation(number, before)
            }
            SET_RENEGOTIATE_TIMEOUT => {
                let seconds = match number {
                    ..LEAST_RENEGOTIATE_TIMEOUT => SHORT_RENEGOTIATE_TIMEOUT,
                    seconds => seconds,
                };
                let before = filter.renegotiate_timeout.replace(seconds);
                refuse_renegotiation(number, before)
            }
            GET_NUM_RENEGOTIATES => 0,
            GET_SSL => match argument.is_null() {
                true => 0,
                false => {
                    argument.cast::<*mut Connection>().write(ssl);
                    1
                }
            },
            GET_CLOSE => c_long::from(ffi::BIO_get_shutdown(bio)),
            SET_CLOSE => {
                ffi::BIO_set_shutdown(bio, number as c_int);
                1
            }
            WPENDING => forward(writer, command, number, argument),
            PENDING => match SSL_pending(ssl) {
                0 => forward(reader, command, 0, null_mut()),
                count => c_long::from(count),
            },
            FLUSH => {
                ffi::BIO_clear_flags(bio, FLAGS_RETRY);
                let done = forward(writer, command, number, argument);
                ffi::BIO_copy_next_retry(bio);
                done
            }
            PUSH => {
                if !next.is_null() && next != reader {
                    ffi::BIO_up_ref(next);
                    SSL_set_bio(ssl, next, next);
                }
                1
            }
            POP => {
                // This BIO is being popped, so its SSL releases the BIO below.
                if argument.cast() == bio {
                    SSL_set_bio(ssl, null_mut(), null_mut());
                }
                1
            }
            DO_STATE_MACHINE => handshake(bio, ssl, next),
            DUP => duplicate(ssl, argument.cast()),
            _ => forward(reader, command, number, argument),
        }
    }
}

/// Renegotiation after bytes or seconds is refused, unless it is switched off. Returns the value before.
fn refuse_renegotiation(asked: c_long, before: c_long) -> c_long {
    match asked {
        ..=0 => before,
        _ => refuse("BIO_ctrl", "renegotiation is not supported", before),
    }
}

/// Gives the filter an SSL, and the BIO chain the SSL's BIO.
///
/// # Safety
/// `bio` is live and `filter` its own; `ssl` is NULL or live, and given away if `close`.
unsafe fn set_ssl(bio: *mut BIO, filter: &Filter, close: c_long, ssl: *mut Connection) -> c_long {
    // SAFETY: `bio` and its filter are live, and `ssl` is NULL or live, by this function's contract.
    unsafe {
        if filter.ssl.get().is_some() {
            release(bio);
        }
        ffi::BIO_set_shutdown(bio, close as c_int);
        if objects::get(ssl).is_none() {
            filter.ssl.set(None);
            return c_long::from(ssl.is_null());
        }
        filter.ssl.set(Some(ssl));
        let below = SSL_get_rbio(ssl);
        if !below.is_null() {
            let next = ffi::BIO_next(bio);
            if !next.is_null() {
                ffi::BIO_push(below, next);
            }
            ffi::BIO_set_next(bio, below);
            ffi::BIO_up_ref(below);
        }
        ffi::BIO_set_init(bio, 1);
        1
    }
}

/// Ends the connection and makes the SSL ready for another one, and resets the BIO below.
///
/// # Safety
/// `ssl` is live, `next` NULL or live.
unsafe fn reset(
    ssl: *mut Connection,
    next: *mut BIO,
    number: c_long,
    argument: *mut c_void,
) -> c_long {
    // SAFETY: `ssl` is live, `next` NULL or live, by this function's contract.
    unsafe {
        SSL_shutdown(ssl);
        enter("BIO_reset", ssl, (), |ssl| match ssl.role() {
            Role::Unset => {}
            role => ssl.set_role(role),
        });
        if SSL_clear(ssl) == 0 {
            return 0;
        }
        let reader = SSL_get_rbio(ssl);
        match (next.is_null(), reader.is_null()) {
            (false, _) => forward(next, RESET, number, argument),
            (true, false) => forward(reader, RESET, number, argument),
            (true, true) => 1,
        }
    }
}

/// `BIO_do_handshake`.
///
/// # Safety
/// All are live, `next` may be NULL.
unsafe fn handshake(bio: *mut BIO, ssl: *mut Connection, next: *mut BIO) -> c_long {
    // SAFETY: all are live, `next` may be NULL, by this function's contract.
    unsafe {
        enter("BIO_do_handshake", ssl, -1, |ssl| {
            let returned = ssl.do_handshake();
            set_retry(bio, ssl.error_of(returned), next);
            c_long::from(returned)
        })
    }
}

/// Gives another BIO of our method a copy of the SSL.
///
/// # Safety
/// `ssl` is live; `copy` is NULL or a live BIO of our method.
unsafe fn duplicate(ssl: *mut Connection, copy: *mut BIO) -> c_long {
    // SAFETY: `ssl` is live; `copy` is NULL or a live BIO of our method, by this function's contract.
    unsafe {
        let Some(other) = (!copy.is_null()).then(|| filter(copy)).flatten() else {
            return 0;
        };
        if let Some(old) = other.ssl.take() {
            SSL_free(old);
        }
        let new = SSL_dup(ssl);
        other.ssl.set((!new.is_null()).then_some(new));
        c_long::from(!new.is_null())
    }
}

pub(super) unsafe extern "C-unwind" fn callback_ctrl(
    bio: *mut BIO,
    command: c_int,
    callback: ffi::BioInfoCallback,
) -> c_long {
    on_filter("BIO_callback_ctrl", bio, 0, || {
        // SAFETY: libcrypto calls with a live BIO of our method.
        match unsafe { ssl_of(bio) } {
            Some(ssl) if command == SET_CALLBACK => {
                // SAFETY: the SSL lives as long as the filter has it; NULL is answered.
                unsafe { ffi::BIO_callback_ctrl(SSL_get_rbio(ssl), command, callback) }
            }
            _ => 0,
        }
    })
}
