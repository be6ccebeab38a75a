//! ServerKeyExchange and ClientKeyExchange.

use zeroize::Zeroizing;

use super::finish::check_certificate;
use crate::both::certificate_verify::check_scheme;
use crate::choose::uses_sigalgs;
use crate::cipher::{auth, kx};
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::exchange::{dhe, ecdhe, psk, rsa};
use crate::facts::KeyShare;
use crate::link::{LeafKey, Link};
use crate::machine::table::{After, Built, Flow};
use crate::machine::{missing, Exchange, Handshake};
use crate::message::signed::Signed;
use crate::registry::alert;

/// What stands before the point of a named curve: the type of the curve, the group, the point's length.
const BEFORE_POINT: usize = 4;

/// The key exchange of the suite: bits of [`kx`], and of [`auth`].
fn suite_words(link: &dyn Link) -> Result<(u32, u32), Fatal> {
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    Ok((suite.kx, suite.auth))
}

/// `tls_process_key_exchange`
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let (kx, auth) = suite_words(link)?;
    h.exchange = Exchange::None;
    *link.facts().peer_share.borrow_mut() = None;
    let mut r = Reader::new(body);
    if kx & kx::WITH_PSK != 0 {
        let hint = psk::read_hint(&mut r)?;
        let hint = hint.map(|hint| hint.into_bytes().into_boxed_slice());
        link.session(&mut |session| session.psk_hint = hint.clone());
    }
    let signing = if kx & (kx::PSK | kx::RSAPSK) != 0 {
        0
    } else if kx & kx::SRP != 0 {
        return Err(missing("suites with SRP"));
    } else if kx & (kx::DHE | kx::DHEPSK) != 0 {
        receive_dhe(h, link, &mut r)?;
        auth::RSA | auth::DSS
    } else if kx & (kx::ECDHE | kx::ECDHEPSK) != 0 {
        receive_ecdhe(h, link, body, &mut r)?;
        auth::RSA | auth::ECDSA
    } else {
        return Err(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::UNEXPECTED_MESSAGE,
        ));
    };
    let key = match auth & signing {
        0 => LeafKey::Unreadable,
        _ => link.peer_key(),
    };
    if key != LeafKey::Unreadable {
        check_signature(h, link, key, &body[..r.position()], r)?;
        return Ok(After::Read);
    }
    if auth & (auth::NULL | auth::SRP) == 0 && kx & kx::WITH_PSK == 0 {
        check_certificate(h, link)?;
        return Err(Fatal::new(alert::DECODE_ERROR, Reason::BAD_DATA));
    }
    r.end()
        .or_fatal(alert::DECODE_ERROR, Reason::EXTRA_DATA_IN_MESSAGE)?;
    Ok(After::Read)
}

/// `tls_process_ske_dhe`
fn receive_dhe(h: &mut Handshake, link: &dyn Link, r: &mut Reader<'_>) -> Result<(), Fatal> {
    let allowed = |bits, key: &_| link.allows_dh(bits, key);
    let client = dhe::Client::read_params(&h.config.library, r, allowed)?;
    h.exchange = Exchange::DheClient(client);
    Ok(())
}

/// `tls_process_ske_ecdhe`
fn receive_ecdhe(
    h: &mut Handshake,
    link: &dyn Link,
    body: &[u8],
    r: &mut Reader<'_>,
) -> Result<(), Fatal> {
    let start = r.position() + BEFORE_POINT;
    let security = |question| link.allows(question);
    let peer = h.peer(link);
    let groups = peer.shared_groups(&h.config, &security);
    let allowed = |group| groups.check(group, true);
    let client = ecdhe::Client::read_params(&h.config.library, r, allowed)?;
    let group = client.group();
    let key = body.get(start..r.position()).unwrap_or_default().into();
    *link.facts().peer_share.borrow_mut() = Some(KeyShare { group, key });
    link.session(&mut |session| session.group = Some(group));
    h.exchange = Exchange::EcdheClient(client);
    Ok(())
}

/// What was read is signed by the server, together with the random values of both sides
/// (`construct_key_exchange_tbs`).
fn check_signature(
    h: &Handshake,
    link: &dyn Link,
    key: LeafKey,
    parameters: &[u8],
    rest: Reader<'_>,
) -> Result<(), Fatal> {
    let uses_sigalgs = uses_sigalgs(h.method().unnegotiated());
    let signed = Signed::read(rest, uses_sigalgs, Reason::LENGTH_TOO_SHORT)?;
    let algorithm = check_scheme(h, link, key, signed.scheme)?;
    let signature = signed.signature()?;
    let (client, server) = (
        link.facts().client_random.get(),
        link.facts().server_random.get(),
    );
    let message = [&client, &server, parameters].concat();
    match link.verify_signature(algorithm, &message, signature)? {
        true => Ok(()),
        false => Err(Fatal::new(alert::DECRYPT_ERROR, Reason::BAD_SIGNATURE)),
    }
}

/// `tls_construct_client_key_exchange`
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let (kx, _) = suite_words(link)?;
    let psk = match kx & kx::WITH_PSK {
        0 => None,
        _ => Some(write_psk_identity(h, link, w)?),
    };
    let secret = if kx & (kx::RSA | kx::RSAPSK) != 0 {
        Some(write_rsa(h, link, w)?)
    } else if kx & (kx::DHE | kx::DHEPSK | kx::ECDHE | kx::ECDHEPSK) != 0 {
        Some(match std::mem::replace(&mut h.exchange, Exchange::None) {
            Exchange::DheClient(client) => client.answer(w)?,
            Exchange::EcdheClient(client) => client.answer(w)?,
            _ => return Err(Fatal::INTERNAL),
        })
    } else if kx & kx::SRP != 0 {
        return Err(missing("suites with SRP"));
    } else if kx & kx::PSK != 0 {
        None
    } else {
        return Err(Fatal::INTERNAL);
    };
    h.premaster = match (psk, secret) {
        (Some(key), secret) => key.premaster(secret.as_ref().map(|secret| &secret[..]))?,
        (None, Some(secret)) => secret,
        (None, None) => return Err(Fatal::INTERNAL),
    };
    Ok(Built::Send)
}

/// `tls_construct_cke_psk_preamble`
fn write_psk_identity(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
) -> Result<psk::Key, Fatal> {
    if !h.config.callbacks.psk_client {
        let reason = Reason::PSK_NO_CLIENT_CB;
        return Err(Fatal::new(alert::INTERNAL_ERROR, reason));
    }
    let mut hint = None;
    link.session(&mut |session| hint = session.psk_hint.clone());
    let hint = hint.and_then(|hint| std::ffi::CString::new(hint.into_vec()).ok());
    let answer = link.client_psk(hint.as_deref());
    h.refresh(link);
    let key = psk::Key::of_client(&answer.key, answer.length)?;
    psk::write_string(Some(&answer.identity), w)?;
    let identity = answer.identity.to_bytes();
    link.session(&mut |session| session.psk_identity = Some(identity.into()));
    Ok(key)
}

/// `tls_construct_cke_rsa`
fn write_rsa(h: &Handshake, link: &dyn Link, w: &mut Writer) -> Result<Zeroizing<Vec<u8>>, Fatal> {
    let (library, key) = (&h.config.library, link.peer_public_key());
    let version = link.facts().client_version.get();
    let sent = rsa::encrypt(library, key.as_ref(), version, w)?;
    let name = sent.encrypted.first_chunk().ok_or(Fatal::INTERNAL)?;
    link.key_log_rsa(name, &sent.premaster);
    Ok(sent.premaster)
}

/// `tls_client_key_exchange_post_work`: the master secret, whose hash covers the message.
pub(crate) fn sent(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let premaster = std::mem::take(&mut h.premaster);
    h.make_master_secret_tls12(link, &premaster)?;
    Ok(Flow::Next)
}
