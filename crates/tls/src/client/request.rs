//! The certificate request, and the callbacks that answer it.

use zeroize::Zeroizing;

use crate::both::certificate::{chain, credential};
use crate::choose::certificate::{choose_for_client, suits_peer, Chain, Validities};
use crate::choose::signature::SigningFacts;
use crate::choose::uses_sigalgs;
use crate::error::Fatal;
use crate::extension::{certificate_authorities, Context};
use crate::facts::PostHandshakeAuth;
use crate::link::{Answer, CertificateAnswer, Link};
use crate::machine::table::{After, Flow, Why};
use crate::machine::views::with_certificates;
use crate::machine::{Handshake, Requested};
use crate::message::certificate_request::{Legacy, Request};
use crate::registry::certificate_type::ClientCertificateType;
use crate::schedule::Keep;

/// The request came after the handshake.
fn is_after_handshake(link: &dyn Link) -> bool {
    link.facts().post_handshake_auth.get() == PostHandshakeAuth::Requested
}

/// `tls_process_certificate_request`. In TLS 1.3 the answer waits for the server's CertificateVerify.
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    h.validities = Validities::default();
    let facts = link.facts();
    if h.is_tls13(link) {
        // Nothing can be answered after our close_notify.
        if link.sent_shutdown() {
            return Ok(After::Turn);
        }
        facts.certificate_types.take();
        facts.request_context.take();
        let request = Request::read(body)?;
        *facts.request_context.borrow_mut() = Zeroizing::new(request.context.to_vec());
        let block = request.extensions.bytes();
        h.receive_extensions(link, block, Context::CERTIFICATE_REQUEST)?;
        share_schemes(h, link);
        request.end()?;
    } else {
        let request = Legacy::read(body, uses_sigalgs(h.method().unnegotiated()))?;
        *facts.certificate_types.borrow_mut() = request.types.into();
        if let Some(schemes) = request.schemes {
            facts.peer_schemes.set(Some(schemes.iter().collect()));
            share_schemes(h, link);
        }
        certificate_authorities::receive(link, request.authorities.clone())?;
        request.end()?;
    }
    h.requested = Requested::Certificate;
    Ok(match h.is_tls13(link) && !is_after_handshake(link) {
        true => After::Read,
        false => After::Work,
    })
}

/// `tls1_process_sigalgs`
fn share_schemes(h: &mut Handshake, link: &dyn Link) {
    let security = |question| link.allows(question);
    let (shared, validities) = h.peer(link).algorithms(&h.config, &security).process();
    link.facts().shared_schemes.set(shared.into());
    h.validities = validities;
}

/// The first half of `tls_prepare_client_certificate`: cert_cb may change our certificates.
pub(crate) fn ask_for_certificate(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.config.callbacks.certificate {
        let answer = link.certificate();
        h.refresh(link);
        if answer? == Answer::Wait {
            return Ok(Flow::Wait(Why::X509Lookup));
        }
    }
    match choose(h, link)? {
        true => Ok(prepared(link)),
        false => Ok(Flow::Next),
    }
}

/// The second half: where none of our certificates will do, client_cert_cb may bring one.
pub(crate) fn ask_for_client_certificate(
    h: &mut Handshake,
    link: &dyn Link,
) -> Result<Flow, Fatal> {
    if h.credential.is_none() {
        let answer = link.client_certificate();
        h.refresh(link);
        let chosen = match answer {
            CertificateAnswer::Wait => return Ok(Flow::Wait(Why::X509Lookup)),
            CertificateAnswer::None => false,
            CertificateAnswer::Given => choose(h, link)?,
        };
        if !chosen {
            h.requested = Requested::Nothing;
            let hash = h.handshake_hash(link)?;
            h.transcript.start(&hash, Keep::Nothing)?;
        }
    }
    Ok(prepared(link))
}

/// After the handshake we answer at once.
fn prepared(link: &dyn Link) -> Flow {
    match is_after_handshake(link) {
        true => Flow::Turn,
        false => Flow::Next,
    }
}

/// `ssl3_check_client_certificate`: whether one of our certificates will do.
fn choose(h: &mut Handshake, link: &dyn Link) -> Result<bool, Fatal> {
    let facts = link.facts();
    let suite = facts.suite.get().ok_or(Fatal::INTERNAL)?;
    h.credential = None;
    h.algorithm = None;
    facts.scheme.set(None);
    let security = |question| link.allows(question);
    let (peer, shared) = (h.peer(link), facts.shared_schemes.get());
    let algorithms = peer.algorithms(&h.config, &security);
    let groups = peer.shared_groups(&h.config, &security);
    let types = facts.certificate_types.borrow().clone();
    let types: Vec<_> = types.iter().copied().map(ClientCertificateType).collect();
    let chosen = with_certificates(&h.config, |certificates| {
        let signing = SigningFacts {
            suite,
            shared: &shared,
            certificates,
            validities: &h.validities,
            current: h.config.current,
        };
        choose_for_client(&algorithms, &signing, |key_type| {
            credential(h, key_type).is_ok_and(|own| {
                let chain = Chain {
                    issuer_asked: link.issuer_asked(&own),
                    types_asked: &types,
                    ..chain(&own)
                };
                suits_peer(&algorithms, &shared, &groups, &chain)
            })
        })
    });
    let Some(chosen) = chosen else {
        return Ok(false);
    };
    let credential = credential(h, chosen.key_type)?;
    link.use_credential(&credential);
    h.credential = Some(credential);
    h.algorithm = Some(chosen.algorithm);
    facts.scheme.set(Some(chosen.algorithm));
    Ok(true)
}
