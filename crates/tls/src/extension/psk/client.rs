//! A client offers its session and the program's key.

use zeroize::Zeroizing;

use super::super::table::{Place, Sent};
use super::{candidate, SECOND};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{EarlyState, Handshake, Retry, Secrets};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::PRE_SHARED_KEY;
use crate::registry::version::TLS13;
use crate::schedule::{Early, Hash, PskKind};
use crate::session::Resumable;

/// The longest hash, in bytes.
const MAX_HASH_LEN: usize = crypto::hash::MAX_LEN;

/// `tls_parse_stoc_psk`
pub(in crate::extension) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let mut reader = Reader::new(content);
    let mut read = || -> Result<_, Malformed> {
        let identity = reader.u16()?;
        reader.end().map(|()| identity)
    };
    let identity = read().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    if identity >= h.psk_identity {
        return Err(Fatal::new(
            alert::ILLEGAL_PARAMETER,
            Reason::BAD_PSK_IDENTITY,
        ));
    }
    // The session's ticket stands before the key from elsewhere.
    let external = h.external_psk.take();
    if identity == 0 && (external.is_none() || h.psk_identity == 2) {
        if external.is_some() {
            link.drop_candidate(false);
        }
    } else {
        let early = external.and_then(|external| external.early);
        h.secrets = Secrets::Early(early.ok_or(Fatal::INTERNAL)?);
        link.adopt_candidate();
        h.early_data_ok &= identity == 0;
    }
    link.facts().hit.set(true);
    Ok(())
}

/// What a client offers of a session: the ticket with its obfuscated age in milliseconds, and the hash.
struct Resumption {
    ticket: Box<[u8]>,
    age: u32,
    hash: Hash,
    secret: Zeroizing<Vec<u8>>,
}

/// `tls_construct_ctos_psk`
pub(in crate::extension) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    h.psk_identity = 0;
    let mut session = Resumable::default();
    link.session(&mut |current| session = current.clone());
    if session.version != TLS13 {
        return Ok(Sent::No);
    }
    // After a HelloRetryRequest the hash is fixed.
    let fixed = match h.retry {
        Retry::Pending => Some(h.handshake_hash(link)?.function()),
        _ => None,
    };
    let suits = |hash: &Hash| fixed.is_none_or(|fixed| fixed == hash.function());
    let resumption = resumption(h, session, link.now())?.filter(|session| suits(&session.hash));
    let external = match h.external_psk.is_some() {
        false => None,
        true => {
            let bad_psk = Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_PSK);
            let suite = candidate(link, |session| session.suite).ok_or(bad_psk)?;
            let hash = h.suite_hash(suite, TLS13);
            if !suits(&hash) {
                return Err(bad_psk);
            }
            Some(hash)
        }
    };
    if resumption.is_none() && external.is_none() {
        return Ok(Sent::No);
    }
    write_one(w, PRE_SHARED_KEY, |w| {
        write(h, link, w, resumption.as_ref(), external.as_ref())
    })?;
    Ok(Sent::Yes)
}

/// What can be offered of the session; `None` if its ticket is too old.
fn resumption(h: &Handshake, session: Resumable, now: i64) -> Result<Option<Resumption>, Fatal> {
    let Some(ticket) = session.ticket.filter(|ticket| !ticket.is_empty()) else {
        return Ok(None);
    };
    let suite = session.suite.ok_or(Fatal::INTERNAL)?;
    // Rather too young than older than the server thinks, which may count in milliseconds.
    let seconds = (now.wrapping_sub(session.time) as u32).saturating_sub(1);
    if session.ticket_lifetime < seconds {
        return Ok(None);
    }
    let Some(age) = seconds.checked_mul(SECOND) else {
        return Ok(None);
    };
    Ok(Some(Resumption {
        ticket,
        age: age.wrapping_add(session.ticket_age_add),
        hash: h.suite_hash(suite, TLS13),
        secret: session.secret,
    }))
}

/// Writes identities, and binders over all that comes before them. The early secrets are kept.
fn write(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    resumption: Option<&Resumption>,
    external: Option<&Hash>,
) -> Result<(), Fatal> {
    w.vec16(|w| {
        if let Some(resumption) = resumption {
            w.vec16(|w| w.bytes(&resumption.ticket));
            w.u32(resumption.age);
            h.psk_identity += 1;
        }
        if let Some(external) = &h.external_psk {
            w.vec16(|w| w.bytes(&external.identity));
            w.u32(0);
            h.psk_identity += 1;
        }
    });
    let covered = w.len();
    let mut places = [0; 2];
    w.vec16(|w| {
        let hashes = [resumption.map(|session| &session.hash), external];
        for (hash, place) in hashes.iter().zip(&mut places) {
            if let Some(hash) = hash {
                w.vec8(|w| {
                    *place = w.len();
                    w.bytes(&[0; MAX_HASH_LEN][..hash.output_len()]);
                });
            }
        }
    });
    w.fill_lengths();
    let hello = w.written()[..covered].to_vec();
    let mut fill = |h: &Handshake, at, kind, hash: &Hash, secret: &[u8]| -> Result<Early, Fatal> {
        let early = Early::new(hash, secret)?;
        let retried = h.retry == Retry::Pending;
        let hello = h.transcript.binder_digest(hash, &hello, retried)?;
        w.fill(at, early.binder(kind, &hello)?.as_ref());
        Ok(early)
    };
    if let Some(Resumption { hash, secret, .. }) = resumption {
        let early = fill(h, places[0], PskKind::Resumption, hash, secret)?;
        h.secrets = Secrets::Early(early);
    }
    if let Some(hash) = external {
        let (secret, limit) = candidate(link, |psk| (psk.secret.clone(), psk.max_early_data));
        let early = fill(h, places[1], PskKind::External, hash, &secret)?;
        let mut session_limit = 0;
        link.session(&mut |session| session_limit = session.max_early_data);
        if h.early == EarlyState::Connecting && session_limit == 0 && limit > 0 {
            h.secrets = Secrets::Early(early.clone());
        }
        if let Some(external) = &mut h.external_psk {
            external.early = Some(early);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::super::super::tests::connection;
    use super::super::super::Name;
    use super::*;
    use crate::cipher::Cipher;
    use crate::machine::{ExternalPsk, Side};
    use crate::registry::suite::{CipherSuite, TLS_AES_128_GCM_SHA256};
    use crate::tests::program::Session;

    const BAD_PSK: Fatal = Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_PSK);

    fn session(suite: CipherSuite) -> Resumable {
        Resumable {
            version: TLS13,
            suite: Cipher::find(suite),
            secret: vec![7; 32].into(),
            time: 1_800_000_000,
            timeout: 7200,
            ticket_lifetime: 7200,
            ..Resumable::default()
        }
    }

    #[test]
    fn a_client_checks_which_identity_is_used() {
        let (link, mut h) = connection(Side::Client, Some(TLS13));
        h.psk_identity = 1;
        let mismatch = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
        for content in [&[][..], &[0], &[0, 0, 0]] {
            assert_eq!(link.parse(&mut h, Name::Psk, content), Err(mismatch));
        }
        let unknown = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_PSK_IDENTITY);
        assert_eq!(link.parse(&mut h, Name::Psk, &[0, 1]), Err(unknown));
        assert!(!link.facts.hit.get());
        assert_eq!(link.parse(&mut h, Name::Psk, &[0, 0]), Ok(()));
        assert!(link.facts.hit.get());
        // Two identities, of which there is one.
        h.psk_identity = 2;
        let parsed = link.parse(&mut h, Name::Psk, &[0, 1]);
        assert_eq!(parsed, Err(Fatal::INTERNAL));
    }

    #[test]
    fn a_client_offers_sessions_of_tls13_with_tickets_and_suites() {
        let (link, mut h) = connection(Side::Client, Some(TLS13));
        let offer = |h: &mut Handshake, change: fn(&mut Resumable)| {
            link.change(|current| {
                *current = session(TLS_AES_128_GCM_SHA256);
                current.ticket = Some(b"ticket".as_slice().into());
                change(current);
            });
            link.construct(h, Name::Psk)
        };
        assert_eq!(offer(&mut h, |session| session.ticket = None), Ok(None));
        let empty = |session: &mut Resumable| session.ticket = Some(Box::default());
        assert_eq!(offer(&mut h, empty), Ok(None));
        let old = |session: &mut Resumable| session.version = crate::registry::version::TLS12;
        assert_eq!(offer(&mut h, old), Ok(None));
        let without_suite = |session: &mut Resumable| session.suite = None;
        assert_eq!(offer(&mut h, without_suite), Err(Fatal::INTERNAL));
        let expired = |session: &mut Resumable| session.ticket_lifetime = 3;
        link.clock.set(1_800_000_005);
        assert_eq!(offer(&mut h, expired), Ok(None));
        let overflow = |session: &mut Resumable| {
            session.time -= 5_000_000;
            session.ticket_lifetime = u32::MAX;
        };
        assert_eq!(offer(&mut h, overflow), Ok(None));
        assert_eq!(h.psk_identity, 0);
        let obfuscate = |session: &mut Resumable| session.ticket_age_add = 0xffff_ffff;
        let content = offer(&mut h, obfuscate).unwrap().unwrap();
        // 4 seconds, and one less than nothing.
        let identity = [&[0, 12, 0, 6][..], b"ticket", &3999_u32.to_be_bytes()].concat();
        assert_eq!(content[..14], identity);
        assert_eq!(content[14..17], [0, 33, 32]);
        assert_eq!(content.len(), 17 + 32);
        assert_eq!(h.psk_identity, 1);
    }

    #[test]
    fn a_key_from_elsewhere_has_a_suite() {
        let (link, mut h) = connection(Side::Client, Some(TLS13));
        link.change(|session| session.version = TLS13);
        let identity = b"name".to_vec();
        h.external_psk = Some(ExternalPsk {
            identity,
            early: None,
        });
        let data = Resumable::default();
        let chain = Vec::new();
        let candidate = Rc::new(RefCell::new(Session { data, chain }));
        link.candidate.replace(Some(candidate));
        assert_eq!(link.construct(&mut h, Name::Psk), Err(BAD_PSK));
    }
}
