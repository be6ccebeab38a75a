//! What a server chooses once the ClientHello is read: algorithms, certificate, suite, status, protocol
//! (the end of `tls_early_post_process_client_hello`, and `tls_post_process_client_hello`).

use std::rc::Rc;

use super::hello::{offered_suites, session_suite};
use crate::both::certificate::{chain, credential};
use crate::choose::certificate::{suits_peer, Validities};
use crate::choose::signature::SigningFacts;
use crate::choose::suite::{server_masks, Choice, MaskFacts, Masks};
use crate::choose::KEY_TYPES;
use crate::cipher::{kx, Cipher};
use crate::error::Fatal;
use crate::extension::alpn;
use crate::link::{Answer, Link};
use crate::machine::table::{Flow, Why};
use crate::machine::views::with_certificates;
use crate::machine::{missing, Handshake};
use crate::registry::field::NULL_COMPRESSION;

/// The client's suites are kept. A new session must share a signature algorithm with the client
/// (`tls1_set_server_sigalgs`). Nobody looks into the ClientHello afterwards.
pub(crate) fn shared_signatures(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let facts = link.facts();
    let hit = facts.hit.get();
    if !hit || h.is_tls13(link) {
        facts.peer_suites.set(offered_suites(h)?.into());
    }
    if !hit {
        link.session(&mut |session| session.compression = NULL_COMPRESSION.0);
        facts.shared_schemes.set(Rc::default());
        h.validities = Validities::default();
        let security = |question| link.allows(question);
        let peer = h.peer(link);
        let (shared, validities) = peer.algorithms(&h.config, &security).process_for_server()?;
        facts.shared_schemes.set(shared.into());
        h.validities = validities;
    }
    h.hello = None;
    h.offer = Rc::default();
    link.client_hello_done();
    Ok(Flow::Next)
}

/// cert_cb may change our certificates.
pub(crate) fn certificate_callback(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.config.callbacks.certificate && !link.facts().hit.get() {
        let answer = link.certificate();
        h.refresh(link);
        if answer? == Answer::Wait {
            return Ok(Flow::Wait(Why::X509Lookup));
        }
    }
    Ok(Flow::Next)
}

/// The suite up to TLS 1.2: chosen, or the session's.
pub(crate) fn suite_tls12(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if h.is_tls13(link) {
        return Ok(Flow::Next);
    }
    let facts = link.facts();
    let suite = match facts.hit.get() {
        true => session_suite(link)?,
        false => choose_suite_tls12(h, link, &facts.peer_suites.get())?,
    };
    facts.suite.set(Some(suite));
    Ok(Flow::Next)
}

/// `ssl3_choose_cipher` up to TLS 1.2: what our certificates are good for decides, too.
pub(super) fn choose_suite_tls12(
    h: &mut Handshake,
    link: &dyn Link,
    client: &[&'static Cipher],
) -> Result<&'static Cipher, Fatal> {
    set_validities(h, link);
    let masks = with_certificates(&h.config, |certificates| {
        server_masks(&MaskFacts {
            version: link.facts().version.get(),
            dh: h.config.dh,
            certificates,
            validities: &h.validities,
        })
    });
    choose_suite(h, link, client, masks)
}

/// `ssl3_choose_cipher`. Nothing is masked in TLS 1.3.
pub(super) fn choose_suite(
    h: &Handshake,
    link: &dyn Link,
    client: &[&'static Cipher],
    masks: Masks,
) -> Result<&'static Cipher, Fatal> {
    let config = &*h.config;
    let security = |question| link.allows(question);
    let peer = h.peer(link);
    Choice {
        version: link.facts().version.get(),
        client,
        server: &config.suites,
        suite_b: config.suite_b.is_some(),
        server_preference: config.options.cipher_server_preference,
        prioritize_chacha: config.options.prioritize_chacha,
        psk_callback: config.callbacks.psk_server,
        certificate: !config.credentials.is_empty(),
        masks,
        srp: false,
        groups: &peer.shared_groups(config, &security),
        safari: h.looks_like_safari,
        security: &security,
    }
    .choose()
}

/// `tls1_set_cert_validity`: which of our certificates the client takes.
fn set_validities(h: &mut Handshake, link: &dyn Link) {
    let security = |question| link.allows(question);
    let (peer, shared) = (h.peer(link), link.facts().shared_schemes.get());
    let algorithms = peer.algorithms(&h.config, &security);
    let groups = peer.shared_groups(&h.config, &security);
    for key_type in KEY_TYPES {
        let mut credentials = h.config.credentials.iter();
        let own = credentials.find(|own| own.key_type == key_type);
        let valid = own.is_some_and(|own| suits_peer(&algorithms, &shared, &groups, &chain(own)));
        h.validities
            .set_valid(key_type, valid, link.facts().version.get());
    }
}

/// The certificate and the algorithm that we sign with (`tls_choose_sigalg`), and whether the session may be
/// resumed by others.
pub(crate) fn signature(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let facts = link.facts();
    if facts.hit.get() {
        return Ok(Flow::Next);
    }
    let suite = facts.suite.get().ok_or(Fatal::INTERNAL)?;
    h.credential = None;
    h.algorithm = None;
    facts.scheme.set(None);
    let security = |question| link.allows(question);
    let (peer, shared) = (h.peer(link), facts.shared_schemes.get());
    let algorithms = peer.algorithms(&h.config, &security);
    let chosen = with_certificates(&h.config, |certificates| {
        algorithms.choose(&SigningFacts {
            suite,
            shared: &shared,
            certificates,
            validities: &h.validities,
            current: h.config.current,
        })
    })?;
    if let Some(chosen) = chosen {
        let credential = credential(h, chosen.key_type)?;
        link.use_credential(&credential);
        h.credential = Some(credential);
        h.algorithm = Some(chosen.algorithm);
        facts.scheme.set(Some(chosen.algorithm));
    }
    if !link.decide_resumable(suite.kx & (kx::DHE | kx::ECDHE) != 0) {
        h.ticket_expected = false;
    }
    h.refresh(link);
    Ok(Flow::Next)
}

/// The status callback (`tls_handle_status_request`), which may ask for the certificate that we use.
pub(crate) fn status(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    h.status_expected = false;
    let asked = link.facts().status_type.get().is_some() && h.config.callbacks.status;
    if let Some(credential) = h.credential.clone().filter(|_| asked) {
        link.use_credential(&credential);
        let sends = link.status();
        h.refresh(link);
        h.status_expected = sends?;
    }
    Ok(Flow::Next)
}

/// The application protocol up to TLS 1.2, which may depend on the suite.
pub(crate) fn protocol_tls12(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if !h.is_tls13(link) {
        alpn::choose(h, link)?;
    }
    Ok(Flow::Next)
}

/// The user of a password (`ssl_check_srp_ext_ClientHello`), a later step. Then we answer.
pub(crate) fn srp_user(_: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    match suite.kx & kx::SRP {
        0 => Ok(Flow::Turn),
        _ => Err(missing("suites with SRP")),
    }
}
