//! session_ticket (RFC 5077).

use super::table::{Context, Place, Sent};
use crate::choose::Question;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::SESSION_TICKET;
use crate::registry::version::TLS13;

impl Handshake {
    /// Tickets are allowed (`tls_use_ticket`).
    pub(crate) fn uses_tickets(&self, link: &dyn Link) -> bool {
        !self.config.options.no_ticket && link.allows(Question::ticket())
    }
}

/// `init_session_ticket`
pub(super) fn start(h: &mut Handshake, _: &dyn Link, _: Context) -> Result<(), Fatal> {
    if h.side == Side::Client {
        h.ticket_expected = false;
    }
    Ok(())
}

/// `tls_parse_ctos_session_ticket`. The ticket itself is looked at where a session is looked for.
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let accepted = link.ticket_extension_seen(content);
    h.refresh(link);
    match accepted {
        true => Ok(()),
        false => Err(Fatal::INTERNAL),
    }
}

/// `tls_parse_stoc_session_ticket`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let accepted = link.ticket_extension_seen(content);
    h.refresh(link);
    let alert = match accepted {
        false => alert::HANDSHAKE_FAILURE,
        true if !h.uses_tickets(link) => alert::UNSUPPORTED_EXTENSION,
        true if !content.is_empty() => alert::DECODE_ERROR,
        true => {
            h.ticket_expected = true;
            return Ok(());
        }
    };
    Err(Fatal::new(alert, Reason::BAD_EXTENSION))
}

/// `tls_construct_stoc_session_ticket`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    h.ticket_expected = h.ticket_expected && h.uses_tickets(link);
    if !h.ticket_expected {
        return Ok(Sent::No);
    }
    write_one(w, SESSION_TICKET, |_| ());
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_session_ticket`: the session's ticket, or the program's own, or an empty one.
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !h.uses_tickets(link) {
        return Ok(Sent::No);
    }
    let (is_new, own) = (h.new_session, h.config.ticket_extension.as_deref());
    let mut ticket = Vec::new();
    link.session(&mut |session| {
        if let (Some(own), true) = (
            own,
            is_new || session.ticket.is_none() || session.version == TLS13,
        ) {
            session.ticket = Some(own.into());
        } else if is_new || session.version == TLS13 {
            return;
        }
        ticket = session.ticket.as_deref().unwrap_or_default().to_vec();
    });
    if ticket.is_empty() && h.config.options.omit_ticket_extension {
        return Ok(Sent::No);
    }
    write_one(w, SESSION_TICKET, |w| w.bytes(&ticket));
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, server};
    use super::super::Name::SessionTicket;
    use super::*;
    use crate::choose::SecurityOp;
    use crate::registry::version::TLS12;

    fn bad(alert: alert::AlertDescription) -> Result<(), Fatal> {
        Err(Fatal::new(alert, Reason::BAD_EXTENSION))
    }

    #[test]
    fn the_option_or_the_security_level_forbids_tickets() {
        let (link, mut h) = server();
        assert!(h.uses_tickets(&link));
        link.forbid(Some(SecurityOp::TICKET));
        assert!(!h.uses_tickets(&link));
        link.forbid(None);
        link.configure(|config| config.options.no_ticket = true);
        h.refresh(&link);
        assert!(!h.uses_tickets(&link));
    }

    #[test]
    fn the_program_sees_the_clients_ticket() {
        let (link, mut h) = server();
        assert_eq!(link.parse(&mut h, SessionTicket, &[1, 2]), Ok(()));
        assert_eq!(link.take_journal(), ["ticket [1, 2]"]);
        link.on.accepts.set(|_| false);
        let refused = link.parse(&mut h, SessionTicket, &[1, 2]);
        assert_eq!(refused, Err(Fatal::INTERNAL));
    }

    #[test]
    fn a_server_promises_a_ticket_with_an_empty_extension() {
        let (link, mut h) = client();
        assert_eq!(link.parse(&mut h, SessionTicket, &[]), Ok(()));
        assert!(h.ticket_expected);
        assert_eq!(link.take_journal(), ["ticket []"]);
        link.prepare(&mut h, SessionTicket);
        assert!(!h.ticket_expected);
        let long = link.parse(&mut h, SessionTicket, &[0]);
        assert_eq!(long, bad(alert::DECODE_ERROR));
        link.configure(|config| config.options.no_ticket = true);
        let forbidden = link.parse(&mut h, SessionTicket, &[0]);
        assert_eq!(forbidden, bad(alert::UNSUPPORTED_EXTENSION));
        link.on.accepts.set(|_| false);
        let refused = link.parse(&mut h, SessionTicket, &[0]);
        assert_eq!(refused, bad(alert::HANDSHAKE_FAILURE));
        assert!(!h.ticket_expected);
    }

    #[test]
    fn a_server_forgets_the_ticket_if_it_is_forbidden() {
        let (link, mut h) = server();
        link.prepare(&mut h, SessionTicket);
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(None));
        h.ticket_expected = true;
        link.prepare(&mut h, SessionTicket);
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(Some(vec![])));
        assert!(h.ticket_expected);
        link.configure(|config| config.options.no_ticket = true);
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(None));
        assert!(!h.ticket_expected);
    }

    #[test]
    fn a_client_sends_the_sessions_ticket() {
        let (link, mut h) = client();
        let empty = Ok(Some(vec![]));
        assert_eq!(link.construct(&mut h, SessionTicket), empty);
        link.change(|session| {
            session.version = TLS12;
            session.ticket = Some([1, 2].into());
        });
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(Some(vec![1, 2])));
        h.new_session = true;
        assert_eq!(link.construct(&mut h, SessionTicket), empty);
        h.new_session = false;
        link.change(|session| session.version = TLS13);
        assert_eq!(link.construct(&mut h, SessionTicket), empty);
        link.configure(|config| config.options.omit_ticket_extension = true);
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(None));
        link.change(|session| session.version = TLS12);
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(Some(vec![1, 2])));
        link.configure(|config| config.options.no_ticket = true);
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(None));
    }

    #[test]
    fn a_program_may_set_a_ticket() {
        let (link, mut h) = client();
        link.configure(|config| config.ticket_extension = Some(vec![7]));
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(Some(vec![7])));
        link.change(|session| {
            assert_eq!(session.ticket.take().as_deref(), Some(&[7][..]));
            session.version = TLS12;
            session.ticket = Some([1, 2].into());
        });
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(Some(vec![1, 2])));
        link.change(|session| session.version = TLS13);
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(Some(vec![7])));
        drop(link.session.take());
        assert_eq!(link.construct(&mut h, SessionTicket), Ok(Some(vec![])));
    }
}
