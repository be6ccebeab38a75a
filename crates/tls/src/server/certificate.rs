//! Our certificate and its status; the certificate request.

use zeroize::Zeroizing;

use crate::both::certificate::write_chain;
use crate::choose::certificate::types_to_ask_for;
use crate::choose::uses_sigalgs;
use crate::codec::Writer;
use crate::error::Fatal;
use crate::extension::{Context, Place};
use crate::facts::PostHandshakeAuth;
use crate::link::Link;
use crate::machine::table::{Built, Flow};
use crate::machine::Handshake;
use crate::message::{certificate_request, certificate_status};

/// Bytes of the context that names a certificate request after the handshake.
const CONTEXT_LEN: usize = 32;

/// `tls_construct_server_certificate`
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let credential = h.credential.clone().ok_or(Fatal::INTERNAL)?;
    if h.is_tls13(link) {
        // A server's certificate has no context.
        w.vec8(|_| ());
    }
    write_chain(h, link, w, Some(&credential))?;
    Ok(Built::Send)
}

/// `tls_construct_cert_status`
pub(crate) fn build_status(
    _: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
) -> Result<Built, Fatal> {
    certificate_status::write(w, &link.status_response());
    Ok(Built::Send)
}

/// `tls_construct_certificate_request`
pub(crate) fn build_request(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
) -> Result<Built, Fatal> {
    match h.is_tls13(link) {
        true => {
            let context = context(h, link)?;
            w.vec8(|w| w.bytes(&context));
            h.construct_extensions(link, w, Place::of(Context::CERTIFICATE_REQUEST))?;
        }
        false => write_legacy_request(h, link, w)?,
    }
    let requests = &link.facts().certificate_requests;
    requests.set(requests.get().wrapping_add(1));
    h.has_requested = true;
    Ok(Built::Send)
}

/// Names the request if it comes after the handshake, whose hash then goes on from its end.
fn context(h: &mut Handshake, link: &dyn Link) -> Result<Zeroizing<Vec<u8>>, Fatal> {
    if link.facts().post_handshake_auth.get() != PostHandshakeAuth::RequestPending {
        return Ok(Zeroizing::default());
    }
    let mut context = Zeroizing::new(vec![0; CONTEXT_LEN]);
    link.random(&mut context)?;
    *link.facts().request_context.borrow_mut() = context.clone();
    h.restore_transcript(link)?;
    Ok(context)
}

/// The request up to TLS 1.2.
fn write_legacy_request(h: &Handshake, link: &dyn Link, w: &mut Writer) -> Result<(), Fatal> {
    let config = &*h.config;
    let security = |question| link.allows(question);
    let peer = h.peer(link);
    let algorithms = peer.algorithms(config, &security);
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    let types = types_to_ask_for(&algorithms, suite, config.certificate_types.as_deref());
    let types: Vec<u8> = types.into_iter().map(|number| number.0).collect();
    let schemes = match uses_sigalgs(algorithms.version) {
        true => Some(algorithms.offered(algorithms.own(true)).map_err(|reason| {
            link.queue_error(reason);
            Fatal::INTERNAL
        })?),
        false => None,
    };
    let named = !config.options.disable_ca_names;
    let authorities = config.authorities.iter().filter(|_| named);
    let authorities = authorities.map(Vec::as_slice);
    certificate_request::write_legacy(w, &types, schemes.as_deref(), authorities);
    Ok(())
}

/// A request after the handshake goes out at once.
pub(crate) fn request_sent(_: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    match link.facts().post_handshake_auth.get() {
        PostHandshakeAuth::RequestPending => Ok(Flow::Flush),
        _ => Ok(Flow::Next),
    }
}
