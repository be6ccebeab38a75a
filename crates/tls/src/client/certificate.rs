//! The server's certificate and its status, and ours.

use crate::both;
use crate::both::keys::Stage;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::extension::{Context, Place};
use crate::link::{Answer, Direction, LeafKey, Link};
use crate::machine::table::{After, Built, Flow, Why};
use crate::machine::{Handshake, Requested};
use crate::message::{certificate, certificate_status};
use crate::registry::alert;

/// `tls_process_server_certificate`
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let tls13 = h.is_tls13(link);
    let chain = certificate::read_from_server(body, tls13)?;
    for (index, entry) in chain.enumerate() {
        let entry = entry?;
        link.receive_certificate(entry.der, index == 0)?;
        if !tls13 {
            continue;
        }
        let extensions = entry.extensions?;
        let (block, context) = (extensions.bytes(), Context::CERTIFICATE);
        let collected = h.collect_extensions(link, block, context, index == 0)?;
        let place = Place {
            context,
            chain: index,
        };
        h.parse_all_extensions(link, &collected, block, place, entry.is_last)?;
    }
    Ok(After::Work)
}

/// `tls_post_process_server_certificate`
pub(crate) fn verify(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let answer = link.verify_chain()?;
    h.refresh(link);
    if answer == Answer::Wait {
        return Ok(Flow::Wait(Why::RetryVerify));
    }
    let key = match link.peer_key() {
        LeafKey::Unreadable => {
            let reason = Reason::UNABLE_TO_FIND_PUBLIC_KEY_PARAMETERS;
            return Err(Fatal::new(alert::INTERNAL_ERROR, reason));
        }
        LeafKey::Unknown => {
            let reason = Reason::UNKNOWN_CERTIFICATE_TYPE;
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
        }
        LeafKey::Known { key, .. } => key,
    };
    let tls13 = h.is_tls13(link);
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    if !tls13 && key.key_type.auth() & suite.auth == 0 {
        let reason = Reason::WRONG_CERTIFICATE_TYPE;
        return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
    }
    link.keep_chain();
    if tls13 {
        h.certificate_hash = h.transcript.current()?.as_ref().to_vec();
    }
    Ok(Flow::Next)
}

/// `tls_process_cert_status`
pub(crate) fn receive_status(
    _: &mut Handshake,
    link: &dyn Link,
    body: &[u8],
) -> Result<After, Fatal> {
    link.received_status(certificate_status::read(body)?);
    Ok(After::Read)
}

/// `tls_construct_client_certificate`. In TLS 1.3 it is the first message under the client's own key.
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let tls13 = h.is_tls13(link);
    if tls13 {
        let context = link.facts().request_context.borrow().clone();
        w.vec8(|w| w.bytes(&context));
    }
    let credential = match h.requested {
        Requested::Nothing => None,
        _ => h.credential.clone(),
    };
    both::certificate::write_chain(h, link, w, credential.as_deref())?;
    if tls13 && link.facts().is_first_handshake() {
        h.change_keys(link, Stage::Handshake, Direction::Write)?;
    }
    Ok(Built::Send)
}
