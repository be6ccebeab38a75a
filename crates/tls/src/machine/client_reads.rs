//! A client's transitions when a message has come (`ossl_statem_client_read_transition`).
//!
//! RFC 8446 appendix A.1 names the states of TLS 1.3 otherwise:
//!
//! | RFC | here |
//! | --- | --- |
//! | START, WAIT_SH | `CW_CLNT_HELLO` |
//! | WAIT_EE | `CR_SRVR_HELLO` |
//! | WAIT_CERT_CR | `CR_ENCRYPTED_EXTENSIONS` |
//! | WAIT_CERT | `CR_CERT_REQ` |
//! | WAIT_CV | `CR_CERT` |
//! | WAIT_FINISHED | `CR_CERT_VRFY`, or `CR_ENCRYPTED_EXTENSIONS` if a session is resumed |
//! | CONNECTED | `OK` |

use super::conditions::*;
use super::table::{change_row as change, read_row as row, ReadRow};
use crate::registry::message::*;
use crate::registry::state::{self, *};

/// Until TLS 1.3 is negotiated, and with TLS 1.2 and older (RFC 5246 section 7.3).
#[rustfmt::skip]
pub(super) static TLS12: &[ReadRow] = &[
    row(CW_CLNT_HELLO, SERVER_HELLO, always, CR_SRVR_HELLO),
    row(CW_CLNT_HELLO, HELLO_VERIFY_REQUEST, is_datagram, CR_HELLO_VERIFY_REQUEST),

    // Early data was sent: TLS 1.3 is hoped for.
    row(state::EARLY_DATA, SERVER_HELLO, always, CR_SRVR_HELLO),

    row(CR_SRVR_HELLO, NEW_SESSION_TICKET, resumes_with_ticket, CR_SESSION_TICKET),
    change(CR_SRVR_HELLO, resumes_without_ticket, CR_CHANGE),
    row(CR_SRVR_HELLO, HELLO_VERIFY_REQUEST, is_new_datagram_session, CR_HELLO_VERIFY_REQUEST),
    ReadRow { effect: Some(resume_after_all), ..change(CR_SRVR_HELLO, may_resume_after_all, CR_CHANGE) },
    row(CR_SRVR_HELLO, CERTIFICATE, server_shows_certificate, CR_CERT),
    row(CR_SRVR_HELLO, SERVER_KEY_EXCHANGE, shows_key_instead_of_certificate, CR_KEY_EXCH),
    row(CR_SRVR_HELLO, CERTIFICATE_REQUEST, requests_instead_of_certificate, CR_CERT_REQ),
    row(CR_SRVR_HELLO, SERVER_HELLO_DONE, is_done_instead_of_certificate, CR_SRVR_DONE),

    row(CR_CERT, CERTIFICATE_STATUS, status_expected, CR_CERT_STATUS),
    row(CR_CERT, SERVER_KEY_EXCHANGE, may_show_key, CR_KEY_EXCH),
    row(CR_CERT, CERTIFICATE_REQUEST, may_request_without_key, CR_CERT_REQ),
    row(CR_CERT, SERVER_HELLO_DONE, needs_no_key, CR_SRVR_DONE),

    row(CR_CERT_STATUS, SERVER_KEY_EXCHANGE, may_show_key, CR_KEY_EXCH),
    row(CR_CERT_STATUS, CERTIFICATE_REQUEST, may_request_without_key, CR_CERT_REQ),
    row(CR_CERT_STATUS, SERVER_HELLO_DONE, needs_no_key, CR_SRVR_DONE),

    row(CR_KEY_EXCH, CERTIFICATE_REQUEST, may_request, CR_CERT_REQ),
    row(CR_KEY_EXCH, SERVER_HELLO_DONE, always, CR_SRVR_DONE),

    row(CR_CERT_REQ, SERVER_HELLO_DONE, always, CR_SRVR_DONE),

    row(CW_FINISHED, NEW_SESSION_TICKET, ticket_expected, CR_SESSION_TICKET),
    change(CW_FINISHED, no_ticket_expected, CR_CHANGE),

    change(CR_SESSION_TICKET, always, CR_CHANGE),

    row(CR_CHANGE, FINISHED, always, CR_FINISHED),

    row(OK, HELLO_REQUEST, always, CR_HELLO_REQ),
];

/// With TLS 1.3.
#[rustfmt::skip]
pub(super) static TLS13: &[ReadRow] = &[
    // After a HelloRetryRequest.
    row(CW_CLNT_HELLO, SERVER_HELLO, always, CR_SRVR_HELLO),

    row(CR_SRVR_HELLO, ENCRYPTED_EXTENSIONS, always, CR_ENCRYPTED_EXTENSIONS),

    row(CR_ENCRYPTED_EXTENSIONS, FINISHED, resumes, CR_FINISHED),
    row(CR_ENCRYPTED_EXTENSIONS, CERTIFICATE_REQUEST, is_new_session, CR_CERT_REQ),
    row(CR_ENCRYPTED_EXTENSIONS, CERTIFICATE, is_new_session, CR_CERT),

    row(CR_CERT_REQ, CERTIFICATE, always, CR_CERT),

    row(CR_CERT, CERTIFICATE_VERIFY, always, CR_CERT_VRFY),

    row(CR_CERT_VRFY, FINISHED, always, CR_FINISHED),

    row(OK, NEW_SESSION_TICKET, always, CR_SESSION_TICKET),
    row(OK, KEY_UPDATE, always, CR_KEY_UPDATE),
    ReadRow { effect: Some(begin_request_after_handshake), ..row(OK, CERTIFICATE_REQUEST, may_be_asked_later, CR_CERT_REQ) },
];
