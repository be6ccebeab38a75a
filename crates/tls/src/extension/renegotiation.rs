//! renegotiation_info (RFC 5746): a handshake is bound to the one before it.

use super::table::{Context, Place, Sent};
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::facts::Short;
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::write_one;
use crate::registry::alert::{self, AlertDescription};
use crate::registry::extension::RENEGOTIATION_INFO;

/// The last Finished of the client and of the server; both are empty in the first handshake.
fn last_finished(h: &Handshake, link: &dyn Link) -> [Short<64>; 2] {
    let facts = link.facts();
    let (own, peer) = (facts.finished.get(), facts.peer_finished.get());
    match h.side {
        Side::Client => [own, peer],
        Side::Server => [peer, own],
    }
}

const fn mismatch(alert: AlertDescription) -> Fatal {
    Fatal::new(alert, Reason::RENEGOTIATION_MISMATCH)
}

/// `tls_parse_ctos_renegotiate`. Bytes behind the vector are passed over.
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let binding = Reader::new(content)
        .vec8()
        .or_fatal(alert::DECODE_ERROR, Reason::RENEGOTIATION_ENCODING_ERR)?;
    let [client, _] = last_finished(h, link);
    if *binding != *client {
        return Err(mismatch(alert::HANDSHAKE_FAILURE));
    }
    link.facts().secure_renegotiation.set(true);
    Ok(())
}

/// `tls_parse_stoc_renegotiate`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let [client, server] = last_finished(h, link);
    if client.is_empty() != server.is_empty() {
        return Err(Fatal::INTERNAL);
    }
    let binding = Reader::new(content)
        .only_vec8()
        .or_fatal(alert::DECODE_ERROR, Reason::RENEGOTIATION_ENCODING_ERR)?;
    if binding.strip_prefix(&*client) != Some(&*server) {
        return Err(mismatch(alert::ILLEGAL_PARAMETER));
    }
    link.facts().secure_renegotiation.set(true);
    Ok(())
}

/// `tls_construct_stoc_renegotiate`; also with SSL_OP_NO_RENEGOTIATION.
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !link.facts().secure_renegotiation.get() {
        return Ok(Sent::No);
    }
    write_one(w, RENEGOTIATION_INFO, |w| {
        w.vec8(|w| {
            for finished in last_finished(h, link) {
                w.bytes(&finished);
            }
        });
    });
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_renegotiate`. The first hello has a signalling suite instead.
pub(super) fn to_server(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if !h.renegotiates {
        return Ok(Sent::No);
    }
    let [client, _] = last_finished(h, link);
    write_one(w, RENEGOTIATION_INFO, |w| w.vec8(|w| w.bytes(&client)));
    Ok(Sent::Yes)
}

/// `final_renegotiate`
pub(super) fn end(
    h: &mut Handshake,
    _: &dyn Link,
    _: Context,
    received: bool,
) -> Result<(), Fatal> {
    let options = &h.config.options;
    let may_lack = match h.side {
        Side::Client => options.legacy_server_connect,
        Side::Server => !h.renegotiates,
    };
    if received || may_lack || options.allow_unsafe_legacy_renegotiation {
        return Ok(());
    }
    Err(Fatal::new(
        alert::HANDSHAKE_FAILURE,
        Reason::UNSAFE_LEGACY_RENEGOTIATION_DISABLED,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, server};
    use super::super::Name::Renegotiation;
    use super::*;

    const NOT_READ: Fatal = Fatal::new(alert::DECODE_ERROR, Reason::RENEGOTIATION_ENCODING_ERR);

    #[test]
    fn a_server_checks_the_clients_finished() {
        let (link, mut h) = server();
        assert_eq!(link.parse(&mut h, Renegotiation, &[0]), Ok(()));
        assert!(link.facts.secure_renegotiation.take());
        assert_eq!(link.parse(&mut h, Renegotiation, &[0, 9]), Ok(()));
        link.finish(&[3, 4], &[1, 2]);
        assert_eq!(link.parse(&mut h, Renegotiation, &[2, 1, 2]), Ok(()));
        for content in [&[][..], &[2, 1]] {
            assert_eq!(link.parse(&mut h, Renegotiation, content), Err(NOT_READ));
        }
        for content in [&[0][..], &[1, 1], &[2, 1, 3], &[3, 1, 2, 3]] {
            let expected = Err(mismatch(alert::HANDSHAKE_FAILURE));
            assert_eq!(link.parse(&mut h, Renegotiation, content), expected);
        }
    }

    #[test]
    fn a_client_checks_both() {
        let (link, mut h) = client();
        assert_eq!(link.parse(&mut h, Renegotiation, &[0]), Ok(()));
        assert!(link.facts.secure_renegotiation.get());
        link.finish(&[1, 2], &[3, 4]);
        assert_eq!(link.parse(&mut h, Renegotiation, &[4, 1, 2, 3, 4]), Ok(()));
        for content in [&[][..], &[4, 1, 2, 3], &[4, 1, 2, 3, 4, 5]] {
            assert_eq!(link.parse(&mut h, Renegotiation, content), Err(NOT_READ));
        }
        for content in [
            &[0][..],
            &[2, 1, 2],
            &[4, 0, 2, 3, 4],
            &[4, 1, 2, 3, 5],
            &[5, 1, 2, 3, 4, 5],
        ] {
            let expected = Err(mismatch(alert::ILLEGAL_PARAMETER));
            assert_eq!(link.parse(&mut h, Renegotiation, content), expected);
        }
        link.finish(&[1], &[]);
        assert_eq!(
            link.parse(&mut h, Renegotiation, &[1, 1]),
            Err(Fatal::INTERNAL)
        );
    }

    #[test]
    fn a_server_answers_with_both() {
        let (link, mut h) = server();
        assert_eq!(link.construct(&mut h, Renegotiation), Ok(None));
        link.facts.secure_renegotiation.set(true);
        assert_eq!(link.construct(&mut h, Renegotiation), Ok(Some(vec![0])));
        link.finish(&[3, 4], &[1, 2]);
        let both = Some(vec![4, 1, 2, 3, 4]);
        assert_eq!(link.construct(&mut h, Renegotiation), Ok(both));
    }

    #[test]
    fn a_client_sends_its_own_when_it_renegotiates() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, Renegotiation), Ok(None));
        h.renegotiates = true;
        link.finish(&[1, 2], &[3, 4]);
        assert_eq!(
            link.construct(&mut h, Renegotiation),
            Ok(Some(vec![2, 1, 2]))
        );
    }

    #[test]
    fn peers_that_cannot_renegotiate_safely() {
        let unsafe_legacy = Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::UNSAFE_LEGACY_RENEGOTIATION_DISABLED,
        ));
        let (link, mut h) = client();
        assert_eq!(link.conclude(&mut h, Renegotiation, true), Ok(()));
        assert_eq!(link.conclude(&mut h, Renegotiation, false), unsafe_legacy);
        link.configure(|config| config.options.legacy_server_connect = true);
        assert_eq!(link.conclude(&mut h, Renegotiation, false), Ok(()));

        let (link, mut h) = server();
        assert_eq!(link.conclude(&mut h, Renegotiation, false), Ok(()));
        h.renegotiates = true;
        assert_eq!(link.conclude(&mut h, Renegotiation, true), Ok(()));
        link.configure(|config| config.options.legacy_server_connect = true);
        assert_eq!(link.conclude(&mut h, Renegotiation, false), unsafe_legacy);
        link.configure(|config| config.options.allow_unsafe_legacy_renegotiation = true);
        assert_eq!(link.conclude(&mut h, Renegotiation, false), Ok(()));
    }
}
