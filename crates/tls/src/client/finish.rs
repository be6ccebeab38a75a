//! The ends of flights: ServerHelloDone, ChangeCipherSpec, Finished, early data; HelloRequest.

use super::hello::sends_early_data;
use crate::both::keys::Stage;
use crate::choose::KeyType;
use crate::cipher::{auth, kx};
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::facts::PostHandshakeAuth;
use crate::link::{Direction, LeafKey, Link};
use crate::machine::table::{After, Built, Flow};
use crate::machine::{missing, setup, EarlyState, Exchange, Handshake, Retry};
use crate::message::{empty, next_protocol};
use crate::registry::alert;
use crate::registry::field::NULL_COMPRESSION;

/// `tls_process_server_done`
pub(crate) fn receive_server_done(
    h: &mut Handshake,
    link: &dyn Link,
    body: &[u8],
) -> Result<After, Fatal> {
    empty::read(body)?;
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    if suite.kx & kx::SRP != 0 {
        return Err(missing("suites with SRP"));
    }
    check_first_flight(h, link)?;
    Ok(After::Turn)
}

/// `tls_process_initial_server_flight`: the server has sent what it must. The application sees the status of
/// its certificate, or that there is none.
pub(crate) fn check_first_flight(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    check_certificate(h, link)?;
    if h.config.status_type.is_some() && h.config.callbacks.status {
        let accepted = link.status();
        h.refresh(link);
        if !accepted? {
            return Err(Fatal::new(
                alert::BAD_CERTIFICATE_STATUS_RESPONSE,
                Reason::INVALID_STATUS_RESPONSE,
            ));
        }
    }
    if h.config.callbacks.ct_validation {
        let valid = link.validate_timestamps();
        h.refresh(link);
        valid?;
    }
    Ok(())
}

/// `ssl3_check_cert_and_algorithm`: the server's key suits the suite. Those of TLS 1.3 suit all.
pub(super) fn check_certificate(h: &Handshake, link: &dyn Link) -> Result<(), Fatal> {
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    if suite.auth & (auth::RSA | auth::DSS | auth::ECDSA) == 0 {
        return Ok(());
    }
    let failure = |reason| Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason));
    let (key_type, may_sign) = match link.peer_key() {
        LeafKey::Known { key, may_sign } if key.key_type.auth() & suite.auth != 0 => {
            (key.key_type, may_sign)
        }
        _ => return failure(Reason::MISSING_SIGNING_CERT),
    };
    if key_type.auth() & auth::ECDSA != 0 {
        return match may_sign {
            true => Ok(()),
            false => {
                // ssl_check_srvr_ecc_cert_and_alg
                link.queue_error(Reason::ECC_CERT_NOT_FOR_SIGNING);
                failure(Reason::BAD_ECC_CERT)
            }
        };
    }
    if suite.kx & (kx::RSA | kx::RSAPSK) != 0 && key_type != KeyType::Rsa {
        return failure(Reason::MISSING_RSA_ENCRYPTING_CERT);
    }
    match (suite.kx & kx::DHE, &h.exchange) {
        (0, _) | (_, Exchange::DheClient(_)) => Ok(()),
        _ => Err(Fatal::INTERNAL),
    }
}

/// After our ChangeCipherSpec, which in TLS 1.3 means nothing.
pub(crate) fn changed(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.is_tls13(link) || h.retry == Retry::Pending {
        return Ok(Flow::Next);
    }
    if sends_early_data(h) {
        h.change_keys(link, Stage::Early, Direction::Write)?;
        return Ok(Flow::Next);
    }
    let suite = link.facts().suite.get();
    link.session(&mut |session| {
        session.suite = suite;
        session.compression = NULL_COMPRESSION.0;
    });
    h.set_up_key_block(link)?;
    h.change_keys_tls12(link, Direction::Write)?;
    Ok(Flow::Next)
}

/// `tls_construct_next_proto`
pub(crate) fn build_next_protocol(
    _: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
) -> Result<Built, Fatal> {
    next_protocol::write(w, &link.facts().next_protocol.borrow());
    Ok(Built::Send)
}

/// After our Finished has reached the transport.
pub(crate) fn finished(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.is_tls13(link) {
        h.save_transcript(link);
        if link.facts().post_handshake_auth.get() != PostHandshakeAuth::Requested {
            h.change_keys(link, Stage::Application, Direction::Write)?;
        }
    }
    Ok(Flow::Next)
}

/// `tls_process_hello_req`: we renegotiate, and offer the session that we have (`SSL_renegotiate_abbreviated`).
pub(crate) fn receive_hello_request(
    h: &mut Handshake,
    link: &dyn Link,
    body: &[u8],
) -> Result<After, Fatal> {
    empty::read(body)?;
    if h.config.options.no_renegotiation {
        link.warn(alert::NO_RENEGOTIATION);
    } else {
        h.renegotiates = true;
        h.new_session = false;
    }
    Ok(After::Turn)
}

/// The handshake goes on at once if the application is done with early data. Otherwise it pauses.
pub(crate) fn pause_after_early_data(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    match h.early {
        EarlyState::FinishedWriting | EarlyState::None => Ok(Flow::Next),
        _ => setup::end(h, link, false),
    }
}

/// We may write in the clear again, if a HelloRetryRequest comes.
pub(crate) fn early_data_ended(_: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    link.install(Direction::Write, None, None);
    Ok(Flow::Next)
}

/// `tls_construct_end_of_early_data`
pub(crate) fn build_end_of_early_data(
    h: &mut Handshake,
    _: &dyn Link,
    _: &mut Writer,
) -> Result<Built, Fatal> {
    if ![EarlyState::WriteRetry, EarlyState::FinishedWriting].contains(&h.early) {
        return Err(Fatal::new(
            alert::INTERNAL_ERROR,
            Reason::ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED,
        ));
    }
    h.early = EarlyState::FinishedWriting;
    Ok(Built::Send)
}
