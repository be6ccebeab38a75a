//! How a handshake begins and ends.

use super::table::Flow;
use super::{EarlyState, Handshake, Requested, Retry, Side};
use crate::error::{Fatal, Reason};
use crate::extension::Extensions;
use crate::facts::PostHandshakeAuth;
use crate::link::Link;
use crate::registry::alert;
use crate::registry::state;
use crate::schedule::Transcript;

impl Handshake {
    /// The handshake begins, or goes on after its end (the first part of `state_machine`).
    pub(super) fn begin(&mut self, link: &dyn Link) -> Result<(), Fatal> {
        let facts = link.facts();
        link.started(facts.is_first_handshake() || !self.is_tls13(link))?;
        self.refresh(link);
        self.change_received = false;
        if self.state == state::BEFORE || self.renegotiates {
            self.set_up(link)?;
        }
        Ok(())
    }

    /// `tls_setup_handshake`
    fn set_up(&mut self, link: &dyn Link) -> Result<(), Fatal> {
        self.transcript = Transcript::default();
        self.extensions = Extensions::default();
        let highest = self.version_range(link).map_err(|_| {
            let (alert, reason) = (alert::PROTOCOL_VERSION, Reason::NO_PROTOCOLS_AVAILABLE);
            Fatal::new(alert, reason)
        });
        let highest = highest?.highest;
        let first = link.facts().is_first_handshake();
        match self.side {
            Side::Server => {
                // A client looks when it writes its hello.
                let config = &*self.config;
                let mut listed = config.suites.iter().chain(&config.unsupported_suites);
                if !listed.any(|suite| suite.is_of(highest)) {
                    let (alert, reason) = (alert::HANDSHAKE_FAILURE, Reason::NO_CIPHERS_AVAILABLE);
                    return Err(Fatal::new(alert, reason));
                }
                if !first {
                    self.has_requested = false;
                }
            }
            Side::Client => {
                link.facts().client_random.set([0; 32]);
                link.facts().hit.set(false);
                self.requested = Requested::No;
            }
        }
        link.count_attempt(first);
        Ok(())
    }

    /// The hash of the handshake goes on from its end (`tls13_restore_handshake_digest_for_pha`).
    pub(crate) fn restore_transcript(&mut self, link: &dyn Link) -> Result<(), Fatal> {
        self.transcript = link.saved_transcript().ok_or(Fatal::INTERNAL)?;
        Ok(())
    }
}

/// The next handshake of a connection begins where its first message comes or goes.
pub(super) fn begin_renegotiation(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    h.set_up(link)
}

/// Client: the HelloRequest is followed (`ssl3_renegotiate_check`).
pub(super) fn follow_hello_request(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    let count = &link.facts().renegotiations;
    count.set(count.get() + 1);
    h.set_up(link)
}

/// Waits until all that was sent has reached the transport (`statem_flush`).
pub(super) fn flush(_: &mut Handshake, _: &dyn Link) -> Result<Flow, Fatal> {
    Ok(Flow::Flush)
}

/// What a shutdown before the handshake has left is forgotten.
pub(super) fn clear_shutdown(_: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    link.clear_shutdown();
    Ok(Flow::Next)
}

/// The messages so far do not belong to the handshake (`ssl3_init_finished_mac`).
pub(super) fn forget_transcript(h: &mut Handshake, _: &dyn Link) -> Result<Flow, Fatal> {
    h.transcript = Transcript::default();
    Ok(Flow::Next)
}

/// The handshake, or what a message after it asked for, is over.
pub(super) fn finish(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    end(h, link, false)
}

/// Server: the handshake pauses for the client's early data, where there may be some. Client: it pauses after
/// its own.
pub(super) fn pause_for_early_data(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    match h.side {
        Side::Server if h.early != EarlyState::Accepting && !link.is_stateless() => Ok(Flow::Next),
        _ => end(h, link, false),
    }
}

/// `tls_finish_handshake`; with `more` the handshake goes on, although the program is told that it is over.
pub(crate) fn end(h: &mut Handshake, link: &dyn Link, more: bool) -> Result<Flow, Fatal> {
    let facts = link.facts();
    let tls13 = h.is_tls13(link);
    let requested = facts.post_handshake_auth.get() == PostHandshakeAuth::Requested;
    if tls13 && h.side == Side::Client && requested {
        facts
            .post_handshake_auth
            .set(PostHandshakeAuth::ExtensionSent);
    }
    let completes = std::mem::take(&mut h.completes);
    if completes {
        h.renegotiates = false;
        h.new_session = false;
        h.ticket_expected = false;
        h.key_block = None;
        h.retry = match h.retry {
            Retry::Pending => Retry::Pending,
            _ => Retry::None,
        };
        link.end_session();
    }
    link.done(completes || !tls13 || facts.is_first_handshake(), more);
    match more {
        true => Ok(Flow::Next),
        false => Ok(Flow::Over),
    }
}
