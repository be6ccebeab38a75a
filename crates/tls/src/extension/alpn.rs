//! application_layer_protocol_negotiation (RFC 7301).

use super::table::{Context, Place, Sent, MALFORMED};
use crate::cipher::alpn::{is_valid, protocols};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::APPLICATION_LAYER_PROTOCOL_NEGOTIATION;

/// `init_alpn`
pub(super) fn start(h: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    drop(link.facts().alpn.take());
    if h.side == Side::Server {
        drop(link.facts().alpn_proposed.take());
    }
    Ok(())
}

/// `tls_parse_ctos_alpn`: only a connection's first handshake has it.
pub(super) fn from_client(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if !link.facts().is_first_handshake() {
        return Ok(());
    }
    let list = Reader::new(content)
        .only_vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    if !is_valid(list) {
        return Err(MALFORMED);
    }
    drop(link.facts().alpn_proposed.replace(list.into()));
    Ok(())
}

/// `tls_parse_stoc_alpn`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if !h.alpn_sent {
        return Err(Fatal::new(
            alert::UNSUPPORTED_EXTENSION,
            Reason::BAD_EXTENSION,
        ));
    }
    let read = || -> Result<_, Malformed> {
        let list = Reader::new(content).only_vec16()?;
        Reader::new(list).only_vec8()
    };
    let selected = read().or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    if !protocols(&h.config.alpn).any(|offered| offered == selected) {
        return Err(MALFORMED);
    }
    select(h, link, selected)
}

/// The protocol is selected. If it is not the session's, there is no early data.
fn select(h: &mut Handshake, link: &dyn Link, selected: &[u8]) -> Result<(), Fatal> {
    drop(link.facts().alpn.replace(selected.into()));
    let resumes = link.facts().hit.get();
    let mut is_the_sessions = false;
    let mut is_fixed = false;
    link.session(&mut |session| {
        is_the_sessions = session.alpn.as_deref() == Some(selected);
        is_fixed = session.alpn.is_some();
        if !resumes && !is_fixed {
            session.alpn = Some(selected.into());
        }
    });
    if !is_the_sessions {
        h.early_data_ok = false;
    }
    // A new session has no protocol yet.
    match is_fixed && !resumes && (h.side == Side::Client || !is_the_sessions) {
        true => Err(Fatal::INTERNAL),
        false => Ok(()),
    }
}

/// `tls_construct_stoc_alpn`
pub(super) fn to_client(
    _: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let selected = link.facts().alpn.borrow();
    if selected.is_empty() {
        return Ok(Sent::No);
    }
    write_one(w, APPLICATION_LAYER_PROTOCOL_NEGOTIATION, |w| {
        w.vec16(|w| w.vec8(|w| w.bytes(&selected)));
    });
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_alpn`
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    h.alpn_sent = !h.config.alpn.is_empty() && link.facts().is_first_handshake();
    if !h.alpn_sent {
        return Ok(Sent::No);
    }
    write_one(w, APPLICATION_LAYER_PROTOCOL_NEGOTIATION, |w| {
        w.vec16(|w| w.bytes(&h.config.alpn));
    });
    Ok(Sent::Yes)
}

/// `final_alpn`. A server of TLS 1.3 chooses now, before it decides about early data; of an older version, when
/// the suite is chosen.
pub(super) fn end(
    h: &mut Handshake,
    link: &dyn Link,
    _: Context,
    received: bool,
) -> Result<(), Fatal> {
    match h.side {
        Side::Client if !received && session_has_protocol(link) => h.early_data_ok = false,
        Side::Server if h.is_tls13(link) => return choose(h, link),
        _ => {}
    }
    Ok(())
}

fn session_has_protocol(link: &dyn Link) -> bool {
    let mut has_protocol = false;
    link.session(&mut |session| has_protocol = session.alpn.is_some());
    has_protocol
}

/// A server chooses a protocol (`tls_handle_alpn`).
pub(crate) fn choose(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    let proposed = link.facts().alpn_proposed.borrow().clone();
    if h.config.callbacks.alpn_select && !proposed.is_empty() {
        let selected = link.select_alpn(&proposed);
        h.refresh(link);
        if let Some(selected) = selected? {
            if selected.is_empty() {
                return Err(Fatal::INTERNAL);
            }
            // ALPN comes before NPN.
            h.npn_seen = false;
            return select(h, link, &selected);
        }
    }
    if session_has_protocol(link) {
        h.early_data_ok = false;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, connection, server};
    use super::super::Name::Alpn;
    use super::*;
    use crate::registry::version::TLS13;
    use crate::tests::endpoint::Endpoint;

    const LIST: &[u8] = b"\x00\x05\x02h2\x01x";

    fn session_has(link: &Endpoint, protocol: Option<&[u8]>) -> bool {
        let mut equal = false;
        link.change(|session| equal = session.alpn.as_deref() == protocol);
        equal
    }

    #[test]
    fn a_server_keeps_the_clients_list() {
        let (link, mut h) = server();
        assert_eq!(link.parse(&mut h, Alpn, LIST), Ok(()));
        assert_eq!(&**link.facts.alpn_proposed.borrow(), b"\x02h2\x01x");
        for content in [
            &b""[..],
            b"\x00\x00",
            b"\x00\x01\x00",
            b"\x00\x03\x02h",
            b"\x00\x03\x02h2x",
            b"\x00\x04\x02h2\x00",
            b"\x00\x04\x02h2\x01",
        ] {
            assert_eq!(link.parse(&mut h, Alpn, content), Err(MALFORMED));
        }
        link.prepare(&mut h, Alpn);
        assert!(link.facts.alpn_proposed.borrow().is_empty());
        link.finish(&[1], &[2]);
        assert_eq!(link.parse(&mut h, Alpn, b""), Ok(()));
    }

    #[test]
    fn a_client_offers_and_checks() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, Alpn), Ok(None));
        let unsupported = Fatal::new(alert::UNSUPPORTED_EXTENSION, Reason::BAD_EXTENSION);
        assert_eq!(
            link.parse(&mut h, Alpn, b"\x00\x03\x02h2"),
            Err(unsupported)
        );
        link.configure(|config| config.alpn = b"\x02h2\x01x".to_vec());
        assert_eq!(link.construct(&mut h, Alpn), Ok(Some(LIST.to_vec())));
        for content in [
            &b""[..],
            b"\x00\x03",
            b"\x00\x03\x02h",
            b"\x00\x03\x02h2x",
            b"\x00\x04\x02h2x",
            b"\x00\x05\x02h2\x01x",
            b"\x00\x03\x02h3",
            b"\x00\x01\x00",
        ] {
            assert_eq!(link.parse(&mut h, Alpn, content), Err(MALFORMED));
        }
        h.early_data_ok = true;
        assert_eq!(link.parse(&mut h, Alpn, b"\x00\x02\x01x"), Ok(()));
        assert_eq!(&**link.facts.alpn.borrow(), b"x");
        assert!(session_has(&link, Some(b"x")));
        assert!(!h.early_data_ok);
        // A new session has no protocol yet.
        let again = link.parse(&mut h, Alpn, b"\x00\x02\x01x");
        assert_eq!(again, Err(Fatal::INTERNAL));
        link.prepare(&mut h, Alpn);
        assert!(link.facts.alpn.borrow().is_empty());
        link.finish(&[1], &[2]);
        assert_eq!(link.construct(&mut h, Alpn), Ok(None));
        assert_eq!(link.parse(&mut h, Alpn, b"\x00\x02\x01x"), Err(unsupported));
    }

    #[test]
    fn early_data_needs_the_sessions_protocol() {
        let (link, mut h) = client();
        link.configure(|config| config.alpn = b"\x02h2\x01x".to_vec());
        link.construct(&mut h, Alpn).unwrap();
        link.facts.hit.set(true);
        link.change(|session| session.alpn = Some((*b"x").into()));
        h.early_data_ok = true;
        assert_eq!(link.parse(&mut h, Alpn, b"\x00\x02\x01x"), Ok(()));
        assert_eq!(link.conclude(&mut h, Alpn, true), Ok(()));
        assert!(h.early_data_ok);
        assert_eq!(link.parse(&mut h, Alpn, b"\x00\x03\x02h2"), Ok(()));
        assert!(!h.early_data_ok);
        assert!(session_has(&link, Some(b"x")));
        h.early_data_ok = true;
        assert_eq!(link.conclude(&mut h, Alpn, false), Ok(()));
        assert!(!h.early_data_ok);
        link.change(|session| session.alpn = None);
        h.early_data_ok = true;
        assert_eq!(link.conclude(&mut h, Alpn, false), Ok(()));
        assert!(h.early_data_ok);
    }

    #[test]
    fn a_server_asks_the_program() {
        let (link, mut h) = server();
        link.configure(|config| config.callbacks.alpn_select = true);
        h.refresh(&link);
        link.on.select_alpn.set(move |_| Ok(Some(b"h2".to_vec())));
        assert_eq!(choose(&mut h, &link), Ok(()));
        assert!(link.take_journal().is_empty());
        link.parse(&mut h, Alpn, LIST).unwrap();
        h.npn_seen = true;
        assert_eq!(choose(&mut h, &link), Ok(()));
        assert_eq!(link.take_journal(), ["callback alpn"]);
        assert!(!h.npn_seen);
        assert!(session_has(&link, Some(b"h2")));
        let content = link.construct(&mut h, Alpn).unwrap();
        assert_eq!(content.as_deref(), Some(&b"\x00\x03\x02h2"[..]));
        // The same again is no error for a server, another is.
        assert_eq!(choose(&mut h, &link), Ok(()));
        link.on.select_alpn.set(move |_| Ok(Some(b"x".to_vec())));
        assert_eq!(choose(&mut h, &link), Err(Fatal::INTERNAL));
        link.on.select_alpn.set(move |_| Ok(Some(vec![])));
        assert_eq!(choose(&mut h, &link), Err(Fatal::INTERNAL));
        let refused = Fatal::new(
            alert::NO_APPLICATION_PROTOCOL,
            Reason::NO_APPLICATION_PROTOCOL,
        );
        link.on.select_alpn.set(move |_| Err(refused));
        assert_eq!(choose(&mut h, &link), Err(refused));
    }

    #[test]
    fn without_a_choice_the_session_decides_about_early_data() {
        let (link, mut h) = server();
        link.parse(&mut h, Alpn, LIST).unwrap();
        h.early_data_ok = true;
        assert_eq!(choose(&mut h, &link), Ok(()));
        assert!(h.early_data_ok);
        assert_eq!(link.construct(&mut h, Alpn), Ok(None));
        link.change(|session| session.alpn = Some((*b"x").into()));
        link.configure(|config| config.callbacks.alpn_select = true);
        h.refresh(&link);
        assert_eq!(choose(&mut h, &link), Ok(()));
        assert_eq!(link.take_journal().len(), 1);
        assert!(!h.early_data_ok);
    }

    #[test]
    fn a_server_of_tls13_chooses_with_the_extensions() {
        for (version, asked) in [(TLS13, 1), (crate::registry::version::TLS12, 0)] {
            let (link, mut h) = connection(Side::Server, Some(version));
            link.configure(|config| config.callbacks.alpn_select = true);
            link.parse(&mut h, Alpn, LIST).unwrap();
            assert_eq!(link.conclude(&mut h, Alpn, true), Ok(()));
            assert_eq!(link.take_journal().len(), asked);
        }
    }
}
