//! Finished.

use crypto::cipher::equal;

use super::key_update::check_boundary;
use super::keys::Stage;
use crate::client;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::facts::{PostHandshakeAuth, Short};
use crate::link::{Direction, Link, Rule};
use crate::machine::table::{After, Built};
use crate::machine::{Handshake, Requested, Side};
use crate::message::finished;
use crate::registry::alert;
use crate::schedule::Keep;

/// A certificate was asked for after the handshake; this Finished ends the answer.
fn is_after_handshake(link: &dyn Link) -> bool {
    link.facts().post_handshake_auth.get() == PostHandshakeAuth::Requested
}

/// `tls_process_finished`
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let (tls13, facts) = (h.is_tls13(link), link.facts());
    if h.side == Side::Server {
        link.rule(Rule::PlaintextAlerts(false));
        h.completes |= !is_after_handshake(link);
        if tls13 {
            h.save_transcript(link);
        }
    }
    if tls13 {
        check_boundary(h, link)?;
    } else if !h.change_received {
        let (alert, reason) = (alert::UNEXPECTED_MESSAGE, Reason::GOT_A_FIN_BEFORE_A_CCS);
        return Err(Fatal::new(alert, reason));
    }
    h.change_received = false;
    let expected = std::mem::take(&mut h.expected_finished);
    let received = finished::read(body, expected.len())?;
    if !equal(received, &expected) {
        return Err(Fatal::new(
            alert::DECRYPT_ERROR,
            Reason::DIGEST_CHECK_FAILED,
        ));
    }
    let received = Short::new(received).ok_or(Fatal::INTERNAL)?;
    facts.peer_finished.set(received);
    match (tls13, h.side) {
        (false, _) => {}
        (true, Side::Server) => {
            if !is_after_handshake(link) {
                h.change_keys(link, Stage::Application, Direction::Read)?;
            }
        }
        (true, Side::Client) => {
            h.make_master_secret()?;
            h.change_keys(link, Stage::Application, Direction::Read)?;
            client::finish::check_first_flight(h, link)?;
        }
    }
    Ok(After::Turn)
}

/// `tls_construct_finished`
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let (tls13, is_client) = (h.is_tls13(link), h.side == Side::Client);
    h.completes |= is_client && !is_after_handshake(link);
    // With a certificate the key was changed before it.
    if tls13 && is_client && h.requested == Requested::No {
        h.change_keys(link, Stage::Handshake, Direction::Write)?;
    }
    let finished = verify_data(h, link, is_client)?;
    w.bytes(&finished);
    if !tls13 {
        link.key_log("CLIENT_RANDOM", h.master_secret(link)?.as_ref());
    }
    let finished = Short::new(&finished).ok_or(Fatal::INTERNAL)?;
    link.facts().finished.set(finished);
    Ok(Built::Send)
}

/// Notes what the peer's Finished must be, before the message is hashed (`ssl3_take_mac`).
pub(crate) fn take_expected(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    h.expected_finished = verify_data(h, link, h.side == Side::Server)?;
    Ok(())
}

/// `tls1_final_finish_mac`, `tls13_final_finish_mac`: the content of a Finished, for the messages so far.
fn verify_data(h: &mut Handshake, link: &dyn Link, from_client: bool) -> Result<Vec<u8>, Fatal> {
    if !h.is_tls13(link) {
        let hash = h.handshake_hash(link)?;
        h.transcript.start(&hash, Keep::Nothing)?;
        let handshake = h.transcript.current()?;
        let master = h.master_secret(link)?;
        return Ok(master.verify_data(from_client, handshake.as_ref())?.into());
    }
    let handshake = h.transcript.current()?;
    let later;
    let key = match from_client {
        false => h.server_finished_key.as_ref(),
        true if link.facts().is_first_handshake() => h.client_finished_key.as_ref(),
        // After the handshake the key comes from the secret of the client's records.
        true => {
            let direction = match h.side {
                Side::Client => Direction::Write,
                Side::Server => Direction::Read,
            };
            let secret = link.secret(direction).ok_or(Fatal::INTERNAL)?;
            later = secret.finished_key()?;
            Some(&later)
        }
    };
    let verify_data = key
        .ok_or(Fatal::INTERNAL)?
        .verify_data(handshake.as_ref())?;
    Ok(verify_data.as_ref().to_vec())
}
