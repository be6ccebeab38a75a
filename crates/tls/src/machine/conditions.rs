//! What transitions depend on. A condition looks, and changes nothing; effects are below.

use super::{EarlyState, Handshake, Requested, Retry};
use crate::cipher::{auth, kx};
use crate::error::Fatal;
use crate::facts::{EarlyData, PostHandshakeAuth};
use crate::link::Link;

/// Key exchanges in which the server shows a key of its own.
const EPHEMERAL: u32 = kx::DHE | kx::ECDHE | kx::DHEPSK | kx::ECDHEPSK | kx::SRP;

pub(super) fn always(_: &Handshake, _: &dyn Link) -> bool {
    true
}

// The version and the suite.

/// Datagrams are a later step.
pub(super) fn is_datagram(_: &Handshake, _: &dyn Link) -> bool {
    false
}

pub(super) fn is_new_datagram_session(h: &Handshake, link: &dyn Link) -> bool {
    is_datagram(h, link) && is_new_session(h, link)
}

/// DTLS: the client has to show a cookie first.
pub(super) fn cookie_wanted(h: &Handshake, link: &dyn Link) -> bool {
    is_datagram(h, link) && h.config.options.cookie_exchange
}

fn has_kx(link: &dyn Link, kinds: u32) -> bool {
    link.facts()
        .suite
        .get()
        .is_some_and(|suite| suite.kx & kinds != 0)
}

fn has_auth(link: &dyn Link, kinds: u32) -> bool {
    link.facts()
        .suite
        .get()
        .is_some_and(|suite| suite.auth & kinds != 0)
}

// Resumption and tickets.

pub(super) fn resumes(_: &Handshake, link: &dyn Link) -> bool {
    link.facts().hit.get()
}

pub(super) fn is_new_session(h: &Handshake, link: &dyn Link) -> bool {
    !resumes(h, link)
}

pub(super) fn ticket_expected(h: &Handshake, _: &dyn Link) -> bool {
    h.ticket_expected
}

pub(super) fn no_ticket_expected(h: &Handshake, _: &dyn Link) -> bool {
    !h.ticket_expected
}

pub(super) fn resumes_with_ticket(h: &Handshake, link: &dyn Link) -> bool {
    resumes(h, link) && h.ticket_expected
}

pub(super) fn resumes_without_ticket(h: &Handshake, link: &dyn Link) -> bool {
    resumes(h, link) && !h.ticket_expected
}

/// EAP-FAST (RFC 4851): the message after the ServerHello tells whether the session is resumed.
pub(super) fn may_resume_after_all(h: &Handshake, link: &dyn Link) -> bool {
    let mut has_ticket = false;
    link.session(&mut |session| has_ticket = session.ticket.is_some());
    is_new_session(h, link) && h.config.callbacks.session_secret && has_ticket
}

/// A server of TLS 1.3 has tickets left to send after the handshake.
pub(super) fn tickets_due(h: &Handshake, link: &dyn Link) -> bool {
    h.config.num_tickets > link.facts().sent_tickets.get()
}

pub(super) fn extra_tickets_due(h: &Handshake, _: &dyn Link) -> bool {
    h.extra_tickets > 0
}

pub(super) fn extra_tickets_due_later(h: &Handshake, link: &dyn Link) -> bool {
    !link.facts().is_first_handshake() && extra_tickets_due(h, link)
}

/// One ticket is enough for a resumed session.
pub(super) fn tickets_are_enough(h: &Handshake, link: &dyn Link) -> bool {
    resumes(h, link) || !tickets_due(h, link)
}

// What the server sends, up to TLS 1.2.

/// The server shows a certificate.
pub(super) fn sends_certificate(_: &Handshake, link: &dyn Link) -> bool {
    !has_auth(link, auth::NULL | auth::SRP | auth::PSK)
}

pub(super) fn sends_key_exchange(h: &Handshake, link: &dyn Link) -> bool {
    let hint = || {
        let mut hint = false;
        link.session(&mut |session| hint = session.psk_hint.is_some());
        hint || h.config.psk_hint.is_some()
    };
    has_kx(link, EPHEMERAL) || has_kx(link, kx::PSK | kx::RSAPSK) && hint()
}

/// `send_certificate_request`
pub(super) fn sends_request(h: &Handshake, link: &dyn Link) -> bool {
    let (verify, facts) = (&h.config.verify, link.facts());
    let pending = facts.post_handshake_auth.get() == PostHandshakeAuth::RequestPending;
    verify.peer
        && (!h.is_tls13(link) || !verify.post_handshake || pending)
        && (facts.certificate_requests.get() < 1 || !verify.once)
        && (!has_auth(link, auth::NULL) || verify.require)
        && !has_auth(link, auth::SRP | auth::PSK)
}

pub(super) fn status_expected(h: &Handshake, _: &dyn Link) -> bool {
    h.status_expected
}

pub(super) fn has_requested(h: &Handshake, _: &dyn Link) -> bool {
    h.has_requested
}

pub(super) fn has_not_requested(h: &Handshake, _: &dyn Link) -> bool {
    !h.has_requested
}

// What a client of TLS 1.2 may get.

/// The server's certificate comes next (`ssl3_ctx` without anonymous, SRP or PSK suites).
pub(super) fn server_shows_certificate(h: &Handshake, link: &dyn Link) -> bool {
    is_new_session(h, link) && sends_certificate(h, link)
}

fn skips_certificate(h: &Handshake, link: &dyn Link) -> bool {
    is_new_session(h, link) && !sends_certificate(h, link)
}

/// A ServerKeyExchange may come: it must, or the suite has a pre-shared key.
pub(super) fn may_show_key(_: &Handshake, link: &dyn Link) -> bool {
    has_kx(link, EPHEMERAL | kx::WITH_PSK)
}

/// No ServerKeyExchange has to come (`key_exchange_expected`).
pub(super) fn needs_no_key(_: &Handshake, link: &dyn Link) -> bool {
    !has_kx(link, EPHEMERAL)
}

/// `cert_req_allowed`
pub(super) fn may_request(_: &Handshake, link: &dyn Link) -> bool {
    !has_auth(link, auth::NULL | auth::SRP | auth::PSK)
}

pub(super) fn may_request_without_key(h: &Handshake, link: &dyn Link) -> bool {
    needs_no_key(h, link) && may_request(h, link)
}

pub(super) fn shows_key_instead_of_certificate(h: &Handshake, link: &dyn Link) -> bool {
    skips_certificate(h, link) && may_show_key(h, link)
}

pub(super) fn requests_instead_of_certificate(h: &Handshake, link: &dyn Link) -> bool {
    skips_certificate(h, link) && may_request_without_key(h, link)
}

pub(super) fn is_done_instead_of_certificate(h: &Handshake, link: &dyn Link) -> bool {
    skips_certificate(h, link) && needs_no_key(h, link)
}

// Client certificates.

pub(super) fn certificate_requested(h: &Handshake, _: &dyn Link) -> bool {
    h.requested != Requested::No
}

pub(super) fn shows_certificate(h: &Handshake, _: &dyn Link) -> bool {
    h.requested == Requested::Certificate
}

/// The certificate that was shown is proved by a signature (not if its key takes part in the key exchange).
pub(super) fn proves_certificate(h: &Handshake, link: &dyn Link) -> bool {
    shows_certificate(h, link) && !h.skips_certificate_verify
}

pub(super) fn client_has_certificate(_: &Handshake, link: &dyn Link) -> bool {
    let mut has_peer = false;
    link.session(&mut |session| has_peer = session.has_peer);
    has_peer
}

pub(super) fn client_has_no_certificate(h: &Handshake, link: &dyn Link) -> bool {
    !client_has_certificate(h, link)
}

pub(super) fn needs_certificate_verify(h: &Handshake, link: &dyn Link) -> bool {
    client_has_certificate(h, link) && !h.skips_certificate_verify
}

pub(super) fn needs_no_certificate_verify(h: &Handshake, link: &dyn Link) -> bool {
    !needs_certificate_verify(h, link)
}

// Next protocol negotiation.

/// A client has to say its protocol.
pub(super) fn sends_next_protocol(h: &Handshake, link: &dyn Link) -> bool {
    h.npn_seen && !is_datagram(h, link)
}

pub(super) fn next_protocol_expected(h: &Handshake, _: &dyn Link) -> bool {
    h.npn_seen
}

pub(super) fn no_next_protocol_expected(h: &Handshake, _: &dyn Link) -> bool {
    !h.npn_seen
}

// HelloRetryRequest and ChangeCipherSpec of TLS 1.3.

pub(super) fn retry_pending(h: &Handshake, _: &dyn Link) -> bool {
    h.retry == Retry::Pending
}

/// Server: the first answer is followed by a ChangeCipherSpec.
pub(super) fn changes_after_hello(h: &Handshake, _: &dyn Link) -> bool {
    h.config.options.middlebox_compat && h.retry != Retry::Complete
}

/// Client: the second hello is preceded by one, unless early data was.
pub(super) fn changes_before_second_hello(h: &Handshake, _: &dyn Link) -> bool {
    h.config.options.middlebox_compat && h.early != EarlyState::FinishedWriting
}

/// Client: our flight is preceded by one, unless a hello or early data was.
pub(super) fn changes_before_second_flight(h: &Handshake, _: &dyn Link) -> bool {
    h.config.options.middlebox_compat && h.retry == Retry::None
}

// Early data.

pub(super) fn sends_early_data(h: &Handshake, _: &dyn Link) -> bool {
    h.early == EarlyState::Connecting
}

pub(super) fn sends_early_data_after_change(h: &Handshake, link: &dyn Link) -> bool {
    sends_early_data(h, link) && h.config.options.middlebox_compat
}

pub(super) fn has_written_early_data(h: &Handshake, _: &dyn Link) -> bool {
    [EarlyState::WriteRetry, EarlyState::FinishedWriting].contains(&h.early)
}

pub(super) fn early_data_accepted(_: &Handshake, link: &dyn Link) -> bool {
    link.facts().early_data.get() == EarlyData::Accepted
}

pub(super) fn reads_early_data(h: &Handshake, link: &dyn Link) -> bool {
    !retry_pending(h, link) && early_data_accepted(h, link)
}

fn has_no_early_data(h: &Handshake, link: &dyn Link) -> bool {
    !retry_pending(h, link) && !early_data_accepted(h, link)
}

pub(super) fn expects_certificate_at_once(h: &Handshake, link: &dyn Link) -> bool {
    has_no_early_data(h, link) && h.has_requested
}

pub(super) fn expects_finished_at_once(h: &Handshake, link: &dyn Link) -> bool {
    has_no_early_data(h, link) && !h.has_requested
}

/// Messages after the handshake wait for the end of early data.
pub(super) fn not_reading_early_data(h: &Handshake, _: &dyn Link) -> bool {
    h.early != EarlyState::Reading
}

// After the handshake.

pub(super) fn key_update_due(h: &Handshake, _: &dyn Link) -> bool {
    h.key_update.is_some()
}

fn post_handshake_auth(link: &dyn Link) -> PostHandshakeAuth {
    link.facts().post_handshake_auth.get()
}

/// Server: a certificate request after the handshake is to be sent.
pub(super) fn request_due(_: &Handshake, link: &dyn Link) -> bool {
    post_handshake_auth(link) == PostHandshakeAuth::RequestPending
}

/// Server: one was sent.
pub(super) fn has_requested_later(h: &Handshake, link: &dyn Link) -> bool {
    not_reading_early_data(h, link) && post_handshake_auth(link) == PostHandshakeAuth::Requested
}

pub(super) fn answers_request_with_tickets(h: &Handshake, link: &dyn Link) -> bool {
    has_requested_later(h, link) && tickets_due(h, link)
}

/// Client: we have said that we may be asked for a certificate later.
pub(super) fn may_be_asked_later(_: &Handshake, link: &dyn Link) -> bool {
    post_handshake_auth(link) == PostHandshakeAuth::ExtensionSent
}

/// Client: we were.
pub(super) fn asked_after_handshake(_: &Handshake, link: &dyn Link) -> bool {
    post_handshake_auth(link) == PostHandshakeAuth::Requested
}

/// We have sent close_notify.
pub(super) fn has_sent_shutdown(_: &Handshake, link: &dyn Link) -> bool {
    link.sent_shutdown()
}

// Renegotiation.

pub(super) fn not_renegotiating(h: &Handshake, _: &dyn Link) -> bool {
    !h.renegotiates
}

/// Server: the ClientHello that has come was answered with no_renegotiation.
pub(super) fn renegotiation_refused(h: &Handshake, link: &dyn Link) -> bool {
    !h.renegotiates && !link.facts().is_first_handshake()
}

pub(super) fn hello_request_due(h: &Handshake, _: &dyn Link) -> bool {
    h.hello_request_due
}

/// Client: a HelloRequest can be followed now (`ssl3_renegotiate_check`).
pub(super) fn may_renegotiate_now(h: &Handshake, link: &dyn Link) -> bool {
    h.renegotiates && link.may_renegotiate()
}

// Effects.

/// The server resumes after all.
pub(super) fn resume_after_all(_: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    link.facts().hit.set(true);
    Ok(())
}

/// Client: the hash of the handshake goes on where its end left it, for the answer.
pub(super) fn begin_request_after_handshake(
    h: &mut Handshake,
    link: &dyn Link,
) -> Result<(), Fatal> {
    link.facts()
        .post_handshake_auth
        .set(PostHandshakeAuth::Requested);
    h.restore_transcript(link)
}

pub(super) fn hello_request_begun(h: &mut Handshake, _: &dyn Link) -> Result<(), Fatal> {
    h.hello_request_due = false;
    Ok(())
}

pub(super) fn request_sent(_: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    link.facts()
        .post_handshake_auth
        .set(PostHandshakeAuth::Requested);
    Ok(())
}

pub(super) fn request_answered(_: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    link.facts()
        .post_handshake_auth
        .set(PostHandshakeAuth::ExtensionReceived);
    Ok(())
}
