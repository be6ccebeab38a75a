//! The client's certificate.

use crate::error::{Fatal, Reason};
use crate::extension::{Context, Place};
use crate::facts::PostHandshakeAuth;
use crate::link::{Answer, LeafKey, Link, Rule};
use crate::machine::table::After;
use crate::machine::Handshake;
use crate::message::certificate::{self, Entry};
use crate::registry::alert;
use crate::schedule::Keep;

/// `tls_process_client_certificate`
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let (facts, tls13) = (link.facts(), h.is_tls13(link));
    // The client writes protected records by now.
    link.rule(Rule::PlaintextAlerts(false));
    let context = facts.request_context.borrow().clone();
    let chain = certificate::read_from_client(body, tls13, &context)?;
    let is_empty = chain.is_empty();
    for (index, entry) in chain.enumerate() {
        receive_certificate(h, link, &entry?, index)?;
    }
    match is_empty {
        true => accept_nothing(h, link)?,
        false => verify(link)?,
    }
    // The session may be in a cache by now, where it must not change.
    if facts.post_handshake_auth.get() == PostHandshakeAuth::Requested {
        link.copy_session()?;
    }
    match is_empty {
        true => link.no_peer_certificate(),
        false => link.keep_chain(),
    }
    link.session(&mut |session| session.has_peer = !is_empty);
    if tls13 {
        let hash = h.handshake_hash(link)?;
        h.transcript.start(&hash, Keep::Messages)?;
        h.certificate_hash = h.transcript.current()?.as_ref().to_vec();
        // New tickets follow.
        facts.sent_tickets.set(0);
    }
    Ok(After::Read)
}

fn receive_certificate(
    h: &mut Handshake,
    link: &dyn Link,
    entry: &Entry<'_>,
    index: usize,
) -> Result<(), Fatal> {
    link.receive_certificate(entry.der, index == 0)?;
    if !h.is_tls13(link) {
        return Ok(());
    }
    let (block, context) = (entry.extensions?.bytes(), Context::CERTIFICATE);
    let collected = h.collect_extensions(link, block, context, index == 0)?;
    let place = Place {
        context,
        chain: index,
    };
    h.parse_all_extensions(link, &collected, block, place, entry.is_last)
}

/// The client has no certificate, and nothing will be signed.
fn accept_nothing(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    let verify = &h.config.verify;
    if verify.peer && verify.require {
        return Err(Fatal::new(
            alert::CERTIFICATE_REQUIRED,
            Reason::PEER_DID_NOT_RETURN_A_CERTIFICATE,
        ));
    }
    if !h.transcript.messages().is_empty() {
        let hash = h.handshake_hash(link)?;
        h.transcript.start(&hash, Keep::Nothing)?;
    }
    Ok(())
}

/// A server does not wait for its verification.
fn verify(link: &dyn Link) -> Result<(), Fatal> {
    if link.verify_chain()? == Answer::Wait {
        return Err(Fatal::INTERNAL);
    }
    match link.peer_key() {
        LeafKey::Unreadable => Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::UNKNOWN_CERTIFICATE_TYPE,
        )),
        _ => Ok(()),
    }
}
