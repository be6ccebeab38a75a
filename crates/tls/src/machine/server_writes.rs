//! A server's transitions when it writes (`ossl_statem_server_write_transition`). The first row that holds is
//! taken.

use super::conditions::*;
use super::setup;
use super::table::{turn_row as read, write_row as row, Condition, Effect, WriteRow};
use crate::registry::state::*;

const fn with(
    from: HandshakeState,
    when: Condition,
    to: HandshakeState,
    effect: Effect,
) -> WriteRow {
    WriteRow {
        effect: Some(effect),
        ..row(from, when, to)
    }
}

/// Until TLS 1.3 is negotiated, and with TLS 1.2 and older.
#[rustfmt::skip]
pub(super) static TLS12: &[WriteRow] = &[
    with(OK, hello_request_due, SW_HELLO_REQ, hello_request_begun),
    // A ClientHello has come.
    WriteRow { effect: Some(setup::begin_renegotiation), ..read(OK, always) },
    read(BEFORE, always),

    row(SW_HELLO_REQ, always, OK),

    row(SR_CLNT_HELLO, cookie_wanted, SW_HELLO_VERIFY_REQUEST),
    row(SR_CLNT_HELLO, renegotiation_refused, OK),
    row(SR_CLNT_HELLO, always, SW_SRVR_HELLO),

    read(SW_HELLO_VERIFY_REQUEST, always),

    // RFC 5246 section 7.3, figure 2.
    row(SW_SRVR_HELLO, resumes_with_ticket, SW_SESSION_TICKET),
    row(SW_SRVR_HELLO, resumes, SW_CHANGE),
    // RFC 5246 section 7.3, figure 1.
    row(SW_SRVR_HELLO, sends_certificate, SW_CERT),
    row(SW_SRVR_HELLO, sends_key_exchange, SW_KEY_EXCH),
    row(SW_SRVR_HELLO, sends_request, SW_CERT_REQ),
    row(SW_SRVR_HELLO, always, SW_SRVR_DONE),

    row(SW_CERT, status_expected, SW_CERT_STATUS),
    row(SW_CERT, sends_key_exchange, SW_KEY_EXCH),
    row(SW_CERT, sends_request, SW_CERT_REQ),
    row(SW_CERT, always, SW_SRVR_DONE),

    row(SW_CERT_STATUS, sends_key_exchange, SW_KEY_EXCH),
    row(SW_CERT_STATUS, sends_request, SW_CERT_REQ),
    row(SW_CERT_STATUS, always, SW_SRVR_DONE),

    row(SW_KEY_EXCH, sends_request, SW_CERT_REQ),
    row(SW_KEY_EXCH, always, SW_SRVR_DONE),

    row(SW_CERT_REQ, always, SW_SRVR_DONE),

    read(SW_SRVR_DONE, always),

    row(SR_FINISHED, resumes, OK),
    row(SR_FINISHED, ticket_expected, SW_SESSION_TICKET),
    row(SR_FINISHED, always, SW_CHANGE),

    row(SW_SESSION_TICKET, always, SW_CHANGE),

    row(SW_CHANGE, always, SW_FINISHED),

    read(SW_FINISHED, resumes),
    row(SW_FINISHED, always, OK),
];

/// With TLS 1.3.
#[rustfmt::skip]
pub(super) static TLS13: &[WriteRow] = &[
    row(OK, key_update_due, SW_KEY_UPDATE),
    row(OK, request_due, SW_CERT_REQ),
    row(OK, extra_tickets_due, SW_SESSION_TICKET),
    // A message of the client's is to be read.
    read(OK, always),

    row(SR_CLNT_HELLO, always, SW_SRVR_HELLO),

    row(SW_SRVR_HELLO, changes_after_hello, SW_CHANGE),
    row(SW_SRVR_HELLO, retry_pending, EARLY_DATA),
    row(SW_SRVR_HELLO, always, SW_ENCRYPTED_EXTENSIONS),

    row(SW_CHANGE, retry_pending, EARLY_DATA),
    row(SW_CHANGE, always, SW_ENCRYPTED_EXTENSIONS),

    row(SW_ENCRYPTED_EXTENSIONS, resumes, SW_FINISHED),
    row(SW_ENCRYPTED_EXTENSIONS, sends_request, SW_CERT_REQ),
    row(SW_ENCRYPTED_EXTENSIONS, always, SW_CERT),

    with(SW_CERT_REQ, request_due, OK, request_sent),
    row(SW_CERT_REQ, always, SW_CERT),

    row(SW_CERT, always, SW_CERT_VRFY),

    row(SW_CERT_VRFY, always, SW_FINISHED),

    row(SW_FINISHED, always, EARLY_DATA),

    read(EARLY_DATA, always),

    // The answer to a request after the handshake.
    with(SR_FINISHED, answers_request_with_tickets, SW_SESSION_TICKET, request_answered),
    with(SR_FINISHED, has_requested_later, OK, request_answered),
    row(SR_FINISHED, no_ticket_expected, OK),
    row(SR_FINISHED, tickets_due, SW_SESSION_TICKET),
    row(SR_FINISHED, always, OK),

    row(SR_KEY_UPDATE, always, OK),
    row(SW_KEY_UPDATE, always, OK),

    row(SW_SESSION_TICKET, extra_tickets_due_later, SW_SESSION_TICKET),
    row(SW_SESSION_TICKET, tickets_are_enough, OK),
    row(SW_SESSION_TICKET, always, SW_SESSION_TICKET),
];
