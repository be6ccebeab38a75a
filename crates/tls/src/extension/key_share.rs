//! key_share (RFC 8446 section 4.2.8).

use std::mem;

use super::table::{Context, Place, Sent};
use crate::choose::group::{check_server_share, ShareFacts, Shares};
use crate::choose::Question;
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::exchange::{is_kem, Parameters, PeerShare};
use crate::facts::KeyShare;
use crate::link::Link;
use crate::machine::{Handshake, Retry, Secrets, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::KEY_SHARE;
use crate::registry::group::NamedGroup;
use crate::schedule::HandshakeSecret;

impl Handshake {
    /// The key exchange is done, and gave a secret, or none with psk_ke (`tls13_generate_handshake_secret`,
    /// which `ssl_derive` and `ssl_gensecret` call).
    fn agree(&mut self, link: &dyn Link, secret: Option<&[u8]>) -> Result<(), Fatal> {
        let early = mem::replace(&mut self.secrets, Secrets::None);
        let agreed = match (link.facts().hit.get(), early, secret) {
            (true, Secrets::Early(early), secret) => early.handshake(secret)?,
            (false, _, Some(secret)) => {
                HandshakeSecret::without_psk(&self.handshake_hash(link)?, secret)?
            }
            _ => return Err(Fatal::INTERNAL),
        };
        self.secrets = Secrets::Agreed(agreed);
        Ok(())
    }
}

/// `tls_parse_ctos_key_share`
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let facts = link.facts();
    if facts.hit.get() && !h.psk_modes.dhe_ke {
        return Ok(());
    }
    if h.peer_share.is_some() {
        return Err(Fatal::INTERNAL);
    }
    let config = h.config.clone();
    let security = |question: Question| link.allows(question);
    let peer = h.peer(link);
    let groups = peer.shared_groups(&config, &security);
    let mut found = None;
    let take = |group, share: &[u8]| {
        found = Some(take(link, &config.library, group, share)?);
        Ok(())
    };
    groups.take_client_share(content, facts.group.get(), take)?;
    h.peer_share = found;
    Ok(())
}

/// A client's share is the one that we use.
fn take(
    link: &dyn Link,
    library: &crypto::library::Library,
    group: NamedGroup,
    share: &[u8],
) -> Result<PeerShare, Fatal> {
    let parameters = Parameters::of_group(library, group)?;
    link.facts().group.set(Some(group));
    link.session(&mut |session| session.group = Some(group));
    let peer_share = parameters
        .tls13_share(share)
        .or_fatal(alert::ILLEGAL_PARAMETER, Reason::BAD_ECPOINT)?;
    let key = share.into();
    *link.facts().peer_share.borrow_mut() = Some(KeyShare { group, key });
    Ok(peer_share)
}

/// `tls_parse_stoc_key_share`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    place: Place,
) -> Result<(), Fatal> {
    let facts = link.facts();
    if h.shares.is_empty() || facts.peer_share.borrow().is_some() {
        return Err(Fatal::INTERNAL);
    }
    let malformed = (alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    let mut reader = Reader::new(content);
    let group = reader.u16().or_fatal(malformed.0, malformed.1)?;
    let group = NamedGroup(group);
    if place.context.meets(Context::HELLO_RETRY_REQUEST) {
        reader.end().or_fatal(malformed.0, malformed.1)?;
        return share_asked(h, link, group);
    }
    if facts.group.get() != Some(group) {
        let (alert, reason) = (alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE);
        return Err(Fatal::new(alert, reason));
    }
    note_group(link, group)?;
    let share = Reader::new(reader.rest()).only_vec16();
    let share = share.or_fatal(malformed.0, malformed.1)?;
    if share.is_empty() {
        return Err(Fatal::new(malformed.0, malformed.1));
    }
    let ours = h.shares.first().ok_or(Fatal::INTERNAL)?;
    let secret = ours.complete(share)?;
    h.agree(link, Some(&secret))?;
    if !is_kem(group) {
        let key = share.into();
        *facts.peer_share.borrow_mut() = Some(KeyShare { group, key });
    }
    facts.exchanged.set(true);
    Ok(())
}

/// A HelloRetryRequest asks for a share of another group.
fn share_asked(h: &mut Handshake, link: &dyn Link, group: NamedGroup) -> Result<(), Fatal> {
    let facts = link.facts();
    let security = |question: Question| link.allows(question);
    let peer = h.peer(link);
    let groups = peer.shared_groups(&h.config, &security);
    groups.check_asked(group, facts.group.get())?;
    facts.group.set(Some(group));
    h.shares.clear();
    *facts.share.borrow_mut() = None;
    Ok(())
}

/// The session has the group. A session that is resumed may be in use elsewhere, and is not changed.
fn note_group(link: &dyn Link, group: NamedGroup) -> Result<(), Fatal> {
    let mut differs = false;
    link.session(&mut |session| differs = session.group != Some(group));
    if differs && link.facts().hit.get() {
        link.copy_session()?;
    }
    link.session(&mut |session| session.group = Some(group));
    Ok(())
}

/// `tls_construct_stoc_key_share`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let facts = link.facts();
    if h.retry == Retry::Pending {
        if h.peer_share.is_some() {
            return Ok(Sent::No);
        }
        let group = facts.group.get().unwrap_or_default();
        write_one(w, KEY_SHARE, |w| w.u16(group.0));
        return Ok(Sent::Yes);
    }
    let Some(theirs) = &h.peer_share else {
        h.agree(link, None)?;
        return Ok(Sent::No);
    };
    if facts.hit.get() && !h.psk_modes.dhe_ke {
        return Ok(Sent::No);
    }
    let group = theirs.group();
    let answer = theirs.answer()?;
    write_one(w, KEY_SHARE, |w| {
        w.u16(group.0);
        w.vec16(|w| w.bytes(&answer.share));
    });
    if !is_kem(group) {
        let key = answer.share.into();
        *facts.share.borrow_mut() = Some(KeyShare { group, key });
    }
    h.agree(link, Some(&answer.secret))?;
    facts.exchanged.set(true);
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_key_share`: one share. The second hello may have that of the first, if the
/// HelloRetryRequest was about something else.
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let facts = link.facts();
    let group = match facts.group.get() {
        Some(group) => group,
        None => {
            let security = |question: Question| link.allows(question);
            let peer = h.peer(link);
            peer.shared_groups(&h.config, &security).first_share()?
        }
    };
    match (h.shares.is_empty(), h.retry) {
        (true, _) => h.shares.push(link.share(group)?),
        (false, Retry::Pending) => {}
        (false, _) => return Err(Fatal::INTERNAL),
    }
    let public = h.shares.first().ok_or(Fatal::INTERNAL)?.public();
    write_one(w, KEY_SHARE, |w| {
        w.vec16(|w| {
            w.u16(group.0);
            w.vec16(|w| w.bytes(public));
        });
    });
    facts.group.set(Some(group));
    let key = public.into();
    *facts.share.borrow_mut() = Some(KeyShare { group, key });
    Ok(Sent::Yes)
}

/// `final_key_share`
pub(super) fn end(
    h: &mut Handshake,
    link: &dyn Link,
    context: Context,
    received: bool,
) -> Result<(), Fatal> {
    if !h.is_tls13(link) || context.meets(Context::HELLO_RETRY_REQUEST) {
        return Ok(());
    }
    let resumes = link.facts().hit.get();
    if h.side == Side::Client {
        check_server_share(received, resumes, h.psk_modes.ke)?;
        return match received {
            true => Ok(()),
            false => h.agree(link, None),
        };
    }
    let found = ShareFacts {
        found: h.peer_share.is_some(),
        sent: received,
        resumes,
        psk_with_share: h.psk_modes.dhe_ke,
        psk_alone: h.psk_modes.ke,
        retried: h.retry != Retry::None,
        cookie_missing: link.is_stateless() && !h.cookie_ok,
    };
    let security = |question: Question| link.allows(question);
    let peer = h.peer(link);
    let shares = peer
        .shared_groups(&h.config, &security)
        .finish_shares(&found)?;
    match shares {
        Shares::Enough if h.retry == Retry::Pending => h.retry = Retry::Complete,
        Shares::Enough => {}
        Shares::Retry(group) => {
            if group.is_some() {
                link.facts().group.set(group);
            }
            h.retry = Retry::Pending;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{connection, server};
    use super::super::Name;
    use super::*;
    use crate::exchange::Share;
    use crate::registry::group::{SECP256R1, SECP384R1, X25519};
    use crate::registry::version::TLS13;
    use crate::tests::endpoint::Endpoint;

    const BAD: Fatal = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE);
    const BAD_POINT: Fatal = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_ECPOINT);
    const MISMATCH: Fatal = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);

    fn side(side: Side) -> (Endpoint, Handshake) {
        let (link, h) = connection(side, Some(TLS13));
        link.configure(|config| config.groups = vec![X25519, SECP256R1]);
        if side == Side::Server {
            let groups = [SECP256R1, X25519, SECP384R1];
            link.facts.peer_groups.set(groups.as_slice().into());
        }
        (link, h)
    }

    fn entry(w: &mut Writer, group: NamedGroup, share: &[u8]) {
        w.u16(group.0);
        w.vec16(|w| w.bytes(share));
    }

    /// The content of a client's extension.
    fn shares(shares: &[(NamedGroup, &[u8])]) -> Vec<u8> {
        let mut w = Writer::new();
        w.vec16(|w| {
            shares
                .iter()
                .for_each(|(group, share)| entry(w, *group, share))
        });
        w.finish().unwrap()
    }

    /// The content of a server's extension.
    fn share(group: NamedGroup, share: &[u8]) -> Vec<u8> {
        let mut w = Writer::new();
        entry(&mut w, group, share);
        w.finish().unwrap()
    }

    fn public(group: NamedGroup) -> Vec<u8> {
        let share = Share::generate(&crypto::library::Library::DEFAULT, group);
        share.unwrap().public().to_vec()
    }

    #[test]
    fn a_server_takes_the_first_share_that_it_can_use() {
        let (link, mut h) = side(Side::Server);
        let (first, second) = (public(SECP384R1), public(X25519));
        let content = shares(&[(SECP384R1, &first), (X25519, &second)]);
        link.parse(&mut h, Name::KeyShare, &content).unwrap();
        assert_eq!(link.facts.group.get(), Some(X25519));
        let group = h.peer_share.as_ref().map(PeerShare::group);
        assert_eq!(group, Some(X25519));
        let mut of_session = None;
        link.change(|session| of_session = session.group);
        assert_eq!(of_session, Some(X25519));
        let kept = link.facts.peer_share.borrow().clone().unwrap();
        assert_eq!((kept.group, &kept.key[..]), (X25519, &second[..]));
        // Once is enough.
        let again = link.parse(&mut h, Name::KeyShare, &content);
        assert_eq!(again, Err(Fatal::INTERNAL));
    }

    #[test]
    fn a_server_refuses_shares_that_are_no_points() {
        let (link, mut h) = side(Side::Server);
        let mut point = public(SECP256R1);
        point[0] = 2;
        let content = shares(&[(SECP256R1, &point)]);
        let parsed = link.parse(&mut h, Name::KeyShare, &content);
        assert_eq!(parsed, Err(BAD_POINT));
        assert_eq!(link.facts.group.get(), Some(SECP256R1));
        assert!(h.peer_share.is_none());
    }

    #[test]
    fn a_server_has_asked_for_one_share() {
        let (link, mut h) = side(Side::Server);
        link.facts.group.set(Some(X25519));
        let (asked, other) = (public(X25519), public(SECP256R1));
        let wrong = [
            shares(&[]),
            shares(&[(SECP256R1, &other)]),
            shares(&[(X25519, &asked), (SECP256R1, &other)]),
        ];
        for content in wrong {
            assert_eq!(link.parse(&mut h, Name::KeyShare, &content), Err(BAD));
        }
        let content = shares(&[(X25519, &asked)]);
        assert_eq!(link.parse(&mut h, Name::KeyShare, &content), Ok(()));
    }

    #[test]
    fn a_server_that_resumes_without_share_looks_at_none() {
        let (link, mut h) = side(Side::Server);
        link.facts.hit.set(true);
        assert_eq!(link.parse(&mut h, Name::KeyShare, &[]), Ok(()));
        h.psk_modes.dhe_ke = true;
        assert_eq!(link.parse(&mut h, Name::KeyShare, &[]), Err(MISMATCH));
    }

    #[test]
    fn a_server_answers_a_share_or_asks_for_one() {
        let (link, mut h) = side(Side::Server);
        // Without a share there must be a session.
        let constructed = link.construct(&mut h, Name::KeyShare);
        assert_eq!(constructed, Err(Fatal::INTERNAL));
        h.retry = Retry::Pending;
        link.facts.group.set(Some(SECP256R1));
        let constructed = link.construct(&mut h, Name::KeyShare);
        assert_eq!(constructed, Ok(Some(vec![0, 23])));
        let theirs = public(X25519);
        h.peer_share = PeerShare::tls13(&h.config.library, X25519, &theirs).ok();
        assert_eq!(link.construct(&mut h, Name::KeyShare), Ok(None));
        // A resumed session without share.
        h.retry = Retry::None;
        link.facts.hit.set(true);
        assert_eq!(link.construct(&mut h, Name::KeyShare), Ok(None));
    }

    #[test]
    fn a_client_sends_one_share_of_its_first_group() {
        let (link, mut h) = side(Side::Client);
        let content = link.construct(&mut h, Name::KeyShare).unwrap().unwrap();
        assert_eq!(content, shares(&[(X25519, h.shares[0].public())]));
        assert_eq!(link.facts.group.get(), Some(X25519));
        assert!(link.facts.share.borrow().is_some());
        // A second hello may have the same.
        let again = link.construct(&mut h, Name::KeyShare);
        assert_eq!(again, Err(Fatal::INTERNAL));
        h.retry = Retry::Pending;
        let again = link.construct(&mut h, Name::KeyShare);
        assert_eq!(again, Ok(Some(content)));
        let (link, mut h) = side(Side::Client);
        link.configure(|config| config.groups.clear());
        let none = Fatal::new(alert::INTERNAL_ERROR, Reason::NO_SUITABLE_KEY_SHARE);
        assert_eq!(link.construct(&mut h, Name::KeyShare), Err(none));
    }

    #[test]
    fn a_client_is_asked_for_another_share() {
        let (link, mut h) = side(Side::Client);
        let place = Place::of(Context::HELLO_RETRY_REQUEST);
        let asked =
            |h: &mut Handshake, content: &[u8]| link.parse_in(h, Name::KeyShare, content, place);
        assert_eq!(asked(&mut h, &[0, 23]), Err(Fatal::INTERNAL));
        link.construct(&mut h, Name::KeyShare).unwrap();
        assert_eq!(asked(&mut h, &[0]), Err(MISMATCH));
        assert_eq!(asked(&mut h, &[0, 23, 0]), Err(MISMATCH));
        // It has been sent, or is not offered.
        assert_eq!(asked(&mut h, &[0, 29]), Err(BAD));
        assert_eq!(asked(&mut h, &[0, 24]), Err(BAD));
        assert_eq!(asked(&mut h, &[0, 23]), Ok(()));
        assert!(h.shares.is_empty());
        assert_eq!(link.facts.group.get(), Some(SECP256R1));
    }

    #[test]
    fn a_client_checks_the_servers_share() {
        let (link, mut h) = side(Side::Client);
        let place = Place::of(Context::SERVER_HELLO_TLS13);
        let got =
            |h: &mut Handshake, content: &[u8]| link.parse_in(h, Name::KeyShare, content, place);
        link.construct(&mut h, Name::KeyShare).unwrap();
        let theirs = public(X25519);
        assert_eq!(got(&mut h, &[0]), Err(MISMATCH));
        let other = share(SECP256R1, &public(SECP256R1));
        assert_eq!(got(&mut h, &other), Err(BAD));
        assert_eq!(got(&mut h, &share(X25519, &[])), Err(MISMATCH));
        let trailing = [share(X25519, &theirs), vec![0]].concat();
        assert_eq!(got(&mut h, &trailing), Err(MISMATCH));
        let short = share(X25519, &theirs[1..]);
        assert_eq!(got(&mut h, &short), Err(BAD_POINT));
        assert_eq!(got(&mut h, &share(X25519, &[0; 32])), Err(BAD));
        assert!(link.facts.peer_share.borrow().is_none());
        assert!(!link.facts.exchanged.get());
    }

    #[test]
    fn a_client_needs_a_share_unless_it_said_otherwise() {
        let (link, mut h) = side(Side::Client);
        let missing = Fatal::new(alert::MISSING_EXTENSION, Reason::NO_SUITABLE_KEY_SHARE);
        let conclude =
            |h: &mut Handshake, received| end(h, &link, Context::SERVER_HELLO_TLS13, received);
        assert_eq!(conclude(&mut h, false), Err(missing));
        assert_eq!(conclude(&mut h, true), Ok(()));
        link.facts.hit.set(true);
        assert_eq!(conclude(&mut h, false), Err(missing));
        h.psk_modes.ke = true;
        // The session's secret is missing here.
        assert_eq!(conclude(&mut h, false), Err(Fatal::INTERNAL));
        let retry = Context::HELLO_RETRY_REQUEST;
        link.facts.hit.set(false);
        assert_eq!(end(&mut h, &link, retry, false), Ok(()));
    }

    #[test]
    fn a_server_without_share_asks_for_one_once() {
        let (link, mut h) = side(Side::Server);
        let none = |alert| Err(Fatal::new(alert, Reason::NO_SUITABLE_KEY_SHARE));
        let conclude = |h: &mut Handshake, received| link.conclude(h, Name::KeyShare, received);
        assert_eq!(conclude(&mut h, false), none(alert::MISSING_EXTENSION));
        assert_eq!(conclude(&mut h, true), Ok(()));
        assert_eq!(h.retry, Retry::Pending);
        assert_eq!(link.facts.group.get(), Some(X25519));
        assert_eq!(conclude(&mut h, true), none(alert::HANDSHAKE_FAILURE));
        let theirs = public(X25519);
        h.peer_share = PeerShare::tls13(&h.config.library, X25519, &theirs).ok();
        assert_eq!(conclude(&mut h, true), Ok(()));
        assert_eq!(h.retry, Retry::Complete);
    }

    #[test]
    fn a_stateless_server_asks_for_a_cookie() {
        let (link, mut h) = side(Side::Server);
        link.stateless.set(true);
        let theirs = public(X25519);
        h.peer_share = PeerShare::tls13(&h.config.library, X25519, &theirs).ok();
        assert_eq!(link.conclude(&mut h, Name::KeyShare, true), Ok(()));
        assert_eq!(h.retry, Retry::Pending);
        assert_eq!(link.facts.group.get(), None);
        // It cannot have asked before.
        let again = link.conclude(&mut h, Name::KeyShare, true);
        assert_eq!(again, Err(Fatal::INTERNAL));
        h.cookie_ok = true;
        assert_eq!(link.conclude(&mut h, Name::KeyShare, true), Ok(()));
        assert_eq!(h.retry, Retry::Complete);
    }

    #[test]
    fn tls12_has_no_shares() {
        let (link, mut h) = server();
        assert_eq!(link.conclude(&mut h, Name::KeyShare, false), Ok(()));
        assert_eq!(h.retry, Retry::None);
    }
}
