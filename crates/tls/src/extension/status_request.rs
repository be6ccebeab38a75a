//! status_request (RFC 6066 section 8, RFC 8446 section 4.4.2.1): OCSP stapling.

use super::table::{Context, Place, Sent, MALFORMED};
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::certificate_status;
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::STATUS_REQUEST;
use crate::registry::field::OCSP_STATUS;

/// `init_status_request`
pub(super) fn start(h: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    match h.side {
        Side::Server => link.facts().status_type.set(None),
        Side::Client => link.received_status(&[]),
    }
    Ok(())
}

/// `tls_parse_ctos_status_request`. Of a client's certificate it is passed over.
pub(super) fn from_client(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    place: Place,
) -> Result<(), Fatal> {
    if link.facts().hit.get() || place.context.meets(Context::CERTIFICATE) {
        return Ok(());
    }
    let mut reader = Reader::new(content);
    let status_type = reader
        .u8()
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    if status_type != OCSP_STATUS.0 {
        link.facts().status_type.set(None);
        return Ok(());
    }
    link.facts().status_type.set(Some(status_type));
    let list = reader
        .vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    let (responders, complete) = read_responders(list);
    if !link.receive_responders(&responders) || !complete {
        return Err(MALFORMED);
    }
    let extensions = reader
        .only_vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    if !extensions.is_empty() && !link.receive_status_extensions(extensions) {
        return Err(MALFORMED);
    }
    Ok(())
}

/// The responders of a list, and whether none of them is empty or cut off.
fn read_responders(list: &[u8]) -> (Vec<&[u8]>, bool) {
    let mut list = Reader::new(list);
    let mut responders = Vec::new();
    while !list.is_empty() {
        match list.vec16() {
            Ok(responder) if !responder.is_empty() => responders.push(responder),
            _ => return (responders, false),
        }
    }
    (responders, true)
}

/// `tls_parse_stoc_status_request`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    place: Place,
) -> Result<(), Fatal> {
    if place.context == Context::CERTIFICATE_REQUEST {
        return Ok(());
    }
    if h.config.status_type != Some(OCSP_STATUS.0) {
        return Err(Fatal::new(
            alert::UNSUPPORTED_EXTENSION,
            Reason::BAD_EXTENSION,
        ));
    }
    if h.is_tls13(link) {
        if place.chain == 0 {
            link.received_status(certificate_status::read(content)?);
        }
        return Ok(());
    }
    if !content.is_empty() {
        return Err(MALFORMED);
    }
    h.status_expected = true;
    Ok(())
}

/// `tls_construct_stoc_status_request`: TLS 1.3 has the response here, older versions in a message of its own.
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    place: Place,
) -> Result<Sent, Fatal> {
    let tls13 = h.is_tls13(link);
    let asks = place.context == Context::CERTIFICATE_REQUEST;
    if asks || !h.status_expected || tls13 && place.chain != 0 {
        return Ok(Sent::No);
    }
    write_one(w, STATUS_REQUEST, |w| {
        if tls13 {
            certificate_status::write(w, &link.status_response());
        }
    });
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_status_request`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    place: Place,
) -> Result<Sent, Fatal> {
    let config = &h.config;
    if place.context.meets(Context::CERTIFICATE) || config.status_type != Some(OCSP_STATUS.0) {
        return Ok(Sent::No);
    }
    write_one(w, STATUS_REQUEST, |w| {
        w.u8(OCSP_STATUS.0);
        w.vec16(|w| {
            for responder in &config.status_responders {
                w.vec16(|w| w.bytes(responder));
            }
        });
        w.vec16(|w| w.bytes(&config.status_extensions));
    });
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, connection, server};
    use super::super::Name::StatusRequest;
    use super::*;
    use crate::registry::version::TLS13;

    const UNSUPPORTED: Fatal = Fatal::new(alert::UNSUPPORTED_EXTENSION, Reason::BAD_EXTENSION);
    const CERTIFICATE: Place = Place::of(Context::CERTIFICATE);
    const REQUEST: Place = Place::of(Context::CERTIFICATE_REQUEST);
    const ISSUER: Place = Place {
        context: Context::CERTIFICATE,
        chain: 1,
    };

    #[test]
    fn a_client_asks_for_a_response() {
        let (link, mut h) = server();
        assert_eq!(link.parse(&mut h, StatusRequest, &[1, 0, 0, 0, 0]), Ok(()));
        assert_eq!(link.facts.status_type.get(), Some(1));
        assert_eq!(link.take_journal(), ["responders []"]);
        let full = [1, 0, 7, 0, 2, 8, 9, 0, 1, 5, 0, 2, 3, 4];
        assert_eq!(link.parse(&mut h, StatusRequest, &full), Ok(()));
        let notes = ["responders [[8, 9], [5]]", "status_extensions [3, 4]"];
        assert_eq!(link.take_journal(), notes);
        for length in 0..full.len() {
            let cut = link.parse(&mut h, StatusRequest, &full[..length]);
            assert_eq!(cut, Err(MALFORMED));
        }
        link.prepare(&mut h, StatusRequest);
        assert_eq!(link.facts.status_type.get(), None);
    }

    #[test]
    fn requests_that_are_malformed() {
        let (link, mut h) = server();
        for content in [
            &[1, 0, 2, 0, 0, 0, 0][..],
            &[1, 0, 1, 0, 0, 0],
            &[1, 0, 3, 0, 2, 8, 0, 0],
            &[1, 0, 0, 0, 0, 0],
        ] {
            assert_eq!(link.parse(&mut h, StatusRequest, content), Err(MALFORMED));
        }
        link.on.accepts.set(|_| false);
        for content in [&[1, 0, 3, 0, 1, 8, 0, 0][..], &[1, 0, 0, 0, 1, 8]] {
            assert_eq!(link.parse(&mut h, StatusRequest, content), Err(MALFORMED));
        }
    }

    #[test]
    fn requests_that_are_passed_over() {
        let (link, mut h) = server();
        link.facts.status_type.set(Some(1));
        assert_eq!(link.parse(&mut h, StatusRequest, &[2, 9]), Ok(()));
        assert_eq!(link.facts.status_type.get(), None);
        assert_eq!(
            link.parse_in(&mut h, StatusRequest, &[], CERTIFICATE),
            Ok(())
        );
        link.facts.hit.set(true);
        assert_eq!(link.parse(&mut h, StatusRequest, &[]), Ok(()));
        assert!(link.take_journal().is_empty());
    }

    #[test]
    fn a_server_of_tls12_answers_with_an_empty_extension() {
        let (link, mut h) = server();
        assert_eq!(link.construct(&mut h, StatusRequest), Ok(None));
        h.status_expected = true;
        assert_eq!(link.construct(&mut h, StatusRequest), Ok(Some(vec![])));

        let (link, mut h) = client();
        assert_eq!(link.parse(&mut h, StatusRequest, &[]), Err(UNSUPPORTED));
        link.configure(|config| config.status_type = Some(1));
        assert_eq!(link.parse(&mut h, StatusRequest, &[0]), Err(MALFORMED));
        assert!(!h.status_expected);
        assert_eq!(link.parse(&mut h, StatusRequest, &[]), Ok(()));
        assert!(h.status_expected);
        link.received_response.replace(vec![1]);
        link.prepare(&mut h, StatusRequest);
        assert!(link.received_response.borrow().is_empty());
    }

    #[test]
    fn a_server_of_tls13_answers_with_its_first_certificate() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        assert_eq!(
            link.construct_in(&mut h, StatusRequest, CERTIFICATE),
            Ok(None)
        );
        h.status_expected = true;
        link.response.replace(vec![1, 2, 3]);
        let response = vec![1, 0, 0, 3, 1, 2, 3];
        let first = link.construct_in(&mut h, StatusRequest, CERTIFICATE);
        assert_eq!(first, Ok(Some(response.clone())));
        assert_eq!(link.construct_in(&mut h, StatusRequest, ISSUER), Ok(None));
        assert_eq!(link.construct_in(&mut h, StatusRequest, REQUEST), Ok(None));

        let (link, mut h) = connection(Side::Client, Some(TLS13));
        let read = |h: &mut _, content, place| link.parse_in(h, StatusRequest, content, place);
        assert_eq!(read(&mut h, &response, CERTIFICATE), Err(UNSUPPORTED));
        assert_eq!(read(&mut h, &response, REQUEST), Ok(()));
        link.configure(|config| config.status_type = Some(1));
        assert_eq!(read(&mut h, &[9], ISSUER), Ok(()));
        assert!(link.received_response.borrow().is_empty());
        assert_eq!(read(&mut h, &response, CERTIFICATE), Ok(()));
        assert_eq!(*link.received_response.borrow(), [1, 2, 3]);
        let decode_error = |reason| Err(Fatal::new(alert::DECODE_ERROR, reason));
        let other = decode_error(Reason::UNSUPPORTED_STATUS_TYPE);
        assert_eq!(read(&mut h, &[2], CERTIFICATE), other);
        let cut = decode_error(Reason::LENGTH_MISMATCH);
        assert_eq!(read(&mut h, &response[..6], CERTIFICATE), cut);
        assert!(!h.status_expected);
    }

    #[test]
    fn a_client_sends_what_the_program_has_set() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, StatusRequest), Ok(None));
        link.configure(|config| config.status_type = Some(2));
        assert_eq!(link.construct(&mut h, StatusRequest), Ok(None));
        link.configure(|config| config.status_type = Some(1));
        let bare = Ok(Some(vec![1, 0, 0, 0, 0]));
        assert_eq!(link.construct(&mut h, StatusRequest), bare);
        link.configure(|config| {
            config.status_responders = vec![vec![8, 9]];
            config.status_extensions = vec![3];
        });
        let full = Ok(Some(vec![1, 0, 4, 0, 2, 8, 9, 0, 1, 3]));
        assert_eq!(link.construct(&mut h, StatusRequest), full);
        assert_eq!(
            link.construct_in(&mut h, StatusRequest, CERTIFICATE),
            Ok(None)
        );
    }
}
