//! The ends of flights: ServerHelloDone, ChangeCipherSpec, Finished, early data; HelloRequest, NPN.

use super::answer::use_handshake_keys;
use crate::both::keys::Stage;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::{Direction, Link, Rule};
use crate::machine::table::{After, Built, Flow};
use crate::machine::{EarlyState, Handshake, Retry};
use crate::message::{empty, next_protocol};
use crate::registry::alert;
use crate::schedule::Keep;

/// A HelloRequest has no content.
pub(crate) fn build_hello_request(
    _: &mut Handshake,
    _: &dyn Link,
    _: &mut Writer,
) -> Result<Built, Fatal> {
    Ok(Built::Send)
}

/// `tls_construct_server_done`. If the client signs nothing, the messages are not wanted any more.
pub(crate) fn build_done(
    h: &mut Handshake,
    link: &dyn Link,
    _: &mut Writer,
) -> Result<Built, Fatal> {
    if !h.has_requested {
        let hash = h.handshake_hash(link)?;
        h.transcript.start(&hash, Keep::Nothing)?;
    }
    Ok(Built::Send)
}

/// `tls_process_next_proto`
pub(crate) fn receive_next_protocol(
    _: &mut Handshake,
    link: &dyn Link,
    body: &[u8],
) -> Result<After, Fatal> {
    let protocol = next_protocol::read(body)?;
    *link.facts().next_protocol.borrow_mut() = protocol.into();
    Ok(After::Read)
}

/// Up to TLS 1.2: the session gets its suite, and the keys of both directions are made.
pub(crate) fn before_change(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.is_tls13(link) {
        return Ok(Flow::Next);
    }
    let (suite, mut kept) = (link.facts().suite.get(), None);
    link.session(&mut |session| {
        session.suite = session.suite.or(suite);
        kept = session.suite;
    });
    if kept != suite {
        return Err(Fatal::INTERNAL);
    }
    h.set_up_key_block(link)?;
    Ok(Flow::Next)
}

/// Our ChangeCipherSpec changes our key up to TLS 1.2. In TLS 1.3 it means nothing, but it stands where the keys
/// change.
pub(crate) fn changed(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.retry == Retry::Pending {
        return Ok(Flow::Flush);
    }
    match h.is_tls13(link) {
        true => use_handshake_keys(h, link)?,
        false => h.change_keys_tls12(link, Direction::Write)?,
    }
    Ok(Flow::Next)
}

/// After our Finished of TLS 1.3 we write under the application's key.
pub(crate) fn finished(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.is_tls13(link) {
        h.make_master_secret()?;
        h.change_keys(link, Stage::Application, Direction::Write)?;
    }
    Ok(Flow::Next)
}

/// `tls_process_end_of_early_data`: the client's handshake begins to be protected by its own key.
pub(crate) fn receive_end_of_early_data(
    h: &mut Handshake,
    link: &dyn Link,
    body: &[u8],
) -> Result<After, Fatal> {
    empty::read(body)?;
    if ![EarlyState::Reading, EarlyState::ReadRetry].contains(&h.early) {
        return Err(Fatal::INTERNAL);
    }
    if !h.at_boundary(link) {
        return Err(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::NOT_ON_RECORD_BOUNDARY,
        ));
    }
    h.early = EarlyState::FinishedReading;
    link.rule(Rule::ReadEarlyData(None));
    h.change_keys(link, Stage::Handshake, Direction::Read)?;
    Ok(After::Read)
}
