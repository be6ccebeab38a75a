//! CertificateVerify.

use crate::choose::uses_sigalgs;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::{LeafKey, Link};
use crate::machine::table::{After, Built};
use crate::machine::{Handshake, Requested, Side};
use crate::message::certificate_verify;
use crate::registry::alert;
use crate::registry::scheme::{SignatureAlgorithm, SignatureScheme};
use crate::schedule::Keep;

/// What TLS 1.3 signs begins with so many spaces (RFC 8446 section 4.4.3).
const PADDING: [u8; 64] = [b' '; 64];

/// `tls_construct_cert_verify`
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let algorithm = h.algorithm.ok_or(Fatal::INTERNAL)?;
    let credential = h.credential.clone().ok_or(Fatal::INTERNAL)?;
    let message = match h.is_tls13(link) {
        true => signed_in_tls13(h.side, h.transcript.current()?.as_ref()),
        false => collected(h)?,
    };
    let scheme = uses_sigalgs(h.method().unnegotiated()).then_some(algorithm.id);
    let signature = link.sign(&credential, algorithm, &message)?;
    certificate_verify::write(w, scheme, &signature);
    drop_messages(h, link)?;
    Ok(Built::Send)
}

/// `tls_process_cert_verify`. In TLS 1.3 a client answers a certificate request afterwards: its callbacks see
/// the server's certificate.
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let tls13 = h.is_tls13(link);
    let key = link.peer_key();
    match key {
        LeafKey::Unreadable => return Err(Fatal::INTERNAL),
        LeafKey::Unknown => {
            return Err(Fatal::new(
                alert::ILLEGAL_PARAMETER,
                Reason::SIGNATURE_FOR_NON_SIGNING_CERTIFICATE,
            ))
        }
        LeafKey::Known { .. } => {}
    }
    let signed = certificate_verify::read(body, uses_sigalgs(h.method().unnegotiated()))?;
    let algorithm = check_scheme(h, link, key, signed.scheme)?;
    let signature = signed.signature()?;
    let sender = match h.side {
        Side::Client => Side::Server,
        Side::Server => Side::Client,
    };
    let message = match tls13 {
        true => signed_in_tls13(sender, &h.certificate_hash),
        false => collected(h)?,
    };
    if !link.verify_signature(algorithm, &message, signature)? {
        return Err(Fatal::new(alert::DECRYPT_ERROR, Reason::BAD_SIGNATURE));
    }
    drop_messages(h, link)?;
    let answers = tls13 && h.side == Side::Client && h.requested == Requested::Certificate;
    Ok(match answers {
        true => After::Work,
        false => After::Read,
    })
}

/// `tls12_check_peer_sigalg`, and before TLS 1.2 `tls1_set_peer_legacy_sigalg`: the algorithm of the peer's
/// signature.
pub(crate) fn check_scheme(
    h: &Handshake,
    link: &dyn Link,
    key: LeafKey,
    scheme: Option<SignatureScheme>,
) -> Result<&'static SignatureAlgorithm, Fatal> {
    let LeafKey::Known { key, .. } = key else {
        // tls12_check_peer_sigalg of a key that has no type for signatures.
        return Err(Fatal::INTERNAL);
    };
    let (peer, security) = (h.peer(link), |question| link.allows(question));
    let algorithms = peer.algorithms(&h.config, &security);
    let algorithm = match scheme {
        Some(scheme) => {
            let groups = peer.shared_groups(&h.config, &security);
            algorithms.check_peer(scheme, &key, &groups)?
        }
        None => algorithms.peer_legacy(key.key_type)?,
    };
    link.facts().peer_scheme.set(Some(algorithm));
    Ok(algorithm)
}

/// `get_cert_verify_tbs_data` of TLS 1.3.
fn signed_in_tls13(signer: Side, handshake: &[u8]) -> Vec<u8> {
    let context: &[u8] = match signer {
        Side::Client => b"TLS 1.3, client CertificateVerify\0",
        Side::Server => b"TLS 1.3, server CertificateVerify\0",
    };
    [&PADDING, context, handshake].concat()
}

/// `get_cert_verify_tbs_data` up to TLS 1.2: the messages themselves.
fn collected(h: &Handshake) -> Result<Vec<u8>, Fatal> {
    match h.transcript.messages() {
        [] => Err(Fatal::INTERNAL),
        messages => Ok(messages.to_vec()),
    }
}

/// Nobody signs the messages any more.
fn drop_messages(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    let hash = h.handshake_hash(link)?;
    h.transcript.start(&hash, Keep::Nothing)
}
