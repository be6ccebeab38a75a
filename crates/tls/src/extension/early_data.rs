//! early_data (RFC 8446 section 4.2.10).

use std::ffi::CString;

use super::table::{Context, Place, Sent, MALFORMED};
use crate::both::keys::Stage;
use crate::cipher::alpn::protocols;
use crate::cipher::Cipher;
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::exchange::psk::{MAX_IDENTITY_LENGTH, MAX_KEY_LENGTH};
use crate::facts::EarlyData;
use crate::link::{Direction, Link, Rule};
use crate::machine::{EarlyState, ExternalPsk, Handshake, Retry, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::EARLY_DATA;
use crate::registry::suite::TLS_AES_128_GCM_SHA256;
use crate::registry::version::TLS13;
use crate::session::Resumable;

const UNEXPECTED: Fatal = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_EXTENSION);

/// The suite, and so the hash, of a key from a callback that knows neither.
pub(super) fn suite_of_old_keys() -> Result<&'static Cipher, Fatal> {
    Cipher::find(TLS_AES_128_GCM_SHA256).ok_or(Fatal::INTERNAL)
}

fn check_empty(content: &[u8]) -> Result<(), Fatal> {
    Reader::new(content).end().map_err(|_| MALFORMED)
}

/// `tls_parse_ctos_early_data`
pub(super) fn from_client(
    h: &mut Handshake,
    _: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    check_empty(content)?;
    match h.retry {
        Retry::None => Ok(()),
        _ => Err(UNEXPECTED),
    }
}

/// `tls_parse_stoc_early_data`. In a NewSessionTicket it tells how much early data the ticket allows.
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    place: Place,
) -> Result<(), Fatal> {
    if place.context == Context::NEW_SESSION_TICKET {
        let mut reader = Reader::new(content);
        let mut read = || -> Result<_, Malformed> {
            let limit = reader.u32()?;
            reader.end().map(|()| limit)
        };
        let limit = read().or_fatal(alert::DECODE_ERROR, Reason::INVALID_MAX_EARLY_DATA)?;
        link.session(&mut |session| session.max_early_data = limit);
        return Ok(());
    }
    check_empty(content)?;
    if !h.early_data_ok || !link.facts().hit.get() {
        return Err(UNEXPECTED);
    }
    link.facts().early_data.set(EarlyData::Accepted);
    Ok(())
}

/// `tls_construct_stoc_early_data`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    place: Place,
) -> Result<Sent, Fatal> {
    let in_ticket = place.context == Context::NEW_SESSION_TICKET;
    let limit = h.config.max_early_data;
    let sent = match in_ticket {
        true => limit != 0,
        false => link.facts().early_data.get() == EarlyData::Accepted,
    };
    if !sent {
        return Ok(Sent::No);
    }
    write_one(w, EARLY_DATA, |w| {
        if in_ticket {
            w.u32(limit);
        }
    });
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_early_data`. The program is asked for a pre-shared key, whether there is early data or
/// not.
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    ask_for_psk(h, link)?;
    h.early_data_limit = 0;
    if h.early != EarlyState::Connecting {
        return Ok(Sent::No);
    }
    let mut offered = None;
    let mut look = |session: &Resumable| {
        if offered.is_none() && session.max_early_data != 0 {
            offered = Some(check(h, session).map(|()| session.max_early_data));
        }
    };
    link.session(&mut |session| look(session));
    if h.external_psk.is_some() {
        link.candidate(&mut look);
    }
    let Some(limit) = offered else {
        return Ok(Sent::No);
    };
    h.early_data_limit = limit?;
    write_one(w, EARLY_DATA, |_| ());
    // Until the server says otherwise.
    link.facts().early_data.set(EarlyData::Rejected);
    h.early_data_ok = true;
    Ok(Sent::Yes)
}

/// The hello offers the name and the protocol of the session with which early data goes.
fn check(h: &Handshake, session: &Resumable) -> Result<(), Fatal> {
    let fatal = |reason| Err(Fatal::new(alert::INTERNAL_ERROR, reason));
    let name = session.host_name.as_deref();
    if name.is_some() && name != h.config.host_name.as_deref() {
        return fatal(Reason::INCONSISTENT_EARLY_DATA_SNI);
    }
    match session.alpn.as_deref() {
        Some(selected) if !protocols(&h.config.alpn).any(|offered| offered == selected) => {
            fatal(Reason::INCONSISTENT_EARLY_DATA_ALPN)
        }
        _ => Ok(()),
    }
}

/// The candidate is the program's pre-shared key, if it has one for us.
fn ask_for_psk(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    if h.external_psk.take().is_some() {
        link.drop_candidate(false);
    }
    let mut identity = None;
    if h.config.callbacks.psk_use_session {
        let hash = match h.retry {
            Retry::Pending => Some(h.handshake_hash(link)?.function()),
            _ => None,
        };
        let used = link.use_psk(hash);
        h.refresh(link);
        identity = used?;
        let mut version = TLS13;
        if identity.is_some() {
            link.candidate(&mut |session| version = session.version);
        }
        if version != TLS13 {
            link.drop_candidate(false);
            return Err(Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_PSK));
        }
    }
    if identity.is_none() && h.config.callbacks.psk_client {
        identity = ask_for_old_psk(h, link)?;
    }
    h.external_psk = identity.map(|identity| ExternalPsk {
        identity,
        early: None,
    });
    Ok(())
}

/// psk_client_callback, which serves TLS 1.2, too.
fn ask_for_old_psk(h: &mut Handshake, link: &dyn Link) -> Result<Option<Vec<u8>>, Fatal> {
    let answer = link.client_psk(None);
    h.refresh(link);
    if answer.length > MAX_KEY_LENGTH {
        let reason = Reason::ERR_R_INTERNAL_ERROR;
        return Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason));
    }
    if answer.length == 0 {
        return Ok(None);
    }
    let identity = CString::into_bytes(answer.identity);
    if identity.len() > MAX_IDENTITY_LENGTH {
        return Err(Fatal::INTERNAL);
    }
    link.make_candidate(&answer.key[..answer.length], suite_of_old_keys()?)?;
    Ok(Some(identity))
}

/// `final_early_data`. A server accepts early data with the first identity, if nothing speaks against it.
pub(super) fn end(
    h: &mut Handshake,
    link: &dyn Link,
    context: Context,
    received: bool,
) -> Result<(), Fatal> {
    if !received {
        return Ok(());
    }
    if h.side == Side::Client {
        // Later the server has turned out to contradict itself: another protocol was selected, say.
        return match context == Context::ENCRYPTED_EXTENSIONS && !h.early_data_ok {
            true => Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_EARLY_DATA)),
            false => Ok(()),
        };
    }
    let possible = h.config.max_early_data != 0
        && link.facts().hit.get()
        && h.early == EarlyState::Accepting
        && h.early_data_ok
        && h.retry == Retry::None;
    let accepted = possible && link.allows_early_data();
    h.refresh(link);
    if !accepted {
        link.facts().early_data.set(EarlyData::Rejected);
        return Ok(());
    }
    link.facts().early_data.set(EarlyData::Accepted);
    h.change_keys(link, Stage::Early, Direction::Read)?;
    let mut limit = h.config.recv_max_early_data;
    link.session(&mut |session| limit = limit.min(session.max_early_data));
    link.rule(Rule::ReadEarlyData(Some(limit as usize)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::connection;
    use super::super::Name;
    use super::*;

    fn side(side: Side) -> (crate::tests::endpoint::Endpoint, Handshake) {
        connection(side, Some(TLS13))
    }

    #[test]
    fn a_clients_extension_is_empty_and_in_the_first_hello() {
        let (link, mut h) = side(Side::Server);
        assert_eq!(link.parse(&mut h, Name::EarlyData, &[]), Ok(()));
        let parsed = link.parse(&mut h, Name::EarlyData, &[0]);
        assert_eq!(parsed, Err(MALFORMED));
        h.retry = Retry::Pending;
        let parsed = link.parse(&mut h, Name::EarlyData, &[]);
        assert_eq!(parsed, Err(UNEXPECTED));
    }

    #[test]
    fn a_server_accepts_what_was_offered_with_its_first_session() {
        let place = Place::of(Context::ENCRYPTED_EXTENSIONS);
        for (ok, hit) in [(true, true), (false, true), (true, false)] {
            let (link, mut h) = side(Side::Client);
            h.early_data_ok = ok;
            link.facts.hit.set(hit);
            let parsed = link.parse_in(&mut h, Name::EarlyData, &[0], place);
            assert_eq!(parsed, Err(MALFORMED));
            let parsed = link.parse_in(&mut h, Name::EarlyData, &[], place);
            let accepted = link.facts.early_data.get() == EarlyData::Accepted;
            match ok && hit {
                true => assert!(parsed.is_ok() && accepted),
                false => assert!(parsed == Err(UNEXPECTED) && !accepted),
            }
        }
    }

    #[test]
    fn a_ticket_says_how_much_may_be_sent() {
        let (link, mut h) = side(Side::Client);
        let place = Place::of(Context::NEW_SESSION_TICKET);
        let fatal = Fatal::new(alert::DECODE_ERROR, Reason::INVALID_MAX_EARLY_DATA);
        for content in [&[][..], &[0, 0, 1], &[0, 0, 0, 1, 0]] {
            let parsed = link.parse_in(&mut h, Name::EarlyData, content, place);
            assert_eq!(parsed, Err(fatal));
        }
        let parsed = link.parse_in(&mut h, Name::EarlyData, &[0, 0, 1, 0], place);
        assert_eq!(parsed, Ok(()));
        let mut limit = 0;
        link.change(|session| limit = session.max_early_data);
        assert_eq!(limit, 256);
        // The other side.
        let (link, mut h) = side(Side::Server);
        let construct = |h: &mut Handshake| link.construct_in(h, Name::EarlyData, place);
        assert_eq!(construct(&mut h), Ok(None));
        link.configure(|config| config.max_early_data = 256);
        assert_eq!(construct(&mut h), Ok(Some(vec![0, 0, 1, 0])));
    }

    #[test]
    fn a_server_acknowledges_what_it_accepts() {
        let (link, mut h) = side(Side::Server);
        assert_eq!(link.construct(&mut h, Name::EarlyData), Ok(None));
        link.facts.early_data.set(EarlyData::Rejected);
        assert_eq!(link.construct(&mut h, Name::EarlyData), Ok(None));
        link.facts.early_data.set(EarlyData::Accepted);
        let constructed = link.construct(&mut h, Name::EarlyData);
        assert_eq!(constructed, Ok(Some(Vec::new())));
    }

    #[test]
    fn a_client_that_writes_none_offers_none() {
        let (link, mut h) = side(Side::Client);
        link.change(|session| session.max_early_data = 10);
        assert_eq!(link.construct(&mut h, Name::EarlyData), Ok(None));
        h.early = EarlyState::Connecting;
        let constructed = link.construct(&mut h, Name::EarlyData);
        assert_eq!(constructed, Ok(Some(Vec::new())));
        assert_eq!((h.early_data_limit, h.early_data_ok), (10, true));
        assert_eq!(link.facts.early_data.get(), EarlyData::Rejected);
        link.change(|session| session.max_early_data = 0);
        assert_eq!(link.construct(&mut h, Name::EarlyData), Ok(None));
        assert_eq!(h.early_data_limit, 0);
    }

    #[test]
    fn a_key_from_elsewhere_is_of_tls13() {
        use crate::registry::version::TLS12;
        let (link, mut h) = side(Side::Client);
        link.configure(|config| config.callbacks.psk_use_session = true);
        let session = Resumable {
            version: TLS12,
            ..Resumable::default()
        };
        link.on.psk.replace(Some((b"name".to_vec(), session)));
        let bad = Err(Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_PSK));
        assert_eq!(link.construct(&mut h, Name::EarlyData), bad);
        assert!(link.candidate.borrow().is_none());
        link.on.accepts.set(|_| false);
        assert_eq!(link.construct(&mut h, Name::EarlyData), bad);
    }

    #[test]
    fn an_old_callback_gives_an_identity_and_a_key_of_limited_lengths() {
        let (link, mut h) = side(Side::Client);
        link.configure(|config| config.callbacks.psk_client = true);
        let give = |identity: usize, length| {
            let identity = CString::new(vec![b'a'; identity]).unwrap();
            let old = (identity, vec![7; 16], length);
            link.on.old_psk.replace(Some(old));
        };
        give(1, MAX_KEY_LENGTH + 1);
        let reason = Reason::ERR_R_INTERNAL_ERROR;
        let too_long = Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason));
        assert_eq!(link.construct(&mut h, Name::EarlyData), too_long);
        give(MAX_IDENTITY_LENGTH + 1, 16);
        let too_long = Err(Fatal::INTERNAL);
        assert_eq!(link.construct(&mut h, Name::EarlyData), too_long);
        give(1, 0);
        assert_eq!(link.construct(&mut h, Name::EarlyData), Ok(None));
        assert!(h.external_psk.is_none());
        give(MAX_IDENTITY_LENGTH, 16);
        assert_eq!(link.construct(&mut h, Name::EarlyData), Ok(None));
        let external = h.external_psk.take().unwrap();
        assert_eq!(external.identity.len(), MAX_IDENTITY_LENGTH);
        let candidate = link.candidate.borrow().clone().unwrap();
        assert_eq!(candidate.borrow().data.secret[..], [7; 16]);
    }

    #[test]
    fn a_client_checks_again_when_all_is_read() {
        let (link, mut h) = side(Side::Client);
        let bad = Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_EARLY_DATA));
        let mut conclude = |ok, received, context| {
            h.early_data_ok = ok;
            end(&mut h, &link, context, received)
        };
        assert_eq!(conclude(false, true, Context::ENCRYPTED_EXTENSIONS), bad);
        assert_eq!(
            conclude(false, false, Context::ENCRYPTED_EXTENSIONS),
            Ok(())
        );
        assert_eq!(conclude(true, true, Context::ENCRYPTED_EXTENSIONS), Ok(()));
        assert_eq!(conclude(false, true, Context::NEW_SESSION_TICKET), Ok(()));
    }

    #[test]
    fn a_server_rejects_for_many_reasons() {
        let reject = |spoil: &dyn Fn(&crate::tests::endpoint::Endpoint, &mut Handshake)| {
            let (link, mut h) = side(Side::Server);
            link.configure(|config| config.max_early_data = 1);
            link.facts.hit.set(true);
            h.early = EarlyState::Accepting;
            h.early_data_ok = true;
            spoil(&link, &mut h);
            let ended = link.conclude(&mut h, Name::EarlyData, true);
            (ended, link.facts.early_data.get())
        };
        let rejected = (Ok(()), EarlyData::Rejected);
        assert_eq!(
            reject(&|link, _| link.configure(|c| c.max_early_data = 0)),
            rejected
        );
        assert_eq!(reject(&|link, _| link.facts.hit.set(false)), rejected);
        assert_eq!(reject(&|_, h| h.early = EarlyState::None), rejected);
        assert_eq!(reject(&|_, h| h.early_data_ok = false), rejected);
        assert_eq!(reject(&|_, h| h.retry = Retry::Pending), rejected);
        // What is accepted needs a key: here there is none.
        let bad_psk = Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_PSK);
        assert_eq!(reject(&|_, _| ()), (Err(bad_psk), EarlyData::Accepted));
    }
}
