//! srp (RFC 5054): the name of a user.

use super::table::{Context, Place, Sent, MALFORMED};
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::SRP;

/// `init_srp`
pub(super) fn start(_: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    drop(link.facts().srp_user.take());
    Ok(())
}

/// `tls_parse_ctos_srp`
pub(super) fn from_client(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let name = Reader::new(content)
        .only_vec8()
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)?;
    if name.contains(&0) {
        return Err(MALFORMED);
    }
    drop(link.facts().srp_user.replace(Some(name.into())));
    Ok(())
}

/// `tls_construct_ctos_srp`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    match h.config.srp_user.as_deref() {
        None => Ok(Sent::No),
        Some([]) => Err(Fatal::INTERNAL),
        Some(name) => {
            write_one(w, SRP, |w| w.vec8(|w| w.bytes(name)));
            Ok(Sent::Yes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, server};
    use super::super::Name::Srp;
    use super::*;

    #[test]
    fn a_server_keeps_the_name() {
        let (link, mut h) = server();
        assert_eq!(link.parse(&mut h, Srp, b"\x02ab"), Ok(()));
        assert_eq!(link.facts.srp_user.borrow().as_deref(), Some(&b"ab"[..]));
        for content in [&b""[..], b"\x02a", b"\x01ab", b"\x02a\0"] {
            assert_eq!(link.parse(&mut h, Srp, content), Err(MALFORMED));
        }
        link.prepare(&mut h, Srp);
        assert_eq!(*link.facts.srp_user.borrow(), None);
    }

    #[test]
    fn a_client_sends_the_name() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, Srp), Ok(None));
        link.configure(|config| config.srp_user = Some(b"ab".to_vec()));
        assert_eq!(link.construct(&mut h, Srp), Ok(Some(b"\x02ab".to_vec())));
        link.configure(|config| config.srp_user = Some(vec![]));
        assert_eq!(link.construct(&mut h, Srp), Err(Fatal::INTERNAL));
    }
}
