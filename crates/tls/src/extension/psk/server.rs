//! A server looks for an identity that it knows, and checks its binder.

use std::ffi::CStr;

use crypto::cipher::equal;
use zeroize::Zeroizing;

use super::super::early_data::suite_of_old_keys;
use super::super::table::{Context, Name, Place, Sent, MALFORMED};
use super::{candidate, SECOND};
use crate::codec::{Malformed, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::exchange::psk::{MAX_IDENTITY_LENGTH, MAX_KEY_LENGTH};
use crate::link::{Link, Ticket};
use crate::machine::{Handshake, Retry, Secrets, Side};
use crate::message::extensions::write_one;
use crate::message::{self, Header};
use crate::registry::alert;
use crate::registry::extension::PRE_SHARED_KEY;
use crate::registry::message::CLIENT_HELLO;
use crate::registry::version::TLS13;
use crate::schedule::{Early, Hash, PskKind};
use crate::session::{Resumable, MAX_ID};

/// A client's idea of the age of a ticket may differ by so many milliseconds (`TICKET_AGE_ALLOWANCE`).
const AGE_ALLOWANCE: u32 = 10 * 1000;

impl Handshake {
    /// Tickets of TLS 1.3 are the names of sessions in the cache: those that are sealed are not wanted, or must
    /// serve only once.
    pub(crate) fn uses_stateful_tickets(&self) -> bool {
        self.config.options.no_ticket || self.prevents_replay()
    }

    fn prevents_replay(&self) -> bool {
        self.config.max_early_data > 0 && !self.config.options.no_anti_replay
    }
}

/// An identity whose session is the candidate.
struct Offered {
    index: u16,
    kind: PskKind,
    hash: Hash,
}

/// `tls_parse_ctos_psk`: the first identity that we know, and whose hash is that of the suite, is used.
pub(in crate::extension) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if !h.psk_modes.ke && !h.psk_modes.dhe_ke {
        return Ok(());
    }
    let mut reader = Reader::new(content);
    let identities = reader.vec16().map_err(|_| MALFORMED)?;
    h.ticket_expected = false;
    let Some(offered) = find(h, link, identities)? else {
        return Ok(());
    };
    let checked = check_binder(h, link, &offered, reader);
    if checked.is_err() {
        link.drop_candidate(false);
    }
    h.secrets = Secrets::Early(checked?);
    h.psk_identity = offered.index;
    h.has_candidate = true;
    Ok(())
}

/// Looks for an identity of the list.
fn find(h: &mut Handshake, link: &dyn Link, identities: &[u8]) -> Result<Option<Offered>, Fatal> {
    let mut reader = Reader::new(identities);
    let mut index = 0;
    while !reader.is_empty() {
        let mut read = || -> Result<_, Malformed> { Ok((reader.vec16()?, reader.u32()?)) };
        let (identity, age) = read().map_err(|_| MALFORMED)?;
        if identity.is_empty() {
            return Err(MALFORMED);
        }
        let kind = match find_external(h, link, identity)? {
            true => {
                h.early_data_ok |= index == 0;
                h.ticket_expected = true;
                Some(PskKind::External)
            }
            false => {
                find_ticket(h, link, identity, index == 0, age)?.then_some(PskKind::Resumption)
            }
        };
        if let Some(kind) = kind {
            let hash = candidate(link, |session| session.suite)
                .map(|suite| h.suite_hash(suite, TLS13))
                .ok_or(Fatal::INTERNAL)?;
            if hash.function() == h.handshake_hash(link)?.function() {
                return Ok(Some(Offered { index, kind, hash }));
            }
            // The next ticket will have the right suite.
            link.drop_candidate(false);
            h.early_data_ok = false;
            h.ticket_expected = true;
        }
        index += 1;
    }
    Ok(None)
}

/// The program knows a key from elsewhere by the identity.
fn find_external(h: &mut Handshake, link: &dyn Link, identity: &[u8]) -> Result<bool, Fatal> {
    if h.config.callbacks.psk_find_session {
        let found = link.find_psk(identity);
        h.refresh(link);
        if found? {
            return Ok(true);
        }
    }
    if !h.config.callbacks.psk_server || identity.len() > MAX_IDENTITY_LENGTH {
        return Ok(false);
    }
    // As a C string: what follows a NUL does not count.
    let terminated = [identity, &[0]].concat();
    let name = CStr::from_bytes_until_nul(&terminated).map_err(|_| Fatal::INTERNAL)?;
    let mut key = Zeroizing::new([0; MAX_KEY_LENGTH]);
    let length = link.server_psk(name, &mut key);
    h.refresh(link);
    match key.get(..length) {
        None => Err(Fatal::INTERNAL),
        Some([]) => Ok(false),
        Some(key) => link
            .make_candidate(key, suite_of_old_keys()?)
            .map(|()| true),
    }
}

/// The identity is a ticket of ours. Only with the first may there be early data.
fn find_ticket(
    h: &mut Handshake,
    link: &dyn Link,
    identity: &[u8],
    is_first: bool,
    age: u32,
) -> Result<bool, Fatal> {
    let found = match h.uses_stateful_tickets() {
        true => {
            h.ticket_expected = true;
            let found = identity.len() == MAX_ID && link.lookup(TLS13, identity)?;
            h.refresh(link);
            found
        }
        false => match h.open_ticket(link, identity, &[])? {
            Ticket::Empty => return Err(MALFORMED),
            Ticket::None | Ticket::NoneRenew => false,
            Ticket::Found | Ticket::FoundRenew => true,
        },
    };
    if !found {
        return Ok(false);
    }
    if h.prevents_replay() && !link.take_candidate() {
        link.drop_candidate(false);
        return Ok(false);
    }
    let now = link.now();
    if is_first && candidate(link, |session| is_of_age(session, now, age)) {
        h.early_data_ok = true;
    }
    Ok(true)
}

/// The client's idea of the ticket's age is about ours. Ours is in seconds, and a second is added for what is
/// rounded.
fn is_of_age(session: &Resumable, now: i64, obfuscated_age: u32) -> bool {
    let age = obfuscated_age.wrapping_sub(session.ticket_age_add);
    let seconds = now.wrapping_sub(session.time) as u32;
    let Some(ours) = seconds.checked_mul(SECOND) else {
        return false;
    };
    let ours = ours.wrapping_add(SECOND);
    session.timeout >= i64::from(seconds) && age <= ours && age.wrapping_add(AGE_ALLOWANCE) >= ours
}

/// The binder of an identity shows that the client has its key. `reader` is behind the identities, where the
/// part of the hello ends that binders cover. Gives the early secret of the key.
fn check_binder(
    h: &Handshake,
    link: &dyn Link,
    offered: &Offered,
    mut reader: Reader,
) -> Result<Early, Fatal> {
    let covered = reader.position();
    let mut binders = Reader::new(reader.vec16().map_err(|_| MALFORMED)?);
    let mut binder = &[][..];
    for _ in 0..=offered.index {
        binder = binders.vec8().map_err(|_| MALFORMED)?;
    }
    if binder.len() != offered.hash.output_len() {
        return Err(MALFORMED);
    }
    let secret = candidate(link, |session| session.secret.clone());
    let early = Early::new(&offered.hash, &secret)?;
    let hello = truncated_hello(h, covered)?;
    let hello = h
        .transcript
        .binder_digest(&offered.hash, &hello, h.retry == Retry::Pending)?;
    match equal(early.binder(offered.kind, &hello)?.as_ref(), binder) {
        true => Ok(early),
        false => Err(Fatal::new(
            alert::ILLEGAL_PARAMETER,
            Reason::BINDER_DOES_NOT_VERIFY,
        )),
    }
}

/// The ClientHello up to its binders, which begin at `covered` in the extension.
fn truncated_hello(h: &Handshake, covered: usize) -> Result<Vec<u8>, Fatal> {
    let hello = h.hello.as_ref().ok_or(Fatal::INTERNAL)?;
    let block = hello.extensions_range();
    let range = h.offer.range(Name::Psk).ok_or(Fatal::INTERNAL)?;
    let body = hello.body();
    let end = block.start + range.start + covered;
    let mut message = Writer::new();
    message::write(&mut message, CLIENT_HELLO, |w| w.bytes(body));
    let mut message = message.finish()?;
    message.truncate(Header::LEN + end);
    Ok(message)
}

/// `final_psk`: a client that offers keys says how they may be used.
pub(in crate::extension) fn end(
    h: &mut Handshake,
    _: &dyn Link,
    _: Context,
    received: bool,
) -> Result<(), Fatal> {
    let offered = h.side == Side::Server && received && h.hello.is_some();
    match offered && !h.offer.has(Name::PskKexModes) {
        true => Err(Fatal::new(
            alert::MISSING_EXTENSION,
            Reason::MISSING_PSK_KEX_MODES_EXTENSION,
        )),
        false => Ok(()),
    }
}

/// `tls_construct_stoc_psk`
pub(in crate::extension) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !link.facts().hit.get() {
        return Ok(Sent::No);
    }
    write_one(w, PRE_SHARED_KEY, |w| w.u16(h.psk_identity));
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::super::super::tests::connection;
    use super::*;
    use crate::cipher::Cipher;
    use crate::facts::Short;
    use crate::machine::PskModes;
    use crate::registry::suite::{CipherSuite, TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384};
    use crate::tests::endpoint::Endpoint;
    use crate::tests::program::Session;

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

    /// A server with SHA-256 that knows a session by the ticket `ticket`.
    fn server() -> (Endpoint, Handshake) {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        link.facts.suite.set(Cipher::find(TLS_AES_128_GCM_SHA256));
        h.psk_modes = PskModes {
            ke: false,
            dhe_ke: true,
        };
        know(&link, session(TLS_AES_128_GCM_SHA256));
        (link, h)
    }

    fn know(link: &Endpoint, data: Resumable) {
        let session = Session {
            data,
            chain: Vec::new(),
        };
        let mut sealed = link.store.sealed.borrow_mut();
        sealed.insert(b"ticket".to_vec(), session);
    }

    /// The content of a client's extension, with this age for each identity.
    fn content(identities: &[&[u8]], age: u32, binders: &[&[u8]]) -> Vec<u8> {
        let mut w = Writer::new();
        w.vec16(|w| {
            for identity in identities {
                w.vec16(|w| w.bytes(identity));
                w.u32(age);
            }
        });
        w.vec16(|w| {
            for binder in binders {
                w.vec8(|w| w.bytes(binder));
            }
        });
        w.finish().unwrap()
    }

    #[test]
    fn without_a_mode_the_extension_is_passed_over() {
        let (link, mut h) = server();
        h.psk_modes = PskModes::default();
        assert_eq!(link.parse(&mut h, Name::Psk, &[1]), Ok(()));
    }

    #[test]
    fn identities_that_are_empty_or_cut_off() {
        let (link, mut h) = server();
        let lists: [&[u8]; 5] = [
            &[],
            &[0, 1],
            &[0, 3, 0, 1, 7],
            &[0, 6, 0, 1, 7, 0, 0, 0],
            &[0, 6, 0, 0, 0, 0, 0, 0],
        ];
        for list in lists {
            let parsed = link.parse(&mut h, Name::Psk, list);
            assert_eq!(parsed, Err(MALFORMED), "{list:?}");
        }
    }

    #[test]
    fn nothing_known_is_no_error_whatever_the_binders_are() {
        let (link, mut h) = server();
        h.ticket_expected = true;
        let other = content(&[b"other"], 0, &[]);
        assert_eq!(link.parse(&mut h, Name::Psk, &other[..13]), Ok(()));
        // Somebody else's ticket is replaced.
        assert!(h.ticket_expected && !h.has_candidate);
        let none = content(&[], 0, &[]);
        assert_eq!(link.parse(&mut h, Name::Psk, &none), Ok(()));
        assert!(!h.ticket_expected);
    }

    #[test]
    fn binders_that_are_missing_or_of_another_length() {
        let binders: [&[&[u8]]; 4] = [
            &[],
            &[&[0; 32]],
            &[&[0; 32], &[0; 31]],
            &[&[0; 32], &[0; 48]],
        ];
        for binders in binders {
            let (link, mut h) = server();
            let content = content(&[b"other", b"ticket"], 0, binders);
            let parsed = link.parse(&mut h, Name::Psk, &content);
            assert_eq!(parsed, Err(MALFORMED), "{binders:?}");
            assert!(link.candidate.borrow().is_none());
        }
        let (link, mut h) = server();
        let content = content(&[b"ticket"], 0, &[]);
        let cut = &content[..content.len() - 1];
        assert_eq!(link.parse(&mut h, Name::Psk, cut), Err(MALFORMED));
    }

    #[test]
    fn an_identity_of_another_hash_leads_to_a_new_ticket() {
        let (link, mut h) = server();
        know(&link, session(TLS_AES_256_GCM_SHA384));
        let content = content(&[b"ticket"], 0, &[&[0; 48]]);
        assert_eq!(link.parse(&mut h, Name::Psk, &content), Ok(()));
        assert!(h.ticket_expected && !h.early_data_ok && !h.has_candidate);
        know(&link, Resumable::default());
        let parsed = link.parse(&mut h, Name::Psk, &content);
        assert_eq!(parsed, Err(Fatal::INTERNAL));
    }

    #[test]
    fn a_stateful_ticket_is_as_long_as_an_id() {
        let (link, mut h) = server();
        link.configure(|config| config.options.no_ticket = true);
        let id = [9; MAX_ID];
        let mut data = session(TLS_AES_256_GCM_SHA384);
        data.id = Short::new(&id).unwrap();
        let chain = Vec::new();
        let known = Rc::new(RefCell::new(Session { data, chain }));
        link.store.cache.borrow_mut().insert(id.to_vec(), known);
        for (identity, looked_up) in [(&id[..31], false), (&id[..], true)] {
            let content = content(&[identity], 0, &[]);
            assert_eq!(link.parse(&mut h, Name::Psk, &content), Ok(()));
            assert_eq!(link.has_noted("callback lookup"), looked_up);
            assert!(h.ticket_expected);
        }
    }

    #[test]
    fn callbacks_for_keys_may_fail() {
        let (link, mut h) = server();
        link.configure(|config| config.callbacks.psk_find_session = true);
        link.on.accepts.set(|_| false);
        let offered = content(&[b"name"], 0, &[]);
        let failed = Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_EXTENSION);
        assert_eq!(link.parse(&mut h, Name::Psk, &offered), Err(failed));

        let (link, mut h) = server();
        link.configure(|config| config.callbacks.psk_server = true);
        let give = |length| {
            let old = (c"name".into(), vec![7; 16], length);
            link.on.old_psk.replace(Some(old));
        };
        give(MAX_KEY_LENGTH + 1);
        let parsed = link.parse(&mut h, Name::Psk, &offered);
        assert_eq!(parsed, Err(Fatal::INTERNAL));
        give(0);
        assert_eq!(link.parse(&mut h, Name::Psk, &offered), Ok(()));
        // What follows a NUL does not count; the key is found, and its binder missing.
        give(16);
        let offered = content(&[b"name\0more"], 0, &[]);
        assert_eq!(link.parse(&mut h, Name::Psk, &offered), Err(MALFORMED));
        // The first key may serve for early data.
        assert!(h.early_data_ok && h.ticket_expected);
        link.take_journal();
        let long = [b'a'; MAX_IDENTITY_LENGTH + 1];
        let offered = content(&[&long], 0, &[]);
        assert_eq!(link.parse(&mut h, Name::Psk, &offered), Ok(()));
        assert!(!link.has_noted("callback server_psk"));
    }

    #[test]
    fn ages_of_tickets() {
        let session = Resumable {
            ticket_age_add: 0xffff_ff00,
            ..session(TLS_AES_128_GCM_SHA256)
        };
        let is_of_age = |seconds: i64, client: u32| {
            let age = client.wrapping_add(session.ticket_age_add);
            is_of_age(&session, session.time + seconds, age)
        };
        assert!(is_of_age(0, 0) && is_of_age(0, 1000));
        assert!(!is_of_age(0, 1001));
        assert!(is_of_age(100, 91_000) && is_of_age(100, 101_000));
        assert!(!is_of_age(100, 90_999) && !is_of_age(100, 101_001));
        assert!(is_of_age(7200, 7_200_000));
        assert!(!is_of_age(7201, 7_201_000));
        assert!(!is_of_age(-1, 0));
        let old = Resumable {
            timeout: i64::MAX,
            ..session.clone()
        };
        assert!(!super::is_of_age(&old, old.time + 5_000_000, 5_000_000));
    }

    #[test]
    fn only_the_first_ticket_allows_early_data() {
        for (identities, allows) in [
            (&[&b"ticket"[..]][..], true),
            (&[b"other", b"ticket"], false),
        ] {
            let (link, mut h) = server();
            let content = content(identities, 0, &[]);
            assert_eq!(link.parse(&mut h, Name::Psk, &content), Err(MALFORMED));
            assert_eq!(h.early_data_ok, allows);
        }
    }

    #[test]
    fn a_server_names_the_identity() {
        let (link, mut h) = server();
        assert_eq!(link.construct(&mut h, Name::Psk), Ok(None));
        link.facts.hit.set(true);
        h.psk_identity = 3;
        assert_eq!(link.construct(&mut h, Name::Psk), Ok(Some(vec![0, 3])));
    }

    #[test]
    fn a_server_wants_the_modes() {
        let (link, mut h) = server();
        assert_eq!(link.conclude(&mut h, Name::Psk, true), Ok(()));
        let body = [&[3, 3][..], &[0; 32], &[0, 0, 2, 19, 1, 1, 0]].concat();
        let format = crate::message::client_hello::Format::Tls;
        let hello = crate::message::client_hello::ClientHello::read(body, format);
        h.hello = Some(Rc::new(hello.unwrap()));
        assert_eq!(link.conclude(&mut h, Name::Psk, false), Ok(()));
        let missing = Fatal::new(
            alert::MISSING_EXTENSION,
            Reason::MISSING_PSK_KEX_MODES_EXTENSION,
        );
        assert_eq!(link.conclude(&mut h, Name::Psk, true), Err(missing));
    }
}
