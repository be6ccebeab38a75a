//! A client's transitions when it writes (`ossl_statem_client_write_transition`). The first row that holds is
//! taken.

use super::conditions::*;
use super::setup;
use super::table::{turn_row as read, write_row as row, WriteRow};
use crate::registry::state::*;

/// Until TLS 1.3 is negotiated, and with TLS 1.2 and older.
#[rustfmt::skip]
pub(super) static TLS12: &[WriteRow] = &[
    // A message of the server's is to be read.
    read(OK, not_renegotiating),
    row(OK, always, CW_CLNT_HELLO),
    row(BEFORE, always, CW_CLNT_HELLO),

    row(CW_CLNT_HELLO, sends_early_data_after_change, CW_CHANGE),
    row(CW_CLNT_HELLO, sends_early_data, EARLY_DATA),
    read(CW_CLNT_HELLO, always),

    // A HelloRetryRequest has come.
    row(CR_SRVR_HELLO, changes_before_second_hello, CW_CHANGE),
    row(CR_SRVR_HELLO, always, CW_CLNT_HELLO),

    read(EARLY_DATA, always),

    row(CR_HELLO_VERIFY_REQUEST, always, CW_CLNT_HELLO),

    row(CR_SRVR_DONE, certificate_requested, CW_CERT),
    row(CR_SRVR_DONE, always, CW_KEY_EXCH),

    row(CW_CERT, always, CW_KEY_EXCH),

    row(CW_KEY_EXCH, proves_certificate, CW_CERT_VRFY),
    row(CW_KEY_EXCH, always, CW_CHANGE),

    row(CW_CERT_VRFY, always, CW_CHANGE),

    row(CW_CHANGE, retry_pending, CW_CLNT_HELLO),
    row(CW_CHANGE, sends_early_data, EARLY_DATA),
    row(CW_CHANGE, sends_next_protocol, CW_NEXT_PROTO),
    row(CW_CHANGE, always, CW_FINISHED),

    row(CW_NEXT_PROTO, always, CW_FINISHED),

    row(CW_FINISHED, resumes, OK),
    read(CW_FINISHED, always),

    row(CR_FINISHED, resumes, CW_CHANGE),
    row(CR_FINISHED, always, OK),

    WriteRow { effect: Some(setup::follow_hello_request), ..row(CR_HELLO_REQ, may_renegotiate_now, CW_CLNT_HELLO) },
    row(CR_HELLO_REQ, always, OK),
];

/// With TLS 1.3.
#[rustfmt::skip]
pub(super) static TLS13: &[WriteRow] = &[
    row(CR_CERT_REQ, asked_after_handshake, CW_CERT),
    // The request came after our close_notify.
    row(CR_CERT_REQ, has_sent_shutdown, OK),

    row(CR_FINISHED, has_written_early_data, PENDING_EARLY_DATA_END),
    row(CR_FINISHED, changes_before_second_flight, CW_CHANGE),
    row(CR_FINISHED, certificate_requested, CW_CERT),
    row(CR_FINISHED, always, CW_FINISHED),

    row(PENDING_EARLY_DATA_END, early_data_accepted, CW_END_OF_EARLY_DATA),
    row(PENDING_EARLY_DATA_END, certificate_requested, CW_CERT),
    row(PENDING_EARLY_DATA_END, always, CW_FINISHED),

    row(CW_END_OF_EARLY_DATA, certificate_requested, CW_CERT),
    row(CW_END_OF_EARLY_DATA, always, CW_FINISHED),

    row(CW_CHANGE, certificate_requested, CW_CERT),
    row(CW_CHANGE, always, CW_FINISHED),

    row(CW_CERT, shows_certificate, CW_CERT_VRFY),
    row(CW_CERT, always, CW_FINISHED),

    row(CW_CERT_VRFY, always, CW_FINISHED),

    row(CR_KEY_UPDATE, always, OK),
    row(CW_KEY_UPDATE, always, OK),
    row(CR_SESSION_TICKET, always, OK),
    row(CW_FINISHED, always, OK),

    row(OK, key_update_due, CW_KEY_UPDATE),
    // A message of the server's is to be read.
    read(OK, always),
];
