//! Every state: OpenSSL's names for it, how long its message may be, and what is done there.
//!
//! The order of a list of steps is the order of the application's callbacks.

use std::ffi::CStr;

use super::setup;
use super::table::{Limit, Message, Reads, State, Writes};
use crate::record::MAX_PLAINTEXT;
use crate::registry::message::*;
use crate::registry::state::{self, HandshakeState};
use crate::{both, client, server};

/// The state with this number. All numbers of [`state`] have one.
pub(super) fn find(id: HandshakeState) -> &'static State {
    let index = usize::try_from(id.0).unwrap_or(0);
    let state = STATES.get(index).filter(|state| state.id == id);
    state.unwrap_or(&STATES[0])
}

/// What `SSL_state_string` and `SSL_state_string_long` say of a state; `None` if there is no such state.
pub fn names(id: HandshakeState) -> Option<(&'static CStr, &'static CStr)> {
    let index = usize::try_from(id.0).ok()?;
    let state = STATES.get(index)?;
    Some((state.short, state.long))
}

const CHANGE: Message = Message::ChangeCipherSpec;

const fn handshake(message: HandshakeType) -> Message {
    Message::Handshake(message)
}

/// The states in the order of their numbers. Limits are those of `ossl_statem_client_max_message_size` and
/// `ossl_statem_server_max_message_size`.
#[rustfmt::skip]
static STATES: &[State] = &[
    State {
        id: state::BEFORE, short: c"PINIT", long: c"before SSL initialization",
        reads: None,
        writes: None,
    },
    State {
        id: state::OK, short: c"SSLOK", long: c"SSL negotiation finished successfully",
        reads: None,
        writes: Some(Writes { before: &[setup::finish], message: None, after: &[] }),
    },
    State {
        id: state::CR_HELLO_VERIFY_REQUEST, short: c"DRCHV", long: c"DTLS1 read hello verify request",
        reads: Some(Reads { limit: Limit::Bytes(258), process: client::datagram::receive_hello_verify_request, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_SRVR_HELLO, short: c"TRSH", long: c"SSLv3/TLS read server hello",
        reads: Some(Reads { limit: Limit::Bytes(65_607), process: client::server_hello::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_CERT, short: c"TRSC", long: c"SSLv3/TLS read server certificate",
        reads: Some(Reads { limit: Limit::CertificateList, process: client::certificate::receive, work: &[client::certificate::verify] }),
        writes: None,
    },
    State {
        id: state::CR_CERT_STATUS, short: c"TRCS", long: c"SSLv3/TLS read certificate status",
        reads: Some(Reads { limit: Limit::Bytes(MAX_PLAINTEXT), process: client::certificate::receive_status, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_KEY_EXCH, short: c"TRSKE", long: c"SSLv3/TLS read server key exchange",
        reads: Some(Reads { limit: Limit::Bytes(102_400), process: client::key_exchange::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_CERT_REQ, short: c"TRCR", long: c"SSLv3/TLS read server certificate request",
        reads: Some(Reads { limit: Limit::CertificateList, process: client::request::receive, work: &[client::request::ask_for_certificate, client::request::ask_for_client_certificate] }),
        writes: None,
    },
    State {
        id: state::CR_SRVR_DONE, short: c"TRSD", long: c"SSLv3/TLS read server done",
        reads: Some(Reads { limit: Limit::Bytes(0), process: client::finish::receive_server_done, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_SESSION_TICKET, short: c"TRST", long: c"SSLv3/TLS read server session ticket",
        reads: Some(Reads { limit: Limit::ByVersion { old: 65_541, tls13: 131_338 }, process: client::ticket::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_CHANGE, short: c"TRCCS", long: c"SSLv3/TLS read change cipher spec",
        reads: Some(Reads { limit: Limit::Bytes(1), process: both::change_cipher_spec::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_FINISHED, short: c"TRFIN", long: c"SSLv3/TLS read finished",
        reads: Some(Reads { limit: Limit::Bytes(64), process: both::finished::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::CW_CLNT_HELLO, short: c"TWCH", long: c"SSLv3/TLS write client hello",
        reads: None,
        writes: Some(Writes { before: &[setup::clear_shutdown], message: Some((handshake(CLIENT_HELLO), client::hello::build)), after: &[client::hello::sent] }),
    },
    State {
        id: state::CW_CERT, short: c"TWCC", long: c"SSLv3/TLS write client certificate",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(CERTIFICATE), client::certificate::build)), after: &[] }),
    },
    State {
        id: state::CW_KEY_EXCH, short: c"TWCKE", long: c"SSLv3/TLS write client key exchange",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(CLIENT_KEY_EXCHANGE), client::key_exchange::build)), after: &[client::key_exchange::sent] }),
    },
    State {
        id: state::CW_CERT_VRFY, short: c"TWCV", long: c"SSLv3/TLS write certificate verify",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(CERTIFICATE_VERIFY), both::certificate_verify::build)), after: &[] }),
    },
    State {
        id: state::CW_CHANGE, short: c"TWCCS", long: c"SSLv3/TLS write change cipher spec",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((CHANGE, both::change_cipher_spec::build)), after: &[client::finish::changed] }),
    },
    State {
        id: state::CW_NEXT_PROTO, short: c"TWNP", long: c"SSLv3/TLS write next proto",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(NEXT_PROTOCOL), client::finish::build_next_protocol)), after: &[] }),
    },
    State {
        id: state::CW_FINISHED, short: c"TWFIN", long: c"SSLv3/TLS write finished",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(FINISHED), both::finished::build)), after: &[setup::flush, client::finish::finished] }),
    },
    State {
        id: state::SW_HELLO_REQ, short: c"TWHR", long: c"SSLv3/TLS write hello request",
        reads: None,
        writes: Some(Writes { before: &[setup::clear_shutdown], message: Some((handshake(HELLO_REQUEST), server::finish::build_hello_request)), after: &[setup::flush, setup::forget_transcript] }),
    },
    State {
        id: state::SR_CLNT_HELLO, short: c"TRCH", long: c"SSLv3/TLS read client hello",
        reads: Some(Reads { limit: Limit::Bytes(131_396), process: server::hello::receive, work: &[
            server::hello::client_hello_callback,
            server::hello::version,
            server::hello::suites,
            server::hello::suite_tls13,
            server::hello::extended_master_secret,
            server::resume::session,
            server::hello::resumed_suite,
            server::hello::compression,
            server::hello::extensions,
            server::hello::random,
            server::hello::session_secret,
            server::hello::only_null_compression,
            server::choice::shared_signatures,
            server::choice::certificate_callback,
            server::choice::suite_tls12,
            server::choice::signature,
            server::choice::status,
            server::choice::protocol_tls12,
            server::choice::srp_user,
        ] }),
        writes: None,
    },
    State {
        id: state::SW_HELLO_VERIFY_REQUEST, short: c"DWCHV", long: c"DTLS1 write hello verify request",
        reads: None,
        writes: Some(Writes { before: &[setup::clear_shutdown], message: Some((handshake(HELLO_VERIFY_REQUEST), server::datagram::build_hello_verify_request)), after: &[setup::flush, setup::forget_transcript] }),
    },
    State {
        id: state::SW_SRVR_HELLO, short: c"TWSH", long: c"SSLv3/TLS write server hello",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(SERVER_HELLO), server::answer::build)), after: &[server::answer::sent] }),
    },
    State {
        id: state::SW_CERT, short: c"TWSC", long: c"SSLv3/TLS write certificate",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(CERTIFICATE), server::certificate::build)), after: &[] }),
    },
    State {
        id: state::SW_KEY_EXCH, short: c"TWSKE", long: c"SSLv3/TLS write key exchange",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(SERVER_KEY_EXCHANGE), server::key_exchange::build)), after: &[] }),
    },
    State {
        id: state::SW_CERT_REQ, short: c"TWCR", long: c"SSLv3/TLS write certificate request",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(CERTIFICATE_REQUEST), server::certificate::build_request)), after: &[server::certificate::request_sent] }),
    },
    State {
        id: state::SW_SRVR_DONE, short: c"TWSD", long: c"SSLv3/TLS write server done",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(SERVER_HELLO_DONE), server::finish::build_done)), after: &[setup::flush] }),
    },
    State {
        id: state::SR_CERT, short: c"TRCC", long: c"SSLv3/TLS read client certificate",
        reads: Some(Reads { limit: Limit::CertificateList, process: server::client_certificate::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::SR_KEY_EXCH, short: c"TRCKE", long: c"SSLv3/TLS read client key exchange",
        reads: Some(Reads { limit: Limit::Bytes(2048), process: server::key_exchange::receive, work: &[server::key_exchange::after] }),
        writes: None,
    },
    State {
        id: state::SR_CERT_VRFY, short: c"TRCV", long: c"SSLv3/TLS read certificate verify",
        reads: Some(Reads { limit: Limit::Bytes(MAX_PLAINTEXT), process: both::certificate_verify::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::SR_NEXT_PROTO, short: c"TRNP", long: c"SSLv3/TLS read next proto",
        reads: Some(Reads { limit: Limit::Bytes(514), process: server::finish::receive_next_protocol, work: &[] }),
        writes: None,
    },
    State {
        id: state::SR_CHANGE, short: c"TRCCS", long: c"SSLv3/TLS read change cipher spec",
        reads: Some(Reads { limit: Limit::Bytes(1), process: both::change_cipher_spec::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::SR_FINISHED, short: c"TRFIN", long: c"SSLv3/TLS read finished",
        reads: Some(Reads { limit: Limit::Bytes(64), process: both::finished::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::SW_SESSION_TICKET, short: c"TWST", long: c"SSLv3/TLS write session ticket",
        reads: None,
        writes: Some(Writes { before: &[server::ticket::finish_first], message: Some((handshake(NEW_SESSION_TICKET), server::ticket::build)), after: &[server::ticket::sent] }),
    },
    State {
        id: state::SW_CERT_STATUS, short: c"TWCS", long: c"SSLv3/TLS write certificate status",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(CERTIFICATE_STATUS), server::certificate::build_status)), after: &[] }),
    },
    State {
        id: state::SW_CHANGE, short: c"TWCCS", long: c"SSLv3/TLS write change cipher spec",
        reads: None,
        writes: Some(Writes { before: &[server::finish::before_change], message: Some((CHANGE, both::change_cipher_spec::build)), after: &[server::finish::changed] }),
    },
    State {
        id: state::SW_FINISHED, short: c"TWFIN", long: c"SSLv3/TLS write finished",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(FINISHED), both::finished::build)), after: &[setup::flush, server::finish::finished] }),
    },
    State {
        id: state::SW_ENCRYPTED_EXTENSIONS, short: c"TWEE", long: c"TLSv1.3 write encrypted extensions",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(ENCRYPTED_EXTENSIONS), server::answer::build_encrypted_extensions)), after: &[] }),
    },
    State {
        id: state::CR_ENCRYPTED_EXTENSIONS, short: c"TREE", long: c"TLSv1.3 read encrypted extensions",
        reads: Some(Reads { limit: Limit::Bytes(20_000), process: client::server_hello::receive_encrypted_extensions, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_CERT_VRFY, short: c"TRSCV", long: c"TLSv1.3 read server certificate verify",
        reads: Some(Reads { limit: Limit::Bytes(MAX_PLAINTEXT), process: both::certificate_verify::receive, work: &[client::request::ask_for_certificate, client::request::ask_for_client_certificate] }),
        writes: None,
    },
    State {
        id: state::SW_CERT_VRFY, short: c"TWSCV", long: c"TLSv1.3 write server certificate verify",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(CERTIFICATE_VERIFY), both::certificate_verify::build)), after: &[] }),
    },
    State {
        id: state::CR_HELLO_REQ, short: c"TRHR", long: c"SSLv3/TLS read hello request",
        reads: Some(Reads { limit: Limit::Bytes(0), process: client::finish::receive_hello_request, work: &[] }),
        writes: None,
    },
    State {
        id: state::SW_KEY_UPDATE, short: c"TWSKU", long: c"TLSv1.3 write server key update",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(KEY_UPDATE), both::key_update::build)), after: &[setup::flush, both::key_update::sent] }),
    },
    State {
        id: state::CW_KEY_UPDATE, short: c"TWCKU", long: c"TLSv1.3 write client key update",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(KEY_UPDATE), both::key_update::build)), after: &[setup::flush, both::key_update::sent] }),
    },
    State {
        id: state::SR_KEY_UPDATE, short: c"TRCKU", long: c"TLSv1.3 read client key update",
        reads: Some(Reads { limit: Limit::Bytes(1), process: both::key_update::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::CR_KEY_UPDATE, short: c"TRSKU", long: c"TLSv1.3 read server key update",
        reads: Some(Reads { limit: Limit::Bytes(1), process: both::key_update::receive, work: &[] }),
        writes: None,
    },
    State {
        id: state::EARLY_DATA, short: c"TED", long: c"TLSv1.3 early data",
        reads: None,
        writes: Some(Writes { before: &[setup::pause_for_early_data], message: None, after: &[] }),
    },
    State {
        id: state::PENDING_EARLY_DATA_END, short: c"TPEDE", long: c"TLSv1.3 pending early data end",
        reads: None,
        writes: Some(Writes { before: &[client::finish::pause_after_early_data], message: None, after: &[] }),
    },
    State {
        id: state::CW_END_OF_EARLY_DATA, short: c"TWEOED", long: c"TLSv1.3 write end of early data",
        reads: None,
        writes: Some(Writes { before: &[], message: Some((handshake(END_OF_EARLY_DATA), client::finish::build_end_of_early_data)), after: &[client::finish::early_data_ended] }),
    },
    State {
        id: state::SR_END_OF_EARLY_DATA, short: c"TWEOED", long: c"TLSv1.3 read end of early data",
        reads: Some(Reads { limit: Limit::Bytes(0), process: server::finish::receive_end_of_early_data, work: &[] }),
        writes: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_stand_in_the_order_of_their_numbers() {
        assert_eq!(STATES.len(), 50);
        for (index, state) in STATES.iter().enumerate() {
            assert_eq!(usize::try_from(state.id.0), Ok(index), "{:?}", state.id);
        }
        assert_eq!(find(state::CW_CLNT_HELLO).short, c"TWCH");
        assert_eq!(
            find(state::SR_CLNT_HELLO).long,
            c"SSLv3/TLS read client hello"
        );
        assert!(names(HandshakeState(50)).is_none() && names(HandshakeState(-1)).is_none());
    }
}
