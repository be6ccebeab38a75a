//! The session that the client wants to resume.

use crate::error::{Fatal, Reason};
use crate::extension::Name;
use crate::facts::Short;
use crate::link::{Link, Ticket};
use crate::machine::table::Flow;
use crate::machine::Handshake;
use crate::registry::alert;
use crate::registry::version::SSL3;
use crate::session::Resumable;

/// A session of the client's is resumed, or a new one is made (the middle of
/// `tls_early_post_process_client_hello`).
pub(crate) fn session(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    let hello = h.hello.clone().ok_or(Fatal::INTERNAL)?;
    let wants_new = h.new_session && h.config.options.no_resumption_on_renegotiation;
    if !hello.is_ssl2() && !wants_new && find(h, link)? {
        link.facts().hit.set(true);
    } else {
        let with_id = !h.is_tls13(link) && !h.ticket_expected;
        h.make_session(link, with_id)?;
    }
    if h.is_tls13(link) {
        let id = Short::new(hello.session_id()).ok_or(Fatal::INTERNAL)?;
        link.facts().legacy_session_id.set(id);
    }
    Ok(Flow::Next)
}

/// Where a candidate is from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Ticket,
    Cache,
}

/// `ssl_get_prev_session`: the connection's session is the one that the client has named, if that may be.
fn find(h: &mut Handshake, link: &dyn Link) -> Result<bool, Fatal> {
    let source = match h.is_tls13(link) {
        true => find_tls13(h, link)?,
        false => find_tls12(h, link)?,
    };
    let Some(source) = source else {
        return Ok(false);
    };
    let mut use_it = Ok(Use::Refused);
    link.candidate(&mut |session| use_it = check(h, link, session));
    match use_it {
        Ok(Use::Resumed) => {
            link.adopt_candidate();
            return Ok(true);
        }
        Ok(Use::Expired) => {
            link.count_timeout();
            link.drop_candidate(source == Source::Cache);
        }
        Ok(Use::Refused) | Err(_) => link.drop_candidate(false),
    }
    if source == Source::Ticket {
        h.ticket_expected = true;
    }
    use_it.map(|_| false)
}

/// What becomes of a session that the client has named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Resumed,
    Expired,
    Refused,
}

fn check(h: &Handshake, link: &dyn Link, session: &Resumable) -> Result<Use, Fatal> {
    let context = &h.config.session_id_context[..];
    if session.version != link.facts().version.get() || session.context[..] != *context {
        return Ok(Use::Refused);
    }
    // Sessions of other applications could not be told from those of this one, whose clients it verifies.
    if h.config.verify.peer && context.is_empty() {
        return Err(Fatal::new(
            alert::INTERNAL_ERROR,
            Reason::SESSION_ID_CONTEXT_UNINITIALIZED,
        ));
    }
    if session.is_expired(link.now()) {
        return Ok(Use::Expired);
    }
    let extended = link.facts().extended_master_secret.get();
    match (session.extended_master_secret, extended) {
        (true, false) => Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::INCONSISTENT_EXTMS,
        )),
        (false, true) => Ok(Use::Refused),
        _ => Ok(Use::Resumed),
    }
}

/// TLS 1.3: a pre-shared key, whose binder is checked before anything else. Otherwise the client gets a ticket.
fn find_tls13(h: &mut Handshake, link: &dyn Link) -> Result<Option<Source>, Fatal> {
    link.drop_session();
    h.ticket_expected = true;
    h.has_candidate = false;
    h.parse_offered(link, Name::PskKexModes)?;
    h.parse_offered(link, Name::Psk)?;
    Ok(h.has_candidate.then_some(Source::Ticket))
}

/// Up to TLS 1.2: a ticket, or an id if there is none (`tls_get_ticket_from_client`).
fn find_tls12(h: &mut Handshake, link: &dyn Link) -> Result<Option<Source>, Fatal> {
    let hello = h.hello.clone().ok_or(Fatal::INTERNAL)?;
    h.ticket_expected = false;
    let version = link.facts().version.get();
    let offered = match version > SSL3 && h.uses_tickets(link) {
        true => h
            .offer
            .body(Name::SessionTicket, hello.extensions().bytes()),
        false => None,
    };
    let ticket = match offered {
        Some(ticket) => h.open_ticket(link, ticket, hello.session_id())?,
        None => Ticket::None,
    };
    match ticket {
        Ticket::Found | Ticket::FoundRenew => Ok(Some(Source::Ticket)),
        Ticket::NoneRenew => Ok(None),
        Ticket::None | Ticket::Empty => {
            let id = hello.session_id();
            let found = !id.is_empty() && link.lookup(version, id)?;
            h.refresh(link);
            Ok(found.then_some(Source::Cache))
        }
    }
}

impl Handshake {
    /// `tls_decrypt_ticket`: opens a ticket, and notes whether the client is to get another one.
    pub(crate) fn open_ticket(
        &mut self,
        link: &dyn Link,
        ticket: &[u8],
        id: &[u8],
    ) -> Result<Ticket, Fatal> {
        let opened = link.open_ticket(ticket, id);
        self.refresh(link);
        let opened = opened?;
        let renews = matches!(
            opened,
            Ticket::Empty | Ticket::NoneRenew | Ticket::FoundRenew
        );
        if renews && (!self.config.callbacks.session_secret || self.is_tls13(link)) {
            self.ticket_expected = true;
        }
        Ok(opened)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use crate::codec::Writer;
    use crate::machine::Side;
    use crate::message::client_hello::{ClientHello, Format};
    use crate::message::extensions::write_one;
    use crate::registry::extension::SESSION_TICKET;
    use crate::registry::version::TLS12;
    use crate::tests::endpoint::Endpoint;
    use crate::tests::program::Session;

    const ID: [u8; 4] = [1, 2, 3, 4];

    /// A server of TLS 1.2 with a session in its cache, and a hello that names the session and has this ticket.
    fn server(ticket: Option<&[u8]>) -> (Endpoint, Handshake) {
        let link = Endpoint::new(Side::Server);
        link.facts.version.set(TLS12);
        let data = Resumable {
            version: TLS12,
            id: Short::new(&ID).unwrap(),
            time: link.clock.get(),
            timeout: 300,
            ..Resumable::default()
        };
        let chain = Vec::new();
        let session = Rc::new(RefCell::new(Session { data, chain }));
        link.store.cache.borrow_mut().insert(ID.to_vec(), session);
        let mut hello = Writer::new();
        hello.u16(TLS12.0);
        hello.bytes(&[0; 32]);
        hello.vec8(|w| w.bytes(&ID));
        hello.vec16(|w| w.u16(1));
        hello.vec8(|w| w.u8(0));
        if let Some(ticket) = ticket {
            hello.vec16(|w| write_one(w, SESSION_TICKET, |w| w.bytes(ticket)));
        }
        let hello = ClientHello::read(hello.finish().unwrap(), Format::Tls);
        let mut h = Handshake::new(Side::Server, &link);
        h.fixed_version = Some(TLS12);
        h.hello = Some(Rc::new(hello.unwrap()));
        h.collect_offer(&link).unwrap();
        (link, h)
    }

    /// Whether the server resumes, looks into its cache, and will send a ticket.
    fn looks(link: &Endpoint, h: &mut Handshake) -> [bool; 3] {
        h.refresh(link);
        assert_eq!(session(h, link), Ok(Flow::Next));
        let hit = link.facts.hit.get();
        [hit, link.has_noted("callback lookup"), h.ticket_expected]
    }

    #[test]
    fn an_id_is_looked_up_unless_there_is_a_ticket() {
        for (ticket, expected) in [
            (None, [true, true, false]),
            (Some(&b""[..]), [true, true, true]),
            (Some(b"unknown"), [false, false, true]),
        ] {
            let (link, mut h) = server(ticket);
            assert_eq!(looks(&link, &mut h), expected);
        }
    }

    #[test]
    fn without_tickets_only_the_id_counts() {
        let (link, mut h) = server(Some(b"unknown"));
        link.configure(|config| config.options.no_ticket = true);
        assert_eq!(looks(&link, &mut h), [true, true, false]);
    }

    #[test]
    fn a_session_secret_takes_the_place_of_a_ticket() {
        let (link, mut h) = server(Some(b"unknown"));
        link.configure(|config| config.callbacks.session_secret = true);
        assert_eq!(looks(&link, &mut h), [false, false, false]);
    }

    #[test]
    fn a_renegotiation_may_want_a_new_session() {
        for (new, option, resumes) in [
            (true, true, false),
            (true, false, true),
            (false, true, true),
        ] {
            let (link, mut h) = server(None);
            link.configure(|config| config.options.no_resumption_on_renegotiation = option);
            h.new_session = new;
            assert_eq!(looks(&link, &mut h), [resumes, resumes, false]);
        }
    }

    #[test]
    fn a_new_session_is_of_this_handshake() {
        let (link, mut h) = server(Some(b"unknown"));
        link.configure(|config| config.session_id_context = b"context".to_vec());
        link.facts.extended_master_secret.set(true);
        looks(&link, &mut h);
        assert!(link.has_noted("new_session"));
        let session = link.session.borrow().clone().unwrap();
        let session = &session.borrow().data;
        assert_eq!(
            (session.version, &session.context[..]),
            (TLS12, &b"context"[..])
        );
        assert!(session.extended_master_secret);
        // Without a ticket it gets an id.
        let (link, mut h) = server(None);
        link.store.cache.take();
        looks(&link, &mut h);
        assert!(link.has_noted("new_session with id"));
    }
}
