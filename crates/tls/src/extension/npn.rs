//! next_protocol_negotiation, the elder sister of ALPN: the server lists protocols, the client chooses.

use super::table::{Context, Place, Sent};
use crate::cipher::alpn::is_valid;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::registry::alert::{self, AlertDescription};
use crate::registry::extension::NEXT_PROTOCOL_NEGOTIATION;

/// `init_npn`
pub(super) fn start(h: &mut Handshake, _: &dyn Link, _: Context) -> Result<(), Fatal> {
    h.npn_seen = false;
    Ok(())
}

/// `tls_parse_ctos_npn`: only a connection's first handshake has it.
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    _: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if link.facts().is_first_handshake() {
        h.npn_seen = true;
    }
    Ok(())
}

/// `tls_parse_stoc_npn`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    const fn bad(alert: AlertDescription) -> Fatal {
        Fatal::new(alert, Reason::BAD_EXTENSION)
    }
    if !link.facts().is_first_handshake() {
        return Ok(());
    }
    if !h.config.callbacks.npn_select {
        return Err(bad(alert::UNSUPPORTED_EXTENSION));
    }
    if !content.is_empty() && !is_valid(content) {
        return Err(bad(alert::DECODE_ERROR));
    }
    let selected = link.select_protocol(content);
    h.refresh(link);
    let selected = selected.filter(|protocol| !protocol.is_empty());
    let selected = selected.ok_or(bad(alert::HANDSHAKE_FAILURE))?;
    drop(link.facts().next_protocol.replace(selected.into()));
    h.npn_seen = true;
    Ok(())
}

/// `tls_construct_stoc_next_proto_neg`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let seen = std::mem::take(&mut h.npn_seen);
    if !seen || !h.config.callbacks.npn_advertised {
        return Ok(Sent::No);
    }
    let advertised = link.advertise_protocols();
    h.refresh(link);
    let Some(advertised) = advertised else {
        return Ok(Sent::No);
    };
    write_one(w, NEXT_PROTOCOL_NEGOTIATION, |w| w.bytes(&advertised));
    h.npn_seen = true;
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_npn`
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !h.config.callbacks.npn_select || !link.facts().is_first_handshake() {
        return Ok(Sent::No);
    }
    write_one(w, NEXT_PROTOCOL_NEGOTIATION, |_| ());
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, server};
    use super::super::Name::NextProtocol;
    use super::*;

    fn bad(alert: AlertDescription) -> Result<(), Fatal> {
        Err(Fatal::new(alert, Reason::BAD_EXTENSION))
    }

    #[test]
    fn a_server_advertises_its_protocols() {
        let (link, mut h) = server();
        assert_eq!(link.parse(&mut h, NextProtocol, &[9]), Ok(()));
        assert!(h.npn_seen);
        link.on.protocol.set(|_| Some(b"\x02h2".to_vec()));
        assert_eq!(link.construct(&mut h, NextProtocol), Ok(None));
        assert!(!h.npn_seen);
        link.configure(|config| config.callbacks.npn_advertised = true);
        assert_eq!(link.construct(&mut h, NextProtocol), Ok(None));
        h.npn_seen = true;
        let list = Ok(Some(b"\x02h2".to_vec()));
        assert_eq!(link.construct(&mut h, NextProtocol), list);
        assert!(h.npn_seen);
        link.on.protocol.set(|_| None);
        assert_eq!(link.construct(&mut h, NextProtocol), Ok(None));
        assert!(!h.npn_seen);
    }

    #[test]
    fn a_client_selects_one() {
        let (link, mut h) = client();
        let list = b"\x02h2";
        let read = |h: &mut _, list: &[u8]| link.parse(h, NextProtocol, list);
        assert_eq!(read(&mut h, list), bad(alert::UNSUPPORTED_EXTENSION));
        link.configure(|config| config.callbacks.npn_select = true);
        for list in [&b"\x00"[..], b"\x02h", b"\x02h2\x00", b"\x02h2\x05h"] {
            assert_eq!(read(&mut h, list), bad(alert::DECODE_ERROR));
        }
        assert_eq!(read(&mut h, list), bad(alert::HANDSHAKE_FAILURE));
        link.on.protocol.set(|_| Some(vec![]));
        assert_eq!(read(&mut h, list), bad(alert::HANDSHAKE_FAILURE));
        assert!(!h.npn_seen);
        link.on.protocol.set(|_| Some(b"h2".to_vec()));
        assert_eq!(read(&mut h, list), Ok(()));
        assert_eq!(read(&mut h, b""), Ok(()));
        assert!(h.npn_seen);
        assert_eq!(&**link.facts.next_protocol.borrow(), b"h2");
        link.prepare(&mut h, NextProtocol);
        assert!(!h.npn_seen);
    }

    #[test]
    fn a_later_handshake_has_none() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, NextProtocol), Ok(None));
        link.configure(|config| config.callbacks.npn_select = true);
        assert_eq!(link.construct(&mut h, NextProtocol), Ok(Some(vec![])));
        link.finish(&[1], &[2]);
        assert_eq!(link.construct(&mut h, NextProtocol), Ok(None));
        assert_eq!(link.parse(&mut h, NextProtocol, &[9]), Ok(()));
        let (link, mut h) = server();
        link.finish(&[1], &[2]);
        assert_eq!(link.parse(&mut h, NextProtocol, &[]), Ok(()));
        assert!(!h.npn_seen);
    }
}
