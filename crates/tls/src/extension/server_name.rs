//! server_name (RFC 6066 section 3).

use super::table::{Context, Place, Sent, MALFORMED};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::{Link, NameAnswer};
use crate::machine::{Handshake, Retry, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::SERVER_NAME;
use crate::registry::field::{NameType, HOST_NAME};

/// The longest name that a server takes, in bytes.
const MAX_NAME_LEN: usize = 255;

/// `init_server_name`
pub(super) fn start(h: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    if h.side == Side::Server {
        h.name_accepted = false;
        drop(link.facts().host_name.take());
    }
    Ok(())
}

/// The only name of a list, which must be a host name.
fn read_name(content: &[u8]) -> Result<&[u8], Malformed> {
    let mut list = Reader::new(Reader::new(content).only_vec16()?);
    match list.u8().map(NameType)? {
        HOST_NAME => list.only_vec16(),
        _ => Err(Malformed),
    }
}

/// `tls_parse_ctos_server_name`
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let name = read_name(content).or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    if link.facts().hit.get() && !h.is_tls13(link) {
        // Up to TLS 1.2 the name belongs to the session.
        h.name_accepted = false;
        link.session(&mut |session| h.name_accepted = session.host_name.as_deref() == Some(name));
        return Ok(());
    }
    if name.len() > MAX_NAME_LEN || name.contains(&0) {
        return Err(Fatal::new(alert::UNRECOGNIZED_NAME, Reason::BAD_EXTENSION));
    }
    drop(link.facts().host_name.replace(Some(name.into())));
    h.name_accepted = true;
    Ok(())
}

/// `tls_parse_stoc_server_name`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let name = h.config.host_name.as_deref().ok_or(Fatal::INTERNAL)?;
    if !content.is_empty() {
        return Err(MALFORMED);
    }
    if link.facts().hit.get() {
        return Ok(());
    }
    let mut has_name = false;
    link.session(&mut |session| {
        has_name = session.host_name.is_some();
        session.host_name.get_or_insert_with(|| name.into());
    });
    match has_name {
        true => Err(Fatal::INTERNAL),
        false => Ok(()),
    }
}

/// `tls_construct_stoc_server_name`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !h.name_accepted || link.facts().hit.get() && !h.is_tls13(link) {
        return Ok(Sent::No);
    }
    write_one(w, SERVER_NAME, |_| ());
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_server_name`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let Some(name) = &h.config.host_name else {
        return Ok(Sent::No);
    };
    write_one(w, SERVER_NAME, |w| {
        w.vec16(|w| {
            w.u8(HOST_NAME.0);
            w.vec16(|w| w.bytes(name));
        });
    });
    Ok(Sent::Yes)
}

/// `final_server_name`: asks the program, also where there is no name.
pub(super) fn end(
    h: &mut Handshake,
    link: &dyn Link,
    _: Context,
    received: bool,
) -> Result<(), Fatal> {
    let had_tickets = !h.config.options.no_ticket;
    let answer = link.server_name();
    h.refresh(link);
    let resumes = link.facts().hit.get();
    let accepted = answer == NameAnswer::Accept;
    if h.side == Side::Server && received && accepted && !resumes {
        let name = link.facts().host_name.borrow().clone();
        link.session(&mut |session| session.host_name.clone_from(&name));
    }
    if link.facts().is_first_handshake() && h.retry == Retry::None {
        link.move_attempt();
    }
    let has_tickets = !h.config.options.no_ticket;
    if accepted && h.ticket_expected && had_tickets && !has_tickets {
        h.ticket_expected = false;
        if !resumes {
            forget_ticket(link)?;
        }
    }
    match answer {
        NameAnswer::Accept | NameAnswer::Other => {}
        NameAnswer::Ignore => h.name_accepted = false,
        NameAnswer::Warn(alert) => {
            // TLS 1.3 has no warnings.
            if !h.is_tls13(link) {
                link.warn(alert);
            }
            h.name_accepted = false;
        }
        NameAnswer::Refuse(alert) => return Err(Fatal::new(alert, Reason::CALLBACK_FAILED)),
    }
    Ok(())
}

/// The program has turned tickets off: the session is resumed by an id instead.
fn forget_ticket(link: &dyn Link) -> Result<(), Fatal> {
    let mut exists = false;
    link.session(&mut |session| {
        exists = true;
        session.ticket = None;
        session.ticket_lifetime = 0;
        session.ticket_age_add = 0;
    });
    match exists {
        true => link.renew_session_id(),
        false => Err(Fatal::INTERNAL),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, connection, server};
    use super::super::Name::ServerName;
    use super::*;
    use crate::registry::version::TLS13;
    use crate::tests::endpoint::Endpoint;

    const UNKNOWN: Fatal = Fatal::new(alert::UNRECOGNIZED_NAME, Reason::BAD_EXTENSION);
    const NAME: &[u8] = b"\x00\x04\x00\x00\x01a";

    fn list(name: &[u8]) -> Vec<u8> {
        let mut w = Writer::new();
        w.vec16(|w| {
            w.u8(HOST_NAME.0);
            w.vec16(|w| w.bytes(name));
        });
        w.finish().unwrap()
    }

    fn host_name(link: &Endpoint) -> Option<Vec<u8>> {
        link.facts.host_name.borrow().as_deref().map(<[u8]>::to_vec)
    }

    #[test]
    fn a_server_takes_one_name() {
        let (link, mut h) = server();
        assert_eq!(link.parse(&mut h, ServerName, NAME), Ok(()));
        assert_eq!(host_name(&link), Some(b"a".to_vec()));
        assert_eq!(link.construct(&mut h, ServerName), Ok(Some(vec![])));
        link.prepare(&mut h, ServerName);
        assert_eq!(host_name(&link), None);
        assert_eq!(link.construct(&mut h, ServerName), Ok(None));
        assert_eq!(link.parse(&mut h, ServerName, &list(b"")), Ok(()));
        assert_eq!(host_name(&link), Some(vec![]));
    }

    #[test]
    fn names_that_are_malformed() {
        let (link, mut h) = server();
        for content in [
            &b""[..],
            b"\x00",
            b"\x00\x00",
            b"\x00\x04\x00\x00\x01",
            b"\x00\x03\x00\x00\x00a",
            b"\x00\x04\x01\x00\x01a",
            b"\x00\x04\x00\x00\x01ab",
            b"\x00\x08\x00\x00\x01a\x00\x00\x01b",
            b"\x00\x01\x00",
        ] {
            assert_eq!(link.parse(&mut h, ServerName, content), Err(MALFORMED));
        }
        assert_eq!(link.parse(&mut h, ServerName, &list(&[b'a'; 255])), Ok(()));
        assert_eq!(
            link.parse(&mut h, ServerName, &list(&[b'a'; 256])),
            Err(UNKNOWN)
        );
        assert_eq!(link.parse(&mut h, ServerName, &list(b"a\0")), Err(UNKNOWN));
    }

    #[test]
    fn a_resumed_session_of_tls12_has_its_name() {
        let (link, mut h) = server();
        link.facts.hit.set(true);
        assert_eq!(link.parse(&mut h, ServerName, NAME), Ok(()));
        assert!(!h.name_accepted);
        link.change(|session| session.host_name = Some((*b"a").into()));
        assert_eq!(link.parse(&mut h, ServerName, NAME), Ok(()));
        assert!(h.name_accepted);
        assert_eq!(link.parse(&mut h, ServerName, &list(&[0; 300])), Ok(()));
        assert!(!h.name_accepted);
        assert_eq!(host_name(&link), None);
        h.name_accepted = true;
        assert_eq!(link.construct(&mut h, ServerName), Ok(None));
    }

    #[test]
    fn a_resumed_session_of_tls13_takes_a_new_name() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        link.facts.hit.set(true);
        assert_eq!(link.parse(&mut h, ServerName, NAME), Ok(()));
        assert_eq!(host_name(&link), Some(b"a".to_vec()));
        assert_eq!(link.construct(&mut h, ServerName), Ok(Some(vec![])));
    }

    #[test]
    fn a_client_offers_any_name_and_keeps_it_if_it_is_acknowledged() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, ServerName), Ok(None));
        assert_eq!(link.parse(&mut h, ServerName, &[]), Err(Fatal::INTERNAL));
        link.configure(|config| config.host_name = Some(b"1.2.3.4.".to_vec()));
        let content = link.construct(&mut h, ServerName).unwrap();
        assert_eq!(content, Some(list(b"1.2.3.4.")));
        assert_eq!(link.parse(&mut h, ServerName, &[0]), Err(MALFORMED));
        link.facts.hit.set(true);
        assert_eq!(link.parse(&mut h, ServerName, &[]), Ok(()));
        link.change(|session| assert_eq!(session.host_name, None));
        link.facts.hit.set(false);
        assert_eq!(link.parse(&mut h, ServerName, &[]), Ok(()));
        link.change(|session| assert_eq!(session.host_name.as_deref(), Some(&b"1.2.3.4."[..])));
        assert_eq!(link.parse(&mut h, ServerName, &[]), Err(Fatal::INTERNAL));
    }

    #[test]
    fn a_name_that_is_accepted_is_kept_with_a_new_session() {
        for (answer, resumes, received, kept) in [
            (NameAnswer::Accept, false, true, true),
            (NameAnswer::Accept, true, true, false),
            (NameAnswer::Accept, false, false, false),
            (NameAnswer::Ignore, false, true, false),
            (NameAnswer::Other, false, true, false),
        ] {
            let (link, mut h) = server();
            link.parse(&mut h, ServerName, NAME).unwrap();
            link.answer_name(answer);
            link.facts.hit.set(resumes);
            assert_eq!(link.conclude(&mut h, ServerName, received), Ok(()));
            assert_eq!(
                link.take_journal(),
                ["callback server_name", "move_attempt"]
            );
            link.change(|session| assert_eq!(session.host_name.is_some(), kept));
            assert_eq!(h.name_accepted, answer != NameAnswer::Ignore);
        }
    }

    #[test]
    fn the_attempt_is_counted_elsewhere_in_the_first_hello_only() {
        let (link, mut h) = server();
        h.retry = Retry::Pending;
        assert_eq!(link.conclude(&mut h, ServerName, true), Ok(()));
        assert_eq!(link.take_journal(), ["callback server_name"]);
        h.retry = Retry::None;
        link.finish(&[1], &[2]);
        assert_eq!(link.conclude(&mut h, ServerName, true), Ok(()));
        assert_eq!(link.take_journal(), ["callback server_name"]);
    }

    #[test]
    fn the_program_warns_or_refuses() {
        let (link, mut h) = server();
        h.name_accepted = true;
        link.answer_name(NameAnswer::Warn(alert::UNRECOGNIZED_NAME));
        assert_eq!(link.conclude(&mut h, ServerName, true), Ok(()));
        assert_eq!(
            link.take_journal().last().unwrap(),
            "warn UNRECOGNIZED_NAME"
        );
        assert!(!h.name_accepted);
        link.answer_name(NameAnswer::Refuse(alert::ACCESS_DENIED));
        let expected = Err(Fatal::new(alert::ACCESS_DENIED, Reason::CALLBACK_FAILED));
        assert_eq!(link.conclude(&mut h, ServerName, true), expected);

        let (link, mut h) = connection(Side::Server, Some(TLS13));
        link.answer_name(NameAnswer::Warn(alert::UNRECOGNIZED_NAME));
        assert_eq!(link.conclude(&mut h, ServerName, true), Ok(()));
        assert_eq!(
            link.take_journal(),
            ["callback server_name", "move_attempt"]
        );
    }

    fn drop_tickets(link: &Endpoint, answer: NameAnswer) {
        link.on.server_name.set(move |endpoint| {
            endpoint.configure(|config| config.options.no_ticket = true);
            answer
        });
    }

    #[test]
    fn a_callback_that_turns_tickets_off() {
        let turn_off = |answer, resumes| {
            let (link, mut h) = server();
            h.ticket_expected = true;
            link.change(|session| session.ticket = Some([1].into()));
            link.facts.hit.set(resumes);
            drop_tickets(&link, answer);
            assert_eq!(link.conclude(&mut h, ServerName, true), Ok(()));
            let renewed = link
                .take_journal()
                .contains(&"renew_session_id".to_string());
            let mut has_ticket = false;
            link.change(|session| has_ticket = session.ticket.is_some());
            (h.ticket_expected, has_ticket, renewed)
        };
        assert_eq!(turn_off(NameAnswer::Accept, false), (false, false, true));
        assert_eq!(turn_off(NameAnswer::Accept, true), (false, true, false));
        assert_eq!(turn_off(NameAnswer::Ignore, false), (true, true, false));

        let (link, mut h) = server();
        h.ticket_expected = true;
        drop_tickets(&link, NameAnswer::Accept);
        drop(link.session.take());
        assert_eq!(
            link.conclude(&mut h, ServerName, true),
            Err(Fatal::INTERNAL)
        );
    }
}
