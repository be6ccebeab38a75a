//! A server's transitions when a message has come (`ossl_statem_server_read_transition`).
//!
//! RFC 8446 appendix A.2 names the states of TLS 1.3 otherwise:
//!
//! | RFC | here |
//! | --- | --- |
//! | START | `BEFORE`; after a HelloRetryRequest `EARLY_DATA` |
//! | RECVD_CH, NEGOTIATED | `SR_CLNT_HELLO` to `SW_SRVR_HELLO` |
//! | WAIT_EOED | `EARLY_DATA` |
//! | WAIT_FLIGHT2, WAIT_CERT | `EARLY_DATA`, `SR_END_OF_EARLY_DATA` |
//! | WAIT_CV | `SR_CERT` |
//! | WAIT_FINISHED | `SR_CERT_VRFY`, or one before if there is no certificate |
//! | CONNECTED | `OK` |

use super::conditions::*;
use super::table::{change_row as change, read_row as row, ReadRow};
use crate::registry::message::*;
use crate::registry::state::{self, *};

/// Until TLS 1.3 is negotiated, and with TLS 1.2 and older (RFC 5246 section 7.3).
#[rustfmt::skip]
pub(super) static TLS12: &[ReadRow] = &[
    row(BEFORE, CLIENT_HELLO, always, SR_CLNT_HELLO),
    row(OK, CLIENT_HELLO, always, SR_CLNT_HELLO),
    row(SW_HELLO_VERIFY_REQUEST, CLIENT_HELLO, always, SR_CLNT_HELLO),

    row(SW_SRVR_DONE, CLIENT_KEY_EXCHANGE, has_not_requested, SR_KEY_EXCH),
    row(SW_SRVR_DONE, CERTIFICATE, has_requested, SR_CERT),

    row(SR_CERT, CLIENT_KEY_EXCHANGE, always, SR_KEY_EXCH),

    change(SR_KEY_EXCH, needs_no_certificate_verify, SR_CHANGE),
    row(SR_KEY_EXCH, CERTIFICATE_VERIFY, needs_certificate_verify, SR_CERT_VRFY),

    change(SR_CERT_VRFY, always, SR_CHANGE),

    row(SR_CHANGE, NEXT_PROTOCOL, next_protocol_expected, SR_NEXT_PROTO),
    row(SR_CHANGE, FINISHED, no_next_protocol_expected, SR_FINISHED),

    row(SR_NEXT_PROTO, FINISHED, always, SR_FINISHED),

    // A session is resumed.
    change(SW_FINISHED, always, SR_CHANGE),
];

/// With TLS 1.3.
#[rustfmt::skip]
pub(super) static TLS13: &[ReadRow] = &[
    row(state::EARLY_DATA, CLIENT_HELLO, retry_pending, SR_CLNT_HELLO),
    row(state::EARLY_DATA, END_OF_EARLY_DATA, reads_early_data, SR_END_OF_EARLY_DATA),
    row(state::EARLY_DATA, CERTIFICATE, expects_certificate_at_once, SR_CERT),
    row(state::EARLY_DATA, FINISHED, expects_finished_at_once, SR_FINISHED),

    row(SR_END_OF_EARLY_DATA, CERTIFICATE, has_requested, SR_CERT),
    row(SR_END_OF_EARLY_DATA, FINISHED, has_not_requested, SR_FINISHED),
    row(SW_FINISHED, CERTIFICATE, has_requested, SR_CERT),
    row(SW_FINISHED, FINISHED, has_not_requested, SR_FINISHED),

    row(SR_CERT, FINISHED, client_has_no_certificate, SR_FINISHED),
    row(SR_CERT, CERTIFICATE_VERIFY, client_has_certificate, SR_CERT_VRFY),

    row(SR_CERT_VRFY, FINISHED, always, SR_FINISHED),

    row(OK, CERTIFICATE, has_requested_later, SR_CERT),
    row(OK, KEY_UPDATE, not_reading_early_data, SR_KEY_UPDATE),
];
