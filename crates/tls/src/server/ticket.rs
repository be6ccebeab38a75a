//! NewSessionTicket.

use crate::codec::Writer;
use crate::error::Fatal;
use crate::extension::{Context, Place};
use crate::link::Link;
use crate::machine::table::{Built, Flow};
use crate::machine::{setup, Handshake};
use crate::message::extensions::Extensions;
use crate::message::new_session_ticket::{Legacy, NewSessionTicket};
use crate::schedule::Secret;

/// The longest time for which a ticket of TLS 1.3 may be good, in seconds (RFC 8446 section 4.6.1).
const LONGEST_LIFETIME: i64 = 7 * 24 * 60 * 60;

/// A handshake of TLS 1.3 is over before its first ticket goes out.
pub(crate) fn finish_first(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let first = link.facts().sent_tickets.get() == 0 && h.extra_tickets == 0;
    match h.is_tls13(link) && first {
        true => setup::end(h, link, true),
        false => Ok(Flow::Next),
    }
}

/// A ticket of TLS 1.3 reaches the transport at once. That the peer is gone is no error.
pub(crate) fn sent(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    match h.is_tls13(link) {
        true => Ok(Flow::Flush),
        false => Ok(Flow::Next),
    }
}

/// `tls_construct_new_session_ticket`
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let tls13 = h.is_tls13(link);
    let fresh = match tls13 {
        true => begin(h, link)?,
        false => Fresh::default(),
    };
    let wanted = link.generate_ticket();
    h.refresh(link);
    if !wanted {
        return Err(Fatal::INTERNAL);
    }
    let (mut timeout, mut id) = (0, Vec::new());
    link.session(&mut |session| {
        timeout = session.timeout;
        id = session.id.to_vec();
    });
    let ticket = match tls13 && h.uses_stateful_tickets() {
        true => Some(id),
        false => {
            let sealed = link.seal_ticket();
            h.refresh(link);
            sealed?.ticket
        }
    };
    match (tls13, ticket) {
        (true, None) => {
            count(h, link);
            Ok(Built::Skip)
        }
        (true, Some(ticket)) => {
            let message = NewSessionTicket {
                lifetime: timeout.min(LONGEST_LIFETIME) as u32,
                age_add: fresh.age_add,
                nonce: &fresh.nonce,
                ticket: &ticket,
                extensions: Extensions::NONE,
            };
            message.write_before_extensions(w);
            h.construct_extensions(link, w, Place::of(Context::NEW_SESSION_TICKET))?;
            count(h, link);
            link.end_ticket();
            h.refresh(link);
            Ok(Built::Send)
        }
        (false, ticket) => {
            // A client that resumes knows already how long its session lasts.
            let lifetime_hint = match ticket.is_none() || link.facts().hit.get() {
                true => 0,
                false => timeout as u32,
            };
            let ticket = &ticket.unwrap_or_default();
            Legacy {
                lifetime_hint,
                ticket,
            }
            .write(w);
            Ok(Built::Send)
        }
    }
}

/// What a ticket of TLS 1.3 has that others don't have.
#[derive(Default)]
struct Fresh {
    age_add: u32,
    nonce: [u8; 8],
}

/// The session of a ticket of TLS 1.3 is made. One that was given out already stays as it is.
fn begin(h: &mut Handshake, link: &dyn Link) -> Result<Fresh, Fatal> {
    let facts = link.facts();
    if facts.sent_tickets.get() != 0 || facts.hit.get() {
        link.copy_session()?;
    }
    match h.ticket_expected {
        true => link.session(&mut |session| session.id = Default::default()),
        false => {
            let renewed = link.renew_session_id();
            h.refresh(link);
            renewed?;
        }
    }
    let mut age_add = [0; 4];
    link.random(&mut age_add)?;
    let fresh = Fresh {
        age_add: u32::from_ne_bytes(age_add),
        nonce: facts.next_nonce.get().to_be_bytes(),
    };
    let key = h.resumption_psk(link, &fresh.nonce)?;
    let (now, alpn) = (link.now(), facts.alpn.borrow().clone());
    let max_early_data = h.config.max_early_data;
    link.session(&mut |session| {
        session.ticket_age_add = fresh.age_add;
        session.secret = key.as_ref().to_vec().into();
        session.time = now;
        if !alpn.is_empty() {
            session.alpn = Some(alpn.clone());
        }
        session.max_early_data = max_early_data;
    });
    Ok(fresh)
}

/// `tls_update_ticket_counts`
fn count(h: &mut Handshake, link: &dyn Link) {
    let facts = link.facts();
    facts.sent_tickets.set(facts.sent_tickets.get() + 1);
    facts.next_nonce.set(facts.next_nonce.get().wrapping_add(1));
    h.extra_tickets = h.extra_tickets.saturating_sub(1);
}

impl Handshake {
    /// The pre-shared key of a ticket with this nonce.
    pub(crate) fn resumption_psk(&self, link: &dyn Link, nonce: &[u8]) -> Result<Secret, Fatal> {
        let hash = self.handshake_hash(link)?;
        let secret = link.facts().resumption_secret.borrow();
        Secret::new(hash, &secret)?.resumption_psk(nonce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::Cipher;
    use crate::machine::Side;
    use crate::registry::suite::TLS_AES_128_GCM_SHA256;
    use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
    use crate::schedule::SecretBytes;
    use crate::session::Resumable;
    use crate::tests::endpoint::Endpoint;
    use crate::tests::program::Session;

    fn server(version: ProtocolVersion) -> (Endpoint, Handshake) {
        let link = Endpoint::new(Side::Server);
        let data = Resumable {
            version,
            timeout: 300,
            ..Resumable::default()
        };
        let chain = Vec::new();
        let session = Session { data, chain };
        link.session.replace(Some(std::rc::Rc::new(session.into())));
        link.facts.suite.set(Cipher::find(TLS_AES_128_GCM_SHA256));
        let secret = SecretBytes::new(&[7; 32]).unwrap();
        link.facts.resumption_secret.replace(secret);
        let mut h = Handshake::new(Side::Server, &link);
        h.fixed_version = Some(version);
        (link, h)
    }

    fn built(h: &mut Handshake, link: &Endpoint) -> Result<(Built, Vec<u8>), Fatal> {
        let mut w = Writer::new();
        let built = build(h, link, &mut w)?;
        Ok((built, w.finish().unwrap()))
    }

    #[test]
    fn the_callback_may_fail() {
        for version in [TLS12, TLS13] {
            let (link, mut h) = server(version);
            link.on.accepts.set(|_| false);
            assert_eq!(built(&mut h, &link), Err(Fatal::INTERNAL));
        }
    }

    #[test]
    fn a_ticket_of_tls12_has_the_timeout_as_hint_unless_resumed() {
        for (hit, hint) in [(false, 300), (true, 0)] {
            let (link, mut h) = server(TLS12);
            link.facts.hit.set(hit);
            let expected = [0, 0, hint as u32 >> 8, hint as u32 & 0xff].map(|b| b as u8);
            let (_, message) = built(&mut h, &link).unwrap();
            assert_eq!(message, [&expected[..], &[0, 8], b"ticket 1"].concat());
            assert_eq!(link.facts.sent_tickets.get(), 0);
        }
    }

    #[test]
    fn no_ticket_is_an_empty_one_in_tls12_and_none_in_tls13() {
        let (link, mut h) = server(TLS12);
        link.on.seal.set(|_| false);
        assert_eq!(built(&mut h, &link), Ok((Built::Send, vec![0; 6])));
        let (link, mut h) = server(TLS13);
        link.on.seal.set(|_| false);
        h.extra_tickets = 1;
        assert_eq!(built(&mut h, &link), Ok((Built::Skip, Vec::new())));
        assert_eq!(link.facts.sent_tickets.get(), 1);
        assert_eq!((link.facts.next_nonce.get(), h.extra_tickets), (1, 0));
        assert!(!link.has_noted("end_ticket"));
    }

    #[test]
    fn a_ticket_of_tls13_has_its_nonce_and_its_limits() {
        let (link, mut h) = server(TLS13);
        link.facts.next_nonce.set(0x0102);
        link.configure(|config| {
            config.max_early_data = 5;
            config.options.no_anti_replay = true;
        });
        let (_, message) = built(&mut h, &link).unwrap();
        assert_eq!(message[..4], [0, 0, 1, 44]);
        assert_eq!(message[8..17], [8, 0, 0, 0, 0, 0, 0, 1, 2]);
        let rest = [&[0, 8][..], b"ticket 1", &[0, 8, 0, 42, 0, 4, 0, 0, 0, 5]].concat();
        assert_eq!(message[17..], rest);
        let session = link.session.borrow().clone().unwrap();
        let session = &session.borrow().data;
        assert_eq!(session.ticket_age_add.to_be_bytes(), message[4..8]);
        assert_eq!(
            (session.max_early_data, session.time),
            (5, link.clock.get())
        );
        assert!(!session.id.is_empty());
    }

    #[test]
    fn a_stateful_ticket_is_the_sessions_id() {
        let (link, mut h) = server(TLS13);
        link.configure(|config| config.options.no_ticket = true);
        let (_, message) = built(&mut h, &link).unwrap();
        let session = link.session.borrow().clone().unwrap();
        let rest = [&[0, 32][..], &session.borrow().data.id, &[0, 0]].concat();
        assert_eq!(message[17..], rest);
        // While a ticket is expected, the id would be empty.
        h.ticket_expected = true;
        let (_, message) = built(&mut h, &link).unwrap();
        assert_eq!(message[17..], [0, 0, 0, 0]);
    }

    #[test]
    fn only_the_first_ticket_of_tls13_ends_the_handshake() {
        for (version, sent, extra, ends) in [
            (TLS12, 0, 0, false),
            (TLS13, 0, 0, true),
            (TLS13, 1, 0, false),
            (TLS13, 0, 1, false),
        ] {
            let (link, mut h) = server(version);
            link.facts.sent_tickets.set(sent);
            h.extra_tickets = extra;
            h.completes = true;
            assert_eq!(finish_first(&mut h, &link), Ok(Flow::Next));
            assert_eq!(link.has_noted("done but for more"), ends);
            let flow = super::sent(&mut h, &link);
            let flushes = version == TLS13;
            assert_eq!(flow == Ok(Flow::Flush), flushes);
        }
    }
}
