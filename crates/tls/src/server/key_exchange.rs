//! ServerKeyExchange and ClientKeyExchange.

use zeroize::Zeroizing;

use crate::choose::{uses_sigalgs, KeyType};
use crate::cipher::{auth, kx, Cipher};
use crate::codec::{Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::exchange::psk::{self, Key, MAX_KEY_LENGTH};
use crate::exchange::{dhe, ecdhe, rsa, Secret};
use crate::facts::KeyShare;
use crate::link::Link;
use crate::machine::table::{After, Built, Flow};
use crate::machine::{missing, Exchange, Handshake};
use crate::message::{server_key_exchange, signed};
use crate::registry::alert;
use crate::registry::scheme::SignatureScheme;
use crate::schedule::Keep;

/// Key exchanges with a pre-shared key (`SSL_PSK`).
const ANY_PSK: u32 = kx::PSK | kx::RSAPSK | kx::DHEPSK | kx::ECDHEPSK;
const ANY_DHE: u32 = kx::DHE | kx::DHEPSK;
const ANY_ECDHE: u32 = kx::ECDHE | kx::ECDHEPSK;

fn suite(link: &dyn Link) -> Result<&'static Cipher, Fatal> {
    link.facts().suite.get().ok_or(Fatal::INTERNAL)
}

/// `tls_construct_server_key_exchange`
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let (suite, start) = (suite(link)?, w.len());
    make_key(h, link, suite)?;
    let signs = suite.auth & (auth::NULL | auth::SRP) == 0 && suite.kx & ANY_PSK == 0;
    if signs && h.algorithm.is_none() {
        let reason = Reason::ERR_R_INTERNAL_ERROR;
        return Err(Fatal::new(alert::DECODE_ERROR, reason));
    }
    if suite.kx & ANY_PSK != 0 {
        let hint = h.config.psk_hint.as_deref().unwrap_or_default();
        if hint.len() > psk::MAX_IDENTITY_LENGTH {
            return Err(Fatal::INTERNAL);
        }
        server_key_exchange::write_psk_hint(w, hint);
    }
    match &h.exchange {
        Exchange::EcdheServer(key) => key.write_params(w),
        Exchange::DheServer(key) => key.write_params(w)?,
        _ => {}
    }
    if signs {
        let parameters = w.written().get(start..).ok_or(Fatal::INTERNAL)?;
        let (scheme, signature) = sign(h, link, parameters)?;
        signed::write(w, scheme, &signature);
    }
    Ok(Built::Send)
}

/// A new key of the server's, where the suite has one.
fn make_key(h: &mut Handshake, link: &dyn Link, suite: &Cipher) -> Result<(), Fatal> {
    let kinds = suite.kx;
    if kinds & (kx::PSK | kx::RSAPSK) != 0 {
        return Ok(());
    }
    if kinds & (ANY_DHE | ANY_ECDHE) != 0 && !matches!(h.exchange, Exchange::None) {
        return Err(Fatal::INTERNAL);
    }
    h.exchange = if kinds & ANY_DHE != 0 {
        let parameters = link.dh_parameters()?;
        let allowed = |bits, key: &_| link.allows_dh(bits, key);
        let library = &h.config.library;
        Exchange::DheServer(dhe::Server::generate(
            library,
            parameters.as_ref(),
            allowed,
        )?)
    } else if kinds & ANY_ECDHE != 0 {
        Exchange::EcdheServer(make_ecdhe_key(h, link)?)
    } else if kinds & kx::SRP != 0 {
        return Err(missing("suites with SRP"));
    } else {
        let reason = Reason::UNKNOWN_KEY_EXCHANGE_TYPE;
        return Err(Fatal::new(alert::INTERNAL_ERROR, reason));
    };
    Ok(())
}

/// The session keeps the group.
fn make_ecdhe_key(h: &Handshake, link: &dyn Link) -> Result<ecdhe::Server, Fatal> {
    let security = |question| link.allows(question);
    let peer = h.peer(link);
    let group = peer
        .shared_groups(&h.config, &security)
        .for_temporary_key()
        .ok_or(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::UNSUPPORTED_ELLIPTIC_CURVE,
        ))?;
    link.session(&mut |session| session.group = Some(group));
    let share = link.share(group)?;
    *link.facts().share.borrow_mut() = Some(KeyShare {
        group,
        key: share.public().into(),
    });
    Ok(ecdhe::Server::new(share))
}

/// Signs both randoms and the parameters (`construct_key_exchange_tbs`).
fn sign(
    h: &Handshake,
    link: &dyn Link,
    parameters: &[u8],
) -> Result<(Option<SignatureScheme>, Vec<u8>), Fatal> {
    let facts = link.facts();
    let credential = h.credential.clone().ok_or(Fatal::INTERNAL)?;
    let algorithm = h.algorithm.ok_or(Fatal::INTERNAL)?;
    let randoms = [facts.client_random.get(), facts.server_random.get()];
    let message = [&randoms[0], &randoms[1], parameters].concat();
    let scheme = algorithm.id;
    let scheme = Some(scheme).filter(|_| uses_sigalgs(facts.version.get()));
    Ok((scheme, link.sign(&credential, algorithm, &message)?))
}

/// `tls_process_client_key_exchange`
pub(crate) fn receive(h: &mut Handshake, link: &dyn Link, body: &[u8]) -> Result<After, Fatal> {
    let (kinds, mut r) = (suite(link)?.kx, Reader::new(body));
    let key = match kinds & ANY_PSK {
        0 => None,
        _ => Some(receive_psk(h, link, &mut r)?),
    };
    let premaster = receive_premaster(h, link, kinds, &mut r)?;
    // Without another key exchange, there is a pre-shared key.
    let premaster = match (key, premaster) {
        (Some(key), other) => key.premaster(other.as_ref().map(|other| other.as_slice()))?,
        (None, Some(premaster)) => premaster,
        (None, None) => return Err(Fatal::INTERNAL),
    };
    h.make_master_secret_tls12(link, &premaster)?;
    h.exchange = Exchange::None;
    link.facts().share.replace(None);
    Ok(After::Work)
}

/// `tls_process_cke_psk_preamble`: the program knows the key of an identity.
fn receive_psk(h: &mut Handshake, link: &dyn Link, r: &mut Reader) -> Result<Key, Fatal> {
    let identity = psk::read_identity(r)?;
    if !h.config.callbacks.psk_server {
        let reason = Reason::PSK_NO_SERVER_CB;
        return Err(Fatal::new(alert::INTERNAL_ERROR, reason));
    }
    link.session(&mut |session| session.psk_identity = Some(identity.to_bytes().into()));
    let mut key = Zeroizing::new([0; MAX_KEY_LENGTH]);
    let length = link.server_psk(&identity, &mut key);
    h.refresh(link);
    Key::of_server(&key, length)
}

/// The rest of the message: what the key exchange gives; `None` if a pre-shared key is all there is.
fn receive_premaster(
    h: &Handshake,
    link: &dyn Link,
    kinds: u32,
    r: &mut Reader,
) -> Result<Option<Secret>, Fatal> {
    if kinds & kx::PSK != 0 {
        crate::message::empty::read(r.rest())?;
        return Ok(None);
    }
    let premaster = if kinds & (kx::RSA | kx::RSAPSK) != 0 {
        decrypt(h, link, r)?
    } else if kinds & ANY_DHE != 0 {
        match &h.exchange {
            Exchange::DheServer(key) => key.secret(r)?,
            _ => return Err(lost(Reason::MISSING_TMP_DH_KEY)),
        }
    } else if kinds & ANY_ECDHE != 0 {
        match &h.exchange {
            Exchange::EcdheServer(key) => key.secret(r)?,
            _ => return Err(lost(Reason::MISSING_TMP_ECDH_KEY)),
        }
    } else if kinds & kx::SRP != 0 {
        return Err(missing("suites with SRP"));
    } else {
        return Err(lost(Reason::UNKNOWN_CIPHER_TYPE));
    };
    Ok(Some(premaster))
}

/// A key that must be there is not.
const fn lost(reason: Reason) -> Fatal {
    Fatal::new(alert::INTERNAL_ERROR, reason)
}

/// The key of the RSA certificate decrypts. The secret has the version of the client's hello in it.
fn decrypt(h: &Handshake, link: &dyn Link, r: &mut Reader) -> Result<Secret, Fatal> {
    let (config, facts) = (&*h.config, link.facts());
    let mut credentials = config.credentials.iter();
    let own = credentials.find(|own| own.key_type == KeyType::Rsa);
    let also = config.options.tls_rollback_bug;
    let also = also.then(|| facts.version.get());
    let key = own.map(|own| &own.key);
    rsa::decrypt(&config.library, key, facts.client_version.get(), also, r)
}

/// `tls_post_process_client_key_exchange`: whether the messages are wanted for the client's signature.
pub(crate) fn after(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let hash = h.handshake_hash(link)?;
    let mut has_peer = false;
    link.session(&mut |session| has_peer = session.has_peer);
    let keep = match h.skips_certificate_verify || !has_peer {
        true => Keep::Nothing,
        false if h.transcript.messages().is_empty() => return Err(Fatal::INTERNAL),
        false => Keep::Messages,
    };
    h.transcript.start(&hash, keep)?;
    Ok(Flow::Next)
}
